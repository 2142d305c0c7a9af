//! The frame that all pictures share: heading, legend, axes, and the finished SVG text.

// Pixels are floats in the drawing library; see `scale` for the only way money becomes one.
#![allow(clippy::float_arithmetic)]

use kernel::{Problem, Result};
use plotters::coord::Shift;
use plotters::coord::ranged1d::{KeyPointHint, KeyPointWeight, Ranged};
use plotters::coord::types::RangedCoordf64;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::{
    Cartesian2d, Circle, CoordTranslate, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon,
    RGBColor, Rectangle, SVGBackend, Text, TextStyle, TriangleMarker,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, ShapeStyle};

use crate::scale::{Unit, tick};
use crate::{Medium, Words, codes};

/// Pixels of every picture; the SVG scales.
const SIZE: (u32, u32) = (760, 380);
const LEFT: i32 = 72;
const RIGHT: i32 = 72;
const TOP: i32 = 84;
const BOTTOM: i32 = 34;
const FONTS: &str = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif";
/// The drawing library divides font sizes by this.
const FONT_SCALE: f64 = 1.24;

/// Okabe and Ito's colours, the darker ones first: told apart by colour-blind eyes, visible on white and on black.
const PALETTE: [RGBColor; 6] = [
    RGBColor(0x00, 0x72, 0xB2),
    RGBColor(0xD5, 0x5E, 0x00),
    RGBColor(0x00, 0x9E, 0x73),
    RGBColor(0xB0, 0x5A, 0x90),
    RGBColor(0x9A, 0x7B, 0x00),
    RGBColor(0x3D, 0x9B, 0xD9),
];
const INK: RGBColor = RGBColor(0x1F, 0x23, 0x28);

/// Number of the one series that is drawn over all others, in the colour of the text.
pub(crate) const TEXT_COLOUR: usize = usize::MAX;

/// How a legend entry looks.
#[derive(Clone, Copy)]
pub(crate) enum Mark {
    Line,
    Block,
}

/// One vertical axis.
pub(crate) struct Axis {
    /// What it measures, with its unit.
    pub(crate) name: String,
    /// Lowest and highest height.
    pub(crate) range: (f64, f64),
    /// Instead of numbers: what stands at height 0 to 1, 1 to 2 and so on.
    pub(crate) rows: Vec<String>,
}

impl Axis {
    pub(crate) fn of_money(words: &Words, what: &str, unit: Unit, range: (f64, f64)) -> Axis {
        let [open, close] = words.brackets;
        Axis { name: format!("{what}{open}{}{close}", unit.name()), range, rows: Vec::new() }
    }
}

/// What every picture says around its marks.
pub(crate) struct Frame<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: String,
    pub(crate) labels: Vec<&'a str>,
    /// Name, look and series number of every entry.
    pub(crate) legend: Vec<(&'a str, Mark, usize)>,
    pub(crate) left: Axis,
    pub(crate) right: Option<Axis>,
}

type Plane<'s> = DrawingArea<SVGBackend<'s>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
type Root<'s> = DrawingArea<SVGBackend<'s>, Shift>;
type Drawing<T = ()> = std::result::Result<T, DrawingAreaErrorKind<std::io::Error>>;

/// Where a picture puts its marks. Label number `n` owns the width from `n` to `n + 1`.
pub(crate) struct Plot<'s> {
    left: Plane<'s>,
    right: Option<Plane<'s>>,
}

/// The colour of series number `n`; [`TEXT_COLOUR`] is that of the text.
fn colour(n: usize) -> RGBColor {
    if n == TEXT_COLOUR { INK } else { PALETTE[n % PALETTE.len()] }
}

impl Plot<'_> {
    /// A filled block from one corner to the other.
    pub(crate) fn block(&self, series: usize, from: (f64, f64), to: (f64, f64)) -> Drawing {
        self.left.draw(&Rectangle::new([from, to], colour(series).filled()))
    }

    /// A filled shape.
    pub(crate) fn area(&self, series: usize, outline: Vec<(f64, f64)>) -> Drawing {
        self.left.draw(&Polygon::new(outline, colour(series).mix(0.75).filled()))
    }

    /// A bare line, without marks.
    pub(crate) fn stroke(&self, series: usize, points: Vec<(f64, f64)>) -> Drawing {
        self.left.draw(&PathElement::new(points, colour(series).stroke_width(2)))
    }

    /// Text in the middle of a place, in the colour of the text, as much as fits into a width of the picture.
    pub(crate) fn text(&self, text: &str, at: (f64, f64), width: f64) -> Drawing {
        let left = self.left.map_coordinate(&(at.0 - width / 2.0, at.1)).0;
        let right = self.left.map_coordinate(&(at.0 + width / 2.0, at.1)).0;
        if text_width(text, 11) + 4 > right - left {
            return Ok(());
        }
        let (x, y) = self.left.map_coordinate(&at);
        let style: TextStyle<'_> =
            (FONTS, 11.0 * FONT_SCALE).into_font().color(&INK).pos(Pos::new(HPos::Center, VPos::Center));
        self.left.use_screen_coord().draw(&Text::new(text.to_owned(), (x, y), style))
    }

    /// A pale block from one corner to the other, with its outline.
    pub(crate) fn pale(&self, series: usize, from: (f64, f64), to: (f64, f64)) -> Drawing {
        self.left.draw(&Rectangle::new([from, to], colour(series).mix(0.18).filled()))?;
        self.left.draw(&Rectangle::new([from, to], colour(series).stroke_width(1)))
    }

    /// A line with a mark of its own shape at every point, on the right axis where there is one.
    pub(crate) fn line(&self, series: usize, points: Vec<(f64, f64)>) -> Drawing {
        let plane = self.right.as_ref().unwrap_or(&self.left);
        if points.len() <= 48 {
            for at in &points {
                marker(plane, series, *at)?;
            }
        }
        plane.draw(&PathElement::new(points, colour(series).stroke_width(2)))
    }
}

/// A circle, triangle or square, so that lines differ without colour too.
fn marker<C: CoordTranslate>(plane: &DrawingArea<SVGBackend<'_>, C>, series: usize, at: C::From) -> Drawing
where
    C::From: Copy,
{
    let fill = colour(series).filled();
    match series % 3 {
        0 => plane.draw(&Circle::new(at, 3, fill)),
        1 => plane.draw(&TriangleMarker::new(at, 4, fill)),
        _ => {
            let (x, y) = plane.map_coordinate(&at);
            plane.use_screen_coord().draw(&Rectangle::new([(x - 3, y - 3), (x + 3, y + 3)], fill))
        }
    }
}

/// Draws a picture: the frame around the marks that `marks` puts into it.
pub(crate) fn picture(
    frame: &Frame<'_>,
    medium: Medium,
    words: &Words,
    marks: impl FnOnce(&Plot<'_>) -> Drawing,
) -> Result<String> {
    let mut svg = String::new();
    let failed =
        |cause: &dyn std::fmt::Display| -> Problem { codes::DRAWING_FAILED.problem().because(cause) };
    {
        let root = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        heading(&root, frame).map_err(|e| failed(&e))?;
        if frame.labels.is_empty() {
            write(&root, words.nothing, (380, 200), 14.0, HPos::Center).map_err(|e| failed(&e))?;
        } else {
            let plot = axes(&root, frame).map_err(|e| failed(&e))?;
            marks(&plot).map_err(|e| failed(&e))?;
        }
        root.present().map_err(|e| failed(&e))?;
    }
    Ok(finish(&svg, frame, medium))
}

fn heading(root: &Root<'_>, frame: &Frame<'_>) -> Drawing {
    write(root, frame.title, (16, 22), 16.0, HPos::Left)?;
    let mut x = 16;
    for (name, mark, n) in &frame.legend {
        let width = match mark {
            Mark::Block => {
                root.draw(&Rectangle::new([(x, 42), (x + 12, 54)], colour(*n).filled()))?;
                12
            }
            Mark::Line => {
                root.draw(&PathElement::new(vec![(x, 48), (x + 20, 48)], colour(*n).stroke_width(2)))?;
                marker(root, *n, (x + 10, 48))?;
                20
            }
        };
        x += width + 6;
        write(root, name, (x, 48), 12.0, HPos::Left)?;
        x += text_width(name, 12) + 20;
    }
    Ok(())
}

fn axes<'s>(root: &Root<'s>, frame: &Frame<'_>) -> Drawing<Plot<'s>> {
    let (width, height) = root.dim_in_pixel();
    let (width, height) = (i32::try_from(width).unwrap_or(0), i32::try_from(height).unwrap_or(0));
    let (x0, x1, y0, y1) =
        (LEFT, width - if frame.right.is_some() { RIGHT } else { 20 }, TOP, height - BOTTOM);
    let slots = u32::try_from(frame.labels.len()).unwrap_or(u32::MAX);
    let plane = |(low, high): (f64, f64)| {
        root.apply_coord_spec(Cartesian2d::<RangedCoordf64, RangedCoordf64>::new(
            0.0..f64::from(slots),
            low..high,
            (x0..x1, y1..y0),
        ))
    };
    let plot =
        Plot { left: plane(frame.left.range), right: frame.right.as_ref().map(|axis| plane(axis.range)) };

    write(root, &frame.left.name, (16, TOP - 14), 11.0, HPos::Left)?;
    for (n, row) in (0_u32..).zip(&frame.left.rows) {
        let (_, y) = plot.left.map_coordinate(&(0.0, f64::from(n) + 0.5));
        write(root, row, (x0 - 8, y), 11.0, HPos::Right)?;
    }
    for height in ticks(&frame.left).into_iter().filter(|_| frame.left.rows.is_empty()) {
        let (_, y) = plot.left.map_coordinate(&(0.0, height));
        let strength = if height.abs() < f64::EPSILON { 0.75 } else { 0.18 };
        root.draw(&PathElement::new(
            vec![(x0, y), (x1, y)],
            ShapeStyle::from(INK.mix(strength)).stroke_width(1),
        ))?;
        write(root, &tick(height), (x0 - 8, y), 11.0, HPos::Right)?;
    }
    if let (Some(axis), Some(plane)) = (&frame.right, &plot.right) {
        write(root, &axis.name, (width - 16, TOP - 14), 11.0, HPos::Right)?;
        for height in ticks(axis) {
            let (_, y) = plane.map_coordinate(&(0.0, height));
            write(root, &tick(height), (x1 + 8, y), 11.0, HPos::Left)?;
        }
    }
    under(root, frame, &plot)?;
    Ok(plot)
}

/// The labels under the axis: as many as stand side by side without touching.
fn under(root: &Root<'_>, frame: &Frame<'_>, plot: &Plot<'_>) -> Drawing {
    let (width, height) = root.dim_in_pixel();
    let widest = frame.labels.iter().map(|label| text_width(label, 11)).max().unwrap_or(0) + 10;
    let room = i32::try_from(width).unwrap_or(0) - LEFT - if frame.right.is_some() { RIGHT } else { 20 };
    let count = i32::try_from(frame.labels.len()).unwrap_or(i32::MAX);
    let step =
        [1, 2, 3, 6, 12, 24, 60, 120].into_iter().find(|step| widest * count / step <= room).unwrap_or(240);
    let y = i32::try_from(height).unwrap_or(0) - BOTTOM + 16;
    for (n, label) in (0_u32..).zip(&frame.labels).step_by(step.unsigned_abs() as usize) {
        let (x, _) = plot.left.map_coordinate(&(f64::from(n) + 0.5, 0.0));
        write(root, label, (x, y), 11.0, HPos::Center)?;
    }
    Ok(())
}

fn ticks(axis: &Axis) -> Vec<f64> {
    struct AtMost(usize);
    impl KeyPointHint for AtMost {
        fn max_num_points(&self) -> usize {
            self.0
        }
        fn weight(&self) -> KeyPointWeight {
            KeyPointWeight::Bold
        }
        fn bold_points(&self) -> usize {
            self.0
        }
    }
    let coordinate: RangedCoordf64 = (axis.range.0..axis.range.1).into();
    coordinate.key_points(AtMost(6))
}

fn write(root: &Root<'_>, text: &str, at: (i32, i32), size: f64, side: HPos) -> Drawing {
    let style: TextStyle<'_> =
        (FONTS, size * FONT_SCALE).into_font().color(&INK).pos(Pos::new(side, VPos::Center));
    root.draw(&Text::new(text.to_owned(), at, style))
}

/// Pixels that a text takes: an ideograph a square, a Latin letter a little more than half.
fn text_width(text: &str, size: i32) -> i32 {
    text.chars().map(|c| if c.is_ascii() { size * 3 / 5 } else { size }).sum()
}

/// Names the picture for those who do not see it, and hands its colours to the page.
fn finish(drawn: &str, frame: &Frame<'_>, medium: Medium) -> String {
    let body = match medium {
        Medium::Paper => drawn.to_owned(),
        Medium::Page => {
            (1..).zip(PALETTE).fold(drawn.replace("\"#1F2328\"", "\"currentColor\""), |svg, (n, ink)| {
                let hex = format!("#{:02X}{:02X}{:02X}", ink.0, ink.1, ink.2);
                svg.replace(&format!("\"{hex}\""), &format!("\"var(--chart-{n},{hex})\""))
            })
        }
    };
    let body = body.strip_prefix("<svg ").unwrap_or(&body);
    let (attributes, rest) = body.split_once('>').unwrap_or((body, ""));
    format!(
        "<svg role=\"img\" {attributes}><title>{}</title><desc>{}</desc>{rest}",
        escaped(frame.title),
        escaped(&frame.description)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

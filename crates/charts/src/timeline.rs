//! Values of the law over time: steps where they are numbers, named spans where they are words or tables.

// Positions within the picture only; see `scale`.
#![allow(clippy::float_arithmetic)]

use kernel::{Date, Rate, Result};

use crate::canvas::{Axis, Frame, Mark, picture};
use crate::scale::{range, share};
use crate::{Medium, Words};

/// A picture of values that each hold from a day to a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLine {
    /// Heading, also the accessible name.
    pub title: String,
    /// What the numbers are: 元, %. Not used where a span has no number.
    pub unit: String,
    /// The day at which values that still hold end in the picture.
    pub until: Date,
    /// Whose values: nation, province, city. At most six can be told apart.
    pub rows: Vec<TimeRow>,
}

/// The values of one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeRow {
    /// What the legend calls it.
    pub name: String,
    /// In time.
    pub spans: Vec<Span>,
}

/// A value and how long it held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: Date,
    /// Last day; none where it still holds.
    pub until: Option<Date>,
    /// As people read it.
    pub text: String,
    /// Its height, where it is a number.
    pub height: Option<Rate>,
}

/// The values of a parameter over time. Steps where every span has a number, else spans with their texts.
///
/// # Errors
/// `CHT-0101` where the drawing library fails.
pub fn timeline(line: &TimeLine, medium: Medium, words: &Words) -> Result<String> {
    let years = Years::of(line);
    let numbers = line.rows.iter().flat_map(|row| &row.spans).all(|span| span.height.is_some());
    if numbers { steps(line, &years, medium, words) } else { spans(line, &years, medium, words) }
}

/// The calendar years of a picture.
struct Years {
    first: i16,
    labels: Vec<String>,
    end: Date,
}

impl Years {
    fn of(line: &TimeLine) -> Years {
        let spans = || line.rows.iter().flat_map(|row| &row.spans);
        let Some(first) = spans().map(|span| span.from.year()).min() else {
            return Years { first: 0, labels: Vec::new(), end: line.until };
        };
        let end = spans().filter_map(|span| span.until).chain([line.until]).max().unwrap_or(line.until);
        let labels = (first..=end.year().max(first)).map(|year| year.to_string()).collect();
        Years { first, labels, end }
    }

    /// Where a day stands: a year has the width of one.
    fn place(&self, day: Date) -> f64 {
        f64::from(day.year() - self.first) + (f64::from(day.day_of_year()) - 1.0) / 366.0
    }

    /// Where a span begins and ends.
    fn reach(&self, span: &Span) -> (f64, f64) {
        let last = span.until.unwrap_or(self.end);
        let next = last.tomorrow().unwrap_or(last);
        (self.place(span.from), self.place(next).max(self.place(span.from)))
    }
}

fn steps(line: &TimeLine, years: &Years, medium: Medium, words: &Words) -> Result<String> {
    let heights = || line.rows.iter().flat_map(|row| &row.spans).filter_map(|span| span.height).map(share);
    let [open, close] = words.brackets;
    let name = if line.unit.is_empty() { String::new() } else { format!("{open}{}{close}", line.unit) };
    let axis = Axis { name: name.trim().to_owned(), range: range(heights()), rows: Vec::new() };
    let frame = frame(line, years, axis, words, Mark::Block);
    picture(&frame, medium, words, |plot| {
        for (n, row) in line.rows.iter().enumerate() {
            let mut points: Vec<(f64, f64)> = Vec::new();
            for span in &row.spans {
                let (from, to) = years.reach(span);
                let height = span.height.map_or(0.0, share);
                // Where nothing was said in between, the line breaks.
                if points.last().is_some_and(|last| from - last.0 > 0.01) {
                    plot.stroke(n, std::mem::take(&mut points))?;
                }
                points.extend([(from, height), (to, height)]);
            }
            plot.stroke(n, points)?;
        }
        Ok(())
    })
}

/// Rows for which there is room even where there are fewer.
const THIN: usize = 3;

fn spans(line: &TimeLine, years: &Years, medium: Medium, words: &Words) -> Result<String> {
    // A single row would fill the picture: there is always room for three, the first on top.
    let empty = THIN.saturating_sub(line.rows.len());
    let names: Vec<String> = std::iter::repeat_n(String::new(), empty)
        .chain(line.rows.iter().rev().map(|row| row.name.clone()))
        .collect();
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    let lowest = u32::try_from(empty).unwrap_or(0);
    let axis = Axis { name: String::new(), range: (0.0, f64::from(count)), rows: names };
    let frame = frame(line, years, axis, words, Mark::Block);
    picture(&frame, medium, words, |plot| {
        for ((series, row), n) in line.rows.iter().enumerate().rev().zip(lowest..) {
            let middle = f64::from(n) + 0.5;
            for span in &row.spans {
                let (from, to) = years.reach(span);
                plot.pale(series, (from, middle - 0.3), (to, middle + 0.3))?;
                plot.text(&span.text, (f64::midpoint(from, to), middle), to - from)?;
            }
        }
        Ok(())
    })
}

fn frame<'a>(line: &'a TimeLine, years: &'a Years, left: Axis, words: &Words, mark: Mark) -> Frame<'a> {
    Frame {
        title: &line.title,
        description: spoken(line, words),
        labels: years.labels.iter().map(String::as_str).collect(),
        legend: line.rows.iter().enumerate().map(|(n, row)| (row.name.as_str(), mark, n)).collect(),
        left,
        right: None,
    }
}

/// Every value with its first day.
fn spoken(line: &TimeLine, words: &Words) -> String {
    let row = |row: &TimeRow| {
        let values: Vec<String> =
            row.spans.iter().map(|span| format!("{} {}", span.from, span.text)).collect();
        format!("{}{}{}", row.name, words.colon, values.join(words.comma))
    };
    line.rows.iter().map(row).collect::<Vec<_>>().join(words.stop)
}

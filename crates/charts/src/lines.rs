//! Lines over time, and the growth of an account as stacked areas.

// Positions within the picture only; see `scale`.
#![allow(clippy::float_arithmetic)]

use kernel::{Fen, Result};

use crate::canvas::{Axis, Frame, Mark, picture};
use crate::scale::{Unit, range};
use crate::{Chart, Medium, Words, spoken};

/// One line per series.
///
/// # Errors
/// `CHT-0101` where the drawing library fails.
pub fn line(chart: &Chart, medium: Medium, words: &Words) -> Result<String> {
    let amounts = || chart.series.iter().flat_map(|row| row.values.iter().copied());
    let unit = Unit::for_amounts(words, amounts());
    let frame = frame(words, chart, Mark::Line, unit, amounts());
    picture(&frame, medium, words, |plot| {
        for (n, row) in chart.series.iter().enumerate() {
            let points = (0_u32..).zip(row.values.iter().take(chart.labels.len()));
            plot.line(n, points.map(|(at, amount)| (f64::from(at) + 0.5, unit.height(*amount))).collect())?;
        }
        Ok(())
    })
}

/// Stacked areas: what an account consists of (principal 本金, interest 利息) at the end of each year.
///
/// # Errors
/// `CHT-0101` where the drawing library fails.
pub fn growth(chart: &Chart, medium: Medium, words: &Words) -> Result<String> {
    let layers = stacked(chart);
    let amounts = || layers.iter().flatten().copied();
    let unit = Unit::for_amounts(words, amounts());
    let frame = frame(words, chart, Mark::Block, unit, amounts());
    picture(&frame, medium, words, |plot| {
        for (n, pair) in layers.windows(2).enumerate() {
            if let [floor, top] = pair {
                plot.area(n, outline(floor, top, unit))?;
            }
        }
        Ok(())
    })
}

/// The running sums of the series at each label, beginning with nothing.
fn stacked(chart: &Chart) -> Vec<Vec<Fen>> {
    let mut layers = vec![vec![Fen::ZERO; chart.labels.len()]];
    for row in &chart.series {
        let below = layers.last().into_iter().flatten();
        let own = row.values.iter().copied().chain(std::iter::repeat(Fen::ZERO));
        layers.push(below.zip(own).map(|(below, own)| *below + own).collect());
    }
    layers
}

fn outline(floor: &[Fen], top: &[Fen], unit: Unit) -> Vec<(f64, f64)> {
    let edge = |row: &[Fen]| -> Vec<(f64, f64)> {
        let points = (0_u32..).zip(row).map(|(at, amount)| (f64::from(at) + 0.5, unit.height(*amount)));
        // A single year would have no width: let every area reach to the middle of its outer labels.
        match points.collect::<Vec<_>>().as_slice() {
            [only] => vec![(only.0 - 0.2, only.1), (only.0 + 0.2, only.1)],
            more => more.to_vec(),
        }
    };
    edge(top).into_iter().chain(edge(floor).into_iter().rev()).collect()
}

fn frame<'a>(
    words: &Words,
    chart: &'a Chart,
    mark: Mark,
    unit: Unit,
    amounts: impl Iterator<Item = Fen>,
) -> Frame<'a> {
    Frame {
        title: &chart.title,
        description: spoken::series(words, &chart.labels, &chart.series.iter().collect::<Vec<_>>()),
        labels: chart.labels.iter().map(String::as_str).collect(),
        legend: chart.series.iter().enumerate().map(|(n, row)| (row.name.as_str(), mark, n)).collect(),
        left: Axis::of_money(words, words.amount, unit, range(amounts.map(|amount| unit.height(amount)))),
        right: None,
    }
}

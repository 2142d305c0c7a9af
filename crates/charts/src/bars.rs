//! Bars: side by side, stacked as the flows of a fund, and counts by class.

// Positions within the picture only; see `scale`.
#![allow(clippy::float_arithmetic)]

use kernel::{Fen, Result};

use crate::canvas::{Axis, Frame, Mark, TEXT_COLOUR, picture};
use crate::scale::{Unit, range, share_zero};
use crate::{Chart, Flows, Histogram, Medium, Series, Words, spoken};

/// The share of a label's width that its bars take together.
const FILLED: f64 = 0.72;

/// Bars side by side, one per series.
///
/// # Errors
/// `CHT-0101` where the drawing library fails.
pub fn bars(chart: &Chart, medium: Medium, words: &Words) -> Result<String> {
    let amounts = || chart.series.iter().flat_map(|row| row.values.iter().copied());
    let unit = Unit::for_amounts(words, amounts());
    let rows: Vec<&Series> = chart.series.iter().collect();
    let frame = Frame {
        title: &chart.title,
        description: spoken::series(words, &chart.labels, &rows),
        labels: chart.labels.iter().map(String::as_str).collect(),
        legend: blocks(&rows).collect(),
        left: Axis::of_money(words, words.amount, unit, range(amounts().map(|amount| unit.height(amount)))),
        right: None,
    };
    let width = FILLED / f64::from(u32::try_from(rows.len().max(1)).unwrap_or(u32::MAX));
    picture(&frame, medium, words, |plot| {
        let mut from = (1.0 - FILLED) / 2.0;
        for (n, row) in rows.iter().enumerate() {
            for (at, amount) in (0_u32..).zip(row.values.iter().take(chart.labels.len())) {
                let x = f64::from(at) + from;
                plot.block(n, (x, 0.0), (x + width * 0.94, unit.height(*amount)))?;
            }
            from += width;
        }
        Ok(())
    })
}

/// Income and expense of a fund as two stacked bars a month, and its balance as a line on the right axis.
///
/// # Errors
/// `CHT-0101` where the drawing library fails.
pub fn flows(flows: &Flows, medium: Medium, words: &Words) -> Result<String> {
    let piles = [pile(&flows.income, flows.labels.len()), pile(&flows.expense, flows.labels.len())];
    let edges = || piles.iter().flatten().flatten().flat_map(|(from, to)| [*from, *to]);
    let unit = Unit::for_amounts(words, edges());
    let balance_unit = Unit::for_amounts(words, flows.balance.values.iter().copied());
    let (left, right) = share_zero(
        range(edges().map(|amount| unit.height(amount))),
        range(flows.balance.values.iter().map(|amount| balance_unit.height(*amount))),
    );
    let rows: Vec<&Series> = flows.income.iter().chain(&flows.expense).collect();
    let frame = Frame {
        title: &flows.title,
        description: spoken::series(words, &flows.labels, &[rows.as_slice(), &[&flows.balance]].concat()),
        labels: flows.labels.iter().map(String::as_str).collect(),
        legend: blocks(&rows).chain([(flows.balance.name.as_str(), Mark::Line, TEXT_COLOUR)]).collect(),
        left: Axis::of_money(words, words.flows, unit, left),
        right: Some(Axis::of_money(words, words.balance, balance_unit, right)),
    };
    let width = FILLED / 2.0;
    picture(&frame, medium, words, |plot| {
        let mut n = 0;
        for (pile, from) in piles.iter().zip([0.5 - width, 0.5]) {
            for row in pile {
                for (at, (low, high)) in (0_u32..).zip(row) {
                    let x = f64::from(at) + from;
                    plot.block(n, (x, unit.height(*low)), (x + width * 0.94, unit.height(*high)))?;
                }
                n += 1;
            }
        }
        let balance = (0_u32..).zip(flows.balance.values.iter().take(flows.labels.len()));
        plot.line(
            TEXT_COLOUR,
            balance.map(|(at, b)| (f64::from(at) + 0.5, balance_unit.height(*b))).collect(),
        )
    })
}

/// A legend entry for each series, numbered in order.
fn blocks<'a>(rows: &[&'a Series]) -> impl Iterator<Item = (&'a str, Mark, usize)> {
    rows.iter().enumerate().map(|(n, row)| (row.name.as_str(), Mark::Block, n))
}

/// From where to where each part of a stacked bar reaches. Negative parts (a refund) hang below zero.
fn pile(rows: &[Series], labels: usize) -> Vec<Vec<(Fen, Fen)>> {
    let mut above = vec![Fen::ZERO; labels];
    let mut below = vec![Fen::ZERO; labels];
    let mut pile = Vec::with_capacity(rows.len());
    for row in rows {
        let edges =
            above.iter_mut().zip(below.iter_mut()).zip(&row.values).map(|((above, below), amount)| {
                let edge = if amount.is_negative() { below } else { above };
                let from = *edge;
                *edge += *amount;
                (from, *edge)
            });
        pile.push(edges.collect());
    }
    pile
}

/// One bar per class, touching its neighbours.
///
/// # Errors
/// `CHT-0101` where the drawing library fails.
pub fn histogram(histogram: &Histogram, medium: Medium, words: &Words) -> Result<String> {
    let frame = Frame {
        title: &histogram.title,
        description: spoken::classes(words, &histogram.classes, &histogram.unit),
        labels: histogram.classes.iter().map(|(name, _)| name.as_str()).collect(),
        legend: Vec::new(),
        left: Axis {
            name: histogram.unit.clone(),
            range: range(histogram.classes.iter().map(|(_, count)| f64::from(*count))),
            rows: Vec::new(),
        },
        right: None,
    };
    picture(&frame, medium, words, |plot| {
        for (at, (_, count)) in (0_u32..).zip(&histogram.classes) {
            let x = f64::from(at);
            plot.block(0, (x + 0.03, 0.0), (x + 0.97, f64::from(*count)))?;
        }
        Ok(())
    })
}

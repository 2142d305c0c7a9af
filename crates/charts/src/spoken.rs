//! The picture in words, for a screen reader: exact amounts, never those of the pixels.

use crate::scale::exact;
use crate::{Series, Words};

/// First, last and highest amount of each series.
pub(crate) fn series(words: &Words, labels: &[String], rows: &[&Series]) -> String {
    rows.iter().filter_map(|row| one(words, labels, row)).collect::<Vec<_>>().join(words.stop)
}

fn one(words: &Words, labels: &[String], row: &Series) -> Option<String> {
    let Words { colon, comma, highest, .. } = words;
    let mut points = labels.iter().zip(&row.values);
    let first = points.next()?;
    let last = points.next_back().unwrap_or(first);
    let most = labels.iter().zip(&row.values).max_by_key(|(_, amount)| **amount)?;
    let said = |(label, amount): (&String, &kernel::Fen)| format!("{label} {}", exact(words, *amount));
    let (first, last, most) = (said(first), said(last), said(most));
    Some(format!("{}{colon}{first}{comma}{last}{comma}{highest} {most}", row.name))
}

/// Every class with its number.
pub(crate) fn classes(words: &Words, classes: &[(String, u32)], unit: &str) -> String {
    let said = classes.iter().map(|(name, count)| format!("{name}{}{count} {unit}", words.colon));
    said.collect::<Vec<_>>().join(words.stop)
}

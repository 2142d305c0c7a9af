//! The picture in words, for a screen reader: exact amounts, never those of the pixels.

use crate::Series;
use crate::scale::exact;

/// First, last and highest amount of each series.
pub(crate) fn series(labels: &[String], rows: &[&Series]) -> String {
    rows.iter().filter_map(|row| one(labels, row)).collect::<Vec<_>>().join("；")
}

fn one(labels: &[String], row: &Series) -> Option<String> {
    let mut points = labels.iter().zip(&row.values);
    let first = points.next()?;
    let last = points.next_back().unwrap_or(first);
    let highest = labels.iter().zip(&row.values).max_by_key(|(_, amount)| **amount)?;
    Some(format!(
        "{}：{} {}，{} {}，最高 {} {}",
        row.name,
        first.0,
        exact(*first.1),
        last.0,
        exact(*last.1),
        highest.0,
        exact(*highest.1)
    ))
}

/// Every class with its number.
pub(crate) fn classes(classes: &[(String, u32)], unit: &str) -> String {
    classes.iter().map(|(name, count)| format!("{name}：{count} {unit}")).collect::<Vec<_>>().join("；")
}

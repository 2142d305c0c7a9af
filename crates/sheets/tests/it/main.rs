//! Files as users make them, read and written back.

#![allow(clippy::unwrap_used)]

mod guards;
mod mapping;
mod round_trip;

use std::io::Cursor;

use sheets::{Limits, Row, Table};

fn table(bytes: impl Into<Vec<u8>>) -> kernel::Result<Table> {
    sheets::read(Cursor::new(bytes.into()), &Limits::default())
}

fn rows(bytes: impl Into<Vec<u8>>) -> kernel::Result<Vec<Row>> {
    table(bytes)?.collect()
}

/// The texts of all rows, without blank cells at their ends.
fn texts(rows: &[Row]) -> Vec<Vec<&str>> {
    let trimmed = |row: &Row| row.cells.iter().rposition(|cell| !cell.text.is_empty()).map_or(0, |at| at + 1);
    rows.iter().map(|row| row.cells[..trimmed(row)].iter().map(|cell| cell.text.as_str()).collect()).collect()
}

//! A first look at a file: what its headers are taken for, what stands under them, what is missing, how many rows there are.

use crate::column::SEQUENCE_HEADER;
use crate::record::{first_rows, header_row, is_example, masked};
use crate::{Column, Layout, Naming, Row, Table};
use kernel::Result;

/// Rows of which the look shows something.
const SAMPLES: usize = 3;
/// Digits in a row that may be somebody's number.
const PERSONAL_DIGITS: usize = 8;

/// What a file has, seen as a layout.
#[derive(Clone, Debug)]
pub struct Survey {
    /// The columns of the file, from the first on; those without a header are left out.
    pub columns: Vec<Surveyed>,
    /// Required columns that no header names.
    pub missing: Vec<&'static Column>,
    /// Rows under the header that hold something; the example row of a template does not count.
    pub rows: u64,
}

/// A column of a file.
#[derive(Clone, Debug)]
pub struct Surveyed {
    /// Its header.
    pub header: String,
    /// What it is taken for.
    pub column: Option<&'static Column>,
    /// What stands in it, long numbers masked.
    pub samples: Vec<String>,
}

impl Survey {
    /// Is every required column there, and none twice?
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty() && self.doubled().is_none()
    }

    /// Two headers that are taken for the same column.
    pub fn doubled(&self) -> Option<(&str, &str)> {
        let meaning = |surveyed: &Surveyed| surveyed.column.map(|column| column.key);
        self.columns.iter().enumerate().find_map(|(at, one)| {
            let key = meaning(one)?;
            let other = self.columns[at + 1..].iter().find(|other| meaning(other) == Some(key))?;
            Some((one.header.as_str(), other.header.as_str()))
        })
    }
}

impl Layout {
    /// Looks through a whole file, which is also told if it cannot be read to its end.
    ///
    /// # Errors
    /// What is wrong with the file as such; rows are not looked into.
    pub fn survey(&'static self, mut table: Table, naming: &Naming) -> Result<Survey> {
        let mut rows = first_rows(&mut table)?;
        let (named_at, most) = header_row(self, &rows, naming);
        // Where nothing is known, the first row that fills most columns is taken for the header.
        let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.is_blank()).count();
        let widest = rows.iter().map(filled).max().unwrap_or(0);
        let at =
            if most > 0 { named_at } else { rows.iter().position(|row| filled(row) == widest).unwrap_or(0) };
        let header = rows[at].clone();
        rows.drain(..=at);
        let mut columns = self.surveyed(&header, naming);
        let mut count = 0;
        for row in rows.into_iter().map(Ok).chain(table) {
            let row = row?;
            if is_example(&row) {
                continue;
            }
            if count < SAMPLES as u64 {
                columns.iter_mut().for_each(|(place, column)| column.sample(&row, *place));
            }
            count += 1;
        }
        let columns: Vec<Surveyed> = columns.into_iter().map(|(_, column)| column).collect();
        let there = |wanted: &Column| {
            columns.iter().filter_map(|surveyed| surveyed.column).any(|column| column.key == wanted.key)
        };
        let missing = self.columns.iter().filter(|column| column.required && !there(column)).collect();
        Ok(Survey { columns, missing, rows: count })
    }

    fn surveyed(&'static self, header: &Row, naming: &Naming) -> Vec<(usize, Surveyed)> {
        let named = header.cells.iter().enumerate().map(|(place, cell)| (place, cell.text.trim()));
        named
            .filter(|(_, name)| !name.is_empty() && *name != SEQUENCE_HEADER && !crate::column::is_ours(name))
            .map(|(place, name)| {
                let column = self.column_meant(name, naming).map(|at| &self.columns[at]);
                (place, Surveyed { header: name.to_owned(), column, samples: Vec::new() })
            })
            .collect()
    }
}

impl Surveyed {
    fn sample(&mut self, row: &Row, place: usize) {
        let text = row.cells.get(place).map_or("", |cell| cell.text.trim());
        if text.is_empty() {
            return;
        }
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let personal = digits > PERSONAL_DIGITS || self.column.is_some_and(|column| column.personal);
        self.samples.push(if personal { masked(text) } else { text.to_owned() });
    }
}

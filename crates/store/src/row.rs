//! A row as either engine hands it over.

use kernel::Result;
use rusqlite::types::ValueRef;

use crate::codes;
use crate::value::{FromValue, Value};

/// A row of a result. Columns are counted from 0.
pub struct Row<'a>(Inner<'a>);

enum Inner<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Pg(&'a postgres::Row),
}

impl<'a> Row<'a> {
    pub(crate) fn sqlite(row: &'a rusqlite::Row<'a>) -> Row<'a> {
        Row(Inner::Sqlite(row))
    }

    pub(crate) fn pg(row: &'a postgres::Row) -> Row<'a> {
        Row(Inner::Pg(row))
    }

    /// The column as a type of the kernel, a number, text or bytes. Null only into an `Option`.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        self.value(column)?.read(column)
    }

    /// The first columns as numbers: for hot loops.
    pub fn numbers<const N: usize>(&self) -> Result<[i64; N]> {
        let mut numbers = [0; N];
        for (column, number) in numbers.iter_mut().enumerate() {
            *number = match self.value(column)? {
                Value::Int(number) => number,
                other => other.read(column)?,
            };
        }
        Ok(numbers)
    }

    /// The cell as it is, borrowed from the row: for hot loops that need no owned copy.
    pub fn value(&self, column: usize) -> Result<Value<'_>> {
        match self.0 {
            Inner::Sqlite(row) => {
                let cell =
                    row.get_ref(column).map_err(|e| wrong(column, "column of this result").because(e))?;
                match cell {
                    ValueRef::Null => Ok(Value::Null),
                    ValueRef::Integer(number) => Ok(Value::Int(number)),
                    ValueRef::Text(text) => std::str::from_utf8(text)
                        .map(Value::Text)
                        .map_err(|e| wrong(column, "UTF-8 text").because(e)),
                    ValueRef::Blob(bytes) => Ok(Value::Blob(bytes)),
                    ValueRef::Real(_) => Err(wrong(column, "whole number")),
                }
            }
            Inner::Pg(row) => row
                .try_get::<usize, Value<'_>>(column)
                .map_err(|e| wrong(column, "integer, text or bytes").because(e)),
        }
    }
}

fn wrong(column: usize, wanted: &str) -> kernel::Problem {
    codes::CELL.with("column", column).with("wanted", wanted)
}

//! Many rows into one table at the speed of the engine: prepared inserts of several rows on SQLite, binary COPY on
//! PostgreSQL.

use std::io::Write;
use std::ops::Range;

use bytes::{BufMut, BytesMut};
use kernel::{Problem, Result};
use postgres::types::Type;
use rusqlite::{CachedStatement, Connection};

use crate::codes;
use crate::pg::wrong_count;
use crate::sqlite::failed;
use crate::tx::{Conn, Tx, bind};
use crate::value::{DateText, Value};

/// Where mass rows go. Write the order of columns once, as a constant beside the queries of the table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns that are filled, in the order of the values.
    pub columns: &'static [&'static str],
}

/// Takes the rows of [`Tx::bulk`], one by one, without an allocation a row.
pub struct Sink<'a> {
    target: Target<'a>,
    rows: u64,
}

enum Target<'a> {
    Sqlite(Inserts<'a>),
    Pg { copy: postgres::CopyInWriter<'a>, buffer: BytesMut, columns: Vec<Type> },
}

/// What goes over the wire at once.
const CHUNK: usize = 64 * 1024;
/// Rows of one insert. Most of what a row costs beside its place in the tree is the call.
const ROWS: usize = 16;

/// Inserts of [`ROWS`] rows, and of one for what is left in the end.
struct Inserts<'a> {
    conn: &'a Connection,
    table: &'a Table,
    many: Option<CachedStatement<'a>>,
    /// Rows that wait for the next insert, cell by cell, and the bytes of their texts and blobs.
    cells: Vec<Cell>,
    bytes: Vec<u8>,
}

enum Cell {
    Plain(Value<'static>),
    Text(Range<usize>),
    Blob(Range<usize>),
}

impl<'a> Inserts<'a> {
    fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        if values.len() != self.table.columns.len() {
            return Err(wrong_count(self.table.columns.len(), values.len(), "bulk"));
        }
        for value in values {
            let cell = match *value {
                Value::Null => Cell::Plain(Value::Null),
                Value::Int(number) => Cell::Plain(Value::Int(number)),
                Value::Date(date) => Cell::Plain(Value::Date(date)),
                Value::Text(text) => Cell::Text(self.keep(text.as_bytes())),
                Value::Blob(bytes) => Cell::Blob(self.keep(bytes)),
            };
            self.cells.push(cell);
        }
        if self.cells.len() == self.table.columns.len() * ROWS {
            let mut many = match self.many.take() {
                Some(many) => many,
                None => self.prepare(ROWS)?,
            };
            self.insert(&mut many, 0..self.cells.len())?;
            self.many = Some(many);
            self.cells.clear();
            self.bytes.clear();
        }
        Ok(())
    }

    /// Inserts what is left.
    fn finish(&mut self) -> Result<()> {
        if self.cells.is_empty() {
            return Ok(());
        }
        let (mut one, width) = (self.prepare(1)?, self.table.columns.len());
        (0..self.cells.len()).step_by(width).try_for_each(|row| self.insert(&mut one, row..row + width))
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    fn prepare(&self, rows: usize) -> Result<CachedStatement<'a>> {
        let row = format!("({})", vec!["?"; self.table.columns.len()].join(", "));
        let (columns, rows) = (self.table.columns.join(", "), vec![row; rows].join(", "));
        let sql = format!("insert into {} ({columns}) values {rows}", self.table.name);
        self.conn.prepare_cached(&sql).map_err(|e| failed(&e, &sql))
    }

    fn insert(&self, statement: &mut CachedStatement<'_>, cells: Range<usize>) -> Result<()> {
        let text = |range: &Range<usize>| str::from_utf8(&self.bytes[range.clone()]).unwrap_or_default();
        let values = self.cells[cells].iter().map(|cell| match cell {
            Cell::Plain(value) => *value,
            Cell::Text(range) => Value::Text(text(range)),
            Cell::Blob(range) => Value::Blob(&self.bytes[range.clone()]),
        });
        bind(statement, values).and_then(|()| statement.raw_execute()).map_err(|e| failed(&e, "bulk"))?;
        Ok(())
    }
}

impl Sink<'_> {
    /// Adds one row, its values in the order of the table's columns.
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        match &mut self.target {
            Target::Sqlite(inserts) => inserts.row(values)?,
            Target::Pg { copy, buffer, columns } => {
                encode(buffer, values, columns)?;
                if buffer.len() >= CHUNK {
                    copy.write_all(buffer).map_err(|e| copy_failed(&e))?;
                    buffer.clear();
                }
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Rows so far.
    pub fn count(&self) -> u64 {
        self.rows
    }
}

impl Tx<'_> {
    /// Streams rows into a table and says how many. On PostgreSQL a row that breaks a constraint is reported at
    /// the end, on SQLite a few rows later; either way the write is lost.
    pub fn bulk(&mut self, table: &Table, fill: impl FnOnce(&mut Sink<'_>) -> Result<()>) -> Result<u64> {
        self.act()?;
        self.mark_changed();
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => {
                let inserts = Inserts { conn, table, many: None, cells: Vec::new(), bytes: Vec::new() };
                let mut sink = Sink { target: Target::Sqlite(inserts), rows: 0 };
                fill(&mut sink)?;
                if let Target::Sqlite(inserts) = &mut sink.target {
                    inserts.finish()?;
                }
                Ok(sink.rows)
            }
            Conn::Pg(session) => {
                let columns = table.columns.join(", ");
                let shape = session.prepare(&format!("select {columns} from {}", table.name))?;
                let types = shape.columns().iter().map(|column| column.type_().clone()).collect();
                let sql = format!("copy {} ({columns}) from stdin (format binary)", table.name);
                let copy = session.client.copy_in(&sql).map_err(|e| crate::pg::failed(&e, &sql))?;
                let mut buffer = BytesMut::with_capacity(CHUNK * 2);
                buffer.put_slice(b"PGCOPY\n\xff\r\n\0");
                buffer.put_i32(0);
                buffer.put_i32(0);
                let mut sink = Sink { target: Target::Pg { copy, buffer, columns: types }, rows: 0 };
                fill(&mut sink)?;
                let rows = sink.rows;
                if let Target::Pg { mut copy, mut buffer, .. } = sink.target {
                    buffer.put_i16(-1);
                    copy.write_all(&buffer).map_err(|e| copy_failed(&e))?;
                    copy.finish().map_err(|e| crate::pg::failed(&e, &sql))?;
                }
                Ok(rows)
            }
        })
    }
}

fn encode(buffer: &mut BytesMut, values: &[Value<'_>], columns: &[Type]) -> Result<()> {
    if values.len() != columns.len() {
        return Err(wrong_count(columns.len(), values.len(), "bulk"));
    }
    buffer.put_i16(i16::try_from(values.len()).unwrap_or(i16::MAX));
    for (value, column) in values.iter().zip(columns) {
        match (*value, column) {
            (Value::Null, _) => buffer.put_i32(-1),
            (Value::Int(number), &Type::INT8) => {
                buffer.put_i32(8);
                buffer.put_i64(number);
            }
            (Value::Text(text), &Type::TEXT) => put_bytes(buffer, text.as_bytes())?,
            (Value::Date(date), &Type::TEXT) => put_bytes(buffer, DateText::of(date).as_str().as_bytes())?,
            (Value::Blob(bytes), &Type::BYTEA) => put_bytes(buffer, bytes)?,
            (value, column) => {
                return Err(codes::MISUSE.with("what", format!("{value:?} for a column of {column}")));
            }
        }
    }
    Ok(())
}

fn put_bytes(buffer: &mut BytesMut, bytes: &[u8]) -> Result<()> {
    let length = i32::try_from(bytes.len())
        .map_err(|_| codes::MISUSE.with("what", "a value of more than two gigabytes"))?;
    buffer.put_i32(length);
    buffer.put_slice(bytes);
    Ok(())
}

fn copy_failed(error: &std::io::Error) -> Problem {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<postgres::Error>()) {
        Some(inner) => crate::pg::failed(inner, "copy"),
        None => codes::FAILED.problem().because(error),
    }
}

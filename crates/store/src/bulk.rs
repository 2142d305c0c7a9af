//! Many rows into one table at the speed of the engine: a prepared insert on SQLite, binary COPY on PostgreSQL.

use std::io::Write;

use bytes::{BufMut, BytesMut};
use kernel::{Problem, Result};
use postgres::types::Type;
use rusqlite::CachedStatement;

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
    Sqlite { statement: CachedStatement<'a>, columns: usize },
    Pg { copy: postgres::CopyInWriter<'a>, buffer: BytesMut, columns: Vec<Type> },
}

/// What goes over the wire at once.
const CHUNK: usize = 64 * 1024;

impl Sink<'_> {
    /// Adds one row, its values in the order of the table's columns.
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        match &mut self.target {
            Target::Sqlite { statement, columns } => {
                if values.len() != *columns {
                    return Err(wrong_count(*columns, values.len(), "bulk"));
                }
                bind(statement, values)
                    .and_then(|()| statement.raw_execute())
                    .map_err(|e| failed(&e, "bulk"))?;
            }
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
    /// the end, on SQLite at once; either way the write is lost.
    pub fn bulk(&mut self, table: &Table, fill: impl FnOnce(&mut Sink<'_>) -> Result<()>) -> Result<u64> {
        self.act()?;
        self.mark_changed();
        let columns = table.columns.join(", ");
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => {
                let marks = vec!["?"; table.columns.len()].join(", ");
                let sql = format!("insert into {} ({columns}) values ({marks})", table.name);
                let statement = conn.prepare_cached(&sql).map_err(|e| failed(&e, &sql))?;
                let columns = table.columns.len();
                let mut sink = Sink { target: Target::Sqlite { statement, columns }, rows: 0 };
                fill(&mut sink).map(|()| sink.rows)
            }
            Conn::Pg(session) => {
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

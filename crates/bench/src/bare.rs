//! The bare side: the same rows into a copy of the same table, with the same key and the same history in it, by nothing
//! but a prepared insert (SQLite, durable) or binary COPY (PostgreSQL).

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use bytes::{BufMut, BytesMut};
use fallible_iterator::FallibleIterator;
use postgres::NoTls;
use rusqlite::Connection;

use crate::database::{Bare, Database};

/// A contribution line as its eight numbers, in the order of the table's columns.
pub type Line = [i64; 8];

const COLUMNS: &str = "bill, person, insurance, month, base, unit, personal, account";

/// How the bare side commits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commits {
    /// Everything in one transaction.
    Once,
    /// As often as the assessment commits.
    Chunks,
}

/// Lines after which [`Commits::Chunks`] commits: 16,384 people in five insurances.
const CHUNK: usize = 16_384 * 5;

impl Commits {
    /// As shown.
    pub fn name(self) -> &'static str {
        match self {
            Commits::Once => "once",
            Commits::Chunks => "chunks",
        }
    }

    fn parts(self, lines: &[Line]) -> impl Iterator<Item = &[Line]> {
        lines.chunks(match self {
            Commits::Once => lines.len().max(1),
            Commits::Chunks => CHUNK,
        })
    }
}

/// The copy of the table for one way to commit.
pub struct Copy<'a> {
    place: Bare<'a>,
    commits: Commits,
}

/// All contribution lines of bills of a month, in the order of their key.
pub fn lines(database: &Database, month: i64) -> Result<Vec<Line>> {
    let sql = |mark: &str| {
        format!(
            "select {COLUMNS} from contribution
             where bill between (select min(id) from bill where month = {mark})
                            and (select max(id) from bill where month = {mark})
             order by bill, person, insurance, month"
        )
    };
    let mut lines = Vec::new();
    match database.bare() {
        Bare::File(file) => {
            let conn = Connection::open(file)?;
            let mut statement = conn.prepare(&sql("?1"))?;
            let mut rows = statement.query([month])?;
            while let Some(row) = rows.next()? {
                let mut line = [0; 8];
                for (at, cell) in line.iter_mut().enumerate() {
                    *cell = row.get(at)?;
                }
                lines.push(line);
            }
        }
        Bare::Url(url) => {
            let mut client = postgres::Client::connect(url, NoTls)?;
            let mut rows = client.query_raw(&sql("$1"), [month])?;
            while let Some(row) = rows.next()? {
                let mut line = [0; 8];
                for (at, cell) in line.iter_mut().enumerate() {
                    *cell = row.try_get(at)?;
                }
                lines.push(line);
            }
        }
    }
    Ok(lines)
}

impl<'a> Copy<'a> {
    /// An empty copy of the table: a file of its own on SQLite, partitioned alike on PostgreSQL.
    pub fn new(database: &'a Database, commits: Commits) -> Result<Copy<'a>> {
        let place = match database.bare() {
            Bare::File(original) => {
                let sql: String = Connection::open(&original)?.query_row(
                    "select sql from sqlite_master where name = 'contribution'",
                    [],
                    |row| row.get(0),
                )?;
                let file = original.with_file_name(format!("bare-{}.db", commits.name()));
                open(&file)?.execute_batch(&sql)?;
                Bare::File(file)
            }
            Bare::Url(url) => {
                copy_partitions(url, commits)?;
                Bare::Url(url)
            }
        };
        Ok(Copy { place, commits })
    }

    /// Something that inserts: connected, so that connecting is not measured.
    pub fn writer(&self) -> Result<Writer> {
        Ok(match &self.place {
            Bare::File(file) => Writer::Sqlite(open(file)?, self.commits),
            Bare::Url(url) => {
                Writer::Postgres(Box::new(postgres::Client::connect(url, NoTls)?), self.commits)
            }
        })
    }
}

/// A connection to a copy.
pub enum Writer {
    /// To the embedded file.
    Sqlite(Connection, Commits),
    /// To the server.
    Postgres(Box<postgres::Client>, Commits),
}

impl Writer {
    /// Inserts the lines durably.
    pub fn insert(&mut self, lines: &[Line]) -> Result<()> {
        match self {
            Writer::Sqlite(conn, commits) => commits.parts(lines).try_for_each(|part| insert(conn, part)),
            Writer::Postgres(client, commits) => {
                let name = commits.name();
                commits.parts(lines).try_for_each(|part| copy(client, name, part))
            }
        }
    }
}

/// As durable as the store opens it, with the same cache.
fn open(file: &PathBuf) -> Result<Connection> {
    let conn = Connection::open(file)?;
    conn.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = 67108864;
         pragma temp_store = memory; pragma cache_size = -65536;",
    )?;
    Ok(conn)
}

fn insert(conn: &mut Connection, lines: &[Line]) -> Result<()> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    {
        let sql = format!("insert into contribution ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)");
        let mut statement = tx.prepare_cached(&sql)?;
        for line in lines {
            for (at, cell) in line.iter().enumerate() {
                statement.raw_bind_parameter(at + 1, cell)?;
            }
            statement.raw_execute()?;
        }
    }
    Ok(tx.commit()?)
}

fn copy(client: &mut postgres::Client, name: &str, lines: &[Line]) -> Result<()> {
    const FULL: usize = 64 * 1024;
    let mut writer = client.copy_in(&format!("copy bare_{name} ({COLUMNS}) from stdin (format binary)"))?;
    let mut buffer = BytesMut::with_capacity(FULL * 2);
    buffer.put_slice(b"PGCOPY\n\xff\r\n\0");
    buffer.put_i32(0);
    buffer.put_i32(0);
    for line in lines {
        buffer.put_i16(8);
        for &cell in line {
            buffer.put_i32(8);
            buffer.put_i64(cell);
        }
        if buffer.len() >= FULL {
            writer.write_all(&buffer)?;
            buffer.clear();
        }
    }
    buffer.put_i16(-1);
    writer.write_all(&buffer)?;
    writer.finish()?;
    Ok(())
}

fn copy_partitions(url: &str, commits: Commits) -> Result<()> {
    let name = format!("bare_{}", commits.name());
    let mut client = postgres::Client::connect(url, NoTls)?;
    client.batch_execute(&format!(
        "create table {name} (like contribution including all) partition by range (bill)"
    ))?;
    let bounds = client.query(
        "select pg_get_expr(c.relpartbound, c.oid) from pg_inherits i join pg_class c on c.oid = i.inhrelid
         where i.inhparent = cast('contribution' as regclass) order by c.relname",
        &[],
    )?;
    for (n, row) in bounds.iter().enumerate() {
        let bound: String = row.try_get(0).context("a partition's bounds")?;
        client.batch_execute(&format!("create table {name}_{n} partition of {name} {bound}"))?;
    }
    Ok(())
}

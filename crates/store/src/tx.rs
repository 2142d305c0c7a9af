//! A transaction: statements with one SQL text on both engines, and what is written at its end.
//!
//! A statement that fails spoils the transaction: every further statement is refused and nothing is committed, on
//! both engines alike. Where a conflict is expected, say `on conflict do nothing` and look at the count.

use kernel::Result;
use rusqlite::{CachedStatement, Connection};

use crate::act::{Act, Audit, Outgoing};
use crate::checksum::{Checksum, Recorded};
use crate::codes;
use crate::pg::{Session, wrong_count};
use crate::placeholder::to_sqlite;
use crate::row::Row;
use crate::sqlite::failed;
use crate::value::{DateText, Value};

/// Which engine answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded file.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// A transaction of [`crate::Store::write`] or [`crate::Store::read`].
pub struct Tx<'a> {
    pub(crate) conn: Conn<'a>,
    act: Option<&'a Act>,
    spoiled: bool,
    changed: bool,
    audits: Vec<Audit>,
    outgoing: Vec<Outgoing>,
    recorded: Recorded,
}

pub(crate) enum Conn<'a> {
    Sqlite(&'a Connection),
    Pg(&'a mut Session),
}

impl<'a> Tx<'a> {
    pub(crate) fn sqlite(conn: &'a Connection, act: Option<&'a Act>) -> Tx<'a> {
        Tx::new(Conn::Sqlite(conn), act)
    }

    pub(crate) fn pg(session: &'a mut Session, act: Option<&'a Act>) -> Tx<'a> {
        Tx::new(Conn::Pg(session), act)
    }

    fn new(conn: Conn<'a>, act: Option<&'a Act>) -> Tx<'a> {
        let (audits, outgoing, recorded) = Default::default();
        Tx { conn, act, spoiled: false, changed: false, audits, outgoing, recorded }
    }

    /// Who acts and when. A defect in a read.
    pub fn act(&self) -> Result<&'a Act> {
        self.act.ok_or_else(|| codes::MISUSE.with("what", "a write in a read"))
    }

    /// The engine, for the rare visible difference.
    pub fn engine(&self) -> Engine {
        match self.conn {
            Conn::Sqlite(_) => Engine::Sqlite,
            Conn::Pg(_) => Engine::Postgres,
        }
    }

    /// The SQL text for the engine at hand, where the dialects do not allow one text.
    pub fn text<'s>(&self, sqlite: &'s str, postgres: &'s str) -> &'s str {
        match self.engine() {
            Engine::Sqlite => sqlite,
            Engine::Postgres => postgres,
        }
    }

    /// All rows of a query.
    pub fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut rows = Vec::new();
        self.each(sql, params, |row| {
            rows.push(map(row)?);
            Ok(())
        })?;
        Ok(rows)
    }

    /// The first row of a query, if there is one.
    pub fn row<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl FnOnce(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let (mut map, mut found) = (Some(map), None);
        self.query(sql, params, |row| {
            if let Some(map) = map.take() {
                found = Some(map(row)?);
            }
            Ok(false)
        })?;
        Ok(found)
    }

    /// Row by row, in constant memory.
    pub fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        self.query(sql, params, |row| take(row).map(|()| true)).map(|_| ())
    }

    /// Changes rows and says how many.
    pub fn run(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64> {
        self.act()?;
        self.changed = true;
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => {
                let mut statement = sqlite_statement(conn, sql, params)?;
                let rows = statement.raw_execute().map_err(|e| failed(&e, sql))?;
                Ok(u64::try_from(rows).unwrap_or(u64::MAX))
            }
            Conn::Pg(session) => session.each(sql, params, |_| Ok(true)),
        })
    }

    /// Adds an entry to the audit trail. It is written at the end, with the rest or not at all.
    pub fn audit(&mut self, audit: Audit) {
        self.audits.push(audit);
    }

    /// Notes the checksum of rows that a matter recorded in a table; without a matter 0. The audit trail tells of it.
    pub fn recorded(&mut self, matter: i64, table: &'static str, checksum: Checksum) {
        self.recorded.add(matter, table, checksum);
    }

    /// Notes the checksum of one row, by the cells that never change.
    pub fn recorded_row(&mut self, matter: i64, table: &'static str, cells: &[Value<'_>]) {
        let mut checksum = Checksum::default();
        checksum.add(cells);
        self.recorded(matter, table, checksum);
    }

    /// Inserts a row that never changes and notes its checksum; without a matter 0.
    pub fn record(
        &mut self,
        matter: i64,
        table: &'static str,
        columns: &[&str],
        cells: &[Value<'_>],
    ) -> Result<()> {
        let places: Vec<String> = (1..=columns.len()).map(|place| format!("${place}")).collect();
        let (columns, places) = (columns.join(", "), places.join(", "));
        self.run(&format!("INSERT INTO {table} ({columns}) VALUES ({places})"), cells)?;
        self.recorded_row(matter, table, cells);
        Ok(())
    }

    /// Puts a message into the outbox. It leaves after the commit.
    pub fn send(&mut self, message: Outgoing) {
        self.outgoing.push(message);
    }

    fn query(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<()> {
        self.changed |= self.act.is_some() && !is_query(sql);
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => {
                let mut statement = sqlite_statement(conn, sql, params)?;
                let mut rows = statement.raw_query();
                while let Some(row) = rows.next().map_err(|e| failed(&e, sql))? {
                    if !take(&Row::sqlite(row))? {
                        break;
                    }
                }
                Ok(())
            }
            Conn::Pg(session) => session.each(sql, params, take).map(|_| ()),
        })
    }

    pub(crate) fn guarded<T>(&mut self, work: impl FnOnce(&mut Conn<'a>) -> Result<T>) -> Result<T> {
        self.check()?;
        let outcome = work(&mut self.conn);
        self.spoiled = outcome.is_err();
        outcome
    }

    /// For the platform's own housekeeping, which leaves no audit entry by itself.
    pub(crate) fn quietly<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let before = self.changed;
        let outcome = work(self);
        self.changed = before;
        outcome
    }

    pub(crate) fn mark_changed(&mut self) {
        self.changed = true;
    }

    fn check(&self) -> Result<()> {
        if self.spoiled {
            return Err(codes::MISUSE.with("what", "a statement after a failed one in the same transaction"));
        }
        Ok(())
    }

    /// Writes audit entries and messages. The last thing before a commit.
    pub(crate) fn finish(&mut self) -> Result<()> {
        self.check()?;
        let act = self.act()?;
        if self.audits.is_empty() && (self.changed || !self.outgoing.is_empty()) {
            self.audits.push(Audit { what: "command", subject: None, detail: serde_json::json!({}) });
        }
        let (mut audits, outgoing) = (std::mem::take(&mut self.audits), std::mem::take(&mut self.outgoing));
        audits.extend(std::mem::take(&mut self.recorded).into_audits());
        if audits.is_empty() {
            return Ok(());
        }
        self.guarded(|conn| match conn {
            Conn::Sqlite(conn) => crate::trail::write_sqlite(conn, act, &audits, &outgoing),
            Conn::Pg(session) => crate::trail::write_pg(session, act, &audits, &outgoing),
        })
    }
}

/// `insert ... returning` and its like change rows though they answer with some.
fn is_query(sql: &str) -> bool {
    let first = sql.trim_start().get(..6).unwrap_or_default();
    first.eq_ignore_ascii_case("select")
}

pub(crate) fn sqlite_statement<'c>(
    conn: &'c Connection,
    sql: &str,
    params: &[Value<'_>],
) -> Result<CachedStatement<'c>> {
    let mut statement =
        if sql.contains('$') { conn.prepare_cached(&to_sqlite(sql)) } else { conn.prepare_cached(sql) }
            .map_err(|e| failed(&e, sql))?;
    if statement.parameter_count() != params.len() {
        return Err(wrong_count(statement.parameter_count(), params.len(), sql));
    }
    bind(&mut statement, params.iter().copied()).map_err(|e| failed(&e, sql))?;
    Ok(statement)
}

pub(crate) fn bind<'v>(
    statement: &mut rusqlite::Statement<'_>,
    values: impl Iterator<Item = Value<'v>>,
) -> rusqlite::Result<()> {
    for (at, value) in (1..).zip(values) {
        match value {
            Value::Null => statement.raw_bind_parameter(at, rusqlite::types::Null)?,
            Value::Int(number) => statement.raw_bind_parameter(at, number)?,
            Value::Text(text) => statement.raw_bind_parameter(at, text)?,
            Value::Blob(bytes) => statement.raw_bind_parameter(at, bytes)?,
            Value::Date(date) => statement.raw_bind_parameter(at, DateText::of(date).as_str())?,
        }
    }
    Ok(())
}

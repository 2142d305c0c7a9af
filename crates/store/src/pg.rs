//! PostgreSQL: a pool of connections, each with its prepared statements.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use bytes::{BufMut, BytesMut};
use fallible_iterator::FallibleIterator;
use kernel::{Problem, Result};
use postgres::types::{FromSql, IsNull, ToSql, Type};
use postgres::{Client, Statement};

use crate::abort::CommitPoints;
use crate::act::Act;
use crate::codes;
use crate::pg_address::{Address, Way};
use crate::row::Row;
use crate::sqlite::lock;
use crate::tx::Tx;
use crate::value::{DateText, Value};

/// Connections of one process.
const LIMIT: usize = 16;
/// Statements kept prepared on each connection.
const STATEMENTS: usize = 512;
const WAIT: Duration = Duration::from_secs(30);

pub(crate) struct Pool {
    address: Address,
    read_only: bool,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Session>,
    open: usize,
}

/// One connection.
pub(crate) struct Session {
    pub(crate) client: Client,
    statements: HashMap<String, Statement>,
}

/// A session on loan. Unless [`Loan::give_back`] is called it is closed, and the server rolls back.
struct Loan<'a> {
    pool: &'a Pool,
    session: Option<Session>,
}

impl Pool {
    pub(crate) fn open(url: &str, read_only: bool) -> Result<Pool> {
        let address = Address::parse(url)?;
        let pool = Pool { address, read_only, state: Mutex::default(), freed: Condvar::new() };
        pool.borrow()?.give_back();
        Ok(pool)
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// How the way of its connections is protected.
    pub(crate) fn way(&self) -> Result<Way> {
        let sql = "SELECT count(*) FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl";
        let encrypted = self.read(|tx| tx.row(sql, crate::params![], |row| row.get::<i64>(0)))?;
        Ok(self.address.way(encrypted == Some(1)))
    }

    pub(crate) fn write<T>(
        &self,
        act: &Act,
        points: &CommitPoints,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        if self.read_only {
            return Err(codes::READ_ONLY.problem());
        }
        let mut loan = self.begin("begin")?;
        let mut tx = Tx::pg(loan.session()?, Some(act));
        let outcome = work(&mut tx).and_then(|value| tx.finish().map(|()| value));
        let session = loan.session()?;
        let ended = if outcome.is_ok() {
            points.commit(|| session.batch("commit"))
        } else {
            session.batch("rollback")
        };
        if ended.is_ok() {
            loan.give_back();
        }
        let value = outcome?;
        ended.map(|()| value)
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut loan = self.begin("begin isolation level repeatable read read only")?;
        let outcome = work(&mut Tx::pg(loan.session()?, None));
        if loan.session()?.batch("rollback").is_ok() {
            loan.give_back();
        }
        outcome
    }

    /// Runs on a connection outside of any transaction: migrations. Statements prepared before it are forgotten.
    pub(crate) fn alone<T>(&self, work: impl FnOnce(&mut Client) -> Result<T>) -> Result<T> {
        let mut loan = self.borrow()?;
        let done = work(&mut loan.session()?.client)?;
        let idle = {
            let mut state = lock(&self.state);
            let idle = std::mem::take(&mut state.idle);
            state.open -= idle.len();
            idle
        };
        drop(idle);
        Ok(done)
    }

    /// A connection that the server closed meanwhile is replaced once.
    fn begin(&self, sql: &str) -> Result<Loan<'_>> {
        loop {
            let mut loan = self.borrow()?;
            let session = loan.session()?;
            match session.batch(sql) {
                Ok(()) => return Ok(loan),
                Err(problem) if session.fresh() => return Err(problem),
                Err(problem) if !session.client.is_closed() => return Err(problem),
                Err(_) => {}
            }
        }
    }

    fn borrow(&self) -> Result<Loan<'_>> {
        let mut state = lock(&self.state);
        loop {
            if let Some(session) = state.idle.pop() {
                return Ok(Loan { pool: self, session: Some(session) });
            }
            if state.open < LIMIT {
                state.open += 1;
                drop(state);
                let mut loan = Loan { pool: self, session: None };
                loan.session = Some(Session::connect(&self.address)?);
                return Ok(loan);
            }
            let (waited, timeout) =
                self.freed.wait_timeout(state, WAIT).unwrap_or_else(std::sync::PoisonError::into_inner);
            state = waited;
            if timeout.timed_out() && state.idle.is_empty() {
                return Err(codes::BUSY.problem().because("no connection came free"));
            }
        }
    }
}

impl Loan<'_> {
    fn session(&mut self) -> Result<&mut Session> {
        self.session.as_mut().ok_or_else(|| codes::MISUSE.with("what", "a connection was given back twice"))
    }

    fn give_back(mut self) {
        if let Some(session) = self.session.take() {
            lock(&self.pool.state).idle.push(session);
            self.pool.freed.notify_one();
            std::mem::forget(self);
        }
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        lock(&self.pool.state).open -= 1;
        self.pool.freed.notify_one();
    }
}

impl Session {
    fn connect(address: &Address) -> Result<Session> {
        Ok(Session { client: address.connect()?, statements: HashMap::new() })
    }

    /// Has it done nothing yet?
    fn fresh(&self) -> bool {
        self.statements.is_empty()
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.client.batch_execute(sql).map_err(|e| failed(&e, sql))
    }

    pub(crate) fn prepare(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(|e| failed(&e, sql))?;
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut take: impl FnMut(&Row<'_>) -> Result<bool>,
    ) -> Result<u64> {
        let statement = self.prepare(sql)?;
        if statement.params().len() != params.len() {
            return Err(wrong_count(statement.params().len(), params.len(), sql));
        }
        let mut rows =
            self.client.query_raw(&statement, params.iter().copied()).map_err(|e| failed(&e, sql))?;
        while let Some(row) = rows.next().map_err(|e| failed(&e, sql))? {
            if !take(&Row::pg(&row))? {
                return Ok(0);
            }
        }
        Ok(rows.rows_affected().unwrap_or(0))
    }
}

pub(crate) fn wrong_count(wanted: usize, given: usize, sql: &str) -> Problem {
    codes::MISUSE.with("what", format!("{given} parameters for {wanted}")).because(sql)
}

/// What a failure of PostgreSQL means to the caller.
pub(crate) fn failed(error: &postgres::Error, sql: &str) -> Problem {
    let code = match error.code().map(postgres::error::SqlState::code) {
        Some(state) if state.starts_with("23") || state == "P0001" => &codes::CONSTRAINT,
        Some("40001" | "40P01" | "55P03" | "57014") => &codes::BUSY,
        _ => &codes::FAILED,
    };
    code.problem().because(format!("{} [{sql}]", text(error)))
}

pub(crate) fn text(error: &postgres::Error) -> String {
    use std::error::Error;
    match (error.as_db_error(), error.source()) {
        (Some(db), _) => format!("{db}{}", db.detail().map(|d| format!(" ({d})")).unwrap_or_default()),
        (None, Some(source)) => format!("{error}: {source}"),
        (None, None) => error.to_string(),
    }
}

impl ToSql for Value<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match (*self, kind) {
            (Value::Null, _) => return Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT8) => out.put_i64(n),
            (Value::Int(n), &Type::INT4) => out.put_i32(n.try_into()?),
            (Value::Int(n), &Type::INT2) => out.put_i16(n.try_into()?),
            (Value::Int(n @ (0 | 1)), &Type::BOOL) => out.put_u8(u8::from(n == 1)),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR | &Type::NAME) => out.put_slice(text.as_bytes()),
            (Value::Date(date), &Type::TEXT | &Type::VARCHAR) => {
                out.put_slice(DateText::of(date).as_str().as_bytes());
            }
            (Value::Blob(bytes), &Type::BYTEA) => out.put_slice(bytes),
            (value, kind) => return Err(format!("{value:?} where {kind} is wanted").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'a> {
    fn from_sql(
        kind: &Type,
        raw: &'a [u8],
    ) -> std::result::Result<Value<'a>, Box<dyn std::error::Error + Sync + Send>> {
        Ok(match *kind {
            Type::INT8 => Value::Int(i64::from_be_bytes(raw.try_into()?)),
            Type::INT4 => Value::Int(i32::from_be_bytes(raw.try_into()?).into()),
            Type::INT2 => Value::Int(i16::from_be_bytes(raw.try_into()?).into()),
            Type::BOOL => Value::Int(i64::from(raw.first().is_some_and(|b| *b != 0))),
            Type::BYTEA => Value::Blob(raw),
            Type::NUMERIC => return Err("numeric: cast sum() of bigint with cast(... as bigint)".into()),
            _ => Value::Text(std::str::from_utf8(raw)?),
        })
    }

    fn from_sql_null(_: &Type) -> std::result::Result<Value<'a>, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Value::Null)
    }

    fn accepts(kind: &Type) -> bool {
        matches!(
            *kind,
            Type::INT8
                | Type::INT4
                | Type::INT2
                | Type::BOOL
                | Type::BYTEA
                | Type::TEXT
                | Type::VARCHAR
                | Type::NAME
                | Type::UNKNOWN
                | Type::NUMERIC
                | Type::BPCHAR
        )
    }
}

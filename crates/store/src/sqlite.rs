//! The embedded engine: one writer connection with group commit, a pool of read connections, one process.
//!
//! Group commit: a writer that finds no open transaction begins one; each further writer of the batch works inside
//! a savepoint; who finds nobody waiting (or the batch full) commits for all, and nobody is told of success before.
//! So a closure borrows what it likes and runs on its caller's thread.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kernel::{Problem, Result};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::abort::CommitPoints;
use crate::act::Act;
use crate::codes;
use crate::tx::Tx;

/// Writers that may share one commit.
const BATCH_LIMIT: usize = 64;
/// Read connections kept open.
const IDLE_READERS: usize = 8;
/// Statements kept prepared on each connection.
const STATEMENTS: usize = 256;
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) struct Sqlite {
    file: PathBuf,
    writer: Option<Mutex<Writer>>,
    /// Writers that wait for the lock. Raised before locking, so whoever sees it above zero has a successor.
    waiting: AtomicUsize,
    readers: Mutex<Vec<Connection>>,
    /// Held as long as the store lives; the system releases it when the process dies.
    _lock: Option<File>,
}

struct Writer {
    conn: Connection,
    batch: Option<Arc<Batch>>,
    members: usize,
}

#[derive(Default)]
struct Batch {
    outcome: Mutex<Option<Result<()>>>,
    settled: Condvar,
}

impl Batch {
    fn settle(&self, outcome: Result<()>) {
        *lock(&self.outcome) = Some(outcome);
        self.settled.notify_all();
    }

    fn wait(&self) -> Result<()> {
        let mut outcome = lock(&self.outcome);
        loop {
            match &*outcome {
                Some(outcome) => return outcome.clone(),
                None => outcome = self.settled.wait(outcome).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

impl Sqlite {
    /// Opens the file for reading and writing, makes it where it is missing, and keeps other processes from writing.
    pub(crate) fn open(file: &Path) -> Result<Sqlite> {
        let unreachable =
            |e: &dyn std::fmt::Display| codes::UNREACHABLE.with("target", file.display()).because(e);
        if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|e| unreachable(&e))?;
        }
        let owner = take_lock(file)?;
        let conn = Connection::open(file).map_err(|e| unreachable(&e))?;
        conn.execute_batch(
            "pragma journal_mode = wal;
             pragma synchronous = full;
             pragma journal_size_limit = 67108864;
             pragma temp_store = memory;
             pragma cache_size = -65536;",
        )
        .map_err(|e| unreachable(&e))?;
        prepare_connection(&conn).map_err(|e| unreachable(&e))?;
        Ok(Sqlite {
            file: file.to_owned(),
            writer: Some(Mutex::new(Writer { conn, batch: None, members: 0 })),
            waiting: AtomicUsize::new(0),
            readers: Mutex::default(),
            _lock: Some(owner),
        })
    }

    /// Opens an existing file for reading, also beside a running server.
    pub(crate) fn open_to_read(file: &Path) -> Result<Sqlite> {
        let sqlite = Sqlite {
            file: file.to_owned(),
            writer: None,
            waiting: AtomicUsize::new(0),
            readers: Mutex::default(),
            _lock: None,
        };
        let reader = sqlite.new_reader()?;
        lock(&sqlite.readers).push(reader);
        Ok(sqlite)
    }

    pub(crate) fn write<T>(
        &self,
        act: &Act,
        points: &CommitPoints,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let writer = self.writer.as_ref().ok_or_else(|| codes::READ_ONLY.problem())?;
        let _inside = Inside::enter()?;
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let mut writer = lock(writer);
        self.waiting.fetch_sub(1, Ordering::SeqCst);

        let batch = writer.join()?;
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = Tx::sqlite(&writer.conn, Some(act));
            let value = work(&mut tx)?;
            tx.finish()?;
            Ok(value)
        }));
        if matches!(outcome, Ok(Ok(_))) {
            writer.keep()?
        } else {
            writer.undo()?
        }

        let mine_to_commit = self.waiting.load(Ordering::SeqCst) == 0 || writer.members >= BATCH_LIMIT;
        if mine_to_commit {
            writer.commit(points);
        }
        drop(writer);
        match outcome {
            Ok(Ok(value)) => batch.wait().map(|()| value),
            Ok(Err(problem)) => Err(problem),
            Err(panic) => resume_unwind(panic),
        }
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let idle = lock(&self.readers).pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.new_reader()?,
        };
        // A panic drops the connection and its snapshot with it.
        execute(&conn, "begin")?;
        let outcome = work(&mut Tx::sqlite(&conn, None));
        execute(&conn, "rollback")?;
        let mut readers = lock(&self.readers);
        if readers.len() < IDLE_READERS {
            readers.push(conn);
        }
        outcome
    }

    /// Runs on the writer connection outside of any transaction: migrations.
    pub(crate) fn alone<T>(
        &self,
        points: &CommitPoints,
        work: impl FnOnce(&mut Connection) -> Result<T>,
    ) -> Result<T> {
        let writer = self.writer.as_ref().ok_or_else(|| codes::READ_ONLY.problem())?;
        let mut writer = lock(writer);
        writer.commit(points);
        work(&mut writer.conn)
    }

    pub(crate) fn new_reader(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(&self.file, flags)
            .map_err(|e| codes::UNREACHABLE.with("target", self.file.display()).because(e))?;
        conn.execute_batch("pragma query_only = on; pragma temp_store = memory; pragma cache_size = -16384;")
            .and_then(|()| prepare_connection(&conn))
            .map_err(|e| failed(&e, "pragma"))?;
        Ok(conn)
    }
}

impl Writer {
    fn join(&mut self) -> Result<Arc<Batch>> {
        match &self.batch {
            Some(batch) => {
                execute(&self.conn, "savepoint member")?;
                Ok(Arc::clone(batch))
            }
            None => {
                execute(&self.conn, "begin immediate")?;
                self.members = 0;
                Ok(Arc::clone(self.batch.insert(Arc::default())))
            }
        }
    }

    /// Keeps the work of the member that just ran. The first one has no savepoint of its own.
    fn keep(&mut self) -> Result<()> {
        if self.members > 0 {
            execute(&self.conn, "release member")?;
        }
        self.members += 1;
        Ok(())
    }

    fn undo(&mut self) -> Result<()> {
        if self.members > 0 {
            execute(&self.conn, "rollback to member")?;
            execute(&self.conn, "release member")
        } else {
            self.batch = None;
            execute(&self.conn, "rollback")
        }
    }

    /// Commits the open batch, if there is one, and tells its members.
    fn commit(&mut self, points: &CommitPoints) {
        let Some(batch) = self.batch.take() else { return };
        let outcome = points.commit(|| execute(&self.conn, "commit"));
        if outcome.is_err() && !self.conn.is_autocommit() {
            // The members hear of the commit's failure; that of the rollback adds nothing to it.
            let _ = execute(&self.conn, "rollback");
        }
        batch.settle(outcome);
    }
}

fn prepare_connection(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch("pragma foreign_keys = on;")
}

fn execute(conn: &Connection, sql: &str) -> Result<()> {
    conn.prepare_cached(sql)
        .and_then(|mut statement| statement.raw_execute())
        .map(|_| ())
        .map_err(|e| failed(&e, sql))
}

/// `jinbao.db` is guarded by `jinbao.lock` beside it.
pub(crate) fn take_lock(file: &Path) -> Result<File> {
    let path = file.with_extension("lock");
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| codes::UNREACHABLE.with("target", file.display()).because(e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(std::fs::TryLockError::WouldBlock) => Err(codes::TAKEN.with("target", file.display())),
        Err(std::fs::TryLockError::Error(e)) => {
            Err(codes::UNREACHABLE.with("target", path.display()).because(e))
        }
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a failure of SQLite means to the caller.
pub(crate) fn failed(error: &rusqlite::Error, sql: &str) -> Problem {
    let code = match error.sqlite_error_code() {
        Some(ErrorCode::ConstraintViolation) => &codes::CONSTRAINT,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => &codes::BUSY,
        _ => &codes::FAILED,
    };
    code.problem().because(format!("{error} [{sql}]"))
}

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// A write inside a write of the same thread would wait for itself for ever.
pub(crate) struct Inside;

impl Inside {
    pub(crate) fn enter() -> Result<Inside> {
        if INSIDE.replace(true) {
            return Err(codes::MISUSE.with("what", "a write inside a write"));
        }
        Ok(Inside)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        INSIDE.set(false);
    }
}

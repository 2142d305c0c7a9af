//! Opening a store and running transactions on it.

use std::path::PathBuf;
use std::sync::Arc;

use kernel::Result;

use crate::abort::CommitPoints;
use crate::act::Act;
use crate::pg::Pool;
use crate::pg_address::Way;
use crate::sqlite::{Inside, Sqlite};
use crate::tx::{Engine, Tx};

/// Where the data lives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The embedded database file.
    Sqlite(PathBuf),
    /// The URL of a PostgreSQL database.
    Postgres(String),
}

/// A database. Cheap to clone, to be shared between threads.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>, Option<Arc<str>>);

pub(crate) struct Inner {
    pub(crate) backend: Backend,
    pub(crate) points: CommitPoints,
}

pub(crate) enum Backend {
    Sqlite(Sqlite),
    Pg(Pool),
}

impl Store {
    /// Opens for reading and writing; does not migrate. One process at a time may so open an embedded file.
    pub fn open(target: &Target) -> Result<Store> {
        Ok(Store::over(match target {
            Target::Sqlite(file) => Backend::Sqlite(Sqlite::open(file)?),
            Target::Postgres(url) => Backend::Pg(Pool::open(url, false)?),
        }))
    }

    /// Opens an existing database for reading, also beside a running server.
    pub fn open_to_read(target: &Target) -> Result<Store> {
        Ok(Store::over(match target {
            Target::Sqlite(file) => Backend::Sqlite(Sqlite::open_to_read(file)?),
            Target::Postgres(url) => Backend::Pg(Pool::open(url, true)?),
        }))
    }

    fn over(backend: Backend) -> Store {
        Store(Arc::new(Inner { backend, points: CommitPoints::from_environment() }), None)
    }

    /// A handle for one command under the caller's key: its write commits together with the note that it was made. Made again
    /// by the same officer, it fails with `STO-0119` before anything is looked at, so that a command repeated after a lost
    /// answer or a killed process has one effect. For use cases of one transaction.
    pub fn once(&self, key: &str) -> Store {
        Store(Arc::clone(&self.0), Some(Arc::from(key)))
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self.0.backend {
            Backend::Sqlite(_) => Engine::Sqlite,
            Backend::Pg(_) => Engine::Postgres,
        }
    }

    /// How the way to the data is protected.
    pub fn way(&self) -> Result<Way> {
        match &self.0.backend {
            Backend::Sqlite(_) => Ok(Way::Local),
            Backend::Pg(pool) => pool.way(),
        }
    }

    /// One transaction. It is durable when this returns `Ok`; an `Err` or a panic leaves nothing behind.
    /// On SQLite several writers' work may share one commit. Not to be called inside itself.
    pub fn write<T>(&self, act: &Act, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let work = |tx: &mut Tx<'_>| match &self.1 {
            Some(key) => tx.once(key, work),
            None => work(tx),
        };
        match &self.0.backend {
            Backend::Sqlite(sqlite) => sqlite.write(act, &self.0.points, work),
            Backend::Pg(pool) => {
                let _inside = Inside::enter()?;
                pool.write(act, &self.0.points, work)
            }
        }
    }

    /// One read-only snapshot.
    pub fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        match &self.0.backend {
            Backend::Sqlite(sqlite) => sqlite.read(work),
            Backend::Pg(pool) => pool.read(work),
        }
    }

    /// Commits so far: the points at which a kill test can end the process.
    pub fn commits(&self) -> u64 {
        self.0.points.count()
    }

    /// For kill tests: ends the process before the n-th commit, or after it where negative. See [`crate::ABORT_VARIABLE`].
    pub fn abort_at_commit(&self, n: i64) {
        self.0.points.set(n);
    }
}

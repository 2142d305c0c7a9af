//! Fresh databases to measure on, gone afterwards.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use store::testing::PgDatabase;
use store::{Store, Target};
use tempfile::TempDir;

/// Which engines to measure.
#[derive(Clone, Copy, ValueEnum)]
pub enum Engines {
    /// The embedded database.
    Sqlite,
    /// The server that `JINBAO_TEST_PG` names.
    Postgres,
    /// Both; PostgreSQL only where a server is named.
    Both,
}

/// One engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum Engine {
    /// The embedded database.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Engines {
    /// One by one.
    pub fn all(self) -> Vec<Engine> {
        match self {
            Engines::Sqlite => vec![Engine::Sqlite],
            Engines::Postgres => vec![Engine::Postgres],
            Engines::Both if std::env::var_os("JINBAO_TEST_PG").is_some() => {
                vec![Engine::Sqlite, Engine::Postgres]
            }
            Engines::Both => {
                eprintln!("PostgreSQL is left out: JINBAO_TEST_PG names no server");
                vec![Engine::Sqlite]
            }
        }
    }
}

impl Engine {
    /// As shown and as given on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        }
    }
}

/// A migrated database of its own.
pub struct Database {
    place: Place,
}

enum Place {
    Folder(TempDir),
    Server(PgDatabase),
}

/// Where to connect without the store, for the bare side.
pub enum Bare<'a> {
    /// The file.
    File(PathBuf),
    /// The URL.
    Url(&'a str),
}

impl Database {
    /// A fresh one; a file lies in a new folder inside `folder` (the system's temporary one where none is given).
    pub fn fresh(engine: Engine, folder: Option<&Path>) -> Result<Database> {
        let place = match engine {
            Engine::Sqlite => Place::Folder(match folder {
                Some(folder) => TempDir::new_in(folder)?,
                None => TempDir::new()?,
            }),
            Engine::Postgres => Place::Server(PgDatabase::empty().context("JINBAO_TEST_PG names no server")?),
        };
        let database = Database { place };
        database.open()?.migrate()?;
        Ok(database)
    }

    /// The store on it. One at a time: an embedded file has one writing process.
    pub fn open(&self) -> Result<Store> {
        Ok(Store::open(&match self.bare() {
            Bare::File(file) => Target::Sqlite(file),
            Bare::Url(url) => Target::Postgres(url.to_owned()),
        })?)
    }

    /// The way past the store.
    pub fn bare(&self) -> Bare<'_> {
        match &self.place {
            Place::Folder(folder) => Bare::File(folder.path().join("jinbao.db")),
            Place::Server(server) => Bare::Url(&server.url),
        }
    }

    /// What the tables and indexes take on disk, in megabytes.
    pub fn size_mb(&self) -> Result<f64> {
        match self.bare() {
            Bare::File(file) => Ok(std::fs::metadata(file)?.len() as f64 / 1_048_576.0),
            Bare::Url(url) => {
                let mut client = postgres::Client::connect(url, postgres::NoTls)?;
                let size: i64 =
                    client.query_one("select pg_database_size(current_database())", &[])?.try_get(0)?;
                if size < 0 {
                    bail!("a database of negative size");
                }
                Ok(size as f64 / 1_048_576.0)
            }
        }
    }
}

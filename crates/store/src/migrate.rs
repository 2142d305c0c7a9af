//! Schema versions: paired migrations, one folder an engine, applied in order and never edited.

use kernel::Result;
use refinery::{Migration, Report, Runner};

use crate::codes;
use crate::params;
use crate::store::{Backend, Store};
use crate::tx::Engine;

mod sqlite {
    refinery::embed_migrations!("migrations/sqlite");
}

mod postgres {
    refinery::embed_migrations!("migrations/postgres");
}

impl Store {
    /// Applies what is pending and names it. Refuses a database newer than this program.
    pub fn migrate(&self) -> Result<Vec<String>> {
        self.migrate_up_to(None)
    }

    /// As [`Store::migrate`], but stops after a version: for tests of upgrades.
    pub fn migrate_up_to(&self, version: Option<i32>) -> Result<Vec<String>> {
        if self.pending()?.is_empty() {
            return Ok(Vec::new());
        }
        let target = version.map_or(refinery::Target::Latest, refinery::Target::Version);
        let runner = runner(self.engine()).set_target(target);
        let done = match &self.0.backend {
            Backend::Sqlite(sqlite) => sqlite.alone(&self.0.points, |conn| report(runner.run(conn)))?,
            Backend::Pg(pool) => pool.alone(|client| report(runner.run(client)))?,
        };
        Ok(done.applied_migrations().iter().map(name).collect())
    }

    /// The migrations that [`Store::migrate`] would apply. Changes nothing.
    pub fn pending(&self) -> Result<Vec<String>> {
        let found = self.version()?;
        let runner = runner(self.engine());
        let mut known: Vec<&Migration> = runner.get_migrations().iter().collect();
        known.sort_by_key(|migration| migration.version());
        let newest = newest(self.engine());
        if found > newest {
            return Err(codes::NEWER.with("found", found).with("known", newest));
        }
        Ok(known.into_iter().filter(|migration| migration.version() > found).map(name).collect())
    }

    /// The version of the schema, 0 where there is none yet.
    pub fn version(&self) -> Result<i32> {
        self.read(|tx| {
            let exists = tx.text(
                "select count(*) from sqlite_master where name = 'refinery_schema_history'",
                "select count(*) from information_schema.tables
                  where table_name = 'refinery_schema_history' and table_schema = current_schema()",
            );
            if tx.row(exists, params![], |row| row.get::<i64>(0))? == Some(0) {
                return Ok(0);
            }
            let version =
                tx.row("select coalesce(max(version), 0) from refinery_schema_history", params![], |row| {
                    row.get(0)
                })?;
            Ok(version.unwrap_or(0))
        })
    }
}

fn runner(engine: Engine) -> Runner {
    match engine {
        Engine::Sqlite => sqlite::migrations::runner(),
        Engine::Postgres => postgres::migrations::runner(),
    }
}

/// The newest version this program knows.
pub(crate) fn newest(engine: Engine) -> i32 {
    runner(engine).get_migrations().iter().map(Migration::version).max().unwrap_or(0)
}

/// A word that changes with any migration.
#[cfg(feature = "testing")]
pub(crate) fn fingerprint(engine: Engine) -> String {
    let runner = runner(engine);
    let sum = runner.get_migrations().iter().fold(0, |sum: u64, m| sum.rotate_left(7) ^ m.checksum());
    format!("{sum:016x}")
}

fn name(migration: &Migration) -> String {
    format!("V{}__{}", migration.version(), migration.name())
}

fn report(outcome: std::result::Result<Report, refinery::Error>) -> Result<Report> {
    outcome.map_err(|error| match error.kind() {
        refinery::error::Kind::DivergentVersion(..) | refinery::error::Kind::MissingVersion(..) => {
            codes::DIVERGED.problem().because(&error)
        }
        _ => codes::FAILED.problem().because(format!("{error:?}")),
    })
}

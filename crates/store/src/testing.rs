//! Fresh migrated stores on both engines, for the tests of this floor and those above.
//!
//! PostgreSQL is found by `JINBAO_TEST_PG` (a URL of a role that may create databases). Without it those runs are
//! skipped with a line that says so; with `REQUIRE_PG=1` they fail instead.

use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{Moment, OfficerId};
use postgres::{Client, NoTls};

use crate::{Act, Store, Target};

/// Runs a test on a fresh migrated store of each engine. Panics on whatever goes wrong: it is for tests.
pub fn each_engine(test: impl Fn(&Store)) {
    each_target(|target| {
        let store = Store::open(target).expect("the test store opens");
        store.migrate().expect("the test store migrates");
        test(&store);
    });
}

/// Runs a test on a fresh empty database of each engine, not yet opened or migrated.
pub fn each_target(test: impl Fn(&Target)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(&Target::Sqlite(folder.path().join("jinbao.db")));
    if let Some(database) = PgDatabase::create() {
        test(&Target::Postgres(database.url.clone()));
    }
}

/// An act of officer 1 at a fixed time.
pub fn act(command: &str) -> Act {
    Act {
        by: OfficerId::new(1),
        at: Moment::from_micros(1_720_000_000_000_000),
        channel: "test",
        command: command.to_owned(),
    }
}

/// A database of its own for one test, dropped at its end.
pub struct PgDatabase {
    admin: String,
    name: String,
    /// Where it is.
    pub url: String,
}

impl PgDatabase {
    /// A new empty database, or `None` (with a line on the error output) where no server is named.
    pub fn create() -> Option<PgDatabase> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let Ok(admin) = std::env::var("JINBAO_TEST_PG") else {
            assert!(
                std::env::var("REQUIRE_PG").is_err(),
                "REQUIRE_PG is set, but JINBAO_TEST_PG names no server"
            );
            eprintln!("skipped on PostgreSQL: JINBAO_TEST_PG names no server");
            return None;
        };
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("jinbao_test_{}_{number}", std::process::id());
        run(&admin, &format!("drop database if exists {name} with (force)"));
        run(&admin, &format!("create database {name} template template0 encoding 'UTF8' locale 'C'"));
        let (head, query) = admin.split_once('?').map_or((admin.as_str(), None), |(h, q)| (h, Some(q)));
        let server =
            head.rsplit_once('/').filter(|(s, _)| !s.ends_with('/')).map_or(head, |(server, _)| server);
        let url = format!("{server}/{name}{}", query.map(|q| format!("?{q}")).unwrap_or_default());
        Some(PgDatabase { admin, name, url })
    }
}

impl Drop for PgDatabase {
    fn drop(&mut self) {
        run(&self.admin, &format!("drop database if exists {} with (force)", self.name));
    }
}

fn run(admin: &str, sql: &str) {
    let mut client = Client::connect(admin, NoTls).expect("the server named by JINBAO_TEST_PG answers");
    client.batch_execute(sql).expect("the server obeys");
}

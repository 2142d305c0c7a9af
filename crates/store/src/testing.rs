//! Fresh migrated stores on both engines, for the tests of this floor and those above.
//!
//! PostgreSQL is found by `JINBAO_TEST_PG` (a URL of a role that may create databases). Without it those runs are
//! skipped with a line that says so; with `REQUIRE_PG=1` they fail instead.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use kernel::{Moment, OfficerId};
use postgres::{Client, NoTls};

use crate::{Act, Engine, Store, Target};

/// Runs a test on a fresh migrated store of each engine. Panics on whatever goes wrong: it is for tests.
pub fn each_engine(test: impl Fn(&Store)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let open = |target: &Target| {
        let store = Store::open(target).expect("the test store opens");
        store.migrate().expect("the test store migrates");
        store
    };
    test(&open(&Target::Sqlite(folder.path().join("jinbao.db"))));
    if let Some(database) = PgDatabase::migrated() {
        test(&open(&Target::Postgres(database.url.clone())));
    }
}

/// Runs a test on a fresh empty database of each engine, not yet opened or migrated.
pub fn each_target(test: impl Fn(&Target)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    test(&Target::Sqlite(folder.path().join("jinbao.db")));
    if let Some(database) = PgDatabase::empty() {
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
    pub fn empty() -> Option<PgDatabase> {
        Some(PgDatabase::copy(server()?, "template0"))
    }

    /// As [`PgDatabase::empty`], but with all migrations applied: a copy of a template made once per schema.
    pub fn migrated() -> Option<PgDatabase> {
        static TEMPLATE: OnceLock<String> = OnceLock::new();
        let admin = server()?;
        let template = TEMPLATE.get_or_init(|| template(&admin));
        Some(PgDatabase::copy(admin, template))
    }

    fn copy(admin: String, template: &str) -> PgDatabase {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("jinbao_test_{}_{number}", std::process::id());
        let mut client = connect(&admin);
        make(&mut client, &name, template);
        PgDatabase { url: url(&admin, &name), admin, name }
    }
}

impl Drop for PgDatabase {
    /// With what a restore kept of it.
    fn drop(&mut self) {
        let mut client = connect(&self.admin);
        let kept = format!("{}\\_%", self.name);
        let names = client
            .query(
                "select cast(datname as text) from pg_database where datname = $1 or datname like $2",
                &[&self.name, &kept],
            )
            .expect("the server lists its databases");
        for row in names {
            run(&mut client, &format!("drop database if exists {} with (force)", row.get::<_, String>(0)));
        }
    }
}

fn server() -> Option<String> {
    let admin = std::env::var("JINBAO_TEST_PG").ok();
    if admin.is_none() {
        assert!(
            std::env::var("REQUIRE_PG").is_err(),
            "REQUIRE_PG is set, but JINBAO_TEST_PG names no server"
        );
        eprintln!("skipped on PostgreSQL: JINBAO_TEST_PG names no server");
    }
    admin
}

/// Test programs run side by side: the first one makes the template, the others wait for it.
fn template(admin: &str) -> String {
    let name = format!("jinbao_template_{}", crate::migrate::fingerprint(Engine::Postgres));
    let mut client = connect(admin);
    run(&mut client, "select pg_advisory_lock(99010001)");
    let found =
        client.query("select 1 from pg_database where datname = $1", &[&name]).expect("the server answers");
    if found.is_empty() {
        let draft = format!("{name}_draft");
        make(&mut client, &draft, "template0");
        let store = Store::open(&Target::Postgres(url(admin, &draft))).expect("the template opens");
        store.migrate().expect("the template migrates");
        drop(store);
        // The server may take a moment to notice that we left.
        run(
            &mut client,
            &format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{draft}'"),
        );
        let renaming = format!("alter database {draft} rename to {name}");
        for _ in 0..50 {
            if client.batch_execute(&renaming).is_ok() {
                return name;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        run(&mut client, &renaming);
    }
    name
}

fn make(client: &mut Client, name: &str, template: &str) {
    run(client, &format!("drop database if exists {name} with (force)"));
    run(client, &format!("create database {name} template {template} encoding 'UTF8' locale 'C'"));
}

/// The URL with another database.
fn url(admin: &str, name: &str) -> String {
    let (head, options) =
        admin.split_once('?').map_or((admin, None), |(head, options)| (head, Some(options)));
    let server =
        head.rsplit_once('/').filter(|(server, _)| !server.ends_with('/')).map_or(head, |(server, _)| server);
    options.map_or_else(|| format!("{server}/{name}"), |options| format!("{server}/{name}?{options}"))
}

fn connect(admin: &str) -> Client {
    Client::connect(admin, NoTls).expect("the server named by JINBAO_TEST_PG answers")
}

fn run(client: &mut Client, sql: &str) {
    client.batch_execute(sql).expect("the server obeys");
}

//! The process dies before or after any commit: what was acknowledged is there, the rest is not.

use std::process::Command;

use store::testing::{act, each_target};
use store::{ABORT_VARIABLE, Store, Target, params};

const TARGET: &str = "JINBAO_KILL_TEST_TARGET";
const WRITES: i64 = 4;

fn to_text(target: &Target) -> String {
    match target {
        Target::Sqlite(file) => format!("file:{}", file.display()),
        Target::Postgres(url) => url.clone(),
    }
}

fn from_text(text: &str) -> Target {
    match text.strip_prefix("file:") {
        Some(file) => Target::Sqlite(file.into()),
        None => Target::Postgres(text.to_owned()),
    }
}

/// Counts up to [`WRITES`], from where an earlier run ended.
fn count_up(store: &Store) {
    while done(store) < WRITES {
        store
            .write(&act("count"), |tx| {
                let next = tx.setting("n")?.and_then(|n| n.parse::<i64>().ok()).unwrap_or(0) + 1;
                tx.set("n", &next.to_string())
            })
            .unwrap();
    }
}

fn done(store: &Store) -> i64 {
    store.read(|tx| tx.setting("n")).unwrap().map_or(0, |n| n.parse().unwrap())
}

/// The other process: this test program again, which dies at its commit.
fn dies_at(target: &Target, point: &str) {
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "kill::a_kill_at_any_commit_loses_nothing_acknowledged", "--nocapture"])
        .env(TARGET, to_text(target))
        .env(ABORT_VARIABLE, point)
        .output()
        .unwrap();
    assert!(!ended.status.success(), "{point}: {ended:?}");
}

#[test]
fn a_kill_at_any_commit_loses_nothing_acknowledged() {
    if let Ok(target) = std::env::var(TARGET) {
        count_up(&Store::open(&from_text(&target)).unwrap());
        return;
    }
    for n in 1..=WRITES {
        for (point, kept) in [(format!("before:{n}"), n - 1), (format!("after:{n}"), n)] {
            each_target(|target| {
                Store::open(target).unwrap().migrate_up_to(Some(1)).unwrap();
                dies_at(target, &point);
                let store = Store::open(target).unwrap();
                let audits = || {
                    store
                        .read(|tx| tx.row("select count(*) from audit", params![], |row| row.get::<i64>(0)))
                        .unwrap()
                };
                assert_eq!((done(&store), audits()), (kept, Some(kept)), "{point}");
                count_up(&store);
                assert_eq!((done(&store), audits()), (WRITES, Some(WRITES)), "{point}");
            });
        }
    }
}

//! The city lives through the real use cases, the same on every engine and however often it is killed.

use std::sync::Arc;

use business::Office;
use business::desk::seed_node;
use city::live::{Plan, live, trial_balances};
use envelope::Key;
use kernel::{Moment, RegionCode, WorkCalendar};
use rules::LawBook;
use store::testing::{act, each_engine};
use store::{Store, Vault};

/// An agency of the city with fixed keys on a fresh store.
fn office(store: &Store) -> Office {
    let region = RegionCode::parse("990100").expect("six digits");
    store
        .write(&act("init"), |tx| seed_node(tx, region, Moment::from_micros(0)).map(drop))
        .expect("a fresh store");
    reopened(store)
}

/// The same agency on a store that was set up before.
fn reopened(store: &Store) -> Office {
    let region = RegionCode::parse("990100").expect("six digits");
    Office {
        store: store.clone(),
        law: Arc::new(LawBook::builtin().expect("the law in the binary")),
        key: Arc::new(Key::generate(&[7; 32])),
        vault: Arc::new(Vault::from_keys(&[1; 32], &[2; 32])),
        calendar: Arc::new(WorkCalendar::standard().clone()),
        region,
    }
}

#[test]
fn the_same_seed_gives_the_same_proven_reports_on_every_engine() {
    let plan = Plan { persons: 300, months: 14, seed: 1 };
    let reports = std::cell::RefCell::new(Vec::new());
    for _ in 0..2 {
        each_engine(|store| {
            let office = office(store);
            let summary = live(&office, plan, &mut |_| {}).unwrap();
            let options = supervision::Options::default();
            let report =
                supervision::verify(store, &office.law, &office.key.public(), &options, &mut |_| {}).unwrap();
            assert!(report.ok, "{}", report.en());
            reports.borrow_mut().push((summary.json().to_string(), trial_balances(&office).unwrap()));
        });
    }
    let reports = reports.into_inner();
    assert!(reports.windows(2).all(|pair| pair[0] == pair[1]), "{reports:#?}");
}

#[test]
fn a_life_lived_in_pieces_is_the_same_life() {
    let report = |pieces: &[usize]| {
        let reports = std::cell::RefCell::new(Vec::new());
        each_engine(|store| {
            let office = office(store);
            let months =
                |&months| live(&office, Plan { persons: 150, months, seed: 3 }, &mut |_| {}).unwrap();
            let lived: Vec<_> = pieces.iter().map(months).collect();
            let last = lived.last().unwrap();
            reports.borrow_mut().push((last.json().to_string(), trial_balances(&office).unwrap()));
        });
        reports.into_inner()
    };
    assert_eq!(report(&[8]), report(&[2, 5, 8]));
}

#[test]
fn another_city_is_not_mixed_in() {
    each_engine(|store| {
        let office = office(store);
        live(&office, Plan { persons: 100, months: 0, seed: 3 }, &mut |_| {}).unwrap();
        let other = live(&office, Plan { persons: 100, months: 0, seed: 4 }, &mut |_| {});
        assert_eq!(other.unwrap_err().code().id, "CTY-0101");
    });
}

/// What the process under test is told: the database file, and where to put its report.
const FILE: &str = "CITY_FILE";

#[test]
#[ignore = "a process of its own for the test below"]
fn a_city_in_a_process_of_its_own() {
    let Ok(file) = std::env::var(FILE) else { return };
    let store = Store::open(&store::Target::Sqlite(file.clone().into())).unwrap();
    store.migrate().unwrap();
    let started = store.read(|tx| tx.setting("city.kept")).unwrap().is_some();
    let known = store.read(|tx| business::desk::officers(tx)).unwrap();
    let office = if started || !known.is_empty() { reopened(&store) } else { office(&store) };
    let summary = live(&office, Plan { persons: 80, months: 3, seed: 5 }, &mut |_| {}).unwrap();
    let options = supervision::Options::default();
    let report =
        supervision::verify(&store, &office.law, &office.key.public(), &options, &mut |_| {}).unwrap();
    assert!(report.ok, "{}", report.en());
    let report = format!("{}\n{}", summary.json(), trial_balances(&office).unwrap());
    std::fs::write(format!("{file}.report"), report).unwrap();
    std::fs::write(format!("{file}.commits"), store.commits().to_string()).unwrap();
}

fn in_a_process(file: &std::path::Path, abort_at: Option<u64>) -> bool {
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "living::a_city_in_a_process_of_its_own"]).env(FILE, file);
    child.stdout(std::process::Stdio::null());
    if let Some(commit) = abort_at {
        child.env("JINBAO__TEST__ABORT_AT_COMMIT", format!("after:{commit}"));
        child.stderr(std::process::Stdio::null());
    }
    child.status().unwrap().success()
}

/// Import, declaration, levy, collection, payment and closing, killed after every commit in turn.
#[test]
#[ignore = "slow: ./dev soak"]
fn a_city_killed_at_any_commit_lives_the_same_life() {
    let folder = std::env::temp_dir().join(format!("jinbao-kill-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let whole = folder.join("whole.db");
    assert!(in_a_process(&whole, None));
    let read = |file: &std::path::Path, what: &str| {
        std::fs::read_to_string(format!("{}.{what}", file.display())).unwrap_or_default()
    };
    let (expected, commits) = (read(&whole, "report"), read(&whole, "commits").parse::<u64>().unwrap());
    let mut different = Vec::new();
    for commit in 1..commits {
        let file = folder.join(format!("killed-{commit}.db"));
        assert!(!in_a_process(&file, Some(commit)), "commit {commit} was not reached");
        if !in_a_process(&file, None) || read(&file, "report") != expected {
            different.push(commit);
        } else {
            for end in ["", "-wal", "-shm", ".report", ".commits", ".lock"] {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
    }
    assert!(different.is_empty(), "of {commits} commits, differs after a kill at {different:?}");
    std::fs::remove_dir_all(folder).unwrap();
}

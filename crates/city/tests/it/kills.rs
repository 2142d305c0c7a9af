//! A life with kills: the process of the city ends at its commits, the next one goes on, and the life is the same.
//!
//! `./dev soak` runs it. Each process is a test of its own below, told by the environment what to do.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use city::live::{Plan, live, trial_balances};
use store::testing::PgDatabase;
use store::{ABORT_VARIABLE, Engine, Store, Target, params};

use crate::living::{office, reopened};

/// The database of the process: a file, or the URL of a server.
const TARGET: &str = "JINBAO_CITY_TARGET";
/// Where it puts what the life came to.
const REPORT: &str = "JINBAO_CITY_REPORT";
/// How many months the life under test has, and its seed. In the one it has without them people retire, die, are merged, and
/// payments come back and are made again.
const MONTHS: &str = "JINBAO_SOAK_MONTHS";
const SEED: &str = "JINBAO_SOAK_SEED";
/// Commits between two kills; 1 if not set: every commit point.
const STRIDE: &str = "JINBAO_SOAK_STRIDE";

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

fn target(text: &str) -> Target {
    if text.starts_with("postgres") { Target::Postgres(text.to_owned()) } else { Target::Sqlite(text.into()) }
}

#[test]
#[ignore = "a process of its own for the tests below"]
fn a_city_in_a_process_of_its_own() {
    let (Ok(place), Ok(report)) = (std::env::var(TARGET), std::env::var(REPORT)) else { return };
    let store = Store::open(&target(&place)).unwrap();
    store.migrate().unwrap();
    let begun = !store.read(business::desk::officers).unwrap().is_empty();
    let office = if begun { reopened(&store) } else { office(&store) };
    let months = usize::try_from(number(MONTHS, 14)).unwrap();
    let plan = Plan { persons: 150, months, seed: number(SEED, 2) };
    let summary = live(&office, plan, &mut |_| {}).unwrap();
    let options = supervision::Options::default();
    let proof =
        supervision::verify(&store, &office.law, &office.key.public(), &options, &mut |_| {}).unwrap();
    assert!(proof.ok, "{}", proof.en());
    let life = format!("{}\n{}{}", summary.json(), trial_balances(&office).unwrap(), records(&store));
    std::fs::write(report, life).unwrap();
}

/// How many rows each table has, and on the embedded engine, where numbers have no gaps, a digest of what stands in them.
/// What is sealed differs with each sealing; the audit trail tells of a batch that was gone on with, and the migrations when
/// they were made.
fn records(store: &Store) -> String {
    let list = match store.engine() {
        Engine::Sqlite => "select name from sqlite_schema where type = 'table' order by name",
        Engine::Postgres => {
            "select cast(c.relname as text) from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname"
        }
    };
    let mut text = String::new();
    store
        .read(|tx| {
            for table in tx.rows(list, params![], |row| row.get::<String>(0))? {
                if table.starts_with("audit") || table.starts_with("refinery") {
                    continue;
                }
                let count =
                    tx.row(&format!("select count(*) from {table}"), params![], |row| row.get::<i64>(0))?;
                text.push_str(&format!("{table} {}", count.unwrap_or(0)));
                if tx.engine() == Engine::Sqlite {
                    text.push_str(&format!(" {:016x}", digest(tx, &table)?));
                }
                text.push('\n');
            }
            Ok(())
        })
        .unwrap();
    text
}

/// The same for the same rows, in whatever order.
fn digest(tx: &mut store::Tx<'_>, table: &str) -> kernel::Result<u64> {
    let columns = tx.rows(
        "select name from pragma_table_info($1) where upper(type) <> 'BLOB' order by cid",
        params![table],
        |row| row.get::<String>(0),
    )?;
    let cells: Vec<String> = columns.iter().map(|name| format!("coalesce(quote(\"{name}\"), '')")).collect();
    let mut sum = 0u64;
    tx.each(&format!("select {} from {table}", cells.join(" || '|' || ")), params![], |row| {
        let row: String = row.get(0)?;
        let hash = row.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        sum = sum.wrapping_add(hash);
        Ok(())
    })?;
    Ok(sum)
}

/// Lives on; killed at that commit, or to the end.
fn process(place: &str, report: &Path, kill: Option<u64>) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--ignored", "--exact", "kills::a_city_in_a_process_of_its_own"]);
    child.env(TARGET, place).env(REPORT, report).stdout(Stdio::null());
    if let Some(commit) = kill {
        child.env(ABORT_VARIABLE, format!("after:{commit}")).stderr(Stdio::null());
    }
    child.status().unwrap().success()
}

/// What tells whether a life has come further: steps, deeds and decisions.
fn progress(place: &str) -> Option<(String, i64, i64)> {
    let store = Store::open_to_read(&target(place)).unwrap();
    let counts = "select (select count(*) from command_receipt), (select count(*) from decision)";
    let found = store.read(|tx| {
        let counts = tx.row(counts, params![], |row| Ok((row.get(0)?, row.get(1)?)))?.unwrap_or_default();
        Ok((tx.setting("city.kept")?.unwrap_or_default(), counts.0, counts.1))
    });
    found.ok()
}

/// Kills after every n-th commit until the city stands, and says how often. A process that comes no further than the one
/// before it, because going on takes a commit or two, may make one commit more.
fn killed_again_and_again(place: &str, report: &Path) -> u64 {
    let stride = number(STRIDE, 1);
    let (mut kills, mut patience, mut before) = (0, 0, None);
    while !process(place, report, Some(stride + patience)) {
        kills += 1;
        let now = progress(place);
        patience = if now == before { patience + 1 } else { 0 };
        assert!(patience < 12, "after {kills} kills the city comes no further");
        before = now;
    }
    kills
}

/// Two lives line by line.
fn differences(lived: &Path, expected: &Path) -> Vec<(String, String)> {
    let read = |file: &Path| std::fs::read_to_string(file).unwrap();
    let (lived, expected) = (read(lived), read(expected));
    assert_eq!(lived.lines().count(), expected.lines().count());
    let pairs = lived.lines().zip(expected.lines()).filter(|(a, b)| a != b);
    pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// Lives once without a kill and once with them, and says how many there were. The folder is gone when the lives are the same.
fn killed_on(whole: &str, killed: &str, folder: PathBuf) -> u64 {
    let (expected, lived) = (folder.join("whole.txt"), folder.join("killed.txt"));
    assert!(process(whole, &expected, None));
    let kills = killed_again_and_again(killed, &lived);
    assert_eq!(differences(&lived, &expected), [], "after {kills} kills, in {}", folder.display());
    std::fs::remove_dir_all(folder).unwrap();
    kills
}

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jinbao-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Take-over, declaration, merging, awards, deaths, payment, assessment, collection, refunds and closing, killed at every commit.
#[test]
#[ignore = "slow: ./dev soak"]
fn a_city_killed_at_any_commit_lives_the_same_life() {
    let folder = folder("kills");
    let file = |name: &str| folder.join(name).display().to_string();
    let (whole, killed) = (file("whole.db"), file("killed.db"));
    println!("{} kills on SQLite", killed_on(&whole, &killed, folder));
}

#[test]
#[ignore = "slow: ./dev soak"]
fn a_city_killed_on_a_server_lives_the_same_life() {
    let (Some(whole), Some(killed)) = (PgDatabase::migrated(), PgDatabase::migrated()) else { return };
    println!("{} kills on PostgreSQL", killed_on(&whole.url, &killed.url, folder("kills-pg")));
}

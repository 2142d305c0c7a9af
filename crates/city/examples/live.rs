//! Lets a city live in a database of its own, says what each step cost, and proves it: `live PERSONS MONTHS FILE`.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use business::Office;
use business::desk::seed_node;
use city::live::{Plan, live};
use envelope::Key;
use kernel::{Moment, OfficerId, RegionCode, Result, WorkCalendar};
use rules::LawBook;
use store::{Act, Store, Target, Vault};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |or: usize| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(or);
    let plan = Plan { persons: number(2000), months: number(12), seed: 1 };
    let file = arguments.next().unwrap_or_else(|| "city.db".to_owned());
    let store = Store::open(&Target::Sqlite(PathBuf::from(file)))?;
    store.migrate()?;
    let region = RegionCode::parse("990100")?;
    let at = Moment::from_micros(0);
    let act = Act { by: OfficerId::new(1), at, channel: "cli", command: "node.init".to_owned() };
    store.write(&act, |tx| seed_node(tx, region, at).map(drop)).ok();
    let office = Office {
        store,
        law: Arc::new(LawBook::builtin().expect("the law in the binary")),
        key: Arc::new(Key::generate(&[7; 32])),
        vault: Arc::new(Vault::from_keys(&[1; 32], &[2; 32])),
        calendar: Arc::new(WorkCalendar::standard().clone()),
        region,
    };
    let mut spent: BTreeMap<&'static str, Duration> = BTreeMap::new();
    let mut now = ("founding", Instant::now());
    let begun = Instant::now();
    live(&office, plan, &mut |progress| {
        *spent.entry(now.0).or_default() += now.1.elapsed();
        now = (progress.en, Instant::now());
    })?;
    *spent.entry(now.0).or_default() += now.1.elapsed();
    for (step, time) in spent {
        println!("{step:>30} {time:>10.2?}");
    }
    println!("{:>30} {:>10.2?}", "all", begun.elapsed());
    let begun = Instant::now();
    let options = supervision::Options::default();
    let report =
        supervision::verify(&office.store, &office.law, &office.key.public(), &options, &mut |_| {})?;
    println!("{}{:>30} {:>10.2?}", report.en(), "verify", begun.elapsed());
    Ok(())
}

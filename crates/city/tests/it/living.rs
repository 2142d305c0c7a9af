//! The city lives through the real use cases, the same on every engine and however often it is killed.

use std::sync::Arc;

use business::Office;
use business::desk::seed_node;
use city::live::{Plan, live};
use envelope::Key;
use kernel::{Moment, RegionCode, WorkCalendar};
use rules::LawBook;
use store::testing::{act, each_engine};
use store::{Store, Vault};

/// An agency of the city with fixed keys on a fresh store.
fn office(store: &Store) -> Office {
    let region = RegionCode::parse("990100").unwrap();
    store.write(&act("init"), |tx| seed_node(tx, region, Moment::from_micros(0)).map(drop)).unwrap();
    Office {
        store: store.clone(),
        law: Arc::new(LawBook::builtin().unwrap()),
        key: Arc::new(Key::generate(&[7; 32])),
        vault: Arc::new(Vault::from_keys(&[1; 32], &[2; 32])),
        calendar: Arc::new(WorkCalendar::standard().clone()),
        region,
    }
}

#[test]
fn a_small_city_lives_for_fourteen_months() {
    each_engine(|store| {
        let office = office(store);
        let plan = Plan { persons: 300, months: 14, seed: 1 };
        let started = std::time::Instant::now();
        live(&office, plan, &mut |_| {}).unwrap();
        println!("{:?} {:?}", store.engine(), started.elapsed());
    });
}

//! The city lives through the real use cases, the same on every engine and however often it is killed.

use std::collections::BTreeMap;
use std::sync::Arc;

use business::Office;
use business::desk::seed_node;
use city::life::Happening;
use city::live::{Plan, live, trial_balances};
use envelope::Key;
use kernel::{Moment, RegionCode, WorkCalendar};
use rules::LawBook;
use store::testing::{act, each_engine};
use store::{Engine, Store, Vault};

/// An agency of the city with fixed keys on a fresh store.
pub(crate) fn office(store: &Store) -> Office {
    let region = RegionCode::parse("990100").expect("six digits");
    store
        .write(&act("init"), |tx| seed_node(tx, region, Moment::from_micros(0)).map(drop))
        .expect("a fresh store");
    reopened(store)
}

/// The same agency on a store that was set up before.
pub(crate) fn reopened(store: &Store) -> Office {
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
fn everything_that_happens_in_a_life_leaves_its_records() {
    let (_, plan) = crate::script::script(1, 1500, 18);
    each_engine(|store| {
        // That the engines live the same life is shown above on a smaller city.
        if store.engine() == Engine::Postgres {
            return;
        }
        let office = office(store);
        let summary = live(&office, Plan { persons: 1500, months: 18, seed: 1 }, &mut |_| {}).unwrap();
        let counts: BTreeMap<_, _> = summary.events.iter().map(|event| (event.key, event.count)).collect();
        let never: Vec<_> = counts.iter().filter(|(_, count)| **count == 0).collect();
        // A refusal needs a reason, such as a unit that never paid.
        assert!(never.iter().all(|(key, _)| **key == "pension-refused"), "{counts:?}");
        let planned = |kind: fn(&Happening) -> bool| {
            let all = plan.iter().flat_map(|month| &month.happenings);
            i64::try_from(all.filter(|happening| kind(happening)).count()).unwrap()
        };
        assert_eq!(counts["death"], planned(|happening| matches!(happening, Happening::Dies { .. })));
        assert_eq!(
            counts["pension"] + counts["pension-refused"],
            planned(|happening| matches!(happening, Happening::Retires { .. }))
        );
        let options = supervision::Options::default();
        let report =
            supervision::verify(store, &office.law, &office.key.public(), &options, &mut |_| {}).unwrap();
        assert!(report.ok, "{}", report.en());
    });
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

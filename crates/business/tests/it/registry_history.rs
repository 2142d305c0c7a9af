//! Merging, and what random changes leave: one insurance once a month, and every past belief as it was.

use business::registry::{self, Enrol, facts};
use kernel::{FeeMonth, Insurance, PartyId, Period};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rules::{Category, InsuranceSet};
use store::testing::each_engine;

use crate::office::at;
use crate::registry::{cast, day, joins, leaves, month, number};

#[test]
fn a_duplicate_becomes_one_with_the_true_record_after_a_second_person_agrees() {
    each_engine(|store| {
        let cast = cast(store, 2);
        let ([unit, other], [person, twin]) = (cast.units, [cast.people[0], cast.people[1]]);
        let test = &cast.test;
        for ask in [joins(unit, person, 202308), joins(other, twin, 202301)] {
            test.matter(&test.clerk, |tx, matter| registry::enrol(tx, &test.office, matter, &ask)).unwrap();
        }
        let clash = registry::merge(&test.office, &test.clerk, twin, person).unwrap_err();
        assert_eq!(clash.code().id, "REG-0124");
        test.matter(&test.clerk, |tx, matter| {
            registry::leave(tx, &test.office, matter, &leaves(other, twin, 202307))
        })
        .unwrap();
        let own = registry::merge(&test.office, &test.clerk, person, person).unwrap_err();
        assert_eq!(own.code().id, "REG-0123");
        let asked = registry::merge(&test.office, &test.clerk_at(2023, 8, 1), twin, person).unwrap();
        assert_eq!(test.number("SELECT count(*) FROM person_merge"), 0);
        let alone = business::approve(&test.office, &test.clerk.at(at(2023, 8, 2)), asked.id);
        assert!(alone.is_err());
        business::approve(&test.office, &test.second.at(at(2023, 8, 2)), asked.id).unwrap();
        store
            .read(|tx| {
                let all = facts::participations(tx, person)?;
                let at_other = all.iter().filter(|p| p.payer == other).count();
                assert_eq!((all.len(), at_other), (10, 5));
                assert_eq!(facts::participations(tx, twin)?, []);
                let old = number(day(1991, 5, 1), 11);
                assert_eq!(facts::person_by_number(tx, &test.office, &old)?, Some(person));
                assert_eq!(facts::records_of(tx, person)?, [person, twin]);
                assert!(facts::person(tx, twin).is_err());
                Ok(())
            })
            .unwrap();
        let again = registry::merge(&test.office, &test.clerk, twin, person).unwrap_err();
        assert_eq!(again.code().id, "REG-0125");
    });
}

#[derive(Clone, Debug)]
enum Step {
    Enrol { payer: usize, category: usize, from: i32, length: Option<i32> },
    Leave { payer: usize, last: i32 },
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let enrol = (0..3usize, 0..3usize, 0..24i32, proptest::option::of(0..12i32))
        .prop_map(|(payer, category, from, length)| Step::Enrol { payer, category, from, length });
    let leave = (0..3usize, -1..24i32).prop_map(|(payer, last)| Step::Leave { payer, last });
    // The flag says whether the step belongs to the same matter as the one before.
    proptest::collection::vec((any::<bool>(), prop_oneof![enrol, leave]), 1..12)
}

/// The insured months of a person by slot, each with how often it is held.
fn twice(list: &[registry::Participation]) -> Option<(Insurance, FeeMonth)> {
    list.iter().enumerate().find_map(|(n, a)| {
        let b = list[..n].iter().find(|b| b.slot() == a.slot() && b.period.intersect(a.period).is_some())?;
        Some((a.insurance, b.period.from()))
    })
}

#[test]
fn random_changes_never_insure_twice_and_every_past_belief_stays() {
    each_engine(|store| {
        let cases = if store.engine() == store::Engine::Sqlite { 60 } else { 15 };
        let cast = cast(store, 20);
        let (test, mut next) = (&cast.test, 0);
        let mut runner = TestRunner::new_with_rng(
            Config { failure_persistence: None, ..Config::with_cases(cases) },
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let (counter, minute) = (std::cell::RefCell::new(&mut next), std::cell::Cell::new(0i64));
        runner
            .run(&steps(), |steps| {
                // Every case has a person of its own.
                let sequence = {
                    let mut next = counter.borrow_mut();
                    **next += 1;
                    **next
                };
                let new = crate::registry::new_person(number(day(1980, 2, 3), sequence), "某人");
                let person = test
                    .matter(&test.clerk, |tx, matter| {
                        registry::register_person(tx, &test.office, matter, &new)
                    })
                    .unwrap();
                let mut beliefs = Vec::new();
                let mut groups: Vec<Vec<Step>> = Vec::new();
                for (joined, step) in steps {
                    match groups.last_mut().filter(|_| joined) {
                        Some(group) => group.push(step),
                        None => groups.push(vec![step]),
                    }
                }
                for group in groups {
                    minute.set(minute.get() + 1);
                    let clerk = test.clerk.at(at(2023, 7, 1).plus_micros(minute.get() * 60_000_000));
                    test.matter(&clerk, |tx, matter| {
                        for step in &group {
                            apply(tx, &test.office, matter, step, person, cast.units);
                        }
                        Ok(())
                    })
                    .unwrap();
                    let now = store.read(|tx| facts::participations(tx, person)).unwrap();
                    prop_assert_eq!(twice(&now), None);
                    beliefs.push((clerk.at, now));
                }
                for (at, then) in beliefs {
                    let known = store.read(|tx| facts::participations_known_at(tx, person, at)).unwrap();
                    prop_assert_eq!(known, then);
                }
                Ok(())
            })
            .unwrap();
    });
}

fn apply(
    tx: &mut store::Tx<'_>,
    office: &business::Office,
    matter: &business::desk::Matter,
    step: &Step,
    person: PartyId,
    units: [PartyId; 2],
) {
    let start = month(202301);
    match *step {
        Step::Enrol { payer, category, from, length } => {
            let category = if payer == 2 {
                [Category::Flexible, Category::Resident][category % 2]
            } else {
                Category::Employee
            };
            let from = start.plus(from);
            let to = length.map_or(FeeMonth::OPEN, |length| from.plus(length));
            let resident = InsuranceSet::of(&[Insurance::ResidentPension, Insurance::ResidentMedical]);
            let flexible = InsuranceSet::of(&[Insurance::Pension, Insurance::Medical]);
            let mut ask: Enrol = joins(units.get(payer).copied().unwrap_or(person), person, 202301);
            ask.period = Period::new(from, to).unwrap();
            ask.insurances = match category {
                Category::Employee => ask.insurances,
                Category::Flexible => flexible,
                Category::Resident => resident,
            };
            (ask.category, ask.correction) = (category, true);
            // A refusal is part of life here.
            let _ = registry::enrol(tx, office, matter, &ask);
        }
        Step::Leave { payer, last } => {
            let payer = units.get(payer).copied().unwrap_or(person);
            let mut ask = leaves(payer, person, 202301);
            (ask.last, ask.correction) = (start.plus(last), true);
            let _ = registry::leave(tx, office, matter, &ask);
        }
    }
}

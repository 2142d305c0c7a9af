//! What services say they compute by is what they look up: each runs over a law that notes every look-up.

use std::sync::Arc;

use business::accounts;
use business::catalogue::{self, computes, looks_up};
use business::desk::{Service, services};
use business::levy::{self, Cause};
use business::pension::{self, Claim};
use calc::Uses;
use rules::LawBook;
use store::testing::each_engine;

use crate::accounts::month;
use crate::benefits::{agree, date, history, person};
use crate::office::TestOffice;

fn recording(store: &store::Store) -> TestOffice {
    let mut test = TestOffice::new(store);
    test.office.law = Arc::new(LawBook::builtin().unwrap().recording());
    test
}

/// Parameters that were looked up and found, but that no calculator of the service looks up.
fn undeclared(test: &TestOffice, uses: &Uses, service: &Service) -> Vec<String> {
    let law = &test.office.law;
    let found = law.take_reads().into_iter().filter(|read| read.parameter.is_some());
    let known = found.filter_map(|read| law.parameter(&read.id).map(|known| known.definition.id.clone()));
    let declared = |id: &String| {
        computes(service).iter().any(|topic| uses.looks_up(topic, id))
            || looks_up(service).contains(&id.as_str())
    };
    let mut missing: Vec<String> = known.filter(|id| !declared(id)).collect();
    missing.dedup();
    missing
}

#[test]
fn services_decide_by_the_calculators_that_they_name() {
    let uses = Uses::of(&LawBook::builtin().unwrap(), date(2026, 7, 1)).unwrap();
    each_engine(|store| {
        let test = recording(store);
        let man = person(&test, date(1964, 3, 10), 1, "622202000000001");
        history(&test, man, 200_403, 240, 600_000, 12_000_000);
        test.office.law.take_reads();
        let claim = Claim { person: man, month: None };
        let claimed = pension::claim(&test.office, &test.clerk_at(2024, 3, 20), claim).unwrap();
        assert_eq!(undeclared(&test, &uses, &services::RETIRE), [""; 0]);
        agree(&test, (2024, 3, 25), claimed.matter.id);
        test.office.law.take_reads();
        let again = pension::reaward(&test.office, &test.clerk_at(2024, 10, 1), 2024).unwrap();
        assert_eq!(undeclared(&test, &uses, &services::RE_AWARD), [""; 0]);
        agree(&test, (2024, 10, 2), again.matter.id);
        test.office.law.take_reads();
        accounts::interest(&test.office, &test.clerk_at(2025, 7, 14), 2024, &mut |_| {}).unwrap();
        assert_eq!(undeclared(&test, &uses, &services::INTEREST), [""; 0]);
        pension::adjust(&test.office, &test.clerk_at(2025, 7, 15), 2025).unwrap();
        assert_eq!(undeclared(&test, &uses, &services::ADJUST), [""; 0]);
    });
    each_engine(|store| {
        let test = recording(store);
        crate::levy::people(&test);
        test.office.law.take_reads();
        levy::run(&test.office, &test.clerk_at(2023, 7, 24), month(202307), &mut |_| {}).unwrap();
        let calendar =
            |ids: Vec<String>| ids.into_iter().filter(|id| !id.starts_with("calendar.")).collect::<Vec<_>>();
        assert_eq!(calendar(undeclared(&test, &uses, &services::LEVY)), [""; 0]);
        let (since, now) = (month(202307), month(202308));
        levy::difference(&test.office, &test.clerk_at(2023, 8, 2), since, now, None, Cause::Correction)
            .unwrap();
        assert_eq!(calendar(undeclared(&test, &uses, &services::DIFFERENCE)), [""; 0]);
    });
}

#[test]
fn every_calculator_that_a_service_names_exists() {
    for service in catalogue::services() {
        for topic in computes(service) {
            assert!(calc::find(topic).is_some(), "{} names {topic}", service.code);
        }
    }
}

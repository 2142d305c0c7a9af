//! Certificates from asking to the check by anybody, on both engines.

use business::certificates::{self, Revocations, Statement};
use business::desk::{self, Actor, Ask, Given, Service, State, services};
use business::{enquiry, registry};
use envelope::{Key, Keys};
use kernel::{Moment, PartyId};
use store::Store;
use store::testing::each_engine;

use crate::office::{TestOffice, at};
use crate::registry::{cast, joins};

fn now() -> Moment {
    at(2024, 9, 2)
}

/// Somebody insured at a unit since January.
fn insured(store: &Store) -> (TestOffice, PartyId, PartyId) {
    let cast = cast(store, 1);
    let (person, unit) = (cast.people[0], cast.units[0]);
    let join = joins(unit, person, 202401);
    cast.test
        .matter(&cast.test.clerk, |tx, matter| registry::enrol(tx, &cast.test.office, matter, &join))
        .unwrap();
    (cast.test, person, unit)
}

fn ask(
    test: &TestOffice,
    actor: &Actor,
    service: &'static Service,
    subject: PartyId,
    given: &[(&str, &str)],
) -> Result<String, String> {
    let given: Given = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = Ask { service, subject: Some(subject), given: &given, key: None };
    match desk::ask(&test.office, actor, &request) {
        Ok(receipt) => {
            assert_eq!(receipt.state, State::Done);
            Ok(receipt.number)
        }
        Err(wrong) => Err(wrong[0].code().id.to_owned()),
    }
}

#[test]
fn a_certificate_is_checked_by_its_code_and_the_person_sees_it() {
    each_engine(|store| {
        let (test, person, _) = insured(store);
        let clerk = test.clerk.at(now());
        let number = ask(&test, &clerk, &services::INSURED_CERTIFICATE, person, &[]).unwrap();
        let issued = certificates::document(&test.office, &clerk, &number).unwrap();
        assert_eq!(issued.statement.number, number);
        assert!(issued.statement.rows.iter().any(|row| row[2] == "参保"), "{:?}", issued.statement.rows);
        let text = format!("{:?}", issued.statement.facts);
        assert!(text.contains('*'), "the number is masked: {text}");

        let keys = test.office.keys();
        assert_eq!(Statement::check(&keys, &issued.signed).unwrap(), issued.statement);
        let from_paper = format!("https://example.org/check#{}", issued.qr);
        assert_eq!(Statement::check(&keys, &from_paper).unwrap().number, number);
        let other = Keys::new(vec![Key::generate(&[9; 32]).public()]);
        assert_eq!(Statement::check(&other, &issued.signed).unwrap_err().code().id, "ENV-0103");

        let typed = issued.code.to_lowercase().replace('-', " ");
        let found = certificates::check_code(&test.office, now(), "web", &typed).unwrap();
        assert_eq!((found.statement, found.revoked_on), (issued.statement, None));
        let unknown = envelope::VerificationCode::of(b"another").to_string();
        let wrong =
            |code: &str| certificates::check_code(&test.office, now(), "web", code).unwrap_err().code().id;
        assert_eq!((wrong(&unknown), wrong("7K3M")), ("CRT-0103", "ENV-0106"));

        let auditor = Actor { roles: vec![desk::Role::Auditor], ..clerk };
        let looks = enquiry::trail(&test.office, &auditor, person, 10).unwrap();
        let checks: Vec<_> = looks.iter().filter(|look| look.what == certificates::CHECKED).collect();
        assert_eq!(checks.len(), 1, "the check stands in the person's trail: {looks:?}");
    });
}

#[test]
fn what_was_taken_back_is_said_so_everywhere() {
    each_engine(|store| {
        let (test, person, unit) = insured(store);
        let clerk = test.clerk.at(now());
        let kept = ask(&test, &clerk, &services::INSURED_CERTIFICATE, person, &[]).unwrap();
        let number = ask(&test, &clerk, &services::INSURED_CERTIFICATE, person, &[]).unwrap();
        let code = certificates::document(&test.office, &clerk, &number).unwrap().code;
        let revoke = |party, number: &str| {
            let given = [("number", number), ("why", "信息有误")];
            ask(&test, &clerk, &services::REVOKE_CERTIFICATE, party, &given)
        };
        assert_eq!(revoke(unit, &number).unwrap_err(), "CRT-0107", "another's");
        revoke(person, &number).unwrap();
        assert_eq!(revoke(person, &number).unwrap_err(), "CRT-0105", "twice");

        let found = certificates::check_code(&test.office, now(), "web", &code).unwrap();
        assert_eq!(found.revoked_on, Some(now().date()));
        let handed = certificates::document(&test.office, &clerk, &number).unwrap_err();
        assert_eq!(handed.code().id, "CRT-0105");
        let list = certificates::revocations(&test.office, now()).unwrap();
        let list = Revocations::check(&test.office.keys(), &list).unwrap();
        assert_eq!(list.must_not_have(&number).unwrap_err().code().id, "CRT-0105");
        list.must_not_have(&kept).unwrap();
    });
}

#[test]
fn each_kind_says_what_is_on_record_or_that_there_is_nothing() {
    each_engine(|store| {
        let (test, person, unit) = insured(store);
        let clerk = test.clerk.at(now());
        let months = [("from", "2024-01"), ("to", "2024-12")];
        let long = ask(&test, &clerk, &services::UNIT_CERTIFICATE, unit, &[("staff", "yes")]).unwrap();
        let said = certificates::document(&test.office, &clerk, &long).unwrap().statement;
        assert!(!said.rows.is_empty() && said.rows.iter().all(|row| row.len() == said.columns.len()));
        let short = ask(&test, &clerk, &services::UNIT_CERTIFICATE, unit, &[("staff", "no")]).unwrap();
        assert!(certificates::document(&test.office, &clerk, &short).unwrap().statement.rows.is_empty());
        for (service, party, given) in [
            (&services::CONTRIBUTION_CERTIFICATE, person, &months[..]),
            (&services::BENEFIT_CERTIFICATE, person, &[]),
            (&services::ACCOUNT_CERTIFICATE, person, &[("in_year", "2024-01")]),
            (&services::PAYMENT_CERTIFICATE, unit, &months[..]),
        ] {
            assert_eq!(
                ask(&test, &clerk, service, party, given).unwrap_err(),
                "CRT-0101",
                "{}",
                service.code
            );
        }
        for (from, to) in [("2024-02", "2024-01"), ("2010-01", "2024-01")] {
            let given = [("from", from), ("to", to)];
            let wrong = ask(&test, &clerk, &services::PAYMENT_CERTIFICATE, unit, &given);
            assert_eq!(wrong.unwrap_err(), "CRT-0102", "{from} {to}");
        }
    });
}

//! Benefits in one sum that are claimed with papers: a certificate, an invoice, a year without layoffs. Each is computed
//! again from its receipt.

use business::collection::{self, Agree};
use business::desk::{self, Service, services};
use business::{accounts, pension, registry, replay};
use kernel::{AccountKind, FeeMonth, Fen, PartyId};
use store::testing::each_engine;

use crate::benefits::{date, pay, person};
use crate::entitlements::{ask, granted, hurt, office, paid, refused, sent, unemployed, works, yuan};
use crate::office::{TestOffice, at};
use crate::registry::{leaves, new_unit};

/// The last decision of a service computes to the same answer again.
fn replayed(test: &TestOffice, service: &'static Service, year: i16) {
    let number = test.office.store.read(|tx| {
        let sql = "SELECT number FROM matter WHERE service = $1 ORDER BY id DESC LIMIT 1";
        tx.row(sql, store::params![service.code], |row| row.get::<String>(0))
    });
    let clerk = test.clerk.at(at(year, 12, 30));
    let receipt = desk::receipt(&test.office, &clerk, &number.unwrap().unwrap()).unwrap();
    let law = test.office.store.read(|tx| desk::archived_law(tx, &receipt.decision.law)).unwrap().unwrap();
    let again = replay::replay(&receipt.decision, &law).unwrap();
    assert_eq!(again.changed, [], "{}", service.code);
    assert!(again.same_steps, "{}", service.code);
}

#[test]
fn an_unemployment_benefit_and_its_refusals_are_computed_again() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let claim = &services::UNEMPLOYMENT_CLAIM;
        let she = unemployed(&test, unit);
        replayed(&test, claim, 2024);
        // What happens to the records afterwards does not matter.
        paid(&test, unit, she, &[210], 201301, 24, 600_000);
        test.sql(&["DELETE FROM person_fact"]);
        replayed(&test, claim, 2024);
        let own_will = person(&test, date(1985, 6, 10), 71, "622202000000071");
        works(&test, unit, own_will, 202307, Some((202404, false)));
        ask(&test, &services::REGISTER_UNEMPLOYED, own_will, (2024, 5, 6), &[]).unwrap();
        assert!(refused(&test, claim, own_will, (2024, 5, 8), &[]).contains("BEN-0106"));
        replayed(&test, claim, 2024);
    });
}

#[test]
fn a_resident_pension_and_its_refusal_are_computed_again() {
    each_engine(|store| {
        let (test, _) = office(store);
        let claim = &services::RESIDENT_CLAIM;
        let he = person(&test, date(1964, 3, 10), 72, "622202000000072");
        let account = yuan(13_900);
        test.matter(&test.clerk, |tx, matter| {
            registry::set_fact(tx, matter, he, pension::YEARS_FACT, "11", date(2023, 1, 1))?;
            let (kind, opened) = (AccountKind::ResidentPension, FeeMonth::from_yyyymm(201_107).unwrap());
            let new = accounts::NewAccount { kind, person: he, opened, opening: account, opening_year: 2023 };
            accounts::open_with(tx, &[new]).map(drop)
        })
        .unwrap();
        assert!(refused(&test, claim, he, (2024, 3, 25), &[]).contains("PEN-0119"));
        replayed(&test, claim, 2024);
        paid(&test, he, he, &[170], 202401, 1, 1);
        granted(&test, claim, he, (2024, 3, 26), &[]);
        test.sql(&["DELETE FROM contribution", "UPDATE account SET opening = 1"]);
        replayed(&test, claim, 2024);
    });
}

#[test]
fn a_certificate_brings_a_sum_once_and_in_time() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let skill = &services::SKILL_SUBSIDY;
        let she = person(&test, date(1990, 6, 10), 31, "622202000000031");
        works(&test, unit, she, 202307, None);
        let paper = [("certificate", "Z-2024-001"), ("level", "4"), ("issued", "2024-03-15")];
        assert!(refused(&test, skill, she, (2024, 5, 6), &paper).contains("BEN-0126"), "nothing was paid");
        replayed(&test, skill, 2024);
        paid(&test, unit, she, &[210], 202304, 12, 600_000);
        let old = [("certificate", "Z-2023-009"), ("level", "5"), ("issued", "2023-05-05")];
        assert!(refused(&test, skill, she, (2024, 5, 6), &old).contains("BEN-0127"), "a day too late");
        let to_come = [("certificate", "Z-2024-009"), ("level", "5"), ("issued", "2024-06-01")];
        assert_eq!(ask(&test, skill, she, (2024, 5, 6), &to_come).unwrap_err(), "BEN-0112");
        granted(&test, skill, she, (2024, 5, 6), &paper);
        replayed(&test, skill, 2024);
        assert_eq!(
            ask(&test, skill, she, (2024, 5, 7), &paper).unwrap_err(),
            "BEN-0104",
            "one certificate, one sum"
        );
        pay(&test, 202405);
        assert_eq!(sent(&test, she, "skill-subsidy", 202405), yuan(1_500));
        // Who has left work and draws nothing is outside.
        let gone = person(&test, date(1990, 7, 10), 32, "622202000000032");
        works(&test, unit, gone, 202307, Some((202312, false)));
        paid(&test, unit, gone, &[210], 202201, 24, 600_000);
        let other = [("certificate", "Z-2024-002"), ("level", "3"), ("issued", "2024-03-15")];
        assert!(refused(&test, skill, gone, (2024, 5, 6), &other).contains("BEN-0115"));
    });
}

/// Five people at a unit since July 2023, and its unemployment insurance of 2024 paid: 100 yuan a month.
fn staffed(test: &TestOffice, unit: PartyId, first: u16) -> Vec<PartyId> {
    let agreement = Agree {
        party: unit,
        mandate: None,
        bank: "102".to_owned(),
        account: kernel::BankCard::compose(&format!("6222020000009{first}")).unwrap().expose().to_owned(),
        holder: "金保示例公司".to_owned(),
        from: date(2024, 1, 5),
    };
    collection::agree(&test.office, &test.clerk_at(2024, 1, 5), &agreement).unwrap();
    for month in 1..=12i64 {
        let bill = 20_240_000_900_000 + i64::from(first) * 100 + month;
        test.sql(&[
            &format!(
                "INSERT INTO bill (id, run, matter, payer, month, kind, category, region, people, unit, person, total, due,
                   late_from, issued_at)
                 VALUES ({bill}, 0, 1, {unit}, {}, 'regular', 1, '990100', 5, 0, 0, 0, '2024-06-30', '2024-07-01', 1)",
                202_400 + month
            ),
            &format!(
                "INSERT INTO receivable (bill, insurance, due, received, written_off, settled_on)
                 VALUES ({bill}, 210, 10000, 10000, 0, '2024-07-01')"
            ),
        ]);
    }
    let staff = (first..first + 5).map(|n| person(test, date(1990, 6, 10), n, &format!("6222020000000{n}")));
    staff.inspect(|who| works(test, unit, *who, 202307, None)).collect()
}

#[test]
fn an_employer_that_kept_its_people_has_part_of_its_contributions_back_once_a_year() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let keep = &services::JOB_KEEPING;
        let size = [("size", "small")];
        staffed(&test, unit, 40);
        let young = refused(&test, keep, unit, (2024, 5, 6), &size);
        assert!(young.contains("BEN-0130"), "nobody was insured at the end of 2022: {young}");
        granted(&test, keep, unit, (2025, 5, 6), &size);
        replayed(&test, keep, 2025);
        assert_eq!(ask(&test, keep, unit, (2025, 5, 7), &size).unwrap_err(), "BEN-0129");
        pay(&test, 202505);
        assert_eq!(sent(&test, unit, "job-keeping-refund", 202505), Fen::new(12 * 10_000 * 6 / 10));
        // At another unit two of five leave in 2024: more than a fifth.
        let other = test.matter(&test.clerk, |tx, matter| {
            registry::register_unit(tx, &test.office, matter, &new_unit("MA000002", "另一示例公司"))
        });
        let other = other.unwrap();
        let staff = staffed(&test, other, 60);
        for who in &staff[..2] {
            let end = |tx: &mut store::Tx<'_>, matter: &desk::Matter| {
                registry::leave(tx, &test.office, matter, &leaves(other, *who, 202410)).map(drop)
            };
            test.matter(&test.clerk_at(2024, 10, 20), end).unwrap();
        }
        let why = refused(&test, keep, other, (2025, 5, 6), &size);
        assert!(why.contains("BEN-0131") && why.contains("0.4"), "{why}");
        replayed(&test, keep, 2025);
    });
}

#[test]
fn what_the_hospital_did_not_settle_is_paid_by_invoice() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let costs = &services::INJURY_COSTS;
        let he = hurt(&test, unit, (1985, 2), 51);
        let bill = |invoice: &'static str, to: &'static str, outside: &'static str| {
            [
                ("hospital", "金保市人民医院"),
                ("invoice", invoice),
                ("from", "2024-02-01"),
                ("to", to),
                ("total", "12345.67"),
                ("outside", outside),
            ]
        };
        let before = refused(&test, costs, he, (2024, 5, 6), &bill("F-1", "2024-02-10", "345.67"));
        assert!(before.contains("BEN-0133"), "{before}");
        let more = refused(&test, costs, he, (2024, 5, 6), &bill("F-1", "2024-02-20", "99999"));
        assert!(more.contains("BEN-0134"), "{more}");
        granted(&test, costs, he, (2024, 5, 6), &bill("F-1", "2024-02-20", "345.67"));
        replayed(&test, costs, 2024);
        let again = ask(&test, costs, he, (2024, 5, 7), &bill("F-1", "2024-02-20", "0.01"));
        assert_eq!(again.unwrap_err(), "BEN-0132", "an invoice is paid once");
        pay(&test, 202405);
        assert_eq!(sent(&test, he, "injury-costs", 202405), yuan(12_000));
    });
}

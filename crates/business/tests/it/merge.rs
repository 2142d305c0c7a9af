//! What a merge does to everything that hangs on a person: accounts, pension, payments under way, bills, credits.

use business::levy::{self, Cause};
use business::pension::{self, Claim};
use business::{accounts, approve, collection, payment, registry};
use kernel::{AccountKind, Fen, PartyId, Result};
use store::testing::each_engine;
use store::{Tx, params};

use crate::accounts::{accounts_agree, month};
use crate::benefits::{agree, answer, date, history, paid_of, pay, person, retired};
use crate::collection::{billed, consistent, day, orders, out, paid, with_accounts};
use crate::office::{TestOffice, at};

fn merge(
    test: &TestOffice,
    (year, month, day): (i16, i8, i8),
    duplicate: PartyId,
    person: PartyId,
) -> Result<()> {
    let asked = registry::merge(&test.office, &test.clerk_at(year, month, day), duplicate, person)?;
    approve(&test.office, &test.second.at(at(year, month, day)), asked.id).map(drop)
}

fn refused(test: &TestOffice, day: (i16, i8, i8), duplicate: PartyId, person: PartyId) -> &'static str {
    merge(test, day, duplicate, person).unwrap_err().code().id
}

fn balance(test: &TestOffice, person: PartyId, yyyymm: i64) -> Fen {
    let read = |tx: &mut Tx<'_>| accounts::balance(tx, AccountKind::Pension, person, month(yyyymm));
    test.office.store.read(read).unwrap()
}

/// Wang drew a pension under a second number; the record with the right one has four earlier years and an account.
#[test]
fn a_pension_goes_on_under_the_true_record_while_a_payment_is_under_way() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, pension) = retired(&test);
        let right = person(&test, date(1964, 3, 10), 2, "622202000000002");
        history(&test, right, 200_004, 48, 600_000, 2_000_000);
        assert_eq!(
            refused(&test, (2024, 4, 1), wang, right),
            "PEN-0118",
            "still insured under the other number"
        );
        test.sql(&[&format!("UPDATE participation SET to_month = 200403 WHERE person = {right}")]);
        let built = payment::build(&test.office, &test.clerk_at(2024, 4, 10), month(202404)).unwrap();
        agree(&test, (2024, 4, 10), built.matter.id);

        merge(&test, (2024, 4, 11), wang, right).unwrap();
        accounts_agree(&test);
        assert_eq!(
            (balance(&test, wang, 202404), balance(&test, right, 202404)),
            (Fen::ZERO, Fen::from_yuan(120_000))
        );
        let trail = store
            .read(|tx| tx.row("SELECT trail FROM person_merge", params![], |row| row.get::<String>(0)))
            .unwrap()
            .unwrap();
        assert!(trail.contains("\"pension\":10000000") && trail.contains("\"awards\":["), "{trail}");
        let draws =
            pension::claim(&test.office, &test.clerk_at(2024, 4, 11), Claim { person: right, month: None });
        assert_eq!(draws.unwrap_err().code().id, "PEN-0105");

        // The run that was approved before leaves as it was approved; its account part comes off the joined account.
        let file = payment::send(&test.office, &test.clerk_at(2024, 4, 12), built.run.id).unwrap();
        accounts_agree(&test);
        let part = Fen::new(test.number("SELECT account_part FROM award_amount"));
        assert_eq!(balance(&test, right, 202404), Fen::from_yuan(120_000) - part);
        // It comes back and is paid again to the card of the true record.
        assert_eq!(answer(&test, &file, Some("AC01"), (2024, 4, 15)).returned, 1);
        let again = payment::repeat(&test.office, &test.clerk_at(2024, 4, 20), month(202404)).unwrap();
        agree(&test, (2024, 4, 20), again.matter.id);
        let file = payment::send(&test.office, &test.clerk_at(2024, 4, 21), again.run.id).unwrap();
        assert_eq!(answer(&test, &file, None, (2024, 4, 22)).paid, 1);
        pay(&test, 202405);
        assert_eq!(paid_of(&test, right), pension + pension);
        assert_eq!(
            test.number(&format!("SELECT count(*) FROM payment WHERE person = {wang}")),
            1,
            "the first line stays"
        );

        // A year later both openings have borne the interest of one account.
        accounts::interest(&test.office, &test.clerk_at(2025, 7, 14), 2024, &mut |_| {}).unwrap();
        accounts_agree(&test);
        let rate = i128::from(test.number("SELECT rate FROM interest_run WHERE kind = 1"));
        let held = i128::from(12_000_000 * 12 - part.get() * (9 + 8));
        let interest = (held * rate + 6_000_000_000) / 12_000_000_000;
        let of =
            |person: PartyId, what: &str| {
                i128::from(test.number(&format!(
                    "SELECT {what} FROM account_year WHERE year = 2024 AND person = {person}"
                )))
            };
        assert_eq!((of(right, "interest"), of(wang, "interest"), of(wang, "closing")), (interest, 0, 0));
        let shown = store.read(|tx| accounts::statement(tx, right, 2024)).unwrap();
        assert_eq!(i128::from(shown[0].year.closing.get()), of(right, "closing"));
    });
}

#[test]
fn what_would_be_lost_stops_a_merge() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let one = person(&test, date(1964, 3, 10), 1, "622202000000001");
        history(&test, one, 200_404, 240, 600_000, 10_000_000);
        let other = person(&test, date(1964, 3, 10), 2, "622202000000002");
        // What has changed since it was asked stops the agreement half-way, and it goes on waiting.
        let asked = registry::merge(&test.office, &test.clerk_at(2024, 3, 24), one, other).unwrap();
        let claimed =
            pension::claim(&test.office, &test.clerk_at(2024, 3, 25), Claim { person: one, month: None });
        let late = approve(&test.office, &test.second.at(at(2024, 3, 25)), asked.id).unwrap_err();
        assert_eq!(late.code().id, "REG-0130");
        assert_eq!(test.number("SELECT count(*) FROM approval WHERE outcome = 'waiting'"), 2);
        business::refuse(&test.office, &test.second.at(at(2024, 3, 25)), asked.id, "先办申领").unwrap();
        assert_eq!(
            refused(&test, (2024, 3, 25), one, other),
            "REG-0130",
            "a claim waits for its second person"
        );
        agree(&test, (2024, 3, 26), claimed.unwrap().matter.id);
        let died = pension::Death { person: other, on: date(2024, 3, 1), heir: None };
        let matter = pension::death(&test.office, &test.clerk_at(2024, 3, 27), died).unwrap();
        agree(&test, (2024, 3, 27), matter.id);
        assert_eq!(refused(&test, (2024, 3, 28), one, other), "REG-0131", "one of them is dead");
        assert_eq!(test.number("SELECT count(*) FROM person_merge"), 0);
    });
}

/// Identities for people who were written as bare facts.
fn identified(test: &TestOffice, people: &[i64]) {
    let write = |tx: &mut Tx<'_>| {
        for &person in people {
            let digest = vec![u8::try_from(person).unwrap(); 32];
            tx.run(
                "INSERT INTO person_identity (person, matter, valid_from, document, number_sealed, number_digest,
                   number_masked, name, sex, birth, recorded_at)
                 VALUES ($1, 1, '2023-01-01', 1, $2, $2, '990100********001X', '某', 'F', '1985-01-01', 1)",
                params![person, digest],
            )?;
        }
        Ok(())
    };
    test.office.store.write(&test.clerk.act("fixture"), write).unwrap();
}

#[test]
fn bills_of_a_duplicate_are_owed_by_the_true_record_and_credited_to_it() {
    each_engine(|store| {
        let test = billed(store, 2);
        with_accounts(&test);
        test.sql(&[
            "INSERT INTO party (id, kind, region, since) VALUES (13, 1, '990100', 1), (22, 1, '990100', 1)",
        ]);
        identified(&test, &[11, 13, 21, 22]);
        let (flexible, employee) = (PartyId::new(22), PartyId::new(13));
        merge(&test, (2023, 9, 1), PartyId::new(21), flexible).unwrap();
        merge(&test, (2023, 9, 1), PartyId::new(11), employee).unwrap();

        let owed =
            store.read(|tx| collection::owed(tx, &test.office, day(2023, 9, 1), Some(flexible))).unwrap();
        assert_eq!(owed.len(), 4, "two months of pension and unemployment");
        assert!(owed.iter().all(|line| line.payer == flexible));
        let open: i64 = owed.iter().map(|line| (line.open + line.late_fee).get()).sum();
        // The agreement went along: the bills are debited.
        let (_, file) = out(&test, day(2023, 9, 1), 202308);
        assert_eq!(orders(&file).iter().filter(|order| order.account.number.ends_with("211")).count(), 2);
        paid(&test, Some(flexible), open, day(2023, 9, 1), "K1").unwrap();
        consistent(&test);
        assert!(balance(&test, flexible, 202309) > Fen::ZERO);
        let slips = store.read(|tx| collection::slips(tx, flexible, month(202307))).unwrap();
        assert_eq!((slips.len(), slips[0].payer), (1, flexible));

        // The unit pays later what was billed for its employee under the other number.
        let total = test.number("SELECT cast(sum(total) as bigint) FROM bill WHERE payer = 1");
        paid(&test, Some(PartyId::new(1)), total * 2, day(2023, 9, 2), "K2").unwrap();
        consistent(&test);
        assert_eq!(balance(&test, employee, 202309), Fen::from_yuan(1600));
        assert_eq!(test.number("SELECT count(*) FROM account WHERE person IN (11, 21)"), 0);

        // Nothing of it is billed again, and the next month is billed to the true record.
        let actor = test.clerk_at(2023, 9, 5);
        let settled =
            levy::difference(&test.office, &actor, month(202307), month(202309), None, Cause::Correction);
        assert_eq!(settled.unwrap().bills, []);
        levy::run(&test.office, &test.clerk_at(2023, 9, 24), month(202309), &mut |_| {}).unwrap();
        let bills = store.read(|tx| levy::facts::bills_of(tx, flexible)).unwrap();
        assert_eq!(bills.iter().map(|bill| bill.payer.get()).collect::<Vec<_>>(), [21, 21, 22]);
        let months = store.read(|tx| levy::facts::history(tx, employee)).unwrap();
        assert_eq!(months.iter().filter(|line| line.insurance == kernel::Insurance::Pension).count(), 3);
    });
}

//! Everybody at once agrees with what each subject says of one.

use business::everybody::everybody;
use business::{accounts, pension};
use kernel::{AccountKind, Fen};
use rules::Category;
use store::testing::each_engine;

use crate::accounts::month;
use crate::benefits::{history, person, retired};
use crate::office::TestOffice;

#[test]
fn everybody_is_what_the_subjects_say_of_each() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (pensioner, amount) = retired(&test);
        let worker = person(&test, jiff::civil::date(1985, 5, 20), 3, "622202000000003");
        history(&test, worker, 201_003, 150, 700_000, 4_000_000);
        let stranger = person(&test, jiff::civil::date(2001, 2, 3), 5, "622202000000005");
        let dead = person(&test, jiff::civil::date(1950, 2, 3), 7, "622202000000007");
        let gone = format!(
            "INSERT INTO person_status (person, matter, status, from_date, recorded_at, retracted_at)
             VALUES ({}, 1, 'dead', '2024-01-05', 1, 0)",
            dead.get()
        );
        test.sql(&[&gone]);
        let on = month(202_404);
        let all = store.read(|tx| everybody(tx, on)).unwrap();
        let people: Vec<_> = all.iter().map(|one| one.person).collect();
        assert_eq!(people, [pensioner, worker, stranger], "the dead are not among them");
        for one in &all {
            let balance =
                store.read(|tx| accounts::balance(tx, AccountKind::Pension, one.person, on)).unwrap();
            assert_eq!(one.account, balance);
            if one.sex == kernel::Sex::Male {
                let record = store.read(|tx| pension::record(tx, one.person, on)).unwrap();
                assert_eq!((&one.paid, one.deemed_months), (&record.paid, record.deemed_months));
            }
        }
        let [first, second, third] = all.as_slice() else { panic!("{all:?}") };
        let running = first.pension.unwrap();
        assert_eq!((running.amount, running.since), (amount, on));
        assert!(running.account_part > Fen::ZERO && running.account_part < amount);
        assert_eq!((second.insured, second.since), (Some(Category::Flexible), Some(month(201_003))));
        assert_eq!(second.paid.iter().map(|year| year.months).sum::<i64>(), 150);
        assert_eq!(second.last, Some((month(202_208), Fen::new(700_000))));
        assert_eq!((third.insured, third.pension, third.paid.len()), (None, None, 0));
        // A month earlier nothing was drawn yet.
        let before = store.read(|tx| everybody(tx, month(202_403))).unwrap();
        assert_eq!(before[0].pension, None);
    });
}

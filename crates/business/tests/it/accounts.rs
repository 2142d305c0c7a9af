//! Personal accounts: credit on receipt, yearly interest, statement, interruption.

use std::collections::BTreeMap;

use business::accounts::{self, NewAccount};
use business::fund;
use kernel::{AccountKind, BillId, FeeMonth, Fen, Fund, Insurance, PartyId, Result};
use ledger::{Account, Deposit, Event, Source};
use rules::NoTrace;
use store::Tx;
use store::testing::each_engine;

use crate::office::TestOffice;

pub fn month(yyyymm: i64) -> FeeMonth {
    FeeMonth::from_yyyymm(yyyymm).unwrap()
}

/// A bill of one month with one pension line a person: 8 % of the base to the account.
pub fn bill(test: &TestOffice, id: i64, yyyymm: i64, people: &[(i64, i64)]) {
    let account: i64 = people.iter().map(|(_, base)| base * 8 / 100).sum();
    let unit: i64 = people.iter().map(|(_, base)| base * 16 / 100).sum();
    let count = people.len();
    let mut sql = vec![
        format!(
            "INSERT INTO bill (id, run, matter, payer, month, kind, category, region, people, unit, person, total, due, late_from, issued_at)
             VALUES ({id}, 0, 1, 1, {yyyymm}, 'regular', 1, '990100', {count}, {unit}, {account}, {unit} + {account}, '2023-01-15', '2023-02-01', 1)"
        ),
        format!("INSERT INTO bill_line (bill, insurance, people, unit, person, account) VALUES ({id}, 110, {count}, {unit}, {account}, {account})"),
        format!("INSERT INTO receivable (bill, insurance, due, received, written_off) VALUES ({id}, 110, {unit} + {account}, {unit} + {account}, 0)"),
    ];
    for (person, base) in people {
        sql.push(format!(
            "INSERT INTO contribution (bill, person, insurance, month, base, unit, personal, account)
             VALUES ({id}, {person}, 110, {yyyymm}, {base}, {base} * 16 / 100, {base} * 8 / 100, {base} * 8 / 100)"
        ));
    }
    test.sql(&sql.iter().map(String::as_str).collect::<Vec<_>>());
}

/// What collection does when a bill line is complete: posts and credits.
pub fn receive(test: &TestOffice, id: i64, booked: i64) -> Fen {
    let booked = month(booked);
    let actor = test.clerk.at(kernel::Moment::china(booked.last_day(), 9, 0));
    test.office
        .store
        .write(&actor.act("collect"), |tx| {
            let credited = accounts::credit(tx, BillId::new(id), Insurance::Pension, booked)?;
            let event = Event::Received {
                into: Deposit::Fiscal,
                pooled: credited + credited,
                personal: credited,
                late_fee: Fen::ZERO,
                suspense: Fen::ZERO,
            };
            let source = Source { kind: "receipt", id };
            fund::post(tx, &actor, Fund::Pension, booked.last_day(), &event, source, "test")?;
            Ok(credited)
        })
        .unwrap()
}

/// The personal part of the pension fund's ledger.
pub fn personal_in_ledger(tx: &mut Tx<'_>) -> Result<Fen> {
    let codes = [Account::PersonalBalance, Account::ContributionsPersonal, Account::BenefitsPersonal];
    let list: Vec<String> = codes.iter().map(|account| account.code().to_string()).collect();
    let sql = format!(
        "SELECT cast(coalesce(-sum(amount), 0) as bigint) FROM posting WHERE fund = 1 AND account IN ({})",
        list.join(", ")
    );
    Ok(tx.row(&sql, store::params![], |row| row.get(0))?.unwrap_or(Fen::ZERO))
}

pub fn accounts_agree(test: &TestOffice) {
    let accounts = test.number(
        "SELECT cast(coalesce((SELECT sum(opening) FROM account WHERE kind = 1), 0)
                   + coalesce((SELECT sum(amount) FROM account_entry WHERE kind = 1), 0) as bigint)",
    );
    let ledger = test.office.store.read(personal_in_ledger).unwrap();
    assert_eq!(ledger, Fen::new(accounts), "the ledger's personal part is the sum of the accounts");
}

fn balance(test: &TestOffice, person: i64, on: i64) -> Fen {
    let read = |tx: &mut Tx<'_>| accounts::balance(tx, AccountKind::Pension, PartyId::new(person), month(on));
    test.office.store.read(read).unwrap()
}

#[test]
fn a_year_of_credits_bears_interest_month_by_month() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        // 400 yuan a month through 2019 at 7.61 %: 197.86 yuan of interest.
        for n in 1..=12 {
            bill(&test, 20_190_000_000_000 + n, 201_900 + n, &[(11, 500_000), (12, 0)]);
            assert_eq!(receive(&test, 20_190_000_000_000 + n, 201_900 + n), Fen::from_yuan(400));
        }
        accounts_agree(&test);
        let settle = |year, month| {
            accounts::interest(&test.office, &test.clerk_at(year, month, 10), 2019, &mut |_| {})
        };
        assert_eq!(settle(2019, 12).unwrap_err().code().id, "ACC-0102");
        assert_eq!(settle(2020, 3).unwrap_err().code().id, "ACC-0101");
        let settled = settle(2020, 7).unwrap();
        assert_eq!(settled.len(), 1);
        assert_eq!((settled[0].accounts, settled[0].interest), (1, Fen::new(19_786)));
        assert_eq!(settle(2020, 8).unwrap(), settled, "a second call changes nothing");
        assert_eq!(balance(&test, 11, 202007), Fen::new(499_786));
        assert_eq!(balance(&test, 11, 202006), Fen::new(480_000));
        accounts_agree(&test);
        let late = test.office.store.write(&test.clerk.act("x"), |tx| {
            accounts::credit(tx, BillId::new(20_190_000_000_001), Insurance::Pension, month(201912))
        });
        assert_eq!(late.unwrap_err().code().id, "ACC-0104");
        let skipped = accounts::interest(&test.office, &test.clerk_at(2022, 8, 1), 2021, &mut |_| {});
        assert_eq!(skipped.unwrap_err().code().id, "ACC-0103");
        // The next year's opening bears interest though nothing was paid in: 6.04 % of 4,997.86 yuan.
        let next = accounts::interest(&test.office, &test.clerk_at(2021, 7, 1), 2020, &mut |_| {}).unwrap();
        assert_eq!(next[0].interest, Fen::new(30_187));
        accounts_agree(&test);
        let statement = store.read(|tx| accounts::statement(tx, PartyId::new(11), 2020)).unwrap().remove(0);
        assert_eq!((statement.year.opening, statement.year.closing), (Fen::new(499_786), Fen::new(529_973)));
        assert_eq!(statement.growth.len(), 2);
        assert_eq!(statement.growth[1].principal, Fen::from_yuan(4800));
        let first = store.read(|tx| accounts::statement(tx, PartyId::new(11), 2019)).unwrap().remove(0);
        assert_eq!((first.year.credits.len(), first.year.interest), (12, Fen::new(19_786)));
        assert_eq!(first.year.rate, kernel::Rate::parse("0.0761"));
    });
}

#[test]
fn a_reversed_receipt_takes_its_credit_back() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        bill(&test, 1, 202401, &[(11, 1_000_000)]);
        receive(&test, 1, 202401);
        let back = |booked| {
            let take =
                |tx: &mut Tx<'_>| accounts::take_back(tx, BillId::new(1), Insurance::Pension, month(booked));
            test.office.store.write(&test.clerk.act("reverse"), take).unwrap()
        };
        assert_eq!(back(202401), Fen::new(80_000));
        assert_eq!(balance(&test, 11, 202401), Fen::ZERO);
        receive(&test, 1, 202402);
        assert_eq!(balance(&test, 11, 202402), Fen::new(80_000));
        back(202403);
        assert_eq!(balance(&test, 11, 202403), Fen::ZERO);
    });
}

#[test]
fn an_account_brought_in_goes_on_where_it_stood() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let new = NewAccount {
            kind: AccountKind::Pension,
            person: PartyId::new(11),
            opened: month(199_810),
            opening: Fen::from_yuan(100_000),
            opening_year: 2022,
        };
        let open = |accounts: &[NewAccount]| {
            test.office.store.write(&test.clerk.act("take-over"), |tx| accounts::open_with(tx, accounts))
        };
        assert_eq!(open(&[new]).unwrap(), Fen::from_yuan(100_000));
        assert_eq!(open(&[new]).unwrap_err().code().id, "ACC-0106");
        bill(&test, 1, 202307, &[(11, 1_000_000)]);
        receive(&test, 1, 202307);
        // Half a year of interest on 800 yuan, a whole one on 100,000: at 3.97 %; before it is out at the latest, 6.12 %.
        let value = |through: i64, known: (i16, i8)| {
            let date = jiff::civil::date(known.0, known.1, 15);
            let law = test.office.law.in_force("990100", Some(date)).unwrap();
            let key = (AccountKind::Pension, PartyId::new(11));
            let facts = store.read(|tx| accounts::facts(tx, key, month(through), month(202412))).unwrap();
            facts.unwrap().value(&mut NoTrace, &law).unwrap()
        };
        let before = value(202312, (2024, 3));
        assert!(before.provisional);
        assert_eq!(before.interest, Fen::new(612_000 + 2_448));
        let after = value(202312, (2024, 7));
        assert_eq!((after.provisional, after.interest), (false, Fen::new(397_000 + 1_588)));
        let settled =
            accounts::interest(&test.office, &test.clerk_at(2024, 7, 15), 2023, &mut |_| {}).unwrap();
        assert_eq!(settled[0].interest, after.interest);
        assert_eq!(value(202312, (2024, 7)).total, after.total);
        assert_eq!(value(202312, (2024, 7)).interest, Fen::ZERO);
    });
}

#[test]
fn more_than_there_is_cannot_be_paid_out() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        bill(&test, 1, 202401, &[(11, 1_000_000)]);
        receive(&test, 1, 202401);
        let pay = |fen: i64| {
            let parts = BTreeMap::from([((PartyId::new(11), month(202402)), Fen::new(fen))]);
            test.office.store.write(&test.clerk.act("pay"), |tx| {
                accounts::pay_out(tx, AccountKind::Pension, month(202402), 1, &parts)
            })
        };
        let refused = pay(80_001).unwrap_err();
        assert_eq!(refused.code().id, "ACC-0105", "{refused}");
        pay(50_000).unwrap();
        assert_eq!(pay(50_000).unwrap_err().code().id, "ACC-0105");
        assert_eq!(balance(&test, 11, 202402), Fen::new(30_000));
        pay(-50_000).unwrap();
        assert_eq!(balance(&test, 11, 202402), Fen::new(80_000));
    });
}

#[test]
fn an_interrupted_settlement_ends_as_an_uninterrupted_one() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        bill(&test, 1, 202301, &[(11, 1_000_000), (12, 800_000)]);
        receive(&test, 1, 202301);
        let settle =
            || accounts::interest(&test.office, &test.clerk_at(2024, 7, 10), 2023, &mut |_| {}).unwrap();
        let whole = settle();
        // As if the process had died after the run was begun.
        test.sql(&[
            "DELETE FROM account_year",
            "DELETE FROM account_entry WHERE cause = 3",
            "DELETE FROM posting WHERE entry IN (SELECT id FROM entry WHERE event = 'account-interest')",
            "DELETE FROM entry WHERE event = 'account-interest'",
            "UPDATE interest_run SET state = 'running', last_person = 0, accounts = 0, interest = 0",
        ]);
        assert_eq!(settle(), whole);
        accounts_agree(&test);
        assert_eq!(settle(), whole);
        assert_eq!(test.number("SELECT count(*) FROM account_year"), 2);
    });
}

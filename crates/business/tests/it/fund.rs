//! The fund ledger as stored: booking, reversal, month end, year end, agreement with the bank.

use business::fund;
use kernel::{FeeMonth, Fen, Fund, Result};
use ledger::{Account, Deposit, Event, Source};
use store::testing::each_engine;

use crate::office::TestOffice;

const SOURCE: Source = Source { kind: "test", id: 1 };

fn month(yyyymm: i64) -> FeeMonth {
    FeeMonth::from_yyyymm(yyyymm).unwrap()
}

fn book(test: &TestOffice, day: (i16, i8, i8), fund: Fund, event: &Event) -> Result<kernel::EntryId> {
    let actor = test.clerk_at(day.0, day.1, day.2);
    test.office
        .store
        .write(&actor.act("test"), |tx| fund::post(tx, &actor, fund, actor.at.date(), event, SOURCE, "测试"))
}

fn received(yuan: i64, personal: i64) -> Event {
    let (pooled, personal) = (Fen::from_yuan(yuan), Fen::from_yuan(personal));
    Event::Received { into: Deposit::Income, pooled, personal, late_fee: Fen::ZERO, suspense: Fen::ZERO }
}

fn statement(test: &TestOffice, account: &str, day: &str, closing_yuan: i64) {
    let closing = closing_yuan * 100;
    test.sql(&[&format!(
        "INSERT INTO bank_statement (account, day, opening, closing, message, taken_at)
         VALUES ('{account}', '{day}', 0, {closing}, '{account}{day}', 1)"
    )]);
}

fn closed(test: &TestOffice, yyyymm: i64) -> Result<fund::Closed> {
    let month = month(yyyymm);
    fund::close_month(&test.office, &test.clerk.at(kernel::Moment::china(month.last_day(), 18, 0)), month)
}

#[test]
fn a_month_closes_only_in_agreement_with_the_bank() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        book(&test, (2023, 7, 20), Fund::Pension, &received(100, 50)).unwrap();
        book(&test, (2023, 7, 21), Fund::Injury, &received(5, 0)).unwrap();
        statement(&test, "fiscal", "2023-07-31", 150);
        let swept = |test: &TestOffice| {
            fund::sweep(&test.office, &test.clerk_at(2023, 7, 31), month(202307)).unwrap()
        };
        assert_eq!(
            closed(&test, 202307).unwrap_err().code().id,
            "FND-0105",
            "no statement of the income account"
        );
        assert_eq!(swept(&test).len(), 2);
        assert_eq!(swept(&test).len(), 0, "nothing is swept twice");
        assert_eq!(closed(&test, 202307).unwrap_err().code().id, "FND-0104", "the bank has five yuan less");
        test.sql(&["UPDATE bank_statement SET closing = 15500"]);
        let closing = closed(&test, 202307).unwrap();
        assert_eq!(closing.balances[0], (Fund::Pension, Fen::from_yuan(150)));
        assert!(!closing.year_closed);
        let late = book(&test, (2023, 7, 31), Fund::Pension, &received(1, 0));
        assert_eq!(late.unwrap_err().code().id, "FND-0101");
        assert_eq!(closed(&test, 202309).unwrap_err().code().id, "FND-0102");
        assert_eq!(closed(&test, 202307).unwrap_err().code().id, "FND-0101");
    });
}

#[test]
fn a_year_end_turns_income_into_balance_and_statements_still_add_up() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        book(&test, (2023, 12, 5), Fund::Pension, &received(100, 50)).unwrap();
        fund::sweep(&test.office, &test.clerk_at(2023, 12, 31), month(202312)).unwrap();
        statement(&test, "fiscal", "2023-12-31", 150);
        assert!(closed(&test, 202312).unwrap().year_closed);
        book(&test, (2024, 1, 5), Fund::Pension, &received(10, 0)).unwrap();
        let (december, january, trial) = store
            .read(|tx| {
                Ok((
                    fund::statement(tx, Fund::Pension, month(202312))?,
                    fund::statement(tx, Fund::Pension, month(202401))?,
                    fund::trial_balance(tx, Fund::Pension, month(202401))?,
                ))
            })
            .unwrap();
        assert!(december.is_balanced() && january.is_balanced() && trial.is_balanced());
        assert_eq!((december.total_income(), december.closing), (Fen::from_yuan(150), Fen::from_yuan(150)));
        assert_eq!((january.opening, january.total_income()), (Fen::from_yuan(150), Fen::from_yuan(10)));
        assert_eq!(trial.closing().get(Account::PersonalBalance), Fen::from_yuan(-50));
        let series = store.read(fund::series).unwrap();
        let figures: Vec<_> = series.iter().map(|f| (f.month.yyyymm(), f.income, f.balance)).collect();
        assert_eq!(
            figures,
            [
                (202312, Fen::from_yuan(150), Fen::from_yuan(150)),
                (202401, Fen::from_yuan(10), Fen::from_yuan(160))
            ]
        );
    });
}

#[test]
fn an_entry_is_undone_by_its_mirror_and_once() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let entry = book(&test, (2023, 7, 20), Fund::Pension, &received(100, 50)).unwrap();
        let actor = test.clerk_at(2023, 7, 22);
        let undo = || {
            store.write(&actor.act("test"), |tx| fund::reverse(tx, &actor, entry, actor.at.date(), "错账"))
        };
        undo().unwrap();
        assert_eq!(undo().unwrap_err().code().id, "FND-0109");
        assert_eq!(test.number("SELECT cast(sum(amount) as bigint) FROM posting WHERE account = 100100"), 0);
    });
}

#[test]
fn a_bank_statement_is_taken_once_and_must_continue_the_last() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let actor = test.clerk_at(2024, 1, 9);
        let number = |number: &str| bank::Account {
            number: number.into(),
            name: "支出户".into(),
            bank: String::new(),
        };
        let set = store
            .write(&actor.act("test"), |tx| fund::set_account(tx, Deposit::Expenditure, &number("9901")));
        set.unwrap();
        let file = |account: &str, day: i8, opening: i64, moved: i64| {
            let day = kernel::Date::new(2024, 1, day).unwrap();
            let (opening, moved) = (Fen::from_yuan(opening), Fen::from_yuan(moved));
            let head = bank::StatementHead {
                kind: bank::StatementKind::Day,
                message_id: format!("S{day}{opening}"),
                created: actor.at,
                account: account.into(),
                day,
                balances: Some((opening, opening + moved)),
            };
            let entry = bank::Entry {
                reference: format!("R{day}"),
                amount: moved,
                booked: day,
                kind: bank::EntryKind::CreditTransfer,
                end_to_end_id: Some("E1".into()),
                batch: None,
                returned: None,
                text: String::new(),
            };
            bank::write_statement(Vec::new(), &head, &[entry]).unwrap()
        };
        let take = |file: Vec<u8>| fund::take_bank_statement(&test.office, &actor, file.as_slice());
        let first = take(file("9901", 3, 100, -40)).unwrap();
        assert_eq!(
            (first.deposit, first.closing, first.known),
            (Deposit::Expenditure, Fen::from_yuan(60), false)
        );
        assert!(take(file("9901", 3, 100, -40)).unwrap().known, "the same file changes nothing");
        assert_eq!(take(file("9901", 5, 50, 1)).unwrap_err().code().id, "FND-0106", "one is missing between");
        assert_eq!(take(file("9902", 5, 60, 1)).unwrap_err().code().id, "FND-0108");
        assert_eq!(take(file("9901", 5, 60, 1)).unwrap().closing, Fen::from_yuan(61));
    });
}

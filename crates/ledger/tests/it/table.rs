//! The code books what docs/ledger.md says.

use std::collections::BTreeSet;

use kernel::{Fund, Insurance};
use ledger::{Account, Deposit, Event, Opening, Receivable, split};

use crate::{book, book_in, fen, one_of_each};

const DOCUMENT: &str = include_str!("../../../../docs/ledger.md");

/// The cells of the table rows below a heading.
fn rows(heading: &str) -> Vec<Vec<&'static str>> {
    let section = DOCUMENT.split("\n## ").find(|section| section.starts_with(heading)).unwrap();
    section
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"))
        .skip(1)
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

fn codes(cell: &str) -> BTreeSet<i64> {
    cell.split(|c: char| !c.is_ascii_digit())
        .filter(|word| word.len() == 6)
        .map(|word| word.parse().unwrap())
        .collect()
}

#[test]
fn the_accounts_are_those_of_the_document() {
    let written: Vec<String> = rows("Accounts").iter().map(|cells| cells.join("|")).collect();
    let coded: Vec<String> = Account::ALL
        .iter()
        .map(|account| {
            let class = account.class();
            let side = if class.is_debit() { "debit" } else { "credit" };
            format!("{}|{}|{}|{}|{side}", account.code(), account.zh(), account.en(), class.key())
        })
        .collect();
    assert_eq!(written, coded);
}

#[test]
fn every_event_books_what_the_document_says() {
    let rows = rows("Postings");
    let events = one_of_each();
    let written: Vec<_> = rows.iter().map(|cells| (cells[0].trim_matches('`'), cells[1])).collect();
    let coded: Vec<_> = events.iter().map(|event| (event.key(), event.zh())).collect();
    assert_eq!(written, coded);

    for (event, cells) in events.iter().zip(&rows) {
        if ["year-closed", "reversed"].contains(&event.key()) {
            continue; // In words; tested below and in `invariants`.
        }
        let entry = book(event).unwrap();
        let side = |debit: bool| -> BTreeSet<i64> {
            let lines = entry.postings().iter().filter(|posting| (posting.amount > fen(0)) == debit);
            lines.map(|posting| posting.account.code()).collect()
        };
        let stated = |cell: &str| match cell.starts_with("deposit") {
            true => BTreeSet::from([100_100]),
            false => codes(cell.split(" (").next().unwrap()),
        };
        assert_eq!(side(true), stated(cells[2]), "debit of {}", event.key());
        assert_eq!(side(false), stated(cells[3]), "credit of {}", event.key());
        assert_eq!(entry.event(), event.key());
    }
}

#[test]
fn what_cannot_be_booked_is_refused_with_its_reason() {
    let received = |into, pooled, personal| Event::Received {
        into,
        pooled: fen(pooled),
        personal: fen(personal),
        late_fee: fen(0),
        suspense: fen(0),
    };
    for (fund, event, code) in [
        (Fund::Pension, Event::Swept { amount: fen(0) }, "LED-0101"),
        (Fund::Pension, Event::Opening(Opening { fiscal: fen(5), ..Opening::default() }), "LED-0102"),
        (Fund::Pension, Event::Swept { amount: fen(-1) }, "LED-0103"),
        (Fund::Pension, received(Deposit::Income, -2, 1), "LED-0103"),
        (Fund::Pension, Event::BenefitPaid { pooled: fen(1), personal: fen(0), set_off: fen(2) }, "LED-0103"),
        (Fund::Unemployment, received(Deposit::Income, 1, 1), "LED-0104"),
        (Fund::Pension, received(Deposit::Expenditure, 1, 1), "LED-0105"),
    ] {
        assert_eq!(book_in(fund, &event).unwrap_err().code().id, code, "{event:?}");
    }
    let one_sided = Event::Reversed {
        entry: kernel::EntryId::new(1),
        postings: vec![ledger::Posting { account: Account::Claims, amount: fen(3) }],
    };
    assert_eq!(book(&one_sided).unwrap_err().zh(), "凭证借贷不平，相差-0.03元");
    for &insurance in Insurance::ALL {
        assert!(book_in(insurance.fund(), &received(Deposit::Fiscal, 100, 0)).is_ok());
    }
}

#[test]
fn a_year_closes_by_part() {
    let mut balances = ledger::Balances::default();
    for (account, amount) in [
        (Account::FiscalDeposit, 1_000),
        (Account::PooledBalance, -250),
        (Account::ContributionsPooled, -900),
        (Account::ContributionsPersonal, -300),
        (Account::BenefitsPooled, 400),
        (Account::BenefitsPersonal, 50),
    ] {
        balances.add(account, fen(amount));
    }
    let before = (balances.fund_balance(), balances.personal_balance());
    let entry = book(&Event::YearClosed { balances: balances.clone() }).unwrap();
    balances.apply(entry.postings());
    let left: Vec<_> = balances.iter().collect();
    assert_eq!(
        left,
        [
            (Account::FiscalDeposit, fen(1_000)),
            (Account::PooledBalance, fen(-750)),
            (Account::PersonalBalance, fen(-250))
        ]
    );
    assert_eq!((balances.fund_balance(), balances.personal_balance()), before);
    assert_eq!(
        book(&Event::YearClosed { balances }).unwrap_err().code().id,
        "LED-0101",
        "nothing is left to close"
    );
}

#[test]
fn a_receivable_takes_what_is_open_and_gives_the_rest_back() {
    let line = Receivable { due: fen(100), ..Receivable::default() };
    let (line, rest) = line.receive(fen(70));
    assert_eq!((line.open(), rest), (fen(30), fen(0)));
    assert_eq!(line.write_off(fen(31)).unwrap_err().code().id, "LED-0106");
    let line = line.write_off(fen(10)).unwrap();
    let (line, rest) = line.receive(fen(50));
    assert_eq!((line.open(), rest), (fen(0), fen(30)));
    assert_eq!(line.reverse(fen(91)).unwrap_err().code().id, "LED-0107");
    assert_eq!(line.reverse(fen(70)).unwrap().open(), fen(70));
    let refund = Receivable { due: fen(-40), ..Receivable::default() };
    assert_eq!(refund.receive(fen(5)), (refund, fen(5)));
}

#[test]
fn the_personal_part_comes_with_the_receipt_that_completes_the_line() {
    for (before, now, pooled, personal) in [
        (0, 100, 70, 30),
        (0, 50, 50, 0),
        (50, 50, 20, 30),
        (90, 10, -20, 30),
        (50, 20, 20, 0),
        (100, -50, -20, -30),
        (50, -50, -50, 0),
    ] {
        assert_eq!(
            split(fen(100), fen(30), fen(before), fen(now)),
            (fen(pooled), fen(personal)),
            "{before} {now}"
        );
    }
}

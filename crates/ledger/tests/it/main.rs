//! The ledger as its users see it: the posting table, the invariants, the statements.

#![allow(clippy::unwrap_used)] // A test may fail by panicking, its shared functions too.

mod invariants;
mod table;

use kernel::{Date, Fen, Fund};
use ledger::{Deposit, Entry, Event, Source, post};

fn book(event: &Event) -> kernel::Result<Entry> {
    book_in(Fund::Pension, event)
}

fn book_in(fund: Fund, event: &Event) -> kernel::Result<Entry> {
    post(fund, Date::constant(2024, 7, 31), event, Source { kind: "test", id: 1 }, "")
}

fn fen(amount: i64) -> Fen {
    Fen::new(amount)
}

fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

/// One of each event, all amounts different.
fn one_of_each() -> Vec<Event> {
    let (a, b, c, d) = (fen(1_000_003), fen(20_007), fen(311), fen(41));
    let mut balances = ledger::Balances::default();
    for (account, amount) in [
        (ledger::Account::FiscalDeposit, 700),
        (ledger::Account::ContributionsPooled, -900),
        (ledger::Account::ContributionsPersonal, -300),
        (ledger::Account::BenefitsPooled, 500),
    ] {
        balances.add(account, fen(amount));
    }
    let opening = ledger::Opening {
        income: a,
        fiscal: b,
        expenditure: c,
        claims: d,
        suspense: d,
        returned: c,
        pooled: b,
        personal: a,
    };
    let income = Deposit::Income;
    vec![
        Event::Opening(opening),
        Event::Received { into: income, pooled: a, personal: b, late_fee: c, suspense: d },
        Event::SuspenseApplied { pooled: a, personal: b, late_fee: c },
        Event::Reclassified { personal: b },
        Event::SuspenseRefunded { from: income, amount: a },
        Event::SuspenseGiven { from: income, amount: a },
        Event::SuspenseTaken { into: income, amount: a },
        Event::ContributionRefunded { from: income, pooled: a, personal: b, late_fee: c },
        Event::ContributionSuspended { pooled: a, personal: b },
        Event::BankInterest { at: income, amount: a },
        Event::AccountInterest { amount: a },
        Event::Swept { amount: a },
        Event::Allocated { amount: a },
        Event::BenefitPaid { pooled: a, personal: b, set_off: c },
        Event::BenefitReturned { amount: a },
        Event::BenefitRepaid { amount: a },
        Event::ReturnedCancelled { pooled: a, personal: b },
        Event::ClaimRaised { pooled: a, personal: b },
        Event::ClaimRecovered { into: income, amount: a },
        Event::ClaimWrittenOff { amount: a },
        Event::AccountInherited { amount: a },
        Event::PremiumPaid { amount: a },
        Event::TransferIn { into: income, pooled: a, personal: b },
        Event::TransferOut { pooled: a, personal: b },
        Event::SubsidyReceived { pooled: a, personal: b },
        Event::GrantReceived { amount: a },
        Event::PaidToAbove { amount: a },
        Event::OtherPaid { amount: a },
        Event::YearClosed { balances },
        Event::Reversed { entry: kernel::EntryId::new(7), postings: reversible() },
    ]
}

fn reversible() -> Vec<ledger::Posting> {
    book(&Event::Swept { amount: fen(55) }).unwrap().postings().to_vec()
}

//! Whatever happens, in whatever order, the ledger balances and the statement explains the bank.

use kernel::{Fen, Fund};
use ledger::{Account, Balances, Class, Deposit, Event, Posting, TrialBalance, statement};
use proptest::prelude::*;

use crate::{book, one_of_each, yuan};

fn deposit() -> impl Strategy<Value = Deposit> {
    prop_oneof![Just(Deposit::Income), Just(Deposit::Fiscal)]
}

/// Any event with any amounts; the opening and the close are tested apart.
fn event() -> impl Strategy<Value = Event> {
    let money = || (0i64..1_000_000_000).prop_map(Fen::new);
    (0usize..27, deposit(), money(), money(), money(), money(), any::<bool>()).prop_map(
        |(kind, at, a, b, c, d, flag)| match kind {
            0 => Event::Received { into: at, pooled: a, personal: b, late_fee: c, suspense: d },
            1 => Event::SuspenseApplied { pooled: a - b, personal: b, late_fee: c },
            2 => Event::Reclassified { personal: if flag { a } else { -a } },
            3 => Event::SuspenseRefunded { from: at, amount: a },
            4 => Event::SuspenseGiven { from: at, amount: a },
            5 => Event::SuspenseTaken { into: at, amount: a },
            6 => Event::ContributionRefunded { from: at, pooled: a, personal: b, late_fee: c },
            7 => Event::BankInterest { at, amount: a },
            8 => Event::AccountInterest { amount: a },
            9 => Event::Swept { amount: a },
            10 => Event::Allocated { amount: a },
            11 => Event::BenefitPaid { pooled: a, personal: b, set_off: a.min(c) },
            12 => Event::BenefitReturned { amount: a },
            13 => Event::BenefitRepaid { amount: a },
            14 => Event::ReturnedCancelled { pooled: a, personal: b },
            15 => Event::ClaimRaised { pooled: a, personal: b },
            16 => Event::ClaimRecovered { into: at, amount: a },
            17 => Event::ClaimWrittenOff { amount: a },
            18 => Event::AccountInherited { amount: a },
            19 => Event::TransferIn { into: at, pooled: a, personal: b },
            20 => Event::TransferOut { pooled: a, personal: b },
            21 => Event::SubsidyReceived { pooled: a, personal: b },
            22 => Event::GrantReceived { amount: a },
            23 => Event::PaidToAbove { amount: a },
            24 => Event::ContributionSuspended { pooled: a, personal: b },
            25 => Event::PremiumPaid { amount: a },
            _ => Event::OtherPaid { amount: a },
        },
    )
}

/// Books what can be booked. An amount of zero, or a line that would be negative, is refused and leaves nothing behind.
fn life(events: &[Event]) -> Vec<Vec<Posting>> {
    events.iter().filter_map(|event| book(event).ok()).map(|entry| entry.postings().to_vec()).collect()
}

proptest! {
    #[test]
    fn every_event_balances(event in event()) {
        if let Ok(entry) = book(&event) {
            let sum: Fen = entry.postings().iter().map(|posting| posting.amount).sum();
            prop_assert!(sum.is_zero(), "{:?}", entry);
            prop_assert!(entry.postings().iter().all(|posting| !posting.amount.is_zero()));
        }
    }

    #[test]
    fn any_life_is_explained_to_the_fen(
        earlier in prop::collection::vec(event(), 0..20),
        later in prop::collection::vec(event(), 0..40),
        close in any::<bool>(),
    ) {
        let mut opening = Balances::default();
        life(&earlier).iter().for_each(|postings| opening.apply(postings));
        if close && let Ok(entry) = book(&Event::YearClosed { balances: opening.clone() }) {
            opening.apply(entry.postings());
            prop_assert!(opening.iter().all(|(account, _)| !matches!(account.class(), Class::Income | Class::Expense)));
        }

        let entries = life(&later);
        let trial = TrialBalance::new(Fund::Pension, &opening, entries.concat());
        prop_assert!(trial.is_balanced());

        let closing = trial.closing();
        prop_assert_eq!(closing.bank() + closing.get(Account::Claims) - closing.liabilities(), closing.fund_balance());

        let statement = statement(&trial);
        prop_assert!(statement.is_balanced());
        prop_assert_eq!(statement.closing, closing.fund_balance());
        prop_assert_eq!(statement.opening, opening.fund_balance());

        // The bank's own view: only lines on deposits, counted apart.
        let moved: Fen = entries.concat().iter()
            .filter(|posting| Deposit::ALL.iter().any(|deposit| deposit.account() == posting.account))
            .map(|posting| posting.amount)
            .sum();
        prop_assert_eq!(opening.bank() + moved, closing.bank());
    }

    #[test]
    fn a_reversal_leaves_no_trace_in_the_balances(event in event()) {
        if let Ok(entry) = book(&event) {
            let id = kernel::EntryId::new(42);
            let undo = book(&Event::Reversed { entry: id, postings: entry.postings().to_vec() }).unwrap();
            prop_assert_eq!(undo.reverses(), Some(id));
            let mut balances = Balances::default();
            balances.apply(entry.postings());
            balances.apply(undo.postings());
            prop_assert_eq!(balances, Balances::default());
        }
    }
}

#[test]
fn a_month_reads_as_expected() {
    let mut opening = Balances::default();
    let taken_over = ledger::Opening {
        fiscal: yuan("1000.00"),
        suspense: yuan("10.00"),
        pooled: yuan("590.00"),
        personal: yuan("400.00"),
        ..ledger::Opening::default()
    };
    opening.apply(book(&Event::Opening(taken_over)).unwrap().postings());

    let month = [
        Event::Received {
            into: Deposit::Income,
            pooled: yuan("160.00"),
            personal: yuan("80.00"),
            late_fee: yuan("1.20"),
            suspense: yuan("5.00"),
        },
        Event::SuspenseApplied { pooled: yuan("10.00"), personal: Fen::ZERO, late_fee: Fen::ZERO },
        Event::Swept { amount: yuan("246.20") },
        Event::Allocated { amount: yuan("300.00") },
        Event::BenefitPaid { pooled: yuan("200.00"), personal: yuan("50.00"), set_off: Fen::ZERO },
        Event::BenefitReturned { amount: yuan("30.00") },
        Event::ClaimRaised { pooled: yuan("20.00"), personal: Fen::ZERO },
    ];
    let trial = TrialBalance::new(Fund::Pension, &opening, life(&month).concat());
    let closing = trial.closing();
    assert_eq!(closing.deposit(Deposit::Income), Fen::ZERO);
    assert_eq!(closing.deposit(Deposit::Fiscal), yuan("946.20"));
    assert_eq!(closing.deposit(Deposit::Expenditure), yuan("80.00"));
    assert_eq!(closing.liabilities(), yuan("35.00"));
    assert_eq!(closing.get(Account::Claims), yuan("20.00"));
    assert_eq!(closing.personal_balance(), yuan("430.00"));

    let statement = statement(&trial);
    assert_eq!(statement.total_income(), yuan("251.20"));
    assert_eq!(statement.total_expense(), yuan("230.00"));
    assert_eq!((statement.opening, statement.closing), (yuan("990.00"), yuan("1011.20")));
}

#[test]
fn codes_are_unique_and_one_of_each_event_can_be_booked() {
    assert!(ledger::codes::ALL.windows(2).all(|pair| pair[0].id < pair[1].id));
    for event in one_of_each() {
        assert!(book(&event).is_ok(), "{event:?}");
    }
}

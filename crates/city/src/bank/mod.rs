//! The city's bank: it holds the agency's three accounts, carries out the agency's orders against its customers'
//! accounts, and keeps its own book, so that its statements are a second opinion on the agency's ledger.
//!
//! It speaks ISO 20022 as any bank (`messages`). Not here: why a customer has no money ([`crate::purse`]).

mod messages;

pub use messages::Replies;

use std::collections::{BTreeMap, BTreeSet};

use ::bank::Order;
use kernel::{Date, Fen};
use ledger::Deposit;
use serde::{Deserialize, Serialize};

/// What is wrong with a customer's account for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// Closed: a credit is taken and comes back days later (AC04).
    Closed,
    /// No such number: refused at once (AC01).
    WrongNumber,
}

impl Trouble {
    /// The reason code of ISO 20022.
    pub fn code(self) -> &'static str {
        match self {
            Trouble::Closed => "AC04",
            Trouble::WrongNumber => "AC01",
        }
    }
}

/// What the bank did with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Booked under the bank's own reference.
    Booked(String),
    /// Not done, for the reason of that code.
    Refused(&'static str),
}

/// One line of the bank's book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The bank's reference.
    pub reference: String,
    /// `income`, `fiscal` or `expenditure`.
    pub account: String,
    /// The day.
    pub day: Date,
    /// In, or out if negative.
    pub amount: Fen,
    /// The orderer's reference.
    pub end_to_end: String,
    /// What it was.
    pub kind: Kind,
}

/// What a line of the bank's book is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A direct debit collected from a customer.
    Debit,
    /// Money a customer or the treasury sent.
    PaidIn,
    /// A credit to a customer.
    Credit,
    /// A credit that came back.
    Returned,
    /// Between two accounts of the agency.
    Transfer,
    /// Money there was before.
    Opening,
}

/// One account's day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Which account.
    pub deposit: Deposit,
    /// Which day.
    pub day: Date,
    /// Balance before.
    pub opening: Fen,
    /// What was booked.
    pub bookings: Vec<Booking>,
    /// Balance after.
    pub closing: Fen,
}

/// The bank. Its state can be kept and taken up again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    balances: BTreeMap<String, Fen>,
    stated: BTreeMap<String, Fen>,
    trouble: BTreeMap<String, Trouble>,
    book: Vec<Booking>,
    returning: Vec<Returning>,
    next: u64,
    messages: u64,
}

/// A credit that will come back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Returning {
    end_to_end: String,
    amount: Fen,
}

impl Bank {
    /// A bank that holds so much for the agency.
    pub fn open(day: Date, balances: &[(Deposit, Fen)]) -> Bank {
        let mut bank = Bank::default();
        for &(deposit, amount) in balances {
            bank.book(day, deposit, amount, "", Kind::Opening);
        }
        bank
    }

    /// A customer's account goes bad.
    pub fn spoil(&mut self, account: &str, trouble: Trouble) {
        self.trouble.insert(account.to_owned(), trouble);
    }

    /// A customer's account is good again.
    pub fn mend(&mut self, account: &str) {
        self.trouble.remove(account);
    }

    /// Collects from a customer for the income account; those named have too little money this time (AM04).
    pub fn debit(&mut self, day: Date, order: &Order, short: &BTreeSet<String>) -> Answer {
        match self.trouble.get(&order.account.number) {
            Some(trouble) => Answer::Refused(trouble.code()),
            None if short.contains(&order.account.number) => Answer::Refused("AM04"),
            None => Answer::Booked(self.book(
                day,
                Deposit::Income,
                order.amount,
                &order.end_to_end_id,
                Kind::Debit,
            )),
        }
    }

    /// Pays a customer out of the expenditure account. A wrong number is refused; a closed account takes the money and
    /// gives it back with [`Bank::returns`].
    pub fn credit(&mut self, day: Date, order: &Order) -> Answer {
        match self.trouble.get(&order.account.number) {
            Some(Trouble::WrongNumber) => return Answer::Refused(Trouble::WrongNumber.code()),
            Some(Trouble::Closed) => {
                let end_to_end = order.end_to_end_id.clone();
                self.returning.push(Returning { end_to_end, amount: order.amount });
            }
            None => {}
        }
        Answer::Booked(self.book(
            day,
            Deposit::Expenditure,
            -order.amount,
            &order.end_to_end_id,
            Kind::Credit,
        ))
    }

    /// The credits that come back on that day.
    pub fn returns(&mut self, day: Date) -> Vec<Booking> {
        let from = self.book.len();
        for order in std::mem::take(&mut self.returning) {
            self.book(day, Deposit::Expenditure, order.amount, &order.end_to_end, Kind::Returned);
        }
        self.book[from..].to_vec()
    }

    /// Somebody pays in.
    pub fn pay_in(&mut self, day: Date, to: Deposit, amount: Fen, end_to_end: &str) -> String {
        self.book(day, to, amount, end_to_end, Kind::PaidIn)
    }

    /// The agency pays somebody outside its payment files, such as a refund.
    pub fn pay_out(&mut self, day: Date, from: Deposit, amount: Fen, end_to_end: &str) {
        self.book(day, from, -amount, end_to_end, Kind::Credit);
    }

    /// The agency moves money between its accounts.
    pub fn transfer(&mut self, day: Date, from: Deposit, to: Deposit, amount: Fen, end_to_end: &str) {
        self.book(day, from, -amount, end_to_end, Kind::Transfer);
        self.book(day, to, amount, end_to_end, Kind::Transfer);
    }

    /// What an account holds.
    pub fn balance(&self, deposit: Deposit) -> Fen {
        self.balances.get(deposit.key()).copied().unwrap_or_default()
    }

    /// The statements of every day up to that one on which something was booked and not yet stated, by account and day.
    pub fn statements(&mut self, until: Date) -> Vec<Statement> {
        let (due, rest) =
            std::mem::take(&mut self.book).into_iter().partition::<Vec<_>, _>(|b| b.day <= until);
        self.book = rest;
        let mut days: BTreeMap<(Deposit, Date), Vec<Booking>> = BTreeMap::new();
        for booking in due {
            if let Some(deposit) = Deposit::from_key(&booking.account) {
                days.entry((deposit, booking.day)).or_default().push(booking);
            }
        }
        let mut state = |((deposit, day), bookings): ((Deposit, Date), Vec<Booking>)| {
            let stated = self.stated.entry(deposit.key().to_owned()).or_default();
            let opening = *stated;
            *stated += bookings.iter().map(|booking| booking.amount).sum();
            Statement { deposit, day, opening, bookings, closing: *stated }
        };
        days.into_iter().map(&mut state).collect()
    }

    fn book(&mut self, day: Date, deposit: Deposit, amount: Fen, end_to_end: &str, kind: Kind) -> String {
        self.next += 1;
        let reference = format!("JBYH{:012}", self.next);
        let account = deposit.key().to_owned();
        *self.balances.entry(account.clone()).or_default() += amount;
        let booking = Booking {
            reference: reference.clone(),
            account,
            day,
            amount,
            end_to_end: end_to_end.to_owned(),
            kind,
        };
        self.book.push(booking);
        reference
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, BTreeSet, Bank, Deposit, Order, Trouble};
    use kernel::{Date, Fen};

    fn day(n: i8) -> Date {
        Date::new(2024, 1, n).unwrap()
    }

    fn order(id: &str, number: &str, yuan: i64) -> Order {
        let account = ::bank::Account { number: number.into(), ..Default::default() };
        Order { end_to_end_id: id.into(), account, amount: Fen::from_yuan(yuan), ..Default::default() }
    }

    #[test]
    fn the_statements_tell_every_booking_once_and_end_at_the_balance() {
        let mut bank = Bank::open(day(1), &[(Deposit::Expenditure, Fen::from_yuan(1000))]);
        bank.spoil("closed", Trouble::Closed);
        bank.spoil("wrong", Trouble::WrongNumber);
        let short = BTreeSet::from(["short".to_owned()]);
        assert!(matches!(bank.debit(day(2), &order("a", "good", 70), &short), Answer::Booked(_)));
        assert_eq!(bank.debit(day(2), &order("b", "short", 70), &short), Answer::Refused("AM04"));
        assert!(matches!(bank.credit(day(3), &order("c", "closed", 300)), Answer::Booked(_)));
        assert_eq!(bank.credit(day(3), &order("d", "wrong", 300)), Answer::Refused("AC01"));
        let stated: Vec<_> =
            bank.statements(day(3)).iter().map(|s| (s.deposit, s.day, s.opening, s.closing)).collect();
        let yuan = Fen::from_yuan;
        assert_eq!(
            stated,
            [
                (Deposit::Income, day(2), yuan(0), yuan(70)),
                (Deposit::Expenditure, day(1), yuan(0), yuan(1000)),
                (Deposit::Expenditure, day(3), yuan(1000), yuan(700)),
            ]
        );
        let kept: Bank = serde_json::from_str(&serde_json::to_string(&bank).unwrap()).unwrap();
        assert_eq!(kept, bank);
        assert_eq!((bank.returns(day(5)).len(), bank.returns(day(6)).len()), (1, 0));
        bank.transfer(day(6), Deposit::Income, Deposit::Fiscal, yuan(70), "sweep");
        let last = bank.statements(day(31));
        for deposit in Deposit::ALL {
            let closing = last.iter().rfind(|statement| statement.deposit == deposit).map(|s| s.closing);
            assert_eq!(closing, Some(bank.balance(deposit)), "{deposit:?}");
        }
        assert!(bank.statements(day(31)).is_empty());
    }
}

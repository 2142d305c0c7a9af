//! The city's bank: it holds the agency's three accounts, carries out the agency's orders against its customers'
//! accounts, and keeps its own book, so that its statements are a second opinion on the agency's ledger.
//!
//! Not here: the form of the messages (`crate::bank::post`), why a customer has no money ([`crate::purse`]).

use std::collections::BTreeMap;

use kernel::{Date, Fen};
use ledger::Deposit;
use serde::{Deserialize, Serialize};

/// What is wrong with a customer's account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// Closed: a credit is taken and comes back days later (AC04).
    Closed,
    /// No such number: refused at once (AC01).
    WrongNumber,
    /// Not enough money for a debit (AM04).
    Short,
}

impl Trouble {
    /// The reason code of ISO 20022.
    pub fn code(self) -> &'static str {
        match self {
            Trouble::Closed => "AC04",
            Trouble::WrongNumber => "AC01",
            Trouble::Short => "AM04",
        }
    }
}

/// An order of the agency about one customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The agency's own reference.
    pub end_to_end: String,
    /// The customer's account.
    pub account: String,
    /// How much.
    pub amount: Fen,
}

/// What the bank did with an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Booked under the bank's own reference.
    Booked(String),
    /// Not done.
    Refused(Trouble),
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

/// A day's or a month's statement of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Which account.
    pub deposit: Deposit,
    /// Last day covered.
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

    /// Collects from a customer for the income account.
    pub fn debit(&mut self, day: Date, order: &Order) -> Answer {
        match self.trouble.get(&order.account) {
            Some(&trouble) => Answer::Refused(trouble),
            None => {
                Answer::Booked(self.book(day, Deposit::Income, order.amount, &order.end_to_end, Kind::Debit))
            }
        }
    }

    /// Pays a customer out of the expenditure account. A wrong number is refused; a closed account takes the money and
    /// gives it back with [`Bank::returns`].
    pub fn credit(&mut self, day: Date, order: &Order) -> Answer {
        match self.trouble.get(&order.account) {
            Some(&Trouble::WrongNumber) => return Answer::Refused(Trouble::WrongNumber),
            Some(Trouble::Closed) => {
                self.returning.push(Returning { end_to_end: order.end_to_end.clone(), amount: order.amount });
            }
            Some(Trouble::Short) | None => {}
        }
        Answer::Booked(self.book(day, Deposit::Expenditure, -order.amount, &order.end_to_end, Kind::Credit))
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

    /// The agency moves money between its accounts.
    pub fn transfer(&mut self, day: Date, from: Deposit, to: Deposit, amount: Fen, end_to_end: &str) {
        self.book(day, from, -amount, end_to_end, Kind::Transfer);
        self.book(day, to, amount, end_to_end, Kind::Transfer);
    }

    /// What an account holds.
    pub fn balance(&self, deposit: Deposit) -> Fen {
        self.balances.get(deposit.key()).copied().unwrap_or_default()
    }

    /// What was booked on an account since its last statement, up to that day.
    pub fn statement(&mut self, deposit: Deposit, day: Date) -> Statement {
        let wanted = |booking: &Booking| booking.account == deposit.key() && booking.day <= day;
        let (bookings, rest) = std::mem::take(&mut self.book).into_iter().partition::<Vec<_>, _>(wanted);
        self.book = rest;
        let opening = self.stated.get(deposit.key()).copied().unwrap_or_default();
        let closing = opening + bookings.iter().map(|booking| booking.amount).sum();
        self.stated.insert(deposit.key().to_owned(), closing);
        Statement { deposit, day, opening, bookings, closing }
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
    use super::{Answer, Bank, Deposit, Order, Trouble};
    use kernel::{Date, Fen};

    fn day(n: i8) -> Date {
        Date::new(2024, 1, n).unwrap()
    }

    fn order(end_to_end: &str, account: &str, yuan: i64) -> Order {
        Order { end_to_end: end_to_end.into(), account: account.into(), amount: Fen::from_yuan(yuan) }
    }

    #[test]
    fn the_statement_tells_every_booking_once_and_ends_at_the_balance() {
        let mut bank = Bank::open(day(1), &[(Deposit::Expenditure, Fen::from_yuan(1000))]);
        bank.spoil("short", Trouble::Short);
        bank.spoil("closed", Trouble::Closed);
        bank.spoil("wrong", Trouble::WrongNumber);
        assert!(matches!(bank.debit(day(2), &order("a", "good", 70)), Answer::Booked(_)));
        assert_eq!(bank.debit(day(2), &order("b", "short", 70)), Answer::Refused(Trouble::Short));
        assert!(matches!(bank.credit(day(3), &order("c", "closed", 300)), Answer::Booked(_)));
        assert_eq!(bank.credit(day(3), &order("d", "wrong", 300)), Answer::Refused(Trouble::WrongNumber));
        let first = bank.statement(Deposit::Expenditure, day(3));
        assert_eq!((first.opening, first.closing), (Fen::ZERO, Fen::from_yuan(700)));
        let kept: Bank = serde_json::from_str(&serde_json::to_string(&bank).unwrap()).unwrap();
        assert_eq!(kept, bank);
        bank.mend("closed");
        assert_eq!(bank.returns(day(5)).len(), 1);
        assert_eq!(bank.returns(day(6)).len(), 0);
        bank.transfer(day(6), Deposit::Income, Deposit::Fiscal, Fen::from_yuan(70), "sweep");
        let second = bank.statement(Deposit::Expenditure, day(31));
        assert_eq!((second.opening, second.closing), (Fen::from_yuan(700), Fen::from_yuan(1000)));
        for deposit in Deposit::ALL {
            bank.statement(deposit, day(31));
            assert_eq!(bank.statement(deposit, day(31)).closing, bank.balance(deposit));
        }
        assert!(bank.book.is_empty());
    }
}

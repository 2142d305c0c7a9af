//! The bank's messages: what it answers to order files, and the statements it sends.

use std::collections::BTreeSet;

use ::bank::{
    Direction, Entry, EntryKind, Incoming, Message, Order, Outcome, ReportHead, StatementHead, StatementKind,
    Status, read, write_report, write_statement,
};
use kernel::{Date, Moment, Result};

use super::{Answer, Bank, Booking, Kind, Statement};
use crate::codes;

/// What the bank sends back for an order file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replies {
    /// What became of each order (pain.002).
    pub report: Vec<u8>,
    /// The movements on the agency's account (camt.054).
    pub notification: Vec<u8>,
}

impl Bank {
    /// Carries out an order file (pain.001 or pain.008). Accounts named `short` have too little money for a debit.
    ///
    /// # Errors
    /// What reading the file finds wrong; then nothing is carried out.
    pub fn carry_out(&mut self, file: &[u8], short: &BTreeSet<String>, now: Moment) -> Result<Replies> {
        let Incoming::Orders(mut incoming) = read(file)? else {
            return Err(codes::NOT_ORDERS.problem());
        };
        let orders = incoming.by_ref().collect::<Result<Vec<Order>>>()?;
        let head = incoming.head;
        let (from, mut refused) = (self.book.len(), 0);
        let mut outcomes = Vec::with_capacity(orders.len());
        for order in &orders {
            let answer = match head.direction {
                Direction::Debit => self.debit(head.due, order, short),
                Direction::Credit => self.credit(head.due, order),
            };
            let (status, reason) = match answer {
                Answer::Booked(_) => (Status::Settled, None),
                Answer::Refused(code) => (Status::Rejected, Some(code.to_owned())),
            };
            refused += usize::from(reason.is_some());
            outcomes.push(Outcome {
                end_to_end_id: order.end_to_end_id.clone(),
                amount: Some(order.amount),
                status,
                reason,
            });
        }
        let original = match head.direction {
            Direction::Debit => Message::DirectDebits,
            Direction::Credit => Message::CreditTransfers,
        };
        let group = match refused {
            0 => Status::Settled,
            n if n == orders.len() => Status::Rejected,
            _ => Status::Partial,
        };
        let report = ReportHead {
            message_id: self.message("R"),
            created: now,
            original_message_id: head.message_id,
            original,
            total: Some(head.total),
            group: Some(group),
            reason: None,
        };
        let entries: Vec<Entry> = self.book[from..].iter().map(entry).collect();
        let notification = self.notify(&head.fund.number, head.due, now, &entries)?;
        Ok(Replies { report: write_report(Vec::new(), &report, &outcomes)?, notification })
    }

    /// The notification of credits that come back on a day (camt.054); none if none does.
    ///
    /// # Errors
    /// None that the bank's own book could cause.
    pub fn returned_file(&mut self, account: &str, day: Date, now: Moment) -> Result<Option<Vec<u8>>> {
        let entries: Vec<Entry> = self.returns(day).iter().map(entry).collect();
        if entries.is_empty() { Ok(None) } else { self.notify(account, day, now, &entries).map(Some) }
    }

    /// A statement as a file (camt.053).
    ///
    /// # Errors
    /// None that the bank's own book could cause.
    pub fn statement_file(&mut self, account: &str, statement: &Statement, now: Moment) -> Result<Vec<u8>> {
        let head = StatementHead {
            kind: StatementKind::Day,
            message_id: self.message("S"),
            created: now,
            account: account.to_owned(),
            day: statement.day,
            balances: Some((statement.opening, statement.closing)),
        };
        let entries: Vec<Entry> = statement.bookings.iter().map(entry).collect();
        write_statement(Vec::new(), &head, &entries)
    }

    fn notify(&mut self, account: &str, day: Date, created: Moment, entries: &[Entry]) -> Result<Vec<u8>> {
        let head = StatementHead {
            kind: StatementKind::Notification,
            message_id: self.message("N"),
            created,
            account: account.to_owned(),
            day,
            balances: None,
        };
        write_statement(Vec::new(), &head, entries)
    }

    fn message(&mut self, letter: &str) -> String {
        self.messages += 1;
        format!("JBYH-{letter}{:09}", self.messages)
    }
}

fn entry(booking: &Booking) -> Entry {
    let kind = match booking.kind {
        Kind::Debit => EntryKind::DirectDebit,
        Kind::Credit => EntryKind::CreditTransfer,
        Kind::Returned => EntryKind::TransferReturned,
        Kind::PaidIn => EntryKind::Received,
        Kind::Transfer | Kind::Opening => EntryKind::Other,
    };
    Entry {
        reference: booking.reference.clone(),
        amount: booking.amount,
        booked: booking.day,
        kind,
        end_to_end_id: (!booking.end_to_end.is_empty()).then(|| booking.end_to_end.clone()),
        batch: None,
        returned: (booking.kind == Kind::Returned).then(|| "AC04".to_owned()),
        text: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use ::bank::{Account, Direction, Incoming, Order, OrderHead, read, write_orders};
    use kernel::{Date, Fen, Moment};
    use ledger::Deposit;

    use crate::bank::Bank;

    #[test]
    fn an_order_file_is_answered_order_by_order() {
        let day = Date::new(2024, 3, 5).unwrap();
        let now = Moment::china(day, 17, 0);
        let account =
            |number: &str| Account { number: number.into(), name: "某人".into(), bank: String::new() };
        let head = OrderHead {
            direction: Direction::Debit,
            message_id: "D202403".into(),
            created: now,
            due: day,
            fund: account("agency"),
            count: 2,
            total: Fen::from_yuan(30),
        };
        let order = |id: &str, number: &str, yuan| Order {
            end_to_end_id: id.into(),
            amount: Fen::from_yuan(yuan),
            account: account(number),
            mandate: Some(("M1".into(), day)),
            purpose: String::new(),
        };
        let file =
            write_orders(Vec::new(), &head, [order("e1", "rich", 10), order("e2", "poor", 20)]).unwrap();
        let mut bank = Bank::default();
        let replies = bank.carry_out(&file, &BTreeSet::from(["poor".to_owned()]), now).unwrap();
        let Incoming::Report(report) = read(replies.report.as_slice()).unwrap() else { panic!("a report") };
        let reasons: Vec<_> = report.map(|outcome| outcome.unwrap().reason).collect();
        assert_eq!(reasons, [None, Some("AM04".to_owned())]);
        let Incoming::Statement(moved) = read(replies.notification.as_slice()).unwrap() else {
            panic!("movements")
        };
        let moved: Vec<_> = moved.map(|entry| entry.map(|e| (e.end_to_end_id, e.amount)).unwrap()).collect();
        assert_eq!(moved, [(Some("e1".to_owned()), Fen::from_yuan(10))]);
        assert_eq!(bank.balance(Deposit::Income), Fen::from_yuan(10));
        let statements = bank.statements(day);
        let file = bank.statement_file("agency", &statements[0], now).unwrap();
        let Incoming::Statement(statement) = read(file.as_slice()).unwrap() else { panic!("a statement") };
        assert_eq!(statement.head.balances, Some((Fen::ZERO, Fen::from_yuan(10))));
        assert_eq!(statement.map(Result::unwrap).count(), 1);
        assert!(bank.carry_out(b"<Document/>", &BTreeSet::new(), now).is_err());
    }
}

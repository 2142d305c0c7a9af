//! What was built is read back the same.

use std::time::Instant;

use bank::{Direction, Incoming, StatementKind, read, write_orders, write_report, write_statement};
use kernel::Result;
use proptest::prelude::*;

use crate::samples::{orders, report, statement};

#[test]
fn orders_come_back() {
    for direction in [Direction::Credit, Direction::Debit] {
        for count in [1, 3] {
            let (head, orders) = orders(direction, count);
            let file = write_orders(Vec::new(), &head, orders.clone()).unwrap();
            let Incoming::Orders(found) = read(&file[..]).unwrap() else { panic!("not orders") };
            assert_eq!(found.head, head);
            assert_eq!(found.collect::<Result<Vec<_>>>().unwrap(), orders);
        }
    }
}

#[test]
fn reports_come_back() {
    let (head, outcomes) = report();
    for outcomes in [outcomes, Vec::new()] {
        let file = write_report(Vec::new(), &head, &outcomes).unwrap();
        let Incoming::Report(found) = read(&file[..]).unwrap() else { panic!("not a report") };
        assert_eq!(found.head, head);
        assert_eq!(found.collect::<Result<Vec<_>>>().unwrap(), outcomes);
    }
}

#[test]
fn statements_come_back() {
    for kind in [StatementKind::Day, StatementKind::Notification] {
        let (head, entries) = statement(kind);
        let file = write_statement(Vec::new(), &head, &entries).unwrap();
        let Incoming::Statement(found) = read(&file[..]).unwrap() else { panic!("not a statement") };
        assert_eq!(found.head, head);
        assert_eq!(found.collect::<Result<Vec<_>>>().unwrap(), entries);
    }
    let (mut head, _) = statement(StatementKind::Day);
    head.balances = head.balances.map(|(opening, _)| (opening, opening));
    let file = write_statement(Vec::new(), &head, &[]).unwrap();
    let Incoming::Statement(found) = read(&file[..]).unwrap() else { panic!("not a statement") };
    assert_eq!(found.count(), 0, "a day without movements");
}

proptest! {
    #[test]
    fn names_come_back(name in "[\u{4e00}-\u{9fa5}𠮷A-Za-z&<>\"'·]{1,40}", purpose in "[!-~]{0,140}") {
        let (head, mut orders) = orders(Direction::Credit, 1);
        orders[0].account.name = name;
        orders[0].purpose = purpose;
        let file = write_orders(Vec::new(), &head, orders.clone()).unwrap();
        let Incoming::Orders(found) = read(&file[..]).unwrap() else { panic!("not orders") };
        prop_assert_eq!(found.collect::<Result<Vec<_>>>().unwrap(), orders);
    }
}

/// Not a measurement to pass or fail: it prints how long a large file takes.
#[test]
fn a_hundred_thousand_orders() {
    let (head, orders) = orders(Direction::Credit, 100_000);
    let start = Instant::now();
    let file = write_orders(Vec::new(), &head, orders).unwrap();
    let written = start.elapsed();
    let start = Instant::now();
    let Incoming::Orders(found) = read(&file[..]).unwrap() else { panic!("not orders") };
    assert_eq!(found.inspect(|order| assert!(order.is_ok())).count(), 100_000);
    println!("{} bytes, written in {written:.1?}, read in {:.1?}", file.len(), start.elapsed());
}

//! One message of each kind.

use bank::{
    Account, Direction, Entry, EntryKind, Message, Order, OrderHead, Outcome, ReportHead, StatementHead,
    StatementKind, Status,
};
use kernel::{Date, Fen, Moment};

pub const DAY: Date = Date::constant(2024, 7, 15);

pub fn moment() -> Moment {
    Moment::china(DAY, 9, 30)
}

pub fn account(name: &str) -> Account {
    Account { number: "6217000000000000019".into(), name: name.into(), bank: "102100099996".into() }
}

pub fn orders(direction: Direction, count: i64) -> (OrderHead, Vec<Order>) {
    let mandate = (direction == Direction::Debit).then(|| ("XY0001".to_owned(), DAY));
    let orders: Vec<Order> = (1..=count)
        .map(|n| Order {
            end_to_end_id: format!("E{n:08}"),
            amount: Fen::new(10_000 + n),
            account: account("张三 & <李四>"),
            mandate: mandate.clone(),
            purpose: if n % 2 == 0 { String::new() } else { "2024年7月养老金".into() },
        })
        .collect();
    let head = OrderHead {
        direction,
        message_id: "JB202407150001".into(),
        created: moment(),
        due: DAY,
        fund: account("金保市职工养老保险基金支出户"),
        count: u64::try_from(count).unwrap(),
        total: orders.iter().map(|order| order.amount).sum(),
    };
    (head, orders)
}

pub fn report() -> (ReportHead, Vec<Outcome>) {
    let outcome = |id: &str, status, reason: Option<&str>| Outcome {
        end_to_end_id: id.into(),
        amount: reason.is_none().then_some(Fen::new(12_345)),
        status,
        reason: reason.map(str::to_owned),
    };
    let outcomes = vec![
        outcome("E00000001", Status::Settled, None),
        outcome("E00000002", Status::Rejected, Some("AM04")),
        outcome("E00000003", Status::Rejected, Some("AC04")),
    ];
    let head = ReportHead {
        message_id: "BANK0001".into(),
        created: moment(),
        original_message_id: "JB202407150001".into(),
        original: Message::DirectDebits,
        total: Some(Fen::new(98_765)),
        group: Some(Status::Partial),
        reason: None,
    };
    (head, outcomes)
}

pub fn statement(kind: StatementKind) -> (StatementHead, Vec<Entry>) {
    let entry = |reference: &str, fen, kind| Entry {
        reference: reference.into(),
        amount: Fen::new(fen),
        booked: DAY,
        kind,
        end_to_end_id: None,
        batch: None,
        returned: None,
        text: String::new(),
    };
    let entries = vec![
        Entry { batch: Some("JB202407150001".into()), ..entry("1", 500_000, EntryKind::DirectDebit) },
        Entry { end_to_end_id: Some("E00000001".into()), ..entry("2", -10_001, EntryKind::CreditTransfer) },
        Entry {
            end_to_end_id: Some("E00000001".into()),
            returned: Some("AC04".into()),
            text: "退汇".into(),
            ..entry("3", 10_001, EntryKind::TransferReturned)
        },
        entry("4", 33, EntryKind::Interest),
    ];
    let balances = Some((Fen::new(-100), Fen::new(-100 + 500_000 + 33)));
    let head = StatementHead {
        kind,
        message_id: "ST20240715".into(),
        created: moment(),
        account: "6217000000000000019".into(),
        day: DAY,
        balances: if kind == StatementKind::Day { balances } else { None },
    };
    (head, entries)
}

/// All of them as files.
pub fn files() -> Vec<(Message, Vec<u8>)> {
    let (credit, credits) = orders(Direction::Credit, 3);
    let (debit, debits) = orders(Direction::Debit, 3);
    let (report, outcomes) = report();
    let (day, entries) = statement(StatementKind::Day);
    let (notice, _) = statement(StatementKind::Notification);
    vec![
        (Message::CreditTransfers, bank::write_orders(Vec::new(), &credit, credits).unwrap()),
        (Message::DirectDebits, bank::write_orders(Vec::new(), &debit, debits).unwrap()),
        (Message::Report, bank::write_report(Vec::new(), &report, &outcomes).unwrap()),
        (Message::Statement, bank::write_statement(Vec::new(), &day, &entries).unwrap()),
        (Message::Notification, bank::write_statement(Vec::new(), &notice, &entries).unwrap()),
    ]
}

//! Which messages there are, and reading one without knowing which it is.

use std::io::Read;

use kernel::{Moment, Result};

use crate::xml::{Node, Pull};
use crate::{Direction, Orders, Report, Statement, StatementKind, codes};

/// A message in the version agreed with the banks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    /// Credit transfers (代发), pain.001.001.09.
    CreditTransfers,
    /// What became of an order file, pain.002.001.10.
    Report,
    /// Direct debits (代扣), pain.008.001.08.
    DirectDebits,
    /// Statement of an account (对账单), camt.053.001.08.
    Statement,
    /// Notification of movements (到账通知), camt.054.001.08.
    Notification,
}

impl Message {
    /// All of them.
    pub const ALL: [Message; 5] = [
        Message::CreditTransfers,
        Message::Report,
        Message::DirectDebits,
        Message::Statement,
        Message::Notification,
    ];

    /// Its name with version.
    pub const fn name(self) -> &'static str {
        match self {
            Message::CreditTransfers => "pain.001.001.09",
            Message::Report => "pain.002.001.10",
            Message::DirectDebits => "pain.008.001.08",
            Message::Statement => "camt.053.001.08",
            Message::Notification => "camt.054.001.08",
        }
    }

    /// The element within `Document`.
    pub(crate) const fn root(self) -> &'static str {
        match self {
            Message::CreditTransfers => "CstmrCdtTrfInitn",
            Message::Report => "CstmrPmtStsRpt",
            Message::DirectDebits => "CstmrDrctDbtInitn",
            Message::Statement => "BkToCstmrStmt",
            Message::Notification => "BkToCstmrDbtCdtNtfctn",
        }
    }

    /// From the name in a namespace. Another version of a known message is refused as such.
    fn named(name: &str) -> Result<Message> {
        if let Some(message) = Message::ALL.into_iter().find(|message| message.name() == name) {
            return Ok(message);
        }
        match Message::ALL.into_iter().find(|message| name.starts_with(&message.name()[..9])) {
            Some(message) => Err(codes::WRONG_VERSION.with("found", name).with("expected", message.name())),
            None => Err(codes::NOT_A_MESSAGE.with("found", name)),
        }
    }
}

/// A message being read: its head is there, its items follow.
pub enum Incoming<R> {
    /// Credit transfers or direct debits.
    Orders(Orders<R>),
    /// What became of an order file.
    Report(Report<R>),
    /// A statement or notification.
    Statement(Statement<R>),
}

/// Reads whichever message it is, as far as its head.
pub fn read<R: Read>(reader: R) -> Result<Incoming<R>> {
    let (mut pull, name) = Pull::open(reader)?;
    let message = Message::named(&name)?;
    match pull.child()? {
        Some(root) if root == message.root() => {}
        other => return Err(codes::NOT_A_MESSAGE.with("found", other.unwrap_or_default())),
    }
    Ok(match message {
        Message::CreditTransfers => Incoming::Orders(Orders::read(pull, Direction::Credit)?),
        Message::DirectDebits => Incoming::Orders(Orders::read(pull, Direction::Debit)?),
        Message::Report => Incoming::Report(Report::read(pull)?),
        Message::Statement => Incoming::Statement(Statement::read(pull, StatementKind::Day)?),
        Message::Notification => Incoming::Statement(Statement::read(pull, StatementKind::Notification)?),
    })
}

/// Reads the group header, which comes first.
pub(crate) fn group_header<R: Read>(pull: &mut Pull<R>) -> Result<Node> {
    match pull.child()? {
        Some(name) if name == "GrpHdr" => pull.tree(&name),
        _ => Err(codes::MISSING.with("element", "GrpHdr")),
    }
}

/// The instant a message was made. Without an offset it is China's time.
pub(crate) fn created(header: &Node) -> Result<Moment> {
    let text = header.need("CreDtTm")?;
    let wrong = || codes::BAD_DATE.with("value", text);
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Ok(Moment::from_micros(instant.as_microsecond()));
    }
    let local: jiff::civil::DateTime = text.parse().map_err(|_| wrong())?;
    let seconds = i64::from(local.second()) * 1_000_000;
    Ok(Moment::china(local.date(), local.hour(), local.minute()).plus_micros(seconds))
}

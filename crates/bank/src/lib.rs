//! ISO 20022 payment messages: orders to the bank, its reports and statements back.
//!
//! Pure: bytes in, values out, and back. Both directions are here for every message, since a bank is simulated in the
//! demonstration and in tests. Files are read and written one transaction at a time.
//!
//! - [`OrderHead`] with [`Order`]s: credit transfers (代发, pain.001.001.09) and direct debits (代扣, pain.008.001.08).
//! - [`ReportHead`] with [`Outcome`]s: what became of an order file (pain.002.001.10).
//! - [`StatementHead`] with [`Entry`]s: an account's day (camt.053.001.08) or single movements (camt.054.001.08).
//!
//! Readers check counts and sums at the end of the file: take nothing for true before the last item has come.
//! Not here: which debt an order collects, when a file is sent, how it travels (`business`).

pub mod codes;
mod message;
mod orders;
mod reason;
mod report;
mod statement;
mod xml;
mod xml_out;

pub use message::{Incoming, Message, read};
pub use orders::{Account, Direction, Order, OrderHead, Orders, write_orders};
pub use reason::{REASONS, Reason, reason};
pub use report::{Outcome, Report, ReportHead, Status, write_report};
pub use statement::{Entry, EntryKind, Statement, StatementHead, StatementKind, write_statement};

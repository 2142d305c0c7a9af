//! The fund ledger (基金账): accounts, what each event debits and credits, trial balance and statement.
//!
//! Pure, and the only place where an [`Entry`] can come into being: [`post`] turns an [`Event`] into one, balanced by
//! construction. The posting table in words is `docs/ledger.md`; a test compares the two.
//! Not here: where entries are stored, who may book, what a bill is for (`business`).

mod account;
pub mod codes;
mod entry;
mod event;
mod memo;
mod statement;

pub use account::{Account, Class, Deposit, Part};
pub use entry::{Entry, Posting, Source, post};
pub use event::{Event, Opening, has_accounts};
pub use memo::{Receivable, split};
pub use statement::{Balances, Statement, StatementRow, TrialBalance, TrialRow, statement};

//! The fund ledger as stored (基金账): the only way to move money, month end, statements, the bank's own statements.
//!
//! Tables: entry, posting, fund_month, month_close, bank_statement, bank_entry. What an event debits and credits is
//! `ledger`'s; which event happened is for the subject that calls [`post`].

mod bank_statement;
mod codes;
mod month;
mod post;
pub mod services;
mod statements;

pub use bank_statement::{TakenStatement, account, agreement, set_account, take_bank_statement};
pub use month::{Closed, Transfer, allocate, close_month, last_closed, sweep};
pub use post::{entries_of, post, reverse};
pub use statements::{MonthFigures, series, statement, trial_balance};

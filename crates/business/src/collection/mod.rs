//! Collection (基金征集): debits out, results and receipts in, allocation, arrears, write-off.
//!
//! Tables: receivable, late_fee, agreement, debit_batch, debit, debit_answer, receipt, allocation, write_off. Whatever
//! arrives goes one way: [`receive`], a tax file or a bank's answer become receipts, `allocate` divides them among open
//! lines, and one `book` writes receipts, allocations, ledger entries, the lines' new state and the personal accounts.
//! Not here: what is due (`levy`), what an event debits and credits (`ledger`).

mod agreements;
mod allocate;
mod answers;
mod arrears;
mod book;
mod by_fund;
mod codes;
mod debits;
mod differences;
mod fees;
mod lines;
pub(crate) mod list;
mod receivables;
mod receive;
mod second;
pub mod services;
mod settled;
mod slips;
mod subsidies;
mod suspense;
mod tax_file;

pub(crate) use agreements::join;
pub use agreements::{Agree, Agreement, agree, agree_all, agreement, end_agreement};
pub use answers::{Answered, debits_in};
pub use arrears::{Arrear, Reminder, arrears, owed, reminders};
pub(crate) use by_fund::received_from_fund;
pub use debits::{Batch, debits_out, export_debits, last_batch};
pub use differences::settle_differences;
pub use receivables::open_receivables;
pub use receive::{Item, Payment, TaxReceipt, TaxTaken, Used, receive, tax_receipts};
pub(crate) use second::on_approved;
pub use second::{reverse, write_off};
pub use settled::{SettledMonth, settled_months};
pub use slips::{Slip, SlipLine, print_order, slips};
pub use subsidies::{subsidies_due, subsidies_received};
pub use suspense::{Kept, Refund, apply_suspense, assign, kept, refund};
pub use tax_file::tax_rows;

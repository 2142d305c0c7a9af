//! Collection (基金征集): debits out, results and receipts in, allocation, arrears, write-off.
//!
//! Tables: receivable, agreement, debit_batch, debit, receipt, allocation, write_off.

mod receivables;

pub use receivables::open_receivables;

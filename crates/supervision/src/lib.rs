//! `verify`: every invariant of the platform recomputed from its tables, by a path of its own.
//!
//! Start at [`verify`]. A check reads what is recorded, computes again what should stand there, and names each break
//! (差错) with its records. Each mass table is read once for all checks (`passes`), so that memory does not grow with the
//! city and a month takes little longer than reading it.
//! It shares the kernel's and the ledger's types with the code that wrote the records, and nothing else: of `rules` only
//! the figures, of `store` only the transaction.
//! Not here: repairing anything, and any code of `business`.

mod checks;
mod finder;
mod numbers;
mod passes;
mod report;
mod scales;
mod verify;

pub use report::{Break, Check, Line, Remark, Report};
pub use verify::{Options, Progress, check, verify};

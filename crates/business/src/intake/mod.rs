//! Files of rows (批量业务): check run, real run, failed rows, take-over from another system. Table: intake.
//!
//! Start at [`run`]: joiners, leavers and declared wages of one payer, from a file ([`read`]) or from memory. Rows are
//! decided by `registry`, a chunk at a time; each chunk commits by itself, and doing a row again changes nothing, so a
//! run that was killed is simply run again. Not here: cells and columns (`sheets`), who may join (`registry`).

mod chunk;
mod codes;
mod engine;
mod line;
mod read;
pub mod services;
pub mod takeover;

pub use engine::{Mode, Outcome, Task, open_month, run};
pub use line::{Given, Joiner, Kind, Leaver, Line, WageLine};
pub use read::{digest_of, read};

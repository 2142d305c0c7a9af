//! Files of rows (批量业务): check run, real run, failed rows, take-over from another system.
//!
//! Tables: intake; upload, upload_part, upload_problem, column_naming of files that units hand in ([`uploads`], [`batch`]).
//!
//! Start at [`run`]: joiners, leavers and declared wages of one payer, from a file ([`read`]) or from memory. Rows are
//! decided by `registry`, a chunk at a time; each chunk commits by itself, and doing a row again changes nothing, so a
//! run that was killed is simply run again. Not here: cells and columns (`sheets`), who may join (`registry`).

pub mod batch;
mod chunk;
pub mod codes;
mod engine;
mod line;
mod read;
pub mod services;
pub mod takeover;
pub mod uploads;

pub use engine::{Mode, Outcome, Task, Watch, open_month, run, watched};
pub use line::{Given, Joiner, Kind, Leaver, Line, WageLine};
pub use read::{digest_of, read};

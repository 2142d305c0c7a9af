//! The business floor on real databases of both engines.

#![allow(clippy::unwrap_used)] // A test may fail by panicking, its shared functions too.

mod accounts;
mod back_payment;
mod batches;
mod benefits;
mod certificates;
mod collection;
mod desk;
mod entitlements;
mod everybody;
mod fund;
mod intake;
mod levy;
mod materials;
mod merge;
mod office;
mod recompute;
mod registry;
mod registry_history;
mod replay;
mod sums;
mod takeover;
mod uses;

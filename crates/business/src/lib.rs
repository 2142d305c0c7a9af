//! The subjects of social insurance: who asks, what is decided, what changes.
//!
//! One folder a subject (see ARCHITECTURE.md). A use case is one plain function: it opens a matter, loads facts, decides
//! purely and writes everything in one transaction. Not here: HTTP, pages, PDF layout, the command line.

pub mod accounts;
mod approval;
pub mod benefits;
pub mod catalogue;
pub mod certificates;
pub mod collection;
pub mod desk;
pub mod enquiry;
pub mod everybody;
pub mod fund;
pub mod intake;
pub mod levy;
mod office;
pub mod overview;
pub mod payment;
pub mod pension;
pub mod recompute;
pub mod registry;
pub mod replay;

pub use approval::{approve, refuse};
pub use office::Office;

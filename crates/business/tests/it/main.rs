//! The business floor on real databases of both engines.

mod accounts;
mod benefits;
mod fund;
mod intake;
mod levy;
mod office;
mod registry;
mod registry_history;

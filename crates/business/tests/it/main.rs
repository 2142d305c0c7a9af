//! The business floor on real databases of both engines.

mod fund;
mod accounts;
mod levy;
mod office;

//! The business floor on real databases of both engines.

mod fund;
mod levy;
mod office;

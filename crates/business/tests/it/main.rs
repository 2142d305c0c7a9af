//! The business floor on real databases of both engines.

mod levy;
mod office;

//! The city from outside: the same seed, the same people, a life that holds together.

#![allow(clippy::unwrap_used)] // A test may fail by panicking, its shared functions too.

mod corruptions;
mod kills;
mod living;
mod script;

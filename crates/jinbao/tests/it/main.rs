//! The real binary, as a user meets it.

#![allow(clippy::unwrap_used, reason = "the steps of a test that several tests share")]

mod bad_input;
mod beside;
mod calc;
mod configuration;
mod floors;
mod help;
mod https;
mod law;
mod recompute;
mod replay;
mod run;
mod simulate;
mod take_over;
mod work;

//! A small town lives on, with and without reforms.

#![allow(clippy::unwrap_used, reason = "the steps of a test that several tests share")]

mod law;
mod one;
mod properties;
mod town;

//! The same suite on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, reason = "the steps of a test that several tests share")]

mod backup;
mod kill;
mod platform;
mod schema;
mod tls;
mod transactions;

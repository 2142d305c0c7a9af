//! The same suite on SQLite and PostgreSQL.

mod platform;
mod schema;
mod transactions;

//! The same suite on SQLite and PostgreSQL.

mod schema;
mod transactions;

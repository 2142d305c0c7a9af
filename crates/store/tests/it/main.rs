//! The same suite on SQLite and PostgreSQL.

mod transactions;

//! One synchronous interface over SQLite (the embedded default) and PostgreSQL 15 or later.
//!
//! Start at [`Store`]: [`Store::write`] is one transaction with its audit entry and outgoing messages,
//! [`Store::read`] one snapshot; both hand a [`Tx`] to a closure that runs on the caller's thread. Every query is
//! one SQL text with `$1` placeholders for both engines. There are three types of column: 64-bit integer, text and
//! bytes; [`ToValue`] and [`FromValue`] carry the kernel's types through them.
//!
//! Rules for SQL here and above: cast `sum(bigint)` with `cast(... as bigint)`, since PostgreSQL widens it; expect
//! no order without `order by`; name a conflict with `on conflict` instead of catching its failure, since a failed
//! statement spoils the write; and declare no constraint deferred, since a commit may carry several writers.
//!
//! Not here: what the tables of a subject mean (floor 3), and async (floors 4 and 5).

mod abort;
mod act;
mod backup;
mod bulk;
mod checksum;
pub mod codes;
mod jobs;
mod migrate;
mod pg;
mod pg_address;
mod pg_backup;
mod placeholder;
mod row;
mod seal;
mod sequence;
mod sqlite;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
mod trail;
mod tx;
mod value;
mod vault;

pub use abort::ABORT_VARIABLE;
pub use act::{Act, Audit, Outgoing};
pub use backup::{Manifest, Restored, check, restore};
pub use bulk::{Sink, Table};
pub use checksum::Checksum;
pub use jobs::{Job, Leased, Waiting};
pub use pg_address::Way;
pub use row::Row;
pub use sequence::{Receipt, Sequence};
pub use store::{Store, Target};
pub use tx::{Engine, Tx};
pub use value::{FromValue, ToValue, Value};
pub use vault::Vault;

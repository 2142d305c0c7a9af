//! The audit chain (审计链): entries are written in their transaction and chained in blocks afterwards, so that no hot
//! row holds up commits.
//!
//! A block has a number (from 1, without gaps), the first and last entry and how many there are, the hash of the
//! block before (32 zero bytes for the first) and its own: SHA-256 over
//!
//! ```text
//! previous hash (32 bytes) · no · first · last · entries          four numbers
//! then for each entry in the order of id:
//!   id · at · officer · channel · command · what · subject · detail
//! ```
//!
//! where a number is eight bytes, big end first; a text is the number of its bytes and then its UTF-8 bytes as
//! stored; and `subject` is one byte 0 where it is null, else one byte 1 and the number. Block n + 1 begins at the
//! first entry after the last of block n; a number without an entry between them (a write that failed) is no break.
//!
//! The setting [`LAST_BLOCK`] names the last block, `number hash`, so that a chain that was cut short at its end shows.

use kernel::Result;
use sha2::{Digest, Sha256};

use crate::act::Act;
use crate::codes;
use crate::params;
use crate::row::Row;
use crate::store::Store;
use crate::tx::{Engine, Tx};
use crate::value::Value;

/// The setting that names the last block.
const LAST_BLOCK: &str = "audit.last-block";
/// Entries of one block at most.
const BLOCK: i64 = 10_000;

impl Store {
    /// Chains the entries written so far and says how many blocks that made. Leaves no audit entry of its own.
    pub fn seal(&self, act: &Act) -> Result<u64> {
        let end = self.write(act, |tx| tx.quietly(settled_end))?;
        let mut blocks = 0;
        while self.write(act, |tx| tx.quietly(|tx| seal_block(tx, end)))? {
            blocks += 1;
        }
        Ok(blocks)
    }
}

/// The last entry below which none can still appear. On PostgreSQL numbers commit out of order, so we wait for the
/// writers that have already taken one; the lock is given back before any entry is read.
fn settled_end(tx: &mut Tx<'_>) -> Result<i64> {
    if tx.engine() == Engine::Postgres {
        tx.run("lock table audit in share mode", params![])?;
    }
    Ok(tx.row("select coalesce(max(id), 0) from audit", params![], |row| row.get(0))?.unwrap_or(0))
}

fn seal_block(tx: &mut Tx<'_>, end: i64) -> Result<bool> {
    let act = tx.act()?;
    tx.hold("audit_block", 0)?;
    let (no, sealed, previous) = tx
        .row("select no, last, hash from audit_block order by no desc limit 1", params![], |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?, row.get::<Vec<u8>>(2)?))
        })?
        .unwrap_or_else(|| (0, 0, vec![0; 32]));
    let extent = tx.row(
        "select min(id), max(id), count(*)
           from (select id from audit where id > $1 and id <= $2 order by id limit $3) as next",
        params![sealed, end, BLOCK],
        |row| Ok((row.get::<Option<i64>>(0)?, row.get::<Option<i64>>(1)?, row.get::<i64>(2)?)),
    )?;
    let Some((Some(first), Some(last), entries)) = extent else { return Ok(false) };
    // What was cut off must stay visible to verify: nothing is chained over it.
    let named = tx.setting(LAST_BLOCK)?;
    if named.is_some_and(|named| named != name_of(no, &previous)) {
        return Err(codes::CHAIN_CUT.with("block", no));
    }
    let mut hash = Sha256::new();
    hash.update(&previous);
    for number in [no + 1, first, last, entries] {
        hash.update(number.to_be_bytes());
    }
    tx.each(
        "select id, at, officer, channel, command, what, subject, detail
           from audit where id between $1 and $2 order by id",
        params![first, last],
        |row| add_entry(&mut hash, row),
    )?;
    let hash = hash.finalize().to_vec();
    tx.run(
        "insert into audit_block (no, first, last, entries, previous, hash, at) values ($1, $2, $3, $4, $5, $6, $7)",
        params![no + 1, first, last, entries, previous, hash, act.at],
    )?;
    tx.set(LAST_BLOCK, &name_of(no + 1, &hash))?;
    Ok(true)
}

/// A block as the setting names it.
fn name_of(no: i64, hash: &[u8]) -> String {
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{no} {digits}")
}

fn add_entry(hash: &mut Sha256, row: &Row<'_>) -> Result<()> {
    const SUBJECT: usize = 6;
    for column in 0..8 {
        if column == SUBJECT {
            hash.update([u8::from(row.get::<Option<i64>>(column)?.is_some())]);
        }
        match row.value(column)? {
            Value::Int(number) => hash.update(number.to_be_bytes()),
            Value::Text(text) => {
                hash.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                hash.update(text);
            }
            _ => {}
        }
    }
    Ok(())
}

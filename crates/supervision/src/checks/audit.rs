//! The audit chain, hashed again from the entries; every matter left an entry.
//!
//! The canonical bytes are those that `store` documents; the computation here is our own.

use kernel::Result;
use sha2::{Digest, Sha256};
use store::{Row, Value, params};

use crate::finder::{By, Finder, Unit, Wrong};

struct Block {
    no: i64,
    first: i64,
    last: i64,
    entries: i64,
    previous: Vec<u8>,
    hash: Vec<u8>,
}

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::All, "select count(*) from audit")?;
    let blocks = find.rows(
        "select no, first, last, entries, previous, hash from audit_block order by no",
        params![],
        |row| {
            Ok(Block {
                no: row.get(0)?,
                first: row.get(1)?,
                last: row.get(2)?,
                entries: row.get(3)?,
                previous: row.get(4)?,
                hash: row.get(5)?,
            })
        },
    )?;
    let (mut no, mut sealed, mut previous) = (0, 0, vec![0; 32]);
    for block in &blocks {
        if block.no != no + 1 {
            let wrong = Wrong("审计块编号不连续", "a block of the audit chain is missing");
            find.finds().add(wrong, format!("audit_block:{}", block.no), no + 1, block.no);
        }
        if block.previous != previous {
            let wrong = Wrong("审计块不衔接前一块", "a block does not follow the one before");
            find.finds().add(
                wrong,
                format!("audit_block:{}", block.no),
                hex(&previous),
                hex(&block.previous),
            );
        }
        contents(find, block, sealed)?;
        (no, sealed, previous) = (block.no, block.last, block.hash.clone());
    }
    backlog(find, sealed)?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("办件没有审计记录", "a matter left no audit entry"),
        "select 'matter:' || m.id, 'audit ' || m.service, null from matter m
         where not exists (select 1 from audit a where a.subject = m.id and a.what = m.service)",
    )
}

/// Hashes the entries after the last block up to this one's end: one that is missing, changed or put in between shows.
fn contents(find: &mut Finder<'_, '_>, block: &Block, sealed: i64) -> Result<()> {
    let mut hash = Sha256::new();
    hash.update(&block.previous);
    for number in [block.no, block.first, block.last, block.entries] {
        hash.update(number.to_be_bytes());
    }
    let mut entries = 0;
    find.each(
        "select id, at, officer, channel, command, what, subject, detail from audit
         where id > $1 and id <= $2 order by id",
        params![sealed, block.last],
        |_, row| {
            entries += 1;
            hash.update(entry(row)?);
            Ok(())
        },
    )?;
    let record = format!("audit_block:{} audit:{}–{}", block.no, block.first, block.last);
    if entries != block.entries {
        let wrong = Wrong("审计记录条数与审计块不符", "audit entries are missing or were added");
        find.finds().add(wrong, record.clone(), block.entries, entries);
    }
    let found = hash.finalize();
    if block.hash != found.as_slice() {
        let wrong = Wrong("审计记录与审计块散列不符", "audit entries were changed");
        find.finds().add(wrong, record, hex(&block.hash), hex(&found));
    }
    Ok(())
}

fn entry(row: &Row<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(256);
    for column in 0..8 {
        match row.value(column)? {
            Value::Null => bytes.push(0),
            Value::Int(number) => {
                if column == 6 {
                    bytes.push(1);
                }
                bytes.extend(number.to_be_bytes());
            }
            Value::Text(text) => {
                bytes.extend(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
                bytes.extend(text.as_bytes());
            }
            Value::Blob(_) | Value::Date(_) => {}
        }
    }
    Ok(bytes)
}

fn backlog(find: &mut Finder<'_, '_>, sealed: i64) -> Result<()> {
    let waiting =
        find.rows("select count(*) from audit where id > $1", params![sealed], |row| row.get::<i64>(0))?;
    let waiting = waiting.first().copied().unwrap_or(0);
    if waiting > 0 {
        find.finds().remark(
            format!("尚有 {waiting} 条审计记录未入链。"),
            format!("{waiting} audit entries are not yet chained."),
        );
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

//! The audit chain, hashed again from the entries and not cut short; every matter left an entry, and what it recorded stands
//! as it recorded it.
//!
//! The canonical bytes are those that `store` documents; the computation here is our own.

use kernel::Result;
use sha2::{Digest, Sha256};
use store::{Row, Value, params};

use super::instants;
use super::records::{self, Told};
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
    let mut told = Told::default();
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
        contents(find, block, sealed, &mut told)?;
        (no, sealed, previous) = (block.no, block.last, block.hash.clone());
    }
    cut_short(find, no, &previous)?;
    backlog(find, sealed, &mut told)?;
    records::check(find, &told)?;
    instants::check(find, &told)?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("办件没有审计记录，或与其不符", "a matter left no audit entry, or another one"),
        "select 'matter:' || m.id, 'audit ' || m.service, m.opened_by || ' ' || coalesce(m.subject, 0) from matter m
         where not exists (select 1 from audit a where a.subject = m.id and a.what = m.service and a.officer = m.opened_by
                           and a.detail = '{\"matter\":\"' || m.number || '\",\"party\":'
                                          || coalesce(cast(m.subject as text), 'null') || '}')",
    )
}

/// Hashes the entries after the last block up to this one's end: one that is missing, changed or put in between shows.
fn contents(find: &mut Finder<'_, '_>, block: &Block, sealed: i64, told: &mut Told) -> Result<()> {
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
            told.entry(row)
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

/// The platform names the last block beside the chain; a chain that an earlier edition made is named nowhere.
fn cut_short(find: &mut Finder<'_, '_>, no: i64, hash: &[u8]) -> Result<()> {
    let named = find.rows("select value from setting where key = 'audit.last-block'", params![], |row| {
        row.get::<String>(0)
    })?;
    let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    match named.first() {
        Some(named) if *named != format!("{no} {digits}") => {
            let wrong = Wrong(
                "审计链末尾与登记的末块不符",
                "the audit chain does not end with the block that is named last",
            );
            let short = |text: &str| text.chars().take(24).collect::<String>();
            find.finds().add(
                wrong,
                format!("audit_block:{no}"),
                short(named),
                short(&format!("{no} {digits}")),
            );
        }
        None if no > 0 => find.finds().remark(
            "审计链未登记末块，末尾被截断无法发现；下次入链即登记。".to_owned(),
            "The last block of the audit chain is not named; the next sealing will name it.".to_owned(),
        ),
        _ => {}
    }
    Ok(())
}

fn backlog(find: &mut Finder<'_, '_>, sealed: i64, told: &mut Told) -> Result<()> {
    let mut waiting = 0;
    find.each(
        "select id, at, officer, channel, command, what, subject, detail from audit where id > $1 order by id",
        params![sealed],
        |_, row| {
            waiting += 1;
            told.entry(row)
        },
    )?;
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

//! Booking: an event becomes a stored entry.

use kernel::{Date, EntryId, FeeMonth, Fund, Result};
use ledger::{Account, Event, Posting, Source};
use store::{Sequence, Tx, params};

use super::codes;
use crate::desk::Actor;

/// Books an event of a fund on a day. The only function that moves money.
pub fn post(
    tx: &mut Tx<'_>,
    actor: &Actor,
    fund: Fund,
    booked_on: Date,
    event: &Event,
    source: Source,
    note: &str,
) -> Result<EntryId> {
    let entry = ledger::post(fund, booked_on, event, source, note)?;
    must_be_open(tx, entry.month())?;
    let id = EntryId::new(tx.allot(Sequence::Entry, 1)?[0]);
    // An entry is told by its source; no single matter answers for it.
    tx.record(
        0,
        "entry",
        &[
            "id",
            "fund",
            "event",
            "booked_on",
            "month",
            "source",
            "source_id",
            "reverses",
            "note",
            "recorded_at",
            "by",
        ],
        params![
            id,
            fund,
            entry.event(),
            booked_on,
            entry.month(),
            source.kind,
            source.id,
            entry.reverses(),
            note,
            actor.at,
            actor.officer
        ],
    )?;
    for (line, posting) in (1i64..).zip(entry.postings()) {
        tx.run(
            "INSERT INTO posting (entry, line, fund, month, account, amount) VALUES ($1, $2, $3, $4, $5, $6)",
            params![id, line, fund, entry.month(), posting.account.code(), posting.amount],
        )?;
    }
    Ok(id)
}

/// Undoes an entry by its mirror, booked on another day.
pub fn reverse(tx: &mut Tx<'_>, actor: &Actor, entry: EntryId, on: Date, note: &str) -> Result<EntryId> {
    let undone =
        tx.row("SELECT 1 FROM entry WHERE reverses = $1", params![entry], |row| row.get::<i64>(0))?;
    let found = tx.row("SELECT fund, source, source_id FROM entry WHERE id = $1", params![entry], |row| {
        Ok((row.get::<Fund>(0)?, row.get::<i64>(2)?))
    })?;
    let (None, Some((fund, source_id))) = (undone, found) else {
        return Err(codes::REVERSED.with("entry", entry));
    };
    let postings = tx.rows(
        "SELECT account, amount FROM posting WHERE entry = $1 ORDER BY line",
        params![entry],
        |row| Ok((row.get::<i64>(0)?, row.get(1)?)),
    )?;
    let postings = postings
        .into_iter()
        .filter_map(|(code, amount)| Some(Posting { account: Account::from_code(code)?, amount }))
        .collect();
    let source = Source { kind: "reversal", id: source_id };
    post(tx, actor, fund, on, &Event::Reversed { entry, postings }, source, note)
}

/// The entries that a record caused, oldest first.
pub fn entries_of(tx: &mut Tx<'_>, source: Source) -> Result<Vec<EntryId>> {
    tx.rows(
        "SELECT id FROM entry WHERE source = $1 AND source_id = $2 ORDER BY id",
        params![source.kind, source.id],
        |row| row.get(0),
    )
}

fn must_be_open(tx: &mut Tx<'_>, month: FeeMonth) -> Result<()> {
    let closed =
        tx.row("SELECT 1 FROM month_close WHERE month >= $1", params![month], |row| row.get::<i64>(0))?;
    match closed {
        Some(_) => Err(codes::MONTH_CLOSED.with("month", month)),
        None => Ok(()),
    }
}

//! Awards and their amounts as stored.

use kernel::{FeeMonth, Fen, Fund, MatterId, Moment, PartyId, Result};
use serde::{Deserialize, Serialize};
use store::{Checksum, Sequence, Table, Tx, params};

use super::Benefit;
use crate::desk::Matter;

/// SQL list of the pensions: paid month by month to the end of a life.
pub(crate) const PENSIONS: &str = "('pension', 'resident-pension')";

/// A new award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NewAward {
    pub(crate) person: PartyId,
    pub(crate) benefit: Benefit,
    pub(crate) fund: Fund,
    pub(crate) from: FeeMonth,
    /// The only month of a lump sum; open for a pension.
    pub(crate) to: FeeMonth,
    pub(crate) amount: Fen,
    pub(crate) account_part: Fen,
    pub(crate) provisional: bool,
    /// What it pays in later months, where that is another amount.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) later: Vec<Span>,
}

/// So much a month from a month to a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Span {
    pub(crate) from: FeeMonth,
    pub(crate) to: FeeMonth,
    pub(crate) amount: Fen,
}

impl NewAward {
    /// One sum, due in a month.
    pub(crate) fn lump_sum(
        person: PartyId,
        benefit: Benefit,
        fund: Fund,
        month: FeeMonth,
        amount: Fen,
    ) -> NewAward {
        NewAward { to: month, ..NewAward::monthly(person, benefit, fund, month, amount) }
    }

    /// So much a month from a month on.
    pub(crate) fn monthly(
        person: PartyId,
        benefit: Benefit,
        fund: Fund,
        from: FeeMonth,
        amount: Fen,
    ) -> NewAward {
        let (to, account_part, provisional, later) = (FeeMonth::OPEN, Fen::ZERO, false, Vec::new());
        NewAward { person, benefit, fund, from, to, amount, account_part, provisional, later }
    }
}

/// What an award pays from a month to a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) award: i64,
    pub(crate) from: FeeMonth,
    pub(crate) to: FeeMonth,
    pub(crate) amount: Fen,
    pub(crate) account_part: Fen,
}

const AMOUNT: Table = Table {
    name: "award_amount",
    columns: &["award", "from_month", "matter", "to_month", "amount", "account_part", "cause", "recorded_at"],
};

pub(crate) fn grant(tx: &mut Tx<'_>, matter: &Matter, new: &NewAward) -> Result<i64> {
    let id = tx.allot_one(Sequence::Fact)?;
    tx.run(
        "INSERT INTO award (id, person, benefit, fund, from_month, provisional, matter, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, new.person, new.benefit.key(), new.fund, new.from, new.provisional, matter.id, matter.at],
    )?;
    tx.recorded_row(matter.id.get(), "award", params![id, new.person, new.benefit.key(), new.fund, new.from]);
    let first =
        Amount { award: id, from: new.from, to: new.to, amount: new.amount, account_part: new.account_part };
    let later = new.later.iter().map(|span| {
        let Span { from, to, amount } = *span;
        Amount { award: id, from, to, amount, account_part: Fen::ZERO }
    });
    let all: Vec<Amount> = std::iter::once(first).chain(later).collect();
    insert(tx, matter.id, matter.at, "award", &all)?;
    Ok(id)
}

/// Takes back what all awards of a kind that began by a month pay from it on; the caller says what they pay instead.
pub(crate) fn retract(tx: &mut Tx<'_>, benefit: Benefit, since: FeeMonth, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE award_amount SET retracted_at = $2
         WHERE retracted_at = 0 AND to_month >= $1
           AND award IN (SELECT id FROM award WHERE benefit = $3 AND from_month <= $1)",
        params![since, at, benefit.key()],
    )?;
    Ok(())
}

/// A provisional award is final.
pub(crate) fn make_final(tx: &mut Tx<'_>, award: i64) -> Result<()> {
    tx.run("UPDATE award SET provisional = 0 WHERE id = $1", params![award])?;
    Ok(())
}

pub(crate) fn insert(
    tx: &mut Tx<'_>,
    matter: MatterId,
    at: Moment,
    cause: &str,
    amounts: &[Amount],
) -> Result<()> {
    let mut checksum = Checksum::default();
    tx.bulk(&AMOUNT, |sink| {
        for new in amounts {
            let cells = params![new.award, new.from, matter, new.to, new.amount, new.account_part, cause, at];
            checksum.add(cells);
            sink.row(cells)?;
        }
        Ok(())
    })?;
    tx.recorded(matter.get(), AMOUNT.name, checksum);
    Ok(())
}

/// What is believed about an award, by month.
pub(crate) fn amounts(tx: &mut Tx<'_>, award: i64) -> Result<Vec<Amount>> {
    tx.rows(
        "SELECT award, from_month, to_month, amount, account_part FROM award_amount
         WHERE award = $1 AND retracted_at = 0 ORDER BY from_month",
        params![award],
        |row| {
            Ok(Amount {
                award: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                amount: row.get(3)?,
                account_part: row.get(4)?,
            })
        },
    )
}

/// Puts other amounts in the place of those of an award that reach to a month or beyond.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    matter: &Matter,
    at: Moment,
    cause: &str,
    (award, since): (i64, FeeMonth),
    with: &[Amount],
) -> Result<()> {
    tx.run(
        "UPDATE award_amount SET retracted_at = $3 WHERE award = $1 AND to_month >= $2 AND retracted_at = 0",
        params![award, since, at],
    )?;
    insert(tx, matter.id, at, cause, with)
}

/// Puts other amounts in the place of those of an award from a month on; what it paid before that month stays.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    matter: &Matter,
    at: Moment,
    cause: &str,
    (award, since): (i64, FeeMonth),
    from_then_on: &[Amount],
) -> Result<()> {
    let before = amounts(tx, award)?;
    let kept = before.iter().filter(|row| row.from < since && row.to >= since);
    let mut with: Vec<Amount> = kept.map(|row| Amount { to: since.previous(), ..*row }).collect();
    with.extend_from_slice(from_then_on);
    replace(tx, matter, at, cause, (award, since), &with)
}

/// Ends a pension with a month: nothing is due after it.
pub(crate) fn stop(tx: &mut Tx<'_>, matter: &Matter, at: Moment, award: i64, last: FeeMonth) -> Result<()> {
    let kept: Vec<Amount> = amounts(tx, award)?
        .into_iter()
        .filter(|amount| amount.to > last && amount.from <= last)
        .map(|amount| Amount { to: last, ..amount })
        .collect();
    replace(tx, matter, at, "stop", (award, last.next()), &kept)
}

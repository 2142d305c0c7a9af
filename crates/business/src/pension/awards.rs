//! Awards and their amounts as stored.

use kernel::{FeeMonth, Fen, Fund, MatterId, Moment, PartyId, Result};
use serde::{Deserialize, Serialize};
use store::{Checksum, Sequence, Table, Tx, params};

use super::codes;
use crate::desk::Matter;

/// The pension of an employee or flexible worker, from their own contributions.
pub(crate) const PENSION: &str = "pension";
/// The pension of a resident (城乡居民养老待遇).
pub(crate) const RESIDENT_PENSION: &str = "resident-pension";
/// SQL list of both: paid month by month to the end of a life.
pub(crate) const PENSIONS: &str = "('pension', 'resident-pension')";

/// A new award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct NewAward {
    pub(super) person: PartyId,
    pub(super) benefit: String,
    pub(super) fund: Fund,
    pub(super) from: FeeMonth,
    /// The only month of a lump sum; open for a pension.
    pub(super) to: FeeMonth,
    pub(super) amount: Fen,
    pub(super) account_part: Fen,
    pub(super) provisional: bool,
}

/// What an award pays from a month to a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) award: i64,
    pub(super) from: FeeMonth,
    pub(super) to: FeeMonth,
    pub(super) amount: Fen,
    pub(super) account_part: Fen,
}

const AMOUNT: Table = Table {
    name: "award_amount",
    columns: &["award", "from_month", "matter", "to_month", "amount", "account_part", "cause", "recorded_at"],
};

pub(super) fn grant(tx: &mut Tx<'_>, matter: &Matter, new: &NewAward) -> Result<i64> {
    let id = tx.allot_one(Sequence::Fact)?;
    tx.run(
        "INSERT INTO award (id, person, benefit, fund, from_month, provisional, matter, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![id, new.person, new.benefit, new.fund, new.from, new.provisional, matter.id, matter.at],
    )?;
    let mut checksum = Checksum::default();
    checksum.add(params![id, new.person, new.benefit, new.fund, new.from]);
    tx.recorded(matter.id.get(), "award", checksum);
    let amount =
        Amount { award: id, from: new.from, to: new.to, amount: new.amount, account_part: new.account_part };
    insert(tx, matter.id, matter.at, "award", &[amount])?;
    Ok(id)
}

pub(super) fn insert(
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
pub(super) fn amounts(tx: &mut Tx<'_>, award: i64) -> Result<Vec<Amount>> {
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
pub(super) fn replace(
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

/// Ends a pension with a month: nothing is due after it.
pub(super) fn stop(tx: &mut Tx<'_>, matter: &Matter, at: Moment, award: i64, last: FeeMonth) -> Result<()> {
    let kept: Vec<Amount> = amounts(tx, award)?
        .into_iter()
        .filter(|amount| amount.to > last && amount.from <= last)
        .map(|amount| Amount { to: last, ..amount })
        .collect();
    replace(tx, matter, at, "stop", (award, last.next()), &kept)
}

/// A pensioner who is paid already, brought in from another system (在发人员接收).
#[derive(Clone, Copy, Debug)]
pub struct TakenOver {
    /// Who.
    pub person: PartyId,
    /// A resident's pension, not an employee's.
    pub resident: bool,
    /// First month this node pays.
    pub from: FeeMonth,
    /// Monthly pension.
    pub amount: Fen,
    /// Part that the personal account carries.
    pub account_part: Fen,
    /// Contribution months at retirement, on which adjustments and grants depend.
    pub months: i64,
}

/// Takes over a pension in payment. The person's status is for the registry, the account for `accounts::open_with`.
pub fn take_over_award(tx: &mut Tx<'_>, matter: &Matter, taken: &TakenOver) -> Result<i64> {
    if taken.amount <= Fen::ZERO || taken.account_part.is_negative() || taken.account_part > taken.amount {
        return Err(codes::BAD_AWARD
            .with("person", taken.person)
            .with("amount", taken.amount)
            .with("part", taken.account_part));
    }
    let new = NewAward {
        person: taken.person,
        benefit: if taken.resident { RESIDENT_PENSION } else { PENSION }.to_owned(),
        fund: if taken.resident { Fund::ResidentPension } else { Fund::Pension },
        from: taken.from,
        to: FeeMonth::OPEN,
        amount: taken.amount,
        account_part: taken.account_part,
        provisional: false,
    };
    remember_months(tx, matter, taken.person, taken.months, taken.from)?;
    grant(tx, matter, &new)
}

/// Keeps the contribution months at retirement as a fact of the person.
pub(super) fn remember_months(
    tx: &mut Tx<'_>,
    matter: &Matter,
    person: PartyId,
    months: i64,
    from: FeeMonth,
) -> Result<()> {
    crate::registry::set_fact(tx, matter, person, MONTHS_FACT, &months.to_string(), from.first_day())
}

/// Contribution months at retirement.
pub(super) const MONTHS_FACT: &str = "pension.months";

//! Endings (停发): an award is due up to a month and no longer; what was paid for later months is claimed back.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use serde::{Deserialize, Serialize};
use store::{Tx, params};

use super::awards::stop;
use super::claims::{NewClaim, raise};
use super::codes;
use super::facts::MONTHS;
use crate::desk::{Actor, Matter};
use crate::{accounts, payment};

/// An award that ends with a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ending {
    pub(crate) award: i64,
    /// Whom it is paid to, who owes what was paid too long; after a death the estate.
    pub(crate) person: PartyId,
    pub(crate) fund: Fund,
    /// The last month due.
    pub(crate) last: FeeMonth,
    /// Paid for later months.
    pub(crate) overpaid: Fen,
    /// Part of that which a personal account had borne and gets back, by the month it was paid for.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) personal: BTreeMap<FeeMonth, Fen>,
}

/// What ending an award with a month comes to. Nothing is changed.
pub(crate) fn ending(tx: &mut Tx<'_>, award: i64, last: FeeMonth) -> Result<Ending> {
    let found = tx.row("SELECT person, fund FROM award WHERE id = $1", params![award], |row| {
        Ok((row.get::<PartyId>(0)?, row.get::<Fund>(1)?))
    })?;
    let (person, fund) = found.ok_or_else(|| codes::NO_AWARD.with("award", award))?;
    let mut personal: BTreeMap<FeeMonth, Fen> = BTreeMap::new();
    // The months of a pension are looked at one by one, since each gives its part of the account back; others as a whole, so
    // that arrears count too.
    let overpaid = match accounts::kind_in(fund) {
        Some(_) => {
            let late = payment::facts::paid_after(tx, award, last)?;
            for (month, _, part) in late.iter().filter(|(.., part)| !part.is_zero()) {
                *personal.entry(*month).or_default() += *part;
            }
            late.iter().map(|(_, amount, _)| *amount).sum()
        }
        None => (payment::facts::paid_in_all(tx, award)? - claimed(tx, award)? - due(tx, award, last)?)
            .max(Fen::ZERO),
    };
    Ok(Ending { award, person, fund, last, overpaid, personal })
}

fn claimed(tx: &mut Tx<'_>, award: i64) -> Result<Fen> {
    let sql = "SELECT cast(coalesce(sum(amount), 0) as bigint) FROM claim WHERE award = $1";
    Ok(tx.row(sql, params![award], |row| row.get(0))?.unwrap_or_default())
}

/// Due up to a month.
fn due(tx: &mut Tx<'_>, award: i64, last: FeeMonth) -> Result<Fen> {
    let sql = format!(
        "SELECT cast(coalesce(sum(x.amount * {MONTHS}), 0) as bigint) FROM award_amount x
         WHERE x.award = $2 AND x.retracted_at = 0 AND x.from_month <= $1"
    );
    Ok(tx.row(&sql, params![last, award], |row| row.get(0))?.unwrap_or_default())
}

/// Carries an ending out: nothing is due any more, what came back is not paid again, what was paid too long is claimed.
pub(crate) fn end(
    tx: &mut Tx<'_>,
    actor: &Actor,
    matter: &Matter,
    ending: &Ending,
    cause: &'static str,
) -> Result<()> {
    stop(tx, matter, actor.at, ending.award, ending.last)?;
    payment::cancel_returned(tx, actor, (ending.award, ending.person), ending.last)?;
    if ending.overpaid > Fen::ZERO {
        let claim = NewClaim {
            person: ending.person,
            award: ending.award,
            fund: ending.fund,
            amount: ending.overpaid,
            personal: ending.personal.clone(),
            cause,
        };
        raise(tx, actor, matter, &claim)?;
    }
    Ok(())
}

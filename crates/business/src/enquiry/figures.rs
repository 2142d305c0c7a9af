//! Why a figure is what it is: a person's awards with their decisions, and the lines of a month's contributions.

use kernel::{FeeMonth, PartyId, Result};

use super::{AWARDS, CONTRIBUTIONS, look};
use crate::Office;
use crate::desk::{Actor, Role};
use crate::levy::{self, Why};
use crate::pension::{Sheet, sheets};
use crate::registry::facts::records_of;

/// The pensions of a person with the decisions behind them, oldest first.
pub fn awards(office: &Office, actor: &Actor, person: PartyId) -> Result<Vec<Sheet>> {
    look(office, actor, &AWARDS, person)?;
    office.store.read(|tx| sheets(tx, office, person))
}

/// How a person's contributions of a month at a payer came about, bill by bill. A unit sees what was paid at that unit,
/// nothing else.
pub fn why(
    office: &Office,
    actor: &Actor,
    person: PartyId,
    payer: PartyId,
    month: FeeMonth,
) -> Result<Vec<Why>> {
    look(office, actor, &CONTRIBUTIONS, person)?;
    let only = actor.party.filter(|_| actor.roles.iter().all(|role| Role::UNIT.contains(role)));
    if only.is_some_and(|unit| unit != payer) {
        return Ok(Vec::new());
    }
    office.store.read(|tx| {
        let mut found = Vec::new();
        for record in records_of(tx, person)? {
            found.extend(levy::why(tx, office, record, payer, month)?);
        }
        found.sort_by_key(|why| why.bill);
        Ok(found)
    })
}

//! A recomputation as officers look at it, and what recomputations did for a person.

use kernel::{PartyId, Result};

use super::as_of::{Believed, courses};
use super::{AWARDS, RECOMPUTED, look};
use crate::Office;
use crate::desk::policy::{self, Action};
use crate::desk::{self, Actor};
use crate::recompute::{self, Head, Listed};

/// A recomputation with some of its lines after a number.
pub fn recomputed(
    office: &Office,
    actor: &Actor,
    number: &str,
    part: (i64, i64),
) -> Result<(Head, Vec<Listed>)> {
    may(office, actor)?;
    office.store.read(|tx| {
        let id = desk::matter_by_number(tx, number)?;
        let head = recompute::head(tx, id)?;
        let lines = recompute::lines(tx, head.id, part)?;
        Ok((head, lines))
    })
}

/// Every line of a recomputation, in order.
pub fn each_recomputed(
    office: &Office,
    actor: &Actor,
    number: &str,
    take: impl FnMut(&Listed) -> Result<()>,
) -> Result<()> {
    may(office, actor)?;
    office.store.read(|tx| {
        let id = desk::matter_by_number(tx, number)?;
        let head = recompute::head(tx, id)?;
        recompute::each_line(tx, head.id, take)
    })
}

fn may(office: &Office, actor: &Actor) -> Result<()> {
    policy::check_region(actor, Action::Read(&RECOMPUTED), office.region)
}

/// What awards of a person paid before and after each decision, and the lines of recomputations that were settled for them.
pub fn corrections(office: &Office, actor: &Actor, person: PartyId) -> Result<(Vec<Believed>, Vec<Listed>)> {
    look(office, actor, &AWARDS, person)?;
    office.store.read(|tx| Ok((courses(tx, person)?, recompute::of_person(tx, person)?)))
}

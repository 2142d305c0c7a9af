//! Contributions that would be billed otherwise today, with what changed since they were.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use kernel::{PartyId, Result};
use rules::Step;
use store::Tx;

use super::line::{Detail, Kind, Line, Parts, capped, late_figures, records};
use super::plan::Scope;
use crate::levy::{Differing, Months, differing, steps_of};
use crate::registry::facts::{recorded_since, region_of};

/// The lines of a payer within a scope; nothing of a payer of another region.
pub(super) fn found(
    tx: &mut Tx<'_>,
    scope: &Scope,
    months: &Months,
    payer: PartyId,
) -> Result<Vec<Differing>> {
    let mut found = differing(tx, months, payer)?;
    found.retain(|one| scope.insurances.contains(one.after.insurance));
    if !found.is_empty() && !scope.region.contains(region_of(tx, payer)?) {
        found.clear();
    }
    Ok(found)
}

/// The same as lines, each with its reasons.
pub(super) fn explained(tx: &mut Tx<'_>, months: &Months, found: &[Differing]) -> Result<Vec<Line>> {
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let wanted: BTreeSet<_> = found.iter().map(|one| (one.person, one.month)).collect();
    let steps = steps_of(tx, months, (first.payer, first.category), &wanted)?;
    let mut known: BTreeMap<_, Vec<super::Why>> = BTreeMap::new();
    let mut lines = Vec::with_capacity(found.len());
    for one in found {
        let key = (one.person, one.month, one.billed_at);
        let why = match known.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(reasons(tx, one, steps.get(&(one.person, one.month)))?),
        };
        let mut line = plain(one);
        line.detail.why = why.clone();
        lines.push(line);
    }
    Ok(lines)
}

fn reasons(tx: &mut Tx<'_>, one: &Differing, steps: Option<&Vec<Step>>) -> Result<Vec<super::Why>> {
    // What was never billed rests on records alone; all of them count.
    let since = one.billed_at.unwrap_or(kernel::Moment::from_micros(0));
    let mut why: Vec<_> =
        records(recorded_since(tx, one.person, since, Some((one.payer, one.month)))?).collect();
    if one.billed_at.is_some() {
        why.extend(late_figures(steps.map_or(&[], Vec::as_slice), since.date()));
    }
    Ok(capped(why))
}

/// The line without its reasons.
pub(super) fn plain(one: &Differing) -> Line {
    let (before, after) = (one.before, one.after);
    let parts = Parts {
        base: (before.base, after.base),
        unit: (before.unit, after.unit),
        personal: (before.person, after.person),
        account: (before.account, after.account),
    };
    Line {
        kind: Kind::Contribution,
        payer: Some(one.payer),
        person: one.person,
        insurance: after.insurance.code(),
        award: 0,
        from: one.month,
        to: one.month,
        before: before.total(),
        after: after.total(),
        difference: after.total() - before.total(),
        detail: Detail { parts: Some(parts), ..Detail::default() },
    }
}

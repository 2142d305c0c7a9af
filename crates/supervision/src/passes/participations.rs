//! The pass over all participations, in the order of payers and people: each for itself, and who holds one slot twice.

use std::collections::BTreeMap;

use kernel::{Insurance, Result};
use store::{Row, Tx, params};

use crate::finder::{Finder, Finds, Lines, Scope, Unit, Wrong};
use crate::numbers::Numbers;
use crate::report::Check;

/// Insurances of which a person can hold only one: each with the one that stands for both.
const EXCLUSIVE: [(Insurance, Insurance); 2] =
    [(Insurance::ResidentPension, Insurance::Pension), (Insurance::ResidentMedical, Insurance::Medical)];

struct Participation {
    payer: i64,
    person: i64,
    insurance: i64,
    from: i64,
    to: i64,
    slot: i64,
    slot_payer: i64,
    retracted: bool,
    ended: bool,
}

pub(super) fn pass(tx: &mut Tx<'_>, scope: &Scope, lines: &mut Lines) -> Result<()> {
    let Some(finds) = lines.of(Check::Participation) else { return Ok(()) };
    let (from, to) = scope.months();
    let mut slots = Slots::default();
    tx.each(
        "select payer, person, insurance, from_month, to_month, slot, slot_payer, retracted_at, ended_by
         from participation order by payer, person, insurance, from_month, matter",
        params![],
        |row| {
            let held = participation(row)?;
            own(finds, &held);
            if !held.retracted {
                finds.checked(1);
                if held.from <= to && held.to >= from {
                    slots.take(&held);
                }
            }
            Ok(())
        },
    )?;
    let mut find = Finder::new(tx, scope, finds);
    for (first, last) in stretches(&slots.twice) {
        overlaps(&mut find, first, last)?;
    }
    Ok(())
}

fn participation(row: &Row<'_>) -> Result<Participation> {
    let [payer, person, insurance, from, to, slot, slot_payer, retracted_at] = row.numbers()?;
    let (retracted, ended) = (retracted_at != 0, row.get::<Option<i64>>(8)?.is_some());
    Ok(Participation { payer, person, insurance, from, to, slot, slot_payer, retracted, ended })
}

/// What a participation says of itself.
fn own(finds: &mut Finds, held: &Participation) {
    let Participation { payer, person, insurance, from, .. } = held;
    let record = || format!("participation:{payer}/{person}/{insurance}/{from}");
    let (slot, slot_payer) = slot_of(*insurance, *payer);
    if (held.slot, held.slot_payer) != (slot, slot_payer) {
        finds.add(
            Wrong("参保互斥标识与险种不符", "a participation stands in the slot of another insurance"),
            record(),
            format!("{slot}/{slot_payer}"),
            format!("{}/{}", held.slot, held.slot_payer),
        );
    }
    if held.retracted != held.ended {
        let wrong =
            Wrong("已撤销的参保没有撤销依据", "a retracted participation does not say by which matter");
        finds.add(wrong, record(), "matter", "—");
    }
}

/// Where a participation must stand; work injury is held once per unit.
fn slot_of(insurance: i64, payer: i64) -> (i64, i64) {
    let slot =
        EXCLUSIVE.iter().find(|(of, _)| of.code() == insurance).map_or(insurance, |(_, slot)| slot.code());
    (slot, if insurance == Insurance::Injury.code() { payer } else { 0 })
}

/// Who holds which slot. Only people who come up twice in one can overlap in it.
#[derive(Default)]
struct Slots {
    people: BTreeMap<i64, Numbers>,
    /// Slots of one payer, of the payer and person at hand.
    at: (i64, i64),
    with_payer: Vec<(i64, i64)>,
    twice: Numbers,
}

impl Slots {
    fn take(&mut self, held: &Participation) {
        let new = if held.slot_payer == 0 {
            self.people.entry(held.slot).or_default().insert(held.person)
        } else {
            if self.at != (held.payer, held.person) {
                self.at = (held.payer, held.person);
                self.with_payer.clear();
            }
            let slot = (held.slot, held.slot_payer);
            let new = !self.with_payer.contains(&slot);
            if new {
                self.with_payer.push(slot);
            }
            new
        };
        if !new {
            self.twice.insert(held.person);
        }
    }
}

/// People close together are looked at in one query.
const STRETCH: i64 = 1_024;

fn stretches(people: &Numbers) -> Vec<(i64, i64)> {
    let mut stretches: Vec<(i64, i64)> = Vec::new();
    for person in people.iter() {
        match stretches.last_mut() {
            Some((first, last)) if *first / STRETCH == person / STRETCH => *last = person,
            _ => stretches.push((person, person)),
        }
    }
    stretches
}

fn overlaps(find: &mut Finder<'_, '_>, first: i64, last: i64) -> Result<()> {
    let (from, to) = find.scope().months();
    find.breaks_of(
        Unit::Plain,
        Wrong("同一险种重复参保", "somebody is insured twice in one insurance"),
        "select 'participation:' || payer || '/' || person || '/' || insurance || '/' || from_month,
                'from_month > ' || reached, from_month
         from (select payer, person, insurance, from_month,
                      max(to_month) over (partition by person, slot, slot_payer order by from_month, payer, insurance, matter
                                          rows between unbounded preceding and 1 preceding) as reached
               from participation
               where person between $1 and $2 and retracted_at = 0 and to_month >= $3 and from_month <= $4) as held
         where reached >= from_month",
        params![first, last, from, to],
    )
}

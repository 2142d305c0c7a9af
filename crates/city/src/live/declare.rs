//! The month's declarations: what the plan says happened becomes matters of the registry, unit by unit.
//!
//! Order: openings; who leaves; who joins; duplicates; wages and tiers; cards and numbers; closings. Those of one payer
//! are one matter.

use std::collections::BTreeMap;

use business::desk::{Actor, Matter, services};
use business::registry::{
    self, DeclareWage, Document, Enrol, Leave, NewPerson, Rules, Shelf, WageKind, change_number, close_unit,
    issue_card,
};
use jiff::ToSpan;
use kernel::{FeeMonth, PartyId, Period, Result};
use rules::InsuranceSet;
use serde_json::{Value as Json, json};
use store::Tx;

use super::take_over::{card, employee, enrol_all, flexible, resident};
use super::{Life, at, day, in_matter};
use crate::bank::Trouble;
use crate::life::Happening;
use crate::people::PersonNo;
use crate::units::UnitNo;

/// Matters that commit together.
const PART: usize = 40;

/// Who declares: a unit, or a person for themself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Payer {
    Unit(UnitNo),
    Person(PersonNo),
}

/// What kind of matter it becomes, in the order they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Opens,
    Leaves,
    Joins,
    Wages,
    Data,
    Closes,
}

/// People who were entered twice are to become one record; a second person has to agree.
pub(super) fn merge(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let found: Vec<(PersonNo, PersonNo)> = (life.script_of(month).happenings.iter())
        .filter_map(|happening| match *happening {
            Happening::FoundTwice { person, duplicate } => Some((person, duplicate)),
            _ => None,
        })
        .collect();
    let wang = life.wang(at(day(month, 5), 0))?;
    for (person, duplicate) in found {
        let both = life.office.store.read(|tx| Ok((life.known(tx, person)?, life.known(tx, duplicate)?)))?;
        let (Some(person), Some(duplicate)) = both else { continue };
        life.deed(&format!("merge {duplicate}"), |office| registry::merge(office, &wang, duplicate, person))?;
    }
    Ok(())
}

pub(super) fn declare(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let happenings = life.script_of(month).happenings.clone();
    bad_accounts(life, &happenings);
    let mut groups: BTreeMap<(Kind, Payer), Vec<&Happening>> = BTreeMap::new();
    for happening in &happenings {
        for key in keys(happening) {
            groups.entry(key).or_default().push(happening);
        }
    }
    let groups: Vec<_> = groups.into_iter().collect();
    for (n, some) in groups.chunks(PART).enumerate() {
        let minute = i64::try_from(n).unwrap_or(0);
        let actor = life.wang(at(day(month, 8), minute))?;
        life.part(&format!("part {n}"), &actor, "registry.declare", |life, tx| {
            some.iter()
                .try_for_each(|((kind, payer), what)| life.group(tx, &actor, month, *kind, *payer, what))
        })?;
    }
    Ok(())
}

/// The bank learns of bad accounts by itself.
fn bad_accounts(life: &mut Life<'_>, happenings: &[Happening]) {
    for happening in happenings {
        if let Happening::AccountGoesBad { person, closed } = happening {
            let account = life.account_of(*person);
            let trouble = if *closed { Trouble::Closed } else { Trouble::WrongNumber };
            life.kept.change().bank.spoil(&account, trouble);
        }
        if let Happening::AccountCorrected { person, account } = happening {
            life.kept.change().accounts.insert(person.0, account.expose().to_owned());
        }
    }
}

fn keys(happening: &Happening) -> Vec<(Kind, Payer)> {
    use Happening as H;
    match *happening {
        H::UnitOpens { unit } => vec![(Kind::Opens, Payer::Unit(unit))],
        H::UnitCloses { unit } => vec![(Kind::Closes, Payer::Unit(unit))],
        H::Joins { unit, .. } => vec![(Kind::Joins, Payer::Unit(unit))],
        H::Leaves { unit, .. } => vec![(Kind::Leaves, Payer::Unit(unit))],
        H::DeclaresWages { unit, .. } | H::WageChanges { unit, .. } => vec![(Kind::Wages, Payer::Unit(unit))],
        H::GoesFlexible { person, .. } | H::PaysBack { person, .. } | H::BecomesResident { person } => {
            vec![(Kind::Joins, Payer::Person(person))]
        }
        H::ChangesTier { person, .. } => {
            vec![(Kind::Leaves, Payer::Person(person)), (Kind::Joins, Payer::Person(person))]
        }
        H::StopsFlexible { person, .. } => vec![(Kind::Leaves, Payer::Person(person))],
        H::AccountCorrected { person, .. } | H::NumberChanges { person, .. } => {
            vec![(Kind::Data, Payer::Person(person))]
        }
        // Benefits end insurance themselves; the bank keeps its knowledge; merging comes first.
        H::Retires { .. } | H::Dies { .. } | H::AccountGoesBad { .. } | H::FoundTwice { .. } => Vec::new(),
        // Claims are made at the counter of benefits.
        H::ClaimsResidentPension { .. }
        | H::ClaimsUnemployment { .. }
        | H::GivesBirth { .. }
        | H::Hurt(_)
        | H::Graded { .. }
        | H::ClaimsLeavingGrant { .. }
        | H::ClaimsWorkDeath { .. } => Vec::new(),
    }
}

impl Life<'_> {
    fn group(
        &mut self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        month: FeeMonth,
        kind: Kind,
        payer: Payer,
        what: &[&Happening],
    ) -> Result<()> {
        let office = self.office;
        let subject = match (kind, payer) {
            (Kind::Opens, Payer::Unit(unit)) => return self.register_unit(tx, actor, unit).map(drop),
            (_, Payer::Unit(unit)) => Some(self.unit(tx, unit)?),
            (_, Payer::Person(person)) => self.known(tx, person)?,
        };
        let service = match kind {
            Kind::Opens => &services::REGISTER_UNIT,
            Kind::Leaves => &services::LEAVE,
            Kind::Joins => &services::JOIN,
            Kind::Wages => &services::DECLARE_BASE,
            Kind::Data => &services::CHANGE_PERSON,
            Kind::Closes => &services::CHANGE_UNIT,
        };
        let command = json!({ "month": month, "entries": what.len() });
        in_matter(tx, office, actor, service, subject, command, |tx, matter| match kind {
            Kind::Leaves => self.leavers(tx, matter, month, what),
            Kind::Joins => self.joiners(tx, matter, month, what),
            Kind::Wages => self.wages(tx, matter, month, what),
            Kind::Data => self.data(tx, matter, what),
            Kind::Opens | Kind::Closes => {
                let unit = subject.ok_or_else(|| crate::codes::STRANGER.with("who", format!("{payer:?}")))?;
                close_unit(tx, matter, unit, month.previous())?;
                Ok(json!({ "closed": unit }))
            }
        })
        .map(drop)
    }

    fn leavers(
        &mut self,
        tx: &mut Tx<'_>,
        matter: &Matter,
        month: FeeMonth,
        what: &[&Happening],
    ) -> Result<Json> {
        let mut asks = Vec::with_capacity(what.len());
        for happening in what {
            let (person, unit, last, reason, involuntary) = match **happening {
                Happening::Leaves { unit, person, last, why } => {
                    (person, Some(unit), last, format!("{why:?}").to_lowercase(), why.involuntary())
                }
                Happening::StopsFlexible { person, last } => {
                    (person, None, last, "stopped".to_owned(), false)
                }
                Happening::ChangesTier { person, from, .. } => {
                    (person, None, from.previous(), "tier".to_owned(), false)
                }
                _ => continue,
            };
            let Some(id) = self.known(tx, person)? else { continue };
            let payer = match unit {
                Some(unit) => self.unit(tx, unit)?,
                None => id,
            };
            let insurances = InsuranceSet::ALL;
            asks.push(Leave {
                payer,
                person: id,
                insurances,
                last,
                reason,
                involuntary,
                correction: last < month.previous(),
            });
        }
        let people: Vec<PartyId> = asks.iter().map(|ask| ask.person).collect();
        let rules = Rules::load(tx, self.office, matter.at.date())?;
        let mut shelf = Shelf::load(tx, rules, &people, &[])?;
        let mut left = 0;
        for ask in &asks {
            // Pensioners and people out of work have nothing to leave.
            if shelf
                .folder(ask.person)?
                .participations()
                .any(|p| p.payer == ask.payer && p.period.to() > ask.last)
            {
                shelf.leave(matter, ask)?;
                left += 1;
            }
        }
        shelf.save(tx, matter)?;
        Ok(json!({ "left": left }))
    }

    fn joiners(
        &mut self,
        tx: &mut Tx<'_>,
        matter: &Matter,
        month: FeeMonth,
        what: &[&Happening],
    ) -> Result<Json> {
        let (mut asks, mut units): (Vec<Enrol>, Vec<PartyId>) = (Vec::new(), Vec::new());
        for happening in what {
            let ask = match **happening {
                Happening::Joins { unit, person, wage, from } => {
                    let unit = self.unit(tx, unit)?;
                    let person = self.register(tx, matter, person)?;
                    units.push(unit);
                    let correction = from < month;
                    Enrol { wage: Some(wage), correction, ..employee(unit, person, from, "joined") }
                }
                Happening::GoesFlexible { person, tier, from }
                | Happening::ChangesTier { person, tier, from } => {
                    let person = self.register(tx, matter, person)?;
                    flexible(person, &tier.to_string(), Period::since(from), "flexible")
                }
                Happening::PaysBack { person, from, to, tier } => {
                    let person = self.register(tx, matter, person)?;
                    let Some(period) = Period::new(from, to) else { continue };
                    Enrol { correction: true, ..flexible(person, &tier.to_string(), period, "back-payment") }
                }
                Happening::BecomesResident { person } => {
                    let id = self.register(tx, matter, person)?;
                    resident(self.town.person(person), id, month)
                }
                _ => continue,
            };
            asks.push(ask);
        }
        enrol_all(tx, self, matter, &units, &asks)
    }

    fn wages(
        &mut self,
        tx: &mut Tx<'_>,
        matter: &Matter,
        month: FeeMonth,
        what: &[&Happening],
    ) -> Result<Json> {
        let mut asks = Vec::new();
        for happening in what {
            let (unit, from, wages) = match happening {
                Happening::DeclaresWages { unit, from, wages } => (*unit, *from, wages.clone()),
                Happening::WageChanges { unit, person, wage, from } => (*unit, *from, vec![(*person, *wage)]),
                _ => continue,
            };
            let payer = self.unit(tx, unit)?;
            for (person, wage) in wages {
                let Some(person) = self.known(tx, person)? else { continue };
                let kind = WageKind::Declared;
                asks.push(DeclareWage { payer, person, from, wage, kind, correction: from < month });
            }
        }
        let people: Vec<PartyId> = asks.iter().map(|ask| ask.person).collect();
        let rules = Rules::load(tx, self.office, matter.at.date())?;
        let mut shelf = Shelf::load(tx, rules, &people, &[])?;
        let mut refused = 0;
        for ask in &mut asks {
            // A late declaration holds for those who came since July from their first month.
            let here = shelf.folder(ask.person)?.participations().filter(|p| p.payer == ask.payer);
            let Some(first) = here.map(|p| p.period.from()).max() else {
                // Whom the unit employs under another record is sent back.
                refused += 1;
                continue;
            };
            ask.from = ask.from.max(first);
            shelf.declare_wage(matter, ask)?;
        }
        shelf.save(tx, matter)?;
        Ok(json!({ "wages": asks.len() - refused, "refused": refused }))
    }

    fn data(&mut self, tx: &mut Tx<'_>, matter: &Matter, what: &[&Happening]) -> Result<Json> {
        let today = matter.at.date();
        for happening in what {
            match happening {
                Happening::AccountCorrected { person, account } => {
                    let id = self.register(tx, matter, *person)?;
                    issue_card(
                        tx,
                        self.office,
                        matter,
                        &card(self.town.person(*person), id, account, today),
                    )?;
                }
                Happening::NumberChanges { person, number } => {
                    let id = self.register(tx, matter, *person)?;
                    let name = self.town.person(*person).name.clone();
                    let new = NewPerson { document: Document::from(*number), name, sex: None, birth: None };
                    change_number(tx, self.office, matter, id, &new, today)?;
                }
                _ => {}
            }
        }
        Ok(json!({ "changed": what.len() }))
    }
}

/// Differences that this month's corrections and late figures leave to be settled: since when, and for whom.
pub(super) fn corrections(life: &Life<'_>, month: FeeMonth) -> Vec<(Payer, FeeMonth, bool)> {
    let mut found: BTreeMap<(bool, Payer), FeeMonth> = BTreeMap::new();
    let mut note = |back_payment: bool, payer: Payer, from: FeeMonth| {
        let since = found.entry((back_payment, payer)).or_insert(from);
        *since = from.min(*since);
    };
    for happening in &life.script_of(month).happenings {
        match *happening {
            Happening::Joins { unit, from, .. }
            | Happening::WageChanges { unit, from, .. }
            | Happening::DeclaresWages { unit, from, .. }
                if from < month =>
            {
                note(false, Payer::Unit(unit), from);
            }
            Happening::PaysBack { person, from, .. } => note(true, Payer::Person(person), from),
            _ => {}
        }
    }
    found.into_iter().map(|((back_payment, payer), since)| (payer, since, back_payment)).collect()
}

/// Days of a month on which the agency asks nothing of the registry any more.
pub(super) fn after_cutoff(cutoff: kernel::Moment) -> kernel::Moment {
    let next = cutoff.date().saturating_add(1.day());
    at(next, 0)
}

//! A chunk of rows: people found or registered, each row decided, the changes written set-wise.

use std::collections::BTreeMap;

use kernel::{FeeMonth, PartyId, Period, Problem, Result};
use rules::Category;
use store::{Sequence, Tx, params};

use super::codes;
use super::engine::{Task, Verdict};
use super::line::{Given, Joiner, Line};
use crate::Office;
use crate::desk::Matter;
use crate::levy::Standing;
use crate::registry::{
    self, DeclareWage, Document, Done, Enrol, Leave, NewFact, Person, Rules, Shelf, WageKind, facts,
};

/// What is done with what was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing: a check run.
    None,
    /// It is written.
    Written,
}

/// What came of a chunk.
pub(super) struct Settled {
    /// Of each row.
    pub(super) verdicts: Vec<Verdict>,
    /// Where the people of good rows stand at the payer in the month asked about; people nobody knows yet have no number.
    pub(super) after: Vec<(Option<PartyId>, Standing)>,
}

/// Decides every row of a chunk, and tells how its people then stand in a month.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    task: &Task<'_>,
    chunk: &[Given],
    (effect, month): (Effect, Option<FeeMonth>),
) -> Result<Settled> {
    let mut people = find_people(tx, office, chunk)?;
    let known: Vec<PartyId> = people.values().map(|person| person.id).collect();
    let new = add_new(tx, chunk, &mut people, effect)?;
    let rules = Rules::load(tx, office, matter.at.date())?;
    let mut shelf = Shelf::load(tx, rules, &known, &[task.payer])?;
    new.iter().for_each(|(person, _)| shelf.add(person.clone()));
    let verdicts: Vec<Verdict> =
        chunk.iter().map(|given| verdict(&mut shelf, matter, task, given, &people)).collect();
    let after = month.map_or_else(Vec::new, |month| standing_after(&shelf, task, month, &people));
    if effect == Effect::Written {
        let enrolled = |person: &Person| {
            shelf.folder(person.id).is_ok_and(|folder| folder.participations().next().is_some())
        };
        let taken: Vec<&(Person, &Joiner)> = new.iter().filter(|(person, _)| enrolled(person)).collect();
        register(tx, office, matter, &taken)?;
        shelf.save(tx, matter)?;
    }
    Ok(Settled { verdicts, after })
}

fn standing_after(
    shelf: &Shelf,
    task: &Task<'_>,
    month: FeeMonth,
    people: &BTreeMap<String, Person>,
) -> Vec<(Option<PartyId>, Standing)> {
    let folders = people.values().filter_map(|person| shelf.folder(person.id).ok());
    folders
        .map(|folder| {
            let held = folder.insured_at(task.payer, month);
            let insurances = held.map(|participation| participation.insurance).collect();
            let wage = folder.wage(task.payer, month).map(|wage| wage.wage);
            // Provisional numbers are below zero.
            let known = Some(folder.person.id).filter(|id| id.get() > 0);
            (known, Standing { insurances, wage })
        })
        .collect()
}

/// The people of the rows by what their documents are known by.
fn find_people(tx: &mut Tx<'_>, office: &Office, chunk: &[Given]) -> Result<BTreeMap<String, Person>> {
    let documents = || chunk.iter().filter_map(|given| given.line.as_ref().ok()).map(Line::document);
    let keys: BTreeMap<Vec<u8>, String> =
        documents().map(|document| (office.vault.digest(&document.key()), document.key())).collect();
    let digests: Vec<Vec<u8>> = keys.keys().cloned().collect();
    let found = facts::people_by_digest(tx, &digests)?;
    Ok(found.into_iter().filter_map(|(digest, person)| Some((keys.get(&digest)?.clone(), person))).collect())
}

/// Gives numbers to joiners nobody knows yet; in a check run provisional ones.
fn add_new<'c>(
    tx: &mut Tx<'_>,
    chunk: &'c [Given],
    people: &mut BTreeMap<String, Person>,
    effect: Effect,
) -> Result<Vec<(Person, &'c Joiner)>> {
    let mut unknown: Vec<(String, &Joiner)> = Vec::new();
    for given in chunk {
        let Ok(Line::Joiner(joiner)) = &given.line else { continue };
        let key = joiner.person.document.key();
        let twice = unknown.iter().any(|(known, _)| *known == key);
        if !people.contains_key(&key) && !twice && joiner.person.complete(PartyId::new(0)).is_ok() {
            unknown.push((key, joiner));
        }
    }
    let numbers = match effect {
        Effect::Written => tx.allot(Sequence::Party, unknown.len())?,
        Effect::None => (1..=i64::try_from(unknown.len()).unwrap_or(0)).map(|n| -n).collect(),
    };
    let mut new = Vec::with_capacity(unknown.len());
    for (number, (key, joiner)) in numbers.into_iter().zip(unknown) {
        let person = joiner.person.complete(PartyId::new(number))?;
        people.insert(key, person.clone());
        new.push((person, joiner));
    }
    Ok(new)
}

fn register(tx: &mut Tx<'_>, office: &Office, matter: &Matter, taken: &[&(Person, &Joiner)]) -> Result<()> {
    let people: Vec<(&Person, &Document)> =
        taken.iter().map(|(person, joiner)| (person, &joiner.person.document)).collect();
    registry::register_people(tx, office, matter, &people)?;
    let from = matter.at.date();
    let facts: Vec<NewFact<'_>> = taken
        .iter()
        .flat_map(|(person, joiner)| {
            let person = person.id;
            joiner.facts.iter().map(move |(fact, value)| NewFact { person, fact, value, from })
        })
        .collect();
    registry::first_facts(tx, office, matter, &facts)
}

fn verdict(
    shelf: &mut Shelf,
    matter: &Matter,
    task: &Task<'_>,
    given: &Given,
    people: &BTreeMap<String, Person>,
) -> Verdict {
    let line = given.line.as_ref().map_err(Clone::clone)?;
    let told = |problem: Problem| {
        let key = column_of(&problem);
        vec![given.place(problem, key)]
    };
    let person = match people.get(&line.document().key()) {
        Some(person) => person,
        None => return Err(told(unknown(line))),
    };
    registry::same_name(person, line.name()).map_err(told)?;
    decide(shelf, matter, task, line, person).map_err(told)
}

fn unknown(line: &Line) -> Problem {
    match line {
        Line::Joiner(joiner) => joiner.person.complete(PartyId::new(0)).err(),
        Line::Leaver(_) | Line::Wage(_) => None,
    }
    .unwrap_or_else(|| registry::codes::NO_PERSON.with("person", line.name()))
}

fn decide(shelf: &mut Shelf, matter: &Matter, task: &Task<'_>, line: &Line, person: &Person) -> Result<Done> {
    let (payer, person) = (task.payer, person.id);
    match line {
        Line::Joiner(joiner) => {
            let from = joiner.back.map_or(joiner.from, Period::from);
            let ask = Enrol {
                payer,
                person,
                category: Category::Employee,
                insurances: joiner.insurances,
                period: Period::since(from),
                wage: Some(joiner.wage),
                tier: String::new(),
                reason: joiner.reason.clone(),
                employment_form: joiner.employment_form.clone(),
                work_from: joiner.work_from,
                correction: joiner.correction || joiner.back.is_some(),
            };
            shelf.enrol(matter, &ask)
        }
        Line::Leaver(leaver) => {
            let ask = Leave {
                payer,
                person,
                insurances: leaver.insurances,
                last: leaver.last,
                reason: leaver.reason.clone(),
                involuntary: leaver.involuntary,
                correction: leaver.correction,
            };
            shelf.leave(matter, &ask)
        }
        Line::Wage(wage) => {
            if let Some(given) = wage.number.filter(|number| *number != person) {
                return Err(codes::NUMBER_DIFFERS.with("given", given));
            }
            let (from, kind) = (wage.from, WageKind::Declared);
            let correction = wage.correction;
            shelf
                .declare_wage(matter, &DeclareWage { payer, person, from, wage: wage.wage, kind, correction })
        }
    }
}

/// The column that a refusal of the registry is about.
fn column_of(problem: &Problem) -> &'static str {
    match problem.code().id {
        "REG-0106" => "name",
        "REG-0113" | "REG-0114" | "REG-0115" | "REG-0119" | "REG-0110" => "insurances",
        "REG-0112" | "REG-0116" | "REG-0103" => "from",
        "REG-0117" | "REG-0118" => "wage",
        "REG-0120" => "last_month",
        "INT-0103" => "person_number",
        _ => "id_number",
    }
}

/// When nobody in a first chunk of leavers or wages is insured here, but somewhere else, the file is another unit's.
pub(super) fn refuse_strangers_in(
    tx: &mut Tx<'_>,
    task: &Task<'_>,
    chunk: &[Given],
    verdicts: &[Verdict],
) -> Result<()> {
    let stranger = |verdict: &Verdict| match verdict {
        Err(problems) => problems.iter().any(|p| matches!(p.code().id, "REG-0119" | "REG-0121")),
        Ok(_) => false,
    };
    if verdicts.len() < 2 || !verdicts.iter().all(stranger) {
        return Ok(());
    }
    let name = chunk.first().and_then(|given| given.line.as_ref().ok()).map_or("", Line::name);
    let other = tx.row(
        "SELECT p.payer FROM person_identity i JOIN participation p ON p.person = i.person AND p.retracted_at = 0
         WHERE i.name = $1 AND i.retracted_at = 0 AND p.payer <> p.person ORDER BY p.to_month DESC, p.payer LIMIT 1",
        params![name],
        |row| row.get::<PartyId>(0),
    )?;
    match other {
        Some(other) => Err(codes::OTHER_UNIT.with("other", other).with("unit", task.payer)),
        None => Ok(()),
    }
}

/// As [`refuse_strangers_in`], for a check run.
pub(super) fn refuse_strangers(
    office: &Office,
    task: &Task<'_>,
    chunk: &[Given],
    verdicts: &[Verdict],
) -> Result<()> {
    office.store.read(|tx| refuse_strangers_in(tx, task, chunk, verdicts))
}

//! Re-award (重算): provisional pensions become final when the year's figures are out, from their first month.

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use rules::{Law, LawBook, NoTrace, optional};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Tx, params};

use super::claim::facts as facts_of;
use super::decide::{Facts, compute};
use super::record::origins;
use super::{codes, record};
use crate::Office;
use crate::benefits::{Amount, amounts, claim_excess, make_final, replace, same};
use crate::desk::{self, Actor, Decision, DecisionRecord, Matter, services};
use crate::replay::{Again, Formula};

/// What a re-award came to; it waits for a second person.
#[derive(Debug)]
pub struct Reawarded {
    /// The matter.
    pub matter: Matter,
    /// Pensions that become final.
    pub awards: usize,
    /// Change of all of them a month.
    pub change: Fen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    award: i64,
    person: PartyId,
    month: FeeMonth,
    before: Fen,
    after: Fen,
    account_part: Fen,
}

/// The formula of a re-award as it is today.
pub(crate) static RE_AWARD: Formula = Formula { name: "pension-re-award", version: 1, again };

/// What a provisional pension is computed from again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Given {
    award: i64,
    person: PartyId,
    before: Fen,
    #[serde(flatten)]
    facts: Facts,
    /// The record that each fact came from.
    origins: Json,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Command {
    year: i32,
}

/// Computes every provisional pension of a year of retirement again with the figures known now.
///
/// # Errors
/// `PEN-0107` while the base of the year is not out, `PEN-0108` where none is provisional.
pub fn reaward(office: &Office, actor: &Actor, year: i32) -> Result<Reawarded> {
    office.store.write(&actor.act(services::RE_AWARD.code), |tx| {
        let (given, lines) = plan(tx, office, actor.at.date(), year)?;
        let command = json!(Command { year });
        let matter = desk::open(tx, office, actor, &services::RE_AWARD, None, &command)?;
        let change = lines.iter().map(|line| line.after - line.before).sum();
        let mut inputs = json!({ "year": year, "change": change, "region": office.region, "awards": given });
        RE_AWARD.name_in(&mut inputs);
        desk::decide(tx, office, actor, &matter, &Decision::granted(inputs, json!(lines)))?;
        Ok(Reawarded { matter, awards: lines.len(), change })
    })
}

/// What is computed from, and what comes of it; pensions that would stay provisional are left out of both.
fn plan(
    tx: &mut Tx<'_>,
    office: &Office,
    known_on: kernel::Date,
    year: i32,
) -> Result<(Vec<Given>, Vec<Line>)> {
    let law = office.law.in_force(office.region.as_str(), Some(known_on))?;
    let unknown = || codes::NOT_PUBLISHED.with("year", year);
    let january = FeeMonth::new(year, 1).ok_or_else(unknown)?;
    optional(law.money("pension.base", january))?.ok_or_else(unknown)?;
    let provisional = tx.rows(
        "SELECT id, person, from_month FROM award
         WHERE benefit = 'pension' AND provisional = 1 AND from_month > $1 AND from_month <= $2 ORDER BY id",
        params![january, january.plus(12)],
        |row| Ok((row.get::<i64>(0)?, row.get::<PartyId>(1)?, row.get::<FeeMonth>(2)?)),
    )?;
    let (mut all, mut lines) = (Vec::new(), Vec::new());
    for (award, person, from) in provisional {
        let month = from.previous();
        let known = record(tx, person, month)?;
        let before = amounts(tx, award)?.first().map_or(Fen::ZERO, |amount| amount.amount);
        let facts = facts_of(tx, person, &known, month, FeeMonth::of(known_on))?;
        let origins = origins(tx, person, month)?;
        let given = Given { award, person, before, facts, origins };
        if let Some(line) = line(&law, &given)? {
            lines.push(line);
            all.push(given);
        }
    }
    if lines.is_empty() { Err(codes::NOTHING.with("year", year)) } else { Ok((all, lines)) }
}

/// The final pension; none where it would be provisional again.
fn line(law: &Law<'_>, given: &Given) -> Result<Option<Line>> {
    let known = given.facts.known()?;
    let now = compute(&mut NoTrace, law, &known, &given.facts)?.award;
    let Given { award, person, before, facts, .. } = given;
    Ok((!now.provisional).then(|| Line {
        award: *award,
        person: *person,
        month: facts.month(),
        before: *before,
        after: now.total,
        account_part: now.account.min(now.total),
    }))
}

/// Computes a re-award again from what its receipt says.
fn again(book: &LawBook, decision: &DecisionRecord) -> Result<Again> {
    let given: Vec<Given> = Again::read(&decision.inputs, "awards")?;
    let region: String = Again::read(&decision.inputs, "region")?;
    let law = book.in_force(&region, Some(decision.at.date()))?;
    let mut lines = Vec::new();
    for given in &given {
        lines.extend(line(&law, given)?);
    }
    Ok(Again { granted: true, effects: json!(lines), derivation: Json::Null })
}

pub(super) fn approved(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    command: &Command,
    signed: &str,
) -> Result<()> {
    let (_, lines) = plan(tx, office, matter.at.date(), command.year)?;
    same(&lines, signed, matter)?;
    for line in lines {
        let change = line.after - line.before;
        let now: Vec<Amount> = amounts(tx, line.award)?
            .into_iter()
            .map(|old| Amount { amount: old.amount + change, account_part: line.account_part, ..old })
            .collect();
        replace(tx, matter, actor.at, "re-award", (line.award, line.month), &now)?;
        make_final(tx, line.award)?;
        claim_excess(tx, actor, matter, (line.award, line.person, Fund::Pension), "re-award")?;
    }
    Ok(())
}

//! A pension decided once more (重新核定): award and yearly adjustments by the facts and the law as known today.

use kernel::{FeeMonth, Result};
use rules::{Derivation, Law};
use store::{Tx, params};

use super::adjust::{Command, raise_of};
use super::claim::{facts, inputs_of};
use super::decide::{Effects, decide, effects};
use super::taken_over::remember_months;
use super::{codes, record};
use crate::Office;
use crate::benefits::{Again, NewAward, Signed, Span, read};
use crate::desk::{Matter, services};
use crate::registry;

/// Decides a claim again, for the month of retirement that was chosen.
pub(crate) fn again(
    tx: &mut Tx<'_>,
    office: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<Again> {
    let (person, month) = (signed.person, signed.from.previous());
    let today = law.known_on().map_or(signed.month(), FeeMonth::of);
    let group_today = record(tx, person, today)?.group;
    let known = record(tx, person, month)?;
    let facts = facts(tx, person, &known, month, today)?;
    let decided = decide(trace, law, group_today, &known, &facts)?;
    let inputs = inputs_of(tx, office, (person, month), group_today, &facts, &decided)?;
    let effects = effects(person, month, &known, &decided);
    decided.outcome?;
    let now: Effects = read(&effects.to_string())?;
    Ok(Again { awards: vec![now.award], inputs, effects })
}

/// Years whose adjustment was agreed to, in order.
pub(crate) fn adjusted_years(tx: &mut Tx<'_>) -> Result<Vec<i32>> {
    let commands = tx.rows(
        "SELECT command FROM matter WHERE service = $1 AND state = 'done' ORDER BY id",
        params![services::ADJUST.code],
        |row| row.get::<String>(0),
    )?;
    let mut years = Vec::new();
    for command in commands {
        years.push(read::<Command>(&command)?.year);
    }
    years.sort_unstable();
    years.dedup();
    Ok(years)
}

/// What a pension pays from its award through the adjustments of these years.
pub(crate) fn course(tx: &mut Tx<'_>, law: &Law<'_>, again: &Again, years: &[i32]) -> Result<Vec<Span>> {
    let Effects { award: NewAward { person, from, to, amount, .. }, months, .. } =
        read(&again.effects.to_string())?;
    let birth = registry::facts::person(tx, person)?.birth;
    let mut spans = vec![Span { from, to, amount }];
    for &year in years {
        let january = FeeMonth::new(year, 1).ok_or_else(|| codes::NOT_PUBLISHED.with("year", year))?;
        let Some(last) = spans.last_mut().filter(|span| span.from <= january) else { continue };
        let raised = last.amount + raise_of(law, year, last.amount, months, birth)?;
        if last.from == january {
            last.amount = raised;
        } else {
            last.to = january.previous();
            spans.push(Span { from: january, to, amount: raised });
        }
    }
    Ok(spans)
}

/// What is kept of a retirement follows the award.
pub(crate) fn follow(tx: &mut Tx<'_>, matter: &Matter, again: &Again) -> Result<()> {
    let Effects { award, months, .. } = read(&again.effects.to_string())?;
    remember_months(tx, matter, award.person, months, award.from)
}

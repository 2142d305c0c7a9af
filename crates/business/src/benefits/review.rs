//! The monthly check of who may go on drawing (待遇领取资格核查): stop conditions found in the records end an award, standards that
//! changed change it ([`rates`]).
//!
//! One matter a month for everybody concerned, agreed to by a second person. Until then nobody concerned is paid
//! ([`stopping`] is asked by `payment`), so that nothing is paid after it was known to end. Deaths end awards by themselves
//! (`pension`); what no record tells an officer ends by [`services::STOP`](super::services::STOP).

use std::collections::BTreeMap;

use kernel::{Date, FeeMonth, Fen, Fund, PartyId, Result};
use rules::NoTrace;
use rules::injury::pension_top_up;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::rates::{self, Change, changes};
use super::{Benefit, Ending, NewAward, codes, decided, end, ending, grant, read, same};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};

/// What the check of a month came to; it waits for a second person.
#[derive(Debug)]
pub struct Reviewed {
    /// The matter.
    pub matter: Matter,
    /// Awards that end.
    pub endings: usize,
    /// What was paid of them too long.
    pub overpaid: Fen,
    /// Awards that pay another amount.
    pub changes: usize,
}

#[derive(Serialize, Deserialize)]
struct Command {
    month: FeeMonth,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    why: String,
    #[serde(flatten)]
    ending: Ending,
    /// What is due instead.
    instead: Option<NewAward>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    endings: Vec<Line>,
    changes: Vec<Change>,
}

/// Why an award ends, and its last month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop {
    pub(crate) last: FeeMonth,
    pub(crate) why: &'static str,
}

/// The month of a day stored as text.
const MONTH_OF: &str = "cast(substr({day}, 1, 4) || substr({day}, 6, 2) as bigint)";

/// What ends a benefit: why, of which kinds, and SQL for award and the first month that is not due any more; `x` is an amount
/// of the award `a`, $1 the month of the check.
const CONDITIONS: &[(&str, &str, &str)] = &[
    // Insured again as an employee or flexible worker (重新就业).
    (
        "insured",
        "'unemployment'",
        "SELECT a.id, min(CASE WHEN p.from_month > x.from_month THEN p.from_month ELSE x.from_month END)
         FROM {awards} JOIN participation p ON p.person = a.person AND p.retracted_at = 0 AND p.category <= 2
           AND p.from_month <= x.to_month AND p.to_month >= x.from_month AND p.from_month <= $1
         GROUP BY a.id",
    ),
    // At work without insurance.
    (
        "employed",
        "'unemployment'",
        "SELECT a.id, min({month:e.from_date})
         FROM {awards} JOIN employment e ON e.person = a.person AND e.retracted_at = 0
         WHERE {month:e.from_date} >= a.from_month AND {month:e.from_date} <= $1
         GROUP BY a.id",
    ),
    // Not registered as out of work any more: refused work, left, called up (社会保险法第五十一条).
    (
        "not-registered",
        "'unemployment'",
        "SELECT a.id, max({month:u.ended_on}) + CASE WHEN max({month:u.ended_on}) % 100 = 12 THEN 89 ELSE 1 END
         FROM {awards} JOIN unemployment u ON u.person = a.person AND u.retracted_at = 0
         WHERE {month:u.ended_on} <= $1 AND NOT EXISTS (SELECT 1 FROM unemployment o WHERE o.person = a.person AND o.retracted_at = 0
           AND o.ended_on IS NULL)
         GROUP BY a.id",
    ),
    // Draws a pension (享受基本养老保险待遇); the disability allowance gives way to it (工伤保险条例第三十五条).
    (
        "retired",
        "'unemployment', 'injury-allowance'",
        "SELECT a.id, min({month:s.from_date})
         FROM {awards} JOIN person_status s ON s.person = a.person AND s.retracted_at = 0 AND s.status = 'retired'
         WHERE {month:s.from_date} <= $1
         GROUP BY a.id",
    ),
];

/// Awards that are not due any more by what is on record up to a month, and have not been ended.
pub(crate) fn stopping(tx: &mut Tx<'_>, month: FeeMonth) -> Result<BTreeMap<i64, Stop>> {
    let mut stops: BTreeMap<i64, Stop> = BTreeMap::new();
    for &(why, kinds, sql) in CONDITIONS {
        let awards = format!(
            "award a JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0 AND a.benefit IN ({kinds})"
        );
        let mut sql = sql.replace("{awards}", &awards);
        for column in ["e.from_date", "u.ended_on", "s.from_date"] {
            sql = sql.replace(&format!("{{month:{column}}}"), &MONTH_OF.replace("{day}", column));
        }
        tx.each(&sql, params![month], |row| {
            let (award, first): (i64, FeeMonth) = (row.get(0)?, row.get(1)?);
            let found = Stop { last: first.previous(), why };
            let stop = stops.entry(award).or_insert(found);
            if found.last < stop.last {
                *stop = found;
            }
            Ok(())
        })?;
    }
    let mut due = BTreeMap::new();
    for (award, stop) in stops {
        let goes_on = tx.row(
            "SELECT 1 FROM award_amount WHERE award = $1 AND retracted_at = 0 AND to_month > $2 LIMIT 1",
            params![award, stop.last],
            |row| row.get::<i64>(0),
        )?;
        if goes_on.is_some() {
            due.insert(award, stop);
        }
    }
    Ok(due)
}

/// Looks through everybody who draws a benefit, once a month before the payment run.
///
/// # Errors
/// `BEN-0110` where nobody's benefit ends or changes.
pub fn review(office: &Office, actor: &Actor, month: FeeMonth) -> Result<Reviewed> {
    office.store.write(&actor.act(services::REVIEW.code), |tx| {
        let plan = plan(tx, office, actor.at.date(), month)?;
        let (endings, changes) = (plan.endings.len(), plan.changes.len());
        if endings + changes == 0 {
            return Err(codes::NOTHING_ENDS.with("month", month));
        }
        let command = json!(Command { month });
        let matter = desk::open(tx, office, actor, &services::REVIEW, None, &command)?;
        let overpaid = plan.endings.iter().map(|line| line.ending.overpaid).sum();
        let inputs = json!({ "month": month, "endings": endings, "overpaid": overpaid, "changes": changes });
        desk::decide(tx, office, actor, &matter, &Decision::granted(inputs, json!(plan)))?;
        Ok(Reviewed { matter, endings, overpaid, changes })
    })
}

fn plan(tx: &mut Tx<'_>, office: &Office, known_on: Date, month: FeeMonth) -> Result<Plan> {
    let stops = stopping(tx, month)?;
    let mut endings = Vec::with_capacity(stops.len());
    for (&award, stop) in &stops {
        let instead = if stop.why == "retired" { top_up(tx, award, stop.last)? } else { None };
        endings.push(Line { why: stop.why.to_owned(), ending: ending(tx, award, stop.last)?, instead });
    }
    let law = office.law.in_force(office.region.as_str(), Some(known_on))?;
    let mut changes = changes(tx, &law, month)?;
    changes.retain(|change| !stops.contains_key(&change.award));
    Ok(Plan { endings, changes })
}

/// What the pension of somebody with grade 1 to 4 falls short of their allowance, which the fund goes on paying.
fn top_up(tx: &mut Tx<'_>, award: i64, last: FeeMonth) -> Result<Option<NewAward>> {
    let found = tx.row(
        "SELECT a.person, x.amount, coalesce((SELECT max(y.amount) FROM award b JOIN award_amount y ON y.award = b.id
           AND y.retracted_at = 0 AND y.from_month <= $3 AND y.to_month >= $3
           WHERE b.person = a.person AND b.benefit = 'pension'), 0)
         FROM award a JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0
           AND x.from_month <= $2 AND x.to_month >= $2
         WHERE a.id = $1 AND a.benefit = 'injury-allowance'",
        params![award, last, last.next()],
        |row| Ok((row.get::<PartyId>(0)?, row.get::<Fen>(1)?, row.get::<Fen>(2)?)),
    )?;
    let Some((person, allowance, pension)) = found else { return Ok(None) };
    let short = pension_top_up(&mut NoTrace, allowance, pension);
    let (kind, from) = (Benefit::InjuryTopUp, last.next());
    Ok((short > Fen::ZERO).then(|| NewAward::monthly(person, kind, Fund::Injury, from, short)))
}

pub(super) fn approved(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let (command, signed) = decided(tx, matter)?;
    let Command { month } = read(&command)?;
    let plan = plan(tx, office, matter.at.date(), month)?;
    same(&plan, &signed, matter)?;
    for line in &plan.endings {
        end(tx, actor, matter, &line.ending, "stopped")?;
        if let Some(award) = &line.instead {
            grant(tx, matter, award)?;
        }
    }
    plan.changes.iter().try_for_each(|change| rates::carry_out(tx, actor, matter, change))
}

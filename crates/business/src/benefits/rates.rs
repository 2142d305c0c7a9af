//! Standards that change (待遇标准调整): what awards in payment pay when a dated figure of the law says otherwise, as part of the
//! monthly check. A figure that was published late is paid from its first month.
//!
//! The yearly adjustment of employees' pensions is a matter of its own (`pension`).

use kernel::{FeeMonth, Fen, Rate, Result};
use rules::resident::monthly_pension;
use rules::{Law, NoTrace};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use store::{Tx, params};

use super::awards::{Amount, Span, amounts, put};
use super::facts::benefit_of;
use super::injury::monthly_by_grade;
use super::unemployment::standard;
use super::{Benefit, read};
use crate::desk::{Actor, Matter};

/// How far back a standard that was published late is looked for, in months.
const BACK: i32 = 24;

/// What an award pays from a month on, in place of what it paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) award: i64,
    pub(super) spans: Vec<Span>,
}

/// An award in payment with what it was decided on.
struct Running {
    award: i64,
    benefit: Benefit,
    from: FeeMonth,
    inputs: Json,
    rows: Vec<Amount>,
}

/// Awards whose amount of the month, or of one before it, is not what the law as known today gives.
pub(super) fn changes(tx: &mut Tx<'_>, law: &Law<'_>, month: FeeMonth) -> Result<Vec<Change>> {
    let mut found = Vec::new();
    for running in running(tx, month)? {
        if let Some(change) = change(law, &running, month)? {
            found.push(change);
        }
    }
    Ok(found)
}

fn running(tx: &mut Tx<'_>, month: FeeMonth) -> Result<Vec<Running>> {
    let mut all = tx.rows(
        "SELECT a.id, a.benefit, a.from_month, d.inputs FROM award a
         JOIN decision g ON g.matter = a.matter AND g.outcome = 'granted'
         JOIN decision d ON d.id = coalesce((SELECT max(r.decision) FROM replaced r WHERE r.award = a.id), g.id)
         WHERE a.benefit IN ('resident-pension', 'unemployment', 'injury-allowance', 'nursing')
           AND EXISTS (SELECT 1 FROM award_amount x WHERE x.award = a.id AND x.retracted_at = 0 AND x.to_month >= $1)
         ORDER BY a.id",
        params![month],
        |row| {
            let benefit = benefit_of(row.get(1)?)?;
            let inputs = read(&row.get::<String>(3)?)?;
            Ok(Running { award: row.get(0)?, benefit, from: row.get(2)?, inputs, rows: Vec::new() })
        },
    )?;
    for one in &mut all {
        one.rows = amounts(tx, one.award)?;
    }
    Ok(all)
}

fn change(law: &Law<'_>, running: &Running, month: FeeMonth) -> Result<Option<Change>> {
    let Some(end) = running.rows.last().map(|row| row.to) else { return Ok(None) };
    let first = running.from.max(month.plus(-BACK));
    let mut since = None;
    for n in 0..=first.months_until(month) {
        let at = first.plus(n);
        let Some(row) = running.rows.iter().find(|row| row.from <= at && at <= row.to) else { continue };
        let due = running.due(law, row, at, month)?;
        // What was paid is not taken back: less is due from this month on only.
        if due > row.amount || (due < row.amount && at == month) {
            since = Some(at);
            break;
        }
    }
    let Some(since) = since else { return Ok(None) };
    let mut spans: Vec<Span> = Vec::new();
    let last = if end == FeeMonth::OPEN { month } else { end };
    for n in 0..=since.months_until(last) {
        let at = since.plus(n);
        let Some(row) = running.rows.iter().find(|row| row.from <= at && at <= row.to) else { continue };
        let amount = running.due(law, row, at, month)?;
        match spans.last_mut().filter(|span| span.amount == amount) {
            Some(span) => span.to = at,
            None => spans.push(Span { from: at, to: at, amount }),
        }
    }
    if let Some(span) = spans.last_mut() {
        span.to = end;
    }
    Ok(Some(Change { award: running.award, spans }))
}

impl Running {
    fn due(&self, law: &Law<'_>, row: &Amount, at: FeeMonth, today: FeeMonth) -> Result<Fen> {
        due(law, (self.benefit, self.from, &self.inputs), (row.amount, row.from), (at, today))
    }
}

/// What a benefit that follows a standard pays in a month by the law. It was decided on `inputs` from a month on; `known` is
/// what it pays from a month on as far as is known, `today` the last month whose figures count.
pub(crate) fn due(
    law: &Law<'_>,
    (benefit, from, inputs): (Benefit, FeeMonth, &Json),
    (amount, since): (Fen, FeeMonth),
    (at, today): (FeeMonth, FeeMonth),
) -> Result<Fen> {
    let whole = |key: &str| inputs[key].as_i64().unwrap_or(0);
    match benefit {
        // Whoever awarded it, the basic part rises by as much as the standard has since.
        Benefit::ResidentPension => {
            let basic = |on| monthly_pension(&mut NoTrace, law, on, Fen::ZERO).map(|pension| pension.basic);
            Ok(amount + basic(at)? - basic(since)?)
        }
        Benefit::Unemployment => {
            let years = Rate::ratio(whole("months_paid"), 12).unwrap_or(Rate::ZERO);
            let index = i64::from(from.months_until(at)) + 1;
            standard(law, (at, today), years, index)
        }
        _ => {
            let nursing = inputs["nursing"].as_str().unwrap_or("none");
            let assessed = inputs["assessed_on"].as_str().and_then(|text| text.parse().ok());
            let Some(assessed) = assessed else { return Ok(amount) };
            let basis = (assessed, Fen::new(whole("own_wage")));
            monthly_by_grade(law, benefit, (whole("grade"), nursing), basis, at)
        }
    }
}

/// Carries a change out.
pub(super) fn carry_out(tx: &mut Tx<'_>, actor: &Actor, matter: &Matter, change: &Change) -> Result<()> {
    let Some(since) = change.spans.first().map(|span| span.from) else { return Ok(()) };
    let before = amounts(tx, change.award)?;
    let part = |at: FeeMonth| {
        let row = before.iter().find(|row| row.from <= at && at <= row.to);
        row.map_or(Fen::ZERO, |row| row.account_part)
    };
    let with: Vec<Amount> = change
        .spans
        .iter()
        .map(|span| {
            let Span { from, to, amount } = *span;
            Amount { award: change.award, from, to, amount, account_part: part(from) }
        })
        .collect();
    put(tx, matter, actor.at, "adjustment", (change.award, since), &with)
}

//! A claim decided once more (重新核定): what an award would be by the facts and the law as known today. Nothing is changed here.
//!
//! Each subject decides its own claims again, with the very functions that decided them first. Not here: which awards are
//! looked at and what is done about them (`recompute`).

use kernel::{FeeMonth, Fen, Fund, Moment, PartyId, Result};
use rules::{Law, optional};
use serde_json::Value as Json;
use store::{Row, Tx, params};

use super::awards::{Amount, Span};
use super::facts::benefit_of;
use super::rates::due;
use super::{Benefit, NewAward, read};

/// An award with the claim that it was granted by.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    pub(crate) award: i64,
    pub(crate) person: PartyId,
    pub(crate) benefit: Benefit,
    pub(crate) fund: Fund,
    /// Its first month.
    pub(crate) from: FeeMonth,
    pub(crate) provisional: bool,
    /// Number of the matter.
    pub(crate) number: String,
    /// Code of the service.
    pub(crate) service: String,
    /// Whom the claim was about.
    pub(crate) subject: Option<PartyId>,
    /// When it was handed in: the day the decision goes by.
    pub(crate) asked: Moment,
    /// The decision.
    pub(crate) decision: i64,
    pub(crate) inputs: Json,
    pub(crate) effects: Json,
}

/// What the same claim comes to today, in the form its decision had.
pub(crate) struct Again {
    pub(crate) awards: Vec<NewAward>,
    pub(crate) inputs: Json,
    pub(crate) effects: Json,
}

impl Again {
    pub(crate) fn new(awards: Vec<NewAward>, inputs: Json, effects: &impl serde::Serialize) -> Again {
        Again { awards, inputs, effects: serde_json::to_value(effects).unwrap_or_default() }
    }
}

impl Signed {
    /// Whom the claim was about; of an award without such a matter whoever is paid.
    pub(crate) fn about(&self) -> PartyId {
        self.subject.unwrap_or(self.person)
    }

    /// The month the claim was handed in.
    pub(crate) fn month(&self) -> FeeMonth {
        FeeMonth::of(self.asked.date())
    }
}

/// Numbers of the awards that pay in a month or later.
pub(crate) fn paying_since(tx: &mut Tx<'_>, since: FeeMonth) -> Result<Vec<i64>> {
    tx.rows(
        "SELECT DISTINCT award FROM award_amount WHERE retracted_at = 0 AND to_month >= $1 ORDER BY award",
        params![since],
        |row| row.get(0),
    )
}

/// Awards by number, from one to another, with what they were granted on.
pub(crate) fn signed(tx: &mut Tx<'_>, (first, last): (i64, i64)) -> Result<Vec<Signed>> {
    tx.rows(
        "SELECT a.id, a.person, a.benefit, a.fund, a.from_month, a.provisional, m.number, m.service, m.subject, m.opened_at,
                d.id, d.inputs, d.effects
         FROM award a JOIN matter m ON m.id = a.matter JOIN decision d ON d.matter = m.id AND d.outcome = 'granted'
         WHERE a.id BETWEEN $1 AND $2 ORDER BY a.id",
        params![first, last],
        signed_row,
    )
}

fn signed_row(row: &Row<'_>) -> Result<Signed> {
    Ok(Signed {
        award: row.get(0)?,
        person: row.get(1)?,
        benefit: benefit_of(row.get(2)?)?,
        fund: row.get(3)?,
        from: row.get(4)?,
        provisional: row.get::<i64>(5)? == 1,
        number: row.get(6)?,
        service: row.get(7)?,
        subject: row.get(8)?,
        asked: row.get(9)?,
        decision: row.get(10)?,
        inputs: read(&row.get::<String>(11)?)?,
        effects: read(&row.get::<String>(12)?)?,
    })
}

/// The last month that an award was granted for, and whether it was ended before that.
pub(crate) fn stopped(tx: &mut Tx<'_>, award: i64, last: FeeMonth) -> Result<bool> {
    let granted = tx.row(
        "SELECT max(x.to_month) FROM award_amount x WHERE x.award = $1 AND x.cause IN ('award', 'recompute')
           AND x.recorded_at = (SELECT max(y.recorded_at) FROM award_amount y
                                WHERE y.award = $1 AND y.cause IN ('award', 'recompute'))",
        params![award],
        |row| row.get::<Option<FeeMonth>>(0),
    )?;
    Ok(granted.flatten().is_some_and(|granted| last < granted))
}

/// What an award pays month by month by the standards in force, as far as they are known in the month `today`.
pub(crate) fn course(law: &Law<'_>, new: &NewAward, inputs: &Json, today: FeeMonth) -> Result<Vec<Span>> {
    let first = Span { from: new.from, to: new.to, amount: new.amount };
    let mut spans: Vec<Span> = std::iter::once(first).chain(new.later.iter().copied()).collect();
    if !matches!(new.benefit, Benefit::ResidentPension | Benefit::InjuryAllowance | Benefit::Nursing) {
        return Ok(spans);
    }
    spans.clear();
    let last = if new.to == FeeMonth::OPEN { today.max(new.from) } else { new.to };
    let mut amount = new.amount;
    for n in 0..=new.from.months_until(last) {
        let at = new.from.plus(n);
        let found = due(law, (new.benefit, new.from, inputs), (new.amount, new.from), (at, today));
        // A figure that is not out yet leaves the amount as it was.
        amount = optional(found)?.unwrap_or(amount);
        match spans.last_mut().filter(|span| span.amount == amount) {
            Some(span) => span.to = at,
            None => spans.push(Span { from: at, to: at, amount }),
        }
    }
    if let Some(span) = spans.last_mut() {
        span.to = new.to;
    }
    Ok(spans)
}

/// The rows of an award from one month to another, neighbours of the same amounts as one.
pub(crate) fn within(rows: &[Amount], first: FeeMonth, last: FeeMonth) -> Vec<Amount> {
    let mut found: Vec<Amount> = Vec::new();
    for row in rows.iter().filter(|row| row.from <= last && row.to >= first && row.amount > Fen::ZERO) {
        let next = Amount { from: row.from.max(first), to: row.to.min(last), ..*row };
        let same = |before: &&mut Amount| {
            before.to.next() == next.from
                && (before.amount, before.account_part) == (next.amount, next.account_part)
        };
        match found.last_mut().filter(same) {
            Some(before) => before.to = next.to,
            None => found.push(next),
        }
    }
    found
}

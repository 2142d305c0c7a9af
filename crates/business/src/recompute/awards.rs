//! Awards that would pay otherwise by what is known today.

use kernel::{FeeMonth, Fen, Kind as ProblemKind, Moment, PartyId, Problem, Result};
use rules::{Derivation, Law, Step};
use serde_json::Value as Json;
use store::{Tx, params};

use super::codes;
use super::line::{Detail, Kind, Line, Moved, Why, capped, late_figures, records};
use super::plan::Scope;
use crate::Office;
use crate::benefits::{self, Again, Amount, Benefit, NewAward, Signed, Span, amounts, stopped, within};
use crate::desk::{Service, decision_on, services};
use crate::payment;
use crate::pension;
use crate::registry::facts::{recorded_since, region_of, true_record};
use crate::replay::changes;

type Decide = fn(&mut Tx<'_>, &Office, &mut Derivation, &Law<'_>, &Signed) -> Result<Again>;

/// How the claims of a service are decided again. What is not listed (inherited accounts, sums in place of a running
/// benefit, pensions that another system awarded) keeps no facts to decide it from, or follows another award.
static AGAIN: &[(&Service, Decide)] = &[
    (&services::RETIRE, pension::again),
    (&services::RESIDENT_CLAIM, pension::resident_again),
    (&services::DEATH, pension::survivor_again),
    (&services::UNEMPLOYMENT_CLAIM, benefits::unemployment_again),
    (&services::MATERNITY_CLAIM, benefits::maternity_again),
    (&services::INJURY_CLAIM, benefits::injury_again),
    (&services::INJURY_LEAVING, benefits::leaving_again),
    (&services::WORK_DEATH, benefits::work_death_again),
];

/// Kinds that such a claim may bring beside those that are decided again.
const NOT_AGAIN: &[Benefit] = &[Benefit::Inheritance];

/// An award decided again.
pub(super) struct Decided {
    pub(super) signed: Signed,
    /// The decision it rests on now, and its matter.
    pub(super) replaces: i64,
    pub(super) again: Again,
    pub(super) provisional: bool,
    /// It was ended before the month it was granted to.
    pub(super) ended: bool,
    pub(super) steps: Vec<Step>,
    /// What it pays from the first month that is looked at.
    pub(super) rows: Vec<Amount>,
    pub(super) line: Line,
}

/// What comes of looking at an award.
pub(super) enum Looked {
    /// It pays what it would, or cannot be decided again.
    Same,
    /// It would pay otherwise.
    Other(Box<Decided>),
    /// An officer has to decide.
    ByHand(Box<Line>),
}

/// What all awards are looked at with.
pub(super) struct Terms<'a> {
    pub(super) office: &'a Office,
    pub(super) law: Law<'a>,
    /// Years of pension adjustments that were agreed to.
    pub(super) years: Vec<i32>,
    pub(super) today: FeeMonth,
}

impl<'a> Terms<'a> {
    pub(super) fn new(tx: &mut Tx<'_>, office: &'a Office, at: Moment) -> Result<Terms<'a>> {
        let law = office.law.in_force(office.region.as_str(), Some(at.date()))?;
        Ok(Terms { office, law, years: pension::adjusted_years(tx)?, today: FeeMonth::of(at.date()) })
    }
}

/// Looks at an award.
pub(super) fn look(tx: &mut Tx<'_>, terms: &Terms<'_>, scope: &Scope, signed: Signed) -> Result<Looked> {
    let decide = AGAIN.iter().find(|(service, _)| service.code == signed.service);
    let in_scope = scope.insurances.iter().any(|insurance| insurance.fund() == signed.fund);
    let (Some((_, decide)), true) = (decide, in_scope && !NOT_AGAIN.contains(&signed.benefit)) else {
        return Ok(Looked::Same);
    };
    let now = amounts(tx, signed.award)?;
    let (Some(first), Some(last)) = (now.first(), now.last()) else { return Ok(Looked::Same) };
    let (start, end) = (scope.since.max(first.from), last.to);
    if start > end || !scope.region.contains(region_of(tx, signed.about())?) {
        return Ok(Looked::Same);
    }
    let replaces = decision_on(tx, signed.award, signed.decision)?;
    let decided_at = made_at(tx, replaces)?;
    let mut trace = Derivation::default();
    let found = decide(tx, terms.office, &mut trace, &terms.law, &signed).and_then(|again| {
        let award = matching(tx, &again, &signed)?;
        Ok((again, award))
    });
    let steps = trace.into_steps();
    let (again, award) = match found {
        Ok(found) => found,
        Err(problem) if problem.kind() == ProblemKind::System => return Err(problem),
        Err(problem) => {
            let why = reasons(tx, &signed, decided_at, &steps, None)?;
            return Ok(Looked::ByHand(Box::new(by_hand(&signed, (start, end), &now, &problem, why))));
        }
    };
    let ended = stopped(tx, signed.award, end)?;
    let until = if ended { end.min(last_of(&award)) } else { last_of(&award) };
    let spans = match signed.benefit {
        Benefit::Pension => pension::course(tx, &terms.law, &again, &terms.years)?,
        _ => benefits::course(&terms.law, &award, &again.inputs, terms.today)?,
    };
    let whole: Vec<Amount> = spans.iter().map(|span| amount(&signed, &award, span)).collect();
    let rows = within(&whole, start, until);
    let months = moved(&within(&now, start, FeeMonth::OPEN), &rows);
    let becomes_final = signed.provisional && !award.provisional;
    if months.is_empty() && !becomes_final {
        return Ok(Looked::Same);
    }
    let why = reasons(tx, &signed, decided_at, &steps, Some(&again.inputs))?;
    let line = line(tx, &signed, (start, until), months, why)?;
    let provisional = award.provisional;
    Ok(Looked::Other(Box::new(Decided { signed, replaces, again, provisional, ended, steps, rows, line })))
}

fn made_at(tx: &mut Tx<'_>, decision: i64) -> Result<Moment> {
    let found = tx.row("SELECT made_at FROM decision WHERE id = $1", params![decision], |row| row.get(0))?;
    Ok(found.unwrap_or(Moment::from_micros(0)))
}

/// The award of the claim that this one is.
fn matching(tx: &mut Tx<'_>, again: &Again, signed: &Signed) -> Result<NewAward> {
    for award in again.awards.iter().filter(|award| award.benefit == signed.benefit) {
        if true_record(tx, award.person)? != signed.person {
            continue;
        }
        if award.from != signed.from {
            return Err(codes::ANOTHER_MONTH.with("month", award.from));
        }
        return Ok(award.clone());
    }
    Err(codes::NOT_DUE.with("benefit", signed.benefit.name().zh))
}

fn amount(signed: &Signed, award: &NewAward, span: &Span) -> Amount {
    let account_part = award.account_part.min(span.amount);
    Amount { award: signed.award, from: span.from, to: span.to, amount: span.amount, account_part }
}

/// Months in which two courses of an award differ. A month that one of them does not have pays nothing there.
fn moved(before: &[Amount], after: &[Amount]) -> Vec<Moved> {
    let mut edges: Vec<FeeMonth> = Vec::new();
    for row in before.iter().chain(after) {
        edges.push(row.from);
        if row.to < FeeMonth::OPEN {
            edges.push(row.to.next());
        }
    }
    edges.sort_unstable();
    edges.dedup();
    let at = |rows: &[Amount], month: FeeMonth| {
        let row = rows.iter().find(|row| row.from <= month && month <= row.to);
        row.map_or((Fen::ZERO, Fen::ZERO), |row| (row.amount, row.account_part))
    };
    let mut found: Vec<Moved> = Vec::new();
    for (n, &from) in edges.iter().enumerate() {
        let (was, will) = (at(before, from), at(after, from));
        if was == will {
            continue;
        }
        let to = edges.get(n + 1).map_or(FeeMonth::OPEN, |next| next.previous());
        found.push(Moved { from, to, before: was.0, after: will.0, account_part: will.1 });
    }
    found
}

fn line(
    tx: &mut Tx<'_>,
    signed: &Signed,
    (start, until): (FeeMonth, FeeMonth),
    months: Vec<Moved>,
    why: Vec<Why>,
) -> Result<Line> {
    let paid_to = payment::facts::last_month(tx, signed.award)?;
    let difference = paid_to.map_or(Fen::ZERO, |last| {
        let past = |moved: &Moved| i64::from(moved.from.months_until(moved.to.min(last)) + 1).max(0);
        months.iter().map(|moved| Fen::new((moved.after - moved.before).get() * past(moved))).sum()
    });
    let last = months.last();
    Ok(Line {
        kind: Kind::Award,
        payer: None,
        person: signed.person,
        insurance: signed.fund.code(),
        award: signed.award,
        from: months.first().map_or(start, |moved| moved.from),
        to: last.map_or(until, |moved| moved.to),
        before: last.map_or(Fen::ZERO, |moved| moved.before),
        after: last.map_or(Fen::ZERO, |moved| moved.after),
        difference,
        detail: Detail { benefit: Some(signed.benefit), months, why, ..Detail::default() },
    })
}

fn by_hand(
    signed: &Signed,
    (start, end): (FeeMonth, FeeMonth),
    now: &[Amount],
    problem: &Problem,
    why: Vec<Why>,
) -> Line {
    Line {
        kind: Kind::ByHand,
        payer: None,
        person: signed.person,
        insurance: signed.fund.code(),
        award: signed.award,
        from: start,
        to: end,
        before: now.last().map_or(Fen::ZERO, |row| row.amount),
        after: Fen::ZERO,
        difference: Fen::ZERO,
        detail: Detail::refused(signed.benefit, problem, why),
    }
}

/// What changed since the decision: figures published later, records made later, facts that read otherwise.
fn reasons(
    tx: &mut Tx<'_>,
    signed: &Signed,
    decided_at: Moment,
    steps: &[Step],
    now: Option<&Json>,
) -> Result<Vec<Why>> {
    let mut why = late_figures(steps, decided_at.date());
    let person: PartyId = signed.about();
    why.extend(records(recorded_since(tx, person, decided_at, None)?));
    if let Some(now) = now {
        let changed =
            changes(&signed.inputs, now).into_iter().filter(|change| !change.path.starts_with("origins"));
        why.extend(changed.map(|change| Why::Fact {
            path: change.path,
            before: change.decided,
            now: change.now,
        }));
    }
    Ok(capped(why))
}

/// The last month of an award.
fn last_of(award: &NewAward) -> FeeMonth {
    award.later.last().map_or(award.to, |span| span.to)
}

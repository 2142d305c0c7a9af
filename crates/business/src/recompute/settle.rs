//! Carrying out what a second person agreed to: difference bills, new amounts, claims; chunk by chunk, resumable.

use kernel::{FeeMonth, Fen, MatterId, PartyId, Result};
use rules::InsuranceSet;
use serde_json::json;
use store::{Row, Tx, params};

use super::awards::{Decided, Looked, Terms, look};
use super::codes;
use super::contributions::{found, plain};
use super::line::{COLUMNS, Kind, Line};
use super::plan::Scope;
use super::services::{RECOMPUTE, RECOMPUTE_AWARD};
use crate::Office;
use crate::benefits::{Benefit, claim_excess, make_final, put, signed, within};
use crate::desk::{self, Actor, Decision, Matter};
use crate::levy::{BillKind, Months, bill_differences};
use crate::pension;
use crate::registry::facts::{records_sql, true_record};

/// What settling came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Lines settled by this call.
    pub settled: i64,
    /// Lines that are not what was agreed to any more, and were left as they are.
    pub changed: i64,
    /// Difference bills made.
    pub bills: i64,
    /// More to collect.
    pub collect: Fen,
    /// Contributions to be given back.
    pub refund: Fen,
    /// Benefits paid too much and claimed back.
    pub claimed: Fen,
}

/// How far a settlement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Lines through.
    pub done: i64,
    /// Lines in all.
    pub of: i64,
}

/// How many payers, and how many awards, are settled in one transaction.
const PAYERS: i64 = 64;
const AWARDS: i64 = 64;

/// A recomputation at work.
struct Run {
    id: i64,
    matter: Matter,
    scope: Scope,
    until: Option<FeeMonth>,
    lines: i64,
    settled: i64,
}

/// Settles an approved recomputation: each chunk commits with the place to go on from, so that one that was interrupted is
/// finished by calling it again.
///
/// # Errors
/// `RCP-0101` for a matter that is none, `RCP-0104` before a second person agreed.
pub fn settle(
    office: &Office,
    actor: &Actor,
    number: &str,
    progress: &mut dyn FnMut(Progress),
) -> Result<Done> {
    let act = actor.act(RECOMPUTE.code);
    let mut done = Done::default();
    loop {
        let step = office.store.write(&act, |tx| match begin(tx, office, actor, number)? {
            Some(run) => chunk(tx, office, actor, &run).map(Some),
            None => Ok(None),
        })?;
        let Some((through, step)) = step else { return Ok(done) };
        done.add(&step);
        progress(through);
    }
}

impl Done {
    fn add(&mut self, other: &Done) {
        self.settled += other.settled;
        self.changed += other.changed;
        self.bills += other.bills;
        self.collect += other.collect;
        self.refund += other.refund;
        self.claimed += other.claimed;
    }
}

/// The recomputation of a matter as it stands; none where it is done.
fn begin(tx: &mut Tx<'_>, office: &Office, actor: &Actor, number: &str) -> Result<Option<Run>> {
    actor.may(&RECOMPUTE, office.region)?;
    let id = desk::matter_by_number(tx, number)?;
    let matter = desk::matter_of(tx, id)?;
    let found = tx.row(
        "SELECT state, id, since, until, billed_in, region, insurances, lines, settled FROM recompute WHERE matter = $1",
        params![id],
        |row| Ok((row.get::<String>(0)?, run_row(row, &matter)?)),
    )?;
    let (state, run) = found.ok_or_else(|| codes::NONE.with("matter", number))?;
    match state.as_str() {
        "approved" => Ok(Some(run)),
        "done" => Ok(None),
        _ => Err(codes::NOT_APPROVED.with("matter", number)),
    }
}

fn run_row(row: &Row<'_>, matter: &Matter) -> Result<Run> {
    let insurances: InsuranceSet = row
        .get::<String>(6)?
        .split(',')
        .filter_map(|code| kernel::Insurance::from_code(code.parse().ok()?))
        .collect();
    let scope = Scope { since: row.get(2)?, billed_in: row.get(4)?, region: row.get(5)?, insurances };
    Ok(Run {
        id: row.get(1)?,
        matter: matter.clone(),
        scope,
        until: FeeMonth::from_yyyymm(row.get(3)?),
        lines: row.get(7)?,
        settled: row.get(8)?,
    })
}

/// Settles the next lines, and says how far that is.
fn chunk(tx: &mut Tx<'_>, office: &Office, actor: &Actor, run: &Run) -> Result<(Progress, Done)> {
    let payers = tx.rows(
        "SELECT payer, max(line) FROM recompute_line WHERE recompute = $1 AND line > $2 AND kind = 'contribution'
         GROUP BY payer ORDER BY max(line) LIMIT $3",
        params![run.id, run.settled, PAYERS],
        |row| Ok((row.get::<PartyId>(0)?, row.get::<i64>(1)?)),
    )?;
    let last = payers.last().map_or((run.settled + AWARDS).min(run.lines), |(_, line)| *line);
    let lines = tx.rows(
        &format!("SELECT {COLUMNS}, l.line FROM recompute_line l WHERE l.recompute = $1 AND l.line > $2 AND l.line <= $3 ORDER BY l.line"),
        params![run.id, run.settled, last],
        |row| Ok((Line::of_row(row)?, row.get::<i64>(11)?)),
    )?;
    let mut done = Done::default();
    match (payers.is_empty(), run.until) {
        (false, Some(until)) => contributions(tx, office, actor, (run, until), &lines, &mut done)?,
        _ => {
            let terms = Terms::new(tx, office, actor.at)?;
            for (line, number) in lines.iter().filter(|(line, _)| line.kind == Kind::Award) {
                award(tx, actor, (run, &terms), (line, *number), &mut done)?;
            }
        }
    }
    let state = if last >= run.lines { "done" } else { "approved" };
    tx.run("UPDATE recompute SET settled = $2, state = $3 WHERE id = $1", params![run.id, last, state])?;
    Ok((Progress { done: last, of: run.lines }, done))
}

fn mark(tx: &mut Tx<'_>, run: &Run, (first, last): (i64, i64), state: &str) -> Result<()> {
    tx.run(
        "UPDATE recompute_line SET state = $4 WHERE recompute = $1 AND line BETWEEN $2 AND $3",
        params![run.id, first, last, state],
    )?;
    Ok(())
}

/// Bills the differences of some payers; those of a payer of whom something else is found now are left.
fn contributions(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    (run, until): (&Run, FeeMonth),
    lines: &[(Line, i64)],
    done: &mut Done,
) -> Result<()> {
    let months = Months::compile(tx, office, actor.at, (run.scope.since, until))?;
    let mut settling = Vec::new();
    for of_payer in lines.chunk_by(|(a, _), (b, _)| a.payer == b.payer) {
        let (Some((first, from)), Some((_, to))) = (of_payer.first(), of_payer.last()) else { continue };
        let Some(payer) = first.payer else { continue };
        let payer = true_record(tx, payer)?;
        let found = found(tx, &run.scope, &months, payer)?;
        let same = found.len() == of_payer.len()
            && found.iter().zip(of_payer).all(|(now, (then, _))| plain(now).agrees_with(then));
        let count = to - from + 1;
        mark(tx, run, (*from, *to), if same { "settled" } else { "changed" })?;
        match same {
            true => {
                link(tx, run, payer, until)?;
                settling.extend(found);
                done.settled += count;
            }
            false => done.changed += count,
        }
    }
    if settling.is_empty() {
        return Ok(());
    }
    let kind = (BillKind::Difference, run.scope.billed_in);
    let billed = bill_differences(tx, office, actor, &run.matter, kind, &settling)?;
    done.bills += i64::try_from(billed.bills.len()).unwrap_or(0);
    done.collect += billed.to_collect;
    done.refund += billed.to_refund;
    Ok(())
}

/// The decision takes the place of those that the payer's bills of the months came from.
fn link(tx: &mut Tx<'_>, run: &Run, payer: PartyId, until: FeeMonth) -> Result<()> {
    let ours = decision_of(tx, run.matter.id)?;
    let sql = format!(
        "SELECT DISTINCT d.id FROM bill b JOIN decision d ON d.matter = b.matter
         WHERE b.payer IN {} AND b.matter <> $2 AND b.month >= $3 AND b.kind NOT IN ('take-over', 'by-fund')
           AND EXISTS (SELECT 1 FROM contribution c WHERE c.bill = b.id AND c.month BETWEEN $3 AND $4)
         ORDER BY d.id",
        records_sql(1)
    );
    let earlier =
        tx.rows(&sql, params![payer, run.matter.id, run.scope.since, until], |row| row.get::<i64>(0))?;
    for earlier in earlier {
        desk::replace(tx, &run.matter, ours, earlier, 0)?;
    }
    Ok(())
}

fn decision_of(tx: &mut Tx<'_>, matter: MatterId) -> Result<i64> {
    let found = tx.row("SELECT max(id) FROM decision WHERE matter = $1", params![matter], |row| {
        row.get::<Option<i64>>(0)
    })?;
    found.flatten().ok_or_else(|| codes::NONE.with("matter", matter))
}

/// Decides an award again, where it still comes to what was agreed to: a decision of its own that replaces the earlier one, new
/// amounts, and a claim where too much was paid. What is due on top follows with the next payment run.
fn award(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (run, terms): (&Run, &Terms<'_>),
    (line, number): (&Line, i64),
    done: &mut Done,
) -> Result<()> {
    let found = match signed(tx, (line.award, line.award))?.pop() {
        Some(signed) => Some(look(tx, terms, &run.scope, signed)?),
        None => None,
    };
    let decided = match found {
        Some(Looked::Other(decided)) if decided.line.agrees_with(line) => decided,
        _ => {
            done.changed += 1;
            return mark(tx, run, (number, number), "changed");
        }
    };
    let matter = decide(tx, actor, (run, terms), &decided)?;
    let Decided { signed, again, rows, provisional, .. } = &*decided;
    if !line.detail.months.is_empty() {
        // What was ended stays known as ended.
        let cause = if decided.ended { "stop" } else { "recompute" };
        let rows = within(rows, line.from, FeeMonth::OPEN);
        put(tx, &run.matter, actor.at, cause, (signed.award, line.from), &rows)?;
    }
    if signed.benefit == Benefit::Pension {
        pension::follow(tx, &matter, again)?;
        if signed.provisional && !provisional {
            make_final(tx, signed.award)?;
        }
    }
    let whose = (signed.award, signed.person, signed.fund);
    done.claimed += claim_excess(tx, actor, &run.matter, whose, "recompute")?;
    done.settled += 1;
    mark(tx, run, (number, number), "settled")
}

/// The new decision on an award, with the one it replaces among its inputs.
fn decide(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (run, terms): (&Run, &Terms<'_>),
    decided: &Decided,
) -> Result<Matter> {
    let Decided { signed, again, line, .. } = decided;
    let command = json!({ "award": signed.award, "recomputation": run.matter.number });
    let matter = desk::open(tx, terms.office, actor, &RECOMPUTE_AWARD, Some(signed.about()), &command)?;
    desk::part_of(tx, &matter, run.matter.id)?;
    let mut inputs = again.inputs.clone();
    inputs["award"] = json!(signed.award);
    inputs["agreed"] = json!(run.matter.number);
    inputs["replaces"] = json!({ "decision": decided.replaces, "claim": signed.number });
    inputs["months"] = json!(line.detail.months);
    inputs["because"] = json!(line.detail.why);
    let decision = Decision::granted(inputs, again.effects.clone()).derived(json!(decided.steps));
    desk::decide(tx, terms.office, actor, &matter, &decision)?;
    let ours = decision_of(tx, matter.id)?;
    desk::replace(tx, &matter, ours, decided.replaces, signed.award)?;
    Ok(matter)
}

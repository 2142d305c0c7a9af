//! The monthly assessment: one bill a payer, kill-safe and resumable.
//!
//! Order: employees and flexible workers by payer; then units that did not declare, at the deemed wage; then residents.
//! Each chunk of payers commits with the place to go on from, so a repeated run ends as an uninterrupted one.

use std::sync::mpsc::sync_channel;

use kernel::{FeeMonth, Fen, MatterId, Moment, PartyId, Rate, Result};
use rules::{Category, ContributionRules, Line, NoTrace, Trace};
use serde_json::json;
use store::{Sequence, Tx, params};

use super::roll::{self, Basis, Chunk};
use super::write::{BillDraft, BillKind, ContributionRow, Header, write_bills};
use super::{Month, calendar_of, codes, facts};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::registry::{self, Payers, Resident, residents_due};

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// People assessed so far.
    pub people: i64,
    /// Bills so far.
    pub bills: i64,
}

/// What a month's assessment came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levied {
    /// Run number.
    pub run: i64,
    /// The month.
    pub month: FeeMonth,
    /// People with a line.
    pub people: i64,
    /// Bills.
    pub bills: i64,
    /// Sum of the bills.
    pub total: Fen,
}

struct Run {
    id: i64,
    matter: Matter,
    calendar: Month,
    started_at: Moment,
    last_payer: i64,
    stage: Stage,
    resumed: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Declared,
    Undeclared,
    Done,
}

/// Assesses a fee month: writes bills, contribution lines and receivables of everybody insured in it.
pub fn run(
    office: &Office,
    actor: &Actor,
    month: FeeMonth,
    progress: &mut dyn FnMut(Progress),
) -> Result<Levied> {
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    let rules = ContributionRules::compile(&law, month)?;
    let run = begin(office, actor, month)?;
    if run.stage == Stage::Done {
        return Err(codes::DONE.with("month", month));
    }
    let mut seen = run.resumed;
    if run.stage == Stage::Declared {
        seen |= declared(office, actor, &rules, &run, progress)?;
    }
    if seen {
        undeclared(office, actor, &rules, &run)?;
    }
    residents(office, actor, &rules, &run)?;
    finish(office, actor, &run)
}

fn begin(office: &Office, actor: &Actor, month: FeeMonth) -> Result<Run> {
    let command = json!({ "month": month });
    office.store.write(&actor.act(services::LEVY.code), |tx| {
        let calendar = calendar_of(tx, office, month, actor.at.date())?;
        if calendar.paused {
            return Err(codes::PAUSED.with("month", month));
        }
        if actor.at < calendar.cutoff {
            return Err(codes::STILL_OPEN.with("month", month).with("cutoff", calendar.cutoff));
        }
        if let Some(run) = unfinished(tx, office, actor, &calendar)? {
            return Ok(run);
        }
        // Months in between would never be assessed, and differences would take them for assessed ones.
        if let Some(last) = facts::last_begun(tx)?.filter(|last| last.next() < month) {
            return Err(codes::SKIPS.with("month", month).with("next", last.next()));
        }
        let matter = desk::open(tx, office, actor, &services::LEVY, None, &command)?;
        let id = tx.allot(Sequence::Run, 1)?[0];
        tx.run(
            "INSERT INTO levy_run (id, region, month, kind, law, state, last_payer, people, bills, total, started_at,
                                   finished_at, matter)
             VALUES ($1, $2, $3, 'regular', $4, 'running', 0, 0, 0, 0, $5, NULL, $6)",
            params![id, office.region, month, office.law.hash(), actor.at, matter.id],
        )?;
        tx.recorded_row(
            matter.id.get(),
            "levy_run",
            params![id, office.region, month, "regular", office.law.hash(), actor.at, matter.id],
        );
        let started_at = actor.at;
        Ok(Run { id, matter, calendar, started_at, last_payer: 0, stage: Stage::Declared, resumed: false })
    })
}

fn unfinished(tx: &mut Tx<'_>, office: &Office, actor: &Actor, calendar: &Month) -> Result<Option<Run>> {
    let found = tx.row(
        "SELECT r.id, r.state, r.last_payer, r.started_at, m.id, m.number
         FROM levy_run r JOIN matter m ON m.id = r.matter
         WHERE r.region = $1 AND r.month = $2 AND r.kind = 'regular'",
        params![office.region, calendar.month],
        |row| {
            let state: String = row.get(1)?;
            Ok((row.get(0)?, state, row.get(2)?, row.get(3)?, row.get::<MatterId>(4)?, row.get::<String>(5)?))
        },
    )?;
    let Some((id, state, last_payer, started_at, matter, number)) = found else { return Ok(None) };
    actor.may(&services::LEVY, office.region)?;
    let stage = match state.as_str() {
        "running" => Stage::Declared,
        "undeclared" => Stage::Undeclared,
        _ => Stage::Done,
    };
    let matter = Matter {
        id: matter,
        number,
        service: &services::LEVY,
        region: office.region,
        subject: None,
        at: started_at,
        by: actor.officer,
    };
    Ok(Some(Run { id, matter, calendar: calendar.clone(), started_at, last_payer, stage, resumed: true }))
}

/// Everybody whose wage or tier is known. Says whether a unit was left out because it did not declare.
fn declared(
    office: &Office,
    actor: &Actor,
    rules: &ContributionRules,
    run: &Run,
    progress: &mut dyn FnMut(Progress),
) -> Result<bool> {
    let basis =
        Basis { rules, month: run.calendar.month, known_at: run.started_at, floor_where_unknown: false };
    let (full, chunks) = sync_channel(2);
    let (back, empty) = sync_channel(4);
    let mut done = Progress { people: 0, bills: 0 };
    let mut left_out = false;
    std::thread::scope(|threads| {
        // The receiver must go first when writing fails, or the reader would wait for ever.
        let chunks = chunks;
        let (store, basis) = (&office.store, &basis);
        threads.spawn(move || roll::read(store, basis, Payers::After(run.last_payer), &full, &empty));
        for chunk in &chunks {
            let chunk: Chunk = chunk?;
            write_chunk(office, actor, run, &chunk, chunk.last_payer)?;
            left_out |= !chunk.undeclared.is_empty();
            done.people += chunk.bills.iter().map(|bill| bill.people).sum::<i64>();
            done.bills += i64::try_from(chunk.bills.len()).unwrap_or(i64::MAX);
            progress(done);
            // A reader that has finished needs no more buffers.
            let _ = back.try_send(chunk);
        }
        Ok(left_out)
    })
}

fn write_chunk(office: &Office, actor: &Actor, run: &Run, chunk: &Chunk, last_payer: i64) -> Result<()> {
    office.store.write(&actor.act(services::LEVY.code), |tx| {
        let header = Header {
            run: run.id,
            matter: run.matter.id,
            kind: BillKind::Regular,
            calendar: &run.calendar,
            at: run.started_at,
        };
        write_bills(tx, office, &header, &chunk.bills, &chunk.rows)?;
        let people: i64 = chunk.bills.iter().map(|bill| bill.people).sum();
        let bills = i64::try_from(chunk.bills.len()).unwrap_or(i64::MAX);
        let total: Fen = chunk.rows.iter().map(|row| row.line.total()).sum();
        tx.run(
            "UPDATE levy_run SET last_payer = $2, people = people + $3, bills = bills + $4, total = total + $5
             WHERE id = $1",
            params![run.id, last_payer, people, bills, total],
        )?;
        Ok(())
    })
}

/// Units that did not declare: 110 % of the last wage (社会保险法第六十二条); a new employee without any at the floor.
fn undeclared(office: &Office, actor: &Actor, rules: &ContributionRules, run: &Run) -> Result<()> {
    let month = run.calendar.month;
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    let ratio: Rate = law.rate("contribution.deemed_ratio", month)?.value;
    let units = office.store.write(&actor.act(services::LEVY.code), |tx| {
        tx.run("UPDATE levy_run SET state = 'undeclared' WHERE id = $1", params![run.id])?;
        let units = units_without_bill(tx, run, month)?;
        for &unit in &units {
            registry::deem_wages(tx, &run.matter, actor.at, unit, month, ratio)?;
        }
        Ok(units)
    })?;
    let basis = Basis { rules, month, known_at: actor.at, floor_where_unknown: true };
    for unit in units {
        let (full, chunks) = sync_channel(1);
        let (_, empty) = sync_channel(1);
        std::thread::scope(|threads| {
            let chunks = chunks;
            let (store, basis) = (&office.store, &basis);
            threads.spawn(move || roll::read(store, basis, Payers::Only(unit), &full, &empty));
            for chunk in &chunks {
                write_chunk(office, actor, run, &chunk?, i64::MAX)?;
            }
            Ok::<(), kernel::Problem>(())
        })?;
    }
    Ok(())
}

fn units_without_bill(tx: &mut Tx<'_>, run: &Run, month: FeeMonth) -> Result<Vec<PartyId>> {
    tx.rows(
        "SELECT DISTINCT p.payer FROM participation p
         WHERE p.category = 1 AND p.from_month <= $1 AND p.to_month >= $1 AND p.recorded_at <= $2
           AND (p.retracted_at = 0 OR p.retracted_at > $2)
           AND NOT EXISTS (SELECT 1 FROM bill b WHERE b.payer = p.payer AND b.month = $1 AND b.run = $3)
         ORDER BY p.payer",
        params![month, run.started_at, run.id],
        |row| row.get(0),
    )
}

/// Residents owe once a year: in its first month, or when they join.
fn residents(office: &Office, actor: &Actor, rules: &ContributionRules, run: &Run) -> Result<()> {
    let month = run.calendar.month;
    let due = office.store.read(|tx| {
        let billed = tx.rows(
            "SELECT payer FROM bill WHERE run = $1 AND month = $2 AND category = 3 ORDER BY payer",
            params![run.id, month],
            |row| row.get::<PartyId>(0),
        )?;
        let mut due = residents_due(tx, month, run.started_at)?;
        due.retain(|resident| billed.binary_search(&resident.person).is_err());
        Ok(due)
    })?;
    let groups: Vec<&[Resident]> = due.chunk_by(|a, b| a.person == b.person).collect();
    for people in groups.chunks(4096) {
        let mut chunk = Chunk::default();
        for lines in people {
            let person = lines[0].person;
            let mut bill = BillDraft::new(person, Category::Resident, chunk.rows.len());
            for resident in *lines {
                let line = resident_line(&mut NoTrace, rules, resident)?;
                bill.add_line(person, &line);
                chunk.rows.push(ContributionRow::new(chunk.bills.len(), person, month, &line));
            }
            chunk.bills.push(bill);
        }
        write_chunk(office, actor, run, &chunk, i64::MAX)?;
    }
    Ok(())
}

/// The line of a resident.
pub(super) fn resident_line<T: Trace>(
    trace: &mut T,
    rules: &ContributionRules,
    resident: &Resident,
) -> Result<Line> {
    if resident.insurance != kernel::Insurance::ResidentPension {
        return rules.assess_resident_medical(trace, &resident.tier);
    }
    let tier = Fen::parse_yuan(&resident.tier)
        .ok_or_else(|| codes::TIER.with("person", resident.person).with("tier", &resident.tier))?;
    rules.assess_resident_pension(trace, tier)
}

fn finish(office: &Office, actor: &Actor, run: &Run) -> Result<Levied> {
    office.store.write(&actor.act(services::LEVY.code), |tx| {
        tx.run(
            "UPDATE levy_run SET state = 'done', finished_at = $2 WHERE id = $1",
            params![run.id, actor.at],
        )?;
        let levied =
            tx.row("SELECT people, bills, total FROM levy_run WHERE id = $1", params![run.id], |row| {
                Ok(Levied {
                    run: run.id,
                    month: run.calendar.month,
                    people: row.get(0)?,
                    bills: row.get(1)?,
                    total: row.get(2)?,
                })
            })?;
        let levied = levied.ok_or_else(|| codes::BROKEN.problem())?;
        let effects = json!({ "bills": levied.bills, "people": levied.people, "total": levied.total });
        let inputs = json!({ "month": levied.month, "known_at": run.started_at });
        desk::decide(tx, office, actor, &run.matter, &Decision::granted(inputs, effects))?;
        Ok(levied)
    })
}

//! The one engine of check run and real run.

use std::collections::HashMap;

use kernel::{FeeMonth, Fen, MatterId, PartyId, Problem, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Sequence, Tx, params};

use super::chunk;
use super::codes;
use super::line::{Given, Kind};
use crate::Office;
use crate::desk::policy;
use crate::desk::{self, Action, Actor, Decision, Matter};
use crate::levy::Standing;
use crate::registry::{self, Done};

/// Rows that commit together.
const CHUNK: usize = 1000;
/// How often a chunk is tried when another officer recorded something at the same moment.
const TRIES: usize = 3;

/// Look only, or take in?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reports every bad row and changes nothing (预检).
    Check,
    /// Takes the good rows (办理).
    Real,
}

/// What is taken in.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// What it is about.
    pub kind: Kind,
    /// Whose rows they are.
    pub payer: PartyId,
    /// Name of the file; one that begins with the number of another unit is refused.
    pub name: &'a str,
    /// Digest of the file; empty for rows from memory, which are recognised by their content alone.
    pub digest: &'a str,
    /// Look only, or take in?
    pub mode: Mode,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The matter of a real run.
    pub matter: Option<MatterId>,
    /// Rows read.
    pub rows: u64,
    /// Rows that were taken, or would be.
    pub recorded: u64,
    /// Rows that said what was on record already.
    pub known: u64,
    /// Rows with something wrong.
    pub bad: u64,
    /// Sum of the money on all rows that could be read.
    pub sum: Fen,
    /// Was the same file taken in before?
    pub repeated: bool,
}

/// A run as `intake` keeps it.
struct Run {
    id: i64,
    matter: Matter,
    /// Rows up to here were settled before an interruption.
    last_row: u64,
}

/// What the rows so far came to.
struct Count {
    outcome: Outcome,
    rows: Sha256,
    last_row: u64,
}

/// What is told while rows are taken in.
pub struct Watch<'w> {
    /// Gets every row that cannot be taken with all that is wrong with it, in the order of the file.
    pub bad: &'w mut dyn FnMut(&Given, &[Problem]) -> Result<()>,
    /// Gets the number of rows so far.
    pub progress: &'w mut dyn FnMut(u64),
    /// Gets where people would stand at the payer in a month; those nobody knows yet without a number.
    pub after: Option<(FeeMonth, &'w mut dyn FnMut(Option<PartyId>, Standing))>,
}

/// Takes in rows, or looks what would come of it. `bad` gets every row that cannot be taken with all that is wrong with
/// it, in the order of the file; `progress` the number of rows so far. Run again after a kill it comes to the same.
pub fn run(
    office: &Office,
    actor: &Actor,
    task: &Task<'_>,
    rows: &mut dyn Iterator<Item = Result<Given>>,
    bad: &mut dyn FnMut(&Given, &[Problem]) -> Result<()>,
    progress: &mut dyn FnMut(u64),
) -> Result<Outcome> {
    watched(office, actor, task, rows, Watch { bad, progress, after: None })
}

/// As [`run`], telling more.
pub fn watched(
    office: &Office,
    actor: &Actor,
    task: &Task<'_>,
    rows: &mut dyn Iterator<Item = Result<Given>>,
    mut watch: Watch<'_>,
) -> Result<Outcome> {
    let action = Action::Service(task.kind.service());
    office.store.read(|tx| policy::check(tx, office, actor, action, task.payer))?;
    refuse_other_unit(office, task)?;
    let mut seen = HashMap::new();
    let mut run: Option<Run> = None;
    let mut count = Count::new();
    count.outcome.repeated = task.mode == Mode::Real && is_taken(office, task)?;
    loop {
        let mut chunk: Vec<Given> = (&mut *rows).take(CHUNK).collect::<Result<_>>()?;
        if chunk.is_empty() {
            break;
        }
        chunk.iter_mut().for_each(|given| refuse_repetition(given, &mut seen));
        let first = count.outcome.rows == 0;
        let verdicts = match task.mode {
            Mode::Check => rehearse(office, actor, task, &chunk, &mut watch)?,
            Mode::Real => {
                let (settled, verdicts) = take(office, actor, task, run, &chunk, &count, first)?;
                run = Some(settled);
                verdicts
            }
        };
        if first && task.mode == Mode::Check {
            chunk::refuse_strangers(office, task, &chunk, &verdicts)?;
        }
        let before = run.as_ref().map_or(0, |run| run.last_row);
        for (given, verdict) in chunk.iter().zip(&verdicts) {
            count.add(given, verdict, before);
            if let Err(problems) = verdict {
                (watch.bad)(given, problems)?;
            }
        }
        (watch.progress)(count.outcome.rows);
    }
    if count.outcome.rows == 0 {
        return Err(codes::NO_ROWS.problem());
    }
    if let Some(run) = run {
        count.outcome.matter = Some(run.matter.id);
        finish(office, actor, task, &run, &count)?;
    }
    Ok(count.outcome)
}

/// What becomes of each row of a chunk.
pub(super) type Verdict = Result<Done, Vec<Problem>>;

impl Count {
    fn new() -> Count {
        let outcome =
            Outcome { matter: None, rows: 0, recorded: 0, known: 0, bad: 0, sum: Fen::ZERO, repeated: false };
        Count { outcome, rows: Sha256::new(), last_row: 0 }
    }

    /// A row that an interrupted run had recorded counts as recorded now.
    fn add(&mut self, given: &Given, verdict: &Verdict, settled_before: u64) {
        let outcome = &mut self.outcome;
        outcome.rows += 1;
        if let (Ok(_), Ok(line)) = (verdict, &given.line) {
            outcome.sum += line.amount();
        }
        match verdict {
            Ok(Done::Known) if given.row > settled_before => outcome.known += 1,
            Ok(_) => outcome.recorded += 1,
            Err(_) => outcome.bad += 1,
        }
        if let Ok(line) = &given.line {
            self.rows.update(format!("{}|{}|{}\n", given.row, line.month(), line.amount().get()));
        }
        self.last_row = given.row;
    }
}

/// A file is named `unit_business_month.xlsx` by the template; a number of another unit in front betrays a mix-up.
fn refuse_other_unit(office: &Office, task: &Task<'_>) -> Result<()> {
    let head = task.name.split(['_', '-']).next().unwrap_or_default();
    let named = head.parse::<i64>().ok().map(PartyId::new).filter(|unit| *unit != task.payer);
    let Some(other) = named else { return Ok(()) };
    let is_unit = office.store.read(|tx| {
        tx.row("SELECT 1 FROM party WHERE id = $1 AND kind = 2", params![other], |row| row.get::<i64>(0))
    })?;
    match is_unit {
        Some(_) => Err(codes::OTHER_UNIT.with("other", other).with("unit", task.payer)),
        None => Ok(()),
    }
}

/// Digests of the documents and months so far with their rows: all of a file that is kept in memory, and so kept short.
type Seen = HashMap<[u8; 16], u64>;

fn refuse_repetition(given: &mut Given, seen: &mut Seen) {
    let Ok(line) = &given.line else { return };
    let digest = Sha256::digest(format!("{}|{}", line.document().key(), line.month()));
    let mut key = [0; 16];
    key.copy_from_slice(&digest[..16]);
    let first = *seen.entry(key).or_insert(given.row);
    if first != given.row {
        let problem = given.place(codes::DUPLICATE.with("first", first), "id_number");
        given.line = Err(vec![problem]);
    }
}

/// What would become of a chunk.
fn rehearse(
    office: &Office,
    actor: &Actor,
    task: &Task<'_>,
    chunk: &[Given],
    watch: &mut Watch<'_>,
) -> Result<Vec<Verdict>> {
    let month = watch.after.as_ref().map(|(month, _)| *month);
    let settled = office.store.read(|tx| {
        let matter = rehearsal(office, actor, task);
        chunk::settle(tx, office, &matter, task, chunk, (chunk::Effect::None, month))
    })?;
    if let Some((_, tell)) = &mut watch.after {
        settled.after.into_iter().for_each(|(person, standing)| tell(person, standing));
    }
    Ok(settled.verdicts)
}

/// Stands for the matter in a check run; nothing of it is written.
fn rehearsal(office: &Office, actor: &Actor, task: &Task<'_>) -> Matter {
    Matter {
        id: MatterId::new(0),
        number: String::new(),
        service: task.kind.service(),
        region: office.region,
        subject: Some(task.payer),
        at: actor.at,
        by: actor.officer,
    }
}

/// One chunk in one transaction, with the run's place to go on from. Tried again where somebody else was faster.
fn take(
    office: &Office,
    actor: &Actor,
    task: &Task<'_>,
    run: Option<Run>,
    chunk: &[Given],
    count: &Count,
    first: bool,
) -> Result<(Run, Vec<Verdict>)> {
    let mut tries = 0;
    let known = run.map(|run| (run.id, run.matter, run.last_row));
    loop {
        tries += 1;
        let done = office.store.write(&actor.act(task.kind.service().code), |tx| {
            let run = match &known {
                Some((id, matter, last_row)) => Run { id: *id, matter: matter.clone(), last_row: *last_row },
                None => begin(tx, office, actor, task)?,
            };
            let effect = (chunk::Effect::Written, None);
            let verdicts = chunk::settle(tx, office, &run.matter, task, chunk, effect)?.verdicts;
            if first {
                chunk::refuse_strangers_in(tx, task, chunk, &verdicts)?;
            }
            advance(tx, &run, chunk, &verdicts, count)?;
            Ok((run, verdicts))
        });
        match done {
            Err(problem) if tries < TRIES && is_race(&problem) => {}
            done => return done,
        }
    }
}

fn is_race(problem: &Problem) -> bool {
    matches!(problem.code().id, "STO-0106" | "STO-0107" | "REG-0122")
}

/// The interrupted run of the same file, or a new one.
fn begin(tx: &mut Tx<'_>, office: &Office, actor: &Actor, task: &Task<'_>) -> Result<Run> {
    let interrupted = tx.row(
        "SELECT i.id, i.last_row, m.id, m.number, m.opened_at, m.opened_by FROM intake i JOIN matter m ON m.id = i.matter
         WHERE i.digest = $1 AND i.digest <> '' AND i.layout = $2 AND i.payer = $3 AND i.state = 'running'
         ORDER BY i.id DESC LIMIT 1",
        params![task.digest, task.kind.layout().key, task.payer],
        |row| {
            let (service, region) = (task.kind.service(), office.region);
            let (id, number, at, by) = (row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
            let matter = Matter { id, number, service, region, subject: Some(task.payer), at, by };
            let last_row = u64::try_from(row.get::<i64>(1)?).unwrap_or(0);
            Ok(Run { id: row.get(0)?, matter, last_row })
        },
    )?;
    if let Some(run) = interrupted {
        return Ok(run);
    }
    let command = json!({ "file": task.name, "digest": task.digest, "layout": task.kind.layout().key });
    let matter = desk::open(tx, office, actor, task.kind.service(), Some(task.payer), &command)?;
    let id = tx.allot_one(Sequence::Run)?;
    tx.run(
        "INSERT INTO intake (id, layout, digest, name, payer, rows_read, rows_good, rows_bad, last_row, state, at, matter)
         VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 'running', $6, $7)",
        params![id, task.kind.layout().key, task.digest, task.name, task.payer, actor.at, matter.id],
    )?;
    Ok(Run { id, matter, last_row: 0 })
}

fn advance(tx: &mut Tx<'_>, run: &Run, chunk: &[Given], verdicts: &[Verdict], so_far: &Count) -> Result<()> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let earlier = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let good = verdicts.iter().filter(|verdict| verdict.is_ok()).count();
    let last = chunk.last().map_or(0, |given| earlier(given.row)).max(earlier(run.last_row));
    tx.run(
        "UPDATE intake SET rows_read = $2, rows_good = $3, rows_bad = $4, last_row = $5 WHERE id = $1",
        params![
            run.id,
            earlier(so_far.outcome.rows) + count(chunk.len()),
            earlier(so_far.outcome.recorded + so_far.outcome.known) + count(good),
            earlier(so_far.outcome.bad) + count(verdicts.len() - good),
            last
        ],
    )?;
    Ok(())
}

/// One decision a file, with the counts and the digest of its rows.
fn finish(office: &Office, actor: &Actor, task: &Task<'_>, run: &Run, count: &Count) -> Result<()> {
    let outcome = &count.outcome;
    let rows: String = count.rows.clone().finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let inputs = json!({ "file": task.name, "digest": task.digest, "payer": task.payer, "rows": rows });
    let effects = json!({
        "rows": outcome.rows, "recorded": outcome.recorded, "known": outcome.known, "bad": outcome.bad,
        "sum": outcome.sum,
    });
    office.store.write(&actor.act(task.kind.service().code), |tx| {
        tx.run("UPDATE intake SET state = 'done' WHERE id = $1", params![run.id])?;
        desk::decide(tx, office, actor, &run.matter, &Decision::granted(inputs, effects))
    })
}

fn is_taken(office: &Office, task: &Task<'_>) -> Result<bool> {
    let found = office.store.read(|tx| {
        tx.row(
            "SELECT 1 FROM intake WHERE digest = $1 AND digest <> '' AND layout = $2 AND payer = $3 AND state = 'done'",
            params![task.digest, task.kind.layout().key, task.payer],
            |row| row.get::<i64>(0),
        )
    })?;
    Ok(found.is_some())
}

/// The month from which wages declared now hold: the one after the last that was assessed, or the current one.
pub fn open_month(office: &Office, actor: &Actor) -> Result<FeeMonth> {
    let last = office.store.read(|tx| {
        let rules = registry::Rules::load(tx, office, actor.at.date())?;
        Ok(rules.last_begun)
    })?;
    Ok(last.map_or(FeeMonth::of(actor.at.date()), FeeMonth::next))
}

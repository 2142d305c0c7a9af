//! The steps on a file that was handed in (批量办理): checked, then taken in. Each is long work: it is asked for, done by whoever
//! works for the node, and told how far it has come.
//!
//! A step that was killed is begun again when its lease has run out; rows that were taken in are on record then and
//! not taken twice.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use kernel::{Moment, OfficerId, PartyId, Problem, RegionCode, Result};
use serde_json::json;
use sheets::{FailedRows, Format, Header};
use store::{Act, Job, Leased, params};

use super::codes;
use super::engine::{Mode, Outcome, Task, Watch, watched};
use super::line::{Given, Kind};
use super::read::read;
use super::uploads::{self, Came, PROBLEMS_MOST, Upload, UploadState, upload};
use crate::Office;
use crate::desk::{Actor, Role, in_time};
use crate::levy::facts::first_open;
use crate::levy::{Standing, forecast};

/// The worker these jobs are for.
const JOB: &str = "intake";
/// How long a step may take before another worker may begin it again.
const LEASE_MICROS: i64 = 10 * 60 * 1_000_000;
/// Rows after which it is told how far a step has come.
const TELL_EVERY: u64 = 1_000;

/// What is done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Every row is looked at, nothing changed.
    Check,
    /// Good rows are taken in.
    Take,
}

impl Step {
    const fn mode(self) -> Mode {
        match self {
            Step::Check => Mode::Check,
            Step::Take => Mode::Real,
        }
    }

    const fn states(self) -> (UploadState, UploadState) {
        match self {
            Step::Check => (UploadState::Checking, UploadState::Checked),
            Step::Take => (UploadState::Taking, UploadState::Taken),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Step::Check => "check",
            Step::Take => "take",
        }
    }
}

/// Asks for a step. Asked twice it is one; a file that was taken in stays so.
///
/// # Errors
/// `LEV-012x` outside the declaration, `INT-0122` where the file was not checked before it is taken in, `SHT-020x` where
/// its columns are not named, `INT-0124` for a file whose content was removed.
pub fn begin(office: &Office, actor: &Actor, id: i64, step: Step) -> Result<Upload> {
    let known = upload(office, actor, id)?;
    let (busy, done) = step.states();
    if known.state == busy || (step == Step::Take && known.state == done) {
        return Ok(known);
    }
    if known.removed {
        return Err(codes::REMOVED.problem());
    }
    let ready = match step {
        Step::Check => !known.state.is_busy(),
        Step::Take => known.state == UploadState::Checked && known.came.recorded > 0,
    };
    if !ready {
        let code = if step == Step::Take { &codes::NOT_CHECKED } else { &codes::BUSY };
        return Err(code.problem());
    }
    office.store.read(|tx| in_time(tx, office, actor, known.kind.service()))?;
    if step == Step::Check {
        uploads::must_be_complete(&uploads::survey(office, actor, id)?)?;
    }
    office.store.write(&actor.act("intake.step"), |tx| {
        let changed = tx.run(
            "UPDATE upload SET state = $2, rows_done = 0 WHERE id = $1 AND state = $3",
            params![id, busy.key(), known.state.key()],
        )?;
        if changed == 0 {
            // Somebody else was faster; what they asked for is being done.
            return Ok(());
        }
        let roles: Vec<&str> = actor.roles.iter().map(|role| role.key()).collect();
        let body = json!({
            "upload": id, "step": step.word(), "officer": actor.officer, "person": actor.person, "party": actor.party,
            "region": actor.region.as_str(), "roles": roles, "channel": actor.channel, "at": actor.at.micros(),
        });
        tx.enqueue(&Job { kind: JOB, key: key(id, step, actor.at), body, not_before: actor.at }).map(drop)
    })?;
    upload(office, actor, id)
}

/// Does the next step that somebody asked for; says whether there was one. `act` is that of the node.
pub fn work(office: &Office, act: &Act, worker: &str) -> Result<bool> {
    let until = act.at.plus_micros(LEASE_MICROS);
    match office.store.write(act, |tx| tx.lease(JOB, worker, until))? {
        Some(job) => carry_out(office, act, worker, &job).map(|()| true),
        None => Ok(false),
    }
}

/// Does the step that the actor has just asked for, unless somebody else is doing it.
pub fn work_on(office: &Office, actor: &Actor, id: i64, step: Step) -> Result<()> {
    let act = actor.act("intake.work");
    let (key, worker) = (key(id, step, actor.at), format!("asked-{id}"));
    let until = act.at.plus_micros(LEASE_MICROS);
    match office.store.write(&act, |tx| tx.lease_key(JOB, &key, &worker, until))? {
        Some(job) => carry_out(office, &act, &worker, &job),
        None => Ok(()),
    }
}

fn key(id: i64, step: Step, at: Moment) -> String {
    format!("{id}-{}-{}", step.word(), at.micros())
}

fn carry_out(office: &Office, act: &Act, worker: &str, job: &Leased) -> Result<()> {
    let Some(asked) = Asked::of(job) else {
        // A job of a version that is not this one's.
        return office.store.write(act, |tx| tx.complete(job.id, worker));
    };
    let outcome = asked.carry_out(office);
    if outcome.as_ref().is_err_and(|problem| problem.kind() == kernel::Kind::System && job.attempt < 3) {
        let why = outcome.err().map(|problem| problem.to_string()).unwrap_or_default();
        return office.store.write(act, |tx| tx.retry(job.id, worker, &why, act.at));
    }
    office.store.write(act, |tx| {
        if let Err(problem) = &outcome {
            let stopped = [
                problem.code().id.to_owned(),
                problem.zh(),
                problem.fix_zh(),
                problem.en(),
                problem.fix_en(),
            ];
            let came = Came { stopped: Some(stopped), ..Came::default() };
            tx.run(
                "UPDATE upload SET state = 'stopped', outcome = $2 WHERE id = $1",
                params![asked.upload, uploads::json_of(&came)?],
            )?;
        }
        tx.complete(job.id, worker)
    })
}

/// A step with whoever asked for it.
struct Asked {
    upload: i64,
    step: Step,
    actor: Actor,
}

impl Asked {
    fn of(job: &Leased) -> Option<Asked> {
        let number = |key: &str| job.body[key].as_i64();
        let roles = job.body["roles"].as_array()?.iter().filter_map(|role| Role::from_key(role.as_str()?));
        let channel = match job.body["channel"].as_str()? {
            "api" => "api",
            _ => "web",
        };
        Some(Asked {
            upload: number("upload")?,
            step: if job.body["step"] == "take" { Step::Take } else { Step::Check },
            actor: Actor {
                officer: OfficerId::new(number("officer")?),
                person: number("person").map(PartyId::new),
                party: number("party").map(PartyId::new),
                region: RegionCode::parse(job.body["region"].as_str()?).ok()?,
                roles: roles.collect(),
                at: Moment::from_micros(number("at")?),
                channel,
            },
        })
    }

    fn carry_out(&self, office: &Office) -> Result<()> {
        let (actor, step) = (&self.actor, self.step);
        let upload = upload(office, actor, self.upload)?;
        let wages_from = office.store.read(|tx| first_open(tx, actor.at.date()))?;
        let records = upload
            .kind
            .layout()
            .records_named(uploads::table(uploads::content(office, upload.id, "given")?)?, &upload.naming)?;
        let mut failed = Failed::new(&upload, Arc::clone(records.header()));
        let kind = upload.kind;
        let mut rows = records.map(|record| record.map(|record| read(kind, record, wages_from)));
        let (name, digest) = (upload.name.as_str(), upload.digest.as_str());
        let task = Task { kind, payer: upload.unit, name, digest, mode: step.mode() };
        let (mut changed, mut new) = (BTreeMap::new(), Vec::new());
        let mut note = |person: Option<PartyId>, standing: Standing| match person {
            Some(person) => drop(changed.insert(person, standing)),
            None => new.push(standing),
        };
        let watch = Watch {
            bad: &mut |given, problems| failed.add(given, problems),
            progress: &mut |done| tell(office, actor, upload.id, done),
            after: if step == Step::Check { Some((wages_from, &mut note)) } else { None },
        };
        let outcome = watched(office, actor, &task, &mut rows, watch)?;
        let forecast = match step {
            Step::Take => None,
            Step::Check => {
                let month = (upload.unit, wages_from);
                Some(office.store.read(|tx| forecast(tx, office, actor.at, month, &changed, &new))?)
            }
        };
        let came = came(&outcome, forecast);
        self.finish(office, &upload, &outcome, &came, failed)
    }

    fn finish(
        &self,
        office: &Office,
        upload: &Upload,
        outcome: &Outcome,
        came: &Came,
        failed: Failed,
    ) -> Result<()> {
        let (told, file) = failed.finish()?;
        let (_, done) = self.step.states();
        office.store.write(&self.actor.act("intake.step"), |tx| {
            uploads::keep(tx, office, upload.id, "failed", &file)?;
            tx.run("DELETE FROM upload_problem WHERE upload = $1", params![upload.id])?;
            for (line, problem) in (1_i64..).zip(&told) {
                let place = problem.place();
                tx.run(
                    "INSERT INTO upload_problem (upload, line, row_no, field, value, code, zh, fix_zh, en, fix_en)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
                    params![
                        upload.id,
                        line,
                        place.row.and_then(|row| i64::try_from(row).ok()).unwrap_or(0),
                        place.field.clone().unwrap_or_default(),
                        place.value.clone().unwrap_or_default(),
                        problem.code().id,
                        problem.zh(),
                        problem.fix_zh(),
                        problem.en(),
                        problem.fix_en()
                    ],
                )?;
            }
            tx.run(
                "UPDATE upload SET state = $2, rows_done = $3, outcome = $4, matter = coalesce($5, matter) WHERE id = $1",
                params![
                    upload.id,
                    done.key(),
                    i64::try_from(came.rows).unwrap_or(i64::MAX),
                    uploads::json_of(came)?,
                    outcome.matter
                ],
            )
            .map(drop)
        })
    }
}

fn came(outcome: &Outcome, forecast: Option<crate::levy::Forecast>) -> Came {
    let Outcome { rows, recorded, known, bad, repeated, .. } = *outcome;
    Came { rows, recorded, known, bad, repeated, forecast, stopped: None }
}

/// How far a step has come is told beside it; that this fails stops nothing.
fn tell(office: &Office, actor: &Actor, id: i64, done: u64) {
    if !done.is_multiple_of(TELL_EVERY) {
        return;
    }
    let done = i64::try_from(done).unwrap_or(i64::MAX);
    drop(office.store.write(&actor.act("intake.step"), |tx| {
        tx.run("UPDATE upload SET rows_done = $2 WHERE id = $1", params![id, done])
    }));
}

/// The rows that fail: what is told of them, and the file of them.
struct Failed {
    format: Format,
    header: Arc<Header>,
    rows: Option<FailedRows<Cursor<Vec<u8>>>>,
    told: Vec<Problem>,
}

impl Failed {
    fn new(upload: &Upload, header: Arc<Header>) -> Failed {
        let format = if upload.format == Format::Csv { Format::Csv } else { Format::Xlsx };
        Failed { format, header, rows: None, told: Vec::new() }
    }

    fn add(&mut self, given: &Given, problems: &[Problem]) -> Result<()> {
        let room = PROBLEMS_MOST.saturating_sub(self.told.len());
        self.told.extend(problems.iter().take(room).cloned());
        let Some(record) = &given.record else { return Ok(()) };
        let rows = match &mut self.rows {
            Some(rows) => rows,
            none => none.insert(FailedRows::new(self.format, Cursor::new(Vec::new()), &self.header)?),
        };
        rows.row(record, problems)
    }

    fn finish(self) -> Result<(Vec<Problem>, Vec<u8>)> {
        let file = match self.rows {
            Some(rows) => rows.finish()?.into_inner(),
            None => Vec::new(),
        };
        Ok((self.told, file))
    }
}

impl Kind {
    /// The word in addresses and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Joiners => "joiners",
            Kind::Leavers => "leavers",
            Kind::Wages => "wages",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

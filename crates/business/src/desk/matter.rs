//! Matters (办件): opened, decided, agreed to by a second person. Every decision is signed by the node.

use jiff::ToSpan;
use kernel::{MatterId, Moment, OfficerId, PartyId, RegionCode, Result};
use serde_json::{Value as Json, json};
use store::{Audit, Row, Sequence, Tx, params};

use super::form::Answers;
use super::policy::{self, Action};
use super::receipt::DecisionRecord;
use super::{Actor, Review, Role, Service, State, codes};
use crate::Office;
use crate::catalogue::{TAKE_OVER as TAKE_OVER_SERVICE, service};

/// The setting that says whether data of another system was taken over: [`LOADING`], or the matter that switched to it.
pub(crate) const TAKE_OVER: &str = "take-over";
/// Data is in the tables, but nobody has agreed to switch to it.
pub(crate) const LOADING: &str = "loading";

/// A numbered request for a service (办件).
#[derive(Clone, Debug)]
pub struct Matter {
    /// Key.
    pub id: MatterId,
    /// Number as people see it: region, day, running number.
    pub number: String,
    /// What is asked.
    pub service: &'static Service,
    /// Where.
    pub region: RegionCode,
    /// Whom it is about; none: many, or the agency.
    pub subject: Option<PartyId>,
    /// When it was opened; effects carry it as `recorded_at`.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
}

/// What was decided on a matter (决定), from which facts, by which steps.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Granted, or refused.
    pub granted: bool,
    /// Facts with the record each came from. No unmasked personal data.
    pub inputs: Json,
    /// Tree of steps as `rules` gives it; null where nothing was computed.
    pub derivation: Json,
    /// What was changed; for a refusal its code and text.
    pub effects: Json,
}

impl Decision {
    /// A granted decision with nothing computed.
    pub fn granted(inputs: Json, effects: Json) -> Decision {
        Decision { granted: true, inputs, derivation: Json::Null, effects }
    }

    /// With the steps of the computation.
    pub fn derived(self, derivation: Json) -> Decision {
        Decision { derivation, ..self }
    }
}

/// Opens a matter, if the actor may. `command` is what was asked, without unmasked personal data.
pub fn open(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    service: &'static Service,
    subject: Option<PartyId>,
    command: &Json,
) -> Result<Matter> {
    match subject {
        Some(party) => policy::check(tx, office, actor, Action::Service(service), party)?,
        None => actor.may(service, office.region)?,
    }
    enter(tx, office, actor, service, subject, (command, None), State::Submitted)
}

/// Enters a matter in a state, with the answers of its form sealed. Whether the actor may was decided before.
pub(super) fn enter(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    service: &'static Service,
    subject: Option<PartyId>,
    (command, answers): (&Json, Option<&Answers>),
    state: State,
) -> Result<Matter> {
    if service.code != TAKE_OVER_SERVICE.code && tx.setting(TAKE_OVER)?.as_deref() == Some(LOADING) {
        return Err(codes::NOT_SWITCHED.problem());
    }
    let id = MatterId::new(tx.allot(Sequence::Matter, 1)?[0]);
    let day = actor.at.date();
    let number = format!("{}{}{:07}", office.region, day.strftime("%Y%m%d"), id.get());
    let due = (state != State::Draft).then(|| due(office, service, day)).flatten();
    let sealed = answers.map(|answers| office.vault.seal(&answers.full())).transpose()?;
    tx.run(
        "INSERT INTO matter (id, number, service, region, subject, state, channel, opened_at, opened_by, due, command,
           closed_at, answers)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, $12)",
        params![
            id, number, service.code, office.region, subject, state.key(), actor.channel, actor.at, actor.officer, due,
            command.to_string(), sealed
        ],
    )?;
    let lasting = params![id, number, service.code, office.region, actor.at, actor.officer];
    tx.recorded_row(id.get(), "matter", lasting);
    tx.audit(Audit {
        what: service.code,
        subject: Some(id.get()),
        detail: json!({ "matter": number, "party": subject }),
    });
    Ok(Matter { id, number, service, region: office.region, subject, at: actor.at, by: actor.officer })
}

/// The last day of the statutory time limit for what is handed in on a day.
pub(super) fn due(office: &Office, service: &Service, day: kernel::Date) -> Option<kernel::Date> {
    match (service.working_days, service.calendar_days) {
        (0, 0) => None,
        (0, days) => Some(office.calendar.on_or_after(day.saturating_add(i64::from(days).days())).date),
        (days, _) => Some(office.calendar.deadline(day, days).date),
    }
}

/// Records a signed decision and closes the matter, or leaves it waiting where the service needs a second person.
pub fn decide(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    decision: &Decision,
) -> Result<()> {
    archive_law(tx, office, actor)?;
    let id = tx.allot(Sequence::Decision, 1)?[0];
    let outcome = if decision.granted { "granted" } else { "refused" };
    let law = office.law.hash();
    let record = DecisionRecord {
        id,
        matter: matter.number.clone(),
        service: matter.service.code.to_owned(),
        outcome: outcome.to_owned(),
        at: actor.at,
        by: actor.officer,
        law: law.to_owned(),
        inputs: decision.inputs.clone(),
        derivation: decision.derivation.clone(),
        effects: decision.effects.clone(),
    };
    let signature = record.sign(&office.key)?;
    tx.run(
        "INSERT INTO decision (id, matter, outcome, made_at, made_by, law, inputs, derivation, effects, signature)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id, matter.id, outcome, actor.at, actor.officer, law, decision.inputs.to_string(),
            decision.derivation.to_string(), decision.effects.to_string(), signature
        ],
    )?;
    match (decision.granted, matter.service.review) {
        (true, Review::SecondPerson) => ask_second_person(tx, matter),
        (true, _) => close(tx, matter.id, actor, State::Done),
        (false, _) => close(tx, matter.id, actor, State::Refused),
    }
}

/// Keeps the rule set in force by its hash, once.
pub fn archive_law(tx: &mut Tx<'_>, office: &Office, actor: &Actor) -> Result<()> {
    tx.run(
        "INSERT INTO law_archive (hash, archived_at, content) VALUES ($1, $2, $3) ON CONFLICT (hash) DO NOTHING",
        params![office.law.hash(), actor.at, office.law.archive().as_bytes()],
    )?;
    Ok(())
}

/// Puts a matter before a second person; whoever acts is the first.
pub fn ask_second_person(tx: &mut Tx<'_>, matter: &Matter) -> Result<()> {
    let (at, by) = (tx.act()?.at, tx.act()?.by);
    tx.run(
        "INSERT INTO approval (matter, asked_at, asked_by, outcome) VALUES ($1, $2, $3, 'waiting')",
        params![matter.id, at, by],
    )?;
    set_state(tx, matter.id, State::InReview, None)
}

/// The matter of a number as people see it, or of the running number at its end.
pub fn matter_by_number(tx: &mut Tx<'_>, number: &str) -> Result<MatterId> {
    tx.row(
        "SELECT id FROM matter WHERE number = $1 OR id = $2",
        params![number, number.parse::<i64>().unwrap_or(-1)],
        |row| row.get(0),
    )?
    .ok_or_else(|| codes::NO_MATTER.with("matter", number))
}

/// Columns of a [`Matter`], as [`matter_row`] reads them.
pub(super) const MATTER_COLUMNS: &str =
    "m.id, m.number, m.service, m.region, m.subject, m.opened_at, m.opened_by";

/// A matter of a service that the catalogue still has.
pub(super) fn matter_row(row: &Row<'_>) -> Result<Option<Matter>> {
    let Some(service) = service(&row.get::<String>(2)?) else { return Ok(None) };
    Ok(Some(Matter {
        id: row.get(0)?,
        number: row.get(1)?,
        service,
        region: row.get(3)?,
        subject: row.get(4)?,
        at: row.get(5)?,
        by: row.get(6)?,
    }))
}

/// The matter of a key.
pub(crate) fn matter_of(tx: &mut Tx<'_>, id: MatterId) -> Result<Matter> {
    let sql = format!("SELECT {MATTER_COLUMNS} FROM matter m WHERE m.id = $1");
    tx.row(&sql, params![id], matter_row)?.flatten().ok_or_else(|| codes::NO_MATTER.with("matter", id))
}

/// What waits for a second person, oldest first.
pub fn waiting(tx: &mut Tx<'_>) -> Result<Vec<Matter>> {
    let sql = format!(
        "SELECT {MATTER_COLUMNS} FROM approval a JOIN matter m ON m.id = a.matter
         WHERE a.outcome = 'waiting' ORDER BY m.id"
    );
    Ok(tx.rows(&sql, params![], matter_row)?.into_iter().flatten().collect())
}

/// The waiting matter, if the actor may decide it: a reviewer of its region who did not prepare it, and whom it is not
/// about.
pub fn check_waiting(tx: &mut Tx<'_>, actor: &Actor, id: MatterId) -> Result<Matter> {
    let sql = format!(
        "SELECT {MATTER_COLUMNS}, a.outcome, a.asked_by FROM matter m LEFT JOIN approval a ON a.matter = m.id
         WHERE m.id = $1"
    );
    let found = tx.row(&sql, params![id], |row| {
        Ok((matter_row(row)?, row.get::<Option<String>>(7)?, row.get::<Option<OfficerId>>(8)?))
    })?;
    let Some((Some(matter), outcome, prepared_by)) = found else {
        return Err(codes::NO_MATTER.with("matter", id));
    };
    if outcome.as_deref() != Some("waiting") {
        return Err(codes::NOT_WAITING.with("matter", matter.number));
    }
    actor.must_have(Role::Reviewer, matter.region)?;
    policy::four_eyes(tx, actor, &matter)?;
    if prepared_by == Some(actor.officer) {
        return Err(codes::SAME_PERSON.with("matter", matter.number));
    }
    Ok(matter)
}

/// Records the second person's agreement. What then takes effect is the subject's: see `crate::approve`.
pub fn approve(tx: &mut Tx<'_>, actor: &Actor, matter: &Matter) -> Result<()> {
    second_person_says(tx, actor, matter.id, "approved", "")?;
    close(tx, matter.id, actor, State::Done)
}

/// Records that the second person does not agree.
pub fn refuse_approval(tx: &mut Tx<'_>, actor: &Actor, matter: &Matter, reason: &str) -> Result<()> {
    second_person_says(tx, actor, matter.id, "refused", reason)?;
    close(tx, matter.id, actor, State::Refused)
}

fn second_person_says(
    tx: &mut Tx<'_>,
    actor: &Actor,
    matter: MatterId,
    outcome: &str,
    reason: &str,
) -> Result<()> {
    let changed = tx.run(
        "UPDATE approval SET outcome = $2, decided_at = $3, decided_by = $4, reason = $5
         WHERE matter = $1 AND outcome = 'waiting'",
        params![matter, outcome, actor.at, actor.officer, reason],
    )?;
    if changed == 0 {
        return Err(codes::NOT_WAITING.with("matter", matter));
    }
    tx.audit(Audit {
        what: "desk.review",
        subject: Some(matter.get()),
        detail: json!({ "outcome": outcome }),
    });
    Ok(())
}

pub(super) fn close(tx: &mut Tx<'_>, matter: MatterId, actor: &Actor, state: State) -> Result<()> {
    set_state(tx, matter, state, Some(actor.at))
}

pub(super) fn set_state(
    tx: &mut Tx<'_>,
    matter: MatterId,
    state: State,
    closed: Option<Moment>,
) -> Result<()> {
    let sql = "UPDATE matter SET state = $2, closed_at = $3 WHERE id = $1";
    tx.run(sql, params![matter, state.key(), closed])?;
    Ok(())
}

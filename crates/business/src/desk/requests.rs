//! A request from form to decision: asked, sent back, corrected, taken back, agreed to. One way for every service that has
//! a form, from whatever channel.

use std::collections::BTreeMap;

use kernel::{MatterId, PartyId, Problem, Result};
use serde_json::{Value as Json, json};
use store::{Tx, params};

use super::form::Answers;
use super::matter::{MATTER_COLUMNS, close, decide, due, enter, matter_row, set_state};
use super::policy::{self, Action};
use super::service::{About, Case, Open as OpenWhen, Review};
use super::{Actor, Decision, Matter, Service, State, codes};
use crate::{Office, levy, registry};

/// What was answered on a form, by the names of its fields.
pub type Given = BTreeMap<String, String>;

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Number of the matter.
    pub number: String,
    /// How it stands.
    pub state: State,
}

/// A request of a service about a party.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// Which.
    pub service: &'static Service,
    /// About whom; none where it is the agency's own.
    pub subject: Option<PartyId>,
    /// What was answered.
    pub given: &'a Given,
    /// The caller's key: the same one always gets the first receipt.
    pub key: Option<&'a str>,
}

/// Checks a request and shows what would come of it, without doing it: the same way as [`ask`], undone.
///
/// # Errors
/// Everything that is wrong, each at its field.
pub fn preview(office: &Office, actor: &Actor, ask: &Ask<'_>) -> Result<Decision, Vec<Problem>> {
    let answers = checked(office, actor, ask)?;
    trial(office, actor, ask, &answers).map_err(|problem| vec![problem])
}

/// Asks for a service. What the rules decide is done at once; what a clerk has to agree to lies in the basket.
///
/// # Errors
/// Everything that is wrong, each at its field. Nothing is recorded then.
pub fn ask(office: &Office, actor: &Actor, ask: &Ask<'_>) -> Result<Receipt, Vec<Problem>> {
    let answers = checked(office, actor, ask)?;
    submit(office, actor, ask, &answers).map_err(|problem| vec![problem])
}

fn checked(office: &Office, actor: &Actor, ask: &Ask<'_>) -> Result<Answers, Vec<Problem>> {
    if ask.service.run.is_none() {
        return Err(vec![codes::NO_FORM.with("service", ask.service.zh)]);
    }
    let permitted = office.store.read(|tx| {
        permitted(tx, office, actor, ask)?;
        in_time(tx, office, actor, ask.service)
    });
    permitted.map_err(|problem| vec![problem])?;
    Answers::check(office, actor.at.date(), ask.service.form, ask.given)
}

fn permitted(tx: &mut Tx<'_>, office: &Office, actor: &Actor, ask: &Ask<'_>) -> Result<()> {
    match (ask.service.about, ask.subject) {
        (About::Agency, _) => actor.may(ask.service, office.region),
        (_, Some(party)) => policy::check(tx, office, actor, Action::Service(ask.service), party),
        (_, None) => Err(codes::NO_SUBJECT.problem()),
    }
}

/// Is the service open today? A declaration is one for the first month that was not assessed yet.
pub(crate) fn in_time(tx: &mut Tx<'_>, office: &Office, actor: &Actor, service: &Service) -> Result<()> {
    match service.open {
        OpenWhen::Always => Ok(()),
        OpenWhen::Declaration => {
            let month = levy::facts::first_open(tx, actor.at.date())?;
            levy::must_be_open(tx, office, month, actor.at, actor.party.is_none())
        }
    }
}

/// Carries the decision out and undoes it.
fn trial(office: &Office, actor: &Actor, ask: &Ask<'_>, answers: &Answers) -> Result<Decision> {
    let mut found = None;
    let undone = office.store.write(&actor.act(ask.service.code), |tx| {
        let matter = Matter {
            id: MatterId::new(0),
            number: String::new(),
            service: ask.service,
            region: office.region,
            subject: ask.subject,
            at: actor.at,
            by: actor.officer,
        };
        found = Some(carry_out(tx, office, actor, &matter, answers)?);
        // Nothing of a trial is kept: a write that fails leaves nothing behind.
        Err::<(), _>(codes::TRIAL.problem())
    });
    match (found, undone) {
        (Some(decision), _) => Ok(decision),
        (None, Err(problem)) => Err(problem),
        (None, Ok(())) => Err(codes::TRIAL.problem()),
    }
}

fn carry_out(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    answers: &Answers,
) -> Result<Decision> {
    let run = matter.service.run.ok_or_else(|| codes::NO_FORM.with("service", matter.service.zh))?;
    run(tx, office, &Case { matter, actor, answers })
}

/// Asks for a service as a part of a larger matter (一件事): a matter of its own below it, decided with it. Whoever may ask for
/// the whole may ask for its parts.
///
/// # Errors
/// The first thing that is wrong; nothing of the whole is recorded then.
pub(crate) fn part(
    tx: &mut Tx<'_>,
    office: &Office,
    case: &Case<'_>,
    (service, subject): (&'static Service, PartyId),
    given: &Given,
) -> Result<Decision> {
    let answers = Answers::check(office, case.today(), service.form, given).map_err(first)?;
    // A trial has no number; its parts have none either.
    if case.matter.number.is_empty() {
        let matter = Matter { service, subject: Some(subject), ..case.matter.clone() };
        return carry_out(tx, office, case.actor, &matter, &answers);
    }
    let with = (&answers.masked(), Some(&answers));
    let matter = enter(tx, office, case.actor, service, Some(subject), with, State::Submitted)?;
    tx.run("UPDATE matter SET parent = $2 WHERE id = $1", params![matter.id, case.matter.id])?;
    note(tx, matter.id, "submitted", &json!({}))?;
    let decision = carry_out(tx, office, case.actor, &matter, &answers)?;
    decide(tx, office, case.actor, &matter, &decision)?;
    Ok(decision)
}

fn submit(office: &Office, actor: &Actor, ask: &Ask<'_>, answers: &Answers) -> Result<Receipt> {
    let content = format!("{}|{:?}|{}", ask.service.code, ask.subject, answers.full());
    let digest = office.vault.digest(&content);
    let at_once = office.store.read(|tx| decides_at_once(tx, actor, ask))?;
    if !at_once && office.store.write(&actor.act("receipt"), |tx| replay(tx, ask.key, &digest))?.is_none() {
        // What cannot be done is said now, not by the clerk in some days.
        trial(office, actor, ask, answers)?;
    }
    office.store.write(&actor.act(ask.service.code), |tx| {
        if let Some(receipt) = replay(tx, ask.key, &digest)? {
            return Ok(receipt);
        }
        let command = answers.masked();
        let with = (&command, Some(answers));
        let matter = enter(tx, office, actor, ask.service, ask.subject, with, State::Submitted)?;
        note(tx, matter.id, "submitted", &json!({}))?;
        let mut state = State::Submitted;
        if at_once {
            let decision = carry_out(tx, office, actor, &matter, answers)?;
            decide(tx, office, actor, &matter, &decision)?;
            state = state_after(&decision, ask.service);
        }
        let receipt = Receipt { number: matter.number, state };
        if let Some(key) = ask.key {
            let kept = json!({ "number": receipt.number, "state": receipt.state.key() });
            tx.keep_receipt(&spelled(key), &digest, &kept)?;
        }
        Ok(receipt)
    })
}

/// Keys of requests have a room of their own.
fn spelled(key: &str) -> String {
    format!("ask:{key}")
}

fn replay(tx: &mut Tx<'_>, key: Option<&str>, digest: &[u8]) -> Result<Option<Receipt>> {
    let Some(key) = key else { return Ok(None) };
    let Some(kept) = tx.receipt(&spelled(key))? else { return Ok(None) };
    let body = kept.replay(key, digest)?;
    let word = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let state = State::from_key(&word("state")).unwrap_or(State::Submitted);
    Ok(Some(Receipt { number: word("number"), state }))
}

fn state_after(decision: &Decision, service: &Service) -> State {
    match (decision.granted, service.review) {
        (false, _) => State::Refused,
        (true, Review::SecondPerson) => State::InReview,
        (true, _) => State::Done,
    }
}

/// Do the rules alone decide, or an officer who does the service anyway?
fn decides_at_once(tx: &mut Tx<'_>, actor: &Actor, ask: &Ask<'_>) -> Result<bool> {
    if actor.roles.contains(&ask.service.desk) {
        return Ok(true);
    }
    match ask.service.review {
        Review::Automatic => Ok(true),
        Review::Clerk | Review::SecondPerson => Ok(false),
        Review::Credit => match actor.party {
            Some(unit) => registry::facts::is_in_good_credit(tx, unit, actor.at.date()),
            None => Ok(false),
        },
    }
}

/// Adds a line to the matter's history (办件过程).
pub(super) fn note(tx: &mut Tx<'_>, matter: MatterId, what: &str, detail: &Json) -> Result<()> {
    let (at, by) = (tx.act()?.at, tx.act()?.by);
    let line = tx
        .row("SELECT count(*) FROM matter_event WHERE matter = $1", params![matter], |row| row.get::<i64>(0))?
        .unwrap_or(0);
    tx.record(
        matter.get(),
        "matter_event",
        &["matter", "line", "at", "by", "what", "detail"],
        params![matter, line + 1, at, by, what, detail.to_string()],
    )
}

/// A matter on the table: with its state, holder and sealed answers.
struct Open {
    matter: Matter,
    state: Option<State>,
    holder: Option<kernel::OfficerId>,
    answers: Option<Vec<u8>>,
}

fn load(tx: &mut Tx<'_>, number: &str) -> Result<Open> {
    // One decision at a time about a matter, on both engines.
    let sql =
        format!("SELECT {MATTER_COLUMNS}, m.state, m.holder, m.answers FROM matter m WHERE m.number = $1");
    let found = tx.row(&sql, params![number], |row| {
        Ok((matter_row(row)?, row.get::<String>(7)?, row.get(8)?, row.get(9)?))
    })?;
    let Some((Some(matter), state, holder, answers)) = found else {
        return Err(codes::NO_MATTER.with("matter", number));
    };
    tx.hold("matter", matter.id.get())?;
    Ok(Open { matter, state: State::from_key(&state), holder, answers })
}

impl Open {
    fn must_be(&self, states: &[State]) -> Result<()> {
        if self.state.is_some_and(|state| states.contains(&state)) {
            return Ok(());
        }
        let state = self.state.map_or("", |state| state.name().zh);
        Err(codes::WRONG_STATE.with("matter", &self.matter.number).with("state", state))
    }

    fn answers(&self, office: &Office, on: kernel::Date) -> Result<Answers> {
        let sealed =
            self.answers.as_ref().ok_or_else(|| codes::NO_FORM.with("service", self.matter.service.zh))?;
        let given: Given = serde_json::from_str(&office.vault.open(sealed)?)
            .map_err(|cause| codes::NO_FORM.with("service", self.matter.service.zh).because(cause))?;
        Answers::check(office, on, self.matter.service.form, &given).map_err(first)
    }
}

/// The first of some problems, for those who can show one.
fn first(problems: Vec<Problem>) -> Problem {
    problems.into_iter().next().unwrap_or_else(|| codes::NO_FORM.with("service", ""))
}

/// A clerk takes a matter out of the desk's basket (签收).
pub fn claim(office: &Office, actor: &Actor, number: &str) -> Result<()> {
    work(office, actor, "desk.claim", number, |tx, open| {
        open.must_be(&[State::Submitted])?;
        if let Some(other) = open.holder.filter(|holder| *holder != actor.officer) {
            return Err(codes::HELD
                .with("matter", number)
                .with("holder", super::users::user(tx, other)?.name));
        }
        give_to(tx, open, Some(actor.officer))?;
        note(tx, open.matter.id, "claimed", &json!({}))
    })
}

/// The clerk gives it to somebody else, or back to the desk (转办).
pub fn hand_over(office: &Office, actor: &Actor, number: &str, to: Option<&str>, why: &str) -> Result<()> {
    work(office, actor, "desk.hand-over", number, |tx, open| {
        open.must_be(&[State::Submitted])?;
        let other = to.map(|login| super::officers::officer_by_login(tx, login)).transpose()?;
        if let Some(other) = &other {
            let (region, at) = (open.matter.region, actor.at);
            other.actor(at, actor.channel)?.must_have(open.matter.service.desk, region)?;
        }
        give_to(tx, open, other.as_ref().map(|other| other.id))?;
        note(tx, open.matter.id, "handed-over", &json!({ "to": to, "why": why }))
    })
}

/// The clerk sends it back with reasons (退回补正). The time limit stands still until it comes back.
pub fn send_back(office: &Office, actor: &Actor, number: &str, why: &str) -> Result<()> {
    needs_words(why)?;
    work(office, actor, "desk.send-back", number, |tx, open| {
        open.must_be(&[State::Submitted])?;
        set_state(tx, open.matter.id, State::InCorrection, None)?;
        tx.run("UPDATE matter SET due = NULL WHERE id = $1", params![open.matter.id])?;
        note(tx, open.matter.id, "sent-back", &json!({ "why": why }))
    })
}

/// The clerk agrees (审核通过): the decision is made now, from what is known now.
pub fn agree(office: &Office, actor: &Actor, number: &str) -> Result<State> {
    work(office, actor, "desk.agree", number, |tx, open| {
        open.must_be(&[State::Submitted])?;
        let answers = open.answers(office, actor.at.date())?;
        let matter = Matter { at: actor.at, ..open.matter.clone() };
        let decision = carry_out(tx, office, actor, &matter, &answers)?;
        decide(tx, office, actor, &matter, &decision)?;
        note(tx, matter.id, "agreed", &json!({}))?;
        Ok(state_after(&decision, matter.service))
    })
}

/// The clerk refuses with the legal ground (不予办理).
pub fn turn_down(office: &Office, actor: &Actor, number: &str, ground: &str) -> Result<()> {
    needs_words(ground)?;
    work(office, actor, "desk.turn-down", number, |tx, open| {
        open.must_be(&[State::Submitted])?;
        let effects = json!({ "ground": ground });
        let decision = Decision { granted: false, ..Decision::granted(json!({}), effects) };
        decide(tx, office, actor, &open.matter, &decision)?;
        note(tx, open.matter.id, "turned-down", &json!({ "ground": ground }))
    })
}

/// One step of a clerk on a matter of their desk, never their own case.
fn work<T>(
    office: &Office,
    actor: &Actor,
    command: &'static str,
    number: &str,
    step: impl FnOnce(&mut Tx<'_>, &Open) -> Result<T>,
) -> Result<T> {
    office.store.write(&actor.act(command), |tx| {
        let open = load(tx, number)?;
        policy::check_desk(tx, office, actor, &open.matter)?;
        step(tx, &open)
    })
}

/// Who asked hands it in again, corrected (补正).
pub fn correct(office: &Office, actor: &Actor, number: &str, given: &Given) -> Result<(), Vec<Problem>> {
    let one = |problem| vec![problem];
    let service = office.store.read(|tx| super::entry(tx, office, actor, number)).map_err(one)?.service;
    let answers = Answers::check(office, actor.at.date(), service.form, given)?;
    own(office, actor, "desk.correct", number, |tx, open| {
        open.must_be(&[State::InCorrection])?;
        let (day, sealed) = (actor.at.date(), office.vault.seal(&answers.full())?);
        tx.run(
            "UPDATE matter SET command = $2, answers = $3, due = $4 WHERE id = $1",
            params![open.matter.id, answers.masked().to_string(), sealed, due(office, service, day)],
        )?;
        set_state(tx, open.matter.id, State::Submitted, None)?;
        note(tx, open.matter.id, "corrected", &json!({}))
    })
    .map_err(one)
}

/// Who asked takes it back (撤回), as long as nothing was decided.
pub fn withdraw(office: &Office, actor: &Actor, number: &str) -> Result<()> {
    own(office, actor, "desk.withdraw", number, |tx, open| {
        open.must_be(&[State::Draft, State::Submitted, State::InCorrection])?;
        close(tx, open.matter.id, actor, State::Withdrawn)?;
        note(tx, open.matter.id, "withdrawn", &json!({}))
    })
}

fn own<T>(
    office: &Office,
    actor: &Actor,
    command: &'static str,
    number: &str,
    step: impl FnOnce(&mut Tx<'_>, &Open) -> Result<T>,
) -> Result<T> {
    office.store.write(&actor.act(command), |tx| {
        let open = load(tx, number)?;
        let theirs = open.matter.subject.is_some() && open.matter.subject == actor.party;
        if open.matter.by != actor.officer && !theirs {
            return Err(codes::NOT_YOURS.problem());
        }
        step(tx, &open)
    })
}

fn give_to(tx: &mut Tx<'_>, open: &Open, holder: Option<kernel::OfficerId>) -> Result<()> {
    tx.run("UPDATE matter SET holder = $2 WHERE id = $1", params![open.matter.id, holder])?;
    Ok(())
}

fn needs_words(text: &str) -> Result<()> {
    if text.trim().is_empty() { Err(codes::NO_REASON.problem()) } else { Ok(()) }
}

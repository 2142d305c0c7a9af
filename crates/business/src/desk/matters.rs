//! Looking at matters: mine, my desk's, one with its whole history. Newest first, page by page.

use kernel::{Date, MatterId, Moment, OfficerId, PartyId, Problem, Result};
use serde_json::Value as Json;
use store::{Row, Tx, Value, params};

use super::policy;
use super::{Actor, Replaced, Role, Service, State, codes, users};
use crate::Office;
use crate::catalogue::service;

/// A matter in a list.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Key; the cursor of a list.
    pub id: MatterId,
    /// Number.
    pub number: String,
    /// What is asked.
    pub service: &'static Service,
    /// Whom it is about.
    pub subject: Option<PartyId>,
    /// How it stands.
    pub state: State,
    /// When it was opened.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// Last day of the statutory time limit.
    pub due: Option<Date>,
    /// The clerk who holds it.
    pub holder: Option<OfficerId>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
    /// What was asked, masked.
    pub command: Json,
}

impl Entry {
    /// Is the time limit over and nothing decided?
    pub fn overdue(&self, today: Date) -> bool {
        self.state.is_open() && self.due.is_some_and(|due| due < today)
    }
}

/// A line of a matter's history.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// What: `submitted`, `claimed`, `sent-back` …
    pub what: String,
    /// More about it.
    pub detail: Json,
}

/// A decision as recorded.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Number.
    pub id: i64,
    /// Granted, or refused.
    pub granted: bool,
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// Hash of the rule set.
    pub law: String,
    /// What it rests on.
    pub inputs: Json,
    /// Steps of the computation.
    pub derivation: Json,
    /// What changed.
    pub effects: Json,
    /// The node's signature.
    pub signature: String,
}

/// Everything about one matter.
#[derive(Clone, Debug)]
pub struct Dossier {
    /// The matter.
    pub entry: Entry,
    /// The name of whom it is about.
    pub subject_name: String,
    /// Its history, oldest first.
    pub events: Vec<Event>,
    /// Its decision, if there is one.
    pub decision: Option<Decided>,
    /// The matters below it, where it is a whole of several (一件事).
    pub parts: Vec<Entry>,
    /// Number of the matter that it is a part of.
    pub whole: Option<String>,
    /// What that decision replaces and is replaced by.
    pub replaced: Replaced,
    /// May whoever looks decide it as a clerk of its desk?
    pub for_desk: bool,
    /// May whoever looks decide it as the second person?
    pub for_second: bool,
    /// May whoever looks correct it or take it back?
    pub own: bool,
}

/// Which part of a list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Older than this one; none: from the newest.
    pub before: Option<i64>,
    /// At most so many.
    pub limit: i64,
}

impl Page {
    /// The first page.
    pub const FIRST: Page = Page { before: None, limit: 50 };
}

const COLUMNS: &str =
    "SELECT m.id, m.number, m.service, m.subject, m.state, m.opened_at, m.opened_by, m.due, m.holder,
    m.closed_at, m.command FROM matter m";

fn entry_row(row: &Row<'_>) -> Result<Option<Entry>> {
    let (service, state) = (service(&row.get::<String>(2)?), State::from_key(&row.get::<String>(4)?));
    let (Some(service), Some(state)) = (service, state) else { return Ok(None) };
    Ok(Some(Entry {
        id: row.get(0)?,
        number: row.get(1)?,
        service,
        subject: row.get(3)?,
        state,
        at: row.get(5)?,
        by: row.get(6)?,
        due: row.get(7)?,
        holder: row.get(8)?,
        closed_at: row.get(9)?,
        command: parsed(&row.get::<String>(10)?),
    }))
}

fn parsed(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or(Json::Null)
}

fn list(tx: &mut Tx<'_>, sql: &str, params: &[Value<'_>]) -> Result<Vec<Entry>> {
    Ok(tx.rows(sql, params, entry_row)?.into_iter().flatten().collect())
}

/// What the user asked for, and what is about the party they act for. Parts stand under their whole.
pub fn mine(tx: &mut Tx<'_>, actor: &Actor, page: Page) -> Result<Vec<Entry>> {
    let before = page.before.unwrap_or(i64::MAX);
    let sql = format!(
        "{COLUMNS} WHERE m.id < $3 AND (m.subject = $2 OR (m.opened_by = $1 AND $2 IS NULL))
           AND NOT EXISTS (SELECT 1 FROM matter w WHERE w.id = m.parent AND (w.subject = $2 OR $2 IS NULL))
         ORDER BY m.id DESC LIMIT $4"
    );
    list(tx, &sql, params![actor.officer, actor.party, before, page.limit])
}

/// What lies with the user's desk: nearest time limit first, what has none last. `held`: only what they hold.
pub fn basket(tx: &mut Tx<'_>, office: &Office, actor: &Actor, held: bool, limit: i64) -> Result<Vec<Entry>> {
    let sql = format!(
        "{COLUMNS} WHERE m.state = 'submitted' AND m.answers IS NOT NULL
         ORDER BY CASE WHEN m.due IS NULL THEN 1 ELSE 0 END, m.due, m.id"
    );
    let mut found = list(tx, &sql, params![])?;
    found.retain(|entry| actor.roles.contains(&entry.service.desk));
    if held {
        found.retain(|entry| entry.holder == Some(actor.officer));
    }
    if !actor.region.contains(office.region) {
        let mut inside = Vec::new();
        for entry in found {
            let region =
                entry.subject.map(|party| crate::registry::facts::region_of(tx, party)).transpose()?;
            if region.is_some_and(|region| actor.region.contains(region)) {
                inside.push(entry);
            }
        }
        found = inside;
    }
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// What waits for a second person, oldest first; for reviewers of the region.
pub fn for_second_person(tx: &mut Tx<'_>, office: &Office, actor: &Actor, limit: i64) -> Result<Vec<Entry>> {
    actor.must_have(Role::Reviewer, office.region)?;
    let sql = format!(
        "{COLUMNS} JOIN approval a ON a.matter = m.id WHERE a.outcome = 'waiting' ORDER BY m.id LIMIT $1"
    );
    list(tx, &sql, params![limit])
}

/// A matter in a list's form, for whoever may see it.
pub fn entry(tx: &mut Tx<'_>, office: &Office, actor: &Actor, number: &str) -> Result<Entry> {
    let sql = format!("{COLUMNS} WHERE m.number = $1");
    let found = tx.row(&sql, params![number], entry_row)?.flatten();
    // Whose matter it is, is not told to others: what they may not see does not exist.
    let missing = || codes::NO_MATTER.with("matter", number);
    let entry = found.ok_or_else(missing)?;
    if may_see(tx, office, actor, &entry)? || owns_whole(tx, actor, &entry)? {
        Ok(entry)
    } else {
        Err(missing())
    }
}

/// Is the matter a part of one that the actor asked for?
fn owns_whole(tx: &mut Tx<'_>, actor: &Actor, part: &Entry) -> Result<bool> {
    let sql = format!("{COLUMNS} WHERE m.id = (SELECT parent FROM matter WHERE id = $1)");
    let whole = tx.row(&sql, params![part.id], entry_row)?.flatten();
    Ok(whole.is_some_and(|whole| is_own(actor, &whole)))
}

fn may_see(tx: &mut Tx<'_>, office: &Office, actor: &Actor, entry: &Entry) -> Result<bool> {
    if is_own(actor, entry) {
        return Ok(true);
    }
    let officer = |role: &Role| Role::OFFICE.contains(role);
    if !actor.roles.iter().any(officer) {
        return Ok(false);
    }
    let all = [Role::Auditor, Role::Reviewer, entry.service.desk];
    if !all.iter().any(|role| actor.roles.contains(role))
        && !entry.service.who.iter().any(|g| actor.roles.contains(&g.0))
    {
        return Ok(false);
    }
    if actor.region.contains(office.region) {
        return Ok(true);
    }
    match entry.subject {
        Some(party) => Ok(actor.region.contains(crate::registry::facts::region_of(tx, party)?)),
        None => Ok(false),
    }
}

/// Asked by the user, or about the party they act for by somebody with the same rights.
pub(super) fn is_own(actor: &Actor, entry: &Entry) -> bool {
    let about = entry.subject.is_some() && entry.subject == actor.party;
    let rights = entry.service.who.iter().any(|grant| actor.roles.contains(&grant.0));
    entry.by == actor.officer && (entry.subject == actor.party || actor.party.is_none()) || (about && rights)
}

/// Everything about a matter, for whoever may see it.
pub fn dossier(tx: &mut Tx<'_>, office: &Office, actor: &Actor, number: &str) -> Result<Dossier> {
    let entry = entry(tx, office, actor, number)?;
    let subject_name = match entry.subject {
        Some(party) => crate::registry::facts::payer_name(tx, party)?,
        None => String::new(),
    };
    let events = tx.rows(
        "SELECT e.at, coalesce(u.name, ''), e.what, e.detail FROM matter_event e LEFT JOIN users u ON u.id = e.by
         WHERE e.matter = $1 ORDER BY e.line",
        params![entry.id],
        |row| Ok(Event { at: row.get(0)?, by: row.get(1)?, what: row.get(2)?, detail: parsed(&row.get::<String>(3)?) }),
    )?;
    let decision = decided(tx, entry.id)?;
    let parts = list(tx, &format!("{COLUMNS} WHERE m.parent = $1 ORDER BY m.id"), params![entry.id])?;
    let whole = tx.row(
        "SELECT w.number FROM matter m JOIN matter w ON w.id = m.parent WHERE m.id = $1",
        params![entry.id],
        |row| row.get(0),
    )?;
    let replaced =
        decision.as_ref().map(|made| super::replaced(tx, made.id)).transpose()?.unwrap_or_default();
    let asked = super::matter::matter_of(tx, entry.id)?;
    let answers_to = |outcome: Result<()>| match outcome {
        Ok(()) => Ok(true),
        Err(problem) if problem.kind() != kernel::Kind::System => Ok(false),
        Err(problem) => Err(problem),
    };
    let for_desk =
        entry.state == State::Submitted && answers_to(policy::check_desk(tx, office, actor, &asked))?;
    let for_second =
        entry.state == State::InReview && answers_to(super::check_waiting(tx, actor, entry.id).map(drop))?;
    let own = is_own(actor, &entry) && !actor.roles.contains(&entry.service.desk);
    Ok(Dossier { entry, subject_name, events, decision, replaced, parts, whole, for_desk, for_second, own })
}

fn decided(tx: &mut Tx<'_>, matter: MatterId) -> Result<Option<Decided>> {
    tx.row(
        "SELECT d.id, d.outcome, d.made_at, coalesce(u.name, ''), d.law, d.inputs, d.derivation, d.effects, d.signature
         FROM decision d LEFT JOIN users u ON u.id = d.made_by WHERE d.matter = $1 ORDER BY d.id DESC LIMIT 1",
        params![matter],
        |row| {
            Ok(Decided {
                id: row.get(0)?,
                granted: row.get::<String>(1)? == "granted",
                at: row.get(2)?,
                by: row.get(3)?,
                law: row.get(4)?,
                inputs: parsed(&row.get::<String>(5)?),
                derivation: parsed(&row.get::<String>(6)?),
                effects: parsed(&row.get::<String>(7)?),
                signature: row.get(8)?,
            })
        },
    )
}

/// Matters that are open, and those past their time limit, by state.
pub fn counts(tx: &mut Tx<'_>, today: Date) -> Result<Vec<(String, u32, u32)>> {
    tx.rows(
        "SELECT state, count(*), cast(sum(CASE WHEN due < $1 THEN 1 ELSE 0 END) as bigint) FROM matter
         WHERE state IN ('draft', 'submitted', 'in-correction', 'in-review', 'approved') GROUP BY state ORDER BY state",
        params![today],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )
}

/// The name of whoever holds a matter.
pub fn holder_name(tx: &mut Tx<'_>, entry: &Entry) -> Result<String, Problem> {
    entry.holder.map_or_else(|| Ok(String::new()), |holder| users::user(tx, holder).map(|user| user.name))
}

//! Two records of one person become one (重复人员合并), after a second person has agreed.
//!
//! What holds from now on moves to the true record: participation, wages, employment, facts, state, card, relatives, awards,
//! open claims, debit agreements. What stands on the personal accounts is moved by an entry pair. What has happened (bills,
//! contributions, receipts, payments, matters) stays under the number it was made for and is found through
//! [`super::facts::records_of`]; what is still to come of it, such as the credit for a bill that is paid later, goes to
//! [`super::facts::true_record`].

use kernel::{Date, FeeMonth, PartyId, Result};
use serde_json::{Value as Json, json};
use store::{Tx, params};

use super::codes;
use super::counted::{CARDS, FACTS, FAMILIES, STATUSES, counting};
use super::decide::Rules;
use super::facts;
use super::folder::{Change, Folder};
use super::model::{Employment, Participation, Status, Unemployment, Wage};
use super::shelf::Shelf;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::{Office, accounts, benefits, collection, pension};

/// Asks for a duplicate to be merged into the true record. Nothing moves before a second person agrees.
pub fn merge(office: &Office, actor: &Actor, duplicate: PartyId, person: PartyId) -> Result<Matter> {
    office.store.write(&actor.act(services::MERGE_PERSON.code), |tx| {
        let command = json!({ "duplicate": duplicate, "person": person });
        let matter = desk::open(tx, office, actor, &services::MERGE_PERSON, Some(person), &command)?;
        let shelf = check(tx, office, &matter, duplicate, person)?;
        let moves = trail(shelf.folder(duplicate)?);
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, moves))?;
        Ok(matter)
    })
}

/// Carries out what the matter asked for; it is believed from the agreement on. What has changed since it was asked is looked at again.
pub(crate) fn on_approved(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let matter = &Matter { at: actor.at, ..matter.clone() };
    let command =
        tx.row("SELECT command FROM matter WHERE id = $1", params![matter.id], |row| row.get::<String>(0))?;
    let asked: Json = serde_json::from_str(&command.unwrap_or_default()).unwrap_or_default();
    let party = |key: &str| PartyId::new(asked.get(key).and_then(Json::as_i64).unwrap_or(0));
    let (duplicate, person) = (party("duplicate"), party("person"));
    let mut shelf = check(tx, office, matter, duplicate, person)?;
    let mut moves = trail(shelf.folder(duplicate)?);
    shelf.move_all(matter.id, duplicate, person)?;
    counted_move(tx, matter, duplicate, person)?;
    shelf.save(tx, matter)?;
    let on = matter.at.date();
    let joined = accounts::join(tx, matter.id, FeeMonth::of(on), duplicate, person)?;
    moves["accounts"] = joined.iter().map(|(kind, moved)| (kind.key().to_owned(), json!(moved))).collect();
    moves["benefits"] = benefits::join(tx, duplicate, person)?;
    moves["agreements"] = json!(collection::join(tx, duplicate, person, on)?);
    tx.run(
        "INSERT INTO person_merge (duplicate, person, at, matter, trail) VALUES ($1, $2, $3, $4, $5)",
        params![duplicate, person, matter.at, matter.id, moves.to_string()],
    )?;
    tx.recorded_row(
        matter.id.get(),
        "person_merge",
        params![duplicate, matter.at, matter.id, moves.to_string()],
    );
    // A record that had been merged into the duplicate now stands for the true one.
    tx.run("UPDATE person_merge SET person = $2 WHERE person = $1", params![duplicate, person])?;
    Ok(())
}

fn check(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    duplicate: PartyId,
    person: PartyId,
) -> Result<Shelf> {
    if duplicate == person {
        return Err(codes::SAME_RECORD.problem());
    }
    for id in [duplicate, person] {
        let into = facts::true_record(tx, id)?;
        if into != id {
            return Err(codes::MERGED.with("person", id).with("into", into));
        }
    }
    nothing_waits(tx, matter, [duplicate, person])?;
    let dead =
        |tx: &mut Tx<'_>, id| Ok::<_, kernel::Problem>(facts::status(tx, id, Date::MAX)? == Status::Dead);
    if dead(tx, duplicate)? != dead(tx, person)? {
        return Err(codes::MERGE_DEATH.problem());
    }
    pension::may_join(tx, duplicate, person)?;
    let rules = Rules::load(tx, office, matter.at.date())?;
    let shelf = Shelf::load(tx, rules, &[duplicate, person], &[])?;
    let (twin, true_one) = (shelf.folder(duplicate)?, shelf.folder(person)?);
    for moving in twin.participations().map(|p| moved(p, duplicate, person)) {
        let clash = true_one
            .participations()
            .filter(|p| p.slot() == moving.slot())
            .find_map(|p| p.period.intersect(moving.period));
        if let Some(months) = clash {
            let problem = codes::MERGE_OVERLAP.with("month", months.from());
            return Err(problem.with("insurance", moving.insurance.zh()));
        }
    }
    Ok(shelf)
}

/// A decision about one of the two that waits for its second person would be carried out for a record that is gone.
fn nothing_waits(tx: &mut Tx<'_>, matter: &Matter, people: [PartyId; 2]) -> Result<()> {
    for person in people {
        let waiting = tx.row(
            "SELECT number FROM matter WHERE subject = $1 AND state = 'in-review' AND id <> $2",
            params![person, matter.id],
            |row| row.get::<String>(0),
        )?;
        if let Some(waiting) = waiting {
            return Err(codes::MERGE_WAITING.with("person", person).with("matter", waiting));
        }
    }
    Ok(())
}

/// The participation under the true record; who paid alone goes on to pay alone.
fn moved(p: &Participation, duplicate: PartyId, person: PartyId) -> Participation {
    let payer = if p.payer == duplicate { person } else { p.payer };
    Participation { payer, person, ..p.clone() }
}

fn trail(twin: &Folder) -> Json {
    let participations: Vec<Json> = twin
        .participations()
        .map(|p| {
            let period = (p.period.from().yyyymm(), p.period.to().yyyymm());
            json!({ "payer": p.payer, "insurance": p.insurance.code(), "from": period.0, "to": period.1 })
        })
        .collect();
    json!({ "number": twin.person.masked, "name": twin.person.name, "participations": participations })
}

impl Shelf {
    /// Moves everything in the duplicate's folder into the true one.
    fn move_all(&mut self, matter: kernel::MatterId, duplicate: PartyId, person: PartyId) -> Result<()> {
        let mut twin = self.take(duplicate)?;
        let mut kept = self.take(person)?;
        let payer_of = |payer: PartyId| if payer == duplicate { person } else { payer };
        for p in twin.participations.iter() {
            kept.participations.add(matter, moved(p, duplicate, person));
        }
        for w in twin.wages.iter() {
            kept.wages.add(matter, Wage { payer: payer_of(w.payer), person, ..w.clone() });
        }
        for e in twin.employments.iter() {
            if !kept.employments.iter().any(|known| known.unit == e.unit && known.from == e.from) {
                kept.employments.add(matter, Employment { person, ..e.clone() });
            }
        }
        for u in twin.unemployments.iter() {
            if !kept.unemployments.iter().any(|known| known.registered_on == u.registered_on) {
                kept.unemployments.add(matter, Unemployment { person, ..u.clone() });
            }
        }
        twin.participations.change(matter, |_| Change::Drop);
        twin.wages.change(matter, |_| Change::Drop);
        twin.employments.change(matter, |_| Change::Drop);
        twin.unemployments.change(matter, |_| Change::Drop);
        self.put(twin);
        self.put(kept);
        Ok(())
    }
}

/// The same as [`move_the_rest`], told to the audit trail.
fn counted_move(tx: &mut Tx<'_>, matter: &Matter, duplicate: PartyId, person: PartyId) -> Result<()> {
    let id = matter.id;
    let own = ("person = $1 AND matter = $2", params![person, id]);
    let family = ("(person = $1 OR relative = $1) AND matter = $2", own.1);
    counting(tx, id, &FACTS, own, |tx| {
        counting(tx, id, &CARDS, own, |tx| {
            counting(tx, id, &STATUSES, own, |tx| {
                counting(tx, id, &FAMILIES, family, |tx| move_the_rest(tx, matter, duplicate, person))
            })
        })
    })
}

/// Facts, states, card and relatives move where the true record has none of the kind; the duplicate's identity ends. Its
/// number still finds the person.
fn move_the_rest(tx: &mut Tx<'_>, matter: &Matter, duplicate: PartyId, person: PartyId) -> Result<()> {
    tx.run(
        "INSERT INTO person_fact (person, fact, from_date, matter, value, sealed, digest, recorded_at)
         SELECT $2, f.fact, f.from_date, $3, f.value, f.sealed, f.digest, $4 FROM person_fact f
         WHERE f.person = $1 AND f.retracted_at = 0 AND NOT EXISTS (
           SELECT 1 FROM person_fact k WHERE k.person = $2 AND k.fact = f.fact AND k.retracted_at = 0)",
        params![duplicate, person, matter.id, matter.at],
    )?;
    tx.run(
        "INSERT INTO card (person, issued_on, matter, number_sealed, number_digest, bank, account_sealed,
           account_digest, account_masked, financial, social, recorded_at)
         SELECT $2, c.issued_on, $3, c.number_sealed, c.number_digest, c.bank, c.account_sealed, c.account_digest,
           c.account_masked, c.financial, c.social, $4 FROM card c
         WHERE c.person = $1 AND c.retracted_at = 0 AND NOT EXISTS (
           SELECT 1 FROM card k WHERE k.person = $2 AND k.retracted_at = 0)",
        params![duplicate, person, matter.id, matter.at],
    )?;
    tx.run(
        "INSERT INTO person_status (person, matter, status, from_date, recorded_at)
         SELECT $2, $3, s.status, s.from_date, $4 FROM person_status s
         WHERE s.person = $1 AND s.retracted_at = 0 AND NOT EXISTS (
           SELECT 1 FROM person_status k WHERE k.person = $2 AND k.status = s.status AND k.retracted_at = 0)",
        params![duplicate, person, matter.id, matter.at],
    )?;
    tx.run(
        "INSERT INTO family (person, relative, kind, from_month, matter, to_month, shares, recorded_at)
         SELECT f.person, $2, f.kind, f.from_month, $3, f.to_month, f.shares, $4 FROM family f
         WHERE f.relative = $1 AND f.retracted_at = 0 AND f.person <> $2 AND NOT EXISTS (
           SELECT 1 FROM family k WHERE k.person = f.person AND k.relative = $2 AND k.retracted_at = 0)",
        params![duplicate, person, matter.id, matter.at],
    )?;
    tx.run(
        "UPDATE family SET retracted_at = $2 WHERE relative = $1 AND retracted_at = 0",
        params![duplicate, matter.at],
    )?;
    tx.run(
        "INSERT INTO family (person, relative, kind, from_month, matter, to_month, shares, recorded_at)
         SELECT $2, f.relative, f.kind, f.from_month, $3, f.to_month, f.shares, $4 FROM family f
         WHERE f.person = $1 AND f.retracted_at = 0 AND f.relative <> $2 AND NOT EXISTS (
           SELECT 1 FROM family k WHERE k.person = $2 AND k.relative = f.relative AND k.retracted_at = 0)",
        params![duplicate, person, matter.id, matter.at],
    )?;
    for table in ["person_fact", "card", "family", "person_status", "person_identity"] {
        tx.run(
            &format!("UPDATE {table} SET retracted_at = $2 WHERE person = $1 AND retracted_at = 0"),
            params![duplicate, matter.at],
        )?;
    }
    Ok(())
}

//! Finding a person or a unit by number or name, for those who serve others.

use kernel::{CreditCode, IdNumber, PartyId, Result};
use store::params;

use super::FIND;
use crate::Office;
use crate::desk::policy;
use crate::desk::{Action, Actor};
use crate::registry::facts;

/// Somebody found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Number.
    pub party: PartyId,
    /// Name.
    pub name: String,
    /// Document number masked, or credit code.
    pub number: String,
    /// Is it a unit?
    pub unit: bool,
}

/// Looks for a word: an ID number, a credit code, a personal or unit number, else the beginning of a name. Only what lies in
/// the actor's region.
pub fn find(office: &Office, actor: &Actor, word: &str, limit: usize) -> Result<Vec<Hit>> {
    let word = word.trim();
    if word.is_empty() || !policy::may_ever(actor, Action::Read(&FIND)) {
        return Ok(Vec::new());
    }
    office.store.read(|tx| {
        let mut found: Vec<PartyId> = Vec::new();
        if let Ok(number) = IdNumber::parse(word) {
            found.extend(facts::person_by_number(tx, office, &number)?);
        } else if let Ok(code) = CreditCode::parse(word) {
            found.extend(facts::unit_by_code(tx, &code)?.map(|unit| unit.id));
        } else if let Ok(number) = word.parse::<i64>() {
            found.extend(tx.row("SELECT id FROM party WHERE id = $1", params![number], |row| row.get::<PartyId>(0))?);
        } else {
            let (from, to) = (word.to_owned(), format!("{word}\u{10ffff}"));
            found = tx.rows(
                "SELECT person FROM person_identity WHERE retracted_at = 0 AND name >= $1 AND name < $2 ORDER BY name LIMIT 50",
                params![from, to],
                |row| row.get(0),
            )?;
            let pattern = format!("%{}%", word.replace(['%', '_'], ""));
            found.extend(tx.rows(
                "SELECT DISTINCT unit FROM unit_fact WHERE retracted_at = 0 AND name LIKE $1 LIMIT 50",
                params![pattern],
                |row| row.get::<PartyId>(0),
            )?);
        }
        let mut hits = Vec::new();
        for party in found {
            if hits.len() == limit {
                break;
            }
            if policy::check(tx, office, actor, Action::Read(&FIND), party).is_ok() {
                hits.push(hit(tx, party)?);
            }
        }
        Ok(hits)
    })
}

fn hit(tx: &mut store::Tx<'_>, party: PartyId) -> Result<Hit> {
    let unit =
        tx.row("SELECT kind FROM party WHERE id = $1", params![party], |row| row.get::<i64>(0))? == Some(2);
    if unit {
        let unit = facts::unit(tx, party, kernel::FeeMonth::OPEN)?;
        let number = unit.credit_code.map_or_else(String::new, |code| code.as_str().to_owned());
        return Ok(Hit { party, name: unit.name, number, unit: true });
    }
    let person = facts::person(tx, party)?;
    Ok(Hit { party, name: person.name, number: person.masked, unit: false })
}

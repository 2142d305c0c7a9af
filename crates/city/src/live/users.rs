//! Users of the demo city's halls beside its officers: somebody who pays alone, somebody employed, a unit's HR, a community
//! worker. Nobody has a password: the sign-in page offers them as cards while the city is fictional.

use business::Office;
use business::desk::{self, Actor, NewStanding, Role, StandingKind};
use business::registry::facts;
use kernel::{FeeMonth, OfficerId, PartyId, Result};
use serde_json::json;
use store::{Tx, params};

/// The setting that lists the cards, read by the sign-in page.
const CARDS: &str = "demo.cards";

/// Opens the accounts that are not there yet, and lists the cards.
pub(super) fn open_accounts(office: &Office, node: &Actor) -> Result<()> {
    office.store.write(&node.act("desk.users"), |tx| {
        let mut cards = Vec::new();
        let mut card =
            |login: &str, zh: &str, en: &str| cards.push(json!({ "login": login, "zh": zh, "en": en }));
        if let Some(person) = one(tx, "category = 2")? {
            own(tx, office, node, "demo-flexible", person)?;
            card("demo-flexible", "灵活就业人员", "A flexible worker");
        }
        let employed = one(tx, "category = 1 AND insurance = 110")?;
        if let Some(person) = employed {
            own(tx, office, node, "demo-employee", person)?;
            card("demo-employee", "单位职工", "An employee");
        }
        if let Some(unit) = largest(tx)? {
            operator(tx, office, node, unit)?;
            card("demo-hr", "单位人事经办", "A unit's HR");
        }
        if let Some(id) = new(tx, "demo-community", "吴社区", None, node)? {
            grant(tx, id, StandingKind::Community, None, office, &[Role::Community], node)?;
        }
        card("demo-community", "社区代办员", "A community worker");
        card("wang", "登记岗经办（王登记）", "A clerk of the registry");
        card("li", "待遇岗经办（李待遇）", "A clerk of benefits");
        card("chen", "复核岗（陈复核）", "A reviewer");
        tx.set(CARDS, &json!(cards).to_string())
    })
}

/// The first person of some participations that still run.
fn one(tx: &mut Tx<'_>, which: &str) -> Result<Option<PartyId>> {
    let sql =
        format!("SELECT min(person) FROM participation WHERE retracted_at = 0 AND to_month = $1 AND {which}");
    tx.row(&sql, params![FeeMonth::OPEN], |row| row.get::<Option<PartyId>>(0)).map(Option::flatten)
}

/// The unit with most staff.
fn largest(tx: &mut Tx<'_>) -> Result<Option<PartyId>> {
    tx.row(
        "SELECT payer FROM participation WHERE retracted_at = 0 AND to_month = $1 AND insurance = 110 AND category = 1
         GROUP BY payer ORDER BY count(*) DESC, payer LIMIT 1",
        params![FeeMonth::OPEN],
        |row| row.get(0),
    )
}

/// A user who is not there yet.
fn new(
    tx: &mut Tx<'_>,
    login: &str,
    name: &str,
    person: Option<PartyId>,
    node: &Actor,
) -> Result<Option<OfficerId>> {
    match desk::user_by_login(tx, login)? {
        Some(_) => Ok(None),
        None => desk::add_user(tx, login, name, person, node.at).map(Some),
    }
}

fn grant(
    tx: &mut Tx<'_>,
    holder: OfficerId,
    kind: StandingKind,
    party: Option<PartyId>,
    office: &Office,
    roles: &[Role],
    node: &Actor,
) -> Result<()> {
    let (region, from) = (office.region, node.at.date());
    desk::grant_standing(tx, &NewStanding { holder, kind, party, region, roles, from, last: None }).map(drop)
}

fn own(tx: &mut Tx<'_>, office: &Office, node: &Actor, login: &str, person: PartyId) -> Result<()> {
    let name = facts::person(tx, person)?.name;
    if let Some(id) = new(tx, login, &name, Some(person), node)? {
        grant(tx, id, StandingKind::Own, Some(person), office, &[Role::Person], node)?;
    }
    Ok(())
}

/// The HR of a unit, who is somebody of the staff and so has a record of their own too.
fn operator(tx: &mut Tx<'_>, office: &Office, node: &Actor, unit: PartyId) -> Result<()> {
    let staff = facts::roster(tx, unit, FeeMonth::OPEN)?.into_iter().next_back();
    let Some(person) = staff.map(|participation| participation.person) else { return Ok(()) };
    let name = facts::person(tx, person)?.name;
    if let Some(id) = new(tx, "demo-hr", &name, Some(person), node)? {
        grant(tx, id, StandingKind::Unit, Some(unit), office, Role::UNIT, node)?;
        grant(tx, id, StandingKind::Own, Some(person), office, &[Role::Person], node)?;
    }
    Ok(())
}

//! Death (死亡): the pension stops, what was paid too long is claimed, grants and the account go to the heirs.

use std::collections::BTreeMap;

use kernel::{AccountKind, Date, FeeMonth, Fen, Fund, PartyId, Result};
use rules::survivor::{Deceased, SurvivorRules, survivor_benefit, survivor_income};
use rules::{Derivation, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::awards::{MONTHS_FACT, NewAward, PENSIONS, grant, stop};
use super::claim::end_participation;
use super::claims::{NewClaim, raise};
use super::facts::OWNER;
use super::{codes, record, same};
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::registry::facts::records_sql;
use crate::registry::{self, Status};
use crate::{Office, accounts, payment};

/// A death to be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Death {
    /// Who died.
    pub person: PartyId,
    /// When.
    pub on: Date,
    /// Who receives grants and account for the heirs, if anybody has come; a registered person.
    pub heir: Option<PartyId>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Command {
    death: Death,
    /// Only what is left of the account, after interest was credited.
    rest: bool,
}

/// Paid for months after the death, by award.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Overpaid {
    award: i64,
    fund: Fund,
    amount: Fen,
    personal: BTreeMap<FeeMonth, Fen>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Plan {
    stops: Vec<i64>,
    overpaid: Vec<Overpaid>,
    grants: Vec<NewAward>,
}

/// Records a death; it takes effect when a second person agrees.
pub fn death(office: &Office, actor: &Actor, death: Death) -> Result<Matter> {
    office.store.write(&actor.act(services::DEATH.code), |tx| {
        let waiting = tx.row(
            "SELECT 1 FROM matter WHERE subject = $1 AND service = $2 AND state = 'in-review'",
            params![death.person, services::DEATH.code],
            |row| row.get::<i64>(0),
        )?;
        let status = registry::facts::status(tx, death.person, Date::MAX)?;
        if status == Status::Dead || waiting.is_some() {
            return Err(codes::DEAD.with("person", death.person));
        }
        if death.on > actor.at.date() {
            return Err(codes::FUTURE.with("month", FeeMonth::of(death.on)));
        }
        ask(tx, office, actor, Command { death, rest: false })
    })
}

/// What came on the accounts of the dead after their heirs were paid, such as the interest of their last year, goes to the same
/// heirs: one matter for each, waiting for a second person.
pub fn rest_of_estates(office: &Office, actor: &Actor) -> Result<Vec<Matter>> {
    office.store.write(&actor.act(services::DEATH.code), |tx| {
        let estates = tx.rows(
            &format!(
                "SELECT s.person, s.from_date, max(a.person)
                 FROM award a JOIN matter m ON m.id = a.matter
                 JOIN person_status s ON s.person = {OWNER} AND s.status = 'dead' AND s.retracted_at = 0
                 WHERE a.benefit = 'inheritance'
                   AND NOT EXISTS (SELECT 1 FROM matter w WHERE w.subject = s.person AND w.service = $1 AND w.state = 'in-review')
                 GROUP BY s.person, s.from_date ORDER BY s.person"
            ),
            params![services::DEATH.code],
            |row| Ok(Death { person: row.get(0)?, on: row.get(1)?, heir: Some(row.get(2)?) }),
        )?;
        let mut matters = Vec::new();
        for death in estates {
            let mut left = Vec::new();
            inheritances(tx, &death, &[], FeeMonth::of(actor.at.date()), &mut left)?;
            if !left.is_empty() {
                matters.push(ask(tx, office, actor, Command { death, rest: true })?);
            }
        }
        Ok(matters)
    })
}

/// Heirs of somebody whose death was recorded without them come (遗属申领): grants and account go to the one they name.
pub fn heir(office: &Office, actor: &Actor, person: PartyId, heir: PartyId) -> Result<Matter> {
    office.store.write(&actor.act(services::DEATH.code), |tx| {
        let died = registry::facts::status_since(tx, person, Status::Dead)?;
        let on = died.ok_or_else(|| codes::NOT_DEAD.with("person", person))?;
        ask(tx, office, actor, Command { death: Death { person, on, heir: Some(heir) }, rest: true })
    })
}

/// Have survivors been granted anything for this death?
fn granted(tx: &mut Tx<'_>, person: PartyId) -> Result<bool> {
    let found = tx.row(
        &format!(
            "SELECT 1 FROM award a JOIN matter m ON m.id = a.matter
             WHERE m.subject IN {} AND a.benefit = 'survivor' LIMIT 1",
            records_sql(1)
        ),
        params![person],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

fn ask(tx: &mut Tx<'_>, office: &Office, actor: &Actor, command: Command) -> Result<Matter> {
    let mut trace = Derivation::default();
    let plan = plan(tx, office, &mut trace, &command, actor.at.date())?;
    let asked = json!(command);
    let matter = desk::open(tx, office, actor, &services::DEATH, Some(command.death.person), &asked)?;
    let decision = Decision::granted(asked, json!(plan)).derived(json!(trace.into_steps()));
    desk::decide(tx, office, actor, &matter, &decision)?;
    Ok(matter)
}

fn plan<T: Trace>(
    tx: &mut Tx<'_>,
    office: &Office,
    trace: &mut T,
    command: &Command,
    decided_on: Date,
) -> Result<Plan> {
    let death = &command.death;
    let month = FeeMonth::of(death.on);
    let mut plan = Plan { stops: Vec::new(), overpaid: Vec::new(), grants: Vec::new() };
    let now = FeeMonth::of(decided_on);
    if !command.rest {
        let pensions = tx.rows(
            &format!("SELECT id, fund FROM award WHERE person = $1 AND benefit IN {PENSIONS} ORDER BY id"),
            params![death.person],
            |row| Ok((row.get::<i64>(0)?, row.get::<Fund>(1)?)),
        )?;
        for (award, fund) in pensions {
            plan.stops.push(award);
            let late = payment::facts::paid_after(tx, award, month)?;
            let amount: Fen = late.iter().map(|(_, amount, _)| *amount).sum();
            if amount > Fen::ZERO {
                let mut personal: BTreeMap<FeeMonth, Fen> = BTreeMap::new();
                for (month, _, part) in late.iter().filter(|(.., part)| !part.is_zero()) {
                    *personal.entry(*month).or_default() += *part;
                }
                plan.overpaid.push(Overpaid { award, fund, amount, personal });
            }
        }
    }
    if let Some(heir) = death.heir
        && !granted(tx, death.person)?
        && let Some(amount) = survivors(tx, office, trace, death, decided_on)?
    {
        plan.grants.push(lump_sum(heir, "survivor", Fund::Pension, now, amount, Fen::ZERO));
    }
    let overpaid = std::mem::take(&mut plan.overpaid);
    inheritances(tx, death, &overpaid, now, &mut plan.grants)?;
    plan.overpaid = overpaid;
    Ok(plan)
}

fn lump_sum(person: PartyId, benefit: &str, fund: Fund, month: FeeMonth, amount: Fen, part: Fen) -> NewAward {
    NewAward {
        person,
        benefit: benefit.to_owned(),
        fund,
        from: month,
        to: month,
        amount,
        account_part: part,
        provisional: false,
    }
}

/// Funeral and survivor grant of an insured or retired person, where the law knows them.
fn survivors<T: Trace>(
    tx: &mut Tx<'_>,
    office: &Office,
    trace: &mut T,
    death: &Death,
    decided_on: Date,
) -> Result<Option<Fen>> {
    let law = office.law.in_force(office.region.as_str(), Some(decided_on))?;
    let month = FeeMonth::of(death.on);
    let (Some(rules), Some(income)) =
        (optional(SurvivorRules::at(&law, month))?, optional(survivor_income(&law, month))?)
    else {
        return Ok(None);
    };
    let retired_from = tx.row(
        "SELECT min(from_month) FROM award WHERE person = $1 AND benefit = 'pension'",
        params![death.person],
        |row| row.get::<Option<FeeMonth>>(0),
    )?;
    let deceased = match retired_from.flatten() {
        Some(from) => {
            let since = registry::facts::status_since(tx, death.person, Status::Retired)?;
            let from = since.map_or(from, |day| FeeMonth::of(day).min(from));
            let months = registry::facts::fact(tx, death.person, MONTHS_FACT, death.on)?;
            Deceased::Retired {
                contribution_months: months.and_then(|text| text.parse().ok()).unwrap_or(0),
                months_received: i64::from(from.months_until(month) + 1).max(0),
            }
        }
        None => {
            let insured = registry::facts::participations(tx, death.person)?
                .iter()
                .any(|p| p.insurance == kernel::Insurance::Pension && p.period.contains(month));
            let contribution_months = record::months_of(tx, death.person, month)?;
            if !insured || contribution_months == 0 {
                return Ok(None);
            }
            Deceased::Active { contribution_months }
        }
    };
    Ok(Some(survivor_benefit(trace, deceased, &income, &rules)?.total))
}

/// What stands on the accounts, with what they get back and without what is on its way.
fn inheritances(
    tx: &mut Tx<'_>,
    death: &Death,
    overpaid: &[Overpaid],
    now: FeeMonth,
    grants: &mut Vec<NewAward>,
) -> Result<()> {
    let Some(heir) = death.heir else { return Ok(()) };
    for &kind in AccountKind::ALL {
        let fund = accounts::fund_of(kind);
        let held = accounts::balance(tx, kind, death.person, now)?;
        let back: Fen = overpaid
            .iter()
            .filter(|late| late.fund == fund)
            .flat_map(|late| late.personal.values().copied())
            .sum();
        let returned = payment::facts::returned_part(tx, death.person, fund, FeeMonth::of(death.on))?;
        let on_its_way = payment::facts::part_on_its_way(tx, death.person, fund)?;
        let left = held + back + returned - on_its_way;
        if left > Fen::ZERO {
            grants.push(lump_sum(heir, "inheritance", fund, now, left, left));
        }
    }
    Ok(())
}

pub(super) fn approved(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    command: &Command,
    signed: &str,
) -> Result<()> {
    let plan = plan(tx, office, &mut rules::NoTrace, command, matter.at.date())?;
    same(&plan, signed, matter)?;
    let death = &command.death;
    let month = FeeMonth::of(death.on);
    if !command.rest {
        end_participation(tx, office, matter, death.person, month, "死亡")?;
        registry::set_status(tx, matter, death.person, Status::Dead, death.on)?;
        for award in &plan.stops {
            stop(tx, matter, actor.at, *award, month)?;
        }
        payment::cancel_returned(tx, actor, death.person, month)?;
    }
    for late in plan.overpaid {
        let claim = NewClaim {
            person: death.person,
            award: late.award,
            fund: late.fund,
            amount: late.amount,
            personal: late.personal,
            cause: "death",
        };
        raise(tx, actor, matter, &claim)?;
    }
    for new in &plan.grants {
        grant(tx, matter, new)?;
        if let Some(kind) = accounts::kind_in(new.fund).filter(|_| new.benefit == "inheritance") {
            accounts::close_if_settled(tx, kind, death.person, month.year(), FeeMonth::of(actor.at.date()))?;
        }
    }
    Ok(())
}

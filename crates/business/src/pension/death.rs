//! Death (死亡): the pension stops, what was paid too long is claimed, grants and the account go to the heirs.

use kernel::{AccountKind, Date, FeeMonth, Fen, Fund, PartyId, Result};
use rules::survivor::{Deceased, SurvivorRules, survivor_benefit, survivor_income};
use rules::{Derivation, InsuranceSet, Law, LawBook, Trace, optional};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::claim::end_participation;
use super::taken_over::MONTHS_FACT;
use super::{codes, record};
use crate::benefits::facts::{OWNER, draws, running};
use crate::benefits::{Again as BenefitAgain, Benefit, Ending, NewAward, Signed, end, ending, grant, same};
use crate::desk::{self, Actor, Decision, DecisionRecord, Matter, services};
use crate::registry::facts::records_sql;
use crate::registry::{self, Status};
use crate::replay::{Again, Formula};
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

/// The formula of a death as it is today.
pub(crate) static DEATH: Formula = Formula { name: "pension-death", version: 1, again };

/// What a death is decided from, as the decision keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Facts {
    /// Benefits that end, each with what was paid for months after the death.
    endings: Vec<Ending>,
    /// What survivors are granted for; none where nothing is, or was already.
    passed: Option<Passed>,
    /// The accounts that heirs receive; none without an heir.
    accounts: Vec<Held>,
}

/// The deceased as the grants see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Passed {
    Retired { contribution_months: i64, months_received: i64 },
    Active { contribution_months: i64 },
    Unemployed { contribution_months: i64 },
}

/// An account of the deceased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    fund: Fund,
    /// What stands on it.
    balance: Fen,
    /// Its part in benefits that the bank gave back.
    returned: Fen,
    /// Its part in benefits on their way to the bank.
    on_its_way: Fen,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Plan {
    endings: Vec<Ending>,
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
            let now = FeeMonth::of(actor.at.date());
            inheritances(&death, &[], &held(tx, &death, now)?, now, &mut left);
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

/// Have survivors been granted anything for this death? Of one death there is one funeral grant (社会保险法第四十九条).
fn granted(tx: &mut Tx<'_>, person: PartyId) -> Result<bool> {
    let found = tx.row(
        &format!(
            "SELECT 1 FROM award a JOIN matter m ON m.id = a.matter
             WHERE m.subject IN {} AND a.benefit IN ('survivor', 'work-funeral') LIMIT 1",
            records_sql(1)
        ),
        params![person],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

fn ask(tx: &mut Tx<'_>, office: &Office, actor: &Actor, command: Command) -> Result<Matter> {
    let mut trace = Derivation::default();
    let today = actor.at.date();
    let facts = facts(tx, &command, today)?;
    let law = office.law.in_force(office.region.as_str(), Some(today))?;
    let plan = plan(&mut trace, &law, &command, &facts, today)?;
    let asked = json!(command);
    let matter = desk::open(tx, office, actor, &services::DEATH, Some(command.death.person), &asked)?;
    let mut inputs = json!(facts);
    DEATH.name_in(&mut inputs);
    inputs["asked"] = asked;
    inputs["region"] = json!(office.region);
    let person = command.death.person;
    inputs["origins"] = json!({
        "endings": { "table": "payment", "awards": plan.endings.iter().map(|ending| ending.award).collect::<Vec<_>>() },
        "passed": { "table": "person_fact", "person": person, "fact": MONTHS_FACT },
        "accounts": { "table": "account_entry", "person": person },
    });
    let decision = Decision::granted(inputs, json!(plan)).derived(json!(trace.into_steps()));
    desk::decide(tx, office, actor, &matter, &decision)?;
    Ok(matter)
}

/// The facts of a death from the records.
fn facts(tx: &mut Tx<'_>, command: &Command, decided_on: Date) -> Result<Facts> {
    let death = &command.death;
    let mut endings = Vec::new();
    if !command.rest {
        let month = FeeMonth::of(death.on);
        for (award, _) in running(tx, death.person, month)? {
            endings.push(ending(tx, award, month)?);
        }
    }
    let passed = match death.heir {
        Some(_) if !granted(tx, death.person)? => passed(tx, death)?,
        _ => None,
    };
    Ok(Facts { endings, passed, accounts: held(tx, death, FeeMonth::of(decided_on))? })
}

/// Decides a death, pure.
fn plan<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    command: &Command,
    facts: &Facts,
    decided_on: Date,
) -> Result<Plan> {
    let death = &command.death;
    let now = FeeMonth::of(decided_on);
    let mut plan = Plan { endings: facts.endings.clone(), grants: Vec::new() };
    if let (Some(heir), Some(passed)) = (death.heir, facts.passed)
        && let Some((fund, amount)) = survivors(trace, law, death, passed)?
    {
        plan.grants.push(NewAward::lump_sum(heir, Benefit::Survivor, fund, now, amount));
    }
    inheritances(death, &plan.endings, &facts.accounts, now, &mut plan.grants);
    Ok(plan)
}

/// Decides the grant of survivors again: day of death, months and first pension as they stand today.
pub(crate) fn survivor_again(
    tx: &mut Tx<'_>,
    _: &Office,
    trace: &mut Derivation,
    law: &Law<'_>,
    signed: &Signed,
) -> Result<BenefitAgain> {
    let command: Command = Again::read(&signed.inputs, "asked")?;
    let mut facts: Facts = Again::read(&signed.inputs, "")?;
    let person = signed.about();
    let on = registry::facts::status_since(tx, person, Status::Dead)?;
    let on = on.ok_or_else(|| codes::NOT_DEAD.with("person", person))?;
    let death = Death { person, on, heir: Some(signed.person) };
    facts.passed = passed(tx, &death)?;
    let found = facts.passed.map(|passed| survivors(trace, law, &death, passed)).transpose()?.flatten();
    let grants: Vec<NewAward> = found
        .map(|(fund, sum)| NewAward::lump_sum(signed.person, Benefit::Survivor, fund, signed.month(), sum))
        .into_iter()
        .collect();
    let mut inputs = json!(facts);
    inputs["asked"] = json!(Command { death, ..command });
    Ok(BenefitAgain::new(grants.clone(), inputs, &Plan { endings: facts.endings, grants }))
}

/// Computes a death again from what its receipt says.
fn again(book: &LawBook, decision: &DecisionRecord) -> Result<Again> {
    let facts: Facts = Again::read(&decision.inputs, "")?;
    let command: Command = Again::read(&decision.inputs, "asked")?;
    let region: String = Again::read(&decision.inputs, "region")?;
    let today = decision.at.date();
    let law = book.in_force(&region, Some(today))?;
    let mut trace = Derivation::default();
    let plan = plan(&mut trace, &law, &command, &facts, today)?;
    Ok(Again { granted: true, effects: json!(plan), derivation: json!(trace.into_steps()) })
}

/// Funeral and survivor grant of an insured or retired person, where the law knows them. Of somebody who drew unemployment
/// benefit they are as of one in work, from that fund (社会保险法第四十九条).
fn survivors<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    death: &Death,
    passed: Passed,
) -> Result<Option<(Fund, Fen)>> {
    let month = FeeMonth::of(death.on);
    let (Some(rules), Some(income)) =
        (optional(SurvivorRules::at(law, month))?, optional(survivor_income(law, month))?)
    else {
        return Ok(None);
    };
    let (fund, deceased) = match passed {
        Passed::Retired { contribution_months, months_received } => {
            (Fund::Pension, Deceased::Retired { contribution_months, months_received })
        }
        Passed::Active { contribution_months } => (Fund::Pension, Deceased::Active { contribution_months }),
        Passed::Unemployed { contribution_months } => {
            (Fund::Unemployment, Deceased::Active { contribution_months })
        }
    };
    Ok(Some((fund, survivor_benefit(trace, deceased, &income, &rules)?.total)))
}

/// The deceased as the grants see them; none who was neither retired nor insured nor drew unemployment
/// benefit.
fn passed(tx: &mut Tx<'_>, death: &Death) -> Result<Option<Passed>> {
    let month = FeeMonth::of(death.on);
    let retired_from = tx.row(
        "SELECT min(from_month) FROM award WHERE person = $1 AND benefit = 'pension'",
        params![death.person],
        |row| row.get::<Option<FeeMonth>>(0),
    )?;
    if let Some(from) = retired_from.flatten() {
        let since = registry::facts::status_since(tx, death.person, Status::Retired)?;
        let from = since.map_or(from, |day| FeeMonth::of(day).min(from));
        let months = registry::facts::fact(tx, death.person, MONTHS_FACT, death.on)?;
        return Ok(Some(Passed::Retired {
            contribution_months: months.and_then(|text| text.parse().ok()).unwrap_or(0),
            months_received: i64::from(from.months_until(month) + 1).max(0),
        }));
    }
    let insured = registry::facts::participations(tx, death.person)?
        .iter()
        .any(|p| p.insurance == kernel::Insurance::Pension && p.period.contains(month));
    let contribution_months = record::months_of(tx, death.person, month)?;
    if !insured && draws(tx, death.person, Benefit::Unemployment, month)? {
        return Ok(Some(Passed::Unemployed { contribution_months }));
    }
    Ok((insured && contribution_months > 0).then_some(Passed::Active { contribution_months }))
}

/// What stands on the accounts of the deceased, and what of them is on its way or came back; nothing without an heir.
fn held(tx: &mut Tx<'_>, death: &Death, now: FeeMonth) -> Result<Vec<Held>> {
    let mut found = Vec::new();
    for &kind in AccountKind::ALL.iter().filter(|_| death.heir.is_some()) {
        let fund = accounts::fund_of(kind);
        found.push(Held {
            fund,
            balance: accounts::balance(tx, kind, death.person, now)?,
            returned: payment::facts::returned_part(tx, death.person, fund, FeeMonth::of(death.on))?,
            on_its_way: payment::facts::part_on_its_way(tx, death.person, fund)?,
        });
    }
    Ok(found)
}

/// What stands on the accounts, with what they get back and without what is on its way.
fn inheritances(
    death: &Death,
    endings: &[Ending],
    accounts: &[Held],
    now: FeeMonth,
    grants: &mut Vec<NewAward>,
) {
    let Some(heir) = death.heir else { return };
    for &Held { fund, balance, returned, on_its_way } in accounts {
        let back: Fen = endings
            .iter()
            .filter(|ending| ending.fund == fund)
            .flat_map(|ending| ending.personal.values().copied())
            .sum();
        let left = balance + back + returned - on_its_way;
        if left > Fen::ZERO {
            let sum = NewAward::lump_sum(heir, Benefit::Inheritance, fund, now, left);
            grants.push(NewAward { account_part: left, ..sum });
        }
    }
}

pub(super) fn approved(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    matter: &Matter,
    command: &Command,
    signed: &str,
) -> Result<()> {
    let decided_on = matter.at.date();
    let law = office.law.in_force(office.region.as_str(), Some(decided_on))?;
    let facts = facts(tx, command, decided_on)?;
    let plan = plan(&mut rules::NoTrace, &law, command, &facts, decided_on)?;
    same(&plan, signed, matter)?;
    let death = &command.death;
    let month = FeeMonth::of(death.on);
    if !command.rest {
        end_participation(tx, office, matter, death.person, (InsuranceSet::ALL, month), "死亡")?;
        registry::set_status(tx, matter, death.person, Status::Dead, death.on)?;
        for ending in &plan.endings {
            end(tx, actor, matter, ending, "death")?;
        }
    }
    for new in &plan.grants {
        grant(tx, matter, new)?;
        if let Some(kind) = accounts::kind_in(new.fund).filter(|_| new.benefit == Benefit::Inheritance) {
            accounts::close_if_settled(tx, kind, death.person, month.year(), FeeMonth::of(actor.at.date()))?;
        }
    }
    Ok(())
}

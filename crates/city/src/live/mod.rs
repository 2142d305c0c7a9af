//! Living through the script: the agency of the city does its work month by month, through the use cases that every
//! agency uses.
//!
//! A month is a row of [`Step`]s; after each the progress and the bank's book are kept, so that a killed demo goes on. What
//! happens is the plan's ([`crate::life`]); here it is entered, assessed, collected, paid and closed.
//! Not here: any writing into tables.

mod benefits;
mod close;
mod collect;
mod declare;
mod kept;
mod levy;
mod officers;
mod opening;
mod report;
mod take_over;
mod users;

use std::collections::BTreeMap;

use business::Office;
use business::desk::{self, Actor, Decision, Matter, Service};
use business::registry::facts;
use jiff::ToSpan;
use kernel::{Date, FeeMonth, Kind, MatterId, Moment, PartyId, Result};
use serde_json::Value as Json;
use store::Tx;

pub use officers::Officers;
pub use report::{Summary, summary, trial_balances};

use crate::life::{self, MonthPlan};
use crate::people::{PersonNo, Role};
use crate::units::UnitNo;
use crate::{Town, codes};
use declare::Payer;
use kept::Kept;

/// Which city, and how long it lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Insured people at the start.
    pub persons: usize,
    /// Fee months from [`crate::START`].
    pub months: usize,
    /// The seed.
    pub seed: u64,
}

/// Where the city's life has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The month lived; none before the first.
    pub month: Option<FeeMonth>,
    /// What is being done, in Chinese.
    pub zh: &'static str,
    /// What is being done, in English.
    pub en: &'static str,
    /// Steps done.
    pub done: usize,
    /// Steps in all.
    pub of: usize,
}

/// A step of the agency's month.
struct Step {
    zh: &'static str,
    en: &'static str,
    run: fn(&mut Life<'_>, FeeMonth) -> Result<()>,
}

/// What is done once, before the first month.
const BEFORE: &[Step] = &[
    Step { zh: "接收单位和人员", en: "taking over units and people", run: take_over::take_over },
    Step { zh: "接收个人账户和基金", en: "taking over accounts and funds", run: opening::open },
];
/// What is done every month, in this order.
const MONTHLY: &[Step] = &[
    Step { zh: "合并重复人员", en: "merging duplicates", run: declare::merge },
    Step { zh: "办理申报", en: "declarations", run: declare::declare },
    Step { zh: "退休和死亡", en: "retirements and deaths", run: benefits::decide },
    Step { zh: "待遇重算和调整", en: "re-awards and adjustment", run: benefits::adjust },
    Step { zh: "发放待遇", en: "payment of benefits", run: benefits::pay },
    Step { zh: "核定应收", en: "assessment", run: levy::assess },
    Step { zh: "补差补缴", en: "differences", run: levy::differences },
    Step { zh: "暂收款抵缴", en: "suspense used", run: collect::use_suspense },
    Step { zh: "签订扣款协议", en: "debit agreements", run: collect::agree },
    Step { zh: "委托扣款", en: "direct debits", run: collect::debit },
    Step { zh: "缴费计划", en: "who pays what", run: collect::open_purses },
    Step { zh: "税务到账", en: "tax receipts", run: collect::by_tax },
    Step { zh: "柜台缴费", en: "counter receipts", run: collect::at_counter },
    Step { zh: "财政补贴", en: "subsidies", run: collect::subsidies },
    Step { zh: "退费", en: "refunds", run: collect::refunds },
    Step { zh: "年终结息", en: "yearly interest", run: close::interest },
    Step { zh: "对账月结", en: "bank statements and closing", run: close::close },
];

/// The agency at work in the city.
struct Life<'a> {
    office: &'a Office,
    officers: Officers,
    town: Town,
    script: Vec<MonthPlan>,
    kept: Kept,
    /// Staff of each unit at the start.
    staff: Vec<Vec<PersonNo>>,
    /// Numbers in the registry, as far as they were needed.
    people: Vec<Option<PartyId>>,
    units: Vec<Option<PartyId>>,
    /// The step that runs may have run before: what it finds done is done.
    again: bool,
}

/// Lets the city live through its months, from where it stopped.
///
/// # Errors
/// `CTY-0101` where another city lives in the database, and whatever a use case refuses that it should not.
pub fn live(office: &Office, plan: Plan, progress: &mut dyn FnMut(Progress)) -> Result<Summary> {
    let node = officers::node(office, at(crate::START.first_day(), 0))?;
    let officers = Officers::appoint(office, &node)?;
    let kept = Kept::load(office, &plan)?;
    let town = Town::found(plan.seed, plan.persons);
    let law = office.law.in_force(office.region.as_str(), None)?;
    let script = life::plan(&town, &law, plan.months)?;
    let mut staff = vec![Vec::new(); town.units.len()];
    for citizen in &town.people {
        if let Role::Employee { unit, .. } = citizen.role {
            staff[unit.0].push(citizen.no);
        }
    }
    let (people, units) = (vec![None; town.people.len()], vec![None; town.units.len()]);
    let again = kept.steps > 0;
    let mut life = Life { office, officers, town, script, kept, staff, people, units, again };
    life.run(&node, plan.months, progress)?;
    users::open_accounts(office, &node)?;
    summary(office, month(plan.months).first_day())
}

impl Life<'_> {
    fn run(&mut self, node: &Actor, months: usize, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let of = BEFORE.len() + MONTHLY.len() * months;
        let before = BEFORE.iter().map(|step| (None, step));
        let monthly = (0..months).flat_map(|n| MONTHLY.iter().map(move |step| (Some(month(n)), step)));
        for (number, (month, step)) in before.chain(monthly).enumerate().skip(self.kept.steps) {
            progress(Progress { month, zh: step.zh, en: step.en, done: number, of });
            (step.run)(self, month.unwrap_or(crate::START))?;
            self.kept.step_done(self.office, node)?;
            self.again = false;
        }
        Ok(())
    }

    /// Commits a part of the running step together with the note that it is done.
    fn part(
        &mut self,
        actor: &Actor,
        command: &str,
        work: impl FnOnce(&mut Life<'_>, &mut Tx<'_>) -> Result<()>,
    ) -> Result<()> {
        let office = self.office;
        office.store.write(&actor.act(command), |tx| {
            work(self, tx)?;
            self.kept.part_done(tx)
        })
    }

    /// What a use case gave, or nothing where it was done before the process was killed.
    fn once<T>(&self, result: Result<T>) -> Result<Option<T>> {
        match result {
            Err(problem) if self.again && problem.kind() == Kind::Conflict => Ok(None),
            other => other.map(Some),
        }
    }

    fn wang(&self, at: Moment) -> Result<Actor> {
        officers::at_work(&self.officers.wang, at)
    }

    fn zhao(&self, at: Moment) -> Result<Actor> {
        officers::at_work(&self.officers.zhao, at)
    }

    fn chen(&self, at: Moment) -> Result<Actor> {
        officers::at_work(&self.officers.chen, at)
    }

    fn script_of(&self, month: FeeMonth) -> &MonthPlan {
        let place = usize::try_from(crate::START.months_until(month)).unwrap_or(0);
        &self.script[place]
    }

    /// The account a person is paid to at present, as the bank knows it.
    fn account_of(&self, person: PersonNo) -> String {
        let changed = self.kept.accounts.get(&person.0).cloned();
        changed.unwrap_or_else(|| self.town.person(person).account.expose().to_owned())
    }

    /// A person's number, if they are registered.
    fn known(&mut self, tx: &mut Tx<'_>, no: PersonNo) -> Result<Option<PartyId>> {
        if self.people[no.0].is_none() {
            self.people[no.0] = facts::person_by_number(tx, self.office, &self.town.person(no).id)?;
        }
        Ok(self.people[no.0])
    }

    /// A unit's number.
    fn unit(&mut self, tx: &mut Tx<'_>, no: UnitNo) -> Result<PartyId> {
        if let Some(id) = self.units[no.0] {
            return Ok(id);
        }
        let unit = self.town.unit(no);
        let found = facts::unit_by_code(tx, &unit.code)?;
        let id = found.ok_or_else(|| codes::STRANGER.with("who", &unit.name))?.id;
        self.units[no.0] = Some(id);
        Ok(id)
    }

    /// Whose numbers these are.
    fn parties(&mut self, tx: &mut Tx<'_>) -> Result<BTreeMap<PartyId, Payer>> {
        let mut parties = BTreeMap::new();
        for no in (0..self.town.units.len()).map(UnitNo) {
            let known = match self.units[no.0] {
                None => facts::unit_by_code(tx, &self.town.unit(no).code)?.map(|unit| unit.id),
                known => known,
            };
            self.units[no.0] = known;
            parties.extend(known.map(|id| (id, Payer::Unit(no))));
        }
        for no in (0..self.town.people.len()).map(PersonNo) {
            parties.extend(self.known(tx, no)?.map(|id| (id, Payer::Person(no))));
        }
        Ok(parties)
    }
}

/// Opens a matter, does the work and records the decision. Returns the matter's number.
fn in_matter(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    service: &'static Service,
    subject: Option<PartyId>,
    command: Json,
    work: impl FnOnce(&mut Tx<'_>, &Matter) -> Result<Json>,
) -> Result<MatterId> {
    let matter = desk::open(tx, office, actor, service, subject, &command)?;
    let effects = work(tx, &matter)?;
    desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))?;
    Ok(matter.id)
}

fn month(number: usize) -> FeeMonth {
    crate::START.plus(i32::try_from(number).unwrap_or(0))
}

/// Nine o'clock and some minutes on a day.
fn at(day: Date, minutes: i64) -> Moment {
    Moment::china(day, 9, 0).plus_micros(minutes * 60_000_000)
}

/// A day of a month; beyond its end the last.
fn day(month: FeeMonth, number: i64) -> Date {
    month.first_day().saturating_add((number - 1).days()).min(month.last_day())
}

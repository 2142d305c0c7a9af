//! Living through the script: the agency of the city does its work month by month, through the use cases that every
//! agency uses.
//!
//! A month is a row of [`Step`]s; after each the progress and the bank's book are kept, so that a killed demo goes on. What
//! happens is the plan's ([`crate::life`]); here it is entered, assessed, collected, paid and closed.
//! Not here: any writing into tables.

mod benefits;
mod claims;
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

/// A step of the agency's month. Where it stops, the month goes on with it: whatever of it was done is found done, by the key
/// it was done under ([`Life::deed`]) or by its state, and nothing of a later step can have happened.
struct Step {
    zh: &'static str,
    en: &'static str,
    work: Work,
}

enum Work {
    /// Officers do something.
    Do(fn(&mut Life<'_>, FeeMonth) -> Result<()>),
    /// The second person agrees to everything that waits, at that time.
    Agree(fn(&Life<'_>, FeeMonth) -> Result<Moment>),
}

const fn step(zh: &'static str, en: &'static str, run: fn(&mut Life<'_>, FeeMonth) -> Result<()>) -> Step {
    Step { zh, en, work: Work::Do(run) }
}

const fn second(when: fn(&Life<'_>, FeeMonth) -> Result<Moment>) -> Step {
    Step { zh: "复核", en: "the second person's word", work: Work::Agree(when) }
}

/// What is done once, before the first month.
const BEFORE: &[Step] = &[
    step("接收单位和人员", "taking over units and people", take_over::take_over),
    step("接收个人账户和基金", "taking over accounts and funds", opening::open),
];
/// What is done every month, in this order.
const MONTHLY: &[Step] = &[
    step("合并重复人员", "merging duplicates", declare::merge),
    second(|_, month| Ok(at(day(month, 6), 0))),
    step("办理申报", "declarations", declare::declare),
    step("退休和死亡", "retirements and deaths", benefits::ask),
    step("申领待遇", "claims of benefits", claims::claim),
    second(|_, month| Ok(at(day(month, 11), 0))),
    step("未获待遇者离职", "leaving without a benefit", benefits::leave_all_the_same),
    step("待遇重算", "re-awards", benefits::reaward),
    second(|_, month| Ok(at(day(month, 13), 0))),
    step("待遇调整", "yearly adjustment", benefits::adjust),
    second(|_, month| Ok(at(day(month, 13), 30))),
    step("待遇资格核查", "who may go on drawing", claims::review),
    second(|_, month| Ok(at(day(month, 14), 60))),
    step("编制发放批次", "the month's payment run", benefits::build),
    second(|_, month| Ok(benefits::approval(month, false))),
    step("发放待遇", "payment of benefits", |life, month| benefits::send(life, month, false)),
    step("编制重发批次", "a run for what came back", benefits::repeat),
    second(|_, month| Ok(benefits::approval(month, true))),
    step("重发退票", "paying again", |life, month| benefits::send(life, month, true)),
    step("核定应收", "assessment", levy::assess),
    step("补差补缴", "differences", levy::differences),
    step("暂收款抵缴", "suspense used", collect::use_suspense),
    step("签订扣款协议", "debit agreements", collect::agree),
    step("委托扣款", "direct debits", collect::debit),
    step("缴费计划", "who pays what", collect::open_purses),
    step("税务到账", "tax receipts", collect::by_tax),
    step("柜台缴费", "counter receipts", collect::at_counter),
    step("财政拨款", "the treasury's transfer", collect::treasury),
    step("财政补贴", "subsidies", collect::subsidies),
    step("退费计划", "who asks for money back", collect::plan_refunds),
    step("退费申请", "refunds asked for", collect::ask_refunds),
    second(|life, month| Ok(life.refund_day(month)?.plus_micros(3_600_000_000))),
    step("退费", "refunds", collect::pay_refunds),
    step("年终结息", "yearly interest", close::interest),
    step("对账月结", "bank statements and closing", close::close),
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
    /// The step that runs may have run before the process was killed.
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
    let mut life = Life { office, officers, town, script, kept, staff, people, units, again: true };
    life.run(&node, plan.months, progress)?;
    users::open_accounts(office, &node)?;
    summary(office, month(plan.months).first_day())
}

impl Life<'_> {
    fn run(&mut self, node: &Actor, months: usize, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let of = BEFORE.len() + MONTHLY.len() * months;
        let before = BEFORE.iter().map(|step| (None, step));
        let monthly = (0..months).flat_map(|n| MONTHLY.iter().map(move |step| (Some(month(n)), step)));
        for (number, (month, step)) in before.chain(monthly).enumerate().skip(self.kept.steps()) {
            progress(Progress { month, zh: step.zh, en: step.en, done: number, of });
            let month = month.unwrap_or(crate::START);
            match step.work {
                Work::Do(run) => run(self, month)?,
                Work::Agree(when) => self.agree(when(self, month)?)?,
            }
            self.kept.step_done(self.office, node)?;
            self.again = false;
        }
        Ok(())
    }

    /// The second person works through what waits at her desk.
    fn agree(&self, when: Moment) -> Result<()> {
        let chen = self.chen(when)?;
        for matter in self.office.store.read(desk::waiting)? {
            business::approve(self.office, &chen, matter.id)?;
        }
        Ok(())
    }

    /// Does what is to be done once in the running step: a use case of one transaction. Nothing where that was done before the
    /// process was killed.
    fn deed<T>(&self, name: &str, work: impl FnOnce(&Office) -> Result<T>) -> Result<Option<T>> {
        let key = format!("city/{}/{name}", self.kept.steps());
        let office = Office { store: self.office.store.once(&key), ..self.office.clone() };
        match work(&office) {
            Err(problem) if problem.code().id == store::codes::MADE_BEFORE.id => Ok(None),
            other => other.map(Some),
        }
    }

    /// A deed that the rules may refuse, as at any counter; only a failure of the platform, or a figure that its law data lacks,
    /// stops the city.
    fn ask<T>(&self, name: &str, work: impl FnOnce(&Office) -> Result<T>) -> Result<()> {
        match self.deed(name, work) {
            Err(problem) if problem.kind() != Kind::System && !rules::is_missing(&problem) => Ok(()),
            other => other.map(drop),
        }
    }

    /// Commits a part of the running step, once.
    fn part(
        &mut self,
        name: &str,
        actor: &Actor,
        command: &str,
        work: impl FnOnce(&mut Life<'_>, &mut Tx<'_>) -> Result<()>,
    ) -> Result<()> {
        let key = format!("city/{}/{name}", self.kept.steps());
        let done = self.office.store.once(&key).write(&actor.act(command), |tx| work(self, tx));
        match done {
            Err(problem) if problem.code().id == store::codes::MADE_BEFORE.id => Ok(()),
            other => other,
        }
    }

    /// What a use case of several transactions gave, which by itself goes on where it was killed; nothing where it had come to
    /// its end.
    fn resumed<T>(&self, result: Result<T>) -> Result<Option<T>> {
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
        let changed = self.kept.world().accounts.get(&person.0).cloned();
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

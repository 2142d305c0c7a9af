//! Living through the script: the agency of the city does its work month by month, through the use cases that every
//! agency uses.
//!
//! A month is a row of [`Step`]s; after each the progress and the bank's book are kept, so that a killed demo goes on. What
//! happens is the plan's ([`crate::life`]); here it is entered, assessed, collected, paid and closed.
//! Not here: any writing into tables.

mod kept;
mod officers;

use business::Office;
use business::desk::Actor;
use jiff::ToSpan;
use kernel::{Date, FeeMonth, Moment, Result};

pub use officers::Officers;

use crate::Town;
use crate::life::{self, MonthPlan};
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
const BEFORE: &[Step] = &[];
/// What is done every month, in this order.
const MONTHLY: &[Step] = &[];

/// The agency at work in the city.
struct Life<'a> {
    office: &'a Office,
    officers: Officers,
    town: Town,
    script: Vec<MonthPlan>,
    kept: Kept,
}

/// Lets the city live through its months, from where it stopped.
///
/// # Errors
/// `CTY-0101` where another city lives in the database, and whatever a use case refuses that it should not.
pub fn live(office: &Office, plan: Plan, progress: &mut dyn FnMut(Progress)) -> Result<()> {
    let node = officers::node(office, at(crate::START.first_day(), 0))?;
    let officers = Officers::appoint(office, &node)?;
    let kept = Kept::load(office, &plan)?;
    let town = Town::found(plan.seed, plan.persons);
    let law = office.law.in_force(office.region.as_str(), None)?;
    let script = life::plan(&town, &law, plan.months)?;
    let mut life = Life { office, officers, town, script, kept };
    life.run(&node, plan.months, progress)
}

impl Life<'_> {
    fn run(&mut self, node: &Actor, months: usize, progress: &mut dyn FnMut(Progress)) -> Result<()> {
        let of = BEFORE.len() + MONTHLY.len() * months;
        for number in self.kept.steps..of {
            let (month, step) = match number.checked_sub(BEFORE.len()) {
                None => (None, &BEFORE[number]),
                Some(n) => (Some(month(n / MONTHLY.len())), &MONTHLY[n % MONTHLY.len()]),
            };
            progress(Progress { month, zh: step.zh, en: step.en, done: number, of });
            (step.run)(self, month.unwrap_or(crate::START))?;
            self.kept.step_done(self.office, node)?;
        }
        Ok(())
    }
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

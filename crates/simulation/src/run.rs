//! The run: every person under the law as it is and as it would be, chunk by chunk, on as many threads as there are.
//!
//! People do not meet, so that a chunk lives through all years before the next begins: memory holds the people at the begin
//! and one chunk a thread, whatever the number of years.

use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::{Fen, Fund, Result};
use rules::{Law, LawBook};

use crate::assumption::{Assumptions, Figures};
use crate::codes;
use crate::lives::{Life, Scratch, live};
use crate::people::Population;
use crate::person::chance;
use crate::reform::Reform;
use crate::report::{Report, assembled};
use crate::tally::YearTally;
use crate::year::{Missing, Year};

/// People of a chunk: few enough for the nearest caches, enough for whole columns.
const CHUNK: usize = 512;

/// Most years that are simulated.
pub const MOST_YEARS: i32 = 75;

/// What is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// The law of today with its projection ([`crate::projected`]).
    pub law: &'a LawBook,
    /// What is tried; without it the law of today alone is run.
    pub reform: Option<&'a Reform>,
    /// Region.
    pub region: &'a str,
    /// People at the begin, who say the first year.
    pub population: &'a Population,
    /// Were the people taken from records?
    pub recorded: bool,
    /// What the funds hold at the begin; those not named hold the assumed months of expense.
    pub balances: &'a [(Fund, Fen)],
    /// Assumptions.
    pub assumptions: &'a Assumptions,
    /// Years.
    pub years: i32,
    /// Threads; at least one works.
    pub threads: usize,
}

/// What a person's life came to, summed over the people of a tenth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tenth {
    pub(crate) people: u64,
    pub(crate) winners: u64,
    pub(crate) losers: u64,
    pub(crate) change: Fen,
}

/// What one or all threads counted.
#[derive(Clone, Debug)]
pub(crate) struct Counted {
    pub(crate) before: Vec<YearTally>,
    pub(crate) after: Vec<YearTally>,
    pub(crate) tenths: [Tenth; 10],
}

/// Runs a plan. `progress` is told how many people have lived through all years.
///
/// # Errors
/// `SIM-0106` for a number of years out of bounds; `LAW-0101` with the figure that the law lacks; whatever a formula refuses.
pub fn run(plan: &Plan<'_>, progress: &mut dyn FnMut(usize)) -> Result<Report> {
    if !(1..=MOST_YEARS).contains(&plan.years) {
        return Err(codes::OUT_OF_RANGE
            .with("what", "years")
            .with("least", 1)
            .with("most", MOST_YEARS)
            .with("value", plan.years));
    }
    let mut missing = Missing::new();
    let before = plan.law.in_force(plan.region, None)?;
    let after = plan.reform.map(|reform| reform.book.in_force(plan.region, None)).transpose()?;
    let ready = Ready {
        plan,
        before: years(&before, plan, &mut missing)?,
        after: after.as_ref().map(|law| years(law, plan, &mut missing)).transpose()?,
        edges: edges(plan.population),
        next: AtomicUsize::new(0),
    };
    let counted = all(&ready, progress)?;
    assembled(plan, &before, &ready.before, &counted, missing)
}

struct Ready<'r> {
    plan: &'r Plan<'r>,
    before: Vec<Year<'r>>,
    after: Option<Vec<Year<'r>>>,
    /// Highest wage level of each tenth but the last.
    edges: [u16; 9],
    next: AtomicUsize,
}

fn years<'l>(law: &'l Law<'l>, plan: &Plan<'_>, missing: &mut Missing) -> Result<Vec<Year<'l>>> {
    let assumed = plan.assumptions.law()?;
    let first = plan.population.first();
    (first..first + plan.years)
        .map(|year| Year::of(law, Figures::of(&assumed, year, first)?, year, missing))
        .collect()
}

/// Lets helpers work beside this thread, which alone tells the progress.
fn all(ready: &Ready<'_>, progress: &mut dyn FnMut(usize)) -> Result<Counted> {
    std::thread::scope(|scope| {
        let helpers: Vec<_> =
            (1..ready.plan.threads).map(|_| scope.spawn(|| chunks(ready, &mut |_| {}))).collect();
        let mut counted = chunks(ready, progress);
        for helper in helpers {
            let other = helper.join().map_err(|_| codes::THREAD.problem());
            counted = counted.and_then(|mut counted| {
                counted.add(other??);
                Ok(counted)
            });
        }
        counted
    })
}

/// Takes chunks until none is left.
fn chunks(ready: &Ready<'_>, progress: &mut dyn FnMut(usize)) -> Result<Counted> {
    let people = ready.plan.population.len();
    let mut counted = Counted::new(&ready.before, ready.after.as_deref());
    let mut scratch = Scratch::default();
    loop {
        let from = ready.next.fetch_add(CHUNK, Ordering::Relaxed);
        if from >= people {
            return Ok(counted);
        }
        let until = people.min(from + CHUNK);
        let before = lives(ready, &ready.before, from..until, &mut scratch, &mut counted.before)?;
        if let Some(after) = &ready.after {
            let after = lives(ready, after, from..until, &mut scratch, &mut counted.after)?;
            counted.compare(ready, from..until, &before, &after);
        }
        progress(until);
    }
}

/// Lets the people with some numbers live through all years.
fn lives(
    ready: &Ready<'_>,
    years: &[Year<'_>],
    numbers: std::ops::Range<usize>,
    scratch: &mut Scratch,
    tallies: &mut [YearTally],
) -> Result<Vec<Life>> {
    let population = ready.plan.population;
    let mut lives = Vec::with_capacity(numbers.len());
    if let Some(first) = years.first() {
        for number in numbers {
            let past = population.past(number).iter().map(|year| (*year).into()).collect();
            let luck = chance(population.seed, number);
            lives.push(Life::begin(first, population.people[number], luck, past)?);
        }
    }
    for (year, tally) in years.iter().zip(tallies) {
        live(year, &mut lives, scratch, tally)?;
    }
    Ok(lives)
}

impl Counted {
    fn new(before: &[Year<'_>], after: Option<&[Year<'_>]>) -> Counted {
        let empty = |years: &[Year<'_>]| vec![YearTally::default(); years.len()];
        Counted {
            before: empty(before),
            after: after.map(empty).unwrap_or_default(),
            tenths: [Tenth::default(); 10],
        }
    }

    fn compare(
        &mut self,
        ready: &Ready<'_>,
        numbers: std::ops::Range<usize>,
        before: &[Life],
        after: &[Life],
    ) {
        for ((number, before), after) in numbers.zip(before).zip(after) {
            let level = ready.plan.population.people[number].level;
            let tenth = &mut self.tenths[ready.edges.partition_point(|edge| *edge < level)];
            let change = after.net() - before.net();
            tenth.people += 1;
            tenth.winners += u64::from(change > Fen::ZERO);
            tenth.losers += u64::from(change < Fen::ZERO);
            tenth.change += change;
        }
    }

    fn add(&mut self, other: Counted) {
        let sides = [(&mut self.before, other.before), (&mut self.after, other.after)];
        for (own, other) in sides {
            own.iter_mut().zip(other).for_each(|(own, other)| *own += other);
        }
        for (own, other) in self.tenths.iter_mut().zip(other.tenths) {
            own.people += other.people;
            own.winners += other.winners;
            own.losers += other.losers;
            own.change += other.change;
        }
    }
}

/// The wage levels that part people into tenths.
fn edges(population: &Population) -> [u16; 9] {
    let mut levels: Vec<u16> = population.people().iter().map(|person| person.level).collect();
    levels.sort_unstable();
    std::array::from_fn(|tenth| {
        levels.get((levels.len() * (tenth + 1)).div_ceil(10).saturating_sub(1)).copied().unwrap_or(0)
    })
}

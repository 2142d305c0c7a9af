//! Full pension awards: thirty-three years of monthly bases and seven deemed, the index, the interest chain of the account, all parts.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use kernel::{FeeMonth, Fen, Rounding};
use rules::account::{InterestMethod, interest_method, latest_bookkeeping_rate, year_interest};
use rules::pension::{AwardFacts, YearPaid, award, index_of_history};
use rules::{Category, Derivation, Figure, Law, NoTrace, Trace};

use super::figures::REGION;
use crate::report::{Cell, Table};
use crate::town::mix;

/// Seconds for a million, at most.
const GOAL: f64 = 10.0;
/// With derivation, at least this share of the rate without.
const TOLD: f64 = 0.1;
const YEARS: usize = 33;
/// Months before the accounts, deemed paid: with them a life of forty years.
const DEEMED: i64 = 84;
/// Histories made ready at once, outside the time.
const PART: usize = 50_000;
const THREADS: usize = 2;
/// Month of the awards.
const RETIRED: i64 = 202_506;

/// Monthly bases of a life, in fen.
type History = [[i64; 12]; YEARS];

/// What is looked up once for everybody: the law of each year.
struct Years<'l> {
    law: &'l Law<'l>,
    month: FeeMonth,
    first: i32,
    account: Vec<(kernel::Rate, Figure<kernel::Rate>, InterestMethod)>,
}

pub(super) fn table(awards: usize) -> Result<Table> {
    let book = rules::LawBook::builtin()?;
    let law = book.in_force(REGION, None)?;
    let years = Years::of(&law)?;
    let plain = run(&years, awards, |years, history| pension(&mut NoTrace, years, history))?;
    let told_of = (awards / 20).max(1);
    let told = run(&years, told_of, |years, history| {
        let mut trace = Derivation::default();
        let pension = pension(&mut trace, years, history);
        black_box(trace.into_steps());
        pension
    })?;
    let mut table = Table::new(
        format!(
            "养老金核定 / full pension awards, {YEARS} years of months and {DEEMED} deemed months each, on {THREADS} threads"
        ),
        &["derivation", "awards", "s", "awards/s", "goal"],
    );
    let per_million = plain.0 / awards as f64 * 1e6;
    let rate = |seconds: f64, count: usize| count as f64 / seconds;
    let share = rate(told.0, told_of) / rate(plain.0, awards);
    let count = |n: usize| Cell::Count(n as u64);
    table.row([
        "off".into(),
        count(awards),
        plain.0.into(),
        Cell::Text(format!("{:.0}", rate(plain.0, awards))),
        Cell::Text(format!(
            "{per_million:.1} s a million {} {GOAL}",
            if per_million <= GOAL { "≤" } else { "✗ >" }
        )),
    ]);
    table.row([
        "on".into(),
        count(told_of),
        told.0.into(),
        Cell::Text(format!("{:.0}", rate(told.0, told_of))),
        Cell::Text(format!(
            "{share:.2} of the rate without {} {TOLD}",
            if share >= TOLD { "≥" } else { "✗ <" }
        )),
    ]);
    table.note(format!("histories are made ready outside the time; sum of the pensions {} yuan", plain.1));
    Ok(table)
}

/// Seconds and the sum of the pensions.
fn run(
    years: &Years<'_>,
    awards: usize,
    pension: impl Fn(&Years<'_>, &History) -> kernel::Result<Fen> + Sync,
) -> Result<(f64, Fen)> {
    let (mut seconds, mut sum) = (0.0, Fen::ZERO);
    for first in (0..awards).step_by(PART) {
        let histories: Vec<History> = (first..awards.min(first + PART)).map(history).collect();
        let start = Instant::now();
        let parts: Vec<kernel::Result<Fen>> = std::thread::scope(|scope| {
            let pension = &pension;
            let part = histories.len().div_ceil(THREADS);
            let threads: Vec<_> = histories
                .chunks(part)
                .map(|part| scope.spawn(move || part.iter().map(|history| pension(years, history)).sum()))
                .collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        seconds += start.elapsed().as_secs_f64();
        ensure!(!parts.is_empty(), "a thread ended early");
        for part in parts {
            sum += part?;
        }
    }
    Ok((seconds, sum))
}

/// Wages that grow with the years, by person and month.
fn history(person: usize) -> History {
    let mut seed = mix(person as u64);
    std::array::from_fn(|year| {
        let level = 30_000 + i64::try_from(year * year).unwrap_or(0) * 600;
        std::array::from_fn(|_| {
            seed = mix(seed);
            level + i64::try_from(seed % 1000).unwrap_or(0) * level / 1000
        })
    })
}

impl<'l> Years<'l> {
    fn of(law: &'l Law<'l>) -> Result<Years<'l>> {
        let month = FeeMonth::from_yyyymm(RETIRED).context("the month")?;
        let first = month.year() - i32::try_from(YEARS)?;
        let account = (first..month.year())
            .map(|year| {
                let january = FeeMonth::new(year, 1).context("a year")?;
                let key = format!("contribution.pension.{}.account_ratio", Category::Employee.key());
                // Before there were accounts nothing was credited and nothing bore interest.
                let ratio =
                    rules::optional(law.rate(&key, january))?.map_or(kernel::Rate::ZERO, |ratio| ratio.value);
                let none = Figure::given(kernel::Rate::ZERO);
                let rate =
                    rules::optional(latest_bookkeeping_rate(law, year))?.map_or(none, |(rate, _)| rate);
                let method = rules::optional(interest_method(law, year))?;
                Ok((ratio, rate, method.unwrap_or(InterestMethod::MonthlyAccumulation)))
            })
            .collect::<Result<Vec<_>>>()?;
        Ok(Years { law, month, first, account })
    }
}

/// The whole award of one person, by the functions that the platform's own awards call.
fn pension<T: Trace>(trace: &mut T, years: &Years<'_>, history: &History) -> kernel::Result<Fen> {
    let mut paid = Vec::with_capacity(YEARS);
    let mut balance = Fen::ZERO;
    for ((year, months), (ratio, rate, method)) in (years.first..).zip(history).zip(&years.account) {
        paid.push(YearPaid { year, bases: Fen::new(months.iter().sum()), months: 12 });
        let credits = months.map(|base| ratio.of(Fen::new(base), Rounding::FenHalfUp));
        balance = year_interest(trace, balance, &credits, rate, method, 12).closing;
    }
    let index = index_of_history(trace, years.law, years.month, &paid, DEEMED, 0)?;
    let facts = AwardFacts {
        month: years.month,
        age_months: 60 * 12,
        paid_months: i64::try_from(YEARS * 12).unwrap_or(0),
        deemed_months: DEEMED,
        index,
        account: balance,
    };
    Ok(award(trace, years.law, &facts)?.total)
}

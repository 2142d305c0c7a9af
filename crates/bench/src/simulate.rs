//! `bench simulate`: thirty years of whole populations, with and without a reform: seconds, memory, and both per person.

use std::time::Instant;

use anyhow::{Result, anyhow};
use clap::Args;
use rules::LawBook;
use serde::{Deserialize, Serialize};
use simulation::{Assumptions, Plan, Population, Reform, Seeded, projected, run};

use crate::cells;
use crate::report::{Cell as Figure, Report, Table};
use crate::watch::memory_mb;

const REGION: &str = "990100";
const FIRST: i32 = 2027;
const REFORM: &str = include_str!("../../../docs/reforms/employer-rate.yaml");
/// Seconds and megabytes of a million people, at most.
const SECONDS: f64 = 300.0;
const MEMORY: f64 = 2048.0;
/// A person of the largest population takes at most so many times what one of the smallest does.
const LINEAR: f64 = 1.15;

/// 政策仿真 / simulations of a reform
#[derive(Args)]
pub struct Options {
    /// 期初人数 / people at the begin, from few to many
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 300_000, 1_000_000])]
    persons: Vec<usize>,
    /// 年数 / years
    #[arg(long, default_value_t = 30)]
    years: i32,
    /// 线程 / threads
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

/// One population.
#[derive(Args)]
pub struct Cell {
    #[arg(long)]
    persons: usize,
    #[arg(long)]
    years: i32,
    #[arg(long)]
    threads: usize,
}

/// What was measured.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    /// Making the people and their pasts, and living.
    people: f64,
    lived: f64,
    peak_mb: f64,
    lives: usize,
}

/// Measures each population in a process of its own.
pub fn bench(options: &Options) -> Result<Report> {
    let mut table = Table::new(
        format!(
            "{} 年，现行与改革各一遍，{} 线程 / {} years under two laws on {} threads",
            options.years, options.threads, options.years, options.threads
        ),
        &[
            "persons",
            "lives",
            "people s",
            "years s",
            "µs a person",
            "to the smallest",
            "peak MB",
            "of the goal s",
            "of the goal MB",
        ],
    );
    let mut smallest = None;
    for persons in &options.persons {
        let asked = [
            "simulate-cell".to_owned(),
            format!("--persons={persons}"),
            format!("--years={}", options.years),
            format!("--threads={}", options.threads),
        ];
        let measured: Measured = cells::ask(&asked)?;
        let seconds = measured.people + measured.lived;
        let each = seconds / *persons as f64 * 1e6;
        let first = *smallest.get_or_insert(each);
        let whole = *persons >= 1_000_000;
        let goal =
            |value: f64, most: f64| if whole { Figure::ratio(value / most, 1.0) } else { "—".into() };
        table.row([
            Figure::Count(u64::try_from(*persons)?),
            Figure::Count(u64::try_from(measured.lives)?),
            measured.people.into(),
            measured.lived.into(),
            each.into(),
            Figure::ratio(each / first, LINEAR),
            measured.peak_mb.into(),
            goal(seconds, SECONDS),
            goal(measured.peak_mb, MEMORY),
        ]);
    }
    table.note(format!("goals of a million: {SECONDS} s and {MEMORY} MB for both laws together, growing with the people alone"));
    let mut report = Report::new("simulate");
    report.add(table);
    Ok(report)
}

/// Measures one population.
pub fn measure(cell: &Cell) -> Result<Measured> {
    let book = LawBook::builtin()?;
    let assumptions = Assumptions::builtin()?;
    let law = projected(&book, REGION, &assumptions, FIRST, cell.years)?;
    let span = (FIRST, cell.years);
    let reform = Reform::over(&law, ("employer-rate.yaml", REFORM), REGION, &assumptions, span)?;
    let begun = Instant::now();
    let seeded = Seeded { region: REGION, first: FIRST, years: cell.years, persons: cell.persons, seed: 1 };
    let population = Population::seeded(&law, &assumptions, &seeded)?;
    let people = begun.elapsed().as_secs_f64();
    let plan = Plan {
        law: &law,
        reform: Some(&reform),
        region: REGION,
        population: &population,
        recorded: false,
        balances: &[],
        assumptions: &assumptions,
        years: cell.years,
        threads: cell.threads,
    };
    let begun = Instant::now();
    let report = run(&plan, &mut |_| {})?;
    let lived = begun.elapsed().as_secs_f64();
    // One equality that a broken run would miss.
    let last = report.people.last().ok_or_else(|| anyhow!("no year was simulated"))?;
    let died: u64 =
        report.people.iter().filter(|year| year.scenario == last.scenario).map(|year| year.died).sum();
    anyhow::ensure!(last.alive + died == report.persons + report.born, "people were lost");
    Ok(Measured { people, lived, peak_mb: memory_mb(std::process::id(), "VmHWM:")?, lives: population.len() })
}

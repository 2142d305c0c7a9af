//! `bench levy`: three months of a town assessed, against a bare insert of the same contribution lines.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use business::levy;
use clap::Args;
use kernel::Moment;
use serde::{Deserialize, Serialize};

use crate::bare::{self, Commits, Copy};
use crate::cells;
use crate::database::{Database, Engine, Engines};
use crate::fixture::{Fixture, first_month};
use crate::report::{Cell as Figure, Report, Table};
use crate::watch::{Seconds, forget_peak, peak_mb, timed};

/// Times a bare insert, at most.
const GOAL: f64 = 1.5;
/// Cost per person in the largest town as a multiple of that in the smallest, at most.
const GROWTH: f64 = 1.3;
/// Megabytes, at most.
const MEMORY: f64 = 400.0;
/// What counts as flat: peak memory in the largest town as a multiple of that in the smallest.
const FLAT: f64 = 1.2;

/// 月度核定与裸写同样的缴费记录对照 / the monthly assessment against a bare insert of the same rows
#[derive(Args)]
pub struct Options {
    /// 人数，可给多个 / people; several sizes may be given
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 1_000_000])]
    persons: Vec<u64>,
    /// 连续核定几个月 / consecutive months
    #[arg(long, default_value_t = 3)]
    months: i32,
    /// 数据库 / which database
    #[arg(long, value_enum, default_value = "both")]
    engine: Engines,
    /// 临时数据库放在哪里 / where to make the temporary database
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// One town on one engine.
#[derive(Args)]
pub struct Cell {
    #[arg(long, value_enum)]
    engine: Engine,
    #[arg(long)]
    persons: u64,
    #[arg(long)]
    months: i32,
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// What was measured of one town.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    engine: Engine,
    people: u64,
    months: Vec<Month>,
    rows_seconds: f64,
    keys_seconds: f64,
    database_mb: f64,
}

#[derive(Serialize, Deserialize)]
struct Month {
    month: String,
    bills: i64,
    lines: u64,
    levy: Seconds,
    peak_mb: f64,
    /// Committed once, and in chunks.
    bare: [Seconds; 2],
}

/// Measures all towns, each in a process of its own.
pub fn bench(options: &Options) -> Result<Report> {
    let mut report = Report::new("levy");
    for engine in options.engine.all() {
        let mut towns: Vec<Measured> = Vec::new();
        for persons in &options.persons {
            let mut arguments = vec![
                "levy-cell".to_owned(),
                format!("--engine={}", engine.name()),
                format!("--persons={persons}"),
                format!("--months={}", options.months),
            ];
            arguments.extend(options.folder.iter().map(|folder| format!("--folder={}", folder.display())));
            towns.push(cells::ask(&arguments)?);
        }
        report.add(against_bare(engine, &towns));
        if let [smallest, .., largest] = towns.as_slice() {
            report.add(growth(engine, smallest, largest));
        }
    }
    Ok(report)
}

/// Measures one town.
pub fn measure(cell: &Cell) -> Result<Measured> {
    let database = Database::fresh(cell.engine, cell.folder.as_deref())?;
    let fixture = Fixture::load(&database.store, cell.persons, 0)?;
    eprintln!(
        "{} {}: loaded in {:.1} s, keys in {:.1} s",
        cell.engine.name(),
        cell.persons,
        fixture.rows_seconds,
        fixture.keys_seconds
    );
    let copies = [Copy::new(&database, Commits::Once)?, Copy::new(&database, Commits::Chunks)?];
    let mut months = Vec::new();
    for n in 0..cell.months {
        months.push(one_month(&database, &fixture, &copies, n)?);
    }
    Ok(Measured {
        engine: cell.engine,
        people: cell.persons,
        months,
        rows_seconds: fixture.rows_seconds,
        keys_seconds: fixture.keys_seconds,
        database_mb: database.size_mb()?,
    })
}

fn one_month(database: &Database, fixture: &Fixture, copies: &[Copy<'_>; 2], n: i32) -> Result<Month> {
    let month = first_month().plus(n);
    let clerk = fixture.clerk.at(Moment::china(month.last_day(), 9, 0));
    forget_peak()?;
    let (levied, seconds) = timed(|| Ok(levy::run(&fixture.office, &clerk, month, &mut |_| {})?))?;
    let peak_mb = peak_mb()?;
    let lines = bare::lines(database, month.yyyymm())?;
    ensure!(lines.len() == usize::try_from(levied.people)? * 5, "{} lines", lines.len());
    let mut bare = [Seconds::default(); 2];
    for (seconds, copy) in bare.iter_mut().zip(copies) {
        let mut writer = copy.writer()?;
        *seconds = timed(|| writer.insert(&lines))?.1;
    }
    let lines = u64::try_from(lines.len())?;
    eprintln!("  {month}: {lines} lines, levy {seconds:.2?}, bare {bare:.2?}, peak {peak_mb:.0} MB");
    Ok(Month { month: month.to_string(), bills: levied.bills, lines, levy: seconds, peak_mb, bare })
}

impl Month {
    fn best_bare(&self) -> (Seconds, &'static str) {
        let [once, chunks] = self.bare;
        if once.wall <= chunks.wall { (once, Commits::Once.name()) } else { (chunks, Commits::Chunks.name()) }
    }
}

fn against_bare(engine: Engine, towns: &[Measured]) -> Table {
    let mut table = Table::new(
        format!("月度核定与裸写对照 / the monthly assessment against bare rows · {}", engine.name()),
        &["people", "month", "bills", "lines", "levy s", "bare s", "commits", "ratio", "peak MB", "lines/s"],
    );
    for town in towns {
        for month in &town.months {
            let (bare, how) = month.best_bare();
            table.row([
                town.people.into(),
                month.month.as_str().into(),
                u64::try_from(month.bills).unwrap_or(0).into(),
                month.lines.into(),
                month.levy.wall.into(),
                bare.wall.into(),
                how.into(),
                Figure::ratio(month.levy.wall / bare.wall, GOAL),
                month.levy.cpu.into(),
                bare.cpu.into(),
                Figure::ratio(month.peak_mb.round(), MEMORY),
                Figure::Text(format!("{:.0}", month.lines as f64 / month.levy.wall)),
            ]);
        }
    }
    table.note(match engine {
        Engine::Sqlite => "bare: prepared insert, WAL, synchronous = FULL, a file of its own",
        Engine::Postgres => "bare: COPY BINARY, fsync as the server has it, partitioned alike",
    });
    table.note(
        "of two ways to commit (once a month, or as often as the assessment) the faster bare one counts",
    );
    for town in towns {
        table.note(format!(
            "town of {}: loaded in {:.1} s, keys (on PostgreSQL the exclusion constraint) built in {:.1} s, in the end {:.0} MB",
            town.people, town.rows_seconds, town.keys_seconds, town.database_mb
        ));
    }
    table
}

fn growth(engine: Engine, smallest: &Measured, largest: &Measured) -> Table {
    let mut table = Table::new(
        format!(
            "规模增长 / growth from {} to {} people · {}",
            smallest.people,
            largest.people,
            engine.name()
        ),
        &["month", "µs a person", "µs a person", "cost ratio", "bare ratio", "memory ratio"],
    );
    let micros = |seconds: f64, town: &Measured| seconds * 1e6 / town.people as f64;
    for (small, large) in smallest.months.iter().zip(&largest.months) {
        let (few, many) = (micros(small.levy.wall, smallest), micros(large.levy.wall, largest));
        let bare = micros(large.best_bare().0.wall, largest) / micros(small.best_bare().0.wall, smallest);
        table.row([
            small.month.as_str().into(),
            few.into(),
            many.into(),
            Figure::ratio(many / few, GROWTH),
            Figure::Ratio { ratio: bare, goal: None, met: None },
            Figure::ratio(large.peak_mb / small.peak_mb, FLAT),
        ]);
    }
    table
}

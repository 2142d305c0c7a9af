//! `bench levy`: three months of a town assessed, against a bare insert of the same contribution lines.

use std::path::PathBuf;

use anyhow::{Result, bail, ensure};
use business::levy;
use clap::Args;
use kernel::Moment;
use serde::{Deserialize, Serialize};
use store::{Store, Target};

use crate::bare::{self, Commits, Copy};
use crate::cells;
use crate::database::{Bare, Database, Engine, Engines};
use crate::fixture::{self, Fixture, first_month};
use crate::report::{Cell as Figure, Report, Table};
use crate::watch::{Seconds, peak_mb, timed};

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

/// One month of a town at hand.
#[derive(Args)]
pub struct MonthCell {
    #[arg(long)]
    file: Option<PathBuf>,
    #[arg(long)]
    url: Option<String>,
    /// Counted from the first.
    #[arg(long)]
    month: i32,
}

/// What the assessment of one month came to.
#[derive(Serialize, Deserialize)]
pub struct Assessed {
    bills: i64,
    people: i64,
    levy: Seconds,
    peak_mb: f64,
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
    let (rows_seconds, keys_seconds) = {
        let fixture = Fixture::load(&database.open()?, cell.persons, 0)?;
        (fixture.rows_seconds, fixture.keys_seconds)
    };
    let name = cell.engine.name();
    eprintln!("{name} {}: loaded in {rows_seconds:.1} s, keys in {keys_seconds:.1} s", cell.persons);
    let copies = [Copy::new(&database, Commits::Once)?, Copy::new(&database, Commits::Chunks)?];
    let mut months = Vec::new();
    for n in 0..cell.months {
        months.push(one_month(&database, &copies, n)?);
    }
    let database_mb = database.size_mb()?;
    Ok(Measured {
        engine: cell.engine,
        people: cell.persons,
        months,
        rows_seconds,
        keys_seconds,
        database_mb,
    })
}

fn one_month(database: &Database, copies: &[Copy<'_>; 2], n: i32) -> Result<Month> {
    let place = match database.bare() {
        Bare::File(file) => format!("--file={}", file.display()),
        Bare::Url(url) => format!("--url={url}"),
    };
    let Assessed { bills, people, levy, peak_mb } =
        cells::ask(&["levy-month".to_owned(), place, format!("--month={n}")])?;
    let month = first_month().plus(n);
    let lines = bare::lines(database, month.yyyymm())?;
    ensure!(lines.len() == usize::try_from(people)? * 5, "{} lines of {people} people", lines.len());
    let mut bare = [Seconds::default(); 2];
    for (seconds, copy) in bare.iter_mut().zip(copies) {
        let mut writer = copy.writer()?;
        *seconds = timed(|| writer.insert(&lines))?.1;
    }
    let lines = u64::try_from(lines.len())?;
    eprintln!(
        "  {month}: {lines} lines, levy {:.2} s, bare {:.2} s or {:.2} s, peak {peak_mb:.0} MB",
        levy.wall, bare[0].wall, bare[1].wall
    );
    Ok(Month { month: month.to_string(), bills, lines, levy, peak_mb, bare })
}

/// Assesses one month in this process, which does nothing else.
pub fn assess(cell: &MonthCell) -> Result<Assessed> {
    let target = match (&cell.file, &cell.url) {
        (Some(file), _) => Target::Sqlite(file.clone()),
        (None, Some(url)) => Target::Postgres(url.clone()),
        (None, None) => bail!("neither --file nor --url"),
    };
    let office = fixture::office(&Store::open(&target)?)?;
    let month = first_month().plus(cell.month);
    let clerk = fixture::clerk(&office)?.at(Moment::china(month.last_day(), 9, 0));
    let (levied, levy) = timed(|| Ok(levy::run(&office, &clerk, month, &mut |_| {})?))?;
    Ok(Assessed { bills: levied.bills, people: levied.people, levy, peak_mb: peak_mb()? })
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

//! `bench history`: whole contribution histories read and summed among a million others, and a month verified.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, ensure};
use business::levy::{self, facts};
use clap::Args;
use fallible_iterator::FallibleIterator;
use kernel::{Moment, PartyId};
use postgres::NoTls;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::cells;
use crate::database::{Bare, Database, Engine, Engines};
use crate::fixture::{Fixture, first_month};
use crate::past::MONTHS;
use crate::report::{Cell as Figure, Report, Table};
use crate::town::mix;
use crate::verify::{self, Verified};

/// Milliseconds a person, at most.
const READ: f64 = 10.0;

/// 四十年缴费记录与月度核对 / forty years of a person, and verifying a month
#[derive(Args)]
pub struct Options {
    /// 全市人数 / people of the town
    #[arg(long, default_value_t = 1_000_000)]
    persons: u64,
    /// 有四十年记录的人数 / people with forty years
    #[arg(long, default_value_t = 1_000)]
    people: usize,
    /// 数据库 / which database
    #[arg(long, value_enum, default_value = "both")]
    engine: Engines,
    /// 临时数据库放在哪里 / where to make the temporary database
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// One engine.
#[derive(Args)]
pub struct Cell {
    #[arg(long, value_enum)]
    engine: Engine,
    #[arg(long)]
    persons: u64,
    #[arg(long)]
    people: usize,
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// What was measured on one engine.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    engine: Engine,
    lines: u64,
    /// Milliseconds a person: the first time, again, and bare.
    first: Vec<f64>,
    again: Vec<f64>,
    bare: Vec<f64>,
    verified: Verified,
    database_mb: f64,
}

/// Measures each engine in a process of its own.
pub fn bench(options: &Options) -> Result<Report> {
    let mut report = Report::new("history");
    let mut reading = Table::new(
        format!(
            "{} 人四十年逐月记录的读取与合计 / forty years of {} people read and summed, among {} people's month",
            options.people, options.people, options.persons
        ),
        &["engine", "lines", "read", "median ms", "p99 ms", "goal p99", "median / bare"],
    );
    let mut verifying = verify::table("核对一个月 / verifying the month");
    for engine in options.engine.all() {
        let mut arguments = vec![
            "history-cell".to_owned(),
            format!("--engine={}", engine.name()),
            format!("--persons={}", options.persons),
            format!("--people={}", options.people),
        ];
        arguments.extend(options.folder.iter().map(|folder| format!("--folder={}", folder.display())));
        let measured: Measured = cells::ask(&arguments)?;
        add_reading(&mut reading, &measured);
        verify::add(&mut verifying, measured.engine, &measured.verified);
    }
    reading.note("first: as loading left the caches; bare: the same query by the driver alone, caches warm");
    report.add(reading);
    report.add(verifying);
    Ok(report)
}

/// Measures one engine.
pub fn measure(cell: &Cell) -> Result<Measured> {
    let database = Database::fresh(cell.engine, cell.folder.as_deref())?;
    let fixture = Fixture::load(&database.open()?, cell.persons, cell.people)?;
    fixture.write_past()?;
    let month = first_month();
    let clerk = fixture.clerk.at(Moment::china(month.last_day(), 9, 0));
    levy::run(&fixture.office, &clerk, month, &mut |_| {})?;
    eprintln!("{}: loaded and levied", cell.engine.name());
    if cell.engine == Engine::Postgres {
        fixture.analyze()?;
    }

    let mut people: Vec<i64> = fixture.past.people().map(|person| fixture.person(person)).collect();
    people.sort_unstable_by_key(|person| mix(person.unsigned_abs()));
    let mut bare = bare(&database)?;
    let (mut first, mut again, mut bare_times) = (Vec::new(), Vec::new(), Vec::new());
    let mut lines = 0;
    for &person in &people {
        let (count, _, millis) = platform(&fixture, person)?;
        ensure!(count == u64::from((MONTHS + 1).unsigned_abs()) * 5, "{count} lines of person {person}");
        lines += count;
        first.push(millis);
    }
    for &person in &people {
        let (_, sum, millis) = platform(&fixture, person)?;
        again.push(millis);
        let start = Instant::now();
        let same = bare(person)?;
        bare_times.push(start.elapsed().as_secs_f64() * 1e3);
        ensure!(sum == same, "the bare sum of person {person} differs");
    }
    eprintln!("  read {lines} lines");
    Ok(Measured {
        engine: cell.engine,
        lines,
        first,
        again,
        bare: bare_times,
        verified: verify::month(&database, &fixture, month)?,
        database_mb: database.size_mb()?,
    })
}

fn platform(fixture: &Fixture, person: i64) -> Result<(u64, i64, f64)> {
    let (mut count, mut sum) = (0, 0);
    let start = Instant::now();
    fixture.office.store.read(|tx| {
        facts::each_history_line(tx, PartyId::new(person), |line| {
            count += 1;
            sum += line.unit.get() + line.personal.get();
            Ok(())
        })
    })?;
    Ok((count, sum, start.elapsed().as_secs_f64() * 1e3))
}

const HISTORY: &str = "
    select c.month, c.insurance, b.payer, c.bill, c.base, c.unit, c.personal, c.account
    from (select distinct payer from participation where person = $1 union select $1) p
    join bill b on b.payer = p.payer
    join contribution c on c.bill = b.id and c.person = $1";

/// The same query and sum by the driver alone.
fn bare(database: &Database) -> Result<Box<dyn FnMut(i64) -> Result<i64>>> {
    Ok(match database.bare() {
        Bare::File(file) => {
            let conn = Connection::open(file)?;
            conn.execute_batch("pragma cache_size = -16384;")?;
            let sql = HISTORY.replace('$', "?");
            Box::new(move |person| {
                let mut statement = conn.prepare_cached(&sql)?;
                let mut rows = statement.query([person])?;
                let mut sum = 0;
                while let Some(row) = rows.next()? {
                    sum += row.get::<_, i64>(5)? + row.get::<_, i64>(6)?;
                }
                Ok(sum)
            })
        }
        Bare::Url(url) => {
            let mut client = postgres::Client::connect(url, NoTls)?;
            let statement = client.prepare(HISTORY)?;
            Box::new(move |person| {
                let mut rows = client.query_raw(&statement, [person])?;
                let mut sum = 0;
                while let Some(row) = rows.next()? {
                    sum += row.try_get::<_, i64>(5)? + row.try_get::<_, i64>(6)?;
                }
                Ok(sum)
            })
        }
    })
}

fn add_reading(table: &mut Table, measured: &Measured) {
    let bare = quantile(&measured.bare, 500);
    for (read, times) in [("first", &measured.first), ("again", &measured.again), ("bare", &measured.bare)] {
        let (median, p99) = (quantile(times, 500), quantile(times, 990));
        table.row([
            measured.engine.name().into(),
            measured.lines.into(),
            read.into(),
            median.into(),
            p99.into(),
            Figure::ratio(p99, READ),
            Figure::Ratio { ratio: median / bare, goal: None, met: None },
        ]);
    }
    table.note(format!("{}: {:.0} MB on disk", measured.engine.name(), measured.database_mb));
}

/// The least value that so many of a thousand do not exceed.
fn quantile(times: &[f64], of_thousand: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (sorted.len() * of_thousand).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied().unwrap_or(0.0)
}

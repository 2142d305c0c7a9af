//! `bench verify`: a settled month verified, against reading the same columns to the client.

use std::path::PathBuf;

use anyhow::Result;
use business::levy;
use clap::Args;
use fallible_iterator::FallibleIterator;
use kernel::{FeeMonth, Moment};
use postgres::NoTls;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use supervision::Check;

use crate::cells;
use crate::database::{Bare, Database, Engine, Engines};
use crate::fixture::{Fixture, first_month};
use crate::report::{Cell as Figure, Report, Table};
use crate::watch::{forget_peak, peak_mb, timed};

/// Times reading the same columns, at most.
const GOAL: f64 = 2.0;
/// Both sides run so often, by turns; the fastest of each counts.
const TURNS: usize = 2;

/// 核对一个已结清的月份 / a settled month verified
#[derive(Args)]
pub struct Options {
    /// 全市人数 / people of the town
    #[arg(long, default_value_t = 200_000)]
    persons: u64,
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
    folder: Option<PathBuf>,
}

/// What verifying a month came to.
#[derive(Serialize, Deserialize)]
pub struct Verified {
    /// Seconds to read the columns that verifying looks at.
    columns: f64,
    /// Seconds of all checks of the month together.
    month: f64,
    /// Seconds of each by itself.
    checks: Vec<(String, f64)>,
    /// Seconds of all checks of everything.
    whole: f64,
    breaks: u64,
    peak_mb: f64,
}

/// Measures each engine in a process of its own.
pub fn bench(options: &Options) -> Result<Report> {
    let mut report = Report::new("verify");
    let mut table = self::table(format!(
        "核对 {} 人已结清的一个月 / a settled month of {} people verified",
        options.persons, options.persons
    ));
    for engine in options.engine.all() {
        let mut arguments = vec![
            "verify-cell".to_owned(),
            format!("--engine={}", engine.name()),
            format!("--persons={}", options.persons),
        ];
        arguments.extend(options.folder.iter().map(|folder| format!("--folder={}", folder.display())));
        add(&mut table, engine, &cells::ask(&arguments)?);
    }
    report.add(table);
    Ok(report)
}

/// Measures one engine.
pub fn measure(cell: &Cell) -> Result<Verified> {
    let database = Database::fresh(cell.engine, cell.folder.as_deref())?;
    let fixture = Fixture::load(&database.open()?, cell.persons, 0)?;
    let month = first_month();
    let clerk = fixture.clerk.at(Moment::china(month.last_day(), 9, 0));
    levy::run(&fixture.office, &clerk, month, &mut |_| {})?;
    fixture.settle(month)?;
    eprintln!("{}: loaded, levied and settled", cell.engine.name());
    if cell.engine == Engine::Postgres {
        fixture.analyze()?;
    }
    self::month(&database, &fixture, month)
}

/// What verifying a month of a town looks at, table by table.
const COLUMNS: &[&str] = &[
    "select bill, person, insurance, month, unit, personal, account from contribution
     where bill between (select min(id) from bill where month = $1) and (select max(id) from bill where month = $1)",
    "select id, run, matter, payer, month, people, unit, person, total from bill where month = $1",
    "select l.bill, l.insurance, l.people, l.unit, l.person, l.account from bill_line l join bill b on b.id = l.bill
     where b.month = $1",
    "select r.bill, r.insurance, r.due, r.received, r.written_off from receivable r join bill b on b.id = r.bill
     where b.month = $1",
    "select a.receipt, a.line, a.bill, a.insurance, a.amount, a.entry from allocation a join bill b on b.id = a.bill
     where b.month = $1",
    "select id, payer, amount, reverses, matter from receipt where cast($1 as bigint) > 0",
    "select month, kind, person, fee_month, cause, source, amount from account_entry where month >= $1",
    "select kind, person from account where cast($1 as bigint) > 0",
    "select payer, person, insurance, from_month, to_month, slot, slot_payer, retracted_at, ended_by
     from participation where cast($1 as bigint) > 0",
    "select id, kind from party where cast($1 as bigint) > 0",
];

fn read_columns(database: &Database, month: FeeMonth) -> Result<i64> {
    let (mut sum, month) = (0_i64, month.yyyymm());
    match database.bare() {
        Bare::File(file) => {
            let conn = Connection::open(file)?;
            conn.execute_batch("pragma cache_size = -16384;")?;
            for sql in COLUMNS {
                let mut statement = conn.prepare(&sql.replace('$', "?"))?;
                let width = statement.column_count();
                let mut rows = statement.query([month])?;
                while let Some(row) = rows.next()? {
                    for column in 0..width {
                        sum = sum.wrapping_add(row.get::<_, Option<i64>>(column)?.unwrap_or(0));
                    }
                }
            }
        }
        Bare::Url(url) => {
            let mut client = postgres::Client::connect(url, NoTls)?;
            for sql in COLUMNS {
                let statement = client.prepare(sql)?;
                let width = statement.columns().len();
                let mut rows = client.query_raw(&statement, [month])?;
                while let Some(row) = rows.next()? {
                    for column in 0..width {
                        sum = sum.wrapping_add(row.try_get::<_, Option<i64>>(column)?.unwrap_or(0));
                    }
                }
            }
        }
    }
    Ok(sum)
}

/// Verifies a month of a fixture, and reads what that looks at.
pub fn month(database: &Database, fixture: &Fixture, month: FeeMonth) -> Result<Verified> {
    let office = &fixture.office;
    let key = office.key.public();
    let run = |month, checks: Vec<Check>| {
        let options = supervision::Options { month, checks, ..supervision::Options::default() };
        timed(|| Ok(supervision::verify(&office.store, &office.law, &key, &options, &mut |_| {})?))
    };
    let mut verified = Verified {
        columns: f64::MAX,
        month: f64::MAX,
        checks: Vec::new(),
        whole: 0.0,
        breaks: 0,
        peak_mb: 0.0,
    };
    forget_peak();
    for _ in 0..TURNS {
        verified.columns = verified.columns.min(timed(|| read_columns(database, month))?.1.wall);
        let (report, seconds) = run(Some(month), Vec::new())?;
        verified.month = verified.month.min(seconds.wall);
        verified.breaks = report.lines.iter().map(|line| line.total).sum();
        if !report.ok {
            eprintln!("{}", report.en());
        }
        eprintln!("  read {:.2} s, verified {:.2} s", verified.columns, verified.month);
    }
    verified.peak_mb = peak_mb()?;
    for &check in Check::ALL.iter().filter(|check| check.has_months()) {
        verified.checks.push((check.key().to_owned(), run(Some(month), vec![check])?.1.wall));
    }
    verified.whole = run(None, Vec::new())?.1.wall;
    Ok(verified)
}

/// An empty table of such figures.
pub fn table(title: impl Into<String>) -> Table {
    Table::new(title, &["engine", "what", "s", "/ reading the same columns"])
}

/// Adds the figures of one engine.
pub fn add(table: &mut Table, engine: Engine, verified: &Verified) {
    let plain = |ratio| Figure::Ratio { ratio, goal: None, met: None };
    let columns = verified.columns;
    table.row([engine.name().into(), "read columns".into(), columns.into(), plain(1.0)]);
    let ratio = Figure::ratio(verified.month / columns, GOAL);
    table.row([engine.name().into(), "verify the month".into(), verified.month.into(), ratio]);
    for (check, seconds) in verified.checks.iter().filter(|(_, seconds)| *seconds > columns / 100.0) {
        let check = Figure::Text(format!("· {check} alone"));
        table.row([engine.name().into(), check, (*seconds).into(), plain(seconds / columns)]);
    }
    let whole = verified.whole;
    table.row([engine.name().into(), "verify everything".into(), whole.into(), plain(whole / columns)]);
    table.note(format!("{}: {} breaks, peak {:.0} MB", engine.name(), verified.breaks, verified.peak_mb));
}

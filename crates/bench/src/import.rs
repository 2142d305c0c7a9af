//! `bench import`: files of joiners taken in, against nothing but reading them; memory must not grow with the file.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use business::intake::{self, Kind, Mode, Task};
use clap::{Args, ValueEnum};
use kernel::{FeeMonth, Fen, IdNumber, Moment, RegionCode};
use serde::{Deserialize, Serialize};
use sheets::{Format, Limits, Value, Writer};

use crate::cells;
use crate::database::{Database, Engine, Engines};
use crate::fixture::{Fixture, first_month};
use crate::report::{Cell as Figure, Report, Table};
use crate::town::Town;
use crate::watch::{Seconds, forget_peak, peak_mb, timed};

/// What counts as constant: peak memory with the largest file as a multiple of that with the smallest.
const FLAT: f64 = 1.2;

/// 导入增员表格 / files of joiners taken in
#[derive(Args)]
pub struct Options {
    /// 行数，可给多个 / rows; several sizes may be given
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 300_000])]
    rows: Vec<u32>,
    /// 数据库 / which database
    #[arg(long, value_enum, default_value = "both")]
    engine: Engines,
    /// 临时数据库放在哪里 / where to make the temporary database
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// One file on one engine.
#[derive(Args)]
pub struct Cell {
    #[arg(long, value_enum)]
    engine: Engine,
    #[arg(long, value_enum)]
    format: Sort,
    #[arg(long)]
    rows: u32,
    #[arg(long)]
    folder: Option<PathBuf>,
}

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// UTF-8 text.
    Csv,
    /// A workbook.
    Xlsx,
}

/// What one file came to.
#[derive(Serialize, Deserialize)]
pub struct Measured {
    read: Seconds,
    check: Seconds,
    take: Seconds,
    peak_mb: f64,
}

/// Measures each file in a process of its own.
pub fn bench(options: &Options) -> Result<Report> {
    let mut report = Report::new("import");
    for engine in options.engine.all() {
        let mut table = Table::new(
            format!("导入增员表格 / files of joiners taken in · {}", engine.name()),
            &[
                "file",
                "rows",
                "read s",
                "check s",
                "take s",
                "take / read",
                "rows/s",
                "peak MB",
                "/ smallest",
            ],
        );
        for format in [Sort::Csv, Sort::Xlsx] {
            let mut smallest = None;
            for rows in &options.rows {
                let mut arguments = vec![
                    "import-cell".to_owned(),
                    format!("--engine={}", engine.name()),
                    format!("--format={}", format.name()),
                    format!("--rows={rows}"),
                ];
                arguments
                    .extend(options.folder.iter().map(|folder| format!("--folder={}", folder.display())));
                let measured: Measured = cells::ask(&arguments)?;
                let small = *smallest.get_or_insert(measured.peak_mb);
                table.row([
                    format.name().into(),
                    u64::from(*rows).into(),
                    measured.read.wall.into(),
                    measured.check.wall.into(),
                    measured.take.wall.into(),
                    Figure::Ratio { ratio: measured.take.wall / measured.read.wall, goal: None, met: None },
                    Figure::Text(format!("{:.0}", f64::from(*rows) / measured.take.wall)),
                    Figure::Text(format!("{:.0}", measured.peak_mb)),
                    Figure::ratio(measured.peak_mb / small, FLAT),
                ]);
            }
        }
        table.note("read: every cell of the file; check: a check run; take: a real run, durable");
        table.note("the embedded database's page cache, up to 64 MB, is part of the peak: smaller files do not fill it");
        report.add(table);
    }
    Ok(report)
}

/// Measures one file.
pub fn measure(cell: &Cell) -> Result<Measured> {
    let database = Database::fresh(cell.engine, cell.folder.as_deref())?;
    let fixture = Fixture::load(&database.open()?, 10, 0)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join(format!("joiners.{}", cell.format.name()));
    write(&file, cell)?;
    forget_peak();
    let read = timed(|| read(&file))?.1;
    let check = timed(|| take(&fixture, &file, Mode::Check, cell.rows))?.1;
    let take = timed(|| take(&fixture, &file, Mode::Real, cell.rows))?.1;
    eprintln!("{} {} {}: {:.2} s", cell.engine.name(), cell.format.name(), cell.rows, take.wall);
    Ok(Measured { read, check, take, peak_mb: peak_mb()? })
}

fn read(file: &Path) -> Result<u64> {
    let mut bytes = 0;
    for record in Kind::Joiners.layout().records(sheets::open(file, &Limits::default())?)? {
        bytes += record?.row();
    }
    Ok(bytes)
}

fn take(fixture: &Fixture, file: &Path, mode: Mode, rows: u32) -> Result<()> {
    let digest = intake::digest_of(File::open(file)?)?;
    let table = sheets::open(file, &Limits::default())?;
    let records = Kind::Joiners.layout().records(table)?;
    let mut given =
        records.map(|record| record.map(|record| intake::read(Kind::Joiners, record, first_month())));
    let task = Task {
        kind: Kind::Joiners,
        payer: kernel::PartyId::new(fixture.unit(0)),
        name: "joiners",
        digest: &digest,
        mode,
    };
    let clerk = fixture.clerk.at(Moment::china(first_month().first_day(), 10, 0));
    let outcome = intake::run(
        &fixture.office,
        &clerk,
        &task,
        &mut given,
        &mut |given, problems| {
            eprintln!("row {}: {}", given.row, problems.iter().map(ToString::to_string).collect::<String>());
            Ok(())
        },
        &mut |_| {},
    )?;
    ensure!(outcome.recorded == u64::from(rows), "{} of {rows} rows were taken", outcome.recorded);
    Ok(())
}

const HEADER: [&str; 7] =
    ["证件号码", "姓名", "增员原因", "参保险种", "缴费起始年月", "申报月工资", "手机号"];

fn write(file: &Path, cell: &Cell) -> Result<()> {
    let mut writer = Writer::new(cell.format.format(), BufWriter::new(File::create(file)?), "增员")?;
    writer.header(&HEADER)?;
    let from: FeeMonth = first_month();
    for row in 0..cell.rows {
        let number = number(row)?;
        writer.row(&[
            Value::Text(number.expose()),
            Value::Text(&format!("虚拟{row}")),
            Value::Text("首次参保"),
            Value::Text("养老、失业、工伤、医疗"),
            Value::Month(from),
            Value::Money(Fen::new(Town::wage(row.into()))),
            Value::Text("13800000000"),
        ])?;
    }
    writer.finish()?;
    Ok(())
}

/// A made-up number of somebody who is of working age.
fn number(row: u32) -> Result<IdNumber> {
    const DAYS: u32 = 10_000;
    let birth = jiff::civil::date(1972, 1, 1).saturating_add(jiff::Span::new().days(i64::from(row % DAYS)));
    let sequence = u16::try_from(row / DAYS + 1)?;
    IdNumber::compose(RegionCode::parse("990102")?, birth, sequence).context("too many rows")
}

impl Sort {
    fn name(self) -> &'static str {
        match self {
            Sort::Csv => "csv",
            Sort::Xlsx => "xlsx",
        }
    }

    fn format(self) -> Format {
        match self {
            Sort::Csv => Format::Csv,
            Sort::Xlsx => Format::Xlsx,
        }
    }
}

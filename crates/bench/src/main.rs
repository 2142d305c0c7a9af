//! `./dev bench`: the platform against something bare, on one machine, as ratios.
//!
//! Each measurement runs in a child process of its own, so that one's memory is not another's, and answers with a line
//! of JSON. Absolute figures are reported and never asserted: whoever reads a ratio reads the machine with it.
//! Outside the floors: nothing depends on this crate. Not here: tests, and the measuring of single functions.

#![allow(
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::print_stdout,
    reason = "seconds and ratios, no money; printing is what it is for"
)]

mod bare;
mod cells;
mod database;
mod fixture;
mod formulas;
mod history;
mod idle;
mod import;
mod levy;
mod machine;
mod past;
mod past_bills;
mod report;
mod settled;
mod simulate;
mod town;
mod verify;
mod watch;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::report::Report;

#[derive(Parser)]
#[command(name = "bench", about = "与裸写对照的基准 / the platform against something bare")]
struct Cli {
    /// 结果另存为 JSON / also write the result as JSON
    #[arg(long, global = true, value_name = "FILE")]
    json: Option<PathBuf>,
    #[command(subcommand)]
    bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
    Levy(levy::Options),
    History(history::Options),
    Verify(verify::Options),
    Import(import::Options),
    Idle(idle::Options),
    Rules(formulas::Options),
    Simulate(simulate::Options),
    #[command(hide = true)]
    SimulateCell(simulate::Cell),
    #[command(hide = true)]
    LevyCell(levy::Cell),
    #[command(hide = true)]
    LevyMonth(levy::MonthCell),
    #[command(hide = true)]
    HistoryCell(history::Cell),
    #[command(hide = true)]
    VerifyCell(verify::Cell),
    #[command(hide = true)]
    ImportCell(import::Cell),
}

fn main() -> Result<()> {
    let cli = Cli::parse();
    let report = match &cli.bench {
        Bench::Levy(options) => levy::bench(options)?,
        Bench::History(options) => history::bench(options)?,
        Bench::Verify(options) => verify::bench(options)?,
        Bench::Import(options) => import::bench(options)?,
        Bench::Idle(options) => idle::bench(options)?,
        Bench::Rules(options) => formulas::bench(options)?,
        Bench::Simulate(options) => simulate::bench(options)?,
        Bench::SimulateCell(cell) => return cells::answer(&simulate::measure(cell)?),
        Bench::LevyCell(cell) => return cells::answer(&levy::measure(cell)?),
        Bench::LevyMonth(cell) => return cells::answer(&levy::assess(cell)?),
        Bench::HistoryCell(cell) => return cells::answer(&history::measure(cell)?),
        Bench::VerifyCell(cell) => return cells::answer(&verify::measure(cell)?),
        Bench::ImportCell(cell) => return cells::answer(&import::measure(cell)?),
    };
    show(&report, cli.json)
}

fn show(report: &Report, json: Option<PathBuf>) -> Result<()> {
    print!("{report}");
    if let Some(file) = json {
        std::fs::write(&file, serde_json::to_string_pretty(report)?)?;
        eprintln!("JSON: {}", file.display());
    }
    Ok(())
}

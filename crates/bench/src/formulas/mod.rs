//! `bench rules`: the formulas of the law beside numpy, polars, OpenFisca and a bare loop, on the same figures, in one run.
//!
//! The functions measured are the ones that `jinbao levy`, `jinbao award` and `jinbao calc` call. What the peers compute is
//! compared amount by amount before any time is reported.

mod awards;
mod bulk;
mod figures;
mod http;
mod peers;
mod single;

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::report::Report;
use figures::Figures;
use peers::Peers;

/// 计算引擎与同类对照 / the formulas beside their peers
#[derive(Args)]
pub struct Options {
    /// 职工人数 / employees
    #[arg(long, default_value_t = 1_000_000)]
    persons: usize,
    /// 养老金核定人数 / pension awards
    #[arg(long, default_value_t = 1_000_000)]
    awards: usize,
    /// 每项测几轮，取中位数 / rounds of each, of which the median counts
    #[arg(long, default_value_t = 9)]
    rounds: usize,
    /// 装有对照程序的 Python / a Python that has the peers (crates/bench/peers/requirements.txt)
    #[arg(long, value_name = "FILE")]
    python: PathBuf,
}

/// Measures everything.
pub fn bench(options: &Options) -> Result<Report> {
    let figures = Figures::of_the_law()?;
    let peers = Peers::new(&options.python, &figures, options.persons)?;
    let mut report = Report::new("rules");
    report.add(bulk::table(&figures, &peers, options.rounds)?);
    report.add(single::table(&figures, &peers)?);
    report.add(http::table(&figures, &peers)?);
    report.add(awards::table(options.awards)?);
    Ok(report)
}

/// The median of some times.
fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or_default()
}

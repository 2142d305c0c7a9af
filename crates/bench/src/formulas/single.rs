//! One case from JSON to the answer as JSON, in the process.

use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use calc::Engine;
use kernel::{Date, Fen};
use serde_json::{Value, json};

use super::figures::{CLASS, Figures, REGION};
use super::peers::{Peers, WAGE};
use crate::report::{Cell, Table};

/// How often OpenFisca's case is computed, and ours.
const TIMES: [usize; 2] = [2_000, 100_000];
/// OpenFisca's time over ours, at least: without and with the derivation.
const GOALS: [f64; 2] = [100.0, 30.0];

/// The case of a calculator: an employee of the demo city.
pub(super) fn case(figures: &Figures) -> String {
    json!({
        "region": REGION, "month": figures.month.to_string(), "category": "employee",
        "wage": Fen::new(WAGE).to_string(), "industry_class": CLASS,
    })
    .to_string()
}

/// The amounts of an answer in fen, unit and person of each insurance, beside those of a peer.
pub(super) fn amounts(figures: &Figures, answer: &Value) -> Result<Vec<i64>> {
    let lines = &answer["result"]["lines"];
    let sides = figures.lines.iter().flat_map(|line| ["unit", "person"].map(|side| (&line.key, side)));
    sides
        .map(|(key, side)| {
            let yuan =
                lines[key.replace('_', "-")][side].as_str().with_context(|| format!("{key} {side}"))?;
            Ok(Fen::parse_yuan(yuan).context("money")?.get())
        })
        .collect()
}

pub(super) fn table(figures: &Figures, peers: &Peers) -> Result<Table> {
    let (theirs, expected): (f64, Vec<i64>) = peers.ask("single.py", TIMES[0])?;
    let mut table = Table::new(
        "单个案例 / one case from JSON to answer, in the process",
        &["program", "µs", "OpenFisca / it", "goal"],
    );
    table.row(["openfisca-core".into(), (theirs * 1e6).into(), 1.0.into(), "".into()]);
    let today: Date = "2026-06-30".parse().context("a day")?;
    let engine = Engine::new(&figures.book, today);
    let text = case(figures);
    for (explain, goal) in [false, true].into_iter().zip(GOALS) {
        let ask = || -> Result<String> {
            Ok(serde_json::to_string(&engine.calculate("contribution", black_box(&text), explain)?)?)
        };
        let answer = amounts(figures, &serde_json::from_str(&ask()?)?)?;
        ensure!(answer == expected, "ours {answer:?}, OpenFisca {expected:?}");
        let start = Instant::now();
        for _ in 0..TIMES[1] {
            black_box(ask()?);
        }
        let seconds = start.elapsed().as_secs_f64() / TIMES[1] as f64;
        let name = if explain { "jinbao, with derivation" } else { "jinbao" };
        let (times, met) = (theirs / seconds, if theirs / seconds >= goal { "≥" } else { "✗ <" });
        table.row([name.into(), (seconds * 1e6).into(), times.into(), Cell::Text(format!("{met} {goal}"))]);
    }
    table.note("both look the figures of the month up in their law; the amounts are the same");
    Ok(table)
}

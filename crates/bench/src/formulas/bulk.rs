//! A month of many employees: five insurances, two sides, no derivation.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, ensure};
use kernel::Fen;
use rules::Block;

use super::figures::{Figures, LineFigures};
use super::median;
use super::peers::Peers;
use crate::report::{Cell, Table};

/// Employees assessed at once, as the levy does.
const BLOCK: usize = 128;
/// Our time as a share of each peer's, at most, on so many threads.
const GOALS: [(&str, usize, f64); 4] = [
    ("numpy-preallocated", 1, 1.0),
    ("polars-2-threads", 2, 1.0),
    ("openfisca-core", 1, 0.4),
    ("bare", 1, 1.5),
];

/// Sums of the amounts: unit and person of each insurance.
type Sums = Vec<i64>;

pub(super) fn table(figures: &Figures, peers: &Peers, rounds: usize) -> Result<Table> {
    let wages: Vec<Fen> = peers.wages.iter().copied().map(Fen::new).collect();
    let (ours, sums) = measure(rounds, || on_threads(figures, &wages, 1));
    let (twice, same) = measure(rounds, || on_threads(figures, &wages, 2));
    ensure!(sums == same, "two threads come to other sums");
    let mut columns = vec![vec![0; wages.len()]; figures.lines.len() * 2];
    let mut bare = measure(rounds, || bare_columns(&figures.lines, &peers.wages, &mut columns));
    let summed = measure(rounds, || bare_sums(&figures.lines, &peers.wages));
    ensure!(bare.1 == sums && summed.1 == sums, "the bare loops come to other sums: {bare:?}, ours {sums:?}");
    bare.0 = bare.0.min(summed.0);
    let mut others: BTreeMap<String, (f64, Sums)> = peers.ask("bulk.py", rounds)?;
    others.insert("bare".to_owned(), bare);

    let mut table = Table::new(
        format!("批量核定 / a month of {} employees, {} insurances", wages.len(), figures.lines.len()),
        &["program", "ms", "million amounts/s", "ours 1 thread / it", "ours 2 threads / it"],
    );
    let amounts = (wages.len() * figures.lines.len() * 2) as f64;
    let mut add = |name: &str, seconds: f64| {
        let [one, two] = [(1, ours), (2, twice)].map(|(threads, time)| {
            let goal = GOALS.iter().find(|(known, on, _)| (*known, *on) == (name, threads));
            let ratio = time / seconds;
            goal.map_or(Cell::Ratio { ratio, goal: None, met: None }, |(.., goal)| Cell::ratio(ratio, *goal))
        });
        table.row([name.into(), (seconds * 1e3).into(), (amounts / seconds / 1e6).into(), one, two]);
    };
    add("jinbao, 1 thread", ours);
    add("jinbao, 2 threads", twice);
    for (name, (seconds, theirs)) in &others {
        ensure!(*theirs == sums, "{name} comes to other sums: {theirs:?}, ours {sums:?}");
        add(name, *seconds);
    }
    table.note("the same sums of every amount; bare: a Rust loop over columns, the faster of stored and summed in place");
    Ok(table)
}

fn measure(rounds: usize, mut work: impl FnMut() -> Sums) -> (f64, Sums) {
    let mut sums = work();
    let seconds = (0..rounds).map(|_| {
        let start = Instant::now();
        sums = black_box(work());
        start.elapsed().as_secs_f64()
    });
    (median(seconds.collect()), sums)
}

fn on_threads(figures: &Figures, wages: &[Fen], threads: usize) -> Sums {
    let part = wages.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let running: Vec<_> =
            wages.chunks(part).map(|part| scope.spawn(move || assess(figures, part))).collect();
        let mut sums = vec![0; figures.lines.len() * 2];
        for thread in running {
            let part = thread.join().unwrap_or_default();
            sums.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
        }
        sums
    })
}

fn assess(figures: &Figures, wages: &[Fen]) -> Sums {
    let mut block = Block::default();
    let mut sums = vec![0; figures.lines.len() * 2];
    for part in wages.chunks(BLOCK) {
        figures.rules.assess_employees(part, figures.injury, &mut block);
        for (column, sums) in block.columns().iter().zip(sums.chunks_mut(2)) {
            sums[0] += column.unit.iter().map(|fen| fen.get()).sum::<i64>();
            sums[1] += column.person.iter().map(|fen| fen.get()).sum::<i64>();
        }
    }
    sums
}

fn rounded(base: i64, rate: i64, fixed: i64) -> i64 {
    (base * rate + 500_000_000) / 1_000_000_000 + fixed
}

/// Into columns that are there.
fn bare_columns(lines: &[LineFigures], wages: &[i64], columns: &mut [Vec<i64>]) -> Sums {
    for (line, pair) in black_box(lines).iter().zip(columns.chunks_mut(2)) {
        let [unit, person] = pair else { continue };
        for ((wage, unit), person) in wages.iter().zip(unit).zip(person) {
            let base = (*wage).max(line.floor).min(line.ceiling);
            *unit = rounded(base, line.unit_rate, line.unit_fixed);
            *person = rounded(base, line.person_rate, line.person_fixed);
        }
    }
    columns.iter().map(|column| column.iter().sum()).collect()
}

/// Summed as they come, without being stored.
fn bare_sums(lines: &[LineFigures], wages: &[i64]) -> Sums {
    let mut sums = Vec::new();
    for line in black_box(lines) {
        let (mut unit, mut person) = (0, 0);
        for wage in wages {
            let base = (*wage).max(line.floor).min(line.ceiling);
            unit += rounded(base, line.unit_rate, line.unit_fixed);
            person += rounded(base, line.person_rate, line.person_fixed);
        }
        sums.extend([unit, person]);
    }
    sums
}

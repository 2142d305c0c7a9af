//! A wrong figure of the law is noticed: every value that a worked case reads is taken away and changed in turn, and some
//! case must then disagree.

use std::collections::{BTreeMap, BTreeSet};

use calc::Engine;
use kernel::{Date, Fen, Rate};
use rules::{Dated, Definition, LawBook, Value};

/// Values that no case reads: figures that only business reads (the levy's calendar, the fictional city's wages of each year,
/// write-offs), with tests of their own there. May only fall.
const UNREAD: usize = 82;
/// Changes that no case notices: figures of lines whose other figures are not known (Chengdu and Suzhou), and shares of which
/// a thousandth is rounded away. May only fall.
const UNNOTICED: usize = 19;

struct Stated {
    region: String,
    id: String,
    file: String,
    line: usize,
    /// What stands in the place of the value, as law files write it.
    mutants: Vec<String>,
}

fn today() -> Date {
    "2026-07-01".parse().unwrap()
}

/// Every line of every file of cases.
fn cases() -> Vec<String> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../cases");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "jsonl"));
    files.sort();
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

fn agrees(book: &LawBook, case: &str) -> bool {
    let score = Engine::new(book, today()).check(&mut case.as_bytes(), &mut |_| {}).unwrap();
    score.failed == 0
}

/// Every value of the law with what may wrongly stand in its place.
fn stated(book: &LawBook) -> Vec<Stated> {
    let mut all = Vec::new();
    for place in book.places() {
        for parameter in book.parameters() {
            for dated in book.stated(place.code, &parameter.id, None) {
                let Some(value) = dated.value.filter(|_| dated.corrected.is_none()) else { continue };
                all.push(Stated {
                    region: place.code.to_owned(),
                    id: parameter.id.clone(),
                    file: dated.parameter.file.clone(),
                    line: dated.parameter.line,
                    mutants: mutants(value, &dated, parameter.definition),
                });
            }
        }
    }
    all
}

fn mutants(value: &Value, dated: &Dated<'_>, definition: &Definition) -> Vec<String> {
    let to = dated.until.map(|until| format!("to: {until}, ")).unwrap_or_default();
    let written = |wrong: &str| format!("{{from: {}, {to}{wrong}}}", dated.from);
    let mut all = vec![written("absent: true")];
    if let Some(wrong) = changed(value, definition) {
        all.push(written(&format!("value: {}", wrong.yaml(definition.unit))));
    }
    all
}

/// The smallest change that matters; a table has its amounts changed, where it has some.
fn changed(value: &Value, definition: &Definition) -> Option<Value> {
    Some(match value {
        Value::Rate(rate) => {
            let step = if *rate >= Rate::ONE { -1_000_000 } else { 1_000_000 };
            Value::Rate(Rate::from_nano((rate.nano() + step) / 1_000_000 * 1_000_000))
        }
        Value::Money(fen) => Value::Money(*fen + Fen::new(10_000)),
        Value::Whole(number) => Value::Whole(number + 1),
        Value::Month(month) => Value::Month(month.next()),
        Value::Flag(flag) => Value::Flag(!flag),
        Value::Word(word) => Value::Word(definition.words().iter().find(|other| *other != word)?.clone()),
        Value::Table(_) => {
            let wrong = value.with_amounts(&|fen| fen + Fen::new(10_000));
            (wrong != *value).then_some(wrong)?
        }
    })
}

#[test]
fn a_wrong_figure_is_noticed_by_a_case() {
    let book = LawBook::builtin().unwrap();
    let recording = LawBook::builtin().unwrap().recording();
    let cases = cases();
    let mut readers: BTreeMap<(String, usize), BTreeSet<usize>> = BTreeMap::new();
    for (n, case) in cases.iter().enumerate() {
        agrees(&recording, case);
        for parameter in recording.take_reads().into_iter().filter_map(|read| read.parameter) {
            readers.entry((parameter.file.clone(), parameter.line)).or_default().insert(n);
        }
    }
    let (mut unread, mut unnoticed, mut killed) = (Vec::new(), Vec::new(), 0);
    for value in stated(&book) {
        let named = format!("{}:{} {} {}", value.file, value.line, value.region, value.id);
        let Some(own) = readers.get(&(value.file.clone(), value.line)) else {
            unread.push(named);
            continue;
        };
        for mutant in &value.mutants {
            let unit = book.parameter(&value.id).unwrap().definition.unit.name();
            let text = format!(
                "region: \"{}\"\nstart: 1900-01\nparameters:\n  - {{id: {}, unit: {unit}, values: [{mutant}]}}\n",
                value.region, value.id
            );
            // A change that the law's own checks refuse is noticed before any case.
            let noticed = match book.amended("mutant.yaml", &text) {
                Ok((wrong, _)) => own.iter().any(|n| !agrees(&wrong, &cases[*n])),
                Err(_) => true,
            };
            if noticed { killed += 1 } else { unnoticed.push(format!("{named} {mutant}")) }
        }
    }
    println!("{killed} noticed, {} not, {} values unread", unnoticed.len(), unread.len());
    println!("unnoticed:\n{}\nunread:\n{}", unnoticed.join("\n"), unread.join("\n"));
    assert!(
        unnoticed.len() <= UNNOTICED,
        "{} changes are not noticed:\n{}",
        unnoticed.len(),
        unnoticed.join("\n")
    );
    assert!(unread.len() <= UNREAD, "{} values are read by no case:\n{}", unread.len(), unread.join("\n"));
}

//! Worked cases (算例): files of lines `{id, topic, inputs, expected | error, tolerance}`, held against the engine.

use std::fmt;
use std::io::BufRead;

use kernel::{Problem, Result};
use serde_json::value::RawValue;

use crate::case::Out;
use crate::codes;
use crate::engine::Engine;
use crate::given::{Given, Pairs};
use crate::kind::nano;
use crate::lines::{next_line, object, text};

/// How a file of cases fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Cases that agree.
    pub passed: u64,
    /// Cases that do not.
    pub failed: u64,
}

/// One disagreement.
#[derive(Clone, Debug)]
pub struct Difference {
    /// Line of the file, from 1.
    pub line: u64,
    /// The case's id.
    pub id: String,
    /// Result key, with its path.
    pub key: String,
    /// What the case expects.
    pub expected: String,
    /// What the engine answers.
    pub got: String,
}

/// `law.jsonl`-style: `17 con-06 person.total: expected 719.21, got 719.20`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { line, id, key, expected, got } = self;
        write!(f, "{line} {id} {key}: expected {expected}, got {got}")
    }
}

struct Case<'l> {
    id: String,
    topic: String,
    inputs: &'l RawValue,
    expected: Option<&'l RawValue>,
    error: Option<String>,
    tolerance: i128,
}

impl Engine<'_> {
    /// Runs the cases of a file and reports every difference as it is found.
    ///
    /// # Errors
    /// Only where the file cannot be read; a line that is no case is a difference.
    pub fn check(
        &self,
        input: &mut dyn BufRead,
        report: &mut dyn FnMut(Difference),
    ) -> std::io::Result<Score> {
        let (mut score, mut line, mut number) = (Score::default(), Vec::new(), 0);
        while let Some(read) = next_line(input, &mut line)? {
            number += 1;
            if read.is_ok() && line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let mut agrees = true;
            let mut differ = |difference: Difference| {
                agrees = false;
                report(Difference { line: number, ..difference });
            };
            match read.and_then(|()| case(&line, number).map(|case| self.check_case(&case, &mut differ))) {
                Ok(()) => {}
                Err(problem) => differ(difference("", "", "a case", &problem.to_string())),
            }
            let counter = if agrees { &mut score.passed } else { &mut score.failed };
            *counter += 1;
        }
        Ok(score)
    }

    fn check_case(&self, case: &Case<'_>, report: &mut dyn FnMut(Difference)) {
        let mut differ =
            |key: &str, expected: &str, got: &str| report(difference(&case.id, key, expected, got));
        match (self.calculate_raw(&case.topic, case.inputs, false), &case.error) {
            (Ok(answer), None) => {
                let Some(Ok(Given::Map(pairs))) = case.expected.map(Given::open) else {
                    return differ("expected", "an object", "");
                };
                for (key, expected) in pairs {
                    compare(&key, expected, answer.get(&key), case.tolerance, &mut differ);
                }
            }
            (Ok(_), Some(code)) => differ("error", code, "a result"),
            (Err(problem), Some(code)) if problem.code().id == code => {}
            (Err(problem), expected) => {
                differ("error", expected.as_deref().unwrap_or("a result"), &problem.to_string())
            }
        }
    }
}

fn difference(id: &str, key: &str, expected: &str, got: &str) -> Difference {
    let own = str::to_owned;
    Difference { line: 0, id: own(id), key: own(key), expected: own(expected), got: own(got) }
}

fn case(line: &[u8], number: u64) -> Result<Case<'_>> {
    let bad = |why: &str| -> Problem { codes::CASE_LINE.with("line", number).with("why", why) };
    let Pairs(pairs) = object(line)?;
    let find = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, raw)| *raw);
    let tolerance = find("tolerance").map_or("0".to_owned(), |raw| raw.get().trim_matches('"').to_owned());
    Ok(Case {
        id: find("id").map(|raw| text(raw).unwrap_or_else(|| raw.get().to_owned())).unwrap_or_default(),
        topic: find("topic").and_then(text).ok_or_else(|| bad("topic"))?,
        inputs: find("inputs").ok_or_else(|| bad("inputs"))?,
        expected: find("expected"),
        error: find("error").and_then(text),
        tolerance: nano(&tolerance).ok_or_else(|| bad("tolerance"))?,
    })
}

/// Every expected key must agree: numbers within the tolerance, everything else as it is.
fn compare(
    path: &str,
    expected: &RawValue,
    got: Option<&Out>,
    tolerance: i128,
    differ: &mut dyn FnMut(&str, &str, &str),
) {
    match (Given::open(expected), got) {
        (Ok(Given::Map(pairs)), Some(Out::Map(found))) => {
            for (key, expected) in pairs {
                let got = found.iter().find(|(known, _)| *known == key).map(|(_, out)| out);
                compare(&format!("{path}.{key}"), expected, got, tolerance, differ);
            }
        }
        (Ok(Given::List(items)), Some(Out::List(found))) if items.len() == found.len() => {
            for (n, (expected, got)) in items.into_iter().zip(found).enumerate() {
                compare(&format!("{path}[{n}]"), expected, Some(got), tolerance, differ);
            }
        }
        (Ok(Given::Null), None) => {}
        (Ok(scalar), Some(out)) if agrees(&scalar, out, tolerance) => {}
        (_, got) => {
            let got = got.and_then(|out| serde_json::to_string(out).ok());
            differ(path, expected.get(), &got.unwrap_or_else(|| "nothing".to_owned()));
        }
    }
}

fn agrees(expected: &Given<'_>, got: &Out, tolerance: i128) -> bool {
    let got = match got {
        Out::Money(fen) => fen.to_string(),
        Out::Rate(rate) => rate.to_string(),
        Out::Whole(number) => number.to_string(),
        Out::Flag(flag) => return matches!(expected, Given::Flag(wanted) if wanted == flag),
        Out::Text(text) => text.clone(),
        Out::List(_) | Out::Map(_) => return false,
    };
    let expected = match expected {
        Given::Number(digits) => digits,
        Given::Text(text) => text.as_str(),
        _ => return false,
    };
    match (nano(expected), nano(&got)) {
        (Some(expected), Some(got)) => (expected - got).abs() <= tolerance,
        _ => expected == got,
    }
}

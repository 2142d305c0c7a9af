//! Replay (重演): a decision computed again from its receipt and the rule set it names, years later.
//!
//! Every formula that signs decisions is listed here by name and version; a formula that changes what it computes gets a
//! new version beside the old one. Where a replay cannot be faithful (the rule set, the formula or an input is gone) it
//! says so and computes nothing. Not here: signatures and archive (`desk`), the formulas (their subjects).

pub mod codes;

use kernel::{Problem, Result};
use rules::{Derivation, LawBook};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use crate::desk::DecisionRecord;
use crate::{benefits, catalogue, pension};

/// A formula as it signs decisions.
pub(crate) struct Formula {
    /// Stable name.
    pub(crate) name: &'static str,
    /// Counts up whenever it computes something else from the same facts.
    pub(crate) version: i64,
    /// Computes a decision again from what it keeps.
    pub(crate) again: fn(&LawBook, &DecisionRecord) -> Result<Again>,
}

/// Every formula and version that receipts may name.
static FORMULAS: &[&Formula] = &[
    &pension::AWARD,
    &pension::RE_AWARD,
    &pension::DEATH,
    &pension::RESIDENT,
    &benefits::UNEMPLOYMENT_FORMULA,
    &benefits::SKILL_FORMULA,
    &benefits::JOB_KEEPING_FORMULA,
    &benefits::INJURY_COSTS_FORMULA,
];

/// What a decision comes to when it is computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// Granted, or refused.
    pub granted: bool,
    /// What it would change.
    pub effects: Json,
    /// Its steps; null where the decision keeps none.
    pub derivation: Json,
}

/// A value that came out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Where in the effects: `award.amount`.
    pub path: String,
    /// As decided.
    pub decided: Json,
    /// As computed now.
    pub now: Json,
}

/// A replay that could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replayed {
    /// Name and version of the formula.
    pub formula: (String, i64),
    /// What came out.
    pub again: Again,
    /// What differs from the decision; empty where the answer is the same.
    pub changed: Vec<Changed>,
    /// Are the steps the same to the letter?
    pub same_steps: bool,
}

impl Formula {
    /// Puts its name into the inputs of a decision.
    pub(crate) fn name_in(&self, inputs: &mut Json) {
        inputs["formula"] = json!({ "name": self.name, "version": self.version });
    }
}

impl Again {
    /// What a formula gave: effects, or a refusal; and its steps.
    pub(crate) fn of(decided: Result<impl Serialize, Problem>, trace: Derivation) -> Again {
        let (granted, effects) = match decided {
            Ok(effects) => (true, json!(effects)),
            Err(problem) => (false, benefits::refusal(&problem)),
        };
        Again { granted, effects, derivation: json!(trace.into_steps()) }
    }

    /// An input of a decision; the empty key is all of them.
    ///
    /// # Errors
    /// `RPL-0103` where it is missing or of another shape.
    pub(crate) fn read<T: DeserializeOwned>(inputs: &Json, key: &'static str) -> Result<T> {
        let value = if key.is_empty() { inputs } else { &inputs[key] };
        let what = if key.is_empty() { "inputs" } else { key };
        T::deserialize(value).map_err(|cause| codes::INCOMPLETE.with("what", what).because(cause))
    }
}

/// Computes a decision again by the rule set it names.
///
/// # Errors
/// `RPL-0101` for another rule set than the decision's, `RPL-0102` for a formula that is gone, `RPL-0103` where an input is
/// missing, `RPL-0104` where nothing was computed, `RPL-0105` where the formula fails: see [`is_unfaithful`].
pub fn replay(decision: &DecisionRecord, book: &LawBook) -> Result<Replayed> {
    if book.hash() != decision.law {
        return Err(codes::NO_RULE_SET.with("law", &decision.law));
    }
    let named = &decision.inputs["formula"];
    let (Some(name), Some(version)) = (named["name"].as_str(), named["version"].as_i64()) else {
        // A service that computes, but keeps totals only (the levy, the yearly adjustment), has lost the facts.
        let computes = catalogue::service(&decision.service)
            .is_some_and(|service| !catalogue::computes(service).is_empty());
        return Err(match computes || !decision.derivation.is_null() {
            true => codes::INCOMPLETE.with("what", "formula"),
            false => codes::NOTHING_COMPUTED.with("service", &decision.service),
        });
    };
    let formula = FORMULAS.iter().find(|known| (known.name, known.version) == (name, version));
    let formula = formula.ok_or_else(|| codes::NO_FORMULA.with("name", name).with("version", version))?;
    let again = (formula.again)(book, decision).map_err(|problem| match is_unfaithful(&problem) {
        true => problem,
        false => codes::FAILED.with("why", problem.zh()).with("why_en", problem.en()).because(problem.en()),
    })?;
    let mut changed = Vec::new();
    let granted = decision.outcome == "granted";
    if granted != again.granted {
        let (decided, now) = (json!(granted), json!(again.granted));
        changed.push(Changed { path: "granted".to_owned(), decided, now });
    }
    compare("", &decision.effects, &again.effects, &mut changed);
    let same_steps = decision.derivation == again.derivation;
    Ok(Replayed { formula: (name.to_owned(), version), again, changed, same_steps })
}

/// Is this the answer that a replay cannot be faithful, and therefore was not made?
pub fn is_unfaithful(problem: &Problem) -> bool {
    let unfaithful = [
        &codes::NO_RULE_SET,
        &codes::NO_FORMULA,
        &codes::INCOMPLETE,
        &codes::NOTHING_COMPUTED,
        &codes::FAILED,
    ];
    unfaithful.iter().any(|code| code.id == problem.code().id)
}

/// Texts of a refusal may be worded otherwise today; their code may not.
const WORDING: [&str; 2] = ["zh", "en"];

/// What reads otherwise in one value than in another.
pub(crate) fn changes(before: &Json, now: &Json) -> Vec<Changed> {
    let mut changed = Vec::new();
    compare("", before, now, &mut changed);
    changed
}

fn compare(path: &str, decided: &Json, now: &Json, changed: &mut Vec<Changed>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (decided, now) {
        (Json::Object(was), Json::Object(is)) => {
            let keys = was.keys().chain(is.keys().filter(|key| !was.contains_key(*key)));
            for key in keys.filter(|key| !WORDING.contains(&key.as_str())) {
                compare(&below(key), &decided[key.as_str()], &now[key.as_str()], changed);
            }
        }
        (Json::Array(was), Json::Array(is)) if was.len() == is.len() => {
            for (n, (was, is)) in was.iter().zip(is).enumerate() {
                compare(&below(&n.to_string()), was, is, changed);
            }
        }
        _ if decided == now => {}
        _ => {
            changed.push(Changed { path: path.to_owned(), decided: decided.clone(), now: now.clone() });
        }
    }
}

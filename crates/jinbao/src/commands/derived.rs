//! Derivations on paper: the JSON that decisions keep and calculators answer, as steps and parameters of a document.

use print::{Parameter, Step};
use serde_json::Value as Json;

/// The steps of a derivation as they are printed: a list, or the tree of a calculator.
pub fn steps(derivation: &Json) -> Vec<Step> {
    match derivation {
        Json::Array(steps) => steps.iter().map(step).collect(),
        Json::Object(_) => vec![step(derivation)],
        _ => Vec::new(),
    }
}

/// Every parameter of the law that the steps read, once, in order.
pub fn parameters(derivation: &Json) -> Vec<Parameter> {
    let mut found: Vec<Parameter> = Vec::new();
    let mut open: Vec<&Json> = match derivation {
        Json::Array(steps) => steps.iter().rev().collect(),
        tree => vec![tree],
    };
    while let Some(step) = open.pop() {
        for parameter in step["parameter"].as_array().into_iter().flatten() {
            let read = Parameter {
                name: text(&parameter["zh"]),
                from: text(&parameter["from"]),
                known: text(&parameter["known"]),
                source: source(&parameter["source"]),
            };
            if !found.contains(&read) {
                found.push(read);
            }
        }
        open.extend(step["steps"].as_array().into_iter().flatten().rev());
    }
    found
}

/// What went in, by name: pairs of a decision's step, or a calculator's map of `{value, from}`.
pub fn inputs(step: &Json) -> Vec<(String, String)> {
    match &step["inputs"] {
        Json::Array(pairs) => pairs.iter().map(|pair| (text(&pair[0]), plain(&pair[1]))).collect(),
        Json::Object(map) => map
            .iter()
            .map(|(key, input)| {
                let name = input["zh"].as_str().unwrap_or(key);
                (name.to_owned(), plain(&input["value"]))
            })
            .collect(),
        _ => Vec::new(),
    }
}

fn text(value: &Json) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("，"),
        Json::Object(map) => {
            let pairs = map.iter().map(|(key, value)| format!("{key} {}", plain(value)));
            pairs.collect::<Vec<_>>().join("；")
        }
        other => other.to_string(),
    }
}

fn step(step: &Json) -> Step {
    let inputs: Vec<String> =
        inputs(step).into_iter().map(|(name, value)| format!("{name} = {value}")).collect();
    // A calculator writes the rounding behind its formula, a decision keeps it apart.
    let formula = text(&step["formula"]);
    let (formula, rounded) = match formula.strip_suffix(']').and_then(|rest| rest.rsplit_once('[')) {
        Some((formula, word)) if !rounding(word).is_empty() => {
            (formula.trim_end().to_owned(), rounding(word))
        }
        _ => (formula, rounding(step["rounding"].as_str().unwrap_or_default())),
    };
    let parts = [formula, inputs.join("，"), rounded.to_owned()];
    let mut sources: Vec<String> = step["parameter"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|parameter| source(&parameter["source"]))
        .filter(|source| !source.is_empty())
        .collect();
    sources.dedup();
    Step {
        name: text(&step["label"]["zh"]),
        value: text(&step["value"]),
        formula: parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("；"),
        source: sources.join("；"),
        steps: steps(&step["steps"]),
    }
}

fn rounding(key: &str) -> &'static str {
    match key {
        "fen-half-up" => "四舍五入到分",
        "jiao-up" => "见分进角",
        "yuan-half-up" => "四舍五入到元",
        "yuan-down" => "舍去角分",
        _ => "",
    }
}

fn source(source: &Json) -> String {
    let parts = ["body", "doc", "clause"].map(|key| source[key].as_str().unwrap_or_default());
    let mut text = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ");
    if source["fictional"] == true {
        text.push_str("（虚构）");
    }
    if source["unverified"].is_string() {
        text.push_str("（未见原文）");
    }
    text
}

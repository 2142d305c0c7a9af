//! How a result came about (计算过程): one tree in which every node has the same seven fields.

use std::sync::Arc;

use kernel::Rounding;
use rules::{Label, ParameterRef, Step};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::case::Out;
use crate::kind::{Input, Value};
use crate::topic::Topic;

/// A node of an explanation. The root is the topic with the inputs as they were given; below it are the steps of the
/// formulas.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// What it is, in both languages.
    pub label: Label,
    /// What came out.
    pub value: String,
    /// How, in words of the inputs.
    pub formula: String,
    /// What went in: by name its value, and from where it came (`given`, a parameter of the law, or an earlier step).
    pub inputs: Json,
    /// The parameters of the law, with their dates and sources.
    pub parameter: Vec<Arc<ParameterRef>>,
    /// The legal source in words.
    pub source: String,
    /// Its parts.
    pub steps: Vec<Explanation>,
}

impl Explanation {
    pub(crate) fn of_case(
        topic: &'static Topic,
        values: &[Option<Value>],
        results: &[(&'static str, Out)],
        steps: Vec<Step>,
    ) -> Explanation {
        let inputs = topic.inputs.iter().zip(values);
        let inputs: Map<String, Json> = inputs
            .filter_map(|(input, value)| Some((input.key.to_owned(), given(input, value.as_ref()?))))
            .collect();
        let results: Vec<String> = results.iter().map(|(key, out)| format!("{key} {}", short(out))).collect();
        Explanation {
            label: Label { zh: topic.zh.to_owned(), en: topic.en.to_owned() },
            value: results.join("; "),
            formula: match steps.as_slice() {
                [only] => only.formula.clone(),
                _ => String::new(),
            },
            inputs: Json::Object(inputs),
            parameter: Vec::new(),
            source: topic.source.to_owned(),
            steps: steps.into_iter().map(Explanation::of_step).collect(),
        }
    }

    fn of_step(step: Step) -> Explanation {
        let inputs = step.inputs.into_iter().map(|input| {
            let from = input.from.unwrap_or_else(|| "case".to_owned());
            (input.name, json!({"value": input.value, "from": from}))
        });
        let mut sources: Vec<String> = step
            .parameters
            .iter()
            .map(|p| p.source.cited("虚构 / fictional", "未见原文 / text not seen"))
            .collect();
        sources.dedup();
        let formula = match step.rounding {
            Some(rounding) => format!("{} [{}]", step.formula, word(rounding)).trim_start().to_owned(),
            None => step.formula,
        };
        Explanation {
            label: step.label,
            value: step.value,
            formula,
            inputs: Json::Object(inputs.collect()),
            parameter: step.parameters,
            source: sources.join("；"),
            steps: step.steps.into_iter().map(Explanation::of_step).collect(),
        }
    }
}

/// A rounding as law files name it.
fn word(rounding: Rounding) -> String {
    json!(rounding).as_str().unwrap_or_default().to_owned()
}

fn short(out: &Out) -> String {
    match serde_json::to_value(out) {
        Ok(Json::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

fn given(input: &Input, value: &Value) -> Json {
    json!({"zh": input.zh, "en": input.en, "value": plain(value), "from": "given"})
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Money(fen) => json!(fen.to_string()),
        Value::Rate(rate) => json!(rate),
        Value::Whole(number) => json!(number),
        Value::Date(date) => json!(date.to_string()),
        Value::Month(month) => json!(month),
        Value::Region(region) => json!(region),
        Value::Word(word) => json!(word),
        Value::Flag(flag) => json!(flag),
        Value::Text(text) => json!(text),
        Value::List(items) => items.iter().map(plain).collect(),
        Value::Record(items) => items.iter().flatten().map(plain).collect(),
        Value::Map(pairs) => {
            Json::Object(pairs.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
        Value::Null => Json::Null,
    }
}

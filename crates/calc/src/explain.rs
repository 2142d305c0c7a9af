//! How a result came about (计算过程): one tree in which every node has the same seven fields.
//!
//! The tree is written from the steps as the formulas told them; nothing is copied for it. Its root is the topic with the
//! inputs as they were given; below it are the steps of the formulas. Fields of a node:
//!
//! - `label`: what it is, in both languages,
//! - `value`: what came out,
//! - `formula`: how, in words of the inputs,
//! - `inputs`: what went in, by name its value and from where it came (`given`, `case`, a parameter of the law),
//! - `parameter`: the parameters of the law, with their dates and sources,
//! - `source`: the legal source in words,
//! - `steps`: its parts.

use std::fmt;
use std::sync::Arc;

use kernel::Rounding;
use rules::{ParameterRef, Step, StepInput};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::case::Out;
use crate::kind::{Input, Value};
use crate::topic::Topic;

/// The explanation of an answer.
#[derive(Clone, Debug)]
pub struct Explanation {
    label: Names,
    source: &'static str,
    inputs: &'static [Input],
    given: Vec<Option<Value>>,
    value: String,
    steps: Vec<Step>,
}

impl Explanation {
    pub(crate) fn of_case(
        topic: &'static Topic,
        given: Vec<Option<Value>>,
        results: &[(&'static str, Out)],
        steps: Vec<Step>,
    ) -> Explanation {
        let results: Vec<String> = results.iter().map(|(key, out)| format!("{key} {}", short(out))).collect();
        let Topic { zh, en, source, inputs, .. } = *topic;
        Explanation { label: Names { zh, en }, source, inputs, given, value: results.join("; "), steps }
    }
}

/// A result in a word.
fn short(out: &Out) -> String {
    match serde_json::to_string(out) {
        Ok(json) => match json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) => text.to_owned(),
            None => json,
        },
        Err(_) => String::new(),
    }
}

#[derive(Clone, Debug, Serialize)]
struct Names {
    zh: &'static str,
    en: &'static str,
}

impl Serialize for Explanation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let formula = match self.steps.as_slice() {
            [only] => only.formula.as_ref(),
            _ => "",
        };
        let mut node = serializer.serialize_struct("Explanation", 7)?;
        node.serialize_field("label", &self.label)?;
        node.serialize_field("value", &self.value)?;
        node.serialize_field("formula", formula)?;
        node.serialize_field("inputs", &AsGiven(self.inputs, &self.given))?;
        node.serialize_field("parameter", &[(); 0])?;
        node.serialize_field("source", self.source)?;
        node.serialize_field("steps", &Nodes(&self.steps))?;
        node.end()
    }
}

/// The inputs of the case by key, with their names.
struct AsGiven<'a>(&'static [Input], &'a [Option<Value>]);

impl Serialize for AsGiven<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct One<'a> {
            zh: &'static str,
            en: &'static str,
            value: Plain<'a>,
            from: &'static str,
        }
        let inputs = self.0.iter().zip(self.1);
        serializer.collect_map(inputs.filter_map(|(input, value)| {
            let value = Plain(value.as_ref()?);
            Some((input.key, One { zh: input.zh, en: input.en, value, from: "given" }))
        }))
    }
}

/// A value as it stands in a case.
struct Plain<'a>(&'a Value);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Money(fen) => serializer.collect_str(fen),
            Value::Rate(rate) => rate.serialize(serializer),
            Value::Whole(number) => serializer.serialize_i64(*number),
            Value::Date(date) => serializer.collect_str(date),
            Value::Month(month) => month.serialize(serializer),
            Value::Region(region) => region.serialize(serializer),
            Value::Word(word) => serializer.serialize_str(word),
            Value::Flag(flag) => serializer.serialize_bool(*flag),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Record(items) => serializer.collect_seq(items.iter().flatten().map(Plain)),
            Value::Map(pairs) => serializer.collect_map(pairs.iter().map(|(key, value)| (key, Plain(value)))),
            Value::Null => serializer.serialize_unit(),
        }
    }
}

struct Nodes<'a>(&'a [Step]);

impl Serialize for Nodes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(Node))
    }
}

struct Node<'a>(&'a Step);

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let step = self.0;
        let mut node = serializer.serialize_struct("Explanation", 7)?;
        node.serialize_field("label", &step.label)?;
        node.serialize_field("value", &step.value)?;
        match step.rounding {
            Some(rounding) => node.serialize_field("formula", &Rounded(&step.formula, rounding))?,
            None => node.serialize_field("formula", &step.formula)?,
        }
        node.serialize_field("inputs", &Inputs(&step.inputs))?;
        node.serialize_field("parameter", &step.parameters)?;
        node.serialize_field("source", &Sources(&step.parameters))?;
        node.serialize_field("steps", &Nodes(&step.steps))?;
        node.end()
    }
}

/// A formula with the rounding behind it.
struct Rounded<'a>(&'a str, Rounding);

impl fmt::Display for Rounded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.0.is_empty() { "" } else { " " };
        write!(f, "{}{space}[{}]", self.0, self.1.key())
    }
}

impl Serialize for Rounded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The inputs of a step by name; of two of a name the later one.
struct Inputs<'a>(&'a [StepInput]);

impl Serialize for Inputs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct One<'a> {
            value: &'a str,
            from: &'a str,
        }
        let named_later = |at: usize| self.0[at + 1..].iter().any(|later| later.name == self.0[at].name);
        let inputs = self.0.iter().enumerate().filter(|(at, _)| !named_later(*at));
        serializer.collect_map(inputs.map(|(_, input)| {
            (&input.name, One { value: &input.value, from: input.from.as_deref().unwrap_or("case") })
        }))
    }
}

/// The sources of parameters in words, each once.
struct Sources<'a>(&'a [Arc<ParameterRef>]);

impl fmt::Display for Sources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut last = None;
        for ParameterRef { source, .. } in self.0.iter().map(Arc::as_ref) {
            if last.is_some_and(|last| last == source) {
                continue;
            }
            let between = if last.is_some() { "；" } else { "" };
            write!(f, "{between}{}", source.cited("虚构 / fictional", "未见原文 / text not seen"))?;
            last = Some(source);
        }
        Ok(())
    }
}

impl Serialize for Sources<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

//! From a topic and its inputs as JSON to the answer, with or without the derivation.

use kernel::{Date, Result};
use rules::{Derivation, LawBook, NoTrace};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::value::RawValue;

use crate::case::{Case, Fields, Out};
use crate::codes;
use crate::explain::Explanation;
use crate::given::Given;
use crate::kind::record;
use crate::topics;

/// All calculators over one law book. `today` stands in where a case names no day.
#[derive(Clone, Copy)]
pub struct Engine<'b> {
    book: &'b LawBook,
    today: Date,
}

/// What came out.
#[derive(Clone, Debug)]
pub struct Answer {
    /// By key, in the order of the declaration.
    pub results: Vec<(&'static str, Out)>,
    /// How it came about, where it was asked for.
    pub explanation: Option<Explanation>,
}

impl Answer {
    /// The result of a key.
    pub fn get(&self, key: &str) -> Option<&Out> {
        self.results.iter().find(|(known, _)| *known == key).map(|(_, out)| out)
    }
}

impl Answer {
    pub(crate) fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        struct Results<'a>(&'a [(&'static str, Out)]);
        impl Serialize for Results<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_map(self.0.iter().map(|(key, out)| (key, out)))
            }
        }
        map.serialize_entry("result", &Results(&self.results))?;
        match &self.explanation {
            Some(explanation) => map.serialize_entry("explanation", explanation),
            None => Ok(()),
        }
    }
}

/// `{"result": {…}, "explanation": {…}}`.
impl Serialize for Answer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}

impl<'b> Engine<'b> {
    /// Over a law book, on a day.
    pub fn new(book: &'b LawBook, today: Date) -> Engine<'b> {
        Engine { book, today }
    }

    /// Computes a topic. `inputs` is the text of a JSON object.
    ///
    /// # Errors
    /// `CAL-01xx` for what is wrong with the inputs; `LAW-01xx` and `LAW-02xx` from the law and its formulas.
    pub fn calculate(&self, topic: &str, inputs: &str, explain: bool) -> Result<Answer> {
        let raw: &RawValue = serde_json::from_str(inputs)
            .map_err(|cause| codes::NOT_JSON.with("why", cause).at("inputs", ""))?;
        self.calculate_raw(topic, raw, explain)
    }

    pub(crate) fn calculate_raw(&self, topic: &str, raw: &RawValue, explain: bool) -> Result<Answer> {
        let topic = topics::find(topic).ok_or_else(|| {
            let shown: String = topic.chars().take(60).collect();
            codes::NO_TOPIC.with("topic", &shown).at("topic", shown)
        })?;
        let Ok(Given::Map(pairs)) = Given::open(raw) else {
            return Err(codes::NOT_JSON.with("why", "inputs").at("inputs", ""));
        };
        let values = record("", topic.inputs, &pairs)?;
        let fields = Fields::new(topic.inputs, &values);
        if !explain {
            let mut trace = NoTrace;
            let mut case = Case::new(fields, &mut trace, self.book, self.today);
            (topic.plain)(&mut case)?;
            return Ok(Answer { results: case.finish()?, explanation: None });
        }
        let mut trace = Derivation::default();
        let mut case = Case::new(fields, &mut trace, self.book, self.today);
        (topic.explained)(&mut case)?;
        let results = case.finish()?;
        let explanation = Explanation::of_case(topic, values, &results, trace.into_steps());
        Ok(Answer { results, explanation: Some(explanation) })
    }
}

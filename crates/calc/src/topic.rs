//! The declaration of a topic: from it come reading, schema, help and the list of topics.

use kernel::Result;
use rules::{Derivation, NoTrace};
use serde_json::{Map, Value as Json, json};

use crate::case::Case;
use crate::kind::{Input, object_schema};

/// A calculator.
pub struct Topic {
    /// Its name in the contract.
    pub name: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// The text it implements (body or law, notice number, article).
    pub source: &'static str,
    /// Inputs.
    pub inputs: &'static [Input],
    /// Results.
    pub results: &'static [Output],
    pub(crate) plain: fn(&mut Case<'_, NoTrace>) -> Result<()>,
    pub(crate) explained: fn(&mut Case<'_, Derivation>) -> Result<()>,
}

/// A result key.
#[derive(Clone, Copy, Debug)]
pub struct Output {
    /// Key.
    pub key: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
}

/// A result key with its names.
pub(crate) const fn output(key: &'static str, zh: &'static str, en: &'static str) -> Output {
    Output { key, zh, en }
}

/// Declares a topic; the formula is compiled once for batches and once with its derivation.
macro_rules! topic {
    ($name:literal, $zh:literal, $en:literal, $source:literal, $run:ident,
     [$($input:expr),* $(,)?], [$(($key:literal, $kzh:literal, $ken:literal)),* $(,)?]) => {
        $crate::topic::Topic {
            name: $name,
            zh: $zh,
            en: $en,
            source: $source,
            inputs: &[$($input),*],
            results: &[$($crate::topic::output($key, $kzh, $ken)),*],
            plain: $run::<rules::NoTrace>,
            explained: $run::<rules::Derivation>,
        }
    };
}
pub(crate) use topic;

impl Topic {
    /// For `GET /api/v1/calc`: names, source, the JSON schema of the inputs, the results.
    pub fn schema(&self) -> Json {
        let results: Map<String, Json> = self
            .results
            .iter()
            .map(|output| (output.key.to_owned(), json!({"zh": output.zh, "en": output.en})))
            .collect();
        json!({
            "topic": self.name, "label": {"zh": self.zh, "en": self.en}, "source": self.source,
            "inputs": object_schema(self.inputs), "results": results,
        })
    }
}

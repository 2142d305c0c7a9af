//! How a figure came about, as a page shows it: step by step, with what went in and what the law says.
//!
//! The steps are the JSON that `rules` writes and decisions keep, so that an old decision reads like one of today.

use askama::Template;
use serde_json::Value as Json;

use crate::words::{CommonWords, Language};

/// A step with its parts.
#[derive(Clone, Debug)]
pub(crate) struct Derived {
    name: String,
    value: String,
    formula: String,
    rounding: &'static str,
    inputs: Vec<(String, String)>,
    sources: Vec<String>,
    parts: Vec<Derived>,
}

impl Derived {
    /// The steps of a derivation: a list, or one.
    pub(crate) fn steps(derivation: &Json, language: Language) -> Vec<Derived> {
        match derivation {
            Json::Array(steps) => steps.iter().map(|step| Derived::of(step, language)).collect(),
            Json::Object(_) => vec![Derived::of(derivation, language)],
            _ => Vec::new(),
        }
    }

    fn of(step: &Json, language: Language) -> Derived {
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let list = |name: &str| step[name].as_array().into_iter().flatten();
        Derived {
            name: text(&step["label"][language.pick("zh", "en")]),
            value: text(&step["value"]),
            formula: text(&step["formula"]),
            rounding: rounding(step["rounding"].as_str().unwrap_or_default(), language),
            inputs: inputs(&step["inputs"]),
            sources: list("parameter").map(|parameter| source(parameter, language)).collect(),
            parts: list("steps").map(|part| Derived::of(part, language)).collect(),
        }
    }
}

/// What went in: pairs, as decisions keep them, or by name with where it came from, as calculators answer.
fn inputs(json: &Json) -> Vec<(String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    match json {
        Json::Object(named) => {
            named.iter().map(|(name, input)| (name.clone(), text(&input["value"]))).collect()
        }
        pairs => {
            pairs.as_array().into_iter().flatten().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
        }
    }
}

/// How the value was rounded, in words; nothing where it was not.
fn rounding(key: &str, language: Language) -> &'static str {
    let words = language.common();
    match key {
        "fen-half-up" => words.round_fen(),
        "jiao-up" => words.round_jiao(),
        "yuan-half-up" => words.round_yuan(),
        "yuan-down" => words.cut_to_yuan(),
        _ => "",
    }
}

/// "缴费基数下限：国发〔2005〕38号 第三条（自 2006-01-01）".
fn source(parameter: &Json, language: Language) -> String {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let words = language.common();
    let said = &parameter["source"];
    let named: Vec<String> = ["body", "doc", "clause"].iter().filter_map(|part| text(&said[part])).collect();
    let named = if named.is_empty() { words.source_unverified().to_owned() } else { named.join(" ") };
    let name = text(&parameter[language.pick("zh", "en")]).unwrap_or_default();
    words.source(name, named, text(&parameter["from"]).unwrap_or_default())
}

/// Steps on their way to a page.
#[derive(Template)]
#[template(path = "kit/derivation.html")]
pub(crate) struct Derivation<'a> {
    steps: &'a [Derived],
    words: CommonWords,
}

impl<'a> Derivation<'a> {
    pub(super) fn new(steps: &'a [Derived], words: CommonWords) -> Derivation<'a> {
        Derivation { steps, words }
    }

    fn inside(&self, steps: &'a [Derived]) -> Derivation<'a> {
        Derivation::new(steps, self.words)
    }
}

impl askama::filters::HtmlSafe for Derivation<'_> {}

#[cfg(test)]
mod tests {
    use super::Derived;
    use crate::words::Language;
    use serde_json::json;

    #[test]
    fn steps_name_their_inputs_and_sources_in_the_readers_language() {
        let parameter = json!({ "zh": "下限", "en": "floor", "from": "2024-07-01", "source": { "doc": "国发〔2005〕38号" } });
        let json = json!([{
            "label": { "zh": "基数", "en": "base" }, "value": "6821", "rounding": "jiao-up", "inputs": [["wage", "5000"]], "parameter": [parameter],
            "steps": [{ "label": { "zh": "分", "en": "part" }, "value": "1" }],
        }]);
        let steps = Derived::steps(&json, Language::En);
        assert_eq!((steps[0].name.as_str(), steps[0].parts[0].name.as_str()), ("base", "part"));
        assert_eq!((steps[0].rounding, steps[0].parts[0].rounding), (Language::En.common().round_jiao(), ""));
        assert_eq!(steps[0].inputs, [("wage".to_owned(), "5000".to_owned())]);
        assert!(steps[0].sources[0].contains("floor") && steps[0].sources[0].contains("国发〔2005〕38号"));
        assert!(Derived::steps(&json!(null), Language::Zh).is_empty());
    }
}

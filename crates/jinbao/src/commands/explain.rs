//! 计算说明书: the derivation of a decision, a contribution or a calculation as PDF.

use business::Office;
use kernel::Result;
use print::{Calculation, Issue};
use serde_json::Value as Json;

use super::{derived, paper};
use crate::clock;

/// The explanation of a figure of an office.
pub fn print(office: &Office, figure: &web::Calculation) -> Result<Vec<u8>> {
    let issue = paper::issue(office, figure.number.clone(), "业务专用章")?;
    let mut document = Calculation {
        issue,
        title: figure.title.clone(),
        basis: figure.basis.clone(),
        inputs: figure.inputs.clone(),
        results: figure.results.clone(),
        derivation: derived::steps(&figure.steps),
        parameters: derived::parameters(&figure.steps),
        rule_set: figure.rule_set.clone(),
        remedy: figure.remedy.clone(),
    };
    document.issue.code = paper::code(&document)?;
    paper::printer()?.calculation(&document)
}

/// The explanation of a calculator's answer, as it stands in its line; no agency answers for it.
pub fn of_line(line: &Json, rule_set: &str) -> Result<Vec<u8>> {
    let tree = &line["explanation"];
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let results = line["result"].as_object().into_iter().flatten();
    let named = calc::find(line["topic"].as_str().unwrap_or_default());
    let name = |key: &str| {
        let known = named.and_then(|topic| topic.results.iter().find(|output| output.key == key));
        known.map_or(key, |output| output.zh).to_owned()
    };
    let id = match &line["id"] {
        Json::Null => String::new(),
        other => text(other),
    };
    let region = tree["inputs"]["region"]["value"].as_str().unwrap_or("000000").to_owned();
    let mut document = Calculation {
        issue: Issue {
            number: format!("JS-{}-{id}", text(&line["topic"])).trim_end_matches('-').to_owned(),
            code: String::new(),
            date: clock::now().date(),
            agency: format!("金保 Jinbao {}（计算器，仅供参考）", env!("CARGO_PKG_VERSION")),
            region,
            seal: String::new(),
        },
        title: text(&tree["label"]["zh"]),
        basis: text(&tree["source"]),
        inputs: derived::inputs(tree),
        results: results.map(|(key, value)| (name(key), text(value))).collect(),
        derivation: derived::steps(&tree["steps"]),
        parameters: derived::parameters(tree),
        rule_set: rule_set.to_owned(),
        remedy: String::new(),
    };
    document.issue.code = paper::code(&document)?;
    paper::printer()?.calculation(&document)
}

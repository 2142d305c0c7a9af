//! 计算说明书: the derivation of a decision, a contribution or a calculation as PDF.

use business::Office;
use kernel::Result;
use print::{Calculation, Issue};
use serde_json::Value as Json;

use super::{derived, paper};
use crate::clock;
use crate::language::Language;

/// The explanation of a figure of an office.
pub fn print(office: &Office, figure: &web::Calculation) -> Result<Vec<u8>> {
    let issue = paper::issue(office, figure.number.clone(), "业务专用章")?;
    let document = Calculation {
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
    let document = Calculation {
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
    paper::printer()?.calculation(&document)
}

/// The tree of a calculator as indented text: each step with its value, how it came about, what went in and the law.
pub fn as_text(tree: &Json, language: Language) -> String {
    let mut lines = Vec::new();
    let mut open = vec![(0, tree)];
    while let Some((depth, step)) = open.pop() {
        let indent = "  ".repeat(depth);
        let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let name = &step["label"][language.key()];
        lines.push(format!("{indent}{} = {}", text(name), text(&step["value"])));
        let formula = text(&step["formula"]);
        if !formula.is_empty() {
            lines.push(format!("{indent}  {formula}"));
        }
        for (key, input) in step["inputs"].as_object().into_iter().flatten() {
            let name = input[language.key()].as_str().map_or_else(|| key.clone(), str::to_owned);
            let from = text(&input["from"]);
            lines.push(format!("{indent}  {name} {} ({from})", text(&input["value"])));
        }
        for parameter in step["parameter"].as_array().into_iter().flatten() {
            let (from, known) = (text(&parameter["from"]), text(&parameter["known"]));
            let dates =
                language.pick(format!("自 {from}，公布 {known}"), format!("from {from}, published {known}"));
            let (name, id) = (text(&parameter[language.key()]), text(&parameter["id"]));
            let cited = format!("{indent}  § {name} [{id}] {dates}");
            // A base that is taken twice is cited once.
            if lines.last() != Some(&cited) {
                lines.push(cited);
            }
        }
        let source = text(&step["source"]);
        if !source.is_empty() {
            lines.push(format!("{indent}  {} {source}", language.pick("依据", "source")));
        }
        open.extend(step["steps"].as_array().into_iter().flatten().rev().map(|step| (depth + 1, step)));
    }
    lines.join("\n")
}

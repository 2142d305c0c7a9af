//! How answers and problems reach the person or machine that asked: text or JSON, and an exit code.

use std::process::ExitCode;

use kernel::{Kind, Problem};
use serde_json::{Map, Value as Json, json};

use crate::language::Language;

/// What a command found or did, in both forms.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// For people, in their language. Ends without a line break.
    pub text: String,
    /// For machines (`--json`).
    pub json: Json,
    /// Was it done, but with a finding that a script must notice (`verify`, `doctor`, rejected rows)? Exit code 1.
    pub finding: bool,
}

impl Answer {
    /// An answer in both forms.
    pub fn new(text: impl Into<String>, json: Json) -> Answer {
        Answer { text: text.into(), json, finding: false }
    }

    /// The same answer with a finding.
    pub fn with_finding(mut self, finding: bool) -> Answer {
        self.finding = finding;
        self
    }
}

/// The exit code of a kind of problem. 1 also stands for a finding.
pub fn exit_code(kind: Kind) -> u8 {
    match kind {
        Kind::System => 1,
        Kind::Input => 2,
        Kind::Missing => 3,
        Kind::Conflict => 4,
        Kind::Forbidden | Kind::TooOften => 5,
    }
}

/// The exit code of a replay that cannot be faithful.
const UNFAITHFUL: u8 = 6;

/// The exit code of an outcome.
pub fn exit_of(result: &Result<Answer, Problem>) -> u8 {
    match result {
        Ok(answer) => u8::from(answer.finding),
        Err(problem) if business::replay::is_unfaithful(problem) => UNFAITHFUL,
        Err(problem) => exit_code(problem.kind()),
    }
}

/// The exit code of an outcome, for the shell.
pub fn outcome(result: &Result<Answer, Problem>) -> ExitCode {
    ExitCode::from(exit_of(result))
}

/// A problem for people: what, where, what to do.
pub fn problem_text(problem: &Problem, language: Language) -> String {
    let (what, fix) = language.explain(problem);
    let mut text = format!("{} {what}", problem.code().id);
    let place = problem.place();
    let mut at = Vec::new();
    if let Some(row) = place.row {
        at.push(language.pick(format!("第 {row} 行"), format!("row {row}")));
    }
    if let Some(field) = &place.field {
        at.push(field.clone());
    }
    if let Some(value) = &place.value {
        at.push(language.pick(format!("“{value}”"), format!("\"{value}\"")));
    }
    if !at.is_empty() {
        text.push_str(&format!(
            "\n  {}{}",
            language.pick("位置：", "where: "),
            at.join(language.pick("，", ", "))
        ));
    }
    if !fix.is_empty() {
        text.push_str(&format!("\n  {}{fix}", language.pick("处理：", "remedy: ")));
    }
    if let (Kind::System, Some(cause)) = (problem.kind(), problem.cause()) {
        text.push_str(&format!("\n  {}{cause}", language.pick("原因：", "cause: ")));
    }
    text
}

/// How many problems of a file are told on the terminal; all of them are in its JSON or its file of failed rows.
pub const TOLD: usize = 20;

/// The first problems of many as lines of text, and how many more there are.
pub fn problem_lines(problems: &[Problem], language: Language) -> Vec<String> {
    let mut lines: Vec<String> =
        problems.iter().take(TOLD).map(|problem| problem_text(problem, language)).collect();
    let more = problems.len().saturating_sub(TOLD);
    if more > 0 {
        lines.push(
            language.pick(format!("……另有 {more} 条，见 --json"), format!("… and {more} more: see --json")),
        );
    }
    lines
}

/// A problem for machines, in the form of RFC 9457.
pub fn problem_json(problem: &Problem, language: Language) -> Json {
    let mut object = web::problem_details(problem, language.page());
    if let Json::Object(fields) = &mut object {
        if let (Kind::System, Some(cause)) = (problem.kind(), problem.cause()) {
            fields.insert("cause".to_owned(), json!(cause));
        }
        let exit = exit_of(&Err(problem.clone()));
        fields.insert("exit".to_owned(), json!(exit));
    }
    object
}

/// A table for people: columns padded to the widest cell, CJK characters counted as two.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let columns = head.len();
    let mut widths: Vec<usize> = head.iter().map(|cell| width(cell)).collect();
    for row in rows {
        for (at, cell) in row.iter().take(columns).enumerate() {
            widths[at] = widths[at].max(width(cell));
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (cell, wide) in cells.zip(&widths) {
            text.push_str(cell);
            text.push_str(&" ".repeat(wide.saturating_sub(width(cell)) + 2));
        }
        text.trim_end().to_owned()
    };
    let mut lines = vec![line(&mut head.iter().copied())];
    lines.extend(rows.iter().map(|row| line(&mut row.iter().map(String::as_str))));
    lines.join("\n")
}

/// Counts as bars of text, the longest as wide as a line allows.
pub fn bars(classes: &[(String, u32)]) -> String {
    const WIDE: u64 = 50;
    let most = classes.iter().map(|(_, count)| u64::from(*count)).max().unwrap_or(0).max(1);
    let wide = classes.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let line = |(name, count): &(String, u32)| {
        // Whatever is there at all is seen.
        let long = (u64::from(*count) * WIDE).div_ceil(most);
        let bar = "█".repeat(usize::try_from(long).unwrap_or(0));
        let pad = " ".repeat(wide - width(name));
        format!("{pad}{name} {bar} {count}").trim_end().to_owned()
    };
    classes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn width(text: &str) -> usize {
    text.chars()
        .map(|c| {
            if ('\u{1100}'..='\u{115f}').contains(&c) || ('\u{2e80}'..='\u{ffef}').contains(&c) {
                2
            } else {
                1
            }
        })
        .sum()
}

/// An object of named figures.
pub fn object(fields: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    Json::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::{problem_text, table};
    use crate::language::Language;

    #[test]
    fn a_problem_says_what_where_and_what_to_do() {
        let problem = kernel::RegionCode::parse("11").unwrap_err().at("--region", "11").in_row(7);
        let text = problem_text(&problem, Language::Zh);
        for part in ["KER-0151", "行政区划代码应为6位数字", "第 7 行", "--region", "“11”", "处理："]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert!(problem_text(&problem, Language::En).contains("row 7"));
    }

    #[test]
    fn columns_line_up_whatever_the_script() {
        let text =
            table(&["登录名", "姓名"], &[vec!["a".into(), "王".into()], vec!["longer".into(), "李".into()]]);
        assert_eq!(text, "登录名  姓名\na       王\nlonger  李");
    }
}

//! `jinbao calc` and `jinbao cases`: the calculators, line by line, and worked cases held against them. Neither needs a database.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write, stdin, stdout};
use std::path::{Path, PathBuf};

use calc::{Engine, Score};
use clap::Args;
use kernel::{Problem, Result};
use rules::LawBook;
use serde_json::{Value as Json, json};

use super::explain;
use crate::config::Settings;
use crate::console::Console;
use crate::report::{Answer, object};
use crate::{clock, codes, wiring};

/// 计算：标准输入每行一个 JSON，逐行回答 / calculate: JSON Lines in, JSON Lines out
#[derive(Args, Clone, Debug)]
pub struct Calc {
    /// 同时给出计算过程 / with the derivation
    #[arg(long)]
    pub explain: bool,
    /// 另把计算说明书写成 PDF，只算一例 / also write the explanation of a single case as PDF
    #[arg(long, value_name = "FILE", requires = "explain")]
    pub pdf: Option<PathBuf>,
    /// 以文字给出计算过程，只算一例 / the explanation of a single case as text
    #[arg(long, requires = "explain", conflicts_with = "pdf")]
    pub text: bool,
    /// 列出全部主题及其输入 / list the topics and their inputs
    #[arg(long, conflicts_with = "explain")]
    pub topics: bool,
}

/// 核对算例文件 / hold files of worked cases against the calculators
#[derive(Args, Clone, Debug)]
pub struct Cases {
    /// 算例文件（JSON Lines） / case files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

fn failed(file: &str) -> impl Fn(std::io::Error) -> Problem {
    let file = file.to_owned();
    move |cause| codes::FILE.with("file", &file).because(cause)
}

impl Calc {
    /// Answers until the input ends.
    pub fn run(&self, settings: &Settings, console: &Console) -> Result<Answer> {
        if self.topics {
            return Ok(self.list(console));
        }
        let book = wiring::law(settings)?;
        let language = console.language;
        let words = |problem: &Problem| language.explain(problem);
        if let Some(file) = &self.pdf {
            return to_paper(&book, &words, file);
        }
        if self.text {
            let (said, line) = one(&book, &words)?;
            let refused = line["error"].is_object();
            let text = if refused { said } else { explain::as_text(&line["explanation"], language) };
            return Ok(Answer::new(text, line).with_finding(refused));
        }
        let mut output = BufWriter::new(stdout().lock());
        let answered = engine(&book).run(stdin().lock(), &mut output, self.explain, &words);
        match answered {
            // The reader has seen enough.
            Err(cause) if cause.kind() == std::io::ErrorKind::BrokenPipe => {}
            other => other.map_err(failed("stdin / stdout"))?,
        }
        Ok(Answer::default())
    }

    fn list(&self, console: &Console) -> Answer {
        let mut text = Vec::new();
        let mut list = Vec::new();
        for topic in calc::all() {
            text.push(format!("{}  {}", topic.name, console.language.pick(topic.zh, topic.en)));
            for input in topic.inputs {
                let (name, kind) =
                    console.language.pick((input.zh, input.kind.zh()), (input.en, input.kind.en()));
                let mark = if input.required { "*" } else { "" };
                text.push(format!("    {}{mark}  {name}: {kind}", input.key));
            }
            list.push(topic.schema());
        }
        Answer::new(text.join("\n"), Json::Array(list))
    }
}

/// Answers the first line of the input with its explanation: as it is said, and read.
fn one(book: &LawBook, words: calc::Words<'_>) -> Result<(String, Json)> {
    let mut given = String::new();
    stdin().lock().read_line(&mut given).map_err(failed("stdin"))?;
    let mut said = Vec::new();
    engine(book).run(given.as_bytes(), &mut said, true, words).map_err(failed("stdout"))?;
    let line: Json = serde_json::from_slice(&said).unwrap_or_default();
    Ok((String::from_utf8_lossy(&said).trim_end().to_owned(), line))
}

/// Answers one case and prints how it came about; a case that is refused is answered alone.
fn to_paper(book: &LawBook, words: calc::Words<'_>, file: &Path) -> Result<Answer> {
    let (text, line) = one(book, words)?;
    let refused = line["error"].is_object();
    if !refused {
        let pdf = explain::of_line(&line, book.hash())?;
        std::fs::write(file, pdf).map_err(failed(&file.display().to_string()))?;
    }
    Ok(Answer::new(text, line).with_finding(refused))
}

fn engine(book: &LawBook) -> Engine<'_> {
    Engine::new(book, clock::now().date())
}

impl Cases {
    /// Says every difference and the score; a difference is a finding.
    pub fn run(&self, settings: &Settings, console: &Console) -> Result<Answer> {
        let book = wiring::law(settings)?;
        let engine = engine(&book);
        let mut score = Score::default();
        let mut differences = Vec::new();
        let mut output = BufWriter::new(stdout().lock());
        for path in &self.files {
            let name = path.display().to_string();
            let file = File::open(path).map_err(failed(&name))?;
            let one = engine.check(&mut BufReader::new(file), &mut |difference| {
                if console.json {
                    differences.push(json!({
                        "file": name, "line": difference.line, "id": difference.id, "key": difference.key,
                        "expected": difference.expected, "got": difference.got,
                    }));
                } else {
                    drop(writeln!(output, "{name}:{difference}"));
                }
            });
            let one = one.map_err(failed(&name))?;
            score = Score { passed: score.passed + one.passed, failed: score.failed + one.failed };
        }
        drop(output.flush());
        let json = object([
            ("passed", json!(score.passed)),
            ("failed", json!(score.failed)),
            ("differences", Json::Array(differences)),
        ]);
        let text = format!("{} passed, {} failed", score.passed, score.failed);
        Ok(Answer::new(text, json).with_finding(score.failed > 0))
    }
}

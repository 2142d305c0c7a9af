//! `jinbao law check`: every mistake of the law files, and the worked cases that lie beside them.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calc::{Difference, Engine, Score};
use kernel::Result;
use rules::{At, LawBook, Mistake, codes};
use serde_json::{Value as Json, json};

use crate::config::Settings;
use crate::console::Console;
use crate::language::Language;
use crate::report::Answer;
use crate::{clock, codes as own_codes};

/// What the cases beside the law came to.
#[derive(Default)]
struct Worked {
    files: usize,
    score: Score,
    differences: Vec<(String, Difference)>,
    /// File and line of every value that a case read.
    read: BTreeSet<(String, usize)>,
    /// Regions of which a case read a value.
    regions: BTreeSet<String>,
}

/// Checks a folder, or the law that the settings name.
pub(super) fn check(
    settings: &Settings,
    console: &Console,
    folder: Option<&Path>,
    list_unread: bool,
) -> Result<Answer> {
    let set = settings.law.dir.as_path();
    let folder = folder.or((!set.as_os_str().is_empty()).then_some(set));
    let loaded = match folder {
        Some(folder) => LawBook::load(folder),
        None => LawBook::builtin(),
    };
    let language = console.language;
    match loaded {
        Err(mistakes) => Ok(report(language, &mistakes.0, &Worked::default(), Vec::new(), None)),
        Ok(book) => {
            let book = book.recording();
            let worked = match folder {
                Some(folder) => work(&book, folder)?,
                None => Worked::default(),
            };
            let mistakes = if worked.files > 0 { without_cases(&book, &worked) } else { Vec::new() };
            let unread = if list_unread { unread(&book, &worked) } else { Vec::new() };
            Ok(report(language, &mistakes, &worked, unread, Some(&book)))
        }
    }
}

/// Case files in the law folder, and in a folder `cases` beside it.
fn case_files(folder: &Path) -> Vec<PathBuf> {
    fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() && depth > 0 {
                collect(&path, depth - 1, files);
            } else if path.extension().is_some_and(|extension| extension == "jsonl") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(folder, 6, &mut files);
    let whole = folder.canonicalize();
    if let Some(above) = whole.as_deref().ok().and_then(Path::parent) {
        collect(&above.join("cases"), 0, &mut files);
    }
    files.sort();
    files
}

fn work(book: &LawBook, folder: &Path) -> Result<Worked> {
    let engine = Engine::new(book, clock::now().date());
    let mut worked = Worked::default();
    for path in case_files(folder) {
        let name = path.display().to_string();
        let failed = |cause| own_codes::FILE.with("file", &name).because(cause);
        let mut file = BufReader::new(File::open(&path).map_err(failed)?);
        let score = engine
            .check(&mut file, &mut |difference| worked.differences.push((name.clone(), difference)))
            .map_err(failed)?;
        worked.files += 1;
        worked.score.passed += score.passed;
        worked.score.failed += score.failed;
    }
    for parameter in book.take_reads().into_iter().filter_map(|read| read.parameter) {
        worked.regions.insert(parameter.region.clone());
        worked.read.insert((parameter.file.clone(), parameter.line));
    }
    Ok(worked)
}

/// A region that sets figures needs a case that reads one of them.
fn without_cases(book: &LawBook, worked: &Worked) -> Vec<Mistake> {
    let values = all_values(book);
    let lacking = book.places().filter(|place| !worked.regions.contains(place.code));
    let mistakes = lacking.filter_map(|place| {
        let first = values.iter().find(|value| value.region == place.code)?;
        let at = At { line: first.line, column: 1 };
        Some(Mistake::new(&first.file, at, codes::NO_CASE.with("region", place.code)))
    });
    mistakes.collect()
}

struct Stated {
    region: String,
    id: String,
    file: String,
    line: usize,
}

fn all_values(book: &LawBook) -> Vec<Stated> {
    let mut all = Vec::new();
    for place in book.places() {
        for parameter in book.parameters() {
            all.extend(book.stated(place.code, &parameter.id, None).iter().map(|dated| Stated {
                region: place.code.to_owned(),
                id: parameter.id.clone(),
                file: dated.parameter.file.clone(),
                line: dated.parameter.line,
            }));
        }
    }
    all
}

fn unread(book: &LawBook, worked: &Worked) -> Vec<Stated> {
    let mut unread = all_values(book);
    unread.retain(|value| !worked.read.contains(&(value.file.clone(), value.line)));
    unread
}

fn report(
    language: Language,
    mistakes: &[Mistake],
    worked: &Worked,
    unread: Vec<Stated>,
    book: Option<&LawBook>,
) -> Answer {
    let mut text: Vec<String> = Vec::new();
    for mistake in mistakes {
        let (what, fix) = language.explain(&mistake.problem);
        let Mistake { file, at, problem } = mistake;
        text.push(format!("{file}:{}:{}: {} {what}", at.line, at.column, problem.code().id));
        text.push(format!("  {}{fix}", language.pick("处理：", "remedy: ")));
    }
    text.extend(worked.differences.iter().map(|(file, difference)| format!("{file}:{difference}")));
    text.extend(unread.iter().map(|value| {
        let what = language.pick("没有算例用到", "no case reads");
        format!("{}:{}: {what} {} {}", value.file, value.line, value.region, value.id)
    }));
    text.extend(summary(language, mistakes, worked, book));
    let json = json!({
        "hash": book.map(LawBook::hash),
        "mistakes": mistakes.iter().map(|mistake| mistake_json(mistake, language)).collect::<Vec<_>>(),
        "cases": { "files": worked.files, "passed": worked.score.passed, "failed": worked.score.failed },
        "differences": worked.differences.iter().map(|(file, d)| json!({
            "file": file, "line": d.line, "id": d.id, "key": d.key, "expected": d.expected, "got": d.got,
        })).collect::<Vec<_>>(),
        "values_read": worked.read.len(),
        "unread": unread.iter().map(|value| json!({
            "region": value.region, "id": value.id, "file": value.file, "line": value.line,
        })).collect::<Vec<_>>(),
    });
    let finding = !mistakes.is_empty() || worked.score.failed > 0;
    Answer::new(text.join("\n"), json).with_finding(finding)
}

fn mistake_json(mistake: &Mistake, language: Language) -> Json {
    let (message, remedy) = language.explain(&mistake.problem);
    json!({
        "file": mistake.file, "line": mistake.at.line, "column": mistake.at.column,
        "code": mistake.problem.code().id, "message": message, "remedy": remedy,
    })
}

/// The last lines: how much was checked, and what came of it.
fn summary(language: Language, mistakes: &[Mistake], worked: &Worked, book: Option<&LawBook>) -> Vec<String> {
    let mut lines = Vec::new();
    let count = mistakes.len();
    if let Some(book) = book {
        let (regions, values) = (book.places().count(), all_values(book).len());
        let Worked { files, score, read, .. } = worked;
        let (passed, failed, read) = (score.passed, score.failed, read.len());
        lines.push(language.pick(
            format!("{regions} 个地区，{values} 个值，规则集 {}", book.hash()),
            format!("{regions} regions, {values} values, rule set {}", book.hash()),
        ));
        lines.push(if *files == 0 {
            language.pick("旁边没有算例。", "There are no case files beside it.").to_owned()
        } else {
            language.pick(
                format!("{files} 个算例文件：{passed} 例相符，{failed} 例不符；用到 {read} 个值"),
                format!("{files} case files: {passed} agree, {failed} do not; {read} values are read"),
            )
        });
    }
    lines.push(match count {
        0 => language.pick("没有发现错误。", "No mistakes were found.").to_owned(),
        _ => language.pick(format!("{count} 处错误。"), format!("{count} mistakes.")),
    });
    lines
}

//! `jinbao import`: files of joiners, leavers and wages of a unit, checked or taken.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use business::intake::{self, Given, Kind, Mode, Outcome, Task};
use clap::Args;
use kernel::{FeeMonth, Problem, Result};
use serde_json::{Value as Json, json};
use sheets::{FailedRows, Format, Header, Limits};

use super::values;
use crate::codes;
use crate::console::Progress;
use crate::report::{Answer, TOLD, problem_json, problem_text};
use crate::session::Session;

/// 导入增员、减员、缴费基数表格（.xlsx .xls .csv）/ take in a file of joiners, leavers or wages
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// 文件 / file
    #[arg(required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// 表格种类：joiners（增员）leavers（减员）wages（缴费基数）/ kind of file
    #[arg(long, value_name = "LAYOUT", value_parser = kind)]
    pub layout: Kind,
    /// 单位的信用代码或编号 / credit code or number of the unit
    #[arg(long, required_unless_present = "template")]
    pub unit: Option<String>,
    /// 缴费基数从哪个月起，默认为下一个未核定的月份 / month from which wages hold
    #[arg(long, value_parser = values::month)]
    pub month: Option<FeeMonth>,
    /// 只检查，不办理 / only check, change nothing
    #[arg(long)]
    pub check: bool,
    /// 失败行写入此文件；办理时默认为原文件名加“-失败” / file for the rows that failed
    #[arg(long, value_name = "FILE")]
    pub failed: Option<PathBuf>,
    /// 写出空白模板而不是导入 / write an empty template instead
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "check", "failed", "month"])]
    pub template: Option<PathBuf>,
}

const KINDS: [(&str, &str, Kind); 3] = [
    ("joiners", "增员", Kind::Joiners),
    ("leavers", "减员", Kind::Leavers),
    ("wages", "缴费基数", Kind::Wages),
];

fn kind(word: &str) -> Result<Kind, Problem> {
    let found = KINDS.iter().find(|(key, zh, _)| *key == word || *zh == word).map(|(.., kind)| *kind);
    let known = || KINDS.iter().map(|(key, zh, _)| format!("{key}（{zh}）")).collect::<Vec<_>>().join(" ");
    found.ok_or_else(|| codes::WORD.with("known", known()))
}

/// How many bad rows are told in JSON.
const TOLD_JSON: usize = 1000;

/// What was wrong, and the file it goes into, made when the first row fails.
struct Failed {
    to: Option<PathBuf>,
    format: Format,
    header: Arc<Header>,
    rows: Option<FailedRows<BufWriter<File>>>,
    told: Vec<Problem>,
    count: usize,
}

impl Import {
    /// Checks or takes the file, or writes a template.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match (&self.template, &self.file, &self.unit) {
            (Some(file), ..) => self.template(session, file),
            (None, Some(file), Some(unit)) => self.take(session, file, unit),
            _ => Err(codes::USAGE.with("detail", "FILE, --unit").with("command", "import ")),
        }
    }

    fn template(&self, session: &Session<'_>, file: &Path) -> Result<Answer> {
        let mut content = Vec::new();
        let layout = self.layout.layout();
        match file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv")) {
            true => layout.write_csv_template(&mut content)?,
            false => layout.write_template(&mut content, self.unit.as_deref())?,
        }
        session.write(file, &content)?;
        let shown = session.path(file).display().to_string();
        Ok(Answer::new(shown.clone(), json!({ "file": shown })))
    }

    fn take(&self, session: &mut Session<'_>, file: &Path, unit: &str) -> Result<Answer> {
        let actor = session.actor()?;
        let office = session.office;
        let payer = office.store.read(|tx| session.unit(tx, unit))?;
        let path = session.path(file);
        let unreadable = |cause| codes::file(&path, cause);
        let digest = intake::digest_of(File::open(&path).map_err(unreadable)?).map_err(unreadable)?;
        let table = sheets::open(&path, &Limits::default())?;
        let format = if table.format() == Format::Csv { Format::Csv } else { Format::Xlsx };
        let records = self.layout.layout().records(table)?;
        let from = self.month.map_or_else(|| intake::open_month(office, &actor), Ok)?;
        let header = Arc::clone(records.header());
        let kind = self.layout;
        let mut rows = records.map(|record| record.map(|record| intake::read(kind, record, from)));
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mode = if self.check { Mode::Check } else { Mode::Real };
        let task = Task { kind, payer, name: &name, digest: &digest, mode };
        let to = self.failed.as_ref().map(|file| session.path(file));
        let to = to.or_else(|| (!self.check).then(|| beside(&path, format)));
        let mut failed = Failed { to, format, header, rows: None, told: Vec::new(), count: 0 };
        let console = &mut *session.console;
        let what = console.language.pick(format!("导入 {name}"), format!("taking in {name}"));
        let outcome = intake::run(
            office,
            &actor,
            &task,
            &mut rows,
            &mut |given, problems| failed.add(given, problems),
            &mut |done| console.progress(&Progress { what: what.clone(), done, of: 0 }),
        )?;
        let (written, told) = failed.finish()?;
        Ok(self.answer(session, &outcome, written.as_deref(), &told))
    }

    fn answer(
        &self,
        session: &Session<'_>,
        outcome: &Outcome,
        failed: Option<&Path>,
        told: &[Problem],
    ) -> Answer {
        let Outcome { rows, recorded, known, bad, sum, .. } = outcome;
        let mut lines: Vec<String> =
            told.iter().take(TOLD).map(|problem| problem_text(problem, session.console.language)).collect();
        if *bad > 0 && told.len() > TOLD {
            lines.push(session.say("……", "…"));
        }
        let would = if self.check { session.say("检查：", "check: ") } else { String::new() };
        lines.push(session.say(
            format!("{would}共 {rows} 行，办理 {recorded} 行，此前已登记 {known} 行，有误 {bad} 行；金额合计 {sum} 元"),
            format!("{would}{rows} rows: {recorded} taken, {known} on record before, {bad} bad; {sum} yuan in all"),
        ));
        if outcome.repeated {
            lines.push(session.say(
                "此文件以前导入过，没有重复登记。",
                "this file was taken in before; nothing was doubled",
            ));
        }
        if let Some(file) = failed {
            let file = file.display();
            lines.push(session.say(
                format!("失败行在 {file}，改正后可直接再次导入"),
                format!("the rows that failed are in {file}; correct it and import it again"),
            ));
        }
        let problems: Vec<Json> =
            told.iter().map(|problem| problem_json(problem, session.console.language)).collect();
        let json = json!({
            "check": self.check, "rows": rows, "recorded": recorded, "known": known, "bad": bad, "sum": sum,
            "repeated": outcome.repeated, "matter": outcome.matter,
            "failed": failed.map(|file| file.display().to_string()), "problems": problems,
        });
        Answer::new(lines.join("\n"), json).with_finding(*bad > 0)
    }
}

impl Failed {
    fn add(&mut self, given: &Given, problems: &[Problem]) -> Result<()> {
        self.count += 1;
        let room = TOLD_JSON.saturating_sub(self.told.len());
        self.told.extend(problems.iter().take(room).cloned());
        let (Some(to), Some(record)) = (&self.to, &given.record) else { return Ok(()) };
        if self.rows.is_none() {
            let file =
                File::create(to).map_err(|cause| codes::FILE.with("file", to.display()).because(cause))?;
            self.rows = Some(FailedRows::new(self.format, BufWriter::new(file), &self.header)?);
        }
        match &mut self.rows {
            Some(rows) => rows.row(record, problems),
            None => Ok(()),
        }
    }

    fn finish(self) -> Result<(Option<PathBuf>, Vec<Problem>)> {
        let Some(rows) = self.rows else { return Ok((None, self.told)) };
        let out = rows.finish()?;
        out.into_inner().map_err(|cause| codes::FILE.with("file", "").because(cause))?;
        Ok((self.to, self.told))
    }
}

/// `增员.xlsx` → `增员-失败.xlsx`, in the same folder.
fn beside(path: &Path, format: Format) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let stem = stem.strip_suffix("-失败").unwrap_or(&stem);
    let end = if format == Format::Csv { "csv" } else { "xlsx" };
    let first = path.with_file_name(format!("{stem}-失败.{end}"));
    // A corrected file of failed rows is not overwritten by its own failures.
    if first == path { path.with_file_name(format!("{stem}-失败-2.{end}")) } else { first }
}

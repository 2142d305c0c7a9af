//! `jinbao take-over`: everything an agency brings from the system it leaves, as one set of files in a folder.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use business::intake::{
    self,
    takeover::{self, Control, Files, Source, Totals},
};
use clap::{Args, Subcommand};
use kernel::{Problem, Result};
use serde_json::{Value as Json, json};
use sheets::layouts::takeover as layouts;
use sheets::{Content, Layout, Limits, Record, Records};

use crate::codes;
use crate::console::Progress;
use crate::report::{Answer, TOLD, problem_json, problem_text, table};
use crate::session::Session;

/// 数据接收：从原系统接收单位、人员、缴费记录、账户、待遇和基金期初 / take over from another system
#[derive(Args, Clone, Debug)]
pub struct TakeOver {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 列出各文件及其列 / list the files and their columns
    Layouts,
    /// 写出各文件的空白模板 / write an empty template of every file
    Templates {
        /// 文件夹 / folder
        folder: PathBuf,
    },
    /// 检查一套文件并与控制总数核对，不作更改 / check the files and compare them with the control totals
    Check {
        /// 文件夹，文件以模板名命名 / folder with the files, named as the templates
        folder: PathBuf,
    },
    /// 检查、载入、核对；第二人复核后切换并登记基金期初 / check, load, reconcile; a second person's word switches
    Run {
        /// 文件夹 / folder
        folder: PathBuf,
    },
}

/// How many bad rows are told in JSON.
const TOLD_JSON: usize = 1000;

impl TakeOver {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::Layouts => Ok(list(session)),
            What::Templates { folder } => templates(session, folder),
            What::Check { folder } => take(session, folder, false),
            What::Run { folder } => take(session, folder, true),
        }
    }
}

fn list(session: &Session<'_>) -> Answer {
    let mut rows = Vec::new();
    let mut json: Vec<Json> = Vec::new();
    for layout in layouts::ALL {
        let mut name = session.say(layout.zh, layout.en);
        for column in layout.columns {
            let form = match column.content {
                Content::Choice(words) => words.iter().map(|(_, zh)| *zh).collect::<Vec<_>>().join(" "),
                _ => column.note.to_owned(),
            };
            let star = if column.required { "*" } else { "" };
            rows.push(vec![std::mem::take(&mut name), format!("{}{star}", column.zh), form]);
        }
        let columns: Vec<Json> = layout
            .columns
            .iter()
            .map(|c| json!({ "key": c.key, "zh": c.zh, "code": c.code, "required": c.required, "note": c.note }))
            .collect();
        json.push(json!({ "key": layout.key, "zh": layout.zh, "columns": columns }));
    }
    let head = session
        .console
        .language
        .pick(["文件", "列（* 必填）", "内容"], ["file", "column (* required)", "content"]);
    Answer::new(table(&head, &rows), json!({ "layouts": json }))
}

fn templates(session: &Session<'_>, folder: &Path) -> Result<Answer> {
    let folder = session.path(folder);
    let failed = |cause: std::io::Error| codes::FILE.with("file", folder.display()).because(cause);
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut written = Vec::new();
    for layout in layouts::ALL {
        let mut content = Vec::new();
        layout.write_template(&mut content, None)?;
        let file = folder.join(format!("{}.xlsx", layout.zh));
        fs::write(&file, content).map_err(failed)?;
        written.push(file.display().to_string());
    }
    Ok(Answer::new(written.join("\n"), json!({ "files": written })))
}

/// The files of a folder by layout. A name is that of the template or the layout's key.
struct Set(BTreeMap<&'static str, PathBuf>);

impl Set {
    fn find(folder: &Path) -> Result<Set> {
        let failed = |cause: std::io::Error| codes::FILE.with("file", folder.display()).because(cause);
        let mut found = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if !path.is_file() || stem.starts_with(['.', '~']) {
                continue;
            }
            let layout =
                layouts::ALL.into_iter().find(|layout| [layout.zh, layout.key].contains(&stem.as_str()));
            let layout = layout
                .ok_or_else(|| codes::STRANGE_FILE.with("file", path.display()).with("known", known()))?;
            if let Some(other) = found.insert(layout.key, path.clone()) {
                return Err(codes::FILE_TWICE.with("file", path.display()).with("other", other.display()));
            }
        }
        Ok(Set(found))
    }

    fn open(&self, layout: &'static Layout) -> Result<Records> {
        let path = self.0.get(layout.key).map(PathBuf::as_path).unwrap_or(Path::new(""));
        layout.records(sheets::open(path, &Limits::default())?)
    }

    fn has(&self, layout: &'static Layout) -> bool {
        self.0.contains_key(layout.key)
    }

    /// Tells the set again.
    fn digest(&self) -> Result<String> {
        let mut digests = String::new();
        for (key, path) in &self.0 {
            let failed = |cause: std::io::Error| codes::FILE.with("file", path.display()).because(cause);
            let digest = intake::digest_of(File::open(path).map_err(failed)?).map_err(failed)?;
            digests.push_str(&format!("{key} {digest}\n"));
        }
        let failed = |cause: std::io::Error| codes::FILE.with("file", "").because(cause);
        intake::digest_of(digests.as_bytes()).map_err(failed)
    }
}

fn known() -> String {
    layouts::ALL.iter().map(|layout| layout.zh).collect::<Vec<_>>().join("、")
}

/// Bad rows with the file each stands in.
#[derive(Default)]
struct Told(Vec<(String, Problem)>);

impl Told {
    fn add(&mut self, record: &Record, problems: &[Problem]) {
        let room = TOLD_JSON.saturating_sub(self.0.len());
        let file = record.header().layout().zh;
        self.0.extend(problems.iter().take(room).map(|problem| (file.to_owned(), problem.clone())));
    }
}

fn take(session: &mut Session<'_>, folder: &Path, real: bool) -> Result<Answer> {
    let set = Set::find(&session.path(folder))?;
    let mut told = Told::default();
    let outcome = go(session, &set, real, &mut told);
    match outcome {
        Err(problem) if !told.0.is_empty() => Ok(refused(session, &problem, &told)),
        other => other,
    }
}

fn go(session: &mut Session<'_>, set: &Set, real: bool, told: &mut Told) -> Result<Answer> {
    let open = |layout: &'static Layout| move || set.open(layout);
    let sources = layouts::ALL.map(|layout| (set.has(layout), open(layout)));
    let [totals, funds, units, people, records, runs, balances, pensioners] =
        sources.each_ref().map(|(there, open)| there.then_some(open as Source<'_>));
    let mut bad = |record: &Record, problems: &[Problem]| {
        told.add(record, problems);
        Ok(())
    };
    let control = takeover::control(totals, funds, &mut bad)?;
    let files = Files { units, people, records, runs, balances, pensioners };
    if !real {
        let found = takeover::check_take_over(session.office, &files, &control, &mut bad)?;
        return Ok(agreed(session, &found, &control, None));
    }
    let actor = session.actor()?;
    let digest = set.digest()?;
    let console = &mut *session.console;
    let what = console.language.pick("载入", "loading").to_owned();
    let matter =
        takeover::take_over(session.office, &actor, &files, &control, &digest, &mut bad, &mut |done| {
            console.progress(&Progress { what: what.clone(), done, of: 0 })
        })?;
    Ok(agreed(session, &control.totals, &control, Some(&matter.number)))
}

fn agreed(session: &Session<'_>, totals: &Totals, control: &Control, matter: Option<&str>) -> Answer {
    let figures = [
        (session.say("单位", "units"), totals.units.to_string(), String::new()),
        (session.say("人员", "people"), totals.people.to_string(), String::new()),
        (session.say("缴费记录", "months"), totals.months.to_string(), totals.contributions.to_string()),
        (session.say("个人账户", "accounts"), totals.accounts.to_string(), totals.balances.to_string()),
        (session.say("在领待遇", "pensioners"), totals.pensioners.to_string(), totals.pensions.to_string()),
    ];
    let mut rows: Vec<Vec<String>> =
        figures.into_iter().map(|(name, count, sum)| vec![name, count, sum]).collect();
    for opening in &control.funds {
        let balance = opening.pooled + opening.personal;
        rows.push(vec![
            session.say(opening.fund.zh(), opening.fund.en()),
            String::new(),
            balance.to_string(),
        ]);
    }
    let head = session.console.language.pick(["项目", "数量", "金额（元）"], ["what", "count", "yuan"]);
    let mut text = table(&head, &rows);
    text.push('\n');
    text.push_str(&match matter {
        None => session.say("与控制总数一致，未作更改。", "agrees with the control totals; nothing was changed"),
        Some(number) => session.say(
            format!("已载入并与控制总数一致。待复核切换：jinbao approve {number} --as 复核人"),
            format!("loaded, and agrees with the control totals; the switch waits for a second person: jinbao approve {number} --as LOGIN"),
        ),
    });
    Answer::new(text, json!({ "agrees": true, "matter": matter, "totals": totals, "funds": control.funds }))
}

fn refused(session: &Session<'_>, problem: &Problem, told: &Told) -> Answer {
    let language = session.console.language;
    let mut lines: Vec<String> = told
        .0
        .iter()
        .take(TOLD)
        .map(|(file, problem)| format!("[{file}] {}", problem_text(problem, language)))
        .collect();
    if told.0.len() > TOLD {
        lines.push(session.say("……", "…"));
    }
    lines.push(problem_text(problem, language));
    let problems: Vec<Json> = told
        .0
        .iter()
        .map(|(file, problem)| {
            let mut json = problem_json(problem, language);
            json["file"] = json!(file);
            json
        })
        .collect();
    let json = json!({ "agrees": false, "code": problem.code().id, "problems": problems });
    Answer::new(lines.join("\n"), json).with_finding(true)
}

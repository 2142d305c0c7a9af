//! `jinbao simulate`: a reform tried on everybody, for decades: on people made from the assumptions, which needs no database,
//! or on those on record.

use std::path::{Path, PathBuf};

use clap::Args;
use kernel::{Fen, Fund, Problem, RegionCode, Result};
use rules::LawBook;
use serde_json::{Value as Json, json};
use simulation::{
    Assumptions, Known, MOST_YEARS, Plan, Population, Reform, Report, Seeded, Table, projected, run,
};

use super::{simulate_page, simulate_records as records, values};
use crate::config::Settings;
use crate::console::{Console, Progress};
use crate::language::Language;
use crate::report::{Answer, table};
use crate::session::Session;
use crate::{clock, codes, wiring};

/// 政策仿真：让全体参保人在现行法规与改革方案下各生活若干年 / try a reform on everybody, for decades
#[derive(Args, Clone, Debug)]
#[command(after_help = "改革方案与法规文件写法相同，示例在 docs/reforms；全部假设印在结果里。
A reform is written like a law file; examples lie in docs/reforms. Every assumption is printed with the result.")]
pub struct Simulate {
    /// 改革方案；不写则只推算现行法规 / the reform; without it the law of today alone
    #[arg(value_name = "REFORM")]
    pub reform: Option<PathBuf>,
    /// 推算多少年 / how many years
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub years: i32,
    /// 首年，默认为明年 / first year; next year if left out
    #[arg(long, value_name = "YEAR")]
    pub from: Option<i32>,
    /// 地区，默认为改革方案的地区 / region; that of the reform if left out
    #[arg(long, value_name = "CODE", value_parser = values::region)]
    pub region: Option<RegionCode>,
    /// 以本机数据库中的人员和基金结余为期初 / begin with the people and balances on record
    #[arg(long, conflicts_with_all = ["persons", "region"])]
    pub records: bool,
    /// 按假设生成的期初人数 / people alive at the begin, made from the assumptions
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    pub persons: usize,
    /// 随机数种子；相同则结果逐字节相同 / where chance begins; the same gives the same bytes
    #[arg(long, default_value_t = 1, value_name = "S")]
    pub seed: u64,
    /// 以此文件的假设代替自带的 / assumptions that replace those carried
    #[arg(long, value_name = "FILE")]
    pub assumptions: Option<PathBuf>,
    /// 线程数，默认为处理器核数 / threads; one a core if left out
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// 把各表另存为 CSV / also write the tables as CSV
    #[arg(long, value_name = "DIR")]
    pub csv: Option<PathBuf>,
    /// 把结果连同图另存为网页 / also write a page with charts
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
}

/// Most people of one simulation.
const MOST_PERSONS: usize = 100_000_000;

/// Where the people come from.
struct Begin {
    region: String,
    first: i32,
    /// From records; else made from the assumptions.
    known: Option<Vec<Known>>,
    balances: Vec<(Fund, Fen)>,
}

impl Simulate {
    /// On people made from the assumptions; needs no database.
    ///
    /// # Errors
    /// What is wrong with the reform, the assumptions or the flags; a figure that the law lacks.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        let book = wiring::law(settings)?;
        let folder = Path::new("");
        let region = match (&self.region, &self.reform) {
            (Some(region), _) => region.as_str().to_owned(),
            (None, Some(file)) => {
                let (name, text) = read(folder, file)?;
                Reform::region(&book, &name, &text)?
            }
            (None, None) => {
                return Err(codes::USAGE.with("detail", "REFORM / --region").with("command", "simulate "));
            }
        };
        let next = i32::from(clock::now().date().year()) + 1;
        let begin = Begin { region, first: self.from.unwrap_or(next), known: None, balances: Vec::new() };
        self.simulate(&book, &begin, folder, console)
    }

    /// On the people of an open office.
    ///
    /// # Errors
    /// As [`Simulate::run`].
    pub fn run_on_records(&self, session: &mut Session<'_>) -> Result<Answer> {
        let office = session.office;
        let (first, known, balances) = office.store.read(|tx| records::load(tx, self.from))?;
        let region = office.region.as_str().to_owned();
        let begin = Begin { region, first, known: Some(known), balances };
        let folder = session.caller.folder.clone();
        self.simulate(&office.law, &begin, &folder, session.console)
    }

    fn simulate(
        &self,
        book: &LawBook,
        begin: &Begin,
        folder: &Path,
        console: &mut Console,
    ) -> Result<Answer> {
        let (region, first) = (begin.region.as_str(), begin.first);
        self.bounds(first)?;
        let assumptions = Assumptions::builtin().map_err(Problem::from)?;
        let assumptions = match &self.assumptions {
            Some(file) => read(folder, file).and_then(|(name, text)| assumptions.with(&name, &text))?,
            None => assumptions,
        };
        let law = projected(book, region, &assumptions, first, self.years)?;
        let reform = match &self.reform {
            Some(file) => {
                let (name, text) = read(folder, file)?;
                Some(Reform::over(&law, (&name, &text), region, &assumptions, (first, self.years))?)
            }
            None => None,
        };
        let seeded = Seeded { region, first, years: self.years, persons: self.persons, seed: self.seed };
        let population = match &begin.known {
            Some(known) => Population::recorded(&law, &assumptions, &seeded, known.iter().cloned())?,
            None => Population::seeded(&law, &assumptions, &seeded)?,
        };
        let plan = Plan {
            law: &law,
            reform: reform.as_ref(),
            region,
            population: &population,
            recorded: begin.known.is_some(),
            balances: &begin.balances,
            assumptions: &assumptions,
            years: self.years,
            threads: self.threads.unwrap_or_else(cores).max(1),
        };
        let of = u64::try_from(population.len()).unwrap_or(0);
        let what = console.language.pick("人已推算", "people simulated").to_owned();
        let report = run(&plan, &mut |done| {
            let done = u64::try_from(done).unwrap_or(of);
            console.progress(&Progress { what: what.clone(), done, of });
        })?;
        console.clear();
        self.answer(&report, folder, console.language)
    }

    fn bounds(&self, first: i32) -> Result<()> {
        let outside = |what: &str, least: i64, most: i64, value: i64| {
            let problem = simulation::codes::OUT_OF_RANGE.with("what", what).with("least", least);
            Err(problem.with("most", most).with("value", value))
        };
        let persons = i64::try_from(self.persons).unwrap_or(i64::MAX);
        let most = i64::try_from(MOST_PERSONS).unwrap_or(i64::MAX);
        if !(1..=most).contains(&persons) {
            return outside("--persons", 1, most, persons);
        }
        if !(2000..=2100).contains(&first) {
            return outside("--from", 2000, 2100, i64::from(first));
        }
        if !(1..=MOST_YEARS).contains(&self.years) {
            return outside("--years", 1, i64::from(MOST_YEARS), i64::from(self.years));
        }
        Ok(())
    }

    fn answer(&self, report: &Report, folder: &Path, language: Language) -> Result<Answer> {
        let mut written = Vec::new();
        if let Some(csv) = &self.csv {
            let folder = folder.join(csv);
            std::fs::create_dir_all(&folder).map_err(failed(&folder))?;
            for one in report.tables() {
                let file = folder.join(format!("{}.csv", one.key));
                std::fs::write(&file, one.csv(language == Language::Zh)).map_err(failed(&file))?;
                written.push(file);
            }
        }
        if let Some(file) = &self.html {
            let file = folder.join(file);
            std::fs::write(&file, simulate_page::page(report, language)?).map_err(failed(&file))?;
            written.push(file);
        }
        let mut text = summary(report, language);
        let files: Vec<String> = written.iter().map(|file| file.display().to_string()).collect();
        if !files.is_empty() {
            text += &format!("\n\n{}\n{}", language.pick("已写入：", "written:"), files.join("\n"));
        }
        let mut json = serde_json::to_value(report).unwrap_or_default();
        if let Json::Object(fields) = &mut json {
            fields.insert("written".to_owned(), json!(files));
        }
        Ok(Answer::new(text, json))
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The text of a file below the caller's folder, with the name by which its mistakes are told.
fn read(folder: &Path, file: &Path) -> Result<(String, String)> {
    let file = &folder.join(file);
    let name = file
        .file_name()
        .map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned());
    let long = std::fs::metadata(file).map_err(failed(file))?.len();
    if long > u64::try_from(rules::LONGEST_FILE).unwrap_or(u64::MAX) {
        return Err(rules::codes::TOO_LARGE.with("most", rules::LONGEST_FILE).at("REFORM", file.display()));
    }
    Ok((name, std::fs::read_to_string(file).map_err(failed(file))?))
}

fn failed(file: &Path) -> impl Fn(std::io::Error) -> Problem {
    let file = file.display().to_string();
    move |cause| codes::FILE.with("file", &file).because(cause)
}

/// What it is about, in a few lines.
pub(super) fn heading(report: &Report, language: Language) -> Vec<String> {
    let (zh, en) = &report.region_names;
    let region = language.pick(zh, en);
    let last = report.first + report.years - 1;
    let reform = report.reform.as_ref().map_or_else(
        || language.pick("仅现行法规", "the law of today alone").to_owned(),
        |(zh, en)| language.pick(zh, en).clone(),
    );
    let from = match report.recorded {
        true => language.pick("人员和结余取自记录", "people and balances on record"),
        false => language.pick("人员按假设生成", "people made from the assumptions"),
    };
    let Report { first, persons, seed, .. } = report;
    vec![
        reform,
        language.pick(
            format!("{region}，{first}—{last} 年，期初 {persons} 人（{from}），种子 {seed}"),
            format!("{region}, {first} to {last}, {persons} people at the begin ({from}), seed {seed}"),
        ),
        language.pick(
            "推算，不是预测：结果取决于下列假设。".to_owned(),
            "A projection and no forecast: it rests on the assumptions below.".to_owned(),
        ),
    ]
}

/// For the terminal: every fifth year, all tenths, all assumptions. The files and the JSON have every year.
fn summary(report: &Report, language: Language) -> String {
    let last = report.first + report.years - 1;
    let shown = |year: i32| (year - report.first) % 5 == 0 || year == last;
    let shown: Vec<String> =
        (report.first..=last).filter(|year| shown(*year)).map(|year| year.to_string()).collect();
    let mut text = heading(report, language);
    for one in report.tables() {
        let year = one.head.iter().position(|(_, en)| *en == "year");
        let head: Vec<&str> = one.head.iter().map(|(zh, en)| language.pick(*zh, *en)).collect();
        let rows: Vec<Vec<String>> = rows(&one, language)
            .into_iter()
            .filter(|row| year.is_none_or(|at| shown.contains(&row[at])))
            .collect();
        text.push(format!("\n{}", language.pick(one.title.0, one.title.1)));
        text.push(table(&head, &rows));
    }
    text.join("\n")
}

/// Cells in one language.
pub(super) fn rows(table: &Table, language: Language) -> Vec<Vec<String>> {
    let chinese = language == Language::Zh;
    table.rows.iter().map(|row| row.iter().map(|cell| cell.text(chinese).to_owned()).collect()).collect()
}

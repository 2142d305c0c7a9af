//! `jinbao recompute`: what a late figure or a correction changes of the past, found, shown, and settled once agreed to.

use std::path::PathBuf;

use business::desk;
use business::recompute::{self, CSV_HEAD, Kind, Line, Outcome, Scope, Summary, csv_line};
use clap::{Args, Subcommand};
use kernel::{FeeMonth, Insurance, Problem, RegionCode, Result};
use rules::InsuranceSet;
use serde_json::{Value as Json, json};

use super::values;
use crate::console::Progress;
use crate::report::{Answer, bars, table};
use crate::session::Session;
use crate::{clock, codes};

/// 追溯重新核定：找出、列出差额，复核后结算 / decide the past again: find, show, and settle once agreed to
#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Recompute {
    #[command(subcommand)]
    pub what: Option<What>,
    #[command(flatten)]
    pub find: Find,
}

/// What to do with one that was found.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 查看差额、分布和结算进度 / show differences, histogram, and how far it is
    Show {
        /// 办件编号 / number of the matter
        matter: String,
        #[command(flatten)]
        shown: Shown,
    },
    /// 结算已复核的重新核定（中断后再运行即续办）/ settle what was agreed to; run again after an interruption
    Settle {
        /// 办件编号 / number of the matter
        matter: String,
    },
}

/// What to look at.
#[derive(Args, Clone, Debug)]
pub struct Find {
    /// 从哪个月（或日期所在月）起 / since which month, or the month of a day
    #[arg(long, required = true, value_name = "MONTH|DAY", value_parser = month_of)]
    pub since: Option<FeeMonth>,
    /// 补差计入哪个月的应收，默认本月 / month that contributions are billed in, this one by default
    #[arg(long, value_parser = values::month)]
    pub billed_in: Option<FeeMonth>,
    /// 只看某区县 / one district only
    #[arg(long, value_parser = values::region)]
    pub region: Option<RegionCode>,
    /// 只看某险种，可重复 / one insurance only; may be repeated
    #[arg(long = "insurance", value_parser = insurance_of)]
    pub insurances: Vec<Insurance>,
    /// 只试算，不留办件 / only look; nothing is kept
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub shown: Shown,
}

/// How much of the list.
#[derive(Args, Clone, Debug)]
pub struct Shown {
    /// 列出前几条 / how many lines are listed
    #[arg(long, default_value_t = 20)]
    pub first: usize,
    /// 全部明细写入 CSV 文件 / file that all lines are written to as CSV
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
}

fn month_of(text: &str) -> Result<FeeMonth, Problem> {
    match values::day(text) {
        Ok(day) => Ok(FeeMonth::of(day)),
        Err(_) => values::month(text),
    }
}

fn insurance_of(word: &str) -> Result<Insurance, Problem> {
    let known = || Insurance::ALL.iter().map(|insurance| insurance.key()).collect::<Vec<_>>().join(" ");
    Insurance::from_key(word).ok_or_else(|| codes::WORD.with("known", known()))
}

impl Recompute {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            Some(What::Show { matter, shown }) => show(session, matter, shown),
            Some(What::Settle { matter }) => settle(session, matter),
            None if self.find.dry_run => look(session, &self.find),
            None => plan(session, &self.find),
        }
    }
}

impl Find {
    fn scope(&self, session: &Session<'_>) -> Scope {
        let this_month = FeeMonth::of(clock::now().date());
        let insurances = match self.insurances.is_empty() {
            true => InsuranceSet::ALL,
            false => self.insurances.iter().copied().collect(),
        };
        Scope {
            since: self.since.unwrap_or(this_month),
            billed_in: self.billed_in.unwrap_or(this_month),
            region: self.region.unwrap_or(session.office.region),
            insurances,
        }
    }
}

/// The first lines, and all of them as CSV where a file was named.
struct List<'s> {
    shown: &'s Shown,
    lines: Vec<(i64, Line, Option<Outcome>)>,
    csv: String,
}

impl<'s> List<'s> {
    fn new(shown: &'s Shown) -> List<'s> {
        List { shown, lines: Vec::new(), csv: String::from(CSV_HEAD) }
    }

    fn take(&mut self, number: i64, line: &Line, outcome: Option<Outcome>) {
        if self.lines.len() < self.shown.first {
            self.lines.push((number, line.clone(), outcome));
        }
        if self.shown.csv.is_some() {
            self.csv.push_str(&csv_line(number, line, outcome));
        }
    }

    fn write(&self, session: &Session<'_>) -> Result<()> {
        match &self.shown.csv {
            Some(file) => session.write(file, self.csv.as_bytes()),
            None => Ok(()),
        }
    }
}

fn look(session: &Session<'_>, find: &Find) -> Result<Answer> {
    let actor = session.actor()?;
    let mut list = List::new(&find.shown);
    let mut number = 0;
    let summary = recompute::look(session.office, &actor, &find.scope(session), |line| {
        number += 1;
        list.take(number, line, None);
        Ok(())
    })?;
    list.write(session)?;
    let head = session.say("试算，未留办件。", "only looked; nothing was kept.");
    Ok(told(session, head, &summary, &list, json!({ "dry_run": true })))
}

fn plan(session: &Session<'_>, find: &Find) -> Result<Answer> {
    let actor = session.actor()?;
    let planned = recompute::plan(session.office, &actor, &find.scope(session))?;
    let number = &planned.matter.number;
    let head = session.say(
        format!("待复核（办件 {number}）。复核：jinbao approve {number}；复核后结算：jinbao recompute settle {number}"),
        format!("waits for a second person (matter {number}): jinbao approve {number}, then jinbao recompute settle {number}"),
    );
    let list = stored(session, number, &find.shown)?.1;
    list.write(session)?;
    Ok(told(session, head, &planned.summary, &list, json!({ "matter": number })))
}

fn stored<'s>(session: &Session<'_>, number: &str, shown: &'s Shown) -> Result<(recompute::Head, List<'s>)> {
    session.office.store.read(|tx| {
        let id = desk::matter_by_number(tx, number)?;
        let head = recompute::head(tx, id)?;
        let mut list = List::new(shown);
        let many =
            if shown.csv.is_some() { i64::MAX } else { i64::try_from(shown.first).unwrap_or(i64::MAX) };
        match many {
            i64::MAX => recompute::each_line(tx, head.id, |listed| {
                list.take(listed.number, &listed.line, Some(listed.outcome));
                Ok(())
            })?,
            many => recompute::lines(tx, head.id, (0, many))?
                .iter()
                .for_each(|listed| list.take(listed.number, &listed.line, Some(listed.outcome))),
        }
        Ok((head, list))
    })
}

fn show(session: &Session<'_>, number: &str, shown: &Shown) -> Result<Answer> {
    let (head, list) = stored(session, number, shown)?;
    list.write(session)?;
    let state = match head.state.as_str() {
        "planned" => session.say("待复核", "waits for a second person"),
        "approved" => session.say(
            format!("已复核，结算进度 {} / {}", head.settled, head.lines),
            format!("agreed to; {} of {} lines are through", head.settled, head.lines),
        ),
        "done" => session.say("已结算", "settled"),
        _ => session.say("已退回", "refused"),
    };
    let fields = json!({ "matter": head.matter, "state": head.state, "settled": head.settled });
    Ok(told(session, format!("{} {state}", head.matter), &head.summary, &list, fields))
}

fn settle(session: &mut Session<'_>, number: &str) -> Result<Answer> {
    let actor = session.actor()?;
    let office = session.office;
    let console = &mut *session.console;
    let what = console.language.pick("结算", "settling").to_owned();
    let done = recompute::settle(office, &actor, number, &mut |progress| {
        let count = |lines: i64| u64::try_from(lines).unwrap_or(0);
        console.progress(&Progress {
            what: what.clone(),
            done: count(progress.done),
            of: count(progress.of),
        });
    })?;
    let recompute::Done { settled, changed, bills, collect, refund, claimed } = done;
    let mut text = session.say(
        format!("结算 {settled} 条：{bills} 张补差应收单，补收 {collect} 元，应退 {refund} 元；立为应追回 {claimed} 元；补发随下次支付"),
        format!("{settled} lines settled: {bills} difference bills, {collect} yuan to collect, {refund} yuan to refund; {claimed} yuan of benefits claimed back; arrears follow with the next payment run"),
    );
    if changed > 0 {
        text.push('\n');
        text.push_str(&session.say(
            format!("{changed} 条复核后已变化，未结算，请再次重新核定"),
            format!("{changed} lines changed since they were agreed to and were left; recompute again"),
        ));
    }
    let fields = json!({
        "matter": number, "settled": settled, "changed": changed, "bills": bills, "collect": collect, "refund": refund,
        "claimed": claimed,
    });
    Ok(Answer::new(text, fields).with_finding(changed > 0))
}

/// Summary, histogram and list.
fn told(session: &Session<'_>, head: String, summary: &Summary, list: &List<'_>, fields: Json) -> Answer {
    let row =
        |zh: &str, en: &str, lines: i64, amount: String| vec![session.say(zh, en), lines.to_string(), amount];
    let rows = [
        row("补收", "collect", summary.collect.lines, summary.collect.amount.to_string()),
        row("退费", "refund", summary.refund.lines, summary.refund.amount.to_string()),
        row("补发", "pay", summary.pay.lines, summary.pay.amount.to_string()),
        row("追回", "recover", summary.recover.lines, summary.recover.amount.to_string()),
        row("仅以后变动", "from now on", summary.from_now_on, String::new()),
        row("须人工核定", "by hand", summary.by_hand, String::new()),
    ];
    let language = session.console.language;
    let names = language.pick(["处理", "条数", "金额（元）"], ["what", "lines", "yuan"]);
    let people = session.say(format!("涉及 {} 人", summary.people), format!("{} people", summary.people));
    let title = session.say("差额分布（元，条数）", "differences by size (yuan, lines)");
    let mut text = format!("{head}\n\n{people}\n{}", table(&names, &rows));
    let classes = summary.named_classes();
    if !classes.is_empty() {
        text.push_str(&format!("\n\n{title}\n{}", bars(&classes)));
    }
    let lines: Vec<Vec<String>> =
        list.lines.iter().map(|(number, line, _)| shown(session, *number, line)).collect();
    if !lines.is_empty() {
        let names = language.pick(
            ["序号", "个人", "险种或待遇", "起", "止", "原", "现", "差额", "变化"],
            ["line", "person", "of", "from", "to", "before", "after", "difference", "because"],
        );
        text.push_str(&format!("\n\n{}", table(&names, &lines)));
        let left = summary.lines() - i64::try_from(lines.len()).unwrap_or(0);
        if left > 0 {
            text.push('\n');
            text.push_str(&session.say(
                format!("……另有 {left} 条（--csv 导出全部）"),
                format!("… and {left} more (--csv for all)"),
            ));
        }
    }
    let mut json = json!({
        "summary": summary, "histogram": classes,
        "lines": list.lines.iter().map(|(number, line, outcome)| fields_of(*number, line, *outcome)).collect::<Vec<_>>(),
    });
    if let (Some(all), Json::Object(fields)) = (json.as_object_mut(), fields) {
        all.extend(fields);
    }
    Answer::new(text, json)
}

fn shown(session: &Session<'_>, number: i64, line: &Line) -> Vec<String> {
    let of = match (line.kind, line.detail.benefit) {
        (Kind::Contribution, _) | (_, None) => {
            Insurance::from_code(line.insurance).map_or_else(String::new, |i| session.say(i.zh(), i.en()))
        }
        (_, Some(benefit)) => session.say(benefit.name().zh, benefit.name().en),
    };
    let to = if line.to == FeeMonth::OPEN { session.say("今后", "on") } else { line.to.to_string() };
    let why = match &line.detail.problem {
        Some((code, zh, en)) => format!("{code} {}", session.say(zh.as_str(), en.as_str())),
        None => line.detail.why.iter().take(3).map(ToString::to_string).collect::<Vec<_>>().join(" "),
    };
    vec![
        number.to_string(),
        line.person.to_string(),
        of,
        line.from.to_string(),
        to,
        line.before.to_string(),
        line.after.to_string(),
        line.difference.to_string(),
        why,
    ]
}

fn fields_of(number: i64, line: &Line, outcome: Option<Outcome>) -> Json {
    let mut fields = json!(line.detail);
    fields["line"] = json!(number);
    fields["kind"] = json!(line.kind);
    fields["payer"] = json!(line.payer);
    fields["person"] = json!(line.person);
    fields["insurance"] = json!(line.insurance);
    fields["award"] = json!((line.award != 0).then_some(line.award));
    fields["from"] = json!(line.from);
    fields["to"] = json!((line.to != FeeMonth::OPEN).then_some(line.to));
    fields["before"] = json!(line.before);
    fields["after"] = json!(line.after);
    fields["difference"] = json!(line.difference);
    fields["outcome"] = json!(outcome.map(Outcome::key));
    fields
}

//! `jinbao pay`: the monthly payment of benefits, from the build to the bank's answer.

use std::path::PathBuf;

use business::desk;
use business::payment::{self, Answered, Built, ChangeKind, Report, Run};
use clap::{Args, Subcommand};
use kernel::{FeeMonth, Result};
use serde_json::{Value as Json, json};

use super::values;
use crate::report::{Answer, table};
use crate::session::Session;

/// 待遇支付：生成、比对、复核、发送、回盘、重发 / payment of benefits
#[derive(Args, Clone, Debug)]
pub struct Pay {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 支付批次一览 / all runs
    List,
    /// 生成一个月的批次，交第二人复核 / build a month's run and put it before a second person
    Build {
        /// 待遇月份 / benefit month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
    },
    /// 与上月比对 / what differs from the month before
    Diff {
        /// 批次号 / number of the run
        run: i64,
    },
    /// 复核批次（须为另一人）/ agree to a run as the second person
    Approve {
        /// 批次号 / number of the run
        run: i64,
    },
    /// 写出给银行的代发文件（pain.001.001.09）并记账 / write the order for the bank and book it
    Send {
        /// 批次号 / number of the run
        run: i64,
        /// 输出文件，默认以报文编号命名 / file to write
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// 读入银行回盘（pain.002）/ take the bank's report
    Answer {
        /// 文件 / file
        file: PathBuf,
    },
    /// 读入银行退回通知（camt.054）/ take the bank's notice of payments that came back
    Returned {
        /// 文件 / file
        file: PathBuf,
    },
    /// 为退票生成重发批次 / build a run of the payments that came back
    Repeat {
        /// 在哪个月重发 / in which month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
    },
}

impl Pay {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::List => list(session),
            What::Build { month } => {
                let actor = session.actor()?;
                Ok(built(session, &payment::build(session.office, &actor, *month)?))
            }
            What::Repeat { month } => {
                let actor = session.actor()?;
                Ok(built(session, &payment::repeat(session.office, &actor, *month)?))
            }
            What::Diff { run } => {
                let report = session.office.store.read(|tx| payment::report(tx, *run))?;
                Ok(Answer::new(report_text(session, &report), report_json(&report)))
            }
            What::Approve { run } => approve(session, *run),
            What::Send { run, out } => send(session, *run, out.as_ref()),
            What::Answer { file } => {
                let (actor, bytes) = (session.actor()?, session.read(file)?);
                Ok(answered(session, &payment::answer(session.office, &actor, &bytes)?))
            }
            What::Returned { file } => {
                let (actor, bytes) = (session.actor()?, session.read(file)?);
                Ok(answered(session, &payment::returned(session.office, &actor, &bytes)?))
            }
        }
    }
}

fn list(session: &Session<'_>) -> Result<Answer> {
    let runs = session.office.store.read(payment::runs)?;
    let rows: Vec<Vec<String>> = runs
        .iter()
        .map(|run| {
            let kind =
                if run.repeat { session.say("重发", "repeat") } else { session.say("月度", "month") };
            let state = state(session, run);
            vec![
                run.id.to_string(),
                run.month.to_string(),
                kind,
                run.payments.to_string(),
                run.total.to_string(),
                state,
            ]
        })
        .collect();
    let head = session.console.language.pick(
        ["批次", "月份", "种类", "项数", "金额（元）", "状态"],
        ["run", "month", "kind", "lines", "yuan", "state"],
    );
    let json: Vec<Json> = runs.iter().map(run_json).collect();
    Ok(Answer::new(table(&head, &rows), json!({ "runs": json })))
}

fn state(session: &Session<'_>, run: &Run) -> String {
    match run.state.as_str() {
        "built" => session.say("待复核", "built"),
        "approved" => session.say("已复核", "approved"),
        "sent" => session.say("已发送", "sent"),
        "answered" => session.say("已回盘", "answered"),
        other => other.to_owned(),
    }
}

fn run_json(run: &Run) -> Json {
    json!({
        "run": run.id, "month": run.month, "repeat": run.repeat, "state": run.state, "message": run.message,
        "payments": run.payments, "total": run.total,
    })
}

fn built(session: &Session<'_>, built: &Built) -> Answer {
    let Built { run, matter, report, without_account, held_back } = built;
    let mut text = session.say(
        format!("批次 {}：{} 项，{} 元，待复核（办件 {}）\n", run.id, run.payments, run.total, matter.number),
        format!(
            "run {}: {} lines, {} yuan, waits for a second person (matter {})\n",
            run.id, run.payments, run.total, matter.number
        ),
    );
    text.push_str(&report_text(session, report));
    let count = without_account.len();
    if count > 0 {
        text.push_str(&session.say(
            format!("\n{count} 项待遇没有可用的银行账户，暂未列入"),
            format!("\n{count} awards have no usable bank account and are left out for now"),
        ));
    }
    let held = held_back.len();
    if held > 0 {
        text.push_str(&session.say(
            format!("\n{held} 项待遇按记录应停发，未列入；请办理领取资格核查（jinbao award review）"),
            format!("\n{held} awards have ended by the records and are left out; see jinbao award review"),
        ));
    }
    let mut json = run_json(run);
    if let Json::Object(fields) = &mut json {
        fields.insert("held_back".to_owned(), json!(held_back));
        fields.insert("matter".to_owned(), json!(matter.number));
        fields.insert("report".to_owned(), report_json(report));
        fields.insert("without_account".to_owned(), json!(without_account));
    }
    Answer::new(text, json)
}

fn report_text(session: &Session<'_>, report: &Report) -> String {
    let count = |kind| report.count(kind);
    let (new, stopped, changed) =
        (count(ChangeKind::New), count(ChangeKind::Stopped), count(ChangeKind::Changed));
    let mut lines = vec![session.say(
        format!("与上月相比：新增 {new}，停发 {stopped}，变动 {changed}"),
        format!("against the month before: {new} new, {stopped} stopped, {changed} changed"),
    )];
    let rows: Vec<Vec<String>> = report
        .totals
        .iter()
        .map(|total| {
            let money = [total.monthly, total.monthly_before, total.arrears, total.lump_sums, total.set_off];
            let mut row = vec![session.say(total.fund.zh(), total.fund.en())];
            row.extend(money.map(|fen| fen.to_string()));
            row
        })
        .collect();
    let head = session.console.language.pick(
        ["基金", "月待遇", "上月", "补发", "一次性", "抵扣"],
        ["fund", "monthly", "before", "arrears", "lump sums", "set off"],
    );
    lines.push(table(&head, &rows));
    lines.join("\n")
}

fn report_json(report: &Report) -> Json {
    let kind = |kind| match kind {
        ChangeKind::New => "new",
        ChangeKind::Stopped => "stopped",
        ChangeKind::Changed => "changed",
    };
    let changes: Vec<Json> = report
        .changes
        .iter()
        .map(|c| json!({ "kind": kind(c.kind), "award": c.award, "person": c.person, "before": c.before, "now": c.now, "cause": c.cause }))
        .collect();
    let totals: Vec<Json> = report
        .totals
        .iter()
        .map(|t| {
            json!({
                "fund": t.fund.key(), "monthly": t.monthly, "before": t.monthly_before, "arrears": t.arrears,
                "lump_sums": t.lump_sums, "set_off": t.set_off,
            })
        })
        .collect();
    json!({ "before": report.before, "changes": changes, "totals": totals })
}

fn approve(session: &Session<'_>, run: i64) -> Result<Answer> {
    let actor = session.actor()?;
    let id = session.office.store.read(|tx| payment::run(tx, run))?.matter;
    let matter: desk::Matter = business::approve(session.office, &actor, id)?;
    let text = session.say(format!("批次 {run} 已复核。"), format!("run {run} is approved"));
    Ok(Answer::new(text, json!({ "run": run, "matter": matter.number, "outcome": "approved" })))
}

fn send(session: &Session<'_>, run: i64, out: Option<&PathBuf>) -> Result<Answer> {
    let actor = session.actor()?;
    let was = session.office.store.read(|tx| payment::run(tx, run)).map(|run| run.state);
    let file = payment::send(session.office, &actor, run)?;
    let (found, orders) =
        session.office.store.read(|tx| Ok((payment::run(tx, run)?, payment::orders(tx, run)?)))?;
    let to = out.cloned().unwrap_or_else(|| PathBuf::from(format!("{}.xml", found.message)));
    session.write(&to, &file)?;
    let shown = session.path(&to).display().to_string();
    let (payments, total) = (found.payments, found.total);
    let mut text = session.say(
        format!("已写出 {shown}：{orders} 笔（待遇 {payments} 项），{total} 元"),
        format!("wrote {shown}: {orders} orders ({payments} lines), {total} yuan"),
    );
    let again = was.is_ok_and(|state| matches!(state.as_str(), "sent" | "answered"));
    if again {
        text.push_str(&session.say(
            "\n该批次此前已发送，这是同一报文，请勿重复提交银行。",
            "\nthe run was sent before; this is the same message: do not hand it in twice",
        ));
    }
    Ok(Answer::new(
        text,
        json!({ "run": run, "file": shown, "again": again, "orders": orders, "payments": payments, "total": total }),
    ))
}

fn answered(session: &Session<'_>, answered: &Answered) -> Answer {
    let Answered { paid, returned, amount, known } = answered;
    let mut text = session.say(
        format!("已支付 {paid} 笔；退票 {returned} 笔，{amount} 元"),
        format!("{paid} paid; {returned} returned, {amount} yuan"),
    );
    if *known > 0 {
        text.push_str(&session.say(
            format!("\n{known} 笔此前已有相同回执，没有重复处理。"),
            format!("\n{known} had the same answer before; nothing was done for them"),
        ));
    }
    Answer::new(text, json!({ "paid": paid, "returned": returned, "amount": amount, "known": known }))
}

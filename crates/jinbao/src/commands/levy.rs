//! `jinbao levy`: the monthly assessment, its calendar, differences and back payment.

use business::levy::{self, Cause, Levied, Settled, calendar_of};
use clap::{Args, Subcommand};
use kernel::{Date, FeeMonth, Moment, PartyId, Result};
use serde_json::json;

use super::values;
use crate::clock;
use crate::console::Progress;
use crate::report::Answer;
use crate::session::Session;

/// 应收核定：月度、补差、补缴、申报日历 / assessment: month, differences, back payment, calendar
#[derive(Args, Clone, Debug)]
pub struct Levy {
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 核定一个月（中断后再运行即续办）/ assess a month; run again after an interruption
    Run {
        /// 费款所属期 / fee month
        #[arg(value_parser = values::month)]
        month: FeeMonth,
    },
    /// 补差：参数迟发或更正往月后，按月计算差额 / settle differences after a late figure or a correction
    Difference(Differences),
    /// 断缴补缴 / back payment of a broken period
    BackPayment(Differences),
    /// 申报日历：查看，或公布延期、暂停 / the declaration calendar: show it, or publish a shift or pause
    Calendar(Calendar),
}

/// From when, billed when, of whom.
#[derive(Args, Clone, Debug)]
pub struct Differences {
    /// 从哪个月起 / since which month
    #[arg(long, value_parser = values::month)]
    since: FeeMonth,
    /// 计入哪个月的应收 / in which month it is billed
    #[arg(long, value_parser = values::month)]
    billed_in: FeeMonth,
    /// 缴费人编号，可重复；不给则为全部 / number of a payer; may be repeated, without it all
    #[arg(long = "payer", value_name = "NUMBER")]
    payers: Vec<i64>,
}

/// A month's calendar, and what to change in it.
#[derive(Args, Clone, Debug)]
pub struct Calendar {
    /// 费款所属期 / fee month
    #[arg(value_parser = values::month)]
    month: FeeMonth,
    /// 申报截止日延至 / last day of declaration becomes
    #[arg(long, value_name = "DAY", value_parser = values::day, requires = "notice")]
    cutoff: Option<Date>,
    /// 柜台补办截止日延至 / last day at the counter becomes
    #[arg(long, value_name = "DAY", value_parser = values::day, requires = "notice")]
    counter: Option<Date>,
    /// 滞纳金起算日改为 / first day of the late fee becomes
    #[arg(long, value_name = "DAY", value_parser = values::day, requires = "notice")]
    late_from: Option<Date>,
    /// 暂停申报 / pause declaration
    #[arg(long, requires = "notice", conflicts_with = "resume")]
    pause: bool,
    /// 恢复申报 / resume declaration
    #[arg(long, requires = "notice")]
    resume: bool,
    /// 公告内容 / text of the notice
    #[arg(long, value_name = "TEXT")]
    notice: Option<String>,
}

impl Levy {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::Run { month } => assess(session, *month),
            What::Difference(what) => settle(session, what, Cause::Correction),
            What::BackPayment(what) => settle(session, what, Cause::BackPayment),
            What::Calendar(calendar) => calendar.run(session),
        }
    }
}

fn assess(session: &mut Session<'_>, month: FeeMonth) -> Result<Answer> {
    let actor = session.actor()?;
    let office = session.office;
    let console = &mut *session.console;
    let what = console.language.pick(format!("核定 {month}"), format!("assessing {month}"));
    let mut tell = |progress: levy::Progress| {
        let done = u64::try_from(progress.people).unwrap_or(0);
        console.progress(&Progress { what: what.clone(), done, of: 0 });
    };
    let Levied { run, month, people, bills, total } = levy::run(office, &actor, month, &mut tell)?;
    let text = session.say(
        format!("{month} 核定完成：{people} 人，{bills} 张应收单，应收 {total} 元"),
        format!("assessed {month}: {people} people, {bills} bills, {total} yuan"),
    );
    Ok(Answer::new(
        text,
        json!({ "run": run, "month": month, "people": people, "bills": bills, "total": total }),
    ))
}

fn settle(session: &mut Session<'_>, what: &Differences, cause: Cause) -> Result<Answer> {
    let actor = session.actor()?;
    let payers: Vec<PartyId> = what.payers.iter().map(|&number| PartyId::new(number)).collect();
    let named = (!payers.is_empty()).then_some(payers.as_slice());
    let settled = levy::difference(session.office, &actor, what.since, what.billed_in, named, cause)?;
    let Settled { bills, to_collect, to_refund } = settled;
    let count = bills.len();
    let text = session.say(
        format!("{count} 张应收单：补收 {to_collect} 元，应退 {to_refund} 元"),
        format!("{count} bills: {to_collect} yuan to collect, {to_refund} yuan to refund"),
    );
    Ok(Answer::new(text, json!({ "bills": bills, "to_collect": to_collect, "to_refund": to_refund })))
}

impl Calendar {
    fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        let office = session.office;
        let today = clock::now().date();
        let mut month = office.store.read(|tx| calendar_of(tx, office, self.month, today))?;
        if let Some(notice) = &self.notice {
            let actor = session.actor()?;
            if let Some(day) = self.cutoff {
                let time = month.cutoff.civil();
                month.cutoff = Moment::china(day, time.hour(), time.minute());
            }
            month.counter = self.counter.unwrap_or(month.counter.max(month.cutoff.date()));
            month.late_from = self.late_from.unwrap_or(month.late_from.max(month.counter));
            month.paused = self.pause || (month.paused && !self.resume);
            month.notice.clone_from(notice);
            levy::publish(office, &actor, &month)?;
        }
        let paused = if month.paused { session.say("（暂停）", " (paused)") } else { String::new() };
        let (opens, cutoff, counter, late) = (month.opens, month.cutoff, month.counter, month.late_from);
        let mut text = session.say(
            format!("{}{paused}：{opens} 起申报，{cutoff} 截止，柜台至 {counter}，{late} 起计滞纳金", month.month),
            format!("{}{paused}: declare from {opens} until {cutoff}, at the counter until {counter}, late fee from {late}", month.month),
        );
        if !month.notice.is_empty() {
            text.push('\n');
            text.push_str(&month.notice);
        }
        let json = json!({
            "month": month.month, "opens": opens.to_string(), "cutoff": cutoff.to_string(),
            "counter": counter.to_string(), "late_from": late.to_string(), "paused": month.paused, "notice": month.notice,
        });
        Ok(Answer::new(text, json))
    }
}

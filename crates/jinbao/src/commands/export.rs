//! `jinbao export`: tables for other programs and for paper, and pictures. The tables of a fund are in [`fund_tables`].

use std::path::PathBuf;

use business::fund::{self, MonthFigures};
use clap::{Args, Subcommand};
use kernel::{Fund, Problem, Result};
use serde_json::json;

use super::fund_tables::{self, OfMonth};
use crate::codes;
use crate::report::Answer;
use crate::session::Session;

/// 导出：科目余额表、收支表、逐月收支 / export: trial balance, statement, months
#[derive(Args, Clone, Debug)]
pub struct Export {
    #[command(subcommand)]
    pub what: What,
}

/// Which table.
#[derive(Clone, Debug, Subcommand)]
pub enum What {
    /// 科目余额表（表格、CSV、PDF）/ trial balance of a month
    TrialBalance(OfMonth),
    /// 基金收支表（表格、CSV、SVG、PDF）/ income and expenditure of a month
    Statement(OfMonth),
    /// 各基金逐月收入、支出、结余（CSV）/ income, expenditure and balance of every fund by month
    Months {
        #[command(flatten)]
        to: To,
    },
    /// 一个基金逐月收支与结余的图（SVG）/ picture of a fund by month
    Picture {
        /// 基金 / fund
        #[arg(value_parser = fund_of)]
        fund: Fund,
        #[command(flatten)]
        to: To,
    },
    /// 法规数据（YAML，按哈希存档的原文）/ the law as it is in force
    Law {
        #[command(flatten)]
        to: To,
    },
}

/// Where to.
#[derive(Args, Clone, Debug)]
pub struct To {
    /// 输出文件；不给则写到标准输出 / file to write; the output without it
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

pub(super) fn fund_of(word: &str) -> Result<Fund, Problem> {
    let known = || Fund::ALL.iter().map(|fund| fund.key()).collect::<Vec<_>>().join(" ");
    Fund::from_key(word).ok_or_else(|| codes::WORD.with("known", known()))
}

impl Export {
    /// Writes it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::TrialBalance(of) => fund_tables::trial_balance(session, of),
            What::Statement(of) => fund_tables::statement(session, of),
            What::Months { to } => deliver(session, to, months(session)?),
            What::Picture { fund, to } => {
                let all = session.office.store.read(fund::series)?;
                deliver(session, to, fund_tables::picture(session, *fund, &all)?)
            }
            What::Law { to } => deliver(session, to, session.office.law.archive().to_owned()),
        }
    }
}

pub(super) fn deliver(session: &Session<'_>, to: &To, content: String) -> Result<Answer> {
    let Some(file) = &to.out else {
        return Ok(Answer::new(content.trim_end(), json!({ "content": content })));
    };
    session.write(file, content.as_bytes())?;
    let shown = session.path(file).display().to_string();
    Ok(Answer::new(shown.clone(), json!({ "file": shown })))
}

fn months(session: &Session<'_>) -> Result<String> {
    let mut lines = vec![session.say("基金,月份,收入,支出,结余", "fund,month,income,expenditure,balance")];
    for MonthFigures { fund, month, income, expense, balance } in session.office.store.read(fund::series)? {
        lines.push(format!("{},{month},{income},{expense},{balance}", session.say(fund.zh(), fund.en())));
    }
    Ok(csv(&lines))
}

/// With the mark that spreadsheets need to read Chinese.
pub(super) fn csv(lines: &[String]) -> String {
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

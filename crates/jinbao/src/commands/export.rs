//! `jinbao export`: tables for other programs, as CSV, and pictures.

use std::path::PathBuf;

use business::fund::{self, MonthFigures};
use charts::{Flows, Medium, Series, Words};
use clap::{Args, Subcommand};
use kernel::{FeeMonth, Fen, Fund, Problem, Result};
use serde_json::json;

use super::values;
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
    /// 科目余额表（CSV）/ trial balance of a month
    TrialBalance(OfMonth),
    /// 基金收支表（CSV）/ income and expenditure of a month
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

/// A month of one or all funds.
#[derive(Args, Clone, Debug)]
pub struct OfMonth {
    /// 月份 / month
    #[arg(value_parser = values::month)]
    month: FeeMonth,
    /// 基金：pension medical unemployment injury resident-pension resident-medical；不给则为全部 / fund; all without it
    #[arg(long, value_parser = fund_of)]
    fund: Option<Fund>,
    #[command(flatten)]
    to: To,
}

/// Where to.
#[derive(Args, Clone, Debug)]
pub struct To {
    /// 输出文件；不给则写到标准输出 / file to write; the output without it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn fund_of(word: &str) -> Result<Fund, Problem> {
    let known = || Fund::ALL.iter().map(|fund| fund.key()).collect::<Vec<_>>().join(" ");
    Fund::from_key(word).ok_or_else(|| codes::WORD.with("known", known()))
}

impl Export {
    /// Writes it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        match &self.what {
            What::TrialBalance(of) => deliver(session, &of.to, trial_balance(session, of)?),
            What::Statement(of) => deliver(session, &of.to, statement(session, of)?),
            What::Months { to } => deliver(session, to, months(session)?),
            What::Picture { fund, to } => deliver(session, to, picture(session, *fund)?),
            What::Law { to } => deliver(session, to, session.office.law.archive().to_owned()),
        }
    }
}

fn deliver(session: &Session<'_>, to: &To, content: String) -> Result<Answer> {
    let Some(file) = &to.out else {
        return Ok(Answer::new(content.trim_end(), json!({ "content": content })));
    };
    session.write(file, content.as_bytes())?;
    let shown = session.path(file).display().to_string();
    Ok(Answer::new(shown.clone(), json!({ "file": shown })))
}

fn funds(of: &OfMonth) -> Vec<Fund> {
    of.fund.map_or_else(|| Fund::ALL.to_vec(), |fund| vec![fund])
}

fn trial_balance(session: &Session<'_>, of: &OfMonth) -> Result<String> {
    let head = session
        .say("基金,科目代码,科目,期初,借方,贷方,期末", "fund,code,account,opening,debit,credit,closing");
    let mut lines = vec![head];
    session.office.store.read(|tx| {
        for fund in funds(of) {
            for row in fund::trial_balance(tx, fund, of.month)?.rows {
                let (name, account) =
                    (session.say(fund.zh(), fund.en()), session.say(row.account.zh(), row.account.en()));
                let figures = [row.opening, row.debit, row.credit, row.closing()].map(|fen| fen.to_string());
                lines.push(format!("{name},{},{account},{}", row.account.code(), figures.join(",")));
            }
        }
        Ok(())
    })?;
    Ok(csv(&lines))
}

fn statement(session: &Session<'_>, of: &OfMonth) -> Result<String> {
    let mut lines = vec![session.say("基金,项目,金额", "fund,item,amount")];
    session.office.store.read(|tx| {
        for fund in funds(of) {
            let found = fund::statement(tx, fund, of.month)?;
            let name = session.say(fund.zh(), fund.en());
            let mut line = |item: String, amount: Fen| lines.push(format!("{name},{item},{amount}"));
            line(session.say("上期结余", "opening balance"), found.opening);
            for row in &found.income {
                line(session.say(row.account.zh(), row.account.en()), row.amount);
            }
            line(session.say("收入合计", "total income"), found.total_income());
            for row in &found.expense {
                line(session.say(row.account.zh(), row.account.en()), row.amount);
            }
            line(session.say("支出合计", "total expenditure"), found.total_expense());
            line(session.say("期末结余", "closing balance"), found.closing);
        }
        Ok(())
    })?;
    Ok(csv(&lines))
}

fn months(session: &Session<'_>) -> Result<String> {
    let mut lines = vec![session.say("基金,月份,收入,支出,结余", "fund,month,income,expenditure,balance")];
    for MonthFigures { fund, month, income, expense, balance } in session.office.store.read(fund::series)? {
        lines.push(format!("{},{month},{income},{expense},{balance}", session.say(fund.zh(), fund.en())));
    }
    Ok(csv(&lines))
}

fn picture(session: &Session<'_>, fund: Fund) -> Result<String> {
    let all = session.office.store.read(fund::series)?;
    let own: Vec<MonthFigures> = all.into_iter().filter(|month| month.fund == fund).collect();
    let column = |of: fn(&MonthFigures) -> Fen| own.iter().map(of).collect::<Vec<_>>();
    let flows = Flows {
        title: session.say(format!("{} 按月收支与结余", fund.zh()), format!("{} by month", fund.en())),
        labels: own.iter().map(|month| month.month.to_string()).collect(),
        income: vec![Series::new(session.say("收入", "income"), column(|month| month.income))],
        expense: vec![Series::new(session.say("支出", "expenditure"), column(|month| month.expense))],
        balance: Series::new(session.say("累计结余", "balance"), column(|month| month.balance)),
    };
    charts::flows(&flows, Medium::Paper, &session.console.language.pick(Words::ZH, Words::EN))
}

/// With the mark that spreadsheets need to read Chinese.
fn csv(lines: &[String]) -> String {
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

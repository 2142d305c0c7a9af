//! The monthly tables of a fund: trial balance (科目余额表) and statement of income and expenditure (收支表), on the terminal,
//! as CSV, as picture and on paper.

use std::collections::BTreeMap;
use std::path::PathBuf;

use business::fund::{self, MonthFigures};
use charts::{Flows, Medium, Series, Words};
use clap::{Args, ValueEnum};
use kernel::{FeeMonth, Fen, Fund, Result};
use ledger::{Account, StatementRow};
use print::{FundLine, FundStatement, TrialBalance, TrialRow};
use serde_json::json;

use super::export::{To, csv, deliver, fund_of};
use super::{paper, values};
use crate::codes;
use crate::report::{Answer, table};
use crate::session::Session;

/// A month of one or all funds.
#[derive(Args, Clone, Debug)]
pub struct OfMonth {
    /// 月份 / month
    #[arg(value_parser = values::month)]
    month: FeeMonth,
    /// 基金：pension medical unemployment injury resident-pension resident-medical；不给则为全部 / fund; all without it
    #[arg(long, value_parser = fund_of)]
    fund: Option<Fund>,
    /// 格式；不给则按输出文件的扩展名，否则为 CSV / form; by the ending of the file without it, else CSV
    #[arg(long, value_enum)]
    form: Option<Form>,
    #[command(flatten)]
    to: To,
}

/// How a table comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// 终端表格 / for the terminal
    Table,
    /// 逗号分隔 / comma separated
    Csv,
    /// 图 / picture
    Svg,
    /// 打印件 / for paper
    Pdf,
}

impl OfMonth {
    fn form(&self) -> Form {
        let ending =
            self.to.out.as_ref().and_then(|file| file.extension()).map(|ending| ending.to_string_lossy());
        let by_ending = ending.and_then(|ending| Form::from_str(&ending, true).ok());
        self.form.or(by_ending).unwrap_or(Form::Csv)
    }

    fn funds(&self) -> Vec<Fund> {
        self.fund.map_or_else(|| Fund::ALL.to_vec(), |fund| vec![fund])
    }

    /// The one fund that a document is about.
    fn one_fund(&self, form: &str) -> Result<Fund> {
        self.fund.ok_or_else(|| codes::ONE_FUND.with("form", form))
    }
}

/// The trial balance of a month.
pub fn trial_balance(session: &Session<'_>, of: &OfMonth) -> Result<Answer> {
    let head = session.console.language.pick(
        ["基金", "科目代码", "科目", "期初", "借方", "贷方", "期末"],
        ["fund", "code", "account", "opening", "debit", "credit", "closing"],
    );
    match of.form() {
        Form::Pdf => trial_on_paper(session, of),
        Form::Svg => Err(codes::NO_FORM.with("form", "svg").with("known", "table csv pdf")),
        form => {
            let mut rows = Vec::new();
            session.office.store.read(|tx| {
                for fund in of.funds() {
                    for row in fund::trial_balance(tx, fund, of.month)?.rows {
                        let figures =
                            [row.opening, row.debit, row.credit, row.closing()].map(|fen| fen.to_string());
                        let names = [
                            session.say(fund.zh(), fund.en()),
                            row.account.code().to_string(),
                            account(session, row.account),
                        ];
                        rows.push(names.into_iter().chain(figures).collect());
                    }
                }
                Ok(())
            })?;
            text(session, &of.to, form, &head, &rows)
        }
    }
}

/// Income and expenditure of a month.
pub fn statement(session: &Session<'_>, of: &OfMonth) -> Result<Answer> {
    match of.form() {
        Form::Pdf => statement_on_paper(session, of),
        Form::Svg => {
            let months = year_so_far(session, of.month)?;
            deliver(session, &of.to, picture(session, of.one_fund("SVG")?, &months)?)
        }
        form => {
            let mut rows = Vec::new();
            session.office.store.read(|tx| {
                for fund in of.funds() {
                    let found = fund::statement(tx, fund, of.month)?;
                    let name = session.say(fund.zh(), fund.en());
                    let mut line =
                        |item: String, amount: Fen| rows.push(vec![name.clone(), item, amount.to_string()]);
                    line(session.say("上期结余", "opening balance"), found.opening);
                    for row in &found.income {
                        line(account(session, row.account), row.amount);
                    }
                    line(session.say("收入合计", "total income"), found.total_income());
                    for row in &found.expense {
                        line(account(session, row.account), row.amount);
                    }
                    line(session.say("支出合计", "total expenditure"), found.total_expense());
                    line(session.say("期末结余", "closing balance"), found.closing);
                }
                Ok(())
            })?;
            let head = session.console.language.pick(["基金", "项目", "金额"], ["fund", "item", "amount"]);
            text(session, &of.to, form, &head, &rows)
        }
    }
}

fn account(session: &Session<'_>, account: Account) -> String {
    session.say(account.zh(), account.en())
}

fn text(session: &Session<'_>, to: &To, form: Form, head: &[&str], rows: &[Vec<String>]) -> Result<Answer> {
    let content = match form {
        Form::Table => table(head, rows),
        _ => {
            let mut lines = vec![head.join(",")];
            lines.extend(rows.iter().map(|row| row.join(",")));
            csv(&lines)
        }
    };
    deliver(session, to, content)
}

/// A fund by month: income and expenditure as bars, the balance as a line.
pub fn picture(session: &Session<'_>, fund: Fund, months: &[MonthFigures]) -> Result<String> {
    let language = session.console.language;
    let title = session.say(format!("{} 按月收支与结余", fund.zh()), format!("{} by month", fund.en()));
    let names = language.pick(["收入", "支出", "累计结余"], ["income", "expenditure", "balance"]);
    charts::flows(&flows(title, names, fund, months), Medium::Paper, &language.pick(Words::ZH, Words::EN))
}

fn flows(title: String, [income, expense, balance]: [&str; 3], fund: Fund, months: &[MonthFigures]) -> Flows {
    let own: Vec<&MonthFigures> = months.iter().filter(|month| month.fund == fund).collect();
    let column = |of: fn(&MonthFigures) -> Fen| own.iter().map(|month| of(month)).collect::<Vec<_>>();
    Flows {
        title,
        labels: own.iter().map(|month| month.month.to_string()).collect(),
        income: vec![Series::new(income, column(|month| month.income))],
        expense: vec![Series::new(expense, column(|month| month.expense))],
        balance: Series::new(balance, column(|month| month.balance)),
    }
}

fn year_so_far(session: &Session<'_>, month: FeeMonth) -> Result<Vec<MonthFigures>> {
    let mut months = session.office.store.read(fund::series)?;
    months.retain(|figures| figures.month.year() == month.year() && figures.month <= month);
    Ok(months)
}

fn trial_on_paper(session: &Session<'_>, of: &OfMonth) -> Result<Answer> {
    let fund = of.one_fund("PDF")?;
    let trial = session.office.store.read(|tx| fund::trial_balance(tx, fund, of.month))?;
    let row = |row: &ledger::TrialRow| TrialRow {
        code: row.account.code().to_string(),
        account: row.account.zh().to_owned(),
        opening: row.opening,
        debit: row.debit,
        credit: row.credit,
    };
    let document = TrialBalance {
        issue: paper::issue(session.office, format!("KM{}-{}", of.month.yyyymm(), fund.code()), "")?,
        fund,
        month: of.month,
        rows: trial.rows.iter().map(row).collect(),
        prepared_by: String::new(),
        checked_by: String::new(),
    };
    written(
        session,
        of,
        &format!("科目余额表-{}-{}.pdf", fund.zh(), of.month),
        &paper::printer()?.trial_balance(&document)?,
    )
}

fn statement_on_paper(session: &Session<'_>, of: &OfMonth) -> Result<Answer> {
    let fund = of.one_fund("PDF")?;
    let january = FeeMonth::new(of.month.year(), 1).unwrap_or(of.month);
    let months: Vec<ledger::Statement> = session.office.store.read(|tx| {
        (0..=january.months_until(of.month)).map(|n| fund::statement(tx, fund, january.plus(n))).collect()
    })?;
    let Some(last) = months.last() else {
        return Err(codes::NOTHING_TO_PRINT.with("what", "收支表").with("what_en", "statement"));
    };
    let lines = |of: fn(&ledger::Statement) -> &Vec<StatementRow>| {
        let mut lines: BTreeMap<Account, (Fen, Fen)> = BTreeMap::new();
        for row in months.iter().flat_map(of) {
            lines.entry(row.account).or_default().1 += row.amount;
        }
        for row in of(last) {
            lines.entry(row.account).or_default().0 = row.amount;
        }
        let line = |(account, (month, year)): (Account, (Fen, Fen))| FundLine {
            name: account.zh().to_owned(),
            month,
            year,
        };
        lines.into_iter().map(line).collect::<Vec<_>>()
    };
    let title = format!("{} 本年逐月收支与结余", fund.zh());
    let flows = flows(title, ["收入", "支出", "累计结余"], fund, &year_so_far(session, of.month)?);
    let document = FundStatement {
        issue: paper::issue(session.office, format!("SZ{}-{}", of.month.yyyymm(), fund.code()), "")?,
        fund,
        month: of.month,
        opening: last.opening,
        // What a take-over brought in during the year counts as opening.
        opening_year: last.closing - months.iter().map(ledger::Statement::surplus).sum::<Fen>(),
        income: lines(|month| &month.income),
        expense: lines(|month| &month.expense),
        picture: Some(charts::flows(&flows, Medium::Paper, &Words::ZH)?),
        prepared_by: String::new(),
        checked_by: String::new(),
    };
    written(
        session,
        of,
        &format!("收支表-{}-{}.pdf", fund.zh(), of.month),
        &paper::printer()?.fund_statement(&document)?,
    )
}

fn written(session: &Session<'_>, of: &OfMonth, name: &str, pdf: &[u8]) -> Result<Answer> {
    let out = of.to.out.clone().unwrap_or_else(|| PathBuf::from(name));
    session.write(&out, pdf)?;
    let shown = session.path(&out).display().to_string();
    Ok(Answer::new(shown.clone(), json!({ "file": shown })))
}

//! `jinbao statement`: a person's yearly statement of rights as PDF, with the growth of the account as a picture.

use std::collections::BTreeMap;
use std::path::PathBuf;

use business::Office;
use business::accounts::{self, Statement as AccountStatement};
use business::levy::facts::{HistoryLine, received_history};
use business::registry::{Person, facts};
use charts::{Chart, Medium, Series, Words};
use clap::Args;
use kernel::{FeeMonth, Insurance, PartyId, Period, Result};
use print::{AccountYear, Holder, InsuranceYear, MonthCredit, RightsStatement, UnitSpan};
use serde_json::json;
use store::Tx;

use super::paper;
use crate::clock;
use crate::codes;
use crate::report::Answer;
use crate::session::Session;

/// 个人权益记录单（PDF，含个人账户对账）/ yearly statement of a person as PDF
#[derive(Args, Clone, Debug)]
pub struct Statement {
    /// 公民身份号码或个人编号 / ID number or personal number
    pub person: String,
    /// 年度 / year
    #[arg(long, value_parser = clap::value_parser!(i16).range(1990..=2999))]
    pub year: i16,
    /// 输出文件，默认“权益单-个人编号-年度.pdf” / file to write
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// What is known of the person for the year.
struct Found {
    person: Person,
    spans: Vec<UnitSpan>,
    lines: Vec<HistoryLine>,
    accounts: Vec<AccountStatement>,
}

impl Statement {
    /// Prints it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        let number = session.office.store.read(|tx| session.person(tx, &self.person))?;
        let pdf = print(session.office, number, self.year)?;
        let name = format!("权益单-{number}-{}.pdf", self.year);
        let out = self.out.clone().unwrap_or_else(|| PathBuf::from(name));
        session.write(&out, &pdf)?;
        let shown = session.path(&out).display().to_string();
        let text = session.say(format!("已写出 {shown}"), format!("wrote {shown}"));
        Ok(Answer::new(text, json!({ "person": number, "year": self.year, "file": shown })))
    }
}

/// A person's statement of a year as PDF.
///
/// # Errors
/// `CLI-0153` for a year to come.
pub fn print(office: &Office, person: PartyId, year: i16) -> Result<Vec<u8>> {
    if year > clock::now().date().year() {
        return Err(codes::YEAR_TO_COME.with("year", year));
    }
    let found = office.store.read(|tx| find(tx, person, i32::from(year)))?;
    paper::printer()?.rights_statement(&document(office, &found, year)?)
}

fn document(office: &Office, found: &Found, year: i16) -> Result<RightsStatement> {
    let document = RightsStatement {
        issue: paper::issue(office, format!("QY{}{}", year, found.person.id), "业务专用章")?,
        year,
        person: Holder {
            name: found.person.name.clone(),
            id_masked: found.person.masked.clone(),
            number: found.person.id.to_string(),
        },
        units: found.spans.clone(),
        insurances: insurances(&found.lines, i32::from(year)),
        accounts: found.accounts.iter().map(account).collect(),
        growth: growth(&found.accounts)?,
        notes: vec!["金额均为实际到账；个人账户按到账记账。".to_owned()],
    };
    Ok(document)
}

fn find(tx: &mut Tx<'_>, id: PartyId, year: i32) -> Result<Found> {
    let lines = received_history(tx, id)?;
    Ok(Found {
        person: facts::person(tx, id)?,
        spans: spans(tx, id, year)?,
        lines,
        accounts: accounts::statement(tx, id, year)?,
    })
}

/// Where the person was insured during the year, by payer and first month.
fn spans(tx: &mut Tx<'_>, id: PartyId, year: i32) -> Result<Vec<UnitSpan>> {
    let Some(whole) = FeeMonth::new(year, 1).and_then(|first| Period::new(first, first.plus(11))) else {
        return Ok(Vec::new());
    };
    let mut spans: BTreeMap<(FeeMonth, PartyId), FeeMonth> = BTreeMap::new();
    for participation in facts::participations(tx, id)? {
        if let Some(period) = participation.period.intersect(whole) {
            let to = spans.entry((period.from(), participation.payer)).or_insert(period.to());
            *to = (*to).max(period.to());
        }
    }
    let mut named = Vec::new();
    for ((from, payer), to) in spans {
        named.push(UnitSpan { unit: facts::payer_name(tx, payer)?, from, to });
    }
    Ok(named)
}

/// What was received for each insurance. A difference changes a month's base and amounts, not its being a month.
fn insurances(lines: &[HistoryLine], year: i32) -> Vec<InsuranceYear> {
    let mut by_insurance: BTreeMap<Insurance, BTreeMap<FeeMonth, [kernel::Fen; 3]>> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.month.year() <= year) {
        let month = by_insurance.entry(line.insurance).or_default().entry(line.month).or_default();
        month[0] += line.base;
        month[1] += line.unit;
        month[2] += line.personal;
    }
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    by_insurance
        .into_iter()
        .filter_map(|(insurance, months)| {
            let total_months = count(months.len());
            let own: Vec<&[kernel::Fen; 3]> =
                months.iter().filter(|(month, _)| month.year() == year).map(|(_, sums)| sums).collect();
            let last = own.last()?;
            Some(InsuranceYear {
                insurance,
                months: count(own.len()),
                base: last[0],
                unit_part: own.iter().map(|sums| sums[1]).sum(),
                person_part: own.iter().map(|sums| sums[2]).sum(),
                total_months,
            })
        })
        .collect()
}

fn account(statement: &AccountStatement) -> AccountYear {
    let year = &statement.year;
    let credits = year.credits.iter();
    AccountYear {
        name: statement.kind.zh().to_owned(),
        opening: year.opening,
        credits: credits.map(|c| MonthCredit { month: c.month, base: c.base, amount: c.amount }).collect(),
        interest: year.interest,
        rate: year.rate,
        paid: year.paid,
        closing: year.closing,
    }
}

/// The first account's principal and interest since it began.
fn growth(accounts: &[AccountStatement]) -> Result<Option<String>> {
    let Some(first) = accounts.first().filter(|account| !account.growth.is_empty()) else {
        return Ok(None);
    };
    let points = &first.growth;
    let chart = Chart {
        title: format!("{}的积累", first.kind.zh()),
        labels: points.iter().map(|point| point.year.to_string()).collect(),
        series: vec![
            Series::new("本金", points.iter().map(|point| point.principal).collect()),
            Series::new("利息", points.iter().map(|point| point.interest).collect()),
        ],
    };
    charts::growth(&chart, Medium::Paper, &Words::ZH).map(Some)
}

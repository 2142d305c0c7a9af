//! What each kind of certificate says, from the records of the day.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Insurance, PartyId, Result};
use store::Tx;

use super::codes;
use super::statement::Column;
use crate::accounts;
use crate::benefits::{self, Benefit};
use crate::collection::settled_months;
use crate::desk::Case;
use crate::levy::facts::{months_paid, received_history};
use crate::registry::Person;
use crate::registry::facts::{self, payer_name};

/// Months that one certificate covers at most.
const MONTHS_MOST: i32 = 120;

/// What stands on the page beside number, agency and day.
#[derive(Default)]
pub(super) struct Contents {
    pub(super) title: &'static str,
    pub(super) subtitle: String,
    pub(super) facts: Vec<(String, String)>,
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) total: Vec<String>,
    pub(super) notes: Vec<String>,
}

fn texts(names: &[&str]) -> Vec<Column> {
    names.iter().map(|name| Column { name: (*name).to_owned(), number: false }).collect()
}

/// Some columns of text, then some of numbers.
fn columns(text: &[&str], numbers: &[&str]) -> Vec<Column> {
    let numbers = numbers.iter().map(|name| Column { name: (*name).to_owned(), number: true });
    texts(text).into_iter().chain(numbers).collect()
}

fn fact(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn about(person: &Person) -> Vec<(String, String)> {
    vec![fact("姓名", &person.name), fact("证件号码", &person.masked), fact("个人编号", person.id)]
}

fn nothing(what: &str) -> kernel::Problem {
    codes::NOTHING.with("what", what)
}

/// The months asked for, in order and not too many.
fn span(case: &Case<'_>) -> Result<(FeeMonth, FeeMonth)> {
    let (from, to) = (case.answers.month("from")?, case.answers.month("to")?);
    if to < from || from.months_until(to) >= MONTHS_MOST {
        let wrong = codes::MONTHS.with("from", from).with("to", to).with("most", MONTHS_MOST);
        return Err(wrong.at("to", &to.to_string()));
    }
    Ok((from, to))
}

/// How a person stands in each insurance (五险参保证明).
pub(super) fn insured(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Contents> {
    let (id, today) = (case.party()?, case.today());
    let (person, month) = (facts::person(tx, id)?, FeeMonth::of(today));
    let all = facts::participations(tx, id)?;
    let mut rows = Vec::new();
    for insurance in Insurance::ALL {
        let own = || all.iter().filter(|one| one.insurance == *insurance);
        let Some(last) = own().max_by_key(|one| (one.period.to(), one.period.from())) else { continue };
        let first = own().map(|one| one.period.from()).min().unwrap_or(last.period.from());
        let state = if last.period.to() >= month {
            "参保".to_owned()
        } else {
            format!("停保（末月 {}）", last.period.to())
        };
        let paid = months_paid(tx, id, *insurance, month)?.len();
        let payer = payer_name(tx, last.payer)?;
        rows.push(vec![insurance.zh().to_owned(), payer, state, first.to_string(), paid.to_string()]);
    }
    if rows.is_empty() {
        return Err(nothing("参保"));
    }
    Ok(Contents {
        title: "社会保险参保证明",
        subtitle: format!("截至 {today}"),
        facts: about(&person),
        columns: columns(&["险种", "参保单位", "参保状态", "首次参保年月"], &["累计实缴月数"]),
        rows,
        notes: vec!["累计实缴月数含转入和接管前年限。".to_owned()],
        ..Contents::default()
    })
}

/// What was paid for a person in some months (个人缴费证明).
pub(super) fn contributions(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Contents> {
    let (id, (from, to)) = (case.party()?, span(case)?);
    let person = facts::person(tx, id)?;
    let mut sums: BTreeMap<(FeeMonth, Insurance, PartyId), [Fen; 3]> = BTreeMap::new();
    for line in received_history(tx, id)?.iter().filter(|line| (from..=to).contains(&line.month)) {
        let sum = sums.entry((line.month, line.insurance, line.payer)).or_default();
        for (sum, amount) in sum.iter_mut().zip([line.base, line.unit, line.personal]) {
            *sum += amount;
        }
    }
    if sums.is_empty() {
        return Err(nothing("实际缴费"));
    }
    let mut rows = Vec::new();
    let mut names: BTreeMap<PartyId, String> = BTreeMap::new();
    for ((month, insurance, payer), amounts) in &sums {
        if !names.contains_key(payer) {
            names.insert(*payer, payer_name(tx, *payer)?);
        }
        let name = names.get(payer).cloned().unwrap_or_default();
        let mut row = vec![month.to_string(), insurance.zh().to_owned(), name];
        row.extend(amounts.iter().map(Fen::to_string));
        rows.push(row);
    }
    let sum =
        |at: usize| sums.values().filter_map(|amounts| amounts.get(at)).copied().sum::<Fen>().to_string();
    Ok(Contents {
        title: "社会保险个人缴费证明",
        subtitle: format!("{from} 至 {to}"),
        facts: about(&person),
        columns: columns(
            &["费款所属期", "险种", "缴费单位"],
            &["缴费基数（元）", "单位缴费（元）", "个人缴费（元）"],
        ),
        rows,
        total: vec![String::new(), String::new(), String::new(), sum(1), sum(2)],
        notes: vec!["只列已到账的缴费。".to_owned()],
    })
}

/// What a person is paid month by month (待遇领取证明).
pub(super) fn benefits(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Contents> {
    let (id, today) = (case.party()?, case.today());
    let (person, month) = (facts::person(tx, id)?, FeeMonth::of(today));
    let mut rows = Vec::new();
    let mut all = Fen::ZERO;
    for record in facts::records_of(tx, id)? {
        for (award, benefit) in benefits::facts::running(tx, record, month.plus(-1))? {
            let amounts = benefits::amounts(tx, award)?;
            let Some(now) = amounts.iter().find(|span| (span.from..=span.to).contains(&month)) else {
                continue;
            };
            let first = amounts.iter().map(|span| span.from).min().unwrap_or(now.from);
            all += now.amount;
            rows.push(vec![award.to_string(), name(benefit), first.to_string(), now.amount.to_string()]);
        }
    }
    if rows.is_empty() {
        return Err(nothing("按月领取待遇"));
    }
    Ok(Contents {
        title: "社会保险待遇领取证明",
        subtitle: format!("截至 {today}"),
        facts: about(&person),
        columns: columns(&["核定编号", "待遇项目", "起始年月"], &["本月待遇（元）"]),
        rows,
        total: vec![String::new(), String::new(), String::new(), all.to_string()],
        ..Contents::default()
    })
}

fn name(benefit: Benefit) -> String {
    benefit.name().zh.to_owned()
}

/// A person's accounts over a year (个人账户对账证明).
pub(super) fn account(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Contents> {
    let id = case.party()?;
    let year = case.answers.month("in_year")?.year();
    let person = facts::person(tx, id)?;
    let found = accounts::statement(tx, id, year)?;
    if found.is_empty() {
        return Err(nothing("个人账户"));
    }
    let row = |one: &accounts::Statement| {
        let year = &one.year;
        let credits: Fen = year.credits.iter().map(|credit| credit.amount).sum();
        let amounts = [year.opening, credits, year.interest, year.paid, year.closing];
        std::iter::once(one.kind.zh().to_owned()).chain(amounts.iter().map(Fen::to_string)).collect()
    };
    Ok(Contents {
        title: "社会保险个人账户证明",
        subtitle: format!("{year} 年度"),
        facts: about(&person),
        columns: columns(
            &["账户"],
            &["年初余额（元）", "当年记账（元）", "当年利息（元）", "当年支出（元）", "年末余额（元）"],
        ),
        rows: found.iter().map(row).collect(),
        notes: vec!["年度尚未结息的，利息为零，年末余额为截至开具之日。".to_owned()],
        ..Contents::default()
    })
}

/// How a unit is insured (单位参保证明), with its staff if asked for.
pub(super) fn unit(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Contents> {
    let (id, today) = (case.party()?, case.today());
    let month = FeeMonth::of(today);
    let unit = facts::unit(tx, id, month)?;
    let mut staff: BTreeMap<PartyId, (FeeMonth, Vec<&str>)> = BTreeMap::new();
    for one in facts::roster(tx, id, month)? {
        let entry = staff.entry(one.person).or_insert((one.period.from(), Vec::new()));
        entry.0 = entry.0.min(one.period.from());
        entry.1.push(one.insurance.zh());
    }
    let code = unit.credit_code.as_ref().map_or_else(String::new, |code| code.as_str().to_owned());
    let state = if unit.active { "正常" } else { "已注销" };
    let contents = Contents {
        title: "社会保险单位参保证明",
        subtitle: format!("截至 {today}"),
        facts: vec![
            fact("单位名称", &unit.name),
            fact("统一社会信用代码", code),
            fact("单位编号", id),
            fact("登记状态", state),
            fact("参保人数", staff.len()),
        ],
        ..Contents::default()
    };
    if !case.answers.yes("staff") {
        return Ok(contents);
    }
    let mut rows = Vec::new();
    for (person, (since, insurances)) in &staff {
        let person = facts::person(tx, *person)?;
        rows.push(vec![person.name, person.masked, insurances.join("、"), since.to_string()]);
    }
    Ok(Contents {
        columns: texts(&["姓名", "证件号码", "参加险种", "起始年月"]), rows, ..contents
    })
}

/// What a unit was billed and paid in some months (单位缴费证明).
pub(super) fn payments(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<Contents> {
    let (id, (from, to)) = (case.party()?, span(case)?);
    let unit = facts::unit(tx, id, FeeMonth::of(case.today()))?;
    let lines = settled_months(tx, id, (from, to))?;
    if lines.is_empty() {
        return Err(nothing("应缴"));
    }
    let sum = |of: fn(&crate::collection::SettledMonth) -> Fen| lines.iter().map(of).sum::<Fen>();
    let open = sum(crate::collection::SettledMonth::open);
    let row = |line: &crate::collection::SettledMonth| {
        let amounts = [line.due, line.received, line.open()];
        let head = [line.month.to_string(), line.insurance.zh().to_owned()];
        head.into_iter().chain(amounts.iter().map(Fen::to_string)).collect()
    };
    Ok(Contents {
        title: "社会保险单位缴费证明",
        subtitle: format!("{from} 至 {to}"),
        facts: vec![
            fact("单位名称", &unit.name),
            fact("单位编号", id),
            fact("应缴合计（元）", sum(|line| line.due)),
            fact("欠费合计（元）", open),
        ],
        columns: columns(&["费款所属期", "险种"], &["应缴（元）", "实缴（元）", "欠费（元）"]),
        rows: lines.iter().map(row).collect(),
        total: vec![
            String::new(),
            String::new(),
            sum(|line| line.due).to_string(),
            sum(|line| line.received).to_string(),
            open.to_string(),
        ],
        ..Contents::default()
    })
}

//! What came out: funds and people by year, with and without the reform, who wins and who loses, and what was assumed.

use kernel::{Fen, Problem, Rate, Result, Rounding};
use rules::indicators::{fund_closing, quotient};
use rules::{Law, NoTrace};
use serde::Serialize;

pub use kernel::Fund;

use crate::assumption::{Assumed, small};
use crate::codes;
use crate::projection::followed;
use crate::run::{Counted, Plan};
use crate::table::{Cell, Table};
use crate::tally::{Flow, YearTally, place};
use crate::year::Year;

/// Which law was lived under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scenario {
    /// The law of today (现行).
    Current,
    /// The law with the reform (改革).
    Reform,
}

/// A fund in a year. Amounts are fen; income − expense = closing − opening, exactly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FundYear {
    /// Which law.
    pub scenario: Scenario,
    /// Fund.
    pub fund: Fund,
    /// Year.
    pub year: i32,
    /// People who paid, as the mean of the months.
    pub contributors: u64,
    /// People who drew, as the mean of the months; of medical and injury funds the cases of the year.
    pub beneficiaries: u64,
    /// Contributions.
    pub contributions: Fen,
    /// Paid by the state.
    pub subsidies: Fen,
    /// Yield of the balance at the begin.
    pub interest: Fen,
    /// All income.
    pub income: Fen,
    /// Pensions, monthly benefits, care.
    pub benefits: Fen,
    /// What is paid once.
    pub grants: Fen,
    /// All expense.
    pub expense: Fen,
    /// Balance at the begin.
    pub opening: Fen,
    /// Balance at the end.
    pub closing: Fen,
    /// Months of this year's expense that the balance pays (可支付月数); none where nothing is spent.
    pub months_payable: Option<Rate>,
}

/// The people in a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PeopleYear {
    /// Which law.
    pub scenario: Scenario,
    /// Year.
    pub year: i32,
    /// Born in the year.
    pub born: u64,
    /// Died in the year.
    pub died: u64,
    /// Alive at its end.
    pub alive: u64,
    /// Pensions of employees awarded in the year.
    pub awards: u64,
    /// Mean of those, a month.
    pub mean_award: Fen,
    /// That as a share of the average wage (替代率).
    pub award_rate: Rate,
    /// Pensions in payment at the end.
    pub pensions: u64,
    /// Mean of those, a month.
    pub mean_pension: Fen,
    /// That as a share of the average wage.
    pub pension_rate: Rate,
    /// Average wage of the year, a month.
    pub average_wage: Fen,
    /// Contributors of the pension per pensioner (抚养比), two decimals.
    pub support: Option<Rate>,
}

/// The people of a tenth by wage level, over all years simulated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decile {
    /// From 1, the lowest wages, to 10.
    pub decile: usize,
    /// How many.
    pub people: u64,
    /// Who has more by the reform: benefits drawn less own contributions.
    pub winners: u64,
    /// Who has less.
    pub losers: u64,
    /// Change of a person in the mean, all years together.
    pub mean_change: Fen,
}

/// The whole result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Region code.
    pub region: String,
    /// Its names.
    pub region_names: (String, String),
    /// First year.
    pub first: i32,
    /// Years.
    pub years: i32,
    /// People alive at the begin.
    pub persons: u64,
    /// People born since.
    pub born: u64,
    /// Where chance began.
    pub seed: u64,
    /// Names of the reform, and what it changes.
    pub reform: Option<(String, String)>,
    /// Were people and balances taken from records?
    pub recorded: bool,
    /// Hash of the law.
    pub law: String,
    /// Funds by scenario, fund and year.
    pub funds: Vec<FundYear>,
    /// People by scenario and year.
    pub people: Vec<PeopleYear>,
    /// Tenths; empty without a reform.
    pub deciles: Vec<Decile>,
    /// Every assumption.
    pub assumptions: Vec<Assumed>,
    /// Parameters of the law that were let grow with the wages.
    pub follow_wages: Vec<&'static str>,
    /// Parameters whose last value was held.
    pub held: Vec<&'static str>,
    /// What the law does not say, so that it is missing from the result.
    #[serde(serialize_with = "problems")]
    pub missing: Vec<(Fund, Missing)>,
}

/// A figure that the law does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

fn problems<S: serde::Serializer>(missing: &[(Fund, Missing)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(missing.iter().map(|(fund, missing)| (fund.key(), &missing.zh, &missing.en)))
}

/// Puts the report together.
pub(crate) fn assembled(
    plan: &Plan<'_>,
    law: &Law<'_>,
    years: &[Year<'_>],
    counted: &Counted,
    missing: Vec<(Fund, Problem)>,
) -> Result<Report> {
    let persons = u64::try_from(plan.population.alive()).unwrap_or(0);
    let opening = openings(plan, &counted.before)?;
    let mut funds = Vec::new();
    let mut people = Vec::new();
    for (scenario, tallies) in [(Scenario::Current, &counted.before), (Scenario::Reform, &counted.after)] {
        for fund in Fund::ALL.iter().copied() {
            let mut balance = opening[place(fund)];
            for (year, tally) in years.iter().zip(tallies) {
                let row = fund_year(scenario, fund, year, &tally.flows[place(fund)], balance)?;
                balance = row.closing;
                funds.push(row);
            }
        }
        for (year, tally) in years.iter().zip(tallies) {
            people.push(people_year(scenario, year, tally)?);
        }
    }
    let first = plan.population.first();
    let (follow_wages, held) = followed(law);
    let (zh, en) = law.region_names();
    Ok(Report {
        region: plan.region.to_owned(),
        region_names: (zh.to_owned(), en.to_owned()),
        first,
        years: plan.years,
        persons,
        born: counted.before.iter().map(|tally| tally.born).sum(),
        seed: plan.population.seed,
        reform: plan.reform.map(|reform| {
            let (zh, en) = reform.names();
            (zh.to_owned(), en.to_owned())
        }),
        recorded: plan.recorded,
        law: plan.law.hash().to_owned(),
        funds,
        people,
        deciles: if plan.reform.is_some() { deciles(counted) } else { Vec::new() },
        assumptions: plan.assumptions.listed(first, plan.years)?,
        follow_wages,
        held,
        missing: missing
            .into_iter()
            .map(|(fund, problem)| (fund, Missing { zh: problem.zh(), en: problem.en() }))
            .collect(),
    })
}

/// The balances at the begin: those given, else so many months of the first year's expense under the law of today.
fn openings(plan: &Plan<'_>, before: &[YearTally]) -> Result<[Fen; Fund::ALL.len()]> {
    let mut opening = [Fen::ZERO; Fund::ALL.len()];
    let assumed = plan.assumptions.law()?;
    let on = crate::assumption::january(plan.population.first())?;
    let Some(first) = before.first() else { return Ok(opening) };
    for row in assumed.table("fund.reserve", on)?.value.rows() {
        let named = row.word("fund").and_then(Fund::from_key).zip(row.whole("months"));
        let Some((fund, months)) = named else {
            return Err(codes::BAD_ASSUMPTION.with("id", "fund.reserve").with("why", "fund and months"));
        };
        let months = small("fund.reserve", months)?;
        let expense = expense(&first.flows[place(fund)]);
        opening[place(fund)] = Rounding::FenHalfUp.divide(i128::from(expense.get()) * i128::from(months), 12);
    }
    for (fund, balance) in plan.balances {
        opening[place(*fund)] = *balance;
    }
    Ok(opening)
}

fn expense(flow: &Flow) -> Fen {
    flow.benefits + flow.grants
}

fn fund_year(scenario: Scenario, fund: Fund, year: &Year<'_>, flow: &Flow, opening: Fen) -> Result<FundYear> {
    let interest = year.figures.fund_yield.of(opening.max(Fen::ZERO), Rounding::FenHalfUp);
    let income = flow.contributions + flow.subsidies + interest;
    let expense = expense(flow);
    let closing = fund_closing(&mut NoTrace, opening, [income, Fen::ZERO], [expense, Fen::ZERO]);
    let by_case = matches!(fund, Fund::Medical | Fund::ResidentMedical | Fund::Injury);
    let payable = |expense: Fen| {
        let above = i128::from(closing.get()) * 12;
        let names = ("可支付月数", "months payable");
        quotient(&mut NoTrace, names, ("balance", above), ("expense", i128::from(expense.get())), 1)
    };
    Ok(FundYear {
        scenario,
        fund,
        year: year.year,
        contributors: mean_of_months(flow.paying),
        beneficiaries: if by_case { flow.drawing } else { mean_of_months(flow.drawing) },
        contributions: flow.contributions,
        subsidies: flow.subsidies,
        interest,
        income,
        benefits: flow.benefits,
        grants: flow.grants,
        expense,
        opening,
        closing,
        months_payable: if expense.is_zero() { None } else { Some(payable(expense)?) },
    })
}

fn people_year(scenario: Scenario, year: &Year<'_>, tally: &YearTally) -> Result<PeopleYear> {
    let mean = |sum: Fen, count: u64| {
        if count == 0 {
            Fen::ZERO
        } else {
            Rounding::FenHalfUp.divide(i128::from(sum.get()), i128::from(count))
        }
    };
    let share = |part: Fen| {
        let whole = i128::from(year.average.get());
        quotient(
            &mut NoTrace,
            ("替代率", "replacement rate"),
            ("pension", i128::from(part.get())),
            ("average wage", whole),
            4,
        )
    };
    let (mean_award, mean_pension) =
        (mean(tally.awarded, tally.awards), mean(tally.pension_sum, tally.pensions));
    let flow = &tally.flows[place(Fund::Pension)];
    let support = quotient(
        &mut NoTrace,
        ("抚养比", "contributors per pensioner"),
        ("contributors", i128::from(flow.paying)),
        ("pensioners", i128::from(flow.drawing)),
        2,
    );
    Ok(PeopleYear {
        scenario,
        year: year.year,
        born: tally.born,
        died: tally.died,
        alive: tally.alive,
        awards: tally.awards,
        mean_award,
        award_rate: share(mean_award)?,
        pensions: tally.pensions,
        mean_pension,
        pension_rate: share(mean_pension)?,
        average_wage: year.average,
        support: if flow.drawing == 0 { None } else { Some(support?) },
    })
}

fn mean_of_months(months: u64) -> u64 {
    (months + 6) / 12
}

fn deciles(counted: &Counted) -> Vec<Decile> {
    let row = |(n, tenth): (usize, &crate::run::Tenth)| Decile {
        decile: n + 1,
        people: tenth.people,
        winners: tenth.winners,
        losers: tenth.losers,
        mean_change: match tenth.people {
            0 => Fen::ZERO,
            people => Rounding::FenHalfUp.divide(i128::from(tenth.change.get()), i128::from(people)),
        },
    };
    counted.tenths.iter().enumerate().map(row).collect()
}

impl Scenario {
    /// Chinese and English name.
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Scenario::Current => ("现行", "current law"),
            Scenario::Reform => ("改革", "with the reform"),
        }
    }

    fn cell(self) -> Cell {
        let (zh, en) = self.names();
        Cell::Words(zh.to_owned(), en.to_owned())
    }
}

/// How every result is made and what it never counts, whatever the law says: said on each.
const METHOD: &[(&str, &str, &str)] = &[
    (
        "method.behaviour",
        "个人和单位不因改革改变行为；人口不迁移",
        "nobody behaves otherwise because of a reform; nobody moves in or out",
    ),
    (
        "method.past",
        "按假设生成的人口中，期初已退休人员按期初法规对其记录核定养老金",
        "of people made from assumptions, those retired at the begin draw what the law of then awards for their record",
    ),
    (
        "not_simulated.pension",
        "未模拟：财政对职工养老基金的补助、中央调剂、病残津贴、退休后账户余额利息",
        "not simulated: state support of the employee pension fund, national pooling, disability allowances, interest on accounts in payment",
    ),
    (
        "not_simulated.unemployment",
        "未模拟：稳岗返还、技能补贴、一次性失业待遇",
        "not simulated: job-keeping refunds, skill subsidies, lump sums of the unemployed",
    ),
    (
        "not_simulated.injury",
        "未模拟：伤残津贴、护理费、工亡待遇、工伤医疗费",
        "not simulated: monthly injury allowances, nursing, deaths at work, treatment of injuries",
    ),
];

fn share(rate: Rate) -> Cell {
    rules::Unit::Ratio.shown(rate).into()
}

fn or_dash(rate: Option<Rate>) -> Cell {
    rate.map_or_else(|| "—".into(), Cell::from)
}

impl Report {
    /// Everything as tables: funds, people, tenths, assumptions.
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.fund_table(), self.people_table()];
        if !self.deciles.is_empty() {
            tables.push(self.decile_table());
        }
        tables.push(self.assumption_table());
        tables
    }

    fn fund_table(&self) -> Table {
        let head = [
            ("方案", "scenario"),
            ("基金", "fund"),
            ("年", "year"),
            ("缴费人数", "contributors"),
            ("领取人数（医疗、工伤为人次）", "beneficiaries (medical, injury: cases)"),
            ("缴费收入", "contributions"),
            ("财政补贴", "subsidies"),
            ("利息", "interest"),
            ("收入合计", "income"),
            ("待遇支出", "benefits"),
            ("一次性支出", "paid once"),
            ("支出合计", "expense"),
            ("期末结余", "balance"),
            ("可支付月数", "months payable"),
        ];
        let mut table = Table::new("funds", ("基金收支", "Funds"), &head);
        table.rows = self
            .funds
            .iter()
            .map(|row| {
                vec![
                    row.scenario.cell(),
                    Cell::Words(row.fund.zh().to_owned(), row.fund.en().to_owned()),
                    row.year.into(),
                    row.contributors.into(),
                    row.beneficiaries.into(),
                    row.contributions.into(),
                    row.subsidies.into(),
                    row.interest.into(),
                    row.income.into(),
                    row.benefits.into(),
                    row.grants.into(),
                    row.expense.into(),
                    row.closing.into(),
                    or_dash(row.months_payable),
                ]
            })
            .collect();
        table
    }

    fn people_table(&self) -> Table {
        let head = [
            ("方案", "scenario"),
            ("年", "year"),
            ("出生", "born"),
            ("死亡", "died"),
            ("年末人数", "alive at the end"),
            ("新增退休", "pensions awarded"),
            ("人均新增养老金", "mean award"),
            ("新增替代率", "replacement rate of awards"),
            ("年末领取职工养老金", "pensions in payment"),
            ("人均养老金", "mean pension"),
            ("替代率", "replacement rate"),
            ("月平均工资", "average wage"),
            ("缴费与领取人数之比", "contributors per pensioner"),
        ];
        let mut table = Table::new("people", ("人口与养老金水平", "People and pensions"), &head);
        table.rows = self
            .people
            .iter()
            .map(|row| {
                vec![
                    row.scenario.cell(),
                    row.year.into(),
                    row.born.into(),
                    row.died.into(),
                    row.alive.into(),
                    row.awards.into(),
                    row.mean_award.into(),
                    share(row.award_rate),
                    row.pensions.into(),
                    row.mean_pension.into(),
                    share(row.pension_rate),
                    row.average_wage.into(),
                    or_dash(row.support),
                ]
            })
            .collect();
        table
    }

    fn decile_table(&self) -> Table {
        let head = [
            ("工资十分位", "decile of wages"),
            ("人数", "people"),
            ("受益人数", "winners"),
            ("受损人数", "losers"),
            ("人均变化（元，全期）", "mean change, yuan, all years"),
        ];
        let mut table = Table::new("deciles", ("谁受益、谁受损", "Winners and losers"), &head);
        table.rows = self
            .deciles
            .iter()
            .map(|row| {
                vec![
                    row.decile.into(),
                    row.people.into(),
                    row.winners.into(),
                    row.losers.into(),
                    row.mean_change.into(),
                ]
            })
            .collect();
        table
    }

    fn assumption_table(&self) -> Table {
        let head =
            [("假设", "assumption"), ("名称", "name"), ("自", "from"), ("值", "value"), ("依据", "source")];
        let mut table = Table::new("assumptions", ("假设", "Assumptions"), &head);
        let words = |zh: &str, en: &str| Cell::Words(zh.to_owned(), en.to_owned());
        table.rows = self
            .assumptions
            .iter()
            .map(|row| {
                vec![
                    row.id.as_str().into(),
                    words(&row.zh, &row.en),
                    row.from.into(),
                    row.value.as_str().into(),
                    row.source.as_str().into(),
                ]
            })
            .collect();
        let ours = || words("方法", "method");
        let mut said = |key: &str, zh: &str, en: &str, value: String| {
            table.rows.push(vec![key.into(), words(zh, en), self.first.into(), value.into(), ours()]);
        };
        said(
            "law.follows_wages",
            "法定参数：未公布的年度随平均工资增长",
            "figures of the law that grow with the wages where not published",
            self.follow_wages.join(", "),
        );
        said(
            "law.held",
            "法定参数：未公布的年度保持最近一期",
            "figures of the law held at their last value",
            self.held.join(", "),
        );
        for (key, zh, en) in METHOD {
            table.rows.push(vec![(*key).into(), words(zh, en), self.first.into(), "—".into(), ours()]);
        }
        for (fund, missing) in &self.missing {
            table.rows.push(vec![
                format!("missing.{}", fund.key()).into(),
                words(&missing.zh, &missing.en),
                self.first.into(),
                words("未模拟", "not simulated"),
                ours(),
            ]);
        }
        table
    }
}

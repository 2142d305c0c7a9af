//! The award (待遇核定): basic, account and transition part.

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::account::january;
use crate::codes;
use crate::contribution::rounding_of;
use crate::law::{Figure, Law, optional};
use crate::retirement::payment_months;
use crate::trace::{Step, Trace};

/// Contribution years as a province counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Years {
    /// So many years, with decimals.
    Decimal(Rate),
    /// Whole years and months beyond, each with a rate of its own (Shanghai).
    YearsAndMonths(i64, i64),
}

/// Which wage the transition part is a share of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransitionMethod {
    /// Indexed wage × years × coefficient (most provinces).
    IndexedWage,
    /// Mean of base and indexed wage × years × coefficient (Sichuan).
    MeanOfBaseAndIndexed,
}

/// Service before the accounts (视同缴费或建账前年限).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Years.
    pub years: Rate,
    /// Share per year.
    pub coefficient: Figure<Rate>,
    /// Its own index where it has one; else the average index.
    pub index: Option<Rate>,
}

/// A region's method.
#[derive(Clone, Debug)]
pub struct PensionRules {
    /// Share of the basic pension per year.
    pub basic_rate: Figure<Rate>,
    /// Share per month beyond whole years, where months count by themselves.
    pub month_rate: Option<Figure<Rate>>,
    /// Rounding of each item.
    pub item_rounding: Figure<Rounding>,
    /// Rounding of the total.
    pub total_rounding: Figure<Rounding>,
    /// Method of the transition part.
    pub transition: TransitionMethod,
    /// Extra item per year of all service, of the indexed wage.
    pub extra: Option<Figure<Rate>>,
}

/// Everything that the formula multiplies.
#[derive(Clone, Debug)]
pub struct PensionItems {
    /// Pension base (计发基数).
    pub base: Figure<Fen>,
    /// Average index.
    pub index: Rate,
    /// Factor of the first base where the index is low (Guangdong), else one.
    pub low_index_factor: Rate,
    /// All years.
    pub years: Years,
    /// Account balance at retirement.
    pub account: Fen,
    /// Payment months.
    pub payment_months: Rate,
    /// Service before the accounts.
    pub transition: Option<Transition>,
    /// Local additions, already in yuan a month.
    pub additions: Fen,
}

/// A pension a month, by item. The total is the sum of the items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Award {
    /// Basic pension (基础养老金).
    pub basic: Fen,
    /// Account pension (个人账户养老金).
    pub account: Fen,
    /// Transition pension (过渡性养老金).
    pub transition: Fen,
    /// Extra item of some provinces.
    pub extra: Fen,
    /// Local additions.
    pub additions: Fen,
    /// All together.
    pub total: Fen,
    /// Computed with an earlier year's base because the year's own is not out (预发).
    pub provisional: bool,
}

/// The facts of a person's award.
#[derive(Clone, Copy, Debug)]
pub struct AwardFacts {
    /// Month of retirement; the pension runs from the month after.
    pub month: FeeMonth,
    /// Age in months at retirement.
    pub age_months: i32,
    /// Months paid.
    pub paid_months: i64,
    /// Months deemed paid.
    pub deemed_months: i64,
    /// Average index.
    pub index: Rate,
    /// Account balance at retirement.
    pub account: Fen,
}

impl PensionRules {
    /// A region's method in a month.
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing.
    pub fn at(law: &Law<'_>, month: FeeMonth) -> Result<PensionRules> {
        let transition = match law.word("pension.transition_formula", month)?.value {
            "mean-of-base-and-indexed" => TransitionMethod::MeanOfBaseAndIndexed,
            _ => TransitionMethod::IndexedWage,
        };
        Ok(PensionRules {
            basic_rate: law.rate("pension.basic_rate", month)?,
            month_rate: optional(law.rate("pension.month_rate", month))?,
            item_rounding: rounding_of(law, "pension.item_rounding", month)?,
            total_rounding: rounding_of(law, "pension.total_rounding", month)?,
            transition,
            extra: optional(law.rate("pension.extra_coefficient", month))?,
        })
    }
}

/// Months as years, the way the region rounds them (缴费年限取位).
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn years(law: &Law<'_>, month: FeeMonth, months: i64) -> Result<Years> {
    let unit = match law.word("pension.years_rounding", month)?.value {
        "year-and-month" => return Ok(Years::YearsAndMonths(months / 12, months % 12)),
        "two-decimals" => (months * 200 + 12) / 24 * 10_000_000,
        "cut-two-decimals" => months * 100 / 12 * 10_000_000,
        "up-one-decimal" => (months * 10 + 11) / 12 * 100_000_000,
        _ => (months * 2_000_000_000 + 12) / 24,
    };
    Ok(Years::Decimal(Rate::from_nano(unit)))
}

/// The base of the year of retirement; while it is not out, that of the latest year known and `true`.
///
/// # Errors
/// `LAW-0101` or `LAW-0104` where none of the last three years is known.
pub fn pension_base(law: &Law<'_>, month: FeeMonth) -> Result<(Figure<Fen>, bool)> {
    for earlier in 0..3 {
        if let Some(base) = optional(law.money("pension.base", january(month.year() - earlier)?))? {
            return Ok((base, earlier > 0));
        }
    }
    law.money("pension.base", month).map(|base| (base, false))
}

const NANO: i128 = 1_000_000_000;

/// The formula, over given figures.
///
/// # Errors
/// `LAW-0206` where the payment months are zero; `LAW-0101` where a month rate is needed and missing.
pub fn compute<T: Trace>(trace: &mut T, items: &PensionItems, rules: &PensionRules) -> Result<Award> {
    if items.payment_months <= Rate::ZERO {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "payment_months"));
    }
    trace.open();
    let rounding = rules.item_rounding.value;
    let wage = i128::from(items.base.value.get());
    let index = i128::from(items.index.nano());
    // Twice the mean of base and indexed wage, in fen × 1e9; all years as a share, × 1e18.
    let twice_mean = wage * (i128::from(items.low_index_factor.nano()) + index);
    let share = share(items.years, rules)?;
    let basic = rounding.divide(twice_mean * share / NANO, 2 * NANO * NANO);
    trace.note(|| {
        let step = Step::new("基础养老金", "basic pension", basic)
            .by("(base + base × index) ÷ 2 × years × rate")
            .figure("base", &items.base)
            .input("index", items.index)
            .figure("rate", &rules.basic_rate)
            .rounded(rounding);
        match items.years {
            Years::Decimal(years) => step.input("years", years),
            Years::YearsAndMonths(years, months) => step.input("years", years).input("months", months),
        }
    });
    let account =
        rounding.divide(i128::from(items.account.get()) * NANO, i128::from(items.payment_months.nano()));
    trace.note(|| {
        Step::new("个人账户养老金", "account pension", account)
            .by("account ÷ payment_months")
            .input("account", items.account)
            .input("payment_months", items.payment_months)
            .rounded(rounding)
    });
    let transition =
        items.transition.as_ref().map_or(Fen::ZERO, |part| transition(trace, items, rules, part));
    let extra = rules.extra.as_ref().map_or(Fen::ZERO, |rate| extra(trace, items, rate, rounding));
    let sum = basic + account + transition + extra + items.additions;
    let total = rules.total_rounding.value.divide(i128::from(sum.get()), 1);
    trace.close(|| {
        Step::new("基本养老金", "pension a month", total)
            .by("basic + account + transition + extra + additions")
            .input("additions", items.additions)
            .rounded(rules.total_rounding.value)
    });
    Ok(Award { basic, account, transition, extra, additions: items.additions, total, provisional: false })
}

/// Years × rate, × 1e18.
fn share(years: Years, rules: &PensionRules) -> Result<i128> {
    let per_year = i128::from(rules.basic_rate.value.nano());
    match years {
        Years::Decimal(years) => Ok(i128::from(years.nano()) * per_year),
        Years::YearsAndMonths(years, months) => {
            let Some(per_month) = &rules.month_rate else {
                return Err(codes::MISSING
                    .with("id", "pension.month_rate")
                    .with("region", "-")
                    .with("at", "-"));
            };
            let months = i128::from(months) * i128::from(per_month.value.nano());
            Ok((i128::from(years) * per_year + months) * NANO)
        }
    }
}

fn transition<T: Trace>(trace: &mut T, items: &PensionItems, rules: &PensionRules, part: &Transition) -> Fen {
    let index = i128::from(part.index.unwrap_or(items.index).nano());
    let wage = i128::from(items.base.value.get());
    let years = i128::from(part.years.nano()) * i128::from(part.coefficient.value.nano());
    let rounding = rules.item_rounding.value;
    let (amount, formula) = match rules.transition {
        TransitionMethod::IndexedWage => {
            (rounding.divide(wage * index * years / NANO, NANO * NANO), "base × index × years × coefficient")
        }
        TransitionMethod::MeanOfBaseAndIndexed => (
            rounding.divide(wage * (NANO + index) * years / NANO, 2 * NANO * NANO),
            "(base + base × index) ÷ 2 × years × coefficient",
        ),
    };
    trace.note(|| {
        Step::new("过渡性养老金", "transition pension", amount)
            .by(formula)
            .figure("base", &items.base)
            .input("index", part.index.unwrap_or(items.index))
            .input("years", part.years)
            .figure("coefficient", &part.coefficient)
            .rounded(rounding)
    });
    amount
}

fn extra<T: Trace>(trace: &mut T, items: &PensionItems, rate: &Figure<Rate>, rounding: Rounding) -> Fen {
    let years = match items.years {
        Years::Decimal(years) => i128::from(years.nano()),
        Years::YearsAndMonths(years, months) => (i128::from(years) * 12 + i128::from(months)) * NANO / 12,
    };
    let share = years * i128::from(rate.value.nano());
    let wage = i128::from(items.base.value.get()) * i128::from(items.index.nano());
    let amount = rounding.divide(wage * share / NANO, NANO * NANO);
    trace.note(|| {
        Step::new("增发养老金", "extra item", amount)
            .by("base × index × years × rate")
            .figure("rate", rate)
            .rounded(rounding)
    });
    amount
}

/// The award of a person under a region's law: base, years, payment months and coefficients from the law. Provisional
/// while the base of the year is not published; awarded again when it is.
///
/// # Errors
/// `LAW-0101` where the law lacks a figure.
pub fn award<T: Trace>(trace: &mut T, law: &Law<'_>, facts: &AwardFacts) -> Result<Award> {
    let rules = PensionRules::at(law, facts.month)?;
    trace.open();
    let (base, provisional) = pension_base(law, facts.month)?;
    let transition = if facts.deemed_months > 0 {
        let years = Rate::ratio(facts.deemed_months, 12).unwrap_or(Rate::ZERO);
        let years = match self::years(law, facts.month, facts.deemed_months)? {
            Years::Decimal(rounded) => rounded,
            Years::YearsAndMonths(..) => years,
        };
        let coefficient = law.rate("pension.transition_coefficient", facts.month)?;
        Some(Transition { years, coefficient, index: None })
    } else {
        None
    };
    let low_index_factor = low_index_factor(law, facts.month, facts.index)?;
    let items = PensionItems {
        base,
        index: facts.index,
        low_index_factor,
        years: years(law, facts.month, facts.paid_months + facts.deemed_months)?,
        account: facts.account,
        payment_months: payment_months(trace, law, facts.month, facts.age_months)?,
        transition,
        additions: Fen::ZERO,
    };
    let award = Award { provisional, ..compute(trace, &items, &rules)? };
    trace.close(|| {
        Step::new("养老金核定", "pension award", award.total)
            .input("month", facts.month)
            .input("paid_months", facts.paid_months)
            .input("deemed_months", facts.deemed_months)
            .input("provisional", provisional)
    });
    Ok(award)
}

/// Where the law scales the first base of a low index: index ÷ limit, four decimals.
fn low_index_factor(law: &Law<'_>, month: FeeMonth, index: Rate) -> Result<Rate> {
    let Some(limit) = optional(law.rate("pension.low_index", month))? else { return Ok(Rate::ONE) };
    if index >= limit.value {
        return Ok(Rate::ONE);
    }
    let factor = Rate::ratio(index.nano(), limit.value.nano()).unwrap_or(Rate::ONE);
    Ok(Rate::from_nano((factor.nano() + 50_000) / 100_000 * 100_000))
}

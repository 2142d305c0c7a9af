//! The award (待遇核定): basic, account and transition part.

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::account::january;
use crate::contribution::rounding_of;
use crate::law::{Figure, Law, optional};
use crate::retirement::payment_months;
use crate::trace::{Step, Trace};

use super::parts::{account_part, basic_part, extra_part, transition_part};

/// Contribution years as a province counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Years {
    /// So many years, with decimals.
    Decimal(Rate),
    /// Whole years and months beyond, each with a rate of its own (Shanghai).
    YearsAndMonths(i64, i64),
}

/// The pension base of the plain and of the indexed wage. One figure in most provinces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bases {
    /// Base that is taken as it is (计发基数).
    pub plain: Figure<Fen>,
    /// Base that is multiplied by the index.
    pub indexed: Figure<Fen>,
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
    /// Least index of the transition part, where there is one (Inner Mongolia).
    pub transition_index_floor: Option<Figure<Rate>>,
    /// Extra item per year of all service, of the indexed wage.
    pub extra: Option<Figure<Rate>>,
}

/// Everything that the formula multiplies.
#[derive(Clone, Debug)]
pub struct PensionItems {
    /// Pension bases.
    pub bases: Bases,
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

impl Bases {
    /// The same base for both.
    pub fn one(base: Figure<Fen>) -> Bases {
        Bases { indexed: base.clone(), plain: base }
    }

    /// Province and city base, each in the place that the region's formula gives it.
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing about the formula.
    pub fn of(law: &Law<'_>, month: FeeMonth, province: Figure<Fen>, city: Figure<Fen>) -> Result<Bases> {
        Ok(match law.word("pension.base_formula", month)?.value {
            "city-and-indexed-province" => Bases { plain: city, indexed: province },
            "province-and-indexed-city" => Bases { plain: province, indexed: city },
            _ => Bases::one(province),
        })
    }
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
            transition_index_floor: optional(law.rate("pension.transition_index_floor", month))?,
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

/// The bases of the year of retirement; while one is not out, that of the latest year known and `true`.
///
/// # Errors
/// `LAW-0101` or `LAW-0104` where none of the last three years is known.
pub fn pension_bases(law: &Law<'_>, month: FeeMonth) -> Result<(Bases, bool)> {
    let (province, provisional) = latest(law, "pension.base", month)?;
    if law.word("pension.base_formula", month)?.value == "one-base" {
        return Ok((Bases::one(province), provisional));
    }
    let (city, city_provisional) = latest(law, "pension.city_base", month)?;
    Ok((Bases::of(law, month, province, city)?, provisional || city_provisional))
}

fn latest(law: &Law<'_>, id: &str, month: FeeMonth) -> Result<(Figure<Fen>, bool)> {
    for earlier in 0..3 {
        if let Some(base) = optional(law.money(id, january(month.year() - earlier)?))? {
            return Ok((base, earlier > 0));
        }
    }
    law.money(id, month).map(|base| (base, false))
}

/// The formula, over given figures.
///
/// # Errors
/// `LAW-0206` where the payment months are zero; `LAW-0101` where a month rate is needed and missing; `LAW-0205` for
/// figures beyond all measure.
pub fn compute<T: Trace>(trace: &mut T, items: &PensionItems, rules: &PensionRules) -> Result<Award> {
    trace.open();
    let basic = basic_part(trace, items, rules)?;
    let account = account_part(trace, items.account, items.payment_months, rules)?;
    let transition = match &items.transition {
        Some(part) => transition_part(trace, &items.bases, items.index, part, rules)?,
        None => Fen::ZERO,
    };
    let extra = match &rules.extra {
        Some(rate) => extra_part(trace, items, rate, rules)?,
        None => Fen::ZERO,
    };
    let total = total(basic, account, transition, extra, items.additions, rules);
    trace.close(|| {
        Step::new("基本养老金", "pension a month", total)
            .by("basic + account + transition + extra + additions")
            .input("additions", items.additions)
            .rounded(rules.total_rounding.value)
    });
    Ok(Award { basic, account, transition, extra, additions: items.additions, total, provisional: false })
}

/// The sum of the items, rounded as the region rounds a total.
pub fn total(
    basic: Fen,
    account: Fen,
    transition: Fen,
    extra: Fen,
    additions: Fen,
    rules: &PensionRules,
) -> Fen {
    let sum = basic + account + transition + extra + additions;
    rules.total_rounding.value.divide(i128::from(sum.get()), 1)
}

/// The award of a person under a region's law: base, years, payment months and coefficients from the law. Provisional
/// while the base of the year is not published; awarded again when it is.
///
/// # Errors
/// `LAW-0101` where the law lacks a figure.
pub fn award<T: Trace>(trace: &mut T, law: &Law<'_>, facts: &AwardFacts) -> Result<Award> {
    let rules = PensionRules::at(law, facts.month)?;
    trace.open();
    let (bases, provisional) = pension_bases(law, facts.month)?;
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
        bases,
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
///
/// # Errors
/// Only where the parameter is of another kind.
pub fn low_index_factor(law: &Law<'_>, month: FeeMonth, index: Rate) -> Result<Rate> {
    let Some(limit) = optional(law.rate("pension.low_index", month))? else { return Ok(Rate::ONE) };
    if index >= limit.value {
        return Ok(Rate::ONE);
    }
    let factor = Rate::ratio(index.nano(), limit.value.nano()).unwrap_or(Rate::ONE);
    Ok(Rate::from_nano((factor.nano() + 50_000) / 100_000 * 100_000))
}

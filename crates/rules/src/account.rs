//! The personal account (个人账户): what is credited, its interest of a year, what is left to heirs.
//!
//! Source of the methods: 劳办发〔1997〕116号. Not here: entries and their booking (`business`).

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::codes;
use crate::contribution::Category;
use crate::exact::NANO;
use crate::law::{Figure, Law, optional};
use crate::trace::{Step, Trace};

/// How interest on the credits of a year is computed (计息方法).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InterestMethod {
    /// Month by month (月积数法): a credit of month n bears interest from that month on.
    MonthlyAccumulation,
    /// By the year (年度计算法): half the credits × factor 1.083.
    Annual(Figure<Rate>),
}

/// The interest of a year. Rounded once; the part on credits is what remains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearInterest {
    /// All interest of the year.
    pub interest: Fen,
    /// Part on the opening balance.
    pub on_opening: Fen,
    /// Part on the credits of the year.
    pub on_credits: Fen,
    /// Opening + credits + interest.
    pub closing: Fen,
}

/// Share of a contribution base credited to the pension account: 11 % 1998 to 2005, 8 % since.
///
/// # Errors
/// `LAW-0101` where the law says nothing about the month.
pub fn account_credit<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    category: Category,
    month: FeeMonth,
    base: Fen,
) -> Result<Fen> {
    let ratio = law.rate(&format!("contribution.pension.{}.account_ratio", category.key()), month)?;
    let credit = ratio.value.of(base, Rounding::FenHalfUp);
    trace.note(|| {
        Step::new("记入个人账户", "credited to the account", credit)
            .by("base × account_ratio")
            .input("base", base)
            .figure("account_ratio", &ratio)
            .rounded(Rounding::FenHalfUp)
    });
    Ok(credit)
}

/// The bookkeeping rate (记账利率) of a year.
///
/// # Errors
/// `LAW-0101`, or `LAW-0104` before it is published (about June of the year after).
pub fn bookkeeping_rate(law: &Law<'_>, year: i32) -> Result<Figure<Rate>> {
    law.rate("account.bookkeeping_rate", january(year)?)
}

/// The rate of a year, or, while it is not out, the latest published one and `true` for "provisional".
///
/// # Errors
/// `LAW-0101` where no rate of the ten years before is known either.
pub fn latest_bookkeeping_rate(law: &Law<'_>, year: i32) -> Result<(Figure<Rate>, bool)> {
    for earlier in 0..10 {
        if let Some(rate) = optional(bookkeeping_rate(law, year - earlier))? {
            return Ok((rate, earlier > 0));
        }
    }
    bookkeeping_rate(law, year).map(|rate| (rate, false))
}

/// The method in force for a year.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn interest_method(law: &Law<'_>, year: i32) -> Result<InterestMethod> {
    let month = january(year)?;
    Ok(match law.word("account.interest_method", month)?.value {
        "annual" => InterestMethod::Annual(law.rate("account.annual_factor", month)?),
        _ => InterestMethod::MonthlyAccumulation,
    })
}

pub(crate) fn january(year: i32) -> Result<FeeMonth> {
    FeeMonth::new(year, 1).ok_or_else(|| codes::OUT_OF_RANGE.with("what", "year").with("value", year))
}

/// Interest to the end of month `through` (12 at the year end; fewer when a person leaves, retires or dies).
/// `credits[0]` is January's. Payments out of the account are negative credits.
pub fn year_interest<T: Trace>(
    trace: &mut T,
    opening: Fen,
    credits: &[Fen; 12],
    rate: &Figure<Rate>,
    method: &InterestMethod,
    through: i64,
) -> YearInterest {
    let through = through.clamp(0, 12);
    let nano = i128::from(rate.value.nano());
    let added: Fen = credits.iter().copied().sum();
    let opening_points = i128::from(opening.get()) * i128::from(through);
    let points: i128 = (1..)
        .zip(credits)
        .map(|(month, credit)| i128::from(credit.get()) * i128::from((through - month + 1).max(0)))
        .sum();
    let (exact, over, formula) = match method {
        InterestMethod::MonthlyAccumulation => {
            let formula = "opening × rate × months ÷ 12 + Σ credit(n) × (months − n + 1) × rate ÷ 12";
            ((opening_points + points) * nano, 12 * NANO, formula)
        }
        InterestMethod::Annual(factor) => {
            let on_added = i128::from(added.get()) * i128::from(factor.value.nano()) * i128::from(through);
            let exact = (2 * opening_points * NANO + on_added) * nano;
            (exact, 24 * NANO * NANO, "opening × rate + credits × rate × factor ÷ 2, × months ÷ 12")
        }
    };
    let interest = Rounding::FenHalfUp.divide(exact, over);
    let on_opening = Rounding::FenHalfUp.divide(opening_points * nano, 12 * NANO);
    let result = YearInterest {
        interest,
        on_opening,
        on_credits: interest - on_opening,
        closing: opening + added + interest,
    };
    trace.note(|| {
        let mut step = Step::new("本年利息", "interest of the year", interest)
            .by(formula)
            .input("opening", opening)
            .input("credits", added)
            .input("points", Rounding::FenHalfUp.divide(points, 1))
            .input("months", through)
            .figure("rate", rate)
            .rounded(Rounding::FenHalfUp);
        if let InterestMethod::Annual(factor) = method {
            step = step.figure("factor", factor);
        }
        step.steps = vec![
            Step::new("期初余额利息", "interest on the opening balance", result.on_opening),
            Step::new("本年记入利息", "interest on the credits", result.on_credits),
            Step::new("期末余额", "closing balance", result.closing),
        ];
        step
    });
    result
}

/// What heirs receive (个人账户继承): the balance at retirement or death with its interest, less the account pension already
/// paid, if above zero (社会保险法第十四条).
pub fn inheritance<T: Trace>(trace: &mut T, balance: Fen, interest: Fen, paid: Fen) -> Fen {
    let left = (balance + interest - paid).max(Fen::ZERO);
    trace.note(|| {
        Step::new("个人账户继承额", "inherited account", left)
            .by("balance + interest − paid, not below zero")
            .input("balance", balance)
            .input("interest", interest)
            .input("paid", paid)
    });
    left
}

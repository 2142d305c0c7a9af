//! The average contribution index (平均缴费指数).

use kernel::{FeeMonth, Fen, Rate, Result};

use crate::account::january;
use crate::codes;
use crate::law::{Figure, Law, optional};
use crate::trace::{Step, Trace};

/// An index and the weight (months or years) it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IndexPart {
    /// Index of the part.
    pub index: Rate,
    /// Its weight.
    pub weight: Rate,
}

/// What was paid in a calendar year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearPaid {
    /// Calendar year.
    pub year: i32,
    /// Sum of the monthly bases.
    pub bases: Fen,
    /// Months paid.
    pub months: i64,
}

const NANO: i128 = 1_000_000_000;

fn half_up(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// Sum of index × weight ÷ total weight, rounded half up to so many decimals. The average itself is never clamped.
///
/// # Errors
/// `LAW-0206` where the total weight is zero.
pub fn average_index<T: Trace>(
    trace: &mut T,
    parts: &[IndexPart],
    total: Rate,
    decimals: i64,
) -> Result<Rate> {
    if total <= Rate::ZERO {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "total_weight"));
    }
    let sum: i128 =
        parts.iter().map(|part| i128::from(part.index.nano()) * i128::from(part.weight.nano())).sum();
    let unit = 10i128.pow(9 - u32::try_from(decimals.clamp(0, 9)).unwrap_or(9));
    let nano = half_up(sum, i128::from(total.nano()) * unit) * unit;
    let index = Rate::from_nano(
        i64::try_from(nano).map_err(|_| codes::OUT_OF_RANGE.with("what", "index").with("value", nano))?,
    );
    trace.note(|| {
        let mut step = Step::new("平均缴费指数", "average index", index)
            .by("Σ index × weight ÷ total_weight")
            .input("total_weight", total)
            .input("decimals", decimals);
        step.steps = parts
            .iter()
            .map(|part| Step::new("指数", "index", part.index).input("weight", part.weight))
            .collect();
        step
    });
    Ok(index)
}

/// The average index of a person's whole history: months paid by year against the region's average wage, deemed months at
/// the deemed index or the person's own average, gap months as the region treats them. Parameters are those in force in the month of award.
///
/// # Errors
/// `LAW-0101` where an average wage or a rule is not known; `LAW-0206` without any month.
pub fn index_of_history<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    award_month: FeeMonth,
    paid: &[YearPaid],
    deemed_months: i64,
    gap_months: i64,
) -> Result<Rate> {
    let offset = law.whole("pension.reference_year_offset", award_month)?;
    let gaps = law.word("pension.gap_months", award_month)?;
    let decimals = law.whole("pension.index_decimals", award_month)?;
    trace.open();
    let mut parts = Vec::with_capacity(paid.len() + 1);
    for year in paid.iter().filter(|year| year.months > 0) {
        let reference = year.year + i32::try_from(offset.value).unwrap_or(0);
        let wage = law.money("pension.average_wage", january(reference)?)?;
        // Sum of bases ÷ wage weighs each month once, so the weight of the year is already in it.
        let months = whole(year.months)?;
        let index =
            ratio(i128::from(year.bases.get()), i128::from(wage.value.get()) * i128::from(year.months))?;
        trace.note(|| {
            Step::new(format!("{} 年缴费指数", year.year), format!("index of {}", year.year), index)
                .by("Σ bases ÷ months ÷ average_wage")
                .input("bases", year.bases)
                .input("months", year.months)
                .figure("average_wage", &wage)
        });
        parts.push(IndexPart { index, weight: months });
    }
    // At the person's own average deemed months leave the average as it is.
    let own_average = law.word("pension.deemed_index_method", award_month)?.value == "own-average";
    let deemed_months = if own_average { 0 } else { deemed_months };
    if deemed_months > 0 {
        let deemed =
            optional(law.rate("pension.deemed_index", award_month))?.unwrap_or(Figure::given(Rate::ONE));
        trace.note(|| Step::new("视同缴费", "deemed months", deemed_months).figure("deemed_index", &deemed));
        parts.push(IndexPart { index: deemed.value, weight: whole(deemed_months)? });
    }
    let months: i64 = paid.iter().map(|year| year.months).sum::<i64>() + deemed_months;
    let total = if gaps.value == "as-zero" { months + gap_months.max(0) } else { months };
    let index = average_index(trace, &parts, whole(total)?, decimals.value)?;
    trace.close(|| {
        Step::new("平均缴费指数", "average index of the whole history", index)
            .input("months", months)
            .input("gap_months", gap_months)
            .figure("gaps", &gaps)
            .figure("reference_year_offset", &offset)
            .figure("decimals", &decimals)
    });
    Ok(index)
}

fn whole(number: i64) -> Result<Rate> {
    ratio(i128::from(number), 1)
}

fn ratio(numerator: i128, denominator: i128) -> Result<Rate> {
    if denominator == 0 {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "average_wage"));
    }
    i64::try_from(half_up(numerator * NANO, denominator))
        .map(Rate::from_nano)
        .map_err(|_| codes::OUT_OF_RANGE.with("what", "index").with("value", numerator))
}

//! When a person may retire (2025 reform of the retirement age) and how long they must have contributed.
//!
//! Not here: which group a woman belongs to; that follows from her post and is a recorded fact.

use kernel::{FeeMonth, Rate, Result};

use crate::account::january;
use crate::codes;
use crate::law::{Law, optional};
use crate::trace::{Step, Trace};

/// Group of the retirement age, by the age before the reform (原法定退休年龄).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetirementGroup {
    /// Men, 60 (男职工).
    Male60,
    /// Women, 55 (管理技术岗位女职工).
    Female55,
    /// Women, 50 (生产操作岗位女职工).
    Female50,
}

impl RetirementGroup {
    /// All of them.
    pub const ALL: [RetirementGroup; 3] =
        [RetirementGroup::Male60, RetirementGroup::Female55, RetirementGroup::Female50];

    /// The word used in law files and interfaces.
    pub const fn key(self) -> &'static str {
        match self {
            RetirementGroup::Male60 => "male-60",
            RetirementGroup::Female55 => "female-55",
            RetirementGroup::Female50 => "female-50",
        }
    }

    /// From the word used in files.
    pub fn from_key(key: &str) -> Option<RetirementGroup> {
        RetirementGroup::ALL.into_iter().find(|group| group.key() == key)
    }
}

/// A statutory retirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retirement {
    /// Statutory age in months (法定退休年龄).
    pub age_months: i32,
    /// Months added by the reform.
    pub delay_months: i32,
    /// The month that age is reached.
    pub month: FeeMonth,
}

/// Earliest, statutory and latest month (弹性退休).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlexibleRange {
    /// Earliest month.
    pub earliest: FeeMonth,
    /// Statutory month.
    pub statutory: FeeMonth,
    /// Latest month.
    pub latest: FeeMonth,
}

/// How the month of retirement was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetirementMode {
    /// At the statutory age.
    Statutory,
    /// Earlier.
    Early,
    /// Later.
    Delayed,
}

fn small(value: i64) -> Result<i32> {
    i32::try_from(value).map_err(|_| codes::OUT_OF_RANGE.with("what", "months").with("value", value))
}

/// Statutory retirement of a person born in a month: `delay = min(months after the first affected birth ÷ step + 1, cap)`.
/// The law in force when the age before the reform is reached decides.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn retirement<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    group: RetirementGroup,
    birth: FeeMonth,
) -> Result<Retirement> {
    let id = |what: &str| format!("retirement.{}.{what}", group.key());
    let original = law.whole(&id("original_age"), birth.plus(50 * 12))?;
    let age = small(original.value)?;
    let reached = birth.plus(age);
    let first = optional(law.month(&id("first_birth"), reached))?;
    let mut delay = 0;
    let mut cited = None;
    if let Some(first) = first {
        let (step, cap) = (law.whole(&id("step"), reached)?, law.whole(&id("cap"), reached)?);
        let after = first.value.months_until(birth);
        if after >= 0 {
            delay = (after / small(step.value.max(1))? + 1).min(small(cap.value)?);
        }
        cited = Some((first, step, cap));
    }
    let result = Retirement { age_months: age + delay, delay_months: delay, month: reached.plus(delay) };
    trace.note(|| {
        let step = Step::new("法定退休年月", "statutory retirement", result.month)
            .input("group", group.key())
            .input("birth", birth)
            .figure("original_age", &original)
            .input("delay", delay);
        match &cited {
            Some((first, pace, cap)) => step
                .by("birth + original_age + min((birth − first_birth) ÷ step + 1, cap)")
                .figure("first_birth", first)
                .figure("step", pace)
                .figure("cap", cap),
            None => step.by("birth + original_age"),
        }
    });
    Ok(result)
}

/// The months a person may choose under the rules in force `on` a month (人社部发〔2024〕94号).
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn flexible_range<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: FeeMonth,
    group: RetirementGroup,
    birth: FeeMonth,
) -> Result<FlexibleRange> {
    trace.open();
    let statutory = retirement(trace, law, group, birth)?;
    let (early, late) = (law.whole("retirement.early_max", on)?, law.whole("retirement.delay_max", on)?);
    let original = statutory.month.plus(-statutory.delay_months);
    let range = FlexibleRange {
        earliest: statutory.month.plus(-small(early.value)?).max(original),
        statutory: statutory.month,
        latest: statutory.month.plus(small(late.value)?),
    };
    trace.close(|| {
        Step::new("弹性退休区间", "flexible retirement", format!("{} – {}", range.earliest, range.latest))
            .by("max(statutory − early_max, original age) to statutory + delay_max")
            .figure("early_max", &early)
            .figure("delay_max", &late)
    });
    Ok(range)
}

/// The year whose minimum counts: the chosen one when early, the statutory one otherwise.
pub fn reference_year(statutory_year: i32, mode: RetirementMode, chosen_year: i32) -> i32 {
    if mode == RetirementMode::Early { chosen_year } else { statutory_year }
}

/// Minimum contribution months (最低缴费年限) of a reference year: 180 up to 2029, 6 more each year to 240 in 2039.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn minimum_months<T: Trace>(trace: &mut T, law: &Law<'_>, reference_year: i32) -> Result<i64> {
    let months = law.whole("pension.minimum_months", january(reference_year)?)?;
    trace.note(|| {
        Step::new("最低缴费月数", "minimum contribution months", months.value)
            .input("reference_year", reference_year)
            .figure("months", &months)
    });
    Ok(months.value)
}

/// Months the disability allowance (病残津贴) is paid to a person below the minimum years: a first span, and so much more
/// per further year paid, a part year counting as one (人社部发〔2024〕72号).
///
/// # Errors
/// `LAW-0101` where the law says nothing; `LAW-0201` for negative months.
pub fn disability_months<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: FeeMonth,
    contribution_months: i64,
) -> Result<i64> {
    if contribution_months < 0 {
        return Err(codes::NEGATIVE.with("what", "contribution_months").with("value", contribution_months));
    }
    let first = law.whole("disability.first_months", on)?;
    let within = law.whole("disability.first_contribution_months", on)?;
    let per_year = law.whole("disability.months_per_year", on)?;
    let further = (contribution_months - within.value).max(0);
    let paid = first.value + per_year.value * ((further + 11) / 12);
    trace.note(|| {
        Step::new("病残津贴支付月数", "months of the disability allowance", paid)
            .by("first + per_year × further years, part years up")
            .input("contribution_months", contribution_months)
            .figure("first", &first)
            .figure("first_contribution_months", &within)
            .figure("per_year", &per_year)
    });
    Ok(paid)
}

/// Payment months (计发月数) of an age, since 2025 interpolated between whole years to one decimal. Ages below the table
/// take its first row, ages above its last.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn payment_months<T: Trace>(trace: &mut T, law: &Law<'_>, on: FeeMonth, age_months: i32) -> Result<Rate> {
    let table = law.table("pension.payment_months", on)?;
    let interpolated = law.flag("pension.payment_months_interpolated", on)?;
    let rows: Vec<(i64, i64)> =
        table.value.rows().filter_map(|row| Some((row.whole("age")?, row.whole("months")?))).collect();
    let (Some(&(youngest, _)), Some(&(oldest, _))) = (rows.first(), rows.last()) else {
        return Err(codes::MISSING
            .with("id", "pension.payment_months")
            .with("region", law.region())
            .with("at", on));
    };
    let age = i64::from(age_months).clamp(youngest * 12, oldest * 12);
    let (years, extra) = (age / 12, age % 12);
    let months_at =
        |year: i64| rows.iter().find(|(age, _)| *age == year.min(oldest)).map_or(0, |(_, months)| *months);
    let (low, high) = (months_at(years), months_at(years + 1));
    let twelfths = if interpolated.value { low * 12 + (high - low) * extra } else { low * 12 };
    // One decimal, half up: tenths = twelfths × 10 ÷ 12.
    let tenths = (twelfths * 20 + 12) / 24;
    let months = Rate::from_nano(tenths * 100_000_000);
    trace.note(|| {
        let mut step = Step::new("计发月数", "payment months", months)
            .by("table(age) + (table(age + 1) − table(age)) × months ÷ 12, one decimal")
            .input("age_months", age_months)
            .input("table_low", low)
            .input("table_high", high)
            .figure("interpolated", &interpolated);
        step.parameters.extend(table.parameter.clone());
        step
    });
    Ok(months)
}

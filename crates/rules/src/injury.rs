//! Work injury (工伤保险): own wage, lump sums, allowances, nursing, death, dependants, missing persons, leaving grants.
//!
//! Source: 工伤保险条例 (2010) and the provinces' regulations, which are parameters. Not here: whether something is an
//! injury and of which grade; those are decisions of an authority and recorded facts.

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::codes;
use crate::contribution::clamp;
use crate::exact::NANO;
use crate::law::{Figure, Law, On, optional};
use crate::trace::{Step, Trace};
use crate::value::{Row, Table};

const ROUND: Rounding = Rounding::FenHalfUp;

/// The share of the lowest and highest own wage in the average wage of the pooling area.
#[derive(Clone, Debug)]
pub struct OwnWageRules {
    /// Floor, 60 %.
    pub floor: Figure<Rate>,
    /// Ceiling, 300 %.
    pub ceiling: Figure<Rate>,
}

impl OwnWageRules {
    /// The rule on a day (工伤保险条例第六十四条).
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing.
    pub fn at(law: &Law<'_>, on: On) -> Result<OwnWageRules> {
        Ok(OwnWageRules {
            floor: law.rate("injury.own_wage_floor", on)?,
            ceiling: law.rate("injury.own_wage_ceiling", on)?,
        })
    }
}

/// Mean of the monthly contribution wages before the injury (本人工资, up to twelve months).
///
/// # Errors
/// `LAW-0206` without any month.
pub fn mean_wage<T: Trace>(trace: &mut T, wages: &[Fen]) -> Result<Fen> {
    let months = i64::try_from(wages.len()).unwrap_or(0);
    if months == 0 {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "wages"));
    }
    let sum: Fen = wages.iter().copied().sum();
    let mean = ROUND.divide(i128::from(sum.get()), i128::from(months));
    trace.note(|| {
        Step::new("月平均缴费工资", "mean contribution wage", mean)
            .by("Σ wages ÷ months")
            .input("sum", sum)
            .input("months", months)
            .rounded(ROUND)
    });
    Ok(mean)
}

/// Own wage (本人工资) held between 60 % and 300 % of the average wage.
pub fn own_wage<T: Trace>(trace: &mut T, wage: Fen, average_wage: &Figure<Fen>, rules: &OwnWageRules) -> Fen {
    let (floor, ceiling) =
        (rules.floor.value.of(average_wage.value, ROUND), rules.ceiling.value.of(average_wage.value, ROUND));
    let own = clamp(wage, floor, ceiling);
    trace.note(|| {
        Step::new("本人工资", "own wage", own)
            .by("min(max(wage, average_wage × floor), average_wage × ceiling)")
            .input("wage", wage)
            .figure("average_wage", average_wage)
            .figure("floor", &rules.floor)
            .figure("ceiling", &rules.ceiling)
    });
    own
}

/// The row of a grade.
fn of_grade<'t>(table: &Figure<&'t Table>, grade: i64) -> Option<Row<'t>> {
    table.value.rows().find(|row| row.whole("grade") == Some(grade))
}

fn no_grade(grade: i64) -> kernel::Problem {
    codes::OUT_OF_RANGE.with("what", "grade").with("value", grade)
}

/// One-off disability grant (一次性伤残补助金): own wage × months of the grade.
///
/// # Errors
/// `LAW-0101` where the law says nothing; `LAW-0205` for a grade that does not exist.
pub fn lump<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, grade: i64, own_wage: Fen) -> Result<Fen> {
    let table = law.table("injury.lump_months", on)?;
    let months =
        of_grade(&table, grade).and_then(|row| row.whole("months")).ok_or_else(|| no_grade(grade))?;
    let lump = ROUND.divide(i128::from(own_wage.get()) * i128::from(months), 1);
    trace.note(|| {
        Step::new("一次性伤残补助金", "one-off disability grant", lump)
            .by("own_wage × months")
            .input("own_wage", own_wage)
            .input("grade", grade)
            .input("months", months)
            .cite(&table.parameter)
    });
    Ok(lump)
}

/// A monthly disability allowance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Own wage × share of the grade (伤残津贴).
    pub allowance: Fen,
    /// What lifts it to the minimum wage (补足差额).
    pub top_up: Fen,
    /// Both.
    pub paid: Fen,
    /// Paid by the fund (grades 1 to 4) or by the employer (5 and 6).
    pub by_fund: bool,
}

/// Monthly disability allowance (伤残津贴) of grades 1 to 6, not below the minimum wage. Grades 7 to 10 have none.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn allowance<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    grade: i64,
    own_wage: Fen,
    minimum_wage: Option<Fen>,
) -> Result<Allowance> {
    let table = law.table("injury.allowance_shares", on)?;
    let row = of_grade(&table, grade);
    let share = row.and_then(|row| row.rate("share")).unwrap_or(Rate::ZERO);
    let by_fund = row.and_then(|row| row.word("payer")) == Some("fund");
    let allowance = share.of(own_wage, ROUND);
    let top_up = match minimum_wage {
        Some(minimum) if row.is_some() => (minimum - allowance).max(Fen::ZERO),
        _ => Fen::ZERO,
    };
    let result = Allowance { allowance, top_up, paid: allowance + top_up, by_fund };
    trace.note(|| {
        let mut step = Step::new("伤残津贴", "monthly disability allowance", result.paid)
            .by("own_wage × share + max(minimum_wage − that, 0)")
            .input("own_wage", own_wage)
            .input("grade", grade)
            .input("share", share)
            .rounded(ROUND)
            .cite(&table.parameter);
        if let Some(minimum) = minimum_wage {
            step = step.input("minimum_wage", minimum);
        }
        step.steps = vec![
            Step::new("按比例", "by the share", allowance),
            Step::new("补足差额", "up to the minimum wage", top_up),
        ];
        step
    });
    Ok(result)
}

/// What the fund adds to a pension that is lower than the disability allowance it replaces (工伤保险条例第三十五条).
pub fn pension_top_up<T: Trace>(trace: &mut T, allowance: Fen, pension: Fen) -> Fen {
    let top_up = (allowance - pension).max(Fen::ZERO);
    trace.note(|| {
        Step::new("退休后补足", "up to the allowance after retirement", top_up)
            .by("max(allowance − pension, 0)")
            .input("allowance", allowance)
            .input("pension", pension)
    });
    top_up
}

/// Treatment that the fund pays (工伤保险条例第三十条): all of what stands in its catalogues of drugs, treatment and stays.
pub fn treatment<T: Trace>(trace: &mut T, total: Fen, outside: Fen) -> Fen {
    let paid = (total - outside).max(Fen::ZERO);
    trace.note(|| {
        Step::new("工伤医疗费用", "treatment paid by the fund", paid)
            .by("max(total − outside, 0)")
            .input("total", total)
            .input("outside", outside)
    });
    paid
}

/// Monthly nursing allowance (生活护理费) of a level of dependence: a share of the average wage of the year before.
///
/// # Errors
/// `LAW-0101` where the law says nothing; `LAW-0205` for an unknown level.
pub fn nursing<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    level: &str,
    average_wage: &Figure<Fen>,
) -> Result<Fen> {
    let table = law.table("injury.nursing_shares", on)?;
    let share =
        table.value.rows().find(|row| row.word("level") == Some(level)).and_then(|row| row.rate("share"));
    let share = share.ok_or_else(|| codes::OUT_OF_RANGE.with("what", "level").with("value", level))?;
    let amount = share.of(average_wage.value, ROUND);
    trace.note(|| {
        Step::new("生活护理费", "nursing allowance", amount)
            .by("average_wage × share")
            .figure("average_wage", average_wage)
            .input("level", level)
            .input("share", share)
            .rounded(ROUND)
            .cite(&table.parameter)
    });
    Ok(amount)
}

/// Funeral grant (丧葬补助金): so many months of the average wage. `over` is 12 for an annual wage.
pub fn funeral<T: Trace>(trace: &mut T, average_wage: &Figure<Fen>, over: i64, months: &Figure<i64>) -> Fen {
    let exact = i128::from(average_wage.value.get()) * i128::from(months.value);
    let funeral = ROUND.divide(exact, i128::from(over.max(1)));
    trace.note(|| {
        Step::new("丧葬补助金", "funeral grant", funeral)
            .by("average_wage ÷ months_of_wage × months")
            .figure("average_wage", average_wage)
            .input("months_of_wage", over)
            .figure("months", months)
            .rounded(ROUND)
    });
    funeral
}

/// One-off death grant (一次性工亡补助金): 20 × the national disposable income of urban residents of the year before.
pub fn death_grant<T: Trace>(trace: &mut T, income: &Figure<Fen>, multiple: &Figure<i64>) -> Fen {
    let grant = ROUND.divide(i128::from(income.value.get()) * i128::from(multiple.value), 1);
    trace.note(|| {
        Step::new("一次性工亡补助金", "one-off death grant", grant)
            .by("income × multiple")
            .figure("income", income)
            .figure("multiple", multiple)
    });
    grant
}

/// What dependants draw together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DependantPensions {
    /// By dependant, before the ceiling.
    pub each: Vec<Fen>,
    /// Their sum before the ceiling.
    pub raw_sum: Fen,
    /// The sum paid: not above the own wage of the deceased.
    pub sum: Fen,
    /// By dependant, cut in proportion; they add up to `sum`.
    pub prorated: Vec<Fen>,
}

/// Monthly pensions of dependants (供养亲属抚恤金): by kind a share of the own wage of the deceased, and more for orphans
/// and the lonely old; together not above that wage.
///
/// # Errors
/// `LAW-0101` where the law says nothing; `LAW-0205` for an unknown kind.
pub fn dependants<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    own_wage: Fen,
    kinds: &[&str],
) -> Result<DependantPensions> {
    let table = law.table("injury.dependant_shares", on)?;
    trace.open();
    let mut each = Vec::with_capacity(kinds.len());
    for kind in kinds {
        let row = table.value.rows().find(|row| row.word("kind") == Some(kind));
        let share = row.and_then(|row| row.rate("share"));
        let share = share.ok_or_else(|| codes::OUT_OF_RANGE.with("what", "kind").with("value", kind))?;
        let amount = share.of(own_wage, ROUND);
        trace.note(|| {
            Step::new("供养亲属", "dependant", amount)
                .by("own_wage × share")
                .input("kind", kind)
                .input("share", share)
        });
        each.push(amount);
    }
    let raw_sum: Fen = each.iter().copied().sum();
    let sum = raw_sum.min(own_wage);
    let prorated = prorate(&each, raw_sum, sum);
    trace.close(|| {
        Step::new("供养亲属抚恤金", "pensions of dependants", sum)
            .by("min(Σ own_wage × share, own_wage)")
            .input("own_wage", own_wage)
            .input("raw_sum", raw_sum)
            .rounded(ROUND)
            .cite(&table.parameter)
    });
    Ok(DependantPensions { each, raw_sum, sum, prorated })
}

/// Cuts parts in proportion so that they add up to the sum: each takes what the running share gives it.
fn prorate(parts: &[Fen], raw: Fen, sum: Fen) -> Vec<Fen> {
    if raw == sum || raw.is_zero() {
        return parts.to_vec();
    }
    let (mut running, mut given) = (0i128, Fen::ZERO);
    let part = |part: &Fen| {
        running += i128::from(part.get());
        let until = ROUND.divide(running * i128::from(sum.get()), i128::from(raw.get()));
        let own = until - given;
        given = until;
        own
    };
    parts.iter().map(part).collect()
}

/// What is due when somebody goes missing on duty (因工下落不明).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Months whose wage the employer goes on paying, from the month of the event.
    pub wage_months: Vec<FeeMonth>,
    /// First month of the dependants' pensions.
    pub dependants_from: FeeMonth,
    /// Share of the death grant that may be advanced to those in need.
    pub advance: Fen,
}

/// Missing on duty (工伤保险条例第四十一条).
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn missing<T: Trace>(trace: &mut T, law: &Law<'_>, event: FeeMonth, grant: Fen) -> Result<Missing> {
    let months = law.whole("injury.missing_wage_months", event)?;
    let share = law.rate("injury.missing_advance", event)?;
    let count = i32::try_from(months.value).unwrap_or(0).max(0);
    let found = Missing {
        wage_months: (0..count).map(|n| event.plus(n)).collect(),
        dependants_from: event.plus(count),
        advance: share.value.of(grant, ROUND),
    };
    trace.note(|| {
        Step::new("因工下落不明", "missing on duty", found.dependants_from)
            .by("wage for the first months; pensions after; grant × advance")
            .input("event", event)
            .figure("wage_months", &months)
            .input("grant", grant)
            .figure("advance", &share)
    });
    Ok(found)
}

/// How a person leaves.
#[derive(Clone, Copy, Debug)]
pub struct Leaving {
    /// Grade, 5 to 10.
    pub grade: i64,
    /// Occupational disease (职业病).
    pub occupational_disease: bool,
    /// The person ends the relation.
    pub by_person: bool,
    /// Years to the statutory retirement age, where they matter.
    pub years_to_retire: Option<Rate>,
}

/// One-off grants when the relation ends (一次性工伤医疗补助金、一次性伤残就业补助金), in yuan or in months of the average wage
/// as the province sets them. The second is paid by the employer.
///
/// # Errors
/// `LAW-0101` where the province's figures are not known; `LAW-0205` for grades without grants.
pub fn leaving<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    person: Leaving,
    average_wage: impl FnOnce() -> Result<Figure<Fen>>,
) -> Result<(Fen, Fen)> {
    trace.open();
    let (base, cite) = leaving_base(trace, law, on, person.grade, average_wage)?;
    let near = near_retirement(law, on, person)?;
    let disease = match person.occupational_disease {
        true => optional(law.rate("injury.leaving_occupational", on))?,
        false => None,
    };
    let factor = disease.as_ref().map_or(NANO, |extra| NANO + i128::from(extra.value.nano()));
    let cut = |amount: Fen, factor: i128, share: Rate| {
        ROUND.divide(i128::from(amount.get()) * factor * i128::from(share.nano()), NANO * NANO)
    };
    let grants = (cut(base.0, factor, near.0), cut(base.1, NANO, near.1));
    trace.close(|| {
        let mut step = Step::new("离职补助金", "leaving grants", format!("{} + {}", grants.0, grants.1))
            .by("medical × (1 + occupational) × near_retirement; employment × near_retirement")
            .input("medical", base.0)
            .input("employment", base.1)
            .input("near_retirement_medical", near.0)
            .input("near_retirement_employment", near.1)
            .rounded(ROUND)
            .cite(&cite);
        if let Some(extra) = &disease {
            step = step.figure("occupational", extra);
        }
        step
    });
    Ok(grants)
}

type Cite = Option<std::sync::Arc<crate::ParameterRef>>;

fn leaving_base<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    grade: i64,
    average_wage: impl FnOnce() -> Result<Figure<Fen>>,
) -> Result<((Fen, Fen), Cite)> {
    if let Some(table) = optional(law.table("injury.leaving_sums", on))? {
        let row = of_grade(&table, grade).ok_or_else(|| no_grade(grade))?;
        let sums = (row.money("medical").unwrap_or(Fen::ZERO), row.money("employment").unwrap_or(Fen::ZERO));
        return Ok((sums, table.parameter));
    }
    let table = law.table("injury.leaving_months", on)?;
    let row = of_grade(&table, grade).ok_or_else(|| no_grade(grade))?;
    let wage = average_wage()?;
    let months = |column| row.whole(column).unwrap_or(0);
    let sum = |column| ROUND.divide(i128::from(wage.value.get()) * i128::from(months(column)), 1);
    trace.note(|| {
        Step::new("按平均工资月数", "in months of the average wage", wage.value)
            .figure("average_wage", &wage)
            .input("medical_months", months("medical"))
            .input("employment_months", months("employment"))
    });
    Ok(((sum("medical"), sum("employment")), table.parameter))
}

/// Shares left near retirement: the row of the first bound that the years lie below. Nothing at retirement itself.
fn near_retirement(law: &Law<'_>, on: On, person: Leaving) -> Result<(Rate, Rate)> {
    let whole = (Rate::ONE, Rate::ONE);
    let Some(years) = person.years_to_retire else { return Ok(whole) };
    if years <= Rate::ZERO {
        return Ok((Rate::ZERO, Rate::ZERO));
    }
    if !person.by_person {
        return Ok(whole);
    }
    let Some(table) = optional(law.table("injury.leaving_near_retirement", on))? else { return Ok(whole) };
    let row = table.value.rows().find(|row| {
        row.whole("below_years").is_some_and(|bound| i128::from(years.nano()) < i128::from(bound) * NANO)
    });
    Ok(row.map_or(whole, |row| {
        (row.rate("medical").unwrap_or(Rate::ONE), row.rate("employment").unwrap_or(Rate::ONE))
    }))
}

//! Unemployment insurance (失业保险): how long, how much, lump sums, transfer between provinces, refunds to employers.
//!
//! Source: 失业保险条例, 社会保险法 chapter 5 and the provinces' regulations, which are parameters. Not here: whether a
//! person lost work against their will; that is a recorded fact.

use kernel::{Fen, Rate, Result, Rounding};

use crate::codes;
use crate::exact::NANO;
use crate::law::{Figure, Law, On, optional};
use crate::trace::{Step, Trace};

const ROUND: Rounding = Rounding::FenHalfUp;

/// Months of benefit (领取期限) for years paid, with the unused months of an earlier spell, up to the ceiling. A band of the
/// region's table gives so many months at its start and more for every full step of years beyond it.
///
/// # Errors
/// `LAW-0101` where the region's table is not known.
pub fn duration<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, years: Rate, unused: i64) -> Result<i64> {
    let table = law.table("unemployment.duration", on)?;
    let ceiling = law.whole("unemployment.longest", on)?;
    let band = table
        .value
        .rows()
        .filter(|row| row.rate("from_years").is_some_and(|from| from <= years))
        .max_by_key(|row| row.rate("from_years"));
    let own = band.map_or(0, |row| {
        let from = row.rate("from_years").unwrap_or(Rate::ZERO);
        let step = row.rate("step_years").unwrap_or(Rate::ONE).nano().max(1);
        let steps = (years.nano() - from.nano()) / step;
        let months = row.whole("months").unwrap_or(0) + steps * row.whole("step_months").unwrap_or(0);
        row.whole("at_most").map_or(months, |most| months.min(most))
    });
    // Below the first band an earlier spell's rest counts only where the region says so.
    let counts = band.is_some()
        || optional(law.flag("unemployment.unused_below_first_band", on))?.is_some_and(|flag| flag.value);
    let months = (own + if counts { unused } else { 0 }).min(ceiling.value);
    trace.note(|| {
        Step::new("领取失业保险金月数", "months of benefit", months)
            .by("min(months of the band + full steps × step_months + unused, longest)")
            .input("years", years)
            .input("own", own)
            .input("unused", unused)
            .figure("longest", &ceiling)
            .cite(&table.parameter)
    });
    Ok(months)
}

/// The monthly benefit that the region prints, by years paid and month of benefit.
///
/// # Errors
/// `LAW-0101` where the region's table is not known.
pub fn printed_amount<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    years: Rate,
    month_index: i64,
) -> Result<Fen> {
    let table = law.table("unemployment.amounts", on)?;
    let row = table
        .value
        .rows()
        .filter(|row| row.whole("from_month").is_some_and(|from| from <= month_index))
        .filter(|row| row.rate("from_years").is_some_and(|from| from <= years))
        .max_by_key(|row| (row.whole("from_month"), row.rate("from_years")));
    let amount = row.and_then(|row| row.money("amount"));
    let amount =
        amount.ok_or_else(|| codes::OUT_OF_RANGE.with("what", "month_index").with("value", month_index))?;
    trace.note(|| {
        Step::new("失业保险金标准", "benefit of the month", amount)
            .by("table(years, month_index)")
            .input("years", years)
            .input("month_index", month_index)
            .cite(&table.parameter)
    });
    Ok(amount)
}

/// The benefit of a month (失业保险金) in the way the region sets it: as it prints it by years paid and month of benefit, or a
/// share of the minimum wage.
///
/// # Errors
/// `LAW-0101` where the region sets it in neither way.
pub fn monthly<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, years: Rate, month_index: i64) -> Result<Fen> {
    let Some(ratio) = optional(law.rate("unemployment.benefit_ratio", on))? else {
        return printed_amount(trace, law, on, years, month_index);
    };
    let wage = law.money("unemployment.minimum_wage", on)?;
    Ok(share_of(trace, ("失业保险金", "benefit"), ("minimum_wage", &wage), &ratio))
}

/// A share of an amount: the benefit of the minimum wage, its medical supplement, a job-seeking allowance.
pub fn share_of<T: Trace>(
    trace: &mut T,
    (zh, en): (&'static str, &'static str),
    (name, amount): (&'static str, &Figure<Fen>),
    ratio: &Figure<Rate>,
) -> Fen {
    let share = ratio.value.of(amount.value, ROUND);
    trace.note(|| {
        Step::new(zh, en, share)
            .by(format!("{name} × ratio"))
            .figure(name, amount)
            .figure("ratio", ratio)
            .rounded(ROUND)
    });
    share
}

/// So many months' benefit in one sum.
pub fn months_in_one<T: Trace>(trace: &mut T, monthly: Fen, months: &Figure<i64>) -> Fen {
    let sum = ROUND.divide(i128::from(monthly.get()) * i128::from(months.value), 1);
    trace.note(|| {
        Step::new("一次性发给", "lump sum", sum)
            .by("monthly × months")
            .input("monthly", monthly)
            .figure("months", months)
    });
    sum
}

/// Months paid in one sum on re-employment, and those kept for a later spell: half of the unused, a part month up, where
/// contract and new insurance are long enough.
///
/// # Errors
/// `LAW-0101` where the region has no such rule.
pub fn reemployment_months<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    remaining: i64,
    contract_years: Rate,
    insured_months: i64,
) -> Result<(i64, i64)> {
    let share = law.rate("unemployment.reemployment_share", on)?;
    let contract = law.rate("unemployment.reemployment_contract_years", on)?;
    let insured = law.whole("unemployment.reemployment_insured_months", on)?;
    let entitled = contract_years >= contract.value && insured_months >= insured.value;
    let exact = i128::from(remaining.max(0)) * i128::from(share.value.nano());
    let paid = if entitled { i64::try_from((exact + NANO - 1) / NANO).unwrap_or(0) } else { 0 };
    trace.note(|| {
        Step::new("再就业一次性月数", "months in one sum on re-employment", paid)
            .by("remaining × share, part months up")
            .input("remaining", remaining)
            .figure("share", &share)
            .input("contract_years", contract_years)
            .figure("contract_years_needed", &contract)
            .input("insured_months", insured_months)
            .figure("insured_months_needed", &insured)
    });
    Ok((paid, remaining - paid))
}

/// Money that follows a person to another province (跨省转移): the rest of the benefit, and a share of it for medical
/// premium and training.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Remaining benefit.
    pub benefit: Fen,
    /// Premium and training part.
    pub extra: Fen,
    /// Both.
    pub transfer: Fen,
}

/// The transfer; none where the person paid for less than the law's months in the leaving province: then the relation
/// alone moves.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn transfer<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    (months, monthly): (i64, Fen),
    extra_share: &Figure<Rate>,
    paid_in_origin: i64,
) -> Result<Transfer> {
    let least = law.whole("unemployment.transfer_least_months", on)?;
    let benefit = if paid_in_origin < least.value {
        Fen::ZERO
    } else {
        ROUND.divide(i128::from(monthly.get()) * i128::from(months), 1)
    };
    let extra = extra_share.value.of(benefit, ROUND);
    let result = Transfer { benefit, extra, transfer: benefit + extra };
    trace.note(|| {
        Step::new("失业保险转移金额", "transfer", result.transfer)
            .by("months × monthly + that × extra_share; nothing below the least months")
            .input("months", months)
            .input("monthly", monthly)
            .figure("extra_share", extra_share)
            .input("paid_in_origin", paid_in_origin)
            .figure("least_months", &least)
            .rounded(ROUND)
    });
    Ok(result)
}

/// Refund to an employer that kept its people (稳岗返还).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refund {
    /// Share of the insured laid off.
    pub layoff_rate: Rate,
    /// Within the limit?
    pub eligible: bool,
    /// The refund.
    pub refund: Fen,
}

/// The refund: a share of last year's contributions where the layoff rate keeps within the limit.
///
/// # Errors
/// `LAW-0206` where nobody was insured.
pub fn stabilisation<T: Trace>(
    trace: &mut T,
    (insured, reduced): (i64, i64),
    limit: &Figure<Rate>,
    paid: Fen,
    ratio: &Figure<Rate>,
) -> Result<Refund> {
    if insured <= 0 {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "insured_prev"));
    }
    let layoff_rate = Rate::ratio(reduced, insured).unwrap_or(Rate::ONE);
    // Exact: the rate that is shown is rounded, the comparison is not.
    let eligible = i128::from(reduced) * NANO <= i128::from(limit.value.nano()) * i128::from(insured);
    let refund = if eligible { ratio.value.of(paid, ROUND) } else { Fen::ZERO };
    trace.note(|| {
        Step::new("稳岗返还", "refund", refund)
            .by("paid × ratio where reduced ÷ insured ≤ limit")
            .input("insured", insured)
            .input("reduced", reduced)
            .input("layoff_rate", layoff_rate)
            .figure("limit", limit)
            .input("paid", paid)
            .figure("ratio", ratio)
            .rounded(ROUND)
    });
    Ok(Refund { layoff_rate, eligible, refund })
}

/// Skill subsidy (技能提升补贴) of a certificate's level, more for occupations in demand.
///
/// # Errors
/// `LAW-0101` where the law says nothing; `LAW-0205` for a level without subsidy.
pub fn skill_subsidy<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    level: i64,
    in_demand: bool,
) -> Result<Fen> {
    let table = law.table("unemployment.skill_subsidy", on)?;
    let row = table.value.rows().find(|row| row.whole("level") == Some(level));
    let plain = row.and_then(|row| row.money("amount"));
    let plain = plain.ok_or_else(|| codes::OUT_OF_RANGE.with("what", "level").with("value", level))?;
    let extra = match in_demand {
        true => optional(law.rate("unemployment.skill_subsidy_extra", on))?,
        false => None,
    };
    let more = extra.as_ref().map_or(Fen::ZERO, |extra| extra.value.of(plain, ROUND));
    trace.note(|| {
        let step = Step::new("技能提升补贴", "skill subsidy", plain + more)
            .by("amount(level) × (1 + extra)")
            .input("level", level)
            .cite(&table.parameter);
        match &extra {
            Some(extra) => step.figure("extra", extra),
            None => step,
        }
    });
    Ok(plain + more)
}

//! The residents' pension (城乡居民基本养老保险), its link with the employee scheme, and the occupational annuity.
//!
//! Source: 国发〔2014〕8号, 人社部发〔2014〕17号, 国办发〔2015〕18号.

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::codes;
use crate::exact::{NANO, money, product};
use crate::law::{Figure, Law, On, optional};
use crate::trace::{Step, Trace};

const ROUND: Rounding = Rounding::FenHalfUp;

/// Least subsidy of the state (政府补贴) for a yearly tier.
///
/// # Errors
/// `LAW-0101` where the law says nothing; `LAW-0202` below the lowest tier.
pub fn subsidy_minimum<T: Trace>(trace: &mut T, law: &Law<'_>, on: On, tier: Fen) -> Result<Fen> {
    let table = law.table("resident.subsidy_minimum", on)?;
    let reached = table.value.rows().filter(|row| row.money("from_tier").is_some_and(|from| from <= tier));
    let row = reached.max_by_key(|row| row.money("from_tier"));
    let Some(subsidy) = row.and_then(|row| row.money("subsidy")) else {
        let lowest = table.value.rows().filter_map(|row| row.money("from_tier")).min().unwrap_or(Fen::ZERO);
        return Err(codes::NO_TIER.with("tier", tier).with("tiers", format!("≥ {lowest}")));
    };
    trace.note(|| {
        Step::new("政府补贴最低标准", "least subsidy", subsidy).input("tier", tier).cite(&table.parameter)
    });
    Ok(subsidy)
}

/// An account of so many equal years: (tier + subsidy) × years + interest.
///
/// # Errors
/// `LAW-0205` for figures beyond all measure.
pub fn account_of_years<T: Trace>(
    trace: &mut T,
    tier: Fen,
    subsidy: Fen,
    years: Rate,
    interest: Fen,
) -> Result<Fen> {
    let yearly = i128::from((tier + subsidy).get());
    let account = money(ROUND, product(&[yearly, i128::from(years.nano())])?, NANO)? + interest;
    trace.note(|| {
        Step::new("个人账户", "account", account)
            .by("(tier + subsidy) × years + interest")
            .input("tier", tier)
            .input("subsidy", subsidy)
            .input("years", years)
            .input("interest", interest)
    });
    Ok(account)
}

/// A balance paid in so many months: the residents' account pension, the monthly annuity.
///
/// # Errors
/// `LAW-0206` where the divisor is zero.
pub fn spread<T: Trace>(
    trace: &mut T,
    (zh, en): (&'static str, &'static str),
    balance: Fen,
    divisor: &Figure<Rate>,
) -> Result<Fen> {
    if divisor.value <= Rate::ZERO {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "divisor"));
    }
    let numerator = product(&[i128::from(balance.get()), NANO])?;
    let monthly = money(ROUND, numerator, i128::from(divisor.value.nano()))?;
    trace.note(|| {
        Step::new(zh, en, monthly)
            .by("balance ÷ months")
            .input("balance", balance)
            .figure("months", divisor)
            .rounded(ROUND)
    });
    Ok(monthly)
}

/// Years that have to be paid (最低缴费年限) by somebody who reaches the age in a month: fifteen, or as many full years as there
/// were since the scheme began (国发〔2014〕8号第七条). Who had reached the age by then pays nothing.
///
/// # Errors
/// `LAW-0101` where the region's scheme has no start.
pub fn years_needed<T: Trace>(trace: &mut T, law: &Law<'_>, age_reached: FeeMonth) -> Result<i64> {
    let least = law.whole("resident.minimum_years", age_reached)?;
    let start = law.month("resident.scheme_start", age_reached)?;
    let since = i64::from(start.value.months_until(age_reached)).max(0) / 12;
    let needed = least.value.min(since);
    trace.note(|| {
        Step::new("应缴费年限", "years that have to be paid", needed)
            .by("min(minimum_years, full years from scheme_start to age_reached)")
            .input("age_reached", age_reached)
            .figure("minimum_years", &least)
            .figure("scheme_start", &start)
    });
    Ok(needed)
}

/// A resident's monthly pension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidentPension {
    /// Basic part (基础养老金), from the state.
    pub basic: Fen,
    /// Account part (个人账户养老金).
    pub account: Fen,
    /// Both.
    pub total: Fen,
}

/// The monthly pension: the region's basic pension, or where it sets none the nation's least, and the account ÷ 139.
///
/// # Errors
/// `LAW-0101` where neither is known; `LAW-0206` where the divisor is zero.
pub fn monthly_pension<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    month: FeeMonth,
    balance: Fen,
) -> Result<ResidentPension> {
    let basic = match optional(law.money("resident.basic", month))? {
        Some(basic) => basic,
        None => law.money("resident.minimum_basic", month)?,
    };
    let divisor = law.rate("resident.divisor", month)?;
    trace.open();
    let account = spread(trace, ("个人账户养老金", "account part"), balance, &divisor)?;
    let pension = ResidentPension { basic: basic.value, account, total: basic.value + account };
    trace.close(|| {
        Step::new("城乡居民养老金", "resident pension", pension.total)
            .by("basic + account part")
            .figure("basic", &basic)
    });
    Ok(pension)
}

/// Which way a person links the schemes (制度衔接).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Resident account into the employee scheme.
    ResidentToEmployee,
    /// Employee account into the residents' scheme.
    EmployeeToResident,
}

/// May the schemes be linked? Only from the employee scheme's statutory age on, before any pension is drawn, and into the
/// scheme that the employee months decide.
///
/// # Errors
/// `LAW-0101` where the minimum of the year is not known.
pub fn may_link<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    direction: Direction,
    employee_months: i64,
    age_reached: bool,
) -> Result<bool> {
    let minimum = law.whole("pension.minimum_months", on)?;
    let enough = employee_months >= minimum.value;
    let allowed = age_reached && (direction == Direction::ResidentToEmployee) == enough;
    trace.note(|| {
        Step::new("可以衔接", "link allowed", allowed)
            .by("age reached, and employee months ≥ minimum for the employee scheme, below it for the residents'")
            .input("employee_months", employee_months)
            .input("age_reached", age_reached)
            .figure("minimum", &minimum)
    });
    Ok(allowed)
}

/// The part of a yearly payment that is refunded for so many months paid in the employee scheme as well (重复缴费).
pub fn overlap_refund<T: Trace>(
    trace: &mut T,
    (zh, en): (&'static str, &'static str),
    yearly: Fen,
    months: i64,
) -> Fen {
    let refund = ROUND.divide(i128::from(yearly.get()) * i128::from(months), 12);
    trace.note(|| {
        Step::new(zh, en, refund)
            .by("yearly × months ÷ 12")
            .input("yearly", yearly)
            .input("months", months)
            .rounded(ROUND)
    });
    refund
}

/// A contribution to the occupational annuity (职业年金).
pub fn annuity_share<T: Trace>(
    trace: &mut T,
    (zh, en): (&'static str, &'static str),
    base: Fen,
    rate: &Figure<Rate>,
) -> Fen {
    let share = rate.value.of(base, ROUND);
    trace.note(|| {
        Step::new(zh, en, share).by("base × rate").input("base", base).figure("rate", rate).rounded(ROUND)
    });
    share
}

/// Pension of the ten years of transition in the public sector (十年过渡期): the old method is guaranteed; what the new one
/// gives beyond it is paid by a share that rises with the year of retirement.
///
/// # Errors
/// `LAW-0101` outside the transition.
pub fn transition_comparison<T: Trace>(
    trace: &mut T,
    law: &Law<'_>,
    on: On,
    old_method: Fen,
    new_method: Fen,
) -> Result<Fen> {
    let share = law.rate("pension.surplus_share", on)?;
    let surplus = (new_method - old_method).max(Fen::ZERO);
    let paid = old_method + share.value.of(surplus, ROUND);
    trace.note(|| {
        Step::new("新老办法对比", "old and new method", paid)
            .by("old_method + max(new_method − old_method, 0) × surplus_share")
            .input("old_method", old_method)
            .input("new_method", new_method)
            .figure("surplus_share", &share)
            .rounded(ROUND)
    });
    Ok(paid)
}

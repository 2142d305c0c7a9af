//! The items of a pension, one formula each.

use kernel::{Fen, Rate, Result, Rounding};

use super::award::{Bases, PensionItems, PensionRules, Transition, TransitionMethod, Years};
use crate::codes;
use crate::exact::{NANO, money, product};
use crate::law::Figure;
use crate::trace::{Step, Trace};

fn nano(rate: Rate) -> i128 {
    i128::from(rate.nano())
}

fn fen(amount: Fen) -> i128 {
    i128::from(amount.get())
}

/// Basic pension (基础养老金): the mean of base and indexed base × years × 1 %.
///
/// # Errors
/// `LAW-0101` where a month rate is needed and missing; `LAW-0205` for figures beyond all measure.
pub fn basic_part<T: Trace>(trace: &mut T, items: &PensionItems, rules: &PensionRules) -> Result<Fen> {
    let rounding = rules.item_rounding.value;
    let plain = product(&[fen(items.bases.plain.value), nano(items.low_index_factor)])?;
    let indexed = product(&[fen(items.bases.indexed.value), nano(items.index)])?;
    // Twice the mean in fen × 1e9, all years as a share × 1e18.
    let twice_mean = plain.checked_add(indexed).unwrap_or(i128::MAX);
    let exact = product(&[twice_mean, share(items.years, rules)?])?;
    let basic = money(rounding, exact, 2 * NANO * NANO * NANO)?;
    trace.note(|| {
        let mut step = Step::new("基础养老金", "basic pension", basic)
            .by("(base × a + indexed_base × index) ÷ 2 × years × rate")
            .figure("base", &items.bases.plain)
            .figure("indexed_base", &items.bases.indexed)
            .input("index", items.index)
            .figure("rate", &rules.basic_rate)
            .rounded(rounding);
        if items.low_index_factor != Rate::ONE {
            step = step.input("a", items.low_index_factor);
        }
        match (items.years, &rules.month_rate) {
            (Years::Decimal(years), _) => step.input("years", years),
            (Years::YearsAndMonths(years, months), Some(rate)) => {
                step.input("years", years).input("months", months).figure("month_rate", rate)
            }
            (Years::YearsAndMonths(years, months), None) => {
                step.input("years", years).input("months", months)
            }
        }
    });
    Ok(basic)
}

/// Years × rate, × 1e18.
fn share(years: Years, rules: &PensionRules) -> Result<i128> {
    let per_year = nano(rules.basic_rate.value);
    match years {
        Years::Decimal(years) => product(&[nano(years), per_year]),
        Years::YearsAndMonths(years, months) => {
            let Some(per_month) = &rules.month_rate else {
                return Err(codes::MISSING
                    .with("id", "pension.month_rate")
                    .with("region", "-")
                    .with("at", "-"));
            };
            let months = i128::from(months) * nano(per_month.value);
            product(&[i128::from(years) * per_year + months, NANO])
        }
    }
}

/// Account pension (个人账户养老金): balance at retirement ÷ payment months.
///
/// # Errors
/// `LAW-0206` where the payment months are zero; `LAW-0205` for figures beyond all measure.
pub fn account_part<T: Trace>(
    trace: &mut T,
    balance: Fen,
    payment_months: Rate,
    rules: &PensionRules,
) -> Result<Fen> {
    if payment_months <= Rate::ZERO {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "payment_months"));
    }
    let rounding = rules.item_rounding.value;
    let account = money(rounding, product(&[fen(balance), NANO])?, nano(payment_months))?;
    trace.note(|| {
        Step::new("个人账户养老金", "account pension", account)
            .by("account ÷ payment_months")
            .input("account", balance)
            .input("payment_months", payment_months)
            .rounded(rounding)
    });
    Ok(account)
}

/// Transition pension (过渡性养老金) for service before the accounts.
///
/// # Errors
/// `LAW-0205` for figures beyond all measure.
pub fn transition_part<T: Trace>(
    trace: &mut T,
    bases: &Bases,
    index: Rate,
    part: &Transition,
    rules: &PensionRules,
) -> Result<Fen> {
    let own = part.index.unwrap_or(index);
    let index = rules.transition_index_floor.as_ref().map_or(own, |floor| own.max(floor.value));
    let years = product(&[nano(part.years), nano(part.coefficient.value)])?;
    let rounding = rules.item_rounding.value;
    let indexed = product(&[fen(bases.indexed.value), nano(index)])?;
    let (wage, over, formula) = match rules.transition {
        TransitionMethod::IndexedWage => (indexed, 1, "indexed_base × index × years × coefficient"),
        TransitionMethod::MeanOfBaseAndIndexed => {
            let plain = product(&[fen(bases.plain.value), NANO])?;
            let sum = plain.checked_add(indexed).unwrap_or(i128::MAX);
            (sum, 2, "(base + indexed_base × index) ÷ 2 × years × coefficient")
        }
    };
    let amount = scaled(rounding, wage, years, over)?;
    trace.note(|| {
        let step = Step::new("过渡性养老金", "transition pension", amount)
            .by(formula)
            .figure("indexed_base", &bases.indexed)
            .input("index", index)
            .input("years", part.years)
            .figure("coefficient", &part.coefficient)
            .rounded(rounding);
        match &rules.transition_index_floor {
            Some(floor) => step.figure("index_floor", floor),
            None => step,
        }
    });
    Ok(amount)
}

/// Extra item of some provinces (增发): indexed wage × all years × rate.
///
/// # Errors
/// `LAW-0205` for figures beyond all measure.
pub fn extra_part<T: Trace>(
    trace: &mut T,
    items: &PensionItems,
    rate: &Figure<Rate>,
    rules: &PensionRules,
) -> Result<Fen> {
    let rounding = rules.item_rounding.value;
    let years = match items.years {
        Years::Decimal(years) => nano(years),
        Years::YearsAndMonths(years, months) => (i128::from(years) * 12 + i128::from(months)) * NANO / 12,
    };
    let wage = product(&[fen(items.bases.indexed.value), nano(items.index)])?;
    let amount = scaled(rounding, wage, product(&[years, nano(rate.value)])?, 1)?;
    trace.note(|| {
        Step::new("增发养老金", "extra item", amount)
            .by("indexed_base × index × years × rate")
            .figure("indexed_base", &items.bases.indexed)
            .input("index", items.index)
            .figure("rate", rate)
            .rounded(rounding)
    });
    Ok(amount)
}

/// `wage` (fen × 1e9) × `share` (× 1e18) ÷ `over`.
fn scaled(rounding: Rounding, wage: i128, share: i128, over: i128) -> Result<Fen> {
    money(rounding, product(&[wage, share])?, over * NANO * NANO * NANO)
}

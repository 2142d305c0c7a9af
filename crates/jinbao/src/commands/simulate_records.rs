//! The people and balances on record, as a simulation begins with them.

use business::benefits::Benefit;
use business::everybody::{OnRecord, everybody};
use business::{fund, levy};
use kernel::{FeeMonth, Fen, Fund, Result, Sex};
use rules::Category;
use simulation::{Known, Standing};
use store::Tx;

use crate::clock;

/// First year, people, balances. The first year follows the last month that was assessed, unless it is given.
///
/// # Errors
/// `SIM-0110` where nobody is on record; whatever the store reports.
pub(super) fn load(tx: &mut Tx<'_>, from: Option<i32>) -> Result<(i32, Vec<Known>, Vec<(Fund, Fen)>)> {
    let last = levy::facts::last_levied(tx)?.unwrap_or_else(|| FeeMonth::of(clock::now().date()));
    let first = from.unwrap_or(last.year() + i32::from(last.month() > 1));
    let known: Vec<Known> = everybody(tx, last)?.iter().map(|one| known(one, last)).collect();
    if known.is_empty() {
        return Err(simulation::codes::NOBODY.problem());
    }
    let mut balances: Vec<(Fund, Fen)> = Vec::new();
    for figures in fund::series(tx)? {
        match balances.last_mut().filter(|(fund, _)| *fund == figures.fund) {
            Some((_, balance)) => *balance = figures.balance,
            None => balances.push((figures.fund, figures.balance)),
        }
    }
    Ok((first, known, balances))
}

fn known(one: &OnRecord, month: FeeMonth) -> Known {
    let resident = |benefit| benefit == Benefit::ResidentPension;
    let standing = match (one.pension, one.insured) {
        (Some(pension), _) if resident(pension.benefit) => Some(Standing::ResidentDrawing),
        (Some(_), _) => Some(Standing::Retired),
        (None, Some(Category::Employee)) => Some(Standing::Employee),
        (None, Some(Category::Flexible)) => Some(Standing::Flexible),
        (None, Some(Category::Resident)) => Some(Standing::Resident),
        (None, None) => None,
    };
    let drawn = one.pension.map_or(0, |pension| i64::from(pension.since.months_until(month)) + 1);
    let part = one.pension.map_or(Fen::ZERO, |pension| pension.account_part);
    let in_resident_scheme = matches!(standing, Some(Standing::Resident | Standing::ResidentDrawing));
    Known {
        birth: FeeMonth::of(one.birth),
        woman: one.sex == Sex::Female,
        group: one.group,
        standing,
        since: one.since,
        paid: one.paid.clone(),
        last: one.last,
        deemed: one.deemed_months,
        insured: one.unemployment_months,
        // What the account held when the pension began: its part of every month was taken out since.
        account: if in_resident_scheme { one.resident_account } else { one.account }
            + Fen::new(part.get() * drawn),
        pension: one.pension.map(|pension| match resident(pension.benefit) {
            true => (pension.account_part, pension.account_part),
            false => (pension.amount, pension.account_part),
        }),
        drawn,
    }
}

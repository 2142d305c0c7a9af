//! Pensions that another system awarded and pays (在发人员接收), and what is kept of a retirement as facts of the person.

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use store::Tx;

use super::codes;
use crate::benefits::{Benefit, NewAward, grant};
use crate::desk::Matter;

/// A pensioner who is paid already, brought in from another system (在发人员接收).
#[derive(Clone, Copy, Debug)]
pub struct TakenOver {
    /// Who.
    pub person: PartyId,
    /// A resident's pension, not an employee's.
    pub resident: bool,
    /// First month this node pays.
    pub from: FeeMonth,
    /// Monthly pension.
    pub amount: Fen,
    /// Part that the personal account carries.
    pub account_part: Fen,
    /// Contribution months at retirement, on which adjustments and grants depend.
    pub months: i64,
}

/// Takes over a pension in payment. The person's status is for the registry, the account for `accounts::open_with`.
pub fn take_over_award(tx: &mut Tx<'_>, matter: &Matter, taken: &TakenOver) -> Result<i64> {
    if taken.amount <= Fen::ZERO || taken.account_part.is_negative() || taken.account_part > taken.amount {
        return Err(codes::BAD_AWARD
            .with("person", taken.person)
            .with("amount", taken.amount)
            .with("part", taken.account_part));
    }
    let (benefit, fund) = match taken.resident {
        true => (Benefit::ResidentPension, Fund::ResidentPension),
        false => (Benefit::Pension, Fund::Pension),
    };
    let new = NewAward {
        account_part: taken.account_part,
        ..NewAward::monthly(taken.person, benefit, fund, taken.from, taken.amount)
    };
    remember_months(tx, matter, taken.person, taken.months, taken.from)?;
    grant(tx, matter, &new)
}

/// Keeps the contribution months at retirement as a fact of the person.
pub(crate) fn remember_months(
    tx: &mut Tx<'_>,
    matter: &Matter,
    person: PartyId,
    months: i64,
    from: FeeMonth,
) -> Result<()> {
    crate::registry::set_fact(tx, matter, person, MONTHS_FACT, &months.to_string(), from.first_day())
}

/// Contribution months at retirement.
pub(crate) const MONTHS_FACT: &str = "pension.months";

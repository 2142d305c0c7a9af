//! Indicators of funds and of the labour market.

use kernel::{Fen, Rate, Result};

use crate::codes;
use crate::exact::{NANO, product};
use crate::trace::{Step, Trace};

/// Closing balance of a fund: opening + income + transfers in − expense − transfers out.
pub fn fund_closing<T: Trace>(
    trace: &mut T,
    opening: Fen,
    [income, moved_in]: [Fen; 2],
    [expense, moved_out]: [Fen; 2],
) -> Fen {
    let closing = opening + income + moved_in - expense - moved_out;
    trace.note(|| {
        Step::new("期末结余", "closing balance", closing)
            .by("opening + income + transfer_in − expense − transfer_out")
            .input("opening", opening)
            .input("income", income)
            .input("transfer_in", moved_in)
            .input("expense", expense)
            .input("transfer_out", moved_out)
    });
    closing
}

/// A quotient rounded half up to so many decimals: months payable (可支付月数), vacancies per seeker (求人倍率).
///
/// # Errors
/// `LAW-0206` where the divisor is zero; `LAW-0205` where the quotient does not fit.
pub fn quotient<T: Trace>(
    trace: &mut T,
    (zh, en): (&'static str, &'static str),
    (above, numerator): (&str, i128),
    (below, denominator): (&str, i128),
    decimals: u32,
) -> Result<Rate> {
    if denominator == 0 {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", below));
    }
    let unit = 10i128.pow(9 - decimals.min(9));
    let over = denominator * unit;
    let exact = product(&[2, numerator, NANO])?;
    let rounded = (exact + over.abs() * exact.signum()) / (2 * over) * unit;
    let rate = i64::try_from(rounded).map(Rate::from_nano);
    let rate = rate.map_err(|_| codes::OUT_OF_RANGE.with("what", above).with("value", numerator))?;
    trace.note(|| Step::new(zh, en, rate).by(format!("{above} ÷ {below}")));
    Ok(rate)
}

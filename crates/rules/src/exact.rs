//! Exact products that say when they leave the range instead of breaking off.

use kernel::{Fen, Result, Rounding};

use crate::codes;

/// Billionths in one.
pub(crate) const NANO: i128 = 1_000_000_000;

/// The product.
///
/// # Errors
/// `LAW-0205` where it does not fit.
pub(crate) fn product(factors: &[i128]) -> Result<i128> {
    let product = factors.iter().try_fold(1i128, |product, factor| product.checked_mul(*factor));
    product.ok_or_else(|| {
        let shown: Vec<String> = factors.iter().map(i128::to_string).collect();
        codes::OUT_OF_RANGE.with("what", "product").with("value", shown.join(" × "))
    })
}

/// `numerator ÷ denominator` fen, rounded as named.
///
/// # Errors
/// `LAW-0205` where the amount does not fit; `LAW-0206` where the denominator is zero.
pub(crate) fn money(rounding: Rounding, numerator: i128, denominator: i128) -> Result<Fen> {
    if denominator == 0 {
        return Err(codes::DIVIDED_BY_NOTHING.with("what", "denominator"));
    }
    let most = i128::from(i64::MAX / 1000);
    if (numerator / denominator).abs() > most {
        return Err(codes::OUT_OF_RANGE.with("what", "amount").with("value", numerator / denominator));
    }
    Ok(rounding.divide(numerator, denominator))
}

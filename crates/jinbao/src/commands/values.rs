//! Values of flags, read into the kernel's types. What is wrong with them is a problem with a code of its own.

use kernel::{CreditCode, Date, FeeMonth, Fen, IdNumber, Problem, RegionCode};

use crate::codes;

/// A fee month: `2024-07`, `202407`.
pub fn month(text: &str) -> Result<FeeMonth, Problem> {
    FeeMonth::parse(text).ok_or_else(|| codes::MONTH.problem())
}

/// A day: `2024-07-01`.
pub fn day(text: &str) -> Result<Date, Problem> {
    text.parse().map_err(|_| codes::DAY.problem())
}

/// An amount in yuan.
pub fn yuan(text: &str) -> Result<Fen, Problem> {
    Fen::parse_yuan(text).ok_or_else(|| codes::AMOUNT.problem())
}

/// A region code.
pub fn region(text: &str) -> Result<RegionCode, Problem> {
    RegionCode::parse(text)
}

/// A citizen's number.
pub fn id_number(text: &str) -> Result<IdNumber, Problem> {
    IdNumber::parse(text)
}

/// A unit's credit code.
pub fn credit_code(text: &str) -> Result<CreditCode, Problem> {
    CreditCode::parse(text)
}

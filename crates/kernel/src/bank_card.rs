//! Bank card numbers (银行卡号).

use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::codes;
use crate::problem::Result;
use crate::typed::{digit, masked, plain};

/// A bank card number of 12 to 19 digits with a verified check digit (Luhn, ISO/IEC 7812). Accounts of units
/// (对公账号) have no check digit and are not of this type.
///
/// `Display` and `Debug` are masked; it is deliberately not `Serialize`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankCard(String);

impl BankCard {
    /// Reads a number as people write it, in groups or full width.
    ///
    /// Errors, in this order: a place that is no digit, length, wrong check digit.
    pub fn parse(text: &str) -> Result<BankCard> {
        let plain = plain(text);
        if let Some(at) = plain.chars().position(|c| !c.is_ascii_digit()) {
            return Err(codes::CARD_CHARACTER.with("place", at + 1));
        }
        if !(12..=19).contains(&plain.len()) {
            return Err(codes::CARD_LENGTH.with("length", plain.len()));
        }
        if luhn(&plain) != 0 {
            return Err(codes::CARD_CHECK.problem());
        }
        Ok(BankCard(plain))
    }

    /// Adds the check digit to 11 to 18 digits.
    pub fn compose(body: &str) -> Result<BankCard> {
        let rest = luhn(&format!("{body}0"));
        BankCard::parse(&format!("{body}{}", (10 - rest) % 10))
    }

    /// The full number. For bank files, digests and encryption; never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `6222***********0123`.
    pub fn masked(&self) -> String {
        masked(&self.0, 4, 4)
    }
}

/// The Luhn sum modulo ten; zero for a valid number.
fn luhn(digits: &str) -> u32 {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(n, byte)| {
            let value = digit(byte).unwrap_or(0) * if n % 2 == 1 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    sum % 10
}

/// Masked.
impl fmt::Display for BankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}

/// Masked.
impl fmt::Debug for BankCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for BankCard {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<BankCard, D::Error> {
        BankCard::parse(&String::deserialize(deserializer)?)
            .map_err(|problem| serde::de::Error::custom(problem.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::BankCard;
    use proptest::prelude::*;

    #[test]
    fn says_what_is_wrong_with_a_card_number() {
        for (text, want) in [
            ("4111 1111 1111 1111", Ok("4111111111111111")),
            ("４１１１-1111-1111-1111", Ok("4111111111111111")),
            ("4111111111111112", Err("KER-0123")),
            ("41111111111", Err("KER-0121")),
            ("41111111111111111111", Err("KER-0121")),
            ("411111111111111O", Err("KER-0122")),
            ("", Err("KER-0121")),
        ] {
            let got = BankCard::parse(text);
            assert_eq!(got.as_ref().map(|c| c.expose()).map_err(|p| p.code().id), want, "{text}");
        }
        let card = BankCard::parse("4111111111111111").unwrap();
        assert_eq!(format!("{card} {card:?}"), "4111********1111 4111********1111");
    }

    proptest! {
        #[test]
        fn one_wrong_digit_is_seen(number in 10_000_000_000u64..100_000_000_000_000_000, at in 0usize..12, by in 1u8..10) {
            let card = BankCard::compose(&number.to_string()).unwrap();
            let mut wrong = card.expose().to_owned().into_bytes();
            wrong[at] = (wrong[at] - b'0' + by) % 10 + b'0';
            prop_assert!(BankCard::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }
    }
}

//! Unified social credit codes of units (统一社会信用代码, GB 32100).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codes;
use crate::problem::Result;
use crate::region::RegionCode;
use crate::typed::{digit, plain};

/// A unified social credit code (统一社会信用代码) of 18 places with a verified check character. Public, so not masked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; 18]);

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Weights of the organisation code inside it (GB 11714).
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl CreditCode {
    /// Reads a code as people write it (lower case, full width, spaces).
    ///
    /// Errors, in this order: length, a character that does not occur, wrong check character. The inner check of the
    /// organisation code is not demanded: codes converted in 2015 exist that do not have it.
    pub fn parse(text: &str) -> Result<CreditCode> {
        let plain = plain(text);
        let length = plain.chars().count();
        if length != 18 {
            return Err(codes::CREDIT_LENGTH.with("length", length));
        }
        for (at, c) in plain.chars().enumerate() {
            let allowed = if (2..8).contains(&at) { c.is_ascii_digit() } else { value(c).is_some() };
            if !allowed {
                return Err(codes::CREDIT_CHARACTER.with("place", at + 1));
            }
        }
        let code = <[u8; 18]>::try_from(plain.into_bytes())
            .map(CreditCode)
            .map_err(|_| codes::CREDIT_LENGTH.with("length", length))?;
        if code.0[17] == check(&code.0) { Ok(code) } else { Err(codes::CREDIT_CHECK.problem()) }
    }

    /// The code of a registry, category, region and organisation code of eight places, both checks computed. `None` if
    /// a character does not occur in such codes.
    pub fn compose(
        registry: char,
        category: char,
        region: RegionCode,
        organisation: &str,
    ) -> Option<CreditCode> {
        let inner = organisation_check(organisation)?;
        let text = format!("{registry}{category}{}{organisation}{inner}0", region.as_str());
        let mut code: [u8; 18] = text.into_bytes().try_into().ok()?;
        code[17] = check(&code);
        CreditCode::parse(std::str::from_utf8(&code).ok()?).ok()
    }

    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// Registering authority (登记管理部门): 9 is market supervision, 1 the establishment board, 5 civil affairs.
    pub fn registry(&self) -> char {
        char::from(self.0[0])
    }

    /// Category within the authority (机构类别).
    pub fn category(&self) -> char {
        char::from(self.0[1])
    }

    /// Region of the registering authority as of registration.
    pub fn region(&self) -> RegionCode {
        RegionCode::parse(self.as_str().get(2..8).unwrap_or("")).unwrap_or(RegionCode::NATION)
    }

    /// The organisation code (组织机构代码, GB 11714) of nine places.
    pub fn organisation(&self) -> &str {
        self.as_str().get(8..17).unwrap_or("")
    }

    /// Is it evidently invented? Its region begins with 99.
    pub fn is_fictional(&self) -> bool {
        self.0[2..4] == *b"99"
    }
}

fn value(c: char) -> Option<usize> {
    ALPHABET.iter().position(|&known| char::from(known) == c)
}

fn check(code: &[u8; 18]) -> u8 {
    let sum: usize = code.iter().zip(WEIGHTS).map(|(&b, w)| value(char::from(b)).unwrap_or(0) * w).sum();
    ALPHABET.get((31 - sum % 31) % 31).copied().unwrap_or(b'0')
}

fn organisation_check(organisation: &str) -> Option<char> {
    if organisation.len() != 8 {
        return None;
    }
    let mut sum = 0;
    for (byte, weight) in organisation.bytes().zip(ORGANISATION_WEIGHTS) {
        let value = match byte {
            b'A'..=b'Z' => u32::from(byte - b'A') + 10,
            _ => digit(byte)?,
        };
        sum += value * weight;
    }
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        n => char::from_digit(n, 10),
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for CreditCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CreditCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CreditCode, D::Error> {
        CreditCode::parse(&String::deserialize(deserializer)?)
            .map_err(|problem| serde::de::Error::custom(problem.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::CreditCode;
    use crate::RegionCode;
    use proptest::prelude::*;

    #[test]
    fn says_what_is_wrong_with_a_code() {
        for (text, want) in [
            ("91350100M000100Y43", Ok("91350100M000100Y43")),
            ("91350100m000100y43", Ok("91350100M000100Y43")),
            ("９１３５０１００ M000100Y 43", Ok("91350100M000100Y43")),
            ("91350100M000100Y44", Err("KER-0113")),
            ("91350100M000100Y4", Err("KER-0111")),
            ("91350100I000100Y43", Err("KER-0112")),
            ("91A50100M000100Y43", Err("KER-0112")),
            ("统一社会信用代码统一社会信用代码统一", Err("KER-0112")),
        ] {
            let got = CreditCode::parse(text);
            assert_eq!(got.as_ref().map(|c| c.as_str()).map_err(|p| p.code().id), want, "{text}");
        }
    }

    #[test]
    fn knows_its_parts() {
        let code = CreditCode::parse("91350100M000100Y43").unwrap();
        assert_eq!((code.registry(), code.category()), ('9', '1'));
        assert_eq!((code.region().as_str(), code.organisation()), ("350100", "M000100Y4"));
        assert!(!code.is_fictional());
        assert_eq!(CreditCode::compose('9', '1', code.region(), "M000100Y"), Some(code));
        assert_eq!(CreditCode::compose('9', '1', code.region(), "M000100O"), None);
        assert_eq!(CreditCode::compose('9', '1', code.region(), "M0001"), None);
    }

    proptest! {
        #[test]
        fn composed_codes_are_valid_and_one_wrong_place_is_seen(number in 0u32..100_000_000, at in 0usize..18, by in 1usize..10) {
            let region = RegionCode::parse("990102").unwrap();
            let code = CreditCode::compose('9', '1', region, &format!("{number:08}")).unwrap();
            prop_assert!(code.is_fictional());
            let mut wrong = code.as_str().to_owned().into_bytes();
            let digit = super::value(char::from(wrong[at])).unwrap();
            wrong[at] = super::ALPHABET[(digit + by) % 31];
            prop_assert!(CreditCode::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }
    }
}

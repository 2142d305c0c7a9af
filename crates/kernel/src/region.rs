//! Region codes (行政区划代码, GB/T 2260): the six digits and their tree.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::codes;
use crate::problem::Result;
use crate::typed::plain;

/// A region code (行政区划代码) of six digits: province, city, county, two digits each. Whether a region of that code
/// exists is for [`crate::Regions`] to say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode([u8; 6]);

impl RegionCode {
    /// The whole country, `000000`.
    pub const NATION: RegionCode = RegionCode(*b"000000");

    /// Reads six digits.
    pub fn parse(text: &str) -> Result<RegionCode> {
        let digits: [u8; 6] =
            plain(text).into_bytes().try_into().map_err(|_| codes::REGION_FORM.problem())?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(RegionCode(digits))
        } else {
            Err(codes::REGION_FORM.problem())
        }
    }

    /// From the stored number, `110105`.
    pub fn from_number(number: i64) -> Result<RegionCode> {
        RegionCode::parse(&format!("{number:06}"))
    }

    /// The stored number, `110105`.
    pub fn number(self) -> i64 {
        self.0.iter().fold(0, |number, &byte| number * 10 + i64::from(byte - b'0'))
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The province it lies in, or itself.
    pub fn province(self) -> RegionCode {
        let mut digits = *b"000000";
        digits[..2].copy_from_slice(&self.0[..2]);
        RegionCode(digits)
    }

    /// The city (地级) it lies in, or itself. A province is its own city.
    pub fn city(self) -> RegionCode {
        let mut digits = *b"000000";
        digits[..4].copy_from_slice(&self.0[..4]);
        RegionCode(digits)
    }

    /// The next larger region; none above the country.
    pub fn parent(self) -> Option<RegionCode> {
        [self.city(), self.province(), RegionCode::NATION].into_iter().find(|&larger| larger != self)
    }

    /// Is the other region this one or a part of it?
    pub fn contains(self, other: RegionCode) -> bool {
        self == RegionCode::NATION || [other, other.city(), other.province()].contains(&self)
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for RegionCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for RegionCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RegionCode, D::Error> {
        RegionCode::parse(&String::deserialize(deserializer)?)
            .map_err(|problem| serde::de::Error::custom(problem.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::RegionCode;

    fn region(text: &str) -> RegionCode {
        RegionCode::parse(text).unwrap()
    }

    #[test]
    fn a_region_knows_what_it_lies_in() {
        let county = region("110105");
        assert_eq!((county.province(), county.city()), (region("110000"), region("110100")));
        let up: Vec<_> =
            std::iter::successors(Some(county), |r| r.parent()).map(RegionCode::number).collect();
        assert_eq!(up, [110_105, 110_100, 110_000, 0]);
        assert_eq!(RegionCode::from_number(110_105).unwrap(), county);
        for text in ["11010", "1101055", "11010x", "", "一一〇"] {
            assert_eq!(RegionCode::parse(text).unwrap_err().code().id, "KER-0151", "{text}");
        }
        assert!(RegionCode::from_number(-1).is_err());
    }

    #[test]
    fn a_region_contains_its_subtree_and_nothing_else() {
        for (outer, inner, inside) in [
            ("000000", "110105", true),
            ("110000", "110105", true),
            ("110100", "110105", true),
            ("110105", "110105", true),
            ("110105", "110100", false),
            ("110000", "120000", false),
            ("110100", "110200", false),
            ("110000", "000000", false),
        ] {
            assert_eq!(region(outer).contains(region(inner)), inside, "{outer} {inner}");
        }
    }
}

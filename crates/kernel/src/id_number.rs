//! Citizens' numbers (公民身份号码, GB 11643) and the other documents a person may show.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize};

use crate::codes;
use crate::insurance::coded;
use crate::problem::Result;
use crate::region::RegionCode;
use crate::regions::Regions;
use crate::typed::{digit, masked, plain};

/// A citizen's number (公民身份号码) of 18 places with a verified check character; also the social-security number
/// (社会保障号码, Social Insurance Law art. 58).
///
/// `Display` and `Debug` are masked; [`IdNumber::expose`] gives the full text to those whose task needs it. It is
/// deliberately not `Serialize`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber([u8; 18]);

coded! {
    /// Sex as the documents record it (性别, AAC004).
    Sex {
        /// Man (男).
        Male = 1, "male", "男", "male";
        /// Woman (女).
        Female = 2, "female", "女", "female";
    }
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: &[u8; 11] = b"10X98765432";

impl IdNumber {
    /// Reads a number as people write it: lower-case x, full-width digits and spaces are accepted, and a number of
    /// 15 places (before 1999) becomes its 18 places.
    ///
    /// Errors, in this order: length, a place that is no digit, a birthday that does not exist, wrong check character.
    pub fn parse(text: &str) -> Result<IdNumber> {
        let plain = plain(text);
        let length = plain.chars().count();
        let full = match length {
            15 => format!("{}19{}", plain.get(..6).unwrap_or(""), plain.get(6..).unwrap_or("")),
            18 => plain,
            _ => return Err(codes::ID_LENGTH.with("length", length)),
        };
        let wrong = full.chars().enumerate().find(|&(n, c)| !(c.is_ascii_digit() || (n == 17 && c == 'X')));
        if let Some((at, _)) = wrong {
            // An old number is counted as it is written: the century is ours.
            let place = if length == 15 && at > 7 { at - 1 } else { at + 1 };
            return Err(codes::ID_CHARACTER.with("place", place));
        }
        let mut body = [0; 17];
        for (place, byte) in body.iter_mut().zip(full.bytes()) {
            *place = byte;
        }
        let number = IdNumber::with_check(body);
        if birth(&number.0).is_none() {
            return Err(codes::ID_DATE.with("date", full.get(6..14).unwrap_or("")));
        }
        if length == 18 && full.as_bytes().last() != number.0.last() {
            return Err(codes::ID_CHECK.problem());
        }
        if !number.is_of_a_province() {
            return Err(codes::ID_REGION.with("province", full.get(..2).unwrap_or("")));
        }
        Ok(number)
    }

    /// Does it begin with a province? Districts come and go, provinces have stayed. 83 is Taiwan's in residence permits, and
    /// numbers that begin with 9 are foreigners'; those with 99 are of a fictional city, which must be known.
    fn is_of_a_province(&self) -> bool {
        let province = self.region().province();
        if self.0.starts_with(b"99") {
            return Regions::standard().exists(self.region().city());
        }
        self.0.starts_with(b"9")
            || self.0.starts_with(b"83")
            || (province != RegionCode::NATION && Regions::standard().exists(province))
    }

    /// The number of a region, birthday and sequence (0 to 999, odd for men). `None` if the sequence is larger or the
    /// year has not four digits.
    pub fn compose(region: RegionCode, birth: Date, sequence: u16) -> Option<IdNumber> {
        let text = format!(
            "{}{:04}{:02}{:02}{sequence:03}",
            region.as_str(),
            birth.year(),
            birth.month(),
            birth.day()
        );
        Some(IdNumber::with_check(text.into_bytes().try_into().ok()?)).filter(|n| self::birth(&n.0).is_some())
    }

    fn with_check(body: [u8; 17]) -> IdNumber {
        let sum: u32 =
            body.iter().zip(WEIGHTS).map(|(&byte, weight)| digit(byte).unwrap_or(0) * weight).sum();
        let mut number = [b'0'; 18];
        for (place, byte) in number.iter_mut().zip(body) {
            *place = byte;
        }
        let check = usize::try_from(sum % 11).ok().and_then(|at| CHECKS.get(at)).copied();
        number[17] = check.unwrap_or(b'0');
        IdNumber(number)
    }

    /// The full number. For those whose task needs it, for digests and for encryption; never for a log.
    pub fn expose(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// `110***********002X`.
    pub fn masked(&self) -> String {
        masked(self.expose(), 3, 4)
    }

    /// The birthday.
    pub fn birth(&self) -> Date {
        birth(&self.0).unwrap_or(Date::MIN)
    }

    /// The sex: odd sequence numbers are men's.
    pub fn sex(&self) -> Sex {
        if self.0[16] % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// The region of first registration (GB/T 2260 as of then; it may since have been retired).
    pub fn region(&self) -> RegionCode {
        RegionCode::parse(self.expose().get(..6).unwrap_or("")).unwrap_or(RegionCode::NATION)
    }

    /// Is it evidently invented? Numbers that begin with 99 belong to no real region.
    pub fn is_fictional(&self) -> bool {
        self.0.starts_with(b"99")
    }
}

fn birth(number: &[u8; 18]) -> Option<Date> {
    let text = std::str::from_utf8(number).ok()?;
    let year: i16 = text.get(6..10)?.parse().ok()?;
    let date = Date::new(year, text.get(10..12)?.parse().ok()?, text.get(12..14)?.parse().ok()?).ok()?;
    (1850..=2199).contains(&year).then_some(date)
}

/// Masked.
impl fmt::Display for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}

/// Masked.
impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for IdNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<IdNumber, D::Error> {
        IdNumber::parse(&String::deserialize(deserializer)?)
            .map_err(|problem| serde::de::Error::custom(problem.to_string()))
    }
}

coded! {
    /// Kind of identity document (证件类型, AAC058). The codes are ours; other systems' are mapped at the border.
    DocumentKind {
        /// Resident identity card (居民身份证).
        ResidentId = 1, "resident-id", "居民身份证", "resident identity card";
        /// Residence permit for Hong Kong, Macau and Taiwan residents (港澳台居民居住证): 18 places, 81, 82 or 83 first.
        HmtPermit = 2, "hmt-permit", "港澳台居民居住证", "residence permit for Hong Kong, Macau and Taiwan residents";
        /// Foreigner's permanent residence card (外国人永久居留身份证): 18 places beginning with 9, or 3 letters and 12 digits.
        ForeignerPermit = 3, "foreigner-permit", "外国人永久居留身份证", "foreigner's permanent residence card";
        /// Passport (护照).
        Passport = 4, "passport", "护照", "passport";
    }
}

impl DocumentKind {
    /// The number in its plain form, if it has the form of this kind. For a resident card the errors of
    /// [`IdNumber::parse`] say what is wrong.
    pub fn check(self, number: &str) -> Result<String> {
        let text = plain(number);
        let eighteen = |first: &[&str]| {
            IdNumber::parse(&text).is_ok() && text.len() == 18 && first.iter().any(|f| text.starts_with(f))
        };
        let fits = match self {
            DocumentKind::ResidentId => return IdNumber::parse(number).map(|n| n.expose().to_owned()),
            DocumentKind::HmtPermit => eighteen(&["81", "82", "83"]),
            DocumentKind::ForeignerPermit => eighteen(&["9"]) || is_old_foreigner_permit(&text),
            DocumentKind::Passport => {
                (5..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric())
            }
        };
        if fits { Ok(text) } else { Err(codes::DOCUMENT_NUMBER.with("kind", self.zh())) }
    }
}

fn is_old_foreigner_permit(text: &str) -> bool {
    text.len() == 15
        && text
            .bytes()
            .enumerate()
            .all(|(n, b)| if n < 3 { b.is_ascii_uppercase() } else { b.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::{DocumentKind, IdNumber, Sex};
    use crate::RegionCode;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn says_what_is_wrong_with_a_number() {
        for (text, want) in [
            ("11010519491231002X", Ok("11010519491231002X")),
            ("440524188001010014", Ok("440524188001010014")),
            (" 110105 19491231 002x ", Ok("11010519491231002X")),
            ("'１１０１０５１９４９１２３１００２Ｘ", Ok("11010519491231002X")),
            ("110105491231002", Ok("11010519491231002X")),
            ("110105194912310021", Err("KER-0104")),
            ("000000199005010015", Err("KER-0105")),
            ("110105194913310021", Err("KER-0103")),
            ("110105190002290021", Err("KER-0103")),
            ("110105491331002", Err("KER-0103")),
            ("1101051949123100", Err("KER-0101")),
            ("1.10105E+17", Err("KER-0101")),
            ("", Err("KER-0101")),
            ("11010519491231OO2X", Err("KER-0102")),
            ("一一〇一〇五一九四九一二三一〇〇二", Err("KER-0101")),
            ("一一〇一〇五一九四九一二三一〇〇二〇", Err("KER-0102")),
            ("一一〇一〇五四九一二三一〇〇二", Err("KER-0102")),
        ] {
            let got = IdNumber::parse(text);
            let got = got.as_ref().map(|n| n.expose()).map_err(|p| p.code().id);
            assert_eq!(got, want, "{text}");
        }
        assert_eq!(IdNumber::parse("1101054912310O2").unwrap_err().zh(), "公民身份号码第14位不是数字");
    }

    #[test]
    fn tells_birth_sex_and_region_and_hides_the_rest() {
        let number = IdNumber::parse("11010519491231002X").unwrap();
        assert_eq!(number.birth(), date(1949, 12, 31));
        assert_eq!(number.sex(), Sex::Female);
        assert_eq!(number.region().as_str(), "110105");
        assert_eq!(format!("{number} {number:?}"), "110***********002X 110***********002X");
        assert!(!number.is_fictional());
    }

    #[test]
    fn other_documents_have_their_own_forms() {
        for (kind, number, fits) in [
            (DocumentKind::ResidentId, "11010519491231002x", true),
            (DocumentKind::HmtPermit, "810000199408230021", true),
            (DocumentKind::HmtPermit, "11010519491231002X", false),
            (DocumentKind::ForeignerPermit, "CHN110185010101", true),
            (DocumentKind::ForeignerPermit, "CHN11018501010", false),
            (DocumentKind::Passport, "e12345678", true),
            (DocumentKind::Passport, "E1", false),
            (DocumentKind::Passport, "护照12345678", false),
        ] {
            assert_eq!(kind.check(number).is_ok(), fits, "{kind:?} {number}");
        }
    }

    proptest! {
        #[test]
        fn a_composed_number_is_valid_and_one_wrong_digit_is_seen(
            year in 1900i16..2026, day in 1i16..=365, sequence in 0u16..1000, at in 0usize..17, by in 1u8..10
        ) {
            let birth = jiff::civil::Date::new(year, 1, 1).unwrap().saturating_add(jiff::Span::new().days(day - 1));
            let number = IdNumber::compose(RegionCode::parse("990101").unwrap(), birth, sequence).unwrap();
            prop_assert_eq!(IdNumber::parse(number.expose()).unwrap(), number);
            prop_assert_eq!(number.birth(), birth);
            prop_assert!(number.is_fictional());
            let mut wrong = number.expose().to_owned().into_bytes();
            wrong[at] = (wrong[at] - b'0' + by) % 10 + b'0';
            prop_assert!(IdNumber::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
        }
    }
}

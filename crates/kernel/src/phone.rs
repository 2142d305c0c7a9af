//! Mobile telephone numbers of mainland China (手机号, AAC067).

use std::fmt;

use serde::{Deserialize, Deserializer};

use crate::codes;
use crate::problem::Result;
use crate::typed::{masked, plain};

/// A mobile number of mainland China, eleven digits. `Display` and `Debug` are masked; deliberately not `Serialize`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads a number as people write it: grouped, full width, with +86 or 0086 in front.
    pub fn parse(text: &str) -> Result<Phone> {
        let plain = plain(text);
        let country = ["+86", "0086", "86"].into_iter().find_map(|prefix| plain.strip_prefix(prefix));
        let number = country.unwrap_or(&plain);
        let fits = number.len() == 11
            && number.bytes().all(|b| b.is_ascii_digit())
            && number.starts_with('1')
            && number.as_bytes().get(1).is_some_and(|b| (b'3'..=b'9').contains(b));
        if fits { Ok(Phone(number.to_owned())) } else { Err(codes::PHONE.problem()) }
    }

    /// The full number. For sending, digests and encryption; never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `138****5678`.
    pub fn masked(&self) -> String {
        masked(&self.0, 3, 4)
    }
}

/// Masked.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.masked())
    }
}

/// Masked.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Phone, D::Error> {
        Phone::parse(&String::deserialize(deserializer)?)
            .map_err(|problem| serde::de::Error::custom(problem.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::Phone;

    #[test]
    fn reads_numbers_as_people_write_them_and_hides_the_middle() {
        for text in [
            "13800005678",
            "+86 138 0000 5678",
            "0086-138-0000-5678",
            "１３８００００５６７８",
            "8613800005678",
        ] {
            assert_eq!(Phone::parse(text).unwrap().expose(), "13800005678", "{text}");
        }
        for text in ["12800005678", "1380000567", "138000056789", "010-62345678", "", "1380000567八"] {
            assert_eq!(Phone::parse(text).unwrap_err().code().id, "KER-0131", "{text}");
        }
        let phone = Phone::parse("13800005678").unwrap();
        assert_eq!(format!("{phone} {phone:?}"), "138****5678 138****5678");
    }
}

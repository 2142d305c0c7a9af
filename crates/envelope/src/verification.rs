//! Verification codes (验证码): short codes printed on documents, for typing into the checking page.

use std::fmt;

use kernel::Result;
use sha2::{Digest, Sha256};

use crate::codes;

/// A code of 16 characters: 75 bits of the document's SHA-256 and a check character, so that a typing error is told from
/// a document that does not exist. Without I, L, O and U, which are misread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VerificationCode([u8; 16]);

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl VerificationCode {
    /// The code of a document's bytes.
    pub fn of(document: &[u8]) -> VerificationCode {
        let hash = Sha256::digest(document);
        let bits = hash.iter().take(10).fold(0u128, |bits, &byte| (bits << 8) | u128::from(byte)) >> 5;
        let mut values = [0u8; 16];
        for (n, value) in values.iter_mut().take(15).enumerate() {
            *value = u8::try_from((bits >> (5 * (14 - n))) & 31).unwrap_or(0);
        }
        values[15] = check(&values);
        VerificationCode(values.map(|value| ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0')))
    }

    /// Reads a code as people type it: lower case, with or without hyphens, O for 0 and I or L for 1.
    ///
    /// Errors: [`codes::VERIFICATION`].
    pub fn parse(text: &str) -> Result<VerificationCode> {
        let mut values = Vec::with_capacity(16);
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let known = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            let value = ALPHABET.iter().position(|&a| char::from(a) == known);
            values
                .push(value.and_then(|v| u8::try_from(v).ok()).ok_or_else(|| codes::VERIFICATION.problem())?);
        }
        let values: [u8; 16] = values.try_into().map_err(|_| codes::VERIFICATION.problem())?;
        if values[15] != check(&values) {
            return Err(codes::VERIFICATION.problem());
        }
        Ok(VerificationCode(values.map(|value| ALPHABET.get(usize::from(value)).copied().unwrap_or(b'0'))))
    }

    /// The 16 characters without hyphens, as stored.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

/// Sees every single wrong character, because odd weights have inverses modulo 32, and nearly every swap of neighbours.
fn check(values: &[u8; 16]) -> u8 {
    let sum: u32 =
        values.iter().take(15).zip(WEIGHTS).map(|(&value, weight)| u32::from(value) * weight).sum();
    u8::try_from(sum % 32).unwrap_or(0)
}

const WEIGHTS: [u32; 15] = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29];

/// In groups of four: `7K3M-…`.
impl fmt::Display for VerificationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<_> = self.0.chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        f.pad(&groups.join("-"))
    }
}

#[cfg(test)]
mod tests {
    use super::{ALPHABET, VerificationCode};
    use proptest::prelude::*;

    #[test]
    fn reads_codes_as_people_type_them() {
        let code = VerificationCode::of("参保证明".as_bytes());
        assert_eq!(code.to_string().len(), 19);
        assert_eq!(VerificationCode::parse(&code.to_string()).unwrap(), code);
        let typed = code.to_string().to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
        assert_eq!(VerificationCode::parse(&typed).unwrap(), code);
        assert_ne!(VerificationCode::of("参保证明 ".as_bytes()), code);
        for text in ["", "7K3M", "中文验证码中文验证码中文验证码中", "UUUU-UUUU-UUUU-UUUU"] {
            assert_eq!(VerificationCode::parse(text).unwrap_err().code().id, "ENV-0106", "{text}");
        }
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_seen(document in any::<[u8; 8]>(), at in 0usize..16, by in 1usize..32) {
            let code = VerificationCode::of(&document);
            let mut text = code.as_str().to_owned().into_bytes();
            let value = ALPHABET.iter().position(|&a| a == text[at]).unwrap();
            text[at] = ALPHABET[(value + by) % 32];
            prop_assert!(VerificationCode::parse(std::str::from_utf8(&text).unwrap()).is_err());
        }
    }
}

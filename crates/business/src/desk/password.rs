//! Passwords: Argon2id with the library's recommended parameters (19 MiB, two passes), so that a small server can afford
//! a few sign-ins at a time; and what is refused as a password.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use kernel::Result;
use zxcvbn::{Score, zxcvbn};

use super::codes;

/// Fewest characters.
pub const LEAST: usize = 10;

/// A hash that no password has, so that checking against nobody takes as long as against somebody.
pub(super) const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash to store, as a PHC string. The salt must be new and random.
pub fn hash(password: &str, salt: &[u8; 16]) -> Result<String> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|cause| codes::PASSWORD.problem().because(cause))
}

/// Is it the password of this hash?
pub fn matches(password: &str, hash: &str) -> bool {
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// Refuses a password that is short, known from breaches or easy to guess, or made of what others know about the user:
/// login, name, ID number, birthday.
pub fn refuse_weak(password: &str, known: &[String]) -> Result<()> {
    if password.chars().count() < LEAST {
        return Err(codes::SHORT_PASSWORD.with("least", LEAST));
    }
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let chosen = plain(password);
    if known.iter().map(|word| plain(word)).any(|word| word.chars().count() >= 4 && chosen.contains(&word)) {
        return Err(codes::PERSONAL_PASSWORD.problem());
    }
    let inputs: Vec<&str> = known.iter().map(String::as_str).collect();
    if zxcvbn(password, &inputs).score() < Score::Three {
        return Err(codes::WEAK_PASSWORD.problem());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{NOBODYS, hash, matches, refuse_weak};

    #[test]
    fn only_the_password_matches_its_hash() {
        let stored = hash("金保-2026-口令", &[7; 16]).unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(matches("金保-2026-口令", &stored));
        assert!(!matches("金保-2026-口令 ", &stored));
        assert!(!matches("", &stored) && !matches("金保-2026-口令", "not a hash"));
        assert!(!matches("", NOBODYS));
    }

    #[test]
    fn what_others_know_or_guess_is_refused() {
        let known =
            ["wangfang", "王芳", "990101199003071234", "071234", "19900307", "900307"].map(str::to_owned);
        for (password, code) in [
            ("short", "DSK-0124"),
            ("password123", "DSK-0126"),
            ("1234567890", "DSK-0126"),
            ("qwertyuiop", "DSK-0126"),
            ("aaaaaaaaaaaa", "DSK-0126"),
            ("my 19900307 word!", "DSK-0125"),
            ("1990-03-07-x-Q", "DSK-0125"),
            ("Wangfang!8823kd", "DSK-0125"),
            ("z071234z-long-enough", "DSK-0125"),
        ] {
            assert_eq!(refuse_weak(password, &known).unwrap_err().code().id, code, "{password}");
        }
        refuse_weak("门前-柿子树-共8颗", &known).unwrap();
        refuse_weak("correct.heron.battery.47", &known).unwrap();
    }
}

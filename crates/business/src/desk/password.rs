//! Passwords of officers: Argon2id with the library's recommended parameters (19 MiB, two passes), so that a small
//! server can afford a few sign-ins at a time.

use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use kernel::Result;

use super::codes;

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

#[cfg(test)]
mod tests {
    use super::{hash, matches};

    #[test]
    fn only_the_password_matches_its_hash() {
        let stored = hash("金保-2026-口令", &[7; 16]).unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        assert!(matches("金保-2026-口令", &stored));
        assert!(!matches("金保-2026-口令 ", &stored));
        assert!(!matches("", &stored) && !matches("金保-2026-口令", "not a hash"));
    }
}

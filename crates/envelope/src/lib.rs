//! Envelopes: what a node says, signed so that anyone can check who said it and that nothing was changed.
//!
//! One signing key a node, ES256 (ECDSA on P-256 with SHA-256) in JWS form, so that other software can check it too.
//! Signatures are deterministic (RFC 6979): the same key and bytes give the same signature.
//! Pure: randomness comes from the caller. Not here: where keys are kept, what a message means, who is trusted.

mod canonical;
pub mod codes;
mod file;
mod jws;
mod key;
mod verification;

pub use canonical::{canonical, canonical_text};
pub use file::{blank_seal, check_file, seal_file};
pub use jws::{Signed, check, check_detached, sign};
pub use key::{Key, Keys, PublicKey};
pub use verification::VerificationCode;

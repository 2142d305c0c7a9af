//! JSON Web Signatures (RFC 7515), compact and detached, ES256 only.
//!
//! The header is exactly `{"alg":"ES256","kid":"…"}`. Anything else is refused: there is nothing to negotiate, so nothing
//! to be talked down to.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Result;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::{Signer, Verifier};
use serde::Deserialize;

use crate::codes;
use crate::key::{Key, PublicKey};

/// A payload with its signature. That it fits is for [`check`] to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    key_id: String,
    payload: Vec<u8>,
    /// Header, payload and signature as they travel.
    header_text: String,
    signature: [u8; 64],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
}

/// Signs bytes. The same key and bytes give the same signature.
pub fn sign(key: &Key, payload: &[u8]) -> Signed {
    let key_id = key.public().id();
    let header_text = URL_SAFE_NO_PAD.encode(format!(r#"{{"alg":"ES256","kid":"{key_id}"}}"#));
    let signature: Signature = key.signing().sign(signing_input(&header_text, payload).as_bytes());
    Signed { key_id, payload: payload.to_vec(), header_text, signature: signature.to_bytes().into() }
}

/// Checks that the holder of the key signed this, and gives what was signed.
///
/// Errors: [`codes::OTHER_KEY`], [`codes::SIGNATURE`].
pub fn check<'a>(key: &PublicKey, signed: &'a Signed) -> Result<&'a [u8]> {
    let expected = key.id();
    if signed.key_id != expected {
        return Err(codes::OTHER_KEY.with("found", &signed.key_id).with("expected", expected));
    }
    let signature = Signature::from_slice(&signed.signature)
        .map_err(|cause| codes::SIGNATURE.problem().because(cause))?;
    let input = signing_input(&signed.header_text, &signed.payload);
    match key.verifying().verify(input.as_bytes(), &signature) {
        Ok(()) => Ok(&signed.payload),
        Err(cause) => Err(codes::SIGNATURE.problem().because(cause)),
    }
}

/// Checks a detached signature over bytes that travelled beside it.
///
/// Errors: [`codes::FORM`] and those of [`check`].
pub fn check_detached(key: &PublicKey, detached: &str, payload: &[u8]) -> Result<()> {
    let signed = Signed::attach(detached, payload)?;
    check(key, &signed).map(|_| ())
}

impl Signed {
    /// `header.payload.signature`.
    pub fn compact(&self) -> String {
        format!("{}.{}", signing_input(&self.header_text, &self.payload), self.signature_text())
    }

    /// `header..signature`, to travel or be stored beside the payload.
    pub fn detached(&self) -> String {
        format!("{}..{}", self.header_text, self.signature_text())
    }

    /// Reads the compact form. Errors: [`codes::FORM`].
    pub fn parse(compact: &str) -> Result<Signed> {
        let [header, payload, signature] = parts(compact)?;
        Signed::from_parts(header, decode(payload, "payload")?, signature)
    }

    /// Puts a detached signature and its payload together. Errors: [`codes::FORM`].
    pub fn attach(detached: &str, payload: &[u8]) -> Result<Signed> {
        let [header, nothing, signature] = parts(detached)?;
        if !nothing.is_empty() {
            return Err(codes::FORM.with("what", "payload"));
        }
        Signed::from_parts(header, payload.to_vec(), signature)
    }

    /// Which key signed, by its own word.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// What was signed, not yet checked. For finding out whose key to ask for; rely only on what [`check`] gives.
    pub fn unchecked_payload(&self) -> &[u8] {
        &self.payload
    }

    fn from_parts(header_text: &str, payload: Vec<u8>, signature: &str) -> Result<Signed> {
        let header: Header = serde_json::from_slice(&decode(header_text, "header")?)
            .map_err(|cause| codes::FORM.with("what", "header").because(cause))?;
        if header.alg != "ES256" {
            return Err(codes::FORM.with("what", format!("alg {}", header.alg)));
        }
        let signature =
            decode(signature, "signature")?.try_into().map_err(|_| codes::FORM.with("what", "signature"))?;
        Ok(Signed { key_id: header.kid, payload, header_text: header_text.to_owned(), signature })
    }

    fn signature_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.signature)
    }
}

fn signing_input(header_text: &str, payload: &[u8]) -> String {
    format!("{header_text}.{}", URL_SAFE_NO_PAD.encode(payload))
}

fn parts(text: &str) -> Result<[&str; 3]> {
    let parts: Vec<&str> = text.trim().split('.').collect();
    parts.try_into().map_err(|_| codes::FORM.with("what", "header.payload.signature"))
}

fn decode(text: &str, what: &'static str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).map_err(|cause| codes::FORM.with("what", what).because(cause))
}

#[cfg(test)]
mod tests {
    use super::{Signed, check, check_detached, sign};
    use crate::key::Key;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    #[test]
    fn the_same_words_have_the_same_signature_and_it_is_the_signers() {
        let (node, other) = (Key::generate(&[1; 32]), Key::generate(&[2; 32]));
        let signed = sign(&node, "准予退休".as_bytes());
        assert_eq!(signed, sign(&node, "准予退休".as_bytes()));
        let arrived = Signed::parse(&signed.compact()).unwrap();
        assert_eq!(check(&node.public(), &arrived).unwrap(), "准予退休".as_bytes());
        assert_eq!(check(&other.public(), &arrived).unwrap_err().code().id, "ENV-0103");
        check_detached(&node.public(), &signed.detached(), "准予退休".as_bytes()).unwrap();
        let changed = check_detached(&node.public(), &signed.detached(), "不予退休".as_bytes());
        assert_eq!(changed.unwrap_err().code().id, "ENV-0104");
    }

    #[test]
    fn what_is_no_envelope_is_refused() {
        let key = Key::generate(&[1; 32]);
        let id = key.public().id();
        let signed = sign(&key, b"x").compact();
        let (_, rest) = signed.split_once('.').unwrap();
        let with = |header: String| format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header));
        for text in [
            String::new(),
            "a.b".into(),
            format!("{signed}.x"),
            format!("{signed}="),
            signed[..signed.len() - 4].into(),
            with(format!(r#"{{"alg":"none","kid":"{id}"}}"#)),
            with(r#"{"alg":"ES256"}"#.into()),
            with(format!(r#"{{"alg":"ES256","crit":["b64"],"kid":"{id}"}}"#)),
        ] {
            assert_eq!(Signed::parse(&text).unwrap_err().code().id, "ENV-0102", "{text}");
        }
        // The same header in other words is not what was signed.
        let respaced = Signed::parse(&with(format!(r#"{{"alg": "ES256","kid":"{id}"}}"#))).unwrap();
        assert_eq!(check(&key.public(), &respaced).unwrap_err().code().id, "ENV-0104");
        assert_eq!(Signed::attach(&signed, b"x").unwrap_err().code().id, "ENV-0102");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_changed_character_is_seen(payload in prop::collection::vec(any::<u8>(), 0..60), at in any::<prop::sample::Index>(), to in "[A-Za-z0-9_-]") {
            let key = Key::generate(&[3; 32]);
            let text = sign(&key, &payload).compact();
            let at = at.index(text.len());
            let mut changed = text.clone();
            changed.replace_range(at..=at, &to);
            prop_assume!(changed != text);
            prop_assert!(Signed::parse(&changed).and_then(|signed| check(&key.public(), &signed).map(|_| ())).is_err());
        }
    }
}

//! Signing keys and their public halves.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Result;
use p256::ecdsa::{SigningKey, VerifyingKey};
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use crate::codes;

/// The secret signing key of a node. Overwritten in memory when dropped; `Debug` shows only which key it is.
pub struct Key(SigningKey);

/// The public half: whoever has it can check what the node signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

impl Key {
    /// A key from 32 random bytes. The same bytes give the same key, so they must be secret and truly random (the
    /// fictional city's come from its seed).
    pub fn generate(randomness: &[u8; 32]) -> Key {
        // One candidate in 2³² is no scalar of the curve; the counter finds the next.
        let mut counter = 0u32;
        loop {
            let mut hash = Sha256::new();
            hash.update(b"jinbao signing key");
            hash.update(counter.to_be_bytes());
            hash.update(randomness);
            if let Ok(key) = SigningKey::from_slice(&hash.finalize()) {
                return Key(key);
            }
            counter = counter.wrapping_add(1);
        }
    }

    /// Reads PKCS #8 PEM.
    pub fn from_pem(pem: &str) -> Result<Key> {
        SigningKey::from_pkcs8_pem(pem).map(Key).map_err(|cause| codes::KEY.problem().because(cause))
    }

    /// Writes PKCS #8 PEM. Secret: for the key file only.
    pub fn to_pem(&self) -> Result<String> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF);
        pem.map(|pem| pem.as_str().to_owned()).map_err(|cause| codes::KEY.problem().because(cause))
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(*self.0.verifying_key())
    }

    pub(crate) fn signing(&self) -> &SigningKey {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.public().id())
    }
}

impl PublicKey {
    /// Reads SPKI PEM, as `openssl` and others write it.
    pub fn from_pem(pem: &str) -> Result<PublicKey> {
        VerifyingKey::from_public_key_pem(pem)
            .map(PublicKey)
            .map_err(|cause| codes::KEY.problem().because(cause))
    }

    /// Writes SPKI PEM.
    pub fn to_pem(&self) -> Result<String> {
        self.0.to_public_key_pem(LineEnding::LF).map_err(|cause| codes::KEY.problem().because(cause))
    }

    /// The public JSON Web Key (RFC 7517) with its id, canonical.
    pub fn to_jwk(&self) -> String {
        let (x, y) = self.coordinates();
        let id = self.id();
        format!(r#"{{"alg":"ES256","crv":"P-256","kid":"{id}","kty":"EC","use":"sig","x":"{x}","y":"{y}"}}"#)
    }

    /// Reads the public JSON Web Key of P-256, as others write it too.
    ///
    /// Errors: [`codes::KEY`].
    pub fn from_jwk(jwk: &Json) -> Result<PublicKey> {
        let unreadable = || codes::KEY.problem();
        if jwk["kty"] != "EC" || jwk["crv"] != "P-256" {
            return Err(unreadable());
        }
        let mut point = vec![4];
        for coordinate in ["x", "y"] {
            let text = jwk[coordinate].as_str().ok_or_else(unreadable)?;
            let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|cause| unreadable().because(cause))?;
            point.extend_from_slice(&bytes);
        }
        VerifyingKey::from_sec1_bytes(&point).map(PublicKey).map_err(|cause| unreadable().because(cause))
    }

    /// Which key it is: the thumbprint of RFC 7638.
    pub fn id(&self) -> String {
        let (x, y) = self.coordinates();
        let thumb = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        URL_SAFE_NO_PAD.encode(Sha256::digest(thumb))
    }

    fn coordinates(&self) -> (String, String) {
        let point = self.0.to_sec1_point(false);
        let part = |range: std::ops::Range<usize>| {
            URL_SAFE_NO_PAD.encode(point.as_bytes().get(range).unwrap_or_default())
        };
        (part(1..33), part(33..65))
    }

    pub(crate) fn verifying(&self) -> &VerifyingKey {
        &self.0
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.id())
    }
}

/// The keys that somebody trusts, for instance those of an agency before and after it changed them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keys(Vec<PublicKey>);

impl Keys {
    /// Trusts these.
    pub fn new(keys: Vec<PublicKey>) -> Keys {
        Keys(keys)
    }

    /// Reads a JSON Web Key Set (RFC 7517), one JSON Web Key, or SPKI PEM, one or more.
    ///
    /// Errors: [`codes::KEY`], also where there is none.
    pub fn parse(text: &str) -> Result<Keys> {
        const END: &str = "-----END PUBLIC KEY-----";
        let keys: Vec<PublicKey> = if text.trim_start().starts_with('{') {
            let json: Json =
                serde_json::from_str(text).map_err(|cause| codes::KEY.problem().because(cause))?;
            match json["keys"].as_array() {
                Some(keys) => keys.iter().map(PublicKey::from_jwk).collect::<Result<_>>()?,
                None => vec![PublicKey::from_jwk(&json)?],
            }
        } else {
            let blocks = text.split_inclusive(END).filter(|block| block.contains(END));
            blocks.map(|block| PublicKey::from_pem(block.trim())).collect::<Result<_>>()?
        };
        if keys.is_empty() { Err(codes::KEY.problem()) } else { Ok(Keys(keys)) }
    }

    /// As a JSON Web Key Set.
    pub fn to_jwks(&self) -> String {
        let keys: Vec<String> = self.0.iter().map(PublicKey::to_jwk).collect();
        format!(r#"{{"keys":[{}]}}"#, keys.join(","))
    }

    /// The trusted key of an id.
    ///
    /// Errors: [`codes::OTHER_KEY`].
    pub fn find(&self, id: &str) -> Result<&PublicKey> {
        self.0.iter().find(|key| key.id() == id).ok_or_else(|| {
            let known: Vec<String> = self.0.iter().map(PublicKey::id).collect();
            codes::OTHER_KEY.with("found", id).with("expected", known.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Keys, PublicKey};
    use p256::ecdsa::signature::Signer;
    use p256::ecdsa::{Signature, SigningKey};

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    #[test]
    fn keys_survive_their_files_and_stay_secret_in_logs() {
        let key = Key::generate(&[7; 32]);
        let again = Key::from_pem(&key.to_pem().unwrap()).unwrap();
        assert_eq!(again.public(), key.public());
        assert_eq!(PublicKey::from_pem(&key.public().to_pem().unwrap()).unwrap(), key.public());
        assert_eq!(format!("{key:?}"), format!("Key({})", key.public().id()));
        assert_ne!(Key::generate(&[8; 32]).public(), key.public());
        for pem in ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
            assert_eq!(Key::from_pem(pem).unwrap_err().code().id, "ENV-0101");
        }
    }

    #[test]
    fn trusted_keys_are_read_from_a_key_set_a_key_and_pem() {
        let [a, b] = [1, 2].map(|seed| Key::generate(&[seed; 32]).public());
        let both = Keys::new(vec![a, b]);
        assert_eq!(Keys::parse(&both.to_jwks()).unwrap(), both);
        assert_eq!(Keys::parse(&a.to_jwk()).unwrap(), Keys::new(vec![a]));
        let pem = format!("{}\n{}", a.to_pem().unwrap(), b.to_pem().unwrap());
        assert_eq!(Keys::parse(&pem).unwrap(), both);
        assert_eq!(both.find(&b.id()).unwrap(), &b);
        assert_eq!(Keys::new(vec![a]).find(&b.id()).unwrap_err().code().id, "ENV-0103");
        for text in ["", "{}", r#"{"keys":[]}"#, r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#] {
            assert_eq!(Keys::parse(text).unwrap_err().code().id, "ENV-0101", "{text}");
        }
    }

    /// The vector of RFC 6979 A.2.5 for P-256, SHA-256, message "sample".
    #[test]
    fn signatures_are_those_of_the_standard() {
        let scalar: Vec<u8> = (0..32)
            .map(|n| {
                let text = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
                u8::from_str_radix(&text[n * 2..n * 2 + 2], 16).unwrap()
            })
            .collect();
        let signature: Signature = SigningKey::from_slice(&scalar).unwrap().sign(b"sample");
        assert_eq!(
            hex(&signature.to_bytes()),
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716\
             F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8"
        );
    }
}

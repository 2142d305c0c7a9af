//! Sealed values: ID numbers, phones and bank cards are stored encrypted, beside a keyed digest that finds them.
//!
//! A sealed value is one byte of version (1), twelve of nonce, then AES-256-GCM's ciphertext and tag. The digest is
//! HMAC-SHA256. The two keys are independent; they lie in a folder `keys` beside the data, never in the database
//! and never in a backup, or come from the environment.

use std::io::Write;
use std::path::Path;

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use kernel::{Problem, Result};
use sha2::Sha256;

use crate::codes;

const VERSION: u8 = 1;
const NONCE: usize = 12;
const SEAL: (&str, &str) = ("seal.key", "JINBAO__KEYS__SEAL");
const DIGEST: (&str, &str) = ("digest.key", "JINBAO__KEYS__DIGEST");

/// Seals and opens protected values and digests them for search and uniqueness.
#[derive(Clone)]
pub struct Vault {
    cipher: Aes256Gcm,
    mac: Hmac<Sha256>,
}

impl Vault {
    /// The keys of the environment (`JINBAO__KEYS__SEAL`, `JINBAO__KEYS__DIGEST`, 32 bytes each in base64), else
    /// those in the folder. Missing keys are a problem: data sealed with lost keys stays sealed.
    pub fn at(folder: &Path) -> Result<Vault> {
        Ok(Vault::from_keys(&key(folder, SEAL)?, &key(folder, DIGEST)?))
    }

    /// As [`Vault::at`], but makes keys where the folder has none: for a new database.
    pub fn at_or_new(folder: &Path) -> Result<Vault> {
        for (file, variable) in [SEAL, DIGEST] {
            let path = folder.join(file);
            if std::env::var_os(variable).is_none() && !path.exists() {
                make_key(folder, &path).map_err(|e| unusable(&path).because(e))?;
            }
        }
        Vault::at(folder)
    }

    /// From the two keys.
    pub fn from_keys(seal: &[u8; 32], digest: &[u8; 32]) -> Vault {
        Vault { cipher: Aes256Gcm::new(seal.into()), mac: new_mac(digest) }
    }

    /// Seals a text. The same text never looks the same twice.
    pub fn seal(&self, text: &str) -> Result<Vec<u8>> {
        self.seal_bytes(text.as_bytes())
    }

    /// As [`Vault::seal`], for what is no text.
    pub fn seal_bytes(&self, bytes: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|e| codes::VAULT.problem().because(e))?;
        let payload = Payload { msg: bytes, aad: &[VERSION] };
        let sealed = self
            .cipher
            .encrypt(&Nonce::from(nonce), payload)
            .map_err(|e| codes::VAULT.problem().because(e))?;
        Ok([&[VERSION], nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`Vault::seal`] made with the same keys.
    pub fn open(&self, sealed: &[u8]) -> Result<String> {
        let text = self.open_bytes(sealed)?;
        String::from_utf8(text).map_err(|e| codes::VAULT.problem().because(e))
    }

    /// Opens what [`Vault::seal_bytes`] made with the same keys.
    pub fn open_bytes(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let damaged = || codes::VAULT.problem();
        let (version, rest) = sealed.split_first().ok_or_else(damaged)?;
        let (nonce, body) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let payload = Payload { msg: body, aad: &[*version] };
        self.cipher
            .decrypt(&Nonce::from(*nonce), payload)
            .map_err(|e| damaged().because(format!("{e}, version {version}")))
    }

    /// The keyed digest: equal texts have equal digests, and without the key nobody can try texts out.
    pub fn digest(&self, text: &str) -> Vec<u8> {
        let mut mac = self.mac.clone();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }
}

fn new_mac(key: &[u8; 32]) -> Hmac<Sha256> {
    // A block of the hash is longer than the key, so that padding it is the construction itself.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    <Hmac<Sha256> as KeyInit>::new(&block.into())
}

fn key(folder: &Path, (file, variable): (&str, &str)) -> Result<[u8; 32]> {
    let decode = |text: &str| -> Option<[u8; 32]> { STANDARD.decode(text.trim()).ok()?.try_into().ok() };
    if let Ok(text) = std::env::var(variable) {
        return decode(&text).ok_or_else(|| codes::KEYS.with("file", variable));
    }
    let path = folder.join(file);
    check_mode(&path)?;
    let text = std::fs::read_to_string(&path).map_err(|e| unusable(&path).because(e))?;
    decode(&text).ok_or_else(|| unusable(&path))
}

fn unusable(path: &Path) -> Problem {
    codes::KEYS.with("file", path.display())
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path).map_err(|e| unusable(path).because(e))?.permissions().mode();
    if mode & 0o077 == 0 { Ok(()) } else { Err(unusable(path).because(format!("mode {mode:o}"))) }
}

#[cfg(not(unix))]
fn check_mode(_: &Path) -> Result<()> {
    Ok(())
}

fn make_key(folder: &Path, path: &Path) -> std::io::Result<()> {
    let mut key = [0; 32];
    getrandom::fill(&mut key)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    std::fs::create_dir_all(folder)?;
    let mut file = options.open(path)?;
    writeln!(file, "{}", STANDARD.encode(key))?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::Vault;

    #[test]
    fn opens_what_it_sealed_and_nothing_else() {
        let vault = Vault::from_keys(&[1; 32], &[2; 32]);
        let sealed = vault.seal("110101199003077758").unwrap();
        assert_eq!(vault.open(&sealed).unwrap(), "110101199003077758");
        assert_ne!(vault.seal("110101199003077758").unwrap(), sealed);
        let mut tampered = sealed.clone();
        for at in [0, 1, 20, sealed.len() - 1] {
            tampered[at] ^= 1;
            assert_eq!(vault.open(&tampered).unwrap_err().code().id, "STO-0112", "{at}");
            tampered[at] ^= 1;
        }
        assert!(Vault::from_keys(&[3; 32], &[2; 32]).open(&sealed).is_err());
        assert!(vault.open(&sealed[..5]).is_err());
    }

    #[test]
    fn digests_find_equals_only() {
        let vault = Vault::from_keys(&[1; 32], &[0x0b; 32]);
        assert_eq!(vault.digest("a"), vault.digest("a"));
        assert_ne!(vault.digest("a"), vault.digest("b"));
        assert_ne!(vault.digest("a"), Vault::from_keys(&[1; 32], &[3; 32]).digest("a"));
        // HMAC-SHA256 computed independently over key 0b × 32 and "a".
        let hex: String = vault.digest("a").iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "674f423669dc6cd4a8eda1b809bb003093b7490c1ea9cccb78eec858e51750eb");
    }

    #[cfg(unix)]
    #[test]
    fn keys_are_made_once_and_kept_private() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("keys");
        assert_eq!(Vault::at(&keys).err().unwrap().code().id, "STO-0113");
        let sealed = Vault::at_or_new(&keys).unwrap().seal("x").unwrap();
        assert_eq!(Vault::at_or_new(&keys).unwrap().open(&sealed).unwrap(), "x");
        let file = keys.join("seal.key");
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(Vault::at(&keys).err().unwrap().code().id, "STO-0113");
    }
}

//! What a certificate says, as it is signed.

use envelope::{Key, Keys, Signed, VerificationCode, canonical, check, sign};
use kernel::{Date, RegionCode, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::codes;

/// The form of a statement.
const KIND: &str = "jinbao-certificate/1";
/// Characters of a signed statement that a QR code of a readable size holds.
const QR_MOST: usize = 1_200;

/// What a certificate says (证明内容): text as it is printed, in the order of the page. Nothing else stands on the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// Form of this statement.
    pub kind: String,
    /// Number of the certificate: that of its matter.
    pub number: String,
    /// Code of the service.
    pub service: String,
    /// What it certifies.
    pub title: String,
    /// A line below the title: a month, a day.
    pub subtitle: String,
    /// The agency, as its seal names it.
    pub agency: String,
    /// Its pooling area.
    pub region: String,
    /// Day of issue.
    pub issued: Date,
    /// Names and values above the table.
    pub facts: Vec<(String, String)>,
    /// Columns of the table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Column>,
    /// Its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
    /// Sums below the rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub total: Vec<String>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Of a statement without its table: the SHA-256 of the whole one, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
}

/// A column of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its heading.
    pub name: String,
    /// Are its cells amounts or counts?
    pub number: bool,
}

impl Statement {
    /// An empty statement of a service on a day, about nothing yet.
    pub(super) fn new(service: &str, number: &str, region: RegionCode, issued: Date) -> Statement {
        Statement {
            kind: KIND.to_owned(),
            number: number.to_owned(),
            service: service.to_owned(),
            region: region.to_string(),
            issued,
            ..Statement::default()
        }
    }

    /// The code by which it is checked: the digest of everything it says.
    pub fn code(&self) -> Result<VerificationCode> {
        canonical(self).map(|bytes| VerificationCode::of(&bytes))
    }

    /// Signed: a compact JWS.
    pub fn sign(&self, key: &Key) -> Result<String> {
        Ok(sign(key, &canonical(self)?).compact())
    }

    /// What the QR code carries: the signed statement, without its table where that would be too much.
    pub fn sign_for_qr(&self, key: &Key) -> Result<String> {
        let signed = self.sign(key)?;
        if signed.len() <= QR_MOST {
            return Ok(signed);
        }
        let digest = Sha256::digest(canonical(self)?);
        let whole = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let head = Statement {
            columns: Vec::new(),
            rows: Vec::new(),
            total: Vec::new(),
            notes: Vec::new(),
            whole: Some(whole),
            ..self.clone()
        };
        head.sign(key)
    }

    /// Reads a signed statement: a compact JWS, or an address with one behind its `#`, as the QR code has it.
    ///
    /// # Errors
    /// `CRT-0104` where it is no statement; `ENV-0102` to `ENV-0104` where it was not signed by one of the keys.
    pub fn check(keys: &Keys, text: &str) -> Result<Statement> {
        let compact = text.rsplit('#').next().unwrap_or_default().trim();
        let signed = Signed::parse(compact)?;
        let payload = check(keys.find(signed.key_id())?, &signed)?;
        let read: std::result::Result<Statement, _> = serde_json::from_slice(payload);
        match read {
            Ok(statement) if statement.kind == KIND => Ok(statement),
            Ok(statement) => Err(codes::NO_STATEMENT.with("why", statement.kind)),
            Err(cause) => Err(codes::NO_STATEMENT.with("why", cause)),
        }
    }
}

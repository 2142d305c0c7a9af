//! Taking a certificate back, and the signed list of those taken back.

use envelope::{Keys, Signed, canonical, check, sign};
use kernel::{Date, MatterId, Moment, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::codes;
use super::issue::kept;
use crate::Office;
use crate::desk::{Case, Decision};

/// The form of a list.
const KIND: &str = "jinbao-revoked/1";

/// The certificates taken back so far (撤销清单), for those who check without asking the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocations {
    /// Form of this list.
    pub kind: String,
    /// Whose.
    pub region: String,
    /// As of when.
    pub at: Moment,
    /// Numbers with the day each was taken back.
    pub revoked: Vec<(String, Date)>,
}

impl Revocations {
    /// Reads a signed list.
    ///
    /// # Errors
    /// `CRT-0104` where it is none; `ENV-0102` to `ENV-0104` where it was not signed by one of the keys.
    pub fn check(keys: &Keys, text: &str) -> Result<Revocations> {
        let signed = Signed::parse(text)?;
        let read: std::result::Result<Revocations, _> =
            serde_json::from_slice(check(keys.find(signed.key_id())?, &signed)?);
        match read {
            Ok(list) if list.kind == KIND => Ok(list),
            Ok(list) => Err(codes::NO_STATEMENT.with("why", list.kind)),
            Err(cause) => Err(codes::NO_STATEMENT.with("why", cause)),
        }
    }

    /// Refuses a certificate that was taken back.
    ///
    /// # Errors
    /// `CRT-0105`.
    pub fn must_not_have(&self, number: &str) -> Result<()> {
        match self.revoked.iter().find(|(known, _)| known == number) {
            Some((_, on)) => Err(codes::REVOKED.with("number", number).with("on", on)),
            None => Ok(()),
        }
    }
}

/// The signed list as of now: a compact JWS.
pub fn revocations(office: &Office, at: Moment) -> Result<String> {
    let revoked = office.store.read(|tx| {
        tx.rows(
            "SELECT m.number, c.revoked_at FROM certificate c JOIN matter m ON m.id = c.matter
             WHERE c.revoked_at IS NOT NULL ORDER BY c.matter",
            params![],
            |row| Ok((row.get::<String>(0)?, row.get::<Moment>(1)?.date())),
        )
    })?;
    let list = Revocations { kind: KIND.to_owned(), region: office.region.to_string(), at, revoked };
    Ok(sign(&office.key, &canonical(&list)?).compact())
}

/// Takes a certificate of a party back.
pub(super) fn revoke(tx: &mut Tx<'_>, office: &Office, case: &Case<'_>) -> Result<Decision> {
    let (party, number) = (case.party()?, case.answers.required("number")?);
    let other = || codes::OTHER_PARTY.with("number", number).at("number", number);
    let found = kept(tx, office, "m.number", number)?.filter(|kept| kept.party == party).ok_or_else(other)?;
    if let Some(at) = found.revoked_at {
        return Err(codes::REVOKED.with("number", number).with("on", at.date()).at("number", number));
    }
    let id: Option<MatterId> =
        tx.row("SELECT id FROM matter WHERE number = $1", params![number], |row| row.get(0))?;
    tx.run(
        "UPDATE certificate SET revoked_at = $2, revoked_in = $3 WHERE matter = $1",
        params![id, case.matter.at, case.matter.id],
    )?;
    Ok(Decision::granted(
        case.answers.masked(),
        json!({ "certificate": found.statement.title, "ended": number }),
    ))
}

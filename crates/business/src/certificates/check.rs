//! The check by anybody who holds a code (证明验真).

use envelope::VerificationCode;
use kernel::{Date, Moment, OfficerId, Result};
use serde_json::json;
use store::{Act, Audit, params};

use super::codes;
use super::issue::kept;
use super::statement::Statement;
use crate::Office;

/// What the trail says of a check: the person sees that somebody made one.
pub const CHECKED: &str = "certificate.check";

/// What a check found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the certificate says, to be compared with what was shown.
    pub statement: Statement,
    /// The day it was revoked.
    pub revoked_on: Option<Date>,
}

/// Checks a certificate by its code, for anybody. Whoever has the code has the certificate, so they may read it; the check
/// leaves a trace that the person sees.
///
/// # Errors
/// `ENV-0106` for a mistyped code, `CRT-0103` where no certificate has it.
pub fn check_code(office: &Office, at: Moment, channel: &'static str, code: &str) -> Result<Found> {
    let code = VerificationCode::parse(code)?;
    let node = office.store.read(|tx| {
        tx.row("SELECT id FROM users WHERE login = 'node'", params![], |row| row.get::<OfficerId>(0))
    })?;
    let act = Act { by: node.unwrap_or(OfficerId::new(0)), at, channel, command: CHECKED.to_owned() };
    office.store.write(&act, |tx| {
        let kept = kept(tx, office, "c.code", code.as_str())?;
        let kept = kept.ok_or_else(|| codes::UNKNOWN.with("code", code))?;
        tx.audit(Audit {
            what: CHECKED,
            subject: Some(kept.party.get()),
            detail: json!({ "matter": kept.statement.number }),
        });
        let revoked_on = kept.revoked_at.map(|at| at.date());
        Ok(Found { statement: kept.statement, revoked_on })
    })
}

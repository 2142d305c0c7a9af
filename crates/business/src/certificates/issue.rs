//! Issuing a certificate as the decision of its matter, and handing it out.

use kernel::{Moment, PartyId, Result};
use serde_json::json;
use store::{Audit, Tx, params};

use super::codes;
use super::contents::Contents;
use super::statement::Statement;
use crate::Office;
use crate::desk::{self, Actor, Case, Decision, Service};

/// A certificate as it is handed out.
#[derive(Clone, Debug)]
pub struct Issued {
    /// What it says.
    pub statement: Statement,
    /// The same, signed: a compact JWS to attach to the page.
    pub signed: String,
    /// What its QR code says.
    pub qr: String,
    /// The code by which it is checked, in groups of four.
    pub code: String,
}

/// Does a service give certificates?
pub fn is_certificate(service: &Service) -> bool {
    super::services::KINDS.iter().any(|kind| kind.code == service.code)
}

/// Signs the contents, keeps the statement and decides the matter with it.
pub(super) fn issue(
    tx: &mut Tx<'_>,
    office: &Office,
    case: &Case<'_>,
    contents: Contents,
) -> Result<Decision> {
    let (matter, party) = (case.matter, case.party()?);
    let statement = Statement {
        title: contents.title.to_owned(),
        subtitle: contents.subtitle,
        agency: office.agency_name()?,
        facts: contents.facts,
        columns: contents.columns,
        rows: contents.rows,
        total: contents.total,
        notes: contents.notes,
        ..Statement::new(matter.service.code, &matter.number, office.region, case.today())
    };
    let code = statement.code()?;
    let sealed = office.vault.seal(&statement.sign(&office.key)?)?;
    tx.run(
        "INSERT INTO certificate (matter, code, party, signed, issued_at) VALUES ($1, $2, $3, $4, $5)",
        params![matter.id, code.as_str(), party, sealed, matter.at],
    )?;
    tx.recorded_row(matter.id.get(), "certificate", params![matter.id, code.as_str(), party, matter.at]);
    // A trial has no number, and another code than the certificate will have.
    let effects = match matter.number.as_str() {
        "" => json!({ "certificate": statement.title }),
        _ => json!({ "certificate": statement.title, "code": code.to_string() }),
    };
    Ok(Decision::granted(case.answers.masked(), effects))
}

/// What is kept of a certificate.
pub(super) struct Kept {
    pub(super) party: PartyId,
    pub(super) statement: Statement,
    pub(super) signed: String,
    pub(super) revoked_at: Option<Moment>,
}

/// The certificate of a matter or of a code: `column` says which.
pub(super) fn kept(
    tx: &mut Tx<'_>,
    office: &Office,
    column: &'static str,
    value: &str,
) -> Result<Option<Kept>> {
    let sql = format!(
        "SELECT c.party, c.signed, c.revoked_at FROM certificate c JOIN matter m ON m.id = c.matter WHERE {column} = $1"
    );
    let found = tx.row(&sql, params![value], |row| {
        Ok((row.get::<PartyId>(0)?, row.get::<Vec<u8>>(1)?, row.get::<Option<Moment>>(2)?))
    })?;
    let Some((party, sealed, revoked_at)) = found else { return Ok(None) };
    let signed = office.vault.open(&sealed)?;
    let statement = Statement::check(&office.keys(), &signed)?;
    Ok(Some(Kept { party, statement, signed, revoked_at }))
}

/// Hands out the certificate of a matter to whoever may see the matter; it leaves a trace.
///
/// # Errors
/// `DSK-0104` where there is no such matter for the actor, `CRT-0106` where it gave no certificate, `CRT-0105` where the
/// certificate was revoked.
pub fn document(office: &Office, actor: &Actor, number: &str) -> Result<Issued> {
    office.store.write(&actor.act("certificate.document"), |tx| {
        desk::entry(tx, office, actor, number)?;
        let kept = kept(tx, office, "m.number", number)?;
        let kept = kept.ok_or_else(|| codes::NO_CERTIFICATE.with("matter", number))?;
        if let Some(at) = kept.revoked_at {
            return Err(codes::REVOKED.with("number", number).with("on", at.date()));
        }
        tx.audit(Audit {
            what: "certificate.document",
            subject: Some(kept.party.get()),
            detail: json!({ "matter": number }),
        });
        let qr = kept.statement.sign_for_qr(&office.key)?;
        let code = kept.statement.code()?.to_string();
        Ok(Issued { statement: kept.statement, signed: kept.signed, qr, code })
    })
}

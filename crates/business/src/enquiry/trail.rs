//! Who looked at a person's data (我的数据被谁看过), from the audit trail.

use kernel::{Moment, PartyId, Result};
use store::params;

use super::{READS, TRAIL, look};
use crate::Office;
use crate::certificates::CHECKED;
use crate::desk::Actor;

/// One look.
#[derive(Clone, Debug)]
pub struct Look {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: String,
    /// In which roles, as stored words.
    pub roles: Vec<String>,
    /// Through which channel.
    pub channel: String,
    /// At what: code of the enquiry, or [`CHECKED`] where anybody checked a certificate.
    pub what: String,
}

/// Who looked at a person's record, the latest first.
pub fn trail(office: &Office, actor: &Actor, person: PartyId, limit: i64) -> Result<Vec<Look>> {
    look(office, actor, &TRAIL, person)?;
    let codes = READS.iter().map(|read| read.code).chain([CHECKED]);
    let codes: Vec<String> = codes.map(|code| format!("'{code}'")).collect();
    let sql = format!(
        "SELECT a.at, coalesce(u.name, ''), a.detail, a.channel, a.what FROM audit a LEFT JOIN users u ON u.id = a.officer
         WHERE a.subject = $1 AND a.what IN ({}) ORDER BY a.id DESC LIMIT $2",
        codes.join(", ")
    );
    office.store.read(|tx| {
        tx.rows(&sql, params![person, limit], |row| {
            let detail: serde_json::Value = serde_json::from_str(&row.get::<String>(2)?).unwrap_or_default();
            let roles = detail["as"].as_array().into_iter().flatten();
            Ok(Look {
                at: row.get(0)?,
                by: row.get(1)?,
                roles: roles.filter_map(|role| role.as_str().map(str::to_owned)).collect(),
                channel: row.get(3)?,
                what: row.get(4)?,
            })
        })
    })
}

//! The awards, open claims and injuries of a duplicate record go on under the true one (待遇归并).

use kernel::{PartyId, Result};
use serde_json::{Value as Json, json};
use store::{Tx, params};

/// Puts awards, open claims and injuries under the true record and says which.
pub(crate) fn join(tx: &mut Tx<'_>, duplicate: PartyId, person: PartyId) -> Result<Json> {
    let mut moved = |sql: &str| tx.rows(sql, params![duplicate, person], |row| row.get::<i64>(0));
    let awards = moved("UPDATE award SET person = $2 WHERE person = $1 RETURNING id")?;
    let claims = moved("UPDATE claim SET person = $2 WHERE person = $1 AND recovered < amount RETURNING id")?;
    let injuries = moved(
        "UPDATE injury SET person = $2 WHERE person = $1 AND happened_on NOT IN
           (SELECT i.happened_on FROM injury i WHERE i.person = $2) RETURNING id",
    )?;
    Ok(json!({ "awards": awards, "claims": claims, "injuries": injuries }))
}

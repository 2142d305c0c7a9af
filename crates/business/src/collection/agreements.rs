//! Direct debit agreements (委托扣款协议) of units and people.

use kernel::{Date, PartyId, Result};
use serde_json::json;
use store::{Sequence, Tx, params};

use super::codes;
use super::receive::must_exist;
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};

/// A payer's consent that the agency collects from an account.
#[derive(Clone, Debug)]
pub struct Agree {
    /// Who pays.
    pub party: PartyId,
    /// Number of the agreement; `None`: one is given.
    pub mandate: Option<String>,
    /// The bank by its clearing number; may be empty where one bank does everything.
    pub bank: String,
    /// The account. Kept sealed.
    pub account: String,
    /// In whose name it is.
    pub holder: String,
    /// First day.
    pub from: Date,
}

/// An agreement in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// Its record.
    pub id: i64,
    /// Its number.
    pub mandate: String,
    /// The account with its middle hidden.
    pub account_masked: String,
    /// In whose name the account is.
    pub holder: String,
    /// First day.
    pub from: Date,
}

/// Takes an agreement. An earlier one of the same payer ends the day before.
pub fn agree(office: &Office, actor: &Actor, new: &Agree) -> Result<Agreement> {
    let taken = agree_all(office, actor, std::slice::from_ref(new))?;
    taken.into_iter().next().ok_or_else(|| codes::INCOMPLETE.with("field", "账号"))
}

/// Takes many agreements in one matter, as a bank hands them in; all of them or none.
pub fn agree_all(office: &Office, actor: &Actor, new: &[Agree]) -> Result<Vec<Agreement>> {
    for (text, field) in new.iter().flat_map(|one| [(&one.account, "账号"), (&one.holder, "户名")]) {
        if text.trim().is_empty() {
            return Err(codes::INCOMPLETE.with("field", field));
        }
    }
    new.iter().try_for_each(|one| numbered(&one.account).map(drop))?;
    office.store.write(&actor.act(services::AGREEMENT.code), |tx| {
        let command = json!(
            new.iter()
                .map(|one| json!({ "party": one.party, "account": masked(&one.account), "from": one.from }))
                .collect::<Vec<_>>()
        );
        let subject = if let [one] = new { Some(one.party) } else { None };
        let matter = desk::open(tx, office, actor, &services::AGREEMENT, subject, &command)?;
        let taken = new.iter().map(|one| take(tx, office, &matter, one)).collect::<Result<Vec<_>>>()?;
        let effects = json!(taken.iter().map(|one| &one.mandate).collect::<Vec<_>>());
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))?;
        Ok(taken)
    })
}

pub(super) fn take(tx: &mut Tx<'_>, office: &Office, matter: &Matter, new: &Agree) -> Result<Agreement> {
    must_exist(tx, new.party)?;
    let account = numbered(&new.account)?;
    let account_masked = masked(&account);
    let id = tx.allot_one(Sequence::Document)?;
    let mandate = new.mandate.clone().unwrap_or_else(|| format!("{}XY{id:010}", office.region));
    end(tx, new.party, new.from)?;
    let sealed = office.vault.seal(&account)?;
    let added = tx.run(
        "INSERT INTO agreement (id, party, mandate, bank, account_sealed, account_masked, holder, from_date, to_date,
           matter, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10) ON CONFLICT (mandate) DO NOTHING",
        params![
            id,
            new.party,
            mandate,
            new.bank,
            sealed,
            account_masked,
            new.holder,
            new.from,
            matter.id,
            matter.at
        ],
    )?;
    if added == 0 {
        return Err(codes::MANDATE_TAKEN.with("mandate", mandate));
    }
    let lasting = params![id, new.party, mandate, new.bank, sealed, account_masked, new.holder, new.from];
    tx.recorded_row(matter.id.get(), "agreement", lasting);
    Ok(Agreement { id, mandate, account_masked, holder: new.holder.clone(), from: new.from })
}

/// Ends a payer's agreement: nothing is collected from `on` on.
pub fn end_agreement(office: &Office, actor: &Actor, party: PartyId, on: Date) -> Result<()> {
    office.store.write(&actor.act(services::AGREEMENT.code), |tx| {
        let command = json!({ "party": party, "ends": on });
        let matter = desk::open(tx, office, actor, &services::AGREEMENT, Some(party), &command)?;
        end(tx, party, on)?;
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, json!({ "ended": on })))
    })
}

pub(super) fn end(tx: &mut Tx<'_>, party: PartyId, on: Date) -> Result<()> {
    let last = on.yesterday().unwrap_or(on);
    tx.run(
        "UPDATE agreement SET to_date = $2 WHERE party = $1 AND (to_date IS NULL OR to_date > $2)",
        params![party, last],
    )?;
    Ok(())
}

/// The agreements of a duplicate record go on under the true one, unless that has one of its own: then they end.
pub(crate) fn join(tx: &mut Tx<'_>, duplicate: PartyId, person: PartyId, on: Date) -> Result<Vec<i64>> {
    if agreement(tx, person, on)?.is_some() {
        end(tx, duplicate, on)?;
    }
    let sql = "UPDATE agreement SET party = $2 WHERE party = $1 RETURNING id";
    tx.rows(sql, params![duplicate, person], |row| row.get(0))
}

/// The agreement of a payer in force on a day.
pub fn agreement(tx: &mut Tx<'_>, party: PartyId, on: Date) -> Result<Option<Agreement>> {
    tx.row(
        "SELECT id, mandate, account_masked, holder, from_date FROM agreement
         WHERE party = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date >= $2) ORDER BY id DESC LIMIT 1",
        params![party, on],
        |row| {
            Ok(Agreement {
                id: row.get(0)?,
                mandate: row.get(1)?,
                account_masked: row.get(2)?,
                holder: row.get(3)?,
                from: row.get(4)?,
            })
        },
    )
}

/// An account number without what makes it easier to read. Accounts of units have no check digit.
fn numbered(account: &str) -> Result<String> {
    let digits: String = account.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
    if (8..=32).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(digits);
    }
    Err(codes::BAD_ACCOUNT.problem())
}

/// The first four and last four places.
fn masked(account: &str) -> String {
    let places: Vec<char> = account.chars().collect();
    let hidden = places.len().saturating_sub(8);
    if hidden == 0 {
        return "*".repeat(places.len());
    }
    let part = |some: &[char]| some.iter().collect::<String>();
    format!("{}{}{}", part(&places[..4]), "*".repeat(hidden), part(&places[4 + hidden..]))
}

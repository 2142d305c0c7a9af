//! Users (用户): everybody who acts has one, whatever they may act as. Their number is the officer's of matters and audit.

use kernel::{Moment, OfficerId, PartyId, Result};
use store::{Row, Sequence, Tx, params};

use super::codes;

/// A user as stored.
#[derive(Clone, Debug)]
pub struct User {
    /// Number.
    pub id: OfficerId,
    /// Login.
    pub login: String,
    /// Name as shown.
    pub name: String,
    /// The person behind it, once known.
    pub person: Option<PartyId>,
    /// May they act at present?
    pub active: bool,
    /// Has a password been set? Without one only an activation code opens the way.
    pub activated: bool,
}

const COLUMNS: &str =
    "SELECT id, login, name, person, state, CASE WHEN password_hash IS NULL THEN 0 ELSE 1 END FROM users";

fn user_row(row: &Row<'_>) -> Result<User> {
    Ok(User {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        person: row.get(3)?,
        active: row.get::<String>(4)? == "active",
        activated: row.get(5)?,
    })
}

/// The user of a number.
pub fn user(tx: &mut Tx<'_>, id: OfficerId) -> Result<User> {
    tx.row(&format!("{COLUMNS} WHERE id = $1"), params![id], user_row)?
        .ok_or_else(|| codes::NO_USER.with("login", id))
}

/// The user of a login.
pub fn user_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Option<User>> {
    tx.row(&format!("{COLUMNS} WHERE login = $1"), params![login], user_row)
}

/// Adds a user without a password. The login must be free.
pub fn add_user(
    tx: &mut Tx<'_>,
    login: &str,
    name: &str,
    person: Option<PartyId>,
    at: Moment,
) -> Result<OfficerId> {
    let id = OfficerId::new(tx.allot_one(Sequence::Officer)?);
    let added = tx.run(
        "INSERT INTO users (id, login, name, person, state, created_at) VALUES ($1, $2, $3, $4, 'active', $5)
         ON CONFLICT (login) DO NOTHING",
        params![id, login, name, person, at],
    )?;
    if added == 0 { Err(codes::LOGIN_TAKEN.with("login", login)) } else { Ok(id) }
}

/// Gives a user a password hash, as [`super::password::hash`] makes it. Failures so far are forgotten.
pub fn set_password(tx: &mut Tx<'_>, login: &str, hash: &str) -> Result<()> {
    change(
        tx,
        "UPDATE users SET password_hash = $2, failures = 0, locked_until = NULL WHERE login = $1 AND login <> 'node'",
        login,
        hash,
    )
}

/// Can anybody sign in yet? On a new node the first password is set without an administrator.
pub fn anybody_has_a_password(tx: &mut Tx<'_>) -> Result<bool> {
    let sql = "SELECT 1 FROM users WHERE password_hash IS NOT NULL LIMIT 1";
    Ok(tx.row(sql, params![], |row| row.get::<i64>(0))?.is_some())
}

/// Takes a user out of work, or back into it. What they did stays under their name.
pub fn set_state(tx: &mut Tx<'_>, login: &str, active: bool) -> Result<()> {
    let state = if active { "active" } else { "suspended" };
    change(tx, "UPDATE users SET state = $2 WHERE login = $1 AND login <> 'node'", login, state)
}

fn change(tx: &mut Tx<'_>, sql: &str, login: &str, value: &str) -> Result<()> {
    match tx.run(sql, params![login, value])? {
        0 => Err(codes::NO_OFFICER.with("login", login)),
        _ => Ok(()),
    }
}

/// The person behind a user, if known.
pub(super) fn person_behind(tx: &mut Tx<'_>, id: OfficerId) -> Result<Option<PartyId>> {
    tx.row("SELECT person FROM users WHERE id = $1", params![id], |row| row.get(0)).map(Option::flatten)
}

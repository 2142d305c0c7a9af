//! Officers (经办人员) and their roles. Passwords are Argon2id hashes; no default password exists.

use kernel::{Moment, OfficerId, RegionCode, Result};
use store::{Row, Sequence, Tx, params};

use super::{Actor, Role, codes};

/// An officer as stored.
#[derive(Clone, Debug)]
pub struct Officer {
    /// Key.
    pub id: OfficerId,
    /// Login.
    pub login: String,
    /// Name as shown.
    pub name: String,
    /// Root of the subtree they may act in.
    pub region: RegionCode,
    /// Roles.
    pub roles: Vec<Role>,
    /// May they act at present?
    pub active: bool,
}

/// An officer to be added.
pub struct NewOfficer<'a> {
    /// Login, unique.
    pub login: &'a str,
    /// Name as shown.
    pub name: &'a str,
    /// Root of the subtree.
    pub region: RegionCode,
    /// Roles.
    pub roles: &'a [Role],
    /// Argon2id hash, if they may sign in.
    pub password_hash: Option<String>,
}

impl Officer {
    /// The officer at work.
    pub fn actor(&self, at: Moment, channel: &'static str) -> Result<Actor> {
        if !self.active {
            return Err(codes::SUSPENDED.with("login", &self.login));
        }
        Ok(Actor { officer: self.id, region: self.region, roles: self.roles.clone(), at, channel })
    }
}

const COLUMNS: &str = "SELECT id, login, name, region, roles, state FROM officer";

fn officer(row: &Row<'_>) -> Result<Officer> {
    let roles: String = row.get(4)?;
    Ok(Officer {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        region: row.get(3)?,
        roles: roles.split(',').filter_map(Role::from_key).collect(),
        active: row.get::<String>(5)? == "active",
    })
}

/// All officers by number.
pub fn officers(tx: &mut Tx<'_>) -> Result<Vec<Officer>> {
    tx.rows(&format!("{COLUMNS} ORDER BY id"), params![], officer)
}

/// The officer of a login.
pub fn officer_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Officer> {
    tx.row(&format!("{COLUMNS} WHERE login = $1"), params![login], officer)?
        .ok_or_else(|| codes::NO_OFFICER.with("login", login))
}

/// Adds an officer.
pub fn add_officer(tx: &mut Tx<'_>, new: &NewOfficer<'_>, at: Moment) -> Result<OfficerId> {
    let id = OfficerId::new(tx.allot(Sequence::Officer, 1)?[0]);
    let roles: Vec<&str> = new.roles.iter().map(|role| role.key()).collect();
    let added = tx.run(
        "INSERT INTO officer (id, login, name, password_hash, region, roles, state, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7) ON CONFLICT (login) DO NOTHING",
        params![id, new.login, new.name, new.password_hash, new.region, roles.join(","), at],
    )?;
    if added == 0 { Err(codes::LOGIN_TAKEN.with("login", new.login)) } else { Ok(id) }
}

/// Gives an officer a password hash, as [`super::password::hash`] makes it.
pub fn set_password(tx: &mut Tx<'_>, login: &str, hash: &str) -> Result<()> {
    change(tx, "UPDATE officer SET password_hash = $2 WHERE login = $1 AND login <> 'node'", login, hash)
}

/// Can anybody sign in yet? On a new node the first password is set without an administrator.
pub fn anybody_has_a_password(tx: &mut Tx<'_>) -> Result<bool> {
    let found =
        tx.row("SELECT 1 FROM officer WHERE password_hash IS NOT NULL", params![], |row| row.get::<i64>(0))?;
    Ok(found.is_some())
}

/// Takes an officer out of work, or back into it. What they did stays under their name.
pub fn set_state(tx: &mut Tx<'_>, login: &str, active: bool) -> Result<()> {
    let state = if active { "active" } else { "suspended" };
    change(tx, "UPDATE officer SET state = $2 WHERE login = $1 AND login <> 'node'", login, state)
}

fn change(tx: &mut Tx<'_>, sql: &str, login: &str, value: &str) -> Result<()> {
    match tx.run(sql, params![login, value])? {
        0 => Err(codes::NO_OFFICER.with("login", login)),
        _ => Ok(()),
    }
}

/// The roles of words such as `levy,finance`.
pub fn roles(words: &[String]) -> Result<Vec<Role>> {
    words.iter().map(|word| Role::from_key(word).ok_or_else(|| codes::NO_ROLE.with("role", word))).collect()
}

/// The node itself, which acts where rules alone decide. Holds no money roles and cannot sign in.
pub fn seed_node(tx: &mut Tx<'_>, region: RegionCode, at: Moment) -> Result<OfficerId> {
    add_officer(
        tx,
        &NewOfficer {
            login: "node",
            name: "系统自动",
            region,
            roles: &[Role::Registry, Role::Levy],
            password_hash: None,
        },
        at,
    )
}

//! Officers (经办人员): users who stand for the agency. No default password exists.

use kernel::{Moment, OfficerId, RegionCode, Result};
use store::{Row, Tx, params};

use super::standings::{NewStanding, StandingKind, grant_standing};
use super::users::add_user;
use super::{Actor, Role, codes};

/// An officer as stored.
#[derive(Clone, Debug)]
pub struct Officer {
    /// Number of the user.
    pub id: OfficerId,
    /// Login.
    pub login: String,
    /// Name as shown.
    pub name: String,
    /// The person behind it, once known.
    pub person: Option<kernel::PartyId>,
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
        let (officer, person, party) = (self.id, self.person, None);
        Ok(Actor { officer, person, party, region: self.region, roles: self.roles.clone(), at, channel })
    }
}

const COLUMNS: &str = "SELECT u.id, u.login, u.name, s.region, s.roles, u.state, u.person
    FROM users u JOIN standing s ON s.holder = u.id AND s.kind = 'office' AND s.ended_at IS NULL";

fn officer(row: &Row<'_>) -> Result<Officer> {
    Ok(Officer {
        id: row.get(0)?,
        login: row.get(1)?,
        name: row.get(2)?,
        region: row.get(3)?,
        roles: Role::list(&row.get::<String>(4)?),
        active: row.get::<String>(5)? == "active",
        person: row.get(6)?,
    })
}

/// All officers by number.
pub fn officers(tx: &mut Tx<'_>) -> Result<Vec<Officer>> {
    tx.rows(&format!("{COLUMNS} ORDER BY u.id"), params![], officer)
}

/// The officer of a login.
pub fn officer_by_login(tx: &mut Tx<'_>, login: &str) -> Result<Officer> {
    tx.row(&format!("{COLUMNS} WHERE u.login = $1"), params![login], officer)?
        .ok_or_else(|| codes::NO_OFFICER.with("login", login))
}

/// Adds an officer: a user with a standing for the agency.
pub fn add_officer(tx: &mut Tx<'_>, new: &NewOfficer<'_>, at: Moment) -> Result<OfficerId> {
    let id = add_user(tx, new.login, new.name, None, at)?;
    if let Some(hash) = &new.password_hash {
        super::users::set_password(tx, new.login, hash)?;
    }
    grant_standing(
        tx,
        &NewStanding {
            holder: id,
            kind: StandingKind::Office,
            party: None,
            region: new.region,
            roles: new.roles,
            from: at.date(),
            last: None,
        },
    )?;
    Ok(id)
}

/// The roles of words such as `levy,finance`.
pub fn roles(words: &[String]) -> Result<Vec<Role>> {
    let known = |word: &String| Role::from_key(word).filter(|role| Role::OFFICE.contains(role));
    words.iter().map(|word| known(word).ok_or_else(|| codes::NO_ROLE.with("role", word))).collect()
}

/// The node itself, which acts where rules alone decide. Holds no money roles and cannot sign in.
pub fn seed_node(tx: &mut Tx<'_>, region: RegionCode, at: Moment) -> Result<OfficerId> {
    let roles = &[Role::Registry, Role::Levy];
    add_officer(tx, &NewOfficer { login: "node", name: "系统自动", region, roles, password_hash: None }, at)
}

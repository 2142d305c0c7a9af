//! Standings (身份): what a user may act as. One sign-on; the standing is chosen, and changed without signing in again.

use kernel::{Date, Moment, OfficerId, PartyId, RegionCode, Result};
use store::{Row, Sequence, Tx, params};

use super::{Actor, Role, User, codes};

macro_rules! kinds {
    ($($(#[$meta:meta])* $name:ident = $key:literal, $zh:literal, $en:literal;)*) => {
        /// As what a user acts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum StandingKind { $($(#[$meta])* $name),* }

        impl StandingKind {
            /// All kinds.
            pub const ALL: &'static [StandingKind] = &[$(StandingKind::$name),*];

            /// The stored word.
            pub const fn key(self) -> &'static str {
                match self { $(StandingKind::$name => $key),* }
            }

            /// Chinese and English name.
            pub const fn names(self) -> (&'static str, &'static str) {
                match self { $(StandingKind::$name => ($zh, $en)),* }
            }
        }
    };
}

kinds! {
    /// For themself.
    Own = "own", "本人", "myself";
    /// For a relative who allowed it (亲情代办).
    Family = "family", "亲情代办", "family agent";
    /// For a unit, with rights.
    Unit = "unit", "单位", "unit";
    /// For people of a community.
    Community = "community", "社区代办", "community";
    /// For a bank, a hospital or software of others.
    Partner = "partner", "合作机构", "partner";
    /// For the agency.
    Office = "office", "经办机构", "agency";
}

impl StandingKind {
    /// The roles it may carry.
    pub const fn roles(self) -> &'static [Role] {
        match self {
            StandingKind::Own => &[Role::Person],
            StandingKind::Family => &[Role::Family],
            StandingKind::Unit => Role::UNIT,
            StandingKind::Community => &[Role::Community],
            StandingKind::Partner => &[Role::Partner],
            StandingKind::Office => Role::OFFICE,
        }
    }
}

/// A standing of a user.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Number.
    pub id: i64,
    /// Whose.
    pub holder: OfficerId,
    /// As what.
    pub kind: StandingKind,
    /// The person or unit acted for.
    pub party: Option<PartyId>,
    /// Root of the subtree acted in.
    pub region: RegionCode,
    /// Rights.
    pub roles: Vec<Role>,
    /// First day.
    pub from: Date,
    /// Last day, if it has one.
    pub last: Option<Date>,
}

/// A standing to be granted.
#[derive(Clone, Debug)]
pub struct NewStanding<'a> {
    /// Whose.
    pub holder: OfficerId,
    /// As what.
    pub kind: StandingKind,
    /// The person or unit acted for.
    pub party: Option<PartyId>,
    /// Root of the subtree acted in.
    pub region: RegionCode,
    /// Rights; each must belong to the kind.
    pub roles: &'a [Role],
    /// First day.
    pub from: Date,
    /// Last day, if it has one.
    pub last: Option<Date>,
}

impl Standing {
    /// The user at work in it.
    pub fn actor(&self, user: &User, at: Moment, channel: &'static str) -> Result<Actor> {
        if !user.active {
            return Err(codes::SUSPENDED.with("login", &user.login));
        }
        Ok(Actor {
            officer: user.id,
            person: user.person,
            party: self.party,
            region: self.region,
            roles: self.roles.clone(),
            at,
            channel,
        })
    }

    /// Does it hold on that day?
    pub fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.last.is_none_or(|last| day <= last)
    }
}

const COLUMNS: &str = "SELECT id, holder, kind, party, region, roles, from_day, last_day FROM standing";

fn standing_row(row: &Row<'_>) -> Result<Standing> {
    let kind = row.get::<String>(2)?;
    Ok(Standing {
        id: row.get(0)?,
        holder: row.get(1)?,
        kind: StandingKind::ALL
            .iter()
            .copied()
            .find(|known| known.key() == kind)
            .unwrap_or(StandingKind::Own),
        party: row.get(3)?,
        region: row.get(4)?,
        roles: Role::list(&row.get::<String>(5)?),
        from: row.get(6)?,
        last: row.get(7)?,
    })
}

/// What a user may act as on a day, the agency's first.
pub fn standings(tx: &mut Tx<'_>, holder: OfficerId, on: Date) -> Result<Vec<Standing>> {
    let sql = format!("{COLUMNS} WHERE holder = $1 AND ended_at IS NULL ORDER BY id");
    let mut found = tx.rows(&sql, params![holder], standing_row)?;
    found.retain(|standing| standing.holds_on(on));
    found.sort_by_key(|standing| (std::cmp::Reverse(standing.kind), standing.id));
    Ok(found)
}

/// A standing that has not ended.
pub fn standing(tx: &mut Tx<'_>, id: i64) -> Result<Option<Standing>> {
    tx.row(&format!("{COLUMNS} WHERE id = $1 AND ended_at IS NULL"), params![id], standing_row)
}

/// Everybody who may act for a party, whoever they are.
pub fn standings_for(tx: &mut Tx<'_>, kind: StandingKind, party: PartyId) -> Result<Vec<Standing>> {
    let sql = format!("{COLUMNS} WHERE party = $1 AND kind = $2 AND ended_at IS NULL ORDER BY id");
    tx.rows(&sql, params![party, kind.key()], standing_row)
}

/// Grants a standing.
pub fn grant_standing(tx: &mut Tx<'_>, new: &NewStanding<'_>) -> Result<i64> {
    if let Some(role) = new.roles.iter().find(|role| !new.kind.roles().contains(role)) {
        return Err(codes::ROLE_OF_OTHERS.with("role", role.zh()).with("kind", new.kind.names().0));
    }
    exclusive(new.roles)?;
    let id = tx.allot_one(Sequence::Officer)?;
    let act = tx.act()?;
    tx.run(
        "INSERT INTO standing (id, holder, kind, party, region, roles, from_day, last_day, granted_by, granted_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            id, new.holder, new.kind.key(), new.party, new.region, Role::words(new.roles), new.from, new.last, act.by,
            act.at
        ],
    )?;
    Ok(id)
}

/// Ends a standing at once. What was done in it stays.
pub fn end_standing(tx: &mut Tx<'_>, id: i64) -> Result<()> {
    let at = tx.act()?.at;
    tx.run("UPDATE standing SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL", params![id, at])?;
    Ok(())
}

/// Duties that one person may not hold together (不相容岗位): who agrees does not also prepare, who audits does neither.
fn exclusive(roles: &[Role]) -> Result<()> {
    const AGREES: &[Role] = &[Role::Levy, Role::Benefits, Role::Finance, Role::Registry];
    let has = |role| roles.contains(&role);
    let other = if has(Role::Auditor) {
        roles.iter().find(|role| **role != Role::Auditor).map(|role| (Role::Auditor, *role))
    } else if has(Role::Reviewer) {
        AGREES.iter().find(|role| has(**role)).map(|role| (Role::Reviewer, *role))
    } else {
        None
    };
    match other {
        Some((one, other)) => Err(codes::EXCLUSIVE.with("one", one.zh()).with("other", other.zh())),
        None => Ok(()),
    }
}

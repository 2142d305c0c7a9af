//! Who acts: a user in one of their standings, with the roles that come with it.

use kernel::{Moment, OfficerId, PartyId, RegionCode, Result};
use store::Act;

use super::policy::{self, Action};
use super::{Service, codes};

macro_rules! roles {
    ($($(#[$meta:meta])* $name:ident = $key:literal, $zh:literal, $en:literal;)*) => {
        /// What a user may do (岗位、身份). A standing may carry several; money needs two people all the same.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $($(#[$meta])* $name),* }

        impl Role {
            /// All roles.
            pub const ALL: &'static [Role] = &[$(Role::$name),*];

            /// The stored word.
            pub const fn key(self) -> &'static str {
                match self { $(Role::$name => $key),* }
            }

            /// The Chinese name.
            pub const fn zh(self) -> &'static str {
                match self { $(Role::$name => $zh),* }
            }

            /// The English name.
            pub const fn en(self) -> &'static str {
                match self { $(Role::$name => $en),* }
            }
        }
    };
}

roles! {
    /// Registers units and people, takes declarations (登记).
    Registry = "registry", "登记岗", "registry";
    /// Assesses and collects contributions (征缴).
    Levy = "levy", "征缴岗", "levy";
    /// Decides benefits (待遇).
    Benefits = "benefits", "待遇岗", "benefits";
    /// Builds and sends payments, books bank statements (财务).
    Finance = "finance", "财务岗", "finance";
    /// The second person who agrees to what another has prepared (复核).
    Reviewer = "reviewer", "复核岗", "reviewer";
    /// Reads everything, changes nothing (稽核).
    Auditor = "auditor", "稽核岗", "auditor";
    /// Accounts of users, calendar, settings (管理).
    Admin = "admin", "管理岗", "administration";
    /// Somebody for themself (本人).
    Person = "person", "本人", "the person";
    /// Somebody for a relative who allowed it (亲情代办).
    Family = "family", "亲情代办人", "family agent";
    /// A unit's administrator: data of the unit, its operators (单位管理员).
    UnitAdmin = "unit-admin", "单位管理员", "administrator of a unit";
    /// Declares joiners, leavers and wages of a unit (单位参保经办).
    UnitStaff = "unit-staff", "单位参保经办", "staff clerk of a unit";
    /// Bills, arrears and payments of a unit (单位缴费经办).
    UnitFinance = "unit-finance", "单位缴费经办", "payments clerk of a unit";
    /// Acts for people of a community who have no device (社区代办).
    Community = "community", "社区代办员", "community worker";
    /// A bank, hospital or software of others (合作机构).
    Partner = "partner", "合作机构", "partner";
}

impl Role {
    /// The roles of an agency.
    pub const OFFICE: &'static [Role] = &[
        Role::Registry,
        Role::Levy,
        Role::Benefits,
        Role::Finance,
        Role::Reviewer,
        Role::Auditor,
        Role::Admin,
    ];
    /// The roles of a unit's operators.
    pub const UNIT: &'static [Role] = &[Role::UnitAdmin, Role::UnitStaff, Role::UnitFinance];

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.key() == key)
    }

    /// The roles of stored words, `levy,finance`.
    pub(super) fn list(words: &str) -> Vec<Role> {
        words.split(',').filter_map(Role::from_key).collect()
    }

    /// As stored.
    pub(super) fn words(roles: &[Role]) -> String {
        roles.iter().map(|role| role.key()).collect::<Vec<_>>().join(",")
    }
}

/// A user at work in one standing: who, as what, for whom, where, when, through which channel.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The user. Written into every record of what was done.
    pub officer: OfficerId,
    /// The person behind the user, once known: nobody decides their own case.
    pub person: Option<PartyId>,
    /// The person or unit acted for: oneself, a relative, one's unit. None: those of the region.
    pub party: Option<PartyId>,
    /// Root of the subtree they may act in.
    pub region: RegionCode,
    /// What they may do.
    pub roles: Vec<Role>,
    /// When; the clock is the caller's.
    pub at: Moment,
    /// `cli`, `web`, `counter`, `api`, `clock`.
    pub channel: &'static str,
}

impl Actor {
    /// The same user at another time.
    pub fn at(&self, at: Moment) -> Actor {
        Actor { at, ..self.clone() }
    }

    /// The act to hand to the store.
    pub fn act(&self, command: impl Into<String>) -> Act {
        Act { by: self.officer, at: self.at, channel: self.channel, command: command.into() }
    }

    /// May this user do the service for everybody of that region? See [`policy`], which decides it.
    pub fn may(&self, service: &'static Service, region: RegionCode) -> Result<()> {
        policy::check_region(self, Action::Service(service), region)
    }

    /// Does this user hold the role for that region?
    pub fn must_have(&self, role: Role, region: RegionCode) -> Result<()> {
        if !self.roles.contains(&role) {
            return Err(codes::ROLE.with("role", role.zh()));
        }
        if !self.region.contains(region) {
            return Err(codes::REGION.with("region", region));
        }
        Ok(())
    }
}

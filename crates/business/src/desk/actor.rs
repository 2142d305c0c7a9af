//! Who acts, and what they may.

use kernel::{Moment, OfficerId, RegionCode, Result};
use store::Act;

use super::Service;
use super::codes;

/// What an officer may do (岗位). One officer may hold several; money needs two officers all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Registers units and people, takes declarations (登记).
    Registry,
    /// Assesses and collects contributions (征缴).
    Levy,
    /// Decides benefits (待遇).
    Benefits,
    /// Builds and sends payments, books bank statements (财务).
    Finance,
    /// The second person who agrees to what another has prepared (复核).
    Reviewer,
    /// Reads everything, changes nothing (稽核).
    Auditor,
    /// Accounts of officers, calendar, settings (管理).
    Admin,
}

impl Role {
    /// All roles.
    pub const ALL: &'static [Role] = &[
        Role::Registry,
        Role::Levy,
        Role::Benefits,
        Role::Finance,
        Role::Reviewer,
        Role::Auditor,
        Role::Admin,
    ];

    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Role::Registry => "registry",
            Role::Levy => "levy",
            Role::Benefits => "benefits",
            Role::Finance => "finance",
            Role::Reviewer => "reviewer",
            Role::Auditor => "auditor",
            Role::Admin => "admin",
        }
    }

    /// The Chinese name.
    pub const fn zh(self) -> &'static str {
        match self {
            Role::Registry => "登记岗",
            Role::Levy => "征缴岗",
            Role::Benefits => "待遇岗",
            Role::Finance => "财务岗",
            Role::Reviewer => "复核岗",
            Role::Auditor => "稽核岗",
            Role::Admin => "管理岗",
        }
    }

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.iter().copied().find(|role| role.key() == key)
    }
}

/// An officer at work: who, with which roles, in which region's subtree, when, through which channel.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The officer.
    pub officer: OfficerId,
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
    /// The same officer at another time.
    pub fn at(&self, at: Moment) -> Actor {
        Actor { at, ..self.clone() }
    }

    /// The act to hand to the store.
    pub fn act(&self, command: impl Into<String>) -> Act {
        Act { by: self.officer, at: self.at, channel: self.channel, command: command.into() }
    }

    /// May this officer do the service in that region? The one place where this is decided.
    pub fn may(&self, service: &Service, region: RegionCode) -> Result<()> {
        self.must_have(service.role, region)
    }

    /// Does this officer hold the role for that region?
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

//! The policy (权限): who may do what about whom. One table, made of what each service and each enquiry grants, and one
//! place where it is applied; routes name an action and nothing else.

use kernel::{PartyId, RegionCode, Result};
use store::Tx;

use super::{Actor, Matter, Role, Service, codes, users};
use crate::{Office, catalogue, registry};

/// How the party must stand to whoever acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The party acted for is the party asked about: oneself, the relative, the unit.
    Own,
    /// Somebody insured at the unit acted for.
    Staff,
    /// Any party of the region's subtree, but never oneself.
    Region,
}

impl Relation {
    /// The stored word, as the matrix shows it.
    pub const fn key(self) -> &'static str {
        match self {
            Relation::Own => "own",
            Relation::Staff => "staff",
            Relation::Region => "region",
        }
    }
}

/// A role may, if the relation holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant(pub Role, pub Relation);

/// The person, or a relative whom they allowed.
pub const SELF_OR_FAMILY: &[Grant] =
    &[Grant(Role::Person, Relation::Own), Grant(Role::Family, Relation::Own)];

/// Something that may be looked at (查询).
#[derive(Debug)]
pub struct Read {
    /// Stable code: `read.contributions`.
    pub code: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// Who may.
    pub who: &'static [Grant],
}

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// A service of the catalogue.
    Service(&'static Service),
    /// A look at something.
    Read(&'static Read),
}

impl Action {
    /// Stable code.
    pub fn code(self) -> &'static str {
        match self {
            Action::Service(service) => service.code,
            Action::Read(read) => read.code,
        }
    }

    /// Chinese and English name.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            Action::Service(service) => (service.zh, service.en),
            Action::Read(read) => (read.zh, read.en),
        }
    }

    /// Who may.
    pub fn who(self) -> &'static [Grant] {
        match self {
            Action::Service(service) => service.who,
            Action::Read(read) => read.who,
        }
    }
}

/// Every action there is: the rows of the table.
pub fn actions() -> impl Iterator<Item = Action> {
    let services = catalogue::services().map(Action::Service);
    services.chain(catalogue::READS.iter().map(|read| Action::Read(read)))
}

/// Does the user hold a role that the action grants anything to? Whom it may be about is asked when it is known.
pub fn may_ever(actor: &Actor, action: Action) -> bool {
    action.who().iter().any(|grant| actor.roles.contains(&grant.0))
}

/// May the user do it about everybody of a region?
pub(crate) fn check_region(actor: &Actor, action: Action, region: RegionCode) -> Result<()> {
    let mut held =
        action.who().iter().filter(|grant| grant.1 == Relation::Region && actor.roles.contains(&grant.0));
    if held.next().is_none() {
        return Err(missing_role(action));
    }
    if !actor.region.contains(region) {
        return Err(codes::REGION.with("region", region));
    }
    Ok(())
}

/// May the user do it about this party?
pub fn check(tx: &mut Tx<'_>, office: &Office, actor: &Actor, action: Action, party: PartyId) -> Result<()> {
    let mut refusal = missing_role(action);
    for grant in action.who().iter().filter(|grant| actor.roles.contains(&grant.0)) {
        match grant.1 {
            Relation::Own if actor.party == Some(party) => return Ok(()),
            Relation::Staff if is_staff(tx, actor, party)? => return Ok(()),
            Relation::Own | Relation::Staff => refusal = codes::NOT_YOURS.problem(),
            Relation::Region if actor.person == Some(party) => refusal = codes::OWN_CASE.problem(),
            Relation::Region => match outside(tx, office, actor, party)? {
                None => return Ok(()),
                Some(region) => refusal = codes::REGION.with("region", region),
            },
        }
    }
    Err(refusal)
}

/// May the user decide matters of the service about its party, as a clerk of its desk? Never one they asked for, and never
/// about themself.
pub(super) fn check_desk(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    if !actor.roles.contains(&matter.service.desk) {
        return Err(codes::ROLE.with("role", matter.service.desk.zh()));
    }
    let outside = match matter.subject {
        Some(party) => outside(tx, office, actor, party)?,
        None => (!actor.region.contains(matter.region)).then_some(matter.region),
    };
    match outside {
        Some(region) => Err(codes::REGION.with("region", region)),
        None => four_eyes(tx, actor, matter),
    }
}

/// Whoever asked does not decide, in no standing and under no other login; nobody decides about themself.
pub(super) fn four_eyes(tx: &mut Tx<'_>, actor: &Actor, matter: &Matter) -> Result<()> {
    if actor.person.is_some() && actor.person == matter.subject {
        return Err(codes::OWN_CASE.problem());
    }
    let asked_by = users::person_behind(tx, matter.by)?;
    if matter.by == actor.officer || (actor.person.is_some() && actor.person == asked_by) {
        return Err(codes::SAME_PERSON.with("matter", &matter.number));
    }
    Ok(())
}

/// The party's region, if it lies outside the actor's. Every party lies in the office's.
fn outside(tx: &mut Tx<'_>, office: &Office, actor: &Actor, party: PartyId) -> Result<Option<RegionCode>> {
    // Also where everybody of the pooling area is within reach: whoever is on no record is nobody.
    let region = registry::facts::region_of(tx, party)?;
    let within = actor.region.contains(office.region) || actor.region.contains(region);
    Ok((!within).then_some(region))
}

fn is_staff(tx: &mut Tx<'_>, actor: &Actor, person: PartyId) -> Result<bool> {
    let Some(unit) = actor.party else { return Ok(false) };
    registry::facts::was_insured_at(tx, person, unit)
}

/// What is said to who holds no role for an action.
pub fn missing_role(action: Action) -> kernel::Problem {
    let roles: Vec<&str> = action.who().iter().map(|grant| grant.0.zh()).collect();
    codes::ROLE.with("role", roles.join("、"))
}

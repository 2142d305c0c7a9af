//! The four people who work at the agency of the demo city.

use business::Office;
use business::desk::{self, Actor, NewOfficer, Officer, Role};
use kernel::{Moment, Result};

/// The officers of the demo; money needs two of them.
#[derive(Clone, Debug)]
pub struct Officers {
    /// 王登记: registers, assesses, publishes the calendar.
    pub wang: Officer,
    /// 李待遇: decides benefits.
    pub li: Officer,
    /// 赵财务: books money, sends payments.
    pub zhao: Officer,
    /// 陈复核: the second person.
    pub chen: Officer,
}

/// Login, name and roles of each.
const STAFF: [(&str, &str, &[Role]); 4] = [
    ("wang", "王登记", &[Role::Registry, Role::Levy, Role::Admin]),
    ("li", "李待遇", &[Role::Benefits]),
    ("zhao", "赵财务", &[Role::Finance]),
    ("chen", "陈复核", &[Role::Reviewer]),
];

impl Officers {
    /// Appoints those who are not there yet.
    ///
    /// # Errors
    /// What the store reports.
    pub fn appoint(office: &Office, node: &Actor) -> Result<Officers> {
        let found = office.store.read(desk::officers)?;
        office.store.write(&node.act("desk.officers"), |tx| {
            for (login, name, roles) in STAFF {
                if found.iter().all(|officer| officer.login != login) {
                    let new = NewOfficer { login, name, region: office.region, roles, password_hash: None };
                    desk::add_officer(tx, &new, node.at)?;
                }
            }
            Ok(())
        })?;
        office.store.read(|tx| {
            let mut officer = |n: usize| desk::officer_by_login(tx, STAFF[n].0);
            Ok(Officers { wang: officer(0)?, li: officer(1)?, zhao: officer(2)?, chen: officer(3)? })
        })
    }
}

/// An officer at work in the agency at that time.
pub(super) fn at_work(officer: &Officer, at: Moment) -> Result<Actor> {
    officer.actor(at, "counter")
}

/// The node itself, which keeps the progress.
pub(super) fn node(office: &Office, at: Moment) -> Result<Actor> {
    office.store.read(|tx| desk::officer_by_login(tx, "node"))?.actor(at, "clock")
}

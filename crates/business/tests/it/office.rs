//! An office of 金保市 with its officers on a fresh store, for the tests of every subject.

use std::sync::Arc;

use business::Office;
use business::desk::{Actor, NewOfficer, Role, add_officer, officer_by_login, seed_node};
use kernel::{Moment, RegionCode, WorkCalendar};
use store::{Store, Vault};

/// The city, with `clerk` (registry, levy, finance, benefits, admin) and `second` (reviewer).
pub struct TestOffice {
    pub office: Office,
    pub clerk: Actor,
    pub second: Actor,
}

/// Nine o'clock in China.
pub fn at(year: i16, month: i8, day: i8) -> Moment {
    Moment::china(jiff::civil::date(year, month, day), 9, 0)
}

impl TestOffice {
    pub fn new(store: &Store) -> TestOffice {
        let office = Office {
            store: store.clone(),
            law: Arc::new(rules::LawBook::builtin().unwrap()),
            key: Arc::new(envelope::Key::generate(&[7; 32])),
            vault: Arc::new(Vault::from_keys(&[1; 32], &[2; 32])),
            calendar: Arc::new(WorkCalendar::standard().clone()),
            region: RegionCode::parse("990100").unwrap(),
        };
        let now = at(2023, 7, 1);
        let all = [Role::Registry, Role::Levy, Role::Finance, Role::Benefits, Role::Admin];
        let (clerk, second) = store
            .write(&store::testing::act("test"), |tx| {
                seed_node(tx, office.region, now)?;
                for (login, roles) in [("clerk", &all[..]), ("second", &[Role::Reviewer])] {
                    let region = office.region;
                    add_officer(
                        tx,
                        &NewOfficer { login, name: login, region, roles, password_hash: None },
                        now,
                    )?;
                }
                let clerk = officer_by_login(tx, "clerk")?.actor(now, "test")?;
                Ok((clerk, officer_by_login(tx, "second")?.actor(now, "test")?))
            })
            .unwrap();
        TestOffice { office, clerk, second }
    }

    /// The clerk at another time.
    pub fn clerk_at(&self, year: i16, month: i8, day: i8) -> Actor {
        self.clerk.at(at(year, month, day))
    }

    /// Runs SQL that no use case would: for fixtures and for breaking things.
    pub fn sql(&self, statements: &[&str]) {
        self.office
            .store
            .write(&store::testing::act("fixture"), |tx| {
                for sql in statements {
                    tx.run(sql, store::params![])?;
                }
                Ok(())
            })
            .unwrap();
    }

    /// One number from a query.
    pub fn number(&self, sql: &str) -> i64 {
        self.office.store.read(|tx| tx.row(sql, store::params![], |row| row.get(0))).unwrap().unwrap_or(0)
    }
}

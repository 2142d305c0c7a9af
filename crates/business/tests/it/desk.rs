//! Users, standings, sessions, and requests from form to decision, on both engines.

use business::desk::{
    self, Ask, Given, NewStanding, Role, StandingKind, State, User, services, sessions, sign_in,
};
use kernel::{Moment, PartyId};
use store::testing::each_engine;

use crate::office::{TestOffice, at};
use crate::registry::{Cast, cast};

const MINUTE: i64 = 60_000_000;

fn given(fields: &[(&str, &str)]) -> Given {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A user with one standing.
fn user(test: &TestOffice, login: &str, kind: StandingKind, party: Option<PartyId>, role: Role) -> User {
    let now = at(2023, 7, 1);
    test.office
        .store
        .write(&test.clerk.act("test"), |tx| {
            let person = party.filter(|_| kind == StandingKind::Own);
            let holder = desk::add_user(tx, login, login, person, now)?;
            let (region, from, roles) = (test.office.region, now.date(), &[role][..]);
            desk::grant_standing(tx, &NewStanding { holder, kind, party, region, roles, from, last: None })?;
            desk::user(tx, holder)
        })
        .unwrap()
}

fn actor(test: &TestOffice, user: &User, when: Moment) -> desk::Actor {
    let standings = test.office.store.read(|tx| desk::standings(tx, user.id, when.date())).unwrap();
    standings[0].actor(user, when, "test").unwrap()
}

#[test]
fn a_session_ends_when_idle_when_old_and_when_revoked() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let who = user(&test, "w", StandingKind::Community, None, Role::Community);
        let begin = |when: Moment, byte: u8| {
            let act = store::Act { at: when, ..store::testing::act("test") };
            let secret = [byte; 32];
            test.office
                .store
                .write(&act, |tx| sessions::begin(tx, &test.office, &who, &secret, "b", true))
                .unwrap();
            sessions::spelled(&secret)
        };
        let now = at(2024, 3, 1);
        let found =
            |secret: &str, when: Moment| sessions::find(&test.office, secret, when).unwrap().is_some();
        let first = begin(now, 1);
        assert!(found(&first, now.plus_micros(29 * MINUTE)), "in use");
        assert!(found(&first, now.plus_micros(58 * MINUTE)), "the last use counts");
        assert!(!found(&first, now.plus_micros(89 * MINUTE)), "idle");
        assert!(!found(&"0".repeat(64), now));
        let second = begin(now, 2);
        let mut when = now;
        for _ in 0..35 {
            when = when.plus_micros(20 * MINUTE);
            assert!(found(&second, when));
        }
        assert!(!found(&second, when.plus_micros(21 * MINUTE)), "twelve hours are enough");
        let third = begin(now, 3);
        let id = sessions::find(&test.office, &third, now).unwrap().unwrap().session.id;
        test.office.store.write(&test.clerk.act("test"), |tx| sessions::revoke(tx, who.id, id)).unwrap();
        assert!(!found(&third, now));
    });
}

#[test]
fn an_authenticators_number_is_taken_once() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let who = user(&test, "w", StandingKind::Community, None, Role::Community);
        // The secret and the number at 59 seconds of RFC 6238, appendix B, last six digits.
        let when = Moment::from_micros(59_000_000);
        let act = store::Act { at: when, ..store::testing::act("test") };
        let secret = b"12345678901234567890";
        let check = |number: &str| {
            test.office
                .store
                .write(&act, |tx| sign_in::check_second(tx, &test.office, who.id, number))
                .unwrap()
        };
        test.office.store.write(&act, |tx| sign_in::begin_totp(tx, &test.office, who.id, secret)).unwrap();
        assert!(!check("287082"), "not confirmed yet");
        let confirm = |number: &str| {
            test.office.store.write(&act, |tx| sign_in::confirm_totp(tx, &test.office, who.id, number))
        };
        assert_eq!(confirm("000000").unwrap_err().code().id, "DSK-0123");
        confirm("287082").unwrap();
        assert!(!check("287082"), "it was used to confirm");
    });
}

#[test]
fn a_code_by_message_leaves_sealed_and_is_good_once() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let who = user(&test, "w", StandingKind::Community, None, Role::Community);
        let office = &test.office;
        let phone = kernel::Phone::parse("13800005678").unwrap();
        let write = |work: &dyn Fn(&mut store::Tx<'_>) -> kernel::Result<bool>| {
            office.store.write(&test.clerk.act("test"), work).unwrap()
        };
        write(&|tx| sign_in::add_phone(tx, office, who.id, &phone).map(|()| true));
        let shown = office
            .store
            .write(&test.clerk.act("test"), |tx| {
                sign_in::send_code(tx, office, &who, &[1, 0, 0, 0, 0, 0, 0, 0])
            })
            .unwrap();
        assert_eq!(shown, "138****5678");
        let waiting = office.store.read(|tx| tx.waiting(10)).unwrap();
        let body = waiting[0].body.to_string();
        assert!(!body.contains("13800005678") && !body.contains("00000001"), "{body}");
        assert!(!write(&|tx| sign_in::check_second(tx, office, who.id, "99999999")));
        assert!(write(&|tx| sign_in::check_second(tx, office, who.id, "00000001")));
        assert!(!write(&|tx| sign_in::check_second(tx, office, who.id, "00000001")), "used up");
    });
}

#[test]
fn duties_that_exclude_each_other_are_not_granted_together() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let who = user(&test, "w", StandingKind::Community, None, Role::Community);
        let grant = |kind, roles: &[Role]| {
            let new = NewStanding {
                holder: who.id,
                kind,
                party: None,
                region: test.office.region,
                roles,
                from: at(2023, 7, 1).date(),
                last: None,
            };
            let made = test.office.store.write(&test.clerk.act("test"), |tx| desk::grant_standing(tx, &new));
            made.map_err(|problem| problem.code().id)
        };
        assert_eq!(grant(StandingKind::Office, &[Role::Reviewer, Role::Finance]), Err("DSK-0115"));
        assert_eq!(grant(StandingKind::Office, &[Role::Auditor, Role::Admin]), Err("DSK-0115"));
        assert_eq!(grant(StandingKind::Community, &[Role::Finance]), Err("DSK-0114"));
        assert!(grant(StandingKind::Office, &[Role::Registry, Role::Levy]).is_ok());
    });
}

#[test]
fn a_key_is_carried_out_once_and_never_for_something_else() {
    each_engine(|store| {
        let Cast { test, people, .. } = cast(store, 2);
        let me = user(&test, "me", StandingKind::Own, Some(people[0]), Role::Person);
        let me = actor(&test, &me, at(2024, 3, 1));
        let (one, other) = (given(&[("phone", "13800005678")]), given(&[("phone", "13900005678")]));
        let ask = |given: &Given| {
            let ask = Ask { service: &services::CONTACT, subject: Some(people[0]), given, key: Some("k") };
            desk::ask(&test.office, &me, &ask).map_err(|problems| problems[0].code().id)
        };
        let first = ask(&one).unwrap();
        assert_eq!((first.state, ask(&one)), (State::Done, Ok(first.clone())));
        assert!(ask(&other).is_err(), "another request under the same key");
        assert_eq!(test.number("SELECT count(*) FROM matter WHERE service = 'registry.contact'"), 1);
    });
}

#[test]
fn good_credit_is_approved_by_the_rules_alone() {
    each_engine(|store| {
        let Cast { test, units, .. } = cast(store, 1);
        let boss = user(&test, "boss", StandingKind::Unit, Some(units[0]), Role::UnitAdmin);
        let boss = actor(&test, &boss, at(2024, 3, 1));
        let ask = |name: &str| {
            let given = given(&[("name", name)]);
            let ask =
                Ask { service: &services::CHANGE_UNIT, subject: Some(units[0]), given: &given, key: None };
            desk::ask(&test.office, &boss, &ask).unwrap().state
        };
        assert_eq!(ask("新名称一"), State::Submitted, "a clerk has to agree");
        let day = at(2024, 1, 1).date();
        test.office
            .store
            .write(&test.clerk.act("test"), |tx| {
                tx.run(
                    "INSERT INTO unit_credit (unit, from_date, matter, class, recorded_at) VALUES ($1, $2, 1, 'vip', 1)",
                    store::params![units[0], day],
                )
            })
            .unwrap();
        assert_eq!(ask("新名称二"), State::Done);
    });
}

#[test]
fn what_cannot_be_done_is_said_when_it_is_asked_and_leaves_nothing() {
    each_engine(|store| {
        let Cast { test, people, .. } = cast(store, 2);
        let me = user(&test, "me", StandingKind::Own, Some(people[0]), Role::Person);
        let me = actor(&test, &me, at(2024, 3, 1));
        let before = test.number("SELECT count(*) FROM matter");
        // The number of somebody else.
        let taken = crate::registry::number(crate::registry::day(1991, 5, 1), 11);
        let given = given(&[("id_number", taken.expose()), ("why", "mistake")]);
        let ask =
            Ask { service: &services::CHANGE_PERSON, subject: Some(people[0]), given: &given, key: None };
        let shown = desk::preview(&test.office, &me, &ask).unwrap_err()[0].code().id;
        let asked = desk::ask(&test.office, &me, &ask).unwrap_err()[0].code().id;
        assert_eq!((shown, asked), ("REG-0107", "REG-0107"));
        assert_eq!(test.number("SELECT count(*) FROM matter"), before, "nothing is recorded");
        let other = Ask { subject: Some(people[1]), ..ask };
        let refused = desk::ask(&test.office, &me, &other).unwrap_err();
        assert_eq!(refused[0].code().id, "DSK-0129", "somebody else's data");
    });
}

#[test]
fn a_forgotten_password_is_replaced_by_phone_and_every_session_ends() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let who = user(&test, "w", StandingKind::Community, None, Role::Community);
        let now = (at(2024, 3, 1), "web");
        let act = store::Act { at: now.0, ..store::testing::act("test") };
        let ask = |login: &str, random: u8| {
            sign_in::ask_reset(&test.office, login, &[random, 0, 0, 0, 0, 0, 0, 0], now).unwrap();
        };
        let sent = || test.number("SELECT count(*) FROM outbox");
        let phone = kernel::Phone::parse("13800138000").unwrap();
        test.office
            .store
            .write(&act, |tx| {
                sign_in::choose_password(tx, &test.office, &who, "门前-柿子树-共8颗", &[1; 16])?;
                sessions::begin(tx, &test.office, &who, &[1; 32], "b", true)
            })
            .unwrap();
        ask("w", 1);
        ask("nobody", 1);
        assert_eq!(sent(), 0, "nobody is told who exists, and without a phone nothing is sent");
        test.office.store.write(&act, |tx| sign_in::add_phone(tx, &test.office, who.id, &phone)).unwrap();
        ask("w", 42);
        assert_eq!(sent(), 1);

        let reset = |code: &str, chosen: &str| {
            let by_code = ("w", code);
            sign_in::reset(&test.office, by_code, chosen, &[2; 16], now).map_err(|p| p.code().id)
        };
        let wrong = sign_in::wrong_code().code().id;
        assert_eq!(reset("00000043", "屋后-石榴树-共5颗").unwrap_err(), wrong);
        assert_eq!(reset("00000042", "12345678901").unwrap_err(), "DSK-0126", "the code is not used up");
        let activation = sign_in::activate(&test.office, ("w", "00000042"), "x", &[2; 16], now).unwrap_err();
        assert_eq!(activation.code().id, wrong, "a code for one thing is none for another");
        reset("00000042", "屋后-石榴树-共5颗").unwrap();
        assert_eq!(reset("00000042", "墙边-梧桐树-共3颗").unwrap_err(), wrong, "good once");
        let signed_in =
            |password: &str| sign_in::check_password(&test.office, "w", password, now.0, "web").is_ok();
        assert!(signed_in("屋后-石榴树-共5颗") && !signed_in("门前-柿子树-共8颗"));
        let old = sessions::find(&test.office, &sessions::spelled(&[1; 32]), now.0).unwrap();
        assert!(old.is_none(), "whoever had the old password is out");
    });
}

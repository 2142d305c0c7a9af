//! Materials of a matter: handed in, read, refused, removed when their time is over, on both engines.

use business::desk::{self, Actor, Ask, Given, Role, State, materials, services};
use kernel::{Moment, PartyId};
use store::testing::each_engine;

use crate::office::{TestOffice, at};
use crate::registry::cast;

const DAY: i64 = 86_400_000_000;

fn now() -> Moment {
    at(2024, 9, 2)
}

/// Somebody for themself.
fn person(test: &TestOffice, login: &str, id: PartyId) -> Actor {
    let officer = test
        .office
        .store
        .write(&test.clerk.act("test"), |tx| desk::add_user(tx, login, login, Some(id), now()))
        .unwrap();
    Actor {
        officer,
        person: Some(id),
        party: Some(id),
        roles: vec![Role::Person],
        channel: "web",
        ..test.clerk.at(now())
    }
}

/// A change of name, which waits for a clerk.
fn submitted(test: &TestOffice, actor: &Actor) -> String {
    let given: Given =
        [("name", "王小方"), ("why", "police")].map(|(name, value)| (name.into(), value.into())).into();
    let ask = Ask { service: &services::CHANGE_PERSON, subject: actor.party, given: &given, key: None };
    let receipt = desk::ask(&test.office, actor, &ask).unwrap();
    assert_eq!(receipt.state, State::Submitted);
    receipt.number
}

#[test]
fn a_material_is_kept_as_it_was_and_read_by_the_desk_alone() {
    each_engine(|store| {
        let cast = cast(store, 2);
        let test = &cast.test;
        let [own, other] = [0, 1].map(|n| person(test, &format!("p{n}"), cast.people[n]));
        let number = submitted(test, &own);
        let photo = [&b"\xff\xd8\xff\xe0"[..], &vec![7; 700_000]].concat();
        let add = |actor: &Actor, kind: &str, name: &str, content: &[u8]| {
            materials::add(&test.office, actor, &number, (kind, name), content).map_err(|p| p.code().id)
        };
        let wanted = services::CHANGE_PERSON.materials[0].key;
        assert_eq!(add(&own, wanted, "../身份证.exe", &photo), Ok(1));
        // The same content once more, and one of a kind that the service does not name.
        assert_eq!(add(&own, "nonsense", "b.jpg", &photo), Ok(2));
        assert_eq!(test.number("SELECT count(*) FROM material_part"), 3, "kept once, in parts");
        let plain = "SELECT count(*) FROM material_part WHERE content = $1";
        let found: Option<i64> = test
            .office
            .store
            .read(|tx| tx.row(plain, store::params![&photo[..256 << 10]], |row| row.get(0)))
            .unwrap();
        assert_eq!(found, Some(0), "sealed");

        let clerk = test.clerk.at(now());
        let (kept, content) = materials::read(&test.office, &clerk, &number, 1).unwrap();
        assert!(content == photo, "byte for byte");
        assert_eq!((kept.kind.as_str(), kept.media.as_str()), (wanted, "image/jpeg"));
        assert!(kept.name.ends_with("身份证.jpg"), "{}", kept.name);
        assert_eq!(materials::read(&test.office, &clerk, &number, 2).unwrap().0.kind, "other");
        let read = |actor: &Actor, line| {
            materials::read(&test.office, actor, &number, line).map(drop).map_err(|p| p.code().id)
        };
        assert_eq!((read(&other, 1), read(&clerk, 9)), (Err("DSK-0104"), Err("DSK-0173")));
        let looks = test.number("SELECT count(*) FROM audit WHERE what = 'desk.material-read'");
        assert_eq!(looks, 2, "who read it is on record");

        assert_eq!(add(&own, wanted, "a.exe", b"MZ"), Err("DSK-0170"));
        let large = [&b"%PDF-1.7"[..], &vec![0; materials::BYTES_MOST]].concat();
        assert_eq!(add(&own, wanted, "a.pdf", &large), Err("DSK-0171"));
        for line in 3..=20 {
            assert_eq!(add(&clerk, wanted, "a.pdf", b"%PDF-1.7"), Ok(line));
        }
        assert_eq!(add(&own, wanted, "a.pdf", b"%PDF-1.7"), Err("DSK-0171"), "one too many");
        assert_eq!(add(&other, wanted, "a.pdf", b"%PDF-1.7"), Err("DSK-0104"));
    });
}

#[test]
fn materials_are_removed_when_their_time_is_over() {
    each_engine(|store| {
        let cast = cast(store, 1);
        let test = &cast.test;
        let own = person(test, "p", cast.people[0]);
        let (withdrawn, decided) = (submitted(test, &own), submitted(test, &own));
        for number in [&withdrawn, &decided] {
            materials::add(&test.office, &own, number, ("x", "a.pdf"), b"%PDF-1.7 the same").unwrap();
        }
        desk::withdraw(&test.office, &own, &withdrawn).unwrap();
        desk::agree(&test.office, &test.clerk.at(now()), &decided).unwrap();
        let late = materials::add(&test.office, &own, &decided, ("x", "a.pdf"), b"%PDF-1.7").unwrap_err();
        assert_eq!(late.code().id, "DSK-0172");
        let remove = |days: i64| {
            let act = test.clerk.at(now().plus_micros(days * DAY)).act("material.remove");
            materials::remove_expired(&test.office, &act).unwrap()
        };
        let read =
            |number: &str| materials::read(&test.office, &own, number, 1).map_err(|p| p.code().id).is_ok();
        assert_eq!(remove(29), 0);
        assert_eq!(remove(31), 1);
        assert!(!read(&withdrawn) && read(&decided), "the content is another matter's too");
        assert_eq!(remove(3_000), 0);
        assert_eq!(remove(3_660), 1);
        assert!(!read(&decided));
        assert_eq!(test.number("SELECT count(*) FROM material_part"), 0);
        assert_eq!(test.number("SELECT count(*) FROM material"), 2, "that they were handed in stays");
    });
}

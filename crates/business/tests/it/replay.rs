//! The receipt of a decision is signed, tells the whole story, and computes to the same answer again.

use business::desk::{self, DecisionReceipt};
use business::pension::{self, Claim, Death};
use business::replay::{self, is_unfaithful};
use envelope::Key;
use kernel::{MatterId, PartyId};
use rules::LawBook;
use serde_json::json;
use store::testing::each_engine;

use crate::benefits::{agree, date, history, person};
use crate::office::{TestOffice, at};

/// A man who retires in March 2024 after twenty years.
fn pensioner(test: &TestOffice) -> (PartyId, MatterId) {
    let person = person(test, date(1964, 3, 10), 1, "622202000000001");
    history(test, person, 200_403, 240, 600_000, 12_000_000);
    let claimed = pension::claim(&test.office, &test.clerk_at(2024, 3, 20), Claim { person, month: None });
    (person, claimed.unwrap().matter.id)
}

fn receipt(test: &TestOffice, matter: MatterId) -> DecisionReceipt {
    let number = test.office.store.read(|tx| {
        tx.row("SELECT number FROM matter WHERE id = $1", store::params![matter], |row| row.get::<String>(0))
    });
    desk::receipt(&test.office, &test.clerk_at(2024, 4, 2), &number.unwrap().unwrap()).unwrap()
}

fn law(test: &TestOffice, receipt: &DecisionReceipt) -> LawBook {
    test.office.store.read(|tx| desk::archived_law(tx, &receipt.decision.law)).unwrap().unwrap()
}

#[test]
fn an_award_is_computed_again_from_its_receipt_alone() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (person, matter) = pensioner(&test);
        agree(&test, (2024, 3, 25), matter);
        let kept = receipt(&test, matter);
        // As it is kept in a file.
        let kept = DecisionReceipt::parse(&serde_json::to_vec_pretty(&kept).unwrap()).unwrap();
        kept.check(&test.office.key.public()).unwrap();
        kept.check(&kept.own_key().unwrap()).unwrap();
        let issued = &kept.issued;
        assert_eq!(issued["officer"], "clerk");
        assert_eq!(issued["second_person"], "second");
        assert_eq!(issued["office"]["region"], "990100");
        assert!(issued["appeal"]["zh"].as_str().unwrap().contains("行政复议"));
        assert!(issued["articles"].as_array().unwrap().len() > 3, "{issued}");
        let origins = &kept.decision.inputs["origins"];
        assert_eq!(origins["paid"]["persons"], json!([person]));
        assert!(origins["birth"]["matter"].as_str().unwrap().starts_with("990100"), "{origins}");

        // What happens to the records afterwards does not matter.
        test.sql(&["DELETE FROM contribution", "UPDATE account SET opening = 1", "DELETE FROM person_fact"]);
        let replayed = replay::replay(&kept.decision, &law(&test, &kept)).unwrap();
        assert_eq!(replayed.changed, []);
        assert!(replayed.same_steps);
        assert_eq!(replayed.again.effects["award"]["person"], json!(person));
        let looked = test.number("SELECT count(*) FROM audit WHERE what = 'desk.receipt'");
        assert_eq!(looked, 1, "handing out a receipt leaves a trace");
    });
}

#[test]
fn a_re_award_is_computed_again_person_by_person() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (person, matter) = pensioner(&test);
        agree(&test, (2024, 3, 25), matter);
        let again = pension::reaward(&test.office, &test.clerk_at(2024, 10, 1), 2024).unwrap();
        let kept = receipt(&test, again.matter.id);
        let replayed = replay::replay(&kept.decision, &law(&test, &kept)).unwrap();
        assert_eq!((replayed.changed.len(), replayed.formula.0.as_str()), (0, "pension-re-award"));
        assert_eq!(replayed.again.effects[0]["person"], json!(person));
        let mut other = kept.decision.clone();
        other.inputs["awards"][0]["record"]["paid"][0][1] = json!(1);
        let replayed = replay::replay(&other, &law(&test, &kept)).unwrap();
        assert_eq!(replayed.changed[0].path, "0.after", "the answer follows from what the receipt keeps");
        // Its approval recomputes the plan from the records and still finds it the same.
        agree(&test, (2024, 10, 2), again.matter.id);
    });
}

#[test]
fn a_death_is_computed_again_with_its_grants() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (man, matter) = pensioner(&test);
        agree(&test, (2024, 3, 25), matter);
        let heir = person(&test, date(1990, 5, 1), 2, "622202000000002");
        let death = Death { person: man, on: date(2024, 4, 20), heir: Some(heir) };
        let died = pension::death(&test.office, &test.clerk_at(2024, 7, 1), death).unwrap();
        let kept = receipt(&test, died.id);
        assert_eq!(kept.decision.inputs["origins"]["accounts"]["person"], json!(man));
        let replayed = replay::replay(&kept.decision, &law(&test, &kept)).unwrap();
        assert_eq!((replayed.changed.len(), replayed.same_steps), (0, true));
        let grants = replayed.again.effects["grants"].as_array().unwrap().clone();
        let named: Vec<_> = grants.iter().map(|grant| grant["benefit"].as_str().unwrap()).collect();
        assert_eq!(named, ["survivor", "inheritance"]);
        agree(&test, (2024, 7, 2), died.id);
    });
}

#[test]
fn a_refusal_is_computed_again_too() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let person = person(&test, date(1964, 3, 10), 1, "622202000000001");
        history(&test, person, 201_403, 100, 600_000, 2_000_000);
        let claim = Claim { person, month: None };
        let claimed = pension::claim(&test.office, &test.clerk_at(2024, 3, 20), claim).unwrap();
        assert!(claimed.refused.is_some());
        let kept = receipt(&test, claimed.matter.id);
        assert_eq!(kept.decision.outcome, "refused");
        let replayed = replay::replay(&kept.decision, &law(&test, &kept)).unwrap();
        assert!(replayed.changed.is_empty() && !replayed.again.granted);
    });
}

#[test]
fn a_receipt_that_was_changed_is_refused() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (_, matter) = pensioner(&test);
        let good = serde_json::to_value(receipt(&test, matter)).unwrap();
        let key = test.office.key.public();
        for (path, value) in [
            ("/decision/effects/award/amount", json!(99_999_900)),
            ("/decision/inputs/record/paid_months", json!(480)),
            ("/decision/law", json!("0")),
            ("/issued/officer", json!("somebody else")),
            ("/decided", good["signature"].clone()),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(path).unwrap() = value;
            let bad = DecisionReceipt::parse(bad.to_string().as_bytes()).unwrap();
            assert_eq!(bad.check(&key).unwrap_err().code().id, "DSK-0161", "{path}");
        }
        let good = DecisionReceipt::parse(good.to_string().as_bytes()).unwrap();
        let other = Key::generate(&[9; 32]).public();
        assert_eq!(good.check(&other).unwrap_err().code().id, "DSK-0161");
        for nothing in [&b"{}"[..], b"nonsense", b"[1]"] {
            assert_eq!(DecisionReceipt::parse(nothing).unwrap_err().code().id, "DSK-0160");
        }
    });
}

#[test]
fn a_replay_that_cannot_be_faithful_says_why() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (_, matter) = pensioner(&test);
        let kept = receipt(&test, matter);
        let book = law(&test, &kept);
        let refused = |decision: &desk::DecisionRecord| {
            let problem = replay::replay(decision, &book).unwrap_err();
            assert!(is_unfaithful(&problem));
            problem.code().id
        };
        let mut changed = kept.decision.clone();
        changed.law = "0".repeat(64);
        assert_eq!(refused(&changed), "RPL-0101");
        changed = kept.decision.clone();
        changed.inputs["formula"]["version"] = json!(99);
        assert_eq!(refused(&changed), "RPL-0102");
        for missing in ["record", "formula", "region", "group_today"] {
            changed = kept.decision.clone();
            changed.inputs.as_object_mut().unwrap().remove(missing);
            assert_eq!(refused(&changed), "RPL-0103", "{missing}");
        }
        changed = kept.decision.clone();
        (changed.inputs, changed.derivation) = (json!({}), json!(null));
        assert_eq!(refused(&changed), "RPL-0103", "it computes, and does not say from what");
        "registry.person".clone_into(&mut changed.service);
        assert_eq!(refused(&changed), "RPL-0104");
        // Without its rule set nothing is invented, and one that was damaged is not used.
        assert!(test.office.store.read(|tx| desk::archived_law(tx, "none")).unwrap().is_none());
        // A decision that was made by other figures comes out otherwise, and the replay says where.
        changed = kept.decision.clone();
        changed.effects["award"]["amount"] = json!(1);
        let replayed = replay::replay(&changed, &book).unwrap();
        assert_eq!(replayed.changed[0].path, "award.amount");
    });
}

#[test]
fn only_who_may_see_the_matter_gets_its_receipt() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (_, matter) = pensioner(&test);
        let number = receipt(&test, matter).decision.matter;
        let mut stranger = test.clerk_at(2024, 4, 2);
        stranger.roles = vec![desk::Role::Person];
        stranger.officer = kernel::OfficerId::new(99_999);
        let refused = desk::receipt(&test.office, &stranger, &number).unwrap_err();
        assert_eq!(refused.kind(), kernel::Kind::Missing, "what they may not see does not exist");
        let clerk = test.clerk.at(at(2024, 4, 2));
        assert_eq!(desk::receipt(&test.office, &clerk, "990100").unwrap_err().kind(), kernel::Kind::Missing);
    });
}

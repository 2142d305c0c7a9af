//! A wage corrected after the month was assessed: found, shown, agreed to by a second person, settled once, proven.

use kernel::{Moment, OfficerId};
use store::{Act, Store, Target, params};

use crate::run::{Desk, Ran};
use crate::work::{as_wang, desk, join, person, register_unit, unit_code};

fn second(desk: &Desk, args: &[&str]) -> Ran {
    desk.run(&[args, &["--as", "li", "--json"]].concat())
}

/// Two months assessed at 8,000 yuan; the second had been 9,000.
fn corrected() -> Desk {
    let desk = desk();
    let ran = desk.run(&["user", "add", "li", "--name", "李", "--role", "reviewer", "--as", "admin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    register_unit(&desk);
    assert_eq!(join(&desk, "8000").code, 0);
    for month in ["2024-07", "2024-08"] {
        assert_eq!(as_wang(&desk, &["levy", "run", month]).code, 0);
    }
    let (code, id) = (unit_code(), person());
    let args = [
        "declare",
        "wage",
        "--unit",
        &code,
        "--id",
        &id,
        "--wage",
        "9000",
        "--from",
        "2024-08",
        "--correction",
    ];
    let ran = as_wang(&desk, &args);
    assert_eq!(ran.code, 0, "{} {}", ran.out, ran.err);
    desk
}

fn verified(desk: &Desk) -> Ran {
    desk.run(&["verify", "--json"])
}

#[test]
fn a_corrected_wage_is_found_agreed_to_settled_and_proven() {
    let desk = corrected();
    let looked = as_wang(&desk, &["recompute", "--since", "2024-07-15", "--dry-run", "--csv", "all.csv"]);
    assert_eq!(looked.code, 0, "{}", looked.err);
    let looked = looked.json();
    let lines = looked["lines"].as_array().unwrap();
    let pension = lines.iter().find(|line| line["insurance"] == 110).unwrap();
    assert_eq!(pension["from"], "2024-08", "July is as it was");
    assert_eq!(pension["difference"], 100_000 * 24 / 100);
    assert_eq!(pension["why"][0]["table"], "wage");
    let csv = std::fs::read_to_string(desk.path("all.csv")).unwrap();
    assert_eq!(csv.lines().count(), lines.len() + 1);
    assert!(csv.contains("contribution,") && csv.contains(",wage@"), "{csv}");

    let told = desk.run(&["recompute", "--since", "2024-07", "--dry-run", "--as", "wang"]);
    for part in ["补收", "差额分布", "█", "职工养老保险"] {
        assert!(told.out.contains(part), "{part} in {}", told.out);
    }
    let planned = as_wang(&desk, &["recompute", "--since", "2024-07"]);
    assert_eq!(planned.code, 0, "{}", planned.err);
    let planned = planned.json();
    assert_eq!(planned["summary"], looked["summary"]);
    let matter = planned["matter"].as_str().unwrap();
    let settle = || as_wang(&desk, &["recompute", "settle", matter]);
    assert_eq!(settle().json()["code"], "RCP-0104");
    assert_eq!(as_wang(&desk, &["approve", matter]).code, 5, "not by who prepared it");
    assert_eq!(second(&desk, &["approve", matter]).code, 0);
    assert_eq!(second(&desk, &["recompute", "settle", matter]).code, 5, "a reviewer settles nothing");
    let settled = settle();
    assert_eq!(settled.code, 0, "{}", settled.err);
    assert_eq!(settled.json()["collect"], looked["summary"]["collect"]["amount"]);
    assert_eq!(as_wang(&desk, &["recompute", "--since", "2024-07"]).json()["code"], "RCP-0102");
    let shown = desk.run(&["recompute", "show", matter, "--json"]).json();
    assert_eq!(shown["state"], "done");
    assert!(shown["lines"].as_array().unwrap().iter().all(|line| line["outcome"] == "settled"));
    let ran = verified(&desk);
    assert_eq!(ran.code, 0, "{}", ran.out);
}

#[test]
fn verify_names_what_is_not_as_it_was_agreed_to() {
    let desk = corrected();
    let planned = as_wang(&desk, &["recompute", "--since", "2024-07"]).json();
    let matter = planned["matter"].as_str().unwrap();
    assert_eq!(second(&desk, &["approve", matter]).code, 0);
    assert_eq!(as_wang(&desk, &["recompute", "settle", matter]).code, 0);
    let ran = verified(&desk);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let database = desk.path("data").join("jinbao.db");
    for (change, undo) in [
        (
            "UPDATE recompute_line SET difference = difference + 1 WHERE line = 1",
            "UPDATE recompute_line SET difference = difference - 1 WHERE line = 1",
        ),
        (
            "UPDATE recompute_line SET state = 'open' WHERE line = 1",
            "UPDATE recompute_line SET state = 'settled' WHERE line = 1",
        ),
        ("UPDATE recompute SET lines = lines + 1", "UPDATE recompute SET lines = lines - 1"),
        ("UPDATE approval SET outcome = 'waiting'", "UPDATE approval SET outcome = 'approved'"),
        ("UPDATE replaced SET earlier = earlier + 1000", "UPDATE replaced SET earlier = earlier - 1000"),
    ] {
        sql(&database, change);
        let ran = verified(&desk);
        assert_eq!(ran.code, 1, "{change}: {}", ran.out);
        sql(&database, undo);
    }
}

fn sql(database: &std::path::Path, text: &str) {
    let store = Store::open(&Target::Sqlite(database.to_owned())).unwrap();
    let (by, at) = (OfficerId::new(1), Moment::from_micros(1));
    let act = Act { by, at, channel: "test", command: "corrupt".to_owned() };
    let changed = store.write(&act, |tx| tx.run(text, params![])).unwrap();
    assert!(changed > 0, "{text}");
}

#[test]
fn a_recomputation_refuses_what_it_cannot_read() {
    let desk = desk();
    for (args, code) in [
        (&["recompute", "--since", "gestern"][..], 2),
        (&["recompute", "--since", "2999-01"], 2),
        (&["recompute", "--since", "2024-07", "--insurance", "fire"], 2),
        (&["recompute", "--since", "2024-07", "--region", "310000"], 2),
        (&["recompute", "--since", "2024-07"], 4),
        (&["recompute"], 2),
        (&["recompute", "settle", "77"], 3),
        (&["recompute", "show", "77"], 3),
    ] {
        let ran = as_wang(&desk, args);
        assert_eq!(ran.code, code, "{args:?}: {} {}", ran.out, ran.err);
    }
}

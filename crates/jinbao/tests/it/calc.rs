//! `calc` and `cases`: without a database, line by line.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::run::Desk;

const LATE: &str =
    "{\"id\": 7, \"topic\": \"late-fee\", \"inputs\": {\"principal\": 100000, \"days\": 10}}\n";

#[test]
fn lines_are_answered_in_order_and_a_bad_one_ends_nothing() {
    let desk = Desk::new();
    let ran = desk.type_in(&["calc"], &format!("{LATE}nonsense\n{LATE}"));
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0], r#"{"id":7,"topic":"late-fee","result":{"days":10,"late_fee":"500.00"}}"#);
    assert!(lines[1].contains("CAL-0101") && lines[2] == lines[0]);
    assert!(!desk.path("data").exists(), "calculating made a data folder");
    // For a machine there is nothing beside the answers.
    assert_eq!(desk.type_in(&["calc", "--json"], LATE).out.lines().count(), 1);
    let english = desk.type_in(&["calc", "--lang", "en"], "{\"topic\": \"late-fee\", \"inputs\": {}}\n");
    assert!(english.out.contains("the input 'principal' is missing"), "{}", english.out);
    assert!(
        desk.type_in(&["calc", "--explain"], LATE)
            .out
            .contains("\"explanation\":{\"label\":{\"zh\":\"滞纳金\"")
    );
}

#[test]
fn a_program_that_asks_line_by_line_is_answered_at_once() {
    let desk = Desk::new();
    let mut child = desk.command(&["calc"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut ask, mut hear) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for _ in 0..3 {
        ask.write_all(LATE.as_bytes()).unwrap();
        let mut line = String::new();
        hear.read_line(&mut line).unwrap();
        assert!(line.contains("500.00"), "{line}");
    }
    drop(ask);
    assert!(child.wait().unwrap().success());
}

#[test]
fn cases_print_every_difference_and_the_score() {
    let desk = Desk::new();
    let good =
        LATE.replace("}}\n", "}, \"expected\": {\"late_fee\": \"500.01\"}, \"tolerance\": \"0.01\"}\n");
    let bad = good.replace("\"0.01\"", "0").replace("500.01", "499");
    std::fs::write(desk.path("good.jsonl"), &good).unwrap();
    std::fs::write(desk.path("mixed.jsonl"), format!("{good}{bad}no case\n")).unwrap();
    let ran = desk.run(&["cases", "good.jsonl"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 passed, 0 failed\n"));
    let ran = desk.run(&["cases", "good.jsonl", "mixed.jsonl"]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert!(ran.out.contains("mixed.jsonl:2 7 late_fee: expected \"499\", got \"500.00\""), "{}", ran.out);
    assert!(ran.out.ends_with("2 passed, 2 failed\n"), "{}", ran.out);
    let json = desk.run(&["cases", "mixed.jsonl", "--json"]).json();
    assert_eq!(
        (json["failed"].as_u64(), json["differences"][0]["key"].as_str()),
        (Some(2), Some("late_fee"))
    );
    assert_eq!(desk.run(&["cases", "nowhere.jsonl"]).code, 2);
    assert_eq!(desk.run(&["cases"]).code, 2);
}

#[test]
fn topics_are_listed_for_people_and_machines() {
    let desk = Desk::new();
    let text = desk.run(&["calc", "--topics"]).out;
    assert!(text.contains("late-fee  滞纳金") && text.contains("principal*"), "{text}");
    let list = desk.run(&["calc", "--topics", "--json"]).json();
    assert!(list.as_array().unwrap().iter().any(|topic| topic["topic"] == "pension"));
}

//! The calculators over HTTP.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::Node;

fn body(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_case_is_answered_and_explained() {
    let node = Node::new(true);
    let inputs = r#"{"principal": 100000.00, "days": 10}"#;
    let answer = node.post("/api/v1/calc/late-fee", inputs);
    assert_eq!((answer.status, answer.media.as_str()), (StatusCode::OK, "application/json"));
    assert_eq!(body(&answer.text), json!({"result": {"days": 10, "late_fee": "500.00"}}));
    let explained = body(&node.post("/api/v1/calc/late-fee?explain=1", inputs).text);
    assert_eq!(explained["result"]["late_fee"], "500.00");
    assert_eq!(explained["explanation"]["label"]["zh"], "滞纳金");
    assert_eq!(explained["explanation"]["steps"][0]["parameter"][0]["id"], "late_fee.rate");
}

#[test]
fn what_is_wrong_is_named_with_its_field() {
    let node = Node::new(true);
    for (path, inputs, status, code, field) in [
        ("late-fee", r#"{"principal": "NaN", "days": 1}"#, 422, "CAL-0105", "principal"),
        ("late-fee", r#"{"principal": 1, "days": 1, "x": 1}"#, 422, "CAL-0104", "x"),
        ("late-fee", "[]", 422, "CAL-0101", "inputs"),
        ("late-fee", "{", 422, "CAL-0101", "inputs"),
        ("bookkeeping-rate", r#"{"year": 2026}"#, 422, "LAW-0101", "account.bookkeeping_rate"),
        ("no-such-topic", "{}", 404, "CAL-0103", "topic"),
    ] {
        let answer = node.post(&format!("/api/v1/calc/{path}"), inputs);
        assert_eq!(answer.status.as_u16(), status, "{path} {inputs}");
        assert_eq!(answer.media, "application/problem+json");
        let problem = body(&answer.text);
        assert_eq!((&problem["code"], &problem["field"]), (&json!(code), &json!(field)), "{path} {inputs}");
        assert_eq!(problem["status"], status);
        assert!(problem["remedy"].is_string());
    }
    let english = body(&node.post("/api/v1/calc/late-fee?lang=en", r#"{"principal": 1}"#).text);
    assert!(english["title"].as_str().unwrap().is_ascii());
    let long = node.post("/api/v1/calc/late-fee", &"x".repeat(10_000_000));
    assert_eq!((long.status.as_u16(), &body(&long.text)["code"]), (422, &json!("CAL-0102")));
}

#[test]
fn the_topics_are_listed_with_the_schemas_of_their_inputs() {
    let list = body(&Node::new(true).get("/api/v1/calc", false).text);
    let topics = list["topics"].as_array().unwrap();
    let pension = topics.iter().find(|topic| topic["topic"] == "pension").unwrap();
    assert_eq!(pension["label"], json!({"zh": "基本养老金", "en": "pension a month"}));
    assert_eq!(pension["inputs"]["properties"]["base"]["lawParameter"], "pension.base");
    assert_eq!(pension["results"]["basic"]["zh"], "基础养老金");
}

#[test]
fn every_calculator_is_a_page() {
    let node = Node::new(true);
    let list = node.get("/calculators", false).text;
    for topic in calc::all() {
        assert!(list.contains(&format!("/calculators/{}", topic.name)), "{}", topic.name);
        let page = node.get(&format!("/calculators/{}", topic.name), false);
        assert_eq!(page.status, StatusCode::OK, "{}", topic.name);
        for input in topic.inputs {
            assert!(page.text.contains(&format!("name=\"{}\"", input.key)), "{} {}", topic.name, input.key);
        }
    }
    assert_eq!(node.get("/calculators/no-such-topic", false).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_calculators_page_answers_and_says_what_is_wrong_at_its_field() {
    let node = Node::new(true);
    let page = node.get("/calculators/late-fee?principal=100000.00&days=10", false);
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("500.00") && page.text.contains("社会保险法"), "{}", page.text);
    let wrong = node.get("/calculators/late-fee?principal=much&days=10", false);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("value=\"much\"") && wrong.text.contains("href=\"#principal\""),
        "{}",
        wrong.text
    );
    // Lists a line each, pairs as name: value; the answer with its lines as a table.
    let lines =
        node.get("/calculators/contribution?region=110000&month=2025-07&category=employee&wage=12000", false);
    assert_eq!(lines.status, StatusCode::OK);
    assert!(lines.text.contains("1920.00") || lines.text.contains("1,920.00"), "{}", lines.text);
}

//! The pages of the law and the same as JSON.

use axum::http::StatusCode;
use serde_json::Value as Json;

use crate::Node;

fn json(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|cause| panic!("{cause}: {text}"))
}

#[test]
fn the_law_of_a_region_is_a_tree_with_sources_and_links_that_keep_the_filters() {
    let node = Node::new(true);
    let page = node.get("/law?region=110000&on=2024-08-01&known_on=2024-08-15", false);
    assert_eq!(page.status, StatusCode::OK);
    for wanted in [
        "缴费基数下限",
        "6821.00 元",
        "北京市",
        "上级：全国",
        r#"href="/law/contribution.floor?region=110000&#38;on=2024-08-01&#38;known_on=2024-08-15""#,
        r#"href="/law?region=310000&#38;on=2024-08-01&#38;known_on=2024-08-15""#,
        "职工基本养老金",
    ] {
        assert!(page.text.contains(wanted), "{wanted} in {}", page.text);
    }
    let group = node.get("/law?region=110000&on=2024-08-01&path=late_fee", false);
    assert!(group.text.contains("滞纳金日比例") && !group.text.contains("缴费基数下限"));
    let english = node.get("/law?region=110000&lang=en", false);
    assert!(english.text.contains("The law as data") && english.text.contains("Beijing"), "{}", english.text);
}

#[test]
fn every_subject_of_the_law_has_a_name() {
    let node = Node::new(true);
    let page = node.get("/law", false);
    let definitions = node.office.law.definitions();
    for definition in definitions {
        let group = definition.id.split('.').next().unwrap();
        let bare = format!(r#"<option value="{group}">{group}</option>"#);
        assert!(!page.text.contains(&bare), "{group} has no name in words/law.rs");
        assert!(page.text.contains(&format!(r#"<option value="{group}""#)), "{group} cannot be chosen");
    }
}

#[test]
fn every_word_and_column_of_the_law_has_a_name() {
    let terms = include_str!("../../src/words/law_terms.rs");
    let (columns, words) = terms.split_once("term;").unwrap();
    let node = Node::new(true);
    for definition in node.office.law.definitions() {
        let id = &definition.id;
        for (column, _) in definition.columns() {
            assert!(columns.contains(&format!("\"{column}\" = ")), "{id}: no name for the column {column}");
        }
        for word in definition.words() {
            assert!(words.contains(&format!("\"{word}\" = ")), "{id}: no name for the word {word}");
        }
    }
}

#[test]
fn a_parameter_has_its_time_line_sources_and_what_uses_it() {
    let node = Node::new(true);
    let page = node.get("/law/pension.base?region=110000&on=2024-12-01", false);
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    for wanted in ["<svg", "计发基数", "所选日有效", "11883", "/services/pension.retire", "基本养老金"]
    {
        assert!(page.text.contains(wanted), "{wanted} in {}", page.text);
    }
    let before = node.get("/law/pension.base?region=110000&on=2024-12-01&known_on=2000-01-01", false);
    assert!(before.text.contains("没有规定"), "{}", before.text);
    let table = node.get("/law/pension.payment_months?region=000000", false);
    assert!(
        table.text.contains("<svg") && table.text.contains("年龄") && table.text.contains("139 个月"),
        "{}",
        table.text
    );
    let wage = node.get("/law/pension.average_wage?region=990100", false);
    assert!(wage.text.contains("/services/pension.retire"), "looked up by the service itself");
    assert_eq!(node.get("/law/no.such", false).status, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_wrong_in_the_address_is_said_beside_its_field() {
    let node = Node::new(true);
    for (address, said) in [
        ("/law?on=yesterday", "不是日期"),
        ("/law?region=999999", "没有地区 999999 的法规数据"),
        ("/law?path=no.such", "没有法规参数"),
        ("/law/compare?on2=2024-13-01", "不是日期"),
        ("/law/compare?region2=1", "没有地区 1 的法规数据"),
    ] {
        let page = node.get(address, false);
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{address}");
        assert!(page.text.contains(said), "{address}: {}", page.text);
    }
    let script = node.get("/law?path=%3Cscript%3E&region=%22%3E%3Cb%3E", false);
    assert!(!script.text.contains("<script>") && !script.text.contains("<b>"));
}

#[test]
fn two_days_stand_side_by_side_and_what_differs_is_marked() {
    let node = Node::new(true);
    let address = "/law/compare?region=110000&on=2023-08-01&region2=110000&on2=2024-08-01&path=contribution";
    let page = node.get(address, false);
    for wanted in ["6326.00 元", "6821.00 元", "不同", "缴费基数下限"] {
        assert!(page.text.contains(wanted), "{wanted} in {}", page.text);
    }
    assert!(!page.text.contains(">相同<"));
    assert!(node.get(&format!("{address}&all=yes"), false).text.contains(">相同<"));
    let same = node.get("/law/compare?region=110000&on=2024-08-01&on2=2024-08-02&path=late_fee", false);
    assert!(same.text.contains("没有不同"), "{}", same.text);
}

#[test]
fn machines_get_the_same_with_the_same_filters() {
    let node = Node::new(true);
    let tree = json(&node.get("/api/v1/law?region=110000&on=2024-08-01&path=contribution", false).text);
    let floor = tree["parameters"].as_array().unwrap().iter().find(|p| p["id"] == "contribution.floor");
    assert_eq!(floor.unwrap()["value"]["value"], "6821.00");
    assert_eq!(tree["law"], node.office.law.hash());
    assert!(tree["regions"].as_array().unwrap().iter().any(|region| region["code"] == "110000"));
    let one = json(&node.get("/api/v1/law/pension.base?region=110000&on=2024-12-01", false).text);
    assert!(one["values"].as_array().unwrap().len() >= 2, "{one}");
    assert!(one["used_by"]["topics"].as_array().unwrap().iter().any(|topic| topic == "pension"), "{one}");
    assert!(one["used_by"]["services"].as_array().unwrap().iter().any(|code| code == "pension.retire"));
    let pairs = json(&node.get("/api/v1/law/compare?region=110000&on=2023-08-01&on2=2024-08-01", false).text);
    assert!(pairs["pairs"].as_array().unwrap().iter().all(|pair| pair["same"] == false), "{pairs}");
    assert_eq!(node.get("/api/v1/law?region=999999", false).status, StatusCode::NOT_FOUND);
    let wrong = node.get("/api/v1/law?on=x", false);
    assert_eq!(
        (wrong.status, wrong.media.as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    assert_eq!(node.get("/api/v1/law/no.such", false).status, StatusCode::NOT_FOUND);
    let document = json(&node.get("/api/v1/openapi.json", false).text);
    for path in ["/api/v1/law", "/api/v1/law/{id}", "/api/v1/law/compare", "/api/v1/matters/{number}/receipt"]
    {
        assert!(document["paths"][path].is_object(), "{path} is not in the document");
    }
}

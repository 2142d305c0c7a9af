//! Line by line, as a program on the other end of a pipe meets it.

use std::io::{BufReader, Read};

use serde_json::{Value, json};

use crate::engine;

fn answers(input: impl Read, explain: bool) -> Vec<Value> {
    let mut output = Vec::new();
    let words = |problem: &kernel::Problem| (problem.zh(), problem.fix_zh());
    engine().run(input, &mut output, explain, &words).unwrap();
    String::from_utf8(output).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_line_is_answered_in_its_place() {
    let input = concat!(
        "\u{feff}{\"id\": 1, \"topic\": \"late-fee\", \"inputs\": {\"principal\": 100000, \"days\": 10}}\r\n",
        "\n",
        "not json\n",
        "{\"id\": [\"any\", 2.50], \"topic\": \"late-fee\", \"inputs\": {\"principal\": \"NaN\", \"days\": 10}}\n",
        "{\"id\": \"no topic\", \"inputs\": {}}\n",
        "{\"id\": \"no inputs\", \"topic\": \"late-fee\"}\n",
        "[1, 2]\n",
        "{\"topic\": \"bookkeeping-rate\", \"inputs\": {\"year\": 2024}}"
    );
    let all = answers(input.as_bytes(), false);
    assert_eq!(all.len(), 7, "{all:?}");
    assert_eq!(all[0], json!({"id": 1, "topic": "late-fee", "result": {"days": 10, "late_fee": "500.00"}}));
    let errors: Vec<_> = all.iter().map(|line| line["error"]["code"].as_str().unwrap_or("-")).collect();
    assert_eq!(errors, ["-", "CAL-0101", "CAL-0105", "CAL-0106", "CAL-0106", "CAL-0101", "-"]);
    assert_eq!((&all[2]["id"], &all[2]["error"]["field"]), (&json!(["any", 2.5]), &json!("principal")));
    assert!(all[2]["error"]["message"].as_str().unwrap().contains("金额"));
    assert!(all[2]["error"]["remedy"].is_string());
    assert_eq!(all[6]["result"]["percent"], "2.62");
}

#[test]
fn a_line_of_ten_megabytes_is_refused_and_the_next_is_answered() {
    let good = "{\"id\": 2, \"topic\": \"labour-ratio\", \"inputs\": {\"demand\": 520, \"supply\": 487}}\n";
    for filler in [b'[', b'x', b'"', 0xff] {
        let long = std::io::repeat(filler).take(10_000_000);
        let all = answers(BufReader::new(long.chain(b"\n".as_slice()).chain(good.as_bytes())), false);
        assert_eq!(all.len(), 2);
        assert_eq!(all[0]["error"]["code"], "CAL-0102");
        assert_eq!(all[1]["result"]["ratio"], "1.07");
    }
    // Deep nesting below the limit costs nothing and is an error of its field.
    let deep = format!(
        "{{\"topic\": \"late-fee\", \"inputs\": {{\"principal\": {}1{}, \"days\": 1}}}}\n",
        "[".repeat(100),
        "]".repeat(100)
    );
    assert_eq!(answers(deep.as_bytes(), false)[0]["error"]["field"], "principal");
    let bomb = format!("{{\"topic\": \"late-fee\", \"inputs\": {}", "[".repeat(500_000));
    assert_eq!(answers(bomb.as_bytes(), false)[0]["error"]["code"], "CAL-0101");
}

#[test]
fn an_explanation_shows_steps_inputs_and_sources() {
    let line = json!({
        "topic": "pension",
        "inputs": {"region": "110000", "month": "2025-06", "avg_index": "1.2", "total_years": 30, "account": 139000, "months": 139},
    });
    let all = answers(line.to_string().as_bytes(), true);
    let tree = &all[0]["explanation"];
    assert_eq!(tree["label"], json!({"zh": "基本养老金", "en": "pension a month"}));
    assert!(tree["value"].as_str().unwrap().contains("total"));
    assert_eq!(tree["inputs"]["avg_index"]["value"], "1.2");
    assert_eq!(tree["inputs"]["avg_index"]["from"], "given");
    let basic = &tree["steps"][0];
    assert_eq!(basic["label"]["zh"], "基础养老金");
    assert_eq!(basic["value"], "3976.17");
    assert_eq!(basic["parameter"][0]["id"], "pension.base");
    assert_eq!(basic["parameter"][0]["region"], "110000");
    assert!(basic["parameter"][0]["source"]["body"].is_string());
    assert!(basic["formula"].as_str().unwrap().contains("index"));
    assert_eq!(basic["inputs"]["base"], json!({"value": "12049.00", "from": "pension.base"}));
    assert_eq!(basic["inputs"]["index"], json!({"value": "1.2", "from": "case"}));
    assert!(basic["source"].as_str().unwrap().contains("北京市人力资源和社会保障局"));
    let mut nodes = vec![tree];
    while let Some(node) = nodes.pop() {
        let keys: Vec<_> = node.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, ["formula", "inputs", "label", "parameter", "source", "steps", "value"]);
        nodes.extend(node["steps"].as_array().unwrap());
    }
    assert!(tree["source"].as_str().unwrap().contains("国发〔2005〕38号"));
}

#[test]
fn every_topic_declares_a_schema_that_refuses_other_keys() {
    let mut names: Vec<_> = calc::all().map(|topic| topic.name).collect();
    assert!(names.len() >= 56, "{}", names.len());
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "a topic stands twice");
    for topic in calc::all() {
        let schema = topic.schema();
        assert_eq!(schema["inputs"]["additionalProperties"], false, "{}", topic.name);
        let properties = schema["inputs"]["properties"].as_object().unwrap();
        assert_eq!(properties.len(), topic.inputs.len(), "{}", topic.name);
        assert!(properties.values().all(|p| p["title"]["zh"].is_string() && p["title"]["en"].is_string()));
        assert!(!topic.source.is_empty() && !topic.results.is_empty());
        let refused = engine().calculate(topic.name, "{\"no such key\": 1}", false).unwrap_err();
        assert_eq!(refused.code().id, "CAL-0104", "{}", topic.name);
    }
}

//! `law show`, `law diff`, `law check`: without a database, on the law built in or on a folder.

use crate::run::Desk;

const CATALOGUE: &str = "\
parameters:
  - {id: late_fee.rate, unit: ratio, zh: 滞纳金日比例, en: late fee per day}
  - {id: late_fee.cap_at_principal, unit: flag, zh: 滞纳金不超过本金, en: late fee not above the principal}
  - {id: late_fee.first_day_rule, unit: word, zh: 滞纳金起算日, en: first day, words: [day-after-deadline]}
  - {id: late_fee.last_day_rule, unit: word, zh: 滞纳金止算日, en: last day, words: [payment-day]}
";
/// What a late fee is computed with beside its rate.
const RULES: &str = "\
region: \"000000\"
sources: {s: {body: b, doc: d}}
parameters:
  - {id: late_fee.cap_at_principal, unit: flag, values: [{from: 2011-07, known: 2011-07-01, value: no, source: s}]}
  - {id: late_fee.first_day_rule, unit: word, values: [{from: 2011-07, known: 2011-07-01, value: day-after-deadline, source: s}]}
  - {id: late_fee.last_day_rule, unit: word, values: [{from: 2011-07, known: 2011-07-01, value: payment-day, source: s}]}
";
const NATION: &str = "region: \"000000\"\nzh: 全国\nen: nation\n";

/// A law folder with one parameter, whose values are given.
fn folder(desk: &Desk, name: &str, values: &str) {
    let nation = desk.path(name).join("000000");
    std::fs::create_dir_all(&nation).unwrap();
    std::fs::write(desk.path(name).join("catalogue.yaml"), CATALOGUE).unwrap();
    std::fs::write(nation.join("region.yaml"), NATION).unwrap();
    std::fs::write(nation.join("rules.yaml"), RULES).unwrap();
    let text = format!(
        "region: \"000000\"\nsources:\n  s: {{body: 国务院, doc: 令第259号}}\nparameters:\n  - id: late_fee.rate\n    unit: ratio\n    values:\n{values}"
    );
    std::fs::write(nation.join("arrears.yaml"), text).unwrap();
}

const GOOD: &str = "      - {from: 2011-07, known: 2011-07-01, value: \"0.0005\", source: s}\n";

#[test]
fn a_parameter_is_shown_with_its_time_and_source() {
    let desk = Desk::new();
    let shown = desk.run(&["law", "show", "late_fee.rate", "--lang", "zh"]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    for part in ["late_fee.rate", "滞纳金日比例", "000000 全国", "0.05%", "arrears.yaml:"] {
        assert!(shown.out.contains(part), "{part} in {}", shown.out);
    }
    let json = desk.run(&["law", "show", "contribution.floor", "--region", "110000", "--json"]).json();
    assert_eq!((json["unit"].as_str(), json["id"].as_str()), (Some("yuan"), Some("contribution.floor")));
    let values = json["values"].as_array().unwrap();
    assert!(values.len() > 1 && values.iter().all(|value| value["region"] == "110000"), "{json}");
    let one = ["law", "show", "contribution.floor", "--region", "110000", "--on", "2024-08-01", "--json"];
    let json = desk.run(&one).json();
    assert_eq!(json["values"].as_array().unwrap().len(), 1, "{json}");
    assert_eq!(json["values"][0]["value"], "6821.00");
    let before = [&one[..], &["--known-on", "2010-01-01"]].concat();
    assert!(desk.run(&before).json()["values"].as_array().unwrap().is_empty(), "not yet published");
}

#[test]
fn a_prefix_is_shown_as_a_tree_and_an_unknown_path_is_refused() {
    let desk = Desk::new();
    let tree = desk.run(&["law", "show", "pension", "--region", "110000", "--on", "2024-08-01"]);
    assert!(tree.out.starts_with("pension\n") && tree.out.contains("  base  "), "{}", tree.out);
    let all = desk.run(&["law", "show", "--json"]).json();
    assert!(all["parameters"].as_array().unwrap().len() > 100);
    for (args, code, said) in [
        (&["law", "show", "no.such"][..], 2, "LAW-0006"),
        (&["law", "show", "pension.base", "--region", "999999"], 3, "LAW-0102"),
        (&["law", "show", "pension.base", "--on", "yesterday"], 2, "CLI-0120"),
        (&["law", "diff", "yesterday", "2024-07-01"], 2, "CLI-0150"),
        (&["law", "diff", ".", "2024-07-01"], 2, "CLI-0151"),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, code, "{args:?} {}", ran.err);
        assert!(ran.err.contains(said), "{args:?} {}", ran.err);
    }
}

#[test]
fn days_regions_and_folders_are_compared() {
    let desk = Desk::new();
    let days = desk.run(&["law", "diff", "2023-08", "2024-08", "--region", "110000", "--json"]).json();
    let floor = days["differences"].as_array().unwrap().iter().find(|d| d["id"] == "contribution.floor");
    let floor = floor.unwrap_or_else(|| panic!("{days}"));
    assert_eq!((&floor["before"]["value"], &floor["after"]["value"]), (&"6326.00".into(), &"6821.00".into()));
    let regions =
        desk.run(&["law", "diff", "110000@2024-08-01", "310000@2024-08-01", "--path", "contribution"]);
    assert!(regions.out.contains("contribution.floor"), "{}", regions.out);
    assert!(!regions.out.contains("pension.base"), "{}", regions.out);
    folder(&desk, "one", GOOD);
    folder(&desk, "two", &GOOD.replace("0.0005", "0.001"));
    let folders = desk.run(&["law", "diff", "one", "two", "--json"]);
    assert_eq!(folders.code, 0, "{}", folders.err);
    let json = folders.json();
    assert_eq!(json["differences"].as_array().unwrap().len(), 1);
    assert_eq!(json["differences"][0]["after"]["value"], "0.001");
    assert!(desk.run(&["law", "diff", "one", "one"]).out.contains("没有不同"));
}

#[test]
fn every_bad_file_is_named_with_line_column_and_remedy() {
    for (what, values, line, column, code) in [
        ("16 instead of 0.16", GOOD.replace("0.0005", "16"), 8, 51, "LAW-0017"),
        ("no source", GOOD.replace(", source: s", ""), 8, 9, "LAW-0004"),
        ("unknown source", GOOD.replace("source: s", "source: t"), 8, 69, "LAW-0014"),
        ("unknown key", GOOD.replace("known:", "konwn:"), 8, 25, "LAW-0003"),
        ("unquoted", GOOD.replace("\"0.0005\"", "0.0005"), 8, 51, "LAW-0015"),
        (
            "a gap",
            format!(
                "{}{}",
                GOOD.replace("2011-07,", "2011-07, to: 2011-12,"),
                GOOD.replace("2011-07,", "2012-03,")
            ),
            9,
            9,
            "LAW-0011",
        ),
        (
            "an overlap",
            format!(
                "{}{}",
                GOOD.replace("2011-07,", "2011-07, to: 2011-12,"),
                GOOD.replace("2011-07,", "2011-12,")
            ),
            9,
            9,
            "LAW-0012",
        ),
        ("a key twice", GOOD.replace("value:", "from: 2012-01, value:"), 8, 44, "LAW-0010"),
        ("an alias", format!("{}      - *a\n", GOOD.replace("- {", "- &a {")), 8, 9, "LAW-0019"),
    ] {
        let desk = Desk::new();
        folder(&desk, "law", &values);
        let ran = desk.run(&["law", "check", "law", "--json"]);
        assert_eq!(ran.code, 1, "{what}: {}", ran.err);
        let json = ran.json();
        let found = json["mistakes"].as_array().unwrap().iter().find(|m| m["code"] == code);
        let found = found.unwrap_or_else(|| panic!("{what}: {json}"));
        assert_eq!(found["file"], "000000/arrears.yaml", "{what}");
        assert_eq!((&found["line"], &found["column"]), (&line.into(), &column.into()), "{what}: {json}");
        assert!(!found["remedy"].as_str().unwrap().is_empty(), "{what}");
    }
}

#[test]
fn other_bad_folders_are_named_and_the_rest_goes_on() {
    let desk = Desk::new();
    folder(&desk, "law", &GOOD.replace("0.0005", "16"));
    let nation = desk.path("law").join("000000");
    std::fs::create_dir_all(nation.join("440000")).unwrap();
    std::fs::write(nation.join("440000/x.yaml"), "region: \"440000\"\nparameters: []\n").unwrap();
    std::fs::write(nation.join("large.yaml"), format!("# {}\n", "x".repeat(2_000_000))).unwrap();
    std::fs::write(nation.join("deep.yaml"), "[".repeat(200_000)).unwrap();
    std::fs::write(nation.join("bytes.yaml"), [0xff, 0xfe, 0x00]).unwrap();
    let ran = desk.run(&["law", "check", "law"]);
    assert_eq!(ran.code, 1);
    for said in [
        "000000/arrears.yaml:8:51: LAW-0017",
        "000000/440000/x.yaml:1:9: LAW-0013",
        "000000/large.yaml:1:1: LAW-0018",
        "000000/deep.yaml:1:",
        "bytes.yaml:1:1: LAW-0016",
    ] {
        assert!(ran.out.contains(said), "{said} in {}", ran.out);
    }
    assert!(ran.out.contains("处理："), "{}", ran.out);
    assert_eq!(desk.run(&["law", "check", "nowhere"]).code, 1);
}

#[test]
fn cases_beside_the_law_are_run_and_a_region_without_one_is_named() {
    let desk = Desk::new();
    folder(&desk, "law", GOOD);
    assert_eq!(desk.run(&["law", "check", "law"]).code, 0);
    std::fs::create_dir_all(desk.path("cases")).unwrap();
    let case = |fee: &str| {
        format!(
            "{{\"id\": \"c\", \"topic\": \"late-fee\", \"inputs\": {{\"principal\": 100000, \"days\": 10}}, \"expected\": {{\"late_fee\": \"{fee}\"}}}}\n"
        )
    };
    std::fs::write(desk.path("cases/own.jsonl"), case("500.00")).unwrap();
    let good = desk.run(&["law", "check", "law", "--json"]);
    assert_eq!((good.code, good.json()["cases"]["passed"].as_u64()), (0, Some(1)), "{}", good.out);
    std::fs::write(desk.path("cases/own.jsonl"), case("499.00")).unwrap();
    let bad = desk.run(&["law", "check", "law"]);
    assert_eq!(bad.code, 1);
    assert!(bad.out.contains("own.jsonl:1 c late_fee: expected"), "{}", bad.out);
    let other = case("x")
        .replace("late-fee", "labour-ratio")
        .replace("\"principal\": 100000, \"days\": 10", "\"demand\": 2, \"supply\": 1");
    std::fs::write(desk.path("cases/own.jsonl"), other.replace("late_fee\": \"x", "ratio\": \"2")).unwrap();
    let none = desk.run(&["law", "check", "law", "--unread"]);
    assert_eq!(none.code, 1, "{}", none.out);
    assert!(none.out.contains("LAW-0021") && none.out.contains("000000 late_fee.rate"), "{}", none.out);
}

#[test]
fn the_law_of_the_program_holds_with_its_cases() {
    let desk = Desk::new();
    let law = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let ran = desk.run(&["law", "check", law.to_str().unwrap()]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(desk.run(&["law", "check"]).out.contains("没有发现错误"));
}

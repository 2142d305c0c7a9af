//! Mistakes in law files are all named, each with file, line and column.

use kernel::{Date, FeeMonth};
use rules::{LawBook, Value};

const CATALOGUE: &str = "\
parameters:
  - {id: a.rate, unit: ratio, zh: 甲, en: a}
  - {id: a.sum, unit: yuan, zh: 乙, en: b}
  - {id: a.bands, unit: table, zh: 丙, en: c, columns: {up_to: years, rate: yuan}}
";
const NATION: &str = "region: \"000000\"\nzh: 全国\nen: nation\n";
const CITY: &str = "region: \"110000\"\nzh: 北京市\nen: Beijing\nparent: \"000000\"\n";

fn book(nation: &str, city: &str) -> Result<LawBook, Vec<String>> {
    LawBook::from_files(&[
        ("catalogue.yaml", CATALOGUE),
        ("000000/region.yaml", NATION),
        ("000000/110000/region.yaml", CITY),
        ("000000/n.yaml", &format!("region: \"000000\"\nparameters:\n{nation}")),
        ("000000/110000/c.yaml", &format!("region: \"110000\"\nparameters:\n{city}")),
    ])
    .map_err(|mistakes| {
        mistakes
            .0
            .iter()
            .map(|m| format!("{}:{}:{} {}", m.file, m.at.line, m.at.column, m.problem.code().id))
            .collect()
    })
}

fn value(values: &str) -> String {
    format!("  - {{id: a.rate, unit: ratio, values: [{values}]}}\n")
}

const S: &str = "source: {body: b, doc: d}";

#[test]
fn every_mistake_is_named_with_its_place() {
    let good = value(&format!("{{from: 2020-01, known: 2020-01-01, value: \"0.1\", {S}}}"));
    book(&good, "  []\n").unwrap();
    for (what, nation, expected) in [
        (
            "unquoted decimal",
            value(&format!("{{from: 2020-01, known: 2020-01-01, value: 0.1, {S}}}")),
            "LAW-0015",
        ),
        (
            "bad decimal",
            value(&format!("{{from: 2020-01, known: 2020-01-01, value: \"0,1\", {S}}}")),
            "LAW-0008",
        ),
        ("bad date", value(&format!("{{from: 2020-13, known: 2020-01-01, value: \"1\", {S}}}")), "LAW-0009"),
        ("no source", value("{from: 2020-01, known: 2020-01-01, value: \"1\"}"), "LAW-0004"),
        (
            "half a source",
            value("{from: 2020-01, known: 2020-01-01, value: \"1\", source: {body: b}}"),
            "LAW-0014",
        ),
        ("no day of publication", value(&format!("{{from: 2020-01, value: \"1\", {S}}}")), "LAW-0004"),
        (
            "unknown key",
            value(&format!("{{from: 2020-01, known: 2020-01-01, valu: \"1\", {S}}}")),
            "LAW-0003",
        ),
        ("unknown parameter", good.replace("a.rate", "a.rat"), "LAW-0006"),
        ("wrong unit", good.replace("unit: ratio", "unit: yuan"), "LAW-0007"),
        ("no unit", good.replace("unit: ratio, ", ""), "LAW-0004"),
        ("twice", format!("{good}{good}"), "LAW-0010"),
        (
            "gap",
            value(&format!(
                "{{from: 2020-01, to: 2020-06, known: 2020-01-01, value: \"1\", {S}}}, {{from: 2020-08, known: 2020-01-01, value: \"1\", {S}}}"
            )),
            "LAW-0011",
        ),
        (
            "overlap",
            value(&format!(
                "{{from: 2020-01, to: 2020-06, known: 2020-01-01, value: \"1\", {S}}}, {{from: 2020-06, known: 2020-01-01, value: \"1\", {S}}}"
            )),
            "LAW-0012",
        ),
        ("broken yaml", "  - {id: a\n".to_owned(), "LAW-0002"),
        ("16 % as 16", good.replace("0.1", "16"), "LAW-0017"),
        ("a negative share", good.replace("0.1", "-0.1"), "LAW-0017"),
        (
            "a negative sum",
            good.replace("a.rate, unit: ratio", "a.sum, unit: yuan").replace("0.1", "-1.00"),
            "LAW-0017",
        ),
        ("no value at all", value(""), "LAW-0004"),
        ("absent, but not true", value("{from: 2020-01, absent: yes}"), "LAW-0005"),
        ("an anchor", good.replace("[{", "&a [{"), "LAW-0019"),
        ("an alias", format!("{}  - *a\n", good.replace("[{", "&a [{")), "LAW-0019"),
        ("a tag", good.replace("\"0.1\"", "!!str 0.1"), "LAW-0019"),
        ("a hundred levels", format!("{}{}", "  - [".repeat(100), "]".repeat(100)), "LAW-0002"),
        ("a file without end", format!("{good}# {}\n", "x".repeat(rules::LONGEST_FILE)), "LAW-0018"),
    ] {
        let mistakes = book(&nation, "  []\n").unwrap_err();
        assert!(
            mistakes.iter().any(|m| m.starts_with("000000/n.yaml:") && m.ends_with(expected)),
            "{what}: {mistakes:?}"
        );
    }
}

#[test]
fn two_mistakes_in_two_files_are_both_named() {
    let bad = |value: &str| {
        format!(
            "  - id: a.sum\n    unit: yuan\n    values:\n      - {{from: 2020-01, known: 2020-01-01, value: {value}, {S}}}\n"
        )
    };
    assert_eq!(
        book(&bad("\"1.234\""), &bad("7")).unwrap_err(),
        ["000000/110000/c.yaml:6:51 LAW-0015", "000000/n.yaml:6:51 LAW-0008"]
    );
}

#[test]
fn a_region_must_lie_below_its_parent() {
    let files = [
        ("catalogue.yaml", CATALOGUE),
        ("000000/region.yaml", NATION),
        ("110000/region.yaml", CITY),
        ("420100/x.yaml", "region: \"420100\"\nparameters: []\n"),
    ];
    let mistakes = LawBook::from_files(&files).unwrap_err();
    let codes: Vec<_> = mistakes.0.iter().map(|m| (m.file.as_str(), m.problem.code().id)).collect();
    assert_eq!(codes, [("110000/region.yaml", "LAW-0013"), ("420100/x.yaml", "LAW-0013")]);
}

#[test]
fn looks_up_by_time_of_validity_and_of_knowledge() {
    let nation = value(&format!(
        "{{from: 2020-01, known: 2019-12-01, value: \"0.1\", {S}}}, {{from: 2020-01, known: 2020-03-10, value: \"0.2\", {S}}}, {{from: 2021-01, known: 2021-02-15, value: \"0.3\", {S}}}"
    ));
    let city = value(&format!(
        "{{from: 2022-01, to: 2022-12, known: 2022-01-01, value: \"0.4\", {S}}}, {{from: 2023-01, absent: true}}"
    ));
    let book = book(&nation, &city).unwrap();
    let rate = |region: &str, month: &str, known: Option<&str>| {
        let known = known.map(|day| day.parse::<Date>().unwrap());
        let law = book.in_force(region, known).unwrap();
        law.rate("a.rate", FeeMonth::parse(month).unwrap())
            .map_or_else(|p| p.code().id.to_owned(), |f| f.value.to_string())
    };
    for (region, month, known, expected) in [
        ("000000", "2020-02", None, "0.2"),
        ("000000", "2020-02", Some("2020-03-09"), "0.1"),
        ("000000", "2020-02", Some("2020-03-10"), "0.2"),
        ("000000", "2020-02", Some("2019-11-30"), "LAW-0104"),
        ("000000", "2021-01", Some("2021-02-14"), "0.2"),
        ("000000", "2019-12", None, "LAW-0101"),
        ("110000", "2021-12", None, "0.3"),
        ("110000", "2022-01", None, "0.4"),
        ("110000", "2023-01", None, "LAW-0101"),
    ] {
        assert_eq!(rate(region, month, known), expected, "{region} {month} {known:?}");
    }
    assert_eq!(book.in_force("120000", None).unwrap_err().code().id, "LAW-0102");
}

#[test]
fn an_archived_law_is_found_by_its_hash_and_read_back() {
    let entry =
        |value_: &str| value(&format!("{{from: 2020-01, known: 2020-01-01, value: \"{value_}\", {S}}}"));
    let law = |text: &str| book(text, "  []\n").unwrap();
    assert_ne!(law(&entry("0.1")).hash(), law(&entry("0.2")).hash());
    let again = LawBook::from_archive(law(&entry("0.1")).archive()).unwrap();
    assert_eq!(again.hash(), law(&entry("0.1")).hash());
    assert_eq!(LawBook::from_archive("no archive").unwrap_err().0[0].problem.code().id, "LAW-0016");
}

#[test]
fn the_folder_and_the_program_carry_the_same_law() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law");
    let loaded = LawBook::load(&folder).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    assert_eq!(loaded.hash(), crate::book().hash());
    assert_eq!(LawBook::load(&folder.join("nowhere")).unwrap_err().0[0].problem.code().id, "LAW-0016");
}

#[test]
fn tables_keep_open_ends() {
    let table = format!(
        "  - {{id: a.bands, unit: table, values: [{{from: 2020-01, known: 2020-01-01, {S}, value: [{{up_to: 15, rate: \"1.7\"}}, {{up_to: ~, rate: \"2\"}}]}}]}}\n"
    );
    let book = book(&table, "  []\n").unwrap();
    let law = book.in_force("110000", None).unwrap();
    let table = law.table("a.bands", FeeMonth::new(2020, 1).unwrap()).unwrap().value;
    let rows: Vec<_> =
        table.rows().map(|row| (row.whole("up_to"), row.cell("rate").map(Value::to_string))).collect();
    assert_eq!(rows, [(Some(15), Some("1.70".to_owned())), (None, Some("2.00".to_owned()))]);
}

#[test]
fn codes_are_unique_and_speak_both_languages() {
    let mut ids: Vec<_> = rules::codes::ALL.iter().map(|code| code.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), rules::codes::ALL.len());
    assert!(ids.is_sorted());
    for code in rules::codes::ALL {
        for (zh, en) in [(code.zh, code.en), (code.fix_zh, code.fix_en)] {
            assert!(!zh.is_ascii() && en.is_ascii(), "{}", code.id);
        }
        let figures = |text: &str| text.matches('{').count();
        assert_eq!(figures(code.zh), figures(code.en), "{}", code.id);
    }
}

/// Nine lines that would stand for a thousand million words if aliases were followed.
#[test]
fn an_anchor_bomb_is_one_mistake_at_once() {
    let mut text = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for n in 1..10 {
        let last = n - 1;
        let line = vec![format!("*a{last}"); 10].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{line}]\n"));
    }
    let files = [("catalogue.yaml", CATALOGUE), ("000000/region.yaml", NATION), ("000000/bomb.yaml", &text)];
    let mistakes = LawBook::from_files(&files).unwrap_err();
    let found: Vec<_> =
        mistakes.0.iter().map(|m| (m.file.as_str(), m.at.line, m.problem.code().id)).collect();
    assert_eq!(found, [("000000/bomb.yaml", 1, "LAW-0019")]);
}

#[test]
fn every_mistake_of_a_file_is_named_not_only_the_first() {
    let bad = concat!(
        "region: \"000000\"\n",
        "sources: {s: {body: b}}\n",
        "parameters:\n",
        "  - id: a.rate\n",
        "    unit: yuan\n",
        "    values:\n",
        "      - {from: 2020-01, to: 2020-06, known: 2020-01-01, value: \"16\", source: {body: b, doc: d}}\n",
        "      - {from: 2020-08, known: 2020-01-01, value: \"0.2\", source: {body: b, doc: d}, note: x}\n",
        "  - id: a.rate\n",
        "    unit: ratio\n",
        "    values: []\n",
    );
    let files = [("catalogue.yaml", CATALOGUE), ("000000/region.yaml", NATION), ("000000/n.yaml", bad)];
    let mistakes = LawBook::from_files(&files).unwrap_err();
    let found: Vec<_> = mistakes.0.iter().map(|m| (m.at.line, m.at.column, m.problem.code().id)).collect();
    assert_eq!(
        found,
        [
            (2, 14, "LAW-0014"),
            (5, 11, "LAW-0007"),
            (7, 64, "LAW-0017"),
            (8, 9, "LAW-0011"),
            (8, 85, "LAW-0003"),
            (9, 9, "LAW-0010"),
            (11, 13, "LAW-0004"),
        ]
    );
}

#[test]
fn what_was_archived_is_read_though_it_would_be_refused_today() {
    let old = r#"{"000000/n.yaml": "region: \"000000\"\nparameters:\n  - {id: a.rate, unit: ratio, values: [{from: 2020-01, known: 2020-01-01, value: \"16\", source: {body: b, doc: d}}]}\n",
        "000000/region.yaml": "region: \"000000\"\nzh: 全国\nen: nation\n",
        "catalogue.yaml": "parameters:\n  - {id: a.rate, unit: ratio, zh: 甲, en: a}\n"}"#;
    let book = LawBook::from_archive(old).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let law = book.in_force("000000", None).unwrap();
    assert_eq!(law.rate("a.rate", FeeMonth::new(2021, 1).unwrap()).unwrap().value.to_string(), "16");
}

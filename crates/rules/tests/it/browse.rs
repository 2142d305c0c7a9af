//! The law as readers meet it: time lines, comparisons, and which figures were looked up.

use kernel::{Date, FeeMonth};
use rules::{LawBook, On, lies_below};

const CATALOGUE: &str = "\
parameters:
  - {id: a.rate, unit: ratio, zh: 甲, en: a}
  - {id: \"a.{insurance}.sum\", unit: yuan, zh: 乙, en: b}
";

fn book(sum: &str) -> LawBook {
    let nation = format!(
        "region: \"000000\"\nsources: {{s: {{body: b, doc: d}}}}\nparameters:\n  - id: a.rate\n    unit: ratio\n    values:\n\
         \x20     - {{from: 2020-01, known: 2019-12-01, value: \"0.1\", source: s}}\n\
         \x20     - {{from: 2020-01, known: 2020-03-10, value: \"0.2\", source: s}}\n\
         \x20     - {{from: 2021-01, to: 2021-12, known: 2021-01-05, value: \"0.3\", source: s}}\n\
         \x20 - id: a.pension.sum\n    unit: yuan\n    values:\n\
         \x20     - {{from: 2020-01, known: 2020-01-01, value: \"{sum}\", source: s}}\n"
    );
    let city = "region: \"110000\"\nparameters:\n  - {id: a.rate, unit: ratio, values: [{from: 2022-01, absent: true}]}\n";
    LawBook::from_files(&[
        ("catalogue.yaml", CATALOGUE),
        ("000000/region.yaml", "region: \"000000\"\nzh: 全国\nen: nation\n"),
        ("000000/n.yaml", &nation),
        ("000000/110000/region.yaml", "region: \"110000\"\nzh: 北京市\nen: Beijing\nparent: \"000000\"\n"),
        ("000000/110000/c.yaml", city),
    ])
    .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn on(text: &str) -> On {
    On::from(day(text))
}

#[test]
fn a_time_line_says_until_when_each_value_held_and_what_was_corrected() {
    let book = book("7");
    let line = |known: Option<&str>| -> Vec<(String, String, String)> {
        let stated = book.stated("000000", "a.rate", known.map(day));
        let text = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
        let unit = book.parameter("a.rate").unwrap().definition.unit;
        stated.iter().map(|d| (d.lines(unit).join(""), text(d.until), text(d.corrected))).collect()
    };
    let own = |value: &str, until: &str, corrected: &str| {
        (value.to_owned(), until.to_owned(), corrected.to_owned())
    };
    assert_eq!(
        line(None),
        [own("10%", "2020-12-31", "2020-03-10"), own("20%", "2020-12-31", ""), own("30%", "2021-12-31", ""),]
    );
    assert_eq!(line(Some("2020-03-09")), [own("10%", "", "")]);
    let city = book.stated("110000", "a.rate", None);
    assert!(city[0].value.is_none() && city[0].lines(rules::Unit::Ratio).is_empty());
}

#[test]
fn what_is_in_force_is_the_regions_own_or_what_it_inherits() {
    let book = book("7");
    let law = book.in_force("110000", None).unwrap();
    let found =
        |when: &str| law.in_force_on("a.rate", day(when)).map(|d| (d.parameter.region.clone(), d.from));
    assert_eq!(found("2021-06-01"), Some(("000000".to_owned(), day("2021-01-01"))));
    assert_eq!(found("2022-06-01"), Some(("110000".to_owned(), day("2022-01-01"))));
    assert_eq!(found("2019-06-01"), None);
    let lineage: Vec<&str> = book.lineage("110000").iter().map(|place| place.code).collect();
    assert_eq!(lineage, ["110000", "000000"]);
    assert!(book.lineage("120000").is_empty());
}

#[test]
fn placeholders_are_told_by_their_names() {
    let book = book("7");
    let parameter = book.parameter("a.pension.sum").unwrap();
    let (zh, en) = parameter.names();
    assert!(zh.starts_with("乙（") && zh.contains("养老") && en.starts_with("b ("), "{zh} {en}");
    let ids: Vec<String> = book.parameters().into_iter().map(|known| known.id).collect();
    assert_eq!(ids, ["a.pension.sum", "a.rate"]);
    assert!(book.parameter("a.nothing").is_none());
    for (id, path, below) in
        [("a.rate", "", true), ("a.rate", "a", true), ("a.rate", "a.rate", true), ("a.rate", "a.ra", false)]
    {
        assert_eq!(lies_below(id, path), below, "{id} {path}");
    }
}

#[test]
fn two_days_and_two_books_are_compared() {
    let (one, two) = (book("7"), book("8"));
    let law = one.in_force("110000", None).unwrap();
    let pairs = law.beside(on("2020-06-01"), &law, on("2021-06-01"), "");
    let said: Vec<(&str, bool)> = pairs.iter().map(|pair| (pair.id.as_str(), pair.same())).collect();
    assert_eq!(said, [("a.pension.sum", true), ("a.rate", false)]);
    assert!(law.beside(on("2020-06-01"), &law, on("2021-06-01"), "b").is_empty());
    let changes = one.changes(&two, "");
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].id.as_str(), changes[0].region), ("a.pension.sum", Some("000000")));
    assert!(one.changes(&book("7"), "").is_empty());
}

#[test]
fn a_recording_book_says_what_was_looked_up_once() {
    let book = book("7").recording();
    let law = book.in_force("110000", None).unwrap();
    for month in [1, 2, 3] {
        law.rate("a.rate", FeeMonth::new(2020, month).unwrap()).unwrap();
    }
    law.rate("a.none", FeeMonth::new(2020, 1).unwrap()).unwrap_err();
    let reads = book.take_reads();
    let said: Vec<(&str, Option<&str>)> =
        reads.iter().map(|r| (r.id.as_str(), r.parameter.as_ref().map(|p| p.region.as_str()))).collect();
    assert_eq!(said, [("a.none", None), ("a.rate", Some("000000"))]);
    assert!(book.take_reads().is_empty(), "taken once");
}

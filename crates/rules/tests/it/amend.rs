//! A proposal laid over the law: its values hold in their time, before and after them the law goes on.

use kernel::FeeMonth;
use rules::LawBook;

use crate::book;

const REGION: &str = "990100";
const HEAD: &str = "zh: 甲案\nen: plan A\nregion: \"990100\"\nstart: 2024-03\nparameters:\n";

fn amended(values: &str) -> LawBook {
    let (book, _) = book().amended("plan.yaml", &format!("{HEAD}{values}")).unwrap_or_else(|m| panic!("{m}"));
    book
}

fn floor(book: &LawBook, month: &str) -> String {
    let law = book.in_force(REGION, None).unwrap();
    law.money("contribution.floor", FeeMonth::parse(month).unwrap()).unwrap().value.to_string()
}

#[test]
fn a_value_holds_in_its_time_and_the_law_goes_on_around_it() {
    let with =
        |values: &str| amended(&format!("  - {{id: contribution.floor, unit: yuan, values: [{values}]}}\n"));
    for (what, values, expected) in [
        ("as the law has it", "{from: 2030-01, value: \"1\"}", ["6326.00", "6326.00", "6821.00", "7162.00"]),
        (
            "without an end it stands for ever",
            "{value: \"5000\"}",
            ["6326.00", "5000.00", "5000.00", "5000.00"],
        ),
        (
            "with an end the law comes back",
            "{to: 2024-07, value: \"5000\"}",
            ["6326.00", "5000.00", "5000.00", "7162.00"],
        ),
        (
            "two, and the law between them",
            "{to: 2024-05, value: \"5000\"}, {from: 2025-07, value: \"9000\"}",
            ["6326.00", "5000.00", "6821.00", "9000.00"],
        ),
    ] {
        let book = with(values);
        let found = ["2024-02", "2024-03", "2024-07", "2025-08"].map(|month| floor(&book, month));
        assert_eq!(found, expected, "{what}");
        // Nothing of it reaches the law that it was laid over.
        assert_eq!(floor(crate::book(), "2024-03"), "6326.00");
    }
}

#[test]
fn an_amendment_says_what_it_changes_and_has_a_name_of_its_own() {
    let text = format!("{HEAD}  - {{id: contribution.floor, unit: yuan, values: [{{value: \"5000\"}}]}}\n");
    let (amended, amendment) = book().amended("plan.yaml", &text).unwrap();
    assert_eq!(
        (amendment.zh.as_str(), amendment.en.as_str(), amendment.region.as_str()),
        ("甲案", "plan A", REGION)
    );
    let [change] = amendment.changes.as_slice() else { panic!("{amendment:?}") };
    assert_eq!(
        (change.id.as_str(), change.from.to_string(), change.at.line),
        ("contribution.floor", "2024-03-01".to_owned(), 6)
    );
    assert_ne!(amended.hash(), book().hash());
    assert_eq!(amended.archive(), "", "a proposal is no law that a decision could rest on");
    let law = amended.in_force(REGION, None).unwrap();
    let cited = law.in_force_on("contribution.floor", FeeMonth::parse("2024-03").unwrap()).unwrap();
    assert_eq!(cited.parameter.file, "plan.yaml");
}

#[test]
fn every_mistake_of_a_proposal_is_named_with_its_place() {
    let good = format!("{HEAD}  - {{id: contribution.floor, unit: yuan, values: [{{value: \"5000\"}}]}}\n");
    for (what, text, expected) in [
        ("no start", good.replace("start: 2024-03\n", ""), "plan.yaml:1:1: LAW-0004"),
        ("no such day", good.replace("2024-03", "2024-3"), "plan.yaml:4:8: LAW-0009"),
        ("no region", good.replace("region: \"990100\"\n", ""), "plan.yaml:1:1: LAW-0004"),
        ("another region", good.replace("990100", "123456"), "plan.yaml:3:9: LAW-0013"),
        (
            "unknown parameter",
            good.replace("contribution.floor", "contribution.flor"),
            "plan.yaml:6:10: LAW-0006",
        ),
        ("another unit", good.replace("yuan", "ratio"), "plan.yaml:6:36: LAW-0007"),
        ("no value", good.replace("value: ", "valeu: "), "LAW-0003"),
        ("negative", good.replace("5000", "-5000"), "LAW-0017"),
        ("before the law", good.replace("2024-03", "2001-01"), "LAW-0022"),
        ("backwards", good.replace("{value", "{to: 2023-01, value"), "LAW-0207"),
        ("an anchor", good.replace("{value: \"5000\"}", "&a {value: \"5000\"}"), "LAW-0019"),
    ] {
        let mistakes = book().amended("plan.yaml", &text).map(|_| ()).unwrap_err().to_string();
        assert!(mistakes.contains(expected), "{what}: {mistakes}");
    }
    let both = good
        .replace("contribution.floor", "a.b")
        .replace("]}\n", "]}\n  - {id: c.d, unit: yuan, values: []}\n");
    assert_eq!(book().amended("plan.yaml", &both).map(|_| ()).unwrap_err().0.len(), 2, "all at once");
}

#[test]
fn every_value_of_the_law_can_be_written_again_and_says_the_same() {
    for place in book().places() {
        let mut text = format!("region: \"{}\"\nstart: 1900-01\nparameters:\n", place.code);
        let mut written = 0;
        for parameter in book().parameters() {
            let unit = parameter.definition.unit;
            let stated = book().stated(place.code, &parameter.id, None);
            let values: Vec<String> = stated
                .iter()
                .filter(|dated| dated.corrected.is_none())
                .filter_map(|dated| Some((dated, dated.value?)))
                .map(|(dated, value)| {
                    let to = dated.until.map(|until| format!("to: {until}, ")).unwrap_or_default();
                    format!("{{from: {}, {to}value: {}}}", dated.from, value.yaml(unit))
                })
                .collect();
            written += values.len();
            if !values.is_empty() {
                let (id, unit) = (&parameter.id, unit.name());
                text += &format!("  - {{id: {id}, unit: {unit}, values: [{}]}}\n", values.join(", "));
            }
        }
        if written == 0 {
            continue;
        }
        let (again, amendment) = book().amended("again.yaml", &text).unwrap_or_else(|m| panic!("{m}"));
        assert_eq!(amendment.changes.len(), written);
        for change in amendment.changes {
            let value = |book: &LawBook| {
                let law = book.in_force(place.code, None).unwrap();
                law.value(&change.id, change.from).map(|figure| figure.value.clone()).unwrap()
            };
            assert_eq!(value(&again), value(book()), "{} {}", place.code, change.id);
        }
    }
}

//! The law beyond what is published, and reforms that cannot be tried.

use kernel::FeeMonth;
use rules::LawBook;
use simulation::{Assumptions, Reform, projected};

use crate::town::{FIRST, REGION, reform};

fn month(text: &str) -> FeeMonth {
    FeeMonth::parse(text).unwrap()
}

#[test]
fn what_follows_wages_grows_and_the_rest_stands() {
    let book = LawBook::builtin().unwrap();
    let assumptions = Assumptions::builtin().unwrap();
    let law = projected(&book, REGION, &assumptions, FIRST, 30).unwrap();
    let (today, later) = (book.in_force(REGION, None).unwrap(), law.in_force(REGION, None).unwrap());
    let money = |id: &str, on: &str| later.money(id, month(on)).unwrap().value.to_string();
    // Published to the end of 2025; four per cent a year from then on.
    assert_eq!(money("pension.average_wage", "2025-06"), "11937.00");
    assert_eq!(money("pension.average_wage", "2026-01"), "12414.48");
    assert_eq!(money("pension.average_wage", "2027-12"), "12911.06");
    assert_eq!(money("pension.base", "2026-01"), "12290.00");
    assert_eq!(money("pension.base", "2027-01"), "12781.60");
    // The contribution year begins in July; its bounds are 60 % and 300 % of its average wage.
    assert_eq!(money("contribution.average_wage", "2027-06"), "12414.48");
    assert_eq!(money("contribution.floor", "2027-06"), "7449.00");
    assert_eq!(money("contribution.ceiling", "2027-07"), "38733.00");
    // Now and then: right at the begin, growing from there.
    assert_eq!(money("unemployment.minimum_wage", "2026-12"), "2540.00");
    assert_eq!(money("unemployment.minimum_wage", "2027-01"), "2641.60");
    let percent = |on: &str| later.rate("adjustment.percent", month(on)).unwrap().value.to_string();
    assert_eq!((percent("2026-01"), percent("2050-01")), ("0.0035".to_owned(), "0.0035".to_owned()));
    let rate = |on: &str| later.rate("account.bookkeeping_rate", month(on)).unwrap().value.to_string();
    assert_eq!(
        (rate("2025-01"), rate("2026-01"), rate("2055-01")),
        ("0.015".to_owned(), "0.02".to_owned(), "0.02".to_owned())
    );
    let tiers = later.table("adjustment.age_tiers", month("2027-01")).unwrap().value;
    assert_eq!(tiers.rows().next().unwrap().money("amount").unwrap().to_string(), "41.60");
    for id in ["contribution.pension.employee.unit_rate", "pension.basic_rate"] {
        assert_eq!(
            today.rate(id, month("2026-01")).unwrap().value,
            later.rate(id, month("2056-12")).unwrap().value
        );
    }
}

fn refused(text: &str) -> (String, String) {
    let book = LawBook::builtin().unwrap();
    let assumptions = Assumptions::builtin().unwrap();
    let law = projected(&book, REGION, &assumptions, FIRST, 10).unwrap();
    let problem = Reform::over(&law, ("r.yaml", text), REGION, &assumptions, (FIRST, 10)).unwrap_err();
    (problem.code().id.to_owned(), problem.en())
}

#[test]
fn a_reform_that_cannot_be_tried_says_why_and_where() {
    let good = reform("contribution.pension.employee.unit_rate", "ratio", "2028-01", "\"0.15\"");
    for (what, text, code, said) in [
        ("unknown parameter", good.replace("unit_rate", "unit_rat"), "SIM-0101", "r.yaml:6:10: LAW-0006"),
        ("16 instead of 0.16", good.replace("0.15", "16"), "SIM-0101", "LAW-0017"),
        ("unquoted", good.replace("\"0.15\"", "0.15"), "SIM-0101", "LAW-0015"),
        ("another unit", good.replace("ratio", "percent"), "SIM-0101", "LAW-0007"),
        ("no start", good.replace("start: 2028-01\n", ""), "SIM-0101", "LAW-0004"),
        ("no month", good.replace("2028-01", "2028-13"), "SIM-0101", "LAW-0009"),
        ("unknown key", good.replace("en: trial", "eng: trial"), "SIM-0101", "LAW-0003"),
        ("unknown region", good.replace("990100", "990199"), "SIM-0101", "LAW-0013"),
        ("before the law begins", good.replace("2028-01", "1980-01"), "SIM-0101", "r.yaml:6:73: LAW-0022"),
        ("before the first month", good.replace("2028-01", "2026-12"), "SIM-0102", "2027-01"),
        ("after the last month", good.replace("2028-01", "2037-01"), "SIM-0103", "2036-12"),
        ("another city", good.replace("990100", "310000"), "SIM-0104", "310000"),
        (
            "hidden by the city's own",
            reform("contribution.average_wage", "yuan", "2028-01", "\"9000\"").replace("990100", "110000"),
            "SIM-0105",
            "990100",
        ),
        (
            "nothing",
            good.split("  - ").next().unwrap().replace("parameters:", "parameters: []"),
            "SIM-0108",
            "no parameter",
        ),
        ("no YAML", "a: [".to_owned(), "SIM-0101", "LAW-0002"),
    ] {
        let (found, words) = refused(&text);
        assert_eq!(found, code, "{what}: {words}");
        assert!(words.contains(said), "{what}: {words}");
    }
    let (zh, _) = (refused(&good.replace("unit_rate", "x")).1, ());
    assert!(zh.contains("mistakes"), "{zh}");
}

#[test]
fn what_a_reform_sets_goes_on_following_the_wages() {
    let book = LawBook::builtin().unwrap();
    let assumptions = Assumptions::builtin().unwrap();
    let law = projected(&book, REGION, &assumptions, FIRST, 10).unwrap();
    let over = |text: &str| Reform::over(&law, ("r.yaml", text), REGION, &assumptions, (FIRST, 10)).unwrap();
    let wage = over(&reform("unemployment.minimum_wage", "yuan", "2028-01", "\"4000\""));
    let money = |reform: &Reform, id: &str, on: &str| {
        reform.law(REGION).unwrap().money(id, month(on)).unwrap().value.to_string()
    };
    assert_eq!(money(&wage, "unemployment.minimum_wage", "2028-06"), "4000.00");
    assert_eq!(money(&wage, "unemployment.minimum_wage", "2029-01"), "4160.00");
    // The bounds follow the ratio from the contribution year after it.
    let floor = over(&reform("contribution.floor_ratio", "ratio", "2028-01", "\"0.5\""));
    assert_eq!(money(&floor, "contribution.floor", "2028-06"), money(&wage, "contribution.floor", "2028-06"));
    assert_eq!(money(&floor, "contribution.floor", "2028-07"), "6714.00");
}

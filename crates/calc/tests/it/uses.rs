//! What uses a parameter is found by running the cases.

use calc::Uses;
use rules::LawBook;

#[test]
fn the_calculators_of_a_parameter_are_found_by_running_them() {
    let book = LawBook::builtin().unwrap();
    let uses = Uses::of(&book, "2026-07-01".parse().unwrap()).unwrap();
    let named = |id: &str| uses.topics(id).map(|topic| topic.name).collect::<Vec<_>>();
    assert_eq!(named("late_fee.rate"), ["late-fee"]);
    assert!(named("pension.base").contains(&"pension"), "{:?}", named("pension.base"));
    let rate = "contribution.{insurance}.{category}.unit_rate";
    assert!(!named(rate).is_empty() && uses.looks_up(named(rate)[0], rate));
    assert!(named("no.such").is_empty() && !uses.looks_up("pension", "late_fee.rate"));
    // Nearly everything the law says is there because something computes with it.
    let definitions = book.definitions();
    let unused: Vec<&str> =
        definitions.iter().map(|known| known.id.as_str()).filter(|id| named(id).is_empty()).collect();
    assert!(unused.len() * 4 < definitions.len(), "no calculator uses {unused:?}");
}

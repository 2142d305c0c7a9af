//! `verify` on a small city, whole and broken, on both engines.
#![allow(clippy::unwrap_used)] // tests may

mod corruptions;
mod small_city;

use kernel::FeeMonth;
use rules::LawBook;
use store::testing::each_engine;
use supervision::{Check, Options, Report, verify};

fn report(store: &store::Store, law: &LawBook, options: &Options) -> Report {
    verify(store, law, &small_city::key().public(), options, &mut |_| {}).unwrap()
}

#[test]
fn a_whole_city_has_no_break() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        small_city::build(store, &law);
        let report = report(store, &law, &Options::default());
        assert!(report.ok, "{}", report.en());
        assert_eq!(report.lines.len(), Check::ALL.len());
        for line in &report.lines {
            assert!(line.checked > 0, "{} looked at nothing", line.check.key());
        }
    });
}

#[test]
fn an_empty_city_has_no_break() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        let report = report(store, &law, &Options::default());
        assert!(report.ok, "{}", report.en());
    });
}

#[test]
fn one_month_or_one_check_alone() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        small_city::build(store, &law);
        let options = Options { month: FeeMonth::new(2024, 11), ..Options::default() };
        let month = report(store, &law, &options);
        assert!(month.ok, "{}", month.en());
        let lines = |month: &Report| month.line(Check::Bills).unwrap().checked;
        assert_eq!((lines(&month), lines(&report(store, &law, &Options::default()))), (6, 13));
        let options = Options { checks: vec![Check::Bills, Check::Audit], ..Options::default() };
        let two = report(store, &law, &options);
        let keys: Vec<_> = two.lines.iter().map(|line| line.check).collect();
        assert_eq!(keys, [Check::Bills, Check::Audit]);
    });
}

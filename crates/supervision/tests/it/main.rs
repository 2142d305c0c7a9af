//! `verify` on a small city, whole and broken, on both engines.
#![allow(clippy::unwrap_used)] // tests may

mod corruptions;
mod mass;
mod small_city;

use kernel::FeeMonth;
use rules::LawBook;
use store::testing::each_engine;
use store::{Store, Tx, params};
use supervision::{Check, Options, Report, check, verify};

fn report(store: &Store, law: &LawBook, options: &Options) -> Report {
    verify(store, law, &small_city::key().public(), options, &mut |_| {}).unwrap()
}

/// What verify says with a change, which is then taken back.
fn what_if(
    store: &Store,
    law: &LawBook,
    options: &Options,
    change: impl FnOnce(&mut Tx<'_>) -> kernel::Result<u64>,
) -> Report {
    let mut said = None;
    let undone: kernel::Result<()> = store.write(&small_city::act(), |tx| {
        change(tx)?;
        said = Some(check(tx, law, &small_city::key().public(), options, &mut |_| {})?);
        Err(TAKEN_BACK.problem())
    });
    assert_eq!(undone.unwrap_err().to_string(), TAKEN_BACK.problem().to_string());
    said.unwrap()
}

static TAKEN_BACK: kernel::Code = kernel::Code {
    id: "TST-0001",
    kind: kernel::Kind::Conflict,
    zh: "已撤回",
    fix_zh: "",
    en: "taken back",
    fix_en: "",
};

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
        assert!(
            month
                .lines
                .iter()
                .all(|line| line.check.has_months() && line.checked > 0 || line.check == Check::Benefits)
        );
        let lines = |month: &Report| month.line(Check::Bills).unwrap().checked;
        assert_eq!((lines(&month), lines(&report(store, &law, &Options::default()))), (6, 13));
        let options = Options { checks: vec![Check::Bills, Check::Audit], ..Options::default() };
        let two = report(store, &law, &options);
        let keys: Vec<_> = two.lines.iter().map(|line| line.check).collect();
        assert_eq!(keys, [Check::Bills, Check::Audit]);
    });
}

/// A month is proven from the month that was closed before, and sees its own breaks by that.
#[test]
fn a_month_alone_sees_what_is_broken_in_it() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        small_city::build(store, &law);
        let december = Options { month: FeeMonth::new(2024, 12), ..Options::default() };
        let whole = report(store, &law, &december);
        assert!(whole.ok, "{}", whole.en());
        for (sql, check, record) in [
            (
                "update posting set amount = amount + 1 where entry = 14 and line = 1",
                Check::Fund,
                "fund_month:",
            ),
            (
                "update fund_month set closing = closing + 1, debit = debit + 1 where fund = 1 and month = 202412 and account = 100200",
                Check::Fund,
                "fund_month:1/202412/100200",
            ),
            (
                "update bank_statement set closing = closing + 1 where message = 'S14'",
                Check::Bank,
                "bank_statement:",
            ),
            ("delete from account_entry where kind = 3 and cause = 2", Check::Accounts, "account_entry:3/8"),
            ("delete from party where id = 8", Check::References, "bill:20240000000003"),
        ] {
            let report = what_if(store, &law, &december, |tx| tx.run(sql, params![]));
            let line = report.line(check).unwrap();
            let named = line.breaks.iter().any(|found| found.records.starts_with(record));
            assert!(named, "{sql}: {}", report.en());
        }
    });
}

#[test]
fn a_report_reads_in_both_languages_and_as_json() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        small_city::build(store, &law);
        let spoil = "update contribution set unit = unit + 1 where insurance = 410";
        store.write(&small_city::act(), |tx| tx.run(spoil, params![])).unwrap();
        let options = Options { named: 1, ..Options::default() };
        let report = report(store, &law, &options);
        let line = report.line(Check::Bills).unwrap();
        assert!(!report.ok);
        assert_eq!((line.total, line.breaks.len()), (6, 1));
        assert_eq!(line.breaks[0].records, "bill:20240000000001");
        assert_eq!((&*line.breaks[0].expected, &*line.breaks[0].found), ("5080.02", "5080.00"));
        let zh = report.zh();
        assert!(zh.contains("✗ bills") && zh.contains("应为 5080.02  实为 5080.00"), "{zh}");
        assert!(zh.contains("另有差错 5") && zh.contains("差错合计: 6"), "{zh}");
        assert!(zh.contains("1 条审计记录未入链"), "{zh}");
        let en = report.en();
        assert!(en.contains("expected 5080.02  found 5080.00") && en.contains("Breaks in all: 6"), "{en}");
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["ok"], false);
        assert_eq!(json["lines"][3]["check"], "bills");
        assert_eq!(json["lines"][3]["breaks"][0]["records"], "bill:20240000000001");
    });
}

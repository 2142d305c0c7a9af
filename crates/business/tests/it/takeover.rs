//! Take-over from another system: checked as a whole, loaded to the fen, the switch agreed by a second person.

use std::cell::RefCell;
use std::io::Cursor;

use business::intake::takeover::{self, Files, Totals};
use business::registry::{self, Payers, Status, facts};
use kernel::{Fen, Insurance, Result};
use sheets::{Layout, Limits, Records, layouts::takeover as layouts};
use store::testing::each_engine;

use crate::office::{TestOffice, at};
use crate::registry::{day, month, number};

struct Old {
    units: String,
    people: String,
    runs: String,
    balances: String,
    pensioners: String,
}

fn old() -> Old {
    let id = |n: u16| number(day(1965, 5, 1), n);
    let runs = "个人编号,单位编号,险种,起始年月,终止年月,月数,缴费基数,单位缴费,个人缴费\n\
        P1,U1,养老,202001,202112,24,5000,800,400\n\
        P1,U1,养老,202201,202306,18,6000,960,480\n\
        P1,U1,失业,202001,202306,42,5000,25,25\n\
        P2,U2,养老,202001,202006,6,4000,640,320\n\
        P2,,养老,202101,202103,3,4000,0,800\n";
    Old {
        units: "单位编号,统一社会信用代码,单位名称,工伤行业类别,参保登记日期\nU1,,老厂,3,2010-01-01\nU2,,新厂,4,\n".to_owned(),
        people: format!(
            "个人编号,证件号码,姓名,单位编号,参保状态\nP1,{},甲,U1,参保缴费\nP2,{},乙,,暂停缴费\nP3,{},丙,,退休\n",
            id(1).expose(),
            id(2).expose(),
            id(3).expose()
        ),
        runs: runs.to_owned(),
        balances: "个人编号,账户种类,截止日期,本金,利息,余额\nP1,养老,2022-12-31,10000.00,500.05,10500.05\n".to_owned(),
        pensioners: format!(
            "个人编号,证件号码,姓名,险种,退休日期,开始领取年月,已发放至年月,基础养老金,个人账户养老金,月养老金合计,银行账号\n\
             P3,{},丙,养老,2020-05-01,202006,202306,2000,800,2800,6217000010001234569\n",
            id(3).expose()
        ),
    }
}

fn totals() -> Totals {
    Totals {
        units: 2,
        people: 3,
        months: 24 + 18 + 42 + 6 + 3,
        contributions: Fen::from_yuan(24 * 1200 + 18 * 1440 + 42 * 50 + 6 * 960 + 3 * 800),
        accounts: 1,
        balances: Fen::new(1_050_005),
        pensioners: 1,
        pensions: Fen::from_yuan(2800),
    }
}

fn open(layout: &'static Layout, text: &str) -> Result<Records> {
    layout.records(sheets::read(Cursor::new(text.as_bytes().to_vec()), &Limits::default())?)
}

/// Runs a take-over; with the codes of the bad rows.
fn take(
    test: &TestOffice,
    old: &Old,
    stated: &Totals,
    digest: &str,
) -> (Result<kernel::MatterId>, Vec<&'static str>) {
    let bad = RefCell::new(Vec::new());
    let sources = (
        || open(&layouts::UNITS, &old.units),
        || open(&layouts::PEOPLE, &old.people),
        || open(&layouts::RUNS, &old.runs),
        || open(&layouts::BALANCES, &old.balances),
        || open(&layouts::PENSIONERS, &old.pensioners),
    );
    let files = Files {
        units: Some(&sources.0),
        people: Some(&sources.1),
        records: None,
        runs: Some(&sources.2),
        balances: Some(&sources.3),
        pensioners: Some(&sources.4),
    };
    let clerk = test.clerk_at(2023, 7, 1);
    let outcome = takeover::take_over(
        &test.office,
        &clerk,
        &files,
        stated,
        digest,
        &mut |_, problems| {
            bad.borrow_mut().extend(problems.iter().map(|problem| problem.code().id));
            Ok(())
        },
        &mut |_| {},
    );
    (outcome.map(|matter| matter.id), bad.into_inner())
}

#[test]
fn everything_is_loaded_and_waits_for_a_second_person() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (matter, bad) = take(&test, &old(), &totals(), "d1");
        assert_eq!(bad, [] as [&str; 0]);
        let matter = matter.unwrap();
        let id = |n: u16| number(day(1965, 5, 1), n);
        let (first, second) = store
            .read(|tx| {
                let of = |tx: &mut store::Tx<'_>, n| facts::person_by_number(tx, &test.office, &id(n));
                let people = [of(tx, 1)?.unwrap(), of(tx, 2)?.unwrap(), of(tx, 3)?.unwrap()];
                let relations = facts::participations(tx, people[0])?;
                let spans: Vec<_> = relations
                    .iter()
                    .map(|p| (p.insurance, p.period.from().yyyymm(), p.period.is_open()))
                    .collect();
                assert_eq!(
                    spans,
                    [(Insurance::Pension, 202001, true), (Insurance::Unemployment, 202001, true)]
                );
                assert!(facts::participations(tx, people[1])?.iter().all(|p| !p.period.is_open()));
                assert_eq!(facts::status(tx, people[2], day(2023, 7, 1))?, Status::Retired);
                let history = business::levy::facts::history(tx, people[0])?;
                assert_eq!(history.len(), 84);
                Ok((people[0], people[1]))
            })
            .unwrap();
        // The next month finds them with the wage of their last record.
        let mut insured = Vec::new();
        store
            .read(|tx| {
                let now = at(2023, 7, 20);
                registry::each_insured(tx, month(202307), now, Payers::After(0), |insured_one| {
                    insured.push((insured_one.person, insured_one.wage));
                    Ok(())
                })
            })
            .unwrap();
        assert_eq!(insured, [(first, Some(Fen::from_yuan(6000)))]);
        assert_ne!(first, second);
        assert_eq!(test.number("SELECT account_part FROM award_amount WHERE from_month = 202307"), 80_000);
        assert_eq!(test.number("SELECT count(*) FROM setting WHERE key = 'take-over'"), 0);
        business::approve(&test.office, &test.second, matter).unwrap();
        assert_eq!(test.number("SELECT count(*) FROM setting WHERE key = 'take-over'"), 1);
        assert_eq!(test.number("SELECT count(*) FROM intake WHERE state <> 'done'"), 0);
    });
}

#[test]
fn bad_rows_and_totals_that_differ_leave_nothing() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let with = |change: &dyn Fn(&mut Old)| {
            let mut files = old();
            change(&mut files);
            let (outcome, bad) = take(&test, &files, &totals(), "d1");
            (outcome.unwrap_err().code().id, bad)
        };
        let runs = |row: &'static str| move |old: &mut Old| old.runs += row;
        assert_eq!(with(&runs("P9,U1,养老,202001,202001,1,1,1,1\n")), ("INT-0107", vec!["INT-0110"]));
        assert_eq!(with(&runs("P3,U9,养老,202001,202001,1,1,1,1\n")), ("INT-0107", vec!["INT-0110"]));
        assert_eq!(with(&runs("P3,U1,养老,202001,202003,2,1,1,1\n")), ("INT-0107", vec!["INT-0113"]));
        assert_eq!(with(&runs("P1,U2,养老,202307,202307,1,1,1,1\n")), ("INT-0107", vec!["INT-0111"]));
        assert_eq!(with(&runs("P2,U1,养老,202006,202006,1,1,1,1\n")), ("INT-0107", vec!["INT-0112"]));
        assert_eq!(with(&runs("P2,U1,养老,201906,201906,1,-1,1,1\n")), ("INT-0107", vec!["INT-0115"]));
        assert_eq!(
            with(&|old| old.balances = old.balances.replace(",500.05", ",500.06")),
            ("INT-0107", vec!["INT-0114"])
        );
        let header = "单位编号,单位名称,区划代码\n";
        for (region, code) in [("999999", "KER-0152"), ("abc", "KER-0151")] {
            let (outcome, bad) =
                with(&|old| old.units = format!("{header}U1,老厂,{region}\nU2,新厂,990101\n"));
            assert_eq!((outcome, bad.first().copied()), ("INT-0107", Some(code)));
        }
        assert_eq!(
            with(&|old| old.pensioners = old.pensioners.replace("丙,养老", "丙,居民养老")),
            ("INT-0107", vec!["INT-0116"])
        );
        assert_eq!(
            with(&|old| old.pensioners = old.pensioners.replace(",800,", ",801,")),
            ("INT-0107", vec!["INT-0114"])
        );
        assert_eq!(with(&|old| old.people = old.people.replace("P2,", "P1,")).0, "INT-0107");
        let every: [&dyn Fn(&mut Totals); 8] = [
            &|t| t.units += 1,
            &|t| t.people -= 1,
            &|t| t.months += 1,
            &|t| t.contributions += Fen::new(1),
            &|t| t.accounts += 1,
            &|t| t.balances -= Fen::new(1),
            &|t| t.pensioners += 1,
            &|t| t.pensions += Fen::new(1),
        ];
        for change in every {
            let mut stated = totals();
            change(&mut stated);
            assert_eq!(take(&test, &old(), &stated, "d1").0.unwrap_err().code().id, "INT-0108");
        }
        for table in ["party", "matter", "intake", "bill", "account"] {
            assert_eq!(test.number(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
        }
    });
}

#[test]
fn a_load_that_was_cut_off_goes_on() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let files = old();
        // Somebody has opened the account meanwhile: the load stops after the records.
        test.sql(&["INSERT INTO account (kind, person, opened, opening, opening_year) VALUES (1, 3, 202201, 0, 2022)"]);
        let first = take(&test, &files, &totals(), "d1").0;
        assert!(first.is_err());
        let bills = test.number("SELECT count(*) FROM bill");
        assert!(bills > 0);
        test.sql(&["DELETE FROM account"]);
        let matter = take(&test, &files, &totals(), "d1").0.unwrap();
        assert_eq!(test.number("SELECT count(*) FROM bill"), bills);
        assert_eq!(test.number("SELECT count(*) FROM party"), 5);
        assert_eq!(test.number("SELECT count(*) FROM matter WHERE service = 'registry.take-over'"), 1);
        business::approve(&test.office, &test.second, matter).unwrap();
    });
}

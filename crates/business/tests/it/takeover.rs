//! Take-over from another system: checked as a whole, loaded to the fen, the switch agreed by a second person.

use std::cell::RefCell;
use std::io::Cursor;

use business::intake::takeover::{self, Control, Files, FundOpening, Totals};
use business::registry::{self, Payers, Status, facts};
use kernel::{AccountKind, Fen, Fund, Insurance, Result};
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
        P4,,居民养老,202201,202201,1,0,0,500\n\
        P1,U1,养老,202001,202112,24,5000,800,400\n\
        P1,U1,养老,202201,202306,18,6000,960,480\n\
        P1,U1,失业,202001,202306,42,5000,25,25\n\
        P2,U2,养老,202001,202006,6,4000,640,320\n\
        P2,,养老,202101,202103,3,4000,0,800\n";
    Old {
        units: "单位编号,统一社会信用代码,单位名称,工伤行业类别,参保登记日期\nU1,,老厂,3,2010-01-01\nU2,,新厂,4,\n".to_owned(),
        people: format!(
            "个人编号,证件号码,姓名,单位编号,参保状态\nP1,{},甲,U1,参保缴费\nP2,{},乙,,暂停缴费\nP3,{},丙,,退休\nP4,{},丁,,退休\n",
            id(1).expose(),
            id(2).expose(),
            id(3).expose(),
            id(4).expose()
        ),
        runs: runs.to_owned(),
        balances: "个人编号,账户种类,截止日期,本金,利息,余额\nP1,养老,2022-12-31,10000.00,500.05,10500.05\n\
            P4,居民养老,2022-12-31,90,10,100\n"
            .to_owned(),
        pensioners: format!(
            "个人编号,证件号码,姓名,险种,退休日期,开始领取年月,已发放至年月,基础养老金,个人账户养老金,月养老金合计,银行账号\n\
             P3,{},丙,养老,2020-05-01,202006,202306,2000,800,2800,6217000010001234569\n\
             P4,{},丁,居民养老,2022-05-01,202206,202306,180,30,210,6217000010001234569\n",
            id(3).expose(),
            id(4).expose()
        ),
    }
}

/// P1 was credited 480 yuan a month in 2023; P4 drew 30 yuan a month of the 100 that were there, until they were used up.
fn control() -> Control {
    let totals = Totals {
        units: 2,
        people: 4,
        months: 24 + 18 + 42 + 6 + 3 + 1,
        contributions: Fen::from_yuan(24 * 1200 + 18 * 1440 + 42 * 50 + 6 * 960 + 3 * 800 + 500),
        accounts: 2,
        balances: Fen::new(1_060_005),
        pensioners: 2,
        pensions: Fen::from_yuan(2800 + 210),
    };
    let personal = Fen::new(1_050_005) + Fen::from_yuan(6 * 480);
    let opening = |fund, pooled, personal: Fen| FundOpening {
        fund,
        income: Fen::ZERO,
        fiscal: pooled + personal,
        expenditure: Fen::ZERO,
        pooled,
        personal,
    };
    let funds = vec![
        opening(Fund::Pension, Fen::from_yuan(5_000_000), personal),
        opening(Fund::ResidentPension, Fen::from_yuan(70_000), Fen::ZERO),
    ];
    Control { totals, funds }
}

fn open(layout: &'static Layout, text: &str) -> Result<Records> {
    layout.records(sheets::read(Cursor::new(text.as_bytes().to_vec()), &Limits::default())?)
}

/// Runs a take-over; with the codes of the bad rows.
fn take(
    test: &TestOffice,
    old: &Old,
    stated: &Control,
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
        let (matter, bad) = take(&test, &old(), &control(), "d1");
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
                let held = |tx: &mut store::Tx<'_>, n: u16, kind| {
                    let person = facts::person_by_number(tx, &test.office, &id(n))?.unwrap();
                    business::accounts::balance(tx, kind, person, month(202307))
                };
                assert_eq!(held(tx, 1, AccountKind::Pension)?, Fen::new(1_050_005 + 6 * 48_000));
                assert_eq!(held(tx, 4, AccountKind::ResidentPension)?, Fen::ZERO);
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
        let awards =
            "SELECT cast(sum(x.account_part) as bigint) FROM award a JOIN award_amount x ON x.award = a.id
            WHERE x.from_month = 202307 AND a.benefit = ";
        assert_eq!(test.number(&format!("{awards}'pension' AND a.fund = 1")), 80_000);
        assert_eq!(test.number(&format!("{awards}'resident-pension' AND a.fund = 5")), 3_000);

        // Nothing else is done before the switch, which opens the funds.
        let payment = |test: &TestOffice| {
            business::payment::build(&test.office, &test.clerk_at(2023, 7, 10), month(202307))
        };
        assert_eq!(payment(&test).unwrap_err().code().id, "DSK-0111");
        assert_eq!(test.number("SELECT count(*) FROM entry"), 0);
        business::approve(&test.office, &test.second, matter).unwrap();
        assert_eq!(test.number("SELECT count(*) FROM entry WHERE event = 'opening'"), 2);
        assert_eq!(test.number("SELECT count(*) FROM intake WHERE state <> 'done'"), 0);
        crate::accounts::accounts_agree(&test);
        // Both kinds of pension are paid monthly, each by its fund.
        let built = payment(&test).unwrap();
        assert_eq!(
            (built.run.payments, built.run.total),
            (2, Fen::from_yuan(3010)),
            "{:?}",
            built.without_account
        );
        assert_eq!(test.number("SELECT count(*) FROM payment WHERE item = 'monthly'"), 2);
        // A year later the account has borne interest for what the old system credited in spring.
        business::accounts::interest(&test.office, &test.clerk_at(2024, 7, 10), 2023, &mut |_| {}).unwrap();
        let interest = test.number("SELECT interest FROM account_year WHERE kind = 1 AND opening = 1050005");
        let rate = i128::from(test.number("SELECT rate FROM interest_run WHERE kind = 1"));
        let held = 1_050_005 * 12 + 48_000 * (12 + 11 + 10 + 9 + 8 + 7);
        assert_eq!(i128::from(interest), (held * rate + 6_000_000_000) / 12_000_000_000);
    });
}

#[test]
fn bad_rows_and_totals_that_differ_leave_nothing() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let with = |change: &dyn Fn(&mut Old)| {
            let mut files = old();
            change(&mut files);
            let (outcome, bad) = take(&test, &files, &control(), "d1");
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
            with(&|old| old.pensioners = old.pensioners.replace("丙,养老", "丙,失业")),
            ("INT-0107", vec!["INT-0116"])
        );
        for day in ["2022-12-30", "2021-12-31"] {
            let balances = |old: &mut Old| {
                old.balances = old.balances.replace("P4,居民养老,2022-12-31", &format!("P4,居民养老,{day}"))
            };
            assert_eq!(with(&balances), ("INT-0107", vec!["INT-0117"]));
        }
        assert_eq!(
            with(&|old| old.pensioners = old.pensioners.replace(",800,", ",801,")),
            ("INT-0107", vec!["INT-0114"])
        );
        assert_eq!(with(&|old| old.people = old.people.replace("P2,", "P1,")).0, "INT-0107");
        type Change<'c> = &'c dyn Fn(&mut Control);
        let every: [(&str, Change<'_>); 10] = [
            ("单位数：文件为 2，原系统为 3", &|c| c.totals.units += 1),
            ("人员数", &|c| c.totals.people -= 1),
            ("缴费月数", &|c| c.totals.months += 1),
            ("缴费金额", &|c| c.totals.contributions += Fen::new(1)),
            ("个人账户数", &|c| c.totals.accounts += 1),
            ("账户余额：文件为 10600.05，原系统为 10600.04", &|c| {
                c.totals.balances -= Fen::new(1)
            }),
            ("待遇人数", &|c| c.totals.pensioners += 1),
            ("月养老金", &|c| c.totals.pensions += Fen::new(1)),
            ("养老个人账户：文件为 13380.05，原系统为 13380.06", &|c| {
                c.funds[0].personal += Fen::new(1)
            }),
            ("养老个人账户：文件为 13380.05，原系统为 0.00", &|c| c.funds.clear()),
        ];
        for (what, change) in every {
            let mut stated = control();
            change(&mut stated);
            let problem = take(&test, &old(), &stated, "d1").0.unwrap_err();
            assert_eq!(problem.code().id, "INT-0108");
            assert!(problem.zh().contains(what), "{}", problem.zh());
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
        // Somebody has opened the account meanwhile: the load stops after units and people.
        test.sql(&["INSERT INTO account (kind, person, opened, opening, opening_year) VALUES (1, 3, 202201, 0, 2022)"]);
        let first = take(&test, &files, &control(), "d1").0;
        assert!(first.is_err());
        assert_eq!(test.number("SELECT count(*) FROM party"), 6);
        let others = take(&test, &files, &control(), "d2").0.unwrap_err();
        assert_eq!(others.code().id, "INT-0120", "not over the remains of these files");
        test.sql(&["DELETE FROM account"]);
        let matter = take(&test, &files, &control(), "d1").0.unwrap();
        assert_eq!(test.number("SELECT count(*) FROM party"), 6);
        assert_eq!(test.number("SELECT count(*) FROM matter WHERE service = 'registry.take-over'"), 1);
        business::approve(&test.office, &test.second, matter).unwrap();
    });
}

#[test]
fn control_totals_and_openings_are_read_from_their_files() {
    let read = |totals: &str, funds: &str| {
        let mut bad = Vec::new();
        let outcome = takeover::control(
            Some(&|| open(&layouts::TOTALS, totals)),
            Some(&|| open(&layouts::FUNDS, funds)),
            &mut |_, problems| {
                bad.extend(problems.iter().map(|problem| problem.code().id));
                Ok(())
            },
        );
        (outcome.map_err(|problem| problem.code().id), bad)
    };
    let totals =
        "项目,数量,金额\n单位,2,\n人员,4,\n缴费记录,94,65480\n个人账户,2,10600.05\n在领待遇人员,2,3010\n";
    let funds = "基金,收入户存款,财政专户存款,支出户存款,统筹结余,个人账户结余\n\
        职工养老,0,5013380.05,0,5000000,13380.05\n居民养老,0,70000,0,70000,\n";
    assert_eq!(read(totals, funds), (Ok(control()), vec![]));
    let unbalanced = funds.replace("5013380.05", "5013380.04");
    assert_eq!(read(totals, &unbalanced), (Err("INT-0107"), vec!["INT-0118"]));
    let twice = funds.replace("居民养老", "职工养老");
    assert_eq!(read(totals, &twice), (Err("INT-0107"), vec!["INT-0109"]));
    assert_eq!(takeover::control(None, None, &mut |_, _| Ok(())).unwrap_err().code().id, "INT-0119");
}

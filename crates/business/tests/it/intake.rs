//! Files of joiners, leavers and wages: bad rows told, good rows taken, never twice, also after a kill.

use std::io::Cursor;

use business::intake::{self, Given, Kind, Mode, Outcome, Task};
use business::registry::{self, facts};
use kernel::{PartyId, Problem, Result};
use sheets::Limits;
use store::Store;
use store::testing::each_engine;

use crate::office::TestOffice;
use crate::registry::{cast, day, month, new_unit, number};

const JOINERS: &str =
    "证件号码,姓名,增员原因,参保险种,缴费起始年月,申报月工资,手机号,是否补缴,补缴起始年月,补缴终止年月\n";

/// Row, column and code.
type Wrong = (u64, String, &'static str);

/// Takes in a CSV file and gives the outcome with row, column and code of everything wrong.
fn take(
    test: &TestOffice,
    kind: Kind,
    payer: PartyId,
    mode: Mode,
    file: &str,
) -> Result<(Outcome, Vec<Wrong>)> {
    let digest = intake::digest_of(file.as_bytes()).unwrap();
    let table = sheets::read(Cursor::new(file.as_bytes().to_vec()), &Limits::default())?;
    let mut rows = kind
        .layout()
        .records(table)?
        .map(|record| record.map(|record| intake::read(kind, record, month(202308))));
    let mut bad = Vec::new();
    let task = Task { kind, payer, name: "file.csv", digest: &digest, mode };
    let clerk = test.clerk_at(2023, 7, 5);
    let outcome = intake::run(
        &test.office,
        &clerk,
        &task,
        &mut rows,
        &mut |given: &Given, problems: &[Problem]| {
            for problem in problems {
                let column = problem.place().field.clone().unwrap_or_default();
                assert_eq!(problem.place().row, Some(given.row), "{problem}");
                bad.push((given.row, column, problem.code().id));
            }
            Ok(())
        },
        &mut |_| {},
    )?;
    Ok((outcome, bad))
}

fn unit(test: &TestOffice) -> PartyId {
    test.matter(&test.clerk, |tx, matter| {
        registry::register_unit(tx, &test.office, matter, &new_unit("MA000001", "金保示例公司"))
    })
    .unwrap()
}

fn joiner(sequence: u16, from: &str, wage: &str) -> String {
    let number = number(day(1990, 5, 1), sequence);
    format!(
        "{},人员{sequence},首次参保,养老、失业、工伤、医疗,{from},{wage},13800000000,,,\n",
        number.expose()
    )
}

/// What is on record, apart from keys and times.
fn state(store: &Store) -> Vec<String> {
    let participations =
        "SELECT i.name || '|' || p.insurance || '|' || p.from_month || '|' || p.to_month || '|' || w.wage
         FROM participation p JOIN person_identity i ON i.person = p.person
         JOIN wage w ON w.person = p.person AND w.payer = p.payer AND w.retracted_at = 0
         WHERE p.retracted_at = 0 ORDER BY i.number_digest, p.insurance, p.from_month";
    store.read(|tx| tx.rows(participations, store::params![], |row| row.get(0))).unwrap()
}

#[test]
fn every_bad_row_is_told_and_good_ones_are_taken_once() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let unit = unit(&test);
        let mut file = JOINERS.to_owned();
        file += &joiner(11, "202308", "8000");
        file += "990101199005010300,某人,首次参保,养老,202308,8000,,,,\n";
        file += &joiner(12, "202308", "-5");
        file += &joiner(13, "202313", "8000");
        file += &joiner(11, "202308", "8000");
        file += &joiner(14, "202308", "八千");
        file += &joiner(15, "202308", "6500.50");
        let want = vec![
            (3, "证件号码".to_owned(), "KER-0104"),
            (4, "申报月工资".to_owned(), "REG-0117"),
            (5, "缴费起始年月".to_owned(), "SHE-0204"),
            (6, "证件号码".to_owned(), "INT-0101"),
            (7, "申报月工资".to_owned(), "SHE-0203"),
        ];
        let (checked, bad) = take(&test, Kind::Joiners, unit, Mode::Check, &file).unwrap();
        let places = |list: &[Wrong]| -> Vec<(u64, String)> {
            list.iter().map(|(row, column, _)| (*row, column.clone())).collect()
        };
        assert_eq!(places(&bad), places(&want), "{bad:?}");
        assert_eq!((checked.rows, checked.recorded, checked.bad, checked.matter), (7, 2, 5, None));
        assert_eq!(test.number("SELECT count(*) FROM party WHERE kind = 1"), 0);
        let (done, bad) = take(&test, Kind::Joiners, unit, Mode::Real, &file).unwrap();
        assert_eq!(places(&bad), places(&want));
        assert_eq!((done.rows, done.recorded, done.bad, done.repeated), (7, 2, 5, false));
        assert_eq!(test.number("SELECT count(*) FROM party WHERE kind = 1"), 2);
        assert_eq!(test.number("SELECT count(*) FROM decision"), 1);
        let before = state(store);
        assert_eq!(before.len(), 8);
        let (again, _) = take(&test, Kind::Joiners, unit, Mode::Real, &file).unwrap();
        assert_eq!((again.recorded, again.known, again.bad, again.repeated), (0, 2, 5, true));
        assert_eq!(state(store), before);
        let person = store
            .read(|tx| facts::person_by_number(tx, &test.office, &number(day(1990, 5, 1), 11)))
            .unwrap()
            .unwrap();
        let phone = store.read(|tx| facts::fact(tx, person, "phone", day(2024, 1, 1))).unwrap().unwrap();
        assert!(phone.contains('*'), "{phone}");
    });
}

#[test]
fn leavers_and_wages_and_files_of_another_unit() {
    each_engine(|store| {
        let cast = cast(store, 3);
        let ([unit, other], test) = (cast.units, &cast.test);
        for person in &cast.people {
            test.matter(&test.clerk, |tx, matter| {
                registry::enrol(tx, &test.office, matter, &crate::registry::joins(unit, *person, 202307))
            })
            .unwrap();
        }
        let id = |n: i16| number(day(1990 + n, 5, 1), 11);
        let mut wages = "个人编号,证件号码,姓名,上年度月均工资\n".to_owned();
        for n in 0..3 {
            wages += &format!(",{},人员{n},{}\n", id(n).expose(), 9000 + n);
        }
        let mut leavers = "证件号码,姓名,停保险种,减员原因,是否非本人意愿,停保年月\n".to_owned();
        for n in 0..2 {
            leavers +=
                &format!("{},人员{n},养老、失业、工伤、医疗、大病,单位解除,是,202309\n", id(n).expose());
        }
        for (kind, file) in [(Kind::Wages, &wages), (Kind::Leavers, &leavers)] {
            for mode in [Mode::Check, Mode::Real] {
                let strange = take(test, kind, other, mode, file).unwrap_err();
                assert_eq!(strange.code().id, "INT-0102");
                assert!(strange.zh().contains(&unit.to_string()), "{strange}");
            }
            let (done, bad) = take(test, kind, unit, Mode::Real, file).unwrap();
            assert_eq!((done.bad, done.recorded), (0, done.rows), "{bad:?}");
        }
        assert_eq!(test.number("SELECT count(*) FROM intake"), 2);
        assert_eq!(
            test.number("SELECT count(*) FROM participation WHERE retracted_at = 0 AND to_month = 202309"),
            10
        );
        assert_eq!(
            test.number(
                "SELECT cast(sum(wage) as bigint) FROM wage WHERE retracted_at = 0 AND from_month = 202308"
            ),
            2_700_300
        );
        let work = store.read(|tx| facts::employments(tx, cast.people[0])).unwrap().remove(0);
        assert_eq!((work.to, work.involuntary), (Some(day(2023, 9, 30)), true));
    });
}

#[test]
fn a_run_that_was_cut_off_comes_to_the_same() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let unit = unit(&test);
        let file: Vec<String> = (0..2500u16)
            .map(|n| {
                let number = number(day(1970 + i16::try_from(n % 25).unwrap(), 5, 1), n / 25);
                format!("{},人员{n},首次参保,养老,202308,8000,,,,\n", number.expose())
            })
            .collect();
        let whole = format!("{JOINERS}{}", file.concat());
        let digest = intake::digest_of(whole.as_bytes()).unwrap();
        let table = sheets::read(Cursor::new(whole.clone().into_bytes()), &Limits::default()).unwrap();
        // The source breaks in the third chunk, after two were committed.
        let mut rows = Kind::Joiners
            .layout()
            .records(table)
            .unwrap()
            .map(|record| record.map(|record| intake::read(Kind::Joiners, record, month(202308))))
            .enumerate()
            .map(|(n, given)| if n < 2100 { given } else { Err(sheets::codes::READ_FAILED.problem()) });
        let task =
            Task { kind: Kind::Joiners, payer: unit, name: "file.csv", digest: &digest, mode: Mode::Real };
        let clerk = test.clerk_at(2023, 7, 5);
        let cut = intake::run(&test.office, &clerk, &task, &mut rows, &mut |_, _| Ok(()), &mut |_| {});
        assert!(cut.is_err());
        assert_eq!(test.number("SELECT last_row FROM intake WHERE state = 'running'"), 2001);
        assert_eq!(test.number("SELECT count(*) FROM participation"), 2000);
        let (done, _) = take(&test, Kind::Joiners, unit, Mode::Real, &whole).unwrap();
        assert_eq!((done.rows, done.recorded, done.known, done.bad), (2500, 2500, 0, 0));
        assert_eq!(test.number("SELECT count(*) FROM participation"), 2500);
        assert_eq!(test.number("SELECT count(*) FROM intake"), 1);
        assert_eq!(
            test.number("SELECT count(*) FROM matter WHERE service = 'registry.join' AND state = 'done'"),
            1
        );
        assert_eq!(test.number("SELECT count(DISTINCT matter) FROM participation"), 1);
    });
}

#[test]
fn back_payment_enrols_from_its_first_month() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let unit = unit(&test);
        let number = |n: u16| number(day(1990, 5, 1), n);
        let row = |n: u16, from: &str, to: &str| {
            format!("{},人员{n},首次参保,养老,202308,8000,,是,{from},{to}\n", number(n).expose())
        };
        let file = format!("{JOINERS}{}{}", row(1, "202305", "202307"), row(2, "202303", "202306"));
        let (done, bad) = take(&test, Kind::Joiners, unit, Mode::Real, &file).unwrap();
        assert_eq!((done.recorded, done.bad), (1, 1));
        assert_eq!(bad[0].2, "INT-0104");
        assert_eq!(test.number("SELECT from_month FROM participation"), 202305);
    });
}

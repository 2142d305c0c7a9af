//! Files that units hand in: kept, columns named once, checked with what they will cost, taken in once, failed rows given back.

use business::desk::{Actor, Role};
use business::intake::Kind;
use business::intake::batch::{Step, begin, work, work_on};
use business::intake::uploads::{self, Naming, Upload, UploadState};
use business::levy::Reason;
use business::registry;
use kernel::{Fen, OfficerId, PartyId, Result};
use store::testing::each_engine;
use store::{Act, Store};

use crate::office::{TestOffice, at};
use crate::registry::{day, new_unit, number};

const HEADERS: &str = "证件号码,姓名,增员原因,参保险种,缴费起始年月,申报月工资\n";

fn joiner(sequence: u16, wage: &str) -> String {
    let number = number(day(1990, 5, 1), sequence);
    format!("{},人员{sequence},首次参保,养老、失业、工伤、医疗,202307,{wage}\n", number.expose())
}

/// A unit's own clerk on a day of July 2023.
fn hr(test: &TestOffice, unit: PartyId, on: i8) -> Actor {
    Actor { party: Some(unit), roles: vec![Role::UnitStaff], ..test.clerk_at(2023, 7, on) }
}

fn unit(test: &TestOffice, code: &str, name: &str) -> PartyId {
    test.matter(&test.clerk, |tx, matter| {
        registry::register_unit(tx, &test.office, matter, &new_unit(code, name))
    })
    .unwrap()
}

fn add(test: &TestOffice, actor: &Actor, kind: Kind, content: &str) -> Result<Upload> {
    uploads::add(&test.office, actor, kind, actor.party.unwrap(), ("资料.csv", content.as_bytes()))
}

fn done(test: &TestOffice, actor: &Actor, id: i64, step: Step) -> Result<Upload> {
    begin(&test.office, actor, id, step)?;
    work_on(&test.office, actor, id, step)?;
    uploads::upload(&test.office, actor, id)
}

fn people(test: &TestOffice) -> i64 {
    test.number("SELECT count(*) FROM party WHERE kind = 1")
}

#[test]
fn a_file_is_checked_priced_taken_once_and_its_failed_rows_come_back_corrected() {
    each_engine(|store: &Store| {
        let test = TestOffice::new(store);
        let unit = unit(&test, "MA000001", "金保示例公司");
        let hr = hr(&test, unit, 5);
        let content = format!("{HEADERS}{}{}{}", joiner(11, "8000"), joiner(12, "八千"), joiner(13, "10000"));
        let file = add(&test, &hr, Kind::Joiners, &content).unwrap();
        assert_eq!((file.rows, file.state), (3, UploadState::New));
        assert_eq!(
            add(&test, &hr, Kind::Joiners, &content).unwrap().id,
            file.id,
            "the same file again is the same"
        );
        let unchecked = begin(&test.office, &hr, file.id, Step::Take).unwrap_err();
        assert_eq!(unchecked.code().id, "INT-0122");

        let checked = done(&test, &hr, file.id, Step::Check).unwrap();
        let came = &checked.came;
        assert_eq!((checked.state, came.recorded, came.known, came.bad), (UploadState::Checked, 2, 0, 1));
        assert_eq!(people(&test), 0, "a check changes nothing");
        let told = uploads::told(&test.office, &hr, file.id, (0, 10)).unwrap();
        assert_eq!((told[0].row, told[0].field.as_str(), told[0].value.as_str()), (3, "申报月工资", "八千"));
        assert!(told[0].remedy.0.contains("两位小数"), "{told:?}");
        let forecast = came.forecast.clone().unwrap();
        assert_eq!((forecast.before.people, forecast.after.people), (0, 2));
        let joined = forecast.reasons[&Reason::Joined];
        assert_eq!((joined.people, joined.total()), (2, forecast.after.total()));
        assert!(joined.unit > joined.person && joined.person > Fen::ZERO, "{forecast:?}");

        let taken = done(&test, &hr, file.id, Step::Take).unwrap();
        assert_eq!((taken.state, taken.came.recorded, taken.came.bad), (UploadState::Taken, 2, 1));
        assert!(taken.matter_number.is_some());
        assert_eq!(people(&test), 2);
        // Pressed twice, and worked on by the node beside: nothing more happens.
        assert_eq!(done(&test, &hr, file.id, Step::Take).unwrap().state, UploadState::Taken);
        let act = Act { by: OfficerId::new(1), at: hr.at, channel: "clock", command: "work".to_owned() };
        assert!(!work(&test.office, &act, "node").unwrap(), "no work is left");
        assert_eq!(test.number("SELECT count(*) FROM matter WHERE subject IS NOT NULL"), 1);

        let (name, failed) = uploads::failed_rows(&test.office, &hr, file.id).unwrap();
        assert_eq!(name, "资料-失败.csv");
        let failed = String::from_utf8(failed).unwrap();
        assert!(failed.contains("SHT-0209") && !failed.contains("人员11"), "{failed}");
        let corrected = failed.replace("八千", "8000");
        let again = add(&test, &hr, Kind::Joiners, &corrected).unwrap();
        done(&test, &hr, again.id, Step::Check).unwrap();
        let taken = done(&test, &hr, again.id, Step::Take).unwrap();
        assert_eq!((taken.came.recorded, taken.came.bad, people(&test)), (1, 0, 3));
        assert_eq!(
            uploads::failed_rows(&test.office, &hr, again.id).unwrap_err().code().id,
            "INT-0126",
            "nothing is left to correct"
        );
        // The whole first file once more doubles nobody.
        let whole = add(&test, &hr, Kind::Joiners, &content).unwrap();
        assert_ne!(whole.id, file.id);
        let checked = done(&test, &hr, whole.id, Step::Check).unwrap();
        assert_eq!((checked.came.recorded, checked.came.known, checked.came.bad), (0, 2, 1));
    });
}

#[test]
fn headers_of_the_units_own_are_said_once() {
    each_engine(|store: &Store| {
        let test = TestOffice::new(store);
        let unit = unit(&test, "MA000001", "金保示例公司");
        let hr = hr(&test, unit, 5);
        let own = |sequence| {
            format!(
                "工号卡,称呼,险,开始,月薪,部门\n{}",
                joiner(sequence, "8000").replace("首次参保,", "").trim_end()
            ) + ",财务部\n"
        };
        let file = add(&test, &hr, Kind::Joiners, &own(11)).unwrap();
        let survey = uploads::survey(&test.office, &hr, file.id).unwrap();
        assert!(!survey.is_complete());
        assert_eq!(survey.columns[1].samples, ["人员11"]);
        assert!(survey.columns[0].samples[0].contains("****"), "an ID number is shown in full: {survey:?}");
        let refused = begin(&test.office, &hr, file.id, Step::Check).unwrap_err();
        assert_eq!(refused.code().id, "SHT-0202");
        let naming = |wage: &str| -> Naming {
            let words = [
                ("工号卡", "id_number"),
                ("称呼", "name"),
                ("险", "insurances"),
                ("开始", "from"),
                ("月薪", wage),
                ("部门", ""),
            ];
            words.map(|(header, key)| (header.to_owned(), key.to_owned())).into()
        };
        let double = uploads::name_columns(&test.office, &hr, file.id, &naming("name")).unwrap_err();
        assert_eq!(double.code().id, "SHT-0203");
        uploads::name_columns(&test.office, &hr, file.id, &naming("wage")).unwrap();
        assert_eq!(done(&test, &hr, file.id, Step::Check).unwrap().came.recorded, 1);
        // The next file like it is read by itself, that of another unit is not.
        let next = add(&test, &hr, Kind::Joiners, &own(12)).unwrap();
        assert!(uploads::survey(&test.office, &hr, next.id).unwrap().is_complete());
        assert_eq!(done(&test, &hr, next.id, Step::Check).unwrap().came.recorded, 1);
        let other = self::unit(&test, "MA000002", "另一公司");
        let theirs = Actor { party: Some(other), ..hr.clone() };
        let file = add(&test, &theirs, Kind::Joiners, &own(13)).unwrap();
        assert!(!uploads::survey(&test.office, &theirs, file.id).unwrap().is_complete());
    });
}

#[test]
fn wrong_files_and_other_peoples_files_are_refused() {
    each_engine(|store: &Store| {
        let test = TestOffice::new(store);
        let unit = unit(&test, "MA000001", "金保示例公司");
        let hr = hr(&test, unit, 5);
        let leavers = "证件号码,姓名,停保险种,减员原因,是否非本人意愿,停保年月\n1,2,养老,退休,否,202307\n";
        let cases: [(&str, &[u8], &str); 4] = [
            ("another template", leavers.as_bytes(), "INT-0121"),
            ("no rows", HEADERS.as_bytes(), "INT-0105"),
            ("empty", b"", "SHT-0106"),
            ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\0\0\0", "SHT-0105"),
        ];
        for (what, content, code) in cases {
            let refused = uploads::add(&test.office, &hr, Kind::Joiners, unit, ("x", content)).unwrap_err();
            assert_eq!(refused.code().id, code, "{what}: {refused}");
        }
        let other = self::unit(&test, "MA000002", "另一公司");
        let theirs = Actor { party: Some(other), ..hr.clone() };
        let content = format!("{HEADERS}{}", joiner(11, "8000"));
        let file = add(&test, &hr, Kind::Joiners, &content).unwrap();
        let stranger = uploads::upload(&test.office, &theirs, file.id).unwrap_err();
        assert_eq!(stranger.code().id, "INT-0125");
        assert_eq!(uploads::failed_rows(&test.office, &theirs, file.id).unwrap_err().code().id, "INT-0125");
        assert!(add(&test, &Actor { party: Some(unit), ..theirs.clone() }, Kind::Joiners, &content).is_ok());
        // A name that begins with the number of another unit stops the check; the page says why.
        let name = format!("{other}_增员.csv");
        let mixed = format!("{content}{}", joiner(12, "1"));
        let file = uploads::add(&test.office, &hr, Kind::Joiners, unit, (&name, mixed.as_bytes())).unwrap();
        let stopped = done(&test, &hr, file.id, Step::Check).unwrap();
        assert_eq!(stopped.state, UploadState::Stopped);
        assert_eq!(stopped.came.stopped.unwrap()[0], "INT-0102");
    });
}

#[test]
fn after_the_cut_off_nothing_is_taken_in_and_old_content_is_removed() {
    each_engine(|store: &Store| {
        let test = TestOffice::new(store);
        let unit = unit(&test, "MA000001", "金保示例公司");
        let early = hr(&test, unit, 5);
        let file = add(&test, &early, Kind::Joiners, &format!("{HEADERS}{}", joiner(11, "8000"))).unwrap();
        done(&test, &early, file.id, Step::Check).unwrap();
        let late = hr(&test, unit, 28);
        let refused = begin(&test.office, &late, file.id, Step::Take).unwrap_err();
        assert_eq!(refused.code().id, "LEV-0120");
        assert!(refused.zh().contains("2023-07-01"), "{refused}");
        assert_eq!(people(&test), 0);
        let act = |month| Act {
            at: at(2023, month, 20),
            by: OfficerId::new(1),
            channel: "clock",
            command: "x".into(),
        };
        assert_eq!(uploads::remove_expired(&test.office, &act(9)).unwrap(), 0);
        assert_eq!(uploads::remove_expired(&test.office, &act(10)).unwrap(), 1);
        assert_eq!(test.number("SELECT count(*) FROM upload_part"), 0);
        assert!(uploads::upload(&test.office, &early, file.id).unwrap().removed);
        let gone = begin(&test.office, &early, file.id, Step::Take).unwrap_err();
        assert_eq!(gone.code().id, "INT-0124");
    });
}

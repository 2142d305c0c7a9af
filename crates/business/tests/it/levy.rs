//! Monthly assessment, differences, interruption.

use business::levy::{self, Cause};
use kernel::{FeeMonth, Fen, PartyId};
use store::testing::each_engine;

use crate::office::TestOffice;

/// Unit 1 (injury class 2) with employees 11 and 12, flexible worker 21, child resident 31; facts since 2023-07.
pub fn people(test: &TestOffice) {
    let employee = |person: i64, insurance: i64, slot_payer: i64| {
        format!(
            "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, tier, region,
               reason_in, reason_out, slot, slot_payer, recorded_at, retracted_at)
             VALUES (1, {person}, {insurance}, 202307, 1, 999912, 1, '', '990100', 'first', '', {insurance}, {slot_payer}, 1, 0)"
        )
    };
    let other = |person: i64, insurance: i64, category: i64, tier: &str| {
        format!(
            "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, tier, region,
               reason_in, reason_out, slot, slot_payer, recorded_at, retracted_at)
             VALUES ({person}, {person}, {insurance}, 202307, 1, 999912, {category}, '{tier}', '990100', 'first', '',
               {insurance}, 0, 1, 0)"
        )
    };
    let mut sql = vec![
        "INSERT INTO unit_fact (unit, matter, from_month, credit_code, name, kind, industry_class, floating_tier, region,
           state, recorded_at, retracted_at)
         VALUES (1, 1, 202307, '91990101MA0000001X', '金保市示例公司', 'company', 2, 100, '990101', 'active', 1, 0)"
            .to_owned(),
    ];
    for person in [11, 12] {
        for (insurance, slot_payer) in [(110, 0), (210, 0), (310, 0), (410, 1)] {
            sql.push(employee(person, insurance, slot_payer));
        }
    }
    sql.push(other(21, 110, 2, "0.6"));
    sql.push(other(21, 210, 2, "0.6"));
    sql.push(other(31, 380, 3, "child"));
    for (person, wage) in [(11, 1_000_000), (12, 300_000)] {
        sql.push(format!(
            "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
             VALUES (1, {person}, 202307, 1, 202406, {wage}, 'declared', 1)"
        ));
    }
    test.sql(&sql.iter().map(String::as_str).collect::<Vec<_>>());
}

fn month(yyyymm: i64) -> FeeMonth {
    FeeMonth::from_yyyymm(yyyymm).unwrap()
}

pub fn levied(test: &TestOffice, yyyymm: i64) -> levy::Levied {
    let month = month(yyyymm);
    let (year, number) = (i16::try_from(month.year()).unwrap(), i8::try_from(month.month()).unwrap());
    levy::run(&test.office, &test.clerk_at(year, number, 24), month, &mut |_| {}).unwrap()
}

#[test]
fn a_month_is_billed_to_the_fen_and_once() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        people(&test);
        let early = levy::run(&test.office, &test.clerk_at(2023, 7, 3), month(202307), &mut |_| {});
        assert_eq!(early.unwrap_err().code().id, "LEV-0101");
        let done = levied(&test, 202307);
        assert_eq!((done.people, done.bills), (4, 3));
        // 10,000 yuan: 16 % + 9.8 % + 0.5 % + 0.4 % by the unit, 8 % + 2 % + 0.5 % by the person; 3,000 yuan is raised to the
        // floor of 6,326 yuan.
        let base = |fen: i64| Fen::new(fen);
        let bill = store.read(|tx| levy::facts::bills_of(tx, PartyId::new(1))).unwrap().remove(0);
        assert_eq!(bill.people, 2);
        let unit = base(160_000 + 98_000 + 5_000 + 4_000) + base(101_216 + 61_995 + 3_163 + 2_530);
        assert_eq!(bill.unit, unit);
        let history = store.read(|tx| levy::facts::history(tx, PartyId::new(11))).unwrap();
        let pension = history.iter().find(|line| line.insurance == kernel::Insurance::Pension).unwrap();
        assert_eq!(
            (pension.base, pension.personal, pension.account),
            (base(1_000_000), base(80_000), base(80_000))
        );
        let again = levy::run(&test.office, &test.clerk_at(2023, 8, 24), month(202307), &mut |_| {});
        assert_eq!(again.unwrap_err().code().id, "LEV-0103");
        let skips = levy::run(&test.office, &test.clerk_at(2023, 10, 24), month(202310), &mut |_| {});
        assert_eq!(skips.unwrap_err().code().id, "LEV-0109", "no month is left out");
        assert_eq!(
            test.number("SELECT cast(sum(total) as bigint) FROM bill"),
            test.number("SELECT cast(sum(unit + personal) as bigint) FROM contribution")
        );
    });
}

#[test]
fn a_unit_that_does_not_declare_is_assessed_at_110_percent() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        people(&test);
        levied(&test, 202406);
        levied(&test, 202407);
        let history = store.read(|tx| levy::facts::history(tx, PartyId::new(11))).unwrap();
        let bases: Vec<i64> = history
            .iter()
            .filter(|line| line.insurance == kernel::Insurance::Pension)
            .map(|line| line.base.get())
            .collect();
        assert_eq!(bases, [1_000_000, 1_100_000]);
    });
}

#[test]
fn a_correction_is_settled_as_a_difference_and_only_once() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        people(&test);
        levied(&test, 202307);
        levied(&test, 202308);
        let before = test.number("SELECT cast(sum(unit + personal) as bigint) FROM contribution");
        // The wage of 11 had been 12,000 yuan since August, and 12 had left in July.
        test.sql(&[
            "UPDATE wage SET retracted_at = 2 WHERE person = 11",
            "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
             VALUES (1, 11, 202307, 2, 202307, 1000000, 'declared', 2)",
            "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
             VALUES (1, 11, 202308, 2, 202406, 1200000, 'declared', 2)",
            "UPDATE participation SET retracted_at = 2, ended_by = 2 WHERE person = 12",
            "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, tier, region,
               reason_in, reason_out, slot, slot_payer, recorded_at, retracted_at)
             SELECT payer, person, insurance, from_month, 2, 202307, category, tier, region, reason_in, 'left', slot,
               slot_payer, 2, 0 FROM participation WHERE person = 12 AND matter = 1",
        ]);
        let actor = test.clerk_at(2023, 9, 2);
        let settle =
            || levy::difference(&test.office, &actor, month(202307), month(202309), None, Cause::Correction);
        let settled = settle().unwrap();
        assert_eq!(settled.bills.len(), 1);
        // 2,000 yuan more for 11: 37.2 %; all of August back for 12, with the 3 yuan of medical.
        let more = 32_000 + 16_000 + 19_600 + 4_000 + 1_000 + 1_000 + 800;
        let back = (101_216 + 50_608) + (61_995 + 12_652 + 300) + (3_163 + 3_163) + 2_530;
        let after = test.number("SELECT cast(sum(unit + personal) as bigint) FROM contribution");
        assert_eq!(after - before, more - back);
        assert_eq!(settled.to_refund - settled.to_collect, Fen::new(back - more));
        assert!(settle().unwrap().bills.is_empty(), "a second call finds nothing");
    });
}

#[test]
fn an_interrupted_run_ends_as_an_uninterrupted_one() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        people(&test);
        // As if the process had died after the run was begun.
        let whole = levied(&test, 202307);
        let sums = "SELECT cast(sum(unit + personal + base) as bigint) FROM contribution";
        let expected = test.number(sums);
        test.sql(&[
            "DELETE FROM contribution", "DELETE FROM bill_line", "DELETE FROM receivable", "DELETE FROM bill",
            "UPDATE levy_run SET state = 'running', last_payer = 0, people = 0, bills = 0, total = 0, finished_at = NULL",
        ]);
        let again = levied(&test, 202307);
        assert_eq!((again.people, again.bills, again.total), (whole.people, whole.bills, whole.total));
        assert_eq!(test.number(sums), expected);
    });
}

#[test]
fn every_line_of_a_bill_is_explained_by_the_law_and_facts_of_its_day() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        people(&test);
        levied(&test, 202307);
        let why = |person: i64, payer: i64, yyyymm: i64| {
            let (person, payer) = (PartyId::new(person), PartyId::new(payer));
            store.read(|tx| levy::why(tx, &test.office, person, payer, month(yyyymm))).unwrap()
        };
        let employee = why(11, 1, 202307);
        assert_eq!(employee.len(), 1);
        let steps = serde_json::to_string(&employee[0].steps).unwrap();
        for part in ["职工应缴", "工伤", "10000.00", "contribution.pension.employee.unit_rate"] {
            assert!(steps.contains(part), "{part} in {steps}");
        }
        for (person, said) in [(21, "灵活就业应缴"), (31, "医疗")] {
            let alone = why(person, person, 202307);
            let steps = serde_json::to_string(&alone[0].steps).unwrap();
            assert!(steps.contains(said), "{person}: {steps}");
        }
        assert!(why(11, 12, 202307).is_empty(), "nothing was paid there");

        // What is recorded later does not change the reason, and a difference is told as one.
        test.sql(&[
            "UPDATE wage SET retracted_at = 1693616400000000 WHERE person = 11",
            "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
             VALUES (1, 11, 202307, 2, 202406, 1200000, 'declared', 1693616400000000)",
        ]);
        let actor = test.clerk_at(2023, 9, 3);
        levy::difference(&test.office, &actor, month(202307), month(202309), None, Cause::Correction)
            .unwrap();
        let both = why(11, 1, 202307);
        assert_eq!(both.len(), 2);
        assert_eq!(serde_json::to_string(&both[0].steps).unwrap(), steps);
        let steps = serde_json::to_string(&both[1].steps).unwrap();
        assert!(steps.contains("12000.00"), "{steps}");
        assert_eq!(both[1].before, both[0].lines);
        // A line that the record does not lead to is not explained.
        test.sql(&["UPDATE contribution SET unit = unit + 1 WHERE person = 12 AND insurance = 110"]);
        assert!(why(12, 1, 202307)[0].steps.is_empty());
    });
}

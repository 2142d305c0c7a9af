//! The past decided again: late figures and corrected facts found, agreed to, settled once, and told on both receipts.

use std::panic::{AssertUnwindSafe, catch_unwind};

use business::benefits as kinds;
use business::desk::{self, services};
use business::levy;
use business::recompute::{self, Done, Kind, Line, Outcome, Planned, Scope, Summary, Why};
use business::registry;
use business::replay;
use business::{approve, refuse};
use kernel::{Date, FeeMonth, Fen, PartyId};
use rules::InsuranceSet;
use store::testing::each_engine;

use crate::accounts::{accounts_agree, month};
use crate::benefits::{agree, date, history, paid_of, pay, person, retired};
use crate::entitlements as claims;
use crate::entitlements::{granted, hurt, office, paid, sent, unemployed, works, yuan};
use crate::levy::{levied, people};
use crate::office::{TestOffice, at};

type Day = (i16, i8, i8);

fn scope(test: &TestOffice, since: i64, billed_in: i64) -> Scope {
    let region = test.office.region;
    Scope { since: month(since), billed_in: month(billed_in), region, insurances: InsuranceSet::ALL }
}

fn looked(test: &TestOffice, day: Day, since: i64) -> (Summary, Vec<Line>) {
    let clerk = test.clerk_at(day.0, day.1, day.2);
    let mut lines = Vec::new();
    let this = FeeMonth::of(clerk.at.date()).yyyymm();
    let summary = recompute::look(&test.office, &clerk, &scope(test, since, this), |line| {
        lines.push(line.clone());
        Ok(())
    });
    (summary.unwrap(), lines)
}

fn planned(test: &TestOffice, day: Day, since: i64) -> Result<Planned, String> {
    let clerk = test.clerk_at(day.0, day.1, day.2);
    let this = FeeMonth::of(clerk.at.date()).yyyymm();
    recompute::plan(&test.office, &clerk, &scope(test, since, this))
        .map_err(|problem| problem.code().id.to_owned())
}

fn settled(test: &TestOffice, day: Day, number: &str) -> Result<Done, String> {
    let clerk = test.clerk_at(day.0, day.1, day.2);
    recompute::settle(&test.office, &clerk, number, &mut |_| {})
        .map_err(|problem| problem.code().id.to_owned())
}

/// Found, agreed to and settled on three days; then nothing is left to be found.
fn corrected(test: &TestOffice, (year, month, day): Day, since: i64) -> (Planned, Done) {
    let planned = planned(test, (year, month, day), since).unwrap();
    agree(test, (year, month, day + 1), planned.matter.id);
    let done = settled(test, (year, month, day + 2), &planned.matter.number).unwrap();
    accounts_agree(test);
    assert_eq!(self::planned(test, (year, month, day + 3), since).unwrap_err(), "RCP-0102", "settled once");
    (planned, done)
}

fn late_parameter(line: &Line, id: &str) -> Option<Date> {
    line.detail.why.iter().find_map(|why| match why {
        Why::Parameter { id: found, known, .. } if found == id => Some(*known),
        _ => None,
    })
}

/// The unit and people of the assessment, known to the registry by number.
fn insured(test: &TestOffice) {
    people(test);
    test.sql(&[
        "INSERT INTO party (id, kind, region, since) VALUES (1, 2, '990100', 1)",
        "INSERT INTO party (id, kind, region, since) VALUES (11, 1, '990100', 1)",
        "INSERT INTO party (id, kind, region, since) VALUES (12, 1, '990100', 1)",
        "INSERT INTO party (id, kind, region, since) VALUES (21, 1, '990100', 1)",
    ]);
}

#[test]
fn a_bound_published_late_and_a_corrected_wage_are_billed_once_agreed_to() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        insured(&test);
        test.sql(&["UPDATE wage SET to_month = 202506"]);
        levied(&test, 202406);
        levied(&test, 202407);
        let before = test.number("SELECT cast(sum(unit + personal) as bigint) FROM contribution");
        // The bounds of July come out on 20 August; 11 had been paid 12,000 yuan since July, as is reported on the 21st.
        let reported = at(2024, 8, 21).micros();
        test.sql(&[
            &format!("UPDATE wage SET retracted_at = {reported} WHERE person = 11"),
            &format!(
                "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
                 VALUES (1, 11, 202307, 2, 202406, 1000000, 'declared', {reported}),
                        (1, 11, 202407, 2, 202506, 1200000, 'declared', {reported})"
            ),
        ]);
        let (nothing, _) = looked(&test, (2024, 8, 19), 202406);
        assert_eq!(nothing.lines(), 0, "on the day before nothing is known");
        let (summary, lines) = looked(&test, (2024, 8, 22), 202406);
        assert_eq!(summary.people, 3);
        assert!(lines.iter().all(|line| line.from == month(202407)), "only July is touched");
        let pension = |who: i64| {
            lines.iter().find(|line| line.person == PartyId::new(who) && line.insurance == 110).unwrap()
        };
        // 12 at the floor, 6,326 to 6,821 yuan; 11 by the wage; 21 by the average wage.
        let parts = pension(12).detail.parts.unwrap();
        assert_eq!(parts.base, (Fen::new(632_600), Fen::new(682_100)));
        assert_eq!(late_parameter(pension(12), "contribution.floor"), Some(date(2024, 8, 20)));
        assert_eq!(late_parameter(pension(21), "contribution.average_wage"), Some(date(2024, 8, 20)));
        let by_wage = |why: &Why| matches!(why, Why::Record { table, at, .. } if table == "wage" && at.micros() == reported);
        assert!(pension(11).detail.why.iter().any(by_wage), "{:?}", pension(11).detail.why);
        assert_eq!(pension(11).difference, Fen::new(200_000 * 24 / 100));
        let histogram: u32 = summary.classes.iter().sum();
        assert_eq!(usize::try_from(histogram).unwrap(), lines.len());

        let planned = planned(&test, (2024, 8, 22), 202406).unwrap();
        assert_eq!(planned.summary, summary, "what waits is what was looked at");
        let number = &planned.matter.number;
        assert_eq!(settled(&test, (2024, 8, 22), number).unwrap_err(), "RCP-0104");
        assert_eq!(self::planned(&test, (2024, 8, 22), 202406).unwrap_err(), "RCP-0103");
        let own = approve(&test.office, &test.clerk_at(2024, 8, 22), planned.matter.id);
        assert_eq!(own.unwrap_err().code().id, "DSK-0101");
        agree(&test, (2024, 8, 23), planned.matter.id);
        assert_eq!(test.number("SELECT count(*) FROM bill WHERE kind = 'difference'"), 0);
        let done = settled(&test, (2024, 8, 24), number).unwrap();
        assert_eq!((done.bills, done.changed, done.collect), (2, 0, summary.collect.amount));
        let after = test.number("SELECT cast(sum(unit + personal) as bigint) FROM contribution");
        assert_eq!(Fen::new(after - before), summary.collect.amount - summary.refund.amount);
        assert_eq!(
            settled(&test, (2024, 8, 25), number).unwrap(),
            Done::default(),
            "settling again does nothing"
        );
        assert_eq!(self::planned(&test, (2024, 8, 25), 202406).unwrap_err(), "RCP-0102");

        // Both receipts name each other, and the bill of July is explained as a difference.
        let clerk = test.clerk_at(2024, 8, 26);
        let of = |number: &str| desk::receipt(&test.office, &clerk, number).unwrap();
        let now = of(number);
        let earlier = now.issued["replaces"].as_array().unwrap().clone();
        assert_eq!(earlier.len(), 2, "June was billed for the same payers: {earlier:?}");
        let run = of(earlier[1].as_str().unwrap());
        assert_eq!(run.decision.service, "levy.run");
        assert_eq!(run.issued["replaced_by"][0], number.as_str());
        let both =
            store.read(|tx| levy::why(tx, &test.office, PartyId::new(12), PartyId::new(1), month(202407)));
        let both = both.unwrap();
        assert_eq!(both.len(), 2);
        assert!(!both[1].steps.is_empty(), "the difference is explained");
        assert_eq!(both[1].before, both[0].lines);
        let lines = store.read(|tx| recompute::of_person(tx, PartyId::new(12))).unwrap();
        assert!(!lines.is_empty() && lines.iter().all(|line| line.matter == *number));
    });
}

#[test]
fn what_changed_again_since_it_was_agreed_to_is_left_for_the_next_time() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        insured(&test);
        levied(&test, 202406);
        levied(&test, 202407);
        let planned = planned(&test, (2024, 8, 22), 202407).unwrap();
        agree(&test, (2024, 8, 23), planned.matter.id);
        let reported = at(2024, 8, 23).micros();
        test.sql(&[
            "UPDATE wage SET retracted_at = 5 WHERE person = 12",
            &format!(
                "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
                 VALUES (1, 12, 202307, 9, 202506, 900000, 'declared', {reported})"
            ),
        ]);
        let done = settled(&test, (2024, 8, 24), &planned.matter.number).unwrap();
        assert_eq!(done.bills, 1, "the unit's are not what was agreed to; those of 21 are");
        assert!(done.changed > 0 && done.settled > 0);
        let head = store.read(|tx| recompute::head(tx, planned.matter.id)).unwrap();
        assert_eq!((head.state.as_str(), head.settled), ("done", head.lines));
        let listed = store.read(|tx| recompute::lines(tx, head.id, (0, 100))).unwrap();
        for line in &listed {
            let unit = line.line.payer == Some(PartyId::new(1));
            assert_eq!(line.outcome, if unit { Outcome::Changed } else { Outcome::Settled });
        }
        corrected(&test, (2024, 8, 26), 202407);
    });
}

#[test]
fn a_refused_plan_changes_nothing_and_makes_room_for_another() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        insured(&test);
        levied(&test, 202407);
        let first = planned(&test, (2024, 8, 22), 202407).unwrap();
        refuse(&test.office, &test.second.at(at(2024, 8, 23)), first.matter.id, "请核对").unwrap();
        assert_eq!(settled(&test, (2024, 8, 23), &first.matter.number).unwrap_err(), "RCP-0104");
        assert_eq!(test.number("SELECT count(*) FROM bill WHERE kind = 'difference'"), 0);
        let second = planned(&test, (2024, 8, 24), 202407).unwrap();
        assert_eq!(second.summary, first.summary);
        let clerk = test.clerk_at(2024, 8, 24);
        let wrong =
            |scope: Scope| recompute::look(&test.office, &clerk, &scope, |_| Ok(())).unwrap_err().code().id;
        let good = scope(&test, 202407, 202408);
        assert_eq!(wrong(Scope { since: month(202409), ..good }), "RCP-0105");
        let elsewhere = kernel::RegionCode::parse("310000").unwrap();
        assert_eq!(wrong(Scope { region: elsewhere, ..good }), "RCP-0106");
        let only = Scope { insurances: InsuranceSet::of(&[kernel::Insurance::Medical]), ..good };
        let summary = recompute::look(&test.office, &clerk, &only, |line| {
            assert_eq!(line.insurance, 310);
            Ok(())
        });
        assert!(summary.unwrap().lines() < first.summary.lines());
    });
}

#[test]
fn a_settlement_that_was_killed_is_finished_by_running_it_again() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        // 150 flexible workers, whose base is the average wage that came out late.
        let mut sql = Vec::new();
        for person in 1000..1150 {
            sql.push(format!(
                "INSERT INTO party (id, kind, region, since) VALUES ({person}, 1, '990100', 1)"
            ));
            sql.push(format!(
                "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, tier, region,
                   reason_in, reason_out, slot, slot_payer, recorded_at, retracted_at)
                 VALUES ({person}, {person}, 110, 202307, 1, 999912, 2, '0.6', '990100', 'first', '', 110, 0, 1, 0)"
            ));
        }
        test.sql(&sql.iter().map(String::as_str).collect::<Vec<_>>());
        levied(&test, 202407);
        let planned = planned(&test, (2024, 8, 22), 202407).unwrap();
        assert_eq!(planned.summary.collect.lines, 150);
        agree(&test, (2024, 8, 23), planned.matter.id);
        let clerk = test.clerk_at(2024, 8, 24);
        let number = planned.matter.number.clone();
        let died = catch_unwind(AssertUnwindSafe(|| {
            recompute::settle(&test.office, &clerk, &number, &mut |_| panic!("the process dies here"))
        }));
        assert!(died.is_err());
        let billed = "SELECT count(*) FROM bill WHERE kind = 'difference'";
        assert_eq!(test.number(billed), 64, "the first chunk is in, whole");
        let done = settled(&test, (2024, 8, 25), &number).unwrap();
        assert_eq!((test.number(billed), done.settled), (150, 86));
        let sum = "SELECT cast(sum(total) as bigint) FROM bill WHERE kind = 'difference'";
        assert_eq!(Fen::new(test.number(sum)), planned.summary.collect.amount);
        assert_eq!(self::planned(&test, (2024, 8, 26), 202407).unwrap_err(), "RCP-0102");
    });
}

#[test]
fn a_wage_published_late_makes_pensions_final_and_pays_arrears_and_the_receipts_link() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, provisional) = retired(&test);
        pay(&test, 202404);
        let (early, _) = looked(&test, (2024, 4, 20), 202401);
        assert_eq!(early.lines(), 0, "nothing is known yet that was not in March");
        let (planned, done) = corrected(&test, (2024, 10, 1), 202401);
        assert_eq!((planned.summary.people, done.settled, done.claimed), (1, 1, Fen::ZERO));
        assert_eq!(test.number("SELECT count(*) FROM award WHERE provisional = 1"), 0);
        let line = store.read(|tx| recompute::of_person(tx, wang)).unwrap().remove(0).line;
        assert_eq!((line.kind, line.before), (Kind::Award, provisional));
        assert!(line.after > provisional, "the base of 2024 is higher");
        assert_eq!(late_parameter(&line, "pension.base"), Some(date(2024, 9, 20)));
        assert_eq!(line.difference, line.after - line.before, "one month was paid");
        pay(&test, 202410);
        assert_eq!(paid_of(&test, wang), Fen::new(line.after.get() * 7));

        // The person's two receipts name each other; the later one computes to the same answer again.
        let numbers = "SELECT m.number FROM matter m WHERE m.service = $1";
        let number = |service: &str| {
            let found = store.read(|tx| tx.row(numbers, store::params![service], |row| row.get::<String>(0)));
            found.unwrap().unwrap()
        };
        let (claim, again) = (number("pension.retire"), number("recompute.award"));
        let of = |number: &str| desk::receipt(&test.office, &test.clerk_at(2024, 10, 20), number).unwrap();
        let (first, second) = (of(&claim), of(&again));
        assert_eq!(first.issued["replaced_by"], serde_json::json!([again]));
        assert_eq!(second.issued["replaces"], serde_json::json!([claim]));
        assert_eq!(second.issued["second_person"], "second", "who agreed to the whole agreed to the part");
        assert_eq!(second.decision.inputs["agreed"], planned.matter.number.as_str());
        let law = store.read(|tx| desk::archived_law(tx, &second.decision.law)).unwrap().unwrap();
        let replayed = replay::replay(&second.decision, &law).unwrap();
        assert_eq!((replayed.changed, replayed.same_steps), (Vec::new(), true));
        assert_eq!(replayed.again.effects["award"]["amount"], line.after.get());
    });
}

#[test]
fn a_corrected_record_lifts_one_pension_and_lowers_another_whose_excess_is_claimed() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, _) = retired(&test);
        let li = person(&test, date(1964, 3, 10), 3, "622202000000003");
        history(&test, li, 200_404, 240, 600_000, 10_000_000);
        let deemed = |months: &str, day| {
            test.matter(&test.clerk_at(2024, 3, day), |tx, matter| {
                registry::set_fact(tx, matter, li, "deemed-months", months, date(1990, 1, 1))
            })
            .unwrap();
        };
        deemed("60", 20);
        let claim = business::pension::Claim { person: li, month: None };
        let claimed = business::pension::claim(&test.office, &test.clerk_at(2024, 3, 25), claim).unwrap();
        agree(&test, (2024, 3, 26), claimed.matter.id);
        corrected(&test, (2024, 10, 1), 202401);
        pay(&test, 202410);
        let had = (paid_of(&test, wang), paid_of(&test, li));
        // Two years at another place are found for Wang; the deemed years of Li were somebody else's.
        let bill = 20_230_000_900_000_i64;
        test.sql(&[&format!(
            "INSERT INTO bill (id, run, matter, payer, month, kind, category, region, people, unit, person, total, due, late_from, issued_at)
             VALUES ({bill}, 0, 1, {wang}, 202306, 'take-over', 2, '990100', 1, 0, 0, 0, '2023-06-30', '2023-07-01', 1)"
        )]);
        for n in 0..24 {
            test.sql(&[&format!(
                "INSERT INTO contribution (bill, person, insurance, month, base, unit, personal, account)
                 VALUES ({bill}, {wang}, 110, {}, 600000, 0, 0, 0)",
                month(200_204).plus(n).yyyymm()
            )]);
        }
        test.matter(&test.clerk_at(2024, 11, 4), |tx, matter| {
            registry::set_fact(tx, matter, li, "deemed-months", "0", date(1990, 1, 1))
        })
        .unwrap();
        let (planned, done) = corrected(&test, (2024, 11, 5), 202401);
        let Summary { pay: more, recover: less, .. } = planned.summary;
        assert_eq!((more.lines, less.lines), (1, 1));
        assert_eq!(done.claimed, less.amount);
        let claim = store.read(kinds::open_claims).unwrap().remove(0);
        assert_eq!((claim.person, claim.open, claim.cause.as_str()), (li, less.amount, "recompute"));
        let of = |who| store.read(|tx| recompute::of_person(tx, who)).unwrap().remove(0).line;
        let facts = |line: &Line| {
            let paths = line.detail.why.iter().filter_map(|why| match why {
                Why::Fact { path, .. } => Some(path.clone()),
                _ => None,
            });
            paths.collect::<Vec<_>>()
        };
        assert!(facts(&of(wang)).contains(&"record.paid_months".to_owned()), "{:?}", of(wang).detail.why);
        assert!(facts(&of(li)).contains(&"record.deemed_months".to_owned()), "{:?}", of(li).detail.why);
        // Seven months of arrears for one; from the other the claim is kept back.
        pay(&test, 202411);
        assert_eq!(paid_of(&test, wang), had.0 + more.amount + of(wang).after);
        assert_eq!(paid_of(&test, li), had.1 + of(li).after);
        let kept = "SELECT cast(-coalesce(sum(amount), 0) as bigint) FROM payment WHERE item = 'set-off'";
        assert_eq!(Fen::new(test.number(kept)), less.amount.min(of(li).after));
    });
}

#[test]
fn a_corrected_birth_date_lowers_what_depends_on_the_age_or_goes_to_an_officer() {
    each_engine(|store| {
        let test = TestOffice::new(store);
        let (wang, _) = retired(&test);
        pay(&test, 202404);
        let born = |day: &str| {
            test.sql(&[&format!("UPDATE person_identity SET birth = '{day}' WHERE person = {wang}")])
        };
        // A year younger: the month that was chosen lay before the age.
        born("1965-03-10");
        let (summary, lines) = looked(&test, (2024, 6, 1), 202401);
        assert_eq!((summary.by_hand, lines[0].kind), (1, Kind::ByHand));
        assert_eq!(lines[0].detail.problem.as_ref().unwrap().0, "PEN-0101");
        let planned = planned(&test, (2024, 6, 1), 202401).unwrap();
        agree(&test, (2024, 6, 2), planned.matter.id);
        assert_eq!(settled(&test, (2024, 6, 3), &planned.matter.number).unwrap(), Done::default());
        assert_eq!(
            test.number("SELECT count(*) FROM award_amount WHERE retracted_at <> 0"),
            0,
            "nothing moved"
        );
    });
}

#[test]
fn months_found_later_make_a_spell_of_unemployment_longer() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let she = unemployed(&test, unit);
        pay(&test, 202405);
        let last = "SELECT max(to_month) FROM award_amount WHERE retracted_at = 0";
        assert_eq!(test.number(last), 202506);
        // Four more years were paid before: ten years instead of six.
        paid(&test, unit, she, &[210], 201404, 48, 600_000);
        let (planned, done) = corrected(&test, (2024, 6, 3), 202401);
        assert_eq!((planned.summary.lines(), done.settled), (1, 1));
        assert!(test.number(last) > 202506, "{}", test.number(last));
        let line = store.read(|tx| recompute::of_person(tx, she)).unwrap().remove(0).line;
        assert!(
            line.detail.why.iter().any(|why| matches!(why, Why::Fact { path, .. } if path == "months_paid"))
        );
        // The monthly check goes by the new decision.
        let review = kinds::review(&test.office, &test.clerk_at(2024, 6, 20), month(202406));
        assert_eq!(review.unwrap_err().code().id, "BEN-0110");
        // Of a spell that ended nothing comes back to life.
        works(&test, unit, she, 202407, None);
        let review = kinds::review(&test.office, &test.clerk_at(2024, 7, 6), month(202407)).unwrap();
        agree(&test, (2024, 7, 7), review.matter.id);
        assert_eq!(test.number(last), 202406);
        paid(&test, unit, she, &[210], 201303, 12, 600_000);
        let (after, _) = looked(&test, (2024, 7, 8), 202401);
        assert_eq!(after.lines(), 0, "it ended before its months were used up");
    });
}

#[test]
fn a_birth_and_an_injury_follow_corrected_wages_both_ways() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let mother = person(&test, date(1995, 6, 10), 10, "622202000000010");
        works(&test, unit, mother, 202307, None);
        paid(&test, unit, mother, &[310], 202307, 11, 800_000);
        let answers = [("day", "2025-05-06"), ("kind", "normal")];
        paid(&test, unit, mother, &[310], 202406, 12, 800_000);
        granted(&test, &services::MATERNITY_CLAIM, mother, (2025, 6, 5), &answers);
        let he = hurt(&test, unit, (1990, 3), 21);
        claims::graded(&test, he, (2024, 5, 20), "2", "full");
        granted(&test, &services::INJURY_CLAIM, he, (2024, 6, 3), &[]);
        pay(&test, 202506);
        let allowance = sent(&test, mother, "maternity-allowance", 202506);
        let lump = sent(&test, he, "injury-lump", 202506);
        assert_eq!(lump, yuan(250_000));
        // The unit's wages of 2024 were a tenth higher; those of the injured a tenth lower.
        test.sql(&[
            "UPDATE contribution SET base = 880000 WHERE insurance = 310 AND month BETWEEN 202401 AND 202412",
            &format!("UPDATE contribution SET base = 900000 WHERE insurance = 410 AND person = {he}"),
        ]);
        let (planned, done) = corrected(&test, (2025, 6, 20), 202401);
        let of = |who, kind: kinds::Benefit| {
            let lines = store.read(|tx| recompute::of_person(tx, who)).unwrap();
            lines.into_iter().map(|line| line.line).find(|line| line.detail.benefit == Some(kind)).unwrap()
        };
        let born = of(mother, kinds::Benefit::MaternityAllowance);
        let of_wage = |wage: i64| Fen::new((wage * 158 + 15) / 30);
        assert_eq!((allowance, born.difference), (of_wage(800_000), of_wage(880_000) - of_wage(800_000)));
        let hurt = of(he, kinds::Benefit::InjuryLump);
        assert_eq!(hurt.difference, yuan(-25_000));
        assert_eq!(done.claimed, planned.summary.recover.amount);
        let monthly = of(he, kinds::Benefit::InjuryAllowance);
        assert_eq!((monthly.before, monthly.after), (yuan(8_500), yuan(7_650)));
        pay(&test, 202507);
        assert_eq!(sent(&test, mother, "maternity-allowance", 202507), born.difference);
        assert_eq!(sent(&test, he, "injury-allowance", 202507), yuan(7_650));
    });
}

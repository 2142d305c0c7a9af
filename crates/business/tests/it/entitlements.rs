//! Benefits beside the employees' pension: claimed, paid through the run, stopped.

use business::benefits as kinds;
use business::collection::{self, Agree};
use business::desk::{self, Ask, Given, Service, State, services};
use business::pension::{self, Death};
use business::registry::{self, Relative, facts};
use business::{accounts, approve, fund, payment};
use kernel::{AccountKind, Fen, Fund, PartyId};
use ledger::{Deposit, Event, Opening, Source};
use store::params;
use store::testing::each_engine;

use crate::accounts::month;
use crate::benefits::{agree, answer, date, pay, person};
use crate::office::{TestOffice, at};
use crate::registry::{joins, leaves, new_unit};

/// An office with a unit and money in every fund.
pub fn office(store: &store::Store) -> (TestOffice, PartyId) {
    let test = TestOffice::new(store);
    let unit = test
        .matter(&test.clerk, |tx, matter| {
            registry::register_unit(tx, &test.office, matter, &new_unit("MA000001", "金保示例公司"))
        })
        .unwrap();
    let write = |tx: &mut store::Tx<'_>| {
        for (n, &of) in (1i64..).zip(Fund::ALL) {
            let pooled = Fen::from_yuan(3_000_000);
            let event = Event::Opening(Opening { fiscal: pooled, pooled, ..Opening::default() });
            let source = Source { kind: "take-over", id: n };
            fund::post(tx, &test.clerk, of, date(2024, 1, 2), &event, source, "test")?;
        }
        let account =
            bank::Account { number: "990100003".into(), name: "金保市社保".into(), bank: "102".into() };
        fund::set_account(tx, Deposit::Expenditure, &account)
    };
    test.office.store.write(&test.clerk.act("fixture"), write).unwrap();
    (test, unit)
}

/// Months of some insurances at a unit, all paid, each with the same base.
pub fn paid(
    test: &TestOffice,
    unit: PartyId,
    who: PartyId,
    insurances: &[i64],
    from: i64,
    months: i32,
    base: i64,
) {
    let bill = 20_230_000_100_000 + who.get() * 10_000 + insurances[0] * 10 + from % 10;
    let mut sql = vec![format!(
        "INSERT INTO bill (id, run, matter, payer, month, kind, category, region, people, unit, person, total, due, late_from, issued_at)
         VALUES ({bill}, 0, 1, {unit}, {from}, 'regular', 1, '990100', 1, 0, 0, 0, '2023-06-30', '2023-07-01', 1)"
    )];
    for insurance in insurances {
        sql.push(format!(
            "INSERT INTO receivable (bill, insurance, due, received, written_off, settled_on)
             VALUES ({bill}, {insurance}, 0, 0, 0, '2023-07-01')"
        ));
        for n in 0..months {
            sql.push(format!(
                "INSERT INTO contribution (bill, person, insurance, month, base, unit, personal, account)
                 VALUES ({bill}, {who}, {insurance}, {}, {base}, 0, 0, 0)",
                month(from).plus(n).yyyymm()
            ));
        }
    }
    test.sql(&sql.iter().map(String::as_str).collect::<Vec<_>>());
}

/// Joins the unit, and leaves it after a month.
pub fn works(test: &TestOffice, unit: PartyId, who: PartyId, from: i64, last: Option<(i64, bool)>) {
    test.matter(&test.clerk, |tx, matter| {
        registry::enrol(tx, &test.office, matter, &joins(unit, who, from))?;
        if let Some((last, involuntary)) = last {
            let leave = registry::Leave { involuntary, ..leaves(unit, who, last) };
            registry::leave(tx, &test.office, matter, &leave)?;
        }
        Ok(())
    })
    .unwrap();
}

/// Asks for a service at the counter; gives the matter's number and how it stands.
pub fn ask(
    test: &TestOffice,
    service: &'static Service,
    who: PartyId,
    day: (i16, i8, i8),
    answers: &[(&str, &str)],
) -> Result<desk::Receipt, String> {
    let given: Given = answers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let ask = Ask { service, subject: Some(who), given: &given, key: None };
    let clerk = test.clerk_at(day.0, day.1, day.2);
    desk::ask(&test.office, &clerk, &ask).map_err(|problems| problems[0].code().id.to_owned())
}

/// Asks, and has a second person agree.
pub fn granted(
    test: &TestOffice,
    service: &'static Service,
    who: PartyId,
    day: (i16, i8, i8),
    answers: &[(&str, &str)],
) {
    let receipt = ask(test, service, who, day, answers).unwrap();
    assert_eq!(receipt.state, State::InReview, "{}: {}", service.code, why(test, &receipt.number));
    let id = test.office.store.read(|tx| desk::matter_by_number(tx, &receipt.number)).unwrap();
    agree(test, day, id);
}

/// What a decision says of its refusal.
fn why(test: &TestOffice, number: &str) -> String {
    let read = |tx: &mut store::Tx<'_>| {
        tx.row(
            "SELECT d.effects FROM decision d JOIN matter m ON m.id = d.matter WHERE m.number = $1",
            params![number],
            |row| row.get::<String>(0),
        )
    };
    test.office.store.read(read).unwrap().unwrap_or_default()
}

pub fn refused(
    test: &TestOffice,
    service: &'static Service,
    who: PartyId,
    day: (i16, i8, i8),
    answers: &[(&str, &str)],
) -> String {
    let receipt = ask(test, service, who, day, answers).unwrap();
    assert_eq!(receipt.state, State::Refused);
    why(test, &receipt.number)
}

/// What was sent to somebody of a kind of benefit, by month of the run.
pub fn sent(test: &TestOffice, who: PartyId, benefit: &str, yyyymm: i64) -> Fen {
    Fen::new(test.number(&format!(
        "SELECT cast(coalesce(sum(p.amount), 0) as bigint) FROM payment p JOIN award a ON a.id = p.award
         WHERE p.person = {who} AND a.benefit = '{benefit}' AND p.month = {yyyymm} AND p.state IN ('sent', 'paid')
           AND p.item <> 'set-off'"
    )))
}

pub fn yuan(yuan: i64) -> Fen {
    Fen::from_yuan(yuan)
}

#[test]
fn a_resident_draws_from_sixty_and_the_heirs_receive_the_account() {
    each_engine(|store| {
        let (test, _) = office(store);
        let he = person(&test, date(1964, 3, 10), 1, "622202000000001");
        let heir = person(&test, date(1990, 5, 1), 2, "622202000000002");
        let account = yuan(13_900);
        test.matter(&test.clerk, |tx, matter| {
            registry::set_fact(tx, matter, he, pension::YEARS_FACT, "11", date(2023, 1, 1))?;
            let (kind, opened) = (AccountKind::ResidentPension, month(201107));
            let new = accounts::NewAccount { kind, person: he, opened, opening: account, opening_year: 2023 };
            accounts::open_with(tx, &[new])?;
            let event = Event::Opening(Opening { fiscal: account, personal: account, ..Opening::default() });
            let source = Source { kind: "take-over", id: 99 };
            fund::post(tx, &test.clerk, Fund::ResidentPension, date(2024, 1, 2), &event, source, "test")
                .map(drop)
        })
        .unwrap();
        let claim = |day| ask(&test, &services::RESIDENT_CLAIM, he, day, &[]);
        assert_eq!(claim((2024, 2, 25)).unwrap_err(), "PEN-0101");
        // From July 2011 to March 2024 lie twelve full years.
        assert!(refused(&test, &services::RESIDENT_CLAIM, he, (2024, 3, 25), &[]).contains("PEN-0119"));
        paid(&test, he, he, &[170], 202401, 1, 1);
        granted(&test, &services::RESIDENT_CLAIM, he, (2024, 3, 26), &[]);
        assert_eq!(claim((2024, 3, 27)).unwrap_err(), "PEN-0105");
        let (_, file) = pay(&test, 202404);
        answer(&test, &file, None, (2024, 4, 13));
        let part = test.number("SELECT account_part FROM payment");
        // A quarter of a year's interest at the rate known last, 6.12 %, on 13,900 yuan.
        assert_eq!(part, (1_390_000 * (10_000 + 612 / 4) / 10_000 + 69) / 139);
        assert_eq!(sent(&test, he, "resident-pension", 202404), yuan(961) + Fen::new(part));
        // The standard of 2025 is followed by the monthly check, from January even where the check comes in February.
        for month in 202405..=202412 {
            pay(&test, month);
        }
        let review = kinds::review(&test.office, &test.clerk_at(2025, 2, 6), month(202502)).unwrap();
        assert_eq!((review.endings, review.changes), (0, 1));
        agree(&test, (2025, 2, 7), review.matter.id);
        pay(&test, 202502);
        let twice = Fen::new(2 * part);
        assert_eq!(sent(&test, he, "resident-pension", 202502), yuan(2 * 998) + twice);
        let death = Death { person: he, on: date(2025, 2, 20), heir: Some(heir) };
        let matter = pension::death(&test.office, &test.clerk_at(2025, 3, 2), death).unwrap();
        agree(&test, (2025, 3, 3), matter.id);
        pay(&test, 202503);
        assert_eq!(sent(&test, he, "resident-pension", 202503), Fen::ZERO);
        assert_eq!(sent(&test, heir, "inheritance", 202503), account - Fen::new(11 * part));
    });
}

/// Who has paid for six years and lost work in April 2024 registers and claims in May.
pub fn unemployed(test: &TestOffice, unit: PartyId) -> PartyId {
    let she = person(test, date(1985, 6, 10), 4, "622202000000004");
    works(test, unit, she, 202307, Some((202404, true)));
    paid(test, unit, she, &[210], 201805, 72, 600_000);
    ask(test, &services::REGISTER_UNEMPLOYED, she, (2024, 5, 6), &[]).unwrap();
    granted(test, &services::UNEMPLOYMENT_CLAIM, she, (2024, 5, 8), &[]);
    she
}

#[test]
fn who_lost_work_draws_and_has_the_medical_insurance_paid_until_insured_again() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let she = unemployed(&test, unit);
        assert_eq!(
            ask(&test, &services::UNEMPLOYMENT_CLAIM, she, (2024, 5, 9), &[]).unwrap_err(),
            "BEN-0104"
        );
        // Six years give 14 months: 2,151 yuan for a year, then 2,124.
        let spans = "SELECT count(*) FROM award_amount WHERE (from_month = 202405 AND to_month = 202504 AND amount = 215100)
                     OR (from_month = 202505 AND to_month = 202506 AND amount = 212400)";
        assert_eq!(test.number(spans), 2);
        pay(&test, 202405);
        assert_eq!(sent(&test, she, "unemployment", 202405), yuan(2151));
        // The fund pays as much as who pays alone: 542.16 and 15 yuan, income of the medical fund.
        let premium = 54_216 + 1_500;
        let posted = |event: &str, account: i64| {
            test.number(&format!(
                "SELECT cast(coalesce(sum(p.amount), 0) as bigint) FROM posting p JOIN entry e ON e.id = p.entry
                 WHERE e.event = '{event}' AND p.account = {account}"
            ))
        };
        assert_eq!((posted("premium-paid", 500_101), posted("received", 400_101)), (premium, -premium));
        let months = |tx: &mut store::Tx<'_>| business::levy::facts::history(tx, she);
        let lines = store.read(months).unwrap();
        let medical = lines.iter().filter(|line| line.insurance == kernel::Insurance::Medical).count();
        assert_eq!(medical, 1, "a month of medical insurance is on her record");
        // In July a unit reports her as staff since June: June was paid too long.
        pay(&test, 202406);
        let again = registry::Enrol { correction: true, ..joins(unit, she, 202406) };
        test.matter(&test.clerk_at(2024, 7, 3), |tx, matter| {
            registry::enrol(tx, &test.office, matter, &again).map(drop)
        })
        .unwrap();
        let held = payment::build(&test.office, &test.clerk_at(2024, 7, 5), month(202407)).unwrap_err();
        assert_eq!(held.code().id, "PAY-0103", "what has ended is not paid, whoever has looked at it");
        let review = kinds::review(&test.office, &test.clerk_at(2024, 7, 6), month(202407)).unwrap();
        assert_eq!((review.endings, review.overpaid), (1, yuan(2151)));
        agree(&test, (2024, 7, 7), review.matter.id);
        let claim = store.read(kinds::open_claims).unwrap().remove(0);
        assert_eq!((claim.person, claim.fund, claim.open), (she, Fund::Unemployment, yuan(2151)));
        let nothing = kinds::review(&test.office, &test.clerk_at(2024, 8, 6), month(202408)).unwrap_err();
        assert_eq!(nothing.code().id, "BEN-0110");
        // She loses that work too after half a year: one month was drawn of fourteen, the rest is added to none for six months.
        test.matter(&test.clerk_at(2024, 12, 2), |tx, matter| {
            let leave = registry::Leave { involuntary: true, correction: true, ..leaves(unit, she, 202411) };
            registry::leave(tx, &test.office, matter, &leave).map(drop)
        })
        .unwrap();
        paid(&test, unit, she, &[210], 202406, 6, 600_000);
        ask(&test, &services::REGISTER_UNEMPLOYED, she, (2024, 12, 3), &[]).unwrap();
        let short = refused(&test, &services::UNEMPLOYMENT_CLAIM, she, (2024, 12, 4), &[]);
        assert!(short.contains("BEN-0108"), "{short}");
    });
}

#[test]
fn a_second_spell_counts_only_what_was_paid_since_and_adds_what_was_not_drawn() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let she = unemployed(&test, unit);
        pay(&test, 202405);
        // At work from June 2024, for two years less a month; thirteen months were left of fourteen.
        works(&test, unit, she, 202406, Some((202604, true)));
        let review = kinds::review(&test.office, &test.clerk_at(2024, 6, 6), month(202406)).unwrap();
        assert_eq!((review.endings, review.overpaid), (1, Fen::ZERO));
        agree(&test, (2024, 6, 7), review.matter.id);
        paid(&test, unit, she, &[210], 202406, 23, 600_000);
        ask(&test, &services::REGISTER_UNEMPLOYED, she, (2026, 5, 6), &[]).unwrap();
        granted(&test, &services::UNEMPLOYMENT_CLAIM, she, (2026, 5, 8), &[]);
        // One full year gives three months, and thirteen are left.
        let last = test.number("SELECT max(to_month) FROM award_amount WHERE retracted_at = 0");
        assert_eq!(last, month(202605).plus(15).yyyymm());
    });
}

#[test]
fn who_left_by_choice_or_paid_too_little_is_refused_on_record() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let choice = person(&test, date(1985, 6, 10), 6, "622202000000006");
        let claim = |who| ask(&test, &services::UNEMPLOYMENT_CLAIM, who, (2024, 5, 8), &[]);
        works(&test, unit, choice, 202307, Some((202404, false)));
        paid(&test, unit, choice, &[210], 201805, 72, 600_000);
        assert_eq!(claim(choice).unwrap_err(), "BEN-0105", "registration comes first");
        let short = person(&test, date(1990, 6, 10), 8, "622202000000008");
        works(&test, unit, short, 202307, Some((202404, true)));
        paid(&test, unit, short, &[210], 202307, 10, 600_000);
        for (who, code) in [(choice, "BEN-0106"), (short, "BEN-0108")] {
            ask(&test, &services::REGISTER_UNEMPLOYED, who, (2024, 5, 6), &[]).unwrap();
            let why = refused(&test, &services::UNEMPLOYMENT_CLAIM, who, (2024, 5, 8), &[]);
            assert!(why.contains(code), "{why}");
        }
        assert_eq!(test.number("SELECT count(*) FROM award"), 0);
    });
}

#[test]
fn what_is_left_is_paid_in_one_sum_for_a_business_or_lasting_work() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let she = unemployed(&test, unit);
        let lump = &services::UNEMPLOYMENT_LUMP;
        pay(&test, 202405);
        let born = [("kind", "birth"), ("day", "2024-06-02")];
        granted(&test, lump, she, (2024, 6, 5), &born);
        assert_eq!(ask(&test, lump, she, (2024, 6, 6), &born).unwrap_err(), "BEN-0104", "one birth, one sum");
        pay(&test, 202406);
        assert_eq!(sent(&test, she, "unemployment-lump", 202406), yuan(3 * 2151));
        // At work since July: of the twelve months left half are paid once she has been insured for three months.
        works(&test, unit, she, 202407, None);
        let review = kinds::review(&test.office, &test.clerk_at(2024, 7, 6), month(202407)).unwrap();
        agree(&test, (2024, 7, 7), review.matter.id);
        let again = [("kind", "re-employed"), ("contract_years", "2")];
        assert!(refused(&test, lump, she, (2024, 8, 5), &again).contains("BEN-0116"));
        paid(&test, unit, she, &[210], 202407, 3, 600_000);
        granted(&test, lump, she, (2024, 10, 5), &again);
        pay(&test, 202410);
        assert_eq!(sent(&test, she, "unemployment-lump", 202410), yuan(6 * 2151));
        // The other six are kept for a later spell.
        let kept = "SELECT cast(value as bigint) FROM person_fact WHERE fact = 'unemployment.granted' AND retracted_at = 0
                    ORDER BY from_date DESC LIMIT 1";
        assert_eq!(test.number(kept), 2 + 6);
        // Somebody else starts a business in the second month: all twelve months left at once, and the benefit ends.
        let founder = person(&test, date(1985, 7, 10), 14, "622202000000014");
        works(&test, unit, founder, 202307, Some((202404, true)));
        paid(&test, unit, founder, &[210], 201805, 72, 600_000);
        ask(&test, &services::REGISTER_UNEMPLOYED, founder, (2024, 5, 6), &[]).unwrap();
        granted(&test, &services::UNEMPLOYMENT_CLAIM, founder, (2024, 5, 8), &[]);
        granted(&test, lump, founder, (2024, 6, 5), &[("kind", "business-start")]);
        let last = format!(
            "SELECT max(x.to_month) FROM award_amount x JOIN award a ON a.id = x.award
             WHERE a.person = {founder} AND a.benefit = 'unemployment' AND x.retracted_at = 0"
        );
        assert_eq!(test.number(&last), 202406);
        let sum = format!(
            "SELECT x.amount FROM award_amount x JOIN award a ON a.id = x.award
             WHERE a.person = {founder} AND a.benefit = 'unemployment-lump'"
        );
        assert_eq!(test.number(&sum), 12 * 215_100);
    });
}

#[test]
fn nobody_agrees_to_their_own_benefit() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let she = person(&test, date(1985, 6, 10), 4, "622202000000004");
        works(&test, unit, she, 202307, Some((202404, true)));
        paid(&test, unit, she, &[210], 201805, 72, 600_000);
        ask(&test, &services::REGISTER_UNEMPLOYED, she, (2024, 5, 6), &[]).unwrap();
        let receipt = ask(&test, &services::UNEMPLOYMENT_CLAIM, she, (2024, 5, 8), &[]).unwrap();
        let id = store.read(|tx| desk::matter_by_number(tx, &receipt.number)).unwrap();
        let mut own = test.second.at(at(2024, 5, 9));
        own.person = Some(she);
        assert_eq!(approve(&test.office, &own, id).unwrap_err().code().id, "DSK-0112");
        assert_eq!(approve(&test.office, &test.clerk_at(2024, 5, 9), id).unwrap_err().code().id, "DSK-0101");
        assert_eq!(test.number("SELECT count(*) FROM award"), 0);
    });
}

#[test]
fn a_death_heard_of_late_ends_the_benefit_and_claims_it_back() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let she = unemployed(&test, unit);
        for month in [202405, 202406, 202407] {
            pay(&test, month);
        }
        paid(&test, unit, she, &[110], 201805, 72, 600_000);
        let heir = person(&test, date(2006, 5, 1), 2, "622202000000002");
        let death = Death { person: she, on: date(2024, 5, 20), heir: Some(heir) };
        let matter = pension::death(&test.office, &test.clerk_at(2024, 8, 2), death).unwrap();
        agree(&test, (2024, 8, 3), matter.id);
        let claim = store.read(kinds::open_claims).unwrap().remove(0);
        assert_eq!((claim.person, claim.open), (she, yuan(2 * 2151)));
        // The heirs have the grants of one in work, six years paid, from the unemployment fund, less what is owed.
        let (run, _) = pay(&test, 202408);
        let grants = sent(&test, heir, "survivor", 202408);
        assert!(grants > yuan(88_650 / 12 * 2), "funeral of two months' income and a grant: {grants}");
        assert_eq!(run.total, grants - yuan(2 * 2151));
        let fund = "SELECT cast(sum(fund) as bigint) FROM award WHERE benefit = 'survivor'";
        assert_eq!(test.number(fund), Fund::Unemployment.code());
        assert!(store.read(kinds::open_claims).unwrap().is_empty());
    });
}

#[test]
fn a_birth_brings_the_employer_the_allowance_and_the_mother_the_sums() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let mother = person(&test, date(1995, 6, 10), 10, "622202000000010");
        works(&test, unit, mother, 202307, None);
        paid(&test, unit, mother, &[310], 202307, 11, 800_000);
        let agreement = Agree {
            party: unit,
            mandate: None,
            bank: "102".to_owned(),
            account: kernel::BankCard::compose("622202000000077").unwrap().expose().to_owned(),
            holder: "金保示例公司".to_owned(),
            from: date(2024, 1, 5),
        };
        collection::agree(&test.office, &test.clerk_at(2024, 1, 5), &agreement).unwrap();
        let answers = [("day", "2024-05-06"), ("kind", "difficult"), ("children", "2")];
        granted(&test, &services::MATERNITY_CLAIM, mother, (2024, 6, 5), &answers);
        let again = ask(&test, &services::MATERNITY_CLAIM, mother, (2024, 6, 6), &answers);
        assert_eq!(again.unwrap_err(), "BEN-0104", "one birth, one claim");
        let (_, file) = pay(&test, 202406);
        assert_eq!(answer(&test, &file, None, (2024, 6, 13)).paid, 2);
        // 98 + 15 + 15 + 60 days of 8,000 yuan a month.
        assert_eq!(sent(&test, unit, "maternity-allowance", 202406), Fen::new((800_000 * 188 + 15) / 30));
        assert_eq!(sent(&test, mother, "birth-costs", 202406), yuan(5800 + 3000));
        // Since 2025 it is paid to herself; with four months paid of six she has two thirds.
        let young = person(&test, date(1999, 6, 10), 12, "622202000000012");
        works(&test, unit, young, 202501, None);
        paid(&test, unit, young, &[310], 202501, 4, 800_000);
        let answers = [("day", "2025-04-06"), ("kind", "miscarriage"), ("gestation", "3.5")];
        granted(&test, &services::MATERNITY_CLAIM, young, (2025, 5, 5), &answers);
        pay(&test, 202505);
        let two_thirds = Fen::new((800_000 * 15 * 4 + 90) / 180);
        assert_eq!(sent(&test, young, "maternity-allowance", 202505), two_thirds);
        assert_eq!(sent(&test, young, "birth-costs", 202505), yuan(800));
        let man = person(&test, date(1995, 6, 10), 11, "622202000000011");
        assert_eq!(
            ask(&test, &services::MATERNITY_CLAIM, man, (2025, 5, 6), &answers).unwrap_err(),
            "BEN-0113"
        );
    });
}

/// Hurt on 12 February 2024 after a year at 10,000 yuan a month.
pub fn hurt(test: &TestOffice, unit: PartyId, birth: (i16, i8), sequence: u16) -> PartyId {
    let card = format!("6222020000000{sequence:02}");
    let who = person(test, date(birth.0, birth.1, 10), sequence, &card);
    works(test, unit, who, 202307, None);
    paid(test, unit, who, &[410, 110], 202302, 13, 1_000_000);
    let answers = [("happened", "2024-02-12"), ("basis", "at-work"), ("account", "机器伤手")];
    let receipt = ask(test, &services::INJURY_RECOGNISE, who, (2024, 3, 1), &answers).unwrap();
    assert_eq!(receipt.state, State::Done);
    who
}

pub fn graded(test: &TestOffice, who: PartyId, day: (i16, i8, i8), grade: &str, nursing: &str) {
    let assessed = date(day.0, day.1, day.2).to_string();
    let answers =
        [("happened", "2024-02-12"), ("assessed", &assessed), ("grade", grade), ("nursing", nursing)];
    ask(test, &services::INJURY_GRADE, who, day, &answers).unwrap();
}

#[test]
fn an_injury_is_recognised_graded_paid_graded_again_and_ends_with_the_pension() {
    each_engine(|store| {
        let (test, unit) = office(store);
        // Sixty in February 2025, of age in March.
        let he = hurt(&test, unit, (1965, 2), 21);
        let early = ask(&test, &services::INJURY_CLAIM, he, (2024, 5, 1), &[]);
        assert_eq!(early.unwrap_err(), "BEN-0122", "the committee comes first");
        graded(&test, he, (2024, 5, 20), "2", "full");
        granted(&test, &services::INJURY_CLAIM, he, (2024, 6, 3), &[]);
        assert_eq!(ask(&test, &services::INJURY_CLAIM, he, (2024, 6, 4), &[]).unwrap_err(), "BEN-0104");
        pay(&test, 202406);
        assert_eq!(sent(&test, he, "injury-lump", 202406), yuan(10_000 * 25));
        assert_eq!(sent(&test, he, "injury-allowance", 202406), yuan(8_500));
        assert_eq!(sent(&test, he, "nursing", 202406), Fen::new(1_129_700 / 2));
        // Better after a year: grade 4, partly dependent; the one-off grant is not paid twice.
        graded(&test, he, (2024, 12, 20), "4", "part");
        granted(&test, &services::INJURY_CLAIM, he, (2025, 1, 6), &[]);
        pay(&test, 202501);
        assert_eq!(sent(&test, he, "injury-allowance", 202501), yuan(7_500 + 8_500 * 6));
        assert_eq!(sent(&test, he, "injury-lump", 202501), Fen::ZERO);
        // The pension takes the place of the allowance; what it falls short of it the fund goes on paying.
        test.sql(&[&format!(
            "INSERT INTO account (kind, person, opened, opening, opening_year) VALUES (1, {he}, 202302, 0, 2023)"
        )]);
        test.matter(&test.clerk, |tx, matter| {
            registry::set_fact(tx, matter, he, "deemed-months", "240", date(1990, 1, 1))
        })
        .unwrap();
        let claim = pension::Claim { person: he, month: None };
        let claimed = pension::claim(&test.office, &test.clerk_at(2025, 3, 20), claim).unwrap();
        agree(&test, (2025, 3, 21), claimed.matter.id);
        let pension = claimed.award.unwrap().total;
        let review = kinds::review(&test.office, &test.clerk_at(2025, 4, 6), month(202504)).unwrap();
        agree(&test, (2025, 4, 7), review.matter.id);
        pay(&test, 202504);
        assert_eq!(sent(&test, he, "injury-top-up", 202504), yuan(7_500) - pension);
        let allowance = "SELECT max(to_month) FROM award_amount x JOIN award a ON a.id = x.award
                         WHERE a.benefit = 'injury-allowance' AND x.retracted_at = 0";
        assert_eq!(test.number(allowance), 202503);
        let nursed = sent(&test, he, "nursing", 202504);
        assert!(nursed > Fen::ZERO, "care goes on");
    });
}

#[test]
fn who_is_not_insured_reports_late_or_leaves_with_a_grade() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let stranger = person(&test, date(1990, 3, 10), 31, "622202000000031");
        let at = |day| [("happened", day), ("basis", "at-work"), ("account", "摔伤")];
        let asked = |who, day, answers: &[(&str, &str)]| {
            refused(&test, &services::INJURY_RECOGNISE, who, day, answers)
        };
        assert!(asked(stranger, (2024, 3, 1), &at("2024-02-12")).contains("BEN-0115"));
        let he = hurt(&test, unit, (1990, 3), 23);
        assert!(asked(he, (2024, 12, 1), &at("2023-10-01")).contains("BEN-0120"));
        let twice = ask(&test, &services::INJURY_RECOGNISE, he, (2024, 3, 2), &at("2024-02-12"));
        assert_eq!(twice.unwrap_err(), "BEN-0119");
        graded(&test, he, (2024, 5, 20), "8", "none");
        let leave = |day| refused(&test, &services::INJURY_LEAVING, he, day, &[("by_person", "yes")]);
        assert!(leave((2024, 6, 1)).contains("BEN-0123"), "still at work");
        test.matter(&test.clerk, |tx, matter| {
            registry::leave(tx, &test.office, matter, &leaves(unit, he, 202407)).map(drop)
        })
        .unwrap();
        granted(&test, &services::INJURY_LEAVING, he, (2024, 8, 2), &[("by_person", "yes")]);
        let again = ask(&test, &services::INJURY_LEAVING, he, (2024, 8, 3), &[("by_person", "yes")]);
        assert_eq!(again.unwrap_err(), "BEN-0104");
        pay(&test, 202408);
        assert_eq!(sent(&test, he, "injury-leaving", 202408), yuan(9 * 11_761));
    });
}

#[test]
fn a_death_at_work_keeps_the_family_until_the_children_are_of_age() {
    each_engine(|store| {
        let (test, unit) = office(store);
        let he = hurt(&test, unit, (1966, 3), 25);
        let widow = person(&test, date(1968, 3, 10), 26, "622202000000026");
        let children = [(2006, 8, 27), (2012, 2, 28)].map(|(year, month, n): (i16, i8, u16)| {
            person(&test, date(year, month, 10), n, &format!("6222020000000{n}"))
        });
        test.matter(&test.clerk, |tx, matter| {
            let of = |who| (he, who);
            registry::add_relative(tx, matter, of(widow), Relative::Spouse, false, month(202301))?;
            for child in children {
                registry::add_relative(tx, matter, of(child), Relative::Child, false, month(202301))?;
            }
            Ok(())
        })
        .unwrap();
        let number = store.read(|tx| facts::document_number(tx, &test.office, widow)).unwrap();
        let claim = |day| ask(&test, &services::WORK_DEATH, he, day, &[("heir", &number)]);
        assert_eq!(claim((2024, 3, 2)).unwrap_err(), "BEN-0124");
        let death = Death { person: he, on: date(2024, 3, 10), heir: None };
        let matter = pension::death(&test.office, &test.clerk_at(2024, 3, 12), death).unwrap();
        agree(&test, (2024, 3, 13), matter.id);
        granted(&test, &services::WORK_DEATH, he, (2024, 4, 2), &[("heir", &number)]);
        assert_eq!(claim((2024, 4, 3)).unwrap_err(), "BEN-0104");
        pay(&test, 202404);
        assert_eq!(sent(&test, widow, "work-funeral", 202404), yuan(6 * 11_297));
        assert_eq!(sent(&test, widow, "work-death", 202404), yuan(20 * 51_821));
        // 40 % and twice 30 % of 10,000 yuan fit; of the two, then of the widow alone.
        let drawn = |who, month| sent(&test, who, "dependant", month);
        assert_eq!((drawn(widow, 202404), drawn(children[0], 202404)), (yuan(4_000), yuan(3_000)));
        // The elder child is of age in August 2024.
        pay(&test, 202408);
        assert_eq!(drawn(children[0], 202408), yuan(3_000 * 4));
        pay(&test, 202409);
        assert_eq!((drawn(children[0], 202409), drawn(children[1], 202409)), (Fen::ZERO, yuan(3_000)));
        // The widow marries again: an officer ends it, nobody else's is touched.
        let answers = [("benefit", "dependant"), ("last", "2024-09"), ("why", "remarried")];
        granted(&test, &services::STOP, widow, (2024, 9, 20), &answers);
        pay(&test, 202410);
        assert_eq!((drawn(widow, 202410), drawn(children[1], 202410)), (Fen::ZERO, yuan(3_000)));
    });
}

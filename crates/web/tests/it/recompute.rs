//! A recomputation on its page: who sees it, what it shows, agreed to and settled; a record as of two days.

use axum::http::StatusCode;
use business::levy;
use business::recompute::{self, Scope};
use kernel::{FeeMonth, Moment};
use rules::InsuranceSet;
use store::params;

use crate::cast::Cast;
use crate::clock;

/// August is assessed on the 27th; on the 29th the wage of August is found to have been 9,000 yuan instead of 8,000.
fn corrected(cast: &Cast) -> String {
    let office = &cast.node.office;
    let levy = |at: Moment| {
        let officer = office.store.read(|tx| business::desk::officer_by_login(tx, "levy")).unwrap();
        officer.actor(at, "test").unwrap()
    };
    let day = |day: &str| Moment::china(day.parse().unwrap(), 9, 0);
    let august = FeeMonth::new(2024, 8).unwrap();
    // Everybody was entered on 3 July.
    let entered = day("2024-07-03").micros();
    for table in ["wage", "participation", "unit_fact", "person_identity"] {
        cast.write(|tx| tx.run(&format!("UPDATE {table} SET recorded_at = $1"), params![entered]));
    }
    levy::run(office, &levy(day("2024-08-27")), august, &mut |_| {}).unwrap();
    let reported = day("2024-08-29").micros();
    let person = cast.person;
    cast.write(|tx| {
        tx.run("UPDATE wage SET retracted_at = $2 WHERE person = $1", params![person, reported])?;
        tx.run(
            "INSERT INTO wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at)
             SELECT payer, person, from_month, matter + 1, to_month, 900000, kind, $2 FROM wage WHERE person = $1",
            params![person, reported],
        )
    });
    let region = office.region;
    let scope = Scope {
        since: august,
        billed_in: FeeMonth::new(2024, 9).unwrap(),
        region,
        insurances: InsuranceSet::ALL,
    };
    recompute::plan(office, &levy(clock()), &scope).unwrap().matter.number
}

#[test]
fn a_recomputation_is_seen_agreed_to_and_settled_on_its_page() {
    let cast = Cast::new();
    let number = corrected(&cast);
    let path = format!("/recompute/{number}");
    for login in ["person", "unit-admin", "registry", "community"] {
        assert_eq!(cast.browser(login).get(&path).status, StatusCode::FORBIDDEN, "{login}");
    }
    assert_eq!(cast.browser("levy-2").get(&path).status, StatusCode::FORBIDDEN, "of another district");
    let reviewer = cast.browser("reviewer");
    let matter = reviewer.get(&format!("/matters/{number}"));
    assert!(matter.text.contains(&path), "{}", matter.text);
    let page = reviewer.get(&path);
    for part in ["<svg", "1,920.00", "2,160.00", "240.00", "工资", "2024-08", "等待第二人复核", "lines.csv"]
    {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    assert!(!page.text.contains("/settle"), "nothing is settled before somebody agreed");
    let csv = reviewer.get(&format!("{path}/lines.csv"));
    assert!(csv.text.contains("contribution,") && csv.text.contains("wage@2024-08-29"), "{}", csv.text);
    let agreed = reviewer.post(&format!("/matters/{number}/work"), &[("step", "approve")]);
    assert_eq!(agreed.status, StatusCode::SEE_OTHER, "{}", agreed.text);
    let levy = cast.browser("levy");
    assert!(levy.get(&path).text.contains("/settle"));
    let settled = levy.post(&format!("{path}/settle"), &[]);
    assert_eq!(
        (settled.status, settled.to.as_str()),
        (StatusCode::SEE_OTHER, path.as_str()),
        "{}",
        settled.text
    );
    let done = levy.get(&path);
    assert!(done.text.contains("已全部结算") && done.text.contains("已结算"), "{}", done.text);
    // The run that is corrected says so, and the person sees before and after.
    let of_levy = levy.get(&format!("/matters/{number}"));
    assert!(of_levy.text.contains("取代的决定"), "{}", of_levy.text);
    let own = cast.browser("person").get(&format!("/people/{}/awards", cast.person));
    for part in ["追溯更正", "2,160.00", "240.00", "工资"] {
        assert!(own.text.contains(part), "{part} in {}", own.text);
    }
}

#[test]
fn a_record_is_shown_as_of_a_day_and_as_it_was_known_on_a_day() {
    let cast = Cast::new();
    corrected(&cast);
    let person = cast.browser("person");
    let at = |on: &str, known_on: &str| {
        person.get(&format!("/people/{}/as-of?on={on}&known_on={known_on}", cast.person)).text
    };
    let before = at("2024-08-15", "2024-08-28");
    assert!(before.contains("8,000.00") && !before.contains("9,000.00"), "{before}");
    let after = at("2024-08-15", "2024-08-29");
    assert!(after.contains("9,000.00"), "the wage is known: {after}");
    assert!(!at("2024-07-15", "2024-08-29").contains("甲公司"), "not insured in July");
    let early = at("2024-08-15", "2024-07-01");
    assert!(early.contains("当时尚无登记"), "nobody knew her then: {early}");
    let wrong = person.get(&format!("/people/{}/as-of?on=gestern", cast.person));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("gestern"), "{}", wrong.text);
    assert_eq!(
        cast.browser("person-2").get(&format!("/people/{}/as-of", cast.person)).status,
        StatusCode::FORBIDDEN
    );
    let token = cast.token("benefits", &["read"]);
    let ask = |known_on: &str| {
        let path = format!("/api/v1/people/{}/as-of?on=2024-08-15&known_on={known_on}", cast.person);
        cast.api(&token, "GET", &path, "").json()
    };
    assert_eq!(ask("2024-08-28")["wages"][0]["wage"], 800_000);
    assert_eq!(ask("2024-08-29")["wages"][0]["wage"], 900_000);
    assert_eq!(ask("2024-08-26")["contributions"].as_array().unwrap().len(), 0, "billed on the 27th");
    assert!(!ask("2024-08-28")["contributions"].as_array().unwrap().is_empty());
}

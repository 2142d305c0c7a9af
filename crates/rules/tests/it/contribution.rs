//! Assessment against published bills.

use kernel::{FeeMonth, Fen, Insurance, Rate};
use rules::{Category, ContributionRules, Derivation, InsuranceSet, NoTrace};

use crate::law;

fn rules(region: &str, month: &str) -> ContributionRules {
    ContributionRules::compile(&law(region), FeeMonth::parse(month).unwrap()).unwrap()
}

fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

#[test]
fn beijing_floor_of_2024_is_billed_as_printed() {
    let rules = rules("110000", "2024-09");
    let injury = rules.injury_rate(&mut NoTrace, 1, Rate::ONE).unwrap();
    let lines = rules.assess_employee(&mut NoTrace, yuan("5000"), InsuranceSet::ALL, injury);
    assert_eq!(lines.person_total(), yuan("719.21"));
    assert_eq!(lines.unit_total(), yuan("1807.57"));
    let medical = lines.get(Insurance::Medical).unwrap();
    assert_eq!(
        (medical.unit, medical.person, medical.account),
        (yuan("668.46"), yuan("139.42"), yuan("136.42"))
    );
    assert_eq!(lines.get(Insurance::Pension).unwrap().account, yuan("545.68"));
}

#[test]
fn chengdu_flexible_tiers_of_2014_are_billed_as_printed() {
    let rules = rules("510100", "2014-01");
    for (tier, total) in [("0.4", "548.57"), ("0.6", "692.37"), ("0.8", "835.97"), ("1.0", "979.77")] {
        let tier = Rate::parse(tier).unwrap();
        let lines = rules.assess_flexible(&mut NoTrace, tier, InsuranceSet::ALL).unwrap();
        assert_eq!(lines.total(), yuan(total), "{tier}");
    }
    let refused =
        rules.assess_flexible(&mut NoTrace, Rate::parse("0.5").unwrap(), InsuranceSet::ALL).unwrap_err();
    assert_eq!(refused.code().id, "LAW-0202");
}

#[test]
fn published_floors_of_other_cities() {
    for (region, month, person) in [
        ("310000", "2023-10", "767.55"),
        ("370100", "2021-10", "409.94"),
        ("320500", "2024-03", "517.30"),
        ("320583", "2024-03", "517.30"),
        ("430100", "2024-03", "414.78"),
    ] {
        let rules = rules(region, month);
        let lines = rules.assess_employee(&mut NoTrace, Fen::ZERO, InsuranceSet::ALL, Rate::ZERO);
        // Suzhou's unit rate of medical is not known, so that line is named as missing and billed to nobody.
        let medical = if region.starts_with("3205") { yuan("102.58") } else { Fen::ZERO };
        assert_eq!(lines.person_total() + medical, yuan(person), "{region}");
    }
}

#[test]
fn what_the_law_does_not_say_is_named() {
    let rules = rules("320500", "2024-03");
    let problem = rules.require(Category::Employee, InsuranceSet::of(&[Insurance::Medical])).unwrap_err();
    assert_eq!(problem.code().id, "LAW-0101");
    assert!(problem.en().contains("contribution.medical.employee.unit_rate"), "{problem}");
    let problem =
        rules.require(Category::Employee, InsuranceSet::of(&[Insurance::ResidentPension])).unwrap_err();
    assert_eq!(problem.code().id, "LAW-0204");
}

#[test]
fn the_fictional_city_is_complete_for_its_36_months() {
    let start = FeeMonth::new(2023, 7).unwrap();
    for month in (0..36).map(|n| start.plus(n)) {
        let rules = ContributionRules::compile(&law("990100"), month).unwrap();
        assert!(rules.missing().is_empty(), "{month}: {:?}", rules.missing());
        let flexible =
            [Insurance::Pension, Insurance::Unemployment, Insurance::Medical, Insurance::LargeMedical];
        rules.require(Category::Flexible, InsuranceSet::of(&flexible)).unwrap();
        assert_eq!(rules.resident_tiers().len(), 12);
        assert_eq!(rules.resident_groups().len(), 3);
        for tier in ["0.6", "1", "3"] {
            rules.assess_flexible(&mut NoTrace, Rate::parse(tier).unwrap(), InsuranceSet::ALL).unwrap();
        }
    }
}

#[test]
fn beijing_flexible_bounds_of_2025() {
    let rules = rules("990100", "2025-09");
    let low = rules.assess_flexible_base(&mut NoTrace, Fen::ZERO, InsuranceSet::ALL);
    let high = rules.assess_flexible_base(&mut NoTrace, yuan("99999"), InsuranceSet::ALL);
    let amounts = |insurance| (low.get(insurance).unwrap().person, high.get(insurance).unwrap().person);
    assert_eq!(amounts(Insurance::Pension), (yuan("1432.40"), yuan("7162.20")));
    assert_eq!(amounts(Insurance::Unemployment), (yuan("71.62"), yuan("358.11")));
    assert_eq!(amounts(Insurance::Medical), (yuan("584.92"), yuan("584.92")));
}

#[test]
fn residents_pay_their_tier_and_keep_the_subsidy() {
    let rules = rules("990100", "2024-02");
    let line = rules.assess_resident_pension(&mut NoTrace, yuan("500")).unwrap();
    assert_eq!((line.person, line.subsidy, line.account), (yuan("500"), yuan("60"), yuan("560")));
    assert_eq!(rules.assess_resident_pension(&mut NoTrace, yuan("550")).unwrap_err().code().id, "LAW-0202");
    assert_eq!(rules.assess_resident_medical(&mut NoTrace, "working-age").unwrap().person, yuan("665"));
}

#[test]
fn injury_class_one_never_floats_down() {
    let rules = rules("310000", "2023-10");
    let rate = |class, tier: &str| rules.injury_rate(&mut NoTrace, class, Rate::parse(tier).unwrap());
    assert_eq!(rate(1, "1").unwrap(), Rate::parse("0.0016").unwrap());
    assert_eq!(rate(8, "1").unwrap(), Rate::parse("0.0152").unwrap());
    assert_eq!(rate(1, "0.8").unwrap_err().code().id, "LAW-0203");
    assert_eq!(rate(9, "1").unwrap_err().code().id, "LAW-0203");
}

#[test]
fn a_derivation_cites_what_it_used() {
    let rules = rules("110000", "2024-09");
    let mut trace = Derivation::default();
    let told = rules.assess_employee(&mut trace, yuan("50000"), InsuranceSet::ALL, Rate::ZERO);
    let silent = rules.assess_employee(&mut NoTrace, yuan("50000"), InsuranceSet::ALL, Rate::ZERO);
    assert_eq!(told, silent);
    let [total] = trace.steps() else { panic!("one tree") };
    assert_eq!(total.value, told.total().to_string());
    let pension = total.steps.iter().find(|step| step.label.en == "employee pension").unwrap();
    let docs: Vec<_> = pension.parameters.iter().filter_map(|p| p.source.doc.as_deref()).collect();
    assert!(docs.contains(&"国办发〔2019〕13号"), "{docs:?}");
    assert!(pension.parameters.iter().any(|p| p.id == "contribution.ceiling" && p.line > 0));
}

#[test]
fn bounds_published_late_are_billed_on_the_old_ones_first() {
    let july = FeeMonth::new(2024, 7).unwrap();
    let base = |known: &str| {
        let law = law("990100").as_known_on(Some(known.parse().unwrap()));
        let rules = ContributionRules::compile(&law, july).unwrap();
        let lines = rules.assess_employee(&mut NoTrace, Fen::ZERO, InsuranceSet::ALL, Rate::ZERO);
        *lines.get(Insurance::Pension).unwrap()
    };
    let (first, later) = (base("2024-08-19"), base("2024-08-20"));
    assert_eq!((first.base, later.base), (yuan("6326"), yuan("6821")));
    assert_eq!(later.minus(&first).unit, yuan("79.20"));
}

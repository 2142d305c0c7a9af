//! From the account to the pension and its end, with the fictional city's law.

use kernel::{Date, FeeMonth, Fen, Insurance, Rate};
use proptest::prelude::*;
use rules::account::{self, InterestMethod};
use rules::arrears::{self, LateFeeRules};
use rules::calendar::DeclarationCalendar;
use rules::contribution::{Block, ContributionRules, InsuranceSet};
use rules::pension::{self, AdjustmentRules, AwardFacts, YearPaid, Years};
use rules::retirement::{self, RetirementGroup};
use rules::survivor::{self, Deceased, SurvivorRules};
use rules::{Derivation, Figure, Law, NoTrace};

use crate::law;

fn yuan(text: &str) -> Fen {
    Fen::parse_yuan(text).unwrap()
}

fn month(text: &str) -> FeeMonth {
    FeeMonth::parse(text).unwrap()
}

fn known(day: &str) -> Law<'static> {
    law("990100").as_known_on(Some(day.parse().unwrap()))
}

fn facts(retired: &str) -> AwardFacts {
    AwardFacts {
        month: month(retired),
        age_months: 724,
        paid_months: 300,
        deemed_months: 15,
        index: Rate::parse("1.2").unwrap(),
        account: yuan("180000"),
    }
}

#[test]
fn an_award_is_provisional_until_the_base_is_published() {
    let before = pension::award(&mut NoTrace, &known("2026-05-19"), &facts("2026-03")).unwrap();
    let after = pension::award(&mut NoTrace, &known("2026-05-20"), &facts("2026-03")).unwrap();
    assert!(before.provisional && !after.provisional);
    // 12049 and 12290: (base + base × 1.2) ÷ 2 × 26.25 × 1 %.
    assert_eq!((before.basic, after.basic), (yuan("3479.15"), yuan("3548.74")));
    // 60 years 4 months: 139 + (132 − 139) × 4 ÷ 12 = 136.7.
    assert_eq!(before.account, yuan("1316.75"));
    assert_eq!(before.transition, yuan("180.74"));
    assert_eq!(after.total, after.basic + after.account + after.transition);
}

#[test]
fn the_derivation_of_an_award_names_base_and_table() {
    let mut trace = Derivation::default();
    let award = pension::award(&mut trace, &law("990100"), &facts("2025-03")).unwrap();
    let json = serde_json::to_value(trace.steps()).unwrap();
    assert_eq!(json[0]["value"], award.total.to_string());
    let text = json.to_string();
    for part in ["pension.base", "计发月数", "基础养老金", "国发〔2005〕38号", "12049.00"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn gaps_count_as_zero_where_the_region_says_so() {
    let wage = law("990100").money("pension.average_wage", month("2022-01")).unwrap().value;
    let paid = [YearPaid { year: 2023, bases: Fen::new(wage.get() * 12), months: 12 }];
    let index =
        |gap| pension::index_of_history(&mut NoTrace, &law("990100"), month("2026-03"), &paid, 0, gap);
    assert_eq!(index(0).unwrap(), Rate::ONE);
    assert_eq!(index(4).unwrap(), Rate::parse("0.75").unwrap());
    let nobody = pension::index_of_history(&mut NoTrace, &law("990100"), month("2026-03"), &[], 0, 0);
    assert_eq!(nobody.unwrap_err().code().id, "LAW-0206");
}

#[test]
fn provinces_count_part_years_differently() {
    let years = |region: &str, months| match pension::years(&law(region), month("2025-06"), months).unwrap() {
        Years::Decimal(years) => years.to_string(),
        Years::YearsAndMonths(years, months) => format!("{years}+{months}"),
    };
    assert_eq!(years("420100", 482), "40.17");
    assert_eq!(years("310000", 368), "30+8");
    assert_eq!(years("620000", 368), "30.66");
    assert_eq!(years("340000", 368), "30.7");
    assert_eq!(years("340000", 509), "42.5");
    assert_eq!(years("360000", 254), "21.166666667");
}

#[test]
fn a_low_index_scales_the_base_where_the_province_says_so() {
    // Guangdong: 0.4665 ÷ 0.6 = 0.7775; (9493 × 0.7775 + 9493 × 0.4665) ÷ 2 × 27.25 %.
    let facts = AwardFacts {
        month: month("2025-03"),
        age_months: 600,
        paid_months: 327,
        deemed_months: 0,
        index: Rate::parse("0.4665").unwrap(),
        account: yuan("83319.35"),
    };
    let award = pension::award(&mut NoTrace, &law("440000"), &facts).unwrap();
    assert_eq!((award.basic, award.account), (yuan("1609.02"), yuan("427.28")));
}

#[test]
fn a_late_debt_follows_the_rules_of_its_time() {
    let law = law("990100");
    for (arose, fee) in [("2011-06-30", "60.00"), ("2011-07-01", "15.00")] {
        let rules = LateFeeRules::at(&law, arose.parse().unwrap()).unwrap();
        assert_eq!(arrears::late_fee(&mut NoTrace, yuan("1000"), 30, &rules).unwrap(), yuan(fee), "{arose}");
    }
    let rules = LateFeeRules::at(&law, "2024-08-01".parse().unwrap()).unwrap();
    let day = |text: &str| text.parse::<Date>().unwrap();
    let window = |settled| rules.window(month("2024-07"), day("2024-07-31"), day(settled));
    assert_eq!(window("2024-07-31"), None);
    assert_eq!(window("2024-08-01"), Some((day("2024-08-01"), day("2024-08-01"))));
    assert_eq!(arrears::days_between(day("2024-08-01"), day("2024-08-10")).unwrap(), 10);
    assert_eq!(arrears::late_fee(&mut NoTrace, yuan("-1"), 1, &rules).unwrap_err().code().id, "LAW-0201");
    assert_eq!(
        arrears::days_between(day("2024-08-02"), day("2024-08-01")).unwrap_err().code().id,
        "LAW-0207"
    );
}

#[test]
fn undeclared_lines_rise_by_a_tenth() {
    let rules = ContributionRules::compile(&law("990100"), month("2024-09")).unwrap();
    let lines = rules.assess_employee(&mut NoTrace, yuan("10000"), InsuranceSet::ALL, Rate::ZERO);
    let ratio = arrears::deemed_ratio(&law("990100"), month("2024-10")).unwrap();
    let deemed = arrears::deemed_lines(&lines, ratio.value);
    let pension = deemed.get(Insurance::Pension).unwrap();
    assert_eq!((pension.base, pension.unit, pension.person), (yuan("11000"), yuan("1760"), yuan("880")));
    let difference = lines.get(Insurance::Pension).unwrap().minus(pension);
    assert_eq!(difference.total(), yuan("-240"));
}

#[test]
fn the_rate_of_a_running_year_is_the_last_one_published() {
    let rate = |day: &str, year| {
        let (rate, provisional) = account::latest_bookkeeping_rate(&known(day), year).unwrap();
        (rate.value.to_string(), provisional)
    };
    assert_eq!(rate("2026-06-29", 2025), ("0.0262".to_owned(), true));
    assert_eq!(rate("2026-06-30", 2025), ("0.015".to_owned(), false));
    assert_eq!(rate("2026-07-01", 2026), ("0.015".to_owned(), true));
    assert_eq!(account::bookkeeping_rate(&known("2026-06-29"), 2025).unwrap_err().code().id, "LAW-0104");
}

#[test]
fn interest_ends_with_the_month_a_person_leaves() {
    let rate = Figure::given(Rate::parse("0.012").unwrap());
    let mut credits = [Fen::ZERO; 12];
    credits[0] = yuan("100");
    credits[5] = yuan("100");
    let year = account::year_interest(
        &mut NoTrace,
        yuan("1000"),
        &credits,
        &rate,
        &InterestMethod::MonthlyAccumulation,
        3,
    );
    // 1000 × 3 months and 100 × 3 months at 0.1 % a month; June's credit bears none.
    assert_eq!((year.on_opening, year.on_credits), (yuan("3"), yuan("0.30")));
    assert_eq!(account::inheritance(&mut NoTrace, yuan("-5"), yuan("1"), Fen::ZERO), Fen::ZERO);
}

#[test]
fn pensions_after_death_are_claimed() {
    let paid: Vec<_> = ["2025-03", "2025-04", "2025-05"].map(|m| (month(m), yuan("3000"))).into();
    assert_eq!(survivor::overpaid(&mut NoTrace, month("2025-03"), &paid), (2, yuan("6000")));
    assert_eq!(survivor::overpaid(&mut NoTrace, month("2025-05"), &paid), (0, Fen::ZERO));
}

#[test]
fn the_fictional_city_can_adjust_and_bury_in_every_year() {
    for year in 2024..=2026 {
        let rules = AdjustmentRules::of_year(&law("990100"), year).unwrap();
        let young = pension::adjust(&mut NoTrace, yuan("3000"), 20, 64, &rules).unwrap();
        let old = pension::adjust(&mut NoTrace, yuan("3000"), 20, 80, &rules).unwrap();
        assert!(young.total > Fen::ZERO && old.total == young.total + yuan("70"));
        let death = FeeMonth::new(year, 5).unwrap();
        let income = survivor::survivor_income(&law("990100"), death).unwrap();
        let rules = SurvivorRules::at(&law("990100"), death).unwrap();
        let deceased = Deceased::Active { contribution_months: 12 };
        assert!(
            survivor::survivor_benefit(&mut NoTrace, deceased, &income, &rules).unwrap().total > Fen::ZERO
        );
    }
    assert_eq!(
        AdjustmentRules::of_year(&known("2025-07-09"), 2025).unwrap_err().code().id,
        "LAW-0104",
        "the scheme is published in July"
    );
}

#[test]
fn the_calendar_shifts_by_notice() {
    let of = |m: &str| DeclarationCalendar::of(&law("990100"), month(m)).unwrap();
    let day = |text: &str| text.parse::<Date>().unwrap();
    assert_eq!(of("2024-01").cutoff, day("2024-01-15"));
    assert_eq!(of("2024-02").cutoff, day("2024-02-21"));
    assert_eq!(of("2024-03").cutoff, day("2024-03-15"));
    assert_eq!(of("2024-02").late_fee_from, day("2024-03-01"));
    assert_eq!(of("2024-02").counter_until, day("2024-02-25"));
}

#[test]
fn a_retirement_before_the_reform_has_no_delay() {
    let retire = |birth: &str| {
        let group = RetirementGroup::Male60;
        retirement::retirement(&mut NoTrace, &law("990100"), group, month(birth)).unwrap().month
    };
    assert_eq!(retire("1964-12"), month("2024-12"));
    assert_eq!(retire("1965-01"), month("2025-02"));
    // Before the decision was published nobody could know of the delay.
    let old = known("2024-09-12");
    let then = retirement::retirement(&mut NoTrace, &old, RetirementGroup::Male60, month("1970-01")).unwrap();
    assert_eq!(then.delay_months, 0);
}

proptest! {
    #[test]
    fn every_line_lies_between_the_bounds_and_adds_up(fen in 0i64..20_000_000) {
        let rules = ContributionRules::compile(&law("990100"), month("2025-01")).unwrap();
        let lines = rules.assess_employee(&mut NoTrace, Fen::new(fen), InsuranceSet::ALL, Rate::ZERO);
        let sum: Fen = lines.iter().map(|line| line.unit + line.person).sum();
        prop_assert_eq!(sum, lines.total());
        for line in lines.iter().filter(|line| !line.base.is_zero()) {
            prop_assert!(line.base >= yuan("6821") && line.base <= yuan("35283"));
            prop_assert!(line.account <= line.person);
        }
    }

    #[test]
    fn a_block_of_employees_is_assessed_like_each_of_them(
        wages in prop::collection::vec(0i64..9_000_000, 0..200), left_out in 0usize..8, injury in 0i64..30_000_000,
    ) {
        let rules = ContributionRules::compile(&law("990100"), month("2025-01")).unwrap();
        let (wages, injury): (Vec<Fen>, _) = (wages.into_iter().map(Fen::new).collect(), Rate::from_nano(injury));
        let insured = InsuranceSet::ALL.without(Insurance::ALL[left_out]);
        // A block that was filled before keeps nothing.
        let mut block = Block::default();
        rules.assess_employees(&[Fen::new(1); 300], Rate::ONE, &mut block);
        rules.assess_employees(&wages, injury, &mut block);
        for (n, wage) in wages.iter().enumerate() {
            let alone = rules.assess_employee(&mut NoTrace, *wage, insured, injury);
            prop_assert_eq!(block.lines(n, insured).collect::<rules::Lines>(), alone);
        }
    }

    #[test]
    fn level_credits_earn_the_same_by_both_methods(fen in 1_000i64..500_000, rate in 10_000_000i64..100_000_000) {
        let rate = Figure::given(Rate::from_nano(rate));
        let exact = Figure::given(Rate::ratio(13, 12).unwrap());
        let credits = [Fen::new(fen); 12];
        let by = |method: &InterestMethod| account::year_interest(&mut NoTrace, Fen::ZERO, &credits, &rate, method, 12);
        let (monthly, annual) = (by(&InterestMethod::MonthlyAccumulation), by(&InterestMethod::Annual(exact)));
        prop_assert!((monthly.interest.get() - annual.interest.get()).abs() <= 1);
        prop_assert_eq!(monthly.closing, Fen::new(fen * 12) + monthly.interest);
    }
}

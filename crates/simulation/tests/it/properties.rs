//! What holds for every town, seed and reform.

use kernel::{Fen, Fund};
use proptest::prelude::*;
use simulation::{Report, Scenario};

use crate::town::{reform, simulated};

fn scenarios(report: &Report) -> &'static [Scenario] {
    if report.reform.is_some() { &[Scenario::Current, Scenario::Reform] } else { &[Scenario::Current] }
}

/// Nobody gets lost and no fen either.
fn holds(report: &Report) {
    for scenario in scenarios(report) {
        let mut alive = report.persons;
        for year in report.people.iter().filter(|year| year.scenario == *scenario) {
            assert_eq!(year.alive, alive + year.born - year.died, "{}", year.year);
            alive = year.alive;
        }
        for fund in Fund::ALL {
            let rows: Vec<_> =
                report.funds.iter().filter(|row| (row.scenario, row.fund) == (*scenario, *fund)).collect();
            for row in &rows {
                assert_eq!(row.income - row.expense, row.closing - row.opening);
                assert_eq!(row.income, row.contributions + row.subsidies + row.interest);
                assert_eq!(row.expense, row.benefits + row.grants);
                assert!(
                    [row.contributions, row.subsidies, row.interest, row.benefits, row.grants]
                        .iter()
                        .all(|amount| *amount >= Fen::ZERO)
                );
            }
            assert!(rows.windows(2).all(|pair| pair[0].closing == pair[1].opening));
        }
    }
    let people: u64 = report.deciles.iter().map(|tenth| tenth.people).sum();
    assert!(report.reform.is_none() || people == report.persons + report.born);
    assert!(report.deciles.iter().all(|tenth| tenth.winners + tenth.losers <= tenth.people));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn people_and_money_are_conserved(seed in any::<u64>(), persons in 1usize..900, years in 1i32..12, rate in 0u32..40) {
        let text = reform("contribution.pension.employee.unit_rate", "ratio", "2027-01", &format!("\"0.{rate:02}\""));
        holds(&simulated(Some(&text), persons, years, seed, 2));
    }

    #[test]
    fn the_same_is_computed_on_any_number_of_threads(seed in any::<u64>(), threads in 2usize..5) {
        let text = reform("pension.minimum_months", "months", "2027-01", "240");
        let one = simulated(Some(&text), 1_300, 4, seed, 1);
        prop_assert_eq!(one, simulated(Some(&text), 1_300, 4, seed, threads));
    }
}

#[test]
fn a_reform_that_says_what_the_law_says_changes_nothing() {
    let text = reform("contribution.pension.employee.unit_rate", "ratio", "2027-01", "\"0.16\"");
    let report = simulated(Some(&text), 1_500, 12, 9, 2);
    let of = |scenario: Scenario| -> Vec<_> {
        let funds = report.funds.iter().filter(|row| row.scenario == scenario);
        funds.map(|row| (row.fund, row.year, row.income, row.expense, row.closing)).collect()
    };
    assert_eq!(of(Scenario::Current), of(Scenario::Reform));
    assert!(
        report.deciles.iter().all(|tenth| tenth.winners + tenth.losers == 0 && tenth.mean_change.is_zero())
    );
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_town() {
    let bytes = |seed| serde_json::to_string(&simulated(None, 700, 6, seed, 2)).unwrap();
    assert_eq!(bytes(4), bytes(4));
    assert_ne!(bytes(4), bytes(5));
}

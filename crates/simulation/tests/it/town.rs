//! What a reader of a report relies on.

use kernel::{Fen, Fund};
use rules::LawBook;
use simulation::{Assumptions, Plan, Population, Reform, Report, Scenario, Seeded, projected, run};

pub const REGION: &str = "990100";
pub const FIRST: i32 = 2027;

/// Runs a reform over a town; without one the law of today alone.
pub fn simulated(reform: Option<&str>, persons: usize, years: i32, seed: u64, threads: usize) -> Report {
    let book = LawBook::builtin().unwrap();
    let assumptions = Assumptions::builtin().unwrap();
    let law = projected(&book, REGION, &assumptions, FIRST, years).unwrap();
    let town = Seeded { region: REGION, first: FIRST, years, persons, seed };
    let population = Population::seeded(&law, &assumptions, &town).unwrap();
    let reform = reform
        .map(|text| Reform::over(&law, ("reform.yaml", text), REGION, &assumptions, (FIRST, years)).unwrap());
    let plan = Plan {
        law: &law,
        reform: reform.as_ref(),
        region: REGION,
        population: &population,
        recorded: false,
        balances: &[],
        assumptions: &assumptions,
        years,
        threads,
    };
    run(&plan, &mut |_| {}).unwrap()
}

/// A reform of one parameter.
pub fn reform(id: &str, unit: &str, start: &str, value: &str) -> String {
    format!(
        "zh: 试\nen: trial\nregion: \"990100\"\nstart: {start}\nparameters:\n  - {{id: {id}, unit: {unit}, values: [{{value: {value}}}]}}\n"
    )
}

fn sum(report: &Report, scenario: Scenario, fund: Fund, what: impl Fn(&simulation::FundYear) -> Fen) -> Fen {
    let rows = report.funds.iter().filter(|row| (row.scenario, row.fund) == (scenario, fund));
    rows.map(what).sum()
}

#[test]
fn a_town_lives_on_plausibly() {
    let report = simulated(None, 6_000, 30, 1, 2);
    let people: Vec<_> = report.people.iter().collect();
    assert_eq!(people.len(), 30);
    for fund in Fund::ALL.iter().copied() {
        let rows: Vec<_> = report.funds.iter().filter(|row| row.fund == fund).collect();
        assert_eq!(rows.len(), 30, "{fund:?}");
        assert!(rows.iter().all(|row| row.income > Fen::ZERO), "{fund:?}");
        // A small town has years without an injury.
        assert!(rows.iter().all(|row| row.expense > Fen::ZERO) || fund == Fund::Injury, "{fund:?}");
        assert!(rows.iter().all(|row| row.contributors > 0), "{fund:?}");
    }
    // Fewer work for more who draw, as everybody ages; a pension is a good part of the wage and no more than it.
    let support = |n: usize| people[n].support.unwrap();
    assert!(support(29) < support(0), "{} {}", support(0), support(29));
    for year in &people {
        let rate = year.pension_rate.nano();
        assert!((200_000_000..900_000_000).contains(&rate), "{} {}", year.year, year.pension_rate);
        assert!(year.awards > 0, "{}", year.year);
    }
    assert!(report.missing.is_empty(), "{:?}", report.missing);
}

#[test]
fn a_lower_unit_rate_costs_the_fund_and_no_person() {
    let text = reform("contribution.pension.employee.unit_rate", "ratio", "2030-01", "\"0.15\"");
    let report = simulated(Some(&text), 3_000, 10, 1, 2);
    let income = |scenario, year: i32| {
        let row = report
            .funds
            .iter()
            .find(|row| (row.scenario, row.fund, row.year) == (scenario, Fund::Pension, year));
        row.unwrap().contributions
    };
    for year in FIRST..2030 {
        assert_eq!(income(Scenario::Current, year), income(Scenario::Reform, year), "{year}");
    }
    for year in 2030..FIRST + 10 {
        // One of twenty-four points of employees, and flexible workers pay as before.
        let (before, after) = (income(Scenario::Current, year), income(Scenario::Reform, year));
        assert!(after < before && after.get() > before.get() * 23 / 24, "{year}: {before} {after}");
    }
    assert!(report.deciles.iter().all(|tenth| tenth.people > 0 && tenth.winners == 0 && tenth.losers == 0));
    let other = |fund| {
        sum(&report, Scenario::Current, fund, |row| row.income)
            - sum(&report, Scenario::Reform, fund, |row| row.income)
    };
    assert!(other(Fund::Medical).is_zero() && !other(Fund::Pension).is_zero());
}

#[test]
fn a_higher_unemployment_rate_fills_its_fund_and_takes_from_who_pays() {
    let text = reform("contribution.unemployment.employee.person_rate", "ratio", "2028-01", "\"0.01\"");
    let report = simulated(Some(&text), 3_000, 8, 3, 1);
    let income = |scenario| sum(&report, scenario, Fund::Unemployment, |row| row.contributions);
    assert!(income(Scenario::Reform) > income(Scenario::Current));
    assert!(report.deciles.iter().all(|tenth| tenth.winners == 0 && tenth.losers > 0));
    assert!(report.deciles.iter().all(|tenth| tenth.mean_change < Fen::ZERO));
}

#[test]
fn later_retirement_moves_awards_back() {
    let text = reform("retirement.male-60.step", "months", "2028-01", "1");
    let report = simulated(Some(&text), 6_000, 10, 5, 2);
    let awards = |scenario| -> u64 {
        report
            .people
            .iter()
            .filter(|year| year.scenario == scenario && year.year < 2035)
            .map(|year| year.awards)
            .sum()
    };
    assert!(
        awards(Scenario::Reform) < awards(Scenario::Current),
        "{} {}",
        awards(Scenario::Reform),
        awards(Scenario::Current)
    );
    let paid = |scenario| sum(&report, scenario, Fund::Pension, |row| row.contributions);
    assert!(paid(Scenario::Reform) > paid(Scenario::Current));
}

#[test]
fn a_reform_that_ends_leaves_the_law_as_it_was() {
    let ending = "region: \"990100\"\nstart: 2028-01\nparameters:\n  - {id: contribution.pension.employee.unit_rate, unit: ratio, values: [{to: 2028-12, value: \"0.12\"}]}\n";
    let report = simulated(Some(ending), 2_000, 4, 1, 1);
    let income = |year: i32| {
        let row = |scenario| {
            report
                .funds
                .iter()
                .find(|row| (row.scenario, row.fund, row.year) == (scenario, Fund::Pension, year))
                .unwrap()
                .contributions
        };
        (row(Scenario::Current), row(Scenario::Reform))
    };
    for year in FIRST..FIRST + 4 {
        let (before, after) = income(year);
        assert_eq!(before == after, year != 2028, "{year}: {before} {after}");
    }
}

#[test]
fn every_result_says_what_was_assumed() {
    let report = simulated(None, 300, 2, 1, 1);
    let tables = report.tables();
    let assumed = tables.iter().find(|table| table.key == "assumptions").unwrap();
    let text = assumed.csv(true);
    for said in [
        "平均工资增长率",
        "男性死亡率",
        "中国人身保险业经验生命表（2025）",
        "law.follows_wages",
        "pension.base",
        "adjustment.percent",
    ] {
        assert!(text.contains(said), "{said}");
    }
    assert!(text.starts_with('\u{feff}') && text.lines().all(|line| line.matches('"').count() % 2 == 0));
    assert!(tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.head.len())));
}

#[test]
fn the_reforms_of_the_documentation_can_be_tried() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reforms");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "yaml")).collect();
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let report = simulated(Some(&text), 2_500, 12, 2, 2);
        let closing = |scenario, year| -> Vec<Fen> {
            let rows = report.funds.iter().filter(|row| (row.scenario, row.year) == (scenario, year));
            rows.map(|row| row.closing).collect()
        };
        let last = FIRST + 11;
        assert_eq!(closing(Scenario::Current, FIRST), closing(Scenario::Reform, FIRST), "{}", file.display());
        assert_ne!(closing(Scenario::Current, last), closing(Scenario::Reform, last), "{}", file.display());
    }
}

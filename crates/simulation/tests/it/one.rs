//! One person, whose every fen is computed again beside the simulation.

use kernel::{FeeMonth, Fen, Fund, Rate, Rounding};
use rules::account::{interest_method, latest_bookkeeping_rate, year_interest};
use rules::pension::{AwardFacts, YearPaid, adjust, award, index_of_history};
use rules::retirement::RetirementGroup;
use rules::{ContributionRules, InsuranceSet, LawBook, NoTrace};
use simulation::{Assumptions, Past, Path, Person, Plan, Population, Report, Standing, projected, run};

use crate::town::{FIRST, REGION};

/// Nobody dies, falls ill, loses work or turns; everybody retires at the statutory age.
const QUIET: &str = "region: \"000000\"\nstart: 2000-01\nparameters:
  - {id: mortality.factor, unit: index, values: [{value: \"0\"}]}
  - {id: career.job_loss, unit: table, values: [{value: [{age: 16, rate: \"0\"}]}]}
  - {id: career.to_flexible, unit: ratio, values: [{value: \"0\"}]}
  - {id: career.to_employee, unit: ratio, values: [{value: \"0\"}]}
  - {id: career.early, unit: ratio, values: [{value: \"0\"}]}
  - {id: career.delayed, unit: ratio, values: [{value: \"0\"}]}
  - {id: career.wage_by_age, unit: table, values: [{value: [{age: 16, factor: \"1\"}]}]}
  - {id: medical.stays, unit: table, values: [{value: [{age: 0, rate: \"0\"}]}]}
  - {id: injury.rate, unit: ratio, values: [{value: \"0\"}]}
  - {id: maternity.births, unit: table, values: [{value: [{age: 16, rate: \"0\"}]}]}
";

fn month(text: &str) -> FeeMonth {
    FeeMonth::parse(text).unwrap()
}

/// Paid at the average wage for so many years before the first.
fn worker(birth: &str, years: u16) -> (Person, Vec<Past>) {
    let past: Vec<Past> =
        (2027 - years..2027).map(|year| Past { year, months: 12, bases: 12 * 1_000_000 }).collect();
    let person = Person {
        birth: month(birth),
        enters: FeeMonth::new(i32::from(2027 - years), 1).unwrap(),
        group: RetirementGroup::Male60,
        path: Path::Employee,
        standing: Standing::Employee,
        level: 1_500,
        paid: years * 12,
        deemed: 0,
        insured: years * 12,
        drawn: 0,
        account: Fen::from_yuan(200_000),
        pension: Fen::ZERO,
        account_part: Fen::ZERO,
    };
    (person, past)
}

fn lived(person: Person, past: &[Past], years: i32) -> (LawBook, Report) {
    let book = LawBook::builtin().unwrap();
    let assumptions = Assumptions::builtin().unwrap().with("quiet.yaml", QUIET).unwrap();
    let law = projected(&book, REGION, &assumptions, FIRST, years).unwrap();
    let mut population = Population::empty(FIRST, 1);
    population.add(person, past);
    let plan = Plan {
        law: &law,
        reform: None,
        region: REGION,
        population: &population,
        recorded: false,
        balances: &[],
        assumptions: &assumptions,
        years,
        threads: 1,
    };
    let report = run(&plan, &mut |_| {}).unwrap();
    (law, report)
}

fn of(report: &Report, fund: Fund, year: i32) -> &simulation::FundYear {
    report.funds.iter().find(|row| (row.fund, row.year) == (fund, year)).unwrap()
}

#[test]
fn contributions_of_a_year_are_those_of_the_levy() {
    let (person, past) = worker("1990-05", 5);
    let (book, report) = lived(person, &past, 3);
    let law = book.in_force(REGION, None).unwrap();
    for year in FIRST..FIRST + 3 {
        let january = FeeMonth::new(year, 1).unwrap();
        let average = law.money("pension.average_wage", january).unwrap().value;
        let wage = Rate::parse("1.5").unwrap().of(average, Rounding::FenHalfUp);
        let mut due = [Fen::ZERO; 6];
        for n in 0..12 {
            let rules = ContributionRules::compile(&law, january.plus(n)).unwrap();
            let injury = rules.injury_rate(&mut NoTrace, 3, Rate::ONE).unwrap();
            let everything = kernel::Insurance::ALL.iter().copied().collect::<InsuranceSet>();
            for line in rules.assess_employee(&mut NoTrace, wage, everything, injury).iter() {
                due[usize::try_from(line.insurance.fund().code() - 1).unwrap()] += line.total();
            }
        }
        for fund in Fund::ALL {
            let row = of(&report, *fund, year);
            assert_eq!(row.contributions, due[usize::try_from(fund.code() - 1).unwrap()], "{fund:?} {year}");
        }
        assert_eq!(of(&report, Fund::Pension, year).contributors, 1);
    }
}

#[test]
fn a_pension_is_what_an_award_gives_for_the_same_record() {
    // Sixty in 2028-06, later by the reform of the retirement age.
    let (person, past) = worker("1968-06", 30);
    let (book, report) = lived(person, &past, 6);
    let law = book.in_force(REGION, None).unwrap();
    let retires = rules::retirement::retirement(&mut NoTrace, &law, RetirementGroup::Male60, person.birth)
        .unwrap()
        .month;
    let mut paid: Vec<YearPaid> = past.iter().map(|year| (*year).into()).collect();
    let mut account = person.account;
    for year in FIRST..=retires.year() {
        let january = FeeMonth::new(year, 1).unwrap();
        let last = january.plus(11).min(retires);
        let average = law.money("pension.average_wage", january).unwrap().value;
        let wage = Rate::parse("1.5").unwrap().of(average, Rounding::FenHalfUp);
        let mut credits = [Fen::ZERO; 12];
        let mut bases = Fen::ZERO;
        for (n, credit) in credits.iter_mut().enumerate().take(usize::try_from(last.month()).unwrap()) {
            let rules = ContributionRules::compile(&law, january.plus(i32::try_from(n).unwrap())).unwrap();
            let set = InsuranceSet::of(&[kernel::Insurance::Pension]);
            let lines = rules.assess_employee(&mut NoTrace, wage, set, Rate::ZERO);
            *credit = lines.iter().next().unwrap().account;
            bases += lines.iter().next().unwrap().base;
        }
        let rate = latest_bookkeeping_rate(&law, year).unwrap().0;
        let method = interest_method(&law, year).unwrap();
        account =
            year_interest(&mut NoTrace, account, &credits, &rate, &method, i64::from(last.month())).closing;
        paid.push(YearPaid { year, bases, months: i64::from(last.month()) });
    }
    let months: i64 = paid.iter().map(|year| year.months).sum();
    let index = index_of_history(&mut NoTrace, &law, retires, &paid, 0, 0).unwrap();
    let facts = AwardFacts {
        month: retires,
        age_months: person.birth.months_until(retires),
        paid_months: months,
        deemed_months: 0,
        index,
        account,
    };
    let award = award(&mut NoTrace, &law, &facts).unwrap();
    let row = |year: i32| report.people.iter().find(|row| row.year == year).unwrap();
    assert_eq!((row(retires.year()).awards, row(retires.year()).mean_award), (1, award.total));
    assert_eq!(
        of(&report, Fund::Pension, retires.year()).benefits.get(),
        award.total.get() * i64::from(12 - retires.month())
    );
    // The next year's rise, and twelve months of it.
    let rules = rules::pension::AdjustmentRules::of_year(&law, retires.year() + 1).unwrap();
    let age = i64::from(person.birth.months_until(FeeMonth::new(retires.year() + 1, 1).unwrap()) / 12);
    let rise = adjust(&mut NoTrace, award.total, months / 12, age, &rules).unwrap().total;
    assert_eq!(row(retires.year() + 1).mean_pension, award.total + rise);
    assert_eq!(
        of(&report, Fund::Pension, retires.year() + 1).benefits.get(),
        (award.total + rise).get() * 12
    );
}

#[test]
fn who_is_short_of_months_pays_on_until_they_are_enough() {
    // Nine years by the end of 2026 and a statutory month long before fifteen are paid.
    let (person, past) = worker("1968-06", 9);
    let (_, report) = lived(person, &past, 12);
    let awards: Vec<i32> = report.people.iter().filter(|row| row.awards > 0).map(|row| row.year).collect();
    let paid_on = report.funds.iter().filter(|row| row.fund == Fund::Pension && row.contributors > 0).count();
    assert_eq!(awards, [2032], "the last of 180 months is December 2032");
    assert_eq!(paid_on, 6);
}

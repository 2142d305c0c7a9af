//! Assumptions (仿真假设): dated values with sources in the form of the law, in a book of their own.
//!
//! The data lies in `data/assumptions`. An agency lays its own figures over ours with a file of the same form.

use kernel::{FeeMonth, Fen, Rate, Result};
use rules::{Law, LawBook, Mistakes};

use crate::chance::WHOLE;
use crate::codes;
use crate::curve::Curve;

macro_rules! carried {
    ($($file:literal),*) => {
        &[$(($file, include_str!(concat!("../../../data/assumptions/", $file)))),*]
    };
}

const FILES: &[(&str, &str)] = carried![
    "catalogue.yaml",
    "000000/region.yaml",
    "000000/economy.yaml",
    "000000/mortality.yaml",
    "000000/population.yaml",
    "000000/careers.yaml",
    "000000/benefits.yaml"
];

/// The region of assumptions: they hold everywhere unless somebody lays others over them.
const EVERYWHERE: &str = "000000";

/// Oldest age in a table of deaths; nobody lives beyond it.
pub(crate) const OLDEST: usize = 105;

/// All assumptions.
#[derive(Debug)]
pub struct Assumptions {
    book: LawBook,
}

/// An assumption as it is printed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Assumed {
    /// Its id.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// First year of the simulation for which it holds.
    pub from: i32,
    /// As people read it.
    pub value: String,
    /// Where it comes from.
    pub source: String,
}

impl Assumptions {
    /// Those that the program carries.
    ///
    /// # Errors
    /// Never in a released program: the tests load them.
    pub fn builtin() -> Result<Assumptions, Mistakes> {
        Ok(Assumptions { book: LawBook::from_files(FILES)? })
    }

    /// With the values of a file in the place of those before.
    ///
    /// # Errors
    /// Every mistake of the file (`SIM-0101`).
    pub fn with(&self, file: &str, text: &str) -> Result<Assumptions> {
        let (book, _) = self.book.amended(file, text).map_err(|mistakes| broken(file, &mistakes))?;
        Ok(Assumptions { book })
    }

    pub(crate) fn law(&self) -> Result<Law<'_>> {
        self.book.in_force(EVERYWHERE, None)
    }

    /// Every assumption that holds in some of the years, in the order of the catalogue; a table of more than a dozen rows
    /// by its number of rows.
    ///
    /// # Errors
    /// Never for a book that was loaded.
    pub fn listed(&self, first: i32, years: i32) -> Result<Vec<Assumed>> {
        let mut all = Vec::new();
        for definition in self.book.definitions() {
            let stated = self.book.stated(EVERYWHERE, &definition.id, None);
            for dated in stated {
                let begins = FeeMonth::of(dated.from).year();
                let over = dated.until.is_some_and(|until| FeeMonth::of(until).year() < first);
                if begins >= first + years || over {
                    continue;
                }
                let lines = dated.lines(definition.unit);
                let value = match lines.len() {
                    0..=12 => lines.join("; "),
                    rows => format!("{} … {} ({rows})", lines[0], lines[rows - 1]),
                };
                all.push(Assumed {
                    id: definition.id.clone(),
                    zh: definition.zh.clone(),
                    en: definition.en.clone(),
                    from: begins.max(first),
                    value,
                    source: dated.parameter.source.cited("", "†").to_string(),
                });
            }
        }
        Ok(all)
    }
}

/// A file that cannot be laid over.
pub(crate) fn broken(file: &str, mistakes: &Mistakes) -> kernel::Problem {
    codes::BROKEN.with("file", file).with("count", mistakes.0.len()).with("list", mistakes)
}

/// The assumptions of one year, ready to be used for millions. Chances are billionths.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// Death in the year by sex (men, women) and age.
    pub(crate) deaths: [Vec<i64>; 2],
    pub(crate) fund_yield: Rate,
    pub(crate) job_loss: Curve,
    pub(crate) job_found: i64,
    pub(crate) to_flexible: i64,
    pub(crate) to_employee: i64,
    pub(crate) early: i64,
    pub(crate) delayed: i64,
    pub(crate) last_age: i32,
    pub(crate) wage_by_age: Curve,
    pub(crate) level: i64,
    pub(crate) stays: Curve,
    pub(crate) stay_cost: Curve,
    pub(crate) outpatient: Rate,
    pub(crate) retired_credit: Rate,
    pub(crate) resident_share: Rate,
    pub(crate) child: Curve,
    pub(crate) injury_class: i64,
    pub(crate) injury: i64,
    pub(crate) grades: Curve,
    pub(crate) payers: i64,
    pub(crate) tier: Fen,
}

impl Figures {
    /// Those of a year. Death rates fall from the first year of the simulation on.
    ///
    /// # Errors
    /// `LAW-0101` where an assumption does not reach the year, `SIM-0107` where its table is not usable.
    pub(crate) fn of(law: &Law<'_>, year: i32, first: i32) -> Result<Figures> {
        let on = january(year)?;
        let rate = |id: &str| law.rate(id, on).map(|figure| figure.value);
        let nano = |id: &str| rate(id).map(Rate::nano);
        let whole = |id: &str| law.whole(id, on).map(|figure| figure.value);
        let curve = |id: &str, columns| Curve::of(id, law.table(id, on)?.value, columns);
        let left = fallen(rate("mortality.factor")?, rate("mortality.improvement")?, year - first);
        let deaths = |id: &str| -> Result<Vec<i64>> {
            let table = curve(id, ["age", "q"])?;
            let ages = (0..).take(OLDEST).map(|age| scaled(table.between(age), left).min(WHOLE));
            Ok(ages.chain([WHOLE]).collect())
        };
        Ok(Figures {
            deaths: [deaths("mortality.male")?, deaths("mortality.female")?],
            fund_yield: rate("fund.yield")?,
            job_loss: curve("career.job_loss", ["age", "rate"])?,
            job_found: nano("career.job_found")?,
            to_flexible: nano("career.to_flexible")?,
            to_employee: nano("career.to_employee")?,
            early: nano("career.early")?,
            delayed: nano("career.delayed")?,
            last_age: small("career.last_age", whole("career.last_age")?)?,
            wage_by_age: curve("career.wage_by_age", ["age", "factor"])?,
            level: whole("medical.level")?,
            stays: curve("medical.stays", ["age", "rate"])?,
            stay_cost: curve("medical.stay_cost", ["rank", "wages"])?,
            outpatient: rate("medical.outpatient")?,
            retired_credit: rate("medical.retired_credit")?,
            resident_share: rate("medical.resident_share")?,
            child: curve("maternity.births", ["age", "rate"])?,
            injury_class: whole("injury.class")?,
            injury: nano("injury.rate")?,
            grades: curve("injury.grades", ["grade", "share"])?,
            payers: nano("resident.payers")?,
            tier: law.money("resident.tier", on)?.value,
        })
    }
}

/// January of a year.
pub(crate) fn january(year: i32) -> Result<FeeMonth> {
    FeeMonth::new(year, 1).ok_or_else(|| {
        codes::OUT_OF_RANGE.with("what", "year").with("least", 1900).with("most", 2200).with("value", year)
    })
}

pub(crate) fn small(id: &str, value: i64) -> Result<i32> {
    i32::try_from(value).map_err(|_| codes::BAD_ASSUMPTION.with("id", id).with("why", value))
}

/// Billionths of billionths.
pub(crate) fn scaled(nano: i64, by: Rate) -> i64 {
    let product = i128::from(nano) * i128::from(by.nano()) / i128::from(WHOLE);
    i64::try_from(product).unwrap_or(i64::MAX)
}

fn fallen(factor: Rate, improvement: Rate, years: i32) -> Rate {
    let left = Rate::from_nano(Rate::ONE.nano() - improvement.nano());
    (0..years.max(0)).fold(factor, |factor, _| Rate::from_nano(scaled(factor.nano(), left)))
}

#[cfg(test)]
mod tests {
    use super::{Assumptions, Figures};

    #[test]
    fn every_assumption_is_there_for_every_year_and_says_where_it_comes_from() {
        let assumptions = Assumptions::builtin().unwrap();
        let law = assumptions.law().unwrap();
        for year in [2020, 2026, 2036, 2056] {
            let figures = Figures::of(&law, year, 2026).unwrap();
            // Nobody survives the last age, and men die earlier than women at every grown-up age.
            assert!(figures.deaths.iter().all(|table| table[105] == 1_000_000_000), "{year}");
            assert!((20..100).all(|age| figures.deaths[0][age] >= figures.deaths[1][age]), "{year}");
        }
        let listed = assumptions.listed(2027, 30).unwrap();
        assert!(listed.iter().all(|assumed| !assumed.value.is_empty() && !assumed.source.is_empty()));
        let growth: Vec<(i32, &str)> = listed
            .iter()
            .filter(|assumed| assumed.id == "wage.growth")
            .map(|assumed| (assumed.from, assumed.value.as_str()))
            .collect();
        assert_eq!(growth, [(2027, "4%"), (2036, "3.5%"), (2046, "3%")]);
        assert_eq!(
            assumptions.book.definitions().len(),
            listed.iter().map(|a| &a.id).collect::<std::collections::BTreeSet<_>>().len(),
            "one is not printed"
        );
    }

    #[test]
    fn an_agency_lays_its_own_over_ours_and_mistakes_are_named() {
        let ours = Assumptions::builtin().unwrap();
        let text = "region: \"000000\"\nstart: 2027-01\nparameters:\n  - {id: wage.growth, unit: percent, values: [{value: \"6\"}]}\n";
        let theirs = ours.with("own.yaml", text).unwrap();
        assert_eq!(
            theirs
                .law()
                .unwrap()
                .rate("wage.growth", super::january(2040).unwrap())
                .unwrap()
                .value
                .to_string(),
            "0.06"
        );
        let problem = ours.with("own.yaml", &text.replace("wage.growth", "wage.grwth")).unwrap_err();
        assert!(problem.en().contains("own.yaml:4:10: LAW-0006"), "{}", problem.en());
    }
}

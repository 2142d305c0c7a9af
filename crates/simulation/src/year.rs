//! The law and the assumptions of one year, looked up once for everybody.

use kernel::{FeeMonth, Fen, Fund, Insurance, Problem, Rate, Result};
use rules::account::{InterestMethod, interest_method, latest_bookkeeping_rate};
use rules::contribution::Line;
use rules::injury::OwnWageRules;
use rules::maternity::{Birth, allowance, birth_treatment, days};
use rules::medical::{Band, stay_deductible};
use rules::pension::AdjustmentRules;
use rules::retirement::minimum_months;
use rules::survivor::{SurvivorRules, survivor_income};
use rules::unemployment::{duration, monthly};
use rules::{Category, ContributionRules, Figure, InsuranceSet, Law, NoTrace, is_missing, optional};

use crate::assumption::{Figures, january};

/// One month.
pub(crate) struct Month {
    pub(crate) month: FeeMonth,
    pub(crate) rules: ContributionRules,
    /// Injury rate of all units.
    pub(crate) injury: Rate,
    /// What a flexible worker can be insured in.
    pub(crate) flexible: InsuranceSet,
    /// The medical contribution of somebody who draws the unemployment benefit.
    pub(crate) premium: Fen,
}

/// One year.
pub(crate) struct Year<'l> {
    pub(crate) year: i32,
    pub(crate) law: &'l Law<'l>,
    pub(crate) figures: Figures,
    pub(crate) months: Vec<Month>,
    pub(crate) average: Fen,
    pub(crate) rate: Figure<Rate>,
    pub(crate) method: InterestMethod,
    pub(crate) minimum: i64,
    pub(crate) adjustment: Option<AdjustmentRules>,
    pub(crate) survivor: Option<(SurvivorRules, Figure<Fen>)>,
    /// Bands and deductible of a stay: in service, retired.
    pub(crate) stays: [Option<(Vec<Band>, Fen)>; 2],
    /// What a birth costs the fund.
    pub(crate) birth: Fen,
    pub(crate) own_wage: Option<(OwnWageRules, Figure<Fen>)>,
    pub(crate) resident: Resident,
    /// Does the law say how long and how much the unemployed draw?
    pub(crate) pays_unemployed: bool,
}

/// What residents pay and draw in a year.
pub(crate) struct Resident {
    /// The yearly line of the tier that residents choose.
    pub(crate) pension: Option<Line>,
    /// The yearly lines by age: child, working, old.
    pub(crate) medical: [Option<Line>; 3],
    /// Basic pension.
    pub(crate) basic: Option<Fen>,
    /// Age from which residents draw, in months.
    pub(crate) claim_age: i32,
}

/// Something that the law does not say, so that it is not simulated.
pub(crate) type Missing = Vec<(Fund, Problem)>;

impl<'l> Year<'l> {
    /// Looks everything up. What the region's law does not have is left out and noted; what nothing can do without is not.
    ///
    /// # Errors
    /// `LAW-0101` where the law lacks what employees pay to the pension, or the average wage; whatever is wrong.
    pub(crate) fn of(
        law: &'l Law<'l>,
        figures: Figures,
        year: i32,
        missing: &mut Missing,
    ) -> Result<Year<'l>> {
        let start = january(year)?;
        let mut months = Vec::with_capacity(12);
        for n in 0..12 {
            months.push(Month::of(law, start.plus(n), figures.injury_class, missing)?);
        }
        let average = law.money("pension.average_wage", start)?.value;
        let resident = Resident::of(law, &months[0].rules, start, figures.tier, missing)?;
        let mut known = Known { missing };
        Ok(Year {
            year,
            law,
            average,
            rate: latest_bookkeeping_rate(law, year)?.0,
            method: interest_method(law, year)?,
            minimum: minimum_months(&mut NoTrace, law, year)?,
            adjustment: known.or_note(Fund::Pension, AdjustmentRules::of_year(law, year))?,
            survivor: known.or_note(Fund::Pension, survivor(law, start))?,
            stays: [
                known.or_note(Fund::Medical, stay(law, start, figures.level, false))?,
                known.or_note(Fund::Medical, stay(law, start, figures.level, true))?,
            ],
            birth: known.or_note(Fund::Medical, birth(law, start, average))?.unwrap_or(Fen::ZERO),
            own_wage: known.or_note(Fund::Injury, own_wage(law, start))?,
            pays_unemployed: known.or_note(Fund::Unemployment, unemployed(law, start))?.is_some(),
            resident,
            months,
            figures,
        })
    }
}

impl Month {
    fn of(law: &Law<'_>, month: FeeMonth, class: i64, missing: &mut Missing) -> Result<Month> {
        let rules = ContributionRules::compile(law, month)?;
        rules.require(Category::Employee, InsuranceSet::of(&[Insurance::Pension]))?;
        for (_, insurance, problem) in rules.missing() {
            note(missing, insurance.fund(), problem.clone());
        }
        let injury = match rules.injury_rate(&mut NoTrace, class, Rate::ONE) {
            Ok(rate) => rate,
            Err(problem) if is_missing(&problem) => Rate::ZERO,
            Err(problem) => return Err(problem),
        };
        let medical = InsuranceSet::of(&[Insurance::Medical]);
        // Nobody's wage below the floor: the least that an employee is insured for.
        let premium = rules.assess_employee(&mut NoTrace, Fen::ZERO, medical, injury).total();
        let flexible = rules.offered(Category::Flexible);
        Ok(Month { month, injury, flexible, premium, rules })
    }
}

impl Resident {
    fn of(
        law: &Law<'_>,
        rules: &ContributionRules,
        start: FeeMonth,
        tier: Fen,
        missing: &mut Missing,
    ) -> Result<Resident> {
        let mut known = Known { missing };
        let medical = ["child", "working-age", "old"].map(|group| {
            known.or_note(Fund::ResidentMedical, rules.assess_resident_medical(&mut NoTrace, group))
        });
        let [child, working, old] = medical;
        let basic = match optional(law.money("resident.basic", start))? {
            Some(basic) => Some(basic),
            None => known.or_note(Fund::ResidentPension, law.money("resident.minimum_basic", start))?,
        };
        let claim_age = known.or_note(Fund::ResidentPension, law.whole("resident.claim_age", start))?;
        Ok(Resident {
            pension: known
                .or_note(Fund::ResidentPension, rules.assess_resident_pension(&mut NoTrace, tier))?,
            medical: [child?, working?, old?],
            basic: basic.map(|basic| basic.value),
            claim_age: claim_age.and_then(|age| i32::try_from(age.value).ok()).unwrap_or(i32::MAX),
        })
    }
}

struct Known<'m> {
    missing: &'m mut Missing,
}

impl Known<'_> {
    fn or_note<T>(&mut self, fund: Fund, found: Result<T>) -> Result<Option<T>> {
        match found {
            Ok(found) => Ok(Some(found)),
            Err(problem) if is_missing(&problem) => {
                note(self.missing, fund, problem);
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }
}

/// Once for each figure, whatever the month.
fn note(missing: &mut Missing, fund: Fund, problem: Problem) {
    let field = problem.place().field.clone();
    if missing.iter().all(|(known, other)| *known != fund || other.place().field != field) {
        missing.push((fund, problem));
    }
}

fn survivor(law: &Law<'_>, month: FeeMonth) -> Result<(SurvivorRules, Figure<Fen>)> {
    Ok((SurvivorRules::at(law, month)?, survivor_income(law, month)?))
}

fn stay(law: &Law<'_>, month: FeeMonth, level: i64, retired: bool) -> Result<(Vec<Band>, Fen)> {
    let bands = Band::of_stay(law.table("medical.inpatient_bands", month)?.value, level, retired);
    let table = law.table("medical.inpatient_deductibles", month)?.value;
    Ok((bands, stay_deductible(table, level, retired, 1).unwrap_or(Fen::ZERO)))
}

fn unemployed(law: &Law<'_>, month: FeeMonth) -> Result<()> {
    duration(&mut NoTrace, law, month.into(), Rate::ONE, 0)?;
    monthly(&mut NoTrace, law, month.into(), Rate::ONE, 1).map(|_| ())
}

fn own_wage(law: &Law<'_>, month: FeeMonth) -> Result<(OwnWageRules, Figure<Fen>)> {
    Ok((OwnWageRules::at(law, month.into())?, law.money("injury.average_wage", month)?))
}

/// Allowance at the average wage, and the fixed sums.
fn birth(law: &Law<'_>, month: FeeMonth, average: Fen) -> Result<Fen> {
    let leave = days(&mut NoTrace, law, month.into(), Birth::Normal(1))?;
    let paid = allowance(&mut NoTrace, average, leave, None)?;
    let sums =
        optional(birth_treatment(&mut NoTrace, law, month.into(), "employee", Birth::Normal(1), false))?;
    let sums =
        sums.map_or(Fen::ZERO, |sums| sums.fixed.unwrap_or(Fen::ZERO) + sums.prenatal.unwrap_or(Fen::ZERO));
    Ok(paid + sums)
}

//! From the law of a region to the flat rules of a month.

use kernel::{FeeMonth, Fen, Insurance, Problem, Rate, Result, Rounding};

use super::{
    BaseRule, Category, Cites, ContributionRules, InjuryRates, LineRule, ResidentGroup, ResidentTier,
};
use crate::law::{Figure, Law, optional};
use crate::trace::{Step, Trace};

/// What every employee has; that one of them is not in the data is worth saying.
const STATUTORY: [Insurance; 4] =
    [Insurance::Pension, Insurance::Unemployment, Insurance::Medical, Insurance::Injury];

impl ContributionRules {
    /// Looks up everything that the levy of a month needs. An insurance whose figures are not all known is left out and
    /// named in [`ContributionRules::missing`].
    ///
    /// # Errors
    /// Only where a parameter is of the wrong kind or the rounding rules themselves are missing.
    pub fn compile(law: &Law<'_>, month: FeeMonth) -> Result<ContributionRules> {
        let mut rules = ContributionRules {
            region: law.region().to_owned(),
            month,
            rounding: rounding(law, "contribution.rounding", month)?.value,
            base_rounding: rounding(law, "contribution.base_rounding", month)?.value,
            employee: Vec::new(),
            employee_cites: Vec::new(),
            flexible: Vec::new(),
            flexible_cites: Vec::new(),
            average_wage: average_wage(law, month)?,
            flexible_tiers: flexible_tiers(law, month)?,
            resident_tiers: Vec::new(),
            resident_tiers_cite: Vec::new(),
            resident_groups: Vec::new(),
            resident_groups_cite: Vec::new(),
            injury: InjuryRates::default(),
            missing: Vec::new(),
        };
        let injury = InjuryRates::at(law, month).map(|injury| rules.injury = injury);
        for &insurance in Insurance::ALL {
            for category in [Category::Employee, Category::Flexible] {
                let is_injury = (category, insurance) == (Category::Employee, Insurance::Injury);
                let line = match &injury {
                    Err(problem) if is_injury => Err(problem.clone()),
                    _ => line(law, month, category, insurance),
                };
                match line {
                    Ok(Some((rule, cites))) if category == Category::Employee => {
                        rules.employee.push(rule);
                        rules.employee_cites.push(cites);
                    }
                    Ok(Some((rule, cites))) => {
                        rules.flexible.push(rule);
                        rules.flexible_cites.push(cites);
                    }
                    Ok(None) => {}
                    Err(problem) if crate::is_missing(&problem) => {
                        rules.missing.push((category, insurance, problem))
                    }
                    Err(problem) => return Err(problem),
                }
            }
        }
        rules.residents(law, month)?;
        Ok(rules)
    }

    fn residents(&mut self, law: &Law<'_>, month: FeeMonth) -> Result<()> {
        match law.table("contribution.resident-pension.tiers", month) {
            Ok(table) => {
                self.resident_tiers = table
                    .value
                    .rows()
                    .filter_map(|row| {
                        Some(ResidentTier { tier: row.money("tier")?, subsidy: row.money("subsidy")? })
                    })
                    .collect();
                self.resident_tiers_cite = table.parameter.into_iter().collect();
            }
            Err(problem) => self.not_for_residents(Insurance::ResidentPension, problem)?,
        }
        match law.table("contribution.resident-medical.groups", month) {
            Ok(table) => {
                self.resident_groups = table
                    .value
                    .rows()
                    .filter_map(|row| {
                        let group = row.word("group")?.to_owned();
                        Some(ResidentGroup {
                            group,
                            person: row.money("person")?,
                            subsidy: row.money("subsidy"),
                        })
                    })
                    .collect();
                self.resident_groups_cite = table.parameter.into_iter().collect();
            }
            Err(problem) => self.not_for_residents(Insurance::ResidentMedical, problem)?,
        }
        Ok(())
    }

    fn not_for_residents(&mut self, insurance: Insurance, problem: Problem) -> Result<()> {
        if !crate::is_missing(&problem) {
            return Err(problem);
        }
        self.missing.push((Category::Resident, insurance, problem));
        Ok(())
    }
}

/// A rounding named by the law.
pub(crate) fn rounding(law: &Law<'_>, id: &str, month: FeeMonth) -> Result<Figure<Rounding>> {
    let word = law.word(id, month)?;
    let rounding = match word.value {
        "jiao-up" => Rounding::JiaoUp,
        "yuan-half-up" => Rounding::YuanHalfUp,
        "yuan-down" => Rounding::YuanDown,
        _ => Rounding::FenHalfUp,
    };
    Ok(word.map(|_| rounding))
}

/// The general rule of the bounds: 60 % and 300 % of the average wage, rounded as the law names. The levy uses the
/// printed bounds, which may lie elsewhere for some years.
#[derive(Clone, Debug)]
pub struct LimitRules {
    /// Floor as a share of the average wage.
    pub floor: Figure<Rate>,
    /// Ceiling as a multiple of the average wage.
    pub ceiling: Figure<Rate>,
    /// Rounding of both.
    pub rounding: Figure<Rounding>,
}

impl LimitRules {
    /// The rule of a month.
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing.
    pub fn at(law: &Law<'_>, month: FeeMonth) -> Result<LimitRules> {
        Ok(LimitRules {
            floor: law.rate("contribution.floor_ratio", month)?,
            ceiling: law.rate("contribution.ceiling_ratio", month)?,
            rounding: rounding(law, "contribution.limits_rounding", month)?,
        })
    }
}

/// Floor and ceiling of the base by the general rule.
pub fn limits<T: Trace>(trace: &mut T, average_wage: Fen, rules: &LimitRules) -> (Fen, Fen) {
    let rounding = rules.rounding.value;
    let (floor, ceiling) =
        (rules.floor.value.of(average_wage, rounding), rules.ceiling.value.of(average_wage, rounding));
    for (zh, en, value, share) in
        [("下限", "floor", floor, &rules.floor), ("上限", "ceiling", ceiling, &rules.ceiling)]
    {
        trace.note(|| {
            Step::new(zh, en, value)
                .by("average_wage × share")
                .input("average_wage", average_wage)
                .figure("share", share)
                .rounded(rounding)
        });
    }
    (floor, ceiling)
}

/// Average wage, the number of months it is for, its source.
fn average_wage(
    law: &Law<'_>,
    month: FeeMonth,
) -> Result<Option<(Fen, i64, std::sync::Arc<crate::ParameterRef>)>> {
    for (id, months) in [("contribution.average_wage", 1), ("contribution.average_wage_annual", 12)] {
        if let Some(Figure { value, parameter: Some(parameter) }) = optional(law.money(id, month))? {
            return Ok(Some((value, months, parameter)));
        }
    }
    Ok(None)
}

fn flexible_tiers(law: &Law<'_>, month: FeeMonth) -> Result<Option<Vec<Rate>>> {
    let table = optional(law.table("contribution.flexible.tiers", month))?;
    Ok(table.map(|table| table.value.rows().filter_map(|row| row.rate("tier")).collect()))
}

/// The rule of one insurance; `None` where the law does not charge this kind of payer for it.
fn line(
    law: &Law<'_>,
    month: FeeMonth,
    category: Category,
    insurance: Insurance,
) -> Result<Option<(LineRule, Cites)>> {
    let id = |what: &str| format!("contribution.{}.{}.{what}", insurance.key(), category.key());
    let mut cites = Cites::new();
    let mut rate = |what: &str| -> Result<Option<Rate>> {
        Ok(optional(law.rate(&id(what), month))?.map(|figure| {
            cites.extend(figure.parameter);
            figure.value
        }))
    };
    let (unit, person, account) = (rate("unit_rate")?, rate("person_rate")?, rate("account_ratio")?);
    let mut sum = |what: &str| -> Result<Option<Fen>> {
        Ok(optional(law.money(&id(what), month))?.map(|figure| {
            cites.extend(figure.parameter);
            figure.value
        }))
    };
    let (unit_fixed, person_fixed, fixed_base) = (sum("unit_fixed")?, sum("person_fixed")?, sum("base")?);
    let injury = (category, insurance) == (Category::Employee, Insurance::Injury);
    let charged = unit.is_some() || person.is_some() || injury;
    let statutory = category == Category::Employee && STATUTORY.contains(&insurance);
    if !charged && unit_fixed.is_none() && person_fixed.is_none() {
        return if statutory { law.rate(&id("unit_rate"), month).map(|_| None) } else { Ok(None) };
    }
    if statutory && !injury {
        // Half a rule would bill half an amount: both shares must be known.
        unit.map_or_else(|| law.rate(&id("unit_rate"), month).map(|figure| figure.value), Ok)?;
        person.map_or_else(|| law.rate(&id("person_rate"), month).map(|figure| figure.value), Ok)?;
    }
    let base = match fixed_base {
        Some(base) => BaseRule::Fixed(base),
        None if !charged => BaseRule::Fixed(Fen::ZERO),
        None => {
            let (floor, ceiling) =
                (bound(law, month, insurance, "floor")?, bound(law, month, insurance, "ceiling")?);
            cites.extend(floor.parameter);
            cites.extend(ceiling.parameter);
            BaseRule::Clamped { floor: floor.value, ceiling: ceiling.value }
        }
    };
    if insurance == Insurance::Pension && account.is_none() {
        law.rate(&id("account_ratio"), month)?;
    }
    let rule = LineRule {
        insurance,
        base,
        unit: unit.unwrap_or(Rate::ZERO),
        person: person.unwrap_or(Rate::ZERO),
        unit_fixed: unit_fixed.unwrap_or(Fen::ZERO),
        person_fixed: person_fixed.unwrap_or(Fen::ZERO),
        account: account.unwrap_or(Rate::ZERO),
    };
    Ok(Some((rule, cites)))
}

/// An insurance's own bound, else the common one.
fn bound(law: &Law<'_>, month: FeeMonth, insurance: Insurance, which: &str) -> Result<Figure<Fen>> {
    match optional(law.money(&format!("contribution.{}.{which}", insurance.key()), month))? {
        Some(own) => Ok(own),
        None => law.money(&format!("contribution.{which}"), month),
    }
}

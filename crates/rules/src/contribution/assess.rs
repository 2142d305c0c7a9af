//! Assessing one person with the flat rules of a month.

use kernel::{FeeMonth, Fen, Insurance, Problem, Rate, Result, Rounding};

use super::{
    BaseRule, Category, Cites, ContributionRules, InsuranceSet, Line, LineRule, Lines, ResidentGroup,
    ResidentTier,
};
use crate::codes;
use crate::trace::{Step, Trace};

/// The base (缴费基数): what was declared, held between floor and ceiling.
#[inline]
pub fn clamp(declared: Fen, floor: Fen, ceiling: Fen) -> Fen {
    declared.max(floor).min(ceiling)
}

/// What is due from one side for one insurance: base × rate, rounded once, and the fixed sum beside it.
#[inline]
pub fn due(base: Fen, rate: Rate, fixed: Fen, rounding: Rounding) -> Fen {
    rate.of(base, rounding) + fixed
}

impl LineRule {
    #[inline]
    fn assess(&self, wage: Fen, unit: Rate, rounding: Rounding) -> Line {
        let base = match self.base {
            BaseRule::Clamped { floor, ceiling } => clamp(wage, floor, ceiling),
            BaseRule::Fixed(base) => base,
        };
        Line {
            insurance: self.insurance,
            base,
            unit: due(base, unit, self.unit_fixed, rounding),
            person: due(base, self.person, self.person_fixed, rounding),
            account: self.account.of(base, rounding),
            subsidy: Fen::ZERO,
        }
    }
}

fn line_step(rule: &LineRule, line: &Line, wage: Fen, unit: Rate, cites: &Cites, rounding: Rounding) -> Step {
    let mut step = Step::new(rule.insurance.zh(), rule.insurance.en(), line.total()).rounded(rounding);
    if let BaseRule::Clamped { floor, ceiling } = rule.base {
        step = step.input("wage", wage).input("floor", floor).input("ceiling", ceiling);
    }
    step = step
        .by("unit = base × unit_rate + unit_fixed; person = base × person_rate + person_fixed; account = base × account_ratio")
        .input("base", line.base)
        .input("unit_rate", unit)
        .input("person_rate", rule.person)
        .input("unit_fixed", rule.unit_fixed)
        .input("person_fixed", rule.person_fixed)
        .input("account_ratio", rule.account);
    step.parameters.extend(cites.iter().cloned());
    step.steps = vec![
        Step::new("单位应缴", "unit", line.unit),
        Step::new("个人应缴", "person", line.person),
        Step::new("记入个人账户", "credited to the account", line.account),
    ];
    step
}

impl ContributionRules {
    /// The region these rules are of.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The fee month these rules are of.
    pub fn month(&self) -> FeeMonth {
        self.month
    }

    /// The insurances that can be assessed for a kind of payer.
    pub fn offered(&self, category: Category) -> InsuranceSet {
        match category {
            Category::Employee => self.employee.iter().map(|rule| rule.insurance).collect(),
            Category::Flexible => self.flexible.iter().map(|rule| rule.insurance).collect(),
            Category::Resident => {
                let pension = (!self.resident_tiers.is_empty()).then_some(Insurance::ResidentPension);
                let medical = (!self.resident_groups.is_empty()).then_some(Insurance::ResidentMedical);
                pension.into_iter().chain(medical).collect()
            }
        }
    }

    /// The insurances that cannot be assessed because the law data lacks a figure, with the figure.
    pub fn missing(&self) -> &[(Category, Insurance, Problem)] {
        &self.missing
    }

    /// Can all of these be assessed for this kind of payer?
    ///
    /// # Errors
    /// The missing figure (`LAW-0101`, `LAW-0104`), or `LAW-0204` where the law does not charge this kind of payer.
    pub fn require(&self, category: Category, insurances: InsuranceSet) -> Result<()> {
        let offered = self.offered(category);
        let Some(insurance) = insurances.iter().find(|insurance| !offered.contains(*insurance)) else {
            return Ok(());
        };
        let known = self.missing.iter().find(|(c, i, _)| (*c, *i) == (category, insurance));
        Err(match known {
            Some((_, _, problem)) => problem.clone(),
            None => codes::NOT_OFFERED
                .with("insurance", insurance.zh())
                .with("region", &self.region)
                .with("month", self.month),
        })
    }

    /// The injury rate of a unit (工伤费率): base rate of its industry class 1 to 8 × floating tier × staged cut.
    /// Look it up once a unit and hand it to [`ContributionRules::assess_employee`].
    ///
    /// # Errors
    /// `LAW-0203` where the class has no such tier (class 1 never floats down).
    pub fn injury_rate<T: Trace>(&self, trace: &mut T, class: i64, factor: Rate) -> Result<Rate> {
        self.injury.rate(trace, class, factor)
    }

    /// The lines of an employee: every insurance of the set that is offered. `injury` comes from
    /// [`ContributionRules::injury_rate`]. Call [`ContributionRules::require`] once for a set before a batch.
    #[inline]
    pub fn assess_employee<T: Trace>(
        &self,
        trace: &mut T,
        wage: Fen,
        insurances: InsuranceSet,
        injury: Rate,
    ) -> Lines {
        let mut lines = Lines::EMPTY;
        trace.open();
        for (n, rule) in self.employee.iter().enumerate() {
            if insurances.contains(rule.insurance) {
                let unit = if rule.insurance == Insurance::Injury { injury } else { rule.unit };
                let line = rule.assess(wage, unit, self.rounding);
                trace.note(|| line_step(rule, &line, wage, unit, &self.employee_cites[n], self.rounding));
                lines.push(line);
            }
        }
        trace.close(|| {
            self.person_step("职工应缴", "contribution of an employee", &lines).input("wage", wage)
        });
        lines
    }

    /// The lines of a flexible worker who chose a base (自选基数).
    pub fn assess_flexible_base<T: Trace>(
        &self,
        trace: &mut T,
        base: Fen,
        insurances: InsuranceSet,
    ) -> Lines {
        let mut lines = Lines::EMPTY;
        trace.open();
        for (n, rule) in self.flexible.iter().enumerate() {
            if insurances.contains(rule.insurance) {
                let line = rule.assess(base, rule.unit, self.rounding);
                trace
                    .note(|| line_step(rule, &line, base, rule.unit, &self.flexible_cites[n], self.rounding));
                lines.push(line);
            }
        }
        trace.close(|| {
            self.person_step("灵活就业应缴", "contribution of a flexible worker", &lines).input("base", base)
        });
        lines
    }

    /// The lines of a flexible worker by tier, a share of the average wage (缴费档次).
    ///
    /// # Errors
    /// `LAW-0202` where the tier is not offered, `LAW-0101` where the average wage is not known.
    pub fn assess_flexible<T: Trace>(
        &self,
        trace: &mut T,
        tier: Rate,
        insurances: InsuranceSet,
    ) -> Result<Lines> {
        let base = self.tier_base(trace, tier)?;
        Ok(self.assess_flexible_base(trace, base, insurances))
    }

    /// The base of a flexible worker's tier, before floor and ceiling: average wage × tier.
    ///
    /// # Errors
    /// As [`ContributionRules::assess_flexible`].
    pub fn tier_base<T: Trace>(&self, trace: &mut T, tier: Rate) -> Result<Fen> {
        if let Some(tiers) = &self.flexible_tiers
            && !tiers.contains(&tier)
        {
            let offered: Vec<String> = tiers.iter().map(Rate::to_string).collect();
            return Err(codes::NO_TIER.with("tier", tier).with("tiers", offered.join("、")));
        }
        let Some((wage, months, cite)) = &self.average_wage else {
            return Err(codes::MISSING
                .with("id", "contribution.average_wage")
                .with("region", &self.region)
                .with("at", self.month)
                .at("contribution.average_wage", self.month));
        };
        let base = tier.of_parts(*wage, 1, *months, self.base_rounding);
        trace.note(|| {
            let mut step = Step::new("档次基数", "base of the tier", base)
                .by("average_wage ÷ months × tier")
                .input("average_wage", wage)
                .input("months", months)
                .input("tier", tier)
                .rounded(self.base_rounding);
            step.parameters.push(cite.clone());
            step
        });
        Ok(base)
    }

    /// Tiers of flexible workers; `None` where any base may be chosen.
    pub fn flexible_tiers(&self) -> Option<&[Rate]> {
        self.flexible_tiers.as_deref()
    }

    /// Yearly tiers of the resident pension.
    pub fn resident_tiers(&self) -> &[ResidentTier] {
        &self.resident_tiers
    }

    /// Yearly sums of the resident medical insurance.
    pub fn resident_groups(&self) -> &[ResidentGroup] {
        &self.resident_groups
    }

    /// A resident's pension contribution of the year; what was paid and the subsidy both enter the account.
    ///
    /// # Errors
    /// `LAW-0202` where the tier is not offered.
    pub fn assess_resident_pension<T: Trace>(&self, trace: &mut T, tier: Fen) -> Result<Line> {
        let Some(found) = self.resident_tiers.iter().find(|known| known.tier == tier) else {
            self.require(Category::Resident, InsuranceSet::of(&[Insurance::ResidentPension]))?;
            let offered: Vec<String> =
                self.resident_tiers.iter().map(|known| known.tier.to_string()).collect();
            return Err(codes::NO_TIER.with("tier", tier).with("tiers", offered.join("、")));
        };
        let account = tier + found.subsidy;
        Ok(self.resident_line(
            trace,
            Insurance::ResidentPension,
            tier,
            found.subsidy,
            account,
            &self.resident_tiers_cite,
        ))
    }

    /// A resident's medical contribution of the year, by group.
    ///
    /// # Errors
    /// `LAW-0202` where there is no such group.
    pub fn assess_resident_medical<T: Trace>(&self, trace: &mut T, group: &str) -> Result<Line> {
        let Some(found) = self.resident_groups.iter().find(|known| known.group == group) else {
            self.require(Category::Resident, InsuranceSet::of(&[Insurance::ResidentMedical]))?;
            let offered: Vec<&str> = self.resident_groups.iter().map(|known| known.group.as_str()).collect();
            return Err(codes::NO_TIER.with("tier", group).with("tiers", offered.join("、")));
        };
        let subsidy = found.subsidy.unwrap_or(Fen::ZERO);
        let cites = &self.resident_groups_cite;
        Ok(self.resident_line(trace, Insurance::ResidentMedical, found.person, subsidy, Fen::ZERO, cites))
    }

    fn resident_line<T: Trace>(
        &self,
        trace: &mut T,
        insurance: Insurance,
        person: Fen,
        subsidy: Fen,
        account: Fen,
        cites: &Cites,
    ) -> Line {
        trace.note(|| {
            let mut step = Step::new(insurance.zh(), insurance.en(), person)
                .input("subsidy", subsidy)
                .input("account", account);
            step.parameters.extend(cites.iter().cloned());
            step
        });
        Line { insurance, base: Fen::ZERO, unit: Fen::ZERO, person, account, subsidy }
    }

    fn person_step(&self, zh: &'static str, en: &'static str, lines: &Lines) -> Step {
        Step::new(zh, en, lines.total())
            .by("sum of unit and person parts")
            .input("region", &self.region)
            .input("month", self.month)
    }
}

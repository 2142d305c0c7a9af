//! After a death: funeral and survivor grant (遗属待遇, 人社部发〔2021〕18号) and pensions paid too long.
//!
//! Not here: the inherited account ([`crate::account::inheritance`]); to whom anything is paid (`business`).

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};

use crate::codes;
use crate::law::{Figure, Law};
use crate::trace::{Step, Trace};

/// The rules of a month.
#[derive(Clone, Debug)]
pub struct SurvivorRules {
    /// Months of the funeral grant (丧葬补助金).
    pub funeral_months: Figure<i64>,
    /// Grant months below so many contribution months; the last is open.
    pub steps: Vec<(Option<i64>, i64)>,
    /// Beyond so many contribution months each further year adds a month, counted to the month.
    pub from_month: Figure<i64>,
    /// So many contribution months count at most.
    pub top_months: Figure<i64>,
    /// Least months for the retired.
    pub floor: Figure<i64>,
    /// Source of the table.
    pub cites: Vec<std::sync::Arc<crate::ParameterRef>>,
}

/// Who died.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deceased {
    /// In service, with so many contribution months including deemed ones.
    Active {
        /// Contribution months.
        contribution_months: i64,
    },
    /// Retired, with so many contribution months at retirement and so many pensions drawn.
    Retired {
        /// Contribution months.
        contribution_months: i64,
        /// Months the pension was drawn.
        months_received: i64,
    },
}

/// What the pooled fund pays once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SurvivorBenefit {
    /// Months of the grant.
    pub grant_months: Rate,
    /// Funeral grant.
    pub funeral: Fen,
    /// Survivor grant (抚恤金).
    pub grant: Fen,
    /// Both.
    pub total: Fen,
}

impl SurvivorRules {
    /// The rules in a month of death.
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing (deaths before 2021-09 are left to the provinces).
    pub fn at(law: &Law<'_>, month: FeeMonth) -> Result<SurvivorRules> {
        let steps = law.table("survivor.grant_steps", month)?;
        Ok(SurvivorRules {
            funeral_months: law.whole("survivor.funeral_months", month)?,
            steps: steps
                .value
                .rows()
                .filter_map(|row| Some((row.whole("below_months"), row.whole("grant")?)))
                .collect(),
            from_month: law.whole("survivor.grant_from_month", month)?,
            top_months: law.whole("survivor.grant_top_months", month)?,
            floor: law.whole("survivor.grant_floor", month)?,
            cites: steps.parameter.into_iter().collect(),
        })
    }

    /// Grant months × 12, exact.
    fn grant_twelfths(&self, deceased: Deceased) -> i64 {
        let by_table = |months: i64| {
            let step = self.steps.iter().find(|(below, _)| below.is_none_or(|below| months < below));
            let beyond = (months.min(self.top_months.value) - self.from_month.value).max(0);
            step.map_or(0, |(_, grant)| grant * 12) + beyond
        };
        match deceased {
            Deceased::Active { contribution_months } => by_table(contribution_months),
            Deceased::Retired { contribution_months, months_received } => {
                (by_table(contribution_months) - months_received).max(self.floor.value * 12)
            }
        }
    }
}

/// The annual disposable income per head that counts in a month of death (上年城镇居民人均可支配收入).
///
/// # Errors
/// `LAW-0101` where it is not known.
pub fn survivor_income(law: &Law<'_>, month: FeeMonth) -> Result<Figure<Fen>> {
    law.money("survivor.income_annual", month)
}

/// Funeral grant: two months of the province's disposable income.
pub fn funeral_grant<T: Trace>(trace: &mut T, income_annual: &Figure<Fen>, rules: &SurvivorRules) -> Fen {
    let exact = i128::from(income_annual.value.get()) * i128::from(rules.funeral_months.value);
    let funeral = Rounding::FenHalfUp.divide(exact, 12);
    trace.note(|| {
        Step::new("丧葬补助金", "funeral grant", funeral)
            .by("income_annual ÷ 12 × months")
            .figure("income_annual", income_annual)
            .figure("months", &rules.funeral_months)
            .rounded(Rounding::FenHalfUp)
    });
    funeral
}

/// Funeral and survivor grant of a death by illness or otherwise not by work.
///
/// # Errors
/// `LAW-0201` for negative months.
pub fn survivor_benefit<T: Trace>(
    trace: &mut T,
    deceased: Deceased,
    income_annual: &Figure<Fen>,
    rules: &SurvivorRules,
) -> Result<SurvivorBenefit> {
    let (paid, received) = match deceased {
        Deceased::Active { contribution_months } => (contribution_months, 0),
        Deceased::Retired { contribution_months, months_received } => (contribution_months, months_received),
    };
    if paid < 0 || received < 0 {
        return Err(codes::NEGATIVE.with("what", "months").with("value", paid.min(received)));
    }
    trace.open();
    let funeral = funeral_grant(trace, income_annual, rules);
    let twelfths = rules.grant_twelfths(deceased);
    let grant_months = Rate::ratio(twelfths, 12).unwrap_or(Rate::ZERO);
    let exact = i128::from(income_annual.value.get()) * i128::from(twelfths);
    let grant = Rounding::FenHalfUp.divide(exact, 144);
    trace.note(|| {
        let mut step = Step::new("抚恤金", "survivor grant", grant)
            .by("income_annual ÷ 12 × grant_months")
            .figure("income_annual", income_annual)
            .input("grant_months", grant_months)
            .input("contribution_months", paid)
            .input("months_received", received)
            .rounded(Rounding::FenHalfUp);
        step.parameters.extend(rules.cites.iter().cloned());
        step
    });
    let benefit = SurvivorBenefit { grant_months, funeral, grant, total: funeral + grant };
    trace.close(|| Step::new("遗属待遇", "survivor benefit", benefit.total).by("funeral + grant"));
    Ok(benefit)
}

/// Pensions of months after the month of death: how many, and what is claimed back (多发待遇追回).
pub fn overpaid<T: Trace>(trace: &mut T, death_month: FeeMonth, paid: &[(FeeMonth, Fen)]) -> (usize, Fen) {
    let late = paid.iter().filter(|(month, _)| *month > death_month);
    let (count, claim) = late.fold((0, Fen::ZERO), |(count, sum), (_, amount)| (count + 1, sum + *amount));
    trace.note(|| {
        Step::new("多发养老金", "pensions paid too long", claim)
            .by("Σ amounts of months after the death")
            .input("death_month", death_month)
            .input("months", count)
    });
    (count, claim)
}

//! Assessment (缴费核定): from a wage, a tier or a group to the lines of a bill.
//!
//! [`ContributionRules::compile`] looks every figure up once; assessing a person then looks nothing up and allocates
//! nothing. Invariant: the parts of a line are each rounded once and the totals are their sums.
//! Not here: which people are to be billed (`business`), late fees and deemed declarations ([`crate::arrears`]).

mod assess;
mod block;
mod compile;
mod injury;
mod lines;

pub use assess::{clamp, due};
pub use block::{Block, Column};
pub(crate) use compile::rounding as rounding_of;
pub use compile::{LimitRules, limits};
pub use injury::InjuryRates;
pub use lines::{InsuranceSet, Line, Lines};

use std::sync::Arc;

use kernel::{FeeMonth, Fen, Insurance, Problem, Rate, Rounding};

use crate::read::ParameterRef;

/// As what a person pays (缴费人员类别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Through a unit (单位职工).
    Employee,
    /// For themselves, by tier (灵活就业人员).
    Flexible,
    /// As a resident, by yearly tier (城乡居民).
    Resident,
}

impl Category {
    /// All of them.
    pub const ALL: [Category; 3] = [Category::Employee, Category::Flexible, Category::Resident];

    /// The word used in law files and interfaces.
    pub const fn key(self) -> &'static str {
        match self {
            Category::Employee => "employee",
            Category::Flexible => "flexible",
            Category::Resident => "resident",
        }
    }

    /// From the word used in files.
    pub fn from_key(key: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.key() == key)
    }
}

/// One insurance of one kind of payer in one month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRule {
    pub(crate) insurance: Insurance,
    pub(crate) base: BaseRule,
    pub(crate) unit: Rate,
    pub(crate) person: Rate,
    pub(crate) unit_fixed: Fen,
    pub(crate) person_fixed: Fen,
    pub(crate) account: Rate,
}

/// What the rates are applied to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BaseRule {
    /// The wage or tier, held between floor and ceiling.
    Clamped { floor: Fen, ceiling: Fen },
    /// The same for all.
    Fixed(Fen),
}

/// Where the figures of a [`LineRule`] stand in the law, in the order floor, ceiling or base, rates, sums, account.
pub(crate) type Cites = Vec<Arc<ParameterRef>>;

/// A yearly tier of the resident pension (居民养老缴费档次).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidentTier {
    /// Paid by the person in the year.
    pub tier: Fen,
    /// Added by the state (政府补贴).
    pub subsidy: Fen,
}

/// A yearly sum of the resident medical insurance (居民医保筹资标准).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResidentGroup {
    /// `child`, `working-age` or `old`.
    pub group: String,
    /// Paid by the person in the year.
    pub person: Fen,
    /// Added by the state, where known.
    pub subsidy: Option<Fen>,
}

/// A month's contribution law of a region, flat (当月征缴参数).
#[derive(Clone, Debug)]
pub struct ContributionRules {
    region: String,
    month: FeeMonth,
    rounding: Rounding,
    base_rounding: Rounding,
    employee: Vec<LineRule>,
    employee_cites: Vec<Cites>,
    flexible: Vec<LineRule>,
    flexible_cites: Vec<Cites>,
    average_wage: Option<(Fen, i64, Arc<ParameterRef>)>,
    flexible_tiers: Option<Vec<Rate>>,
    resident_tiers: Vec<ResidentTier>,
    resident_tiers_cite: Cites,
    resident_groups: Vec<ResidentGroup>,
    resident_groups_cite: Cites,
    injury: InjuryRates,
    missing: Vec<(Category, Insurance, Problem)>,
}

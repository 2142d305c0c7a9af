//! What a unit will be billed for a month beside the month before, and why they differ: who joins, who leaves, whose
//! insurances or wages change, what the law changes (月度差异).
//!
//! Both months are assessed from the records as they are believed now, the coming one with what a file would change. The bill
//! itself is made by the run, by the same rules.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Moment, PartyId, Rate, Result};
use rules::{Category, ContributionRules, InsuranceSet, NoTrace};
use serde::{Deserialize, Serialize};
use store::Tx;

use crate::Office;
use crate::registry::{Payers, each_insured, injury_terms_of};

/// How somebody stands at a unit in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// In what they are insured there; nothing: they are not.
    pub insurances: InsuranceSet,
    /// Wage of the month, where one is declared.
    pub wage: Option<Fen>,
}

/// What a month comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// People.
    pub people: u64,
    /// The unit's part.
    pub unit: Fen,
    /// The people's part.
    pub person: Fen,
}

impl Sum {
    /// Both parts.
    pub fn total(&self) -> Fen {
        self.unit + self.person
    }

    fn add(&mut self, (unit, person): (Fen, Fen)) {
        self.people += 1;
        self.unit += unit;
        self.person += person;
    }
}

/// Why a month differs from the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Insured now, not before (新增).
    Joined,
    /// Insured before, not now (减少).
    Left,
    /// In other insurances (险种变动).
    Insurances,
    /// Another wage (基数变动).
    Wage,
    /// The same person and wage, other rates or bounds (费率或上下限变动).
    Law,
}

impl Reason {
    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Reason::Joined => "joined",
            Reason::Left => "left",
            Reason::Insurances => "insurances",
            Reason::Wage => "wage",
            Reason::Law => "law",
        }
    }
}

/// A month beside the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forecast {
    /// The month to come.
    pub month: FeeMonth,
    /// What the month before comes to.
    pub before: Sum,
    /// What the month comes to.
    pub after: Sum,
    /// What makes the difference: people concerned, and by how much more or less the parts are. They add up to it.
    pub reasons: BTreeMap<Reason, Sum>,
    /// People without a declared wage, counted at the wage of the month before.
    pub undeclared: u64,
}

/// One person's month.
#[derive(Clone, Copy)]
struct One {
    standing: Standing,
    parts: (Fen, Fen),
}

/// The forecast of a unit's month. `changed`: how people on record would stand in it, where a file says something else;
/// `new`: how people would stand whom nobody knows yet.
///
/// # Errors
/// `LAW-0101` where the law of the region lacks a figure of one of the months.
pub fn forecast(
    tx: &mut Tx<'_>,
    office: &Office,
    at: Moment,
    (unit, month): (PartyId, FeeMonth),
    changed: &BTreeMap<PartyId, Standing>,
    new: &[Standing],
) -> Result<Forecast> {
    let before = month_of(tx, office, at, (unit, month.previous()), &BTreeMap::new(), &BTreeMap::new())?;
    let after = month_of(tx, office, at, (unit, month), changed, &before)?;
    let mut found = Forecast {
        month,
        before: Sum::default(),
        after: Sum::default(),
        reasons: BTreeMap::new(),
        undeclared: after.values().filter(|one| one.standing.wage.is_none()).count().try_into().unwrap_or(0),
    };
    before.values().for_each(|one| found.before.add(one.parts));
    after.values().for_each(|one| found.after.add(one.parts));
    for (person, one) in &after {
        found.tell(before.get(person), Some(one));
    }
    for (_, gone) in before.iter().filter(|(person, _)| !after.contains_key(*person)) {
        found.tell(Some(gone), None);
    }
    let mut joining = new.iter().filter(|standing| !standing.insurances.is_empty()).peekable();
    if joining.peek().is_some() {
        let rates = Rates::of(tx, office, at, (unit, month))?;
        for standing in joining {
            let one = rates.assess(*standing, None);
            found.after.add(one.parts);
            found.tell(None, Some(&one));
        }
    }
    Ok(found)
}

impl Forecast {
    fn tell(&mut self, before: Option<&One>, after: Option<&One>) {
        let reason = match (before, after) {
            (None, Some(_)) => Reason::Joined,
            (Some(_), None) => Reason::Left,
            (Some(b), Some(a)) if b.standing.insurances != a.standing.insurances => Reason::Insurances,
            (Some(b), Some(a)) if a.standing.wage.is_some() && b.standing.wage != a.standing.wage => {
                Reason::Wage
            }
            (Some(b), Some(a)) if b.parts != a.parts => Reason::Law,
            _ => return,
        };
        let parts = |one: Option<&One>| one.map_or((Fen::ZERO, Fen::ZERO), |one| one.parts);
        let (was, is) = (parts(before), parts(after));
        self.reasons.entry(reason).or_default().add((is.0 - was.0, is.1 - was.1));
    }
}

/// By what a unit's people are assessed in a month.
struct Rates {
    rules: ContributionRules,
    injury: Rate,
}

impl Rates {
    fn of(tx: &mut Tx<'_>, office: &Office, at: Moment, (unit, month): (PartyId, FeeMonth)) -> Result<Rates> {
        let law = office.law.in_force(office.region.as_str(), Some(at.date()))?;
        let rules = ContributionRules::compile(&law, month)?;
        let injury = match injury_terms_of(tx, unit, month, at)? {
            Some(terms) => {
                let factor = Rate::ratio(terms.tier_percent, 100).unwrap_or(Rate::ONE);
                rules.injury_rate(&mut NoTrace, terms.class, factor)?
            }
            None => Rate::ZERO,
        };
        Ok(Rates { rules, injury })
    }

    /// Who has no wage is assessed by that of the month before.
    fn assess(&self, standing: Standing, wage_before: Option<Fen>) -> One {
        let wage = standing.wage.or(wage_before).unwrap_or_default();
        let lines = self.rules.assess_employee(&mut NoTrace, wage, standing.insurances, self.injury);
        let parts = lines
            .iter()
            .fold((Fen::ZERO, Fen::ZERO), |(unit, person), line| (unit + line.unit, person + line.person));
        One { standing, parts }
    }
}

fn month_of(
    tx: &mut Tx<'_>,
    office: &Office,
    at: Moment,
    (unit, month): (PartyId, FeeMonth),
    changed: &BTreeMap<PartyId, Standing>,
    before: &BTreeMap<PartyId, One>,
) -> Result<BTreeMap<PartyId, One>> {
    let mut standings: BTreeMap<PartyId, Standing> = BTreeMap::new();
    each_insured(tx, month, at, Payers::Only(unit), |insured| {
        if insured.category == Category::Employee {
            let standing = Standing { insurances: insured.insurances, wage: insured.wage };
            standings.insert(insured.person, standing);
        }
        Ok(())
    })?;
    standings.extend(changed.iter().map(|(person, standing)| (*person, *standing)));
    standings.retain(|_, standing| !standing.insurances.is_empty());
    if standings.is_empty() {
        // Of a month before a region's law begins nothing has to be known.
        return Ok(BTreeMap::new());
    }
    let rates = Rates::of(tx, office, at, (unit, month))?;
    let wage_before = |person: &PartyId| before.get(person).and_then(|one| one.standing.wage);
    Ok(standings
        .into_iter()
        .map(|(person, standing)| (person, rates.assess(standing, wage_before(&person))))
        .collect())
}

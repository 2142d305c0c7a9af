//! What the past would be billed today, beside what it was billed: the one comparison that differences and recomputations are
//! made from. Nothing is changed here.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{FeeMonth, Insurance, Moment, PartyId, Rate, Result};
use rules::{Category, ContributionRules, Derivation, Line, NoTrace, Step, Trace};
use store::{Tx, params};

use super::facts;
use super::roll::assess;
use crate::Office;
use crate::registry::facts::{records_sql, true_sql};
use crate::registry::{InjuryTerms, Payers, category_from_code, each_insured, injury_terms};

type Key = (PartyId, Insurance, FeeMonth);

/// One insurance of a person and month that would be billed otherwise today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Differing {
    pub(crate) payer: PartyId,
    pub(crate) category: Category,
    pub(crate) person: PartyId,
    pub(crate) month: FeeMonth,
    /// As billed, over all bills.
    pub(crate) before: Line,
    /// As it would be billed.
    pub(crate) after: Line,
    /// When it was billed last; none where it never was.
    pub(crate) billed_at: Option<Moment>,
}

impl Differing {
    /// What is to be billed: the difference of the two.
    pub(crate) fn change(&self) -> Line {
        self.after.minus(&self.before)
    }
}

/// The law of every month in question, and what the units' injury rates went by, as known at an instant.
pub(crate) struct Months {
    at: Moment,
    rules: Vec<ContributionRules>,
    terms: Vec<Vec<InjuryTerms>>,
}

impl Months {
    /// From `since` to the last month that was assessed; `None` where no month since was.
    pub(crate) fn levied(
        tx: &mut Tx<'_>,
        office: &Office,
        at: Moment,
        since: FeeMonth,
    ) -> Result<Option<Months>> {
        let until = facts::last_levied(tx)?.filter(|last| *last >= since);
        until.map(|until| Months::compile(tx, office, at, (since, until))).transpose()
    }

    /// From one month to another.
    pub(crate) fn compile(
        tx: &mut Tx<'_>,
        office: &Office,
        at: Moment,
        (since, until): (FeeMonth, FeeMonth),
    ) -> Result<Months> {
        let law = office.law.in_force(office.region.as_str(), Some(at.date()))?;
        let all = (0..=since.months_until(until)).map(|n| since.plus(n));
        let rules: Vec<_> =
            all.map(|month| ContributionRules::compile(&law, month)).collect::<Result<_>>()?;
        let terms = rules.iter().map(|rules| injury_terms(tx, rules.month(), at)).collect::<Result<_>>()?;
        Ok(Months { at, rules, terms })
    }

    pub(crate) fn since(&self) -> FeeMonth {
        self.rules[0].month()
    }

    pub(crate) fn until(&self) -> FeeMonth {
        self.rules[self.rules.len() - 1].month()
    }

    /// Everybody who pays for one of the months or was billed for one, by number.
    pub(crate) fn payers(&self, tx: &mut Tx<'_>) -> Result<Vec<PartyId>> {
        let sql = format!(
            "SELECT {payer} FROM participation p WHERE p.category <= 2 AND p.from_month <= $2 AND p.to_month >= $1
             UNION SELECT {payer} FROM bill p
               WHERE p.category <= 2 AND p.month >= $1 AND p.month <= $2 AND p.kind NOT IN ('take-over', 'by-fund')
             ORDER BY 1",
            payer = true_sql("p.payer")
        );
        tx.rows(&sql, params![self.since(), self.until()], |row| row.get(0))
    }
}

/// What differs of a payer's bills, by person, insurance and month.
pub(crate) fn differing(tx: &mut Tx<'_>, months: &Months, payer: PartyId) -> Result<Vec<Differing>> {
    let (category, billed) = billed_lines(tx, months, payer)?;
    let mut due: BTreeMap<Key, Line> = BTreeMap::new();
    let category = each_due(tx, &mut NoTrace, months, (payer, category), |_, person, month, line| {
        due.insert((person, line.insurance, month), *line);
    })?;
    let keys: BTreeSet<Key> = billed.keys().chain(due.keys()).copied().collect();
    let mut found = Vec::new();
    for key in keys {
        let (person, insurance, month) = key;
        let (before, billed_at) =
            billed.get(&key).map_or((nothing(insurance), None), |(line, at)| (*line, Some(*at)));
        let after = due.get(&key).copied().unwrap_or_else(|| nothing(insurance));
        let one = Differing { payer, category, person, month, before, after, billed_at };
        let change = one.change();
        if !change.unit.is_zero() || !change.person.is_zero() || !change.account.is_zero() {
            found.push(one);
        }
    }
    Ok(found)
}

/// The steps that lead to what people of a payer would be billed for a month, person by person.
pub(crate) fn steps_of(
    tx: &mut Tx<'_>,
    months: &Months,
    (payer, category): (PartyId, Category),
    wanted: &BTreeSet<(PartyId, FeeMonth)>,
) -> Result<BTreeMap<(PartyId, FeeMonth), Vec<Step>>> {
    let mut found: BTreeMap<(PartyId, FeeMonth), Vec<Step>> = BTreeMap::new();
    let mut trace = Derivation::default();
    each_due(tx, &mut trace, months, (payer, Some(category)), |trace, person, month, _| {
        let steps = std::mem::take(trace).into_steps();
        if wanted.contains(&(person, month)) {
            found.entry((person, month)).or_default().extend(steps);
        }
    })?;
    Ok(found)
}

fn nothing(insurance: Insurance) -> Line {
    let (base, unit, person, account, subsidy) = Default::default();
    Line { insurance, base, unit, person, account, subsidy }
}

/// What was billed so far and when last, over all bills, under whatever record of payer and person, and the category of the
/// last.
fn billed_lines(
    tx: &mut Tx<'_>,
    months: &Months,
    payer: PartyId,
) -> Result<(Option<Category>, BTreeMap<Key, (Line, Moment)>)> {
    let mut lines: BTreeMap<Key, (Line, Moment)> = BTreeMap::new();
    let mut category = None;
    let sql = format!(
        "SELECT {}, c.insurance, c.month, c.base, c.unit, c.personal, c.account, b.category, b.issued_at
         FROM bill b JOIN contribution c ON c.bill = b.id
         WHERE b.payer IN {} AND b.category <= 2 AND b.kind <> 'by-fund' AND b.month >= $2 AND c.month >= $2 AND c.month <= $3",
        true_sql("c.person"),
        records_sql(1)
    );
    tx.each(&sql, params![payer, months.since(), months.until()], |row| {
        let key: Key = (row.get(0)?, row.get(1)?, row.get(2)?);
        let issued: Moment = row.get(8)?;
        let (line, at) = lines.entry(key).or_insert_with(|| (nothing(key.1), issued));
        line.base += row.get(3)?;
        line.unit += row.get(4)?;
        line.person += row.get(5)?;
        line.account += row.get(6)?;
        *at = (*at).max(issued);
        category = Some(category_from_code(row.get(7)?));
        Ok(())
    })?;
    Ok((category, lines))
}

/// What would be due by today's facts and law, line by line, with the category of the last.
fn each_due<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    months: &Months,
    (payer, billed): (PartyId, Option<Category>),
    mut take: impl FnMut(&mut T, PartyId, FeeMonth, &Line),
) -> Result<Category> {
    let mut category = billed.unwrap_or(Category::Employee);
    for (rules, terms) in months.rules.iter().zip(&months.terms) {
        each_insured(tx, rules.month(), months.at, Payers::Only(payer), |insured| {
            category = insured.category;
            let injury = injury_rate(trace, rules, terms, payer, category)?;
            for line in &assess(trace, rules, insured, injury)? {
                take(trace, insured.person, rules.month(), line);
            }
            Ok(())
        })?;
    }
    Ok(category)
}

fn injury_rate<T: Trace>(
    trace: &mut T,
    rules: &ContributionRules,
    terms: &[InjuryTerms],
    payer: PartyId,
    category: Category,
) -> Result<Rate> {
    match terms.binary_search_by_key(&payer, |terms| terms.unit) {
        Ok(at) if category == Category::Employee => {
            let factor = Rate::ratio(terms[at].tier_percent, 100).unwrap_or(Rate::ONE);
            rules.injury_rate(trace, terms[at].class, factor)
        }
        _ => Ok(Rate::ZERO),
    }
}

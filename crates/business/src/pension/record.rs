//! A person's record as far as a pension depends on it: age, group, months paid, deemed months.

use std::collections::BTreeMap;

use kernel::{AccountKind, Date, FeeMonth, Fen, Insurance, PartyId, Rate, Result, Sex};
use rules::pension::{YearPaid, index_of_history};
use rules::retirement::{RetirementGroup, retirement};
use rules::{Law, NoTrace, Trace, optional};
use serde_json::{Value as Json, json};
use store::{Tx, params};

use super::codes;
use crate::Office;
use crate::levy::facts::months_paid;
use crate::registry;

/// What a pension depends on.
#[derive(Clone, Debug)]
pub struct Record {
    /// Which retirement age applies.
    pub group: RetirementGroup,
    /// Month of birth.
    pub birth: FeeMonth,
    /// Bases and months paid, by calendar year.
    pub paid: Vec<YearPaid>,
    /// Months paid.
    pub paid_months: i64,
    /// Months deemed paid (视同缴费).
    pub deemed_months: i64,
    /// Months between the first and the last that were not paid.
    pub gap_months: i64,
}

impl Record {
    /// Paid and deemed.
    pub fn months(&self) -> i64 {
        self.paid_months + self.deemed_months
    }

    /// Average index; `true` where a wage that is not out yet is replaced by the latest known.
    pub fn index<T: Trace>(&self, trace: &mut T, law: &Law<'_>, month: FeeMonth) -> Result<(Rate, bool)> {
        let offset = law.whole("pension.reference_year_offset", month)?.value;
        let offset = i32::try_from(offset).unwrap_or(0);
        let mut known: BTreeMap<i32, YearPaid> = BTreeMap::new();
        let mut provisional = false;
        for year in &self.paid {
            let found = known_year(law, year.year, offset)?;
            provisional |= found != year.year;
            let entry = known.entry(found).or_insert(YearPaid { year: found, bases: Fen::ZERO, months: 0 });
            entry.bases += year.bases;
            entry.months += year.months;
        }
        let paid: Vec<YearPaid> = known.into_values().collect();
        let index = index_of_history(trace, law, month, &paid, self.deemed_months, self.gap_months)?;
        Ok((index, provisional))
    }
}

/// The latest year up to this one whose reference wage is published.
fn known_year(law: &Law<'_>, year: i32, offset: i32) -> Result<i32> {
    for earlier in 0..3 {
        let Some(january) = FeeMonth::new(year + offset - earlier, 1) else { break };
        if optional(law.money("pension.average_wage", january))?.is_some() {
            return Ok(year - earlier);
        }
    }
    Ok(year)
}

/// The record up to a month: contributions that were received in full, with what other systems brought.
pub fn record(tx: &mut Tx<'_>, person: PartyId, until: FeeMonth) -> Result<Record> {
    let identity = registry::facts::person(tx, person)?;
    let on = until.last_day();
    let group =
        group_of(tx, person, identity.sex, on)?.ok_or_else(|| codes::NO_GROUP.with("person", person))?;
    let months = months_paid(tx, person, Insurance::Pension, until)?;
    let mut years: BTreeMap<i32, YearPaid> = BTreeMap::new();
    for (month, base) in &months {
        let entry =
            years.entry(month.year()).or_insert(YearPaid { year: month.year(), bases: Fen::ZERO, months: 0 });
        entry.bases += *base;
        entry.months += 1;
    }
    let paid_months = i64::try_from(months.len()).unwrap_or(i64::MAX);
    let span = match (months.keys().next(), months.keys().next_back()) {
        (Some(first), Some(last)) => i64::from(first.months_until(*last)) + 1,
        _ => 0,
    };
    Ok(Record {
        group,
        birth: FeeMonth::of(identity.birth),
        paid: years.into_values().collect(),
        paid_months,
        deemed_months: deemed_months(tx, person, on)?,
        gap_months: span - paid_months,
    })
}

/// The record that each fact of a pension came from: the matters that recorded identity, group and deemed months, and whose
/// contributions and account were read.
pub(super) fn origins(tx: &mut Tx<'_>, person: PartyId, until: FeeMonth) -> Result<Json> {
    let on = until.last_day();
    let records = registry::facts::records_of(tx, person)?;
    Ok(json!({
        "birth": { "table": "person_identity", "person": person, "matter": registry::facts::identity_origin(tx, person)? },
        "group": {
            "table": "person_fact", "person": person, "fact": "retirement.group",
            "matter": registry::facts::fact_origin(tx, person, "retirement.group", on)?,
        },
        "deemed_months": {
            "table": "person_fact", "person": person, "fact": "deemed-months",
            "matter": registry::facts::fact_origin(tx, person, "deemed-months", on)?,
        },
        "paid": { "table": "contribution", "persons": records, "insurance": 110, "until": until },
        "pension_account": { "table": "account_entry", "person": person, "kind": AccountKind::Pension.key() },
    }))
}

/// Paid and deemed months up to a month.
pub(super) fn months_of(tx: &mut Tx<'_>, person: PartyId, until: FeeMonth) -> Result<i64> {
    let paid = i64::try_from(months_paid(tx, person, Insurance::Pension, until)?.len()).unwrap_or(i64::MAX);
    Ok(paid + deemed_months(tx, person, until.last_day())?)
}

fn deemed_months(tx: &mut Tx<'_>, person: PartyId, on: Date) -> Result<i64> {
    let fact = registry::facts::fact(tx, person, "deemed-months", on)?;
    Ok(fact.and_then(|text| text.parse().ok()).unwrap_or(0))
}

fn group_of(tx: &mut Tx<'_>, person: PartyId, sex: Sex, on: Date) -> Result<Option<RetirementGroup>> {
    let fact = registry::facts::fact(tx, person, "retirement.group", on)?;
    Ok(fact.as_deref().and_then(RetirementGroup::from_key).or(match sex {
        Sex::Male => Some(RetirementGroup::Male60),
        Sex::Female => None,
    }))
}

/// Somebody whose statutory month has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Who.
    pub person: PartyId,
    /// Statutory month of retirement.
    pub month: FeeMonth,
    /// Which retirement age applies; for a woman without a recorded group the earlier one.
    pub group: RetirementGroup,
}

/// Insured people whose statutory month is that month or earlier and who draw no pension, by person.
pub fn due_to_retire(tx: &mut Tx<'_>, office: &Office, month: FeeMonth) -> Result<Vec<Due>> {
    due(tx, office, month, 0)
}

/// As [`due_to_retire`], of those insured at one unit (到龄人员).
pub fn due_to_retire_at(
    tx: &mut Tx<'_>,
    office: &Office,
    month: FeeMonth,
    unit: PartyId,
) -> Result<Vec<Due>> {
    due(tx, office, month, unit.get())
}

/// At the unit of that number; 0: at any.
fn due(tx: &mut Tx<'_>, office: &Office, month: FeeMonth, unit: i64) -> Result<Vec<Due>> {
    let law = office.law.in_force(office.region.as_str(), None)?;
    let candidates = tx.rows(
        "SELECT i.person, i.sex, i.birth, f.value
         FROM person_identity i
         LEFT JOIN person_fact f ON f.person = i.person AND f.fact = 'retirement.group' AND f.retracted_at = 0
         WHERE i.retracted_at = 0 AND i.birth <= $2
           AND EXISTS (SELECT 1 FROM participation p WHERE p.person = i.person AND p.slot = 110 AND p.insurance = 110
                       AND p.retracted_at = 0 AND p.to_month >= $1 AND ($3 = 0 OR p.payer = $3))
           AND NOT EXISTS (SELECT 1 FROM award a WHERE a.person = i.person AND a.benefit IN ('pension', 'resident-pension'))
         ORDER BY i.person",
        params![month, month.plus(-50 * 12).last_day(), unit],
        |row| {
            let sex: String = row.get(1)?;
            Ok((row.get(0)?, sex == "F", row.get::<Date>(2)?, row.get::<Option<String>>(3)?))
        },
    )?;
    let mut due: Vec<Due> = Vec::new();
    for (person, female, birth, fact) in candidates {
        let usual = if female { RetirementGroup::Female50 } else { RetirementGroup::Male60 };
        let group = fact.as_deref().and_then(RetirementGroup::from_key).unwrap_or(usual);
        let statutory = retirement(&mut NoTrace, &law, group, FeeMonth::of(birth))?;
        if statutory.month <= month && due.last().is_none_or(|last| last.person != person) {
            due.push(Due { person, month: statutory.month, group });
        }
    }
    Ok(due)
}

//! Everybody on record in a few figures each: what a simulation of a reform begins with. Read-only, over what the subjects
//! offer; nothing is decided from it, and no name or number is in it.

use std::collections::BTreeMap;

use kernel::{AccountKind, Date, FeeMonth, Fen, Insurance, PartyId, Result, Sex};
use rules::Category;
use rules::pension::YearPaid;
use rules::retirement::RetirementGroup;
use store::Tx;

use crate::benefits::Benefit;
use crate::benefits::facts::{Running, each_pension};
use crate::levy::facts::each_month_paid;
use crate::{accounts, registry};

/// A person as the records have them at the end of a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnRecord {
    /// Who.
    pub person: PartyId,
    /// Sex.
    pub sex: Sex,
    /// Day of birth.
    pub birth: Date,
    /// Recorded group of the retirement age.
    pub group: Option<RetirementGroup>,
    /// As what they are insured in a pension scheme now, if at all.
    pub insured: Option<Category>,
    /// First month of any pension insurance or contribution.
    pub since: Option<FeeMonth>,
    /// Employee pension: bases and months paid, by year.
    pub paid: Vec<YearPaid>,
    /// Last month paid, with its base.
    pub last: Option<(FeeMonth, Fen)>,
    /// Months deemed paid (视同缴费).
    pub deemed_months: i64,
    /// Months paid to the unemployment insurance.
    pub unemployment_months: i64,
    /// Balance of the employee's account.
    pub account: Fen,
    /// Balance of the resident's account.
    pub resident_account: Fen,
    /// The pension that runs.
    pub pension: Option<Running>,
}

/// Everybody alive, by person, as of the end of a month.
pub fn everybody(tx: &mut Tx<'_>, month: FeeMonth) -> Result<Vec<OnRecord>> {
    let mut all: BTreeMap<PartyId, OnRecord> = BTreeMap::new();
    registry::facts::each_living(tx, |person, sex, birth| {
        all.insert(person, OnRecord::new(person, sex, birth));
        Ok(())
    })?;
    let on = month.last_day();
    registry::facts::each_fact(tx, "retirement.group", on, |person, value| {
        with(&mut all, person, |one| one.group = RetirementGroup::from_key(value))
    })?;
    registry::facts::each_fact(tx, "deemed-months", on, |person, value| {
        with(&mut all, person, |one| one.deemed_months = value.parse().unwrap_or(0))
    })?;
    for insurance in [Insurance::Pension, Insurance::ResidentPension] {
        registry::facts::each_participation(tx, insurance, |person, category, period| {
            with(&mut all, person, |one| {
                one.begins(period.from());
                if period.contains(month) {
                    one.insured = Some(category);
                }
            })
        })?;
    }
    each_month_paid(tx, Insurance::Pension, month, |person, month, base| {
        with(&mut all, person, |one| one.pay(month, base))
    })?;
    each_month_paid(tx, Insurance::Unemployment, month, |person, _, _| {
        with(&mut all, person, |one| one.unemployment_months += 1)
    })?;
    each_pension(tx, month, |pension| with(&mut all, pension.person, |one| one.draw(pension)))?;
    let people: Vec<PartyId> = all.keys().copied().collect();
    for (person, balance) in accounts::balances(tx, AccountKind::Pension, &people)? {
        with(&mut all, person, |one| one.account = balance)?;
    }
    for (person, balance) in accounts::balances(tx, AccountKind::ResidentPension, &people)? {
        with(&mut all, person, |one| one.resident_account = balance)?;
    }
    Ok(all.into_values().collect())
}

/// Whoever is not alive is not among them.
fn with(
    all: &mut BTreeMap<PartyId, OnRecord>,
    person: PartyId,
    change: impl FnOnce(&mut OnRecord),
) -> Result<()> {
    if let Some(one) = all.get_mut(&person) {
        change(one);
    }
    Ok(())
}

impl OnRecord {
    fn new(person: PartyId, sex: Sex, birth: Date) -> OnRecord {
        OnRecord {
            person,
            sex,
            birth,
            group: None,
            insured: None,
            since: None,
            paid: Vec::new(),
            last: None,
            deemed_months: 0,
            unemployment_months: 0,
            account: Fen::ZERO,
            resident_account: Fen::ZERO,
            pension: None,
        }
    }

    fn begins(&mut self, month: FeeMonth) {
        self.since = Some(self.since.map_or(month, |since| since.min(month)));
    }

    /// Months come in order.
    fn pay(&mut self, month: FeeMonth, base: Fen) {
        self.begins(month);
        self.last = Some((month, base));
        match self.paid.last_mut() {
            Some(year) if year.year == month.year() => {
                year.bases += base;
                year.months += 1;
            }
            _ => self.paid.push(YearPaid { year: month.year(), bases: base, months: 1 }),
        }
    }

    /// Of two pensions the employee's counts.
    fn draw(&mut self, pension: Running) {
        if self.pension.is_none_or(|known| known.benefit != Benefit::Pension) {
            self.pension = Some(pension);
        }
    }
}

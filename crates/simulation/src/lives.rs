//! A handful of people living through the years under one law: month by month they pay, draw, lose work, retire, die.
//!
//! Every amount comes from `rules`. In a month people pay or draw as they stand at its begin; what happens to them happens at
//! its end, a death before anything else.

use kernel::{FeeMonth, Fen, Fund, Insurance, Rate, Result, Rounding};
use rules::account::{inheritance, year_interest};
use rules::injury;
use rules::medical::inpatient;
use rules::pension::{AwardFacts, YearPaid, adjust, award, index_of_history};
use rules::retirement::{RetirementMode, flexible_range, minimum_months, reference_year, retirement};
use rules::survivor::{Deceased, survivor_benefit};
use rules::unemployment::{duration, monthly};
use rules::{Block, Law, NoTrace, optional};

use crate::assumption::OLDEST;
use crate::chance::{Chance, Event};
use crate::person::{Path, Person, Standing, wage};
use crate::tally::YearTally;
use crate::year::{Month, Year};

/// So many months before it somebody settles when to retire: longer than any law lets them be early.
const SOON: i32 = 48;

/// Somebody alive, or to be born.
pub(crate) struct Life {
    person: Person,
    chance: Chance,
    /// Years paid, past and simulated, without the current one.
    paid: Vec<YearPaid>,
    /// Bases and months of the current year.
    bases: Fen,
    months: i64,
    credits: [Fen; 12],
    wage: Fen,
    retires: Retires,
    /// Months of this year in which a death and a loss of work fall; none where they do not.
    dies: Option<i32>,
    loses: Option<i32>,
    spell: Spell,
    /// Drawn less paid by the person, over all years.
    net: Fen,
}

/// When somebody means to retire, and the year whose minimum counts.
#[derive(Clone, Copy)]
struct Retires {
    month: FeeMonth,
    reference: i32,
}

/// A spell without work.
#[derive(Clone, Copy, Default)]
struct Spell {
    entitled: i64,
    drawn: i64,
    insured: i64,
}

/// Room for a month's levy, kept and filled again.
#[derive(Default)]
pub(crate) struct Scratch {
    who: Vec<usize>,
    wages: Vec<Fen>,
    block: Block,
}

impl Life {
    /// Somebody with their past, at the begin of the first year.
    ///
    /// # Errors
    /// `LAW-0101` where the law does not say when they may retire.
    pub(crate) fn begin(
        first: &Year<'_>,
        person: Person,
        chance: Chance,
        past: Vec<YearPaid>,
    ) -> Result<Life> {
        let start = first.months[0].month;
        let draws = matches!(person.standing, Standing::Retired | Standing::ResidentDrawing | Standing::Dead);
        let retires = if draws || person.path == Path::Resident {
            Retires { month: FeeMonth::OPEN, reference: first.year }
        } else {
            retires(first, &person, chance, start)?
        };
        Ok(Life {
            person,
            chance,
            paid: past,
            bases: Fen::ZERO,
            months: 0,
            credits: [Fen::ZERO; 12],
            wage: Fen::ZERO,
            retires,
            dies: None,
            loses: None,
            spell: Spell::default(),
            net: Fen::ZERO,
        })
    }

    /// What they drew less what they paid themselves, in all years so far.
    pub(crate) fn net(&self) -> Fen {
        self.net
    }
}

/// Lets everybody live through a year.
///
/// # Errors
/// Whatever a formula refuses.
pub(crate) fn live(
    year: &Year<'_>,
    lives: &mut [Life],
    scratch: &mut Scratch,
    tally: &mut YearTally,
) -> Result<()> {
    for life in lives.iter_mut() {
        life.new_year(year, tally)?;
    }
    for month in &year.months {
        levy(month, lives, scratch, tally);
        for life in lives.iter_mut() {
            life.month(year, month, tally)?;
        }
    }
    for life in lives.iter_mut() {
        life.year_end(year, tally);
    }
    Ok(())
}

/// The levy of a month for all employees, column by column.
fn levy(month: &Month, lives: &mut [Life], scratch: &mut Scratch, tally: &mut YearTally) {
    let Scratch { who, wages, block } = scratch;
    who.clear();
    wages.clear();
    for (n, life) in lives.iter_mut().enumerate() {
        life.enter(month.month, tally);
        if life.person.standing == Standing::Employee {
            who.push(n);
            wages.push(life.wage);
        }
    }
    month.rules.assess_employees(wages, month.injury, block);
    let at = usize::try_from(month.month.month() - 1).unwrap_or(0);
    for column in block.columns() {
        let flow = tally.of(column.insurance.fund());
        let due = |part: &[Fen]| part.iter().copied().sum::<Fen>();
        flow.contributions += due(&column.unit) + due(&column.person);
        let extra = matches!(column.insurance, Insurance::LargeMedical | Insurance::Maternity);
        flow.paying += if extra { 0 } else { u64::try_from(wages.len()).unwrap_or(0) };
        if column.insurance == Insurance::Medical {
            flow.benefits += due(&column.account);
        }
        for (life, own) in who.iter().zip(&column.person) {
            lives[*life].net -= *own;
        }
        match column.insurance {
            Insurance::Pension => {
                for ((life, base), credit) in who.iter().zip(&column.base).zip(&column.account) {
                    lives[*life].pay(at, *base, *credit);
                }
            }
            Insurance::Medical => {
                for (life, credit) in who.iter().zip(&column.account) {
                    lives[*life].net += *credit;
                }
            }
            Insurance::Unemployment => who.iter().for_each(|life| lives[*life].person.insured += 1),
            _ => {}
        }
    }
}

impl Life {
    /// What is known of a year at its begin: wage, luck, the yearly rise.
    fn new_year(&mut self, year: &Year<'_>, tally: &mut YearTally) -> Result<()> {
        let start = year.months[0].month;
        let chance = self.chance;
        let person = self.person;
        if person.standing == Standing::Dead {
            return Ok(());
        }
        let age = person.age(start);
        self.dies = None;
        self.loses = None;
        let born_later = person.birth >= start.plus(12);
        if person.standing == Standing::Unborn && born_later {
            return Ok(());
        }
        let sex = usize::from(person.is_woman());
        let oldest = usize::try_from(age).unwrap_or(0).min(OLDEST);
        if chance.happens(Event::Death, year.year, year.figures.deaths[sex][oldest]) {
            let month = chance.one_of(Event::DeathMonth, year.year, 12);
            self.dies = Some(month.max(start.months_until(person.birth)));
        }
        self.means_to_retire(year, start)?;
        self.wage = wage(year.average, person.level, year.figures.wage_by_age.between(age));
        match person.standing {
            Standing::Retired => self.rise(year, age)?,
            Standing::Employee => self.employed_year(year, age, tally)?,
            Standing::Flexible if chance.happens(Event::Turn, year.year, year.figures.to_employee) => {
                self.person.standing = Standing::Employee;
            }
            Standing::Resident => self.resident_year(year, tally),
            _ => {}
        }
        self.stay(year, age, tally);
        self.resident_medical(year, age, tally);
        Ok(())
    }

    /// The rules of early and late retirement may have changed since the month was chosen.
    fn means_to_retire(&mut self, year: &Year<'_>, start: FeeMonth) -> Result<()> {
        let working =
            matches!(self.person.standing, Standing::Employee | Standing::Flexible | Standing::Unemployed);
        let soon = self.retires.month >= start && self.retires.month < start.plus(SOON);
        if working && soon {
            self.retires = retires(year, &self.person, self.chance, start)?;
        }
        Ok(())
    }

    /// Turns to flexible work; loses the job; a child, an injury.
    fn employed_year(&mut self, year: &Year<'_>, age: i64, tally: &mut YearTally) -> Result<()> {
        let (figures, chance, when) = (&year.figures, self.chance, year.year);
        if chance.happens(Event::Turn, when, figures.to_flexible) {
            self.person.standing = Standing::Flexible;
            return Ok(());
        }
        if chance.happens(Event::JobLoss, when, figures.job_loss.reached(age)) {
            self.loses = Some(chance.one_of(Event::JobLossMonth, when, 12));
        }
        if self.person.is_woman() && chance.happens(Event::Child, when, figures.child.reached(age)) {
            tally.of(Fund::Medical).grants += year.birth;
            self.net += year.birth;
        }
        if let Some((rules, average)) = &year.own_wage
            && chance.happens(Event::Injury, when, figures.injury)
        {
            let grade = figures.grades.drawn(chance.draw(Event::Grade, when));
            let own = injury::own_wage(&mut NoTrace, self.wage, average, rules);
            let lump = injury::lump(&mut NoTrace, year.law, year.months[0].month.into(), grade, own)?;
            let flow = tally.of(Fund::Injury);
            flow.grants += lump;
            flow.drawing += 1;
            self.net += lump;
        }
        Ok(())
    }

    /// The yearly adjustment of a pension.
    fn rise(&mut self, year: &Year<'_>, age: i64) -> Result<()> {
        if let Some(rules) = &year.adjustment {
            let more = adjust(&mut NoTrace, self.person.pension, self.person.counted() / 12, age, rules)?;
            self.person.pension += more.total;
        }
        Ok(())
    }

    /// A resident pays the year's tier, or does not.
    fn resident_year(&mut self, year: &Year<'_>, tally: &mut YearTally) {
        let start = year.months[0].month;
        let Some(line) = &year.resident.pension else { return };
        if self.person.age_months(start) >= year.resident.claim_age || !self.pays_as_resident(year) {
            return;
        }
        let flow = tally.of(Fund::ResidentPension);
        flow.paying += 12;
        flow.contributions += line.person;
        flow.subsidies += line.subsidy;
        self.credits[0] += line.account;
        self.net -= line.person;
    }

    fn pays_as_resident(&self, year: &Year<'_>) -> bool {
        self.chance.happens(Event::Payer, 0, year.figures.payers)
    }

    /// A stay in hospital, paid by the fund of whoever is ill.
    fn stay(&mut self, year: &Year<'_>, age: i64, tally: &mut YearTally) {
        let figures = &year.figures;
        if !self.chance.happens(Event::Stay, year.year, figures.stays.between(age)) {
            return;
        }
        let rank = self.chance.draw(Event::StayCost, year.year);
        let cost = wage(year.average, 1_000, figures.stay_cost.between(rank));
        let half_up = Rounding::FenHalfUp;
        let (fund, stay) = match self.person.standing {
            Standing::Employee | Standing::Flexible | Standing::Unemployed | Standing::Retired => {
                let retired = usize::from(self.person.standing == Standing::Retired);
                let Some((bands, deductible)) = &year.stays[retired] else { return };
                let paid = inpatient(&mut NoTrace, cost, *deductible, bands, None);
                (Fund::Medical, paid.pool + paid.large)
            }
            _ => (Fund::ResidentMedical, figures.resident_share.of(cost, half_up)),
        };
        let paid = stay + figures.outpatient.of(stay, half_up);
        let flow = tally.of(fund);
        flow.benefits += paid;
        flow.drawing += 1;
        self.net += paid;
    }

    /// The yearly contribution of who is in the residents' medical insurance.
    fn resident_medical(&mut self, year: &Year<'_>, age: i64, tally: &mut YearTally) {
        let group = match self.person.standing {
            Standing::Child => 0,
            Standing::Resident if age < 60 => 1,
            Standing::Resident | Standing::ResidentDrawing => 2,
            _ => return,
        };
        if let Some(line) = &year.resident.medical[group] {
            let flow = tally.of(Fund::ResidentMedical);
            flow.paying += 12;
            flow.contributions += line.person;
            flow.subsidies += line.subsidy;
            self.net -= line.person;
        }
    }

    /// Birth and the first contribution.
    fn enter(&mut self, month: FeeMonth, tally: &mut YearTally) {
        let person = &mut self.person;
        if person.standing == Standing::Unborn && person.birth <= month {
            person.standing = Standing::Child;
            tally.born += 1;
        }
        if person.standing == Standing::Child && person.enters <= month {
            person.standing = match person.path {
                Path::Employee => Standing::Employee,
                Path::Flexible => Standing::Flexible,
                Path::Resident => Standing::Resident,
            };
        }
    }

    /// A month paid to the pension.
    fn pay(&mut self, at: usize, base: Fen, credit: Fen) {
        self.bases += base;
        self.months += 1;
        self.person.paid += 1;
        if let Some(slot) = self.credits.get_mut(at) {
            *slot += credit;
        }
    }

    /// Pays or draws, and then what happens at the end of the month.
    fn month(&mut self, year: &Year<'_>, month: &Month, tally: &mut YearTally) -> Result<()> {
        match self.person.standing {
            Standing::Unborn | Standing::Dead => return Ok(()),
            Standing::Flexible => self.pay_for_oneself(month, tally),
            Standing::Unemployed => self.draw_unemployed(year, month, tally)?,
            Standing::Retired => self.draw_pension(year, tally),
            Standing::ResidentDrawing => self.draw_as_resident(year, tally),
            Standing::Child | Standing::Employee | Standing::Resident => {}
        }
        let at = month.month.month() - 1;
        if self.dies == Some(at) {
            return self.die(year, month.month, tally);
        }
        match self.person.standing {
            Standing::Employee | Standing::Flexible | Standing::Unemployed => {
                self.may_retire(year, month.month, tally)?
            }
            Standing::Resident if self.person.age_months(month.month.next()) >= year.resident.claim_age => {
                self.claim_as_resident(year, month.month)?;
            }
            _ => {}
        }
        match self.person.standing {
            Standing::Employee if self.loses == Some(at) => self.lose_work(year, month.month)?,
            Standing::Unemployed => {
                let when = month.month.year() * 12 + at;
                if self.chance.happens(Event::JobFound, when, year.figures.job_found) {
                    self.person.standing = Standing::Employee;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn pay_for_oneself(&mut self, month: &Month, tally: &mut YearTally) {
        let lines = month.rules.assess_flexible_base(&mut NoTrace, self.wage, month.flexible);
        for line in lines.iter() {
            let flow = tally.of(line.insurance.fund());
            flow.contributions += line.unit + line.person;
            flow.paying += u64::from(line.insurance != Insurance::LargeMedical);
            self.net -= line.person;
            if line.insurance == Insurance::Pension {
                self.pay(usize::try_from(month.month.month() - 1).unwrap_or(0), line.base, line.account);
            }
        }
    }

    fn draw_unemployed(&mut self, year: &Year<'_>, month: &Month, tally: &mut YearTally) -> Result<()> {
        if self.spell.drawn >= self.spell.entitled {
            return Ok(());
        }
        self.spell.drawn += 1;
        let insured = Rate::ratio(self.spell.insured, 12).unwrap_or_default();
        let benefit = monthly(&mut NoTrace, year.law, month.month.into(), insured, self.spell.drawn)?;
        let flow = tally.of(Fund::Unemployment);
        flow.drawing += 1;
        // The fund pays the medical insurance as well (社会保险法第四十八条).
        flow.benefits += benefit + month.premium;
        let medical = tally.of(Fund::Medical);
        medical.contributions += month.premium;
        medical.paying += 1;
        self.net += benefit;
        Ok(())
    }

    fn draw_pension(&mut self, year: &Year<'_>, tally: &mut YearTally) {
        let credit = year.figures.retired_credit.of(year.average, Rounding::FenHalfUp);
        tally.of(Fund::Medical).benefits += credit;
        let flow = tally.of(Fund::Pension);
        flow.drawing += 1;
        flow.benefits += self.person.pension;
        self.person.drawn += 1;
        self.net += self.person.pension + credit;
    }

    /// The basic part comes from the state.
    fn draw_as_resident(&mut self, year: &Year<'_>, tally: &mut YearTally) {
        let Some(basic) = year.resident.basic else { return };
        let flow = tally.of(Fund::ResidentPension);
        flow.drawing += 1;
        flow.subsidies += basic;
        flow.benefits += basic + self.person.pension;
        self.person.drawn += 1;
        self.net += basic + self.person.pension;
    }

    fn lose_work(&mut self, year: &Year<'_>, month: FeeMonth) -> Result<()> {
        let insured = i64::from(std::mem::take(&mut self.person.insured));
        let years = Rate::ratio(insured, 12).unwrap_or_default();
        let entitled = match year.pays_unemployed {
            true => duration(&mut NoTrace, year.law, month.into(), years, 0)?,
            false => 0,
        };
        self.spell = Spell { entitled, drawn: 0, insured };
        self.person.standing = Standing::Unemployed;
        Ok(())
    }

    /// Retires whoever reached their month and paid long enough; who never will goes to the residents' scheme.
    fn may_retire(&mut self, year: &Year<'_>, month: FeeMonth, tally: &mut YearTally) -> Result<()> {
        if month < self.retires.month {
            return Ok(());
        }
        let minimum = match self.retires.reference {
            reference if reference == year.year => year.minimum,
            reference => minimum_months(&mut NoTrace, year.law, reference)?,
        };
        if self.person.counted() >= minimum {
            return self.retire(year, month, tally);
        }
        if self.person.age_months(month) >= year.figures.last_age {
            let account = self.settle(year, month);
            tally.of(Fund::Pension).grants += account;
            tally.of(Fund::ResidentPension).contributions += account;
            self.person.account = account;
            return self.claim_as_resident(year, month);
        }
        // Whoever draws no wage any more pays on for themselves.
        if self.person.standing == Standing::Unemployed && self.spell.drawn >= self.spell.entitled {
            self.person.standing = Standing::Flexible;
        }
        Ok(())
    }

    fn retire(&mut self, year: &Year<'_>, month: FeeMonth, tally: &mut YearTally) -> Result<()> {
        let account = self.settle(year, month);
        self.close_history(year.year);
        let (paid, deemed) = (i64::from(self.person.paid), i64::from(self.person.deemed));
        let gap = i64::from(self.person.enters.months_until(month)) + 1 - paid - deemed;
        let index = index_of_history(&mut NoTrace, year.law, month, &self.paid, deemed, gap.max(0))?;
        let facts = AwardFacts {
            month,
            age_months: self.person.age_months(month),
            paid_months: paid,
            deemed_months: deemed,
            index,
            account,
        };
        let award = award(&mut NoTrace, year.law, &facts)?;
        let person = &mut self.person;
        (person.account, person.pension, person.account_part) = (account, award.total, award.account);
        person.standing = Standing::Retired;
        self.paid = Vec::new();
        tally.awards += 1;
        tally.awarded += award.total;
        Ok(())
    }

    fn claim_as_resident(&mut self, year: &Year<'_>, month: FeeMonth) -> Result<()> {
        if self.person.path == Path::Resident {
            self.person.account = self.settle(year, month);
            if !self.pays_as_resident(year) {
                // Nothing was ever paid: nothing is drawn, and nobody asks again.
                self.person.standing = Standing::ResidentDrawing;
                return Ok(());
            }
        }
        let pension = rules::resident::monthly_pension(&mut NoTrace, year.law, month, self.person.account)?;
        (self.person.pension, self.person.account_part) = (pension.account, pension.account);
        self.person.standing = Standing::ResidentDrawing;
        Ok(())
    }

    /// The account with its interest to the end of a month.
    fn settle(&mut self, year: &Year<'_>, month: FeeMonth) -> Fen {
        let credits = std::mem::take(&mut self.credits);
        let through = i64::from(month.month());
        year_interest(&mut NoTrace, self.person.account, &credits, &year.rate, &year.method, through).closing
    }

    fn close_history(&mut self, year: i32) {
        if self.months > 0 {
            self.paid.push(YearPaid { year, bases: self.bases, months: self.months });
        }
        (self.bases, self.months) = (Fen::ZERO, 0);
    }

    fn die(&mut self, year: &Year<'_>, month: FeeMonth, tally: &mut YearTally) -> Result<()> {
        let standing = std::mem::replace(&mut self.person.standing, Standing::Dead);
        tally.died += 1;
        self.paid = Vec::new();
        let months = self.person.counted();
        let drawn = i64::from(self.person.drawn);
        let paid = Fen::new(self.person.account_part.get() * drawn);
        let (fund, deceased, left) = match standing {
            Standing::Retired => (
                Fund::Pension,
                Some(Deceased::Retired { contribution_months: months, months_received: drawn }),
                inheritance(&mut NoTrace, self.person.account, Fen::ZERO, paid),
            ),
            Standing::Employee | Standing::Flexible | Standing::Unemployed => (
                Fund::Pension,
                (months > 0).then_some(Deceased::Active { contribution_months: months }),
                self.settle(year, month),
            ),
            Standing::Resident => (Fund::ResidentPension, None, self.settle(year, month)),
            Standing::ResidentDrawing => {
                (Fund::ResidentPension, None, inheritance(&mut NoTrace, self.person.account, Fen::ZERO, paid))
            }
            Standing::Unborn | Standing::Child | Standing::Dead => return Ok(()),
        };
        let mut grants = left;
        if let (Some((rules, income)), Some(deceased)) = (&year.survivor, deceased) {
            grants += survivor_benefit(&mut NoTrace, deceased, income, rules)?.total;
        }
        tally.of(fund).grants += grants;
        self.net += grants;
        Ok(())
    }

    /// Interest on the account, and what is counted at the end of a year.
    fn year_end(&mut self, year: &Year<'_>, tally: &mut YearTally) {
        let draws = matches!(self.person.standing, Standing::Retired | Standing::ResidentDrawing);
        if self.person.is_alive() && !draws {
            let last = year.months[11].month;
            self.person.account = self.settle(year, last);
            self.close_history(year.year);
        }
        self.credits = [Fen::ZERO; 12];
        tally.alive += u64::from(self.person.is_alive());
        if self.person.standing == Standing::Retired {
            tally.pensions += 1;
            tally.pension_sum += self.person.pension;
        }
    }
}

/// The month somebody means to retire in: most at the statutory age, some as early or as late as they may. Where the law has
/// no such choice (before 2025) everybody retires at the statutory age.
fn retires(year: &Year<'_>, person: &Person, chance: Chance, start: FeeMonth) -> Result<Retires> {
    let law: &Law<'_> = year.law;
    let draw = chance.draw(Event::Retiring, 0);
    let (early, delayed) = (year.figures.early, year.figures.delayed);
    let (statutory, month, mode) =
        match optional(flexible_range(&mut NoTrace, law, start, person.group, person.birth))? {
            Some(range) if draw < early => (range.statutory, range.earliest, RetirementMode::Early),
            Some(range) if draw < early + delayed => (range.statutory, range.latest, RetirementMode::Delayed),
            Some(range) => (range.statutory, range.statutory, RetirementMode::Statutory),
            None => {
                let month = retirement(&mut NoTrace, law, person.group, person.birth)?.month;
                (month, month, RetirementMode::Statutory)
            }
        };
    // Whoever could have retired before the begin and did not goes on from there.
    let month = month.max(start);
    Ok(Retires { month, reference: reference_year(statutory.year(), mode, month.year()).max(1998) })
}

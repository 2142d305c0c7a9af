//! Everybody at the begin of a simulation, and those who will be born: made from assumptions, or taken from records.

use kernel::{FeeMonth, Fen, Rate, Result, Rounding};
use rules::account::{InterestMethod, interest_method, latest_bookkeeping_rate, year_interest};
use rules::contribution::{LimitRules, clamp, limits};
use rules::pension::{AwardFacts, YearPaid, award, index_of_history};
use rules::resident::monthly_pension;
use rules::retirement::{RetirementGroup, minimum_months, retirement};
use rules::{Category, Figure, Law, LawBook, NoTrace, Table, optional};

use crate::assumption::{Assumptions, january};
use crate::chance::{Chance, Event, WHOLE};
use crate::codes;
use crate::curve::Curve;
use crate::person::{Path, Person, Standing, chance, wage};

/// A year of a person's past: the sum of the monthly bases and the months paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Past {
    /// Calendar year.
    pub year: u16,
    /// Months paid.
    pub months: u8,
    /// Sum of the monthly bases in fen; no year of a person reaches forty million yuan.
    pub bases: u32,
}

/// Everybody, with their past.
#[derive(Clone, Debug)]
pub struct Population {
    pub(crate) first: i32,
    pub(crate) seed: u64,
    pub(crate) people: Vec<Person>,
    past: Vec<Past>,
    /// Where the past of each person ends; that of the next begins there.
    ends: Vec<u32>,
}

/// A population made from the assumptions alone.
#[derive(Clone, Copy, Debug)]
pub struct Seeded<'a> {
    /// Region whose law the past was lived under.
    pub region: &'a str,
    /// First year of the simulation; the people stand as they are at its begin.
    pub first: i32,
    /// Years of the simulation: so long children are born.
    pub years: i32,
    /// People alive at the begin.
    pub persons: usize,
    /// Chance begins here.
    pub seed: u64,
}

/// A person as records have them at the begin of the first year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Month of birth.
    pub birth: FeeMonth,
    /// A woman?
    pub woman: bool,
    /// Recorded group of the retirement age; drawn by chance for a woman without one.
    pub group: Option<RetirementGroup>,
    /// What they pay or draw; none for who is insured in no pension scheme.
    pub standing: Option<Standing>,
    /// First month of insurance, if any.
    pub since: Option<FeeMonth>,
    /// Employee pension: bases and months, by year.
    pub paid: Vec<YearPaid>,
    /// Last month paid, with its base.
    pub last: Option<(FeeMonth, Fen)>,
    /// Months deemed paid.
    pub deemed: i64,
    /// Months of unemployment insurance.
    pub insured: i64,
    /// Balance of the account of the scheme they are in; of who draws, at the begin of the pension.
    pub account: Fen,
    /// Pension a month with its account part; of a resident both are the account part.
    pub pension: Option<(Fen, Fen)>,
    /// Months for which it was drawn.
    pub drawn: i64,
}

impl Population {
    /// A population from records. Chance decides what records do not say: the wage level of who never paid, the path of
    /// children, births to come.
    ///
    /// # Errors
    /// As [`Population::seeded`].
    pub fn recorded(
        book: &LawBook,
        assumptions: &Assumptions,
        plan: &Seeded<'_>,
        known: impl IntoIterator<Item = Known>,
    ) -> Result<Population> {
        let (law, assumed) = (book.in_force(plan.region, None)?, assumptions.law()?);
        let maker = Maker::new(&law, &assumed, plan)?;
        let mut population = Population::empty(plan.first, plan.seed);
        let mut past = Vec::new();
        for known in known {
            past.clear();
            past.extend(known.paid.iter().map(Past::from));
            let person = maker.recorded(chance(plan.seed, population.len()), &known);
            population.add(person, &past);
        }
        population.bear(&maker, &assumed, plan)?;
        Ok(population)
    }

    /// Those who will be born.
    fn bear(&mut self, maker: &Maker<'_>, assumed: &Law<'_>, plan: &Seeded<'_>) -> Result<()> {
        let alive = i64::try_from(self.alive()).unwrap_or(i64::MAX);
        for year in plan.first..plan.first + plan.years {
            let births = assumed.rate("population.births", january(year)?)?.value;
            for _ in 0..births.of(Fen::new(alive), Rounding::FenHalfUp).get() {
                let person = maker.unborn(chance(plan.seed, self.len()), year)?;
                self.add(person, &[]);
            }
        }
        Ok(())
    }

    /// Nobody yet; people are added with [`Population::add`].
    pub fn empty(first: i32, seed: u64) -> Population {
        Population { first, seed, people: Vec::new(), past: Vec::new(), ends: Vec::new() }
    }

    /// Adds a person with their past, in the order of its years.
    pub fn add(&mut self, person: Person, past: &[Past]) {
        self.people.push(person);
        self.past.extend_from_slice(past);
        self.ends.push(u32::try_from(self.past.len()).unwrap_or(u32::MAX));
    }

    /// How many are alive at the begin.
    pub fn alive(&self) -> usize {
        self.people.iter().filter(|person| person.is_alive()).count()
    }

    /// How many there are with those who will be born.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Is there nobody?
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// Everybody, in order.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// First year of the simulation.
    pub fn first(&self) -> i32 {
        self.first
    }

    /// The past of the person with a number.
    pub fn past(&self, number: usize) -> &[Past] {
        let end = |n: usize| self.ends.get(n).map_or(0, |end| usize::try_from(*end).unwrap_or(0));
        let begin = number.checked_sub(1).map_or(0, end);
        self.past.get(begin..end(number)).unwrap_or_default()
    }

    /// A population by the assumptions: ages, careers and pasts drawn, contributions, interest and pensions of the past
    /// computed by the law. Those who are past their retirement draw what the law of today awards for their record.
    ///
    /// # Errors
    /// `LAW-0101` where the law or the assumptions lack a figure; `SIM-0107` where a table is not usable.
    pub fn seeded(book: &LawBook, assumptions: &Assumptions, plan: &Seeded<'_>) -> Result<Population> {
        let (law, assumed) = (book.in_force(plan.region, None)?, assumptions.law()?);
        let maker = Maker::new(&law, &assumed, plan)?;
        let mut population = Population::empty(plan.first, plan.seed);
        let mut past = Vec::new();
        for number in 0..plan.persons {
            past.clear();
            let chance = chance(plan.seed, number);
            let person = maker.alive(chance, &mut past)?;
            population.add(person, &past);
        }
        population.bear(&maker, &assumed, plan)?;
        Ok(population)
    }
}

/// Figures of a past year.
struct Year {
    year: i32,
    average: Fen,
    floor: Fen,
    ceiling: Fen,
    credited: [Option<Figure<Rate>>; 2],
    rate: Option<Figure<Rate>>,
    method: InterestMethod,
}

struct Maker<'l> {
    law: &'l Law<'l>,
    first: FeeMonth,
    years: Vec<Year>,
    ages: Vec<(i32, i32, i64)>,
    women: i64,
    managers: i64,
    paths: Vec<(Path, i64)>,
    entry: Curve,
    levels: Curve,
    by_age: Curve,
    density: i64,
    payers: i64,
    tier_credit: Fen,
    claim_age: Option<i32>,
    /// The first month of birth whose retirement the law speaks of.
    spoken_of: FeeMonth,
}

impl<'l> Maker<'l> {
    fn new(law: &'l Law<'l>, assumed: &Law<'_>, plan: &Seeded<'_>) -> Result<Maker<'l>> {
        let first = january(plan.first)?;
        let nano = |id: &str| assumed.rate(id, first).map(|figure| figure.value.nano());
        let curve = |id: &str, columns| Curve::of(id, assumed.table(id, first)?.value, columns);
        let tier = assumed.money("resident.tier", first)?.value;
        let rules = rules::ContributionRules::compile(law, first)?;
        let tier_credit = rules.assess_resident_pension(&mut NoTrace, tier).map_or(tier, |line| line.account);
        Ok(Maker {
            law,
            first,
            years: past_years(law, plan.first)?,
            ages: ages(assumed.table("population.ages", first)?.value)?,
            women: nano("population.women")?,
            managers: nano("career.managers")?,
            paths: paths(assumed.table("career.paths", first)?.value)?,
            entry: curve("career.entry_ages", ["age", "share"])?,
            levels: curve("career.wage_levels", ["rank", "level"])?,
            by_age: curve("career.wage_by_age", ["age", "factor"])?,
            density: nano("career.past_density")?,
            payers: nano("resident.payers")?,
            tier_credit,
            claim_age: optional(law.whole("resident.claim_age", first))?
                .and_then(|age| i32::try_from(age.value).ok()),
            spoken_of: spoken_of(law, first),
        })
    }

    /// Somebody with a month of birth, before anything happened.
    fn newborn(&self, chance: Chance, birth: FeeMonth) -> Person {
        let woman = chance.happens(Event::Woman, 0, self.women);
        let manager = chance.happens(Event::Manager, 0, self.managers);
        let mut left = chance.draw(Event::Path, 0);
        let path = self.paths.iter().find(|(_, share)| {
            left -= share;
            left < 0
        });
        let entry = i32::try_from(self.entry.drawn(chance.draw(Event::EntryAge, 0))).unwrap_or(22);
        Person {
            birth,
            enters: birth.plus(entry * 12 + chance.one_of(Event::EntryAge, 1, 12)),
            group: match (woman, manager) {
                (false, _) => RetirementGroup::Male60,
                (true, true) => RetirementGroup::Female55,
                (true, false) => RetirementGroup::Female50,
            },
            path: path.map_or(Path::Resident, |(path, _)| *path),
            standing: Standing::Child,
            level: u16::try_from(self.levels.between(chance.draw(Event::Level, 0)) / (WHOLE / 1000))
                .unwrap_or(1000),
            paid: 0,
            deemed: 0,
            insured: 0,
            drawn: 0,
            account: Fen::ZERO,
            pension: Fen::ZERO,
            account_part: Fen::ZERO,
        }
    }

    fn unborn(&self, chance: Chance, year: i32) -> Result<Person> {
        let birth = january(year)?.plus(chance.one_of(Event::BirthMonth, 0, 12));
        Ok(Person { standing: Standing::Unborn, ..self.newborn(chance, birth) })
    }

    /// Somebody who is alive at the begin, with their past.
    fn alive(&self, chance: Chance, past: &mut Vec<Past>) -> Result<Person> {
        let mut left = chance.draw(Event::Age, 0);
        let band = self.ages.iter().find(|(.., share)| {
            left -= share;
            left < 0
        });
        let (from, below) = band.or(self.ages.last()).map_or((30, 31), |(from, below, _)| (*from, *below));
        let age = from * 12 + chance.one_of(Event::BirthMonth, 1, (below - from) * 12);
        let mut person = self.newborn(chance, self.first.plus(-age - 1));
        match person.path {
            _ if person.enters >= self.first => {}
            Path::Resident => self.live_as_resident(chance, &mut person)?,
            Path::Employee | Path::Flexible => self.live(chance, &mut person, past)?,
        }
        Ok(person)
    }

    /// Somebody as the records have them.
    fn recorded(&self, chance: Chance, known: &Known) -> Person {
        let drawn = self.newborn(chance, known.birth);
        let group = known.group.unwrap_or(match (known.woman, drawn.group) {
            (false, _) => RetirementGroup::Male60,
            (true, RetirementGroup::Male60) => RetirementGroup::Female50,
            (true, group) => group,
        });
        let months: i64 = known.paid.iter().map(|year| year.months).sum();
        let short = |months: i64| u16::try_from(months.max(0)).unwrap_or(u16::MAX);
        let (standing, path) = match known.standing {
            Some(standing) => (standing, path_of(standing)),
            // Who paid once and does not now looks for work; who never did enters by the assumptions.
            None if months > 0 => (Standing::Unemployed, Path::Employee),
            None if drawn.enters > self.first => (Standing::Child, drawn.path),
            None => (Standing::Resident, Path::Resident),
        };
        let (pension, account_part) = known.pension.unwrap_or_default();
        Person {
            enters: known.since.unwrap_or(drawn.enters),
            group,
            path,
            standing,
            level: known
                .last
                .and_then(|(month, base)| self.level(known.birth, month, base))
                .unwrap_or(drawn.level),
            paid: short(months),
            deemed: short(known.deemed),
            insured: short(known.insured),
            drawn: short(known.drawn),
            account: known.account,
            pension,
            account_part,
            ..drawn
        }
    }

    /// The wage level that a base of a month stands for.
    fn level(&self, birth: FeeMonth, month: FeeMonth, base: Fen) -> Option<u16> {
        let year = self.years.iter().find(|year| year.year == month.year())?;
        let age = i64::from(birth.months_until(month).max(0) / 12);
        let usual = wage(year.average, 1_000, self.by_age.between(age));
        let level = i128::from(base.get()) * 1_000 / i128::from(usual.get().max(1));
        u16::try_from(level).ok().filter(|level| *level > 0)
    }

    fn live(&self, chance: Chance, person: &mut Person, past: &mut Vec<Past>) -> Result<()> {
        // The law does not say when those retired who are older than its rules; they are taken for the first it speaks of.
        let born = person.birth.max(self.spoken_of);
        let retires = retirement(&mut NoTrace, self.law, person.group, born)?;
        let until = retires.month.min(self.first.previous());
        let known = self.years.first().map_or(self.first, |year| january(year.year).unwrap_or(self.first));
        person.deemed = u16::try_from(
            person.enters.months_until(known).max(0).min(person.enters.months_until(until).max(0)),
        )
        .unwrap_or(0);
        let category = if person.path == Path::Employee { 0 } else { 1 };
        for year in &self.years {
            let (begin, end) = (january(year.year)?, january(year.year)?.plus(11));
            let (from, to) = (begin.max(person.enters), end.min(until));
            let worked = from.months_until(to) + 1;
            let months = if worked > 0 && chance.happens(Event::PaidYear, year.year, self.density) {
                worked
            } else {
                0
            };
            let factor = self.by_age.between(person.age(begin));
            let base = clamp(wage(year.average, person.level, factor), year.floor, year.ceiling);
            let mut credits = [Fen::ZERO; 12];
            if let (Some(ratio), true) = (&year.credited[category], months > 0) {
                let credit = ratio.value.of(base, Rounding::FenHalfUp);
                let paid = usize::try_from(from.month() - 1).unwrap_or(0)..;
                credits
                    .iter_mut()
                    .take(usize::try_from(to.month()).unwrap_or(0))
                    .skip(paid.start)
                    .for_each(|slot| *slot = credit);
            }
            if let Some(rate) = &year.rate {
                let grown = year_interest(&mut NoTrace, person.account, &credits, rate, &year.method, 12);
                person.account = grown.closing;
            }
            if months > 0 {
                let bases = base.get() * i64::from(months);
                past.push(Past {
                    year: u16::try_from(year.year).unwrap_or(0),
                    months: u8::try_from(months).unwrap_or(0),
                    bases: u32::try_from(bases).unwrap_or(u32::MAX),
                });
                person.paid += u16::try_from(months).unwrap_or(0);
            }
        }
        person.insured = if person.path == Path::Employee { person.paid } else { 0 };
        person.standing = if person.path == Path::Employee { Standing::Employee } else { Standing::Flexible };
        if retires.month < self.first {
            let minimum = minimum_months(&mut NoTrace, self.law, retires.month.year().max(1998))?;
            if person.counted() >= minimum {
                self.retire(person, past, retires)?;
            } else if person.age_months(self.first) >= self.claim_age.unwrap_or(i32::MAX) {
                self.draw_as_resident(person)?;
            }
        }
        Ok(())
    }

    /// Awards a pension as of today for a record that ended in the past.
    fn retire(
        &self,
        person: &mut Person,
        past: &[Past],
        retires: rules::retirement::Retirement,
    ) -> Result<()> {
        let month = self.first.previous();
        let paid: Vec<YearPaid> = past.iter().map(|year| (*year).into()).collect();
        let (months, deemed) = (i64::from(person.paid), i64::from(person.deemed));
        let gap = i64::from(person.enters.months_until(retires.month)) - months - deemed;
        let index = index_of_history(&mut NoTrace, self.law, month, &paid, deemed, gap.max(0))?;
        let facts = AwardFacts {
            month,
            age_months: retires.age_months,
            paid_months: months,
            deemed_months: deemed,
            index,
            account: person.account,
        };
        let award = award(&mut NoTrace, self.law, &facts)?;
        person.pension = award.total;
        person.account_part = award.account;
        person.drawn = u16::try_from(retires.month.months_until(month)).unwrap_or(0);
        person.standing = Standing::Retired;
        Ok(())
    }

    fn live_as_resident(&self, chance: Chance, person: &mut Person) -> Result<()> {
        person.standing = Standing::Resident;
        if !chance.happens(Event::Payer, 0, self.payers) {
            return Ok(());
        }
        let claim = self.claim_age.unwrap_or(i32::MAX);
        for year in &self.years {
            let january = january(year.year)?;
            let Some(rate) = year.rate.as_ref().filter(|_| january >= person.enters) else { continue };
            let mut credits = [Fen::ZERO; 12];
            if person.age_months(january) < claim {
                credits[0] = self.tier_credit;
            }
            person.account =
                year_interest(&mut NoTrace, person.account, &credits, rate, &year.method, 12).closing;
        }
        if person.age_months(self.first) >= claim { self.draw_as_resident(person) } else { Ok(()) }
    }

    fn draw_as_resident(&self, person: &mut Person) -> Result<()> {
        let month = self.first.previous();
        let pension = monthly_pension(&mut NoTrace, self.law, month, person.account)?;
        (person.pension, person.account_part) = (pension.account, pension.account);
        let age = self.claim_age.unwrap_or(0);
        person.drawn = u16::try_from((person.age_months(month) - age).max(0)).unwrap_or(0);
        person.standing = Standing::ResidentDrawing;
        Ok(())
    }
}

impl From<Past> for YearPaid {
    fn from(past: Past) -> YearPaid {
        YearPaid {
            year: i32::from(past.year),
            bases: Fen::new(i64::from(past.bases)),
            months: i64::from(past.months),
        }
    }
}

impl From<&YearPaid> for Past {
    fn from(year: &YearPaid) -> Past {
        Past {
            year: u16::try_from(year.year).unwrap_or(0),
            months: u8::try_from(year.months).unwrap_or(12),
            bases: u32::try_from(year.bases.get()).unwrap_or(u32::MAX),
        }
    }
}

fn path_of(standing: Standing) -> Path {
    match standing {
        Standing::Flexible => Path::Flexible,
        Standing::Resident | Standing::ResidentDrawing => Path::Resident,
        _ => Path::Employee,
    }
}

/// The years before the first of the simulation for which the law knows the wage that an index is measured by.
fn past_years(law: &Law<'_>, first: i32) -> Result<Vec<Year>> {
    let offset = law.whole("pension.reference_year_offset", january(first)?)?.value;
    let offset = i32::try_from(offset).unwrap_or(0);
    let mut years = Vec::new();
    for year in (first - 60..first).rev() {
        let month = january(year)?;
        let reference = optional(law.money("pension.average_wage", january(year + offset)?))?;
        let (Some(_), Some(average)) = (reference, optional(law.money("pension.average_wage", month))?)
        else {
            break;
        };
        let rules = match optional(LimitRules::at(law, month))? {
            Some(rules) => rules,
            None => LimitRules::at(law, january(first)?)?,
        };
        let (floor, ceiling) = limits(&mut NoTrace, average.value, &rules);
        let credited = |category: Category| {
            optional(law.rate(&format!("contribution.pension.{}.account_ratio", category.key()), month))
        };
        years.push(Year {
            year,
            average: average.value,
            floor,
            ceiling,
            credited: [credited(Category::Employee)?, credited(Category::Flexible)?],
            rate: optional(latest_bookkeeping_rate(law, year))?.map(|(rate, _)| rate),
            method: optional(interest_method(law, year))?.unwrap_or(InterestMethod::MonthlyAccumulation),
        });
    }
    years.reverse();
    if years.is_empty() {
        // Says which figure of the last year is missing.
        law.money("pension.average_wage", january(first - 1 + offset)?)?;
    }
    Ok(years)
}

/// The law is asked on the fiftieth birthday.
fn spoken_of(law: &Law<'_>, first: FeeMonth) -> FeeMonth {
    let begins = RetirementGroup::ALL.map(|group| {
        let stated = law.in_force_on(&format!("retirement.{}.original_age", group.key()), first);
        stated.map_or(first, |dated| FeeMonth::of(dated.from))
    });
    begins.into_iter().max().unwrap_or(first).plus(1 - 50 * 12)
}

fn ages(table: &Table) -> Result<Vec<(i32, i32, i64)>> {
    let whole = |row: rules::Row<'_>, column: &str| row.whole(column).and_then(|age| i32::try_from(age).ok());
    let bands: Option<Vec<_>> = table
        .rows()
        .map(|row| Some((whole(row, "from_age")?, whole(row, "below_age")?, row.rate("share")?.nano())))
        .collect();
    let usable = |bands: &Vec<(i32, i32, i64)>| {
        !bands.is_empty()
            && bands.iter().all(|(from, below, _)| (0..105).contains(from) && from < below && *below <= 105)
    };
    bands.filter(usable).ok_or_else(|| {
        codes::BAD_ASSUMPTION
            .with("id", "population.ages")
            .with("why", "each band: 0 ≤ from_age < below_age ≤ 105")
    })
}

fn paths(table: &Table) -> Result<Vec<(Path, i64)>> {
    let path = |word: &str| match word {
        "employee" => Path::Employee,
        "flexible" => Path::Flexible,
        _ => Path::Resident,
    };
    let rows = table.rows().map(|row| Some((path(row.word("path")?), row.rate("share")?.nano())));
    let rows: Option<Vec<_>> = rows.collect();
    rows.filter(|rows| !rows.is_empty())
        .ok_or_else(|| codes::BAD_ASSUMPTION.with("id", "career.paths").with("why", "empty"))
}

//! Ages: births, retirement under the law of the day, deaths and when they are heard of.

use jiff::ToSpan;
use kernel::{FeeMonth, Result};
use rules::retirement::{flexible_range, minimum_months};
use rules::{NoTrace, optional};

use super::state::{Doing, State};
use super::{Choice, Happening, Leaving};
use crate::dice::Dice;
use crate::people::PersonNo;

impl State<'_> {
    /// Newborns are enrolled in the month they are born.
    pub fn births(&mut self, month: FeeMonth) {
        for (person, doing) in self.free() {
            if doing == Doing::Unborn && self.town.person(person).birth_month() <= month {
                self.doing[person.0] = Doing::Resident;
                self.tell(Happening::BecomesResident { person });
                self.mother_of(person, month);
            }
        }
    }

    /// Those whose month has come claim their pension; where the law lets them, some choose another month. Who has paid too
    /// little goes on, working or not, until it is enough; who may have just enough waits until the last bills are paid.
    pub fn retire(&mut self, month: FeeMonth) -> Result<()> {
        let needed = minimum_months(&mut NoTrace, self.law, month.year())?;
        for (person, doing) in self.free() {
            let unit = match doing {
                Doing::Works { unit, .. } => Some(unit),
                Doing::Flexible { .. } | Doing::Seeks => None,
                _ => continue,
            };
            let Some(choice) = self.choice(person, month)? else { continue };
            let paid = i64::from(self.paid[person.0]);
            if paid - LATEST_PAYERS >= needed || self.waiting.contains(&person) {
                self.stop(person, Doing::Pensioner);
                self.seeking.retain(|&other| other != person);
                self.going_on.remove(&person);
                self.tell(Happening::Retires { person, unit, choice });
            } else if choice == Choice::InTime && paid + 1 >= needed {
                self.wait(person, month);
            } else if choice == Choice::InTime {
                self.short.insert(person);
            }
        }
        Ok(())
    }

    /// Stops to pay with this month and claims when the last bills must have been paid.
    fn wait(&mut self, person: PersonNo, month: FeeMonth) {
        let next = month.next();
        match self.doing[person.0] {
            Doing::Works { unit, .. } => {
                self.tell_later(
                    next,
                    Happening::Leaves { unit, person, last: month, why: Leaving::Resigned },
                );
            }
            Doing::Flexible { .. } => self.tell_later(next, Happening::StopsFlexible { person, last: month }),
            _ => {}
        }
        self.stop(person, Doing::Seeks);
        self.seeking.retain(|&other| other != person);
        self.paid[person.0] += 1;
        self.waiting.insert(person);
        self.going_on.insert(person, month.plus(i32::try_from(LATEST_PAYERS).unwrap_or(0)));
        self.busy.insert(person, next.next());
    }

    /// Does the person go this month?
    fn choice(&mut self, person: PersonNo, month: FeeMonth) -> Result<Option<Choice>> {
        let statutory = self.statutory[person.0];
        if let Some(&until) = self.going_on.get(&person) {
            let choice = if self.waiting.contains(&person) { Choice::InTime } else { Choice::Late };
            return Ok((until <= month).then_some(choice));
        }
        // No law gives more than three years.
        if month.plus(36) < statutory {
            return Ok(None);
        }
        let citizen = self.town.person(person);
        let range =
            optional(flexible_range(&mut NoTrace, self.law, month, citizen.group, citizen.birth_month()))?;
        let wish = Dice::new(self.town.seed, "wish", u64::try_from(person.0).unwrap_or(0)).below(100);
        if month < statutory {
            let early = range.is_some_and(|range| range.earliest <= month) && wish < 25;
            return Ok(early.then_some(Choice::Early));
        }
        let works = matches!(self.doing[person.0], Doing::Works { .. });
        if let Some(range) = range
            && works
            && (25..35).contains(&wish)
            && month == statutory
        {
            let months = i32::try_from(wish - 25).unwrap_or(0) * 2 + 2;
            self.going_on.insert(person, month.plus(months).min(range.latest));
            return Ok(None);
        }
        let late = month > statutory && (range.is_some() || self.short.contains(&person));
        Ok(Some(if late { Choice::Late } else { Choice::InTime }))
    }

    /// Deaths that have been heard of by the counter's day in this month. Most are reported within weeks; of pensioners' one in
    /// five is heard of months later.
    pub fn deaths(&mut self, month: FeeMonth) {
        let mut dice = self.dice("deaths", month);
        for (person, doing) in self.free() {
            if doing == Doing::Unborn
                || !dice.chance(per_10_000(self.town.person(person).age_on(month.first_day())))
            {
                continue;
            }
            let unit = if let Doing::Works { unit, .. } = doing { Some(unit) } else { None };
            let on = month.first_day().saturating_add(dice.between(-20, 7).days());
            let on = on.max(self.town.person(person).id.birth()).max(crate::START.first_day());
            let late = if doing == Doing::Pensioner && dice.chance(2000) { dice.between(1, 4) } else { 0 };
            self.stop(person, Doing::Gone);
            self.seeking.retain(|&other| other != person);
            if self.is_unknown(person) {
                continue;
            }
            let dies = Happening::Dies { person, on, unit };
            match i32::try_from(late).unwrap_or(0) {
                0 => self.tell(dies),
                late => self.tell_later(month.plus(late), dies),
            }
        }
    }
}

/// Months after which the last unit pays ([`crate::purse`]), and one to see it.
const LATEST_PAYERS: i64 = 4;

/// Rough chance to die within a month, in ten thousandths.
fn per_10_000(age: i32) -> u64 {
    match age {
        ..50 => 1,
        50..60 => 3,
        60..70 => 8,
        70..80 => 25,
        80..90 => 75,
        _ => 170,
    }
}

//! What brings people a benefit beside age and death: lost work, a birth, an injury, sixty years as a resident.

use jiff::ToSpan;
use kernel::{Date, FeeMonth, Sex};

use super::state::{Doing, State};
use super::{Happening, Hurt, Leaving};
use crate::people::{PersonNo, Role};
use crate::units::UnitNo;

/// One in so many injuries kills.
const FATAL: usize = 40;

impl State<'_> {
    /// Most of those who lost work this month against their will, and have not found any, claim the benefit.
    pub fn lost_work(&mut self, month: FeeMonth) {
        let mut dice = self.dice("lost work", month);
        for (person, why) in std::mem::take(&mut self.lost) {
            let seeks = self.doing[person.0] == Doing::Seeks && !self.is_busy(person);
            if seeks && why.involuntary() && dice.chance(8000) {
                self.tell(Happening::ClaimsUnemployment { person });
            }
        }
    }

    /// Residents who reach sixty claim their pension.
    pub fn residents_of_age(&mut self, month: FeeMonth) {
        for (person, doing) in self.free() {
            let citizen = self.town.person(person);
            let of_age = citizen.birth_month().plus(60 * 12) == month;
            if doing == Doing::Resident && of_age && matches!(citizen.role, Role::Resident) {
                self.stop(person, Doing::Pensioner);
                self.tell(Happening::ClaimsResidentPension { person });
            }
        }
    }

    /// A newborn has a mother somewhere in the city, who claims in the month after.
    pub fn mother_of(&mut self, child: PersonNo, month: FeeMonth) {
        let born = self.town.person(child).id.birth();
        let mut dice = self.dice("mother", month.plus(i32::try_from(child.0 % 1000).unwrap_or(0)));
        let mut mothers: Vec<PersonNo> = Vec::new();
        for (person, doing) in self.free() {
            let citizen = self.town.person(person);
            let insured = matches!(doing, Doing::Works { .. } | Doing::Flexible { .. } | Doing::Resident);
            if insured && citizen.id.sex() == Sex::Female && (21..42).contains(&citizen.age_on(born)) {
                mothers.push(person);
            }
        }
        if mothers.is_empty() {
            return;
        }
        let person = mothers[dice.place(mothers.len())];
        let difficult = dice.chance(2500);
        self.tell_later(month.next(), Happening::GivesBirth { person, on: born, difficult });
    }

    /// Few are hurt at work; the grade is known some months later. One in forty dies of it.
    pub fn injuries(&mut self, month: FeeMonth) {
        // The wage of the months before has to be on record.
        if month < crate::START.plus(3) {
            return;
        }
        let mut dice = self.dice("injuries", month);
        for (person, doing) in self.free() {
            let Doing::Works { unit, .. } = doing else { continue };
            if !dice.chance(4) || self.hurt.contains(&person) {
                continue;
            }
            let on = month.first_day().saturating_add(dice.between(-12, 6).days());
            self.injured += 1;
            self.hurt.insert(person);
            if self.injured % FATAL == 3 {
                self.killed(person, unit, on, month);
                continue;
            }
            let basis =
                dice.weighted(&[(60, "at-work"), (20, "commuting"), (10, "on-duty"), (10, "disease")]);
            self.tell(Happening::Hurt(Hurt { person, on, basis }));
            let grade = dice.weighted(&[
                (30, 0),
                (24, 10),
                (18, 9),
                (10, 8),
                (6, 7),
                (4, 6),
                (3, 5),
                (2, 4),
                (2, 3),
                (1, 2),
            ]);
            let nursing = match grade {
                2 => "most",
                3 => "part",
                _ => "none",
            };
            let known = month.plus(i32::try_from(dice.between(2, 5)).unwrap_or(2));
            let assessed = known.first_day().saturating_sub(dice.between(3, 20).days());
            self.tell_later(known, Happening::Graded { person, on, assessed, grade, nursing });
        }
    }

    /// Who dies at work leaves a family, if there is one in the city that has nobody yet.
    fn killed(&mut self, person: PersonNo, unit: UnitNo, on: Date, month: FeeMonth) {
        let on = on.max(month.previous().first_day());
        self.stop(person, Doing::Gone);
        self.tell(Happening::Hurt(Hurt { person, on, basis: "at-work" }));
        self.tell(Happening::Dies { person, on, unit: Some(unit) });
        let own = self.town.person(person).age_on(on);
        let mut spouse = None;
        let mut child = None;
        for (other, doing) in self.free() {
            let citizen = self.town.person(other);
            let age = citizen.age_on(on);
            if spouse.is_none()
                && other != person
                && matches!(doing, Doing::Works { .. })
                && (age - own).abs() < 6
            {
                spouse = Some(other);
            }
            if child.is_none() && doing == Doing::Resident && (1..16).contains(&age) && age + 20 <= own {
                child = Some(other);
            }
        }
        if let Some(spouse) = spouse {
            self.tell_later(month.next(), Happening::ClaimsWorkDeath { person, spouse, child });
        }
    }

    /// Who was hurt and graded, and leaves the unit, asks for the medical grant.
    pub fn leaves_hurt(&mut self, person: PersonNo, why: Leaving) {
        if self.graded.remove(&person) {
            self.tell(Happening::ClaimsLeavingGrant { person, by_person: why == Leaving::Resigned });
        }
    }
}

//! Working life: units open and close, people come and go, wages change, some work for themselves.

use kernel::{FeeMonth, Fen, Rate};

use super::state::{Doing, State};
use super::{Happening, Leaving};
use crate::dice::Dice;
use crate::people::PersonNo;
use crate::town;
use crate::units::UnitNo;

/// Shares of the average wage a flexible worker may choose, in hundredths, with their weights.
const TIERS: &[(u64, i64)] = &[(60, 60), (10, 70), (8, 80), (12, 100), (4, 150), (4, 200), (2, 300)];

pub(super) fn tier(dice: &mut Dice) -> Rate {
    Rate::from_nano(dice.weighted(TIERS) * 10_000_000)
}

impl State<'_> {
    /// Small units open, and some close for good.
    pub fn units(&mut self, month: FeeMonth) {
        let opening: Vec<_> = self.town.units[self.town.units_at_start..]
            .iter()
            .filter(|unit| unit.since == month)
            .map(|unit| unit.no)
            .collect();
        for unit in opening {
            self.open.insert(unit);
            self.tell(Happening::UnitOpens { unit });
        }
        let mut dice = self.dice("closing units", month);
        let candidates: Vec<_> = self.open.iter().copied().collect();
        for unit in candidates {
            let small = self.town.unit(unit).size < 8 && self.town.unit(unit).since < month;
            if small && dice.chance(20) && !self.staff[unit.0].iter().any(|&person| self.is_busy(person)) {
                self.close(unit, month);
            }
        }
    }

    fn close(&mut self, unit: UnitNo, month: FeeMonth) {
        for person in self.staff[unit.0].clone() {
            self.part(unit, person, month.previous(), Leaving::UnitClosed);
        }
        self.open.remove(&unit);
        self.tell(Happening::UnitCloses { unit });
    }

    fn part(&mut self, unit: UnitNo, person: PersonNo, last: FeeMonth, why: Leaving) {
        self.tell(Happening::Leaves { unit, person, last, why });
        let then = if why == Leaving::MovedAway { Doing::Gone } else { Doing::Seeks };
        self.stop(person, then);
        if then == Doing::Seeks {
            self.seeking.push_back(person);
            self.lost.push((person, why));
            self.leaves_hurt(person, why);
        }
    }

    /// About one in ninety leaves a month.
    pub fn leave(&mut self, month: FeeMonth) {
        let mut dice = self.dice("leaving", month);
        for (person, doing) in self.free() {
            let Doing::Works { unit, .. } = doing else { continue };
            if !dice.chance(110) || self.going_on.contains_key(&person) {
                continue;
            }
            let why = dice.weighted(&[
                (60, Leaving::Resigned),
                (14, Leaving::Dismissed),
                (20, Leaving::Expired),
                (6, Leaving::MovedAway),
            ]);
            self.part(unit, person, month.previous(), why);
        }
    }

    /// Units fill their places from those who look for work; a few report the new one months later.
    pub fn join(&mut self, month: FeeMonth) {
        let mut dice = self.dice("joining", month);
        let waiting = self.seeking.len();
        let open: Vec<_> = self.open.iter().copied().collect();
        for unit in open {
            let wanted = self.town.unit(unit).size.saturating_sub(self.staff[unit.0].len());
            for _ in 0..wanted {
                if dice.chance(4500) {
                    self.hire(&mut dice, unit, month, waiting);
                }
            }
        }
    }

    fn hire(&mut self, dice: &mut Dice, unit: UnitNo, month: FeeMonth, waiting: usize) {
        // Not always the one who waits longest, and nobody in the middle of a story or near the age.
        let Some(place) = (self.seeking.len() > waiting / 4).then(|| dice.place(self.seeking.len())) else {
            return;
        };
        let Some(&person) = self.seeking.get(place) else { return };
        if self.is_busy(person) || month.plus(6) >= self.statutory[person.0] {
            return;
        }
        self.seeking.remove(place);
        let wage = town::wage(dice, self.town.unit(unit));
        self.start(person, unit, wage);
        let forgotten = if dice.chance(60) { i32::try_from(dice.between(1, 4)).unwrap_or(1) } else { 0 };
        let reported = month.plus(forgotten);
        let joins = Happening::Joins { unit, person, wage, from: month };
        if forgotten == 0 {
            return self.tell(joins);
        }
        self.busy.insert(person, reported.next());
        self.tell_later(reported, joins);
    }

    /// In July everyone's wage is declared anew; in other months few change.
    pub fn wages(&mut self, month: FeeMonth) {
        let mut dice = self.dice("wages", month);
        if month.month() == 7 && month > crate::START {
            let open: Vec<_> = self.open.iter().copied().collect();
            for unit in open {
                self.declare(&mut dice, unit, month);
            }
            return;
        }
        for (person, doing) in self.free() {
            let Doing::Works { unit, wage } = doing else { continue };
            if dice.chance(40) {
                let wage = raised(&mut dice, wage, (-8, 25));
                self.doing[person.0] = Doing::Works { unit, wage };
                self.tell(Happening::WageChanges { unit, person, wage, from: month });
            }
        }
    }

    fn declare(&mut self, dice: &mut Dice, unit: UnitNo, month: FeeMonth) {
        let staff = self.staff[unit.0].clone();
        for &person in &staff {
            if let Doing::Works { wage, .. } = self.doing[person.0] {
                let wage = raised(dice, wage, (-2, 9));
                self.doing[person.0] = Doing::Works { unit, wage };
            }
        }
        let late = dice.weighted(&[(965, 0), (20, 1), (10, 2), (5, 100)]);
        match late {
            0 => {
                let declaration = self.declaration(unit, month, staff.into_iter());
                declaration.into_iter().for_each(|declaration| self.tell(declaration));
            }
            // Some never do: they stay assessed at 110 %.
            100 => {}
            // Who is there when they do, and at which wage, is looked at then.
            months => {
                let wages = staff.into_iter().map(|person| (person, Fen::ZERO)).collect();
                self.tell_later(month.plus(months), Happening::DeclaresWages { unit, from: month, wages });
            }
        }
    }

    /// Some who find no work pay alone, change their share, pause, come back and pay for the gap.
    pub fn flexible(&mut self, month: FeeMonth) {
        let mut dice = self.dice("flexible", month);
        for (person, doing) in self.free() {
            match doing {
                Doing::Flexible { .. } if self.going_on.contains_key(&person) => {}
                Doing::Flexible { .. } if dice.chance(25) => self.pause(&mut dice, person, month),
                Doing::Flexible { tier: old } if month.month() == 7 && dice.chance(800) => {
                    let tier = tier(&mut dice);
                    if tier != old {
                        self.doing[person.0] = Doing::Flexible { tier };
                        self.tell(Happening::ChangesTier { person, tier, from: month });
                    }
                }
                Doing::Seeks
                    if self.insured_before(person) && dice.chance(250) && !self.waiting.contains(&person) =>
                {
                    self.seeking.retain(|&other| other != person);
                    let tier = tier(&mut dice);
                    self.doing[person.0] = Doing::Flexible { tier };
                    self.tell(Happening::GoesFlexible { person, tier, from: month });
                }
                _ => {}
            }
        }
    }

    fn insured_before(&self, person: PersonNo) -> bool {
        self.paid[person.0] > 0
    }

    /// Stops last month; half come back after some months and pay for the gap.
    fn pause(&mut self, dice: &mut Dice, person: PersonNo, month: FeeMonth) {
        let Doing::Flexible { tier } = self.doing[person.0] else { return };
        self.tell(Happening::StopsFlexible { person, last: month.previous() });
        if dice.chance(5000) {
            let back = month.plus(i32::try_from(dice.between(2, 6)).unwrap_or(2));
            self.tell_later(back, Happening::GoesFlexible { person, tier, from: back });
            self.tell_later(back, Happening::PaysBack { person, from: month, to: back.previous(), tier });
            self.busy.insert(person, back.next());
        } else {
            self.doing[person.0] = Doing::Seeks;
            self.seeking.push_back(person);
        }
    }
}

/// A wage changed by so many percent, to the yuan.
pub(super) fn raised(dice: &mut Dice, wage: Fen, (low, high): (i64, i64)) -> Fen {
    Fen::from_yuan(wage.get() * (100 + dice.between(low, high)) / 10_000)
}

//! What goes wrong in the records and is put right: bad accounts, wrong wages, wrong numbers, people entered twice.

use kernel::FeeMonth;

use super::state::{Doing, State};
use super::work::raised;
use super::{Happening, Leaving};
use crate::people::{self, PersonNo, Role};
use crate::town;

impl State<'_> {
    /// Accounts of pensioners go bad; a wage turns out to have been wrong for months; a number is corrected.
    pub fn mend(&mut self, month: FeeMonth) {
        let mut dice = self.dice("mending", month);
        for (person, doing) in self.free() {
            match doing {
                Doing::Pensioner if dice.chance(20) => {
                    self.tell(Happening::AccountGoesBad { person, closed: dice.chance(6000) });
                    let cards = self.cards.entry(person).or_default();
                    *cards += 1;
                    let account = people::account(person, *cards);
                    let corrected = month.plus(i32::try_from(dice.between(1, 2)).unwrap_or(1));
                    self.tell_later(corrected, Happening::AccountCorrected { person, account });
                }
                Doing::Works { unit, wage } if self.long_there(person, month) && dice.chance(4) => {
                    let back = i32::try_from(dice.between(1, 5)).unwrap_or(1);
                    // Not across July: the year's declaration has replaced what was wrong before it.
                    let july = (month.month() + 5) % 12;
                    let from = month.plus(-back.min(july));
                    if from < month {
                        let wage = raised(&mut dice, wage, (5, 40));
                        self.doing[person.0] = Doing::Works { unit, wage };
                        self.tell(Happening::WageChanges { unit, person, wage, from });
                    }
                }
                Doing::Flexible { .. } if dice.chance(3) => {
                    if let Some(number) = self.other_number(person) {
                        self.tell(Happening::NumberChanges { person, number });
                    }
                }
                _ => {}
            }
        }
    }

    /// Was the person there from the start? Then a wrong wage may reach back.
    fn long_there(&self, person: PersonNo, month: FeeMonth) -> bool {
        let role = &self.town.person(person).role;
        let here = self.doing[person.0];
        matches!((role, here), (Role::Employee { unit, .. }, Doing::Works { unit: now, .. }) if *unit == now)
            && month > crate::START.plus(6)
    }

    /// A number of the same birthday and sex in the fictional region 990109, which the city gave to nobody.
    fn other_number(&self, person: PersonNo) -> Option<kernel::IdNumber> {
        let id = self.town.person(person).id;
        let region = kernel::RegionCode::parse("990109").ok()?;
        let sequence: u16 = id.expose().get(14..17)?.parse().ok()?;
        kernel::IdNumber::compose(region, id.birth(), sequence)
    }

    /// The story of those entered twice: they leave, begin elsewhere under a wrong number, and are found months later.
    pub fn twins(&mut self, month: FeeMonth) {
        let age = crate::START.months_until(month);
        let twins: Vec<_> = self
            .town
            .people
            .iter()
            .filter_map(|citizen| match citizen.role {
                Role::Twin { of } => Some((citizen.no, of)),
                _ => None,
            })
            .collect();
        for (n, (twin, person)) in twins.into_iter().enumerate() {
            let begins = 2 + i32::try_from(n % 12).unwrap_or(0);
            let Doing::Works { unit, .. } = self.doing[person.0] else { continue };
            if age != begins || self.is_busy(person) {
                continue;
            }
            let Some(&next) = self.open.iter().find(|&&other| other != unit) else { continue };
            self.tell(Happening::Leaves { unit, person, last: month.previous(), why: Leaving::Resigned });
            self.stop(person, Doing::Seeks);
            let mut dice = self.dice("twin's wage", month);
            let wage = town::wage(&mut dice, self.town.unit(next));
            self.start(person, next, wage);
            let joined = month.next();
            self.tell_later(joined, Happening::Joins { unit: next, person: twin, wage, from: joined });
            self.tell_later(joined.plus(3), Happening::FoundTwice { person, duplicate: twin });
            self.busy.insert(person, joined.plus(4));
        }
    }
}

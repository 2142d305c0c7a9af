//! Who does what in the simulated city, and the order in which a month goes by.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use kernel::{FeeMonth, Fen, Rate, Result};
use rules::retirement::retirement;
use rules::{Law, NoTrace};

use super::{Happening, Leaving};
use crate::Town;
use crate::dice::Dice;
use crate::people::{PersonNo, Role};
use crate::units::UnitNo;

/// What a person does at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doing {
    Works {
        unit: UnitNo,
        wage: Fen,
    },
    Flexible {
        tier: Rate,
    },
    /// Neither works nor pays, since that month.
    Seeks,
    Resident,
    Pensioner,
    Unborn,
    /// Dead, merged, moved away: nothing happens any more.
    Gone,
}

pub(super) struct State<'a> {
    pub town: &'a Town,
    pub law: &'a Law<'a>,
    /// The month each reaches the statutory age.
    pub statutory: Vec<FeeMonth>,
    pub doing: Vec<Doing>,
    pub staff: Vec<BTreeSet<PersonNo>>,
    /// Units that are open, by number.
    pub open: BTreeSet<UnitNo>,
    /// People who look for work, longest first.
    pub seeking: VecDeque<PersonNo>,
    /// Months paid, to know who may retire.
    pub paid: Vec<i32>,
    /// Nothing else may happen to them before that month: a story about them is being told.
    pub busy: BTreeMap<PersonNo, FeeMonth>,
    /// What is already certain to be reported in a later month.
    pub later: BTreeMap<FeeMonth, Vec<Happening>>,
    /// Those who chose to go on past the statutory age.
    pub going_on: BTreeMap<PersonNo, FeeMonth>,
    /// Those who had paid too little at the statutory age.
    pub short: BTreeSet<PersonNo>,
    /// Those who have stopped and wait until their last bills are paid.
    pub waiting: BTreeSet<PersonNo>,
    /// Those whom their unit knows under another record.
    pub known_as: BTreeMap<PersonNo, PersonNo>,
    /// Replacement cards issued.
    pub cards: BTreeMap<PersonNo, usize>,
    /// Who lost work this month, and why.
    pub lost: Vec<(PersonNo, Leaving)>,
    /// Injuries so far, and who has had one.
    pub injured: usize,
    pub hurt: BTreeSet<PersonNo>,
    /// Those with a grade that brings a grant on leaving.
    pub graded: BTreeSet<PersonNo>,
    pub out: Vec<Happening>,
}

impl<'a> State<'a> {
    pub fn at_start(town: &'a Town, law: &'a Law<'a>) -> Result<State<'a>> {
        let mut state = State {
            town,
            law,
            statutory: Vec::with_capacity(town.people.len()),
            doing: Vec::with_capacity(town.people.len()),
            staff: vec![BTreeSet::new(); town.units.len()],
            open: (0..town.units_at_start).map(UnitNo).collect(),
            seeking: VecDeque::new(),
            paid: Vec::with_capacity(town.people.len()),
            busy: BTreeMap::new(),
            later: BTreeMap::new(),
            going_on: BTreeMap::new(),
            short: BTreeSet::new(),
            waiting: BTreeSet::new(),
            known_as: BTreeMap::new(),
            cards: BTreeMap::new(),
            lost: Vec::new(),
            injured: 0,
            hurt: BTreeSet::new(),
            graded: BTreeSet::new(),
            out: Vec::new(),
        };
        for citizen in &town.people {
            let doing = match citizen.role {
                Role::Employee { unit, wage } => {
                    state.staff[unit.0].insert(citizen.no);
                    Doing::Works { unit, wage }
                }
                Role::Flexible { tier } => Doing::Flexible { tier },
                Role::Resident => Doing::Resident,
                Role::Pensioner(_) => Doing::Pensioner,
                Role::Outside => {
                    state.seeking.push_back(citizen.no);
                    Doing::Seeks
                }
                Role::Unborn => Doing::Unborn,
                Role::Twin { .. } => Doing::Gone,
            };
            state.doing.push(doing);
            state.statutory.push(retirement(&mut NoTrace, law, citizen.group, citizen.birth_month())?.month);
            state.paid.push(citizen.past.as_ref().map_or(0, |past| past.months + past.deemed));
        }
        Ok(state)
    }

    /// Lives one month and tells what the agency hears.
    pub fn live(&mut self, month: FeeMonth) -> Result<Vec<Happening>> {
        self.busy.retain(|_, until| *until > month);
        let due = self.later.remove(&month).unwrap_or_default();
        for happening in &due {
            match *happening {
                Happening::Joins { person, .. } => {
                    if let Role::Twin { of } = self.town.person(person).role {
                        self.known_as.insert(of, person);
                    }
                }
                Happening::FoundTwice { person, .. } => drop(self.known_as.remove(&person)),
                Happening::Graded { person, grade: 5..=10, .. } if self.doing[person.0] != Doing::Gone => {
                    self.graded.insert(person);
                }
                _ => {}
            }
        }
        self.out = due.into_iter().filter_map(|happening| self.still_true(happening)).collect();
        self.units(month);
        self.leave(month);
        self.deaths(month);
        self.twins(month);
        self.join(month);
        self.flexible(month);
        self.wages(month);
        self.mend(month);
        self.births(month);
        self.retire(month)?;
        self.residents_of_age(month);
        self.injuries(month);
        self.lost_work(month);
        for (paid, doing) in self.paid.iter_mut().zip(&self.doing) {
            *paid += i32::from(matches!(doing, Doing::Works { .. } | Doing::Flexible { .. }));
        }
        Ok(std::mem::take(&mut self.out))
    }

    /// What was to be reported later, as it stands when it is.
    fn still_true(&self, happening: Happening) -> Option<Happening> {
        match happening {
            Happening::DeclaresWages { unit, from, wages } => {
                self.declaration(unit, from, wages.into_iter().map(|(person, _)| person))
            }
            Happening::AccountCorrected { person, .. }
            | Happening::Graded { person, .. }
            | Happening::GivesBirth { person, .. }
                if self.doing[person.0] == Doing::Gone =>
            {
                None
            }
            Happening::ClaimsWorkDeath { spouse, .. } if self.doing[spouse.0] == Doing::Gone => None,
            _ => Some(happening),
        }
    }

    /// What a unit declares now for those of the staff who are there, under the numbers it knows. Whom it has not reported yet
    /// it cannot declare.
    pub fn declaration(
        &self,
        unit: UnitNo,
        from: FeeMonth,
        staff: impl Iterator<Item = PersonNo>,
    ) -> Option<Happening> {
        let declared = |person: PersonNo| match self.doing[person.0] {
            Doing::Works { unit: at, wage } if at == unit => {
                let other = self.known_as.get(&person).copied();
                other.or((!self.is_busy(person)).then_some(person)).map(|number| (number, wage))
            }
            _ => None,
        };
        let wages: Vec<_> = staff.filter_map(declared).collect();
        (!wages.is_empty()).then_some(Happening::DeclaresWages { unit, from, wages })
    }

    /// The stream of a month for one purpose.
    pub fn dice(&self, purpose: &str, month: FeeMonth) -> Dice {
        Dice::new(self.town.seed, purpose, u64::try_from(month.yyyymm()).unwrap_or(0))
    }

    /// Everyone there is, with what they do, who is not in the middle of a story.
    pub fn free(&self) -> Vec<(PersonNo, Doing)> {
        let all = self.doing.iter().enumerate().map(|(n, &doing)| (PersonNo(n), doing));
        all.filter(|(person, doing)| *doing != Doing::Gone && !self.busy.contains_key(person)).collect()
    }

    /// Has the agency never heard of the person?
    pub fn is_unknown(&self, person: PersonNo) -> bool {
        matches!(self.town.person(person).role, Role::Outside) && self.paid[person.0] == 0
    }

    /// Is the person in the middle of a story?
    pub fn is_busy(&self, person: PersonNo) -> bool {
        self.busy.contains_key(&person)
    }

    pub fn tell(&mut self, happening: Happening) {
        self.out.push(happening);
    }

    pub fn tell_later(&mut self, month: FeeMonth, happening: Happening) {
        self.later.entry(month).or_default().push(happening);
    }

    /// From now on the person works nowhere and pays nothing.
    pub fn stop(&mut self, person: PersonNo, then: Doing) {
        if let Doing::Works { unit, .. } = self.doing[person.0] {
            self.staff[unit.0].remove(&person);
        }
        self.doing[person.0] = then;
    }

    pub fn start(&mut self, person: PersonNo, unit: UnitNo, wage: Fen) {
        self.staff[unit.0].insert(person);
        self.doing[person.0] = Doing::Works { unit, wage };
    }
}

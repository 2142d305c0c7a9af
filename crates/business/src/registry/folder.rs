//! A person's folder (档案): the facts that decisions about the person need, and the changes that were decided.

use kernel::{Date, FeeMonth, MatterId, PartyId};

use super::model::{Employment, Participation, Person, Status, Unemployment, Wage};

/// A fact with the matter that recorded it.
#[derive(Clone, Debug)]
pub(super) struct Held<T> {
    pub(super) fact: T,
    pub(super) matter: MatterId,
    /// Is it in the database, or only decided?
    pub(super) stored: bool,
}

/// Facts of one kind that are believed, and the stored ones that no longer are.
#[derive(Clone, Debug)]
pub(super) struct Facts<T> {
    held: Vec<Held<T>>,
    gone: Vec<Held<T>>,
}

impl<T> Default for Facts<T> {
    fn default() -> Self {
        Facts { held: Vec::new(), gone: Vec::new() }
    }
}

impl<T: Clone> Facts<T> {
    pub(super) fn load(&mut self, fact: T, matter: MatterId) {
        self.held.push(Held { fact, matter, stored: true });
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.held.iter().map(|held| &held.fact)
    }

    pub(super) fn add(&mut self, matter: MatterId, fact: T) {
        self.held.push(Held { fact, matter, stored: false });
    }

    /// Puts another fact in the place of each one, or nothing, where `change` says so.
    pub(super) fn change(&mut self, matter: MatterId, mut change: impl FnMut(&T) -> Change<T>) {
        for mut held in std::mem::take(&mut self.held) {
            let fact = match change(&held.fact) {
                Change::Keep => {
                    self.held.push(held);
                    continue;
                }
                Change::Drop => None,
                Change::Replace(fact) => Some(fact),
            };
            // What this very matter decided a moment ago was never believed: nothing of it remains.
            if held.stored {
                self.gone.push(held.clone());
            }
            if let Some(fact) = fact {
                held = Held { fact, matter, stored: false };
                self.held.push(held);
            }
        }
    }

    pub(super) fn gone(&self) -> impl Iterator<Item = &Held<T>> {
        self.gone.iter()
    }

    pub(super) fn fresh(&self) -> impl Iterator<Item = &Held<T>> {
        self.held.iter().filter(|held| !held.stored)
    }
}

/// What becomes of a fact.
pub(super) enum Change<T> {
    Keep,
    Drop,
    Replace(T),
}

/// What is on record about one person (档案).
#[derive(Clone, Debug)]
pub struct Folder {
    /// Who.
    pub person: Person,
    pub(super) statuses: Vec<(Date, Status)>,
    pub(super) participations: Facts<Participation>,
    pub(super) wages: Facts<Wage>,
    pub(super) employments: Facts<Employment>,
    pub(super) unemployments: Facts<Unemployment>,
}

impl Folder {
    /// A folder with nothing but the person in it.
    pub(super) fn new(person: Person) -> Folder {
        Folder {
            person,
            statuses: Vec::new(),
            participations: Facts::default(),
            wages: Facts::default(),
            employments: Facts::default(),
            unemployments: Facts::default(),
        }
    }

    /// How the person stands on a day.
    pub fn status(&self, on: Date) -> Status {
        let known = self.statuses.iter().filter(|(from, _)| *from <= on);
        known.max_by_key(|(from, status)| (*from, *status)).map_or(Status::Registered, |(_, status)| *status)
    }

    /// The day of death, if the person is dead.
    pub fn died(&self) -> Option<Date> {
        self.statuses.iter().find(|(_, status)| *status == Status::Dead).map(|(from, _)| *from)
    }

    /// What the person is or was insured in.
    pub fn participations(&self) -> impl Iterator<Item = &Participation> {
        self.participations.iter()
    }

    /// What the person is insured in at a payer in a month.
    pub fn insured_at(&self, payer: PartyId, month: FeeMonth) -> impl Iterator<Item = &Participation> {
        self.participations.iter().filter(move |p| p.payer == payer && p.period.contains(month))
    }

    /// The wage at a payer in a month.
    pub fn wage(&self, payer: PartyId, month: FeeMonth) -> Option<&Wage> {
        self.wages.iter().find(|wage| wage.payer == payer && wage.period.contains(month))
    }
}

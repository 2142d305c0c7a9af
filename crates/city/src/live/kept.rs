//! How far the city has lived, and what the world outside the agency knows, kept in the database, so that a killed demo goes
//! on where it stopped.

use std::collections::BTreeMap;

use business::Office;
use business::desk::Actor;
use kernel::{Problem, Result};
use serde::{Deserialize, Serialize};

use super::Plan;
use super::collect::Purses;
use crate::bank::Bank;
use crate::codes;

/// The order of the steps and what they do; another edition's city cannot be gone on with.
const EDITION: u32 = 2;

/// Which city it is, and how far it has lived.
#[derive(Debug, Serialize, Deserialize)]
struct Place {
    edition: u32,
    persons: usize,
    seed: u64,
    /// Steps done since the beginning.
    steps: usize,
}

/// What others than the agency keep.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct World {
    /// The bank's book.
    pub bank: Bank,
    /// Accounts that people have changed, by person.
    pub accounts: BTreeMap<usize, String>,
    /// Who is about to pay what, other than by debit, and who asks for what back.
    pub purses: Purses,
}

/// What is kept between two steps.
#[derive(Debug)]
pub(super) struct Kept {
    place: Place,
    world: World,
    /// Did the world change since it was kept?
    changed: bool,
}

const PLACE: &str = "city.kept";
const WORLD: &str = "city.world";

impl Kept {
    /// What was kept, or the beginning.
    ///
    /// # Errors
    /// `CTY-0101` where another city lives in the database.
    pub fn load(office: &Office, plan: &Plan) -> Result<Kept> {
        let (place, world) = office.store.read(|tx| Ok((tx.setting(PLACE)?, tx.setting(WORLD)?)))?;
        let Some(text) = place else {
            let place = Place { edition: EDITION, persons: plan.persons, seed: plan.seed, steps: 0 };
            return Ok(Kept { place, world: World::default(), changed: true });
        };
        let place: Place = serde_json::from_str(&text).map_err(damaged)?;
        if (place.edition, place.persons, place.seed) != (EDITION, plan.persons, plan.seed) {
            return Err(codes::OTHER_CITY.with("persons", place.persons).with("seed", place.seed));
        }
        let world = serde_json::from_str(&world.unwrap_or_default()).map_err(damaged)?;
        Ok(Kept { place, world, changed: false })
    }

    /// Steps done since the beginning.
    pub fn steps(&self) -> usize {
        self.place.steps
    }

    /// The world as it is.
    pub fn world(&self) -> &World {
        &self.world
    }

    /// The world, to change it.
    pub fn change(&mut self) -> &mut World {
        self.changed = true;
        &mut self.world
    }

    /// Keeps that a step is done, with what it changed in the world.
    pub fn step_done(&mut self, office: &Office, node: &Actor) -> Result<()> {
        self.place.steps += 1;
        let place = serde_json::to_string(&self.place).map_err(damaged)?;
        let world = self.changed.then(|| serde_json::to_string(&self.world)).transpose().map_err(damaged)?;
        office.store.write(&node.act("city.step"), |tx| {
            if let Some(world) = &world {
                tx.set(WORLD, world)?;
            }
            tx.set(PLACE, &place)
        })?;
        self.changed = false;
        Ok(())
    }
}

fn damaged(cause: impl std::fmt::Display) -> Problem {
    codes::DAMAGED.problem().because(cause)
}

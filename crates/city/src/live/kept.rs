//! How far the city has lived, kept in the database, so that a killed demo goes on where it stopped.

use std::collections::BTreeMap;

use business::Office;
use business::desk::Actor;
use kernel::{Problem, Result};
use serde::{Deserialize, Serialize};

use super::Plan;
use super::collect::Purses;
use crate::bank::Bank;
use crate::codes;

/// What is kept between two steps.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    pub persons: usize,
    pub seed: u64,
    /// Steps done since the beginning.
    pub steps: usize,
    /// Parts of the running step that are done, where it commits in parts.
    pub parts: usize,
    /// The bank's book.
    pub bank: Bank,
    /// Accounts that people have changed, by person.
    pub accounts: BTreeMap<usize, String>,
    /// Who is about to pay what, other than by debit.
    #[serde(default)]
    pub purses: Purses,
}

const SETTING: &str = "city.kept";
const PARTS: &str = "city.parts";

impl Kept {
    /// What was kept, or the beginning.
    ///
    /// # Errors
    /// `CTY-0101` where another city lives in the database.
    pub fn load(office: &Office, plan: &Plan) -> Result<Kept> {
        let (kept, parts) = office.store.read(|tx| Ok((tx.setting(SETTING)?, tx.setting(PARTS)?)))?;
        let Some(text) = kept else {
            return Ok(Kept {
                persons: plan.persons,
                seed: plan.seed,
                steps: 0,
                parts: 0,
                bank: Bank::default(),
                accounts: BTreeMap::new(),
                purses: Purses::default(),
            });
        };
        let mut kept: Kept = serde_json::from_str(&text).map_err(damaged)?;
        if (kept.persons, kept.seed) != (plan.persons, plan.seed) {
            return Err(codes::OTHER_CITY.with("persons", kept.persons).with("seed", kept.seed));
        }
        // Parts are kept as `step:parts`; those of an earlier step say nothing.
        if let Some((step, parts)) = parts.as_deref().and_then(|text| text.split_once(':'))
            && step.parse() == Ok(kept.steps)
        {
            kept.parts = parts.parse().map_err(damaged)?;
        }
        Ok(kept)
    }

    /// Keeps that a step is done.
    pub fn step_done(&mut self, office: &Office, node: &Actor) -> Result<()> {
        self.steps += 1;
        self.parts = 0;
        let text = serde_json::to_string(self).map_err(damaged)?;
        office.store.write(&node.act("city.step"), |tx| tx.set(SETTING, &text))
    }

    /// Keeps, in the transaction that did it, that a part of the running step is done.
    pub fn part_done(&mut self, tx: &mut store::Tx<'_>) -> Result<()> {
        self.parts += 1;
        tx.set(PARTS, &format!("{}:{}", self.steps, self.parts))
    }
}

fn damaged(cause: impl std::fmt::Display) -> Problem {
    codes::DAMAGED.problem().because(cause)
}

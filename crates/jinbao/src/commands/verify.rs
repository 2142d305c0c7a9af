//! `jinbao verify`: everything recomputed from the records.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 从记录重算一切，逐分核对 / recompute everything from the records, to the fen
#[derive(Args, Clone, Debug)]
pub struct Verify {}

impl Verify {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("verify"))
    }
}

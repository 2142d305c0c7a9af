//! `jinbao collect`: money from payers.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 征收 / collection
#[derive(Args, Clone, Debug)]
pub struct Collect {}

impl Collect {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("collect"))
    }
}

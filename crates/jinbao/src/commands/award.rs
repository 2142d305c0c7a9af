//! `jinbao award`: pensions.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 养老待遇 / pensions
#[derive(Args, Clone, Debug)]
pub struct Award {}

impl Award {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("award"))
    }
}

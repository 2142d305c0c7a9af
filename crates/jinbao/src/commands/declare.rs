//! `jinbao declare`: a single joiner, leaver or wage.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 单笔申报：增员、减员、工资 / a single joiner, leaver or wage
#[derive(Args, Clone, Debug)]
pub struct Declare {}

impl Declare {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("declare"))
    }
}

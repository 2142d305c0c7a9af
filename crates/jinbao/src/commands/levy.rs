//! `jinbao levy`: the monthly assessment.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 月度应收核定 / monthly assessment
#[derive(Args, Clone, Debug)]
pub struct Levy {
    /// 月份，如 2024-07 / month
    #[arg(value_parser = super::values::month)]
    pub month: kernel::FeeMonth,
}

impl Levy {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("levy"))
    }
}

//! `jinbao close`: the end of a month in the funds.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 基金月结 / close a month of the funds
#[derive(Args, Clone, Debug)]
pub struct Close {
    /// 月份，如 2024-07 / month
    #[arg(value_parser = super::values::month)]
    pub month: kernel::FeeMonth,
}

impl Close {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("close"))
    }
}

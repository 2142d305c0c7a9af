//! `jinbao pay`: the monthly payment run.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 待遇支付 / payment of benefits
#[derive(Args, Clone, Debug)]
pub struct Pay {}

impl Pay {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("pay"))
    }
}

//! `jinbao interest`: yearly interest on personal accounts.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 个人账户年终结息 / yearly interest on personal accounts
#[derive(Args, Clone, Debug)]
pub struct Interest {
    /// 年度 / year
    #[arg(value_parser = clap::value_parser!(i32).range(1990..=2999))]
    pub year: i32,
}

impl Interest {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("interest"))
    }
}

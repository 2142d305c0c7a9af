//! `jinbao approve`: the second person.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 复核办件 / agree to a matter as the second person
#[derive(Args, Clone, Debug)]
pub struct Approve {
    /// 办件编号或内部号 / number of the matter
    pub matter: String,
    /// 不同意 / do not agree
    #[arg(long, requires = "reason")]
    pub refuse: bool,
    /// 理由 / reason
    #[arg(long)]
    pub reason: Option<String>,
}

impl Approve {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("approve"))
    }
}

//! `jinbao export`: tables for other programs.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 导出 / export tables
#[derive(Args, Clone, Debug)]
pub struct Export {}

impl Export {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("export"))
    }
}

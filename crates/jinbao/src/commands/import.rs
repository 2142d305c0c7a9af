//! `jinbao import`: files of rows.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 导入表格 / take in a file of rows
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// 文件 / file
    pub file: std::path::PathBuf,
}

impl Import {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("import"))
    }
}

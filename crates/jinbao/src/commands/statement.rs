//! `jinbao statement`: a person's yearly account statement.

use clap::Args;
use kernel::Result;

use crate::report::Answer;
use crate::session::Session;

/// 个人账户年度对账单（PDF）/ yearly statement of a person as PDF
#[derive(Args, Clone, Debug)]
pub struct Statement {
    /// 公民身份号码或个人编号 / ID number or personal number
    pub person: String,
    /// 年度 / year
    #[arg(long, value_parser = clap::value_parser!(i32).range(1990..=2999))]
    pub year: i32,
    /// 输出文件 / file to write
    #[arg(long, value_name = "FILE")]
    pub out: Option<std::path::PathBuf>,
}

impl Statement {
    /// Does it.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        Err(session.not_yet("statement"))
    }
}

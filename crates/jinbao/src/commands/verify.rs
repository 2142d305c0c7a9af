//! `jinbao verify`: everything recomputed from the records.

use clap::Args;
use kernel::{FeeMonth, Problem, Result};
use supervision::{Check, Options};

use super::values;
use crate::codes;
use crate::console::Progress;
use crate::language::Language;
use crate::report::Answer;
use crate::session::Session;

/// 从记录重算一切，逐分核对；有差错时退出码为 1 / recompute everything from the records; exit 1 on a break
#[derive(Args, Clone, Debug)]
pub struct Verify {
    /// 只核对一个月 / only one month
    #[arg(long, value_parser = values::month)]
    pub month: Option<FeeMonth>,
    /// 只做这些核对项，可重复 / only these checks; may be repeated
    #[arg(long = "check", value_name = "CHECK", value_parser = check)]
    pub checks: Vec<Check>,
    /// 每项最多列出多少条差错 / how many breaks of a check are named
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub named: usize,
}

fn check(word: &str) -> Result<Check, Problem> {
    let known = || Check::ALL.iter().map(|check| check.key()).collect::<Vec<_>>().join(" ");
    Check::from_key(word).ok_or_else(|| codes::WORD.with("known", known()))
}

impl Verify {
    /// Verifies on one snapshot.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        // Entries that wait for their block are no break of the chain.
        crate::server::seal_store(&session.office.store);
        let options = Options { month: self.month, checks: self.checks.clone(), named: self.named };
        let office = session.office;
        let console = &mut *session.console;
        let language = console.language;
        let mut tell = |progress: supervision::Progress| {
            let what = language.pick(progress.check.zh(), progress.check.en()).to_owned();
            console.progress(&Progress { what, done: count(progress.done), of: count(progress.of) });
        };
        let report =
            supervision::verify(&office.store, &office.law, &office.key.public(), &options, &mut tell)?;
        let text = match language {
            Language::Zh => report.zh(),
            Language::En => report.en(),
        };
        let json = serde_json::to_value(&report).unwrap_or_default();
        Ok(Answer::new(text.trim_end(), json).with_finding(!report.ok))
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

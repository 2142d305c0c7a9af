//! `jinbao interest`: yearly interest on personal accounts.

use business::accounts::{self, Settled};
use clap::Args;
use kernel::Result;
use serde_json::{Value as Json, json};

use crate::console::Progress;
use crate::report::{Answer, table};
use crate::session::Session;

/// 个人账户年终结息（中断后再运行即续办）/ yearly interest on personal accounts
#[derive(Args, Clone, Debug)]
pub struct Interest {
    /// 年度 / year
    #[arg(value_parser = clap::value_parser!(i32).range(1990..=2999))]
    pub year: i32,
}

impl Interest {
    /// Settles the year.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        let actor = session.actor()?;
        let office = session.office;
        let console = &mut *session.console;
        let language = console.language;
        let mut tell = |progress: accounts::Progress| {
            let what = language.pick(progress.kind.zh(), progress.kind.en()).to_owned();
            console.progress(&Progress { what, done: u64::try_from(progress.accounts).unwrap_or(0), of: 0 });
        };
        let settled = accounts::interest(office, &actor, self.year, &mut tell)?;
        let rows: Vec<Vec<String>> = settled
            .iter()
            .map(|Settled { kind, rate, accounts, interest, .. }| {
                let name = session.say(kind.zh(), kind.en());
                vec![name, rate.to_string(), accounts.to_string(), interest.to_string()]
            })
            .collect();
        let head = language
            .pick(["账户", "利率", "户数", "利息（元）"], ["account", "rate", "accounts", "interest, yuan"]);
        let json: Vec<Json> = settled
            .iter()
            .map(|s| json!({ "kind": s.kind.key(), "run": s.run, "rate": s.rate, "accounts": s.accounts, "interest": s.interest }))
            .collect();
        Ok(Answer::new(table(&head, &rows), json!({ "year": self.year, "settled": json })))
    }
}

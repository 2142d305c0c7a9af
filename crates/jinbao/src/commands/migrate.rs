//! `jinbao migrate`: the database gets the tables of this program.

use clap::Args;
use kernel::Result;
use serde_json::json;
use store::Store;

use crate::config::Settings;
use crate::console::Console;
use crate::report::{Answer, object};
use crate::wiring;

/// 升级数据库结构 / bring the database up to this program
#[derive(Args, Clone, Debug)]
pub struct Migrate {
    /// 只列出待执行的升级 / only name what is pending
    #[arg(long)]
    pub dry_run: bool,
}

impl Migrate {
    /// Applies or names what is pending.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        wiring::must_exist(settings)?;
        let pick = |zh: &str, en: &str| console.language.pick(zh.to_owned(), en.to_owned());
        let (names, head) = if self.dry_run {
            let pending = Store::open_to_read(&settings.target())?.pending()?;
            (pending, pick("待执行：", "pending:"))
        } else {
            wiring::refuse_beside_server(settings, "migrate")?;
            (Store::open(&settings.target())?.migrate()?, pick("已执行：", "applied:"))
        };
        let text = if names.is_empty() {
            pick("数据库已是最新结构。", "The database is up to date.")
        } else {
            format!("{head}\n  {}", names.join("\n  "))
        };
        Ok(Answer::new(text, object([("dry_run", json!(self.dry_run)), ("migrations", json!(names))])))
    }
}

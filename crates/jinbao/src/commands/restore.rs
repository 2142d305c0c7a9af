//! `jinbao restore`: a checked backup takes the place of the database.

use std::path::PathBuf;

use clap::Args;
use kernel::Result;
use serde_json::json;

use crate::config::Settings;
use crate::console::Console;
use crate::report::{Answer, object};
use crate::{clock, wiring};

/// 从备份恢复（先检查再替换）/ restore a backup: checked first, then switched
#[derive(Args, Clone, Debug)]
pub struct Restore {
    /// 备份文件夹 / folder of the backup
    pub dir: PathBuf,
}

impl Restore {
    /// The present database is replaced.
    pub fn question(&self) -> Option<(String, String)> {
        let dir = self.dir.display();
        Some((
            format!("现有数据库将被 {dir} 中的备份替换"),
            format!("the present database will be replaced by the backup in {dir}"),
        ))
    }

    /// Checks the backup, then puts it in the place of the database.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        wiring::refuse_beside_server(settings, "restore")?;
        let restored = store::restore(&settings.target(), &self.dir, clock::now())?;
        let at = restored.manifest.at;
        let kept = restored.kept.clone().unwrap_or_default();
        let mut text =
            console.language.pick(format!("已恢复 {at} 的备份。"), format!("restored the backup of {at}"));
        if !kept.is_empty() {
            text.push_str(&console.language.pick(
                format!("\n原数据库保留在 {kept}"),
                format!("\nthe former database is kept as {kept}"),
            ));
        }
        Ok(Answer::new(text, object([("at", json!(at.to_string())), ("kept", json!(restored.kept))])))
    }
}

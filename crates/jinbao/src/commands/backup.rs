//! `jinbao backup`: a copy of the database while it is in use.

use std::path::PathBuf;

use clap::Args;
use kernel::Result;
use serde_json::json;

use crate::clock;
use crate::report::{Answer, object};
use crate::session::Session;

/// 备份（可在服务运行时进行）/ back up, also while the server runs
#[derive(Args, Clone, Debug)]
pub struct Backup {
    /// 备份文件夹（新建）/ folder of the backup, to be made
    pub dir: PathBuf,
}

impl Backup {
    /// Writes the copy.
    pub fn run(&self, session: &mut Session<'_>) -> Result<Answer> {
        let dir = session.path(&self.dir);
        let manifest = session.office.store.backup(&dir, clock::now())?;
        let text = session.say(
            format!("备份完成：{}（{} 字节，SHA-256 {}）\n密钥不在备份中，请另行保管 keys 文件夹。", dir.display(), manifest.bytes, manifest.sha256),
            format!("backed up into {} ({} bytes, SHA-256 {})\nThe keys are not in it: keep a copy of the folder keys elsewhere.", dir.display(), manifest.bytes, manifest.sha256),
        );
        Ok(Answer::new(
            text,
            object([
                ("folder", json!(dir.display().to_string())),
                ("file", json!(manifest.file)),
                ("bytes", json!(manifest.bytes)),
                ("sha256", json!(manifest.sha256)),
                ("version", json!(manifest.version)),
            ]),
        ))
    }
}

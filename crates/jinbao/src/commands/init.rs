//! `jinbao init`: a data folder with keys, an empty migrated database and its region.

use clap::Args;
use kernel::{RegionCode, Result};
use serde_json::json;

use super::values;
use crate::config::Settings;
use crate::console::Console;
use crate::report::{Answer, object};
use crate::setup::{self, New};
use crate::wiring;

/// 建立数据文件夹、密钥和空数据库 / set up a data folder, keys and an empty database
#[derive(Args, Clone, Debug)]
pub struct Init {
    /// 统筹区的行政区划代码，如 110000 / region code of the pooling area
    #[arg(long, value_name = "CODE", value_parser = values::region)]
    pub region: RegionCode,
    /// 第一位管理员的登录名 / login of the first administrator
    #[arg(long, value_name = "LOGIN", default_value = "admin")]
    pub admin: String,
}

impl Init {
    /// Sets the node up.
    pub fn run(&self, settings: &Settings, console: &mut Console) -> Result<Answer> {
        wiring::refuse_beside_server(settings, "init")?;
        setup::create(settings, self.region, New::Agency(&self.admin))?;
        let folder = settings.data.folder.display().to_string();
        let region = self.region;
        let admin = &self.admin;
        let text = console.language.pick(
            format!(
                "已在 {folder} 建立地区 {region} 的数据库和密钥。\n请备份 keys 文件夹：没有它，加密的个人信息无法恢复。\n下一步：jinbao user password {admin}，然后 jinbao serve"
            ),
            format!(
                "Set up database and keys for region {region} in {folder}.\nKeep a copy of the folder keys: without it the sealed personal data cannot be read.\nNext: jinbao user password {admin}, then jinbao serve"
            ),
        );
        Ok(Answer::new(
            text,
            object([("folder", json!(folder)), ("region", json!(region)), ("admin", json!(admin))]),
        ))
    }
}

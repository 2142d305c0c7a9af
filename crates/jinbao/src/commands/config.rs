//! `jinbao config`: what is in force and where it came from.

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use crate::config::Shown;
use crate::language::Language;
use crate::report::{Answer, table};

/// 配置 / configuration
#[derive(Args, Clone, Debug)]
pub struct Config {
    #[command(subcommand)]
    pub what: What,
}

/// What to do with it.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum What {
    /// 显示生效的配置及其来源，隐去密码 / show what is in force and from where, secrets masked
    Print,
}

impl Config {
    /// Shows the settings.
    pub fn run(&self, shown: &[Shown], language: Language) -> Answer {
        let What::Print = self.what;
        let rows: Vec<Vec<String>> =
            shown.iter().map(|s| vec![s.key.to_owned(), s.value.clone(), s.source.clone()]).collect();
        let text = table(&language.pick(["配置项", "值", "来源"], ["setting", "value", "source"]), &rows);
        let settings: Vec<Json> =
            shown.iter().map(|s| json!({ "key": s.key, "value": s.value, "source": s.source })).collect();
        Answer::new(text, json!({ "settings": settings }))
    }
}

//! `jinbao completions`: shell completion.

use clap::{Args, ValueEnum};
use clap_complete::{Shell, generate};
use serde_json::json;

use crate::cli::command;
use crate::report::{Answer, object};

/// 输出命令行补全脚本 / completion script for a shell
#[derive(Args, Clone, Debug)]
pub struct Completions {
    /// 命令行解释器 / shell
    #[arg(value_enum)]
    pub shell: Shell,
}

impl Completions {
    /// The script.
    pub fn run(&self) -> Answer {
        let mut script = Vec::new();
        generate(self.shell, &mut command(), "jinbao", &mut script);
        let script = String::from_utf8_lossy(&script).trim_end().to_owned();
        let shell = self.shell.to_possible_value().map(|value| value.get_name().to_owned());
        let json = object([("shell", json!(shell)), ("script", json!(script))]);
        Answer::new(script, json)
    }
}

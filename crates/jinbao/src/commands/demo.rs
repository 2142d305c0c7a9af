//! `jinbao demo`: the fictional city 金保市 lives through its months, then is served.

use clap::Args;
use kernel::Result;

use super::serve::Listening;
use crate::codes;
use crate::config::Settings;
use crate::console::Console;
use crate::report::Answer;

/// 建立演示城市金保市并启动服务 / let the demo city live, then serve it
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// 参保人数 / insured people
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub persons: u32,
    /// 费款所属期月数 / fee months
    #[arg(long, value_name = "M", default_value_t = 36, value_parser = clap::value_parser!(u32).range(1..=36))]
    pub months: u32,
    /// 随机种子：相同种子，相同城市 / seed: the same seed makes the same city
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// 建好后不启动服务 / end when the city stands
    #[arg(long)]
    pub no_serve: bool,
    #[command(flatten)]
    pub at: Listening,
}

impl Demo {
    /// Lets the city live, then serves it.
    pub fn run(&self, _settings: &Settings, _console: &mut Console) -> Result<Answer> {
        Err(codes::NOT_YET.with("command", "demo"))
    }
}

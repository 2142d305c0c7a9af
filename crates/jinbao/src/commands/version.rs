//! `jinbao version`.

use clap::Args;
use serde_json::json;

use crate::report::{Answer, object};

/// 版本 / version
#[derive(Args, Clone, Debug)]
pub struct Version {}

/// The version of this program.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Version {
    /// Says it.
    pub fn run(&self) -> Answer {
        Answer::new(
            format!("jinbao {VERSION}"),
            object([("name", json!("jinbao")), ("version", json!(VERSION))]),
        )
    }
}

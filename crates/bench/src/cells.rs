//! A measurement in a process of its own: asked for on its command line, answered as JSON on its output.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Runs this program again with these arguments and takes its answer. Its error output is passed through.
pub fn ask<T: DeserializeOwned>(arguments: &[String]) -> Result<T> {
    let program = std::env::current_exe().context("where this program lies")?;
    let output = Command::new(program).args(arguments).stderr(Stdio::inherit()).output()?;
    ensure!(output.status.success(), "{} ended with {}", arguments.join(" "), output.status);
    serde_json::from_slice(&output.stdout).context("the answer of a measurement")
}

/// The answer to [`ask`].
pub fn answer(measured: &impl Serialize) -> Result<()> {
    println!("{}", serde_json::to_string(measured)?);
    Ok(())
}

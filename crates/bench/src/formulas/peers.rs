//! The programs of others, run by the Python that has them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use serde_json::json;
use tempfile::TempDir;

use super::figures::Figures;

/// Where the peer programs stand in the sources.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peers");
/// Wage of the single case, in fen.
pub(super) const WAGE: i64 = 1_500_000;

/// A Python with the peers installed, and the figures where they find them.
pub(super) struct Peers {
    python: PathBuf,
    folder: TempDir,
    /// Wages of the town, in fen.
    pub(super) wages: Vec<i64>,
}

impl Peers {
    /// Writes the figures and the wages of so many people.
    pub(super) fn new(python: &Path, figures: &Figures, persons: usize) -> Result<Peers> {
        let folder = tempfile::tempdir()?;
        // From 3,000 to 43,000 yuan, so that both limits hold for some.
        let wages: Vec<i64> = (0..i64::try_from(persons)?).map(|n| 300_000 + n * 37 % 4_000_000).collect();
        let mut file = std::io::BufWriter::new(std::fs::File::create(folder.path().join("wages"))?);
        wages.iter().try_for_each(|wage| file.write_all(&wage.to_le_bytes()))?;
        file.flush()?;
        let told = json!({
            "month": figures.month.to_string(), "wage": WAGE, "wages": folder.path().join("wages"),
            "lines": figures.lines,
        });
        std::fs::write(folder.path().join("figures.json"), told.to_string())?;
        Ok(Peers { python: python.to_owned(), folder, wages })
    }

    /// A Python command that finds the figures.
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(&self.python);
        command.current_dir(FOLDER).env("FIGURES", self.folder.path().join("figures.json"));
        command.env("PYTHONDONTWRITEBYTECODE", "1").stderr(Stdio::inherit());
        command
    }

    /// Runs a program of the folder and reads what it prints.
    pub(super) fn ask<T: DeserializeOwned>(&self, program: &str, argument: usize) -> Result<T> {
        let output = self.command().arg(program).arg(argument.to_string()).output()?;
        ensure!(output.status.success(), "{program} ended with {}", output.status);
        serde_json::from_slice(&output.stdout).with_context(|| format!("what {program} printed"))
    }
}

//! What a running server leaves in the data folder, so that the command line beside it finds its way.

use std::fs;
use std::net::{TcpStream, ToSocketAddrs};
use std::path::PathBuf;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Result;
use serde::{Deserialize, Serialize};
use store::Target;

use crate::codes;
use crate::config::Settings;
use crate::setup::write_private;

/// A server at work on the embedded file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Running {
    /// `http://127.0.0.1:8080`.
    pub address: String,
    /// Its process.
    pub pid: u32,
    /// Its version.
    pub version: String,
    /// What lets the command line in; whoever can read this file could as well open the database.
    pub token: String,
}

fn file(settings: &Settings) -> PathBuf {
    settings.data.folder.join("server.json")
}

/// The server that works on this embedded database, if it can be reached.
pub fn find(settings: &Settings) -> Option<Running> {
    if matches!(settings.target(), Target::Postgres(_)) {
        return None;
    }
    let running: Running = serde_json::from_slice(&fs::read(file(settings)).ok()?).ok()?;
    let host = running.address.strip_prefix("http://")?;
    let address = host.to_socket_addrs().ok()?.next()?;
    TcpStream::connect_timeout(&address, Duration::from_millis(500)).ok()?;
    Some(running)
}

/// A server's own note, gone when it ends.
pub struct Note {
    file: PathBuf,
    /// What it says.
    pub running: Running,
}

impl Note {
    /// Writes it.
    pub fn leave(settings: &Settings, address: String, version: &str) -> Result<Note> {
        let file = file(settings);
        let failed = || codes::FILE.with("file", file.display());
        let mut token = [0; 32];
        getrandom::fill(&mut token).map_err(|cause| failed().because(cause))?;
        let running = Running {
            address,
            pid: std::process::id(),
            version: version.to_owned(),
            token: URL_SAFE_NO_PAD.encode(token),
        };
        let text = serde_json::to_vec_pretty(&running).map_err(|cause| failed().because(cause))?;
        // A note that an earlier server left behind may have other rights.
        drop(fs::remove_file(&file));
        write_private(&file, &text).map_err(|cause| failed().because(cause))?;
        Ok(Note { file, running })
    }
}

impl Drop for Note {
    fn drop(&mut self) {
        drop(fs::remove_file(&self.file));
    }
}

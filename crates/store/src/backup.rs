//! Backup while running, and restore that checks before it switches and keeps what was there.
//!
//! A backup is a folder with the data (`jinbao.db` or `jinbao.dump`) and `manifest.json`, written last: a folder
//! without it is no backup. The vault's keys are not in it and must be kept elsewhere.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use kernel::{Moment, Problem, Result};
use rusqlite::Connection;
use rusqlite::backup::StepResult;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::codes;
use crate::migrate::newest;
use crate::params;
use crate::pg_backup;
use crate::sqlite::{Sqlite, failed, take_lock};
use crate::store::{Backend, Store, Target};
use crate::tx::Engine;

const MANIFEST: &str = "manifest.json";
const FORMAT: u32 = 1;

/// What a backup says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Of this file; 1.
    pub format: u32,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// When it was begun, in microseconds since the epoch.
    pub at: Moment,
    /// Version of the schema.
    pub version: i32,
    /// The file with the data.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
}

/// What a restore left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The backup that was taken.
    pub manifest: Manifest,
    /// Where the former database was put: a file or the name of a database.
    pub kept: Option<String>,
}

impl Store {
    /// Writes a consistent copy into a folder while others read and write. The folder must hold no backup yet.
    pub fn backup(&self, dir: &Path, at: Moment) -> Result<Manifest> {
        let io = |e: std::io::Error| cannot(dir).because(e);
        if dir.join(MANIFEST).exists() {
            return Err(codes::BACKUP_THERE.with("dir", dir.display()));
        }
        std::fs::create_dir_all(dir).map_err(io)?;
        let version = self.version()?;
        let (engine, file) = names(self.engine());
        let (part, path) = (dir.join(format!("{file}.part")), dir.join(file));
        remove(&part).map_err(io)?;
        match &self.0.backend {
            Backend::Sqlite(sqlite) => copy_sqlite(sqlite, &part)?,
            Backend::Pg(pool) => pg_backup::dump(pool.address(), &part, dir)?,
        }
        let (bytes, sha256) = fingerprint(&part).map_err(io)?;
        std::fs::rename(&part, &path).map_err(io)?;
        let manifest =
            Manifest { format: FORMAT, engine: engine.into(), at, version, file: file.into(), bytes, sha256 };
        write_manifest(dir, &manifest).map_err(io)?;
        Ok(manifest)
    }
}

/// Puts a backup in the place of a database that nobody has open. The former one is kept beside it.
pub fn restore(target: &Target, dir: &Path, at: Moment) -> Result<Restored> {
    let wanted = match target {
        Target::Sqlite(_) => Engine::Sqlite,
        Target::Postgres(_) => Engine::Postgres,
    };
    let (engine, _) = names(wanted);
    let manifest = check(dir)?;
    if manifest.engine != engine {
        return Err(damaged(dir).because(format!("it is of {}, not of {engine}", manifest.engine)));
    }
    let known = newest(wanted);
    if manifest.version > known {
        return Err(codes::NEWER.with("found", manifest.version).with("known", known));
    }
    let data = dir.join(&manifest.file);
    let kept = match target {
        Target::Sqlite(file) => restore_sqlite(file, &data, dir, at)?,
        Target::Postgres(url) => pg_backup::restore(url, &data, dir, &manifest, at)?,
    };
    Ok(Restored { manifest, kept })
}

/// Reads the manifest and holds the data against it. Changes nothing.
pub fn check(dir: &Path) -> Result<Manifest> {
    let text = std::fs::read_to_string(dir.join(MANIFEST)).map_err(|e| damaged(dir).because(e))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| damaged(dir).because(e))?;
    let named_here = [names(Engine::Sqlite), names(Engine::Postgres)]
        .contains(&(manifest.engine.as_str(), manifest.file.as_str()));
    if manifest.format != FORMAT || !named_here {
        return Err(damaged(dir).because("its manifest is of another format"));
    }
    let found = fingerprint(&dir.join(&manifest.file)).map_err(|e| damaged(dir).because(e))?;
    if found != (manifest.bytes, manifest.sha256.clone()) {
        return Err(damaged(dir).because(format!("{} is not what the manifest says", manifest.file)));
    }
    Ok(manifest)
}

fn names(engine: Engine) -> (&'static str, &'static str) {
    match engine {
        Engine::Sqlite => ("sqlite", "jinbao.db"),
        Engine::Postgres => ("postgres", "jinbao.dump"),
    }
}

pub(crate) fn cannot(dir: &Path) -> Problem {
    codes::BACKUP.with("dir", dir.display())
}

pub(crate) fn damaged(dir: &Path) -> Problem {
    codes::BACKUP_DAMAGED.with("dir", dir.display())
}

fn copy_sqlite(sqlite: &Sqlite, part: &Path) -> Result<()> {
    let from = sqlite.new_reader()?;
    let copy = || -> rusqlite::Result<String> {
        let mut to = Connection::open(part)?;
        // One step reads one snapshot; in WAL mode it holds up no writer.
        match rusqlite::backup::Backup::new(&from, &mut to)?.step(-1)? {
            StepResult::Done => {}
            unfinished => return Ok(format!("{unfinished:?}")),
        }
        to.pragma_update(None, "journal_mode", "delete")?;
        to.query_row("pragma quick_check", [], |row| row.get(0))
    };
    match copy().map_err(|e| failed(&e, "backup"))?.as_str() {
        "ok" => File::open(part).and_then(|file| file.sync_all()).map_err(|e| cannot(part).because(e)),
        found => Err(cannot(part).because(found)),
    }
}

fn restore_sqlite(file: &Path, data: &Path, dir: &Path, at: Moment) -> Result<Option<String>> {
    let io = |e: std::io::Error| codes::UNREACHABLE.with("target", file.display()).because(e);
    if let Some(folder) = file.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(io)?;
    }
    let _owner = take_lock(file)?;
    let fresh = beside(file, ".restoring");
    std::fs::copy(data, &fresh).map_err(io)?;
    let checked: rusqlite::Result<String> =
        Connection::open(&fresh).and_then(|conn| conn.query_row("pragma quick_check", [], |row| row.get(0)));
    if !matches!(checked.as_deref(), Ok("ok")) {
        remove(&fresh).map_err(io)?;
        return Err(damaged(dir).because(format!("{checked:?}")));
    }
    File::open(&fresh).and_then(|file| file.sync_all()).map_err(io)?;
    let mut kept = None;
    if file.exists() {
        let aside = beside(file, &format!(".before-{}", at.micros()));
        if aside.exists() {
            return Err(codes::UNREACHABLE.with("target", aside.display()).because("it exists already"));
        }
        // The log first: without its database it is nothing, the database without its log would be an old state.
        for suffix in ["-wal", "-shm", ""] {
            let from = beside(file, suffix);
            if from.exists() {
                std::fs::rename(from, beside(&aside, suffix)).map_err(io)?;
            }
        }
        kept = Some(aside.display().to_string());
    }
    std::fs::rename(&fresh, file).map_err(io)?;
    Ok(kept)
}

fn beside(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn remove(file: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e),
        _ => Ok(()),
    }
}

fn fingerprint(file: &Path) -> std::io::Result<(u64, String)> {
    let mut file = File::open(file)?;
    let (mut hash, mut bytes, mut chunk) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            break;
        }
        hash.update(chunk.get(..read).unwrap_or_default());
        bytes += u64::try_from(read).unwrap_or(0);
    }
    Ok((bytes, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn write_manifest(dir: &Path, manifest: &Manifest) -> std::io::Result<()> {
    let part = dir.join(format!("{MANIFEST}.part"));
    let mut file = File::create(&part)?;
    file.write_all(&serde_json::to_vec_pretty(manifest)?)?;
    file.sync_all()?;
    std::fs::rename(part, dir.join(MANIFEST))?;
    File::open(dir)?.sync_all()
}

/// Does the database answer as the version the backup says?
pub(crate) fn is_of_version(target: &Target, version: i32) -> Result<bool> {
    let store = Store::open_to_read(target)?;
    let found = store.version()?;
    store.read(|tx| tx.row("select count(*) from audit", params![], |_| Ok(())))?;
    Ok(found == version)
}

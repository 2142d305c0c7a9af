//! Setting a node up: folder, keys, database, region.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use business::desk::{NewOfficer, Role, add_officer, seed_node};
use envelope::Key;
use kernel::{OfficerId, RegionCode, Result};
use store::{Act, Store, Target, Vault};

use crate::codes;
use crate::config::Settings;
use crate::{clock, wiring};

/// The node itself, which acts before there are officers.
pub const NODE: OfficerId = OfficerId::new(1);

/// What a new node is.
#[derive(Clone, Copy, Debug)]
pub enum New<'a> {
    /// An agency, with the login of its first administrator.
    Agency(&'a str),
    /// The fictional city of a seed; its signing key follows from the seed, so that its documents do too.
    Demo(u64),
}

/// Makes folder, keys and database for a region.
///
/// # Errors
/// `CLI-0105` where a database was set up there already.
pub fn create(settings: &Settings, region: RegionCode, new: New<'_>) -> Result<()> {
    if let Target::Sqlite(file) = settings.target()
        && file.is_file()
        && let Some(found) = region_of(settings)?
    {
        return Err(set_up(settings, found));
    }
    make_folder(&settings.data.folder)?;
    let store = Store::open(&settings.target())?;
    if store.version()? > 0
        && let Some(found) = store.read(|tx| tx.setting(wiring::REGION))?
    {
        return Err(set_up(settings, found));
    }
    Vault::at_or_new(&wiring::keys(settings))?;
    let mut randomness = [0; 32];
    match new {
        New::Agency(_) => getrandom::fill(&mut randomness)
            .map_err(|cause| store::codes::KEYS.with("file", "node.pem").because(cause))?,
        New::Demo(seed) => randomness[..8].copy_from_slice(&seed.to_be_bytes()),
    }
    make_signing_key(&wiring::signing_key(settings), &randomness)?;
    store.migrate()?;
    let act = Act { by: NODE, at: clock::now(), channel: "cli", command: "node.init".to_owned() };
    store.write(&act, |tx| {
        tx.set(wiring::REGION, region.as_str())?;
        seed_node(tx, region, act.at)?;
        match new {
            New::Agency(login) => {
                let roles = &[Role::Admin];
                let first = NewOfficer { login, name: "管理员", region, roles, password_hash: None };
                add_officer(tx, &first, act.at).map(drop)
            }
            New::Demo(_) => tx.set(wiring::ORIGIN, wiring::DEMO),
        }
    })
}

/// The region of the database that is there, if it was set up.
pub fn region_of(settings: &Settings) -> Result<Option<String>> {
    let store = Store::open_to_read(&settings.target())?;
    if store.version()? == 0 {
        return Ok(None);
    }
    store.read(|tx| tx.setting(wiring::REGION))
}

fn set_up(settings: &Settings, region: String) -> kernel::Problem {
    let place = match settings.target() {
        Target::Sqlite(_) => settings.data.folder.display().to_string(),
        Target::Postgres(url) => crate::config::without_password(&url),
    };
    codes::SET_UP.with("folder", place).with("region", region)
}

/// Makes a folder that only this user can look into.
pub fn make_folder(folder: &Path) -> Result<()> {
    let failed = |cause: std::io::Error| codes::FILE.with("file", folder.display()).because(cause);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(failed)
}

/// Writes a file that only this user can read.
pub fn write_private(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(file)?;
    open.write_all(content)?;
    open.sync_all()
}

/// Takes everybody else's rights on a file or folder away.
pub fn make_private(path: &Path, mode: u32) -> std::io::Result<()> {
    #[cfg(unix)]
    return fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    return Ok(drop((path, mode)));
}

/// Can only this user read the file?
#[cfg(unix)]
pub fn is_private(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|found| found.permissions().mode() & 0o077 == 0)
}

/// Can only this user read the file? Elsewhere the file system's own rules hold.
#[cfg(not(unix))]
pub fn is_private(file: &Path) -> bool {
    file.exists()
}

fn make_signing_key(file: &Path, randomness: &[u8; 32]) -> Result<()> {
    if file.exists() {
        return Ok(());
    }
    let failed = || store::codes::KEYS.with("file", file.display());
    let pem = Key::generate(randomness).to_pem()?;
    if let Some(folder) = file.parent() {
        make_folder(folder)?;
    }
    write_private(file, pem.as_bytes()).map_err(|cause| failed().because(cause))
}

//! From settings to an open node: store, law, keys, working days, region.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use business::Office;
use envelope::Key;
use kernel::{RegionCode, Result, WorkCalendar};
use rules::LawBook;
use store::{Store, Target, Vault};

use crate::codes;
use crate::config::Settings;
use crate::{running, setup};

/// An open node.
#[derive(Clone)]
pub struct Node {
    /// What every use case needs.
    pub office: Office,
    /// Is its city fictional?
    pub demo: bool,
}

/// The setting that names the pooling area.
pub const REGION: &str = "node.region";
/// The setting that says how a database came to be.
pub const ORIGIN: &str = "node.origin";
/// The origin of a fictional city.
pub const DEMO: &str = "demo";

/// The folder of the keys.
pub fn keys(settings: &Settings) -> PathBuf {
    settings.data.folder.join("keys")
}

/// The file of the node's signing key.
pub fn signing_key(settings: &Settings) -> PathBuf {
    keys(settings).join("node.pem")
}

/// Opens the node, whose database must exist and be up to date.
///
/// # Errors
/// `CLI-0104` where nothing was set up, `CLI-0115` where migrations are pending, and what the store reports.
pub fn open(settings: &Settings) -> Result<Node> {
    must_exist(settings)?;
    let store = Store::open(&settings.target())?;
    let pending = store.pending()?;
    if store.version()? == 0 {
        return Err(not_set_up(settings));
    }
    if !pending.is_empty() {
        return Err(codes::PENDING.with("count", pending.len()));
    }
    let (region, origin) = store.read(|tx| Ok((tx.setting(REGION)?, tx.setting(ORIGIN)?)))?;
    let region = RegionCode::parse(&region.ok_or_else(|| not_set_up(settings))?)?;
    let office = Office {
        store,
        law: Arc::new(law(settings)?),
        key: Arc::new(read_key(settings)?),
        vault: Arc::new(Vault::at(&keys(settings))?),
        calendar: Arc::new(WorkCalendar::standard().clone()),
        region,
    };
    Ok(Node { office, demo: origin.as_deref() == Some(DEMO) })
}

/// The law: the program's own, or the folder that the settings name.
///
/// # Errors
/// `CLI-0122` with every mistake of the files.
pub fn law(settings: &Settings) -> Result<LawBook> {
    let dir = &settings.law.dir;
    if dir.as_os_str().is_empty() { LawBook::builtin().map_err(mistaken) } else { law_in(dir) }
}

/// The law in a folder.
///
/// # Errors
/// As [`law`].
pub fn law_in(folder: &Path) -> Result<LawBook> {
    LawBook::load(folder).map_err(mistaken)
}

fn mistaken(mistakes: rules::Mistakes) -> kernel::Problem {
    codes::LAW.with("count", mistakes.0.len()).with("mistakes", mistakes)
}

/// Reads the signing key.
///
/// # Errors
/// `STO-0113` where the file is missing, readable by others or damaged.
pub fn read_key(settings: &Settings) -> Result<Key> {
    let file = signing_key(settings);
    let unusable = || store::codes::KEYS.with("file", file.display());
    if !setup::is_private(&file) {
        return Err(unusable());
    }
    let pem = std::fs::read_to_string(&file).map_err(|cause| unusable().because(cause))?;
    Key::from_pem(&pem).map_err(|problem| unusable().because(problem))
}

/// Refuses where there is no embedded database yet. A PostgreSQL is asked when it is opened.
pub fn must_exist(settings: &Settings) -> Result<()> {
    match settings.target() {
        Target::Sqlite(file) if !file.is_file() => Err(not_set_up(settings)),
        _ => Ok(()),
    }
}

fn not_set_up(settings: &Settings) -> kernel::Problem {
    let place = match settings.target() {
        Target::Sqlite(_) => settings.data.folder.display().to_string(),
        Target::Postgres(url) => crate::config::without_password(&url),
    };
    codes::NOT_SET_UP.with("folder", place)
}

/// Refuses a command that needs the database to itself while a server runs on it.
pub fn refuse_beside_server(settings: &Settings, command: &str) -> Result<()> {
    match running::find(settings) {
        Some(server) => Err(codes::SERVER_HOLDS
            .with("address", &server.address)
            .with("pid", server.pid)
            .with("command", command)),
        None => Ok(()),
    }
}

//! Configuration: defaults < `jinbao.toml` < `JINBAO__SECTION__KEY` < flags. Every value knows where it came from.

use std::collections::BTreeMap;
use std::path::PathBuf;

use figment::providers::{Env, Format, Serialized, Toml};
use figment::value::{Dict, Map, Value};
use figment::{Figment, Metadata, Profile, Provider, Source};
use kernel::{Problem, Result};
use serde::{Deserialize, Serialize};
use store::Target;

use crate::cli::Globals;
use crate::codes;
use crate::language::Language;

/// The file that is read from the working folder where `--config` names no other.
const FILE: &str = "jinbao.toml";
const PREFIX: &str = "JINBAO__";

/// What is in force.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where this node keeps its files.
    pub data: Data,
    /// The database, if not the embedded one.
    pub database: Database,
    /// What `serve` listens on.
    pub server: Server,
    /// The law.
    pub law: Law,
    /// Messages to users.
    #[serde(default)]
    pub messages: Messages,
    /// How the command line behaves.
    pub cli: CommandLine,
    /// Several pooling areas behind one program: where each keeps its data, by region code. `--area` picks one.
    #[serde(default)]
    pub areas: BTreeMap<String, Area>,
}

/// A section `areas.CODE`: takes the place of `data.folder` and `database.url`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    /// Folder of its keys and embedded database.
    pub folder: PathBuf,
    /// URL of its PostgreSQL database; empty: the embedded file.
    #[serde(default)]
    pub url: String,
}

/// Section `data`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// Folder of the embedded database, the keys and what a running server leaves for the command line.
    pub folder: PathBuf,
}

/// Section `database`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// URL of a PostgreSQL database; empty: the embedded file in the data folder.
    pub url: String,
}

/// Section `server`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// Address to listen on.
    pub listen: String,
    /// Port; 0: any free one.
    pub port: u16,
    /// Port for https; 0: none, in the demo city 8443.
    #[serde(default)]
    pub secure_port: u16,
    /// Certificate of the server and those above it (PEM); empty: the demo city makes its own.
    #[serde(default)]
    pub certificate: PathBuf,
    /// Private key of the certificate (PEM, PKCS #8).
    #[serde(default)]
    pub certificate_key: PathBuf,
    /// Address under which the public reaches it, as certificates name it; empty: the one listened on.
    #[serde(default)]
    pub address: String,
}

/// Section `law`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Folder of the law's files; empty: the law built into the program.
    pub dir: PathBuf,
}

/// Section `messages`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// Address of a gateway that takes text messages as JSON; empty: they are written to `messages.txt` beside the data.
    #[serde(default)]
    pub gateway: String,
}

/// Section `cli`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandLine {
    /// `zh` or `en`; empty: as the environment says.
    pub lang: String,
    /// Login of the officer who acts where `--as` names none.
    pub officer: String,
}

/// A setting as `config print` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// `section.key`.
    pub key: &'static str,
    /// The value in force, secrets masked.
    pub value: String,
    /// Where it came from.
    pub source: String,
}

/// Read by the store itself: the two keys, and where a kill test ends the process.
const NOT_SETTINGS: &[&str] = &["KEYS__SEAL", "KEYS__DIGEST", "TEST__ABORT_AT_COMMIT"];

/// Every setting.
const KEYS: &[&str] = &[
    "data.folder",
    "database.url",
    "server.listen",
    "server.port",
    "server.address",
    "server.secure_port",
    "server.certificate",
    "server.certificate_key",
    "law.dir",
    "messages.gateway",
    "cli.lang",
    "cli.officer",
];

impl Settings {
    /// Reads what is in force, and where each value came from.
    ///
    /// # Errors
    /// `CLI-0103` where the named file is missing, `CLI-0102` where a value is wrong or unknown.
    pub fn load(globals: &Globals) -> Result<(Settings, Vec<Shown>)> {
        let file = match &globals.config {
            Some(file) if !file.is_file() => {
                return Err(codes::NO_CONFIG.with("file", file.display()));
            }
            Some(file) => file.clone(),
            None => PathBuf::from(FILE),
        };
        let mut figment = Figment::from(Serialized::defaults(defaults()));
        if file.is_file() {
            figment = figment.merge(Toml::file_exact(file));
        }
        let figment =
            figment.merge(Env::prefixed(PREFIX).ignore(NOT_SETTINGS).split("__")).merge(Flags::of(globals));
        let mut settings: Settings = figment.extract().map_err(|error| wrong(&error))?;
        if !settings.cli.lang.is_empty() && Language::from_key(&settings.cli.lang).is_none() {
            let at = source(&figment, "cli.lang", settings.language());
            return Err(config("cli.lang", &at, "zh / en"));
        }
        let shown = KEYS
            .iter()
            .map(|key| Shown {
                key,
                value: figment.find_value(key).map(|value| shown(key, &value)).unwrap_or_default(),
                source: source(&figment, key, settings.language()),
            })
            .collect();
        if let Some(code) = &globals.area {
            settings.choose(code)?;
        }
        Ok((settings, shown))
    }

    /// Puts the data of one pooling area in the place of the default.
    fn choose(&mut self, code: &str) -> Result<()> {
        let Some(area) = self.areas.get(code) else {
            let known: Vec<&str> = self.areas.keys().map(String::as_str).collect();
            return Err(codes::NO_AREA.with("area", code).with("areas", known.join("、")));
        };
        self.data.folder = area.folder.clone();
        self.database.url = area.url.clone();
        Ok(())
    }

    /// The language to speak.
    pub fn language(&self) -> Language {
        Language::from_key(&self.cli.lang).unwrap_or_else(Language::of_environment)
    }

    /// Which database.
    pub fn target(&self) -> Target {
        if self.database.url.is_empty() {
            Target::Sqlite(self.data.folder.join("jinbao.db"))
        } else {
            Target::Postgres(self.database.url.clone())
        }
    }

    /// The officer who acts.
    pub fn officer(&self) -> Option<&str> {
        Some(self.cli.officer.as_str()).filter(|login| !login.is_empty())
    }
}

fn defaults() -> Settings {
    Settings {
        data: Data { folder: default_folder() },
        database: Database::default(),
        server: Server {
            listen: "127.0.0.1".to_owned(),
            port: 8080,
            address: String::new(),
            secure_port: 0,
            certificate: PathBuf::new(),
            certificate_key: PathBuf::new(),
        },
        law: Law::default(),
        messages: Messages::default(),
        cli: CommandLine::default(),
        areas: BTreeMap::new(),
    }
}

/// `./jinbao-data` where it exists already, else the platform's place for a user's data.
fn default_folder() -> PathBuf {
    let here = PathBuf::from("jinbao-data");
    if here.is_dir() {
        return here;
    }
    directories::ProjectDirs::from("", "", "jinbao").map_or(here, |folders| folders.data_dir().to_owned())
}

/// The flags of the command line as the last layer.
struct Flags(Dict);

impl Flags {
    fn of(globals: &Globals) -> Flags {
        let mut flags = Flags(Dict::new());
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| path.display().to_string());
        flags.set("data", "folder", path(&globals.data));
        flags.set("database", "url", globals.database_url.clone());
        flags.set("cli", "lang", globals.lang.map(|language| language.key().to_owned()));
        flags.set("cli", "officer", globals.officer.clone());
        flags.set("server", "listen", globals.listen.clone());
        flags.set("server", "port", globals.port);
        flags
    }

    fn set(&mut self, section: &str, key: &str, value: Option<impl Into<Value>>) {
        let Some(value) = value else { return };
        let entry = self.0.entry(section.to_owned()).or_insert_with(|| Value::from(Dict::new()));
        if let Value::Dict(_, fields) = entry {
            fields.insert(key.to_owned(), value.into());
        }
    }
}

const FLAGS: &str = "flags";

impl Provider for Flags {
    fn metadata(&self) -> Metadata {
        Metadata::named(FLAGS)
    }

    fn data(&self) -> figment::error::Result<Map<Profile, Dict>> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}

fn source(figment: &Figment, key: &str, language: Language) -> String {
    figment.find_metadata(key).map(|metadata| place(metadata, key, language)).unwrap_or_default()
}

fn place(metadata: &Metadata, key: &str, language: Language) -> String {
    match &metadata.source {
        Some(Source::File(file)) => file.display().to_string(),
        _ if metadata.name == FLAGS => language.pick("命令行", "flag").to_owned(),
        _ if metadata.name.contains("environment") => {
            format!("{PREFIX}{}", key.to_uppercase().replace('.', "__"))
        }
        _ => language.pick("默认值", "default").to_owned(),
    }
}

fn shown(key: &str, value: &Value) -> String {
    let text = match value {
        Value::String(_, text) => text.clone(),
        Value::Num(_, number) => number.to_i128().map(|n| n.to_string()).unwrap_or_default(),
        other => format!("{other:?}"),
    };
    if key == "database.url" { without_password(&text) } else { text }
}

/// A database URL whose password is three stars, in the user part and in the query alike.
pub fn without_password(url: &str) -> String {
    let (head, query) = url.split_once('?').map_or((url, None), |(head, query)| (head, Some(query)));
    let head = match head.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?)))
    {
        Some((scheme, (user, host))) => {
            let user =
                user.split_once(':').map_or_else(|| user.to_owned(), |(name, _)| format!("{name}:***"));
            format!("{scheme}://{user}@{host}")
        }
        // The form `host=… password=…` of libpq.
        None => head.split(' ').map(|part| mask_pair(part, "password")).collect::<Vec<_>>().join(" "),
    };
    match query {
        Some(query) => {
            let query: Vec<String> = query.split('&').map(|part| mask_pair(part, "password")).collect();
            format!("{head}?{}", query.join("&"))
        }
        None => head,
    }
}

fn mask_pair(pair: &str, secret: &str) -> String {
    match pair.split_once('=') {
        Some((key, _)) if key == secret => format!("{key}=***"),
        _ => pair.to_owned(),
    }
}

fn wrong(error: &figment::Error) -> Problem {
    let key = error.path.join(".");
    let language = Language::of_environment();
    let at = error.metadata.as_ref().map_or_else(String::new, |metadata| place(metadata, &key, language));
    let detail = without_password(&error.kind.to_string());
    config(if key.is_empty() { FILE } else { &key }, &at, &detail)
}

fn config(key: &str, source: &str, detail: &str) -> Problem {
    codes::CONFIG.with("key", key).with("source", source).with("detail", detail)
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_is_never_shown() {
        for (url, masked) in [
            ("postgres://jin:s3cret@db/jinbao", "postgres://jin:***@db/jinbao"),
            ("postgres://jin:p@ss@db/jinbao?sslmode=require", "postgres://jin:***@db/jinbao?sslmode=require"),
            ("postgres://db/jinbao?user=jin&password=s3cret", "postgres://db/jinbao?user=jin&password=***"),
            ("host=db user=jin password=s3cret", "host=db user=jin password=***"),
            ("postgres://jin@db/jinbao", "postgres://jin@db/jinbao"),
            ("", ""),
        ] {
            assert_eq!(without_password(url), masked, "{url}");
        }
    }
}

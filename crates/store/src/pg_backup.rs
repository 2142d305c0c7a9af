//! Backup and restore of PostgreSQL through its own `pg_dump` and `pg_restore`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use kernel::{Moment, Result};
use postgres::Client;

use crate::backup::{Manifest, cannot, damaged, is_of_version};
use crate::codes;
use crate::pg::failed;
use crate::pg_address::Address;
use crate::store::Target;

/// Writes the whole database as one compressed archive.
pub(crate) fn dump(address: &Address, part: &Path, dir: &Path) -> Result<()> {
    let mut command = tool("pg_dump", address);
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(part);
    run(command).map_err(|cause| cannot(dir).because(cause))
}

/// Restores into a new database, checks it, then swaps the names. The former database is kept under a new name.
pub(crate) fn restore(
    url: &str,
    data: &Path,
    dir: &Path,
    manifest: &Manifest,
    at: Moment,
) -> Result<Option<String>> {
    let address = Address::parse(url)?;
    let name = address.config.get_dbname().unwrap_or("postgres").to_owned();
    let (fresh, aside) = (format!("{name}_restoring"), format!("{name}_before_{}", at.micros()));
    let mut client = address.with_database("postgres").connect()?;
    let exists = refuse_if_used(&mut client, &name)?;

    execute(&mut client, &format!("drop database if exists {} with (force)", quoted(&fresh)))?;
    execute(
        &mut client,
        &format!("create database {} template template0 encoding 'UTF8' locale 'C'", quoted(&fresh)),
    )?;
    let mut command = tool("pg_restore", &address.with_database(&fresh));
    command.args(["--exit-on-error", "--no-owner", "--no-privileges", "--dbname", &fresh]).arg(data);
    let restored = run(command).map_err(|cause| damaged(dir).because(cause));
    let checked = restored
        .and_then(|()| is_of_version(&Target::Postgres(with_database(url, &name, &fresh)), manifest.version));
    if !matches!(checked, Ok(true)) {
        execute(&mut client, &format!("drop database {} with (force)", quoted(&fresh)))?;
        return Err(checked
            .err()
            .unwrap_or_else(|| damaged(dir).because("another version than its manifest says")));
    }
    if exists {
        refuse_if_used(&mut client, &name)?;
        execute(&mut client, &format!("alter database {} rename to {}", quoted(&name), quoted(&aside)))?;
    }
    execute(&mut client, &format!("alter database {} rename to {}", quoted(&fresh), quoted(&name)))?;
    Ok(exists.then_some(aside))
}

/// How long a connection that was just closed may take to be gone on the server.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says whether the database exists; refuses where somebody is connected to it. The server's own workers do not count.
fn refuse_if_used(client: &mut Client, name: &str) -> Result<bool> {
    let sql = "select (select count(*) from pg_stat_activity
                       where datname = d.datname and backend_type = 'client backend')
               from pg_database d where datname = $1";
    let begun = Instant::now();
    loop {
        match client.query_opt(sql, &[&name]).map_err(|e| failed(&e, sql))? {
            None => return Ok(false),
            Some(row) if row.get::<_, i64>(0) == 0 => return Ok(true),
            Some(_) if begun.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(50)),
            Some(_) => return Err(codes::TAKEN.with("target", format!("PostgreSQL {name}"))),
        }
    }
}

fn execute(client: &mut Client, sql: &str) -> Result<()> {
    client.batch_execute(sql).map_err(|e| failed(&e, sql))
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The URL with another database. The name stands after the last slash before the options.
fn with_database(url: &str, name: &str, other: &str) -> String {
    let (head, options) = url.split_once('?').map_or((url, None), |(head, options)| (head, Some(options)));
    let head = head.strip_suffix(name).unwrap_or(head);
    match options {
        Some(options) => format!("{head}{other}?{options}"),
        None => format!("{head}{other}"),
    }
}

fn tool(program: &str, address: &Address) -> Command {
    let mut command = Command::new(find(program));
    address.tell(&mut command);
    command
}

/// From the path, else the newest of Debian's folders.
fn find(program: &str) -> PathBuf {
    let on_path = std::env::var_os("PATH").and_then(|path| {
        std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
    });
    let debian = || {
        let folders = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        folders
            .flatten()
            .filter_map(|folder| {
                let version: u32 = folder.file_name().to_str()?.parse().ok()?;
                let file = folder.path().join("bin").join(program);
                file.is_file().then_some((version, file))
            })
            .max()
            .map(|(_, file)| file)
    };
    // Debian's wrapper on the path picks a version by itself, not always the one of the server.
    debian().or(on_path).unwrap_or_else(|| PathBuf::from(program))
}

fn run(mut command: Command) -> std::result::Result<(), String> {
    let output = command.output().map_err(|e| format!("{}: {e}", command.get_program().display()))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)))
}

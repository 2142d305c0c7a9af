//! Files that units hand in on pages or by the API: limited, told by their content, kept sealed in parts, found again, removed
//! after a time. Tables: upload, upload_part, upload_problem, column_naming. What is done with them: [`super::batch`].

use std::collections::BTreeMap;
use std::io::Cursor;

use kernel::{MatterId, Moment, PartyId, Result};
use serde::{Deserialize, Serialize};
use sheets::{Format, Limits};
pub use sheets::{Naming, Survey};
use store::{Act, Audit, Row, Sequence, Tx, params};

use super::codes;
use super::line::Kind;
use super::read::digest_of;
use crate::Office;
use crate::desk::{Action, Actor, policy};
use crate::levy::Forecast;

/// Bytes of a file that is handed in, at most.
pub const BYTES_MOST: usize = 20 << 20;
/// Rows of a file that is handed in, at most.
const ROWS_MOST: u64 = 200_000;
/// Days after which the content of a file is removed; what came of it stays with the matter.
const KEPT_DAYS: i64 = 90;
/// Bytes of a part.
const PART: usize = 256 << 10;
/// What was wrong with a file is kept for at most so many lines; the file of failed rows has all.
pub(super) const PROBLEMS_MOST: usize = 1_000;

/// How far a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// It came; its columns may have to be named.
    New,
    /// It is being checked.
    Checking,
    /// It was checked.
    Checked,
    /// Its good rows are being taken in.
    Taking,
    /// They were taken in.
    Taken,
    /// The step could not be done; why stands in the outcome.
    Stopped,
}

impl UploadState {
    const ALL: [UploadState; 6] = [
        UploadState::New,
        UploadState::Checking,
        UploadState::Checked,
        UploadState::Taking,
        UploadState::Taken,
        UploadState::Stopped,
    ];

    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            UploadState::New => "new",
            UploadState::Checking => "checking",
            UploadState::Checked => "checked",
            UploadState::Taking => "taking",
            UploadState::Taken => "taken",
            UploadState::Stopped => "stopped",
        }
    }

    fn from_key(key: &str) -> UploadState {
        UploadState::ALL.into_iter().find(|state| state.key() == key).unwrap_or(UploadState::Stopped)
    }

    /// Is something being done with it?
    pub const fn is_busy(self) -> bool {
        matches!(self, UploadState::Checking | UploadState::Taking)
    }
}

/// What the last step on a file came to.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Came {
    /// Rows.
    pub rows: u64,
    /// Rows that were taken, or would be.
    pub recorded: u64,
    /// Rows that said what was on record already.
    pub known: u64,
    /// Rows with something wrong.
    pub bad: u64,
    /// What the next month comes to beside the last, of a check.
    pub forecast: Option<Forecast>,
    /// Was the same file taken in before?
    pub repeated: bool,
    /// Why the step stopped: code and text in Chinese and English, with what to do.
    pub stopped: Option<[String; 5]>,
}

/// A file that a unit handed in.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Number.
    pub id: i64,
    /// Whose rows.
    pub unit: PartyId,
    /// What they are about.
    pub kind: Kind,
    /// Name, as its sender called it.
    pub name: String,
    /// Told by its content.
    pub format: Format,
    /// Digest of the content, in hexadecimal digits.
    pub digest: String,
    /// Bytes.
    pub bytes: i64,
    /// Which header is which column, where the layout does not know.
    pub naming: Naming,
    /// Rows counted when it came.
    pub rows: u64,
    /// Rows the present step has come to.
    pub done: u64,
    /// How far it has come.
    pub state: UploadState,
    /// What the last step came to.
    pub came: Came,
    /// The matter of the rows taken in.
    pub matter: Option<MatterId>,
    /// Its number.
    pub matter_number: Option<String>,
    /// When it came.
    pub at: Moment,
    /// Was its content removed?
    pub removed: bool,
}

/// What was wrong with a row.
#[derive(Clone, Debug)]
pub struct Told {
    /// Row, as its sender counts.
    pub row: i64,
    /// Header of the column.
    pub field: String,
    /// What stood there, personal numbers masked.
    pub value: String,
    /// Code.
    pub code: String,
    /// What is wrong, in Chinese and English.
    pub reason: (String, String),
    /// What to do, in Chinese and English.
    pub remedy: (String, String),
}

fn limits() -> Limits {
    let bytes = u64::try_from(BYTES_MOST).unwrap_or(u64::MAX);
    Limits { file_bytes: bytes, rows: ROWS_MOST, unpacked_bytes: 1 << 30, ..Limits::default() }
}

/// The table of a content.
pub(super) fn table(content: Vec<u8>) -> Result<sheets::Table> {
    sheets::read(Cursor::new(content), &limits())
}

/// May the actor handle files of that kind for the unit?
fn permitted(office: &Office, actor: &Actor, kind: Kind, unit: PartyId) -> Result<()> {
    office.store.read(|tx| policy::check(tx, office, actor, Action::Service(kind.service()), unit))
}

/// Takes a file into keeping: looked through to its end, and told what is wrong with it as a file. The same file that was not
/// taken in yet is the same upload.
///
/// # Errors
/// `SHT-01xx` for what cannot be read, `INT-0121` for a file of another kind, `INT-0105` where no row is in it.
pub fn add(
    office: &Office,
    actor: &Actor,
    kind: Kind,
    unit: PartyId,
    (name, content): (&str, &[u8]),
) -> Result<Upload> {
    permitted(office, actor, kind, unit)?;
    let digest = digest_of(content).map_err(|cause| sheets::codes::READ_FAILED.problem().because(cause))?;
    if let Some(known) = office.store.read(|tx| same(tx, kind, unit, &digest))? {
        return Ok(known);
    }
    let naming = office.store.read(|tx| remembered(tx, kind, unit))?;
    let opened = table(content.to_vec())?;
    let format = opened.format();
    let survey = kind.layout().survey(opened, &naming)?;
    if survey.rows == 0 {
        return Err(codes::NO_ROWS.problem());
    }
    refuse_other_kind(kind, content, &survey)?;
    let id = office.store.write(&actor.act("intake.upload"), |tx| {
        let id = tx.allot_one(Sequence::Run)?;
        let naming = json_of(&naming)?;
        tx.run(
            "INSERT INTO upload (id, unit, layout, name, format, digest, bytes, naming, rows_all, state, added_at, added_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'new', $10, $11)",
            params![
                id, unit, kind.layout().key, name, word(format), digest, i64::try_from(content.len()).unwrap_or(i64::MAX),
                naming, i64::try_from(survey.rows).unwrap_or(i64::MAX), actor.at, actor.officer
            ],
        )?;
        keep(tx, office, id, "given", content)?;
        tx.audit(Audit {
            what: "intake.upload",
            subject: Some(unit.get()),
            detail: serde_json::json!({ "upload": id, "digest": digest, "bytes": content.len() }),
        });
        Ok(id)
    })?;
    upload(office, actor, id)
}

/// A file whose columns are all those of another layout is one of the other kind.
fn refuse_other_kind(kind: Kind, content: &[u8], survey: &Survey) -> Result<()> {
    if survey.missing.is_empty() {
        return Ok(());
    }
    for other in Kind::ALL.into_iter().filter(|other| *other != kind) {
        let seen = other.layout().survey(table(content.to_vec())?, &Naming::new())?;
        if seen.missing.is_empty() {
            return Err(codes::OTHER_KIND
                .with("found", other.layout().zh)
                .with("wanted", kind.layout().zh)
                .with("found_en", other.layout().en)
                .with("wanted_en", kind.layout().en));
        }
    }
    Ok(())
}

/// What the file looks like, for whoever says what its headers mean.
pub fn survey(office: &Office, actor: &Actor, id: i64) -> Result<Survey> {
    let upload = upload(office, actor, id)?;
    upload.kind.layout().survey(table(content(office, id, "given")?)?, &upload.naming)
}

/// Says what headers mean, by header the key of a column or nothing. The unit's next files are read the same way.
///
/// # Errors
/// `SHT-0202` where a required column is named by none, `SHT-0203` where two headers are the same column.
pub fn name_columns(office: &Office, actor: &Actor, id: i64, naming: &Naming) -> Result<()> {
    let upload = upload(office, actor, id)?;
    if upload.state.is_busy() || upload.state == UploadState::Taken {
        return Err(codes::BUSY.problem());
    }
    let survey = upload.kind.layout().survey(table(content(office, id, "given")?)?, naming)?;
    must_be_complete(&survey)?;
    office.store.write(&actor.act("intake.naming"), |tx| {
        tx.run(
            "UPDATE upload SET naming = $2, state = 'new', outcome = '' WHERE id = $1",
            params![id, json_of(naming)?],
        )?;
        for (header, key) in naming {
            tx.run(
                "INSERT INTO column_naming (unit, layout, header, column_key) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (unit, layout, header) DO UPDATE SET column_key = excluded.column_key",
                params![upload.unit, upload.kind.layout().key, header, key],
            )?;
        }
        Ok(())
    })
}

/// Can the file be read as it is?
///
/// # Errors
/// `SHT-0202` where a required column is named by none, `SHT-0203` where two headers are the same column.
pub fn must_be_complete(survey: &Survey) -> Result<()> {
    if let Some((first, second)) = survey.doubled() {
        return Err(sheets::codes::DOUBLE_COLUMN.with("first", first).with("second", second));
    }
    if survey.missing.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = survey.missing.iter().map(|column| column.zh).collect();
    Err(sheets::codes::MISSING_COLUMN.with("columns", names.join("、")))
}

fn remembered(tx: &mut Tx<'_>, kind: Kind, unit: PartyId) -> Result<Naming> {
    let sql = "SELECT header, column_key FROM column_naming WHERE unit = $1 AND layout = $2";
    let rows = tx.rows(sql, params![unit, kind.layout().key], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect::<BTreeMap<String, String>>())
}

const COLUMNS: &str = "SELECT u.id, u.unit, u.layout, u.name, u.format, u.digest, u.bytes, u.naming, u.rows_all, u.rows_done,
    u.state, u.outcome, u.matter, m.number, u.added_at, u.removed_at FROM upload u LEFT JOIN matter m ON m.id = u.matter";

fn upload_row(row: &Row<'_>) -> Result<Option<Upload>> {
    let layout = row.get::<String>(2)?;
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.layout().key == layout) else { return Ok(None) };
    let count = |number: i64| u64::try_from(number).unwrap_or(0);
    Ok(Some(Upload {
        id: row.get(0)?,
        unit: row.get(1)?,
        kind,
        name: row.get(3)?,
        format: format(&row.get::<String>(4)?),
        digest: row.get(5)?,
        bytes: row.get(6)?,
        naming: serde_json::from_str(&row.get::<String>(7)?).unwrap_or_default(),
        rows: count(row.get(8)?),
        done: count(row.get(9)?),
        state: UploadState::from_key(&row.get::<String>(10)?),
        came: serde_json::from_str(&row.get::<String>(11)?).unwrap_or_default(),
        matter: row.get(12)?,
        matter_number: row.get(13)?,
        at: row.get(14)?,
        removed: row.get::<Option<Moment>>(15)?.is_some(),
    }))
}

/// The upload of a number, whoever asks.
pub(super) fn find(tx: &mut Tx<'_>, id: i64) -> Result<Option<Upload>> {
    Ok(tx.row(&format!("{COLUMNS} WHERE u.id = $1"), params![id], upload_row)?.flatten())
}

fn same(tx: &mut Tx<'_>, kind: Kind, unit: PartyId, digest: &str) -> Result<Option<Upload>> {
    let sql = format!(
        "{COLUMNS} WHERE u.unit = $1 AND u.layout = $2 AND u.digest = $3 AND u.removed_at IS NULL
           AND u.state IN ('new', 'checked', 'checking') ORDER BY u.id DESC LIMIT 1"
    );
    Ok(tx.row(&sql, params![unit, kind.layout().key, digest], upload_row)?.flatten())
}

/// A file, for whoever may handle files of its kind for its unit. Of others it is not told that it exists.
pub fn upload(office: &Office, actor: &Actor, id: i64) -> Result<Upload> {
    let missing = || codes::NO_UPLOAD.with("upload", id);
    let found = office.store.read(|tx| find(tx, id))?.ok_or_else(missing)?;
    match permitted(office, actor, found.kind, found.unit) {
        Ok(()) => Ok(found),
        Err(problem) if problem.kind() == kernel::Kind::Forbidden => Err(missing()),
        Err(problem) => Err(problem),
    }
}

/// A unit's files, the latest first.
pub fn uploads(office: &Office, actor: &Actor, unit: PartyId, most: i64) -> Result<Vec<Upload>> {
    permitted(office, actor, Kind::Joiners, unit)?;
    let sql = format!("{COLUMNS} WHERE u.unit = $1 ORDER BY u.id DESC LIMIT $2");
    office
        .store
        .read(|tx| Ok(tx.rows(&sql, params![unit, most], upload_row)?.into_iter().flatten().collect()))
}

/// The file whose rows a matter took in.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Option<i64>> {
    tx.row("SELECT id FROM upload WHERE matter = $1 ORDER BY id LIMIT 1", params![matter], |row| row.get(0))
}

/// What was wrong with a file's rows in its last step, in the order of the file, from a line on.
pub fn told(office: &Office, actor: &Actor, id: i64, (after, most): (i64, i64)) -> Result<Vec<Told>> {
    upload(office, actor, id)?;
    office.store.read(|tx| {
        tx.rows(
            "SELECT row_no, field, value, code, zh, en, fix_zh, fix_en FROM upload_problem
             WHERE upload = $1 AND line > $2 ORDER BY line LIMIT $3",
            params![id, after, most],
            |row| {
                Ok(Told {
                    row: row.get(0)?,
                    field: row.get(1)?,
                    value: row.get(2)?,
                    code: row.get(3)?,
                    reason: (row.get(4)?, row.get(5)?),
                    remedy: (row.get(6)?, row.get(7)?),
                })
            },
        )
    })
}

/// The file of the rows that failed in the last step, to be corrected and handed in again: its name and content.
pub fn failed_rows(office: &Office, actor: &Actor, id: i64) -> Result<(String, Vec<u8>)> {
    let upload = upload(office, actor, id)?;
    let content = content(office, id, "failed")?;
    if content.is_empty() {
        return Err(codes::NO_FAILED_ROWS.problem());
    }
    let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |(stem, _)| stem);
    let stem = stem.strip_suffix("-失败").unwrap_or(stem);
    let end = if upload.format == Format::Csv { "csv" } else { "xlsx" };
    Ok((format!("{stem}-失败.{end}"), content))
}

/// The blank template of a kind, with the unit's number in its name as the checks expect it.
pub fn template(kind: Kind, unit: PartyId) -> Result<(String, Vec<u8>)> {
    let mut content = Vec::new();
    kind.layout().write_template(&mut content, Some(&unit.to_string()))?;
    Ok((format!("{unit}_{}.xlsx", kind.layout().zh), content))
}

/// Keeps content in sealed parts, in place of what was there.
pub(super) fn keep(tx: &mut Tx<'_>, office: &Office, id: i64, kind: &str, content: &[u8]) -> Result<()> {
    tx.run("DELETE FROM upload_part WHERE upload = $1 AND kind = $2", params![id, kind])?;
    for (at, part) in (0_i64..).zip(content.chunks(PART)) {
        let sealed = office.vault.seal_bytes(part)?;
        tx.run(
            "INSERT INTO upload_part (upload, kind, part, content) VALUES ($1, $2, $3, $4)",
            params![id, kind, at, sealed],
        )?;
    }
    Ok(())
}

pub(super) fn content(office: &Office, id: i64, kind: &str) -> Result<Vec<u8>> {
    let parts: Vec<Vec<u8>> = office.store.read(|tx| {
        let sql = "SELECT content FROM upload_part WHERE upload = $1 AND kind = $2 ORDER BY part";
        tx.rows(sql, params![id, kind], |row| row.get(0))
    })?;
    let mut content = Vec::new();
    for part in parts {
        content.extend(office.vault.open_bytes(&part)?);
    }
    Ok(content)
}

/// Removes the content of files whose time is over, and says of how many. What came of them stays.
pub fn remove_expired(office: &Office, act: &Act) -> Result<u64> {
    let before = act.at.plus_micros(-KEPT_DAYS * 86_400_000_000);
    let sql = "SELECT id FROM upload WHERE removed_at IS NULL AND added_at < $1 AND state NOT IN ('checking', 'taking')";
    let expired: Vec<i64> = office.store.read(|tx| tx.rows(sql, params![before], |row| row.get(0)))?;
    for id in &expired {
        office.store.write(act, |tx| {
            tx.run("DELETE FROM upload_part WHERE upload = $1", params![id])?;
            tx.run("DELETE FROM upload_problem WHERE upload = $1", params![id])?;
            tx.run("UPDATE upload SET removed_at = $2 WHERE id = $1", params![id, act.at]).map(drop)
        })?;
    }
    Ok(u64::try_from(expired.len()).unwrap_or(u64::MAX))
}

pub(super) fn json_of(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| codes::KEPT.problem().because(cause))
}

const FORMATS: [(Format, &str); 3] = [(Format::Xlsx, "xlsx"), (Format::Xls, "xls"), (Format::Csv, "csv")];

fn word(format: Format) -> &'static str {
    FORMATS.iter().find(|(known, _)| *known == format).map_or("csv", |(_, word)| word)
}

fn format(word: &str) -> Format {
    FORMATS.iter().find(|(_, known)| *known == word).map_or(Format::Csv, |(format, _)| *format)
}

//! Materials (办理材料) of a matter: handed in as photos or documents, told by their content, kept sealed under their digest,
//! read by whoever may see the matter, removed when their time is over. Nothing of them is ever opened or run here.

use kernel::{MatterId, Moment, OfficerId, Result};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Act, Audit, Row, Tx, params};

use super::{Actor, Entry, Service, codes, matters};
use crate::Office;

/// Bytes of a material, at most.
pub const BYTES_MOST: usize = 10 << 20;
/// Materials of a matter, at most.
const MOST: i64 = 20;
/// Bytes of a part.
const PART: usize = 256 << 10;
/// Days after which materials of a matter that came to nothing (withdrawn, lapsed) are removed.
const NOTHING_DAYS: i64 = 30;
/// Days after which materials of a decided matter are removed: ten years, the shorter of the usual terms of the archives of
/// social insurance business (社会保险业务档案管理规定). What is to be kept longer is taken over by the archive before.
const DECIDED_DAYS: i64 = 3_653;
/// What is not one of the service's materials.
const OTHER: &str = "other";

/// A material as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which of the matter's.
    pub line: i64,
    /// Which of the service's materials, by its key; `other`.
    pub kind: String,
    /// As the sender called it.
    pub name: String,
    /// Media type, by content.
    pub media: String,
    /// Size.
    pub bytes: i64,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// Was the content removed?
    pub removed: bool,
}

/// The media type of a file's content, and how names of such files end; none for kinds that are not taken.
fn media_of(content: &[u8]) -> Option<(&'static str, &'static str)> {
    let has = |word: &[u8]| content.windows(word.len()).any(|window| window == word);
    let at = |from: usize, word: &[u8]| content.get(from..from + word.len()) == Some(word);
    if at(0, b"%PDF-") {
        return Some(("application/pdf", "pdf"));
    }
    if at(0, b"\xff\xd8\xff") {
        return Some(("image/jpeg", "jpg"));
    }
    if at(0, b"\x89PNG\r\n\x1a\n") {
        return Some(("image/png", "png"));
    }
    if at(0, b"RIFF") && at(8, b"WEBP") {
        return Some(("image/webp", "webp"));
    }
    // Names of the files in an archive stand in it as they are. Macros are not taken, whatever the file is called.
    if at(0, b"PK\x03\x04") && has(b"[Content_Types].xml") && !has(b"vbaProject") {
        if has(b"word/") {
            return Some(("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"));
        }
        if has(b"xl/") {
            return Some(("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"));
        }
    }
    None
}

/// Adds a material to a matter that is not decided yet: by whoever asked, or the desk that works on it. `kind` is the key of
/// one of the service's materials, else it is kept as another. Gives its line.
///
/// # Errors
/// `DSK-0104` where there is no such matter for the actor, `DSK-0170` to `DSK-0172`.
pub fn add(
    office: &Office,
    actor: &Actor,
    number: &str,
    (kind, name): (&str, &str),
    content: &[u8],
) -> Result<i64> {
    let (media, ending) = media_of(content).ok_or_else(|| codes::MATERIAL_KIND.with("name", name))?;
    let too_much = || codes::MATERIAL_SIZE.with("megabytes", BYTES_MOST >> 20).with("most", MOST);
    if content.is_empty() || content.len() > BYTES_MOST {
        return Err(too_much());
    }
    office.store.write(&actor.act("desk.material"), |tx| {
        let entry = matters::entry(tx, office, actor, number)?;
        if !may_add(actor, &entry) {
            return Err(codes::MATERIAL_LATE.with("matter", number));
        }
        tx.hold("matter", entry.id.get())?;
        let last = tx.row("SELECT count(*) FROM material WHERE matter = $1", params![entry.id], |row| {
            row.get::<i64>(0)
        })?;
        let line = last.unwrap_or(0) + 1;
        if line > MOST {
            return Err(too_much());
        }
        let digest = Sha256::digest(content).to_vec();
        keep(tx, office, &digest, content)?;
        let kind = if known(entry.service, kind) { kind } else { OTHER };
        let bytes = i64::try_from(content.len()).unwrap_or(i64::MAX);
        tx.record(
            entry.id.get(),
            "material",
            &["matter", "line", "kind", "name", "media", "bytes", "digest", "added_at", "added_by"],
            params![entry.id, line, kind, ended(name, ending), media, bytes, digest, actor.at, actor.officer],
        )?;
        Ok(line)
    })
}

/// May materials be added by them now?
pub fn may_add(actor: &Actor, entry: &Entry) -> bool {
    entry.state.is_open() && (matters::is_own(actor, entry) || actor.roles.contains(&entry.service.desk))
}

fn known(service: &Service, kind: &str) -> bool {
    service.materials.iter().any(|material| material.key == kind)
}

/// The name, ending as its content is.
fn ended(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = if stem.is_empty() { "file" } else { stem };
    format!("{stem}.{ending}")
}

fn keep(tx: &mut Tx<'_>, office: &Office, digest: &[u8], content: &[u8]) -> Result<()> {
    let there = tx.row("SELECT 1 FROM material_part WHERE digest = $1 LIMIT 1", params![digest], |row| {
        row.get::<i64>(0)
    })?;
    if there.is_some() {
        return Ok(());
    }
    for (at, part) in (0_i64..).zip(content.chunks(PART)) {
        let sealed = office.vault.seal_bytes(part)?;
        tx.run(
            "INSERT INTO material_part (digest, part, content) VALUES ($1, $2, $3)",
            params![digest, at, sealed],
        )?;
    }
    Ok(())
}

/// The materials of a matter, in the order they came.
pub fn of_matter(tx: &mut Tx<'_>, matter: MatterId) -> Result<Vec<Kept>> {
    tx.rows(&format!("{COLUMNS} WHERE matter = $1 ORDER BY line"), params![matter], kept)
}

const COLUMNS: &str =
    "SELECT line, kind, name, media, bytes, added_at, added_by, removed_at, digest FROM material";

fn kept(row: &Row<'_>) -> Result<Kept> {
    Ok(Kept {
        line: row.get(0)?,
        kind: row.get(1)?,
        name: row.get(2)?,
        media: row.get(3)?,
        bytes: row.get(4)?,
        at: row.get(5)?,
        by: row.get(6)?,
        removed: row.get::<Option<Moment>>(7)?.is_some(),
    })
}

/// A material with its content, for whoever may see the matter; it leaves a trace.
///
/// # Errors
/// `DSK-0104` where there is no such matter for the actor, `DSK-0173` where there is no such material or it was removed.
pub fn read(office: &Office, actor: &Actor, number: &str, line: i64) -> Result<(Kept, Vec<u8>)> {
    office.store.write(&actor.act("desk.material-read"), |tx| {
        let entry = matters::entry(tx, office, actor, number)?;
        let found =
            tx.row(&format!("{COLUMNS} WHERE matter = $1 AND line = $2"), params![entry.id, line], |row| {
                Ok((kept(row)?, row.get::<Vec<u8>>(8)?))
            })?;
        let (kept, digest) =
            found.filter(|(kept, _)| !kept.removed).ok_or_else(|| codes::NO_MATERIAL.problem())?;
        let parts: Vec<Vec<u8>> = tx.rows(
            "SELECT content FROM material_part WHERE digest = $1 ORDER BY part",
            params![digest],
            |row| row.get(0),
        )?;
        let mut content = Vec::new();
        for part in parts {
            content.extend(office.vault.open_bytes(&part)?);
        }
        tx.audit(Audit {
            what: "desk.material-read",
            subject: Some(entry.id.get()),
            detail: json!({ "matter": number, "line": line }),
        });
        Ok((kept, content))
    })
}

/// Removes the content of materials whose time is over, and says of how many. That they were handed in stays on record.
pub fn remove_expired(office: &Office, act: &Act) -> Result<u64> {
    const DAY: i64 = 86_400_000_000;
    office.store.write(act, |tx| {
        let removed = tx.run(
            "UPDATE material SET removed_at = $1 WHERE removed_at IS NULL AND matter IN (
               SELECT id FROM matter WHERE closed_at < $2 OR (closed_at < $3 AND state IN ('withdrawn', 'lapsed')))",
            params![act.at, act.at.plus_micros(-DECIDED_DAYS * DAY), act.at.plus_micros(-NOTHING_DAYS * DAY)],
        )?;
        if removed > 0 {
            tx.run(
                "DELETE FROM material_part WHERE NOT EXISTS (
                   SELECT 1 FROM material m WHERE m.digest = material_part.digest AND m.removed_at IS NULL)",
                params![],
            )?;
        }
        Ok(removed)
    })
}

#[cfg(test)]
mod tests {
    use super::{ended, media_of};

    #[test]
    fn files_are_told_by_their_content() {
        let office =
            |folder: &str, more: &str| format!("PK\x03\x04[Content_Types].xml{folder}{more}").into_bytes();
        for (content, ending) in [
            (b"%PDF-1.7".to_vec(), Some("pdf")),
            (b"\xff\xd8\xff\xe0JFIF".to_vec(), Some("jpg")),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Some("png")),
            (b"RIFF....WEBPVP8".to_vec(), Some("webp")),
            (office("word/document.xml", ""), Some("docx")),
            (office("xl/workbook.xml", ""), Some("xlsx")),
            (office("word/document.xml", "word/vbaProject.bin"), None),
            (b"PK\x03\x04anything.exe".to_vec(), None),
            (b"MZ\x90\x00".to_vec(), None),
            (b"<svg onload=alert(1)>".to_vec(), None),
            (b"<!doctype html>".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(media_of(&content).map(|(_, ending)| ending), ending, "{content:?}");
        }
    }

    #[test]
    fn a_name_ends_as_its_content_is() {
        for (given, kept) in
            [("身份证.jpg", "身份证.pdf"), ("a.pdf.exe", "a.pdf.pdf"), ("x", "x.pdf"), (".pdf", "file.pdf")]
        {
            assert_eq!(ended(given, "pdf"), kept);
        }
    }
}

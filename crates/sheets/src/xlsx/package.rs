//! The zip package around a workbook: finding its parts and unpacking them under a leash.

use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};

use flate2::read::DeflateDecoder;
use kernel::{Problem, Result};
use quick_xml::events::Event;
use zip::{CompressionMethod, ZipArchive, result::ZipError};

use super::{attribute, broken, xml};
use crate::{Limits, codes};

const MB: u64 = 1 << 20;
const RATIO_FREE: u64 = 32 * MB;
const PARTS_MAX: usize = 10_000;
/// Bytes without the end of a tag. The longest text of a cell has 32,767 characters.
const GAP_MAX: usize = 1 << 20;

/// An opened package.
pub(super) struct Package<R> {
    zip: ZipArchive<R>,
    unpacked_bytes: u64,
    unpacked_ratio: u64,
}

/// Where the parts of a workbook are.
pub(super) struct Book {
    /// The first visible sheet.
    pub(super) sheet: String,
    pub(super) strings: Option<String>,
    pub(super) styles: Option<String>,
    pub(super) since_1904: bool,
}

impl<R: Read + Seek> Package<R> {
    pub(super) fn open(reader: R, limits: &Limits) -> Result<Package<R>> {
        let mut zip = ZipArchive::new(reader).map_err(|e| codes::BROKEN.problem().because(e))?;
        if zip.len() > PARTS_MAX {
            return Err(codes::NOT_A_TABLE.problem());
        }
        for at in 0..zip.len() {
            if zip.by_index_raw(at).map_err(unreadable)?.encrypted() {
                return Err(codes::ENCRYPTED.problem());
            }
        }
        let (unpacked_bytes, unpacked_ratio) = (limits.unpacked_bytes, limits.unpacked_ratio);
        Ok(Package { zip, unpacked_bytes, unpacked_ratio })
    }

    fn unpacked_max(&self, packed: u64) -> u64 {
        packed.saturating_mul(self.unpacked_ratio).max(RATIO_FREE).min(self.unpacked_bytes)
    }

    /// A part to read, with its checksum verified at the end.
    pub(super) fn part(&mut self, name: &str) -> Result<impl io::BufRead + use<'_, R>> {
        let index = self.index(name)?;
        let packed = self.zip.by_index_raw(index).map_err(unreadable)?.compressed_size();
        let unpacked_max = self.unpacked_max(packed);
        let file = self.zip.by_index(index).map_err(unreadable)?;
        Ok(BufReader::with_capacity(64 << 10, Leash::new(file, unpacked_max)))
    }

    /// The same part as a reader of its own; the package is given up for it.
    pub(super) fn into_part(mut self, name: &str) -> Result<Part>
    where
        R: Send + 'static,
    {
        let index = self.index(name)?;
        let file = self.zip.by_index_raw(index).map_err(unreadable)?;
        let (packed, method, start) = (file.compressed_size(), file.compression(), file.data_start());
        drop(file);
        let unpacked_max = self.unpacked_max(packed);
        let start = start.ok_or_else(|| codes::BROKEN.problem())?;
        let mut reader = self.zip.into_inner();
        reader.seek(SeekFrom::Start(start)).map_err(|e| codes::READ_FAILED.problem().because(e))?;
        let packed: Take<R> = reader.take(packed);
        let plain: Box<dyn Read + Send> = match method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
            other => return Err(codes::BROKEN.problem().because(other)),
        };
        Ok(BufReader::with_capacity(64 << 10, Leash::new(plain, unpacked_max)))
    }

    fn index(&self, name: &str) -> Result<usize> {
        let same = |known: &str| known.trim_start_matches('/').eq_ignore_ascii_case(name);
        self.zip
            .index_for_name(name)
            .or_else(|| self.zip.file_names().position(|known| known.is_ok_and(|known| same(&known))))
            .ok_or_else(|| codes::NOT_A_TABLE.problem().because(format_args!("part {name}")))
    }

    /// Follows the relations from the root of the package to the first visible sheet.
    pub(super) fn book(&mut self) -> Result<Book> {
        let root = self.relations("_rels/.rels", "")?;
        let workbook = target(&root, "officeDocument").ok_or_else(|| codes::NOT_A_TABLE.problem())?;
        let (folder, file) = workbook.rsplit_once('/').unwrap_or(("", &workbook));
        let relations = self.relations(&format!("{folder}/_rels/{file}.rels"), folder)?;
        let (sheet_id, since_1904) = self.first_visible_sheet(&workbook)?;
        let sheet = relations.iter().find(|r| r.id == sheet_id).ok_or_else(|| codes::EMPTY.problem())?;
        if sheet.kind != "worksheet" {
            return Err(codes::EMPTY.problem());
        }
        Ok(Book {
            sheet: sheet.target.clone(),
            strings: target(&relations, "sharedStrings"),
            styles: target(&relations, "styles"),
            since_1904,
        })
    }

    fn relations(&mut self, part: &str, folder: &str) -> Result<Vec<Relation>> {
        let mut xml = xml(self.part(part.trim_start_matches('/'))?);
        let (mut buffer, mut relations) = (Vec::new(), Vec::new());
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(broken)? {
                Event::Start(e) if e.local_name().as_ref() == "Relationship" => {
                    let kind = attribute(&e, "Type")?.unwrap_or_default();
                    let target = attribute(&e, "Target")?.unwrap_or_default();
                    relations.push(Relation {
                        id: attribute(&e, "Id")?.unwrap_or_default(),
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        target: absolute(folder, &target),
                    });
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    }

    fn first_visible_sheet(&mut self, workbook: &str) -> Result<(String, bool)> {
        let mut xml = xml(self.part(workbook)?);
        let (mut buffer, mut sheet, mut since_1904) = (Vec::new(), None, false);
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(broken)? {
                Event::Start(e) if e.local_name().as_ref() == "workbookPr" => {
                    since_1904 = matches!(attribute(&e, "date1904")?.as_deref(), Some("1" | "true"));
                }
                Event::Start(e) if sheet.is_none() && e.local_name().as_ref() == "sheet" => {
                    if matches!(attribute(&e, "state")?.as_deref(), None | Some("visible")) {
                        sheet = attribute(&e, "r:id")?;
                    }
                }
                Event::Eof => {
                    return sheet.map(|id| (id, since_1904)).ok_or_else(|| codes::EMPTY.problem());
                }
                _ => {}
            }
        }
    }
}

fn unreadable(error: ZipError) -> Problem {
    codes::BROKEN.problem().because(error)
}

struct Relation {
    id: String,
    kind: String,
    target: String,
}

fn target(relations: &[Relation], kind: &str) -> Option<String> {
    relations.iter().find(|r| r.kind == kind).map(|r| r.target.clone())
}

/// The name of a part, from a target relative to the folder of the part that names it.
fn absolute(folder: &str, target: &str) -> String {
    if let Some(from_root) = target.strip_prefix('/') {
        return from_root.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => {
                path.pop();
            }
            "." | "" => {}
            step => path.push(step),
        }
    }
    path.join("/")
}

/// A part that owns its source.
pub(super) type Part = BufReader<Leash<Box<dyn Read + Send>>>;

/// Lets through so many bytes, and so many at most between the ends of two tags.
pub(super) struct Leash<R> {
    inner: R,
    left: u64,
    limit: u64,
    gap: usize,
}

impl<R> Leash<R> {
    fn new(inner: R, limit: u64) -> Leash<R> {
        Leash { inner, left: limit, limit, gap: 0 }
    }
}

impl<R: Read> Read for Leash<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.inner.read(buffer)?;
        match self.left.checked_sub(size as u64) {
            Some(left) => self.left = left,
            None => return Err(io::Error::other(Leashed::Bytes(self.limit))),
        }
        self.gap = match memchr::memrchr(b'>', &buffer[..size]) {
            Some(at) => size - at,
            None => self.gap + size,
        };
        if self.gap > GAP_MAX {
            return Err(io::Error::other(Leashed::Gap));
        }
        Ok(size)
    }
}

/// Why a leash held.
#[derive(Debug)]
pub(super) enum Leashed {
    Bytes(u64),
    Gap,
}

impl Leashed {
    pub(super) fn problem(&self) -> Problem {
        match self {
            Leashed::Bytes(limit) => codes::ZIP_BOMB.with("limit", limit / MB),
            Leashed::Gap => codes::CELL_TOO_LONG.problem(),
        }
    }
}

impl std::fmt::Display for Leashed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("more than allowed")
    }
}

impl std::error::Error for Leashed {}

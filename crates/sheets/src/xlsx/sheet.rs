//! The rows of one worksheet part.

use std::io::BufRead;

use kernel::{Code, Problem, Result};
use quick_xml::events::{BytesStart, Event};

use super::package::Part;
use super::strings::Strings;
use super::{Xml, attribute, broken, entity, xml};
use crate::merge::{Area, Merges};
use crate::number::{self, Reading};
use crate::{Cell, Limits, Row, codes};

const AREAS_MAX: usize = 1_000_000;

/// The merged areas of a sheet. They stand behind its rows, so this reads it once to the end.
pub(super) fn merged_areas<R: BufRead>(mut part: R) -> Result<Vec<Area>> {
    skip_rows(&mut part).map_err(|e| broken(e.into()))?;
    let mut xml = xml(part);
    // What is left begins in the middle of the document.
    xml.config_mut().check_end_names = false;
    xml.config_mut().allow_unmatched_ends = true;
    let (mut buffer, mut areas) = (Vec::new(), Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(broken)? {
            Event::Start(e) if e.local_name().as_ref() == "mergeCell" => {
                areas.extend(attribute(&e, "ref")?.as_deref().and_then(area));
                if areas.len() > AREAS_MAX {
                    return Err(codes::MERGED.problem());
                }
            }
            Event::Eof => return Ok(areas),
            _ => {}
        }
    }
}

/// Leaves the reader behind the last row. Searching for one byte sequence is many times faster than reading XML.
fn skip_rows<R: BufRead>(part: &mut R) -> std::io::Result<()> {
    const END: &[u8] = b"sheetData>";
    const PREFIX_MAX: usize = 16;
    let finder = memchr::memmem::Finder::new(END);
    let mut seam: Vec<u8> = Vec::new();
    loop {
        let chunk = part.fill_buf()?;
        if chunk.is_empty() {
            return Ok(());
        }
        // The sequence may lie across two chunks.
        let head = chunk.len().min(END.len() + PREFIX_MAX);
        let tail = seam.len();
        seam.extend_from_slice(&chunk[..head]);
        let across = finder.find(&seam).filter(|at| is_end(&seam, *at)).map(|at| at + END.len());
        if let Some(end) = across
            && end > tail
        {
            part.consume(end - tail);
            return Ok(());
        }
        let within = finder.find_iter(chunk).find(|at| is_end(chunk, *at));
        if let Some(at) = within {
            part.consume(at + END.len());
            return Ok(());
        }
        let size = chunk.len();
        seam.clear();
        seam.extend_from_slice(&chunk[size - size.min(END.len() + PREFIX_MAX)..]);
        part.consume(size);
    }
}

/// Does it belong to an end tag, perhaps one with a namespace prefix? `<sheetData>` alone is the beginning.
fn is_end(bytes: &[u8], at: usize) -> bool {
    let before = &bytes[..at];
    let name = before.iter().rposition(|b| !b.is_ascii_alphanumeric() && *b != b':');
    name.is_some_and(|slash| before[slash] == b'/')
}

/// The rows, blank ones included.
pub(crate) struct Rows {
    xml: Xml<Part>,
    buffer: Vec<u8>,
    merges: Merges,
    styles: Vec<Reading>,
    strings: Strings,
    since_1904: bool,
    columns_max: usize,
    cell_bytes_max: usize,
    number: u64,
    in_rows: bool,
}

/// A cell while it is being read.
#[derive(Default)]
struct Draft {
    style: usize,
    kind: Kind,
    value: String,
    formula: Option<String>,
}

#[derive(Clone, Copy, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Date,
    Bool,
    Error,
}

impl Rows {
    pub(super) fn new(
        part: Part,
        areas: Vec<Area>,
        styles: Vec<Reading>,
        strings: Strings,
        since_1904: bool,
        limits: &Limits,
    ) -> Rows {
        Rows {
            xml: xml(part),
            buffer: Vec::new(),
            merges: Merges::new(areas, limits.columns),
            styles,
            strings,
            since_1904,
            columns_max: limits.columns,
            cell_bytes_max: limits.cell_bytes,
            number: 0,
            in_rows: false,
        }
    }

    fn problem(&self, code: &'static Code) -> Problem {
        code.problem().in_row(self.number.max(1))
    }

    fn row(&mut self) -> Result<Option<Row>> {
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(broken)? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "sheetData" => self.in_rows = true,
                    "row" if self.in_rows => {
                        let stated = attribute(&e, "r")?.and_then(|number| number.parse().ok());
                        self.number = stated.unwrap_or(self.number + 1);
                        let mut row = Row { number: self.number, cells: Vec::new() };
                        self.cells(&mut row)?;
                        self.merges.mark(&mut row);
                        return Ok(Some(row));
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "sheetData" => return Ok(None),
                Event::DocType(_) => return Err(codes::BROKEN.problem().because("DOCTYPE")),
                Event::Eof if self.in_rows => return Err(self.problem(&codes::BROKEN)),
                Event::Eof => return Err(codes::NOT_A_TABLE.problem()),
                _ => {}
            }
        }
    }

    /// The cells up to the end of the row.
    fn cells(&mut self, row: &mut Row) -> Result<()> {
        loop {
            self.buffer.clear();
            match self.xml.read_event_into(&mut self.buffer).map_err(broken)? {
                Event::Start(e) if e.local_name().as_ref() == "c" => {
                    let column = attribute(&e, "r")?.and_then(|place| column(&place));
                    let draft = Draft { style: style(&e)?, kind: kind(&e)?, ..Draft::default() };
                    let column = column.unwrap_or(row.cells.len());
                    let cell = self.cell(draft)?;
                    if column >= self.columns_max && cell.is_blank() {
                        continue;
                    }
                    if column >= self.columns_max {
                        return Err(self.problem(&codes::TOO_MANY_COLUMNS).with("limit", self.columns_max));
                    }
                    if column >= row.cells.len() {
                        row.cells.resize(column + 1, Cell::default());
                    }
                    row.cells[column] = cell;
                }
                Event::End(e) if e.local_name().as_ref() == "row" => return Ok(()),
                Event::Eof => return Err(self.problem(&codes::BROKEN)),
                _ => {}
            }
        }
    }

    /// The content up to the end of the cell.
    fn cell(&mut self, mut draft: Draft) -> Result<Cell> {
        let (mut in_value, mut in_formula, mut in_phonetic) = (false, false, false);
        loop {
            self.buffer.clear();
            let mut push = |text: &str| match (&mut draft.formula, in_value && !in_phonetic) {
                (Some(formula), false) if in_formula => formula.push_str(text),
                (_, true) => draft.value.push_str(text),
                _ => {}
            };
            match self.xml.read_event_into(&mut self.buffer).map_err(broken)? {
                Event::Text(t) => push(&t.xml10_content()),
                Event::CData(t) => push(&t.xml10_content()),
                Event::GeneralRef(r) => push(entity(&r)?.encode_utf8(&mut [0; 4])),
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" | "t" => in_value = true,
                    "rPh" => in_phonetic = true,
                    "f" => {
                        in_formula = true;
                        draft.formula = Some(String::new());
                    }
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "v" | "t" => in_value = false,
                    "rPh" => in_phonetic = false,
                    "f" => in_formula = false,
                    "c" => break,
                    _ => {}
                },
                Event::Eof => return Err(self.problem(&codes::BROKEN)),
                _ => {}
            }
            if draft.value.len() > self.cell_bytes_max {
                return Err(self.problem(&codes::CELL_TOO_LONG));
            }
        }
        self.finished(draft)
    }

    fn finished(&mut self, draft: Draft) -> Result<Cell> {
        let raw = draft.value;
        let (text, fault) = match draft.kind {
            Kind::Shared => {
                let number = raw.trim().parse().ok();
                let text = number.map(|number| self.strings.get(number)).transpose()?.flatten();
                let Some(text) = text else { return Err(self.problem(&codes::BROKEN)) };
                (unescape(text), None)
            }
            Kind::Text => (unescape(&raw), None),
            Kind::Date => (raw.trim_end_matches("T00:00:00").to_owned(), None),
            Kind::Bool => ((if raw.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(), None),
            Kind::Error => (raw, Some(&codes::CELL_ERROR)),
            Kind::Number if raw.trim().is_empty() => (String::new(), None),
            Kind::Number => {
                let reading = self.styles.get(draft.style).copied().unwrap_or(Reading::Number);
                let dated = (reading != Reading::Number)
                    .then(|| number::dated(&raw, reading, self.since_1904))
                    .flatten();
                dated.map_or_else(|| number::plain(&raw), |text| (text, None))
            }
        };
        Ok(match draft.formula {
            Some(formula) if text.is_empty() && !formula.is_empty() && draft.kind == Kind::Number => {
                Cell { text: format!("={formula}"), fault: Some(&codes::FORMULA) }
            }
            Some(_) => Cell { text, fault: Some(&codes::FORMULA) },
            None => Cell { text, fault },
        })
    }
}

impl Iterator for Rows {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        self.row().transpose()
    }
}

fn style(cell: &BytesStart<'_>) -> Result<usize> {
    Ok(attribute(cell, "s")?.and_then(|style| style.parse().ok()).unwrap_or(0))
}

fn kind(cell: &BytesStart<'_>) -> Result<Kind> {
    Ok(match attribute(cell, "t")?.as_deref() {
        Some("s") => Kind::Shared,
        Some("str" | "inlineStr") => Kind::Text,
        Some("d") => Kind::Date,
        Some("b") => Kind::Bool,
        Some("e") => Kind::Error,
        _ => Kind::Number,
    })
}

/// The column of `BC12`, from 0.
fn column(place: &str) -> Option<usize> {
    let (column, _) = column_and_row(place)?;
    usize::try_from(column).ok()
}

/// Column from 0 and row from 1 of `BC12` or `$BC$12`.
fn column_and_row(place: &str) -> Option<(u32, u64)> {
    let place = place.replace('$', "");
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column =
        place.bytes().take(letters).fold(0, |sum, b| sum * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    Some((column - 1, place[letters..].parse().ok()?))
}

/// `B3:D9` as an area.
fn area(reference: &str) -> Option<Area> {
    let (from, to) = reference.split_once(':').unwrap_or((reference, reference));
    let ((left, top), (right, bottom)) = (column_and_row(from)?, column_and_row(to)?);
    Some((top, bottom, left, right))
}

/// Undoes `_x000D_`, by which workbooks write characters that XML cannot hold.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        let c = code.and_then(|hex| u32::from_str_radix(hex, 16).ok()).and_then(char::from_u32);
        match c {
            Some(c) => {
                plain.push_str(&rest[..at]);
                plain.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                plain.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

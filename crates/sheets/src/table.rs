//! A table as it comes from any of the formats: rows of cells, read one at a time.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use kernel::{Code, Result};

use crate::{codes, csv, xls, xlsx};

/// How much of a file is read at most. What goes beyond is refused, not cut.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of an .xls file, which can only be read as a whole.
    pub xls_bytes: u64,
    /// Bytes that one part of an .xlsx file may unpack to.
    pub unpacked_bytes: u64,
    /// How many times its packed size a part may unpack to, once it is larger than 32 MB.
    pub unpacked_ratio: u64,
    /// Rows that hold something.
    pub rows: u64,
    /// Columns.
    pub columns: usize,
    /// Bytes of one cell.
    pub cell_bytes: usize,
}

const MB: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 256 * MB,
            xls_bytes: 20 * MB,
            unpacked_bytes: 4096 * MB,
            unpacked_ratio: 200,
            rows: 1_048_576,
            columns: 256,
            cell_bytes: 128 << 10,
        }
    }
}

/// What kind of file a table came from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Office Open XML workbook.
    Xlsx,
    /// Excel 97–2003 workbook; read only.
    Xls,
    /// Comma-separated text.
    Csv,
}

/// One cell: its text as a person would read it, and what is wrong with it, if anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Numbers without exponent, dates as `2024-07-01`, months as `2024-07`.
    pub text: String,
    /// Why the text cannot be trusted: a formula, a merged area, lost digits, an Excel error.
    pub fault: Option<&'static Code>,
}

/// One row that holds something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// As the user sees it, from 1.
    pub number: u64,
    /// From the first column on; trailing blank cells may be absent.
    pub cells: Vec<Cell>,
}

impl Cell {
    /// A cell without fault.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), fault: None }
    }

    /// Is there nothing to read in it? A merged or computed cell without text counts as blank.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

impl Row {
    /// Has it nothing in any cell?
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }
}

/// The rows of the first visible sheet, or of a CSV file, in order. Blank rows are left out.
///
/// After an `Err` it ends.
pub struct Table {
    format: Format,
    rows: Box<dyn Iterator<Item = Result<Row>> + Send>,
    seen: u64,
    rows_max: u64,
    ended: bool,
}

/// Opens a file by its content; its name and extension do not matter.
///
/// Reading starts only when its size is within the limits.
pub fn open(path: &Path, limits: &Limits) -> Result<Table> {
    let file = File::open(path).map_err(|e| codes::READ_FAILED.problem().because(e))?;
    read(BufReader::new(file), limits)
}

/// Reads a table from anything that can be read and searched.
pub fn read<R: Read + Seek + Send + 'static>(mut reader: R, limits: &Limits) -> Result<Table> {
    let failed = |e: std::io::Error| codes::READ_FAILED.problem().because(e);
    let size = reader.seek(SeekFrom::End(0)).map_err(failed)?;
    refuse_beyond(size, limits.file_bytes)?;
    reader.seek(SeekFrom::Start(0)).map_err(failed)?;
    let mut magic = Vec::new();
    reader.by_ref().take(8).read_to_end(&mut magic).map_err(failed)?;
    reader.seek(SeekFrom::Start(0)).map_err(failed)?;
    let (format, rows): (Format, Box<dyn Iterator<Item = Result<Row>> + Send>) =
        if magic.starts_with(b"PK\x03\x04") {
            (Format::Xlsx, Box::new(xlsx::rows(reader, limits)?))
        } else if magic == *b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" {
            (Format::Xls, Box::new(xls::rows(reader, size, limits)?))
        } else if magic.is_empty() {
            return Err(codes::EMPTY.problem());
        } else {
            (Format::Csv, Box::new(csv::rows(reader, limits)?))
        };
    Ok(Table { format, rows, seen: 0, rows_max: limits.rows, ended: false })
}

/// Refuses a size beyond its limit.
pub(crate) fn refuse_beyond(size: u64, limit: u64) -> Result<()> {
    if size > limit {
        return Err(codes::TOO_LARGE.with("size", size.div_ceil(MB)).with("limit", limit / MB));
    }
    Ok(())
}

impl Table {
    /// What kind of file it comes from.
    pub fn format(&self) -> Format {
        self.format
    }
}

impl Iterator for Table {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Result<Row>> {
        while !self.ended {
            let row = match self.rows.next() {
                None => break,
                Some(Ok(row)) if row.is_blank() => continue,
                Some(Ok(row)) if self.seen < self.rows_max => Ok(row),
                Some(Ok(row)) => Err(codes::TOO_MANY_ROWS.with("limit", self.rows_max).in_row(row.number)),
                Some(Err(problem)) => Err(problem),
            };
            self.seen += 1;
            self.ended = row.is_err();
            return Some(row);
        }
        self.ended = true;
        None
    }
}

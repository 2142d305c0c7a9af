//! Excel 97–2003 workbooks, read as a whole and therefore only up to a modest size.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xls, XlsError};
use kernel::Result;

use crate::merge::Merges;
use crate::number;
use crate::table::refuse_beyond;
use crate::{Cell, Limits, Row, codes};

/// The rows of the first visible sheet.
pub(crate) fn rows<R: Read>(
    mut reader: R,
    size: u64,
    limits: &Limits,
) -> Result<impl Iterator<Item = Result<Row>> + Send + use<R>> {
    refuse_beyond(size, limits.xls_bytes)?;
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(|e| codes::READ_FAILED.problem().because(e))?;
    // An encrypted .xlsx is a package of this stream inside the same container as an .xls.
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memchr::memmem::find(&bytes, &name).is_some() {
        return Err(codes::ENCRYPTED.problem());
    }
    let mut book = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
        XlsError::Password => codes::ENCRYPTED.problem(),
        e => codes::NOT_A_TABLE.problem().because(e),
    })?;
    let sheet = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.visible == calamine::SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or_else(|| codes::EMPTY.problem())?;
    let broken = |e: XlsError| codes::BROKEN.problem().because(e);
    let formulas = book.worksheet_formula(&sheet).map_err(broken)?;
    let areas = book.merge_cells_by_sheet_name(&sheet).unwrap_or_default();
    let mut merges = Merges::new(
        areas
            .iter()
            .map(|area| (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1, area.start.1, area.end.1))
            .collect(),
        limits.columns,
    );
    let values = book.worksheet_range(&sheet).map_err(broken)?;
    let (Some((top, left)), columns_max) = (values.start(), limits.columns) else {
        return Err(codes::EMPTY.problem());
    };
    if values.end().is_some_and(|(_, right)| usize::try_from(right).is_ok_and(|right| right >= columns_max)) {
        return Err(codes::TOO_MANY_COLUMNS.with("limit", columns_max));
    }
    let height = u32::try_from(values.height()).unwrap_or(u32::MAX);
    let width = u32::try_from(values.width()).unwrap_or(u32::MAX);
    Ok((top..top.saturating_add(height)).map(move |at| {
        let mut row = Row { number: u64::from(at) + 1, cells: Vec::new() };
        for column in 0..left.saturating_add(width) {
            let mut cell = values.get_value((at, column)).map_or_else(Cell::default, cell);
            if formulas.get_value((at, column)).is_some_and(|formula| !formula.is_empty()) {
                cell.fault = Some(&codes::FORMULA);
            }
            row.cells.push(cell);
        }
        merges.mark(&mut row);
        Ok(row)
    }))
}

fn cell(value: &Data) -> Cell {
    let (text, fault) = match value {
        Data::Empty => (String::new(), None),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => (text.clone(), None),
        Data::Bool(value) => ((if *value { "TRUE" } else { "FALSE" }).to_owned(), None),
        Data::Error(error) => (error.to_string(), Some(&codes::CELL_ERROR)),
        Data::Int(number) => number::plain(&number.to_string()),
        Data::Float(number) => number::plain(&number.to_string()),
        Data::DateTime(at) if at.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            match (hour, minute, second) {
                (0, 0, 0) => (date, None),
                _ => (format!("{date} {hour:02}:{minute:02}:{second:02}"), None),
            }
        }
        Data::DateTime(span) => number::plain(&span.as_f64().to_string()),
    };
    Cell { text, fault }
}

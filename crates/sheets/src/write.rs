//! Tables written row by row, as a workbook or as CSV.

use std::io::Write;

use kernel::{Date, FeeMonth, Fen, Problem, Result};
use rust_xlsxwriter::{Color, Format as Style, Workbook, XlsxError};

use crate::csv::guard;
use crate::{Format, codes};

/// What goes into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Blank,
    /// Text; digits stay as they are.
    Text(&'a str),
    /// Yuan with two decimals.
    Money(Fen),
    /// A whole number.
    Number(i64),
    /// `2024-07`.
    Month(FeeMonth),
    /// `2024-07-01`.
    Date(Date),
}

/// Writes a table row by row in bounded memory. Nothing is complete before [`Writer::finish`].
pub struct Writer<W> {
    out: W,
    target: Target,
    rows: u32,
}

enum Target {
    Csv,
    Workbook(Box<Book>),
}

struct Book {
    workbook: Workbook,
    text: Style,
    money: Style,
    header: Style,
    marked: Style,
}

/// The largest whole number a workbook keeps exactly is about 10^15; longer ones are written as text.
const DIGITS_MAX: usize = 15;

pub(crate) fn failed(error: impl std::fmt::Display) -> Problem {
    codes::WRITE_FAILED.problem().because(error)
}

fn workbook_failed(error: XlsxError) -> Problem {
    match error {
        XlsxError::RowColumnLimitError => codes::TOO_MANY_ROWS.with("limit", 1_048_576),
        XlsxError::MaxStringLengthExceeded => codes::CELL_TOO_LONG.problem(),
        error => failed(error),
    }
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table. An .xls is written as .xlsx.
    pub fn new(format: Format, mut out: W, sheet: &str) -> Result<Writer<W>> {
        let target = match format {
            Format::Csv => {
                // Excel takes CSV for UTF-8 only if it begins with this mark.
                out.write_all("\u{FEFF}".as_bytes()).map_err(failed)?;
                Target::Csv
            }
            Format::Xlsx | Format::Xls => {
                let mut workbook = Workbook::new();
                let worksheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
                worksheet.set_name(sheet).map_err(failed)?;
                let text = Style::new().set_num_format("@");
                let marked = text.clone().set_background_color(Color::Yellow);
                let header = text.clone().set_bold().set_background_color(Color::RGB(0x00DD_EBF7));
                let money = Style::new().set_num_format("0.00");
                Target::Workbook(Box::new(Book { workbook, text, money, header, marked }))
            }
        };
        Ok(Writer { out, target, rows: 0 })
    }

    /// Writes a row of headers, and keeps it in sight in a workbook.
    pub fn header<S: AsRef<str>>(&mut self, names: &[S]) -> Result<()> {
        match &mut self.target {
            Target::Csv => return self.csv_row(names.iter().map(|name| name.as_ref().to_owned())),
            Target::Workbook(book) => {
                let sheet = book.workbook.worksheet_from_index(0).map_err(workbook_failed)?;
                for (column, name) in (0..).zip(names) {
                    let name = name.as_ref();
                    sheet
                        .write_string_with_format(self.rows, column, name, &book.header)
                        .map_err(workbook_failed)?;
                }
                sheet.set_freeze_panes(self.rows + 1, 0).map_err(workbook_failed)?;
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// Writes a row.
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        self.marked_row(values, &[])
    }

    /// Writes a row, with some cells marked yellow in a workbook.
    pub fn marked_row(&mut self, values: &[Value<'_>], marked: &[usize]) -> Result<()> {
        match &mut self.target {
            Target::Csv => return self.csv_row(values.iter().map(|value| guarded(*value))),
            Target::Workbook(book) => {
                for (at, value) in values.iter().enumerate() {
                    book.cell(self.rows, at, *value, marked.contains(&at))?;
                }
            }
        }
        self.rows = self.rows.checked_add(1).ok_or_else(|| codes::TOO_MANY_ROWS.with("limit", u32::MAX))?;
        Ok(())
    }

    fn csv_row(&mut self, fields: impl Iterator<Item = String>) -> Result<()> {
        let mut line = String::new();
        for (at, field) in fields.enumerate() {
            if at > 0 {
                line.push(',');
            }
            // A blank first field alone would make a blank line, hence the marks around it.
            if field.contains(['"', ',', '\n', '\r', ';', '\t'])
                || field.trim() != field
                || at == 0 && field.is_empty()
            {
                line.push('"');
                line.push_str(&field.replace('"', "\"\""));
                line.push('"');
            } else {
                line.push_str(&field);
            }
        }
        line.push_str("\r\n");
        self.rows = self.rows.saturating_add(1);
        self.out.write_all(line.as_bytes()).map_err(failed)
    }

    /// Completes the file and gives back where it went.
    pub fn finish(mut self) -> Result<W> {
        if let Target::Workbook(book) = &mut self.target {
            book.workbook.save_to_writer(&mut self.out).map_err(workbook_failed)?;
        }
        self.out.flush().map_err(failed)?;
        Ok(self.out)
    }
}

impl Book {
    fn cell(&mut self, row: u32, at: usize, value: Value<'_>, marked: bool) -> Result<()> {
        let column =
            u16::try_from(at).map_err(|e| codes::TOO_MANY_COLUMNS.with("limit", 16_384).because(e))?;
        let sheet = self.workbook.worksheet_from_index(0).map_err(workbook_failed)?;
        let text = plain(value);
        let number = match value {
            Value::Money(_) | Value::Number(_) if text.len() <= DIGITS_MAX => text.parse::<f64>().ok(),
            _ => None,
        };
        let style = match (marked, value) {
            (true, _) => &self.marked,
            (false, Value::Money(_)) => &self.money,
            (false, _) => &self.text,
        };
        let written = match number {
            Some(number) if matches!(value, Value::Money(_)) || marked => {
                sheet.write_number_with_format(row, column, number, style)
            }
            Some(number) => sheet.write_number(row, column, number),
            None if text.is_empty() && !marked => return Ok(()),
            None if text.is_empty() => sheet.write_blank(row, column, style),
            None => sheet.write_string_with_format(row, column, text, style),
        };
        written.map(drop).map_err(workbook_failed)
    }
}

fn plain(value: Value<'_>) -> String {
    match value {
        Value::Blank => String::new(),
        Value::Text(text) => text.to_owned(),
        Value::Money(amount) => amount.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Month(month) => month.to_string(),
        Value::Date(day) => day.to_string(),
    }
}

fn guarded(value: Value<'_>) -> String {
    match value {
        Value::Text(text) => guard(text),
        value => plain(value),
    }
}

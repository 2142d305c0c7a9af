//! Blank workbooks to fill in: headers, drop-downs, comments, a sheet of codes, an example that is ignored on import.

use std::io::Write;

use kernel::{Problem, Result};
use rust_xlsxwriter::{
    Color, DataValidation, Format as Style, Formula, Note, Workbook, Worksheet, XlsxError,
};

use crate::column::SEQUENCE_HEADER;
use crate::write::{Writer, failed};
use crate::{Column, Content, Format, Layout};

/// Rows for which drop-downs are laid out.
const ROWS: u32 = 10_000;
const HEADER_ROW: u32 = 1;
const EXAMPLE_ROW: u32 = 2;
const CODES_SHEET: &str = "字典代码";
/// Counted up when the columns of a template change.
const VERSION: &str = "1";

impl Layout {
    /// Writes the template, for one unit if its number is given (kept on a hidden sheet).
    pub fn write_template<W: Write + Send>(&self, out: W, unit: Option<&str>) -> Result<()> {
        self.template(unit).and_then(|mut workbook| workbook.save_to_writer(out)).map_err(refused)
    }

    /// Writes the header row alone, as CSV.
    pub fn write_csv_template<W: Write + Send>(&self, out: W) -> Result<()> {
        let star = |column: &Column| if column.required { "*" } else { "" };
        let names = self.columns.iter().map(|column| format!("{}{}", column.zh, star(column)));
        let mut writer = Writer::new(Format::Csv, out, self.zh)?;
        writer.header(&names.collect::<Vec<_>>())?;
        writer.finish().map(drop)
    }

    fn template(&self, unit: Option<&str>) -> Result<Workbook, XlsxError> {
        let mut workbook = Workbook::new();
        let mut codes = Worksheet::new();
        codes.set_name(CODES_SHEET)?;
        self.write_data_sheet(workbook.add_worksheet(), &mut codes)?;
        workbook.push_worksheet(codes);
        let about = workbook.add_worksheet();
        about.set_name("模板信息")?.set_hidden(true);
        let facts = [("模板", self.key), ("版本", VERSION), ("单位编号", unit.unwrap_or(""))];
        for (row, (name, value)) in (0..).zip(facts) {
            about.write_string(row, 0, name)?.write_string(row, 1, value)?;
        }
        Ok(workbook)
    }

    fn write_data_sheet(&self, sheet: &mut Worksheet, codes: &mut Worksheet) -> Result<(), XlsxError> {
        let bold = Style::new().set_bold();
        let required = bold.clone().set_background_color(Color::RGB(0x00FC_E4D6));
        let optional = bold.clone().set_background_color(Color::RGB(0x00DD_EBF7));
        let example = Style::new().set_num_format("@").set_italic().set_font_color(Color::Gray);
        sheet.set_name(self.zh)?.set_freeze_panes(HEADER_ROW + 1, 0)?;
        let title = format!("{}（带 * 的列必填；“例”所在行不会导入）", self.zh);
        sheet.write_string_with_format(0, 0, title, &bold)?;
        sheet.write_string_with_format(HEADER_ROW, 0, SEQUENCE_HEADER, &optional)?;
        sheet.write_string_with_format(EXAMPLE_ROW, 0, "例", &example)?;
        let mut codes_column = 0;
        for (at, column) in (1..).zip(self.columns) {
            let style = if column.required { &required } else { &optional };
            let star = if column.required { "*" } else { "" };
            sheet.write_string_with_format(HEADER_ROW, at, format!("{}{star}", column.zh), style)?;
            sheet.insert_note(HEADER_ROW, at, &Note::new(note(column)).set_author("Jinbao"))?;
            sheet.write_string_with_format(EXAMPLE_ROW, at, column.example, &example)?;
            let cells = if column.content == Content::Money { "0.00" } else { "@" };
            sheet.set_column_format(at, &Style::new().set_num_format(cells))?;
            sheet.set_column_width(at, if column.content == Content::Text { 20u8 } else { 14u8 })?;
            if let Content::Choice(words) | Content::Choices(words) = column.content {
                let last = write_codes(codes, codes_column, column.zh, words)?;
                if matches!(column.content, Content::Choice(_)) {
                    let letter = rust_xlsxwriter::utility::column_number_to_name(codes_column);
                    let list = format!("={CODES_SHEET}!${letter}$2:${letter}${}", last + 1);
                    let rule = DataValidation::new().allow_list_formula(Formula::new(list));
                    sheet.add_data_validation(EXAMPLE_ROW, at, ROWS, at, &rule)?;
                }
                codes_column += 2;
            }
        }
        Ok(())
    }
}

fn note(column: &Column) -> String {
    let format = match column.content {
        Content::Text => "",
        Content::Money => "单位：元，最多两位小数。",
        Content::Month => "格式：yyyyMM。",
        Content::Date => "格式：yyyy-MM-dd。",
        Content::Number => "整数。",
        Content::Choice(_) => "请从下拉列表选择。",
        Content::Choices(_) => "可填多项，用“、”分隔，见“字典代码”页。",
    };
    let code = if column.code.is_empty() { String::new() } else { format!("指标代码：{}", column.code) };
    [column.note, format, &code].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Lists the words of a column with their keys beside them, and gives the last row.
fn write_codes(
    sheet: &mut Worksheet,
    column: u16,
    name: &str,
    words: &[(&str, &str)],
) -> Result<u32, XlsxError> {
    sheet.write_string(0, column, name)?.write_string(0, column + 1, "代码")?;
    let mut last = 0;
    for (row, (key, zh)) in (1..).zip(words) {
        sheet.write_string(row, column, *zh)?.write_string(row, column + 1, *key)?;
        last = row;
    }
    Ok(last)
}

fn refused(error: XlsxError) -> Problem {
    failed(error)
}

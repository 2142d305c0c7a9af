//! Files that must not be taken, each with its own code.

use std::io::{Cursor, Write};

use kernel::Code;
use rust_xlsxwriter::{Format, Formula, Workbook};
use sheets::{Limits, codes};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{rows, table, texts};

fn code(bytes: impl Into<Vec<u8>>) -> &'static Code {
    rows(bytes).unwrap_err().code()
}

fn workbook(fill: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

/// A package with this sheet and shared strings, as other programs write them.
fn package(sheet: &str, strings: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let kinds = "kinds";
    let relation = |id: &str, kind: &str, to: &str| {
        format!("<Relationship Id='{id}' Type='{kinds}/{kind}' Target='{to}'/>")
    };
    let parts = [
        ("_rels/.rels", format!("<Relationships>{}</Relationships>", relation("a", "officeDocument", "/xl/workbook.xml"))),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships>{}{}</Relationships>",
                relation("s", "worksheet", "worksheets/sheet1.xml"),
                relation("t", "sharedStrings", "sharedStrings.xml")
            ),
        ),
        (
            "xl/workbook.xml",
            "<workbook><sheets><sheet name='h' state='hidden' r:id='x'/><sheet name='a' r:id='s'/></sheets></workbook>".to_owned(),
        ),
        ("xl/sharedStrings.xml", strings.to_owned()),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ];
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn encodings_are_recognised() {
    let text = "姓名,工资\r\n张三丰,5360\r\n";
    let expected = [["姓名", "工资"], ["张三丰", "5360"]];
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for bytes in [text.as_bytes().to_vec(), format!("\u{FEFF}{text}").into_bytes(), gb.into_owned(), utf16] {
        assert_eq!(texts(&rows(bytes).unwrap()), expected);
    }
    assert_eq!(code(b"\xFF\xFF\x81,\xC3\x28".to_vec()), &codes::UNKNOWN_ENCODING);
    assert_eq!(code(b"%PDF-1.7\n\x00\x01\x02".to_vec()), &codes::NOT_A_TABLE);
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_shows_them() {
    let read = rows("a\tb\n\n\"two\nlines, one row\"\tc\r\rd\te").unwrap();
    assert_eq!(texts(&read), [["a", "b"], ["two\nlines, one row", "c"], ["d", "e"]]);
    assert_eq!(read.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 3, 5]);
    let unclosed = rows("a,b\n1,\"open\n2,3\n").unwrap_err();
    assert_eq!((unclosed.code(), unclosed.place().row), (&codes::OPEN_QUOTE, Some(2)));
}

#[test]
fn sizes_are_limited() {
    let small = Limits { file_bytes: 10, ..Limits::default() };
    let limited = |limits: &Limits, bytes: &[u8]| {
        sheets::read(Cursor::new(bytes.to_vec()), limits)
            .and_then(|t| t.collect::<Result<Vec<_>, _>>())
            .unwrap_err()
            .code()
    };
    assert_eq!(limited(&small, b"a,b,c,d,e,f\n"), &codes::TOO_LARGE);
    assert_eq!(limited(&Limits { rows: 2, ..Limits::default() }, b"1\n2\n3\n"), &codes::TOO_MANY_ROWS);
    assert_eq!(limited(&Limits { columns: 2, ..Limits::default() }, b"1,2,3\n"), &codes::TOO_MANY_COLUMNS);
    assert_eq!(code(vec![b'a'; 1 << 20]), &codes::CELL_TOO_LONG);
    assert_eq!(code(Vec::new()), &codes::EMPTY);
    let wide = workbook(|sheet| {
        sheet.write(0, 300, "x").unwrap();
    });
    assert_eq!(code(wide), &codes::TOO_MANY_COLUMNS);
}

#[test]
fn packages_that_are_not_what_they_seem_are_refused() {
    let bomb = format!("<worksheet><sheetData>{}</sheetData></worksheet>", "<row></row>".repeat(4 << 20));
    assert_eq!(code(package(&bomb, "<sst/>")), &codes::ZIP_BOMB);
    let blank = format!("<worksheet>{}</worksheet>", " ".repeat(3 << 20));
    assert_eq!(code(package(&blank, "<sst/>")), &codes::CELL_TOO_LONG);
    let entity = "<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet><sheetData><row><c t='str'><v>&a;</v></c></row></sheetData></worksheet>";
    assert_eq!(code(package(entity, "<sst/>")), &codes::BROKEN);
    let index = "<worksheet><sheetData><row><c t='s'><v>9</v></c></row></sheetData></worksheet>";
    assert_eq!(code(package(index, "<sst><si><t>a</t></si></sst>")), &codes::BROKEN);
    let mut cut = workbook(|sheet| {
        sheet.write(0, 0, "x").unwrap();
    });
    cut.truncate(cut.len() / 2);
    assert_eq!(code(cut), &codes::BROKEN);
    let mut other = ZipWriter::new(Cursor::new(Vec::new()));
    other.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    assert_eq!(code(other.finish().unwrap().into_inner()), &codes::NOT_A_TABLE);
    let mut container = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    container.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(code(container.clone()), &codes::ENCRYPTED);
    container.truncate(20);
    assert_eq!(code(container), &codes::NOT_A_TABLE);
}

#[test]
fn cells_that_cannot_be_trusted_say_why() {
    let file = workbook(|sheet| {
        let date = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        sheet.merge_range(0, 0, 0, 3, "标题", &Format::new()).unwrap();
        sheet.write(1, 0, "姓名").unwrap().write(1, 1, "号码").unwrap();
        sheet.write_formula(2, 0, Formula::new("=A2").set_result("张三")).unwrap();
        sheet.write_number(2, 1, 990_100_199_001_010_019_f64).unwrap();
        sheet.write_number_with_format(2, 2, 45474, &date).unwrap();
        sheet.merge_range(3, 0, 4, 0, "李四", &Format::new()).unwrap();
        sheet.write(3, 1, "1").unwrap().write(4, 1, "2").unwrap();
    });
    let read = rows(file).unwrap();
    assert_eq!(read[0].cells[0].fault, Some(&codes::MERGED));
    let faults: Vec<Vec<_>> =
        read[1..].iter().map(|row| row.cells.iter().map(|cell| cell.fault).collect()).collect();
    assert_eq!(faults[0], [None, None]);
    assert_eq!(faults[1], [Some(&codes::FORMULA), Some(&codes::DIGITS_LOST), None]);
    assert_eq!(read[2].cells[0].text, "张三");
    assert_eq!(read[2].cells[2].text, "2024-07-01");
    for row in &faults[2..] {
        assert_eq!(row[..], [Some(&codes::MERGED), None]);
    }
    let csv = rows("9.90100199001E+17,=A1,=\"0012\",'=x\n").unwrap();
    let cells: Vec<_> = csv[0].cells.iter().map(|cell| (cell.text.as_str(), cell.fault)).collect();
    let expected = [
        ("9.90100199001E+17", Some(&codes::DIGITS_LOST)),
        ("=A1", Some(&codes::FORMULA)),
        ("0012", None),
        ("=x", None),
    ];
    assert_eq!(cells, expected);
}

#[test]
fn shared_strings_keep_their_order_beyond_one_block() {
    let count = 40_000;
    let strings: String = (0..count)
        .map(|n| format!("<si><r><t>人&amp;</t></r><r><t>{n}</t></r><rPh><t>ren</t></rPh></si>"))
        .collect();
    let cells: String = (0..count).rev().map(|n| format!("<row><c t=\"s\"><v>{n}</v></c></row>")).collect();
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    let read = table(package(&sheet, &format!("<sst>{strings}</sst>"))).unwrap();
    for (row, n) in read.zip((0..count).rev()) {
        assert_eq!(row.unwrap().cells[0].text, format!("人&{n}"));
    }
}

//! What is written is read back the same.

use std::time::Instant;

use kernel::{Date, FeeMonth, Fen};
use proptest::prelude::*;
use sheets::{Format, Value, Writer};

use crate::{rows, texts};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9]{1,19}X?",
        "[\u{4e00}-\u{9fa5}𠮷·A-Za-z0-9 ,;\"'=+@()/_x.-]{1,12}",
        "'{0,2}[=+@-][A-Z]{1,3}",
        "[\u{4e00}-\u{9fa5}]{1,4}\n[a-z\"]{0,3}",
        Just("_x000D_".to_owned()),
        Just("1E+17".to_owned()),
        Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn text_comes_back(
        table in proptest::collection::vec(proptest::collection::vec(text(), 1..5), 1..8),
        workbook in any::<bool>(),
    ) {
        let format = if workbook { Format::Xlsx } else { Format::Csv };
        let mut writer = Writer::new(format, Vec::new(), "数据").unwrap();
        // The header keeps the separator beyond doubt.
        writer.header(&["甲", "乙", "丙", "丁"]).unwrap();
        for row in &table {
            let values: Vec<Value<'_>> = row.iter().map(|text| Value::Text(text)).collect();
            writer.row(&values).unwrap();
        }
        let read = rows(writer.finish().unwrap()).unwrap();
        let mut expected: Vec<(u64, Vec<&str>)> = vec![(1, vec!["甲", "乙", "丙", "丁"])];
        for (number, row) in (2..).zip(&table) {
            if row.iter().any(|text| !text.trim().is_empty()) {
                let end = row.iter().rposition(|text| !text.is_empty()).map_or(0, |at| at + 1);
                expected.push((number, row[..end].iter().map(String::as_str).collect()));
            }
        }
        let numbers = read.iter().map(|row| row.number);
        prop_assert_eq!(numbers.zip(texts(&read)).collect::<Vec<_>>(), expected);
        prop_assert!(read.iter().flat_map(|row| &row.cells).all(|cell| cell.fault.is_none()));
    }

    #[test]
    fn amounts_come_back(fen in -999_999_999_999_999i64..999_999_999_999_999, workbook in any::<bool>()) {
        let format = if workbook { Format::Xlsx } else { Format::Csv };
        let mut writer = Writer::new(format, Vec::new(), "数据").unwrap();
        writer.row(&[Value::Text("金额"), Value::Money(Fen::new(fen))]).unwrap();
        let read = rows(writer.finish().unwrap()).unwrap();
        prop_assert_eq!(Fen::parse_yuan(&read[0].cells[1].text), Some(Fen::new(fen)));
    }
}

#[test]
fn values_read_as_people_write_them() {
    let values = [
        Value::Month(FeeMonth::new(2024, 7).unwrap()),
        Value::Date(Date::constant(2024, 7, 1)),
        Value::Number(42),
        Value::Blank,
        Value::Money(Fen::new(28740)),
    ];
    for (format, money) in [(Format::Csv, "287.40"), (Format::Xlsx, "287.4")] {
        let mut writer = Writer::new(format, Vec::new(), "数据").unwrap();
        writer.row(&values).unwrap();
        let read = rows(writer.finish().unwrap()).unwrap();
        assert_eq!(texts(&read), [["2024-07", "2024-07-01", "42", "", money]]);
    }
}

/// Not a measurement to pass or fail: it prints how long a file of a large unit takes.
#[test]
fn a_hundred_thousand_rows() {
    for format in [Format::Csv, Format::Xlsx] {
        let start = Instant::now();
        let mut writer = Writer::new(format, Vec::new(), "数据").unwrap();
        for n in 0..100_000 {
            let id = format!("9901001990{n:08}");
            let name = format!("人员{n}");
            let cells = ["居民身份证", &id, &name, "养老、失业、工伤、医疗", "202407"].map(Value::Text);
            writer.row(&[&cells[..], &[Value::Money(Fen::new(650_000 + n)), Value::Blank]].concat()).unwrap();
        }
        let bytes = writer.finish().unwrap();
        let (written, size) = (start.elapsed(), bytes.len());
        let start = Instant::now();
        let table = crate::table(bytes).unwrap();
        let read = table.inspect(|row| assert!(row.is_ok())).count();
        println!("{format:?}: {size} bytes, written in {written:.1?}, read in {:.1?}", start.elapsed());
        assert_eq!(read, 100_000);
    }
}

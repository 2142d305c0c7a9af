//! Columns found under the headers people give them, failed rows, templates.

use kernel::{Code, FeeMonth, Fen};
use sheets::{FailedRows, Format, Layout, Record, codes, layouts};

use crate::{rows, table, texts};

fn records(layout: &'static Layout, text: &str) -> Vec<Record> {
    layout.records(table(text).unwrap()).unwrap().map(Result::unwrap).collect()
}

fn refusal(layout: &'static Layout, text: &str) -> &'static Code {
    layout.records(table(text).unwrap()).err().unwrap().code()
}

#[test]
fn headers_are_found_however_they_are_written() {
    for header in [
        "个人编号,证件号码,姓名,上年度月均工资",
        "AAC001,AAC002,AAC003,AAC040",
        "个人编号,身份证号（必填）, 姓　名 *,申报工资（元）",
        "金保市社会保险\n\n甲,乙,丙\n个人编号,公民身份号码*,姓名*,新缴费工资*\nAAC001,AAC002,AAC003,AAC040",
        "个人编号,ａａｃ００２,姓名(必填),上年度月均工资【必填】",
    ] {
        let records =
            records(&layouts::BASES, &format!("{header}\n1001,990100199001010019,张三,\"7,200.00\"\n"));
        assert_eq!(records.len(), 1, "{header}");
        assert_eq!(records[0].money("wage").unwrap(), Some(Fen::from_yuan(7200)), "{header}");
        assert_eq!(records[0].required("id_number").unwrap(), "990100199001010019");
        assert!(records[0].check().is_empty());
    }
}

#[test]
fn headers_that_do_not_fit_are_refused_by_name() {
    assert_eq!(refusal(&layouts::BASES, "商品,数量\n笔,3\n"), &codes::NO_HEADER);
    assert_eq!(refusal(&layouts::BASES, "姓名,身份证号,社会保障号,工资\n"), &codes::DOUBLE_COLUMN);
    let missing = layouts::BASES.records(table("姓名,身份证号\n张三,1\n").unwrap()).err().unwrap();
    assert_eq!(missing.code(), &codes::MISSING_COLUMN);
    assert!(missing.zh().contains("上年度月均工资"), "{}", missing.zh());
}

#[test]
fn unknown_columns_pass_through() {
    let records = records(&layouts::BASES, "序号,部门,证件号码,姓名,缴费工资\n1,财务,1,张三,5\n");
    assert_eq!(records[0].header().unknown().collect::<Vec<_>>(), [(1, "部门")]);
    assert_eq!(records[0].cells()[1].text, "财务");
}

#[test]
fn every_bad_cell_of_a_row_is_reported() {
    let text = "证件号码,姓名,停保险种,减员原因,是否非本人意愿,停保年月,死亡日期\n\
                ,张三,养老 火险,跳槽,是,2024-13,2024-02-30\n";
    let records = records(&layouts::LEAVERS, text);
    let problems = records[0].check();
    let found: Vec<_> =
        problems.iter().map(|p| (p.code().id, p.place().row, p.place().field.as_deref().unwrap())).collect();
    let expected = [
        (&codes::REQUIRED, "证件号码"),
        (&codes::NOT_A_CHOICE, "停保险种"),
        (&codes::NOT_A_CHOICE, "减员原因"),
        (&codes::NOT_A_MONTH, "停保年月"),
        (&codes::NOT_A_DATE, "死亡日期"),
    ];
    assert_eq!(found, expected.map(|(code, field)| (code.id, Some(2), field)));
}

#[test]
fn words_and_months_are_understood() {
    let text = "证件号码,姓名,参保险种,增员原因,缴费起始年月,申报月工资\n\
                1,张三,养老、失业保险，410,续保,２０２４年７月,６５００\n1,李四,310,,2024-07-15,1\n";
    let records = records(&layouts::JOINERS, text);
    assert_eq!(records[0].choices("insurances").unwrap(), ["pension", "unemployment", "injury"]);
    assert_eq!(records[0].choice("reason").unwrap(), Some("resume"));
    assert_eq!(records[1].choice("reason").unwrap(), None);
    for record in &records {
        assert_eq!(record.month("from").unwrap(), FeeMonth::new(2024, 7));
    }
}

#[test]
fn failed_rows_come_back_corrected() {
    let text = "序号,部门,证件号码,姓名,缴费工资\n1,财务,990100199001010019,张三,abc\n2,人事,,李四,5\n";
    for format in [Format::Csv, Format::Xlsx] {
        let bad = records(&layouts::BASES, text);
        let mut failed = FailedRows::new(format, Vec::new(), bad[0].header()).unwrap();
        for record in &bad {
            failed.row(record, &record.check()).unwrap();
        }
        assert_eq!(failed.count(), 2);
        let file = failed.finish().unwrap();
        let read = rows(file.clone()).unwrap();
        let texts = texts(&read);
        assert_eq!(texts[0][5..], ["原行号", "错误字段", "错误码", "错误原因", "怎么改"]);
        assert_eq!(
            texts[1][..9],
            ["1", "财务", "990100199001010019", "张三", "abc", "2", "缴费工资", "SHT-0209", "不是金额"]
        );
        let again: Vec<_> =
            layouts::BASES.records(table(file).unwrap()).unwrap().map(Result::unwrap).collect();
        assert_eq!(again.len(), 2);
        assert_eq!(again[0].header().unknown().collect::<Vec<_>>(), [(1, "部门")]);
        let second = FailedRows::new(format, Vec::new(), again[0].header()).unwrap().finish().unwrap();
        assert_eq!(rows(second).unwrap()[0].cells.len(), 10, "the added columns are not added twice");
    }
}

#[test]
fn templates_are_empty_tables_of_their_layout() {
    for layout in layouts::ALL {
        let mut file = Vec::new();
        layout.write_template(&mut file, Some("990100000123")).unwrap();
        let records = layout.records(table(file).unwrap()).unwrap();
        assert!(
            layout.columns.iter().all(|c| records
                .header()
                .names()
                .iter()
                .any(|n| n.trim_end_matches('*') == c.zh))
        );
        assert_eq!(records.count(), 0, "{}", layout.zh);
    }
}

#[test]
fn headers_of_somebodys_own_are_read_as_they_say() {
    let naming: sheets::Naming = [("月薪", "wage"), ("卡号", "id_number"), ("部门", "")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
    let file = "员工表\n序号,卡号,姓名,月薪,部门\n1,990101199005010011,张三,8000,财务\n2,990101199005010038,李四,9000,\n";
    let open =
        || sheets::read(std::io::Cursor::new(file.as_bytes().to_vec()), &sheets::Limits::default()).unwrap();
    let before = sheets::layouts::BASES.survey(open(), &sheets::Naming::new()).unwrap();
    let missing: Vec<&str> = before.missing.iter().map(|column| column.key).collect();
    assert_eq!((missing, before.rows), (vec!["id_number", "wage"], 2));
    let after = sheets::layouts::BASES.survey(open(), &naming).unwrap();
    assert!(after.is_complete());
    let taken: Vec<Option<&str>> =
        after.columns.iter().map(|one| one.column.map(|column| column.key)).collect();
    assert_eq!(taken, [Some("id_number"), Some("name"), Some("wage"), None]);
    assert_eq!(after.columns[0].samples[0], "990***********0011", "ID numbers are masked");
    let records: Vec<_> =
        sheets::layouts::BASES.records_named(open(), &naming).unwrap().map(Result::unwrap).collect();
    assert_eq!(records[1].money("wage").unwrap().unwrap().to_string(), "9000.00");
    let double: sheets::Naming =
        [("月薪", "name"), ("卡号", "id_number")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    let double = sheets::layouts::BASES.survey(open(), &double).unwrap();
    assert_eq!(double.doubled(), Some(("姓名", "月薪")));
}

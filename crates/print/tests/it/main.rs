//! What stands on the paper, read back with `pdftotext` (Debian package poppler-utils).

#![allow(clippy::unwrap_used, reason = "the steps of a test that several tests share")]

mod samples;

use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use kernel::Fen;
use print::{FontPlaces, Printer, chinese_capital};

static PRINTER: LazyLock<Printer> = LazyLock::new(|| Printer::open(&FontPlaces::default()).unwrap());

/// The text of a PDF without any white space. `JINBAO_KEEP_PDF=FOLDER` keeps the files for looking at.
fn read(name: &str, pdf: &[u8]) -> String {
    if let Ok(folder) = std::env::var("JINBAO_KEEP_PDF") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
    let mut tool = Command::new("pdftotext")
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("pdftotext from poppler-utils is needed");
    let mut input = tool.stdin.take().unwrap();
    let pdf = pdf.to_vec();
    let feeding = std::thread::spawn(move || input.write_all(&pdf));
    let text = tool.wait_with_output().unwrap();
    feeding.join().unwrap().unwrap();
    assert!(text.status.success(), "not a PDF");
    String::from_utf8(text.stdout).unwrap().split_whitespace().collect()
}

fn assert_all(text: &str, wanted: &[&str]) {
    for word in wanted {
        assert!(text.contains(word), "{word} is missing in {text}");
    }
}

#[test]
fn the_rights_statement_shows_the_year() {
    let text = read("statement", &PRINTER.rights_statement(&samples::statement()).unwrap());
    assert_all(
        &text,
        &[
            "社会保险个人权益记录单",
            "（2025年度）",
            "王小明",
            "110101********1234",
            "金保示例机械有限公司",
            "2025年7月",
            "职工养老保险",
            // Sums over the insurances.
            "19,920.00",
            "10,008.00",
            // The account: opening, credited, interest, closing.
            "45,945.60",
            "7,680.00",
            "751.58",
            "54,377.18",
            "本年记账利率：1.5%",
            "JB-7Q4K-92MX",
            "2026年3月1日",
            "养老个人账户的积累",
        ],
    );
}

#[test]
fn the_receipt_says_its_sum_twice() {
    let receipt = samples::receipt();
    let text = read("receipt", &PRINTER.receipt(&receipt).unwrap());
    let total: Fen = receipt.lines.iter().map(print::ReceiptLine::total).sum();
    assert_eq!(total, Fen::new(3_268_907));
    assert_all(&text, &["社会保险费专用收据", "32,689.07", &chinese_capital(total), "2024年6月", "工伤保险"]);
}

#[test]
fn a_certificate_carries_its_statement_and_room_for_a_seal() {
    let pdf = PRINTER.register(&samples::certificate()).unwrap();
    assert_eq!(pdf, PRINTER.register(&samples::certificate()).unwrap(), "byte for byte");
    let text = read("certificate", &pdf);
    assert_all(&text, &["社会保险参保证明", "7,000.00", "点击证明验真"]);
    let statement = print::attachment(&pdf).unwrap();
    assert_eq!(statement, samples::certificate().proof.unwrap().statement.into_bytes());
    // Plain in the file, wherever keywords stand, so that the seal can be written into it.
    let count = pdf.windows(16).filter(|window| window == b"jinbao-seal:0000").count();
    assert!(count >= 2, "{count}");
    assert_eq!(print::attachment(&PRINTER.register(&samples::register()).unwrap()), None);
}

#[test]
fn a_register_has_its_columns_sums_and_lines_to_sign() {
    let text = read("register", &PRINTER.register(&samples::register()).unwrap());
    assert_all(
        &text,
        &[
            "招用员工一件事人员名册",
            "金保示例公司",
            "王芳",
            "990***********0011",
            "7,000.00",
            "合计",
            "本人签字",
            "单位（盖章）",
        ],
    );
}

#[test]
fn the_award_shows_how_it_was_computed() {
    let text = read("award", &PRINTER.award(&samples::award()).unwrap());
    assert_all(
        &text,
        &[
            "基本养老保险待遇核定表",
            "预核定",
            "3,702.20",
            "1.1",
            "1.1.1",
            "国发〔2005〕38号",
            "139",
            "过渡性养老金",
        ],
    );
    let at = |word: &str| text.find(word).unwrap();
    assert!(at("本人指数化月平均缴费工资") < at("平均缴费指数"), "a step stands before what it rests on");
}

#[test]
fn a_deep_derivation_is_printed_whole() {
    let mut award = samples::award();
    award.derivation = vec![(0..200).rev().fold(print::Step::default(), |inner, depth| print::Step {
        name: format!("第{depth}层"),
        steps: vec![inner],
        ..print::Step::default()
    })];
    let text = read("deep", &PRINTER.award(&award).unwrap());
    assert_all(&text, &["第0层", "第199层"]);
}

#[test]
fn the_trial_balance_balances() {
    let text = read("trial", &PRINTER.trial_balance(&samples::trial_balance()).unwrap());
    assert_all(&text, &["职工养老保险基金试算平衡表", "财政专户存款", "合计"]);
    for total in ["5,000,000.00", "2,450,000.00", "5,600,000.00"] {
        assert!(text.matches(total).count() >= 2, "debit and credit: {total}");
    }
}

#[test]
fn the_fund_statement_ends_with_the_balance() {
    let text = read("fund", &PRINTER.fund_statement(&samples::fund_statement()).unwrap());
    assert_all(
        &text,
        &["职工养老保险基金收支表", "1,850,000.00", "1,250,000.00", "600,000.00", "5,600,000.00"],
    );
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    let other = Printer::open(&FontPlaces::default()).unwrap();
    let statement = samples::statement();
    assert_eq!(PRINTER.rights_statement(&statement).unwrap(), other.rights_statement(&statement).unwrap());
    let mut later = statement.clone();
    later.issue.number.push('1');
    assert_ne!(PRINTER.rights_statement(&statement).unwrap(), other.rights_statement(&later).unwrap());
}

#[test]
fn a_name_stays_a_name() {
    for name in [
        "#panic(1)",
        "]#eval(\"1+1\")[",
        "*粗* _斜_ $x^2$ `c` @ref <l> = 题 // 注",
        "\\u{41}\\",
        "\"}, \"x\": {\"",
        "#read(\"/data.json\")",
    ] {
        let mut receipt = samples::receipt();
        receipt.payer = name.to_owned();
        let text = read("evil", &PRINTER.receipt(&receipt).unwrap());
        let shown: String = name.split_whitespace().collect();
        assert!(text.contains(&shown), "{shown} is not printed as it is: {text}");
    }
}

#[test]
fn rare_characters_of_names_are_there() {
    let mut receipt = samples::receipt();
    receipt.payer = "㙓龘䶮".to_owned();
    assert_all(&read("rare", &PRINTER.receipt(&receipt).unwrap()), &["㙓龘䶮"]);
}

#[test]
fn a_missing_font_names_the_package() {
    let places = FontPlaces { folders: vec!["/nowhere".into()], extra: Vec::new() };
    let problem = Printer::open(&places).err().unwrap();
    assert_eq!(problem.code().id, "PRT-0101");
    assert!(
        problem.fix_zh().contains("fonts-noto-cjk") && problem.zh().contains("/nowhere"),
        "{}",
        problem.zh()
    );
    let broken = FontPlaces { extra: vec!["/dev/null".into()], ..FontPlaces::default() };
    assert_eq!(Printer::open(&broken).err().unwrap().code().id, "PRT-0102");
}

#[test]
fn a_picture_that_is_none_is_refused() {
    let mut statement = samples::statement();
    statement.growth = Some("<p>no picture</p>".to_owned());
    assert_eq!(PRINTER.rights_statement(&statement).err().unwrap().code().id, "PRT-0103");
}

//! An agency's work through the command line: a unit, a joiner, the month's assessment, the proof.

use kernel::{CreditCode, Fen, IdNumber, RegionCode};

use crate::run::{Desk, Ran};

pub fn unit_code() -> String {
    let region = RegionCode::parse("990100").unwrap();
    CreditCode::compose('9', '1', region, "12345678").unwrap().as_str().to_owned()
}

pub fn person() -> String {
    IdNumber::compose(RegionCode::parse("990101").unwrap(), "1990-05-01".parse().unwrap(), 7)
        .unwrap()
        .expose()
        .to_owned()
}

/// A desk with 王芳, who registers and assesses.
pub fn desk() -> Desk {
    let desk = Desk::set_up();
    let ran =
        desk.run(&["user", "add", "wang", "--name", "王芳", "--role", "registry,levy", "--as", "admin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    desk
}

pub fn as_wang(desk: &Desk, args: &[&str]) -> Ran {
    desk.run(&[args, &["--as", "wang", "--json"]].concat())
}

pub fn register_unit(desk: &Desk) -> Ran {
    let code = unit_code();
    as_wang(
        desk,
        &["declare", "unit", "--code", &code, "--name", "金保机械厂", "--class", "3", "--from", "2024-07"],
    )
}

pub fn join(desk: &Desk, wage: &str) -> Ran {
    let (code, id) = (unit_code(), person());
    let args = [
        "declare", "join", "--unit", &code, "--id", &id, "--name", "张三", "--wage", wage, "--from",
        "2024-07",
    ];
    as_wang(desk, &args)
}

#[test]
fn a_joiner_is_billed_and_everything_agrees() {
    let desk = desk();
    let unit = register_unit(&desk);
    assert_eq!(unit.code, 0, "{}", unit.err);
    let joined = join(&desk, "12345.67");
    assert_eq!((joined.code, joined.json()["recorded"].as_bool()), (0, Some(true)), "{}", joined.err);
    // Said twice, recorded once.
    assert_eq!(join(&desk, "12345.67").json()["recorded"], false);
    let levied = as_wang(&desk, &["levy", "run", "2024-07"]);
    assert_eq!(levied.code, 0, "{}", levied.err);
    let levied = levied.json();
    assert_eq!((levied["people"].as_i64(), levied["bills"].as_i64()), (Some(1), Some(1)));
    let total = Fen::new(levied["total"].as_i64().unwrap());
    assert!(total > Fen::from_yuan(3_000) && total < Fen::from_yuan(6_000), "{total}");
    let again = as_wang(&desk, &["levy", "run", "2024-07"]);
    assert_eq!(again.code, 4, "a month is assessed once: {}", again.out);
    let verified = desk.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
}

#[test]
fn wrong_declarations_are_refused_and_leave_nothing() {
    let desk = desk();
    let wages = |desk: &Desk| join(desk, "8000");
    assert_eq!(wages(&desk).json()["code"], "CLI-0124", "the unit is not registered yet");
    register_unit(&desk);
    assert_eq!(register_unit(&desk).json()["recorded"], false, "said twice, registered once");
    let code = unit_code();
    for (id, name, wage, expected) in [
        ("990101199005010071", "张三", "8000", "KER-0104"),
        ("99999919900101907X", "张三", "8000", "KER-01"),
        (person().as_str(), "张三", "-5", "REG-"),
        (person().as_str(), "张三", "99999999", "REG-"),
        (person().as_str(), "张三", "12.345", "CLI-0121"),
    ] {
        let ran = as_wang(
            &desk,
            &[
                "declare", "join", "--unit", &code, "--id", id, "--name", name, "--wage", wage, "--from",
                "2024-07",
            ],
        );
        assert_eq!(ran.code, 2, "{id} {wage}: {}{}", ran.out, ran.err);
        assert!(ran.json()["code"].as_str().unwrap().starts_with(expected), "{id} {wage}: {}", ran.err);
        assert!(!ran.err.contains(&person()), "an ID number was shown in full: {}", ran.err);
    }
    let leaving = as_wang(
        &desk,
        &["declare", "leave", "--unit", &code, "--id", &person(), "--last", "2024-08", "--reason", "辞职"],
    );
    assert_eq!((leaving.code, leaving.json()["code"].as_str()), (3, Some("CLI-0125")), "{}", leaving.err);
    assert_eq!(desk.run(&["verify"]).code, 0);
}

#[test]
fn a_file_is_checked_taken_corrected_and_never_doubled() {
    let desk = desk();
    register_unit(&desk);
    let code = unit_code();
    let head = "证件号码,姓名,增员原因,参保险种,缴费起始年月,申报月工资\n";
    let good = format!("{},张三,首次参保,养老、失业、工伤、医疗,202407,8000\n", person());
    let bad = "990101199005010071,李四,首次参保,养老,202407,9000\n";
    std::fs::write(desk.path("增员.csv"), format!("{head}{good}{bad}")).unwrap();
    let import =
        |args: &[&str]| as_wang(&desk, &[&["import", "--layout", "joiners", "--unit", &code], args].concat());
    let checked = import(&["增员.csv", "--check"]);
    assert_eq!(checked.code, 1, "{}", checked.err);
    assert_eq!((checked.json()["rows"].as_i64(), checked.json()["bad"].as_i64()), (Some(2), Some(1)));
    let problem = &checked.json()["problems"][0];
    assert_eq!(
        (problem["row"].as_i64(), problem["field"].as_str()),
        (Some(3), Some("证件号码")),
        "{problem}"
    );
    assert!(!desk.path("增员-失败.csv").exists(), "a check writes nothing");
    let taken = import(&["增员.csv"]);
    assert_eq!((taken.json()["recorded"].as_i64(), taken.code), (Some(1), 1), "{}", taken.err);
    let failed = std::fs::read_to_string(desk.path("增员-失败.csv")).unwrap();
    assert!(failed.contains("李四") && failed.contains("KER-0104") && !failed.contains("张三"), "{failed}");
    let other =
        IdNumber::compose(RegionCode::parse("990101").unwrap(), "1990-05-01".parse().unwrap(), 9).unwrap();
    std::fs::write(desk.path("增员-失败.csv"), failed.replace("990101199005010071", other.expose())).unwrap();
    let corrected = import(&["增员-失败.csv"]);
    assert_eq!(
        (corrected.json()["recorded"].as_i64(), corrected.code),
        (Some(1), 0),
        "{}{}",
        corrected.out,
        corrected.err
    );
    let again = import(&["增员.csv"]);
    assert_eq!(
        (again.json()["recorded"].as_i64(), again.json()["known"].as_i64()),
        (Some(0), Some(1)),
        "{}",
        again.out
    );
    std::fs::write(desk.path("empty.xlsx"), "").unwrap();
    assert_eq!(import(&["empty.xlsx"]).code, 2);
    assert_eq!(import(&["missing.csv"]).code, 2);
    assert_eq!(import(&["--template", "增员模板.xlsx"]).code, 0);
    assert!(desk.path("增员模板.xlsx").exists());
}

#[test]
fn interest_waits_for_the_year_to_end() {
    let desk = desk();
    let ran = desk.run(&["user", "add", "zhao", "--name", "赵", "--role", "finance", "--as", "admin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let running = desk.run(&["interest", "2998", "--as", "zhao"]);
    assert_eq!((running.code, running.err.contains("ACC-0102")), (4, true), "{}", running.err);
    assert_eq!(as_wang(&desk, &["interest", "2023"]).code, 5, "not a finance officer");
}

#[test]
fn exports_open_in_spreadsheets() {
    let desk = desk();
    let ran = desk.run(&["export", "trial-balance", "2024-07", "--out", "balance.csv"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let csv = std::fs::read_to_string(desk.path("balance.csv")).unwrap();
    assert!(csv.starts_with("\u{feff}基金,科目代码,科目,"), "{csv}");
    assert!(desk.run(&["export", "law"]).out.contains("pension"));
    assert!(desk.run(&["export", "picture", "pension"]).out.contains("<svg"));
    assert_eq!(desk.run(&["export", "picture", "housing"]).code, 2);
}

#[test]
fn the_tables_of_a_fund_come_as_they_are_wanted() {
    let desk = desk();
    for (file, table, begins) in [
        ("statement.pdf", "statement", "%PDF"),
        ("trial.pdf", "trial-balance", "%PDF"),
        ("statement.svg", "statement", "<svg"),
    ] {
        let ran = desk.run(&["export", table, "2024-07", "--fund", "pension", "--out", file]);
        assert_eq!(ran.code, 0, "{file}: {}", ran.err);
        assert!(std::fs::read(desk.path(file)).unwrap().starts_with(begins.as_bytes()), "{file}");
    }
    let shown = desk.run(&["export", "statement", "2024-07", "--form", "table"]);
    assert!(shown.out.lines().filter(|line| line.contains("期末结余")).count() == 6, "{}", shown.out);
    for (args, code) in [
        (&["export", "trial-balance", "2024-07", "--form", "svg"][..], "CLI-0128"),
        (&["export", "statement", "2024-07", "--form", "pdf"], "CLI-0129"),
    ] {
        assert_eq!(desk.run(&[args, &["--json"]].concat()).json()["code"], code, "{args:?}");
    }
    register_unit(&desk);
    let none = desk.run(&["collect", "slips", "--payer", "1", "2024-07", "--pdf", "收据", "--json"]);
    assert_eq!((none.code, none.json()["code"].as_str()), (3, Some("CLI-0130")), "{}", none.err);
    join(&desk, "8000");
    let none = desk.run(&["award", "print", &person(), "--json"]);
    assert_eq!((none.code, none.json()["code"].as_str()), (3, Some("CLI-0130")), "{}", none.err);
}

#[test]
fn the_demo_stays_in_its_own_database() {
    let desk = Desk::new();
    let demo = ["demo", "--persons", "60", "--months", "1", "--no-serve", "--json"];
    let lived = desk.run(&demo);
    assert_eq!(lived.code, 0, "{}", lived.err);
    assert!(lived.json()["people"].is_i64());
    assert_eq!(desk.run(&demo).code, 0, "the city that stands is shown again");
    let other = desk.run(&["demo", "--persons", "60", "--months", "1", "--seed", "2", "--no-serve"]);
    assert_eq!(other.code, 4, "{}", other.err);
    let server = desk.serve();
    assert!(server.get("/").1.contains("演示数据"));
    drop(server);
    let agency = Desk::set_up();
    let refused = agency.run(&demo);
    assert_eq!((refused.code, refused.json()["code"].as_str()), (4, Some("CLI-0105")), "{}", refused.err);
}

#[test]
fn a_statement_is_printed_for_whoever_is_on_record() {
    let desk = desk();
    register_unit(&desk);
    assert_eq!(join(&desk, "8000").code, 0);
    let printed = desk.run(&["statement", &person(), "--year", "2024", "--out", "statement.pdf"]);
    assert_eq!(printed.code, 0, "{}", printed.err);
    assert!(std::fs::read(desk.path("statement.pdf")).unwrap().starts_with(b"%PDF"));
    let nobody = desk.run(&["statement", "990101199005019990", "--year", "2024"]);
    assert!(nobody.code == 2 || nobody.code == 3, "{}", nobody.err);
    assert_eq!(desk.run(&["statement", "1", "--year", "2024", "--json"]).code, 3, "an unknown number");
    let to_come = desk.run(&["statement", &person(), "--year", "2950", "--json"]);
    assert_eq!((to_come.code, to_come.json()["code"].as_str()), (2, Some("CLI-0153")), "{}", to_come.err);
}

#[test]
fn payment_says_when_there_is_nothing_to_pay() {
    let desk = desk();
    assert_eq!(as_wang(&desk, &["pay", "build", "2024-07"]).code, 4, "nothing is due");
    assert_eq!(as_wang(&desk, &["pay", "send", "7"]).code, 5, "not a finance officer");
    assert_eq!(as_wang(&desk, &["pay", "list"]).json()["runs"].as_array().map(Vec::len), Some(0));
    assert_eq!(as_wang(&desk, &["pay", "diff", "7"]).code, 3);
    assert_eq!(as_wang(&desk, &["award", "due", "2024-07"]).code, 0);
    assert_eq!(as_wang(&desk, &["award", "claim", "7"]).code, 3, "nobody has that number");
}

#[test]
fn money_at_the_counter_settles_a_bill_once() {
    let desk = desk();
    let ran = desk.run(&["user", "add", "zhao", "--name", "赵", "--role", "finance", "--as", "admin"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    register_unit(&desk);
    assert_eq!(join(&desk, "8000").code, 0);
    let levied = as_wang(&desk, &["levy", "run", "2024-07"]).json();
    let total = Fen::new(levied["total"].as_i64().unwrap()).to_string();
    let code = unit_code();
    let pay = |reference: &str| {
        let args = ["collect", "counter", "--payer", &code, "--amount", &total, "--on", "2024-07-20"];
        desk.run(&[&args[..], &["--reference", reference, "--as", "zhao", "--json"]].concat())
    };
    let open = |desk: &Desk| desk.run(&["collect", "arrears", "--json"]).json()["open"].as_i64().unwrap();
    assert_eq!(open(&desk), levied["total"].as_i64().unwrap());
    for (wrong, value, expected) in
        [("--on", "2099-07-20", "COL-0122"), ("--amount", "-1", "COL-"), ("--amount", "1.234", "CLI-0121")]
    {
        let mut args = ["collect", "counter", "--payer", &code, "--amount", "1", "--on", "2024-07-20"];
        if let Some(at) = args.iter().position(|arg| *arg == wrong) {
            args[at + 1] = value;
        }
        let ran = desk.run(&[&args[..], &["--reference", "A-0", "--as", "zhao", "--json"]].concat());
        assert!(ran.json()["code"].as_str().unwrap().starts_with(expected), "{wrong} {value}: {}", ran.err);
    }
    let args = ["collect", "agree", "--payer", &code, "--account", "12", "--holder", "金保机械厂"];
    let ran = as_wang(&desk, &[&args[..], &["--from", "2024-07-01"]].concat());
    assert_eq!((ran.code, ran.json()["code"].as_str()), (2, Some("COL-0121")), "{}", ran.err);
    let taken = pay("A-1");
    assert_eq!(taken.code, 0, "{}", taken.err);
    assert_eq!(open(&desk), 0, "{}", taken.out);
    pay("A-1");
    let kept = desk.run(&["collect", "suspense", "--json"]).json();
    assert_eq!(
        kept["suspense"].as_array().map(Vec::len),
        Some(0),
        "the same reference was taken twice: {kept}"
    );
    let verified = desk.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    let missing = desk.run(&["collect", "debits-in", "missing.xml", "--as", "zhao", "--json"]);
    assert_eq!((missing.code, missing.json()["code"].as_str()), (2, Some("CLI-0154")), "{}", missing.err);
}

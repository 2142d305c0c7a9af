//! One document of each kind, about people and units that do not exist.

use charts::{Chart, Flows, Medium, Series};
use kernel::{Date, FeeMonth, Fen, Fund, Insurance, Rate};
use print::{
    AccountYear, Award, AwardPart, FundLine, FundStatement, Holder, InsuranceYear, Issue, MonthCredit, Proof,
    Receipt, ReceiptLine, Register, RegisterCell, RegisterColumn, RightsStatement, Step, TrialBalance,
    TrialRow, UnitSpan,
};

fn date(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

fn month(year: i32, month: i32) -> FeeMonth {
    FeeMonth::new(year, month).unwrap()
}

fn issue(number: &str, seal: &str) -> Issue {
    Issue {
        number: number.to_owned(),
        code: "JB-7Q4K-92MX".to_owned(),
        date: date(2026, 3, 1),
        agency: "金保市社会保险事业管理中心".to_owned(),
        region: "金保市（990100）".to_owned(),
        seal: seal.to_owned(),
    }
}

fn holder() -> Holder {
    Holder {
        name: "王小明".to_owned(),
        id_masked: "110101********1234".to_owned(),
        number: "9901000012345".to_owned(),
    }
}

pub fn statement() -> RightsStatement {
    let insured = |insurance, unit: i64, person: i64, total_months| InsuranceYear {
        insurance,
        months: 12,
        base: Fen::from_yuan(8_000),
        unit_part: Fen::from_yuan(unit),
        person_part: Fen::from_yuan(person),
        total_months,
    };
    let span = |unit: &str, from, to| UnitSpan {
        unit: unit.to_owned(),
        from: month(2025, from),
        to: month(2025, to),
    };
    let credits = |yuan: i64| {
        (1..=12)
            .map(|n| MonthCredit {
                month: month(2025, n),
                base: Fen::from_yuan(8_000),
                amount: Fen::from_yuan(yuan),
            })
            .collect()
    };
    let years = |name: &str, yuan: &dyn Fn(i64) -> i64| {
        Series::new(name, (1..=10).map(|n| Fen::from_yuan(yuan(n))).collect())
    };
    let growth = Chart {
        title: "养老个人账户的积累".to_owned(),
        labels: (2016..=2025).map(|year| year.to_string()).collect(),
        series: vec![years("缴费本金", &|n| 4_400 * n), years("利息", &|n| 104 * n * n)],
    };
    RightsStatement {
        issue: issue("QY-2025-0000012345", "业务专用章"),
        year: 2025,
        person: holder(),
        units: vec![span("金保示例机械有限公司", 1, 6), span("金保示例软件服务有限公司", 7, 12)],
        insurances: vec![
            insured(Insurance::Pension, 15_360, 7_680, 126),
            insured(Insurance::Medical, 3_600, 1_848, 126),
            insured(Insurance::Unemployment, 480, 480, 120),
            insured(Insurance::Injury, 480, 0, 126),
        ],
        accounts: vec![
            AccountYear {
                name: "养老个人账户".to_owned(),
                opening: Fen::new(4_594_560),
                credits: credits(640),
                interest: Fen::new(75_158),
                rate: Rate::parse("0.015"),
                paid: Fen::ZERO,
                closing: Fen::new(5_437_718),
            },
            AccountYear {
                name: "医保个人账户".to_owned(),
                opening: Fen::new(120_000),
                credits: credits(160),
                interest: Fen::new(311),
                rate: None,
                paid: Fen::new(98_050),
                closing: Fen::new(214_261),
            },
        ],
        growth: Some(charts::growth(&growth, Medium::Paper, &charts::Words::ZH).unwrap()),
        notes: vec![
            "本记录单按实际到账数据生成，补缴和更正的月份以记账时间计入。".to_owned(),
            "如对记录有异议，请持本人有效身份证件到经办机构核对。".to_owned(),
        ],
    }
}

pub fn receipt() -> Receipt {
    let line = |insurance, unit: i64, person: i64, late: i64| ReceiptLine {
        insurance,
        people: 12,
        unit_part: Fen::new(unit),
        person_part: Fen::new(person),
        late_fee: Fen::new(late),
    };
    Receipt {
        issue: issue("SJ-202406-000081", "收费专用章"),
        payer: "金保示例机械有限公司".to_owned(),
        payer_number: "990100800123".to_owned(),
        month: month(2024, 6),
        received: date(2024, 6, 20),
        method: "银行批量扣款".to_owned(),
        voucher: "E2E-202406-000081-01".to_owned(),
        lines: vec![
            line(Insurance::Pension, 1_309_632, 654_816, 1_307),
            line(Insurance::Medical, 802_150, 199_704, 0),
            line(Insurance::Unemployment, 40_926, 40_926, 0),
            line(Insurance::Injury, 219_446, 0, 0),
        ],
        clerk: "李四".to_owned(),
    }
}

pub fn award() -> Award {
    let step = |name: &str, value: &str, formula: &str, source: &str, steps| Step {
        name: name.to_owned(),
        value: value.to_owned(),
        formula: formula.to_owned(),
        source: source.to_owned(),
        steps,
    };
    let input = |name: &str, value: &str, source: &str| step(name, value, "", source, Vec::new());
    let part = |name: &str, fen| AwardPart { name: name.to_owned(), amount: Fen::new(fen) };
    Award {
        issue: issue("YL-2026-000417", "业务专用章"),
        person: holder(),
        sex: "男".to_owned(),
        born: date(1965, 10, 12),
        retired: date(2026, 2, 12),
        kind: "正常退休".to_owned(),
        first_month: month(2026, 3),
        paid_months: 338,
        deemed_months: 65,
        account: Fen::new(16_248_090),
        provisional: true,
        remedy: "对本核定有异议的，可依法申请行政复议或者提起行政诉讼。".to_owned(),
        parts: vec![
            part("基础养老金", 215_326),
            part("个人账户养老金", 116_893),
            part("过渡性养老金", 37_997),
        ],
        monthly: Fen::new(370_220),
        derivation: vec![
            step(
                "基础养老金",
                "2,153.26 元",
                "（计发基数 + 指数化工资）÷ 2 × 缴费年限 × 1%",
                "国发〔2005〕38号 第六条",
                vec![
                    step(
                        "本人指数化月平均缴费工资",
                        "5,523.40 元",
                        "计发基数 × 平均缴费指数",
                        "国发〔2005〕38号",
                        vec![
                            input("计发基数", "7,300.00 元", "2025 年度公布值（预）"),
                            input("平均缴费指数", "0.756630137", ""),
                        ],
                    ),
                    input("缴费年限", "33.5833 年", "实际 338 个月 + 视同 65 个月"),
                ],
            ),
            step(
                "个人账户养老金",
                "1,168.93 元",
                "个人账户储存额 ÷ 计发月数",
                "国发〔2005〕38号 附件",
                vec![input("个人账户储存额", "162,480.90 元", ""), input("计发月数", "139", "60 岁")],
            ),
            step(
                "过渡性养老金",
                "379.97 元",
                "指数化工资 × 视同缴费年限 × 过渡系数",
                "地方规定",
                vec![input("过渡系数", "1.27%", ""), input("视同缴费年限", "5.4167 年", "")],
            ),
        ],
        decided_by: "张三".to_owned(),
        approved_by: "李四".to_owned(),
    }
}

pub fn trial_balance() -> TrialBalance {
    let row = |code: &str, account: &str, opening: i64, debit: i64, credit: i64| TrialRow {
        code: code.to_owned(),
        account: account.to_owned(),
        opening: Fen::from_yuan(opening),
        debit: Fen::from_yuan(debit),
        credit: Fen::from_yuan(credit),
    };
    TrialBalance {
        issue: issue("SS-1-202406", "财务专用章"),
        fund: Fund::Pension,
        month: month(2024, 6),
        rows: vec![
            row("1001", "收入户存款", 0, 1_200_000, 1_200_000),
            row("1002", "财政专户存款", 4_900_000, 600_000, 0),
            row("1003", "支出户存款", 100_000, 0, 0),
            row("3001", "统筹基金结余", -3_000_000, 250_000, 900_000),
            row("3002", "个人账户基金结余", -2_000_000, 400_000, 350_000),
        ],
        prepared_by: "张三".to_owned(),
        checked_by: "李四".to_owned(),
    }
}

pub fn fund_statement() -> FundStatement {
    let line = |name: &str, yuan: i64, year: i64| FundLine {
        name: name.to_owned(),
        month: Fen::from_yuan(yuan),
        year: Fen::from_yuan(year),
    };
    let row = |name: &str, yuan: &dyn Fn(i64) -> i64| {
        Series::new(name, (1..=6).map(|n| Fen::from_yuan(yuan(n))).collect())
    };
    let flows = Flows {
        title: "本年各月收支与结余".to_owned(),
        labels: (1..=6).map(|n| format!("2024-{n:02}")).collect(),
        income: vec![row("保险费收入", &|n| 1_700_000 + 20_000 * n), row("利息收入", &|n| 5_000 * n)],
        expense: vec![row("养老金支出", &|n| 1_100_000 + 25_000 * n)],
        balance: row("累计结余", &|n| 2_000_000 + 600_000 * n),
    };
    FundStatement {
        issue: issue("SZ-1-202406", "财务专用章"),
        fund: Fund::Pension,
        month: month(2024, 6),
        opening: Fen::from_yuan(5_000_000),
        opening_year: Fen::from_yuan(2_000_000),
        income: vec![line("基本养老保险费收入", 1_820_000, 10_600_000), line("利息收入", 30_000, 200_000)],
        expense: vec![line("基本养老金支出", 1_230_000, 7_100_000), line("丧葬抚恤支出", 20_000, 100_000)],
        picture: Some(charts::flows(&flows, Medium::Paper, &charts::Words::ZH).unwrap()),
        prepared_by: "张三".to_owned(),
        checked_by: "李四".to_owned(),
    }
}

pub fn register() -> Register {
    use RegisterCell::{Number, Short, Sign, Text};

    let column = |name: &str, kind| RegisterColumn { name: name.to_owned(), kind };
    let texts = |all: &[&str]| all.iter().map(|text| (*text).to_owned()).collect::<Vec<String>>();
    Register {
        issue: issue("990100202409010000042", ""),
        title: "招用员工一件事人员名册".to_owned(),
        subtitle: "2024-09-01".to_owned(),
        facts: vec![
            ("单位名称".to_owned(), "金保示例公司".to_owned()),
            ("单位编号".to_owned(), "1000000000001".to_owned()),
            ("人数".to_owned(), "2".to_owned()),
        ],
        columns: vec![
            column("姓名", Short),
            column("证件号码", Short),
            column("险种", Text),
            column("月工资（元）", Number),
            column("本人签字", Sign),
        ],
        rows: vec![
            texts(&["王芳", "990***********0011", "职工养老保险、失业保险", "7,000.00", ""]),
            texts(&["李强", "990***********0038", "职工养老保险", "8,000.00", ""]),
        ],
        total: texts(&["", "", "", "15,000.00", ""]),
        notes: texts(&["本名册由单位盖章、本人签字后留存备查。"]),
        signs: texts(&["单位（盖章）", "经办人（签字）", "日期"]),
        proof: None,
    }
}

/// A register that anybody can check.
pub fn certificate() -> Register {
    Register {
        issue: issue("990100202409010000043", "业务专用章"),
        title: "社会保险参保证明".to_owned(),
        signs: Vec::new(),
        proof: Some(Proof {
            statement: "eyJhbGciOiJFUzI1NiJ9.e30.c2ln".to_owned(),
            qr: "https://example.org/check#eyJhbGciOiJFUzI1NiJ9.e30.c2ln".to_owned(),
            how: "登录网站首页，点击证明验真，输入验证码。".to_owned(),
            seal_room: "jinbao-seal:0000".to_owned(),
        }),
        ..register()
    }
}

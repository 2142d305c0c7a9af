//! An agency comes from another system: its files are checked, loaded, reconciled and switched to; then a duplicate among
//! them is merged, its pension is paid on, and everything is proven.

use std::fs;

use kernel::{IdNumber, RegionCode};

use crate::run::{Desk, Ran};

fn id(n: u16) -> String {
    let region = RegionCode::parse("990101").unwrap();
    IdNumber::compose(region, "1962-05-01".parse().unwrap(), n).unwrap().expose().to_owned()
}

const TOTALS: &str =
    "项目,数量,金额\n单位,1,\n人员,4,\n缴费记录,84,100800\n个人账户,3,60500\n在领待遇人员,2,3010\n";

/// P1 works on; P2 drew a pension and P3 is the same man under a second number, with earlier years; P4 is a resident.
fn old_system(desk: &Desk) {
    let folder = desk.path("原系统");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write("控制总数.csv", TOTALS.to_owned());
    write(
        "基金期初.csv",
        "基金,收入户存款,财政专户存款,支出户存款,统筹结余,个人账户结余\n\
         职工养老,0,1060300,0,1000000,60300\n居民养老,0,5200,0,5000,200\n"
            .to_owned(),
    );
    write("单位信息.csv", "单位编号,单位名称,工伤行业类别\nU1,金保机械厂,3\n".to_owned());
    write(
        "人员信息.csv",
        format!(
            "个人编号,证件号码,姓名,单位编号,参保状态\nP1,{},甲,U1,参保缴费\nP2,{},乙,,退休\nP3,{},乙,,暂停缴费\nP4,{},丁,,退休\n",
            id(1),
            id(3),
            id(5),
            id(7)
        ),
    );
    write(
        "分段缴费记录.csv",
        "个人编号,单位编号,险种,起始年月,终止年月,月数,缴费基数,单位缴费,个人缴费\n\
         P1,U1,养老,202001,202312,48,5000,800,400\nP3,U1,养老,202001,202212,36,5000,800,400\n"
            .to_owned(),
    );
    write(
        "个人账户余额.csv",
        "个人编号,账户种类,截止日期,本金,利息,余额\nP1,养老,2024-12-31,20000,300,20300\n\
         P3,养老,2024-12-31,39000,1000,40000\nP4,居民养老,2024-12-31,190,10,200\n"
            .to_owned(),
    );
    write(
        "在领养老待遇人员.csv",
        format!(
            "个人编号,证件号码,姓名,险种,退休日期,开始领取年月,已发放至年月,基础养老金,个人账户养老金,月养老金合计,银行账号\n\
             P2,{},乙,养老,2023-05-01,202306,202412,2000,800,2800,6217000010001234569\n\
             P4,{},丁,居民养老,2022-05-01,202206,202412,180,30,210,6217000010001234569\n",
            id(3),
            id(7)
        ),
    );
}

fn as_officer(desk: &Desk, who: &str, args: &[&str]) -> Ran {
    desk.run(&[args, &["--as", who, "--json"]].concat())
}

fn done(ran: &Ran) -> serde_json::Value {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran.json()
}

fn agreed(desk: &Desk, ran: &Ran) {
    let matter = done(ran)["matter"].as_str().unwrap().to_owned();
    done(&as_officer(desk, "li", &["approve", &matter]));
}

#[test]
fn an_agency_is_taken_over_and_its_duplicates_merged() {
    let desk = Desk::set_up();
    for (login, roles) in [("li", "reviewer"), ("qian", "registry,finance,benefits")] {
        done(&as_officer(&desk, "admin", &["user", "add", login, "--name", login, "--role", roles]));
    }
    let written = done(&desk.run(&["take-over", "templates", "模板", "--json"]));
    assert_eq!(written["files"].as_array().unwrap().len(), 8);
    assert!(desk.run(&["take-over", "layouts"]).out.contains("控制总数"));
    old_system(&desk);

    // Totals that do not agree: everything that differs is told, nothing is written.
    let totals = desk.path("原系统/控制总数.csv");
    fs::write(&totals, TOTALS.replace("3010", "3011").replace("人员,4", "人员,5")).unwrap();
    let refused = as_officer(&desk, "admin", &["take-over", "run", "原系统"]);
    assert_eq!((refused.code, refused.json()["code"].as_str()), (4, Some("INT-0108")), "{}", refused.err);
    for part in ["人员数：文件为 4，原系统为 5", "月养老金：文件为 3010.00，原系统为 3011.00"]
    {
        assert!(refused.json()["title"].as_str().unwrap().contains(part), "{}", refused.out);
    }
    assert_eq!(done(&desk.run(&["approve", "--json"]))["waiting"], serde_json::json!([]));
    fs::write(&totals, TOTALS).unwrap();
    fs::write(desk.path("原系统/别的.csv"), "a\n").unwrap();
    assert_eq!(desk.run(&["take-over", "check", "原系统", "--json"]).json()["code"], "CLI-0126");
    fs::remove_file(desk.path("原系统/别的.csv")).unwrap();
    // A bad row is told with its file.
    let people = desk.path("原系统/人员信息.csv");
    let good = fs::read_to_string(&people).unwrap();
    fs::write(&people, good.replace(&id(1), "990101196205010000")).unwrap();
    let bad = desk.run(&["take-over", "check", "原系统", "--json"]);
    assert_eq!((bad.code, bad.json()["problems"][0]["file"].as_str()), (1, Some("人员信息")), "{}", bad.out);
    fs::write(&people, good).unwrap();
    done(&desk.run(&["take-over", "check", "原系统", "--json"]));

    let run = as_officer(&desk, "admin", &["take-over", "run", "原系统"]);
    let early = as_officer(&desk, "qian", &["pay", "build", "2025-01"]);
    assert_eq!(early.json()["code"], "DSK-0111", "nothing else before the switch");
    agreed(&desk, &run);
    let trial = desk.run(&["export", "trial-balance", "2025-01", "--form", "table"]);
    assert_eq!(trial.code, 0, "{}", trial.err);
    assert_eq!(desk.run(&["verify"]).code, 0, "{}", desk.run(&["verify"]).out);

    // P2 (number 3) was a duplicate of P3 (number 4).
    agreed(&desk, &as_officer(&desk, "qian", &["declare", "merge", "3", "4"]));
    let verified = desk.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
    done(&as_officer(
        &desk,
        "admin",
        &["collect", "account", "expenditure", "--number", "990100003", "--name", "金保市社保"],
    ));
    let built = as_officer(&desk, "qian", &["pay", "build", "2025-01"]);
    agreed(&desk, &built);
    let run = built.json()["run"].to_string();
    done(&as_officer(&desk, "qian", &["pay", "send", &run, "--out", "代发.xml"]));
    assert!(fs::read_to_string(desk.path("代发.xml")).unwrap().contains("6217000010001234569"));
    // 800 of the 2,800 came off the account that was brought in under the other number.
    let shown = done(&desk.run(&["award", "print", &id(3), "--out", "核定表.pdf", "--json"]));
    assert_eq!(shown["person"], "4");
    assert!(fs::read(desk.path("核定表.pdf")).unwrap().starts_with(b"%PDF"));
    let verified = desk.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.out);
}

#[test]
fn blank_templates_are_not_a_take_over() {
    let desk = Desk::set_up();
    done(&desk.run(&["take-over", "templates", "blank", "--json"]));
    let ran = desk.run(&["take-over", "check", "blank", "--json"]);
    assert_eq!((ran.code, ran.json()["code"].as_str()), (2, Some("INT-0130")), "{}{}", ran.out, ran.err);
}

//! A pension that was really awarded, its receipt kept as a file, computed again where there is nothing else, and forged.

use std::fs;

use kernel::{IdNumber, RegionCode};

use crate::run::{Desk, Ran};

fn id(n: u16) -> String {
    let region = RegionCode::parse("990101").unwrap();
    IdNumber::compose(region, "1962-05-01".parse().unwrap(), n).unwrap().expose().to_owned()
}

fn done(ran: &Ran) -> serde_json::Value {
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    ran.json()
}

/// A man of another system with twenty years of contributions, switched to by two people.
fn city() -> Desk {
    let desk = Desk::set_up();
    let as_officer = |who: &str, args: &[&str]| desk.run(&[args, &["--as", who, "--json"]].concat());
    for (login, roles) in [("li", "reviewer"), ("qian", "registry,finance,benefits")] {
        done(&as_officer("admin", &["user", "add", login, "--name", login, "--role", roles]));
    }
    let folder = desk.path("原系统");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
    write(
        "控制总数.csv",
        "项目,数量,金额\n单位,1,\n人员,1,\n缴费记录,240,288000\n个人账户,1,90300\n在领待遇人员,0,0\n"
            .to_owned(),
    );
    write(
        "基金期初.csv",
        "基金,收入户存款,财政专户存款,支出户存款,统筹结余,个人账户结余\n职工养老,0,1090300,0,1000000,90300\n"
            .to_owned(),
    );
    write("单位信息.csv", "单位编号,单位名称,工伤行业类别\nU1,金保机械厂,3\n".to_owned());
    let person = format!("个人编号,证件号码,姓名,单位编号,参保状态\nP1,{},甲,U1,参保缴费\n", id(1));
    write("人员信息.csv", person);
    write(
        "分段缴费记录.csv",
        "个人编号,单位编号,险种,起始年月,终止年月,月数,缴费基数,单位缴费,个人缴费\nP1,U1,养老,200205,202204,240,5000,800,400\n"
            .to_owned(),
    );
    write(
        "个人账户余额.csv",
        "个人编号,账户种类,截止日期,本金,利息,余额\nP1,养老,2024-12-31,90000,300,90300\n".to_owned(),
    );
    let matter =
        done(&as_officer("admin", &["take-over", "run", "原系统"]))["matter"].as_str().unwrap().to_owned();
    done(&as_officer("li", &["approve", &matter]));
    desk
}

#[test]
fn an_award_is_replayed_from_its_receipt_and_a_forged_one_is_refused() {
    let desk = city();
    let claimed = desk.run(&["award", "claim", &id(1), "--as", "qian", "--json"]);
    let matter = done(&claimed)["matter"].as_str().unwrap().to_owned();
    done(&desk.run(&["approve", &matter, "--as", "li", "--json"]));
    let here = done(&desk.run(&["replay", &matter, "--save", "回执.json", "--json"]));
    assert_eq!(
        (&here["same"], &here["same_steps"], &here["key_trusted"]),
        (&true.into(), &true.into(), &true.into())
    );
    assert_eq!(here["effects"]["award"]["amount"].as_i64(), claimed.json()["total"].as_i64());
    let number = here["decision"].to_string();
    assert_eq!(done(&desk.run(&["replay", &number, "--json"]))["matter"], matter);
    let text = desk.run(&["replay", "回执.json"]);
    assert!(text.out.contains("完全相同") && text.out.contains("签名有效"), "{}", text.out);
    assert_eq!(desk.run(&["replay", "77777"]).code, 3);

    // Elsewhere, with the file alone: the rule set is the one that the program carries.
    let other = Desk::new();
    let receipt = fs::read_to_string(desk.path("回执.json")).unwrap();
    fs::write(other.path("r.json"), &receipt).unwrap();
    let alone = done(&other.run(&["replay", "r.json", "--json"]));
    assert_eq!((&alone["same"], &alone["key_trusted"]), (&true.into(), &false.into()));
    let amount = here["effects"]["award"]["amount"].to_string();
    fs::write(
        other.path("forged.json"),
        receipt.replace(&format!("\"amount\": {amount}"), "\"amount\": 999999"),
    )
    .unwrap();
    let forged = other.run(&["replay", "forged.json", "--json"]);
    assert_eq!((forged.code, forged.json()["code"].as_str()), (4, Some("DSK-0161")), "{}", forged.err);
    fs::write(other.path("nothing.json"), "{}").unwrap();
    assert_eq!(other.run(&["replay", "nothing.json"]).code, 2);

    // Without its rule set it says so, with a code of its own.
    let law = other.path("law/000000");
    fs::create_dir_all(&law).unwrap();
    fs::write(other.path("law/catalogue.yaml"), "parameters:\n  - {id: a.b, unit: yuan, zh: 甲, en: a}\n")
        .unwrap();
    fs::write(law.join("region.yaml"), "region: \"000000\"\nzh: 全国\nen: nation\n").unwrap();
    let lost = other.run(&["replay", "r.json", "--law", "law", "--json"]);
    assert_eq!((lost.code, lost.json()["code"].as_str()), (6, Some("RPL-0101")), "{}", lost.err);
    assert_eq!(lost.json()["exit"], 6);
}

#[test]
fn a_calculation_is_explained_on_paper() {
    let desk = Desk::new();
    let case = "{\"id\": 7, \"topic\": \"late-fee\", \"inputs\": {\"principal\": 100000, \"days\": 10}}\n";
    let ran = desk.type_in(&["calc", "--explain", "--pdf", "说明书.pdf"], case);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("\"late_fee\":\"500.00\""), "{}", ran.out);
    assert!(fs::read(desk.path("说明书.pdf")).unwrap().starts_with(b"%PDF"));
    let bad = desk
        .type_in(&["calc", "--explain", "--pdf", "无.pdf"], "{\"topic\": \"late-fee\", \"inputs\": {}}\n");
    assert_eq!(bad.code, 1, "{}", bad.out);
    assert!(!desk.path("无.pdf").exists());
    assert_eq!(desk.type_in(&["calc", "--pdf", "x.pdf"], case).code, 2, "a PDF is of the explanation");
    let text = desk.type_in(&["calc", "--explain", "--text"], case);
    for said in
        ["滞纳金 = ", "本金 100000.00 (given)", "§ 滞纳金日比例 [late_fee.rate] 自 2011-07-01", "依据 "]
    {
        assert!(text.out.contains(said), "{said} in {}", text.out);
    }
    assert!(!text.out.contains("{"), "no JSON: {}", text.out);
}

//! `simulate`: a reform tried from the command line.

use crate::run::Desk;

const REFORM: &str = "zh: 降费\nen: lower rate\nregion: \"990100\"\nstart: 2029-01\nparameters:\n  - id: contribution.pension.employee.unit_rate\n    unit: ratio\n    values: [{value: \"0.15\"}]\n";
const SMALL: &[&str] = &["simulate", "r.yaml", "--years", "4", "--from", "2027", "--persons", "800"];

fn desk(reform: &str) -> Desk {
    let desk = Desk::new();
    std::fs::write(desk.path("r.yaml"), reform).unwrap();
    desk
}

#[test]
fn a_reform_is_tried_and_every_assumption_said() {
    let desk = desk(REFORM);
    let ran = desk.run(SMALL);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for said in [
        "降费",
        "金保市",
        "800 人",
        "职工养老保险基金",
        "可支付月数",
        "替代率",
        "受益人数",
        "wage.growth",
        "中国人身保险业经验生命表（2025）",
        "law.follows_wages",
    ] {
        assert!(ran.out.contains(said), "{said} in\n{}", ran.out);
    }
    assert!(!desk.path("data").exists(), "a simulation made a data folder");
    let english = desk.run(&[SMALL, &["--lang", "en"]].concat());
    for said in ["lower rate", "months payable", "winners", "growth of the average wage"] {
        assert!(english.out.contains(said), "{said} in\n{}", english.out);
    }
}

#[test]
fn machines_get_every_year_and_the_same_bytes_again() {
    let desk = desk(REFORM);
    let json = [SMALL, &["--json"]].concat();
    let first = desk.run(&json);
    assert_eq!(first.out, desk.run(&[json.as_slice(), &["--threads", "1"]].concat()).out);
    let report = first.json();
    assert_eq!(report["funds"].as_array().unwrap().len(), 2 * 6 * 4);
    let balance = |scenario: &str, year: i64| {
        let rows = report["funds"].as_array().unwrap();
        let row = rows
            .iter()
            .find(|row| row["scenario"] == scenario && row["fund"] == "pension" && row["year"] == year);
        row.unwrap()["closing"].as_i64().unwrap()
    };
    assert_eq!(balance("current", 2028), balance("reform", 2028));
    assert!(balance("current", 2029) > balance("reform", 2029));
    assert_ne!(first.out, desk.run(&[json.as_slice(), &["--seed", "2"]].concat()).out);
}

#[test]
fn tables_and_a_page_with_charts_are_written() {
    let desk = desk(&REFORM.replace("降费", "降费 <b>&"));
    let ran = desk.run(&[SMALL, &["--csv", "out", "--html", "out.html"]].concat());
    assert_eq!(ran.code, 0, "{}", ran.err);
    for (file, rows) in [("funds", 2 * 6 * 4), ("people", 2 * 4), ("deciles", 10)] {
        let csv = std::fs::read_to_string(desk.path(&format!("out/{file}.csv"))).unwrap();
        assert_eq!(csv.lines().count(), rows + 1, "{file}");
        assert!(ran.out.contains(&format!("{file}.csv")));
    }
    let assumed = std::fs::read_to_string(desk.path("out/assumptions.csv")).unwrap();
    assert!(assumed.contains("平均工资增长率"), "{assumed}");
    let page = std::fs::read_to_string(desk.path("out.html")).unwrap();
    assert_eq!(page.matches("<svg").count(), 6 * 3 + 2);
    assert!(
        page.contains("<title>降费 &lt;b&gt;&amp;</title>") && !page.contains("<script"),
        "{}",
        &page[..400]
    );
    assert!(page.contains("平均工资增长率"));
}

#[test]
fn what_cannot_be_tried_is_said_with_its_place() {
    let with = |from: &str, to: &str| {
        let desk = desk(&REFORM.replace(from, to));
        let ran = desk.run(SMALL);
        (ran.code, ran.err)
    };
    for (what, from, to, code, said) in [
        ("unknown parameter", "unit_rate", "unit_rat", 2, "r.yaml:6:9: LAW-0006"),
        ("16 instead of 0.16", "\"0.15\"", "\"16\"", 2, "r.yaml:8:"),
        ("before the law begins", "2029-01", "1990-01", 2, "LAW-0022"),
        ("before the first year", "2029-01", "2026-01", 2, "SIM-0102"),
        ("after the last year", "2029-01", "2040-01", 2, "SIM-0103"),
        ("a region without figures", "990100", "630000", 3, "LAW-0101"),
        ("no such region", "990100", "999999", 2, "LAW-0013"),
    ] {
        let (found, err) = with(from, to);
        assert_eq!(found, code, "{what}: {err}");
        assert!(err.contains(said), "{what}: {err}");
    }
    let desk = desk(REFORM);
    for (args, code, said) in [
        (&["simulate", "nowhere.yaml"][..], 2, "CLI-0113"),
        (&["simulate"], 2, "CLI-0101"),
        (&["simulate", "r.yaml", "--years", "0"], 2, "SIM-0106"),
        (&["simulate", "r.yaml", "--persons", "0"], 2, "SIM-0106"),
        (&["simulate", "r.yaml", "--from", "1900"], 2, "SIM-0106"),
        (&["simulate", "r.yaml", "--region", "310000"], 2, "SIM-0104"),
    ] {
        let ran = desk.run(args);
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    std::fs::write(desk.path("own.yaml"), "region: \"000000\"\nstart: 2027-01\nparameters:\n  - {id: wage.grwth, unit: percent, values: [{value: \"3\"}]}\n").unwrap();
    let ran = desk.run(&[SMALL, &["--assumptions", "own.yaml"]].concat());
    assert!(ran.code == 2 && ran.err.contains("own.yaml:4:10: LAW-0006"), "{}", ran.err);
}

#[test]
fn nobody_on_record_is_said_so() {
    let desk = Desk::set_up();
    std::fs::write(desk.path("r.yaml"), REFORM).unwrap();
    let ran = desk.run(&["simulate", "r.yaml", "--records"]);
    assert!(ran.code == 3 && ran.err.contains("SIM-0110"), "{}", ran.err);
}

#[test]
fn the_people_on_record_live_on_from_where_they_stand() {
    let desk = desk(&REFORM.replace("2029-01", "2026-01"));
    let lived = desk.run(&["demo", "--persons", "250", "--months", "4", "--no-serve", "--json"]);
    assert_eq!(lived.code, 0, "{}", lived.err);
    let data = lived.json()["data"].as_str().map(str::to_owned);
    let folder = data.unwrap_or_else(|| desk.path("data").display().to_string());
    let on = |args: &[&str]| {
        desk.run(&[&["simulate", "r.yaml", "--records", "--years", "6", "--data", &folder], args].concat())
    };
    let ran = on(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("人员和结余取自记录"), "{}", ran.out);
    let report = on(&["--json"]).json();
    assert_eq!(report["recorded"], true);
    let persons = report["persons"].as_u64().unwrap();
    assert!((200..400).contains(&persons), "{persons}");
    let pension = &report["funds"][0];
    assert!(pension["contributors"].as_u64().unwrap() > 20, "{pension}");
    assert!(pension["beneficiaries"].as_u64().unwrap() > 5, "{pension}");
    let balances = desk.run(&["export", "months", "--data", &folder]);
    let opening = pension["opening"].as_i64().unwrap();
    assert!(
        opening > 0 && balances.out.contains(&format!("{}.{:02}", opening / 100, opening % 100)),
        "{opening}\n{}",
        balances.out
    );
}

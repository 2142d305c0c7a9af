//! Files of staff on pages and by the API: handed in, checked, submitted, failed rows, columns, wrong files.

use axum::http::StatusCode;

use crate::cast::{Answer, Cast, number};

const HEADERS: &str = "证件号码,姓名,增员原因,参保险种,缴费起始年月,申报月工资\n";

pub fn joiner(sequence: u16, wage: &str) -> String {
    format!("{},人员{sequence},首次参保,养老、失业、工伤、医疗,202409,{wage}\n", number(sequence).expose())
}

#[test]
fn a_clerk_hands_in_a_file_corrects_its_failed_rows_and_hands_them_in_again() {
    let cast = Cast::new();
    let hr = cast.browser("unit-staff");
    let list = format!("/units/{}/batches", cast.unit);
    let empty = hr.get(&list);
    assert!(
        empty.text.contains("还没有批量文件") && empty.text.contains("multipart/form-data"),
        "{}",
        empty.text
    );
    assert!(empty.text.contains("2024-09 申报期：2024-09-01"), "{}", empty.text);

    let content = format!("{HEADERS}{}{}{}", joiner(31, "8000"), joiner(32, "八千"), joiner(33, "9000"));
    let sent = hr.post_file(&list, &[("kind", "joiners")], ("增员.csv", content.as_bytes()));
    assert!(sent.to.starts_with("/batches/"), "{} {}", sent.status, sent.text);
    let page = hr.get(&sent.to);
    for wanted in
        ["检查完成，尚未办理", "申报月工资", "八千", "最多两位小数", "确认办理 2 行", "新增人员", "2024-08"]
    {
        assert!(page.text.contains(wanted), "{wanted}: {}", page.text);
    }
    assert!(!page.text.contains(number(31).expose()), "a full ID number is on the page");
    assert!(!hr.get(&format!("/units/{}/roster?month=2024-09", cast.unit)).text.contains("人员31"));

    let done = hr.post(&format!("{}/submit", sent.to), &[]);
    assert_eq!((done.status, done.to.as_str()), (StatusCode::SEE_OTHER, sent.to.as_str()));
    let page = hr.get(&sent.to);
    assert!(page.text.contains("已办理 2 行，1 行有误未办理"), "{}", page.text);
    assert_eq!(hr.post(&format!("{}/submit", sent.to), &[]).to, sent.to, "pressed twice");
    assert!(hr.get("/matters").text.contains("人员增加"), "the matter is in the list");
    assert!(hr.get(&format!("/units/{}/roster?month=2024-09", cast.unit)).text.contains("人员33"));

    let failed = hr.get(&format!("{}/failed", sent.to));
    assert!(failed.text.contains("八千") && !failed.text.contains("人员31"), "{}", failed.text);
    let corrected = failed.text.replace("八千", "8000");
    let again = hr.post_file(&list, &[("kind", "joiners")], ("增员-失败.csv", corrected.as_bytes()));
    hr.post(&format!("{}/submit", again.to), &[]);
    assert!(hr.get(&again.to).text.contains("已办理 1 行"));
    assert!(hr.get(&format!("/units/{}/roster?month=2024-09", cast.unit)).text.contains("人员32"));
    assert!(hr.get(&list).text.contains("增员-失败.csv"));
}

#[test]
fn what_columns_mean_is_asked_once() {
    let cast = Cast::new();
    let hr = cast.browser("unit-staff");
    let list = format!("/units/{}/batches", cast.unit);
    let own = |sequence| {
        format!("{HEADERS}{}", joiner(sequence, "8000"))
            .replace("申报月工资", "月薪")
            .replace("证件号码", "工号卡")
    };
    let sent = hr.post_file(&list, &[("kind", "joiners")], ("花名册.csv", own(31).as_bytes()));
    assert!(sent.to.ends_with("/columns"), "{}", sent.to);
    let page = hr.get(&sent.to);
    assert!(page.text.contains("月薪") && page.text.contains("缺少必填列"), "{}", page.text);
    let file = sent.to.trim_end_matches("/columns");
    assert!(hr.get(file).to.ends_with("/columns"), "nothing goes on before");
    let fields = ["id_number", "name", "reason", "insurances", "from", "-"];
    let named = |last: &str| -> Answer {
        let keys: Vec<String> = (0..fields.len()).map(|at| format!("column-{at}")).collect();
        let mut pairs: Vec<(&str, &str)> = keys.iter().map(String::as_str).zip(fields).collect();
        pairs[5].1 = last;
        hr.post(&sent.to, &pairs)
    };
    let wrong = named("-");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains("缺少必填列：申报月工资"), "{}", wrong.text);
    assert_eq!(named("wage").to, file);
    assert!(hr.get(file).text.contains("确认办理 1 行"));
    let next = hr.post_file(&list, &[("kind", "joiners")], ("花名册2.csv", own(32).as_bytes()));
    assert!(!next.to.ends_with("/columns"), "{}", next.to);
}

#[test]
fn wrong_files_are_told_in_the_form() {
    let cast = Cast::new();
    let hr = cast.browser("unit-staff");
    let list = format!("/units/{}/batches", cast.unit);
    let leavers = "证件号码,姓名,停保险种,减员原因,是否非本人意愿,停保年月\n1,2,养老,退休,否,202409\n";
    let big = vec![b'1'; (20 << 20) + 1];
    let encrypted: Vec<u8> = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), vec![0; 600]]
        .concat()
        .into_iter()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: [(&str, &[u8], &str); 6] = [
        ("no file", b"", "没有选择文件"),
        ("leavers", leavers.as_bytes(), "这是“减员”表格，不是“增员”表格"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\0", "不是 Excel 工作簿"),
        ("only headers", HEADERS.as_bytes(), "没有数据行"),
        ("too big", &big, "文件超过 20 MB"),
        ("with a password", &encrypted, "工作簿已加密"),
    ];
    for (what, content, wanted) in cases {
        let answer = hr.post_file(&list, &[("kind", "joiners")], ("a.xlsx", content));
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}: {}", answer.text);
        assert!(answer.text.contains(wanted), "{what}: {}", answer.text);
    }
    let without = hr.post_file(&list, &[], ("a.csv", b"x"));
    assert!(without.text.contains("请选择其中一项"), "{}", without.text);
    assert_eq!(cast.browser("unit-staff-2").get(&list).status, StatusCode::FORBIDDEN);
    let sent = hr.post_file(
        &list,
        &[("kind", "joiners")],
        ("a.csv", format!("{HEADERS}{}", joiner(31, "1")).as_bytes()),
    );
    for stranger in ["unit-staff-2", "unit-admin-2"] {
        let other = cast.browser(stranger);
        for path in [sent.to.clone(), format!("{}/failed", sent.to), format!("{}/columns", sent.to)] {
            assert_eq!(other.get(&path).status, StatusCode::NOT_FOUND, "{stranger} {path}");
        }
        assert_eq!(other.post(&format!("{}/submit", sent.to), &[]).status, StatusCode::NOT_FOUND);
    }
    let template = hr.get(&format!("/units/{}/templates/leavers", cast.unit));
    assert!(template.status.is_success() && template.text.starts_with("PK"));
}

#[test]
fn the_api_answers_with_a_task_and_its_rows() {
    let cast = Cast::new();
    let token = cast.token("unit-staff", &["read", "write"]);
    let path = format!("/api/v1/units/{}/batches?kind=joiners&name=hr.csv", cast.unit);
    let content = format!("{HEADERS}{}{}", joiner(31, "8000"), joiner(32, "-5"));
    let asked = cast.api(&token, "POST", &path, &content);
    assert_eq!(asked.status, StatusCode::ACCEPTED, "{}", asked.text);
    let id = asked.json()["id"].as_i64().unwrap();
    assert_eq!(asked.json()["state"], "checking");
    let task = format!("/api/v1/batches/{id}");
    let early = cast.api(&token, "POST", &format!("{task}/submit"), "");
    assert_eq!(early.status, StatusCode::CONFLICT);
    cast.work();
    let checked = cast.api(&token, "GET", &task, "").json();
    assert_eq!(
        (checked["state"].as_str(), checked["recorded"].as_i64()),
        (Some("checked"), Some(1)),
        "{checked}"
    );
    assert_eq!(checked["forecast"]["reasons"]["joined"]["people"], 1, "{checked}");
    let problems = cast.api(&token, "GET", &format!("{task}/problems"), "").json();
    assert_eq!(problems["items"][0]["row"], 3, "{problems}");
    assert_eq!(problems["items"][0]["column"], "申报月工资");
    assert_eq!(cast.api(&token, "POST", &format!("{task}/submit"), "").status, StatusCode::ACCEPTED);
    cast.work();
    let taken = cast.api(&token, "GET", &task, "").json();
    assert_eq!(taken["state"], "taken", "{taken}");
    assert!(taken["matter"].is_string());
    let failed = cast.api(&token, "GET", &format!("{task}/failed"), "");
    assert!(failed.text.contains("人员32") && !failed.text.contains("人员31"), "{}", failed.text);
    let other = cast.token("unit-staff-2", &["read", "write"]);
    assert_eq!(cast.api(&other, "GET", &task, "").status, StatusCode::NOT_FOUND);
    assert_eq!(cast.api(&other, "POST", &path, &content).status, StatusCode::FORBIDDEN);
}

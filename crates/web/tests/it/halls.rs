//! The halls from sign-in to receipt, and what is refused.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use business::desk::{password, set_password, sign_in, user_by_login};

use crate::cast::{Cast, encoded, send};

const PASSWORD: &str = "correct.heron.battery.47";

fn sign_in_as(cast: &Cast, login: &str, secret: &str) -> crate::cast::Answer {
    let body = format!("login={login}&password={}&back=%2Fmatters", encoded(secret));
    let request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    send(cast.app(), request)
}

#[test]
fn a_person_signs_in_asks_and_gets_a_receipt() {
    let cast = Cast::new();
    cast.write(|tx| set_password(tx, "person", &password::hash(PASSWORD, &[7; 16])?));
    let answer = sign_in_as(&cast, "person", PASSWORD);
    assert_eq!((answer.status, answer.to.as_str()), (StatusCode::SEE_OTHER, "/matters"));
    assert!(answer.cookies[0].contains("HttpOnly; SameSite=Lax"), "{:?}", answer.cookies);

    let me = cast.browser("person");
    let home = me.get("/home");
    assert!(
        home.text.contains("/ask/registry.contact") && !home.text.contains("/ask/registry.join"),
        "{}",
        home.text
    );
    let form = me.get("/ask/registry.contact");
    assert!(form.text.contains("王芳") && form.text.contains(r#"name="phone""#), "{}", form.text);

    let wrong = me.post("/ask/registry.contact", &[("_step", "check"), ("phone", "123")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text.contains(r#"value="123""#), "what was typed is kept");

    let check = me.post("/ask/registry.contact", &[("_step", "check"), ("phone", "138 0000 5678")]);
    assert_eq!(check.status, StatusCode::OK);
    assert!(check.text.contains("138****5678"), "what would come of it is shown, masked: {}", check.text);
    assert!(me.get("/matters").text.contains("还没有办件"), "checking records nothing");

    let fields = [("_step", "submit"), ("_key", "k1"), ("phone", "13800005678")];
    let done = me.post("/ask/registry.contact", &fields);
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert_eq!(me.post("/ask/registry.contact", &fields).to, done.to, "pressed twice, asked once");
    let receipt = me.get(&done.to);
    assert!(receipt.text.contains("已办结") && receipt.text.contains("138****5678"), "{}", receipt.text);
    assert!(!receipt.text.contains("13800005678"), "a full number is on the page");
    let profile = me.get(&format!("/people/{}", cast.person));
    assert!(profile.text.contains("138****5678"), "the effect is on record");
}

#[test]
fn a_clerk_sends_back_the_person_corrects_and_the_clerk_agrees() {
    let cast = Cast::new();
    let (me, clerk) = (cast.browser("person"), cast.browser("registry"));
    let asked = me.post(
        "/ask/registry.person-change",
        &[("_step", "submit"), ("_key", "k"), ("name", "王方"), ("why", "police")],
    );
    let number = asked.to.trim_start_matches("/matters/").trim_end_matches("?new").to_owned();
    let page = format!("/matters/{number}");
    assert!(me.get(&page).text.contains("已提交"));
    assert!(clerk.get("/desk").text.contains(&number));
    let work = format!("{page}/work");
    let without = clerk.post(&work, &[("step", "send-back")]);
    assert!(without.text.contains("DSK-0128") || without.text.contains("请写明理由"), "{}", without.text);
    assert_eq!(
        clerk.post(&work, &[("step", "send-back"), ("why", "请核对姓名")]).status,
        StatusCode::SEE_OTHER
    );
    let back = me.get(&page);
    assert!(back.text.contains("待补正") && back.text.contains("请核对姓名"), "{}", back.text);
    let corrected = me.post(&format!("{page}/correct"), &[("name", "王舫"), ("why", "mistake")]);
    assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text);
    assert_eq!(clerk.post(&work, &[("_default", "agree")]).status, StatusCode::SEE_OTHER);
    let done = me.get(&page);
    assert!(done.text.contains("已办结") && done.text.contains("审核通过"), "{}", done.text);
    assert!(me.get(&format!("/people/{}", cast.person)).text.contains("王舫"));
}

#[test]
fn nobody_decides_their_own_case() {
    let cast = Cast::new();
    let me = cast.browser("person");
    let asked =
        me.post("/ask/registry.person-change", &[("_step", "submit"), ("name", "王方"), ("why", "police")]);
    let page = asked.to.trim_end_matches("?new").to_owned();
    // The same person is a clerk of the registry too, under another login.
    cast.write(|tx| {
        let clerk = user_by_login(tx, "registry")?.unwrap();
        tx.run("UPDATE users SET person = $2 WHERE id = $1", store::params![clerk.id, cast.person])
    });
    let clerk = cast.browser("registry");
    assert_eq!(clerk.post(&format!("{page}/work"), &[("_default", "agree")]).status, StatusCode::FORBIDDEN);
    let own = format!("/ask/registry.contact?for={}", cast.person);
    assert_eq!(clerk.get(&own).status, StatusCode::FORBIDDEN);
    let whom = cast.person.to_string();
    let refused = clerk
        .post("/ask/registry.contact", &[("_step", "submit"), ("_for", &whom), ("phone", "13800005678")]);
    assert!(refused.text.contains("不能以经办身份办理本人的事项"), "{}", refused.text);
}

#[test]
fn a_form_of_elsewhere_changes_nothing() {
    let cast = Cast::new();
    let me = cast.browser("person");
    let fields = [("_step", "submit"), ("phone", "13800005678")];
    assert_eq!(me.post_raw("/ask/registry.contact", &fields, &[]).status, StatusCode::FORBIDDEN, "no word");
    for header in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
        let answer = me.post_raw("/ask/registry.contact", &fields, &[header, ("host", "here.example")]);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{header:?}");
    }
    assert!(me.get("/matters").text.contains("还没有办件"));
}

#[test]
fn wrong_passwords_lock_and_an_unknown_login_says_the_same() {
    let cast = Cast::new();
    cast.write(|tx| set_password(tx, "person", &password::hash(PASSWORD, &[7; 16])?));
    for login in ["person", "nobody"] {
        let answer = sign_in_as(&cast, login, "wrong password");
        assert!(answer.text.contains("登录名或密码不正确") && answer.cookies.is_empty(), "{}", answer.text);
    }
    (0..4).for_each(|_| drop(sign_in_as(&cast, "person", "wrong password")));
    let locked = sign_in_as(&cast, "person", PASSWORD);
    assert!(locked.text.contains("账户锁定至") && locked.cookies.is_empty(), "{}", locked.text);
}

#[test]
fn an_account_is_opened_with_a_code_that_is_good_once() {
    let cast = Cast::new();
    let office = &cast.node.office;
    let code = cast.write(|tx| {
        let user = user_by_login(tx, "unit-staff")?.unwrap();
        sign_in::issue_code(tx, office, user.id, sign_in::Purpose::Activate, &[9; 8])
    });
    let activate = |code: &str, password: &str| {
        let body = format!("login=unit-staff&code={code}&password={}", encoded(password));
        let request =
            Request::post("/activate").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        send(cast.app(), request.body(Body::from(body)).unwrap())
    };
    assert!(activate("00000000", PASSWORD).cookies.is_empty());
    assert!(activate(&code, "password123").text.contains("太常见"), "a common password is refused");
    assert_eq!(activate(&code, PASSWORD).to, "/home");
    assert!(activate(&code, PASSWORD).text.contains("验证码或开通码不正确"), "the code is used up");
    assert_eq!(sign_in_as(&cast, "unit-staff", PASSWORD).status, StatusCode::SEE_OTHER);
}

#[test]
fn a_units_clerk_reports_a_joiner_and_sees_their_own_staff_only() {
    let cast = Cast::new();
    let clerk = cast.browser("unit-staff");
    let number = crate::cast::number(33);
    let fields = [
        ("_step", "submit"),
        ("id_number", number.expose()),
        ("name", "赵新"),
        ("insurances", "pension"),
        ("insurances", "injury"),
        ("wage", "9000"),
        ("from", "2024-09"),
        ("form", "contract"),
        ("reason", "first"),
    ];
    let done = clerk.post("/ask/registry.join", &fields);
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let roster = clerk.get(&format!("/units/{}/roster", cast.unit));
    assert!(roster.text.contains("赵新") && roster.text.contains("王芳") && roster.text.contains("9,000.00"));
    assert_eq!(clerk.get(&format!("/units/{}/roster", cast.other_unit)).status, StatusCode::FORBIDDEN);
    assert_eq!(clerk.get(&format!("/people/{}/contributions", cast.other)).status, StatusCode::FORBIDDEN);
    assert_eq!(clerk.get(&format!("/people/{}/contributions", cast.person)).status, StatusCode::OK);
    let strangers = clerk.post(
        "/ask/registry.leave",
        &[
            ("_step", "submit"),
            ("id_number", crate::cast::number(2).expose()),
            ("last", "2024-09"),
            ("reason", "resigned"),
            ("involuntary", "no"),
        ],
    );
    assert!(strangers.text.contains("该人员不在本单位参保"), "{}", strangers.text);
}

#[test]
fn the_person_sees_who_looked() {
    let cast = Cast::new();
    assert!(cast.browser("person").get(&format!("/people/{}", cast.person)).status.is_success());
    assert!(cast.browser("registry").get(&format!("/people/{}", cast.person)).status.is_success());
    let trail = cast.browser("person").get(&format!("/people/{}/trail", cast.person));
    assert!(trail.text.contains("登记岗") && !trail.text.contains("本人</td>"), "{}", trail.text);
}

#[test]
fn the_api_asks_previews_and_refuses_with_the_codes_of_the_pages() {
    let cast = Cast::new();
    let token = cast.token("person", &["read", "write"]);
    let path = "/api/v1/services/registry.contact";
    let body = r#"{"answers": {"phone": "13800005678"}}"#;
    let preview = cast.api(&token, "POST", &format!("{path}/preview"), body);
    assert_eq!(preview.json()["granted"], true, "{}", preview.text);
    let asked = cast.api(&token, "POST", path, body);
    assert_eq!(
        (asked.status, asked.json()["state"].as_str()),
        (StatusCode::CREATED, Some("done")),
        "{}",
        asked.text
    );
    let number = asked.json()["number"].as_str().unwrap().to_owned();
    let matter = cast.api(&token, "GET", &format!("/api/v1/matters/{number}"), "");
    assert_eq!(matter.json()["decision"]["effects"]["changed"]["phone"], "138****5678", "{}", matter.text);

    let wrong = cast.api(&token, "POST", path, r#"{"answers": {"phone": "1", "colour": "red"}}"#).json();
    assert_eq!(wrong["errors"][0]["pointer"], "/answers/phone", "{wrong}");
    assert_eq!(wrong["errors"][1]["code"], "DSK-0138", "{wrong}");
    assert_eq!(cast.api("", "GET", "/api/v1/matters", "").status, StatusCode::UNAUTHORIZED);
    let reader = cast.token("person-2", &["read"]);
    assert_eq!(cast.api(&reader, "POST", path, body).json()["code"], "WEB-0114");
    assert_eq!(
        cast.api(&reader, "GET", &format!("/api/v1/matters/{number}"), "").status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(cast.api(&token, "POST", path, "{").status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn the_document_names_every_service_that_stands_in_the_api() {
    let cast = Cast::new();
    let document = cast.api("", "GET", "/api/v1/openapi.json", "").json();
    assert_eq!(document["openapi"], "3.1.0");
    let mut found = 0;
    for service in business::catalogue::services().filter(|s| s.stands_in(business::desk::Channel::Api)) {
        let form = &document["paths"][format!("/api/v1/services/{}", service.code)]["post"]["requestBody"]["content"]
            ["application/json"]["schema"]["properties"]["answers"]["properties"];
        for field in service.form {
            assert!(form[field.key].is_object(), "{} {} in {document}", service.code, field.key);
        }
        found += 1;
    }
    assert!(found > 15, "{found}");
    let page = send(cast.app(), Request::get("/docs/api").body(Body::empty()).unwrap());
    assert!(page.status.is_success() && page.text.contains("/api/v1/services/registry.join"));
}

#[test]
fn who_forgot_a_password_is_told_the_same_whoever_they_are() {
    let cast = Cast::new();
    let browser = cast.browser("person");
    let said = |login: &str| {
        let answer = browser.post("/forgot", &[("login", login)]);
        assert!(answer.status.is_success());
        answer.text.replace(&format!("value=\"{login}\""), "")
    };
    assert!(said("nobody-of-this-name").contains("验证码已经发出"));
    assert_eq!(said("person"), said("nobody-of-this-name"));
    let wrong = browser
        .post("/forgot/reset", &[("login", "person"), ("code", "1"), ("password", "门前-柿子树-共8颗")]);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(browser.get("/sign-in").text.contains("href=\"/forgot\""));
}

#[test]
fn a_mistake_in_an_address_is_a_problem_like_any_other() {
    let cast = Cast::new();
    let token = cast.token("person", &["read"]);
    for path in ["/api/v1/matters?limit=", "/api/v1/matters?cursor=x", "/api/v1/people/1/accounts?year=soon"]
    {
        let wrong = cast.api(&token, "GET", path, "");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(wrong.json()["code"], "WEB-0131", "{path}: {}", wrong.text);
    }
}

#[test]
fn nobody_is_recorded_for_who_is_on_no_record() {
    let cast = Cast::new();
    let token = cast.token("registry", &["read", "write"]);
    for subject in [0, 999_999] {
        let body = format!(r#"{{"subject": {subject}, "answers": {{"address": "x"}}}}"#);
        let answer = cast.api(&token, "POST", "/api/v1/services/registry.contact", &body);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{subject}: {}", answer.text);
    }
}

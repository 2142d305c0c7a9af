//! The employer hall: hiring and leaving as one event, corrections, lists and files, reminders, operators, credit.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::StatusCode;
use business::Office;
use business::certificates::Issued;
use business::collection::Slip;
use business::desk::services;
use business::levy;
use business::registry::{self, Enrol, facts};
use kernel::{FeeMonth, Insurance, PartyId, Period, Result};
use rules::{Category, InsuranceSet};
use web::{Calculation, Documents, Register, Site};

use crate::cast::{Browser, Cast, number};
use crate::clock;

/// Keeps what was to be printed.
#[derive(Default)]
struct Pages(Mutex<Vec<Register>>);

impl Documents for Pages {
    fn statement(&self, _: &Office, _: PartyId, _: i16) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn calculation(&self, _: &Office, _: &Calculation) -> Result<Vec<u8>> {
        Ok(Vec::new())
    }

    fn register(&self, _: &Office, register: &Register) -> Result<Vec<u8>> {
        self.0.lock().unwrap().push(register.clone());
        Ok(b"%PDF-".to_vec())
    }

    fn certificate(&self, _: &Office, _: &Issued) -> Result<Vec<u8>> {
        Ok(b"%PDF-".to_vec())
    }

    fn slip(&self, _: &Office, _: &Slip) -> Result<Vec<u8>> {
        Ok(b"%PDF-".to_vec())
    }
}

fn printing(cast: &Cast) -> (Router, Arc<Pages>) {
    let pages = Arc::new(Pages::default());
    let site =
        Site::new(cast.node.office.clone(), false, "1.2.3", clock).with_documents(Arc::clone(&pages) as _);
    (web::router(Arc::new(site)), pages)
}

/// Somebody insured as a resident, who is hired then.
fn resident(cast: &Cast, sequence: u16) -> PartyId {
    let office = &cast.node.office;
    cast.write(|tx| {
        let matter = desk_matter(tx, office)?;
        let new = registry::NewPerson {
            document: number(sequence).into(),
            name: "孙居民".to_owned(),
            sex: None,
            birth: None,
        };
        let person = registry::register_person(tx, office, &matter, &new)?;
        let ask = Enrol {
            payer: person,
            person,
            category: Category::Resident,
            insurances: InsuranceSet::of(&[Insurance::ResidentMedical]),
            period: Period::since(FeeMonth::new(2024, 1).unwrap()),
            wage: None,
            tier: "adult".to_owned(),
            reason: "first".to_owned(),
            employment_form: String::new(),
            work_from: None,
            correction: false,
        };
        registry::enrol(tx, office, &matter, &ask)?;
        Ok(person)
    })
}

fn desk_matter(tx: &mut store::Tx<'_>, office: &Office) -> Result<business::desk::Matter> {
    let actor = business::desk::officer_by_login(tx, "boss")?.actor(clock(), "test")?;
    business::desk::open(tx, office, &actor, &services::JOIN, None, &serde_json::json!({}))
}

fn submitted(browser: &Browser<'_>, code: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(&format!("/ask/{code}"), &[fields, &[("_step", "submit")]].concat());
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{code}: {}", answer.text);
    answer.to.trim_end_matches("?new").to_owned()
}

#[test]
fn hiring_is_one_form_with_its_parts_done_and_a_list_to_sign() {
    let cast = Cast::new();
    let person = resident(&cast, 41);
    let hr = cast.browser("unit-staff");
    let digits = number(41);
    let fields = [
        ("id_number", digits.expose()),
        ("name", "孙居民"),
        ("insurances", "pension"),
        ("insurances", "medical"),
        ("insurances", "injury"),
        ("wage", "7000"),
        ("form", "contract"),
        ("phone", "13800005678"),
        ("address", "金保路1号"),
    ];
    let check = hr.post("/ask/event.hire", &[&fields[..], &[("_step", "check")]].concat());
    assert!(check.text.contains("停止的居民保险") && check.text.contains("居民医疗保险"), "{}", check.text);
    assert_eq!(cast.node.office.store.read(|tx| facts::participations(tx, person)).unwrap().len(), 1);

    let page = submitted(&hr, "event.hire", &fields);
    let shown = hr.get(&page);
    for wanted in ["招用员工一件事", "同时办理的事项", "人员增加", "联系方式变更", "2024-08"]
    {
        assert!(shown.text.contains(wanted), "{wanted}: {}", shown.text);
    }
    let held = cast.node.office.store.read(|tx| facts::participations(tx, person)).unwrap();
    let resident = held.iter().find(|p| p.insurance == Insurance::ResidentMedical).unwrap();
    assert_eq!(resident.period.to(), FeeMonth::new(2024, 8).unwrap(), "one scheme at a time");
    assert_eq!(held.iter().filter(|p| p.payer == cast.unit).count(), 3);
    let address =
        cast.node.office.store.read(|tx| facts::fact(tx, person, "address", clock().date())).unwrap();
    assert_eq!(address.as_deref(), Some("金保路1号"));
    // The parts can be opened from the whole, and stand in the list once.
    let list = hr.get("/matters");
    assert!(list.text.contains("招用员工一件事") && !list.text.contains(">人员增加<"), "{}", list.text);
    let links: Vec<&str> =
        shown.text.split("href=\"/matters/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let parts = links
        .iter()
        .filter(|number| number.len() > 10 && !page.ends_with(*number) && !number.contains(['/', '?']));
    let mut opened = 0;
    for part in parts {
        assert!(hr.get(&format!("/matters/{part}")).text.contains("属于办件"), "{part}");
        opened += 1;
    }
    assert_eq!(opened, 2, "{links:?}");

    let (app, pages) = printing(&cast);
    assert!(hr.get_from(&app, &format!("{page}/list.pdf")).status.is_success());
    let kept = pages.0.lock().unwrap();
    assert_eq!(kept[0].title, "招用员工一件事人员名册");
    assert_eq!(kept[0].rows[0][0], "孙居民");
    assert!(kept[0].rows[0][1].contains('*'), "{:?}", kept[0].rows);
    assert!(
        kept[0].rows[0][2].contains("职工养老保险") && kept[0].rows[0][5] == "7,000.00",
        "{:?}",
        kept[0].rows
    );
    assert!(kept[0].signs.iter().any(|sign| sign.contains("盖章")));
}

#[test]
fn leaving_ends_insurance_and_registers_as_out_of_work_if_wanted() {
    let cast = Cast::new();
    let hr = cast.browser("unit-staff");
    let digits = number(1);
    let fields = [
        ("id_number", digits.expose()),
        ("last", "2024-09"),
        ("reason", "expired"),
        ("involuntary", "yes"),
        ("unemployed", "yes"),
    ];
    let page = submitted(&hr, "event.leave", &fields);
    let shown = hr.get(&page);
    assert!(shown.text.contains("人员减少") && shown.text.contains("失业登记"), "{}", shown.text);
    let (held, since) = cast
        .node
        .office
        .store
        .read(|tx| Ok((facts::participations(tx, cast.person)?, facts::unemployed_since(tx, cast.person)?)))
        .unwrap();
    assert!(held.iter().all(|p| p.period.to() == FeeMonth::new(2024, 9).unwrap()), "{held:?}");
    assert_eq!(since.unwrap().to_string(), "2024-10-01");
    let changes = hr.get(&format!("/units/{}/changes?month=2024-09", cast.unit));
    assert!(changes.text.contains("王芳") && changes.text.contains("合同期满"), "{}", changes.text);
    let stranger = number(2);
    let refused = hr.post(
        "/ask/event.leave",
        &[
            ("_step", "submit"),
            ("id_number", stranger.expose()),
            ("last", "2024-09"),
            ("reason", "expired"),
            ("involuntary", "no"),
            ("unemployed", "no"),
        ],
    );
    assert!(refused.text.contains("该人员不在本单位参保"), "{}", refused.text);
}

#[test]
fn single_insurances_are_stopped_and_data_of_staff_change_once_a_clerk_agrees() {
    let cast = Cast::new();
    let (hr, clerk) = (cast.browser("unit-staff"), cast.browser("registry"));
    let digits = number(1);
    let stop = [
        ("id_number", digits.expose()),
        ("change", "stop"),
        ("insurances", "unemployment"),
        ("from", "2024-09"),
    ];
    submitted(&hr, "registry.insurances", &stop);
    let roster = hr.get(&format!("/units/{}/roster?month=2024-09", cast.unit));
    assert!(!roster.text.contains("失业保险</td>") && roster.text.contains("王芳"), "{}", roster.text);
    let page = submitted(
        &hr,
        "registry.staff-change",
        &[("id_number", digits.expose()), ("name", "王方"), ("why", "police")],
    );
    assert!(hr.get(&page).text.contains("已提交"));
    assert!(!hr.get(&format!("/units/{}/roster", cast.unit)).text.contains("王方"));
    assert_eq!(clerk.post(&format!("{page}/work"), &[("_default", "agree")]).status, StatusCode::SEE_OTHER);
    assert!(hr.get(&format!("/units/{}/roster?month=2024-09", cast.unit)).text.contains("王方"));
}

#[test]
fn the_roster_is_searched_and_taken_away_as_a_file() {
    let cast = Cast::new();
    let hr = cast.browser("unit-staff");
    let roster = format!("/units/{}/roster", cast.unit);
    assert!(hr.get(&format!("{roster}?month=2024-09&name=%E7%8E%8B")).text.contains("王芳"));
    assert!(!hr.get(&format!("{roster}?month=2024-09&name=%E8%B5%B5")).text.contains("王芳"));
    assert!(!hr.get(&format!("{roster}?month=2024-09&insurance=maternity")).text.contains("王芳"));
    let csv = hr.get(&format!("{roster}.csv?month=2024-09"));
    assert!(
        csv.text.contains("王芳") && csv.text.contains("8000.00") && !csv.text.contains(number(1).expose())
    );
    assert!(hr.get(&format!("{roster}.xlsx?month=2024-09")).text.starts_with("PK"));
    let unit = hr.get(&format!("/units/{}", cast.unit));
    for wanted in ["近期提醒", "2024-09 申报", "还剩", "批量办理", "增减名册", "单位参保证明"]
    {
        assert!(unit.text.contains(wanted), "{wanted}: {}", unit.text);
    }
    let next = hr.get(&format!("/units/{}/forecast", cast.unit));
    assert!(next.text.contains("2024-09 应缴预计") && next.text.contains("单位部分"), "{}", next.text);
    let finance = cast.browser("unit-finance");
    assert_eq!(finance.get(&roster).status, StatusCode::FORBIDDEN);
    assert!(!finance.get(&format!("/units/{}", cast.unit)).text.contains("批量办理"));
    for path in ["slips", "settlement", "dues"] {
        assert_eq!(finance.get(&format!("/payers/{}/{path}", cast.unit)).status, StatusCode::OK, "{path}");
    }
    for path in ["retirees", "benefits", "changes"] {
        assert_eq!(hr.get(&format!("/units/{}/{path}", cast.unit)).status, StatusCode::OK, "{path}");
    }
    let (app, pages) = printing(&cast);
    assert!(finance.get_from(&app, &format!("/payers/{}/settlement.pdf", cast.unit)).status.is_success());
    assert!(finance.get_from(&app, &format!("/payers/{}/arrears.pdf", cast.unit)).status.is_success());
    let titles: Vec<String> = pages.0.lock().unwrap().iter().map(|page| page.title.clone()).collect();
    assert_eq!(titles, ["社会保险费结算单", "社会保险费欠费明细"]);
}

#[test]
fn an_administrator_opens_an_operator_who_gets_a_code() {
    let cast = Cast::new();
    let admin = cast.browser("unit-admin");
    let prove = [("login", "hr2"), ("name", "赵人事"), ("right", "unit-staff")];
    submitted(&admin, "desk.operator", &prove);
    let operators = format!("/units/{}/operators", cast.unit);
    assert!(admin.get(&operators).text.contains("hr2"));
    let made = admin.post(&operators, &[("login", "hr2")]);
    assert!(made.text.contains("只显示这一次"), "{}", made.text);
    let stranger = admin.post(&operators, &[("login", "unit-admin-2")]);
    assert!(stranger.status.is_client_error(), "{}", stranger.status);
    assert_eq!(
        cast.browser("unit-staff").post(&operators, &[("login", "hr2")]).status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        cast.browser("unit-admin-2").post(&operators, &[("login", "hr2")]).status,
        StatusCode::FORBIDDEN
    );
}

#[test]
fn a_unit_in_good_credit_is_approved_at_once() {
    let cast = Cast::new();
    let (clerk, second, admin) =
        (cast.browser("registry"), cast.browser("reviewer"), cast.browser("unit-admin"));
    let unit = cast.unit.to_string();
    let name = |name| [("name", name)];
    let waits = submitted(&admin, "registry.unit-change", &name("甲公司一"));
    assert!(admin.get(&waits).text.contains("已提交"));
    let rated =
        submitted(&clerk, "registry.credit", &[("_for", &unit), ("class", "vip"), ("why", "连续三年无欠费")]);
    assert!(!admin.get(&format!("/units/{unit}")).text.contains("信用良好"), "a second person has to agree");
    assert_eq!(
        second.post(&format!("{rated}/work"), &[("_default", "approve")]).status,
        StatusCode::SEE_OTHER
    );
    assert!(admin.get(&format!("/units/{unit}")).text.contains("信用良好"));
    let done = submitted(&admin, "registry.unit-change", &name("甲公司二"));
    assert!(admin.get(&done).text.contains("已办结"), "the rules alone decide");
}

#[test]
fn a_founder_opens_a_unit_and_administers_it() {
    let cast = Cast::new();
    let (founder, clerk) = (cast.browser("person"), cast.browser("registry"));
    let region = kernel::RegionCode::parse("990101").unwrap();
    let code = kernel::CreditCode::compose('9', '1', region, "MA000077").unwrap();
    let fields = [("credit_code", code.as_str()), ("name", "新开公司"), ("kind", "company"), ("class", "1")];
    let page = submitted(&founder, "registry.unit-open", &fields);
    assert_eq!(clerk.post(&format!("{page}/work"), &[("_default", "agree")]).status, StatusCode::SEE_OTHER);
    assert!(founder.get("/me/standing").text.contains("新开公司"));
    let again = founder.post("/ask/registry.unit-open", &[&fields[..], &[("_step", "submit")]].concat());
    assert!(again.text.contains("已由单位"), "a unit that is there is not opened again: {}", again.text);
}

#[test]
fn outside_the_declaration_a_unit_is_told_when_it_is_open() {
    let cast = Cast::new();
    let office = &cast.node.office;
    let officer = cast.write(|tx| business::desk::officer_by_login(tx, "admin")?.actor(clock(), "test"));
    let month = FeeMonth::new(2024, 9).unwrap();
    let mut calendar = office.store.read(|tx| levy::calendar_of(tx, office, month, clock().date())).unwrap();
    calendar.opens = "2024-09-05".parse().unwrap();
    "系统升级，推迟受理。".clone_into(&mut calendar.notice);
    levy::publish(office, &officer, &calendar).unwrap();
    let hr = cast.browser("unit-staff");
    let form = hr.get("/ask/event.hire");
    assert!(form.text.contains("现在不在申报期内") && form.text.contains("推迟受理"), "{}", form.text);
    let digits = number(1);
    let leave = [
        ("_step", "submit"),
        ("id_number", digits.expose()),
        ("last", "2024-09"),
        ("reason", "resigned"),
        ("involuntary", "no"),
    ];
    let refused = hr.post("/ask/registry.leave", &leave);
    assert!(
        refused.text.contains("2024-09-05 至") && refused.text.contains("经办窗口补报"),
        "{}",
        refused.text
    );
    // The counter takes it all the same.
    let unit = cast.unit.to_string();
    let clerk = cast.browser("registry");
    submitted(&clerk, "registry.leave", &[&leave[1..], &[("_for", unit.as_str())]].concat());
}

#[test]
fn a_units_software_looks_up_what_its_pages_show() {
    let cast = Cast::new();
    let token = |login: &str| cast.token(login, &["read"]);
    let (hr, finance, other) = (token("unit-staff"), token("unit-finance"), token("unit-admin-2"));
    let units = format!("/api/v1/units/{}", cast.unit);
    let payers = format!("/api/v1/payers/{}", cast.unit);
    let ok = |token: &str, path: &str| {
        let answer = cast.api(token, "GET", path, "");
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.json()
    };
    let reminders = ok(&hr, &format!("{units}/reminders"));
    assert_eq!(
        (&reminders["month"], &reminders["undeclared"]),
        (&"2024-09".into(), &0.into()),
        "{reminders}"
    );
    let forecast = ok(&hr, &format!("{units}/forecast"));
    assert!(forecast["after"]["unit"].as_i64() > Some(0), "{forecast}");
    let changes = ok(&hr, &format!("{units}/changes?month=2024-08"));
    assert_eq!(
        (&changes["items"][0]["joined"], &changes["items"][0]["reason"]),
        (&true.into(), &"first".into())
    );
    assert_eq!(ok(&hr, &format!("{units}/changes"))["items"].as_array().map(Vec::len), Some(0));
    ok(&hr, &format!("{units}/retirees"));
    let cards = ok(&hr, &format!("{units}/benefits"));
    assert_eq!(cards["cards"][0]["person"]["name"], "王芳", "{cards}");
    ok(&finance, &format!("{payers}/slips?month=2024-08"));
    let settled = ok(&finance, &format!("{payers}/settlement?from=2024-01&to=2024-08"));
    assert_eq!((&settled["from"], &settled["kept"]), (&"2024-01".into(), &0.into()));

    for path in ["changes?month=soon", "roster?month=2024-13"] {
        let wrong = cast.api(&hr, "GET", &format!("{units}/{path}"), "");
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(wrong.json()["field"], "month", "{}", wrong.text);
    }
    assert_eq!(cast.api(&finance, "GET", &format!("{units}/changes"), "").status, StatusCode::FORBIDDEN);
    for path in ["reminders", "forecast", "changes", "retirees", "benefits"] {
        let answer = cast.api(&other, "GET", &format!("{units}/{path}"), "");
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} of another unit");
    }
}

//! The pages and the API, as a browser or a probe meets them.

#![allow(clippy::unwrap_used, reason = "the steps of a test that several tests share")]

mod calc;
mod texts;

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use business::Office;
use envelope::Key;
use kernel::{Fen, Fund, Moment, RegionCode, WorkCalendar};
use ledger::{Event, Source};
use rules::LawBook;
use store::{Store, Target, Vault};
use tempfile::TempDir;
use tower::ServiceExt;
use web::Site;

mod batches;
mod cast;
mod certificates;
mod employer;
mod halls;
mod law;
mod materials;
mod matrix;
mod recompute;
mod sizes;

pub(crate) struct Node {
    pub(crate) office: Office,
    _folder: TempDir,
}

pub(crate) fn clock() -> Moment {
    Moment::china("2024-09-01".parse().unwrap(), 9, 0)
}

impl Node {
    fn new(migrated: bool) -> Node {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Target::Sqlite(folder.path().join("jinbao.db"))).unwrap();
        if migrated {
            store.migrate().unwrap();
        }
        let office = Office {
            store,
            law: Arc::new(LawBook::builtin().unwrap()),
            key: Arc::new(Key::generate(&[1; 32])),
            vault: Arc::new(Vault::from_keys(&[2; 32], &[3; 32])),
            calendar: Arc::new(WorkCalendar::standard().clone()),
            region: RegionCode::parse("990100").unwrap(),
        };
        Node { office, _folder: folder }
    }

    /// The treasury subsidises a fund.
    fn subsidise(&self, fund: Fund, day: &str, amount: Fen) {
        let act = store::testing::act("test");
        let day = day.parse().unwrap();
        let actor = business::desk::Actor {
            officer: act.by,
            person: None,
            party: None,
            region: self.office.region,
            roles: Vec::new(),
            at: clock(),
            channel: "test",
        };
        let event = Event::SubsidyReceived { pooled: amount, personal: Fen::ZERO };
        let source = Source { kind: "test", id: 1 };
        let posted = self
            .office
            .store
            .write(&act, |tx| business::fund::post(tx, &actor, fund, day, &event, source, "财政补贴"));
        posted.unwrap();
    }

    fn get(&self, path: &str, demo: bool) -> Answer {
        self.ask(Request::get(path).body(Body::empty()).unwrap(), demo)
    }

    fn post(&self, path: &str, text: &str) -> Answer {
        self.ask(Request::post(path).body(Body::from(text.to_owned())).unwrap(), false)
    }

    fn ask(&self, request: Request<Body>, demo: bool) -> Answer {
        let site = Site::new(self.office.clone(), demo, "1.2.3", clock);
        let app = web::router(Arc::new(site));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let answer = app.oneshot(request).await.unwrap();
            let head = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
            let (media, policy) = (head(header::CONTENT_TYPE), head(header::CONTENT_SECURITY_POLICY));
            let status = answer.status();
            let body = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
            Answer {
                status,
                media: media.unwrap_or_default(),
                policy,
                text: String::from_utf8(body.to_vec()).unwrap(),
            }
        })
    }
}

struct Answer {
    status: StatusCode,
    media: String,
    policy: Option<String>,
    text: String,
}

#[test]
fn the_funds_are_shown_as_pictures_with_tables_beside() {
    let node = Node::new(true);
    assert!(node.get("/funds", false).text.contains("还没有基金收支"));
    node.subsidise(Fund::ResidentMedical, "2024-07-15", Fen::new(123_456_789));
    node.subsidise(Fund::ResidentMedical, "2024-08-15", Fen::new(100));
    let page = node.get("/funds", true);
    assert_eq!(page.status, StatusCode::OK);
    for wanted in [
        "居民医疗保险基金",
        "<svg",
        "2024-07",
        "1,234,567.89",
        "1,234,568.89",
        "金保市",
        "演示数据",
        "截至 2024-09-01",
        "1.2.3",
    ] {
        assert!(page.text.contains(wanted), "{wanted}");
    }
    assert!(!page.text.contains("职工养老保险基金"), "a fund without postings is left out");
    for foreign in ["<script>", "style=\"", "onclick", "src=\"http", "href=\"http", "url(http", "@import"] {
        assert!(!page.text.contains(foreign), "needs a script or another host: {foreign}");
    }
    assert!(page.policy.unwrap().contains("default-src 'none'"));
}

#[test]
fn english_is_asked_for_and_complete() {
    let node = Node::new(true);
    node.subsidise(Fund::Pension, "2024-07-15", Fen::new(100));
    let page = node.get("/funds?lang=en", false);
    assert!(
        page.text.contains(r#"<html lang="en""#) && page.text.contains("Social insurance funds at a glance")
    );
    assert!(page.text.contains("employee pension fund") && page.text.contains("Expenditure"));
    assert!(!page.text.contains("收入") && !page.text.contains("演示"));
    assert!(node.get("/funds?lang=fr", false).text.contains("社会保险基金总览"));
}

#[test]
fn machines_get_the_same_figures_in_fen() {
    let node = Node::new(true);
    node.subsidise(Fund::Pension, "2024-07-15", Fen::new(4_200));
    let answer = node.get("/api/v1/figures", false);
    let json: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(answer.media, "application/json");
    assert_eq!((json["unit"].as_str(), json["people"].as_i64()), (Some("fen"), Some(0)));
    let month = &json["months"][0];
    assert_eq!((month["fund"].as_str(), month["month"].as_str()), (Some("pension"), Some("2024-07")));
    assert_eq!((month["income"].as_i64(), month["balance"].as_i64()), (Some(4_200), Some(4_200)));
}

#[test]
fn ready_means_that_the_database_can_be_worked_with() {
    assert_eq!(Node::new(true).get("/readyz", false).status, StatusCode::OK);
    let new = Node::new(false);
    let answer = new.get("/readyz", false);
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("pending_migrations"), "{}", answer.text);
    assert_eq!(new.get("/livez", false).status, StatusCode::OK, "alive all the same");
    let page = new.get("/funds", false);
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.text.contains("STO-0103") && !page.text.contains("select"), "{}", page.text);
    assert_eq!(new.get("/api/v1/figures", false).media, "application/problem+json");
}

#[test]
fn a_wrong_address_offers_the_next_step() {
    let node = Node::new(true);
    let page = node.get("/nowhere/%3Cb%3E", false);
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.text.contains("WEB-0101") && page.text.contains(r#"href="/services""#));
    assert!(!page.text.contains("<b>"), "the address is markup in the page");
    let api = node.get("/api/v1/nowhere?lang=en", false);
    assert_eq!((api.status, api.media.as_str()), (StatusCode::NOT_FOUND, "application/problem+json"));
    assert!(api.text.contains("there is nothing at"));
}

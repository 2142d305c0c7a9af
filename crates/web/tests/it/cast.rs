//! A small city with somebody in every standing, and browsers and programs that come to its halls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use business::Office;
use business::desk::{self, NewOfficer, NewStanding, Role, StandingKind, sessions};
use business::registry::{self, Document, Enrol, NewPerson, NewUnit, PayerKind};
use kernel::{CreditCode, FeeMonth, Fen, IdNumber, Insurance, OfficerId, PartyId, Period, RegionCode};
use rules::{Category, InsuranceSet};
use store::Tx;
use tower::ServiceExt;
use web::Site;

use crate::{Node, clock};

/// Everybody.
pub struct Cast {
    pub node: Node,
    pub person: PartyId,
    pub other: PartyId,
    pub unit: PartyId,
    pub other_unit: PartyId,
}

/// Logins of the cast, with the standing each has.
pub const ROLES: &[(&str, StandingKind, &[Role])] = &[
    ("person", StandingKind::Own, &[Role::Person]),
    ("family", StandingKind::Family, &[Role::Family]),
    ("unit-admin", StandingKind::Unit, &[Role::UnitAdmin]),
    ("unit-staff", StandingKind::Unit, &[Role::UnitStaff]),
    ("unit-finance", StandingKind::Unit, &[Role::UnitFinance]),
    ("community", StandingKind::Community, &[Role::Community]),
    ("partner", StandingKind::Partner, &[Role::Partner]),
    ("registry", StandingKind::Office, &[Role::Registry]),
    ("levy", StandingKind::Office, &[Role::Levy]),
    ("benefits", StandingKind::Office, &[Role::Benefits]),
    ("finance", StandingKind::Office, &[Role::Finance]),
    ("reviewer", StandingKind::Office, &[Role::Reviewer]),
    ("auditor", StandingKind::Office, &[Role::Auditor]),
    ("admin", StandingKind::Office, &[Role::Admin]),
];

pub fn number(sequence: u16) -> IdNumber {
    IdNumber::compose(RegionCode::parse("990101").unwrap(), "1990-05-01".parse().unwrap(), sequence).unwrap()
}

fn person(tx: &mut Tx<'_>, office: &Office, matter: &desk::Matter, sequence: u16, name: &str) -> PartyId {
    let new = NewPerson {
        document: Document::from(number(sequence)),
        name: name.to_owned(),
        sex: None,
        birth: None,
    };
    registry::register_person(tx, office, matter, &new).unwrap()
}

fn unit(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &desk::Matter,
    code: &str,
    name: &str,
    district: &str,
) -> PartyId {
    let region = RegionCode::parse(district).unwrap();
    let new = NewUnit {
        credit_code: CreditCode::compose('9', '1', region, code),
        name: name.to_owned(),
        kind: PayerKind::Company,
        industry_class: 4,
        floating_tier: 100,
        region,
        from: FeeMonth::new(2024, 1).unwrap(),
    };
    registry::register_unit(tx, office, matter, &new).unwrap()
}

impl Cast {
    pub fn new() -> Cast {
        let node = Node::new(true);
        let office = node.office.clone();
        let act = store::testing::act("cast");
        let (person, other, unit, other_unit) = office
            .store
            .write(&act, |tx| {
                desk::seed_node(tx, office.region, clock())?;
                let region = office.region;
                let boss = NewOfficer {
                    login: "boss",
                    name: "boss",
                    region,
                    roles: &[Role::Registry],
                    password_hash: None,
                };
                desk::add_officer(tx, &boss, clock())?;
                let actor = desk::officer_by_login(tx, "boss")?.actor(clock(), "test")?;
                let matter =
                    desk::open(tx, &office, &actor, &desk::services::JOIN, None, &serde_json::json!({}))?;
                let people =
                    [person(tx, &office, &matter, 1, "王芳"), person(tx, &office, &matter, 2, "李强")];
                let units = [
                    unit(tx, &office, &matter, "MA000001", "甲公司", "990101"),
                    unit(tx, &office, &matter, "MA000002", "乙公司", "990102"),
                ];
                for (person, unit) in people.into_iter().zip(units) {
                    registry::enrol(tx, &office, &matter, &joins(unit, person))?;
                }
                Ok((people[0], people[1], units[0], units[1]))
            })
            .unwrap();
        let cast = Cast { node, person, other, unit, other_unit };
        for (login, kind, roles) in ROLES {
            cast.user(login, *kind, roles, office.region, false);
            // The neighbour: another person, another unit, another district.
            let elsewhere = if *kind == StandingKind::Office || *kind == StandingKind::Community {
                "990102"
            } else {
                "990100"
            };
            cast.user(&format!("{login}-2"), *kind, roles, RegionCode::parse(elsewhere).unwrap(), true);
        }
        cast
    }

    fn user(
        &self,
        login: &str,
        kind: StandingKind,
        roles: &[Role],
        region: RegionCode,
        neighbour: bool,
    ) -> OfficerId {
        let party = match kind {
            StandingKind::Own | StandingKind::Family => {
                Some(if neighbour { self.other } else { self.person })
            }
            StandingKind::Unit => Some(if neighbour { self.other_unit } else { self.unit }),
            _ => None,
        };
        let behind = party.filter(|_| kind == StandingKind::Own);
        self.write(|tx| {
            let id = desk::add_user(tx, login, login, behind, clock())?;
            let from = clock().date();
            desk::grant_standing(
                tx,
                &NewStanding { holder: id, kind, party, region, roles, from, last: None },
            )?;
            Ok(id)
        })
    }

    pub fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> kernel::Result<T>) -> T {
        let act = store::Act { at: clock(), ..store::testing::act("cast") };
        self.node.office.store.write(&act, work).unwrap()
    }

    pub fn app(&self) -> Router {
        web::router(Arc::new(Site::new(self.node.office.clone(), false, "1.2.3", clock)))
    }

    /// The node does the long work that was asked for.
    pub fn work(&self) {
        let act = store::Act { at: clock(), ..store::testing::act("cast") };
        while business::intake::batch::work(&self.node.office, &act, "test").unwrap() {}
    }

    /// A browser of somebody who is signed in.
    pub fn browser(&self, login: &str) -> Browser<'_> {
        let (secret, spelled) = self.secret();
        let office = &self.node.office;
        self.write(|tx| {
            let user = desk::user_by_login(tx, login)?.unwrap();
            sessions::begin(tx, office, &user, &secret, "test", true)
        });
        Browser { cast: self, word: sessions::form_word(office, &spelled), secret: spelled }
    }

    /// A token of somebody, with both scopes.
    pub fn token(&self, login: &str, scopes: &[&str]) -> String {
        let (secret, spelled) = self.secret();
        let office = &self.node.office;
        self.write(|tx| {
            let user = desk::user_by_login(tx, login)?.unwrap();
            let standing = desk::standings(tx, user.id, clock().date())?[0].id;
            let ends = clock().plus_micros(3_600_000_000);
            sessions::make_token(tx, office, user.id, &secret, (standing, "test", scopes), ends)
        });
        spelled
    }

    /// A secret that nobody else has.
    fn secret(&self) -> (sessions::Secret, String) {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let mut secret = [0; 32];
        secret[..8].copy_from_slice(&COUNT.fetch_add(1, Ordering::Relaxed).to_le_bytes());
        (secret, sessions::spelled(&secret))
    }

    /// An answer of the API.
    pub fn api(&self, token: &str, method: &str, path: &str, body: &str) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_owned()))
            .unwrap();
        send(self.app(), request)
    }
}

fn joins(unit: PartyId, person: PartyId) -> Enrol {
    use Insurance::{Injury, Medical, Pension, Unemployment};
    Enrol {
        payer: unit,
        person,
        category: Category::Employee,
        insurances: InsuranceSet::of(&[Pension, Unemployment, Medical, Injury]),
        period: Period::since(FeeMonth::new(2024, 8).unwrap()),
        wage: Some(Fen::from_yuan(8_000)),
        tier: String::new(),
        reason: "first".to_owned(),
        employment_form: "contract".to_owned(),
        work_from: None,
        correction: false,
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub to: String,
    pub text: String,
    pub cookies: Vec<String>,
}

impl Answer {
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }
}

pub fn send(app: Router, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let answer = app.oneshot(request).await.unwrap();
        let all = |name| {
            let values = answer.headers().get_all(name).into_iter();
            values.map(|value| value.to_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let (to, cookies) = (all(header::LOCATION).pop().unwrap_or_default(), all(header::SET_COOKIE));
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 10_000_000).await.unwrap();
        Answer { status, to, cookies, text: String::from_utf8_lossy(&body).into_owned() }
    })
}

/// Somebody at their browser.
pub struct Browser<'c> {
    cast: &'c Cast,
    secret: String,
    word: String,
}

impl Browser<'_> {
    pub fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, format!("session={}", self.secret));
        send(self.cast.app(), request.body(Body::empty()).unwrap())
    }

    /// From another server over the same database.
    pub fn get_from(&self, app: &Router, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, format!("session={}", self.secret));
        send(app.clone(), request.body(Body::empty()).unwrap())
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let word = ("_word", self.word.as_str());
        self.post_raw(path, &[fields, &[word]].concat(), &[])
    }

    /// A form with a file.
    pub fn post_file(&self, path: &str, fields: &[(&str, &str)], (name, content): (&str, &[u8])) -> Answer {
        let mut body = Vec::new();
        for (field, value) in fields.iter().chain(&[("_word", self.word.as_str())]) {
            let head =
                format!("--frontier\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n");
            body.extend(head.as_bytes());
        }
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(content);
        body.extend(b"\r\n--frontier--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, format!("session={}", self.secret))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frontier");
        send(self.cast.app(), request.body(Body::from(body)).unwrap())
    }

    /// Without the word of the session, or with other headers.
    pub fn post_raw(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let mut request = Request::post(path)
            .header(header::COOKIE, format!("session={}", self.secret))
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(self.cast.app(), request.body(Body::from(body.join("&"))).unwrap())
    }
}

pub fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

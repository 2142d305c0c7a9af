//! Certificates on pages and by the API: asked for, checked by strangers, taken back.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use business::{certificates, desk};
use envelope::Keys;

use crate::cast::{Answer, Cast, encoded, send};
use crate::clock;

/// Somebody who is not signed in.
struct Stranger(Router);

impl Stranger {
    fn get(&self, path: &str) -> Answer {
        send(self.0.clone(), Request::get(path).body(Body::empty()).unwrap())
    }

    fn check(&self, code: &str) -> Answer {
        let form = "application/x-www-form-urlencoded";
        let request = Request::post("/check").header(header::CONTENT_TYPE, form);
        send(self.0.clone(), request.body(Body::from(format!("code={}", encoded(code)))).unwrap())
    }
}

#[test]
fn a_person_asks_for_a_certificate_and_a_stranger_checks_it() {
    let cast = Cast::new();
    let person = cast.browser("person");
    let asked = person.post("/ask/certificate.insured", &[("_step", "submit")]);
    let matter = asked.to.trim_end_matches("?new").to_owned();
    let page = person.get(&matter);
    assert!(page.text.contains(&format!("{matter}/certificate.pdf")), "{}", page.text);
    let neighbour = cast.browser("person-2").get(&format!("{matter}/certificate.pdf"));
    assert_ne!(neighbour.status, StatusCode::OK);

    let number = matter.trim_start_matches("/matters/");
    let office = &cast.node.office;
    let actor = office
        .store
        .read(|tx| {
            let user = desk::user_by_login(tx, "person")?.unwrap();
            desk::standings(tx, user.id, clock().date())?[0].actor(&user, clock(), "web")
        })
        .unwrap();
    let issued = certificates::document(office, &actor, number).unwrap();
    let stranger = Stranger(cast.app());
    let found = stranger.check(&issued.code);
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("真实有效") && found.text.contains(number), "{}", found.text);
    for (typed, said) in [("", "请输入验证码"), ("7K3M", "ENV-0106"), ("ZZZZ-ZZZZ-ZZZZ-ZZZZ", "验证码")]
    {
        let wrong = stranger.check(typed);
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(wrong.text.contains(said) || wrong.text.contains("验证码有误"), "{typed}: {}", wrong.text);
    }

    let keys = Keys::parse(&stranger.get("/.well-known/jwks.json").text).unwrap();
    assert_eq!(certificates::Statement::check(&keys, &issued.signed).unwrap(), issued.statement);
    let list = || certificates::Revocations::check(&keys, &stranger.get("/certificates/revoked.jws").text);
    assert_eq!(list().unwrap().revoked.len(), 0);
    let offline = stranger.get("/check/offline.html").text;
    assert!(offline.contains("jinbaoCheck") && offline.contains(&office.key.public().id()));

    let subject = cast.person.to_string();
    let answers = [("_step", "submit"), ("_for", subject.as_str()), ("number", number), ("why", "有误")];
    let revoked = cast.browser("registry").post("/ask/certificate.revoke", &answers);
    assert!(revoked.to.starts_with("/matters/"), "{} {}", revoked.status, revoked.text);
    assert_eq!(list().unwrap().revoked.len(), 1);
    assert!(stranger.check(&issued.code).text.contains("已撤销"));
    let trail = cast.browser("person").get(&format!("/people/{}/trail", cast.person)).text;
    assert_eq!(trail.matches("有人核验了本人的证明").count(), 2);
}

#[test]
fn too_many_checks_are_told_to_wait() {
    let cast = Cast::new();
    let stranger = Stranger(cast.app());
    let last = (0..25).map(|_| stranger.check("x")).last().unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
}

//! Materials on the page of a matter and by the API.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::cast::{Cast, send};

#[test]
fn materials_are_handed_in_without_a_script_and_read_by_the_clerk() {
    let cast = Cast::new();
    let person = cast.browser("person");
    let answers = [("_step", "submit"), ("name", "王方"), ("why", "police")];
    let asked = person.post("/ask/registry.person-change", &answers);
    let matter = asked.to.trim_end_matches("?new").to_owned();
    let page = person.get(&matter).text;
    assert!(page.contains("还缺") && page.contains("multipart/form-data"), "{page}");

    let hand_in = format!("{matter}/materials");
    let wrong = person.post_file(&hand_in, &[("kind", "other")], ("a.pdf", b"MZ"));
    assert!(wrong.text.contains("不能接收这种文件"), "{}", wrong.text);
    let done = person.post_file(&hand_in, &[("kind", "other")], ("户口本.bin", b"%PDF-1.7 x"));
    assert_eq!(done.to, format!("{matter}#materials"));
    let file = format!("{matter}/materials/1");
    assert!(person.get(&matter).text.contains("户口本.pdf"));
    let clerk = cast.browser("registry");
    assert!(clerk.get(&matter).text.contains(&file));
    assert_eq!(clerk.get(&file).text, "%PDF-1.7 x");
    assert_eq!(cast.browser("person-2").get(&file).status, StatusCode::NOT_FOUND);

    let api = format!("/api/v1{matter}/materials");
    let token = cast.token("person", &["read", "write"]);
    let request = Request::post(format!("{api}?kind=other&name=b.png"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from(&b"\x89PNG\r\n\x1a\n"[..]));
    let answer = send(cast.app(), request.unwrap());
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let listed = cast.api(&token, "GET", &api, "").json();
    assert_eq!(listed["items"][1]["media"], "image/png", "{listed}");
    assert_eq!(cast.api(&token, "GET", &format!("{api}/1"), "").text, "%PDF-1.7 x");
}

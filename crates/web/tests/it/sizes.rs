//! How much a page sends: at most 40 KB of HTML and style and 20 KB of script, compressed.

use std::io::Write;

use axum::body::Body;
use axum::http::Request;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::cast::{Cast, send};

/// For HTML and style together.
const PAGE_MOST: usize = 40 << 10;
/// For every script of a page together.
const SCRIPT_MOST: usize = 20 << 10;

fn compressed(text: &str) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}

#[test]
fn every_page_keeps_within_its_budget() {
    let cast = Cast::new();
    let public = |path: &str| send(cast.app(), Request::get(path).body(Body::empty()).unwrap());
    let style = compressed(&public("/assets/jinbao.css").text);
    let scripts = ["/assets/jinbao.js", "/assets/check.js"].map(|path| compressed(&public(path).text));
    assert!(
        style > 0 && scripts.iter().all(|bytes| *bytes > 0) && scripts.iter().sum::<usize>() <= SCRIPT_MOST
    );
    let (person, unit, clerk) =
        (cast.browser("person"), cast.browser("unit-staff"), cast.browser("registry"));
    let people = format!("/people/{}", cast.person);
    let units = format!("/units/{}", cast.unit);
    let mut sizes = Vec::new();
    for path in [
        "/",
        "/services",
        "/services/pension.retire",
        "/law",
        "/standards",
        "/calculators",
        "/check",
        "/funds",
    ] {
        sizes.push((path.to_owned(), public(path)));
    }
    for path in ["/home", "/matters", "/ask/certificate.insured", "/me/security"] {
        sizes.push((path.to_owned(), person.get(path)));
    }
    for path in [people.clone(), format!("{people}/contributions"), format!("{people}/trail")] {
        sizes.push((path.clone(), person.get(&path)));
    }
    for path in [units.clone(), format!("{units}/roster"), format!("{units}/batches")] {
        sizes.push((path.clone(), unit.get(&path)));
    }
    for path in ["/desk", "/find?q=%E7%8E%8B"] {
        sizes.push((path.to_owned(), clerk.get(path)));
    }
    for (path, answer) in sizes {
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        let bytes = style + compressed(&answer.text);
        assert!(bytes <= PAGE_MOST, "{path} sends {bytes} bytes");
    }
}

//! Services (事项): the list, and the guide of each (办事指南), made from the catalogue.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use business::desk::{CATALOGUE, Review, Service, service};

use crate::codes;
use crate::kit::{Block, Facts, Frame, Link, Page, Reader, Row, Section, refusal};
use crate::site::Site;
use crate::words::Language;

/// `GET /services`.
pub(super) async fn list(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let language = reader.language;
    let words = language.public();
    let page = Page::new(Frame::of(&site, &reader, Section::Services), words.services_title())
        .lead(words.services_lead(CATALOGUE.len()));
    let subjects = subjects().into_iter().map(|(subject, services)| {
        let links = services.iter().map(|service| link(service, language)).collect();
        Block::Section(subject_name(subject, language).to_owned(), vec![Block::Links(links)])
    });
    page.with_all(subjects).wide().answer()
}

/// `GET /services/{code}`.
pub(super) async fn guide(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path(code): Path<String>,
) -> Response {
    let language = reader.language;
    let words = language.public();
    let Some(service) = service(&code) else {
        return refusal(&site, &reader, &codes::NO_SERVICE.with("code", code));
    };
    let time = match service.working_days {
        0 => words.at_once().to_owned(),
        days => words.working_days(days),
    };
    let review = match service.review {
        Review::Automatic => words.review_automatic(),
        Review::SecondPerson => words.review_second(),
    };
    let rows = vec![
        Row::new(words.guide_time(), time),
        Row::new(words.guide_review(), review),
        Row::new(words.guide_basis(), service.basis),
        Row::new(words.guide_code(), service.code),
    ];
    Page::new(Frame::of(&site, &reader, Section::Services), language.pick(service.zh, service.en))
        .caption(words.guide())
        .crumbs(vec![Link::new(language.common().services(), "/services")])
        .with(Block::Facts(Facts { title: None, rows }))
        .answer()
}

/// A link to the guide.
pub(super) fn link(service: &Service, language: Language) -> Link {
    Link::new(language.pick(service.zh, service.en), format!("/services/{}", service.code))
}

/// The services by the subject in front of their code, in the catalogue's order.
pub(super) fn subjects() -> Vec<(&'static str, Vec<&'static Service>)> {
    let mut subjects: Vec<(&str, Vec<&Service>)> = Vec::new();
    for service in CATALOGUE {
        let subject = service.code.split('.').next().unwrap_or_default();
        match subjects.iter_mut().find(|(known, _)| *known == subject) {
            Some((_, services)) => services.push(service),
            None => subjects.push((subject, vec![service])),
        }
    }
    subjects
}

/// What a subject is called.
pub(super) fn subject_name(subject: &str, language: Language) -> &str {
    let words = language.public();
    match subject {
        "registry" => words.subject_registry(),
        "levy" => words.subject_levy(),
        "collection" => words.subject_collection(),
        "accounts" => words.subject_accounts(),
        "pension" => words.subject_pension(),
        "payment" => words.subject_payment(),
        "fund" => words.subject_fund(),
        "desk" => words.subject_desk(),
        other => other,
    }
}

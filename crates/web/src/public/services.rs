//! Services (事项): the list, and the guide of each (办事指南) with its eleven published elements, made from the catalogue.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use business::catalogue::{service, services};
use business::desk::{Channel, Group, Service, Text};

use crate::codes;
use crate::kit::{Action, Block, Facts, Frame, Link, Page, Reader, Row, Section, refusal};
use crate::site::Site;
use crate::words::Language;

/// `GET /services`.
pub(super) async fn list(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let language = reader.language;
    let words = language.public();
    let page = Page::new(Frame::of(&site, &reader, Section::Services), words.services_title())
        .lead(words.services_lead(services().count()));
    let groups = groups().map(|(group, services)| {
        let links = services.iter().map(|service| link(service, language)).collect();
        Block::Section(text(group.name(), language).to_owned(), vec![Block::Links(links)])
    });
    page.with_all(groups).wide().answer()
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
    let mut page =
        Page::new(Frame::of(&site, &reader, Section::Services), language.pick(service.zh, service.en))
            .caption(words.guide())
            .lead(text(service.brief, language))
            .crumbs(vec![Link::new(language.common().services(), "/services")]);
    if service.stands_in(Channel::Web) {
        let link = Link::new(words.begin(), format!("/ask/{}", service.code));
        page = page.with(Block::Actions(vec![Action { link, primary: true }]));
    }
    page.with(Block::Facts(Facts { title: None, rows: elements(&site, service, language) })).answer()
}

/// The eleven elements that have to be published, then who may ask, how it is agreed to, its basis and code.
fn elements(site: &Site, service: &Service, language: Language) -> Vec<Row> {
    let words = language.public();
    let time = match service.working_days {
        0 => words.at_once().to_owned(),
        days => words.working_days(days),
    };
    let joined = |names: Vec<&str>| names.join(language.pick("、", ", "));
    let materials =
        service.materials.iter().map(|material| text(material.name, language)).collect::<Vec<_>>();
    let materials =
        if materials.is_empty() { words.guide_no_materials().to_owned() } else { joined(materials) };
    let channels = service.channels.iter().map(|channel| text(channel.name(), language)).collect();
    let mut who: Vec<&str> = service.who.iter().map(|g| language.pick(g.0.zh(), g.0.en())).collect();
    who.dedup();
    vec![
        Row::new(words.guide_name(), language.pick(service.zh, service.en)),
        Row::new(words.guide_brief(), text(service.brief, language)),
        Row::new(words.guide_materials(), materials),
        Row::new(words.guide_ways(), joined(channels)),
        Row::new(words.guide_time(), time),
        Row::new(words.guide_delivery(), text(service.delivery, language)),
        Row::new(words.guide_fee(), words.guide_free()),
        Row::new(words.guide_hours(), words.guide_hours_are()),
        Row::new(words.guide_agency(), words.guide_agency_is(site.place(language))),
        Row::new(words.guide_questions(), words.guide_questions_to()),
        Row::new(words.guide_complaints(), words.guide_complaints_to()),
        Row::new(words.guide_who(), joined(who)),
        Row::new(words.guide_review(), text(service.review.name(), language)),
        Row::new(words.guide_basis(), service.basis),
        Row::new(words.guide_code(), service.code),
    ]
}

/// A text of the catalogue in a language.
pub(crate) fn text(text: Text, language: Language) -> &'static str {
    language.pick(text.zh, text.en)
}

/// A link to the guide.
pub(super) fn link(service: &Service, language: Language) -> Link {
    Link::new(language.pick(service.zh, service.en), format!("/services/{}", service.code))
}

/// The services by heading, in the order in which most people look for them.
pub(super) fn groups() -> impl Iterator<Item = (Group, Vec<&'static Service>)> {
    let of = |group: Group| services().filter(|service| service.group == group).collect::<Vec<_>>();
    Group::ALL.iter().map(move |&group| (group, of(group))).filter(|(_, services)| !services.is_empty())
}

//! Services (事项): the list, and the guide of each (办事指南) with its eleven published elements, made from the catalogue.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::catalogue::{service, services};
use business::desk::{Channel, Group, Role, Service, Text};
use serde::Deserialize;

use crate::codes;
use crate::kit::{Action, Block, Facts, Frame, Link, Page, Reader, Row, Section, refusal};
use crate::site::Site;
use crate::words::{Language, PublicWords};

/// Whose services are listed.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    who: Option<Audience>,
}

/// By which door somebody comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Audience {
    /// People and those who act for relatives.
    Person,
    /// Employers.
    Unit,
    /// Community workers.
    Community,
    /// The agency.
    Office,
}

impl Audience {
    fn may_ask(self, service: &Service) -> bool {
        let roles: &[Role] = match self {
            Audience::Person => &[Role::Person, Role::Family],
            Audience::Unit => Role::UNIT,
            Audience::Community => &[Role::Community],
            Audience::Office => Role::OFFICE,
        };
        roles.iter().any(|role| service.granted_to(*role))
    }

    fn name(self, words: PublicWords) -> &'static str {
        match self {
            Audience::Person => words.entry_person(),
            Audience::Unit => words.entry_unit(),
            Audience::Community => words.entry_community(),
            Audience::Office => words.entry_office(),
        }
    }
}

/// `GET /services`, with `?who=unit` those that an employer may ask for.
pub(super) async fn list(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Response {
    let language = reader.language;
    let words = language.public();
    let title = match asked.who {
        Some(who) => words.services_of(who.name(words)),
        None => words.services_title().to_owned(),
    };
    let shown: Vec<_> = groups()
        .map(|(group, services)| {
            let open =
                services.into_iter().filter(|service| asked.who.is_none_or(|who| who.may_ask(service)));
            (group, open.map(|service| link(service, language)).collect::<Vec<_>>())
        })
        .filter(|(_, links)| !links.is_empty())
        .collect();
    let count: usize = shown.iter().map(|(_, links)| links.len()).sum();
    let sections = shown.into_iter().map(|(group, links)| {
        Block::Section(text(group.name(), language).to_owned(), vec![Block::Links(links)])
    });
    Page::new(Frame::of(&site, &reader, Section::Services), title)
        .lead(words.services_lead(count))
        .with_all(sections)
        .wide()
        .answer()
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
    let time = match (service.working_days, service.calendar_days) {
        (0, 0) => words.at_once().to_owned(),
        (0, days) => words.calendar_days(days),
        (days, _) => words.working_days(days),
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

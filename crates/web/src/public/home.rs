//! The first page: search, the services by subject, the city in figures.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use business::catalogue::service;
use kernel::Result;

use super::{funds, services};
use crate::codes;
use crate::kit::{Action, Block, Blocks, Card, Frame, Link, Reader, Section, refusal};
use crate::site::{Site, blocking};
use crate::words::PublicWords;

/// What most people come for.
const OFTEN: [&str; 4] = ["pension.retire", "registry.join", "registry.leave", "levy.back-payment"];

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    words: PublicWords,
    often: Vec<Link>,
    /// Doors by who comes in.
    entries: Vec<Card>,
    blocks: Vec<Block>,
}

impl Home {
    fn content(&self) -> Blocks<'_> {
        Blocks::new(&self.blocks, self.frame.language)
    }
}

/// `GET /`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let (with, who) = (Arc::clone(&site), reader.clone());
    match blocking(move || html(&with, &who)).await {
        Ok(html) => ([(header::CACHE_CONTROL, "no-cache")], Html(html)).into_response(),
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

fn html(site: &Site, reader: &Reader) -> Result<String> {
    let language = reader.language;
    let words = language.public();
    let figures = site.figures()?;
    let often =
        OFTEN.iter().filter_map(|code| service(code)).map(|service| services::link(service, language));
    let cards = services::groups().map(|(group, list)| {
        let names: Vec<_> = list.iter().map(|service| language.pick(service.zh, service.en)).collect();
        Card {
            link: Link::new(services::text(group.name(), language), "/services"),
            text: names.join(language.pick("、", ", ")),
            mark: String::new(),
        }
    });
    let blocks = vec![
        Block::Heading(language.common().services().to_owned()),
        Block::Cards(cards.collect()),
        Block::Heading(words.figures_title().to_owned()),
        Block::Figures(funds::totals(&figures, language)),
        Block::Remark(words.as_of(figures.on)),
        Block::Actions(vec![Action { link: Link::new(words.funds_title(), "/funds"), primary: false }]),
    ];
    let frame = Frame::of(site, reader, Section::Home);
    let home = Home { frame, words, often: often.collect(), entries: entries(words), blocks };
    home.render().map_err(|cause| codes::PAGE.problem().because(cause))
}

fn entries(words: PublicWords) -> Vec<Card> {
    let doors = [
        (words.entry_person(), words.entry_person_text(), "/services?who=person"),
        (words.entry_unit(), words.entry_unit_text(), "/services?who=unit"),
        (words.entry_community(), words.entry_community_text(), "/services?who=community"),
        (words.entry_office(), words.entry_office_text(), "/services?who=office"),
        (words.entry_watch(), words.entry_watch_text(), "/funds"),
    ];
    let card = |(name, text, href): (&str, &str, &str)| Card {
        link: Link::new(name, href),
        text: text.to_owned(),
        mark: String::new(),
    };
    doors.into_iter().map(card).collect()
}

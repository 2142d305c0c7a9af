//! The first page: search, the services by subject, the city in figures.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{funds, services};
use crate::kit::{Action, Block, Card, Frame, Link, Page, Reader, Section};
use crate::site::Site;

/// `GET /`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    super::made(site, reader, |site, reader| {
        let language = reader.language;
        let words = language.public();
        let figures = site.figures()?;
        let cards = services::subjects().into_iter().map(|(subject, list)| {
            let names: Vec<_> = list.iter().map(|service| language.pick(service.zh, service.en)).collect();
            let name = services::subject_name(subject, language);
            Card {
                link: Link::new(name, format!("/services#{subject}")),
                text: names.join(language.pick("、", ", ")),
                mark: String::new(),
            }
        });
        let frame = Frame::of(site, reader, Section::Home);
        Ok(Page::new(frame, words.home_title())
            .lead(words.home_lead())
            .with(Block::Heading(language.common().services().to_owned()))
            .with(Block::Cards(cards.collect()))
            .with(Block::Heading(words.figures_title().to_owned()))
            .with(Block::Remark(words.as_of(figures.on)))
            .with(Block::Figures(funds::totals(&figures, language)))
            .with(Block::Actions(vec![Action {
                link: Link::new(words.funds_title(), "/funds"),
                primary: false,
            }]))
            .wide())
    })
    .await
}

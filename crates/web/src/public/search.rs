//! The search over services and pages.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;

use super::find::FINDER;
use crate::kit::{Block, Card, Empty, Frame, Link, Page, Reader, Section};
use crate::site::Site;

/// What is searched for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /search?q=`.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Response {
    super::made(site, reader, move |site, reader| {
        let language = reader.language;
        let words = language.public();
        let question = asked.q.trim();
        let found = FINDER.find(question);
        let mut frame = Frame::of(site, reader, Section::Elsewhere);
        question.clone_into(&mut frame.query);
        let title =
            if question.is_empty() { words.search_title().to_owned() } else { words.search_for(question) };
        let page = Page::new(frame, title);
        if found.is_empty() {
            return Ok(page.with(Block::Empty(Empty {
                title: words.search_none().to_owned(),
                text: words.search_none_why().to_owned(),
                link: Some(Link::new(words.services_title(), "/services")),
            })));
        }
        let card = |entry: &super::find::Entry| Card {
            link: Link::new(entry.name(language), entry.href.clone()),
            text: String::new(),
            mark: String::new(),
        };
        Ok(page
            .lead(words.search_found(found.len()))
            .with(Block::Cards(found.into_iter().map(card).collect())))
    })
    .await
}

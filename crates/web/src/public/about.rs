//! What the site says about itself: accessibility, shortcuts.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use crate::kit::{Block, Column, Frame, Link, Page, Reader, Section, Table};
use crate::site::Site;

/// `GET /accessibility`.
pub(super) async fn accessibility(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let words = reader.language.public();
    let list = |points: &[&str]| Block::Points(points.iter().map(|point| (*point).to_owned()).collect());
    Page::new(Frame::of(&site, &reader, Section::Elsewhere), words.accessibility_title())
        .lead(words.accessibility_lead())
        .with(Block::Heading(words.accessibility_does().to_owned()))
        .with(list(&[
            words.accessibility_keyboard(),
            words.accessibility_script(),
            words.accessibility_contrast(),
            words.accessibility_elder(),
            words.accessibility_pictures(),
            words.accessibility_narrow(),
        ]))
        .with(Block::Links(vec![
            Link::new(words.settings_title(), "/settings?back=/accessibility"),
            Link::new(words.shortcuts_title(), "/shortcuts"),
        ]))
        .with(Block::Heading(words.accessibility_gaps().to_owned()))
        .with(list(&[words.accessibility_gap_certified(), words.accessibility_gap_speech()]))
        .with(Block::Heading(words.accessibility_help().to_owned()))
        .with(Block::Text(words.accessibility_call().to_owned()))
        .answer()
}

/// `GET /shortcuts`.
pub(super) async fn shortcuts(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let words = reader.language.public();
    let rows = [
        ("/", words.key_search()),
        ("?", words.key_list()),
        ("g h", words.key_home()),
        ("g s", words.key_services()),
        ("Esc", words.key_escape()),
    ];
    let table = Table {
        caption: words.shortcuts_caption().to_owned(),
        columns: vec![Column::text(words.key()), Column::text(words.key_does())],
        rows: rows.map(|(key, does)| vec![key.into(), does.into()]).to_vec(),
        ..Table::default()
    };
    Page::new(Frame::of(&site, &reader, Section::Elsewhere), words.shortcuts_title())
        .lead(words.shortcuts_lead())
        .with(Block::Table(Box::new(table)))
        .with(Block::Links(vec![Link::new(words.settings_title(), "/settings?back=/shortcuts")]))
        .answer()
}

//! The document for machines, and as a page that needs nothing from elsewhere.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use business::catalogue;
use business::desk::Channel;
use serde_json::Value;

use super::{document, routes};
use crate::kit::{Block, Cell, Column, Frame, Link, Page, Reader, Section, Table};
use crate::public::services::text;
use crate::site::Site;

/// `GET /api/v1/openapi.json`.
pub(super) async fn json(State(site): State<Arc<Site>>) -> Json<Value> {
    Json(serde_json::to_value(document(site.version)).unwrap_or_default())
}

/// `GET /docs/api`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let language = reader.language;
    let words = language.hall();
    let calls = routes().into_iter().filter(|call| call.path.starts_with("/api/")).map(|call| {
        vec![
            Cell::from(format!("{} {}", call.method.to_uppercase(), call.path)),
            Cell::from(language.pick(call.summary.0, call.summary.1)),
            Cell::from(call.needs.word()),
        ]
    });
    let columns = || [words.api_call(), words.api_what(), words.api_needs()].map(Column::text).into();
    let table = Table {
        caption: words.api_calls().to_owned(),
        columns: columns(),
        rows: calls.collect(),
        ..Table::default()
    };
    let asks =
        || catalogue::services().filter(|service| service.stands_in(Channel::Api) && service.run.is_some());
    let services = asks().map(|service| {
        let who: Vec<&str> = service.who.iter().map(|grant| grant.0.key()).collect();
        vec![
            Cell::from(format!("POST /api/v1/services/{}", service.code)),
            Cell::from(language.pick(service.zh, service.en)),
            Cell::from(who.join(" ")),
        ]
    });
    let asked = Table {
        caption: words.api_services().to_owned(),
        columns: columns(),
        rows: services.collect(),
        ..Table::default()
    };
    let forms = asks().map(|service| {
        let fields = service.form.iter().map(|field| {
            let must = if field.required { words.yes() } else { words.no() };
            vec![
                Cell::from(field.key),
                Cell::from(text(field.label, language)),
                Cell::from(must),
                Cell::from(text(field.hint, language)),
            ]
        });
        let names = [words.api_field(), words.name(), words.api_required(), words.api_hint()];
        let caption = format!("{} · {}", service.code, language.pick(service.zh, service.en));
        let table = Table {
            caption,
            columns: names.map(Column::text).into(),
            rows: fields.collect(),
            ..Table::default()
        };
        Block::Details(language.pick(service.zh, service.en).to_owned(), vec![Block::Table(Box::new(table))])
    });
    Page::new(Frame::of(&site, &reader, Section::Elsewhere), words.api_title())
        .lead(words.api_lead())
        .wide()
        .with(Block::Links(vec![Link::new("OpenAPI 3.1", "/api/v1/openapi.json")]))
        .with(Block::Table(Box::new(table)))
        .with(Block::Table(Box::new(asked)))
        .with_all(forms)
        .answer()
}

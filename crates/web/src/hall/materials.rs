//! Materials of a matter on its page: the list, handing in, reading.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use business::desk::materials::{self, Kept};
use business::desk::{Dossier, Service};
use kernel::Result;

use super::sign_in::said;
use super::{Answer, With, answer, matters, show};
use crate::access::Who;
use crate::codes;
use crate::handed::{Handed, TooBig};
use crate::kit::{Block, Cell, Choice, Column, Field, Form, Input, Link, Reader, Table};
use crate::site::Site;

/// What a material may be, for the browser's dialogue.
const ACCEPT: &str = ".jpg,.jpeg,.png,.webp,.pdf,.docx,.xlsx,image/*";
const LIMIT: &str = "10 MB";

/// The part of a matter's page.
pub(super) fn section(dossier: &Dossier, with: &With<'_>) -> Result<Option<Block>> {
    let (words, entry) = (with.words, &dossier.entry);
    let kept = with.site.office.store.read(|tx| materials::of_matter(tx, entry.id))?;
    let may_add = materials::may_add(&with.actor, entry);
    if kept.is_empty() && !(may_add && !entry.service.materials.is_empty()) {
        return Ok(None);
    }
    let mut blocks = Vec::new();
    let missing = entry
        .service
        .materials
        .iter()
        .filter(|wanted| wanted.required && !kept.iter().any(|material| material.kind == wanted.key));
    let missing: Vec<&str> = missing.map(|wanted| show::text(wanted.name, with.language())).collect();
    if entry.state.is_open() && !missing.is_empty() {
        let names = missing.join(with.language().pick("、", ", "));
        blocks.push(Block::Text(words.materials_missing(names)));
    }
    if !kept.is_empty() {
        blocks.push(Block::Table(Box::new(listed(with, entry.service, &entry.number, &kept))));
    }
    if may_add {
        blocks.push(Block::Form(Box::new(hand_in(with, entry.service, &entry.number))));
    }
    Ok(Some(Block::Section(words.materials().to_owned(), blocks)))
}

fn name_of(with: &With<'_>, service: &Service, kind: &str) -> &'static str {
    let found = service.materials.iter().find(|material| material.key == kind);
    found.map_or(with.words.other_material(), |material| show::text(material.name, with.language()))
}

fn listed(with: &With<'_>, service: &Service, number: &str, kept: &[Kept]) -> Table {
    let words = with.words;
    let rows = kept.iter().map(|material| {
        let name = if material.removed {
            Cell::from(words.material_removed(&material.name))
        } else {
            Cell::Link(Link::new(&material.name, format!("/matters/{number}/materials/{}", material.line)))
        };
        vec![
            Cell::from(name_of(with, service, &material.kind)),
            name,
            Cell::from(format!("{} KB", material.bytes / 1024 + 1)),
            Cell::from(material.at.to_string()),
        ]
    });
    let names = [words.kind(), words.material_file(), words.size(), words.when()];
    Table {
        caption: words.materials().to_owned(),
        columns: names.map(Column::text).into(),
        rows: rows.collect(),
        ..Table::default()
    }
}

fn hand_in(with: &With<'_>, service: &Service, number: &str) -> Form {
    let words = with.words;
    let mut kinds: Vec<Choice> = service
        .materials
        .iter()
        .map(|material| Choice::new(material.key, show::text(material.name, with.language())))
        .collect();
    kinds.push(Choice::new("other", words.other_material()));
    let first = kinds.first().map_or_else(String::new, |choice| choice.value.clone());
    let kind = Field::new("kind", words.kind(), Input::Radios(kinds)).value(first);
    let input = Input::File { accept: ACCEPT.to_owned(), multiple: false, limit: LIMIT.to_owned() };
    let file = Field::new("file", words.material_file(), input).hint(words.material_hint());
    let mut form = Form::of(format!("/matters/{number}/materials"), words.material_add(), vec![kind, file]);
    form.id = "materials".to_owned();
    with.form(form)
}

/// `POST /matters/{number}/materials`.
pub(super) async fn add(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    handed: Handed,
) -> Response {
    answer(site, reader, who, move |with| {
        let done = handed.content.map_err(TooBig::problem).and_then(|content| {
            let named = (handed.sent.get("kind"), handed.name.as_str());
            materials::add(&with.site.office, &with.actor, &number, named, &content)
        });
        match done {
            Ok(_) => Ok(Answer::Go(format!("/matters/{number}#materials"))),
            Err(problem) if problem.kind() == kernel::Kind::Missing => Err(problem),
            Err(problem) => {
                matters::page_of(with, &number, false, Some(&said(&problem, with.reader))).map(Answer::from)
            }
        }
    })
    .await
}

/// `GET /matters/{number}/materials/{line}`: always to keep, never shown within the site.
pub(super) async fn read(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((number, line)): Path<(String, String)>,
) -> Response {
    answer(site, reader, who, move |with| {
        let line = line.parse().map_err(|_| codes::NO_PAGE.with("path", &line))?;
        let (kept, content) = materials::read(&with.site.office, &with.actor, &number, line)?;
        Ok(Answer::File { media: "application/octet-stream", name: kept.name, content })
    })
    .await
}

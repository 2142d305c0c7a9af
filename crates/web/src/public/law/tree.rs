//! `GET /law`: what applies in a region on a day, by subject and insurance; and the regions, nation, province, city.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::Result;
use rules::{LawBook, Parameter, Place, lies_below};

use super::{Answers, Filters, cited, form, groups, name, said};
use crate::kit::{Block, Cell, Column, Frame, Link, Page, Reader, Section, Table};
use crate::site::Site;
use crate::words::Language;

/// `GET /law`.
pub(in crate::public) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Answers>,
) -> Response {
    super::super::made(site, reader, move |site, reader| view(site, reader, &asked)).await
}

fn view(site: &Site, reader: &Reader, asked: &Answers) -> Result<Page> {
    let language = reader.language;
    let words = language.law();
    let (filters, wrong) = Filters::read(site, asked);
    let book = &site.office.law;
    let law = book.in_force(&filters.region, filters.known_on)?;
    let (zh, en) = law.region_names();
    let mut page = Page::new(Frame::of(site, reader, Section::Law), words.law_title())
        .lead(words.law_lead(language.pick(zh, en), filters.on))
        .with(Block::Form(Box::new(form(site, language, "/law", &filters, &wrong))))
        .with(Block::Links(vec![
            Link::new(words.compare_days(), filters.href("/law/compare")),
            Link::new(words.standards_title(), format!("/standards?region={}", filters.region)),
        ]))
        .wide();
    let all = book.parameters();
    for group in
        groups(book).into_iter().filter(|group| lies_below(&filters.path, group) || filters.path.is_empty())
    {
        let below =
            |known: &&Parameter<'_>| lies_below(&known.id, group) && lies_below(&known.id, &filters.path);
        let rows: Vec<Vec<Cell>> = all
            .iter()
            .filter(below)
            .filter_map(|known| Some((known, law.in_force_on(&known.id, filters.on)?)))
            .map(|(known, dated)| row(book, &filters, known, &dated, language))
            .collect();
        if rows.is_empty() {
            continue;
        }
        let title = words.group_with(words.group_of(group), rows.len());
        let table = Block::Table(Box::new(table(&title, rows, language)));
        page = page.with(if filters.path.is_empty() { Block::Details(title, vec![table]) } else { table });
    }
    Ok(page.with(Block::Section(words.regions().to_owned(), regions(book, &filters, language))))
}

fn row(
    book: &LawBook,
    filters: &Filters,
    known: &Parameter<'_>,
    dated: &rules::Dated<'_>,
    language: Language,
) -> Vec<Cell> {
    let words = language.law();
    let from = &dated.parameter.region;
    let whose = if *from == filters.region {
        words.own().to_owned()
    } else {
        words.inherited(super::place_name(book, from, language))
    };
    vec![
        Cell::Link(Link::new(name(known, language), filters.parameter(&known.id))),
        Cell::from(said(dated, known.definition.unit, words, language)),
        Cell::from(dated.from.to_string()),
        Cell::from(whose),
        Cell::from(cited(&dated.parameter.source, words)),
    ]
}

fn table(caption: &str, rows: Vec<Vec<Cell>>, language: Language) -> Table {
    let words = language.law();
    let names = [words.parameter(), words.value(), words.since(), words.stated_by(), words.source()];
    Table {
        caption: caption.to_owned(),
        columns: names.map(Column::text).into(),
        rows,
        dense: true,
        ..Table::default()
    }
}

/// The regions as a tree: the nation, provinces that open, cities below them.
fn regions(book: &LawBook, filters: &Filters, language: Language) -> Vec<Block> {
    let below = |above: Option<&str>| -> Vec<Place<'_>> {
        book.places().filter(|place| place.parent == above).collect()
    };
    let link = |place: &Place<'_>| {
        let there = Filters { region: place.code.to_owned(), ..filters.clone() };
        Link::new(language.pick(place.zh, place.en), there.href("/law"))
    };
    let mut blocks = Vec::new();
    for nation in below(None) {
        blocks.push(Block::Links(vec![link(&nation)]));
        let provinces = below(Some(nation.code));
        let plain = provinces.iter().filter(|province| below(Some(province.code)).is_empty());
        blocks.push(Block::Links(plain.map(link).collect()));
        for province in provinces.iter().filter(|province| !below(Some(province.code)).is_empty()) {
            let mut inside = vec![link(province)];
            let mut open = below(Some(province.code));
            open.reverse();
            while let Some(place) = open.pop() {
                inside.push(link(&place));
                open.extend(below(Some(place.code)).into_iter().rev());
            }
            let summary = language.pick(province.zh, province.en).to_owned();
            blocks.push(Block::Details(summary, vec![Block::Links(inside)]));
        }
    }
    blocks
}

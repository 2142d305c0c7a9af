//! `GET /law/{id}`: one parameter with every value on a time line, its sources, and what computes with it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use charts::{Medium, Span, TimeLine, TimeRow};
use kernel::{Rate, Result};
use rules::{Dated, LawBook, Parameter, Place, Unit, Value};

use super::{Answers, Filters, cited, form, name, plain, said};
use crate::codes;
use crate::kit::{
    Block, Cell, Column, Empty, Facts, Frame, Link, Page, Picture, Reader, Row, Section, Table, Tag, Tone,
};
use crate::site::Site;
use crate::words::Language;

/// `GET /law/{id}`.
pub(in crate::public) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<Answers>,
) -> Response {
    super::super::made(site, reader, move |site, reader| view(site, reader, &id, &asked)).await
}

fn view(site: &Site, reader: &Reader, id: &str, asked: &Answers) -> Result<Page> {
    let language = reader.language;
    let words = language.law();
    let book = &site.office.law;
    let parameter = book.parameter(id).ok_or_else(|| codes::NO_PARAMETER.with("id", id))?;
    let (filters, wrong) = Filters::read(site, asked);
    let title = name(&parameter, language);
    let unit = parameter.definition.unit;
    let law = book.in_force(&filters.region, filters.known_on)?;
    let now = law.in_force_on(id, filters.on);
    let on = words.value_on(super::place_name(book, &filters.region, language), filters.on);
    let rows = now.and_then(|now| rows(&on, now, language));
    let value = match now {
        None => words.says_nothing().to_owned(),
        Some(_) if rows.is_some() => words.see_table().to_owned(),
        Some(now) => said(&now, unit, words, language),
    };
    let facts = vec![
        Row::new(words.law_id(), id),
        Row::new(words.law_unit(), words.unit_of(unit.name())),
        Row::new(on, value),
    ];
    let action = format!("/law/{id}");
    let page = Page::new(Frame::of(site, reader, Section::Law), title.clone())
        .crumbs(vec![Link::new(words.law_title(), filters.href("/law"))])
        .with(Block::Form(Box::new(form(site, language, &action, &filters, &wrong))))
        .with(Block::Facts(Facts { title: None, rows: facts }))
        .with_all(rows)
        .wide();
    let lineage: Vec<Place<'_>> = book.lineage(&filters.region).into_iter().rev().collect();
    let page = match picture(book, &filters, &parameter, &lineage, language)? {
        Some(picture) => page.with(Block::Picture(Box::new(picture))),
        None => page,
    };
    let stated = stated(book, &filters, &lineage, id);
    let page = if stated.is_empty() {
        let (title, text) = (words.says_nothing().to_owned(), words.says_nothing_why().to_owned());
        page.with(Block::Empty(Empty { title, text, link: None }))
    } else {
        page.with(Block::Table(Box::new(values(&title, &parameter, &stated, now, language))))
    };
    let elsewhere = elsewhere(book, &filters, &parameter, language);
    let uses = uses(site, &parameter, language)?;
    Ok(page.with_all(elsewhere).with(Block::Section(words.used_by().to_owned(), uses)))
}

/// The rows of a table of the law; none where the value is none.
fn rows(caption: &str, dated: Dated<'_>, language: Language) -> Option<Block> {
    let words = language.law();
    let Some(Value::Table(table)) = dated.value else { return None };
    let row = |row: rules::Row<'_>| -> Vec<Cell> {
        let cells = table.columns().iter().map(|(column, unit)| {
            Cell::from(row.cell(column).map_or("—".to_owned(), |cell| plain(cell, *unit, words, language)))
        });
        cells.collect()
    };
    Some(Block::Table(Box::new(Table {
        caption: caption.to_owned(),
        columns: table.columns().iter().map(|(column, _)| Column::text(words.column_of(column))).collect(),
        rows: table.rows().map(row).collect(),
        dense: true,
        tall: true,
        ..Table::default()
    })))
}

/// What the region and those above it say, the nation first.
fn stated<'b>(
    book: &'b LawBook,
    filters: &Filters,
    lineage: &[Place<'b>],
    id: &str,
) -> Vec<(Place<'b>, Dated<'b>)> {
    let of = |place: &Place<'b>| {
        let place = *place;
        book.stated(place.code, id, filters.known_on).into_iter().map(move |dated| (place, dated))
    };
    lineage.iter().flat_map(of).collect()
}

fn values(
    title: &str,
    parameter: &Parameter<'_>,
    stated: &[(Place<'_>, Dated<'_>)],
    now: Option<Dated<'_>>,
    language: Language,
) -> Table {
    let words = language.law();
    let row = |(place, dated): &(Place<'_>, Dated<'_>)| {
        let in_force = now.is_some_and(|now| Arc::ptr_eq(now.parameter, dated.parameter));
        let until = match (dated.corrected, dated.until) {
            (Some(day), _) => Cell::Tag(Tag::new(words.corrected(day), Tone::Warning)),
            (None, Some(day)) => Cell::from(day.to_string()),
            (None, None) => Cell::from(words.still()),
        };
        let state = if in_force { Cell::Tag(Tag::new(words.in_force(), Tone::Good)) } else { Cell::from("") };
        let assumed = if dated.parameter.known_assumed { words.assumed() } else { "" };
        vec![
            Cell::from(dated.from.to_string()),
            until,
            Cell::from(said(dated, parameter.definition.unit, words, language)),
            state,
            Cell::from(language.pick(place.zh, place.en)),
            Cell::from(format!("{}{assumed}", dated.known)),
            Cell::from(cited(&dated.parameter.source, words)),
        ]
    };
    let names = [
        words.since(),
        words.until(),
        words.value(),
        words.state(),
        words.stated_by(),
        words.published(),
        words.source(),
    ];
    Table {
        caption: words.values_of(title),
        columns: names.map(Column::text).into(),
        rows: stated.iter().rev().map(row).collect(),
        dense: true,
        tall: true,
        ..Table::default()
    }
}

/// The time line of the region and those above it; none where nothing was said.
fn picture(
    book: &LawBook,
    filters: &Filters,
    parameter: &Parameter<'_>,
    lineage: &[Place<'_>],
    language: Language,
) -> Result<Option<Picture>> {
    let words = language.law();
    let unit = parameter.definition.unit;
    let mut rows = Vec::new();
    for place in lineage {
        let stated = book.stated(place.code, &parameter.id, filters.known_on);
        // What was corrected before it began to count would only cover its correction.
        let spans: Vec<Span> = stated
            .iter()
            .filter(|dated| dated.corrected.is_none() && dated.value.is_some())
            .map(|dated| Span {
                from: dated.from,
                until: dated.until,
                text: match dated.value {
                    Some(Value::Table(table)) => words.rows(table.rows().count()),
                    _ => said(dated, unit, words, language),
                },
                height: dated.value.and_then(|value| height(value, unit)),
            })
            .collect();
        if !spans.is_empty() {
            rows.push(TimeRow { name: language.pick(place.zh, place.en).to_owned(), spans });
        }
    }
    if rows.is_empty() {
        return Ok(None);
    }
    let (zh, en) = match unit {
        Unit::Ratio | Unit::Percent => ("%", "%"),
        other => other.words(),
    };
    let title = name(parameter, language);
    let table_rows = rows.iter().flat_map(|row| {
        row.spans.iter().map(|span| {
            vec![
                Cell::from(row.name.clone()),
                Cell::from(span.from.to_string()),
                Cell::from(span.text.clone()),
            ]
        })
    });
    let table = Table {
        caption: title.clone(),
        columns: [words.stated_by(), words.since(), words.value()].map(Column::text).into(),
        rows: table_rows.collect(),
        dense: true,
        ..Table::default()
    };
    let line = TimeLine { title, unit: language.pick(zh, en).to_owned(), until: filters.on, rows };
    let svg = charts::timeline(&line, Medium::Page, &language.of_charts())?;
    Ok(Some(Picture { svg, table }))
}

/// Where a value stands on an axis of its unit; none for words and tables.
fn height(value: &Value, unit: Unit) -> Option<Rate> {
    let nano = match value {
        Value::Rate(rate) if matches!(unit, Unit::Ratio | Unit::Percent) => rate.nano().checked_mul(100)?,
        Value::Rate(rate) => rate.nano(),
        Value::Money(fen) => fen.get().checked_mul(10_000_000)?,
        Value::Whole(number) => number.checked_mul(1_000_000_000)?,
        Value::Month(_) | Value::Word(_) | Value::Flag(_) | Value::Table(_) => return None,
    };
    Some(Rate::from_nano(nano))
}

/// What other regions say, on the same day.
fn elsewhere(
    book: &LawBook,
    filters: &Filters,
    parameter: &Parameter<'_>,
    language: Language,
) -> Option<Block> {
    let words = language.law();
    let unit = parameter.definition.unit;
    let mut rows = Vec::new();
    for place in book.places() {
        if book.stated(place.code, &parameter.id, filters.known_on).is_empty() {
            continue;
        }
        let law = book.in_force(place.code, filters.known_on).ok()?;
        let now = law.in_force_on(&parameter.id, filters.on);
        let there = Filters { region: place.code.to_owned(), ..filters.clone() };
        rows.push(vec![
            Cell::Link(Link::new(language.pick(place.zh, place.en), there.parameter(&parameter.id))),
            Cell::from(
                now.map_or_else(|| words.says_nothing().to_owned(), |now| said(&now, unit, words, language)),
            ),
        ]);
    }
    if rows.len() < 2 {
        return None;
    }
    let caption = words.in_all_regions(filters.on);
    let columns = [words.region(), words.value()].map(Column::text).into();
    let table = Table { caption: caption.clone(), columns, rows, dense: true, ..Table::default() };
    Some(Block::Details(caption, vec![Block::Table(Box::new(table))]))
}

/// The calculators that look the parameter up, and the services that decide by them.
fn uses(site: &Site, parameter: &Parameter<'_>, language: Language) -> Result<Vec<Block>> {
    let words = language.law();
    let uses = site.uses()?;
    let topics: Vec<_> = uses.topics(&parameter.definition.id).collect();
    let services = super::services_by(uses, &parameter.definition.id);
    if topics.is_empty() && services.is_empty() {
        return Ok(vec![Block::Text(words.used_by_none().to_owned())]);
    }
    let rows = topics.iter().map(|topic| {
        vec![Cell::from(language.pick(topic.zh, topic.en)), Cell::from(topic.name), Cell::from(topic.source)]
    });
    let table = Table {
        caption: words.calculators().to_owned(),
        columns: [words.calculator(), words.topic(), words.source()].map(Column::text).into(),
        rows: rows.collect(),
        dense: true,
        ..Table::default()
    };
    let links: Vec<Link> = services
        .into_iter()
        .map(|service| {
            Link::new(language.pick(service.zh, service.en), format!("/services/{}", service.code))
        })
        .collect();
    let mut blocks = if topics.is_empty() { Vec::new() } else { vec![Block::Table(Box::new(table))] };
    if !links.is_empty() {
        blocks.extend([Block::Text(words.services_that_use().to_owned()), Block::Links(links)]);
    }
    Ok(blocks)
}

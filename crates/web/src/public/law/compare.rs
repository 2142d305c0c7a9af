//! `GET /law/compare`: the law of two days, or of two regions, side by side, differences marked.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::{Date, FeeMonth, Problem, Result};
use rules::{Dated, Pair, Unit};

use super::{Answers, Filters, cited, day, given, group_field, name, refuse, region_field, said};
use crate::kit::{
    Block, Cell, Choice, Column, Empty, Field, Form, Frame, Input, Link, Method, Page, Reader, Section,
    Table, Tag, Tone,
};
use crate::site::Site;
use crate::words::Language;

/// The two sides of a comparison.
pub(crate) struct Sides {
    /// The first side, with what both have in common.
    pub(crate) one: Filters,
    /// The second region.
    pub(crate) region: String,
    /// The second day.
    pub(crate) on: Date,
    /// Also what is the same on both sides.
    pub(crate) all: bool,
}

impl Sides {
    /// Reads an address. The second side is the first region, a year earlier where no day is given.
    ///
    /// # Errors
    /// As [`Filters::read`].
    pub(crate) fn read(site: &Site, asked: &Answers) -> (Sides, Vec<Problem>) {
        let (one, mut wrong) = Filters::read(site, asked);
        let then = day(asked, "on2", &mut wrong);
        let year_before = FeeMonth::of(one.on).plus(-12).first_day();
        let mut region = given(asked, "region2").unwrap_or(&one.region).to_owned();
        if let Err(problem) = site.office.law.in_force(&region, None) {
            wrong.push(problem.at("region2", &region));
            region.clone_from(&one.region);
        }
        let on = then.unwrap_or(if region == one.region { year_before } else { one.on });
        let all = given(asked, "all") == Some("yes");
        (Sides { one, region, on, all }, wrong)
    }

    /// The pairs, those that differ or all.
    pub(crate) fn pairs<'b>(&self, site: &'b Site) -> Result<Vec<Pair<'b>>> {
        let book = &site.office.law;
        let here = book.in_force(&self.one.region, self.one.known_on)?;
        let there = book.in_force(&self.region, self.one.known_on)?;
        let pairs = here.beside(self.one.on.into(), &there, self.on.into(), &self.one.path);
        Ok(pairs.into_iter().filter(|pair| self.all || !pair.same()).collect())
    }
}

/// `GET /law/compare`.
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
    let (sides, wrong) = Sides::read(site, asked);
    let pairs = sides.pairs(site)?;
    let page = Page::new(Frame::of(site, reader, Section::Law), words.compare_title())
        .crumbs(vec![Link::new(words.law_title(), sides.one.href("/law"))])
        .lead(words.compare_lead())
        .with(Block::Form(Box::new(form(site, language, &sides, &wrong))))
        .wide();
    if pairs.is_empty() {
        let (title, text) = (words.no_difference().to_owned(), words.no_difference_why().to_owned());
        return Ok(page.with(Block::Empty(Empty { title, text, link: None })));
    }
    Ok(page.with(Block::Table(Box::new(table(site, language, &sides, &pairs)))))
}

fn form(site: &Site, language: Language, sides: &Sides, wrong: &[Problem]) -> Form {
    let words = language.law();
    let known_on = sides.one.known_on.map_or_else(String::new, |day| day.to_string());
    let all = vec![Choice::new("yes", words.also_the_same())];
    let chosen = if sides.all { "yes" } else { "" };
    let fields = vec![
        region_field(site, language, "region", words.region_one(), &sides.one.region),
        Field::new("on", words.day_one(), Input::Date).value(sides.one.on.to_string()),
        region_field(site, language, "region2", words.region_two(), &sides.region),
        Field::new("on2", words.day_two(), Input::Date).value(sides.on.to_string()),
        Field::new("known_on", words.known_on(), Input::Date).value(known_on).optional(),
        group_field(site, language, &sides.one.path),
        Field::new("all", words.rows_shown(), Input::Checkboxes(all)).value(chosen).optional(),
    ];
    let mut form =
        Form { method: Method::Get, inline: true, ..Form::of("/law/compare", words.show(), fields) };
    refuse(&mut form, wrong, language);
    form
}

fn table(site: &Site, language: Language, sides: &Sides, pairs: &[Pair<'_>]) -> Table {
    let words = language.law();
    let book = &site.office.law;
    let side = |side: &Option<Dated<'_>>, unit: Unit| match side {
        Some(dated) => said(dated, unit, words, language),
        None => words.says_nothing().to_owned(),
    };
    let ground = |side: &Option<Dated<'_>>| {
        side.as_ref().map_or_else(String::new, |dated| {
            format!("{} {}", dated.from, cited(&dated.parameter.source, words))
        })
    };
    let row = |pair: &Pair<'_>| {
        let parameter = book.parameter(&pair.id)?;
        let unit = parameter.definition.unit;
        let mark = if pair.same() {
            Tag::new(words.the_same(), Tone::Plain)
        } else {
            Tag::new(words.differs(), Tone::Warning)
        };
        Some(vec![
            Cell::Link(Link::new(name(&parameter, language), sides.one.parameter(&pair.id))),
            Cell::Tag(mark),
            Cell::from(side(&pair.before, unit)),
            Cell::from(side(&pair.after, unit)),
            Cell::from(ground(&pair.before)),
            Cell::from(ground(&pair.after)),
        ])
    };
    let of = |region: &str, on: Date| words.side(super::place_name(book, region, language), on);
    let (one, two) = (of(&sides.one.region, sides.one.on), of(&sides.region, sides.on));
    let names = [
        words.parameter().to_owned(),
        words.state().to_owned(),
        one.clone(),
        two.clone(),
        words.source_of(one),
        words.source_of(two),
    ];
    Table {
        caption: words.compare_caption(pairs.iter().filter(|pair| !pair.same()).count()),
        columns: names.map(Column::text).into(),
        rows: pairs.iter().filter_map(row).collect(),
        dense: true,
        tall: true,
        ..Table::default()
    }
}

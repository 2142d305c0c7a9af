//! A person's record as of a day, as it was known on a day (历史时点查询). Both days stand in the address.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::enquiry::{self, AsOf, Snapshot};
use kernel::{Date, Result};
use serde::Deserialize;

use super::sign_in::said;
use super::{With, answer, party};
use crate::access::Who;
use crate::codes;
use crate::figures::money;
use crate::kit::{Block, Cell, Column, Facts, Field, Form, Input, Link, Method, Page, Reader, Row, Table};
use crate::site::Site;

/// The two days.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    on: Option<String>,
    known_on: Option<String>,
}

/// `GET /people/{party}/as-of`.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let today = with.actor.at.date();
        let day = |text: &Option<String>| match text.as_deref().map(str::trim).filter(|text| !text.is_empty())
        {
            Some(text) => text.parse::<Date>().map_err(|_| text.to_owned()),
            None => Ok(today),
        };
        let (on, known_on) = (day(&asked.on), day(&asked.known_on));
        let (shown, wrong) = match (&on, &known_on) {
            (Ok(on), Ok(known_on)) => (AsOf { on: *on, known_on: *known_on }, false),
            _ => (AsOf { on: today, known_on: today }, true),
        };
        let found = enquiry::as_of(&with.site.office, &with.actor, id, shown)?;
        let words = with.words;
        let typed = |day: &Result<Date, String>| match day {
            Ok(day) => day.to_string(),
            Err(text) => text.clone(),
        };
        let fields = vec![
            Field::new("on", words.on_day(), Input::Date).value(typed(&on)),
            Field::new("known_on", words.known_on(), Input::Date).value(typed(&known_on)),
        ];
        let mut form = Form::of(format!("/people/{id}/as-of"), words.show(), fields);
        (form.method, form.inline) = (Method::Get, true);
        for (name, day) in [("on", &on), ("known_on", &known_on)] {
            if day.is_err() {
                form.refuse(name, said(&codes::NO_DAY.problem(), with.reader));
            }
        }
        let page = with
            .page(words.record_as_of())
            .caption(words.as_of_hint())
            .crumbs(vec![Link::new(words.profile(), format!("/people/{id}"))])
            .wide()
            .with(Block::Form(Box::new(form)));
        Ok(if wrong { page } else { record(with, page, shown, &found) }.into())
    })
    .await
}

fn record(with: &With<'_>, page: Page, when: AsOf, found: &Snapshot) -> Page {
    let (words, language) = (with.words, with.language());
    let name =
        found.person.as_ref().map_or_else(|| words.not_known().to_owned(), |person| person.name.clone());
    let mut rows = vec![
        Row::new(words.on_day(), when.on.to_string()),
        Row::new(words.known_on(), when.known_on.to_string()),
        Row::new(words.known_as(), name),
    ];
    if let Some(person) = &found.person {
        rows.push(Row::new(words.born(), person.birth.to_string()));
    }
    let insured = found.participations.iter().map(|(p, payer)| {
        let to = if p.period.is_open() { words.until_now().to_owned() } else { p.period.to().to_string() };
        vec![
            Cell::from(language.pick(p.insurance.zh(), p.insurance.en())),
            Cell::from(payer.clone()),
            Cell::from(p.period.from().to_string()),
            Cell::from(to),
        ]
    });
    let wages = found.wages.iter().map(|wage| {
        vec![Cell::from(wage.payer.clone()), Cell::from(wage.from.to_string()), Cell::from(money(wage.wage))]
    });
    let billed = found.contributions.iter().map(|line| {
        vec![
            Cell::from(language.pick(line.insurance.zh(), line.insurance.en())),
            Cell::from(line.payer.clone()),
            Cell::from(money(line.base)),
            Cell::from(money(line.unit)),
            Cell::from(money(line.personal)),
        ]
    });
    let drawn = found.benefits.iter().map(|drawn| {
        let matter = Link::new(drawn.matter.clone(), format!("/matters/{}", drawn.matter));
        vec![
            Cell::from(language.pick(drawn.benefit.name().zh, drawn.benefit.name().en)),
            Cell::from(money(drawn.amount)),
            Cell::from(words.amount_cause(&drawn.cause)),
            Cell::Link(matter),
        ]
    });
    let text = |names: &[&str]| names.iter().map(|name| Column::text(*name)).collect::<Vec<_>>();
    let table = |caption: &str, columns: Vec<Column>, rows: Vec<Vec<Cell>>| {
        Block::Table(Box::new(Table { caption: caption.to_owned(), columns, rows, ..Table::default() }))
    };
    let mut of_wages = text(&[words.payer(), words.from()]);
    of_wages.push(Column::number(words.wage_of_month()));
    let mut of_bills = text(&[words.insurance(), words.payer()]);
    of_bills.extend([words.base(), words.unit_part(), words.person_part()].map(Column::number));
    let of_benefits = vec![
        Column::text(words.of_what()),
        Column::number(words.benefit_amount()),
        Column::text(words.cause()),
        Column::text(words.decided_by_matter()),
    ];
    page.with(Block::Facts(Facts { title: None, rows }))
        .with(table(
            words.insured_in(),
            text(&[words.insurance(), words.payer(), words.from(), words.to()]),
            insured.collect(),
        ))
        .with(table(words.wages(), of_wages, wages.collect()))
        .with(table(words.contributions(), of_bills, billed.collect()))
        .with(table(words.benefits_of_month(), of_benefits, drawn.collect()))
}

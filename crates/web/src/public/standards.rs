//! Contribution standards by year (历年缴费标准), straight from the law as data: bounds of the base as a picture and a table,
//! rates with their sources.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use charts::{Chart, Medium, Series};
use kernel::{Date, FeeMonth, Fen, Insurance, Rate, Result};
use rules::{Figure, Law, optional};
use serde::Deserialize;

use crate::figures::money;
use crate::kit::{
    Block, Cell, Choice, Column, Empty, Field, Form, Frame, Input, Method, Page, Picture, Reader, Section,
    Table,
};
use crate::site::Site;
use crate::words::{Language, LawWords};

/// The first year that is looked for; nothing was published before.
const FIRST_YEAR: i32 = 1998;

/// Which region.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    region: Option<String>,
}

/// The bounds of a contribution year.
struct Year {
    from: FeeMonth,
    floor: Figure<Fen>,
    ceiling: Figure<Fen>,
    average: Option<Fen>,
}

/// `GET /standards`.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Response {
    super::made(site, reader, move |site, reader| view(site, reader, asked.region.as_deref())).await
}

fn view(site: &Site, reader: &Reader, region: Option<&str>) -> Result<Page> {
    let language = reader.language;
    let words = language.law();
    let today = (site.clock)().date();
    let book = &site.office.law;
    let own = site.office.region.to_string();
    let region = region.filter(|code| !code.is_empty()).unwrap_or(&own);
    let law = book.in_force(region, Some(today))?;
    let years = years(&law, today)?;
    let (zh, en) = law.region_names();
    let page = Page::new(Frame::of(site, reader, Section::Standards), words.standards_title())
        .lead(words.standards_lead(language.pick(zh, en)))
        .with(Block::Form(Box::new(filter(site, today, language, region)?)))
        .wide();
    if years.is_empty() {
        let (title, text) = (words.standards_none().to_owned(), words.standards_none_why().to_owned());
        return Ok(page.with(Block::Empty(Empty { title, text, link: None })));
    }
    let bounds = bounds(&years, language, language.pick(zh, en))?;
    let rates = rates(&law, today, words, language)?;
    Ok(page
        .with(Block::Columns(vec![Block::Picture(Box::new(bounds)), Block::Table(Box::new(rates))]))
        .with(Block::Remark(words.standards_remark().to_owned())))
}

/// Regions whose law knows bounds today, and one's own.
fn filter(site: &Site, today: Date, language: Language, region: &str) -> Result<Form> {
    let words = language.law();
    let mut choices = Vec::new();
    for (code, zh, en) in site.office.law.regions() {
        let law = site.office.law.in_force(code, Some(today))?;
        if code == region || !years(&law, today)?.is_empty() {
            choices.push(Choice::new(code, language.pick(zh, en)));
        }
    }
    let field = Field::new("region", words.region(), Input::Select(choices)).value(region);
    Ok(Form { method: Method::Get, inline: true, ..Form::of("/standards", words.show(), vec![field]) })
}

/// The contribution years that have begun and whose bounds were published.
fn years(law: &Law<'_>, today: Date) -> Result<Vec<Year>> {
    let now = FeeMonth::of(today);
    let mut years = Vec::new();
    for year in FIRST_YEAR..=now.year() {
        let Some(january) = FeeMonth::new(year, 1) else { continue };
        let start =
            optional(law.whole("contribution.year_start_month", january))?.map_or(1, |first| first.value);
        let from = january.plus(i32::try_from(start).unwrap_or(1) - 1);
        if from > now {
            break;
        }
        let money = |id: &str| optional(law.money(id, from));
        if let (Some(floor), Some(ceiling)) = (money("contribution.floor")?, money("contribution.ceiling")?) {
            // A bound that still holds is shown in the year it began.
            let began =
                |figure: &Figure<Fen>| figure.parameter.as_ref().is_some_and(|p| p.from >= from.first_day());
            if !began(&floor) && !began(&ceiling) {
                continue;
            }
            let average = money("contribution.average_wage")?.map(|figure| figure.value);
            years.push(Year { from, floor, ceiling, average });
        }
    }
    Ok(years)
}

fn bounds(years: &[Year], language: Language, place: &str) -> Result<Picture> {
    let words = language.law();
    let title = words.bounds_title(place);
    let column = |of: fn(&Year) -> Fen| years.iter().map(of).collect();
    let chart = Chart {
        title: title.clone(),
        labels: years.iter().map(|year| year.from.to_string()).collect(),
        series: vec![
            Series::new(words.floor(), column(|year| year.floor.value)),
            Series::new(words.ceiling(), column(|year| year.ceiling.value)),
        ],
    };
    let row = |year: &Year| {
        vec![
            Cell::from(year.from.to_string()),
            Cell::from(money(year.floor.value)),
            Cell::from(money(year.ceiling.value)),
            Cell::from(year.average.map_or_else(String::new, money)),
            Cell::from(source(&year.floor, words)),
        ]
    };
    let table = Table {
        caption: words.in_yuan(title),
        columns: vec![
            Column::text(words.since()),
            Column::number(words.floor()),
            Column::number(words.ceiling()),
            Column::number(words.average()),
            Column::text(words.source()),
        ],
        rows: years.iter().rev().map(row).collect(),
        dense: true,
        ..Table::default()
    };
    Ok(Picture { svg: charts::line(&chart, Medium::Page, &language.of_charts())?, table })
}

/// What an employee and the unit pay at present, by insurance; none is shown where nothing was published.
fn rates(law: &Law<'_>, today: Date, words: LawWords, language: Language) -> Result<Table> {
    let mut rows = Vec::new();
    for insurance in Insurance::ALL {
        let figure = |who: &str| {
            optional(law.rate(&format!("contribution.{}.employee.{who}_rate", insurance.key()), today))
        };
        let (unit, person) = (figure("unit")?, figure("person")?);
        let Some(cited) = unit.as_ref().or(person.as_ref()) else { continue };
        let shown =
            |rate: &Option<Figure<Rate>>| rate.as_ref().map_or_else(String::new, |rate| percent(rate.value));
        rows.push(vec![
            Cell::from(language.pick(insurance.zh(), insurance.en())),
            Cell::from(shown(&unit)),
            Cell::from(shown(&person)),
            Cell::from(source(cited, words)),
        ]);
    }
    Ok(Table {
        caption: words.rates_title(today),
        columns: vec![
            Column::text(words.insurance()),
            Column::number(words.unit_pays()),
            Column::number(words.person_pays()),
            Column::text(words.source()),
        ],
        rows,
        ..Table::default()
    })
}

fn percent(rate: Rate) -> String {
    format!("{}%", Rate::from_nano(rate.nano() * 100))
}

/// Where a figure is published.
fn source<T>(figure: &Figure<T>, words: LawWords) -> String {
    let Some(parameter) = &figure.parameter else { return String::new() };
    match (&parameter.source.doc, &parameter.source.body) {
        (Some(doc), _) => doc.clone(),
        (None, Some(body)) => body.clone(),
        (None, None) => words.unverified().to_owned(),
    }
}

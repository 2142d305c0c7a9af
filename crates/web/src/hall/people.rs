//! A person's record: data, contributions by month, accounts, statement, who looked at it; and finding somebody.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::catalogue;
use business::desk::{About, Action, Channel, policy};
use business::enquiry::{self, Contributions};
use charts::{Chart, Medium, Series};
use kernel::{PartyId, Result};
use serde::Deserialize;

use super::{Answer, With, answer, party};
use crate::access::Who;
use crate::codes;
use crate::figures::money;
use crate::kit::{
    Block, Cell, Column, Empty, Facts, Field, Form, Input, Link, Method, Page, Picture, Reader, Row, Table,
    Tag, Tone,
};
use crate::site::Site;

/// What may be asked of these pages.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    q: Option<String>,
    year: Option<i16>,
}

/// Hits shown.
const HITS: usize = 20;

/// `GET /find`.
pub(super) async fn find(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let words = with.words;
        let word = asked.q.unwrap_or_default();
        let field = Field::new("q", words.find_by(), Input::Text(30)).value(word.clone());
        let mut form = Form::of("/find", words.find_button(), vec![field]);
        (form.method, form.inline) = (Method::Get, true);
        let mut page = with.page(words.find()).wide().with(Block::Form(Box::new(form)));
        if word.is_empty() {
            return Ok(page.into());
        }
        let hits = enquiry::find(&with.site.office, &with.actor, &word, HITS)?;
        if hits.is_empty() {
            let empty =
                Empty { title: words.nobody().to_owned(), text: words.nobody_why().to_owned(), link: None };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        let rows = hits.iter().map(|hit| {
            let href =
                if hit.unit { format!("/units/{}", hit.party) } else { format!("/people/{}", hit.party) };
            let kind = if hit.unit { words.is_unit() } else { words.is_person() };
            vec![
                Cell::Link(Link::new(hit.name.clone(), href)),
                Cell::from(kind),
                Cell::from(hit.number.clone()),
                Cell::from(hit.party.to_string()),
            ]
        });
        let names = [words.name(), words.kind(), words.document(), words.party_number()];
        page = page.with(Block::Table(Box::new(Table {
            caption: words.found().to_owned(),
            columns: names.map(Column::text).into(),
            rows: rows.collect(),
            ..Table::default()
        })));
        Ok(page.into())
    })
    .await
}

/// What an officer or community worker can start for somebody.
pub(super) fn start_for(with: &With<'_>, id: PartyId, about: &[About]) -> Vec<Block> {
    if with.actor.party.is_some() {
        return Vec::new();
    }
    let may = catalogue::services().filter(|service| {
        about.contains(&service.about)
            && service.run.is_some()
            && service.stands_in(Channel::Counter)
            && policy::may_ever(&with.actor, Action::Service(service))
    });
    let links: Vec<Link> = may
        .map(|service| {
            let name = with.language().pick(service.zh, service.en);
            Link::new(name, format!("/ask/{}?for={id}", service.code))
        })
        .collect();
    if links.is_empty() {
        Vec::new()
    } else {
        vec![Block::Section(with.words.can_ask().to_owned(), vec![Block::Links(links)])]
    }
}

/// `GET /people/{party}`.
pub(super) async fn profile(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let profile = enquiry::profile(&with.site.office, &with.actor, id)?;
        let (words, language) = (with.words, with.language());
        let card = profile.card.map_or_else(String::new, |(masked, _)| masked);
        let rows = vec![
            Row::new(words.name(), profile.person.name.clone()),
            Row::new(words.document(), profile.person.masked.clone()),
            Row::new(words.party_number(), id.to_string()),
            Row::new(words.born(), profile.person.birth.to_string()),
            Row::new(words.state(), words.status(profile.status.key())),
            Row::new(words.phone(), profile.phone.unwrap_or_default()),
            Row::new(words.address(), profile.address.unwrap_or_default()),
            Row::new(words.pay_account(), card),
        ];
        let insured = profile.participations.iter().map(|(p, payer)| {
            let to =
                if p.period.is_open() { words.until_now().to_owned() } else { p.period.to().to_string() };
            let tone = if p.period.is_open() { Tone::Good } else { Tone::Plain };
            vec![
                Cell::from(language.pick(p.insurance.zh(), p.insurance.en())),
                Cell::from(payer.clone()),
                Cell::from(p.period.from().to_string()),
                Cell::Tag(Tag::new(to, tone)),
                Cell::from(p.tier.clone()),
            ]
        });
        let names = [words.insurance(), words.payer(), words.from(), words.to(), words.tier()];
        let table = Table {
            caption: words.insured_in().to_owned(),
            columns: names.map(Column::text).into(),
            rows: insured.collect(),
            ..Table::default()
        };
        let links = vec![
            Link::new(words.contributions(), format!("/people/{id}/contributions")),
            Link::new(words.accounts(), format!("/people/{id}/accounts")),
            Link::new(words.awards(), format!("/people/{id}/awards")),
            Link::new(words.record_as_of(), format!("/people/{id}/as-of")),
            Link::new(words.dues(), format!("/payers/{id}/dues")),
            Link::new(words.certificate(), format!("/ask/certificate.insured?for={id}")),
        ];
        let page = with
            .page(profile.person.name)
            .caption(words.profile())
            .wide()
            .with(Block::Facts(Facts { title: None, rows }))
            .with(Block::Table(Box::new(table)))
            .with(Block::Links(links));
        Ok(page.with_all(start_for(with, id, &[About::Person, About::Payer])).into())
    })
    .await
}

/// `GET /people/{party}/contributions`.
pub(super) async fn contributions(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let found = enquiry::contributions(&with.site.office, &with.actor, id)?;
        Ok(contributions_page(with, id, &found).into())
    })
    .await
}

fn contributions_page(with: &With<'_>, id: PartyId, found: &Contributions) -> Page {
    let (words, language) = (with.words, with.language());
    let page = with.page(words.contributions()).caption(found.person.name.clone()).wide();
    if found.lines.is_empty() {
        let empty =
            Empty { title: words.no_record().to_owned(), text: words.no_record_why().to_owned(), link: None };
        return page.with(Block::Empty(empty));
    }
    let rows = found.lines.iter().map(|line| {
        let state = if line.received {
            Tag::new(words.received(), Tone::Good)
        } else {
            Tag::new(words.not_received(), Tone::Warning)
        };
        vec![
            Cell::from(line.month.to_string()),
            Cell::from(language.pick(line.insurance.zh(), line.insurance.en())),
            Cell::from(line.payer_name.clone()),
            Cell::from(money(line.base)),
            Cell::from(money(line.unit)),
            Cell::from(money(line.personal)),
            Cell::from(money(line.account)),
            Cell::Tag(state),
            Cell::Link(super::figures::why_link(with, id, line.month, line.payer)),
        ]
    });
    let columns = vec![
        Column::text(words.month()),
        Column::text(words.insurance()),
        Column::text(words.payer()),
        Column::number(words.base()),
        Column::number(words.unit_part()),
        Column::number(words.person_part()),
        Column::number(words.to_account()),
        Column::text(words.state()),
        Column::text(words.grounds()),
    ];
    page.with(Block::Table(Box::new(Table {
        caption: words.contributions().to_owned(),
        columns,
        rows: rows.collect(),
        dense: true,
        tall: true,
        csv: Some(format!("/people/{id}/contributions.csv")),
        ..Table::default()
    })))
}

/// `GET /people/{party}/contributions.csv`.
pub(super) async fn contributions_csv(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let found = enquiry::contributions(&with.site.office, &with.actor, id)?;
        let (words, language) = (with.words, with.language());
        let mut text = String::from("\u{feff}");
        let head = [
            words.month(),
            words.insurance(),
            words.payer(),
            words.base(),
            words.unit_part(),
            words.person_part(),
            words.to_account(),
            words.state(),
        ];
        text.push_str(&line(&head.map(str::to_owned)));
        for found in &found.lines {
            let state = if found.received { words.received() } else { words.not_received() };
            text.push_str(&line(&[
                found.month.to_string(),
                language.pick(found.insurance.zh(), found.insurance.en()).to_owned(),
                found.payer_name.clone(),
                found.base.to_string(),
                found.unit.to_string(),
                found.personal.to_string(),
                found.account.to_string(),
                state.to_owned(),
            ]));
        }
        Ok(Answer::File {
            media: "text/csv; charset=utf-8",
            name: format!("contributions-{id}.csv"),
            content: text.into_bytes(),
        })
    })
    .await
}

/// A row of CSV (RFC 4180). A cell that a spreadsheet would compute is made text.
fn line(cells: &[String]) -> String {
    let cell = |text: &String| {
        let text = if text.starts_with(['=', '+', '@']) { format!("'{text}") } else { text.clone() };
        if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
    };
    format!("{}\r\n", cells.iter().map(cell).collect::<Vec<_>>().join(","))
}

/// `GET /people/{party}/accounts`.
pub(super) async fn accounts(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let year = asked.year.unwrap_or_else(|| with.actor.at.date().year());
        let (person, accounts) = enquiry::statement(&with.site.office, &with.actor, id, i32::from(year))?;
        let (words, language) = (with.words, with.language());
        let mut page = with.page(words.accounts()).caption(person.name).wide();
        let field = Field::new("year", words.year(), Input::Number(String::new())).value(year.to_string());
        let mut form = Form::of(format!("/people/{id}/accounts"), words.show(), vec![field]);
        (form.method, form.inline) = (Method::Get, true);
        page = page.with(Block::Form(Box::new(form)));
        if accounts.is_empty() {
            let empty = Empty {
                title: words.no_account().to_owned(),
                text: words.no_account_why().to_owned(),
                link: None,
            };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        for account in &accounts {
            let name = language.pick(account.kind.zh(), account.kind.en());
            let (own, credits) = (&account.year, account.year.credits.iter().map(|c| c.amount).sum());
            let rows = vec![
                Row::new(words.opening(), money(own.opening)),
                Row::new(words.credited(), money(credits)),
                Row::new(words.interest(), money(own.interest)),
                Row::new(words.paid_out(), money(own.paid)),
                Row::new(words.closing(), money(own.closing)),
            ];
            page = page.with(Block::Facts(Facts { title: Some(words.account_in_year(name, year)), rows }));
            page = page.with(growth(with, name, &account.growth)?);
        }
        let link = Link::new(words.statement_pdf(year), format!("/people/{id}/statement.pdf?year={year}"));
        Ok(page.with(Block::Links(vec![link])).into())
    })
    .await
}

fn growth(with: &With<'_>, name: &str, points: &[business::accounts::GrowthPoint]) -> Result<Block> {
    let words = with.words;
    let chart = Chart {
        title: words.growth(name),
        labels: points.iter().map(|point| point.year.to_string()).collect(),
        series: vec![
            Series::new(words.principal(), points.iter().map(|point| point.principal).collect()),
            Series::new(words.interest(), points.iter().map(|point| point.interest).collect()),
        ],
    };
    let rows = points.iter().map(|point| {
        vec![
            Cell::from(point.year.to_string()),
            Cell::from(money(point.principal)),
            Cell::from(money(point.interest)),
        ]
    });
    let columns =
        vec![Column::text(words.year()), Column::number(words.principal()), Column::number(words.interest())];
    let table = Table { caption: words.growth(name), columns, rows: rows.collect(), ..Table::default() };
    Ok(Block::Picture(Box::new(Picture {
        svg: charts::growth(&chart, Medium::Page, &with.language().of_charts())?,
        table,
    })))
}

/// `GET /people/{party}/statement.pdf`.
pub(super) async fn statement(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let year = asked.year.unwrap_or_else(|| with.actor.at.date().year());
        // The same question as the page asks, so that the same people may have it and it leaves the same trace.
        enquiry::statement(&with.site.office, &with.actor, id, i32::from(year))?;
        let print = with.site.documents.as_ref().ok_or_else(|| codes::NO_PRINTER.problem())?;
        let content = print.statement(&with.site.office, id, year)?;
        Ok(Answer::File { media: "application/pdf", name: format!("statement-{id}-{year}.pdf"), content })
    })
    .await
}

/// `GET /people/{party}/trail`.
pub(super) async fn trail(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let looks = enquiry::trail(&with.site.office, &with.actor, party(&id)?, 200)?;
        let (words, language) = (with.words, with.language());
        let page = with.page(words.trail()).lead(words.trail_lead()).wide();
        if looks.is_empty() {
            let empty = Empty {
                title: words.nobody_looked().to_owned(),
                text: words.trail_lead().to_owned(),
                link: None,
            };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        let rows = looks.iter().map(|look| {
            let what = match catalogue::read(&look.what) {
                Some(read) => language.pick(read.zh, read.en),
                None => words.certificate_checked(),
            };
            let roles: Vec<&str> = look
                .roles
                .iter()
                .filter_map(|key| business::desk::Role::from_key(key))
                .map(|role| language.pick(role.zh(), role.en()))
                .collect();
            vec![
                Cell::from(look.at.to_string()),
                Cell::from(look.by.clone()),
                Cell::from(roles.join(language.pick("、", ", "))),
                Cell::from(what),
                Cell::from(look.channel.clone()),
            ]
        });
        let names = [words.when(), words.name(), words.as_what(), words.looked_at(), words.channel()];
        let table = Table {
            caption: words.trail().to_owned(),
            columns: names.map(Column::text).into(),
            rows: rows.collect(),
            ..Table::default()
        };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}

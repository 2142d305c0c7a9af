//! Recomputations of the past (追溯重新核定): summary, histogram and lines, and settling what a second person agreed to.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::enquiry;
use business::recompute::{self, CSV_HEAD, Head, Line, Listed, Why, csv_line};
use charts::{Histogram, Medium};
use kernel::{FeeMonth, Insurance, Result};
use serde::Deserialize;

use super::{Answer, With, answer};
use crate::access::{Sent, Who};
use crate::figures::money;
use crate::kit::{Block, Cell, Column, Facts, Form, Link, Notice, Pager, Picture, Reader, Row, Table, Tone};
use crate::site::Site;

/// Lines a page.
const ON_A_PAGE: i64 = 50;

/// After which line.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    after: Option<i64>,
}

/// `GET /recompute/{number}`.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let after = asked.after.unwrap_or(0).max(0);
        let (head, lines) = enquiry::recomputed(&with.site.office, &with.actor, &number, (after, ON_A_PAGE))?;
        let words = with.words;
        let mut page = with
            .page(words.recompute())
            .caption(words.matter(&head.matter))
            .crumbs(vec![Link::new(words.matter(&head.matter), format!("/matters/{}", head.matter))])
            .wide()
            .with(standing(with, &head));
        if head.state == "approved" {
            let mut form = Form::of(format!("/recompute/{}/settle", head.matter), words.settle(), Vec::new());
            form.id = "settle".to_owned();
            page = page.with(Block::Form(Box::new(with.form(form))));
        }
        page = page.with(sums(with, &head)).with(picture(with, &head)?);
        let last = lines.last().map_or(after, |line| line.number);
        let base = format!("/recompute/{}", head.matter);
        let pager = Pager {
            previous: (after > 0).then(|| match after - ON_A_PAGE {
                earlier @ 1.. => format!("{base}?after={earlier}"),
                _ => base.clone(),
            }),
            next: (last < head.lines).then(|| format!("{base}?after={last}")),
            count: None,
        };
        let csv = Some(format!("{base}/lines.csv"));
        let table = Table { pager, csv, ..table(with, words.recompute(), &lines) };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}

fn standing(with: &With<'_>, head: &Head) -> Block {
    let words = with.words;
    let (tone, text) = match head.state.as_str() {
        "planned" => (Tone::Busy, words.recompute_planned().to_owned()),
        "approved" => (Tone::Busy, words.recompute_approved(head.settled, head.lines)),
        "done" => (Tone::Good, words.recompute_done().to_owned()),
        _ => (Tone::Plain, words.recompute_refused().to_owned()),
    };
    Block::Notice(Notice { tone, title: String::new(), text, link: None })
}

fn sums(with: &With<'_>, head: &Head) -> Block {
    let (words, summary) = (with.words, &head.summary);
    let rows = vec![
        Row::new(words.since(), head.since.to_string()),
        Row::new(words.affected(), summary.people.to_string()),
        Row::new(words.to_collect(), money(summary.collect.amount)),
        Row::new(words.to_refund(), money(summary.refund.amount)),
        Row::new(words.to_pay(), money(summary.pay.amount)),
        Row::new(words.to_recover(), money(summary.recover.amount)),
        Row::new(words.from_now_on(), summary.from_now_on.to_string()),
        Row::new(words.by_hand(), summary.by_hand.to_string()),
    ];
    Block::Facts(Facts { title: None, rows })
}

fn picture(with: &With<'_>, head: &Head) -> Result<Block> {
    let words = with.words;
    let classes = head.summary.named_classes();
    let rows =
        classes.iter().map(|(name, count)| vec![Cell::from(name.clone()), Cell::from(count.to_string())]);
    let table = Table {
        caption: words.histogram().to_owned(),
        columns: vec![Column::text(words.class()), Column::number(words.lines_unit())],
        rows: rows.collect(),
        ..Table::default()
    };
    let histogram =
        Histogram { title: words.histogram().to_owned(), unit: words.lines_unit().to_owned(), classes };
    let svg = charts::histogram(&histogram, Medium::Page, &with.language().of_charts())?;
    Ok(Block::Picture(Box::new(Picture { svg, table })))
}

/// Lines as a table, before and after side by side.
pub(super) fn table(with: &With<'_>, caption: &str, lines: &[Listed]) -> Table {
    let words = with.words;
    let rows = lines.iter().map(|listed| {
        let line = &listed.line;
        let person = Link::new(line.person.to_string(), format!("/people/{}", line.person));
        vec![
            Cell::from(listed.number.to_string()),
            Cell::Link(person),
            Cell::from(of_what(with, line)),
            Cell::from(months(with, line)),
            Cell::from(money(line.before)),
            Cell::from(money(line.after)),
            Cell::from(money(line.difference)),
            Cell::from(because(with, line)),
            Cell::from(words.line_outcome(listed.outcome.key())),
        ]
    });
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::number(words.line_number()),
            Column::text(words.party_number()),
            Column::text(words.of_what()),
            Column::text(words.month()),
            Column::number(words.before()),
            Column::number(words.after()),
            Column::number(words.change()),
            Column::text(words.because()),
            Column::text(words.state()),
        ],
        rows: rows.collect(),
        dense: true,
        ..Table::default()
    }
}

/// The insurance or benefit of a line.
pub(super) fn of_what(with: &With<'_>, line: &Line) -> String {
    let language = with.language();
    match (line.detail.benefit, Insurance::from_code(line.insurance)) {
        (Some(benefit), _) => language.pick(benefit.name().zh, benefit.name().en).to_owned(),
        (None, Some(insurance)) => language.pick(insurance.zh(), insurance.en()).to_owned(),
        (None, None) => line.insurance.to_string(),
    }
}

fn months(with: &With<'_>, line: &Line) -> String {
    match line.to {
        to if to == line.from => line.from.to_string(),
        FeeMonth::OPEN => format!("{} – {}", line.from, with.words.from_then_on()),
        to => format!("{} – {to}", line.from),
    }
}

/// What changed, and when that was known.
fn because(with: &With<'_>, line: &Line) -> String {
    if let Some((code, zh, en)) = &line.detail.problem {
        return format!("{code} {}", with.language().pick(zh.as_str(), en.as_str()));
    }
    let words = with.words;
    let told = line.detail.why.iter().map(|why| match why {
        Why::Parameter { id, known, .. } => format!("{id} ({known})"),
        Why::Record { table, at, .. } => format!("{} ({})", words.record(table), at.date()),
        Why::Fact { path, .. } => words.effect(path.rsplit('.').next().unwrap_or(path)),
    });
    let mut told: Vec<String> = told.collect();
    told.dedup();
    told.truncate(4);
    told.join(with.language().pick("、", ", "))
}

/// `GET /recompute/{number}/lines.csv`.
pub(super) async fn csv(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let mut text = format!("\u{feff}{CSV_HEAD}");
        enquiry::each_recomputed(&with.site.office, &with.actor, &number, |listed| {
            text.push_str(&csv_line(listed.number, &listed.line, Some(listed.outcome)));
            Ok(())
        })?;
        Ok(Answer::File {
            media: "text/csv; charset=utf-8",
            name: format!("recompute-{number}.csv"),
            content: text.into_bytes(),
        })
    })
    .await
}

/// `POST /recompute/{number}/settle`.
pub(super) async fn settle(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    _: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        recompute::settle(&with.site.office, &with.actor, &number, &mut |_| {})?;
        Ok(Answer::Go(format!("/recompute/{number}")))
    })
    .await
}

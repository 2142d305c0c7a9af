//! Why a figure is what it is (为什么是这个数): awards with their steps, the contributions of a month, and the same on paper.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::desk::{self, APPEAL, Dossier};
use business::enquiry::{self, Believed};
use business::levy::{Why, WhyLine};
use kernel::{FeeMonth, Fen, PartyId, Result};
use serde::Deserialize;
use serde_json::json;

use super::{Answer, With, answer, party, recompute};
use crate::access::Who;
use crate::codes;
use crate::figures::money;
use crate::kit::{Block, Cell, Column, Derived, Empty, Facts, Link, Notice, Reader, Row, Table, Tone};
use crate::site::{Calculation, Site};
use crate::words::{HallWords, Language};

/// At which payer.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    payer: Option<i64>,
    bill: Option<i64>,
}

/// `GET /people/{party}/awards`.
pub(super) async fn awards(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let sheets = enquiry::awards(&with.site.office, &with.actor, id)?;
        let (courses, corrected) = enquiry::corrections(&with.site.office, &with.actor, id)?;
        let (words, language) = (with.words, with.language());
        let mut page = with.page(words.awards()).wide();
        if sheets.is_empty() && courses.is_empty() && corrected.is_empty() {
            let empty = Empty {
                title: words.no_awards().to_owned(),
                text: words.no_awards_why().to_owned(),
                link: None,
            };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        for sheet in &sheets {
            let final_or_not = if sheet.provisional { words.provisional() } else { words.final_award() };
            let rows = vec![
                Row::new(words.monthly(), money(sheet.monthly)),
                Row::new(words.from(), sheet.from.to_string()),
                Row::new(words.state(), final_or_not),
                Row::new(words.decided_at(), sheet.decided_at.to_string()),
                Row::new(words.decided_by(), sheet.decided_by.clone()),
                Row::new(words.approved_by(), sheet.approved_by.clone()),
                Row::new(words.number(), sheet.matter.clone()),
            ];
            let steps = Derived::steps(&sheet.derivation, language);
            let mut blocks = vec![Block::Facts(Facts { title: None, rows })];
            if !steps.is_empty() {
                let why = words.why_this_figure().to_owned();
                blocks.push(Block::Details(why, vec![Block::Derivation(steps)]));
                blocks.push(Block::Links(vec![
                    Link::new(words.explanation_pdf(), format!("/matters/{}/calculation.pdf", sheet.matter)),
                    Link::new(words.receipt_file(), format!("/matters/{}/receipt.json", sheet.matter)),
                ]));
            }
            page = page.with(Block::Section(words.award_of(sheet.from), blocks));
        }
        if !courses.is_empty() {
            page = page.with(Block::Table(Box::new(course_table(with, &courses))));
        }
        if !corrected.is_empty() {
            page = page.with(Block::Table(Box::new(recompute::table(with, words.corrections(), &corrected))));
        }
        Ok(page.into())
    })
    .await
}

/// What awards paid before and after each decision; the matter of each leads to its receipt.
fn course_table(with: &With<'_>, courses: &[Believed]) -> Table {
    let (words, language) = (with.words, with.language());
    let rows = courses.iter().map(|course| {
        let to =
            if course.to == FeeMonth::OPEN { words.from_then_on().to_owned() } else { course.to.to_string() };
        let state =
            course.retracted_at.map_or_else(|| words.holds().to_owned(), |at| words.replaced_on(at.date()));
        vec![
            Cell::from(language.pick(course.benefit.name().zh, course.benefit.name().en)),
            Cell::from(course.from.to_string()),
            Cell::from(to),
            Cell::from(money(course.amount)),
            Cell::from(words.amount_cause(&course.cause)),
            Cell::Link(Link::new(course.matter.clone(), format!("/matters/{}", course.matter))),
            Cell::from(course.recorded_at.to_string()),
            Cell::from(state),
        ]
    });
    let columns = vec![
        Column::text(words.of_what()),
        Column::text(words.from()),
        Column::text(words.to()),
        Column::number(words.benefit_amount()),
        Column::text(words.cause()),
        Column::text(words.decided_by_matter()),
        Column::text(words.recorded_at()),
        Column::text(words.state()),
    ];
    Table {
        caption: words.courses().to_owned(),
        columns,
        rows: rows.collect(),
        dense: true,
        ..Table::default()
    }
}

/// What was found for the month and payer of an address. Whether the reader may is answered before whether the month is one.
fn found(
    with: &With<'_>,
    month: &str,
    asked: &Asked,
    person: PartyId,
) -> Result<(FeeMonth, PartyId, Vec<Why>)> {
    let payer = asked.payer.map_or(person, PartyId::new);
    let read = FeeMonth::parse(month);
    let asked_for = read.unwrap_or(FeeMonth::of(with.actor.at.date()));
    let found = enquiry::why(&with.site.office, &with.actor, person, payer, asked_for)?;
    let month = read.ok_or_else(|| codes::NO_PAGE.with("path", month))?;
    Ok((month, payer, found))
}

/// `GET /people/{party}/contributions/{month}`.
pub(super) async fn why(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((id, month)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let (month, payer, found) = found(with, &month, &asked, id)?;
        let words = with.words;
        let page = with
            .page(words.why_contributions(month))
            .crumbs(vec![Link::new(words.contributions(), format!("/people/{id}/contributions"))])
            .wide();
        if found.is_empty() {
            let empty = Empty {
                title: words.no_record().to_owned(),
                text: words.no_record_why().to_owned(),
                link: None,
            };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        let sections = found.iter().map(|why| section(with, id, payer, month, why));
        Ok(page.with_all(sections).into())
    })
    .await
}

fn section(with: &With<'_>, id: PartyId, payer: PartyId, month: FeeMonth, why: &Why) -> Block {
    let (words, language) = (with.words, with.language());
    let title = words.bill_title(why.bill, words.bill_kind(&why.kind));
    let mut blocks = vec![Block::Table(Box::new(table(&title, &why.lines, words, language)))];
    if !why.before.is_empty() {
        let before = words.billed_before().to_owned();
        blocks.push(Block::Table(Box::new(table(&before, &why.before, words, language))));
        blocks.push(Block::Remark(words.difference_is().to_owned()));
    }
    if why.steps.is_empty() {
        blocks.push(Block::Notice(Notice {
            tone: Tone::Warning,
            title: String::new(),
            text: words.not_reconstructed().to_owned(),
            link: None,
        }));
        return Block::Section(title, blocks);
    }
    let steps = Derived::steps(&json!(why.steps), language);
    let pdf = format!("/people/{id}/contributions/{month}/calculation.pdf?payer={payer}&bill={}", why.bill);
    blocks.extend([
        Block::Heading(words.why_this_figure().to_owned()),
        Block::Derivation(steps),
        Block::Links(vec![Link::new(words.explanation_pdf(), pdf)]),
        Block::Remark(words.by_rule_set(&why.law)),
    ]);
    Block::Section(title, blocks)
}

fn table(caption: &str, lines: &[WhyLine], words: HallWords, language: Language) -> Table {
    let row = |line: &WhyLine| {
        vec![
            Cell::from(language.pick(line.insurance.zh(), line.insurance.en())),
            Cell::from(money(line.base)),
            Cell::from(money(line.unit)),
            Cell::from(money(line.personal)),
            Cell::from(money(line.account)),
        ]
    };
    let sum = |part: fn(&WhyLine) -> Fen| Cell::from(money(lines.iter().map(part).sum()));
    Table {
        caption: caption.to_owned(),
        columns: vec![
            Column::text(words.insurance()),
            Column::number(words.base()),
            Column::number(words.unit_part()),
            Column::number(words.person_part()),
            Column::number(words.to_account()),
        ],
        rows: lines.iter().map(row).collect(),
        foot: vec![
            Cell::from(words.total()),
            Cell::from(""),
            sum(|line| line.unit),
            sum(|line| line.personal),
            sum(|line| line.account),
        ],
        ..Table::default()
    }
}

fn printed(with: &With<'_>, figure: &Calculation) -> Result<Answer> {
    let print = with.site.documents.as_ref().ok_or_else(|| codes::NO_PRINTER.problem())?;
    let content = print.calculation(&with.site.office, figure)?;
    Ok(Answer::File { media: "application/pdf", name: format!("{}.pdf", figure.number), content })
}

/// `GET /people/{party}/contributions/{month}/calculation.pdf`.
pub(super) async fn why_pdf(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((id, month)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let id = party(&id)?;
        let (month, payer, found) = found(with, &month, &asked, id)?;
        let mut found = found.into_iter().filter(|why| asked.bill.is_none_or(|bill| why.bill.get() == bill));
        let why = found.next().filter(|why| !why.steps.is_empty());
        let why = why.ok_or_else(|| codes::NO_PAGE.with("path", month))?;
        let words = Language::Zh.hall();
        let results = why.lines.iter().map(|line| {
            let parts = words.parts_of_line(money(line.unit), money(line.personal), money(line.account));
            (line.insurance.zh().to_owned(), parts)
        });
        printed(
            with,
            &Calculation {
                number: format!("JS{}-{id}", why.bill),
                title: words.why_contributions(month),
                basis: desk::services::LEVY.basis.to_owned(),
                inputs: vec![
                    (words.party_number().to_owned(), id.to_string()),
                    (words.payer().to_owned(), payer.to_string()),
                    (words.month().to_owned(), month.to_string()),
                    (words.bill().to_owned(), why.bill.to_string()),
                ],
                results: results.collect(),
                steps: json!(why.steps),
                rule_set: why.law,
                remedy: APPEAL.zh.to_owned(),
            },
        )
    })
    .await
}

/// `GET /matters/{number}/calculation.pdf`.
pub(super) async fn decision_pdf(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let office = &with.site.office;
        let dossier = office.store.read(|tx| desk::dossier(tx, office, &with.actor, &number))?;
        printed(with, &of_decision(&dossier)?)
    })
    .await
}

fn of_decision(dossier: &Dossier) -> Result<Calculation> {
    let words = Language::Zh.hall();
    let decision = dossier.decision.as_ref().filter(|decision| !decision.derivation.is_null());
    let decision = decision.ok_or_else(|| codes::NO_PAGE.with("path", &dossier.entry.number))?;
    let outcome = if decision.granted { words.granted() } else { words.refused() };
    let mut results = vec![(words.outcome().to_owned(), outcome.to_owned())];
    results.extend(super::show::pairs(&decision.effects, words));
    let mut inputs = vec![
        (words.about().to_owned(), dossier.subject_name.clone()),
        (words.decided_at().to_owned(), decision.at.to_string()),
        (words.decided_by().to_owned(), decision.by.clone()),
    ];
    inputs.extend(super::show::pairs(&decision.inputs["record"], words));
    Ok(Calculation {
        number: format!("JS{}", dossier.entry.number),
        title: dossier.entry.service.zh.to_owned(),
        basis: dossier.entry.service.basis.to_owned(),
        inputs,
        results,
        steps: decision.derivation.clone(),
        rule_set: decision.law.clone(),
        remedy: APPEAL.zh.to_owned(),
    })
}

/// Leads from a line of contributions to how it came about.
pub(super) fn why_link(with: &With<'_>, id: PartyId, month: FeeMonth, payer: PartyId) -> Link {
    Link::new(with.words.why_this_figure(), format!("/people/{id}/contributions/{month}?payer={payer}"))
}

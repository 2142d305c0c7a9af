//! My matters, one matter with its history and receipt, correcting and taking back.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::catalogue::RECOMPUTE;
use business::certificates::is_certificate;
use business::desk::{self, Action, Dossier, Page as Part, State as Stand, policy, services};
use business::enquiry::{BATCHES, RECOMPUTED};
use business::intake::uploads;
use kernel::Result;
use serde::Deserialize;
use serde_json::Value as Json;

use super::ask::given;
use super::sign_in::said;
use super::{Answer, With, answer, materials, show};
use crate::access::{Sent, Who};
use crate::kit::{
    Block, Confirmation, Derived, Empty, Event, Facts, Field, Form, Input, Link, Page, Pager, Reader, Row,
    Stage, Table,
};
use crate::site::Site;

/// Which part of a list, what just happened.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    before: Option<i64>,
    new: Option<String>,
}

/// Matters a page.
const ON_A_PAGE: i64 = 30;

/// `GET /matters`.
pub(super) async fn mine(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let part = Part { before: asked.before, limit: ON_A_PAGE + 1 };
        let mut entries = with.site.office.store.read(|tx| desk::mine(tx, &with.actor, part))?;
        let more = entries.len() > usize::try_from(ON_A_PAGE).unwrap_or(0);
        entries.truncate(usize::try_from(ON_A_PAGE).unwrap_or(0));
        let words = with.words;
        let page = with.page(words.matters()).wide();
        if entries.is_empty() {
            let link = Some(Link::new(with.language().common().services(), "/services"));
            let empty =
                Empty { title: words.no_matters().to_owned(), text: words.no_matters_why().to_owned(), link };
            return Ok(page.with(Block::Empty(empty)).into());
        }
        let next = entries.last().filter(|_| more).map(|last| format!("/matters?before={}", last.id));
        let previous = asked.before.map(|_| "/matters".to_owned());
        let pager = Pager { previous, next, count: None };
        let table = Table { pager, ..show::table(with, words.matters(), &entries, with.actor.at.date()) };
        Ok(page.with(Block::Table(Box::new(table))).into())
    })
    .await
}

/// `GET /matters/{number}`.
pub(super) async fn dossier(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| page_of(with, &number, asked.new.is_some(), None).map(Answer::from))
        .await
}

/// The page of a matter; `wrong`: what was wrong with the last step on it.
pub(super) fn page_of(with: &With<'_>, number: &str, new: bool, wrong: Option<&str>) -> Result<Page> {
    let dossier =
        with.site.office.store.read(|tx| desk::dossier(tx, &with.site.office, &with.actor, number))?;
    let (words, language) = (with.words, with.language());
    let entry = &dossier.entry;
    let name = language.pick(entry.service.zh, entry.service.en);
    let mut page = with
        .page(name)
        .caption(words.matter(&entry.number))
        .crumbs(vec![Link::new(words.matters(), "/matters")]);
    if new {
        page = page.with(Block::Confirmation(confirmation(&dossier, with)));
    }
    let today = with.actor.at.date();
    let mut rows = vec![
        Row::new(words.number(), entry.number.clone()),
        Row::new(words.state(), show::tag(entry.state, entry.overdue(today), language).text),
        Row::new(words.asked_at(), entry.at.to_string()),
        Row::new(words.due(), entry.due.map_or_else(String::new, |due| due.to_string())),
    ];
    if !dossier.subject_name.is_empty() {
        rows.insert(1, Row::new(words.about(), dossier.subject_name.clone()));
    }
    page = page.with(Block::Facts(Facts { title: None, rows }));
    let file = with.site.office.store.read(|tx| uploads::of_matter(tx, entry.id))?;
    if let Some(file) = file.filter(|_| policy::may_ever(&with.actor, Action::Read(&BATCHES))) {
        let link = Link::new(language.employer().batch_of_matter(), format!("/batches/{file}"));
        page = page.with(Block::Links(vec![link]));
    }
    let asked = show::asked(with, entry)?;
    if !asked.is_empty() {
        page = page.with(Block::Facts(Facts { title: Some(words.what_was_asked().to_owned()), rows: asked }));
    }
    page = page.with_all(certificate(&dossier, with)).with_all(materials::section(&dossier, with)?);
    page = page.with_all(parts(&dossier, with)).with_all(list_to_sign(&dossier, with));
    page = page
        .with_all(decision(&dossier, with))
        .with(Block::Heading(words.history().to_owned()))
        .with(history(&dossier, with));
    if let Some(text) = wrong {
        page = page.with(Block::Notice(crate::kit::Notice {
            tone: crate::kit::Tone::Bad,
            title: String::new(),
            text: text.to_owned(),
            link: None,
        }));
    }
    Ok(page.with_all(steps(&dossier, with)))
}

/// The list of the staff it is about, to be sealed and signed.
fn list_to_sign(dossier: &Dossier, with: &With<'_>) -> Option<Block> {
    let listed =
        [&services::HIRE, &services::DISMISS, &services::JOIN, &services::LEAVE, &services::DECLARE_BASE];
    let entry = &dossier.entry;
    let done = entry.state == Stand::Done && listed.iter().any(|service| service.code == entry.service.code);
    let href = format!("/matters/{}/list.pdf", entry.number);
    let link = Link::new(with.language().employer().print_list(), href);
    done.then(|| Block::Actions(vec![crate::kit::Action { link, primary: false }]))
}

/// The certificate that it gave.
fn certificate(dossier: &Dossier, with: &With<'_>) -> Option<Block> {
    let entry = &dossier.entry;
    let given = entry.state == Stand::Done && is_certificate(entry.service);
    let href = format!("/matters/{}/certificate.pdf", entry.number);
    let link = Link::new(with.words.certificate_pdf(), href);
    given.then(|| Block::Actions(vec![crate::kit::Action { link, primary: true }]))
}

/// The matters that it is made of, or the one that it is a part of.
fn parts(dossier: &Dossier, with: &With<'_>) -> Option<Block> {
    let words = with.language().employer();
    if let Some(whole) = &dossier.whole {
        let link = Link::new(words.part_of(whole), format!("/matters/{whole}"));
        return Some(Block::Links(vec![link]));
    }
    let table = show::table(with, words.parts(), &dossier.parts, with.actor.at.date());
    (!dossier.parts.is_empty()).then(|| Block::Table(Box::new(table)))
}

fn confirmation(dossier: &Dossier, with: &With<'_>) -> Confirmation {
    let (words, entry) = (with.words, &dossier.entry);
    let (title, next) = match entry.state {
        Stand::Done => (words.done_title(), words.done_next().to_owned()),
        Stand::InReview => (words.submitted_title(), words.second_next().to_owned()),
        _ => (
            words.submitted_title(),
            entry.due.map_or_else(|| words.waits_next().to_owned(), |due| words.due_next(due)),
        ),
    };
    Confirmation {
        title: title.to_owned(),
        number: entry.number.clone(),
        next: vec![next, words.follow_here().to_owned()],
        receipt: None,
    }
}

fn decision(dossier: &Dossier, with: &With<'_>) -> Vec<Block> {
    let Some(decision) = &dossier.decision else { return Vec::new() };
    let words = with.words;
    let outcome = if decision.granted { words.granted() } else { words.refused() };
    let mut rows = vec![
        Row::new(words.outcome(), outcome),
        Row::new(words.decided_at(), decision.at.to_string()),
        Row::new(words.decided_by(), decision.by.clone()),
    ];
    rows.extend(show::rows(&decision.effects, words));
    let basis = vec![
        Row::new(words.decision_number(), decision.id.to_string()),
        Row::new(words.basis(), dossier.entry.service.basis),
        Row::new(words.law_hash(), decision.law.clone()),
        Row::new(words.signature(), decision.signature.clone()),
    ];
    let inputs =
        Facts { title: Some(words.rests_on().to_owned()), rows: show::rows(&decision.inputs, words) };
    let proof = vec![Block::Facts(inputs), Block::Facts(Facts { title: None, rows: basis })];
    let mut blocks = vec![Block::Facts(Facts { title: Some(words.decision().to_owned()), rows })];
    let steps = Derived::steps(&decision.derivation, with.language());
    if !steps.is_empty() {
        blocks.push(Block::Details(words.why_this_figure().to_owned(), vec![Block::Derivation(steps)]));
    }
    let number = &dossier.entry.number;
    let others = |title: &str, numbers: &[String]| {
        let links = numbers.iter().map(|number| Link::new(number.clone(), format!("/matters/{number}")));
        let links: Vec<Link> = links.collect();
        (!links.is_empty()).then(|| Block::Section(title.to_owned(), vec![Block::Links(links)]))
    };
    blocks.extend(others(words.replaces(), &dossier.replaced.earlier));
    blocks.extend(others(words.replaced_by(), &dossier.replaced.later));
    let mut links = vec![Link::new(words.receipt_file(), format!("/matters/{number}/receipt.json"))];
    if dossier.entry.service.code == RECOMPUTE.code
        && policy::may_ever(&with.actor, Action::Read(&RECOMPUTED))
    {
        links.insert(0, Link::new(words.recompute_lines(), format!("/recompute/{number}")));
    }
    if !decision.derivation.is_null() {
        let pdf = format!("/matters/{number}/calculation.pdf");
        links.insert(0, Link::new(words.explanation_pdf(), pdf));
    }
    blocks.extend([
        Block::Text(show::text(desk::APPEAL, with.language()).to_owned()),
        Block::Links(links),
        Block::Details(words.proof().to_owned(), proof),
    ]);
    blocks
}

fn history(dossier: &Dossier, with: &With<'_>) -> Block {
    let words = with.words;
    let event = |event: &desk::Event| {
        let reason =
            ["why", "ground", "to"].iter().filter_map(|key| event.detail.get(*key).and_then(Json::as_str));
        let detail = std::iter::once(event.by.as_str()).chain(reason).collect::<Vec<_>>().join(" · ");
        Event { title: words.event(&event.what), when: event.at.to_string(), detail, stage: Stage::Done }
    };
    let mut events: Vec<Event> = dossier.events.iter().map(event).collect();
    if dossier.entry.state.is_open() {
        let title = show::text(dossier.entry.state.name(), with.language()).to_owned();
        let when = dossier.entry.due.map_or_else(String::new, |due| words.until(due));
        events.push(Event { title, when, detail: String::new(), stage: Stage::Now });
    }
    Block::Timeline(events)
}

/// What whoever looks can do with it.
fn steps(dossier: &Dossier, with: &With<'_>) -> Vec<Block> {
    let (words, number) = (with.words, &dossier.entry.number);
    let mut blocks = Vec::new();
    if dossier.own && dossier.entry.state == Stand::InCorrection {
        let link = Link::new(words.correct(), format!("/matters/{number}/correct"));
        blocks.push(Block::Actions(vec![crate::kit::Action { link, primary: true }]));
    }
    if dossier.own && matches!(dossier.entry.state, Stand::Submitted | Stand::InCorrection | Stand::Draft) {
        let mut form = Form::of(format!("/matters/{number}/withdraw"), words.withdraw(), Vec::new());
        form.id = "withdraw".to_owned();
        form.danger = true;
        blocks.push(Block::Form(Box::new(with.form(form))));
    }
    let reason = || Field::new("why", words.reason(), Input::Area(3)).hint(words.reason_hint()).optional();
    let work = |submit: (&str, &str), others: &[(&str, &str)]| {
        let mut form = Form::of(format!("/matters/{number}/work"), submit.1, vec![reason()]);
        form.id = "work".to_owned();
        form.hidden = vec![("_default".to_owned(), submit.0.to_owned())];
        form.others = others
            .iter()
            .map(|(key, text)| ("step".to_owned(), (*key).to_owned(), (*text).to_owned()))
            .collect();
        Block::Form(Box::new(with.form(form)))
    };
    if dossier.for_desk {
        blocks.push(work(
            ("agree", words.agree()),
            &[
                ("claim", words.claim()),
                ("send-back", words.send_back()),
                ("turn-down", words.turn_down()),
                ("hand-over", words.give_back()),
            ],
        ));
    }
    if dossier.for_second {
        blocks.push(work(("approve", words.approve()), &[("refuse", words.disagree())]));
    }
    blocks
}

/// `GET /matters/{number}/receipt.json`: the signed receipt of the decision, which `jinbao replay` reads.
pub(super) async fn receipt(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| {
        let receipt = desk::receipt(&with.site.office, &with.actor, &number)?;
        let content = serde_json::to_vec_pretty(&receipt)
            .map_err(|cause| crate::codes::PAGE.problem().because(cause))?;
        Ok(Answer::File { media: "application/json", name: format!("receipt-{number}.json"), content })
    })
    .await
}

/// `GET /matters/{number}/correct`.
pub(super) async fn correction(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    answer(site, reader, who, move |with| correction_form(with, &number, &[], &[]).map(Answer::from)).await
}

fn correction_form(
    with: &With<'_>,
    number: &str,
    typed: &[(String, String)],
    wrong: &[kernel::Problem],
) -> Result<Page> {
    let entry = with.site.office.store.read(|tx| desk::entry(tx, &with.site.office, &with.actor, number))?;
    let words = with.words;
    let fields =
        entry.service.form.iter().map(|field| show::question(with, field)).collect::<Result<Vec<_>>>()?;
    let mut form = Form::of(format!("/matters/{number}/correct"), words.submit(), fields);
    let known: Vec<(String, String)> = match typed {
        [] => entry
            .service
            .form
            .iter()
            .filter_map(|field| {
                let text = entry.command.get(field.key)?.as_str()?;
                // What is masked has to be given again.
                (!text.contains('*')).then(|| (field.key.to_owned(), text.to_owned()))
            })
            .collect(),
        typed => typed.to_vec(),
    };
    form.fill(known.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for problem in wrong {
        form.refuse(&problem.place().field.clone().unwrap_or_default(), said(problem, with.reader));
    }
    Ok(with.page(words.correct()).caption(words.matter(number)).with(Block::Form(Box::new(with.form(form)))))
}

/// `POST /matters/{number}/correct`.
pub(super) async fn correct(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    sent: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        let own: Vec<(String, String)> =
            sent.0.iter().filter(|(name, _)| !name.starts_with('_')).cloned().collect();
        match desk::correct(&with.site.office, &with.actor, &number, &given(&own)) {
            Ok(()) => Ok(Answer::Go(format!("/matters/{number}?new"))),
            Err(wrong) => correction_form(with, &number, &own, &wrong).map(Answer::from),
        }
    })
    .await
}

/// `POST /matters/{number}/withdraw`.
pub(super) async fn withdraw(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    _: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        desk::withdraw(&with.site.office, &with.actor, &number)?;
        Ok(Answer::Go(format!("/matters/{number}")))
    })
    .await
}

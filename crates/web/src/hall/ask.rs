//! Asking for a service: its form, the answers before they are sent with what would come of them, the matter.
//!
//! One form for every service of the catalogue, in every standing that may ask. Without a script three pages: questions,
//! check, done.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::catalogue;
use business::desk::{self, About, Action, Ask, Channel, Open, Service, policy, sessions};
use business::registry::facts::payer_name;
use kernel::{PartyId, Problem, Result};
use serde::Deserialize;

use super::sign_in::said;
use super::{Answer, With, answer, party, show, window};
use crate::access::{Sent, Who};
use crate::codes;
use crate::kit::{Block, Facts, Form, Link, Page, Reader, Row};
use crate::site::{Site, random};

/// Where a form is asked from.
#[derive(Debug, Default, Deserialize)]
pub(super) struct For {
    /// About whom, where not about the party acted for.
    r#for: Option<String>,
}

/// The service of an address, if it stands on pages and the standing may ask for it.
fn service(with: &With<'_>, code: &str) -> Result<&'static Service> {
    let found = catalogue::service(code).filter(|service| service.run.is_some());
    let service = found.ok_or_else(|| codes::NO_SERVICE.with("code", code))?;
    if !service.stands_in(Channel::Web) || !policy::may_ever(&with.actor, Action::Service(service)) {
        return Err(policy::missing_role(Action::Service(service)));
    }
    Ok(service)
}

/// Whom it is about: who is named, else the party acted for. Whoever may not ask for them learns nothing about them.
fn subject(with: &With<'_>, service: &'static Service, named: &str) -> Result<Option<PartyId>> {
    if service.about == About::Agency {
        return Ok(None);
    }
    let subject = if named.is_empty() { with.actor.party } else { Some(party(named)?) };
    let id = subject.ok_or_else(|| codes::FIND_FIRST.problem())?;
    let office = &with.site.office;
    office.store.read(|tx| policy::check(tx, office, &with.actor, Action::Service(service), id))?;
    Ok(subject)
}

/// Money and personal data want a fresh proof; the demo city's users have nothing to prove themselves with.
fn proof(with: &With<'_>, service: &Service) -> Option<Answer> {
    let fresh = with.site.demo || with.who.signed_in.session.is_fresh(with.actor.at);
    (service.sensitive && !fresh).then(|| Answer::Go(format!("/me/prove?back=/ask/{}", service.code)))
}

/// `GET /ask/{code}`.
pub(super) async fn form(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(code): Path<String>,
    Query(about): Query<For>,
) -> Response {
    answer(site, reader, who, move |with| {
        let service = service(with, &code)?;
        let named = about.r#for.unwrap_or_default();
        let subject = subject(with, service, &named)?;
        if let Some(first) = proof(with, service) {
            return Ok(first);
        }
        questions(with, service, subject, &[], &[]).map(Answer::from)
    })
    .await
}

fn named(with: &With<'_>, subject: Option<PartyId>) -> Result<String> {
    match subject {
        Some(party) => with.site.office.store.read(|tx| payer_name(tx, party)),
        None => Ok(String::new()),
    }
}

fn head(with: &With<'_>, service: &Service, title: &str) -> Page {
    let name = with.language().pick(service.zh, service.en);
    let words = with.language().common();
    with.page(if title.is_empty() { name } else { title })
        .caption(if title.is_empty() { "" } else { name })
        .crumbs(vec![
            Link::new(words.services(), "/services"),
            Link::new(name, format!("/services/{}", service.code)),
        ])
}

fn questions(
    with: &With<'_>,
    service: &'static Service,
    subject: Option<PartyId>,
    typed: &[(String, String)],
    wrong: &[Problem],
) -> Result<Page> {
    let words = with.words;
    let fields = service.form.iter().map(|field| show::question(with, field)).collect::<Result<Vec<_>>>()?;
    let mut form = Form::of(format!("/ask/{}", service.code), words.check_answers(), fields);
    form.fill(typed.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    for problem in wrong {
        let field = problem.place().field.clone().unwrap_or_default();
        form.refuse(&field, said(problem, with.reader));
    }
    form.hidden = vec![("_step".to_owned(), "check".to_owned()), subject_field(subject)];
    form.cancel = Some(Link::new(words.cancel(), "/home"));
    let name = named(with, subject)?;
    let mut page = head(with, service, "").lead(show::text(service.brief, with.language()));
    if service.open == Open::Declaration {
        page = page.with_all(window::notice(with)?);
    }
    if !name.is_empty() {
        let row = Row::new(words.about(), name);
        page = page.with(Block::Facts(Facts { title: None, rows: vec![row] }));
    }
    Ok(page.with(Block::Form(Box::new(with.form(form)))))
}

fn subject_field(subject: Option<PartyId>) -> (String, String) {
    ("_for".to_owned(), subject.map_or_else(String::new, |party| party.to_string()))
}

/// `POST /ask/{code}`.
pub(super) async fn send(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(code): Path<String>,
    sent: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        let service = service(with, &code)?;
        let subject = subject(with, service, sent.get("_for"))?;
        if let Some(first) = proof(with, service) {
            return Ok(first);
        }
        let own: Vec<(String, String)> =
            sent.0.iter().filter(|(name, _)| !name.starts_with('_')).cloned().collect();
        let given = given(&own);
        if sent.get("_step") == "change" {
            return questions(with, service, subject, &own, &[]).map(Answer::from);
        }
        if sent.get("_step") == "submit" {
            let key = Some(sent.get("_key")).filter(|key| !key.is_empty());
            let ask = Ask { service, subject, given: &given, key };
            return match desk::ask(&with.site.office, &with.actor, &ask) {
                Ok(receipt) => Ok(Answer::Go(format!("/matters/{}?new", receipt.number))),
                Err(wrong) => questions(with, service, subject, &own, &wrong).map(Answer::from),
            };
        }
        let ask = Ask { service, subject, given: &given, key: None };
        match desk::preview(&with.site.office, &with.actor, &ask) {
            Ok(decision) => check(with, service, subject, &own, &given, &decision).map(Answer::from),
            Err(wrong) => questions(with, service, subject, &own, &wrong).map(Answer::from),
        }
    })
    .await
}

/// Fields sent several times become one answer with commas.
pub(super) fn given(sent: &[(String, String)]) -> desk::Given {
    let mut given: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in sent.iter().filter(|(_, value)| !value.is_empty()) {
        given
            .entry(name.clone())
            .and_modify(|known| *known = format!("{known},{value}"))
            .or_insert_with(|| value.clone());
    }
    given
}

/// The answers and what would come of them, before they are sent.
fn check(
    with: &With<'_>,
    service: &'static Service,
    subject: Option<PartyId>,
    typed: &[(String, String)],
    given: &desk::Given,
    decision: &desk::Decision,
) -> Result<Page> {
    let words = with.words;
    let mut rows = Vec::new();
    let name = named(with, subject)?;
    if !name.is_empty() {
        rows.push(Row::new(words.about(), name));
    }
    for field in service.form {
        let text = given.get(field.key).map_or("", String::as_str);
        rows.push(Row::new(show::text(field.label, with.language()), show::answer(with, field, text)?));
    }
    let effects = Facts {
        title: Some(words.would_come_of_it().to_owned()),
        rows: show::rows(&decision.effects, words),
    };
    let mut form = Form::of(format!("/ask/{}", service.code), words.submit(), Vec::new());
    form.hidden = typed.to_vec();
    form.hidden.push(subject_field(subject));
    // One key for this check page: pressing the button twice is one request.
    form.hidden.push(("_key".to_owned(), sessions::spelled(&random::<32>()?)));
    form.hidden.push(("_step".to_owned(), "submit".to_owned()));
    let mut change = Form::of(format!("/ask/{}", service.code), words.change_answers(), Vec::new());
    change.id = "change".to_owned();
    change.hidden = typed.to_vec();
    change.hidden.push(subject_field(subject));
    change.hidden.push(("_step".to_owned(), "change".to_owned()));
    let review = show::text(service.review.name(), with.language());
    Ok(head(with, service, words.not_sent_yet())
        .with(Block::Facts(Facts { title: None, rows }))
        .with(Block::Facts(effects))
        .with(Block::Remark(words.review_is(review)))
        .with(Block::Form(Box::new(with.form(form))))
        .with(Block::Form(Box::new(with.form(change)))))
}

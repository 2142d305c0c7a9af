//! Baskets of clerks and second persons, and their steps on a matter.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use business::desk::{self, Action, policy};
use business::enquiry::{BASKET, SECOND};
use kernel::{Kind, Result};
use serde::Deserialize;

use super::matters::page_of;
use super::sign_in::said;
use super::{Answer, With, answer, show};
use crate::access::{Sent, Who};
use crate::codes;
use crate::kit::{Block, Empty, Link, Page, Reader, Tab};
use crate::site::Site;

/// Which basket.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    held: Option<String>,
}

/// Matters a basket shows at once.
const SHOWN: i64 = 200;

fn tabs(with: &With<'_>, shown: usize) -> Block {
    let words = with.words;
    let tabs = [
        (words.basket(), "/desk", &BASKET),
        (words.held_by_me(), "/desk?held", &BASKET),
        (words.second_basket(), "/desk/second", &SECOND),
    ];
    let open =
        tabs.into_iter().enumerate().filter(|(_, tab)| policy::may_ever(&with.actor, Action::Read(tab.2)));
    Block::Tabs(
        open.map(|(at, (text, href, _))| Tab {
            link: Link::new(text, href),
            shown: at == shown,
            count: None,
        })
        .collect(),
    )
}

fn page(with: &With<'_>, title: &str, shown: usize, entries: &[desk::Entry]) -> Page {
    let page = with.page(title).wide().with(tabs(with, shown));
    if entries.is_empty() {
        let (title, text) =
            (with.words.nothing_waits().to_owned(), with.words.nothing_waits_why().to_owned());
        return page.with(Block::Empty(Empty { title, text, link: None }));
    }
    page.with(Block::Table(Box::new(show::table(with, title, entries, with.actor.at.date()))))
}

/// `GET /desk`.
pub(super) async fn basket(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    answer(site, reader, who, move |with| {
        let held = asked.held.is_some();
        let office = &with.site.office;
        let entries = office.store.read(|tx| desk::basket(tx, office, &with.actor, held, SHOWN))?;
        let title = if held { with.words.held_by_me() } else { with.words.basket() };
        Ok(page(with, title, usize::from(held), &entries).into())
    })
    .await
}

/// `GET /desk/second`.
pub(super) async fn second(State(site): State<Arc<Site>>, reader: Reader, who: Who) -> Response {
    answer(site, reader, who, move |with| {
        let office = &with.site.office;
        let entries = office.store.read(|tx| desk::for_second_person(tx, office, &with.actor, SHOWN))?;
        Ok(page(with, with.words.second_basket(), 2, &entries).into())
    })
    .await
}

/// `POST /matters/{number}/work`: a step of a clerk or of the second person.
pub(super) async fn work(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    sent: Sent,
) -> Response {
    answer(site, reader, who, move |with| {
        let chosen = if sent.get("step").is_empty() { sent.get("_default") } else { sent.get("step") };
        match step(with, &number, chosen, sent.get("why")) {
            Ok(()) => Ok(Answer::Go(format!("/matters/{number}"))),
            Err(problem) if matches!(problem.kind(), Kind::Input | Kind::Conflict) => {
                page_of(with, &number, false, Some(&said(&problem, with.reader))).map(Answer::from)
            }
            Err(problem) => Err(problem),
        }
    })
    .await
}

/// One step by its name; the same names stand in the API.
pub(crate) fn step(with: &With<'_>, number: &str, name: &str, why: &str) -> Result<()> {
    take_step(&with.site.office, &with.actor, number, name, why)
}

/// The steps of clerks and second persons.
pub(crate) const STEPS: &[&str] =
    &["claim", "hand-over", "send-back", "agree", "turn-down", "approve", "refuse"];

/// One step on a matter.
pub(crate) fn take_step(
    office: &business::Office,
    actor: &desk::Actor,
    number: &str,
    name: &str,
    why: &str,
) -> Result<()> {
    let matter = || office.store.read(|tx| desk::matter_by_number(tx, number));
    match name {
        "claim" => desk::claim(office, actor, number),
        "hand-over" => desk::hand_over(office, actor, number, None, why),
        "send-back" => desk::send_back(office, actor, number, why),
        "agree" => desk::agree(office, actor, number).map(drop),
        "turn-down" => desk::turn_down(office, actor, number, why),
        "approve" => business::approve(office, actor, matter()?).map(drop),
        "refuse" => business::refuse(office, actor, matter()?, why).map(drop),
        other => Err(codes::NO_STEP.with("step", other).with("known", STEPS.join(" "))),
    }
}

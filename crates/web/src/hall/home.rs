//! Home of a standing: what waits, what can be done, what is on record.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use business::catalogue;
use business::desk::{self, Action, Channel, Page as Part, Role, policy};
use kernel::Result;

use super::{Answer, With, answer, show};
use crate::access::Who;
use crate::kit::{Block, Card, Link, Page, Reader};
use crate::site::Site;

/// `GET /home`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader, who: Who) -> Response {
    answer(site, reader, who, |with| made(with).map(Answer::from)).await
}

fn made(with: &With<'_>) -> Result<Page> {
    let (words, actor) = (with.words, &with.actor);
    let office = &with.site.office;
    let title = match &with.who.signed_in.standing {
        Some(standing) => office.store.read(|tx| super::me::named(tx, standing, with.language()))?,
        None => words.home().to_owned(),
    };
    let mut page = with.page(words.welcome(&with.who.signed_in.user.name)).lead(title).wide();
    if let Some(unit) = actor.party.filter(|_| actor.roles.iter().any(|role| Role::UNIT.contains(role))) {
        page = page.with(super::employer::reminders(with, unit)?);
    }
    let cards: Vec<Card> = records(with).into_iter().map(|(text, href)| card(text, href)).collect();
    if !cards.is_empty() {
        page = page.with(Block::Heading(words.records().to_owned())).with(Block::Cards(cards));
    }
    let may = |service: &&'static desk::Service| {
        service.stands_in(Channel::Web)
            && service.run.is_some()
            && policy::may_ever(actor, Action::Service(service))
    };
    let ask = |service: &'static desk::Service| {
        let name = with.language().pick(service.zh, service.en);
        Card {
            link: Link::new(name, format!("/ask/{}", service.code)),
            text: show::text(service.brief, with.language()).to_owned(),
            mark: String::new(),
        }
    };
    // Officers ask for somebody whom they found first.
    if actor.party.is_some() {
        let services: Vec<Card> = catalogue::services().filter(may).map(ask).collect();
        page = page.with(Block::Heading(words.can_ask().to_owned())).with(Block::Cards(services));
    }
    let part = Part { before: None, limit: 5 };
    let matters = office.store.read(|tx| desk::mine(tx, actor, part))?;
    if !matters.is_empty() {
        let table = show::table(with, words.latest_matters(), &matters, actor.at.date());
        page = page.with(Block::Table(Box::new(table)));
    }
    Ok(page)
}

fn card(text: &'static str, href: String) -> Card {
    Card { link: Link::new(text, href), text: String::new(), mark: String::new() }
}

/// What can be looked at in this standing.
fn records(with: &With<'_>) -> Vec<(&'static str, String)> {
    let (words, actor) = (with.words, &with.actor);
    let is = |roles: &[Role]| roles.iter().any(|role| actor.roles.contains(role));
    let mut found = Vec::new();
    if let Some(party) = actor.party {
        if is(&[Role::Person, Role::Family]) {
            found.push((words.profile(), format!("/people/{party}")));
            found.push((words.contributions(), format!("/people/{party}/contributions")));
            found.push((words.accounts(), format!("/people/{party}/accounts")));
            found.push((words.awards(), format!("/people/{party}/awards")));
            found.push((words.dues(), format!("/payers/{party}/dues")));
        }
        if is(&[Role::Person]) {
            found.push((words.trail(), format!("/people/{party}/trail")));
        }
        if is(Role::UNIT) {
            found.push((words.unit(), format!("/units/{party}")));
        }
        if is(&[Role::UnitAdmin, Role::UnitStaff]) {
            found.push((words.roster(), format!("/units/{party}/roster")));
            found.push((with.language().employer().batches(), format!("/units/{party}/batches")));
        }
        if is(&[Role::UnitAdmin, Role::UnitFinance]) {
            found.push((words.dues(), format!("/payers/{party}/dues")));
        }
        if is(&[Role::UnitAdmin]) {
            found.push((words.operators(), format!("/units/{party}/operators")));
        }
    }
    if policy::may_ever(actor, Action::Read(&business::enquiry::FIND)) {
        found.push((words.find(), "/find".to_owned()));
    }
    if policy::may_ever(actor, Action::Read(&business::enquiry::BASKET)) {
        found.push((words.basket(), "/desk".to_owned()));
    }
    if policy::may_ever(actor, Action::Read(&business::enquiry::SECOND)) {
        found.push((words.second_basket(), "/desk/second".to_owned()));
    }
    found.push((words.matters(), "/matters".to_owned()));
    found
}

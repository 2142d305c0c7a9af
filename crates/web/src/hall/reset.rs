//! Another password in place of a forgotten one: a code to the account's phone, then the password.

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use business::desk::{password, sign_in};
use kernel::Problem;

use super::sign_in::said;
use crate::access::Sent;
use crate::codes;
use crate::kit::{Block, Field, Form, Frame, Input, Link, Notice, Page, Reader, Section, Tone, refusal};
use crate::site::{Site, blocking, random};

fn page_of(site: &Site, reader: &Reader) -> Page {
    Page::new(Frame::of(site, reader, Section::Elsewhere), reader.language.hall().forgot_title())
        .back("/sign-in")
}

fn login(reader: &Reader) -> Field {
    let words = reader.language.hall();
    Field { autocomplete: Some("username"), ..Field::new("login", words.login(), Input::Text(24)) }
}

/// `GET /forgot`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let words = reader.language.hall();
    let form = Form::of("/forgot", words.forgot_send(), vec![login(&reader)]);
    page_of(&site, &reader).lead(words.forgot_lead()).with(Block::Form(Box::new(form))).answer()
}

/// `POST /forgot`: the answer is the same whoever asks.
pub(super) async fn send(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let (with, name) = (Arc::clone(&site), sent.get("login").trim().to_owned());
    let asked =
        blocking(move || sign_in::ask_reset(&with.office, &name, &random::<8>()?, ((with.clock)(), "web")))
            .await;
    match asked {
        Ok(()) => password_form(&site, &reader, &[("login", sent.get("login"))], None),
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

fn password_form(site: &Site, reader: &Reader, typed: &[(&str, &str)], wrong: Option<&Problem>) -> Response {
    let words = reader.language.hall();
    let fields = vec![
        login(reader),
        Field::new("code", words.reset_code(), Input::OneTimeCode),
        Field::new("password", words.new_password(), Input::Password { current: false })
            .hint(words.password_hint(password::LEAST)),
    ];
    let mut form = Form::of("/forgot/reset", words.reset_submit(), fields);
    form.fill(typed.iter().copied());
    if let Some(problem) = wrong {
        let field = if problem.code().id == sign_in::wrong_code().code().id { "code" } else { "password" };
        form.refuse(field, said(problem, reader));
    }
    page_of(site, reader).lead(words.forgot_sent()).with(Block::Form(Box::new(form))).answer()
}

/// `POST /forgot/reset`.
pub(super) async fn reset(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let (with, given) = (Arc::clone(&site), sent.clone());
    let done = blocking(move || {
        let by_code = (given.get("login").trim(), given.get("code"));
        let now = ((with.clock)(), "web");
        sign_in::reset(&with.office, by_code, given.get("password"), &random::<16>()?, now)
    })
    .await;
    match done {
        Ok(_) => {
            let words = reader.language.hall();
            let notice = Notice {
                tone: Tone::Good,
                title: words.forgot_title().to_owned(),
                text: words.reset_done().to_owned(),
                link: Some(Link::new(words.sign_in(), "/sign-in")),
            };
            page_of(&site, &reader).with(Block::Notice(notice)).answer()
        }
        Err(problem) => {
            let typed = [("login", sent.get("login")), ("code", sent.get("code"))];
            password_form(&site, &reader, &typed, Some(&problem))
        }
    }
}

//! Signing in and out, the second factor, activation; in the demo city the cards of its roles.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use business::desk::sign_in::{self, FactorKind};
use business::desk::{User, sessions, user_by_login};
use kernel::{Problem, Result};
use serde::Deserialize;
use store::Act;

use crate::access::{Sent, WORD, Who, session_cookie};
use crate::codes;
use crate::kit::{Block, Field, Form, Frame, Input, Link, Notice, Page, Reader, Section, Tone, refusal};
use crate::site::{Site, blocking, random};

/// What an address of these pages may carry.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    back: Option<String>,
    code: Option<String>,
    login: Option<String>,
}

impl Asked {
    /// Where to go afterwards: a page of this site, never another's.
    fn back(&self) -> String {
        let back = self.back.as_deref().unwrap_or("/home");
        let own = back.starts_with('/') && !back.starts_with("//") && !back.contains('\\');
        if own { back.to_owned() } else { "/home".to_owned() }
    }
}

fn frame(site: &Site, reader: &Reader) -> Frame {
    Frame::of(site, reader, Section::Elsewhere)
}

/// `GET /sign-in`.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Response {
    sign_in_page(&site, &reader, &asked.back(), "", None).await
}

async fn sign_in_page(
    site: &Arc<Site>,
    reader: &Reader,
    back: &str,
    login: &str,
    wrong: Option<&Problem>,
) -> Response {
    let words = reader.language.hall();
    let fields = vec![
        Field { autocomplete: Some("username"), ..Field::new("login", words.login(), Input::Text(24)) }
            .value(login),
        Field::new("password", words.password(), Input::Password { current: true }),
    ];
    let mut form = Form::of("/sign-in", words.sign_in(), fields);
    form.hidden = vec![("back".to_owned(), back.to_owned())];
    if let Some(problem) = wrong {
        form.refuse("", said(problem, reader));
    }
    let mut page = Page::new(frame(site, reader), words.sign_in()).with(Block::Form(Box::new(form)));
    let activation = Link::new(words.have_code(), "/activate");
    page = page.with(Block::Links(vec![activation, Link::new(words.forgot(), "/forgot")]));
    let with = Arc::clone(site);
    match blocking(move || with.demo_cards()).await {
        Ok(cards) if !cards.is_empty() => {
            let mut form = Form::of("/sign-in/demo", "", Vec::new());
            "demo".clone_into(&mut form.id);
            form.hidden = vec![("back".to_owned(), back.to_owned())];
            let name = |card: &crate::site::DemoCard| reader.language.pick(card.zh.clone(), card.en.clone());
            form.submit = words.demo_guest().to_owned();
            form.others =
                cards.iter().map(|card| ("as".to_owned(), card.login.clone(), name(card))).collect();
            page = page.aside(Block::Section(
                words.demo_title().to_owned(),
                vec![Block::Text(words.demo_lead().to_owned()), Block::Form(Box::new(form))],
            ));
        }
        Ok(_) => {}
        Err(problem) => return refusal(site, reader, &problem),
    }
    page.answer()
}

/// What is wrong and what to do, in a sentence or two.
pub(super) fn said(problem: &Problem, reader: &Reader) -> String {
    let language = reader.language;
    let (what, remedy) =
        (language.pick(problem.zh(), problem.en()), language.pick(problem.fix_zh(), problem.fix_en()));
    format!("{what} {remedy}")
}

/// `POST /sign-in`.
pub(super) async fn check(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let asked = Asked { back: Some(sent.get("back").to_owned()), ..Asked::default() };
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let (login, password) = (sent.get("login").trim().to_owned(), sent.get("password").to_owned());
    let (with, browser) = (Arc::clone(&site), browser(&headers));
    let name = login.clone();
    let found = blocking(move || {
        let user = sign_in::check_password(&with.office, &name, &password, (with.clock)(), "web")?;
        begin(&with, &user, &browser, None)
    })
    .await;
    match found {
        Ok((secret, proved)) => {
            let to = if proved { asked.back() } else { second_page(&asked.back()) };
            go_with(&headers, &secret, &to)
        }
        Err(problem) => sign_in_page(&site, &reader, &asked.back(), &login, Some(&problem)).await,
    }
}

fn second_page(back: &str) -> String {
    crate::access::sign_in(back).replacen("/sign-in", "/sign-in/second", 1)
}

/// Begins a session; whether all factors were given. `proved`: they were, for certain.
fn begin(site: &Site, user: &User, browser: &str, proved: Option<bool>) -> Result<(String, bool)> {
    let secret = random::<32>()?;
    let act = Act { by: user.id, at: (site.clock)(), channel: "web", command: "session.begin".to_owned() };
    let proved = site.office.store.write(&act, |tx| {
        let more = sign_in::factors(tx, user.id)?.iter().any(|factor| factor.confirmed);
        let proved = proved.unwrap_or(!more);
        sessions::begin(tx, &site.office, user, &secret, browser, proved)?;
        Ok(proved)
    })?;
    Ok((sessions::spelled(&secret), proved))
}

fn browser(headers: &HeaderMap) -> String {
    headers.get(header::USER_AGENT).and_then(|name| name.to_str().ok()).unwrap_or_default().to_owned()
}

fn go_with(headers: &HeaderMap, secret: &str, to: &str) -> Response {
    let mut answer = Redirect::to(to).into_response();
    if let Some(cookie) = session_cookie(headers, secret) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}

/// `POST /sign-in/demo`: one of the demo city's roles, without a password. Nowhere else.
pub(super) async fn demo(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    let (with, browser, login) = (Arc::clone(&site), browser(&headers), sent.get("as").to_owned());
    let back = Asked { back: Some(sent.get("back").to_owned()), ..Asked::default() }.back();
    let begun = blocking(move || {
        if login.is_empty() {
            return Ok(None);
        }
        let known = with.demo_cards()?.iter().any(|card| card.login == login);
        let user = with.office.store.read(|tx| user_by_login(tx, &login))?.filter(|_| known);
        let user = user.ok_or_else(|| codes::NO_PAGE.with("path", "/sign-in/demo"))?;
        begin(&with, &user, &browser, Some(true)).map(|(secret, _)| Some(secret))
    })
    .await;
    match begun {
        Ok(Some(secret)) => go_with(&headers, &secret, &back),
        Ok(None) => Redirect::to("/").into_response(),
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

/// `GET /sign-in/second`.
pub(super) async fn second(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    second_form(&site, &reader, &who, &asked, None).await
}

async fn second_form(
    site: &Arc<Site>,
    reader: &Reader,
    who: &Who,
    asked: &Asked,
    wrong: Option<&Problem>,
) -> Response {
    let words = reader.language.hall();
    let (with, user) = (Arc::clone(site), who.signed_in.user.id);
    let factors = match blocking(move || with.office.store.read(|tx| sign_in::factors(tx, user))).await {
        Ok(factors) => factors,
        Err(problem) => return refusal(site, reader, &problem),
    };
    let mut form = Form::of(
        "/sign-in/second",
        words.go_on(),
        vec![Field::new("code", words.code(), Input::OneTimeCode).hint(words.code_hint())],
    );
    form.hidden = vec![("back".to_owned(), asked.back()), (WORD.to_owned(), who.word.clone())];
    if let Some(problem) = wrong {
        form.refuse("code", said(problem, reader));
    }
    let mut page = Page::new(frame(site, reader), words.second_title());
    if let Some(to) = &asked.code {
        page = page.with(notice(Tone::Good, words.code_sent(to)));
    }
    page = page.with(Block::Form(Box::new(form)));
    if let Some(phone) = factors.iter().find(|factor| factor.confirmed && factor.kind == FactorKind::Phone) {
        let mut send = Form::of("/sign-in/code", words.send_code(&phone.label), Vec::new());
        "send".clone_into(&mut send.id);
        send.hidden = vec![("back".to_owned(), asked.back()), (WORD.to_owned(), who.word.clone())];
        page = page.with(Block::Form(Box::new(send)));
    }
    page.answer()
}

fn notice(tone: Tone, text: impl Into<String>) -> Block {
    Block::Notice(Notice { tone, title: String::new(), text: text.into(), link: None })
}

/// `POST /sign-in/code`.
pub(super) async fn send_code(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let asked = Asked { back: Some(sent.get("back").to_owned()), ..Asked::default() };
    let (with, user) = (Arc::clone(&site), who.signed_in.user.clone());
    let done = blocking(move || {
        let act = Act { by: user.id, at: (with.clock)(), channel: "web", command: "sign-in.code".to_owned() };
        let drawn = random::<8>()?;
        with.office.store.write(&act, |tx| sign_in::send_code(tx, &with.office, &user, &drawn))
    })
    .await;
    match done {
        Ok(to) => second_form(&site, &reader, &who, &Asked { code: Some(to), ..asked }, None).await,
        Err(problem) => second_form(&site, &reader, &who, &asked, Some(&problem)).await,
    }
}

/// `POST /sign-in/second`.
pub(super) async fn check_second(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let asked = Asked { back: Some(sent.get("back").to_owned()), ..Asked::default() };
    match prove_by_code(&site, &who, sent.get("code").to_owned()).await {
        Ok(true) => Redirect::to(&asked.back()).into_response(),
        Ok(false) => {
            let problem = sign_in::wrong_code();
            second_form(&site, &reader, &who, &asked, Some(&problem)).await
        }
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

/// Checks a second factor; if it is right, the session is proved from now on.
pub(super) async fn prove_by_code(site: &Arc<Site>, who: &Who, code: String) -> Result<bool> {
    let (with, user, session) = (Arc::clone(site), who.signed_in.user.id, who.signed_in.session.id);
    blocking(move || {
        let act = Act { by: user, at: (with.clock)(), channel: "web", command: "sign-in.second".to_owned() };
        with.office.store.write(&act, |tx| {
            let right = sign_in::check_second(tx, &with.office, user, &code)?;
            if right {
                sessions::proved(tx, session)?;
            }
            Ok(right)
        })
    })
    .await
}

/// `GET /activate`.
pub(super) async fn activation(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Response {
    let login = asked.login.clone().unwrap_or_default();
    activation_form(&site, &reader, &[("login", &login)], None)
}

fn activation_form(
    site: &Site,
    reader: &Reader,
    typed: &[(&str, &str)],
    wrong: Option<&Problem>,
) -> Response {
    let words = reader.language.hall();
    let mut form = Form::of(
        "/activate",
        words.activate(),
        vec![
            Field { autocomplete: Some("username"), ..Field::new("login", words.login(), Input::Text(24)) },
            Field::new("code", words.activation_code(), Input::OneTimeCode).hint(words.activation_hint()),
            Field::new("password", words.new_password(), Input::Password { current: false })
                .hint(words.password_hint(business::desk::password::LEAST)),
        ],
    );
    form.fill(typed.iter().copied());
    if let Some(problem) = wrong {
        let field = if problem.code().id == sign_in::wrong_code().code().id { "code" } else { "password" };
        form.refuse(field, said(problem, reader));
    }
    Page::new(frame(site, reader), words.activate_title()).with(Block::Form(Box::new(form))).answer()
}

/// `POST /activate`.
pub(super) async fn activate(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
    sent: Sent,
) -> Response {
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let (with, browser, given) = (Arc::clone(&site), browser(&headers), sent.clone());
    let done = blocking(move || {
        let (login, code) = (given.get("login").trim(), given.get("code"));
        let now = ((with.clock)(), "web");
        let user =
            sign_in::activate(&with.office, (login, code), given.get("password"), &random::<16>()?, now)?;
        begin(&with, &user, &browser, None)
    })
    .await;
    match done {
        Ok((secret, _)) => go_with(&headers, &secret, "/home"),
        Err(problem) => {
            let typed = [("login", sent.get("login")), ("code", sent.get("code"))];
            activation_form(&site, &reader, &typed, Some(&problem))
        }
    }
}

/// `POST /sign-out`.
pub(super) async fn sign_out(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    headers: HeaderMap,
    _: Sent,
) -> Response {
    let (with, user, session) = (Arc::clone(&site), who.signed_in.user.id, who.signed_in.session.id);
    let ended = blocking(move || {
        let act = Act { by: user, at: (with.clock)(), channel: "web", command: "session.end".to_owned() };
        with.office.store.write(&act, |tx| sessions::revoke(tx, user, session))
    })
    .await;
    match ended {
        Ok(()) => go_with(&headers, "", "/"),
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

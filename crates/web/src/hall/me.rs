//! What a user does about themself: standing, sessions, tokens, authenticator, proving oneself again.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use business::desk::{self, Standing, sessions, sign_in};
use business::registry::facts::payer_name;
use kernel::Result;
use serde::Deserialize;
use store::{Act, Tx};

use super::sign_in::{prove_by_code, said};
use crate::access::{Sent, WORD, Who};
use crate::codes;
use crate::kit::{
    Block, Cell, Choice, Column, Facts, Field, Form, Frame, Input, Page, Reader, Row, Section, Table, refusal,
};
use crate::site::{Site, blocking, random};

fn act(site: &Site, who: &Who, command: &str) -> Act {
    Act { by: who.signed_in.user.id, at: (site.clock)(), channel: "web", command: command.to_owned() }
}

fn frame(site: &Site, reader: &Reader) -> Frame {
    Frame::of(site, reader, Section::Elsewhere)
}

/// A page made from the database for somebody signed in, in whatever standing.
async fn made(
    site: Arc<Site>,
    reader: Reader,
    make: impl FnOnce(&Site, &Reader) -> Result<Page> + Send + 'static,
) -> Response {
    let (with, who) = (Arc::clone(&site), reader.clone());
    match blocking(move || make(&with, &who)).await {
        Ok(page) => page.answer(),
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

/// A change by somebody signed in, then a page.
async fn change(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    command: &'static str,
    to: &'static str,
    work: impl FnOnce(&mut Tx<'_>, &Site, &Who) -> Result<()> + Send + 'static,
) -> Response {
    let with = Arc::clone(&site);
    let done =
        blocking(move || with.office.store.write(&act(&with, &who, command), |tx| work(tx, &with, &who)))
            .await;
    match done {
        Ok(()) => Redirect::to(to).into_response(),
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

/// What a standing is called: its kind, for whom, with which rights.
pub(super) fn named(
    tx: &mut Tx<'_>,
    standing: &Standing,
    language: crate::words::Language,
) -> Result<String> {
    let (zh, en) = standing.kind.names();
    let mut name = language.pick(zh, en).to_owned();
    if let Some(party) = standing.party {
        name = format!("{name} · {}", payer_name(tx, party)?);
    }
    let roles: Vec<&str> = standing.roles.iter().map(|role| language.pick(role.zh(), role.en())).collect();
    Ok(format!("{name}（{}）", roles.join(language.pick("、", ", "))))
}

/// `GET /me/standing`.
pub(super) async fn standings(State(site): State<Arc<Site>>, reader: Reader, who: Who) -> Response {
    made(site, reader, move |site, reader| {
        let words = reader.language.hall();
        let today = (site.clock)().date();
        let choices = site.office.store.read(|tx| {
            let known = desk::standings(tx, who.signed_in.user.id, today)?;
            known
                .iter()
                .map(|s| Ok(Choice::new(s.id.to_string(), named(tx, s, reader.language)?)))
                .collect::<Result<Vec<_>>>()
        })?;
        if choices.is_empty() {
            return Err(codes::NO_STANDING.problem());
        }
        let chosen = who.signed_in.standing.as_ref().map(|s| s.id.to_string()).unwrap_or_default();
        let mut form = Form::of(
            "/me/standing",
            words.go_on(),
            vec![Field::new("standing", words.choose_standing(), Input::Radios(choices)).value(chosen)],
        );
        form.question = true;
        form.hidden = vec![(WORD.to_owned(), who.word.clone())];
        Ok(Page::new(frame(site, reader), words.choose_standing()).with(Block::Form(Box::new(form))))
    })
    .await
}

/// `POST /me/standing`.
pub(super) async fn choose(State(site): State<Arc<Site>>, reader: Reader, who: Who, sent: Sent) -> Response {
    let standing = sent.get("standing").parse().unwrap_or(0);
    change(site, reader, who, "session.standing", "/home", move |tx, _, who| {
        sessions::choose(tx, &who.signed_in.session, standing)
    })
    .await
}

/// `GET /me/security`.
pub(super) async fn security(State(site): State<Arc<Site>>, reader: Reader, who: Who) -> Response {
    made(site, reader, move |site, reader| security_page(site, reader, &who, None)).await
}

/// The page; `shown` is what is told once: a token, or the secret of an authenticator.
fn security_page(site: &Site, reader: &Reader, who: &Who, shown: Option<Facts>) -> Result<Page> {
    let words = reader.language.hall();
    let user = who.signed_in.user.id;
    let (running, factors) = site
        .office
        .store
        .read(|tx| Ok((sessions::running(tx, user, (site.clock)())?, sign_in::factors(tx, user)?)))?;
    let hidden = vec![(WORD.to_owned(), who.word.clone())];
    let rows = running.iter().map(|session| {
        let kind = if session.token { words.token() } else { words.browser() };
        let this = session.id == who.signed_in.session.id;
        let label = if this { words.this_session(&session.label) } else { session.label.clone() };
        vec![
            Cell::from(kind),
            Cell::from(label),
            Cell::from(session.created_at.to_string()),
            Cell::from(session.seen_at.to_string()),
            Cell::from(session.ends_at.to_string()),
        ]
    });
    let names = [words.kind(), words.label(), words.since(), words.seen(), words.ends()];
    let table = Table {
        caption: words.sessions().to_owned(),
        columns: names.map(Column::text).into(),
        rows: rows.collect(),
        ..Table::default()
    };
    let other = running.iter().filter(|session| session.id != who.signed_in.session.id);
    let choices =
        other.map(|session| Choice::new(session.id.to_string(), session.label.clone())).collect::<Vec<_>>();
    let mut page = Page::new(frame(site, reader), words.security());
    if let Some(facts) = shown {
        page = page.with(Block::Facts(facts));
    }
    page = page.with(Block::Table(Box::new(table)));
    if !choices.is_empty() {
        let fields = vec![Field::new("session", words.end_which(), Input::Select(choices))];
        let mut form = Form::of("/me/security/revoke", words.end_session(), fields);
        form.id = "revoke".to_owned();
        form.hidden.clone_from(&hidden);
        page = page.with(Block::Form(Box::new(form)));
    }
    let known = factors.iter().filter(|factor| factor.confirmed).map(|factor| factor.label.clone());
    page = page.with(Block::Heading(words.factors().to_owned())).with(Block::Points(known.collect()));
    let mut totp = Form::of("/me/security/authenticator", words.set_authenticator(), Vec::new());
    totp.id = "authenticator".to_owned();
    totp.hidden.clone_from(&hidden);
    page = page.with(Block::Form(Box::new(totp)));
    if factors.iter().any(|factor| !factor.confirmed) {
        let fields =
            vec![Field::new("code", words.code(), Input::OneTimeCode).hint(words.authenticator_hint())];
        let mut confirm = Form::of("/me/security/confirm", words.confirm(), fields);
        confirm.id = "confirm".to_owned();
        confirm.hidden.clone_from(&hidden);
        page = page.with(Block::Form(Box::new(confirm)));
    }
    let scopes = vec![Choice::new("read", words.scope_read()), Choice::new("write", words.scope_write())];
    let fields = vec![
        Field::new("label", words.token_label(), Input::Text(40)),
        Field::new("scope", words.scope(), Input::Checkboxes(scopes)),
    ];
    let mut token = Form::of("/me/security/token", words.make_token(), fields);
    token.id = "token".to_owned();
    token.hidden = hidden;
    Ok(page
        .with(Block::Heading(words.tokens().to_owned()))
        .with(Block::Text(words.tokens_lead().to_owned()))
        .with(Block::Form(Box::new(token))))
}

/// `POST /me/security/revoke`.
pub(super) async fn revoke(State(site): State<Arc<Site>>, reader: Reader, who: Who, sent: Sent) -> Response {
    let id = sent.get("session").parse().unwrap_or(0);
    change(site, reader, who, "session.end", "/me/security", move |tx, _, who| {
        sessions::revoke(tx, who.signed_in.user.id, id)
    })
    .await
}

/// How long a token lasts: half a year.
const TOKEN_LIFE: i64 = 182 * 24 * 3_600_000_000;

/// `POST /me/security/token`.
pub(super) async fn make_token(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    sent: Sent,
) -> Response {
    if !who.signed_in.session.is_fresh((site.clock)()) {
        return Redirect::to("/me/prove?back=/me/security").into_response();
    }
    made(site, reader, move |site, reader| {
        let words = reader.language.hall();
        let standing = who.signed_in.standing.as_ref().ok_or_else(|| codes::NO_STANDING.problem())?;
        let scopes: Vec<&str> = ["read", "write"]
            .into_iter()
            .filter(|scope| sent.0.iter().any(|(name, value)| name == "scope" && value == scope))
            .collect();
        let scopes = if scopes.is_empty() { vec!["read"] } else { scopes };
        let (secret, act) = (random::<32>()?, act(site, &who, "session.token"));
        site.office.store.write(&act, |tx| {
            let with = (standing.id, sent.get("label"), scopes.as_slice());
            let ends = act.at.plus_micros(TOKEN_LIFE);
            sessions::make_token(tx, &site.office, who.signed_in.user.id, &secret, with, ends)
        })?;
        let row = Row::new(words.token(), sessions::spelled(&secret));
        let facts = Facts { title: Some(words.shown_once().to_owned()), rows: vec![row] };
        security_page(site, reader, &who, Some(facts))
    })
    .await
}

/// `POST /me/security/authenticator`.
pub(super) async fn begin_totp(State(site): State<Arc<Site>>, reader: Reader, who: Who, _: Sent) -> Response {
    if !who.signed_in.session.is_fresh((site.clock)()) {
        return Redirect::to("/me/prove?back=/me/security").into_response();
    }
    made(site, reader, move |site, reader| {
        let words = reader.language.hall();
        let user = &who.signed_in.user;
        let drawn = random::<20>()?;
        let secret = site.office.store.write(&act(site, &who, "sign-in.authenticator"), |tx| {
            sign_in::begin_totp(tx, &site.office, user.id, &drawn)
        })?;
        let address = format!("otpauth://totp/Jinbao:{}?secret={secret}&issuer=Jinbao", user.login);
        let rows = vec![
            Row::new(words.authenticator_secret(), secret),
            Row::new(words.authenticator_address(), address),
        ];
        let facts = Facts { title: Some(words.shown_once().to_owned()), rows };
        security_page(site, reader, &who, Some(facts))
    })
    .await
}

/// `POST /me/security/confirm`.
pub(super) async fn confirm_totp(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    sent: Sent,
) -> Response {
    let code = sent.get("code").to_owned();
    change(site, reader, who, "sign-in.authenticator", "/me/security", move |tx, site, who| {
        sign_in::confirm_totp(tx, &site.office, who.signed_in.user.id, &code)
    })
    .await
}

/// Where to come back to.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Back {
    back: Option<String>,
}

fn own(back: &str) -> String {
    if back.starts_with('/') && !back.starts_with("//") { back.to_owned() } else { "/home".to_owned() }
}

/// `GET /me/prove`: money and personal data want a fresh proof.
pub(super) async fn prove(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(back): Query<Back>,
) -> Response {
    proof_form(&site, &reader, &who, &own(back.back.as_deref().unwrap_or("/home")), None)
}

fn proof_form(site: &Site, reader: &Reader, who: &Who, back: &str, wrong: Option<String>) -> Response {
    let words = reader.language.hall();
    let fields = vec![
        Field::new("password", words.password(), Input::Password { current: true }).optional(),
        Field::new("code", words.code(), Input::OneTimeCode).hint(words.code_hint()).optional(),
    ];
    let mut form = Form::of("/me/prove", words.go_on(), fields);
    form.hidden = vec![("back".to_owned(), back.to_owned()), (WORD.to_owned(), who.word.clone())];
    if let Some(text) = wrong {
        form.refuse("", text);
    }
    Page::new(frame(site, reader), words.prove_title())
        .lead(words.prove_lead())
        .with(Block::Form(Box::new(form)))
        .answer()
}

/// `POST /me/prove`.
pub(super) async fn check_proof(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    sent: Sent,
) -> Response {
    let back = own(sent.get("back"));
    let (password, code) = (sent.get("password").to_owned(), sent.get("code").to_owned());
    let proved = if code.is_empty() {
        prove_by_password(&site, &who, password).await
    } else {
        prove_by_code(&site, &who, code).await
    };
    match proved {
        Ok(true) => Redirect::to(&back).into_response(),
        Ok(false) => proof_form(&site, &reader, &who, &back, Some(said(&sign_in::wrong_code(), &reader))),
        Err(problem) => proof_form(&site, &reader, &who, &back, Some(said(&problem, &reader))),
    }
}

async fn prove_by_password(site: &Arc<Site>, who: &Who, password: String) -> Result<bool> {
    let (with, who) = (Arc::clone(site), who.clone());
    blocking(move || {
        let login = &who.signed_in.user.login;
        sign_in::check_password(&with.office, login, &password, (with.clock)(), "web")?;
        let session = who.signed_in.session.id;
        with.office.store.write(&act(&with, &who, "sign-in.proof"), |tx| sessions::proved(tx, session))?;
        Ok(true)
    })
    .await
}

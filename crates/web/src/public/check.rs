//! The check of certificates (证明验真) by anybody: by code, by file in the reader's own browser, and without a network.

use std::sync::Arc;

use axum::Form as Posted;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use business::certificates::{self, Found, Statement};
use kernel::{Kind, Result};
use serde_json::{Value as Json, json};

use crate::assets::{self, CHECK};
use crate::codes;
use crate::hall::disposition;
use crate::kit::{
    Block, Checker, Column, Facts, Field, Form, Frame, Input, Link, Notice, Page, Reader, Row, Section,
    Table, Tone, refusal,
};
use crate::site::{Site, blocking};
use crate::words::{CheckWords, Language};

/// Where the node's public keys are (RFC 8615, RFC 7517).
const KEYS: &str = "/.well-known/jwks.json";
/// Where the signed list of certificates taken back is.
const REVOKED: &str = "/certificates/revoked.jws";

/// `GET /check`.
pub(super) async fn page(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    asking(&site, &reader, "", None).answer()
}

fn asking(site: &Site, reader: &Reader, typed: &str, wrong: Option<&str>) -> Page {
    let words = reader.language.check();
    let field = Field::new("code", words.code(), Input::Text(24)).hint(words.code_hint()).value(typed);
    let mut form = Form::of("/check", words.submit(), vec![field]);
    if let Some(wrong) = wrong {
        form.refuse("code", wrong);
    }
    let checker = Checker {
        data: json!({ "keys": KEYS, "revoked": REVOKED, "words": said(words) }).to_string(),
        file: words.file(),
        hint: words.file_hint(),
        without_script: words.without_script(),
        script: assets::address(CHECK),
    };
    Page::new(Frame::of(site, reader, Section::Elsewhere), words.title())
        .lead(words.lead())
        .with(Block::Heading(words.by_code().to_owned()))
        .with(Block::Form(Box::new(form)))
        .with(Block::Heading(words.by_file().to_owned()))
        .with(Block::Text(words.by_file_lead().to_owned()))
        .with(Block::Checker(checker))
        .with(Block::Links(vec![
            Link::new(words.offline(), "/check/offline.html"),
            Link::new(words.keys(), KEYS),
            Link::new(words.revoked_list(), REVOKED),
        ]))
        .with(Block::Remark(words.tool().to_owned()))
}

/// The texts of the script.
fn said(words: CheckWords) -> Json {
    json!({
        "genuine": words.genuine(), "number": words.number(), "agency": words.agency(), "issued": words.issued(),
        "other": words.other(), "changed": words.changed(), "unsealed": words.unsealed(), "form": words.form(),
        "revoked": words.revoked_title(), "insecure": words.insecure(), "list": words.list_clear(),
        "noList": words.list_none(),
    })
}

/// `POST /check`: by code. Codes cannot be guessed; how often one address may try is limited all the same.
pub(super) async fn code(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
    Posted(sent): Posted<Vec<(String, String)>>,
) -> Response {
    if !site.may_try(&headers) {
        return refusal(&site, &reader, &codes::TOO_OFTEN.problem());
    }
    let typed = sent.into_iter().find(|(name, _)| name == "code").map_or_else(String::new, |(_, code)| code);
    if typed.trim().is_empty() {
        return asking(&site, &reader, "", Some(reader.language.check().code_missing())).answer();
    }
    let (with, given) = (Arc::clone(&site), typed.clone());
    let found = blocking(move || certificates::check_code(&with.office, (with.clock)(), "web", &given)).await;
    match found {
        Ok(found) => answer(&site, &reader, &found).answer(),
        Err(problem) if problem.kind() == Kind::Input || problem.kind() == Kind::Missing => {
            let said = reader.language.pick(
                format!("{}{}", problem.zh(), problem.fix_zh()),
                format!("{}: {}", problem.en(), problem.fix_en()),
            );
            asking(&site, &reader, &typed, Some(&said)).answer()
        }
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

fn answer(site: &Site, reader: &Reader, found: &Found) -> Page {
    let words = reader.language.check();
    let notice = match found.revoked_on {
        None => Notice {
            tone: Tone::Good,
            title: words.genuine().to_owned(),
            text: words.genuine_text().to_owned(),
            link: None,
        },
        Some(day) => Notice {
            tone: Tone::Bad,
            title: words.revoked_title().to_owned(),
            text: words.revoked_on(day),
            link: None,
        },
    };
    let said = &found.statement;
    let mut page = Page::new(Frame::of(site, reader, Section::Elsewhere), said.title.clone())
        .caption(words.title())
        .back("/check")
        .wide()
        .with(Block::Notice(notice))
        .with(Block::Facts(Facts { title: None, rows: rows(said, words) }));
    if !said.rows.is_empty() {
        page = page.with(Block::Table(Box::new(table(said))));
    }
    page.with(Block::Links(vec![Link::new(words.again(), "/check")]))
}

fn rows(said: &Statement, words: CheckWords) -> Vec<Row> {
    let head = [
        Row::new(words.number(), said.number.clone()),
        Row::new(words.agency(), said.agency.clone()),
        Row::new(words.issued(), said.issued.to_string()),
    ];
    let facts = said.facts.iter().map(|(name, value)| Row::new(name.clone(), value.clone()));
    head.into_iter().chain(facts).collect()
}

fn table(said: &Statement) -> Table {
    let column = |column: &certificates::Column| {
        if column.number { Column::number(&column.name) } else { Column::text(&column.name) }
    };
    Table {
        caption: said.subtitle.clone(),
        columns: said.columns.iter().map(column).collect(),
        rows: said.rows.iter().map(|row| row.iter().map(|cell| cell.clone().into()).collect()).collect(),
        ..Table::default()
    }
}

/// `GET /.well-known/jwks.json`.
pub(crate) async fn keys(State(site): State<Arc<Site>>) -> Response {
    ([(header::CONTENT_TYPE, "application/jwk-set+json")], site.office.keys().to_jwks()).into_response()
}

/// `GET /certificates/revoked.jws`.
pub(super) async fn revoked(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let with = Arc::clone(&site);
    match blocking(move || certificates::revocations(&with.office, (with.clock)())).await {
        Ok(list) => {
            let headers = [(header::CONTENT_TYPE, "application/jose"), (header::CACHE_CONTROL, "no-cache")];
            (headers, list).into_response()
        }
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

/// `GET /check/offline.html`: one file to keep, with script, keys and the list of today in it.
pub(super) async fn offline(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    let (with, language) = (Arc::clone(&site), reader.language);
    match blocking(move || offline_page(&with, language)).await {
        Ok(html) => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, disposition("jinbao-check.html")),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, html).into_response()
        }
        Err(problem) => refusal(&site, &reader, &problem),
    }
}

/// Made by hand because it stands alone: no frame, no style sheet, no address of ours.
#[derive(askama::Template)]
#[template(path = "check-offline.html")]
struct Offline {
    language: Language,
    words: CheckWords,
    agency: String,
    at: String,
    data: String,
    script: &'static str,
}

fn offline_page(site: &Site, language: Language) -> Result<String> {
    let words = language.check();
    let at = (site.clock)();
    let keys: Json = serde_json::from_str(&site.office.keys().to_jwks())
        .map_err(|cause| codes::PAGE.problem().because(cause))?;
    let revoked = certificates::revocations(&site.office, at)?;
    let page = Offline {
        language,
        words,
        agency: site.office.agency_name()?,
        at: at.to_string(),
        data: json!({ "keys": keys["keys"], "revoked": revoked, "words": said(words) }).to_string(),
        script: CHECK.content(),
    };
    askama::Template::render(&page).map_err(|cause| codes::PAGE.problem().because(cause))
}

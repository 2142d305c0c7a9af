//! The halls (大厅): sign-in, home, forms of services, matters, baskets, records. One file a group of pages.

mod as_of;
mod ask;
mod batches;
mod desk;
mod employer;
mod figures;
mod home;
mod materials;
mod matters;
mod me;
mod papers;
mod people;
mod recompute;
mod reset;
mod show;
mod sign_in;
mod units;
mod window;

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{MethodRouter, get, post};
use business::desk::Actor;
use business::enquiry;
use kernel::{PartyId, Result};

use crate::access::{Needs, WORD, Who};
use crate::kit::{Form, Frame, Page, Reader, Section, refusal};
use crate::site::{Site, blocking};
use crate::words::{HallWords, Language};

/// A route with what it needs.
pub(crate) struct Route {
    /// `GET` or `POST`.
    pub(crate) method: &'static str,
    /// Path with `{places}`.
    pub(crate) path: &'static str,
    /// What it needs.
    pub(crate) needs: Needs,
    /// What answers.
    pub(crate) answer: MethodRouter<Arc<Site>>,
}

macro_rules! table {
    ($($method:ident $path:literal $needs:expr => $handler:path;)*) => {
        vec![$(Route { method: stringify!($method), path: $path, needs: $needs, answer: $method($handler) }),*]
    };
}

/// Every route of the halls.
pub(crate) fn routes() -> Vec<Route> {
    use Needs::{AnyService, Nothing, Read, SignedIn};
    table! {
        get "/sign-in" Nothing => sign_in::page;
        post "/sign-in" Nothing => sign_in::check;
        post "/sign-in/demo" Nothing => sign_in::demo;
        get "/sign-in/second" Nothing => sign_in::second;
        post "/sign-in/second" Nothing => sign_in::check_second;
        post "/sign-in/code" Nothing => sign_in::send_code;
        get "/activate" Nothing => sign_in::activation;
        post "/activate" Nothing => sign_in::activate;
        get "/forgot" Nothing => reset::page;
        post "/forgot" Nothing => reset::send;
        post "/forgot/reset" Nothing => reset::reset;
        post "/sign-out" Nothing => sign_in::sign_out;
        get "/me/standing" SignedIn => me::standings;
        post "/me/standing" SignedIn => me::choose;
        get "/me/security" SignedIn => me::security;
        post "/me/security/revoke" SignedIn => me::revoke;
        post "/me/security/token" SignedIn => me::make_token;
        post "/me/security/authenticator" SignedIn => me::begin_totp;
        post "/me/security/confirm" SignedIn => me::confirm_totp;
        get "/me/prove" SignedIn => me::prove;
        post "/me/prove" SignedIn => me::check_proof;
        get "/home" SignedIn => home::page;
        get "/ask/{code}" AnyService => ask::form;
        post "/ask/{code}" AnyService => ask::send;
        get "/matters" SignedIn => matters::mine;
        get "/matters/{number}" SignedIn => matters::dossier;
        get "/matters/{number}/receipt.json" SignedIn => matters::receipt;
        get "/matters/{number}/list.pdf" SignedIn => papers::staff_list;
        get "/matters/{number}/certificate.pdf" SignedIn => papers::certificate;
        get "/matters/{number}/calculation.pdf" SignedIn => figures::decision_pdf;
        post "/matters/{number}/materials" SignedIn => materials::add;
        get "/matters/{number}/materials/{line}" SignedIn => materials::read;
        get "/matters/{number}/correct" SignedIn => matters::correction;
        post "/matters/{number}/correct" SignedIn => matters::correct;
        post "/matters/{number}/withdraw" SignedIn => matters::withdraw;
        post "/matters/{number}/work" SignedIn => desk::work;
        get "/desk" Read(&enquiry::BASKET) => desk::basket;
        get "/desk/second" Read(&enquiry::SECOND) => desk::second;
        get "/find" Read(&enquiry::FIND) => people::find;
        get "/people/{party}" Read(&enquiry::PROFILE) => people::profile;
        get "/people/{party}/contributions" Read(&enquiry::CONTRIBUTIONS) => people::contributions;
        get "/people/{party}/contributions.csv" Read(&enquiry::CONTRIBUTIONS) => people::contributions_csv;
        get "/people/{party}/contributions/{month}" Read(&enquiry::CONTRIBUTIONS) => figures::why;
        get "/people/{party}/contributions/{month}/calculation.pdf" Read(&enquiry::CONTRIBUTIONS) => figures::why_pdf;
        get "/people/{party}/awards" Read(&enquiry::AWARDS) => figures::awards;
        get "/people/{party}/accounts" Read(&enquiry::STATEMENT) => people::accounts;
        get "/people/{party}/statement.pdf" Read(&enquiry::STATEMENT) => people::statement;
        get "/people/{party}/as-of" Read(&enquiry::AS_OF) => as_of::page;
        get "/people/{party}/trail" Read(&enquiry::TRAIL) => people::trail;
        get "/units/{party}/batches" Read(&enquiry::BATCHES) => batches::list;
        post "/units/{party}/batches" Read(&enquiry::BATCHES) => batches::take;
        get "/units/{party}/templates/{kind}" Read(&enquiry::BATCHES) => batches::template;
        get "/batches/{id}" Read(&enquiry::BATCHES) => batches::file;
        get "/batches/{id}/columns" Read(&enquiry::BATCHES) => batches::columns;
        post "/batches/{id}/columns" Read(&enquiry::BATCHES) => batches::name_columns;
        post "/batches/{id}/submit" Read(&enquiry::BATCHES) => batches::submitted;
        get "/batches/{id}/failed" Read(&enquiry::BATCHES) => batches::failed;
        get "/recompute/{number}" Read(&enquiry::RECOMPUTED) => recompute::page;
        get "/recompute/{number}/lines.csv" Read(&enquiry::RECOMPUTED) => recompute::csv;
        post "/recompute/{number}/settle" Read(&enquiry::RECOMPUTED) => recompute::settle;
        get "/payers/{party}/dues" Read(&enquiry::DUES) => units::dues;
        get "/payers/{party}/bills/{bill}/notice.pdf" Read(&enquiry::DUES) => papers::notice;
        get "/payers/{party}/arrears.pdf" Read(&enquiry::DUES) => papers::arrears;
        get "/payers/{party}/slips" Read(&enquiry::DUES) => employer::slips;
        get "/payers/{party}/slips/{slip}" Read(&enquiry::DUES) => papers::slip;
        get "/payers/{party}/settlement" Read(&enquiry::DUES) => employer::settlement;
        get "/payers/{party}/settlement.pdf" Read(&enquiry::DUES) => papers::settlement;
        get "/units/{party}" Read(&enquiry::UNIT) => units::unit;
        get "/units/{party}/roster" Read(&enquiry::ROSTER) => units::roster;
        get "/units/{party}/roster.xlsx" Read(&enquiry::ROSTER) => units::roster_xlsx;
        get "/units/{party}/roster.csv" Read(&enquiry::ROSTER) => units::roster_csv;
        get "/units/{party}/changes" Read(&enquiry::ROSTER) => employer::changes;
        get "/units/{party}/retirees" Read(&enquiry::ROSTER) => employer::retirees;
        get "/units/{party}/benefits" Read(&enquiry::ROSTER) => employer::benefits;
        get "/units/{party}/forecast" Read(&enquiry::ROSTER) => employer::forecast;
        get "/units/{party}/operators" Read(&enquiry::OPERATORS) => units::operators;
        post "/units/{party}/operators" Read(&enquiry::OPERATORS) => units::make_code;
    }
}

/// What a page is made with.
pub(crate) struct With<'a> {
    pub(crate) site: &'a Site,
    pub(crate) reader: &'a Reader,
    pub(crate) who: &'a Who,
    pub(crate) actor: Actor,
    pub(crate) words: HallWords,
}

impl With<'_> {
    fn language(&self) -> Language {
        self.reader.language
    }

    fn page(&self, title: impl Into<String>) -> Page {
        Page::new(Frame::of(self.site, self.reader, Section::Elsewhere), title)
    }

    /// A form of this session.
    fn form(&self, mut form: Form) -> Form {
        form.hidden.push((WORD.to_owned(), self.who.word.clone()));
        form
    }
}

/// Media types of tables.
pub(crate) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub(crate) const CSV: &str = "text/csv; charset=utf-8";

/// What a handler answers.
pub(crate) enum Answer {
    /// A page.
    Page(Box<Page>),
    /// Go there.
    Go(String),
    /// A file to keep.
    File {
        /// Media type.
        media: &'static str,
        /// Its name.
        name: String,
        /// Its content.
        content: Vec<u8>,
    },
}

impl From<Page> for Answer {
    fn from(page: Page) -> Answer {
        Answer::Page(Box::new(page))
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        match self {
            Answer::Page(page) => page.answer(),
            Answer::Go(to) => Redirect::to(&to).into_response(),
            Answer::File { media, name, content } => {
                let kept = HeaderValue::from_str(&disposition(&name));
                let kept = kept.unwrap_or(HeaderValue::from_static("attachment"));
                let store = HeaderValue::from_static("no-store");
                let headers = [
                    (header::CONTENT_TYPE, HeaderValue::from_static(media)),
                    (header::CONTENT_DISPOSITION, kept),
                    (header::CACHE_CONTROL, store),
                ];
                (headers, content).into_response()
            }
        }
    }
}

/// The header that names a file to keep: plainly, and as it is (RFC 6266).
pub(crate) fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let spelled: String = name
        .bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{spelled}")
}

/// Makes an answer for somebody in a standing, on a thread that may wait.
pub(crate) async fn answer(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    make: impl FnOnce(&With<'_>) -> Result<Answer> + Send + 'static,
) -> Response {
    let (kept_site, kept_reader) = (Arc::clone(&site), reader.clone());
    let made = blocking(move || {
        let actor = who.actor(&site)?;
        let words = reader.language.hall();
        make(&With { site: &site, reader: &reader, who: &who, actor, words })
    })
    .await;
    match made {
        Ok(answer) => answer.into_response(),
        Err(problem) if problem.code().id == crate::codes::NO_STANDING.id => {
            Redirect::to("/me/standing").into_response()
        }
        Err(problem) => refusal(&kept_site, &kept_reader, &problem),
    }
}

pub(crate) use desk::take_step;

/// A party from an address.
pub(crate) fn party(text: &str) -> Result<PartyId> {
    text.parse().map(PartyId::new).map_err(|_| crate::codes::NO_PAGE.with("path", text))
}

//! Who comes with a request: the session of a browser or the token of a program, and what stands guard at every route.
//!
//! A route is declared with what it needs ([`Needs`]); who may do what about whom is decided in `business`, beside the data.
//! A form carries the word of its session, and requests of other sites are turned away before anything is read.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use business::desk::policy::may_ever;
use business::desk::sessions::{self, SignedIn};
use business::desk::{Action, Actor};
use kernel::{Problem, Result};

use crate::codes;
use crate::kit::{Link, Reader, SignedIn as Shown, refusal};
use crate::problem::Refusal;
use crate::site::{ADDRESS, Site, blocking};
use crate::words::Language;

/// The cookie of a browser's session.
const COOKIE: &str = "session";
/// The field of a form that carries the word of its session.
pub(crate) const WORD: &str = "_word";

/// What a route needs.
#[derive(Clone, Copy, Debug)]
pub enum Needs {
    /// Nothing: anybody.
    Nothing,
    /// Somebody signed in with all factors, in whatever standing.
    SignedIn,
    /// Somebody whose standing may ask for some service; which one is in the address.
    AnyService,
    /// Somebody whose standing may look at this.
    Read(&'static business::desk::Read),
}

impl Needs {
    /// As the matrix shows it.
    pub fn word(self) -> String {
        match self {
            Needs::Nothing => "public".to_owned(),
            Needs::SignedIn => "signed-in".to_owned(),
            Needs::AnyService => "service".to_owned(),
            Needs::Read(read) => read.code.to_owned(),
        }
    }
}

/// Who is signed in, and with what secret.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    pub(crate) signed_in: Arc<SignedIn>,
    /// The word that forms of this session carry.
    pub(crate) word: String,
    channel: &'static str,
}

impl Who {
    /// The user at work in the standing chosen.
    ///
    /// # Errors
    /// `WEB-0113` where none is chosen.
    pub(crate) fn actor(&self, site: &Site) -> Result<Actor> {
        let standing = self.signed_in.standing.as_ref().ok_or_else(|| codes::NO_STANDING.problem())?;
        standing.actor(&self.signed_in.user, (site.clock)(), self.channel)
    }

    /// Have all factors been given?
    fn is_proved(&self) -> bool {
        self.signed_in.session.proved_at.is_some()
    }

    fn may_write(&self) -> bool {
        !self.signed_in.session.token || self.signed_in.session.scopes.iter().any(|scope| scope == "write")
    }
}

/// A word of a cookie header.
fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
}

/// The header that gives a browser its session, or takes it away where the secret is empty.
pub(crate) fn session_cookie(headers: &HeaderMap, secret: &str) -> Option<HeaderValue> {
    let secure = if is_https(headers) { "; Secure" } else { "" };
    let age = if secret.is_empty() { "; Max-Age=0" } else { "" };
    HeaderValue::from_str(&format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto.as_bytes() == b"https")
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ").map(|token| token.trim().to_owned())
}

fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

/// Finds out who comes: pages by cookie, the API by token. The one is never taken for the other, so that a foreign page
/// cannot use a browser's session on the API.
pub(crate) async fn identify(State(site): State<Arc<Site>>, mut request: Request, next: Next) -> Response {
    let api = is_api(request.uri().path());
    tell_address(&mut request);
    let secret = if api { bearer(request.headers()) } else { cookie(request.headers(), COOKIE) };
    if let Some(secret) = secret.filter(|secret| secret.len() == 64) {
        let (with, at) = (Arc::clone(&site), (site.clock)());
        let looked_up = secret.clone();
        match blocking(move || sessions::find(&with.office, &looked_up, at)).await {
            Ok(Some(signed_in)) if signed_in.session.token == api => {
                let word = sessions::form_word(&site.office, &secret);
                let channel = if api { "api" } else { "web" };
                let who = Who { signed_in: Arc::new(signed_in), word, channel };
                if who.is_proved() && !api {
                    let shown = shown(&who, request.headers());
                    request.extensions_mut().insert(shown);
                }
                request.extensions_mut().insert(who);
            }
            Ok(_) => {}
            Err(problem) => return Refusal::new(problem, Language::Zh).into_response(),
        }
    }
    next.run(request).await
}

/// Where the request comes from, as the connection says; what a client claims is dropped.
fn tell_address(request: &mut Request) {
    let from = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string());
    request.headers_mut().remove(ADDRESS);
    if let Some(value) = from.and_then(|text| HeaderValue::from_str(&text).ok()) {
        request.headers_mut().insert(ADDRESS, value);
    }
}

/// Who is signed in, for the frame.
fn shown(who: &Who, headers: &HeaderMap) -> Shown {
    let language = Reader::language_of(headers);
    let words = language.hall();
    let name = |standing: &business::desk::Standing| {
        let (zh, en) = standing.kind.names();
        language.pick(zh, en).to_owned()
    };
    let hall = who.signed_in.standing.as_ref().map_or_else(|| words.choose_standing().to_owned(), name);
    Shown {
        name: who.signed_in.user.name.clone(),
        hall: Link::new(hall, "/home"),
        others: vec![
            Link::new(words.matters(), "/matters"),
            Link::new(words.other_standing(), "/me/standing"),
            Link::new(words.security(), "/me/security"),
        ],
        sign_out: ("/sign-out".to_owned(), vec![(WORD.to_owned(), who.word.clone())]),
    }
}

/// Turns away what another site's page sends (CSRF): browsers say where a request comes from. The API takes no cookie.
pub(crate) async fn same_site(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_api(request.uri().path()) || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    Refusal::new(codes::FOREIGN.problem(), Reader::language_of(request.headers())).into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, from)| from == host),
        (Some(_), None) => false,
        // Not a browser; the word of the session is asked for all the same.
        (None, _) => true,
    }
}

/// Lets pass who has what the route needs.
pub(crate) async fn guard(
    State((site, needs)): State<(Arc<Site>, Needs)>,
    reader: Reader,
    request: Request,
    next: Next,
) -> Response {
    let api = is_api(request.uri().path());
    let who = request.extensions().get::<Who>().cloned();
    let refused = |problem: Problem| {
        if api {
            Refusal::new(problem, reader.language).into_response()
        } else {
            refusal(&site, &reader, &problem)
        }
    };
    let Some(who) = who else {
        return match (needs, api) {
            (Needs::Nothing, _) => next.run(request).await,
            (_, true) => not_signed_in(&reader),
            (_, false) => Redirect::to(&sign_in(&reader.address)).into_response(),
        };
    };
    if matches!(needs, Needs::Nothing) {
        return next.run(request).await;
    }
    if !who.is_proved() {
        return Redirect::to("/sign-in/second").into_response();
    }
    if api && !matches!(*request.method(), Method::GET | Method::HEAD) && !who.may_write() {
        return refused(codes::SCOPE.problem());
    }
    let actor = match (needs, who.actor(&site)) {
        (Needs::SignedIn, _) => return next.run(request).await,
        (_, Ok(actor)) => actor,
        (_, Err(problem)) if api => return refused(problem),
        (_, Err(_)) => return Redirect::to("/me/standing").into_response(),
    };
    if let Needs::Read(read) = needs
        && !may_ever(&actor, Action::Read(read))
    {
        return refused(business::desk::policy::missing_role(Action::Read(read)));
    }
    next.run(request).await
}

/// The sign-in page, coming back here afterwards.
pub(crate) fn sign_in(back: &str) -> String {
    let plain: String = back.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("/sign-in?back={plain}")
}

fn not_signed_in(reader: &Reader) -> Response {
    let mut answer = Refusal::new(codes::SIGN_IN.problem(), reader.language).into_response();
    *answer.status_mut() = StatusCode::UNAUTHORIZED;
    answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    answer
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Who, Response> {
        let missing = || Redirect::to(&sign_in(parts.uri.path())).into_response();
        parts.extensions.get::<Who>().cloned().ok_or_else(missing)
    }
}

/// A form that was sent, its session's word checked. Fields sent several times are kept several times.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sent(pub(crate) Vec<(String, String)>);

impl Sent {
    /// The first value of a field.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Does a form carry the word of its session?
pub(crate) fn carries_word(who: &Who, sent: &Sent) -> bool {
    who.word == sent.get(WORD)
}

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Sent, Response> {
        let who = request.extensions().get::<Who>().cloned();
        let language = Reader::language_of(request.headers());
        let refused = |problem: Problem| Refusal::new(problem, language).into_response();
        let read = axum::extract::Form::<Vec<(String, String)>>::from_request(request, site).await;
        let axum::extract::Form(fields) =
            read.map_err(|cause| refused(codes::FORM.problem().because(cause)))?;
        let sent = Sent(fields);
        match who {
            Some(who) if !carries_word(&who, &sent) => Err(refused(codes::FOREIGN.problem())),
            _ => Ok(sent),
        }
    }
}

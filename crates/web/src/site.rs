//! What the pages stand on, and their routes.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use business::Office;
use kernel::{Moment, Result};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::figures::{Figures, Latest};
use crate::kit::{Reader, refusal, remember_language};
use crate::problem::Refusal;
use crate::words::Language;
use crate::{assets, codes, health, public};

/// A node as its pages see it.
pub struct Site {
    /// What the use cases need.
    pub(crate) office: Office,
    /// Is its city fictional?
    pub(crate) demo: bool,
    /// Of the program.
    pub(crate) version: &'static str,
    /// Now.
    pub(crate) clock: fn() -> Moment,
    latest: Latest,
}

impl Site {
    /// A site over an open office. `demo` puts the banner of fictional data on every page.
    pub fn new(office: Office, demo: bool, version: &'static str, clock: fn() -> Moment) -> Site {
        Site { office, demo, version, clock, latest: Latest::default() }
    }

    /// The figures, not older than some seconds. Blocks.
    pub(crate) fn figures(&self) -> Result<Arc<Figures>> {
        self.latest.get(&self.office.store, (self.clock)().date())
    }

    /// The names of the pooling area.
    pub(crate) fn place(&self, language: Language) -> String {
        match self.office.law.in_force(self.office.region.as_str(), None) {
            Ok(law) => {
                let (zh, en) = law.region_names();
                language.pick(zh, en).to_owned()
            }
            Err(_) => self.office.region.to_string(),
        }
    }
}

/// Nothing but our own style sheet and script are loaded; pictures are part of the page.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; \
                      img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The pages and the API.
pub fn router(site: Arc<Site>) -> Router {
    let fixed = |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    Router::new()
        .merge(assets::routes())
        .merge(public::routes(&site))
        .route("/api/v1/figures", get(figures))
        .route("/api/v1/calc", get(crate::calc::topics))
        .route("/api/v1/calc/{topic}", axum::routing::post(crate::calc::calculate))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/version", get(health::version))
        .fallback(nothing_here)
        .with_state(site)
        .layer(middleware::from_fn(remember_language))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| Refusal::new(codes::PAGE.problem(), Language::Zh).into_response()))
}

async fn figures(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    match blocking(move || site.figures()).await {
        Ok(figures) => Json(figures.json()).into_response(),
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

async fn nothing_here(State(site): State<Arc<Site>>, reader: Reader, uri: Uri) -> Response {
    let problem = codes::NO_PAGE.with("path", uri.path());
    if uri.path().starts_with("/api/") {
        return Refusal::new(problem, reader.language).into_response();
    }
    refusal(&site, &reader, &problem)
}

/// Work that waits for the database, off the threads that serve.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|cause| Err(codes::PAGE.problem().because(cause)))
}

//! What the pages stand on, and their routes.

use std::num::NonZeroU32;
use std::sync::{Arc, OnceLock};

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router, middleware};
use business::Office;
use business::certificates::Issued;
use business::collection::Slip;
use calc::Uses;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use kernel::{Moment, PartyId, Result};
use serde::Deserialize;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::access::{self, Needs};
use crate::figures::{Figures, Latest};
use crate::kit::{Reader, refusal, remember_language};
use crate::problem::Refusal;
use crate::words::Language;
use crate::{api, assets, codes, hall, health, public, watch};

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
    /// Prints documents, where the node can.
    pub(crate) documents: Option<Arc<dyn Documents>>,
    /// Renders the counts for Prometheus, where the node keeps them.
    pub(crate) metrics: Option<Render>,
    latest: Latest,
    tries: DefaultKeyedRateLimiter<String>,
    /// What uses the law's parameters; found when somebody first asks.
    uses: OnceLock<Uses>,
}

/// Renders counts as text.
pub type Render = Arc<dyn Fn() -> String + Send + Sync>;

/// Documents that a node prints. The PDF library is not this floor's.
pub trait Documents: Send + Sync {
    /// A person's statement of rights of a year (个人权益记录单) as PDF.
    ///
    /// # Errors
    /// Where the facts cannot be read or the page cannot be made.
    fn statement(&self, office: &Office, person: PartyId, year: i16) -> Result<Vec<u8>>;

    /// How a figure came about (计算说明书) as PDF.
    ///
    /// # Errors
    /// As [`Documents::statement`].
    fn calculation(&self, office: &Office, figure: &Calculation) -> Result<Vec<u8>>;

    /// A list of people or of amounts (名册、明细、对账单) as PDF.
    ///
    /// # Errors
    /// As [`Documents::statement`].
    fn register(&self, office: &Office, register: &Register) -> Result<Vec<u8>>;

    /// A certificate (证明) as a sealed PDF.
    ///
    /// # Errors
    /// As [`Documents::statement`].
    fn certificate(&self, office: &Office, issued: &Issued) -> Result<Vec<u8>>;

    /// The receipt for money received on a bill (社会保险费专用收据) as PDF.
    ///
    /// # Errors
    /// As [`Documents::statement`].
    fn slip(&self, office: &Office, slip: &Slip) -> Result<Vec<u8>>;
}

/// A list for paper. Its texts are Chinese, as documents are.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// Number of the document.
    pub number: String,
    /// What it is.
    pub title: String,
    /// A line below the title.
    pub subtitle: String,
    /// Names and values above the table.
    pub facts: Vec<(String, String)>,
    /// Columns with how their cells stand.
    pub columns: Vec<(String, RegisterCell)>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
    /// Sums; may be empty.
    pub total: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
    /// Who signs by hand.
    pub signs: Vec<String>,
    /// What the agency's seal is for; empty: none is drawn.
    pub seal: String,
}

/// How the cells of a column of a list stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterCell {
    /// To the left, wide.
    Text,
    /// In the middle, narrow.
    Short,
    /// To the right.
    Number,
    /// Blank, for a signature.
    Sign,
}

/// A figure with how it came about. Its texts are Chinese, as documents are.
#[derive(Clone, Debug)]
pub struct Calculation {
    /// Number of the document.
    pub number: String,
    /// What was computed.
    pub title: String,
    /// Law and articles.
    pub basis: String,
    /// What went in, by name.
    pub inputs: Vec<(String, String)>,
    /// What came out, by name.
    pub results: Vec<(String, String)>,
    /// The steps, as `rules` writes them.
    pub steps: serde_json::Value,
    /// Hash of the rule set.
    pub rule_set: String,
    /// What can be done against it; empty where nothing was decided.
    pub remedy: String,
}

/// A role of the demo city, offered on the sign-in page.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct DemoCard {
    /// Login of its user.
    pub(crate) login: String,
    /// What it is, in Chinese.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
}

/// The setting that lists the demo city's roles.
const CARDS: &str = "demo.cards";
/// Sign-ins, codes and activations that one address may try in a minute.
const TRIES_A_MINUTE: NonZeroU32 = NonZeroU32::new(20).expect("is not zero");

impl Site {
    /// A site over an open office. `demo` puts the banner of fictional data on every page.
    pub fn new(office: Office, demo: bool, version: &'static str, clock: fn() -> Moment) -> Site {
        let tries = RateLimiter::keyed(Quota::per_minute(TRIES_A_MINUTE));
        Site {
            office,
            demo,
            version,
            clock,
            documents: None,
            metrics: None,
            latest: Latest::default(),
            tries,
            uses: OnceLock::new(),
        }
    }

    /// With a printer.
    pub fn with_documents(self, documents: Arc<dyn Documents>) -> Site {
        Site { documents: Some(documents), ..self }
    }

    /// With what renders the counts.
    pub fn with_metrics(self, render: Render) -> Site {
        Site { metrics: Some(render), ..self }
    }

    /// The roles of the demo city; none elsewhere. Blocks.
    pub(crate) fn demo_cards(&self) -> Result<Vec<DemoCard>> {
        if !self.demo {
            return Ok(Vec::new());
        }
        let kept = self.office.store.read(|tx| tx.setting(CARDS))?.unwrap_or_else(|| "[]".to_owned());
        serde_json::from_str(&kept).map_err(|cause| codes::PAGE.problem().because(cause))
    }

    /// May a secret be tried from this address now?
    pub(crate) fn may_try(&self, headers: &HeaderMap) -> bool {
        let from = headers.get(ADDRESS).and_then(|value| value.to_str().ok()).unwrap_or("-");
        self.tries.check_key(&from.to_owned()).is_ok()
    }

    /// The figures, not older than some seconds. Blocks.
    pub(crate) fn figures(&self) -> Result<Arc<Figures>> {
        self.latest.get(&self.office.store, (self.clock)().date())
    }

    /// Which calculators look up which parameters. Takes a fraction of a second the first time.
    pub(crate) fn uses(&self) -> Result<&Uses> {
        if let Some(known) = self.uses.get() {
            return Ok(known);
        }
        let found = Uses::of(&self.office.law, (self.clock)().date())?;
        Ok(self.uses.get_or_init(|| found))
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
        .merge(guarded(&site))
        .route("/api/v1/figures", get(figures))
        .route("/api/v1/calc", get(crate::calc::topics))
        .route("/api/v1/calc/{topic}", axum::routing::post(crate::calc::calculate))
        .route("/.well-known/jwks.json", get(public::keys))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/version", get(health::version))
        .route("/metrics", get(watch::metrics_page))
        .fallback(nothing_here)
        .layer(middleware::from_fn_with_state(Arc::clone(&site), access::identify))
        .layer(middleware::from_fn(access::same_site))
        .with_state(site)
        .layer(middleware::from_fn(watch::watch))
        .layer(middleware::from_fn(remember_language))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::custom(|_| Refusal::new(codes::PAGE.problem(), Language::Zh).into_response()))
}

/// Every route that is declared with what it needs, as method, path and need.
pub fn declared() -> Vec<(&'static str, &'static str, Needs)> {
    let pages = hall::routes().into_iter().map(|route| (route.method, route.path, route.needs));
    pages.chain(api::routes().into_iter().map(|call| (call.method, call.path, call.needs))).collect()
}

/// The declared routes, each behind its guard.
fn guarded(site: &Arc<Site>) -> Router<Arc<Site>> {
    let pages = hall::routes().into_iter().map(|route| (route.path, route.needs, route.answer));
    let all = pages.chain(api::routes().into_iter().map(|call| (call.path, call.needs, call.answer)));
    all.fold(Router::new(), |router, (path, needs, answer)| {
        let guard = middleware::from_fn_with_state((Arc::clone(site), needs), access::guard);
        router.route(path, answer.layer(guard))
    })
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

/// Random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|cause| codes::RANDOM.problem().because(cause))?;
    Ok(bytes)
}

/// The header in which the connection's address travels inside.
pub(crate) const ADDRESS: &str = "x-jinbao-address";

/// Work that waits for the database, off the threads that serve.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|cause| Err(codes::PAGE.problem().because(cause)))
}

//! The pages that need no sign-in.

mod about;
mod calculators;
mod check;
mod find;
mod funds;
mod home;
pub(crate) mod law;
mod patterns;
mod retirement;
mod search;
pub(crate) mod services;
mod settings;
mod standards;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use kernel::Result;

use crate::kit::{Page, Reader, refusal};
use crate::site::{Site, blocking};

pub(crate) use check::keys;

/// Their routes. The kit is on show where the city is fictional.
pub(crate) fn routes(site: &Site) -> Router<Arc<Site>> {
    let routes = Router::new()
        .route("/", get(home::page))
        .route("/services", get(services::list))
        .route("/services/{code}", get(services::guide))
        .route("/funds", get(funds::page))
        .route("/search", get(search::page))
        .route("/standards", get(standards::page))
        .route("/law", get(law::tree))
        .route("/law/compare", get(law::compare))
        .route("/law/{id}", get(law::parameter))
        .route("/calculators", get(calculators::list))
        .route("/calculators/{topic}", get(calculators::page))
        .route("/retirement", get(retirement::page))
        .route("/retirement/check", post(retirement::check))
        .route("/check", get(check::page).post(check::code))
        .route("/check/offline.html", get(check::offline))
        .route("/certificates/revoked.jws", get(check::revoked))
        .route("/settings", get(settings::page).post(settings::save))
        .route("/accessibility", get(about::accessibility))
        .route("/shortcuts", get(about::shortcuts));
    if site.demo { routes.merge(patterns()) } else { routes }
}

fn patterns() -> Router<Arc<Site>> {
    Router::new()
        .route("/patterns", get(patterns::page).post(patterns::send))
        .route("/patterns/check", post(patterns::check))
        .route("/patterns/question", get(patterns::question))
        .route("/patterns/interruption", get(patterns::interruption))
        .route("/patterns/done", get(patterns::done))
}

/// A page that is made from the database or takes long, off the threads that serve.
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

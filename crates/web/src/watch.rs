//! Every request is watched: it has a number, a line in the log and a place in the metrics. What is written down is the
//! pattern of the route, never an address, so that no personal number gets into a log.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::codes;
use crate::kit::Reader;
use crate::problem::Refusal;
use crate::site::{ADDRESS, Site, blocking, random};

/// The header with the request's number; error pages show it.
const REQUEST: &str = "x-request-id";

/// Numbers a request, lets it through, writes down what came of it.
pub(crate) async fn watch(mut request: Request, next: Next) -> Response {
    let id: String = random::<8>().unwrap_or_default().iter().map(|byte| format!("{byte:02x}")).collect();
    let number = HeaderValue::from_str(&id).unwrap_or(HeaderValue::from_static("-"));
    request.headers_mut().insert(REQUEST, number.clone());
    let route = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let (method, begun) = (request.method().as_str().to_owned(), Instant::now());
    let mut answer = next.run(request).await;
    let (took, status) = (begun.elapsed(), answer.status().as_u16());
    answer.headers_mut().insert(REQUEST, number);
    tracing::info!(request = id, method, route, status, micros = took.as_micros(), "answered");
    let marks = [("method", method), ("route", route.clone()), ("status", status.to_string())];
    metrics::counter!("jinbao_http_requests_total", &marks).increment(1);
    metrics::histogram!("jinbao_http_seconds", "route" => route).record(took.as_secs_f64());
    answer
}

/// `GET /metrics`, for who asks from this machine and through no proxy.
pub(crate) async fn metrics_page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    headers: HeaderMap,
) -> Response {
    let from = headers
        .get(ADDRESS)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<std::net::IpAddr>().ok());
    let local = from.is_some_and(|address| address.is_loopback()) && !headers.contains_key("x-forwarded-for");
    let Some(render) = site.metrics.clone().filter(|_| local) else {
        return Refusal::new(codes::NO_PAGE.with("path", "/metrics"), reader.language).into_response();
    };
    let counted = blocking(move || {
        let today = (site.clock)().date();
        site.office.store.read(|tx| business::desk::counts(tx, today))
    })
    .await;
    match counted {
        Ok(counts) => {
            for (state, count, overdue) in counts {
                metrics::gauge!("jinbao_matters", "state" => state.clone()).set(f64::from(count));
                metrics::gauge!("jinbao_matters_overdue", "state" => state).set(f64::from(overdue));
            }
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], render()).into_response()
        }
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

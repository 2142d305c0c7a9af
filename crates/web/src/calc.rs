//! The calculators over HTTP: `GET /api/v1/calc` lists the topics with the schemas of their inputs,
//! `POST /api/v1/calc/{topic}` takes the inputs and answers the results, with `?explain=1` also the derivation.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use calc::{Answer, Engine};
use kernel::{Problem, Result};
use serde::Deserialize;
use serde_json::json;

use crate::kit::Reader;
use crate::problem::problem_details;
use crate::site::Site;
use crate::words::Language;

/// What may be asked beside the inputs.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    explain: Option<String>,
}

/// Every topic.
pub(crate) async fn topics() -> Json<serde_json::Value> {
    Json(json!({"topics": calc::all().map(calc::Topic::schema).collect::<Vec<_>>()}))
}

/// One case. It takes microseconds, so it is computed where it was received.
pub(crate) async fn calculate(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path(topic): Path<String>,
    Query(asked): Query<Asked>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let explain = asked.explain.is_some_and(|wish| wish != "0" && wish != "false");
    let body = body.map_err(|cause| calc::codes::TOO_LONG.with("most", calc::MOST_LINE).because(cause));
    match body.and_then(|body| answer(&site, &topic, &body, explain)) {
        Ok(answer) => ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(problem) => refusal(&problem, reader.language),
    }
}

fn answer(site: &Site, topic: &str, body: &[u8], explain: bool) -> Result<Answer> {
    if body.len() > calc::MOST_LINE {
        return Err(calc::codes::TOO_LONG.with("most", calc::MOST_LINE));
    }
    let inputs = std::str::from_utf8(body).map_err(|_| calc::codes::NOT_JSON.with("why", "UTF-8"))?;
    Engine::new(&site.office.law, (site.clock)().date()).calculate(topic, inputs, explain)
}

/// Whatever the inputs and the law lack is the caller's to mend: 422. Only an address that is no topic is 404.
fn refusal(problem: &Problem, language: Language) -> Response {
    let unknown = *problem.code() == calc::codes::NO_TOPIC;
    let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut details = problem_details(problem, language);
    details["status"] = json!(status.as_u16());
    let media = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    (status, media, details.to_string()).into_response()
}

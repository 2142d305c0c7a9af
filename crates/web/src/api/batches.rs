//! Files of staff by the API: the same steps as on the pages, answered as a task with its progress (202, then asked again).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use business::enquiry::BATCHES;
use business::intake::batch::{self, Step};
use business::intake::uploads::{self, Told, Upload, UploadState};
use business::intake::{self, Kind};
use kernel::Result;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use utoipa::ToSchema;

use super::calls::{Body, Query, call, call_as};
use crate::access::Who;
use crate::codes;
use crate::hall::{disposition, party};
use crate::handed;
use crate::kit::Reader;
use crate::problem::Refusal;
use crate::site::{Site, blocking};

/// A file and how far it has come.
#[derive(Serialize, ToSchema)]
pub(crate) struct Batch {
    id: i64,
    unit: i64,
    /// `joiners`, `leavers` or `wages`.
    kind: String,
    name: String,
    /// SHA-256 of the content.
    digest: String,
    /// `new`: its columns have to be named; `checking`, `checked`, `taking`, `taken`; `stopped`: see `stopped`.
    state: String,
    /// Rows in the file.
    rows: u64,
    /// Rows that the present step has come to.
    done: u64,
    /// Rows that were taken, or would be.
    recorded: u64,
    /// Rows that said what was on record before.
    known: u64,
    /// Rows with something wrong: see `/problems` and `/failed`.
    bad: u64,
    /// Required columns that no header names.
    missing: Vec<String>,
    /// What the next month comes to beside the last, in fen, with reasons; of a check.
    forecast: Json,
    /// Why the step stopped: code and text.
    stopped: Option<Vec<String>>,
    /// Number of the matter of the rows taken in.
    matter: Option<String>,
}

/// A unit's files.
#[derive(Serialize, ToSchema)]
pub(crate) struct Batches {
    items: Vec<Batch>,
}

/// What was wrong with a row.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowProblem {
    row: i64,
    column: String,
    value: String,
    code: String,
    message: String,
    message_en: String,
    remedy: String,
    remedy_en: String,
}

/// Rows with something wrong, in the order of the file.
#[derive(Serialize, ToSchema)]
pub(crate) struct RowProblems {
    items: Vec<RowProblem>,
    next: Option<i64>,
}

/// What the headers of a file mean: by header the key of the column, or nothing.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Columns {
    columns: BTreeMap<String, String>,
}

/// What may be asked in an address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    kind: Option<String>,
    name: Option<String>,
    cursor: Option<i64>,
}

impl Batch {
    fn of(site: &Site, actor: &business::desk::Actor, file: Upload) -> Result<Batch> {
        let missing = match file.state {
            UploadState::New if !file.removed => uploads::survey(&site.office, actor, file.id)?.missing,
            _ => Vec::new(),
        };
        let came = file.came;
        Ok(Batch {
            id: file.id,
            unit: file.unit.get(),
            kind: file.kind.word().to_owned(),
            name: file.name,
            digest: file.digest,
            state: file.state.key().to_owned(),
            rows: file.rows,
            done: file.done,
            recorded: came.recorded,
            known: came.known,
            bad: came.bad,
            missing: missing.iter().map(|column| column.zh.to_owned()).collect(),
            forecast: came.forecast.and_then(|found| serde_json::to_value(found).ok()).unwrap_or_default(),
            stopped: came.stopped.map(Vec::from),
            matter: file.matter_number,
        })
    }
}

impl From<Told> for RowProblem {
    fn from(told: Told) -> RowProblem {
        RowProblem {
            row: told.row,
            column: told.field,
            value: told.value,
            code: told.code,
            message: told.reason.0,
            message_en: told.reason.1,
            remedy: told.remedy.0,
            remedy_en: told.remedy.1,
        }
    }
}

/// `GET /api/v1/units/{party}/batches`.
pub(super) async fn list(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let files = uploads::uploads(&site.office, actor, party(&id)?, 100)?;
        let items = files.into_iter().map(|file| Batch::of(site, actor, file)).collect::<Result<_>>()?;
        Ok(Batches { items })
    })
    .await
}

/// `POST /api/v1/units/{party}/batches?kind=joiners&name=a.xlsx`, the file as the body.
pub(super) async fn hand_in(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    request: Request,
) -> Response {
    let content = match handed::body(request.into_body()).await {
        Ok(content) => content,
        Err(problem) => return Refusal::new(problem, reader.language).into_response(),
    };
    call_as(site, reader, who, StatusCode::ACCEPTED, move |site, actor| {
        let word = asked.kind.unwrap_or_default();
        let kind = Kind::from_word(&word).ok_or_else(|| codes::CHOOSE_ONE.problem().at("kind", &word))?;
        if content.is_empty() {
            return Err(intake::codes::NO_FILE.problem());
        }
        let name = handed::plain_name(&asked.name.unwrap_or_default());
        let file = uploads::add(&site.office, actor, kind, party(&id)?, (&name, &content))?;
        let complete = uploads::survey(&site.office, actor, file.id)?.is_complete();
        let file = match file.state {
            UploadState::New if complete => batch::begin(&site.office, actor, file.id, Step::Check)?,
            _ => file,
        };
        Batch::of(site, actor, file)
    })
    .await
}

fn number(text: &str) -> Result<i64> {
    text.parse().map_err(|_| intake::codes::NO_UPLOAD.with("upload", text))
}

/// `GET /api/v1/batches/{id}`.
pub(super) async fn file(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let file = uploads::upload(&site.office, actor, number(&id)?)?;
        Batch::of(site, actor, file)
    })
    .await
}

/// `POST /api/v1/batches/{id}/columns`.
pub(super) async fn columns(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Body(said): Body<Columns>,
) -> Response {
    call_as(site, reader, who, StatusCode::ACCEPTED, move |site, actor| {
        let id = number(&id)?;
        uploads::name_columns(&site.office, actor, id, &said.columns)?;
        let file = batch::begin(&site.office, actor, id, Step::Check)?;
        Batch::of(site, actor, file)
    })
    .await
}

/// `POST /api/v1/batches/{id}/submit`.
pub(super) async fn submit(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call_as(site, reader, who, StatusCode::ACCEPTED, move |site, actor| {
        let file = batch::begin(&site.office, actor, number(&id)?, Step::Take)?;
        Batch::of(site, actor, file)
    })
    .await
}

/// Problems a page.
const MOST: i64 = 200;

/// `GET /api/v1/batches/{id}/problems`.
pub(super) async fn problems(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let after = asked.cursor.unwrap_or(0).max(0);
        let mut told = uploads::told(&site.office, actor, number(&id)?, (after, MOST + 1))?;
        let more = told.len() > usize::try_from(MOST).unwrap_or(0);
        told.truncate(usize::try_from(MOST).unwrap_or(0));
        Ok(RowProblems {
            items: told.into_iter().map(Into::into).collect(),
            next: more.then_some(after + MOST),
        })
    })
    .await
}

/// `GET /api/v1/batches/{id}/failed`: the file of the rows that failed.
pub(super) async fn failed(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    let found = blocking(move || {
        let actor = who.actor(&site)?;
        uploads::failed_rows(&site.office, &actor, number(&id)?)
    })
    .await;
    match found {
        Ok((name, content)) => {
            let media = "application/octet-stream".to_owned();
            ([(header::CONTENT_TYPE, media), (header::CONTENT_DISPOSITION, disposition(&name))], content)
                .into_response()
        }
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

/// What these calls need.
pub(super) const NEEDS: crate::access::Needs = crate::access::Needs::Read(&BATCHES);

//! Papers of a matter by the API: the certificate that it gave, the materials handed in for it.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use business::certificates;
use business::desk::materials::{self as kept, Kept};
use business::desk::{self, Actor};
use kernel::Result;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::calls::{Query, call, call_as};
use crate::access::Who;
use crate::codes;
use crate::hall::disposition;
use crate::handed;
use crate::kit::Reader;
use crate::problem::Refusal;
use crate::site::{Site, blocking};

/// A certificate.
#[derive(Serialize, ToSchema)]
pub(crate) struct Certificate {
    /// Its number: that of its matter.
    number: String,
    title: String,
    /// The code by which anybody checks it at `/check`.
    code: String,
    /// What it says, signed: a compact JWS (ES256) by a key of `/.well-known/jwks.json`.
    statement: String,
}

/// The materials of a matter.
#[derive(Serialize, ToSchema)]
pub(crate) struct Materials {
    items: Vec<Material>,
}

/// A material.
#[derive(Serialize, ToSchema)]
pub(crate) struct Material {
    line: i64,
    /// Which of the service's materials; `other`.
    kind: String,
    name: String,
    /// Media type, by content.
    media: String,
    bytes: i64,
    /// Was its content removed, its time being over?
    removed: bool,
}

impl From<Kept> for Material {
    fn from(kept: Kept) -> Material {
        let Kept { line, kind, name, media, bytes, removed, .. } = kept;
        Material { line, kind, name, media, bytes, removed }
    }
}

/// How a material is called.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
}

/// `GET /api/v1/matters/{number}/certificate`.
pub(super) async fn certificate(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let issued = certificates::document(&site.office, actor, &number)?;
        let title = issued.statement.title;
        Ok(Certificate { number, title, code: issued.code, statement: issued.signed })
    })
    .await
}

/// `GET /api/v1/matters/{number}/certificate.pdf`.
pub(super) async fn certificate_pdf(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    file(site, reader, who, "application/pdf", move |site, actor| {
        let print = site.documents.as_ref().ok_or_else(|| codes::NO_PRINTER.problem())?;
        let issued = certificates::document(&site.office, actor, &number)?;
        let content = print.certificate(&site.office, &issued)?;
        Ok((format!("{}-{number}.pdf", issued.statement.title), content))
    })
    .await
}

/// `GET /api/v1/matters/{number}/materials`.
pub(super) async fn materials(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| listed(site, actor, &number)).await
}

fn listed(site: &Site, actor: &Actor, number: &str) -> Result<Materials> {
    let all = site.office.store.read(|tx| {
        let entry = desk::entry(tx, &site.office, actor, number)?;
        kept::of_matter(tx, entry.id)
    })?;
    Ok(Materials { items: all.into_iter().map(Material::from).collect() })
}

/// `POST /api/v1/matters/{number}/materials`: the body is the file.
pub(super) async fn add_material(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    Query(named): Query<Named>,
    request: Request,
) -> Response {
    let content = match handed::body(request.into_body()).await {
        Ok(content) => content,
        Err(problem) => return Refusal::new(problem, reader.language).into_response(),
    };
    call_as(site, reader, who, StatusCode::OK, move |site, actor| {
        let name = handed::plain_name(&named.name);
        kept::add(&site.office, actor, &number, (&named.kind, &name), &content)?;
        listed(site, actor, &number)
    })
    .await
}

/// `GET /api/v1/matters/{number}/materials/{line}`.
pub(super) async fn material(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((number, line)): Path<(String, String)>,
) -> Response {
    file(site, reader, who, "application/octet-stream", move |site, actor| {
        let line = line.parse().map_err(|_| codes::NO_PAGE.with("path", &line))?;
        let (kept, content) = kept::read(&site.office, actor, &number, line)?;
        Ok((kept.name, content))
    })
    .await
}

/// A file as the answer.
async fn file(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    media: &'static str,
    make: impl FnOnce(&Site, &Actor) -> Result<(String, Vec<u8>)> + Send + 'static,
) -> Response {
    let made = blocking(move || {
        let actor = who.actor(&site)?;
        make(&site, &actor)
    })
    .await;
    match made {
        Ok((name, content)) => {
            let headers = [
                (header::CONTENT_TYPE, media.to_owned()),
                (header::CONTENT_DISPOSITION, disposition(&name)),
                (header::CACHE_CONTROL, "no-store".to_owned()),
            ];
            (headers, content).into_response()
        }
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

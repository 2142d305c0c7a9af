//! The calls of the API. Each is the use case that a page calls too.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use business::catalogue;
use business::desk::{self, About, Actor, Ask, Channel, Page};
use business::enquiry::{self, AsOf};
use kernel::{Date, FeeMonth, PartyId, Problem, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::answers::{
    Accounts, Contributions, Dossier, Dues, Hits, Looks, Matter, Matters, Operators, Preview, Profile,
    Receipt, Roster, Service, Services, Unit,
};
use crate::access::Who;
use crate::codes;
use crate::hall::{party, take_step};
use crate::kit::Reader;
use crate::problem::{Refusal, refuse_all};
use crate::site::{Site, blocking};

/// What may be asked in an address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    cursor: Option<i64>,
    limit: Option<i64>,
    held: Option<bool>,
    q: Option<String>,
    year: Option<i16>,
    month: Option<String>,
}

/// The two days of a record.
#[derive(Debug, Default, Deserialize)]
pub(super) struct When {
    on: Option<String>,
    known_on: Option<String>,
}

/// A request for a service.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Asking {
    /// About whom; left out: the party of the token's standing.
    #[serde(default)]
    subject: Option<i64>,
    /// Answers by the names of the form's fields. Several choices are separated by commas.
    #[serde(default)]
    answers: BTreeMap<String, String>,
}

/// Why a step is taken.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct Reason {
    /// Wanted where a matter is sent back or refused.
    #[serde(default)]
    why: String,
}

/// A body of JSON whose mistakes are problems like any other.
pub(super) struct Body<T>(pub(super) T);

impl<T: serde::de::DeserializeOwned> FromRequest<Arc<Site>> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Body<T>, Response> {
        let language = Reader::language_of(request.headers());
        let read = Json::<T>::from_request(request, site).await;
        read.map(|Json(body)| Body(body))
            .map_err(|cause| Refusal::new(codes::JSON.problem().because(cause), language).into_response())
    }
}

/// What is asked in the address, whose mistakes are problems like any other.
pub(super) struct Query<T>(pub(super) T);

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Query<T>, Response> {
        let language = Reader::language_of(&parts.headers);
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|axum::extract::Query(asked)| Query(asked)).map_err(|cause| {
            Refusal::new(codes::QUERY.with("cause", cause.body_text()), language).into_response()
        })
    }
}

/// Answers with what a use case gives, as JSON.
pub(super) async fn call<T: Serialize + Send + 'static>(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    work: impl FnOnce(&Site, &Actor) -> Result<T> + Send + 'static,
) -> Response {
    call_as(site, reader, who, StatusCode::OK, work).await
}

/// As [`call`], with another status where it went well.
pub(super) async fn call_as<T: Serialize + Send + 'static>(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    status: StatusCode,
    work: impl FnOnce(&Site, &Actor) -> Result<T> + Send + 'static,
) -> Response {
    let found = blocking(move || work(&site, &who.actor(&site)?)).await;
    match found {
        Ok(body) => (status, Json(body)).into_response(),
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

/// As [`call`], where several things may be wrong at once.
async fn call_all<T: Serialize + Send + 'static>(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    status: StatusCode,
    work: impl FnOnce(&Site, &Actor) -> Result<T, Vec<Problem>> + Send + 'static,
) -> Response {
    let found = blocking(move || {
        Ok(who.actor(&site).map_err(|problem| vec![problem]).and_then(|actor| work(&site, &actor)))
    })
    .await;
    match found {
        Ok(Ok(body)) => (status, Json(body)).into_response(),
        Ok(Err(problems)) => refuse_all(&problems, reader.language),
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

/// `GET /api/v1/services`.
pub(super) async fn services() -> Json<Services> {
    Json(Services { items: catalogue::services().map(Service::from).collect() })
}

/// `GET /api/v1/services/{code}`.
pub(super) async fn service(reader: Reader, Path(code): Path<String>) -> Response {
    match catalogue::service(&code) {
        Some(service) => Json(Service::from(service)).into_response(),
        None => Refusal::new(codes::NO_SERVICE.with("code", code), reader.language).into_response(),
    }
}

fn asked_for(code: &str) -> Result<&'static desk::Service, Vec<Problem>> {
    let found =
        catalogue::service(code).filter(|service| service.stands_in(Channel::Api) && service.run.is_some());
    found.ok_or_else(|| vec![codes::NO_SERVICE.with("code", code)])
}

fn subject(actor: &Actor, service: &desk::Service, named: Option<i64>) -> Option<PartyId> {
    if service.about == About::Agency { None } else { named.map(PartyId::new).or(actor.party) }
}

/// `POST /api/v1/services/{code}`.
pub(super) async fn ask(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(code): Path<String>,
    headers: HeaderMap,
    Body(request): Body<Asking>,
) -> Response {
    let key = headers.get("idempotency-key").and_then(|key| key.to_str().ok()).map(str::to_owned);
    call_all(site, reader, who, StatusCode::CREATED, move |site, actor| {
        let service = asked_for(&code)?;
        let subject = subject(actor, service, request.subject);
        let ask = Ask { service, subject, given: &request.answers, key: key.as_deref() };
        let receipt = desk::ask(&site.office, actor, &ask)?;
        Ok(Receipt { number: receipt.number, state: receipt.state.key().to_owned() })
    })
    .await
}

/// `POST /api/v1/services/{code}/preview`.
pub(super) async fn preview(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(code): Path<String>,
    Body(request): Body<Asking>,
) -> Response {
    call_all(site, reader, who, StatusCode::OK, move |site, actor| {
        let service = asked_for(&code)?;
        let subject = subject(actor, service, request.subject);
        let ask = Ask { service, subject, given: &request.answers, key: None };
        let decision = desk::preview(&site.office, actor, &ask)?;
        Ok(Preview { granted: decision.granted, effects: decision.effects })
    })
    .await
}

/// Most matters a page.
const MOST: i64 = 200;

/// `GET /api/v1/matters`.
pub(super) async fn matters(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    call_paged(site, reader, who, move |site, actor| {
        let limit = asked.limit.unwrap_or(50).clamp(1, MOST);
        let found = site
            .office
            .store
            .read(|tx| desk::mine(tx, actor, Page { before: asked.cursor, limit: limit + 1 }))?;
        let shown = usize::try_from(limit).unwrap_or(0);
        let next = (found.len() > shown).then(|| found[shown - 1].id.get());
        let more =
            next.map(|cursor| format!("</api/v1/matters?cursor={cursor}&limit={limit}>; rel=\"next\""));
        Ok((more, Matters { items: found.iter().take(shown).map(Matter::from).collect(), next }))
    })
    .await
}

/// As [`call`], with where the next page is (RFC 8288).
async fn call_paged<T: Serialize + Send + 'static>(
    site: Arc<Site>,
    reader: Reader,
    who: Who,
    work: impl FnOnce(&Site, &Actor) -> Result<(Option<String>, T)> + Send + 'static,
) -> Response {
    match blocking(move || work(&site, &who.actor(&site)?)).await {
        Ok((None, body)) => Json(body).into_response(),
        Ok((Some(next), body)) => ([(header::LINK, next)], Json(body)).into_response(),
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

fn list(entries: &[desk::Entry]) -> Matters {
    Matters { items: entries.iter().map(Matter::from).collect(), next: None }
}

/// `GET /api/v1/matters/{number}`.
pub(super) async fn matter(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let office = &site.office;
        office.store.read(|tx| desk::dossier(tx, office, actor, &number)).map(Dossier::from)
    })
    .await
}

/// `GET /api/v1/matters/{number}/receipt`.
pub(super) async fn decision_receipt(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| desk::receipt(&site.office, actor, &number)).await
}

fn receipt(site: &Site, actor: &Actor, number: &str) -> Result<Receipt> {
    let entry = site.office.store.read(|tx| desk::entry(tx, &site.office, actor, number))?;
    Ok(Receipt { number: entry.number, state: entry.state.key().to_owned() })
}

/// `POST /api/v1/matters/{number}/correct`.
pub(super) async fn correct(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
    Body(request): Body<Asking>,
) -> Response {
    call_all(site, reader, who, StatusCode::OK, move |site, actor| {
        desk::correct(&site.office, actor, &number, &request.answers)?;
        receipt(site, actor, &number).map_err(|problem| vec![problem])
    })
    .await
}

/// `POST /api/v1/matters/{number}/withdraw`.
pub(super) async fn withdraw(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(number): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        desk::withdraw(&site.office, actor, &number)?;
        receipt(site, actor, &number)
    })
    .await
}

/// `POST /api/v1/matters/{number}/steps/{step}`.
pub(super) async fn step(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path((number, step)): Path<(String, String)>,
    Body(reason): Body<Reason>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        take_step(&site.office, actor, &number, &step, &reason.why)?;
        receipt(site, actor, &number)
    })
    .await
}

/// `GET /api/v1/desk`.
pub(super) async fn basket(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let (office, held) = (&site.office, asked.held.unwrap_or(false));
        office.store.read(|tx| desk::basket(tx, office, actor, held, MOST)).map(|found| list(&found))
    })
    .await
}

/// `GET /api/v1/desk/second`.
pub(super) async fn second(State(site): State<Arc<Site>>, reader: Reader, who: Who) -> Response {
    call(site, reader, who, move |site, actor| {
        let office = &site.office;
        office.store.read(|tx| desk::for_second_person(tx, office, actor, MOST)).map(|found| list(&found))
    })
    .await
}

/// `GET /api/v1/find`.
pub(super) async fn find(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let hits = enquiry::find(&site.office, actor, &asked.q.unwrap_or_default(), 20)?;
        Ok(Hits { items: hits.into_iter().map(Into::into).collect() })
    })
    .await
}

/// `GET /api/v1/people/{party}`.
pub(super) async fn profile(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        enquiry::profile(&site.office, actor, party(&id)?).map(Profile::from)
    })
    .await
}

/// `GET /api/v1/people/{party}/contributions`.
pub(super) async fn contributions(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        enquiry::contributions(&site.office, actor, party(&id)?).map(Contributions::from)
    })
    .await
}

/// `GET /api/v1/people/{party}/as-of`.
pub(super) async fn as_of(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<When>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let today = actor.at.date();
        let (on, known_on) = (day(asked.on, "on", today)?, day(asked.known_on, "known_on", today)?);
        let found = enquiry::as_of(&site.office, actor, party(&id)?, AsOf { on, known_on })?;
        let person = found.person.map(|person| json!({ "name": person.name, "birth": person.birth }));
        let insured = found.participations.iter().map(|(p, payer)| {
            json!({ "insurance": p.insurance.key(), "payer": payer, "from": p.period.from(),
                    "to": (!p.period.is_open()).then(|| p.period.to()) })
        });
        let wages = found.wages.iter().map(|w| json!({ "payer": w.payer, "from": w.from, "wage": w.wage }));
        let billed = found.contributions.iter().map(|line| {
            json!({ "insurance": line.insurance.key(), "payer": line.payer, "base": line.base, "unit": line.unit,
                    "personal": line.personal, "account": line.account })
        });
        let benefits = found.benefits.iter().map(|drawn| {
            json!({ "award": drawn.award, "benefit": drawn.benefit, "amount": drawn.amount, "cause": drawn.cause,
                    "matter": drawn.matter })
        });
        Ok(json!({
            "on": on, "known_on": known_on, "person": person, "insured": insured.collect::<Vec<_>>(),
            "wages": wages.collect::<Vec<_>>(), "contributions": billed.collect::<Vec<_>>(),
            "benefits": benefits.collect::<Vec<_>>(),
        }))
    })
    .await
}

fn day(text: Option<String>, name: &'static str, today: Date) -> Result<Date> {
    let Some(text) = text else { return Ok(today) };
    text.parse().map_err(|_| codes::NO_DAY.problem().at(name, text))
}

/// `GET /api/v1/people/{party}/accounts`.
pub(super) async fn accounts(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let year = asked.year.unwrap_or_else(|| actor.at.date().year());
        let (_, found) = enquiry::statement(&site.office, actor, party(&id)?, i32::from(year))?;
        Ok(Accounts::from(found))
    })
    .await
}

/// `GET /api/v1/people/{party}/trail`.
pub(super) async fn trail(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let looks = enquiry::trail(&site.office, actor, party(&id)?, MOST)?;
        Ok(Looks { items: looks.into_iter().map(Into::into).collect() })
    })
    .await
}

/// `GET /api/v1/payers/{party}/dues`.
pub(super) async fn dues(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        enquiry::dues(&site.office, actor, party(&id)?).map(Dues::from)
    })
    .await
}

/// `GET /api/v1/units/{party}`.
pub(super) async fn unit(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        enquiry::unit(&site.office, actor, party(&id)?).map(Unit::from)
    })
    .await
}

/// `GET /api/v1/units/{party}/roster`.
pub(super) async fn roster(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let month = month(asked.month.as_deref(), "month", FeeMonth::of(actor.at.date()))?;
        let staff = enquiry::roster(&site.office, actor, party(&id)?, month)?;
        Ok(Roster { month: month.to_string(), items: staff.into_iter().map(Into::into).collect() })
    })
    .await
}

/// A month of the address, or another where none stands there. What is no month is refused at its name.
pub(super) fn month(text: Option<&str>, name: &str, otherwise: FeeMonth) -> Result<FeeMonth> {
    let Some(text) = text else { return Ok(otherwise) };
    FeeMonth::parse(text).ok_or_else(|| codes::NO_MONTH.with("text", text).at(name, text))
}

/// `GET /api/v1/units/{party}/operators`.
pub(super) async fn operators(
    State(site): State<Arc<Site>>,
    reader: Reader,
    who: Who,
    Path(id): Path<String>,
) -> Response {
    call(site, reader, who, move |site, actor| {
        let found = enquiry::operators(&site.office, actor, party(&id)?)?;
        Ok(Operators { items: found.into_iter().map(Into::into).collect() })
    })
    .await
}

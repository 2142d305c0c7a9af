//! The law as JSON, with the filters of its pages: the parameters of a region, one parameter with its history, two sides
//! compared.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::Problem;
use rules::{Dated, Unit, lies_below};
use serde_json::{Value, json};

use super::calls::Query;
use crate::codes;
use crate::kit::Reader;
use crate::problem::{Refusal, refuse_all};
use crate::public::law::{Answers, Filters, Sides, services_by};
use crate::site::{Site, blocking};

/// Answers off the threads that serve; every mistake of the address is named.
async fn told(
    site: Arc<Site>,
    reader: Reader,
    make: impl FnOnce(&Site) -> kernel::Result<Value, Vec<Problem>> + Send + 'static,
) -> Response {
    match blocking(move || Ok(make(&site))).await {
        Ok(Ok(json)) => Json(json).into_response(),
        Ok(Err(wrong)) => refuse_all(&wrong, reader.language),
        Err(problem) => Refusal::new(problem, reader.language).into_response(),
    }
}

fn side(dated: Option<Dated<'_>>, unit: Unit) -> Value {
    dated.map_or(Value::Null, |dated| dated.json(unit))
}

fn of_filters(filters: &Filters) -> Value {
    json!({ "region": filters.region, "on": filters.on, "known_on": filters.known_on, "path": filters.path })
}

/// `GET /api/v1/law`.
pub(super) async fn tree(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Answers>,
) -> Response {
    told(site, reader, move |site| {
        let (filters, wrong) = Filters::read(site, &asked);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let book = &site.office.law;
        let law = book.in_force(&filters.region, filters.known_on).map_err(|problem| vec![problem])?;
        let known = book.parameters().into_iter().filter(|known| lies_below(&known.id, &filters.path));
        let parameters = known.filter_map(|known| {
            let dated = law.in_force_on(&known.id, filters.on)?;
            let mut json = known.json();
            json["value"] = dated.json(known.definition.unit);
            Some(json)
        });
        let parameters: Vec<Value> = parameters.collect();
        let regions = book.places().map(
            |place| json!({ "code": place.code, "zh": place.zh, "en": place.en, "parent": place.parent }),
        );
        Ok(json!({
            "asked": of_filters(&filters), "law": book.hash(), "parameters": parameters,
            "regions": regions.collect::<Vec<_>>(),
        }))
    })
    .await
}

/// `GET /api/v1/law/{id}`.
pub(super) async fn parameter(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path(id): Path<String>,
    Query(asked): Query<Answers>,
) -> Response {
    told(site, reader, move |site| {
        let (filters, wrong) = Filters::read(site, &asked);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let book = &site.office.law;
        let known = book.parameter(&id).ok_or_else(|| vec![codes::NO_PARAMETER.with("id", &id)])?;
        let unit = known.definition.unit;
        let law = book.in_force(&filters.region, filters.known_on).map_err(|problem| vec![problem])?;
        let values = |region: &str| -> Vec<Value> {
            book.stated(region, &id, filters.known_on).iter().map(|dated| dated.json(unit)).collect()
        };
        let lineage = book.lineage(&filters.region);
        let uses = site.uses().map_err(|problem| vec![problem])?;
        let topics: Vec<&str> = uses.topics(&known.definition.id).map(|topic| topic.name).collect();
        let services: Vec<&str> =
            services_by(uses, &known.definition.id).into_iter().map(|service| service.code).collect();
        let mut json = known.json();
        json["asked"] = of_filters(&filters);
        json["law"] = json!(book.hash());
        json["in_force"] = side(law.in_force_on(&id, filters.on), unit);
        json["values"] = lineage.iter().flat_map(|place| values(place.code)).collect();
        json["regions"] = book
            .places()
            .map(|place| place.code)
            .filter(|code| !book.stated(code, &id, filters.known_on).is_empty())
            .collect();
        json["used_by"] = json!({ "topics": topics, "services": services });
        Ok(json)
    })
    .await
}

/// `GET /api/v1/law/compare`.
pub(super) async fn compare(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Answers>,
) -> Response {
    told(site, reader, move |site| {
        let (sides, wrong) = Sides::read(site, &asked);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let pairs = sides.pairs(site).map_err(|problem| vec![problem])?;
        let rows = pairs.iter().filter_map(|pair| {
            let known = site.office.law.parameter(&pair.id)?;
            let unit = known.definition.unit;
            let mut json = known.json();
            json["same"] = json!(pair.same());
            json["before"] = side(pair.before, unit);
            json["after"] = side(pair.after, unit);
            Some(json)
        });
        let rows: Vec<Value> = rows.collect();
        Ok(json!({
            "before": { "region": sides.one.region, "on": sides.one.on },
            "after": { "region": sides.region, "on": sides.on },
            "known_on": sides.one.known_on, "path": sides.one.path, "law": site.office.law.hash(), "pairs": rows,
        }))
    })
    .await
}

//! The one place where a problem becomes an HTTP answer (RFC 9457, `application/problem+json`).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::{Kind, Problem};
use serde_json::{Value as Json, json};

use crate::words::Language;

/// A problem on its way to a client, in the client's language.
#[derive(Debug)]
pub struct Refusal {
    problem: Problem,
    language: Language,
}

impl Refusal {
    /// A problem for a reader.
    pub fn new(problem: Problem, language: Language) -> Refusal {
        Refusal { problem, language }
    }
}

/// The HTTP status of a kind of problem.
pub fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Input => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Missing => StatusCode::NOT_FOUND,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::Forbidden => StatusCode::FORBIDDEN,
        Kind::TooOften => StatusCode::TOO_MANY_REQUESTS,
        Kind::System => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The problem details object: what, where, what to do. The technical cause stays in the log.
pub fn problem_details(problem: &Problem, language: Language) -> Json {
    let title = language.pick(problem.zh(), problem.en());
    let remedy = language.pick(problem.fix_zh(), problem.fix_en());
    let mut details = json!({
        "type": format!("urn:jinbao:problem:{}", problem.code().id),
        "title": title,
        "status": status(problem.kind()).as_u16(),
        "code": problem.code().id,
        "remedy": remedy,
    });
    let place = problem.place();
    if let Json::Object(fields) = &mut details {
        let found = [
            ("row", place.row.map(Json::from)),
            ("field", place.field.clone().map(Json::from)),
            ("value", place.value.clone().map(Json::from)),
        ];
        fields.extend(found.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    }
    details
}

/// Several things that are wrong at once: the first one, with all of them by field.
pub(crate) fn refuse_all(problems: &[Problem], language: Language) -> Response {
    let Some(first) = problems.first() else {
        return Refusal::new(crate::codes::PAGE.problem(), language).into_response();
    };
    let mut details = problem_details(first, language);
    let errors = problems.iter().filter_map(|problem| {
        let field = problem.place().field.clone()?;
        Some(json!({
            "pointer": format!("/answers/{field}"), "code": problem.code().id,
            "message": language.pick(problem.zh(), problem.en()),
            "remedy": language.pick(problem.fix_zh(), problem.fix_en()),
        }))
    });
    details["errors"] = errors.collect();
    answer(first.kind(), &details)
}

fn answer(kind: Kind, details: &Json) -> Response {
    let media = [(header::CONTENT_TYPE, "application/problem+json"), (header::CACHE_CONTROL, "no-store")];
    with_wait(kind, (status(kind), media, details.to_string()).into_response())
}

/// Says how long to wait where something was tried too often (RFC 6585).
pub(crate) fn with_wait(kind: Kind, mut answer: Response) -> Response {
    if kind == Kind::TooOften {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    answer
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        answer(self.problem.kind(), &problem_details(&self.problem, self.language))
    }
}

#[cfg(test)]
mod tests {
    use super::{problem_details, status};
    use crate::words::Language;
    use kernel::{Kind, RegionCode};

    #[test]
    fn every_kind_has_its_own_status() {
        let kinds =
            [Kind::Input, Kind::Missing, Kind::Conflict, Kind::Forbidden, Kind::TooOften, Kind::System];
        let codes: Vec<u16> = kinds.into_iter().map(|kind| status(kind).as_u16()).collect();
        assert_eq!(codes, [422, 404, 409, 403, 429, 500]);
    }

    #[test]
    fn details_name_place_and_remedy_but_not_the_cause() {
        let problem = RegionCode::parse("x").unwrap_err().at("region", "x").in_row(3).because("secret path");
        let details = problem_details(&problem, Language::Zh);
        assert_eq!((details["code"].as_str(), details["row"].as_u64()), (Some("KER-0151"), Some(3)));
        assert!(details["remedy"].as_str().is_some_and(|text| text.contains("6位")));
        assert!(!details.to_string().contains("secret"));
        assert!(problem_details(&problem, Language::En)["title"].as_str().is_some_and(str::is_ascii));
    }
}

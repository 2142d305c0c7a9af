//! The OpenAPI document: the table of routes, and every service of the catalogue as an operation of its own.

use business::catalogue;
use business::desk::form::{Field, Kind};
use business::desk::{Channel, Service};
use serde_json::json;
use utoipa::openapi::path::{OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder,
    Ref, RefOr, Required, ResponseBuilder, Schema, Type,
};
use utoipa::{OpenApi as _, ToSchema};

use super::{Call, answers, batches, calls, employer, papers, routes};

/// The shapes of the answers.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(
    answers::Service,
    answers::Services,
    answers::Receipt,
    answers::Preview,
    answers::Matter,
    answers::Matters,
    answers::Dossier,
    answers::Hits,
    answers::Profile,
    answers::Contributions,
    answers::Accounts,
    answers::Looks,
    answers::Dues,
    answers::Unit,
    answers::Roster,
    answers::Operators,
    employer::Changes,
    employer::Reminders,
    employer::Retirees,
    employer::Settlement,
    employer::Slips,
    employer::StaffBenefits,
    papers::Certificate,
    papers::Materials,
    batches::Batch,
    batches::Batches,
    batches::RowProblems,
    batches::Columns,
    calls::Asking,
    calls::Reason,
    ProblemDetails
)))]
struct Shapes;

/// What is wrong (RFC 9457): with the same codes as the pages.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes what `problem` writes")]
struct ProblemDetails {
    /// `urn:jinbao:problem:CODE`.
    r#type: String,
    /// What is wrong.
    title: String,
    status: u16,
    /// Stable code.
    code: String,
    /// What to do.
    remedy: String,
    /// Where several things are wrong: each with its field.
    errors: Option<Vec<FieldProblem>>,
}

/// What is wrong with one field.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes what `problem` writes")]
struct FieldProblem {
    /// JSON pointer into the request.
    pointer: String,
    code: String,
    message: String,
    remedy: String,
}

/// The document of this program.
pub(crate) fn document(version: &str) -> OpenApi {
    let info = InfoBuilder::new()
        .title("金保 Jinbao")
        .version(version)
        .description(Some("社会保险服务接口。金额单位为分，年月为 2024-07，时间为北京时间。"))
        .build();
    let mut components = Shapes::openapi().components.unwrap_or_default();
    let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    components.add_security_scheme("token", bearer);
    let calls = routes().into_iter().filter(|call| call.path.starts_with("/api/"));
    let calls: Vec<Call> = calls.collect();
    let expanded = |call: &&Call| call.path.starts_with("/api/v1/services/{code}") && call.method == "post";
    let paths = calls.iter().filter(|call| !expanded(call)).fold(PathsBuilder::new(), |paths, call| {
        paths.path(call.path, PathItem::new(method(call.method), operation(call)))
    });
    let services =
        catalogue::services().filter(|service| service.stands_in(Channel::Api) && service.run.is_some());
    let paths = services.fold(paths, |paths, service| {
        let path = format!("/api/v1/services/{}", service.code);
        let ask = asking(service, "ask", "201", "Receipt");
        let preview = asking(service, "preview", "200", "Preview");
        paths
            .path(path.clone(), PathItem::new(HttpMethod::Post, ask))
            .path(format!("{path}/preview"), PathItem::new(HttpMethod::Post, preview))
    });
    OpenApiBuilder::new().info(info).paths(paths.build()).components(Some(components)).build()
}

fn method(word: &str) -> HttpMethod {
    if word == "post" { HttpMethod::Post } else { HttpMethod::Get }
}

fn schema(name: &str) -> RefOr<Schema> {
    if name == "Object" {
        RefOr::T(ObjectBuilder::new().build().into())
    } else {
        Ref::from_schema_name(name).into()
    }
}

fn content(name: &str) -> utoipa::openapi::Content {
    ContentBuilder::new().schema(Some(schema(name))).build()
}

fn text_parameter(name: &str, at: ParameterIn) -> Parameter {
    let required = if at == ParameterIn::Path { Required::True } else { Required::False };
    let text = ObjectBuilder::new().schema_type(Type::String);
    ParameterBuilder::new().name(name).parameter_in(at).required(required).schema(Some(text)).build()
}

/// Refusals that any call may answer with.
fn with_refusals(operation: OperationBuilder) -> OperationBuilder {
    let refusals = [
        ("400", "请求无法识别 / unreadable request"),
        ("401", "未登录 / not signed in"),
        ("403", "没有权限 / not allowed"),
        ("404", "不存在 / no such thing"),
        ("409", "与记录冲突 / contradicts the record"),
        ("422", "内容有误 / wrong content"),
        ("429", "过于频繁 / too often"),
    ];
    refusals.into_iter().fold(operation, |operation, (status, text)| {
        let body = content("ProblemDetails");
        let answer = ResponseBuilder::new().description(text).content("application/problem+json", body);
        operation.response(status, answer.build())
    })
}

fn secured(operation: OperationBuilder) -> OperationBuilder {
    operation.security(SecurityRequirement::new::<_, [&str; 0], _>("token", []))
}

/// Is it long work, of which only the beginning is answered?
fn is_task(call: &Call) -> bool {
    call.method == "post" && call.path.contains("/batches")
}

fn operation(call: &Call) -> OperationBuilder {
    let answer =
        ResponseBuilder::new().description(call.summary.0).content("application/json", content(call.schema));
    let places = call.path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let mut operation = OperationBuilder::new()
        .operation_id(Some(format!("{} {}", call.method, call.path)))
        .tag(if call.path.contains("/services") {
            "事项 services"
        } else {
            "查询与办件 records and matters"
        })
        .summary(Some(format!("{} / {}", call.summary.0, call.summary.1)))
        .response(if is_task(call) { "202" } else { "200" }, answer.build());
    for place in places {
        operation = operation.parameter(text_parameter(place, ParameterIn::Path));
    }
    for name in call.query {
        operation = operation.parameter(text_parameter(name, ParameterIn::Query));
    }
    if call.method == "post" {
        let body = if call.path.ends_with("{step}") { Some("Reason") } else { None };
        let body = body.or(call.path.ends_with("/correct").then_some("Asking"));
        let body = body.or(call.path.ends_with("/columns").then_some("Columns"));
        let body =
            body.map(|name| RequestBodyBuilder::new().content("application/json", content(name)).build());
        let takes_file = call.path.ends_with("/batches") || call.path.ends_with("/materials");
        let file = takes_file.then(|| {
            RequestBodyBuilder::new().content("application/octet-stream", content("Object")).build()
        });
        operation = operation.request_body(body.or(file));
    }
    let operation = with_refusals(operation);
    if matches!(call.needs, crate::access::Needs::Nothing) { operation } else { secured(operation) }
}

/// The operation that asks for a service, its form as the schema of the body.
fn asking(service: &'static Service, what: &str, status: &str, answer: &str) -> OperationBuilder {
    let answers = service.form.iter().fold(ObjectBuilder::new(), |object, field| {
        let object = object.property(field.key, property(field));
        if field.required { object.required(field.key) } else { object }
    });
    let subject = ObjectBuilder::new().schema_type(Type::Integer).description(Some("办理对象编号 / party"));
    let body =
        ObjectBuilder::new().property("subject", subject).property("answers", answers).required("answers");
    let body = ContentBuilder::new().schema(Some(RefOr::T(Schema::from(body.build())))).build();
    let given = ResponseBuilder::new().description(service.zh).content("application/json", content(answer));
    let mut operation = OperationBuilder::new()
        .operation_id(Some(format!("{what} {}", service.code)))
        .tag(service.group.name().zh)
        .summary(Some(format!("{} / {}", service.zh, service.en)))
        .description(Some(format!("{}（{}）", service.brief.zh, service.basis)))
        .request_body(Some(RequestBodyBuilder::new().content("application/json", body).build()))
        .response(status, given.build());
    if what == "ask" {
        operation = operation.parameter(text_parameter("Idempotency-Key", ParameterIn::Header));
    }
    secured(with_refusals(operation))
}

fn property(field: &Field) -> ObjectBuilder {
    let text = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(format!("{} / {} {}", field.label.zh, field.label.en, field.hint.zh)));
    match field.kind {
        Kind::Line(most) => text.max_length(Some(most)),
        Kind::Month => text.pattern(Some(r"^\d{4}-\d{2}$")).examples([json!("2024-07")]),
        Kind::Day => text.examples([json!("2024-07-01")]),
        Kind::Money => text.examples([json!("8000.00")]),
        Kind::Choice(all) => text.enum_values(Some(all.iter().map(|(key, _)| (*key).to_owned()))),
        Kind::YesNo => text.enum_values(Some(["yes", "no"])),
        Kind::Insurances(all) => {
            let words: Vec<&str> = all.iter().map(|insurance| insurance.key()).collect();
            text.examples([json!(words.join(","))])
        }
        _ => text,
    }
}

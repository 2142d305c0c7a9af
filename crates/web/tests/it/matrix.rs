//! Every route as every role and as a neighbour; the reviewed matrix; every service in each channel that it names.

use std::fmt::Write;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use business::catalogue::services;
use business::desk::policy::actions;
use business::desk::{About, Channel, Relation, Role, StandingKind};
use web::Needs;

use crate::cast::{Cast, ROLES, send};

/// The matrix as it is reviewed.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/permissions.md");

fn matrix() -> String {
    let mut text = String::from(
        "# Who may do what\n\nGenerated from the catalogue and the routes, held by a test (`UPDATE_MATRIX=1 cargo test -p web` writes it anew).\n\
         own: about the party acted for. staff: about somebody insured at the unit acted for. region: about anybody in the region's \
         subtree, never oneself.\n\n## Actions\n\n| action | name | who |\n|---|---|---|\n",
    );
    for action in actions() {
        let who: Vec<String> = action.who().iter().map(|g| format!("{} {}", g.0.key(), g.1.key())).collect();
        writeln!(text, "| {} | {} | {} |", action.code(), action.names().0, who.join(", ")).unwrap();
    }
    text.push_str("\n## Routes\n\n| route | needs |\n|---|---|\n");
    for (method, path, needs) in web::declared() {
        writeln!(text, "| {} {path} | {} |", method.to_uppercase(), needs.word()).unwrap();
    }
    text.push_str(
        "\n## Roles by route\n\nx: may come in; about whom is decided beside the data.\n\n| route |",
    );
    Role::ALL.iter().for_each(|role| write!(text, " {} |", role.key()).unwrap());
    text.push_str("\n|---|");
    Role::ALL.iter().for_each(|_| text.push_str("---|"));
    text.push('\n');
    for (method, path, needs) in web::declared() {
        write!(text, "| {} {path} |", method.to_uppercase()).unwrap();
        for role in Role::ALL {
            let may = match needs {
                Needs::Nothing | Needs::SignedIn => true,
                Needs::AnyService => services().any(|s| s.run.is_some() && s.granted_to(*role)),
                Needs::Read(read) => read.who.iter().any(|grant| grant.0 == *role),
            };
            text.push_str(if may { " x |" } else { "  |" });
        }
        text.push('\n');
    }
    text
}

#[test]
fn the_matrix_in_the_repository_is_the_one_in_force() {
    let now = matrix();
    if std::env::var_os("UPDATE_MATRIX").is_some() {
        std::fs::write(FILE, &now).unwrap();
    }
    let kept = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(kept == now, "docs/permissions.md differs: run with UPDATE_MATRIX=1 and review the change");
}

#[test]
fn without_signing_in_nothing_but_public_pages_is_seen() {
    let cast = Cast::new();
    for (method, path, needs) in web::declared() {
        if matches!(needs, Needs::Nothing) {
            continue;
        }
        let request =
            Request::builder().method(method.to_uppercase().as_str()).uri(path.replace(['{', '}'], ""));
        let answer = send(cast.app(), request.body(Body::empty()).unwrap());
        match path.starts_with("/api/") {
            true => assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}"),
            false => assert!(answer.to.starts_with("/sign-in?back="), "{method} {path}: {}", answer.status),
        }
    }
}

#[test]
fn every_enquiry_is_open_to_its_roles_and_closed_to_their_neighbours() {
    let cast = Cast::new();
    let mut walked = 0;
    for (_, path, needs) in web::declared() {
        let (Needs::Read(read), true) = (needs, path.contains("{party}")) else { continue };
        let targets = if path.contains("/payers/") {
            vec![cast.person, cast.unit]
        } else if path.contains("/units/") {
            vec![cast.unit]
        } else {
            vec![cast.person]
        };
        for target in targets {
            let address = path.replace("{party}", &target.to_string());
            for (login, kind, roles) in ROLES {
                let own = match kind {
                    StandingKind::Own | StandingKind::Family => Some(cast.person),
                    StandingKind::Unit => Some(cast.unit),
                    _ => None,
                };
                let expected = read.who.iter().any(|grant| {
                    roles.contains(&grant.0)
                        && match grant.1 {
                            Relation::Own => own == Some(target),
                            Relation::Staff => own == Some(cast.unit) && target == cast.person,
                            Relation::Region => true,
                        }
                });
                let status = |login: &str| match path.starts_with("/api/") {
                    true => cast.api(&cast.token(login, &["read"]), "GET", &address, "").status,
                    false => cast.browser(login).get(&address).status,
                };
                let found = status(login);
                assert_eq!(found != StatusCode::FORBIDDEN, expected, "{login} {address}: {found}");
                let neighbour = status(&format!("{login}-2"));
                assert_eq!(neighbour, StatusCode::FORBIDDEN, "{login}-2 {address}");
                walked += 2;
            }
        }
    }
    assert!(walked > 300, "{walked}");
}

#[test]
fn every_service_is_open_to_its_roles_and_closed_to_their_neighbours() {
    let cast = Cast::new();
    for service in services().filter(|service| service.run.is_some()) {
        let target = match service.about {
            About::Person => cast.person,
            About::Unit | About::Payer => cast.unit,
            About::Agency => continue,
        };
        let body = format!(r#"{{"subject": {target}, "answers": {{"nonsense": "1"}}}}"#);
        let path = format!("/api/v1/services/{}/preview", service.code);
        for (login, kind, roles) in ROLES {
            let own = match kind {
                StandingKind::Own | StandingKind::Family => Some(cast.person),
                StandingKind::Unit => Some(cast.unit),
                _ => None,
            };
            let expected = service.who.iter().any(|grant| {
                roles.contains(&grant.0)
                    && match grant.1 {
                        Relation::Own => own == Some(target),
                        Relation::Staff => own == Some(cast.unit) && target == cast.person,
                        Relation::Region => true,
                    }
            });
            let ask = |login: &str| cast.api(&cast.token(login, &["write"]), "POST", &path, &body).status;
            // Who may is told what is wrong with the answers; who may not is refused before they are looked at.
            let wanted = if expected { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::FORBIDDEN };
            assert_eq!(ask(login), wanted, "{login} {}", service.code);
            assert_eq!(ask(&format!("{login}-2")), StatusCode::FORBIDDEN, "{login}-2 {}", service.code);
        }
    }
}

#[test]
fn a_matter_is_nothing_to_those_it_does_not_concern() {
    let cast = Cast::new();
    let asked = cast
        .browser("person")
        .post("/ask/registry.person-change", &[("_step", "submit"), ("name", "王方"), ("why", "police")]);
    let number = asked.to.trim_start_matches("/matters/").trim_end_matches("?new").to_owned();
    let state = || cast.recorded(&number);
    let before = state();
    for (login, ..) in ROLES {
        for login in [(*login).to_owned(), format!("{login}-2")] {
            if ["person", "family", "registry"].contains(&login.as_str()) {
                continue;
            }
            let token = cast.token(&login, &["read", "write"]);
            for path in
                ["withdraw", "correct", "steps/agree", "steps/turn-down", "steps/send-back", "steps/approve"]
            {
                let body = r#"{"why": "x", "answers": {"name": "x", "why": "police"}}"#;
                let answer = cast.api(&token, "POST", &format!("/api/v1/matters/{number}/{path}"), body);
                assert!(answer.status.is_client_error(), "{login} {path}: {} {}", answer.status, answer.text);
            }
        }
    }
    assert_eq!(state(), before, "somebody changed it");
}

impl Cast {
    /// A matter as the database has it.
    fn recorded(&self, number: &str) -> (String, String) {
        let sql = "SELECT state, command FROM matter WHERE number = $1";
        let read = |tx: &mut store::Tx<'_>| {
            tx.row(sql, store::params![number], |row| Ok((row.get(0)?, row.get(1)?)))
        };
        self.node.office.store.read(read).unwrap().unwrap()
    }
}

#[test]
fn every_service_stands_in_each_channel_that_it_names() {
    let cast = Cast::new();
    let mut seen = 0;
    for service in services() {
        let roles = |office: bool| {
            let fits = move |kind: StandingKind| {
                (kind == StandingKind::Office || kind == StandingKind::Community) == office
            };
            ROLES.iter().filter(move |(_, kind, roles)| {
                fits(*kind) && roles.iter().any(|role| service.granted_to(*role))
            })
        };
        if service.stands_in(Channel::Web) {
            let (login, kind, _) = roles(false).chain(roles(true)).next().unwrap();
            let person = *kind == StandingKind::Own || service.about == About::Person;
            let target = if person { cast.person } else { cast.unit };
            let page = cast.browser(login).get(&format!("/ask/{}?for={target}", service.code));
            assert!(page.status.is_success(), "{} as {login}: {}", service.code, page.status);
            for field in service.form {
                assert!(
                    page.text.contains(&format!("name=\"{}\"", field.key)),
                    "{} {}",
                    service.code,
                    field.key
                );
            }
            seen += 1;
        }
        if service.stands_in(Channel::Api) {
            let guide = cast.api("", "GET", &format!("/api/v1/services/{}", service.code), "").json();
            assert_eq!(
                guide["fields"].as_array().map(Vec::len),
                Some(service.form.len()),
                "{}",
                service.code
            );
        }
        if service.stands_in(Channel::Counter) {
            assert!(service.run.is_some() && roles(true).next().is_some(), "{} has no officer", service.code);
        }
    }
    assert!(seen >= 15, "{seen}");
}

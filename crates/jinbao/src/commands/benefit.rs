//! `jinbao award ask` and `jinbao award review`: benefits of all insurances, and the monthly check of who may go on drawing.

use business::benefits;
use business::catalogue::{service, services};
use business::desk::{self, Ask, Channel, Given};
use kernel::{FeeMonth, Fen, Problem, Result};
use serde_json::json;

use crate::codes;
use crate::report::Answer;
use crate::session::Session;

/// Asks for a benefit about a person, by the service's code and the answers of its form.
pub(super) fn ask(session: &Session<'_>, code: &str, person: &str, answers: &[String]) -> Result<Answer> {
    let actor = session.actor()?;
    let known = |service: &&'static desk::Service| service.run.is_some() && service.stands_in(Channel::Cli);
    let service = service(code).filter(|service| known(service)).ok_or_else(|| {
        let all: Vec<&str> = services().filter(known).map(|service| service.code).collect();
        codes::WORD.with("known", all.join(" ")).at("SERVICE", code)
    })?;
    let subject = session.office.store.read(|tx| session.payer(tx, person))?;
    let mut given = Given::new();
    for answer in answers {
        let (key, value) = answer.split_once('=').ok_or_else(|| {
            let fields: Vec<String> = service.form.iter().map(|field| format!("{}=…", field.key)).collect();
            codes::WORD.with("known", fields.join(" ")).at("ANSWER", answer)
        })?;
        given.insert(key.to_owned(), value.to_owned());
    }
    let ask = Ask { service, subject: Some(subject), given: &given, key: None };
    let receipt = desk::ask(session.office, &actor, &ask).map_err(first)?;
    let dossier =
        session.office.store.read(|tx| desk::dossier(tx, session.office, &actor, &receipt.number))?;
    let state = receipt.state.name();
    let state = session.say(state.zh, state.en);
    let name = session.say(service.zh, service.en);
    let mut text = format!("{name} {}：{state}", receipt.number);
    let mut fields =
        json!({ "matter": receipt.number, "service": service.code, "state": receipt.state.key() });
    let mut refused = false;
    if let Some(decision) = dossier.decision {
        refused = !decision.granted;
        if let Some(why) = decision.effects[session.console.language.pick("zh", "en")].as_str() {
            text.push('\n');
            text.push_str(why);
        }
        for award in
            decision.effects["awards"].as_array().into_iter().flatten().chain(decision.effects.get("award"))
        {
            text.push_str(&line(session, award));
        }
        fields["granted"] = json!(decision.granted);
        fields["effects"] = decision.effects;
    }
    Ok(Answer::new(text, fields).with_finding(refused))
}

/// What is awarded, as a line.
fn line(session: &Session<'_>, award: &serde_json::Value) -> String {
    let Some(kind) = award["benefit"].as_str().and_then(benefits::Benefit::from_key) else {
        return String::new();
    };
    let name = session.say(kind.name().zh, kind.name().en);
    let amount = Fen::new(award["amount"].as_i64().unwrap_or(0));
    let from = award["from"].as_str().unwrap_or_default();
    match kind.is_monthly() {
        true => session.say(
            format!("\n{name}：每月 {amount} 元，自 {from} 起"),
            format!("\n{name}: {amount} yuan a month from {from}"),
        ),
        false => session.say(format!("\n{name}：{amount} 元"), format!("\n{name}: {amount} yuan")),
    }
}

/// A command line shows one problem at a time.
fn first(problems: Vec<Problem>) -> Problem {
    problems.into_iter().next().unwrap_or_else(|| codes::WORD.with("known", ""))
}

/// The monthly check: whose benefit ends by what is on record.
pub(super) fn review(session: &Session<'_>, month: FeeMonth) -> Result<Answer> {
    let actor = session.actor()?;
    let done = benefits::review(session.office, &actor, month)?;
    let benefits::Reviewed { matter, endings, overpaid, changes } = done;
    let text = session.say(
        format!(
            "{month} 停发 {endings} 项待遇，多发 {overpaid} 元立为应追回；标准变动 {changes} 项；待复核（办件 {}）",
            matter.number
        ),
        format!(
            "{endings} benefits end in {month}, {overpaid} yuan were paid too long; {changes} pay another amount; waits for a second person (matter {})",
            matter.number
        ),
    );
    Ok(Answer::new(
        text,
        json!({ "matter": matter.number, "endings": endings, "overpaid": overpaid, "changes": changes }),
    ))
}

//! How what the desk holds is shown: fields of forms, states, effects.

use business::desk::form::{Field, Kind};
use business::desk::{Entry, State, Text};
use kernel::{Date, Fen, Result};
use serde_json::Value as Json;

use super::With;
use crate::figures::money;
use crate::kit::{Cell, Choice, Column, Field as Question, Input, Link, Row, Table, Tag, Tone};
use crate::words::{HallWords, Language};

/// A text of the catalogue in a language.
pub(super) fn text(text: Text, language: Language) -> &'static str {
    language.pick(text.zh, text.en)
}

/// A field of a service as a question of the kit. Few choices stand as radios, many in a list.
pub(super) fn question(with: &With<'_>, field: &Field) -> Result<Question> {
    let language = with.language();
    let choices: Vec<Choice> = field
        .choices(&with.site.office, with.actor.at.date())?
        .into_iter()
        .map(|choice| Choice::new(choice.key, language.pick(choice.zh, choice.en)))
        .collect();
    let input = match field.kind {
        Kind::Line(most) => Input::Text(u16::try_from(most).unwrap_or(48)),
        Kind::IdNumber | Kind::CreditCode => Input::Text(20),
        Kind::Phone => Input::Digits(14),
        Kind::BankCard => Input::Digits(24),
        Kind::Region => Input::Digits(8),
        Kind::Month => Input::Month,
        Kind::Day => Input::Date,
        Kind::Money => Input::Money,
        Kind::Share(_) if choices.is_empty() => Input::Number("%".to_owned()),
        Kind::Choice(_) | Kind::Share(_) if choices.len() > 6 => Input::Select(choices),
        Kind::Choice(_) | Kind::Share(_) => Input::Radios(choices),
        Kind::Insurances(_) => Input::Checkboxes(choices),
        Kind::YesNo => {
            Input::Radios(vec![Choice::new("yes", with.words.yes()), Choice::new("no", with.words.no())])
        }
    };
    let mut question = Question::new(field.key, text(field.label, language), input);
    if field.hint != Text::NONE {
        question = question.hint(text(field.hint, language));
    }
    Ok(if field.required { question } else { question.optional() })
}

/// An answer as people read it: choices by their names.
pub(super) fn answer(with: &With<'_>, field: &Field, given: &str) -> Result<String> {
    let language = with.language();
    let choices = field.choices(&with.site.office, with.actor.at.date())?;
    if matches!(field.kind, Kind::YesNo) {
        return Ok(if given == "yes" { with.words.yes() } else { with.words.no() }.to_owned());
    }
    if choices.is_empty() {
        return Ok(given.to_owned());
    }
    let named = given.split(',').map(|key| {
        let found = choices.iter().find(|choice| choice.key == key);
        found.map_or(key, |choice| language.pick(choice.zh.as_str(), choice.en.as_str()))
    });
    Ok(named.collect::<Vec<_>>().join(language.pick("、", ", ")))
}

/// What was asked, by the names of the form's questions.
pub(super) fn asked(with: &With<'_>, entry: &Entry) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for field in entry.service.form {
        let given = entry.command.get(field.key).and_then(Json::as_str);
        if let Some(given) = given {
            rows.push(Row::new(text(field.label, with.language()), answer(with, field, given)?));
        }
    }
    Ok(rows)
}

/// Names and values of a recorded object, such as the effects of a decision.
pub(super) fn rows(object: &Json, words: HallWords) -> Vec<Row> {
    let Json::Object(fields) = object else { return Vec::new() };
    fields.iter().map(|(key, value)| Row::new(words.effect(key), plain(key, value, words))).collect()
}

/// The same as plain pairs, for documents. What lies deeper than one object is told by the steps.
pub(super) fn pairs(object: &Json, words: HallWords) -> Vec<(String, String)> {
    let Json::Object(fields) = object else { return Vec::new() };
    let mut pairs = Vec::new();
    for (key, value) in fields {
        match value {
            Json::Object(inner) => {
                let inner = inner.iter().filter(|(_, value)| !value.is_object() && !value.is_array());
                pairs.extend(inner.map(|(key, value)| (words.effect(key), plain(key, value, words))));
            }
            Json::Array(_) | Json::Null => {}
            plain_value => pairs.push((words.effect(key), plain(key, plain_value, words))),
        }
    }
    pairs
}

/// What decisions keep in fen.
const MONEY: [&str; 7] = ["wage", "amount", "account_part", "account_balance", "opening", "balance", "later"];

fn plain(key: &str, value: &Json, words: HallWords) -> String {
    match value {
        Json::Null => String::new(),
        Json::Number(number) if MONEY.contains(&key) => {
            number.as_i64().map_or_else(String::new, |fen| money(Fen::new(fen)))
        }
        Json::Number(number) => {
            let month = number.as_i64().and_then(kernel::FeeMonth::from_yyyymm);
            let months = ["from", "to", "last_month", "closed_after", "month", "birth", "until", "through"];
            month
                .filter(|_| months.contains(&key))
                .map_or_else(|| number.to_string(), |month| month.to_string())
        }
        Json::String(text) => words.value(text),
        Json::Array(items) => items.iter().map(|item| plain(key, item, words)).collect::<Vec<_>>().join("、"),
        Json::Object(fields) => {
            let parts: Vec<String> = fields
                .iter()
                .map(|(name, item)| format!("{} {}", words.effect(name), plain(name, item, words)))
                .collect();
            parts.join("；")
        }
        Json::Bool(yes) => if *yes { words.yes() } else { words.no() }.to_owned(),
    }
}

/// A state as a tag.
pub(super) fn tag(state: State, overdue: bool, language: Language) -> Tag {
    let tone = match state {
        _ if overdue => Tone::Bad,
        State::Done | State::Approved => Tone::Good,
        State::Refused | State::Lapsed => Tone::Bad,
        State::InCorrection => Tone::Warning,
        State::Submitted | State::InReview => Tone::Busy,
        State::Draft | State::Withdrawn => Tone::Plain,
    };
    Tag::new(text(state.name(), language), tone)
}

/// Matters as a table.
pub(super) fn table(with: &With<'_>, caption: &str, entries: &[Entry], today: Date) -> Table {
    let (language, words) = (with.language(), with.words);
    let rows = entries.iter().map(|entry| {
        let service = language.pick(entry.service.zh, entry.service.en);
        vec![
            Cell::Link(Link::new(entry.number.clone(), format!("/matters/{}", entry.number))),
            Cell::from(service),
            Cell::from(entry.at.to_string()),
            Cell::from(entry.due.map_or_else(String::new, |due| due.to_string())),
            Cell::Tag(tag(entry.state, entry.overdue(today), language)),
        ]
    });
    let names = [words.number(), words.service(), words.asked_at(), words.due(), words.state()];
    Table {
        caption: caption.to_owned(),
        columns: names.map(Column::text).into(),
        rows: rows.collect(),
        ..Table::default()
    }
}

//! The calculators (计算器) as pages: every topic of the contract with a form made from its declaration, the results, and
//! every step with its source. The address of an answer can be kept and passed on.
//!
//! Not here: formulas (`rules`), what a topic asks and answers (`calc`), the same over the API (`crate::calc`).

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use calc::{Engine, Kind, Out, Topic};
use kernel::{Insurance, Problem, Result};
use serde_json::{Map, Value as Json};

use crate::codes;
use crate::kit::{
    Block, Card, Cell, Choice, Column, Derived, Facts, Field, Form, Frame, Group, Input, Link, Method, Page,
    Reader, Row, Section, Table,
};
use crate::site::Site;
use crate::words::{Language, LawWords};

type Answers = Vec<(String, String)>;

/// `GET /calculators`.
pub(super) async fn list(State(site): State<Arc<Site>>, reader: Reader) -> Response {
    super::made(site, reader, |site, reader| {
        let (language, words) = (reader.language, reader.language.law());
        let card = |topic: &'static Topic| Card {
            link: Link::new(language.pick(topic.zh, topic.en), format!("/calculators/{}", topic.name)),
            text: topic.source.to_owned(),
            mark: String::new(),
        };
        let retirement = Card {
            link: Link::new(words.retirement_title(), "/retirement"),
            text: words.retirement_lead().to_owned(),
            mark: String::new(),
        };
        Ok(Page::new(Frame::of(site, reader, Section::Calculators), words.calculators_title())
            .lead(words.calculators_lead(calc::all().count()))
            .with(Block::Cards(std::iter::once(retirement).chain(calc::all().map(card)).collect()))
            .wide())
    })
    .await
}

/// `GET /calculators/{topic}`, with the inputs behind the question mark the answer.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Path(topic): Path<String>,
    Query(asked): Query<Answers>,
) -> Response {
    super::made(site, reader, move |site, reader| {
        let topic = calc::find(&topic).ok_or_else(|| codes::NO_PAGE.with("path", &topic))?;
        view(site, reader, topic, &asked)
    })
    .await
}

fn view(site: &Site, reader: &Reader, topic: &'static Topic, asked: &Answers) -> Result<Page> {
    let (language, words) = (reader.language, reader.language.law());
    let mut form = form(site, topic, language);
    form.fill(asked.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let given = inputs(topic, asked);
    let was_asked = topic.inputs.iter().any(|input| asked.iter().any(|(name, _)| name == input.key));
    let answer = was_asked.then(|| {
        let engine = Engine::new(&site.office.law, (site.clock)().date());
        engine.calculate(topic.name, &Json::Object(given).to_string(), true)
    });
    if let Some(Err(problem)) = &answer {
        refuse(&mut form, problem, language);
    }
    let page = Page::new(Frame::of(site, reader, Section::Calculators), language.pick(topic.zh, topic.en))
        .lead(topic.source)
        .crumbs(vec![Link::new(words.calculators_title(), "/calculators")])
        .with(Block::Form(Box::new(form)));
    let Some(Ok(answer)) = answer else { return Ok(page) };
    let steps = serde_json::to_value(&answer.explanation).unwrap_or_default();
    Ok(page
        .with(Block::Section(words.answer().to_owned(), results(topic, &answer.results, language)))
        .with(Block::Details(
            words.how().to_owned(),
            vec![Block::Derivation(Derived::steps(&steps["steps"], language))],
        ))
        .with(Block::Remark(words.calculators_remark().to_owned())))
}

/// What is needed first, then what the law or a rule fills in.
fn form(site: &Site, topic: &'static Topic, language: Language) -> Form {
    let words = language.law();
    let fields = |required: bool| {
        let inputs = topic.inputs.iter().filter(move |input| input.required == required);
        inputs.map(move |input| field(site, input, language)).collect::<Vec<_>>()
    };
    let groups = [
        Group { fields: fields(true), ..Group::default() },
        Group {
            legend: Some(words.calculators_optional().to_owned()),
            hint: Some(words.calculators_optional_hint().to_owned()),
            fields: fields(false),
        },
    ];
    Form {
        id: "form".to_owned(),
        action: format!("/calculators/{}", topic.name),
        method: Method::Get,
        submit: words.compute().to_owned(),
        groups: groups.into_iter().filter(|group| !group.fields.is_empty()).collect(),
        ..Form::default()
    }
}

fn field(site: &Site, input: &'static calc::Input, language: Language) -> Field {
    let words = language.law();
    let choices = |keys: &[&str]| {
        keys.iter().map(|key| Choice::new(*key, words.term(&key.replace('_', "-")))).collect::<Vec<_>>()
    };
    let mut field = Field::new(
        input.key,
        language.pick(input.zh, input.en),
        match input.kind {
            Kind::Yuan | Kind::SignedYuan | Kind::Wage => Input::Money,
            Kind::Month => Input::Month,
            Kind::Date => Input::Date,
            Kind::Whole(..) => Input::Number(String::new()),
            Kind::Percent => Input::Number("%".to_owned()),
            Kind::Region | Kind::Year => Input::Digits(8),
            Kind::Word(keys) => Input::Select(choices(keys)),
            Kind::Flag => Input::Select(vec![
                Choice::new("true", words.term("yes")),
                Choice::new("false", words.term("no")),
            ]),
            Kind::Share | Kind::Factor | Kind::Number | Kind::Text => Input::Text(24),
            Kind::List(_)
            | Kind::Tuple(_)
            | Kind::Tuples(_)
            | Kind::Record(_)
            | Kind::Map(_)
            | Kind::OrNull(_) => Input::Area(4),
        },
    );
    if matches!(input.kind, Kind::Region) {
        field = field.value(site.office.region.to_string());
    }
    let hint = hint(&input.kind, language, words);
    if !hint.is_empty() {
        field = field.hint(hint);
    }
    if input.required { field } else { field.optional() }
}

/// What a good answer looks like, where the box does not show it.
fn hint(kind: &Kind, language: Language, words: LawWords) -> String {
    match kind {
        Kind::Share | Kind::Factor | Kind::Number | Kind::Whole(..) | Kind::Region => {
            language.pick(kind.zh(), kind.en())
        }
        Kind::List(Kind::Tuple(parts)) => words.calculators_rows(members(parts, language)),
        Kind::List(Kind::Record(inputs)) => {
            let keys: Vec<&str> = inputs.iter().map(|input| input.key).collect();
            words.calculators_records(keys.join(", "))
        }
        Kind::List(one) => words.calculators_lines(language.pick(one.zh(), one.en())),
        Kind::Tuple(parts) => words.calculators_parts(members(parts, language)),
        Kind::Map(one) => words.calculators_pairs(language.pick(one.zh(), one.en())),
        Kind::Record(inputs) => {
            let keys: Vec<&str> = inputs.iter().map(|input| input.key).collect();
            words.calculators_pairs(keys.join(", "))
        }
        Kind::Tuples(_) | Kind::OrNull(_) => words.calculators_json().to_owned(),
        _ => String::new(),
    }
}

fn members(kinds: &[Kind], language: Language) -> String {
    kinds
        .iter()
        .map(|kind| language.pick(kind.zh(), kind.en()))
        .collect::<Vec<_>>()
        .join(language.pick("；", "; "))
}

/// The answers as the inputs of a case. What was left empty is not given; what reads as nothing is passed on as it was
/// typed, so that the topic says what is wrong with it.
fn inputs(topic: &Topic, asked: &Answers) -> Map<String, Json> {
    let typed = |key: &str| {
        let values = asked.iter().filter(|(name, value)| name == key && !value.trim().is_empty());
        values.map(|(_, value)| value.trim()).next_back()
    };
    let given = topic.inputs.iter().filter_map(|input| Some((input.key, typed(input.key)?, &input.kind)));
    given.map(|(key, text, kind)| (key.to_owned(), read(kind, text))).collect()
}

/// A value as it is typed: lists a line each, parts of a line between commas, pairs as `name: value`. JSON is taken as it is.
fn read(kind: &Kind, text: &str) -> Json {
    if text.starts_with(['[', '{'])
        && let Ok(json) = serde_json::from_str(text)
    {
        return json;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    match kind {
        Kind::List(one) => lines().map(|line| read(one, line)).collect(),
        Kind::Tuple(kinds) => {
            let parts = text.split([',', '，']).map(str::trim);
            parts.enumerate().map(|(at, part)| read(kinds.get(at).unwrap_or(&Kind::Text), part)).collect()
        }
        Kind::Tuples(_) => text.split([',', '，']).map(|part| Json::from(part.trim())).collect(),
        Kind::Record(_) | Kind::Map(_) => pairs(text).map_or_else(|| Json::from(text), Json::Object),
        Kind::OrNull(_) if text == "null" => Json::Null,
        Kind::OrNull(one) => read(one, text),
        Kind::Flag if text == "true" => Json::Bool(true),
        Kind::Flag if text == "false" => Json::Bool(false),
        _ => Json::from(text),
    }
}

/// `name: value`, a line each or between semicolons.
fn pairs(text: &str) -> Option<Map<String, Json>> {
    let pairs = text.split(['\n', ';', '；']).map(str::trim).filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once([':', '：', '='])?;
            Some((name.trim().to_owned(), Json::from(value.trim())))
        })
        .collect()
}

/// Says at its field what is wrong: the place of a problem begins with the input's key.
fn refuse(form: &mut Form, problem: &Problem, language: Language) {
    let place = problem.place().field.as_deref().unwrap_or_default();
    let key = place.split(['.', '[']).next().unwrap_or_default();
    let text = language.pick(
        format!("{}{}", problem.zh(), problem.fix_zh()),
        format!("{} {}", problem.en(), problem.fix_en()),
    );
    form.refuse(key, text);
}

/// Single results as names and values, each map of records as a table.
fn results(topic: &Topic, results: &[(&'static str, Out)], language: Language) -> Vec<Block> {
    let name = |key: &str| {
        let output = topic.results.iter().find(|output| output.key == key);
        output.map_or_else(|| key.to_owned(), |output| language.pick(output.zh, output.en).to_owned())
    };
    let mut facts = Facts::default();
    let mut tables = Vec::new();
    for (key, out) in results {
        match out {
            Out::Map(pairs) if pairs.iter().any(|(_, value)| matches!(value, Out::Map(_))) => {
                tables.push(Block::Table(Box::new(table(name(key), pairs, language))));
            }
            other => facts.rows.push(Row { name: name(key), lines: lines(other, language), change: None }),
        }
    }
    let facts = (!facts.rows.is_empty()).then_some(Block::Facts(facts));
    facts.into_iter().chain(tables).collect()
}

fn table(caption: String, pairs: &[(String, Out)], language: Language) -> Table {
    let mut keys: Vec<&str> = Vec::new();
    for (_, value) in pairs {
        let Out::Map(cells) = value else { continue };
        for (key, _) in cells {
            if !keys.contains(&key.as_str()) {
                keys.push(key);
            }
        }
    }
    let row = |(name, value): &(String, Out)| {
        let cell = |key: &&str| match value {
            Out::Map(cells) => {
                cells.iter().find(|(known, _)| known == key).map(|(_, out)| plain(out, language))
            }
            _ => None,
        };
        let cells = keys.iter().map(|key| Cell::from(cell(key).unwrap_or_default()));
        std::iter::once(Cell::from(named(name, language))).chain(cells).collect()
    };
    let heads = keys.iter().map(|key| Column::number(named(key, language)));
    Table {
        columns: std::iter::once(Column::text(caption.clone())).chain(heads).collect(),
        rows: pairs.iter().map(row).collect(),
        caption,
        dense: true,
        ..Table::default()
    }
}

fn lines(out: &Out, language: Language) -> Vec<String> {
    match out {
        Out::List(items) => items.iter().map(|item| plain(item, language)).collect(),
        Out::Map(pairs) => {
            let line =
                |(key, value): &(String, Out)| format!("{} {}", named(key, language), plain(value, language));
            pairs.iter().map(line).collect()
        }
        single => vec![plain(single, language)],
    }
}

fn plain(out: &Out, language: Language) -> String {
    match out {
        Out::Money(fen) => crate::figures::money(*fen),
        Out::Rate(rate) => rate.to_string(),
        Out::Whole(number) => number.to_string(),
        Out::Flag(flag) => language.law().term(if *flag { "yes" } else { "no" }),
        Out::Text(text) => language.law().term(text),
        Out::List(_) | Out::Map(_) => lines(out, language).join(language.pick("，", ", ")),
    }
}

/// An insurance, a word of the law, or the key itself.
fn named(key: &str, language: Language) -> String {
    match Insurance::from_key(key) {
        Some(insurance) => language.pick(insurance.zh(), insurance.en()).to_owned(),
        // A name in English can be the key itself; one in Chinese cannot.
        None if Language::Zh.law().column_of(key) != key => language.law().column_of(key),
        None => language.law().term(&key.replace('_', "-")),
    }
}

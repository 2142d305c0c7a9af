//! The law as pages (法规参数): the parameters of a region as a tree, each with its time line, and two days side by side.
//!
//! Every filter stands in the address, so that what is seen can be sent to somebody. `api::law` answers the same as JSON.

mod compare;
mod parameter;
mod tree;

use business::catalogue;
use business::desk::Service;
use calc::Uses;
use kernel::{Date, FeeMonth, Problem};
use rules::{Dated, LawBook, Parameter, Place, Row, Source, Unit, Value, lies_below};

pub(crate) use compare::Sides;
pub(super) use compare::page as compare;
pub(super) use parameter::page as parameter;
pub(super) use tree::page as tree;

use crate::codes;
use crate::kit::{Choice, Field, Form, Input, Method};
use crate::site::Site;
use crate::words::{Language, LawWords};

/// What stands in the address, as pairs.
pub(crate) type Answers = Vec<(String, String)>;

/// What is asked of the law.
#[derive(Clone, Debug)]
pub(crate) struct Filters {
    /// Whose law.
    pub(crate) region: String,
    /// In force on this day.
    pub(crate) on: Date,
    /// As published by this day; none: all that is known.
    pub(crate) known_on: Option<Date>,
    /// Only parameters below this prefix; empty: all.
    pub(crate) path: String,
}

impl Filters {
    /// The filters of an address; what was left out is one's own region, today, all that is known.
    ///
    /// # Errors
    /// Each mistake with its field: `LAW-0102` for a region without law, `WEB-0151` for what is no day, `WEB-0150` for a prefix
    /// below which there is nothing.
    pub(crate) fn read(site: &Site, asked: &Answers) -> (Filters, Vec<Problem>) {
        let mut wrong = Vec::new();
        let book = &site.office.law;
        let today = (site.clock)().date();
        let own = site.office.region.to_string();
        let region = given(asked, "region").unwrap_or(&own).to_owned();
        let found = book.in_force(&region, None);
        let region = match found {
            Ok(_) => region,
            Err(problem) => {
                wrong.push(problem.at("region", &region));
                own
            }
        };
        let on = day(asked, "on", &mut wrong).unwrap_or(today);
        let known_on = day(asked, "known_on", &mut wrong);
        let mut path = given(asked, "path").unwrap_or_default().to_owned();
        if !book.parameters().iter().any(|known| lies_below(&known.id, &path)) {
            wrong.push(codes::NO_PARAMETER.with("id", &path).at("path", &path));
            path.clear();
        }
        (Filters { region, on, known_on, path }, wrong)
    }

    /// The address of a page with these filters.
    pub(crate) fn href(&self, page: &str) -> String {
        let mut href = format!("{page}?region={}&on={}", self.region, self.on);
        if let Some(day) = self.known_on {
            href.push_str(&format!("&known_on={day}"));
        }
        if !self.path.is_empty() {
            href.push_str(&format!("&path={}", self.path));
        }
        href
    }

    /// The page of a parameter with these filters.
    fn parameter(&self, id: &str) -> String {
        Filters { path: String::new(), ..self.clone() }.href(&format!("/law/{id}"))
    }
}

/// What was given for a name; nothing counts as left out.
pub(crate) fn given<'a>(asked: &'a Answers, name: &str) -> Option<&'a str> {
    let found = asked.iter().find(|(known, value)| known == name && !value.trim().is_empty());
    found.map(|(_, value)| value.trim())
}

/// A day or a month (its first day) of an address.
pub(crate) fn day(asked: &Answers, name: &'static str, wrong: &mut Vec<Problem>) -> Option<Date> {
    let text = given(asked, name)?;
    let month = FeeMonth::parse(text).filter(|_| text.len() == 7).map(FeeMonth::first_day);
    let day = month.or_else(|| text.parse().ok());
    if day.is_none() {
        wrong.push(codes::NO_DAY.problem().at(name, text));
    }
    day
}

/// The filters as a form that asks again.
fn form(site: &Site, language: Language, action: &str, filters: &Filters, wrong: &[Problem]) -> Form {
    let words = language.law();
    let known_on = filters.known_on.map_or_else(String::new, |day| day.to_string());
    let mut fields = vec![
        region_field(site, language, "region", words.region(), &filters.region),
        Field::new("on", words.in_force_on(), Input::Date).value(filters.on.to_string()),
        Field::new("known_on", words.known_on(), Input::Date).value(known_on).optional(),
    ];
    if action == "/law" {
        fields.push(group_field(site, language, &filters.path));
    }
    let mut form = Form { method: Method::Get, inline: true, ..Form::of(action, words.show(), fields) };
    refuse(&mut form, wrong, language);
    form
}

/// Says what is wrong beside its field.
fn refuse(form: &mut Form, wrong: &[Problem], language: Language) {
    for problem in wrong {
        let text = language
            .pick([problem.zh(), problem.fix_zh()].concat(), [problem.en(), problem.fix_en()].join("; "));
        let field = problem.place().field.clone().unwrap_or_default();
        let value = problem.place().value.clone().unwrap_or_default();
        form.fill([(field.as_str(), value.as_str())]);
        form.refuse(&field, text);
    }
}

/// All regions of the book, nation, province, city.
fn region_field(site: &Site, language: Language, name: &str, label: &str, chosen: &str) -> Field {
    let book = &site.office.law;
    let choice = |place: Place<'_>| {
        let above = book.lineage(place.code).len().saturating_sub(1);
        Choice::new(place.code, format!("{}{}", "\u{3000}".repeat(above), language.pick(place.zh, place.en)))
    };
    Field::new(name, label, Input::Select(book.places().map(choice).collect())).value(chosen)
}

fn group_field(site: &Site, language: Language, chosen: &str) -> Field {
    let words = language.law();
    let mut choices = vec![Choice::new("", words.all_groups())];
    choices.extend(groups(&site.office.law).into_iter().map(|key| Choice::new(key, words.group_of(key))));
    Field::new("path", words.law_group(), Input::Select(choices)).value(chosen).optional()
}

/// The first parts of the ids that the book sets, in order.
fn groups(book: &LawBook) -> Vec<&str> {
    let mut keys: Vec<&str> = Vec::new();
    for definition in book.definitions() {
        let key = definition.id.split('.').next().unwrap_or_default();
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The services that decide by a parameter, given as the catalogue of the law writes it.
pub(crate) fn services_by(uses: &Uses, definition: &str) -> Vec<&'static Service> {
    let by = |service: &&'static Service| {
        catalogue::computes(service).iter().any(|topic| uses.looks_up(topic, definition))
            || catalogue::looks_up(service).contains(&definition)
    };
    catalogue::services().filter(by).collect()
}

/// The name of a parameter in a language.
fn name(parameter: &Parameter<'_>, language: Language) -> String {
    let (zh, en) = parameter.names();
    language.pick(zh, en)
}

/// A value with the words of its unit; a table in one line.
fn said(dated: &Dated<'_>, unit: Unit, words: LawWords, language: Language) -> String {
    match dated.value {
        None => words.not_known().to_owned(),
        Some(Value::Table(table)) => {
            let row = |row: Row<'_>| {
                let cells = table.columns().iter().map(|(column, unit)| {
                    let cell =
                        row.cell(column).map_or("—".to_owned(), |cell| plain(cell, *unit, words, language));
                    format!("{} {cell}", words.column_of(column))
                });
                cells.collect::<Vec<_>>().join(language.pick("，", ", "))
            };
            table.rows().map(row).collect::<Vec<_>>().join(language.pick("；", "; "))
        }
        Some(value) => plain(value, unit, words, language),
    }
}

/// A single value with the words of its unit.
fn plain(value: &Value, unit: Unit, words: LawWords, language: Language) -> String {
    let text = match value {
        Value::Word(word) => words.term(word),
        Value::Flag(flag) => words.term(if *flag { "yes" } else { "no" }),
        other => other.lines(unit).join(" "),
    };
    let (zh, en) = unit.words();
    let unit = language.pick(zh, en);
    if unit.is_empty() { text } else { format!("{text} {unit}") }
}

/// Where a value is published.
fn cited(source: &Source, words: LawWords) -> String {
    source.cited(words.fictional(), words.unverified()).to_string()
}

/// The name of a region, or its code.
fn place_name(book: &LawBook, code: &str, language: Language) -> String {
    let found = book.places().find(|place| place.code == code);
    found.map_or(code, |place| language.pick(place.zh, place.en)).to_owned()
}

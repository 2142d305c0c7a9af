//! When may I retire (法定退休年龄)? The reform of 2025 for anybody, with every step and its source.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use axum::{Form as Posted, Json as Answer};
use kernel::{FeeMonth, Result};
use rules::retirement::{FlexibleRange, RetirementGroup, flexible_range, minimum_months, retirement};
use rules::{Derivation, Law, optional};
use serde_json::{Value as Json, json};

use crate::kit::{
    Block, Choice, Derived, Facts, Field, Form, Frame, Input, Method, Page, Reader, Row, Section,
};
use crate::site::Site;
use crate::words::{Language, LawWords};

type Answers = Vec<(String, String)>;

/// `GET /retirement`, with `?born=1970-05&group=male-60` the answer.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    reader: Reader,
    Query(asked): Query<Answers>,
) -> Response {
    super::made(site, reader, move |site, reader| {
        let words = reader.language.law();
        let mut form = form(words);
        let was_asked = asked.iter().any(|(name, _)| name == "born" || name == "group");
        form.fill(asked.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let question = read(&form, words);
        if let (true, Err(wrong)) = (was_asked, &question) {
            for (name, text) in wrong {
                form.refuse(name, *text);
            }
        }
        let page = Page::new(Frame::of(site, reader, Section::Calculators), words.retirement_title())
            .lead(words.retirement_lead())
            .with(Block::Form(Box::new(form)));
        match question {
            Ok((group, born)) => Ok(page.with_all(answer(site, reader.language, group, born)?)),
            Err(_) => Ok(page),
        }
    })
    .await
}

/// `POST /retirement/check`: one field by the same rules.
pub(super) async fn check(reader: Reader, Posted(answers): Posted<Answers>) -> Answer<Json> {
    let words = reader.language.law();
    let mut form = form(words);
    form.fill(answers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let changed = answers.iter().find(|(name, _)| name == "_field").map(|(_, field)| field.as_str());
    let wrong = read(&form, words).err().unwrap_or_default();
    let found = wrong.into_iter().find(|(name, _)| Some(*name) == changed);
    Answer(json!({ "error": found.map(|(_, text)| text) }))
}

fn form(words: LawWords) -> Form {
    let groups = RetirementGroup::ALL.map(|group| Choice::new(group.key(), group_name(group, words)));
    let fields = vec![
        Field::new("born", words.born(), Input::Month).hint(words.born_hint()),
        Field::new("group", words.group(), Input::Radios(groups.to_vec())),
    ];
    Form {
        method: Method::Get,
        check: Some("/retirement/check".to_owned()),
        ..Form::of("/retirement", words.compute(), fields)
    }
}

fn group_name(group: RetirementGroup, words: LawWords) -> &'static str {
    match group {
        RetirementGroup::Male60 => words.group_male(),
        RetirementGroup::Female55 => words.group_female_55(),
        RetirementGroup::Female50 => words.group_female_50(),
    }
}

/// The question, or what is wrong with it by field.
fn read(
    form: &Form,
    words: LawWords,
) -> std::result::Result<(RetirementGroup, FeeMonth), Vec<(&'static str, &'static str)>> {
    let typed = |name: &str| {
        form.fields().find(|field| field.name == name).map(|field| field.values.concat()).unwrap_or_default()
    };
    let born = FeeMonth::parse(&typed("born")).filter(|month| (1900..2100).contains(&month.year()));
    let group = RetirementGroup::from_key(&typed("group"));
    match (group, born) {
        (Some(group), Some(born)) => Ok((group, born)),
        (group, born) => {
            let wrong = [
                born.is_none().then(|| ("born", words.born_wrong())),
                group.is_none().then(|| ("group", words.group_wrong())),
            ];
            Err(wrong.into_iter().flatten().collect())
        }
    }
}

fn answer(site: &Site, language: Language, group: RetirementGroup, born: FeeMonth) -> Result<Vec<Block>> {
    let words = language.law();
    let law = site.office.law.in_force(site.office.region.as_str(), None)?;
    let mut steps = Derivation::default();
    let found = retirement(&mut steps, &law, group, born)?;
    let range = range(&mut steps, &law, group, born, found.month)?;
    let least = optional(minimum_months(&mut steps, &law, found.month.year()))?;
    let mut rows = vec![
        Row::new(words.age(), age(found.age_months, words)),
        Row::new(words.month_of_retirement(), words.month(found.month.year(), found.month.month())),
        Row::new(words.delay(), words.months(found.delay_months)),
    ];
    if let Some(range) = range {
        let months = [range.earliest, range.latest].map(|month| words.month(month.year(), month.month()));
        rows.push(Row::new(words.range(), months.join(" – ")));
    }
    if let Some(least) = least {
        rows.push(Row::new(words.least(), period(least, words)));
    }
    let json = serde_json::to_value(steps.steps()).unwrap_or_default();
    let derived = Derived::steps(&json, language);
    Ok(vec![
        Block::Section(words.answer().to_owned(), vec![Block::Facts(Facts { title: None, rows })]),
        Block::Details(words.how().to_owned(), vec![Block::Derivation(derived)]),
        Block::Remark(words.retirement_remark().to_owned()),
    ])
}

fn age(months: i32, words: LawWords) -> String {
    match months % 12 {
        0 => words.age_in_years(months / 12),
        rest => words.age_in_months(months / 12, rest),
    }
}

fn period(months: i64, words: LawWords) -> String {
    match months % 12 {
        0 => words.years(months / 12),
        rest => words.years_months(months / 12, rest),
    }
}

/// The months to choose from; none before the law knew a choice.
fn range(
    steps: &mut Derivation,
    law: &Law<'_>,
    group: RetirementGroup,
    born: FeeMonth,
    statutory: FeeMonth,
) -> Result<Option<FlexibleRange>> {
    if optional(law.whole("retirement.early_max", statutory))?.is_none() {
        return Ok(None);
    }
    optional(flexible_range(steps, law, statutory, group, born))
}

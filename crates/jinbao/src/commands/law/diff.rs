//! `jinbao law diff`: the law of two days, two regions or two folders beside each other.

use std::path::Path;

use kernel::{Date, FeeMonth, RegionCode, Result};
use rules::{Dated, LawBook, Pair, Unit};
use serde_json::{Value as Json, json};

use super::{said, source};
use crate::config::Settings;
use crate::language::Language;
use crate::report::{Answer, table};
use crate::{clock, codes, wiring};

/// What is compared.
pub(super) struct Asked<'a> {
    pub(super) path: &'a str,
    pub(super) region: Option<RegionCode>,
    pub(super) known_on: Option<Date>,
}

/// One side as typed.
enum Side<'a> {
    Folder(&'a Path),
    Law(RegionCode, Date),
}

/// Every difference between two sides.
pub(super) fn diff(
    settings: &Settings,
    language: Language,
    [before, after]: [&str; 2],
    asked: &Asked<'_>,
) -> Result<Answer> {
    match (side(before, asked)?, side(after, asked)?) {
        (Side::Folder(before), Side::Folder(after)) => {
            let (before, after) = (wiring::law_in(before)?, wiring::law_in(after)?);
            Ok(answer(language, &before, &before.changes(&after, asked.path)))
        }
        (Side::Law(here, on), Side::Law(there, then)) => {
            let book = wiring::law(settings)?;
            let here = book.in_force(here.as_str(), asked.known_on)?;
            let there = book.in_force(there.as_str(), asked.known_on)?;
            let pairs = here.beside(on.into(), &there, then.into(), asked.path);
            let pairs: Vec<Pair<'_>> = pairs.into_iter().filter(|pair| !pair.same()).collect();
            Ok(answer(language, &book, &pairs))
        }
        _ => Err(codes::SIDES.problem().at("A B", format!("{before} {after}"))),
    }
}

fn side<'a>(text: &'a str, asked: &Asked<'_>) -> Result<Side<'a>> {
    let folder = Path::new(text);
    if folder.is_dir() {
        return Ok(Side::Folder(folder));
    }
    let wrong = || codes::SIDE.with("side", text);
    let day = |text: &str| match FeeMonth::parse(text).filter(|_| text.len() == 7) {
        Some(month) => Some(month.first_day()),
        None => text.parse::<Date>().ok().filter(|_| text.len() == 10),
    };
    let today = || clock::now().date();
    let (region, on) = match text.split_once('@') {
        Some((region, date)) => (Some(RegionCode::parse(region)?), day(date).ok_or_else(wrong)?),
        None => match (day(text), RegionCode::parse(text)) {
            (Some(date), _) => (None, date),
            (None, Ok(region)) => (Some(region), today()),
            (None, Err(_)) => return Err(wrong()),
        },
    };
    Ok(Side::Law(region.or(asked.region).unwrap_or(RegionCode::NATION), on))
}

fn answer(language: Language, book: &LawBook, pairs: &[Pair<'_>]) -> Answer {
    let mut rows = Vec::new();
    let mut list = Vec::new();
    for pair in pairs {
        let unit = book.parameter(&pair.id).map_or(Unit::Word, |known| known.definition.unit);
        let side = |side: &Option<Dated<'_>>| match side {
            Some(dated) => {
                let until = dated.until.map_or_else(String::new, |day| day.to_string());
                let why = source(&dated.parameter.source, language);
                (said(dated, unit, language), format!("{}~{until} {why}", dated.from))
            }
            None => ("—".to_owned(), String::new()),
        };
        let ((was, was_from), (is, is_from)) = (side(&pair.before), side(&pair.after));
        rows.push(vec![
            pair.id.clone(),
            pair.region.unwrap_or_default().to_owned(),
            was,
            is,
            was_from,
            is_from,
        ]);
        let json = |side: &Option<Dated<'_>>| side.as_ref().map_or(Json::Null, |dated| dated.json(unit));
        list.push(json!({
            "id": pair.id, "region": pair.region, "unit": unit.name(), "before": json(&pair.before),
            "after": json(&pair.after),
        }));
    }
    let mut head: Vec<&str> = language
        .pick(
            ["参数", "地区", "A", "B", "A 的期间与依据", "B 的期间与依据"],
            ["parameter", "region", "A", "B", "period and source of A", "period and source of B"],
        )
        .to_vec();
    if pairs.iter().all(|pair| pair.region.is_none()) {
        head.remove(1);
        rows.iter_mut().for_each(|row| drop(row.remove(1)));
    }
    let text = if rows.is_empty() {
        language.pick("没有不同。", "No differences.").to_owned()
    } else {
        table(&head, &rows)
    };
    Answer::new(text, json!({ "differences": list }))
}

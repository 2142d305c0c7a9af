//! `jinbao law show`: a parameter with every value, or the tree of parameters below a prefix.

use kernel::{Date, RegionCode, Result};
use rules::{Dated, Law, LawBook, Parameter, Place, codes, lies_below};
use serde_json::{Value as Json, json};

use super::{said, source};
use crate::config::Settings;
use crate::language::Language;
use crate::report::{Answer, table};
use crate::{clock, wiring};

/// What is to be shown.
pub(super) struct Asked<'a> {
    pub(super) path: &'a str,
    pub(super) region: Option<RegionCode>,
    pub(super) on: Option<Date>,
    pub(super) known_on: Option<Date>,
}

/// A parameter, or the tree below a prefix.
pub(super) fn show(settings: &Settings, language: Language, asked: &Asked<'_>) -> Result<Answer> {
    let book = wiring::law(settings)?;
    let below: Vec<Parameter<'_>> =
        book.parameters().into_iter().filter(|known| lies_below(&known.id, asked.path)).collect();
    match book.parameter(asked.path) {
        Some(parameter) => one(&book, language, asked, &parameter),
        None if below.is_empty() => {
            Err(codes::UNKNOWN_PARAMETER.with("id", asked.path).at("PATH", asked.path))
        }
        None => tree(&book, language, asked, &below),
    }
}

fn one(book: &LawBook, language: Language, asked: &Asked<'_>, parameter: &Parameter<'_>) -> Result<Answer> {
    let unit = parameter.definition.unit;
    let (zh, en) = parameter.names();
    let mut text = vec![format!("{}  {}  [{}]", parameter.id, language.pick(zh, en), unit.name())];
    let values = values(book, asked, &parameter.id)?;
    let rows: Vec<Vec<String>> =
        values.iter().map(|(place, dated)| row(place, dated, parameter, language)).collect();
    let head = language.pick(
        ["地区", "自", "至", "值", "公布", "依据", "位置"],
        ["region", "from", "to", "value", "published", "source", "place"],
    );
    if rows.is_empty() {
        text.push(language.pick("没有规定。", "The law does not say.").to_owned());
    } else {
        text.push(table(&head, &rows));
    }
    let mut json = parameter.json();
    json["values"] = values.iter().map(|(_, dated)| dated.json(unit)).collect();
    Ok(Answer::new(text.join("\n"), json))
}

/// Every value of every region, or of a region and those above it; with a day only what is in force then.
fn values<'b>(book: &'b LawBook, asked: &Asked<'_>, id: &str) -> Result<Vec<(Place<'b>, Dated<'b>)>> {
    let places: Vec<Place<'b>> = match asked.region {
        Some(region) => {
            book.in_force(region.as_str(), asked.known_on)?;
            book.lineage(region.as_str())
        }
        None => book.places().collect(),
    };
    let mut found = Vec::new();
    for place in places {
        let stated = book.stated(place.code, id, asked.known_on);
        let law = book.in_force(place.code, asked.known_on)?;
        let now = asked.on.and_then(|on| law.in_force_on(id, on));
        let wanted = |dated: &Dated<'_>| match asked.on {
            Some(_) => now.is_some_and(|now| std::sync::Arc::ptr_eq(now.parameter, dated.parameter)),
            None => true,
        };
        found.extend(stated.into_iter().filter(wanted).map(|dated| (place, dated)));
        // The nearest region that says something is the one that counts.
        if asked.region.is_some() && asked.on.is_some() && !found.is_empty() {
            break;
        }
    }
    Ok(found)
}

fn row(place: &Place<'_>, dated: &Dated<'_>, parameter: &Parameter<'_>, language: Language) -> Vec<String> {
    let until = match (dated.corrected, dated.until) {
        (Some(day), _) => language.pick(format!("{day} 更正"), format!("corrected {day}")),
        (None, Some(day)) => day.to_string(),
        (None, None) => String::new(),
    };
    let assumed =
        if dated.parameter.known_assumed { language.pick("（推定）", " (assumed)") } else { "" };
    vec![
        format!("{} {}", place.code, language.pick(place.zh, place.en)),
        dated.from.to_string(),
        until,
        said(dated, parameter.definition.unit, language),
        format!("{}{assumed}", dated.known),
        source(&dated.parameter.source, language),
        format!("{}:{}", dated.parameter.file, dated.parameter.line),
    ]
}

/// The parameters below a prefix: with a region what each is there, else how many regions set it.
fn tree(book: &LawBook, language: Language, asked: &Asked<'_>, below: &[Parameter<'_>]) -> Result<Answer> {
    let on = asked.on.unwrap_or_else(|| clock::now().date());
    let law = asked.region.map(|region| book.in_force(region.as_str(), asked.known_on)).transpose()?;
    let mut text = Vec::new();
    let mut list = Vec::new();
    let mut above: Vec<String> = Vec::new();
    for parameter in below {
        let mut json = parameter.json();
        let Some(right) = right(book, language, law.as_ref(), on, parameter, &mut json) else { continue };
        let (zh, en) = parameter.names();
        text.extend(indented(&mut above, &parameter.id, &format!("{}  {right}", language.pick(zh, en))));
        list.push(json);
    }
    let json = json!({
        "path": asked.path, "region": asked.region, "on": law.is_some().then_some(on),
        "known_on": asked.known_on, "parameters": list,
    });
    Ok(Answer::new(text.join("\n"), json))
}

/// What stands to the right of a parameter; none where the region's law does not know it.
fn right(
    book: &LawBook,
    language: Language,
    law: Option<&Law<'_>>,
    on: Date,
    parameter: &Parameter<'_>,
    json: &mut Json,
) -> Option<String> {
    let unit = parameter.definition.unit;
    match law {
        Some(law) => {
            let dated = law.in_force_on(&parameter.id, on)?;
            json["value"] = dated.json(unit);
            let lines = dated.lines(unit).len();
            let rows = language.pick(format!("{lines} 行"), format!("{lines} rows"));
            Some(if lines > 3 { rows } else { said(&dated, unit, language) })
        }
        None => {
            let set = |place: &Place<'_>| !book.stated(place.code, &parameter.id, None).is_empty();
            let regions: Vec<&str> = book.places().filter(set).map(|place| place.code).collect();
            json["regions"] = json!(regions);
            Some(language.pick(format!("{} 地", regions.len()), format!("{} regions", regions.len())))
        }
    }
}

/// The lines of a parameter in a tree: headings for the parts of its id that were not said yet, then itself.
fn indented(above: &mut Vec<String>, id: &str, right: &str) -> Vec<String> {
    let parts: Vec<&str> = id.split('.').collect();
    let same = above.iter().zip(&parts).take_while(|(before, part)| before.as_str() == **part).count();
    let same = same.min(parts.len() - 1);
    above.truncate(same);
    let mut lines = Vec::new();
    for (depth, part) in parts.iter().enumerate().skip(same) {
        let indent = "  ".repeat(depth);
        let last = depth + 1 == parts.len();
        lines.push(if last { format!("{indent}{part}  {right}") } else { format!("{indent}{part}") });
        above.push((*part).to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn parts_in_common_are_said_once() {
        let mut above = Vec::new();
        let mut lines = indented(&mut above, "a.b.c", "1");
        lines.extend(indented(&mut above, "a.b.d", "2"));
        lines.extend(indented(&mut above, "a.c", "3"));
        lines.extend(indented(&mut above, "a.c.d", "4"));
        assert_eq!(lines, ["a", "  b", "    c  1", "    d  2", "  c  3", "    d  4"]);
    }
}

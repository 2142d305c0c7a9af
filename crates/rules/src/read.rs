//! Reads law files into regions, parameters and dated entries, and collects every mistake.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use kernel::{Date, FeeMonth, Problem, Rate};
use rustc_hash::FxBuildHasher;
use serde::{Serialize, Serializer};
use serde_json::json;
use serde_json::value::{RawValue, to_raw_value};

use crate::catalogue::{Catalogue, Definition, check_keys};
use crate::codes;
use crate::mistake::{At, Mistake};
use crate::value::{Table, Unit, Value};
use crate::yaml::{Data, Node};

/// Where a figure comes from (依据).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Issuing body (发文机关).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// Document number (文号).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doc: Option<String>,
    /// Clause (条款).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The document itself was not seen; how sure we are (high, medium, low).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<String>,
    /// Own data of the fictional city (虚构).
    pub fictional: bool,
}

impl Source {
    /// Body, document and clause in a line, with words for a fictional city's own data and for a text that was not seen.
    pub fn cited<'a>(&'a self, fictional: &'a str, unseen: &'a str) -> impl fmt::Display + 'a {
        fmt::from_fn(move |f| {
            let parts = [&self.body, &self.doc, &self.clause].into_iter().flatten().map(String::as_str);
            let notes = [self.fictional.then_some(fictional), self.unverified.is_some().then_some(unseen)];
            parts.chain(notes.into_iter().flatten()).enumerate().try_for_each(|(at, part)| {
                f.write_str(if at > 0 { " " } else { "" })?;
                f.write_str(part)
            })
        })
    }
}

/// One value and the time it holds for.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) from: Date,
    /// Last day, if the law says one.
    pub(crate) to: Option<Date>,
    /// Day of publication.
    pub(crate) known: Date,
    /// `None`: the figure is known to exist, not what it is.
    pub(crate) value: Option<Value>,
    pub(crate) parameter: Arc<ParameterRef>,
    /// Where it stands in its file.
    pub(crate) at: At,
}

/// A value's place in the law: what a derivation cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterRef {
    /// Parameter id.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Region whose file says it.
    pub region: String,
    /// File below the law folder.
    pub file: String,
    /// Line in that file.
    pub line: usize,
    /// First day it applies to.
    pub from: Date,
    /// Day it was published.
    pub known: Date,
    /// Is the day of publication only assumed?
    pub known_assumed: bool,
    /// Legal source.
    pub source: Source,
    written: Written,
}

/// JSON that is the same wherever it is written, made once: a derivation cites dozens of parameters.
#[derive(Clone, Debug)]
struct Written(Box<RawValue>);

impl PartialEq for Written {
    fn eq(&self, other: &Written) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Eq for Written {}

impl Serialize for ParameterRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.written.0.serialize(serializer)
    }
}

/// The values of parameters by id, as they stand in the files. A formula looks dozens of them up: by hash, not by order.
pub(crate) type Parameters = IndexMap<String, Vec<Entry>, FxBuildHasher>;

/// A region and what its own files say.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) code: String,
    pub(crate) zh: String,
    pub(crate) en: String,
    pub(crate) parent: Option<String>,
    /// By id, in the order of the days they apply from and were published on.
    pub(crate) parameters: Parameters,
}

/// How closely files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// As they are written today.
    Written,
    /// As they were archived: what was accepted then is accepted for ever, whatever was found implausible since.
    Archived,
    /// As somebody would like them to be: a value may leave out its first day, which is then this one, the day of
    /// publication and the source.
    Proposed(Date),
}

impl Care {
    /// The first day of values that do not say theirs.
    fn proposed(self) -> Option<Date> {
        match self {
            Care::Proposed(start) => Some(start),
            Care::Written | Care::Archived => None,
        }
    }

    /// What may stand at the top of a file.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Care::Proposed(_) => &["region", "sources", "parameters", "zh", "en", "start"],
            Care::Written | Care::Archived => &["region", "sources", "parameters"],
        }
    }
}

struct Reader<'r> {
    file: &'r str,
    mistakes: &'r mut Vec<Mistake>,
    care: Care,
}

pub(crate) fn region_file(
    file: &str,
    folder: &str,
    root: &Node,
    mistakes: &mut Vec<Mistake>,
) -> Option<Region> {
    let mut reader = Reader { file, mistakes, care: Care::Written };
    check_keys(file, root, &["region", "zh", "en", "parent"], reader.mistakes);
    let code = reader.text(root, "region")?;
    let (zh, en) = (reader.text(root, "zh")?, reader.text(root, "en")?);
    if code != folder || code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        reader.report(place(root, "region"), codes::UNKNOWN_REGION.with("region", &code));
    }
    let parent = root.get("parent").and_then(Node::text).map(str::to_owned);
    Some(Region { code, zh, en, parent, parameters: Parameters::default() })
}

/// Where the value of a key stands, else where its mapping begins.
pub(crate) fn place(node: &Node, key: &str) -> At {
    node.get(key).map_or(node.at, |value| value.at)
}

/// Reads a file of parameters into its region.
pub(crate) fn parameter_file(
    (file, root): (&str, &Node),
    region: &mut Region,
    catalogue: &Catalogue,
    care: Care,
    mistakes: &mut Vec<Mistake>,
) {
    let mut reader = Reader { file, mistakes, care };
    check_keys(file, root, care.keys(), reader.mistakes);
    if let Some(code) = reader.text(root, "region")
        && code != region.code
    {
        reader.report(place(root, "region"), codes::UNKNOWN_REGION.with("region", code));
    }
    let sources = reader.sources(root);
    let Some(Data::List(items)) = root.get("parameters").map(|node| &node.data) else {
        return reader.report(root.at, codes::MISSING_KEY.with("key", "parameters"));
    };
    for item in items {
        check_keys(file, item, &["id", "unit", "values"], reader.mistakes);
        let Some(id) = reader.text(item, "id") else { continue };
        let Some(definition) = catalogue.find(&id) else {
            reader.report(place(item, "id"), codes::UNKNOWN_PARAMETER.with("id", id));
            continue;
        };
        reader.unit(item, &id, definition);
        let Some(Data::List(values)) = item.get("values").map(|node| &node.data) else {
            reader.report(item.at, codes::MISSING_KEY.with("key", "values"));
            continue;
        };
        if values.is_empty() {
            reader.report(place(item, "values"), codes::MISSING_KEY.with("key", "value"));
        }
        let mut entries: Vec<Entry> = Vec::new();
        for node in values {
            entries.extend(reader.entry(node, &id, definition, &region.code, &sources));
        }
        reader.check_periods(&id, &entries);
        if region.parameters.contains_key(&id) {
            reader.report(place(item, "id"), codes::DUPLICATE.with("id", &id));
        }
        entries.sort_by_key(|entry| (entry.from, entry.known));
        region.parameters.insert(id, entries);
    }
}

impl Reader<'_> {
    fn report(&mut self, at: At, problem: Problem) {
        self.mistakes.push(Mistake::new(self.file, at, problem));
    }

    fn text(&mut self, node: &Node, key: &str) -> Option<String> {
        match node.get(key) {
            Some(value) => match value.text() {
                Some(text) => Some(text.to_owned()),
                None => {
                    self.report(value.at, codes::WRONG_SHAPE.with("expected", "text"));
                    None
                }
            },
            None => {
                self.report(node.at, codes::MISSING_KEY.with("key", key));
                None
            }
        }
    }

    /// The sources that the values of a file name by a short word.
    fn sources(&mut self, root: &Node) -> BTreeMap<String, Source> {
        match root.get("sources").map(|node| (&node.data, node.at)) {
            None => BTreeMap::new(),
            Some((Data::Map(pairs), _)) => {
                pairs.iter().filter_map(|(key, node)| Some((key.text.clone(), self.source(node)?))).collect()
            }
            Some((_, at)) => {
                self.report(at, codes::WRONG_SHAPE.with("expected", "key: value"));
                BTreeMap::new()
            }
        }
    }

    /// A key that is either absent or says `true`.
    fn said(&mut self, node: &Node, key: &str) -> bool {
        match node.get(key) {
            None => false,
            Some(value) if value.text() == Some("true") => true,
            Some(value) => {
                self.report(value.at, codes::WRONG_SHAPE.with("expected", "true"));
                false
            }
        }
    }

    fn unit(&mut self, item: &Node, id: &str, definition: &Definition) {
        let Some(unit) = self.text(item, "unit") else { return };
        if Unit::from_name(&unit) != Some(definition.unit) {
            let at = item.get("unit").map_or(item.at, |node| node.at);
            let problem =
                codes::WRONG_UNIT.with("id", id).with("unit", unit).with("expected", definition.unit.name());
            self.report(at, problem);
        }
    }

    /// A source: body and document, or the admission that there is none.
    fn source(&mut self, node: &Node) -> Option<Source> {
        check_keys(
            self.file,
            node,
            &["body", "doc", "clause", "unverified", "confidence", "fictional"],
            self.mistakes,
        );
        let text = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
        let flag = |key: &str| node.get(key).and_then(Node::text) == Some("true");
        let source = Source {
            body: text("body"),
            doc: text("doc"),
            clause: text("clause"),
            unverified: flag("unverified").then(|| text("confidence").unwrap_or_default()),
            fictional: flag("fictional"),
        };
        let sure = source.body.is_some() && source.doc.is_some();
        let admitted = source.unverified.as_deref().is_some_and(|c| ["high", "medium", "low"].contains(&c));
        if source.unverified.is_some() != admitted || !(sure || admitted || source.fictional) {
            let named = source.doc.clone().or(source.body.clone()).unwrap_or_default();
            self.report(node.at, codes::BAD_SOURCE.with("source", named));
            return None;
        }
        Some(source)
    }

    fn date(&mut self, node: &Node, last: bool) -> Option<Date> {
        let text = node.text().unwrap_or_default();
        let date = match FeeMonth::parse(text) {
            Some(month) if text.len() == 7 => Some(if last { month.last_day() } else { month.first_day() }),
            _ => text.parse::<Date>().ok().filter(|_| text.len() == 10),
        };
        if date.is_none() {
            self.report(node.at, codes::BAD_DATE.with("value", text));
        }
        date
    }

    fn entry(
        &mut self,
        node: &Node,
        id: &str,
        definition: &Definition,
        region: &str,
        sources: &BTreeMap<String, Source>,
    ) -> Option<Entry> {
        const KEYS: [&str; 8] =
            ["from", "to", "known", "known_assumed", "value", "absent", "source", "clause"];
        check_keys(self.file, node, &KEYS, self.mistakes);
        let proposed = self.care.proposed();
        let from = match node.get("from") {
            Some(from) => self.date(from, false),
            None if proposed.is_some() => proposed,
            None => {
                self.report(node.at, codes::MISSING_KEY.with("key", "from"));
                None
            }
        };
        let to = match node.get("to") {
            Some(to) => Some(self.date(to, true)?),
            None => None,
        };
        let absent = self.said(node, "absent");
        let known = match node.get("known") {
            Some(known) => self.date(known, false),
            None if absent || proposed.is_some() => from,
            None => {
                self.report(node.at, codes::MISSING_KEY.with("key", "known"));
                None
            }
        };
        let value = match node.get("value") {
            Some(value) => Some(self.value(value, definition)?),
            None if absent => None,
            None => {
                self.report(node.at, codes::MISSING_KEY.with("key", "value"));
                return None;
            }
        };
        let mut source = match node.get("source") {
            Some(Node { data: Data::Scalar(key, _), at }) => match sources.get(key) {
                Some(source) => source.clone(),
                None => {
                    self.report(*at, codes::BAD_SOURCE.with("source", key));
                    return None;
                }
            },
            Some(node) => self.source(node)?,
            None if absent || proposed.is_some() => {
                let doc = proposed.map(|_| self.file.to_owned());
                Source { body: None, doc, clause: None, unverified: None, fictional: false }
            }
            None => {
                self.report(node.at, codes::MISSING_KEY.with("key", "source"));
                return None;
            }
        };
        if let Some(clause) = node.get("clause").and_then(Node::text) {
            source.clause = Some(clause.to_owned());
        }
        let known_assumed = self.said(node, "known_assumed");
        let (from, known) = (from?, known?);
        let Definition { zh, en, .. } = definition;
        let (file, line) = (self.file, node.at.line);
        let written = to_raw_value(&json!({
            "id": id, "zh": zh, "en": en, "region": region, "file": file, "line": line, "from": from, "known": known,
            "known_assumed": known_assumed, "source": source,
        }));
        let parameter = Arc::new(ParameterRef {
            id: id.to_owned(),
            zh: zh.clone(),
            en: en.clone(),
            region: region.to_owned(),
            file: file.to_owned(),
            line,
            from,
            known,
            known_assumed,
            source,
            written: Written(written.ok()?),
        });
        Some(Entry { from, to, known, value, parameter, at: node.at })
    }

    fn value(&mut self, node: &Node, definition: &Definition) -> Option<Value> {
        if definition.unit != Unit::Table {
            return match definition.unit.read(node, &definition.words) {
                Ok(value) => {
                    self.bounds(node.at, definition, definition.unit, &value);
                    Some(value)
                }
                Err(problem) => {
                    self.report(node.at, problem);
                    None
                }
            };
        }
        let Data::List(items) = &node.data else {
            self.report(node.at, codes::WRONG_SHAPE.with("expected", "rows"));
            return None;
        };
        let names: Vec<&str> = definition.columns.iter().map(|(name, _)| name.as_str()).collect();
        let mut rows = Vec::new();
        for item in items {
            check_keys(self.file, item, &names, self.mistakes);
            let mut cells = Vec::new();
            for (name, unit) in &definition.columns {
                match item.get(name) {
                    Some(cell) if cell.is_null() => cells.push(None),
                    Some(cell) => match unit.read(cell, &definition.words) {
                        Ok(value) => {
                            self.bounds(cell.at, definition, *unit, &value);
                            cells.push(Some(value));
                        }
                        Err(problem) => self.report(cell.at, problem),
                    },
                    None => self.report(item.at, codes::MISSING_KEY.with("key", name)),
                }
            }
            rows.push(cells);
        }
        Some(Value::Table(Table { columns: definition.columns.clone(), rows }))
    }

    /// A share above one is nearly always a percentage in the wrong place, and nothing the law pays or charges is below
    /// nothing.
    fn bounds(&mut self, at: At, definition: &Definition, unit: Unit, value: &Value) {
        let most = match unit {
            Unit::Ratio | Unit::Percent => Some(definition.at_most),
            _ => None,
        };
        let outside = match value {
            Value::Rate(rate) => *rate < Rate::ZERO || most.is_some_and(|most| *rate > most),
            Value::Money(fen) => fen.is_negative(),
            _ => false,
        };
        if outside && self.care != Care::Archived {
            let most = most.map_or_else(|| "∞".to_owned(), |most| unit.written(most));
            let shown = match value {
                Value::Rate(rate) => unit.written(*rate),
                other => other.to_string(),
            };
            let problem = codes::OUT_OF_BOUNDS.with("id", &definition.id).with("value", shown);
            self.report(at, problem.with("least", 0).with("most", most));
        }
    }

    /// Values of one parameter stand in the order of their first days and leave no hole. A value with the same first
    /// day as an earlier one is a correction and must have been published later.
    fn check_periods(&mut self, id: &str, entries: &[Entry]) {
        for entry in entries {
            if entry.to.is_some_and(|to| to < entry.from) {
                self.report(
                    entry.at,
                    codes::BACKWARDS.with("from", entry.from).with("to", entry.to.unwrap_or(entry.from)),
                );
            }
        }
        for pair in entries.windows(2) {
            let [before, after] = pair else { continue };
            if after.from < before.from || (after.from == before.from && after.known <= before.known) {
                self.report(after.at, codes::OVERLAP.with("id", id).with("from", after.from));
            } else if let Some(to) = before.to
                && after.from > before.from
            {
                let next = to.tomorrow().unwrap_or(to);
                if after.from < next {
                    self.report(after.at, codes::OVERLAP.with("id", id).with("from", after.from));
                } else if after.from > next && self.care.proposed().is_none() {
                    let last = after.from.yesterday().unwrap_or(after.from);
                    self.report(after.at, codes::GAP.with("id", id).with("from", next).with("to", last));
                }
            }
        }
    }
}

//! The law for readers: which parameters there are, and every value of each with the time it holds for.
//!
//! Formulas look up one value on one day ([`Law`]); here stands the whole record, as a tree, a time line or a comparison.

use std::collections::BTreeSet;
use std::sync::Arc;

use kernel::Date;
use serde_json::{Value as Json, json};

use crate::LawBook;
use crate::catalogue::{Definition, filled};
use crate::law::{Law, On};
use crate::read::{Entry, ParameterRef, Region};
use crate::value::{Unit, Value};

/// A parameter that law files may set, or do.
#[derive(Clone, Debug)]
pub struct Parameter<'b> {
    /// Its id, without placeholders.
    pub id: String,
    /// What the catalogue says of it.
    pub definition: &'b Definition,
}

/// A value of a parameter as a region's file states it.
#[derive(Clone, Copy, Debug)]
pub struct Dated<'b> {
    /// First day it applies to.
    pub from: Date,
    /// Last day, by its own end or by the next value's begin; none where it still holds.
    pub until: Option<Date>,
    /// Day it was published.
    pub known: Date,
    /// Day on which a correction with the same first day was published.
    pub corrected: Option<Date>,
    /// What it is; none where the figure is known to exist, but not what it is.
    pub value: Option<&'b Value>,
    /// Where it stands.
    pub parameter: &'b Arc<ParameterRef>,
}

/// A region of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'b> {
    /// Six-digit code.
    pub code: &'b str,
    /// Chinese name.
    pub zh: &'b str,
    /// English name.
    pub en: &'b str,
    /// The region it lies in; none for the nation.
    pub parent: Option<&'b str>,
}

/// A parameter at two times or places.
#[derive(Clone, Debug)]
pub struct Pair<'b> {
    /// Its id.
    pub id: String,
    /// The region whose law it is, where whole books are compared.
    pub region: Option<&'b str>,
    /// On the first side.
    pub before: Option<Dated<'b>>,
    /// On the second side.
    pub after: Option<Dated<'b>>,
}

impl Parameter<'_> {
    /// Chinese and English name, with the names of what stands in for placeholders.
    pub fn names(&self) -> (String, String) {
        let parts = self.definition.id.split('.').zip(self.id.split('.'));
        let filled: Vec<_> = parts.filter_map(|(part, word)| filled(part, word)).collect();
        let (zh, en): (Vec<_>, Vec<_>) = filled.into_iter().unzip();
        let with = |name: &str, parts: &[&str], [open, close]: [&str; 2], comma: &str| {
            if parts.is_empty() {
                name.to_owned()
            } else {
                format!("{name}{open}{}{close}", parts.join(comma))
            }
        };
        let Definition { zh: name, en: name_en, .. } = self.definition;
        (with(name, &zh, ["（", "）"], "，"), with(name_en, &en, [" (", ")"], ", "))
    }
}

impl Dated<'_> {
    /// As people read it, a line a row of a table; empty where the figure is not known.
    pub fn lines(&self, unit: Unit) -> Vec<String> {
        self.value.map(|value| value.lines(unit)).unwrap_or_default()
    }

    /// For machines: the value with its time, source and place. `value` is null where the figure is not known.
    pub fn json(&self, unit: Unit) -> Json {
        let ParameterRef { region, file, line, known_assumed, source, .. } = &**self.parameter;
        json!({
            "region": region, "from": self.from, "until": self.until, "known": self.known,
            "known_assumed": known_assumed, "corrected": self.corrected,
            "value": self.value.map(|value| value.json(unit)), "shown": self.lines(unit).join("; "),
            "source": source, "file": file, "line": line,
        })
    }
}

impl Parameter<'_> {
    /// For machines: id, names, unit.
    pub fn json(&self) -> Json {
        let (zh, en) = self.names();
        json!({ "id": self.id, "zh": zh, "en": en, "unit": self.definition.unit.name() })
    }
}

impl Pair<'_> {
    /// Do both sides say the same?
    pub fn same(&self) -> bool {
        fn said<'p>(side: &Option<Dated<'p>>) -> Option<&'p Value> {
            side.and_then(|dated| dated.value)
        }
        said(&self.before) == said(&self.after)
    }
}

/// Is the id the path, or below it? Everything is below the empty path.
pub fn lies_below(id: &str, path: &str) -> bool {
    let rest = id.strip_prefix(path.trim_end_matches('.'));
    path.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

impl LawBook {
    /// Every parameter that some region sets, by id.
    pub fn parameters(&self) -> Vec<Parameter<'_>> {
        let ids: BTreeSet<&str> =
            self.regions.values().flat_map(|region| region.parameters.keys().map(String::as_str)).collect();
        ids.into_iter().filter_map(|id| self.parameter(id)).collect()
    }

    /// The parameter of an id that the catalogue knows, set or not.
    pub fn parameter(&self, id: &str) -> Option<Parameter<'_>> {
        self.catalogue.find(id).map(|definition| Parameter { id: id.to_owned(), definition })
    }

    /// All regions, by code.
    pub fn places(&self) -> impl Iterator<Item = Place<'_>> {
        self.regions.values().map(place)
    }

    /// A region and those above it, the nation last. Empty where the book does not have it.
    pub fn lineage(&self, region: &str) -> Vec<Place<'_>> {
        let first = self.regions.get(region);
        let up = |lower: &&Region| lower.parent.as_ref().and_then(|code| self.regions.get(code));
        std::iter::successors(first, up).map(place).collect()
    }

    /// What a region's own files say of a parameter, in time. `known_on`: only what was published by then.
    pub fn stated(&self, region: &str, id: &str, known_on: Option<Date>) -> Vec<Dated<'_>> {
        let entries = self.regions.get(region).and_then(|region| region.parameters.get(id));
        entries.map(|entries| dated(entries, known_on)).unwrap_or_default()
    }

    /// Every value that stands in this book or the other and is not the same in both: by region, parameter and first day.
    /// Below a path.
    pub fn changes<'b>(&'b self, other: &'b LawBook, path: &str) -> Vec<Pair<'b>> {
        let mut found = Vec::new();
        let codes: BTreeSet<&String> = self.regions.keys().chain(other.regions.keys()).collect();
        for code in codes {
            let ids = |book: &'b LawBook| {
                book.regions.get(code).into_iter().flat_map(|region| region.parameters.keys())
            };
            let ids: BTreeSet<&String> = ids(self).chain(ids(other)).collect();
            for id in ids.into_iter().filter(|id| lies_below(id, path)) {
                let (before, after) = (self.stated(code, id, None), other.stated(code, id, None));
                let keys: BTreeSet<(Date, Date)> =
                    before.iter().chain(&after).map(|dated| (dated.from, dated.known)).collect();
                for key in keys {
                    let side = |all: &[Dated<'b>]| {
                        all.iter().find(|dated| (dated.from, dated.known) == key).copied()
                    };
                    let (before, after) = (side(&before), side(&after));
                    let pair = Pair { id: id.clone(), region: Some(code), before, after };
                    if !pair.same() || !same_ground(&before, &after) {
                        found.push(pair);
                    }
                }
            }
        }
        found
    }
}

/// The same period and source.
fn same_ground(before: &Option<Dated<'_>>, after: &Option<Dated<'_>>) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => {
            before.until == after.until && before.parameter.source == after.parameter.source
        }
        _ => false,
    }
}

impl<'b> Law<'b> {
    /// The value in force on a day, own or inherited; `None` where the law does not say.
    pub fn in_force_on(&self, id: &str, on: impl Into<On>) -> Option<Dated<'b>> {
        let entry = self.find(id, on.into().date(), self.known_on())?;
        let entries = self.chain().iter().find_map(|region| {
            region.parameters.get(id).filter(|entries| entries.iter().any(|own| std::ptr::eq(own, entry)))
        })?;
        let mut all = dated(entries, self.known_on()).into_iter();
        all.find(|dated| Arc::ptr_eq(dated.parameter, &entry.parameter))
    }

    /// The ids of all parameters that the region or one above it sets, below a path.
    pub fn ids(&self, path: &str) -> BTreeSet<&'b str> {
        let ids = self.chain().iter().flat_map(|region| region.parameters.keys());
        ids.map(String::as_str).filter(|id| lies_below(id, path)).collect()
    }

    /// Every parameter below a path as it stands here on one day and there on another. What neither side knows is left out.
    pub fn beside(&self, on: On, there: &Law<'b>, then: On, path: &str) -> Vec<Pair<'b>> {
        let mut ids = self.ids(path);
        ids.extend(there.ids(path));
        let pair = |id: &str| {
            let (before, after) = (self.in_force_on(id, on), there.in_force_on(id, then));
            Pair { id: id.to_owned(), region: None, before, after }
        };
        let known = |pair: &Pair<'_>| pair.before.is_some() || pair.after.is_some();
        ids.into_iter().map(pair).filter(known).collect()
    }
}

fn place(region: &Region) -> Place<'_> {
    Place { code: &region.code, zh: &region.zh, en: &region.en, parent: region.parent.as_deref() }
}

fn dated(entries: &[Entry], known_on: Option<Date>) -> Vec<Dated<'_>> {
    let known: Vec<&Entry> =
        entries.iter().filter(|entry| known_on.is_none_or(|day| entry.known <= day)).collect();
    let mut all = Vec::with_capacity(known.len());
    for (at, entry) in known.iter().enumerate() {
        let later = || known.iter().skip(at + 1);
        let next = later().find(|next| next.from > entry.from).and_then(|next| next.from.yesterday().ok());
        all.push(Dated {
            from: entry.from,
            until: entry.to.map_or(next, |to| Some(next.map_or(to, |next| next.min(to)))),
            known: entry.known,
            corrected: later().find(|next| next.from == entry.from).map(|next| next.known),
            value: entry.value.as_ref(),
            parameter: &entry.parameter,
        });
    }
    all
}

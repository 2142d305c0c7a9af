//! A law that is only proposed or assumed, laid over the law in force: what a reform or a projection would make of it.
//!
//! An amendment is a file of parameters in the form of every law file; see `law/README.md`. Its values stand in their
//! period in the place of whatever the region's own files say; before and after them the old ones go on. Nothing of it is
//! law: an amended book has no archive, and no decision may name it.

use kernel::{Date, FeeMonth};

use crate::book::{LawBook, tree};
use crate::codes;
use crate::mistake::{At, Mistake, Mistakes};
use crate::read::{Care, Entry, Parameters, Region, parameter_file, place};
use crate::yaml::Node;

/// What an amendment is and changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amendment {
    /// Chinese name; the file's where it gives itself none.
    pub zh: String,
    /// English name; likewise.
    pub en: String,
    /// Region whose law it changes.
    pub region: String,
    /// Its values, by parameter and first day.
    pub changes: Vec<Change>,
}

/// One value of an amendment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Parameter.
    pub id: String,
    /// First day.
    pub from: Date,
    /// Last day, if it ends.
    pub to: Option<Date>,
    /// Where it stands in the file.
    pub at: At,
}

impl LawBook {
    /// The book with the values of a file laid over those of the region that the file names. Beside the keys of every law
    /// file it has `start`, the first day of values that do not say theirs, and may have `zh` and `en`; the day of
    /// publication and the source may be left out.
    ///
    /// # Errors
    /// Every mistake of the file, each with line and column: those of law files, and a value from before the parameter's
    /// first one (`LAW-0022`).
    pub fn amended(&self, file: &str, text: &str) -> Result<(LawBook, Amendment), Mistakes> {
        let mut mistakes = Vec::new();
        let read = tree(file, text, Care::Written, &mut mistakes)
            .and_then(|root| self.amendment(file, &root, &mut mistakes));
        match read {
            Some((over, amendment)) if mistakes.is_empty() => {
                let mut regions = self.regions.clone();
                if let Some(under) = regions.get_mut(&amendment.region) {
                    for (id, entries) in over {
                        lay_over(under.parameters.entry(id).or_default(), entries);
                    }
                }
                Ok((self.unwritten(regions, text), amendment))
            }
            _ => Err(Mistakes(mistakes)),
        }
    }

    fn amendment(
        &self,
        file: &str,
        root: &Node,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<(Parameters, Amendment)> {
        let mut report = |at, problem| mistakes.push(Mistake::new(file, at, problem));
        let Some(node) = root.get("start") else {
            report(root.at, codes::MISSING_KEY.with("key", "start"));
            return None;
        };
        let Some(start) = first_day(node) else {
            report(node.at, codes::BAD_DATE.with("value", node.text().unwrap_or_default()));
            return None;
        };
        let Some(code) = root.get("region").and_then(Node::text) else {
            report(root.at, codes::MISSING_KEY.with("key", "region"));
            return None;
        };
        let Some(under) = self.regions.get(code) else {
            report(place(root, "region"), codes::UNKNOWN_REGION.with("region", code));
            return None;
        };
        let mut over = Region { parameters: Parameters::default(), ..under.clone() };
        parameter_file((file, root), &mut over, &self.catalogue, Care::Proposed(start), mistakes);
        let name = |key: &str| root.get(key).and_then(Node::text).unwrap_or(file).to_owned();
        let entries = over.parameters.iter().flat_map(|(id, entries)| entries.iter().map(move |e| (id, e)));
        let changes: Vec<Change> = entries
            .map(|(id, entry)| Change { id: id.clone(), from: entry.from, to: entry.to, at: entry.at })
            .collect();
        for change in &changes {
            if let Some(first) = self.first_day(code, &change.id).filter(|first| change.from < *first) {
                let problem = codes::BEFORE_LAW.with("id", &change.id).with("first", first);
                mistakes.push(Mistake::new(file, change.at, problem.with("from", change.from)));
            }
        }
        mistakes.sort_by_key(|mistake| (mistake.at.line, mistake.at.column));
        let amendment = Amendment { zh: name("zh"), en: name("en"), region: code.to_owned(), changes };
        Some((over.parameters, amendment))
    }

    /// The first day for which a region or one above it has a value.
    fn first_day(&self, region: &str, id: &str) -> Option<Date> {
        let lineage = self.lineage(region).into_iter();
        lineage.filter_map(|place| self.stated(place.code, id, None).first().map(|dated| dated.from)).min()
    }
}

fn first_day(node: &Node) -> Option<Date> {
    let text = node.text()?;
    match FeeMonth::parse(text) {
        Some(month) if text.len() == 7 => Some(month.first_day()),
        _ => text.parse().ok().filter(|_| text.len() == 10),
    }
}

/// Puts the values of an amendment in the place of those that hold in their periods.
fn lay_over(under: &mut Vec<Entry>, over: Vec<Entry>) {
    close(under);
    for (n, entry) in over.iter().enumerate() {
        let next = over.get(n + 1).and_then(|next| next.from.yesterday().ok());
        let to = entry.to.or(next);
        *under = under.drain(..).flat_map(|old| outside(old, entry.from, to)).collect();
    }
    under.extend(over);
    under.sort_by_key(|entry| (entry.from, entry.known));
}

/// Writes out the end that a value has by the begin of the next one.
fn close(entries: &mut [Entry]) {
    let begins: Vec<Date> = entries.iter().map(|entry| entry.from).collect();
    for entry in entries {
        let next = begins.iter().filter(|from| **from > entry.from).min();
        let until = next.and_then(|next| next.yesterday().ok());
        entry.to = match (entry.to, until) {
            (Some(to), Some(until)) => Some(to.min(until)),
            (to, until) => to.or(until),
        };
    }
}

/// What is left of a value before and after a period.
fn outside(old: Entry, from: Date, to: Option<Date>) -> impl Iterator<Item = Entry> {
    let before = from
        .yesterday()
        .ok()
        .filter(|last| old.from <= *last)
        .map(|last| Entry { to: Some(old.to.map_or(last, |end| end.min(last))), ..old.clone() });
    let after = to.and_then(|to| to.tomorrow().ok());
    let after = after
        .filter(|first| old.to.is_none_or(|end| *first <= end))
        .map(|first| Entry { from: old.from.max(first), ..old });
    before.into_iter().chain(after)
}

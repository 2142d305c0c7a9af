//! The law of one region as known on one day: typed look-ups by parameter and date.

use std::fmt;
use std::sync::Arc;

use kernel::{Date, FeeMonth, Fen, Problem, Rate, Result};

use crate::codes;
use crate::read::{Entry, ParameterRef, Region};
use crate::reads::Reads;
use crate::value::{Table, Value};

/// The law of a region, its province and the nation, as it was known on a day.
///
/// A look-up takes the value in force at a day (or the first day of a month) from the region's own files, else from
/// the region above. Where a region writes `absent: true`, the figure is missing and nothing is inherited.
#[derive(Clone, Debug)]
pub struct Law<'b> {
    chain: Vec<&'b Region>,
    known_on: Option<Date>,
    reads: Option<&'b Reads>,
}

/// A figure that a formula uses, and the parameter it was taken from; none where the caller gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure<T> {
    /// The figure.
    pub value: T,
    /// Its place in the law.
    pub parameter: Option<Arc<ParameterRef>>,
}

/// The day a look-up asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On(Date);

impl On {
    /// The day.
    pub fn date(self) -> Date {
        self.0
    }
}

impl From<Date> for On {
    fn from(date: Date) -> On {
        On(date)
    }
}

impl From<FeeMonth> for On {
    fn from(month: FeeMonth) -> On {
        On(month.first_day())
    }
}

impl fmt::Display for On {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T> Figure<T> {
    /// A figure that the caller gives instead of the law.
    pub fn given(value: T) -> Figure<T> {
        Figure { value, parameter: None }
    }

    /// The same source, another reading of the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Figure<U> {
        Figure { value: f(self.value), parameter: self.parameter }
    }
}

/// Is this the answer that the law says nothing about a figure (or did not yet)?
pub fn is_missing(problem: &Problem) -> bool {
    let code = problem.code();
    *code == codes::MISSING || *code == codes::NOT_KNOWN_YET
}

impl<'b> Law<'b> {
    pub(crate) fn new(chain: Vec<&'b Region>, known_on: Option<Date>, reads: Option<&'b Reads>) -> Law<'b> {
        Law { chain, known_on, reads }
    }

    /// The region and those above it.
    pub(crate) fn chain(&self) -> &[&'b Region] {
        &self.chain
    }

    /// Six-digit code of the region.
    pub fn region(&self) -> &'b str {
        self.chain.first().map_or("", |region| region.code.as_str())
    }

    /// Chinese and English name of the region.
    pub fn region_names(&self) -> (&'b str, &'b str) {
        self.chain.first().map_or(("", ""), |region| (region.zh.as_str(), region.en.as_str()))
    }

    /// The day whose knowledge counts; `None` for all that is known.
    pub fn known_on(&self) -> Option<Date> {
        self.known_on
    }

    /// The same law, as it was known on another day.
    pub fn as_known_on(&self, known_on: Option<Date>) -> Law<'b> {
        Law { chain: self.chain.clone(), known_on, reads: self.reads }
    }

    /// A share, percentage (as a share) or index.
    ///
    /// # Errors
    /// `LAW-0101` or `LAW-0104` where the law says nothing; `LAW-0103` where the parameter is of another kind.
    pub fn rate(&self, id: &str, on: impl Into<On>) -> Result<Figure<Rate>> {
        self.typed(id, on.into(), "a rate", |value| match value {
            Value::Rate(rate) => Some(*rate),
            _ => None,
        })
    }

    /// Money.
    ///
    /// # Errors
    /// As [`Law::rate`].
    pub fn money(&self, id: &str, on: impl Into<On>) -> Result<Figure<Fen>> {
        self.typed(id, on.into(), "money", |value| match value {
            Value::Money(fen) => Some(*fen),
            _ => None,
        })
    }

    /// Months, years, days, hours or a count.
    ///
    /// # Errors
    /// As [`Law::rate`].
    pub fn whole(&self, id: &str, on: impl Into<On>) -> Result<Figure<i64>> {
        self.typed(id, on.into(), "a whole number", |value| match value {
            Value::Whole(number) => Some(*number),
            _ => None,
        })
    }

    /// A month.
    ///
    /// # Errors
    /// As [`Law::rate`].
    pub fn month(&self, id: &str, on: impl Into<On>) -> Result<Figure<FeeMonth>> {
        self.typed(id, on.into(), "a month", |value| match value {
            Value::Month(month) => Some(*month),
            _ => None,
        })
    }

    /// A word: the named variant of a rule.
    ///
    /// # Errors
    /// As [`Law::rate`].
    pub fn word(&self, id: &str, on: impl Into<On>) -> Result<Figure<&'b str>> {
        self.typed(id, on.into(), "a word", |value| match value {
            Value::Word(word) => Some(word.as_str()),
            _ => None,
        })
    }

    /// Yes or no.
    ///
    /// # Errors
    /// As [`Law::rate`].
    pub fn flag(&self, id: &str, on: impl Into<On>) -> Result<Figure<bool>> {
        self.typed(id, on.into(), "yes or no", |value| match value {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        })
    }

    /// Bands, tiers, a map.
    ///
    /// # Errors
    /// As [`Law::rate`].
    pub fn table(&self, id: &str, on: impl Into<On>) -> Result<Figure<&'b Table>> {
        self.typed(id, on.into(), "a table", |value| match value {
            Value::Table(table) => Some(table),
            _ => None,
        })
    }

    /// Any parameter, untyped.
    ///
    /// # Errors
    /// `LAW-0101` or `LAW-0104`.
    pub fn value(&self, id: &str, on: impl Into<On>) -> Result<Figure<&'b Value>> {
        let on = on.into();
        let found = self.find(id, on.0, self.known_on);
        if let Some(reads) = self.reads {
            reads.note(id, found.map(|entry| &entry.parameter));
        }
        match found {
            Some(Entry { value: Some(value), parameter, .. }) => {
                Ok(Figure { value, parameter: Some(Arc::clone(parameter)) })
            }
            _ => Err(self.missing(id, on)),
        }
    }

    fn typed<T>(
        &self,
        id: &str,
        on: On,
        expected: &str,
        take: impl Fn(&'b Value) -> Option<T>,
    ) -> Result<Figure<T>> {
        let Figure { value, parameter } = self.value(id, on)?;
        match take(value) {
            Some(value) => Ok(Figure { value, parameter }),
            None => Err(codes::WRONG_KIND.with("id", id).with("expected", expected)),
        }
    }

    /// Of the values published by then whose period holds the day: the one that began last; of those the one
    /// published last.
    pub(crate) fn find(&self, id: &str, on: Date, known_on: Option<Date>) -> Option<&'b Entry> {
        self.chain.iter().find_map(|region| {
            // They stand in this order.
            let entries = region.parameters.get(id)?;
            let begun = entries.partition_point(|entry| entry.from <= on);
            entries[..begun].iter().rev().find(|entry| {
                entry.to.is_none_or(|to| on <= to) && known_on.is_none_or(|day| entry.known <= day)
            })
        })
    }

    fn missing(&self, id: &str, on: On) -> Problem {
        let later = self.find(id, on.0, None).is_some_and(|entry| entry.value.is_some());
        match self.known_on {
            Some(day) if later => codes::NOT_KNOWN_YET.with("known_on", day),
            _ => codes::MISSING.problem(),
        }
        .with("id", id)
        .with("region", self.region())
        .with("at", on)
        .at(id, on)
    }
}

/// Turns "the law does not say" into `None` and keeps real problems.
pub fn optional<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(problem) if is_missing(&problem) => Ok(None),
        Err(problem) => Err(problem),
    }
}

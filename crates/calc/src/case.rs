//! One case at work: its inputs by type, the law that fills in what is not given, and the results found so far.

use std::sync::Arc;

use kernel::{Date, FeeMonth, Fen, Problem, Rate, RegionCode, Regions, Result};
use rules::{ContributionRules, Figure, Law, LawBook, On, Table, Trace};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::codes;
use crate::kind::{Input, Value};

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Out {
    /// Yuan, `"287.40"`.
    Money(Fen),
    /// A decimal, `"0.16"`.
    Rate(Rate),
    /// A whole number.
    Whole(i64),
    /// Yes or no.
    Flag(bool),
    /// Text: a month, a day, a word.
    Text(String),
    /// In order.
    List(Vec<Out>),
    /// By key, in order.
    Map(Vec<(String, Out)>),
}

impl Serialize for Out {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Out::Money(fen) => serializer.collect_str(fen),
            Out::Rate(rate) => serializer.collect_str(rate),
            Out::Whole(number) => serializer.serialize_i64(*number),
            Out::Flag(flag) => serializer.serialize_bool(*flag),
            Out::Text(text) => serializer.serialize_str(text),
            Out::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Out::Map(pairs) => {
                let mut map = serializer.serialize_map(Some(pairs.len()))?;
                pairs.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident),*) => {
        $(impl From<$type> for Out {
            fn from(value: $type) -> Out {
                Out::$variant(value)
            }
        })*
    };
}
from!(Fen => Money, Rate => Rate, i64 => Whole, bool => Flag, String => Text);

impl From<FeeMonth> for Out {
    fn from(month: FeeMonth) -> Out {
        Out::Text(month.to_string())
    }
}

impl From<Date> for Out {
    fn from(date: Date) -> Out {
        Out::Text(date.to_string())
    }
}

impl From<&str> for Out {
    fn from(text: &str) -> Out {
        Out::Text(text.to_owned())
    }
}

impl<O: Into<Out>> From<Vec<O>> for Out {
    fn from(items: Vec<O>) -> Out {
        Out::List(items.into_iter().map(Into::into).collect())
    }
}

/// A list of inputs by name: those of a topic, or of a record inside it.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'v> {
    inputs: &'static [Input],
    values: &'v [Option<Value>],
}

macro_rules! getters {
    ($($name:ident, $opt:ident -> $type:ty, $variant:ident;)*) => {
        $(
            /// The input, if it was given.
            pub(crate) fn $opt(self, key: &str) -> Option<$type> {
                match self.find(key) {
                    Some(Value::$variant(value)) => Some(value.clone()),
                    _ => None,
                }
            }
            /// The input.
            ///
            /// # Errors
            /// `CAL-0106` where it was not given.
            pub(crate) fn $name(self, key: &'static str) -> Result<$type> {
                self.$opt(key).ok_or_else(|| needed(key))
            }
        )*
    };
}

impl<'v> Fields<'v> {
    pub(crate) fn new(inputs: &'static [Input], values: &'v [Option<Value>]) -> Fields<'v> {
        Fields { inputs, values }
    }

    fn find(self, key: &str) -> Option<&'v Value> {
        let at = self.inputs.iter().position(|input| input.key == key);
        debug_assert!(at.is_some(), "{key} is not declared");
        self.values.get(at?)?.as_ref()
    }

    pub(crate) fn has(self, key: &str) -> bool {
        self.find(key).is_some()
    }

    getters! {
        fen, opt_fen -> Fen, Money;
        rate, opt_rate -> Rate, Rate;
        whole, opt_whole -> i64, Whole;
        date, opt_date -> Date, Date;
        month, opt_month -> FeeMonth, Month;
        word, opt_word -> &'static str, Word;
        flag, opt_flag -> bool, Flag;
        text, opt_text -> String, Text;
    }

    /// The region, if it was given.
    pub(crate) fn opt_region(self, key: &str) -> Option<RegionCode> {
        match self.find(key) {
            Some(Value::Region(region)) => Some(*region),
            _ => None,
        }
    }

    /// The elements of a list; none where it was not given.
    pub(crate) fn list(self, key: &str) -> &'v [Value] {
        match self.find(key) {
            Some(Value::List(items)) => items,
            _ => &[],
        }
    }

    /// The pairs of a map; none where it was not given.
    pub(crate) fn map(self, key: &str) -> &'v [(String, Value)] {
        match self.find(key) {
            Some(Value::Map(pairs)) => pairs,
            _ => &[],
        }
    }

    /// The records of a list.
    pub(crate) fn records(
        self,
        key: &str,
        inputs: &'static [Input],
    ) -> impl Iterator<Item = Fields<'v>> + use<'v> {
        self.list(key).iter().filter_map(move |item| match item {
            Value::Record(values) => Some(Fields { inputs, values }),
            _ => None,
        })
    }
}

impl Value {
    pub(crate) fn as_fen(&self) -> Option<Fen> {
        match self {
            Value::Money(fen) => Some(*fen),
            _ => None,
        }
    }

    pub(crate) fn as_rate(&self) -> Option<Rate> {
        match self {
            Value::Rate(rate) => Some(*rate),
            _ => None,
        }
    }

    pub(crate) fn as_whole(&self) -> Option<i64> {
        match self {
            Value::Whole(number) => Some(*number),
            _ => None,
        }
    }
}

/// The input is missing.
pub(crate) fn needed(key: &'static str) -> Problem {
    codes::NEEDED.with("key", key).at(key, "")
}

/// Two inputs exclude each other.
pub(crate) fn contradiction(
    first: &'static str,
    second: &'static str,
    why_zh: &'static str,
    why_en: &'static str,
) -> Problem {
    codes::CONTRADICTION
        .with("first", first)
        .with("second", second)
        .with("why_zh", why_zh)
        .with("why_en", why_en)
        .at(first, "")
}

fn lacks_input(problem: &Problem) -> bool {
    let code = problem.code();
    *code == codes::NEEDED || *code == codes::NOT_KNOWN || rules::is_missing(problem)
}

/// A case at work.
pub struct Case<'c, T> {
    pub(crate) inputs: Fields<'c>,
    pub(crate) trace: &'c mut T,
    book: &'c LawBook,
    today: Date,
    results: Vec<(&'static str, Out)>,
    missing: Option<Problem>,
}

impl<'c, T: Trace> Case<'c, T> {
    pub(crate) fn new(inputs: Fields<'c>, trace: &'c mut T, book: &'c LawBook, today: Date) -> Case<'c, T> {
        Case { inputs, trace, book, today, results: Vec::new(), missing: None }
    }

    /// The law of the region given, else the nation's. A region without files of its own has those of what it lies in.
    ///
    /// # Errors
    /// `LAW-0102` where the book lacks even the nation.
    pub(crate) fn law(&self) -> Result<Law<'c>> {
        let asked = self.inputs_region();
        let with_files = |code: &RegionCode| self.book.in_force(code.as_str(), None).is_ok();
        let found =
            std::iter::successors(Some(asked), |code| Regions::standard().parent(*code)).find(with_files);
        self.book.in_force(found.unwrap_or(RegionCode::NATION).as_str(), None)
    }

    /// The flat contribution rules of a month, compiled once for all cases of the region.
    ///
    /// # Errors
    /// What the law cannot say at all; a single insurance that is not known is named in the rules.
    pub(crate) fn contribution_rules(&self, month: FeeMonth) -> Result<Arc<ContributionRules>> {
        self.book.contribution_rules(self.law()?.region(), month)
    }

    fn inputs_region(&self) -> RegionCode {
        let declared = self.inputs.inputs.iter().any(|input| input.key == "region");
        if declared {
            self.inputs.opt_region("region").unwrap_or(RegionCode::NATION)
        } else {
            RegionCode::NATION
        }
    }

    /// The day whose law counts: the `date` or the `month` given, else today.
    pub(crate) fn on(&self) -> On {
        let declared = |key: &str| self.inputs.inputs.iter().any(|input| input.key == key);
        if declared("date")
            && let Some(date) = self.inputs.opt_date("date")
        {
            return On::from(date);
        }
        if declared("month")
            && let Some(month) = self.inputs.opt_month("month")
        {
            return On::from(month);
        }
        On::from(self.today)
    }

    /// The month whose law counts.
    pub(crate) fn month(&self) -> FeeMonth {
        FeeMonth::of(self.on().date())
    }

    /// The figure given, else that of the law.
    fn figure<V>(
        &self,
        key: &'static str,
        id: &str,
        given: Option<V>,
        look: impl FnOnce(&Law<'c>, On) -> Result<Figure<V>>,
    ) -> Result<Figure<V>> {
        if let Some(value) = given {
            return Ok(Figure::given(value));
        }
        let (law, on) = (self.law()?, self.on());
        look(&law, on).map_err(|problem| {
            if !rules::is_missing(&problem) {
                return problem;
            }
            codes::NOT_KNOWN
                .with("key", key)
                .with("region", law.region())
                .with("at", on)
                .with("id", id)
                .at(key, "")
        })
    }

    /// An amount: given, else of the law.
    ///
    /// # Errors
    /// `CAL-0107` where it is neither given nor known.
    pub(crate) fn fen_or(&self, key: &'static str, id: &str) -> Result<Figure<Fen>> {
        self.figure(key, id, self.inputs.opt_fen(key), |law, on| law.money(id, on))
    }

    /// A share, index or decimal: given, else of the law.
    ///
    /// # Errors
    /// As [`Case::fen_or`].
    pub(crate) fn rate_or(&self, key: &'static str, id: &str) -> Result<Figure<Rate>> {
        self.figure(key, id, self.inputs.opt_rate(key), |law, on| law.rate(id, on))
    }

    /// A whole number: given, else of the law.
    ///
    /// # Errors
    /// As [`Case::fen_or`].
    pub(crate) fn whole_or(&self, key: &'static str, id: &str) -> Result<Figure<i64>> {
        self.figure(key, id, self.inputs.opt_whole(key), |law, on| law.whole(id, on))
    }

    /// A table of the law.
    ///
    /// # Errors
    /// `LAW-0101` where it is not known.
    pub(crate) fn table(&self, id: &str) -> Result<Figure<&'c Table>> {
        self.law()?.table(id, self.on())
    }

    /// A result that is there in any case.
    pub(crate) fn put(&mut self, key: &'static str, value: impl Into<Out>) {
        self.results.push((key, value.into()));
    }

    /// A result that is left out where an input of it is missing.
    ///
    /// # Errors
    /// What is wrong with the inputs that are there.
    pub(crate) fn give<V: Into<Out> + Clone>(
        &mut self,
        key: &'static str,
        compute: impl FnOnce(&mut Self) -> Result<V>,
    ) -> Result<Option<V>> {
        let value = self.attempt(compute)?;
        if let Some(value) = &value {
            self.put(key, value.clone());
        }
        Ok(value)
    }

    /// A part of the computation that is left out where an input of it is missing.
    ///
    /// # Errors
    /// As [`Case::give`].
    pub(crate) fn attempt<V>(&mut self, compute: impl FnOnce(&mut Self) -> Result<V>) -> Result<Option<V>> {
        match compute(self) {
            Ok(value) => Ok(Some(value)),
            Err(problem) if lacks_input(&problem) => {
                self.missing.get_or_insert(problem);
                Ok(None)
            }
            Err(problem) => Err(problem),
        }
    }

    /// Everything found.
    ///
    /// # Errors
    /// What was missing first, where nothing could be computed.
    pub(crate) fn finish(self) -> Result<Vec<(&'static str, Out)>> {
        match (self.results.is_empty(), self.missing) {
            (true, Some(problem)) => Err(problem),
            _ => Ok(self.results),
        }
    }
}

//! Units and typed values of parameters.

use kernel::{FeeMonth, Fen, Problem, Rate};
use serde::{Serialize, Serializer};
use serde_json::{Value as Json, json};

use crate::codes;
use crate::yaml::{Data, Node};

/// The unit of a parameter; it decides how the value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share such as `"0.16"`.
    Ratio,
    /// A share written in percent, such as `"2.62"`; read as 0.0262.
    Percent,
    /// An index or coefficient such as `"1.083"`.
    Index,
    /// Yuan with at most two decimals.
    Yuan,
    /// Whole fen.
    Fen,
    /// Whole months.
    Months,
    /// Whole years.
    Years,
    /// Whole days.
    Days,
    /// A day of the month.
    DayOfMonth,
    /// An hour of the day.
    Hour,
    /// A whole number without a unit.
    Count,
    /// A fee month.
    Month,
    /// One of the words that the catalogue lists.
    Word,
    /// yes or no.
    Flag,
    /// Rows with the columns that the catalogue lists.
    Table,
}

/// A value of the law.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Ratio, percent (as a ratio) or index.
    Rate(Rate),
    /// Yuan or fen.
    Money(Fen),
    /// Months, years, days, hours, counts.
    Whole(i64),
    /// A month.
    Month(FeeMonth),
    /// A word.
    Word(String),
    /// Yes or no.
    Flag(bool),
    /// Rows.
    Table(Table),
}

/// A table of the law: bands, tiers, maps. An empty cell is an open end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub(crate) columns: Vec<(String, Unit)>,
    pub(crate) rows: Vec<Vec<Option<Value>>>,
}

/// A row of a [`Table`].
#[derive(Clone, Copy, Debug)]
pub struct Row<'t> {
    table: &'t Table,
    cells: &'t [Option<Value>],
}

impl Unit {
    const NAMES: [(&'static str, Unit); 15] = [
        ("ratio", Unit::Ratio),
        ("percent", Unit::Percent),
        ("index", Unit::Index),
        ("yuan", Unit::Yuan),
        ("fen", Unit::Fen),
        ("months", Unit::Months),
        ("years", Unit::Years),
        ("days", Unit::Days),
        ("day-of-month", Unit::DayOfMonth),
        ("hour", Unit::Hour),
        ("count", Unit::Count),
        ("month", Unit::Month),
        ("word", Unit::Word),
        ("flag", Unit::Flag),
        ("table", Unit::Table),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Unit> {
        Unit::NAMES.iter().find(|(known, _)| *known == name).map(|(_, unit)| *unit)
    }

    /// The word used in law files.
    pub fn name(self) -> &'static str {
        Unit::NAMES.iter().find(|(_, unit)| *unit == self).map_or("", |(name, _)| name)
    }

    /// What stands behind a value for people, Chinese and English; empty where the value says it all.
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Unit::Yuan | Unit::Fen => ("元", "yuan"),
            Unit::Months => ("个月", "months"),
            Unit::Years => ("年", "years"),
            Unit::Days => ("天", "days"),
            Unit::DayOfMonth => ("日", "day of the month"),
            Unit::Hour => ("时", "o'clock"),
            _ => ("", ""),
        }
    }

    /// A share or index as people write it: `16%`, `2.62%`, `1.083`.
    pub fn shown(self, rate: Rate) -> String {
        match self {
            Unit::Ratio | Unit::Percent => format!("{}%", Rate::from_nano(rate.nano().saturating_mul(100))),
            _ => rate.to_string(),
        }
    }

    /// A share or index as law files write it: a percentage as its number.
    pub(crate) fn written(self, rate: Rate) -> String {
        match self {
            Unit::Percent => Rate::from_nano(rate.nano().saturating_mul(100)).to_string(),
            _ => rate.to_string(),
        }
    }

    /// Is it written with decimals, and therefore in quotes?
    fn is_decimal(self) -> bool {
        matches!(self, Unit::Ratio | Unit::Percent | Unit::Index | Unit::Yuan)
    }

    /// Reads a scalar. `words` are those a [`Unit::Word`] may be.
    pub(crate) fn read(self, node: &Node, words: &[String]) -> Result<Value, Problem> {
        let Data::Scalar(text, quoted) = &node.data else {
            return Err(codes::WRONG_SHAPE.with("expected", self.name()));
        };
        if self.is_decimal() && !quoted {
            return Err(codes::UNQUOTED.with("value", text));
        }
        let bounded = |low: i64, high: i64| {
            text.parse::<i64>().ok().filter(|n| (low..=high).contains(n)).map(Value::Whole)
        };
        let value = match self {
            Unit::Ratio | Unit::Index => Rate::parse(text).map(Value::Rate),
            Unit::Percent => Rate::parse(text)
                .filter(|rate| rate.nano() % 100 == 0)
                .map(|rate| Value::Rate(Rate::from_nano(rate.nano() / 100))),
            Unit::Yuan => Fen::parse_yuan(text).map(Value::Money),
            Unit::Fen => text.parse().ok().map(|fen| Value::Money(Fen::new(fen))),
            Unit::Months | Unit::Years | Unit::Days | Unit::Count => bounded(-10_000, 1_000_000),
            Unit::DayOfMonth => bounded(1, 31),
            Unit::Hour => bounded(0, 24),
            Unit::Month => FeeMonth::parse(text).map(Value::Month),
            Unit::Word => words.iter().any(|word| word == text).then(|| Value::Word(text.clone())),
            Unit::Flag => match text.as_str() {
                "yes" => Some(Value::Flag(true)),
                "no" => Some(Value::Flag(false)),
                _ => None,
            },
            Unit::Table => None,
        };
        value.ok_or_else(|| codes::BAD_VALUE.with("value", text).with("unit", self.name()))
    }
}

impl Value {
    /// For machines, as law files write it: decimals as text, a table as a list of rows.
    pub fn json(&self, unit: Unit) -> Json {
        match self {
            Value::Rate(rate) => json!(unit.written(*rate)),
            Value::Whole(number) => json!(number),
            Value::Flag(flag) => json!(flag),
            Value::Table(table) => table.rows.iter().map(|row| table.row_json(row)).collect(),
            other => json!(other.to_string()),
        }
    }

    /// As law files write it, in one line: decimals in quotes, a table as a list of rows.
    pub fn yaml(&self, unit: Unit) -> String {
        match self {
            Value::Rate(rate) => format!("\"{}\"", unit.written(*rate)),
            Value::Money(fen) if unit == Unit::Fen => fen.get().to_string(),
            Value::Money(_) | Value::Word(_) => format!("\"{self}\""),
            Value::Table(table) => table.yaml(),
            Value::Whole(_) | Value::Month(_) | Value::Flag(_) => self.to_string(),
        }
    }

    /// The same with other amounts of money.
    #[must_use]
    pub fn with_amounts(&self, change: &impl Fn(Fen) -> Fen) -> Value {
        match self {
            Value::Money(fen) => Value::Money(change(*fen)),
            Value::Table(table) => {
                let cell = |cell: &Option<Value>| cell.as_ref().map(|value| value.with_amounts(change));
                let rows = table.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
                Value::Table(Table { columns: table.columns.clone(), rows })
            }
            other => other.clone(),
        }
    }

    /// As people read it, without the words of its unit. A table is a line a row.
    pub fn lines(&self, unit: Unit) -> Vec<String> {
        match self {
            Value::Rate(rate) => vec![unit.shown(*rate)],
            Value::Table(table) => table.lines(),
            other => vec![other.to_string()],
        }
    }
}

impl Table {
    /// Columns with their units.
    pub fn columns(&self) -> &[(String, Unit)] {
        &self.columns
    }

    fn row_json(&self, row: &[Option<Value>]) -> Json {
        let cells = self.columns.iter().zip(row);
        let cells = cells
            .map(|((name, unit), cell)| (name.clone(), cell.as_ref().map_or(Json::Null, |v| v.json(*unit))));
        Json::Object(cells.collect())
    }

    fn yaml(&self) -> String {
        let row = |row: &Vec<Option<Value>>| {
            let cells = self.columns.iter().zip(row).map(|((name, unit), cell)| {
                let written = cell.as_ref().map_or_else(|| "~".to_owned(), |value| value.yaml(*unit));
                format!("{name}: {written}")
            });
            format!("{{{}}}", cells.collect::<Vec<_>>().join(", "))
        };
        format!("[{}]", self.rows.iter().map(row).collect::<Vec<_>>().join(", "))
    }

    /// A row a line: `up_to 15, rate 1.70`.
    fn lines(&self) -> Vec<String> {
        let line = |row: &Vec<Option<Value>>| {
            let cells = self.columns.iter().zip(row).map(|((name, unit), cell)| {
                let shown = cell.as_ref().map(|value| value.lines(*unit).join(" "));
                format!("{name} {}", shown.as_deref().unwrap_or("~"))
            });
            cells.collect::<Vec<_>>().join(", ")
        };
        self.rows.iter().map(line).collect()
    }

    /// Row by row.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row { table: self, cells })
    }
}

impl<'t> Row<'t> {
    /// The cell of a column; `None` where it is open.
    pub fn cell(self, column: &str) -> Option<&'t Value> {
        let place = self.table.columns.iter().position(|(name, _)| name == column)?;
        self.cells.get(place)?.as_ref()
    }

    /// A share or index.
    pub fn rate(self, column: &str) -> Option<Rate> {
        match self.cell(column)? {
            Value::Rate(rate) => Some(*rate),
            _ => None,
        }
    }

    /// Money.
    pub fn money(self, column: &str) -> Option<Fen> {
        match self.cell(column)? {
            Value::Money(fen) => Some(*fen),
            _ => None,
        }
    }

    /// A whole number.
    pub fn whole(self, column: &str) -> Option<i64> {
        match self.cell(column)? {
            Value::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// Yes or no.
    pub fn flag(self, column: &str) -> Option<bool> {
        match self.cell(column)? {
            Value::Flag(flag) => Some(*flag),
            _ => None,
        }
    }

    /// A word.
    pub fn word(self, column: &str) -> Option<&'t str> {
        match self.cell(column)? {
            Value::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// As in the files: `0.16`, `1437.00`, `139`.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Rate(rate) => rate.fmt(f),
            Value::Money(fen) => fen.fmt(f),
            Value::Whole(number) => number.fmt(f),
            Value::Month(month) => month.fmt(f),
            Value::Word(word) => f.write_str(word),
            Value::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Value::Table(table) => {
                for (n, row) in table.rows.iter().enumerate() {
                    let cells: Vec<String> = table
                        .columns
                        .iter()
                        .zip(row)
                        .map(|((name, _), cell)| {
                            format!("{name}={}", cell.as_ref().map_or("~".to_owned(), Value::to_string))
                        })
                        .collect();
                    write!(f, "{}{}", if n == 0 { "" } else { "; " }, cells.join(","))?;
                }
                Ok(())
            }
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

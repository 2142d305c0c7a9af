//! Tables of figures: for reading and as JSON.

use std::fmt;

use serde::Serialize;

use crate::machine::Machine;

/// What a bench found.
#[derive(Serialize)]
pub struct Report {
    bench: &'static str,
    machine: Machine,
    tables: Vec<Table>,
}

/// Rows under named columns.
#[derive(Serialize)]
pub struct Table {
    title: String,
    columns: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
    notes: Vec<String>,
}

/// One figure.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A word.
    Text(String),
    /// A count.
    Count(u64),
    /// A measured figure, shown with three digits after the point.
    Figure(f64),
    /// A ratio and what it is to stay under.
    Ratio { ratio: f64, goal: Option<f64>, met: Option<bool> },
}

impl Cell {
    /// A ratio with its goal.
    pub fn ratio(ratio: f64, goal: f64) -> Cell {
        Cell::Ratio { ratio, goal: Some(goal), met: Some(ratio <= goal) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<f64> for Cell {
    fn from(figure: f64) -> Cell {
        Cell::Figure(figure)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Cell {
        Cell::Count(count)
    }
}

impl Report {
    /// An empty one, of this machine.
    pub fn new(bench: &'static str) -> Report {
        Report { bench, machine: Machine::here(), tables: Vec::new() }
    }

    /// Adds a table.
    pub fn add(&mut self, table: Table) {
        self.tables.push(table);
    }
}

impl Table {
    /// An empty one.
    pub fn new(title: impl Into<String>, columns: &[&'static str]) -> Table {
        Table { title: title.into(), columns: columns.to_vec(), rows: Vec::new(), notes: Vec::new() }
    }

    /// Adds a row, a cell a column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Adds a line below the rows.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Cell::Text(text) => f.write_str(text),
            Cell::Count(count) => write!(f, "{count}"),
            Cell::Figure(figure) => write!(f, "{figure:.3}"),
            Cell::Ratio { ratio, goal: None, .. } => write!(f, "{ratio:.2}"),
            Cell::Ratio { ratio, goal: Some(goal), met } => {
                write!(f, "{ratio:.2} {} {goal}", if *met == Some(true) { "≤" } else { "✗ >" })
            }
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "bench {}", self.bench)?;
        for line in self.machine.lines() {
            writeln!(f, "  {line}")?;
        }
        self.tables.iter().try_for_each(|table| table.fmt(f))
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.title)?;
        let texts: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(Cell::to_string).collect()).collect();
        let width = |column: usize| {
            let cells = texts.iter().filter_map(|row| row.get(column)).map(|text| text.chars().count());
            cells.chain(self.columns.get(column).map(|name| name.chars().count())).max().unwrap_or(0)
        };
        let line = |f: &mut fmt::Formatter<'_>, cells: &mut dyn Iterator<Item = &str>| {
            for (column, cell) in cells.enumerate() {
                write!(f, "  {cell:>width$}", width = width(column))?;
            }
            writeln!(f)
        };
        line(f, &mut self.columns.iter().copied())?;
        for row in &texts {
            line(f, &mut row.iter().map(String::as_str))?;
        }
        self.notes.iter().try_for_each(|note| writeln!(f, "  {note}"))
    }
}

//! Tables: sortable by link, with a page of rows at a time.

use super::{Link, Tag};

/// A table with its caption. It scrolls in its own region where the page is narrow.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// What it shows; read out before the rows.
    pub(crate) caption: String,
    /// Columns.
    pub(crate) columns: Vec<Column>,
    /// Rows; the first cell names the row.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// Sums under the rows, may be empty.
    pub(crate) foot: Vec<Cell>,
    /// Smaller rows for people who work with many.
    pub(crate) dense: bool,
    /// Keeps its head in view and scrolls when longer than the window.
    pub(crate) tall: bool,
    /// Address of the same rows as CSV.
    pub(crate) csv: Option<String>,
    /// Earlier and later rows.
    pub(crate) pager: Pager,
}

impl Table {
    /// Does the column hold numbers?
    pub(super) fn counts(&self, column: &usize) -> bool {
        self.columns.get(*column).is_some_and(|column| column.number)
    }
}

/// A column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its heading.
    pub(crate) name: String,
    /// Numbers stand to the right.
    pub(crate) number: bool,
    /// Address that sorts by it.
    pub(crate) sort: Option<String>,
    /// Sorted by it at present: ascending?
    pub(crate) sorted: Option<bool>,
}

impl Column {
    /// A column of text.
    pub(crate) fn text(name: impl Into<String>) -> Column {
        Column { name: name.into(), number: false, sort: None, sorted: None }
    }

    /// A column of numbers.
    pub(crate) fn number(name: impl Into<String>) -> Column {
        Column { number: true, ..Column::text(name) }
    }

    /// With the address that sorts by it, and how it is sorted now.
    pub(crate) fn sort(self, href: impl Into<String>, sorted: Option<bool>) -> Column {
        Column { sort: Some(href.into()), sorted, ..self }
    }

    /// For `aria-sort`.
    pub(super) fn direction(&self) -> &'static str {
        match self.sorted {
            Some(true) => "ascending",
            Some(false) => "descending",
            None => "none",
        }
    }
}

/// A cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// Text or a formatted number.
    Text(String),
    /// A link.
    Link(Link),
    /// A state.
    Tag(Tag),
    /// Several links: what can be done with the row.
    Links(Vec<Link>),
    /// A box to choose the row; its form is named by `form`.
    Choose {
        /// Id of the form it belongs to.
        form: String,
        /// Field name.
        name: String,
        /// Value when chosen.
        value: String,
        /// What is chosen, for those who hear the page.
        label: String,
    },
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::Text(text.into())
    }
}

/// Addresses of the rows before and after, by cursor.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pager {
    /// Earlier rows.
    pub(crate) previous: Option<String>,
    /// Later rows.
    pub(crate) next: Option<String>,
    /// How many there are in all, where that is known.
    pub(crate) count: Option<usize>,
}

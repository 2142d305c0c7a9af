//! What columns a table of some kind has, and how they are found under the headers people give them.

use std::collections::BTreeMap;

use kernel::Result;

use crate::{Cell, Row, codes};

/// What the headers of somebody's own files mean, where a layout does not know them: by header the key of the column, or
/// nothing where the column is left out.
pub type Naming = BTreeMap<String, String>;

/// A kind of table: 增员, 减员, a take-over file …
#[derive(Debug)]
pub struct Layout {
    /// The word programs use: `joiners`.
    pub key: &'static str,
    /// Chinese name, also that of the sheet.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// In the order of the template.
    pub columns: &'static [Column],
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Any text; numbers of persons, units and accounts too.
    Text,
    /// Yuan with two decimals.
    Money,
    /// A month, `yyyyMM`.
    Month,
    /// A day, `yyyy-MM-dd`.
    Date,
    /// A whole number.
    Number,
    /// One of a few words: the word programs use, the Chinese one.
    Choice(&'static [(&'static str, &'static str)]),
    /// Several of them, separated by 、 or a blank.
    Choices(&'static [(&'static str, &'static str)]),
}

/// One column of a [`Layout`].
#[derive(Debug)]
pub struct Column {
    /// The word programs use: `declared_wage`.
    pub key: &'static str,
    /// Chinese header.
    pub zh: &'static str,
    /// Other headers in use.
    pub aliases: &'static [&'static str],
    /// Code in the national indicator set (指标代码), or nothing.
    pub code: &'static str,
    /// Must the column be there and filled in every row?
    pub required: bool,
    /// What its cells hold.
    pub content: Content,
    /// Personal: what stands in it is masked wherever it is told.
    pub personal: bool,
    /// What to enter, in Chinese; the comment in the template.
    pub note: &'static str,
    /// What stands in the example row.
    pub example: &'static str,
}

impl Column {
    /// An optional column of text.
    pub const fn new(key: &'static str, zh: &'static str, note: &'static str) -> Column {
        let (aliases, code, example): (&[&str], _, _) = (&[], "", "");
        Column {
            key,
            zh,
            aliases,
            code,
            required: false,
            content: Content::Text,
            personal: false,
            note,
            example,
        }
    }

    /// The same column, to be there and filled in every row.
    pub const fn required(mut self) -> Column {
        self.required = true;
        self
    }

    /// The same column, for numbers that tell a person, a phone or a bank account.
    pub const fn personal(mut self) -> Column {
        self.personal = true;
        self
    }

    /// The same column, with other headers it is known by.
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Column {
        self.aliases = aliases;
        self
    }

    /// The same column, with its indicator code.
    pub const fn code(mut self, code: &'static str) -> Column {
        self.code = code;
        self
    }

    /// The same column, with other contents than text.
    pub const fn of(mut self, content: Content) -> Column {
        self.content = content;
        self
    }

    /// The same column, with an example.
    pub const fn example(mut self, example: &'static str) -> Column {
        self.example = example;
        self
    }

    fn is_called(&self, name: &str) -> bool {
        let mut names = self.aliases.iter().chain([&self.zh, &self.code, &self.key]);
        names.any(|known| !known.is_empty() && bare(known) == name)
    }
}

/// Headers that this program adds to a file of failed rows; ignored when the file comes back.
pub(crate) const RESULT_HEADERS: [&str; 5] = ["原行号", "错误字段", "错误码", "错误原因", "怎么改"];
pub(crate) const SEQUENCE_HEADER: &str = "序号";

/// Is it a header that this program added?
pub(crate) fn is_ours(header: &str) -> bool {
    RESULT_HEADERS.contains(&header)
}

impl Layout {
    /// The column a header names.
    pub fn column_called(&self, header: &str) -> Option<usize> {
        let name = bare(header);
        let find = |name: &str| {
            (!name.is_empty()).then(|| self.columns.iter().position(|c| c.is_called(name))).flatten()
        };
        find(&name).or_else(|| find(&without_remark(&name)))
    }

    /// As [`Layout::column_called`], but what was said about the header goes before what the layout knows.
    pub(crate) fn column_meant(&self, header: &str, naming: &Naming) -> Option<usize> {
        match naming.get(header.trim()) {
            Some(key) => self.column(key),
            None => self.column_called(header),
        }
    }

    /// The position of a column by its key.
    pub fn column(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key == key)
    }
}

/// A header without decoration: no blanks, stars or “必填”, half width, capital letters.
fn bare(header: &str) -> String {
    let half = header.chars().map(half_width).filter(|c| !c.is_whitespace() && *c != '*');
    let half: String = half.flat_map(char::to_uppercase).collect();
    ["(必填)", "(必填项)", "(选填)", "[必填]"].iter().fold(half, |text, mark| text.replace(mark, ""))
}

/// A header without what stands in brackets behind it, as a unit or a format.
fn without_remark(name: &str) -> String {
    match (name.find('('), name.ends_with(')')) {
        (Some(at), true) => name[..at].to_owned(),
        _ => name.to_owned(),
    }
}

/// Full-width letters, digits and signs as their half-width ones.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '【' => '[',
        '】' => ']',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

/// Which cell of a row holds which column.
#[derive(Debug)]
pub struct Header {
    layout: &'static Layout,
    row: u64,
    names: Vec<String>,
    /// For each column of the layout, its place in the row.
    places: Vec<Option<usize>>,
}

impl Header {
    /// Reads a row as the header: columns named twice and required ones that are missing are refused.
    pub(crate) fn read(layout: &'static Layout, row: &Row, naming: &Naming) -> Result<Header> {
        let names: Vec<String> = row.cells.iter().map(|cell| cell.text.trim().to_owned()).collect();
        let mut places: Vec<Option<usize>> = vec![None; layout.columns.len()];
        for (place, name) in names.iter().enumerate() {
            let Some(column) = layout.column_meant(name, naming) else { continue };
            if let Some(first) = places[column] {
                let double = codes::DOUBLE_COLUMN.with("first", &names[first]).with("second", name);
                return Err(double.in_row(row.number));
            }
            places[column] = Some(place);
        }
        let missing: Vec<&str> = std::iter::zip(layout.columns, &places)
            .filter(|(column, place)| column.required && place.is_none())
            .map(|(column, _)| column.zh)
            .collect();
        if !missing.is_empty() {
            return Err(codes::MISSING_COLUMN.with("columns", missing.join("、")).in_row(row.number));
        }
        Ok(Header { layout, row: row.number, names, places })
    }

    /// The layout.
    pub fn layout(&self) -> &'static Layout {
        self.layout
    }

    /// Its row in the file, from 1.
    pub fn row(&self) -> u64 {
        self.row
    }

    /// The headers as they stand in the file.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Headers that the layout does not know, with their place: passed through, never refused.
    pub fn unknown(&self) -> impl Iterator<Item = (usize, &str)> {
        let known = |place: &usize| self.places.contains(&Some(*place));
        let named = self.names.iter().enumerate().map(|(place, name)| (place, name.as_str()));
        named.filter(move |(place, name)| {
            !known(place) && !name.is_empty() && *name != SEQUENCE_HEADER && !is_ours(name)
        })
    }

    /// The place of a column in a row, by its key.
    pub(crate) fn place(&self, key: &str) -> Option<usize> {
        self.layout.column(key).and_then(|column| self.places[column])
    }

    pub(crate) fn place_of(&self, column: usize) -> Option<usize> {
        self.places.get(column).copied().flatten()
    }
}

/// How many columns of the layout a row names.
pub(crate) fn columns_named(layout: &Layout, row: &Row, naming: &Naming) -> usize {
    row.cells.iter().filter(|cell| layout.column_meant(&cell.text, naming).is_some()).count()
}

/// Does every cell that holds something name a column, as a row of indicator codes under the header does?
pub(crate) fn is_second_header(layout: &Layout, row: &Row, naming: &Naming) -> bool {
    let names = |cell: &Cell| cell.is_blank() || layout.column_meant(&cell.text, naming).is_some();
    row.cells.iter().all(names)
}

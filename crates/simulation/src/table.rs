//! A result as rows, for the terminal, for CSV and for pages.

/// Rows under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Name of a file that holds it.
    pub key: &'static str,
    /// Heading in Chinese and English.
    pub title: (&'static str, &'static str),
    /// Columns in Chinese and English.
    pub head: Vec<(&'static str, &'static str)>,
    /// Cells as text, amounts in yuan.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell: the same in both languages, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A figure or a code.
    Plain(String),
    /// Chinese and English.
    Words(String, String),
}

impl Cell {
    /// In Chinese or English.
    pub fn text(&self, chinese: bool) -> &str {
        match self {
            Cell::Plain(text) => text,
            Cell::Words(zh, en) => {
                if chinese {
                    zh
                } else {
                    en
                }
            }
        }
    }
}

impl<T: std::fmt::Display> From<T> for Cell {
    fn from(value: T) -> Cell {
        Cell::Plain(value.to_string())
    }
}

impl Table {
    /// A table without rows.
    pub(crate) fn new(
        key: &'static str,
        title: (&'static str, &'static str),
        head: &[(&'static str, &'static str)],
    ) -> Table {
        Table { key, title, head: head.to_vec(), rows: Vec::new() }
    }

    /// As comma-separated values with a byte order mark, as spreadsheets expect Chinese.
    pub fn csv(&self, chinese: bool) -> String {
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let cells: Vec<String> = cells.map(escaped).collect();
            cells.join(",") + "\r\n"
        };
        let mut text = String::from("\u{feff}");
        text += &line(&mut self.head.iter().map(|(zh, en)| if chinese { *zh } else { *en }));
        for row in &self.rows {
            text += &line(&mut row.iter().map(|cell| cell.text(chinese)));
        }
        text
    }
}

fn escaped(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

//! Rows read by the names of their columns, each cell checked when it is asked for.

use std::collections::VecDeque;
use std::sync::Arc;

use kernel::{Code, Date, FeeMonth, Fen, Problem, Result};

use crate::column::{columns_named, half_width, is_second_header};
use crate::{Cell, Column, Content, Header, Layout, Naming, Row, Table, codes};

/// Rows in which the header is looked for.
const HEADER_WITHIN: usize = 20;

/// The data rows of a table under the headers of a layout. The example row of a template is left out.
pub struct Records {
    table: Table,
    header: Arc<Header>,
    waiting: VecDeque<Row>,
}

/// One data row.
#[derive(Clone, Debug)]
pub struct Record {
    row: Row,
    header: Arc<Header>,
}

impl Layout {
    /// Finds the header, wherever titles or groups above have pushed it, and reads what is below it.
    pub fn records(&'static self, table: Table) -> Result<Records> {
        self.records_named(table, &Naming::new())
    }

    /// As [`Layout::records`], with headers of the sender's own.
    pub fn records_named(&'static self, mut table: Table, naming: &Naming) -> Result<Records> {
        let mut waiting = first_rows(&mut table)?;
        let (at, most) = header_row(self, &waiting, naming);
        if most < self.columns.len().min(2) {
            return Err(self.no_header());
        }
        let header = Arc::new(Header::read(self, &waiting[at], naming)?);
        waiting.drain(..=at);
        if waiting.front().is_some_and(|row| is_second_header(self, row, naming)) {
            waiting.pop_front();
        }
        Ok(Records { table, header, waiting })
    }

    fn no_header(&self) -> Problem {
        let required: Vec<&str> = self.columns.iter().filter(|c| c.required).map(|c| c.zh).collect();
        codes::NO_HEADER.with("layout", self.zh).with("columns", required.join("、"))
    }
}

/// The rows in which a header is looked for.
pub(crate) fn first_rows(table: &mut Table) -> Result<VecDeque<Row>> {
    let rows: VecDeque<Row> = table.take(HEADER_WITHIN).collect::<Result<_>>()?;
    if rows.is_empty() { Err(codes::EMPTY.problem()) } else { Ok(rows) }
}

/// The row that names most columns of a layout, and how many.
pub(crate) fn header_row(layout: &Layout, rows: &VecDeque<Row>, naming: &Naming) -> (usize, usize) {
    let named: Vec<usize> = rows.iter().map(|row| columns_named(layout, row, naming)).collect();
    let most = named.iter().copied().max().unwrap_or(0);
    (named.iter().position(|count| *count == most).unwrap_or(0), most)
}

impl Records {
    /// The header that was found.
    pub fn header(&self) -> &Arc<Header> {
        &self.header
    }
}

impl Iterator for Records {
    type Item = Result<Record>;

    fn next(&mut self) -> Option<Result<Record>> {
        loop {
            let row = match self.waiting.pop_front() {
                Some(row) => row,
                None => match self.table.next()? {
                    Ok(row) => row,
                    Err(problem) => return Some(Err(problem)),
                },
            };
            if !is_example(&row) {
                return Some(Ok(Record { row, header: Arc::clone(&self.header) }));
            }
        }
    }
}

/// The first three and the last four places.
pub(crate) fn masked(text: &str) -> String {
    let count = text.chars().count();
    let shown = |at: usize| count <= 7 || at < 3 || at + 4 >= count;
    text.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

pub(crate) fn is_example(row: &Row) -> bool {
    let first = row.cells.iter().map(|cell| cell.text.trim()).find(|text| !text.is_empty());
    first.is_some_and(|text| matches!(text, "例" | "示例" | "例行") || text.starts_with("例："))
}

impl Record {
    /// The row in the file, from 1.
    pub fn row(&self) -> u64 {
        self.row.number
    }

    /// The header it stands under.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The cells as they stand in the file.
    pub fn cells(&self) -> &[Cell] {
        &self.row.cells
    }

    /// A problem of a cell of this row, with its header and text as place; personal numbers are masked.
    pub fn problem(&self, key: &str, problem: Problem) -> Problem {
        let place = self.header.place(key);
        let name = place.and_then(|place| self.header.names().get(place));
        let value = place.and_then(|place| self.row.cells.get(place)).map_or("", |cell| cell.text.as_str());
        let personal = self.header.layout().columns.iter().any(|column| column.key == key && column.personal);
        let value = if personal { masked(value.trim()) } else { value.trim().to_owned() };
        problem.in_row(self.row.number).at(name.map_or(key, String::as_str), value)
    }

    fn refuse(&self, key: &str, code: &'static Code) -> Problem {
        self.problem(key, code.problem())
    }

    /// The text of a cell without outer blanks; `None` if it is blank or the file lacks the column.
    pub fn text(&self, key: &str) -> Result<Option<&str>> {
        let Some(cell) = self.header.place(key).and_then(|place| self.row.cells.get(place)) else {
            return Ok(None);
        };
        if let Some(fault) = cell.fault {
            return Err(self.refuse(key, fault));
        }
        let text = cell.text.trim();
        Ok((!text.is_empty()).then_some(text))
    }

    /// The text of a cell that must not be blank.
    pub fn required(&self, key: &str) -> Result<&str> {
        self.text(key)?.ok_or_else(|| self.blank(key))
    }

    /// The problem of a cell that must not be blank but is, for use after one of the optional readings.
    pub fn blank(&self, key: &str) -> Problem {
        self.refuse(key, &codes::REQUIRED)
    }

    fn parsed<T>(
        &self,
        key: &str,
        code: &'static Code,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        let half: String = text.chars().map(half_width).collect();
        parse(&half).map(Some).ok_or_else(|| self.refuse(key, code))
    }

    /// An amount in yuan.
    pub fn money(&self, key: &str) -> Result<Option<Fen>> {
        self.parsed(key, &codes::NOT_MONEY, Fen::parse_yuan)
    }

    /// A month; a day is taken for its month.
    pub fn month(&self, key: &str) -> Result<Option<FeeMonth>> {
        let parse = |text: &str| FeeMonth::parse(text).or_else(|| parse_date(text).map(FeeMonth::of));
        self.parsed(key, &codes::NOT_A_MONTH, parse)
    }

    /// A day.
    pub fn date(&self, key: &str) -> Result<Option<Date>> {
        self.parsed(key, &codes::NOT_A_DATE, parse_date)
    }

    /// A whole number.
    pub fn number(&self, key: &str) -> Result<Option<i64>> {
        self.parsed(key, &codes::NOT_A_NUMBER, |text| text.replace(',', "").parse().ok())
    }

    /// The key of the chosen word.
    pub fn choice(&self, key: &str) -> Result<Option<&'static str>> {
        let Some(text) = self.text(key)? else { return Ok(None) };
        self.chosen(key, text).map(Some)
    }

    /// The keys of several chosen words; none if the cell is blank.
    pub fn choices(&self, key: &str) -> Result<Vec<&'static str>> {
        let text = self.text(key)?.unwrap_or("");
        let separators = ['、', ',', '，', ';', '；', '/', ' ', '\u{3000}', '|', '\n'];
        text.split(separators).filter(|word| !word.is_empty()).map(|word| self.chosen(key, word)).collect()
    }

    fn chosen(&self, key: &str, word: &str) -> Result<&'static str> {
        let content = self.header.layout().column(key).map(|at| self.header.layout().columns[at].content);
        let Some(Content::Choice(words) | Content::Choices(words)) = content else {
            return Err(self.refuse(key, &codes::NOT_A_CHOICE));
        };
        let found = words.iter().find(|(known, zh)| word.eq_ignore_ascii_case(known) || word == *zh);
        found.map(|(known, _)| *known).ok_or_else(|| {
            let choices: Vec<&str> = words.iter().map(|(_, zh)| *zh).collect();
            self.problem(key, codes::NOT_A_CHOICE.with("choices", choices.join("、")))
        })
    }

    /// Everything the layout alone can find wrong with the row: blanks, faults, contents of the wrong kind.
    pub fn check(&self) -> Vec<Problem> {
        let columns = self.header.layout().columns;
        columns.iter().enumerate().filter_map(|(at, column)| self.check_column(at, column).err()).collect()
    }

    fn check_column(&self, at: usize, column: &Column) -> Result<()> {
        if self.header.place_of(at).is_none() {
            return Ok(());
        }
        let key = column.key;
        if column.required {
            self.required(key)?;
        }
        match column.content {
            Content::Text => self.text(key).map(drop),
            Content::Money => self.money(key).map(drop),
            Content::Month => self.month(key).map(drop),
            Content::Date => self.date(key).map(drop),
            Content::Number => self.number(key).map(drop),
            Content::Choice(_) => self.choice(key).map(drop),
            Content::Choices(_) => self.choices(key).map(drop),
        }
    }
}

/// `2024-07-01`, `2024/7/1`, `2024.7.1`, `2024年7月1日`, `20240701`; a time of day behind it is ignored.
fn parse_date(text: &str) -> Option<Date> {
    let text = text.split([' ', 'T']).next()?.trim_end_matches('日');
    if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?).ok();
    }
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

//! The file of rows that could not be taken: as they came, with what is wrong and what to do, ready to come again.

use std::io::Write;

use kernel::{Problem, Result};

use crate::column::{RESULT_HEADERS, is_ours};
use crate::write::{Value, Writer};
use crate::{Format, Header, Record};

/// Writes failed rows in the shape of the file they came from.
pub struct FailedRows<W> {
    writer: Writer<W>,
    /// Places in the original row that are copied.
    places: Vec<usize>,
    names: Vec<String>,
    count: u64,
}

impl<W: Write + Send> FailedRows<W> {
    /// Begins the file. Columns that an earlier file of failed rows had added are not carried over.
    pub fn new(format: Format, out: W, header: &Header) -> Result<FailedRows<W>> {
        let places: Vec<usize> =
            (0..header.names().len()).filter(|place| !is_ours(&header.names()[*place])).collect();
        let names: Vec<String> = places.iter().map(|place| header.names()[*place].clone()).collect();
        let mut writer = Writer::new(format, out, header.layout().zh)?;
        let all: Vec<&str> = names.iter().map(String::as_str).chain(RESULT_HEADERS).collect();
        writer.header(&all)?;
        Ok(FailedRows { writer, places, names, count: 0 })
    }

    /// Adds a row with everything that is wrong with it.
    pub fn row(&mut self, record: &Record, problems: &[Problem]) -> Result<()> {
        let text = |place: &usize| record.cells().get(*place).map_or("", |cell| cell.text.as_str());
        let joined = |texts: Vec<String>| texts.join("；");
        let fields: Vec<&str> = problems.iter().filter_map(|p| p.place().field.as_deref()).collect();
        let marked: Vec<usize> =
            (0..self.names.len()).filter(|at| fields.contains(&self.names[*at].as_str())).collect();
        let number = i64::try_from(record.row()).unwrap_or(i64::MAX);
        let results = [
            fields.join("；"),
            joined(problems.iter().map(|p| p.code().id.to_owned()).collect()),
            joined(problems.iter().map(Problem::zh).collect()),
            joined(problems.iter().map(Problem::fix_zh).collect()),
        ];
        let mut values: Vec<Value<'_>> = self.places.iter().map(|place| Value::Text(text(place))).collect();
        values.push(Value::Number(number));
        values.extend(results.iter().map(|result| Value::Text(result)));
        self.count += 1;
        self.writer.marked_row(&values, &marked)
    }

    /// How many rows it has.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Completes the file.
    pub fn finish(self) -> Result<W> {
        self.writer.finish()
    }
}

//! Lists of people and amounts that pages offer as PDF.

use business::Office;
use kernel::Result;
use print::{Register, RegisterCell, RegisterColumn};
use web::RegisterCell as Cell;

use super::paper;

/// A list of an office.
pub fn print(office: &Office, list: &web::Register) -> Result<Vec<u8>> {
    let column = |(name, cell): &(String, Cell)| RegisterColumn {
        name: name.clone(),
        kind: match cell {
            Cell::Text => RegisterCell::Text,
            Cell::Short => RegisterCell::Short,
            Cell::Number => RegisterCell::Number,
            Cell::Sign => RegisterCell::Sign,
        },
    };
    let document = Register {
        issue: paper::issue(office, list.number.clone(), &list.seal)?,
        title: list.title.clone(),
        subtitle: list.subtitle.clone(),
        facts: list.facts.clone(),
        columns: list.columns.iter().map(column).collect(),
        rows: list.rows.clone(),
        total: list.total.clone(),
        notes: list.notes.clone(),
        signs: list.signs.clone(),
        proof: None,
    };
    paper::printer()?.register(&document)
}

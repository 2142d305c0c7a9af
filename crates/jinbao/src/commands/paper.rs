//! What every printed document of a command has in common: who issues it, its number.

use business::Office;
use kernel::Result;
use print::{FontPlaces, Issue, Printer};

use crate::clock;

/// The head of a document that the agency issues today. It has no code to check it by: only certificates are checked.
pub fn issue(office: &Office, number: String, seal: &str) -> Result<Issue> {
    let law = office.law.in_force(office.region.as_str(), None)?;
    let region = law.region_names().0;
    Ok(Issue {
        number,
        code: String::new(),
        date: clock::now().date(),
        agency: office.agency_name()?,
        region: format!("{region} {}", office.region),
        seal: seal.to_owned(),
    })
}

/// The printer with the fonts of this machine.
pub fn printer() -> Result<Printer> {
    Printer::open(&FontPlaces::default())
}

//! What every printed document of a command has in common: who issues it, its number, its code.

use business::Office;
use envelope::VerificationCode;
use kernel::{Problem, Result};
use print::{FontPlaces, Issue, Printer};
use serde::Serialize;

use crate::clock;
use crate::codes;

/// The head of a document that the agency issues today.
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

/// The code by which a document can be checked, over everything that stands on it.
pub fn code(document: &impl Serialize) -> Result<String, Problem> {
    let bytes = serde_json::to_vec(document).map_err(|cause| codes::PANIC.problem().because(cause))?;
    Ok(VerificationCode::of(&bytes).as_str().to_owned())
}

/// The printer with the fonts of this machine.
pub fn printer() -> Result<Printer> {
    Printer::open(&FontPlaces::default())
}

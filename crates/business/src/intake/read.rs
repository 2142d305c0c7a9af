//! From the cells of a file to what its rows ask for.

use std::io::Read;

use kernel::{DocumentKind, FeeMonth, Fen, Insurance, PartyId, Period, Phone, Problem, Result, Sex};
use rules::InsuranceSet;
use sha2::{Digest, Sha256};
use sheets::Record;

use super::codes;
use super::line::{Given, Joiner, Kind, Leaver, Line, WageLine};
use crate::registry::{Document, NewPerson};

/// What a record of a file asks for. Declared wages hold from `wages_from`, which their file does not tell.
pub fn read(kind: Kind, record: Record, wages_from: FeeMonth) -> Given {
    let mut problems = record.check();
    let line = if problems.is_empty() {
        let read = match kind {
            Kind::Joiners => joiner(&record, &mut problems).map(Line::Joiner),
            Kind::Leavers => leaver(&record, &mut problems).map(Line::Leaver),
            Kind::Wages => wage(&record, &mut problems, wages_from).map(Line::Wage),
        };
        match read {
            Ok(line) if problems.is_empty() => Ok(line),
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.push(problem);
                Err(problems)
            }
        }
    } else {
        Err(problems)
    };
    Given { row: record.row(), line, record: Some(record) }
}

/// The digest that tells a file again, in hexadecimal digits.
pub fn digest_of(mut file: impl Read) -> std::io::Result<String> {
    let mut hash = Sha256::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            n => hash.update(&buffer[..n]),
        }
    }
}

pub(super) fn document(record: &Record) -> Result<Document> {
    let kind = match record.choice("document_kind")? {
        Some("hk-macao" | "taiwan") => DocumentKind::HmtPermit,
        Some("foreign-residence") => DocumentKind::ForeignerPermit,
        Some("passport") => DocumentKind::Passport,
        _ => DocumentKind::ResidentId,
    };
    let number = record.required("id_number")?;
    Document::parse(kind, number).map_err(|problem| record.problem("id_number", problem))
}

fn insurances(record: &Record) -> Result<InsuranceSet> {
    let chosen = record.choices("insurances")?;
    Ok(chosen.into_iter().filter_map(Insurance::from_key).collect())
}

pub(super) fn month(record: &Record, key: &str) -> Result<FeeMonth> {
    record.month(key)?.ok_or_else(|| record.blank(key))
}

pub(super) fn money(record: &Record, key: &str) -> Result<Fen> {
    record.money(key)?.ok_or_else(|| record.blank(key))
}

fn yes(record: &Record, key: &str) -> Result<bool> {
    Ok(record.choice(key)? == Some("yes"))
}

/// Keeps a problem and goes on with the row, so that all of them are told at once.
fn kept<T>(problems: &mut Vec<Problem>, result: Result<T>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn joiner(record: &Record, problems: &mut Vec<Problem>) -> Result<Joiner> {
    let document = kept(problems, document(record));
    let sex = match record.choice("sex")? {
        Some("male") => Some(Sex::Male),
        Some(_) => Some(Sex::Female),
        None => None,
    };
    let known = document.as_ref().and_then(Document::id_number);
    if known.zip(sex).is_some_and(|(number, sex)| number.sex() != sex) {
        problems.push(record.problem("sex", codes::SEX_DIFFERS.problem()));
    }
    let from = month(record, "from")?;
    let mut facts = Vec::new();
    if let Some(household) = record.choice("household")? {
        facts.push(("household", household.to_owned()));
    }
    if let Some(first) = record.date("work_start")? {
        facts.push(("first-work", first.to_string()));
    }
    if let Some(text) = record.text("phone")? {
        let phone = Phone::parse(text).map_err(|problem| record.problem("phone", problem));
        facts.extend(kept(problems, phone).map(|phone| ("phone", phone.expose().to_owned())));
    }
    let back = kept(problems, back(record, from)).flatten();
    let document = document.ok_or_else(|| problems.pop().unwrap_or_else(|| record.blank("id_number")))?;
    Ok(Joiner {
        person: NewPerson { document, name: record.required("name")?.to_owned(), sex, birth: None },
        insurances: insurances(record)?,
        from,
        back,
        wage: money(record, "wage")?,
        reason: record.choice("reason")?.unwrap_or("first").to_owned(),
        employment_form: record.choice("employment_form")?.unwrap_or_default().to_owned(),
        work_from: record.date("contract_from")?,
        facts,
        correction: false,
    })
}

fn back(record: &Record, from: FeeMonth) -> Result<Option<Period>> {
    if !yes(record, "back_payment")? {
        return Ok(None);
    }
    let months = (record.month("back_from")?, record.month("back_to")?);
    match months {
        (Some(first), Some(last)) if first <= last && last.next() == from => Ok(Period::new(first, last)),
        _ => Err(record.problem("back_from", codes::BACK_MONTHS.with("from", from))),
    }
}

fn leaver(record: &Record, problems: &mut Vec<Problem>) -> Result<Leaver> {
    let document = kept(problems, document(record));
    let last = month(record, "last_month")?;
    Ok(Leaver {
        document: document.ok_or_else(|| problems.pop().unwrap_or_else(|| record.blank("id_number")))?,
        name: record.required("name")?.to_owned(),
        insurances: insurances(record)?,
        last,
        reason: record.choice("reason")?.unwrap_or("other").to_owned(),
        involuntary: yes(record, "involuntary")?,
        correction: false,
    })
}

fn wage(record: &Record, problems: &mut Vec<Problem>, from: FeeMonth) -> Result<WageLine> {
    let document = kept(problems, document(record));
    let number = record.number("person_number")?.map(PartyId::new);
    Ok(WageLine {
        document: document.ok_or_else(|| problems.pop().unwrap_or_else(|| record.blank("id_number")))?,
        name: record.required("name")?.to_owned(),
        number,
        wage: money(record, "wage")?,
        from,
        correction: false,
    })
}

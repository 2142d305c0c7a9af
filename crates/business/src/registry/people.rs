//! People: registered once, found by every number they ever had, with statuses and facts.

use kernel::{Date, DocumentKind, PartyId, Phone, Result, Sex};
use store::{Checksum, Row, Sequence, Table, Tx, Value, params};

use super::codes;
use super::counted::{FACTS, IDENTITIES, STATUSES, counting};
use super::facts;
use super::model::{Document, Person, Status};
use super::record::lasting;
use crate::Office;
use crate::desk::Matter;

/// A person to be registered.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// Document.
    pub document: Document,
    /// Name.
    pub name: String,
    /// Sex; follows from a citizen's number.
    pub sex: Option<Sex>,
    /// Birthday; follows from a citizen's number, unless the personal file says otherwise.
    pub birth: Option<Date>,
}

pub(super) const PERSON_COLUMNS: &str = "person, name, document, number_masked, sex, birth";

pub(super) fn person_row(row: &Row<'_>) -> Result<Person> {
    Ok(Person {
        id: row.get(0)?,
        name: row.get(1)?,
        document: DocumentKind::from_code(row.get(2)?).unwrap_or(DocumentKind::ResidentId),
        masked: row.get(3)?,
        sex: if row.get::<String>(4)? == "F" { Sex::Female } else { Sex::Male },
        birth: row.get(5)?,
    })
}

const PARTY: Table = Table { name: "party", columns: &["id", "kind", "region", "since"] };
const IDENTITY: Table = Table {
    name: "person_identity",
    columns: &[
        "person",
        "matter",
        "valid_from",
        "document",
        "number_sealed",
        "number_digest",
        "number_masked",
        "name",
        "sex",
        "birth",
        "recorded_at",
        "retracted_at",
    ],
};
const NUMBER: Table = Table { name: "person_number", columns: &["number_digest", "person", "recorded_at"] };
const PERSON: i64 = 1;

impl NewPerson {
    /// The person under a number, completed from the document.
    pub(crate) fn complete(&self, id: PartyId) -> Result<Person> {
        let number = self.document.id_number();
        let sex = number.map(|n| n.sex()).or(self.sex);
        let birth = self.birth.or(number.map(|n| n.birth()));
        let (Some(sex), Some(birth)) = (sex, birth) else {
            return Err(codes::IDENTITY_INCOMPLETE.problem());
        };
        let (name, masked) = (self.name.trim().to_owned(), self.document.masked());
        Ok(Person { id, name, document: self.document.kind(), masked, sex, birth })
    }
}

/// Finds the person of the document, else registers one. Another name on the same number is refused.
pub fn register_person(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    new: &NewPerson,
) -> Result<PartyId> {
    if let Some(id) = facts::person_by_document(tx, office, &new.document)? {
        let person = facts::person(tx, id)?;
        same_name(&person, &new.name)?;
        return Ok(id);
    }
    let person = new.complete(PartyId::new(tx.allot_one(Sequence::Party)?))?;
    register_people(tx, office, matter, &[(&person, &new.document)])?;
    Ok(person.id)
}

/// Is that the recorded name?
pub(crate) fn same_name(person: &Person, name: &str) -> Result<()> {
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    if plain(&person.name) == plain(name) {
        return Ok(());
    }
    Err(codes::NAME_DIFFERS.with("recorded", &person.name).with("name", name.trim()))
}

/// Registers people who are known to be new.
pub(crate) fn register_people(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    people: &[(&Person, &Document)],
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    tx.bulk(&PARTY, |sink| {
        people.iter().try_for_each(|(p, _)| sink.row(params![p.id, PERSON, office.region, matter.at]))
    })?;
    let mut checksum = Checksum::default();
    tx.bulk(&IDENTITY, |sink| {
        people.iter().try_for_each(|(person, document)| {
            let identity = identity(office, matter, person, document, matter.at.date())?;
            checksum.add(lasting(&identity.values()));
            sink.row(&identity.values())
        })
    })?;
    tx.recorded(matter.id.get(), IDENTITY.name, checksum);
    tx.bulk(&NUMBER, |sink| {
        people.iter().try_for_each(|(person, document)| {
            sink.row(params![office.vault.digest(&document.key()), person.id, matter.at])
        })
    })?;
    Ok(())
}

/// A fact of a person to be recorded with many others.
pub(crate) struct NewFact<'f> {
    pub(crate) person: PartyId,
    pub(crate) fact: &'static str,
    pub(crate) value: &'f str,
    pub(crate) from: Date,
}

/// What a matter recorded about a person.
const OF_MATTER: &str = "person = $1 AND matter = $2";
/// A row that nothing has retracted.
const BELIEVED: Value<'static> = Value::Int(0);

const FACT: Table = Table {
    name: "person_fact",
    columns: &[
        "person",
        "fact",
        "from_date",
        "matter",
        "value",
        "sealed",
        "digest",
        "recorded_at",
        "retracted_at",
    ],
};

/// Records facts of people who have none yet. A telephone number is sealed.
pub(crate) fn first_facts(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    facts: &[NewFact<'_>],
) -> Result<()> {
    if facts.is_empty() {
        return Ok(());
    }
    let mut checksum = Checksum::default();
    tx.bulk(&FACT, |sink| {
        facts.iter().try_for_each(|new| {
            let phone = if new.fact == "phone" { Some(Phone::parse(new.value)?) } else { None };
            let sealed = phone.as_ref().map(|phone| office.vault.seal(phone.expose())).transpose()?;
            let digest = phone.as_ref().map(|phone| office.vault.digest(phone.expose()));
            let shown = phone.as_ref().map_or_else(|| new.value.to_owned(), Phone::masked);
            let value = shown.as_str();
            let cells = params![
                new.person, new.fact, new.from, matter.id, value, sealed, digest, matter.at, BELIEVED
            ];
            checksum.add(lasting(cells));
            sink.row(cells)
        })
    })?;
    tx.recorded(matter.id.get(), FACT.name, checksum);
    Ok(())
}

/// A row of `person_identity`, sealed.
struct Identity<'p> {
    person: &'p Person,
    matter: &'p Matter,
    from: Date,
    sealed: Vec<u8>,
    digest: Vec<u8>,
}

fn identity<'p>(
    office: &Office,
    matter: &'p Matter,
    person: &'p Person,
    document: &Document,
    from: Date,
) -> Result<Identity<'p>> {
    let sealed = office.vault.seal(document.expose())?;
    Ok(Identity { person, matter, from, sealed, digest: office.vault.digest(&document.key()) })
}

impl Identity<'_> {
    fn values(&self) -> [Value<'_>; 12] {
        let sex = if self.person.sex == Sex::Female { "F" } else { "M" };
        [
            Value::Int(self.person.id.get()),
            Value::Int(self.matter.id.get()),
            Value::Date(self.from),
            Value::Int(self.person.document.code()),
            Value::Blob(&self.sealed),
            Value::Blob(&self.digest),
            Value::Text(&self.person.masked),
            Value::Text(&self.person.name),
            Value::Text(sex),
            Value::Date(self.person.birth),
            Value::Int(self.matter.at.micros()),
            Value::Int(0),
        ]
    }
}

/// Records another document or number, name, sex or birthday of a person from a day on (变更). What was recorded for
/// the same day is retracted; the old number still finds the person.
pub fn change_number(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    new: &NewPerson,
    from: Date,
) -> Result<()> {
    facts::person(tx, person)?;
    if let Some(other) = facts::person_by_document(tx, office, &new.document)?.filter(|id| *id != person) {
        return Err(codes::NUMBER_TAKEN.with("person", other));
    }
    let digest = office.vault.digest(&new.document.key());
    let key = params![person, matter.id];
    counting(tx, matter.id, &IDENTITIES, (OF_MATTER, key), |tx| {
        tx.run("DELETE FROM person_identity WHERE person = $1 AND matter = $2", key)?;
        tx.run(
            "UPDATE person_identity SET retracted_at = $2
             WHERE person = $1 AND retracted_at = 0 AND (valid_from >= $3 OR number_digest = $4)",
            params![person, matter.at, from, digest],
        )?;
        let data = new.complete(person)?;
        let row = identity(office, matter, &data, &new.document, from)?;
        tx.bulk(&IDENTITY, |sink| sink.row(&row.values()))
    })?;
    tx.run(
        "INSERT INTO person_number (number_digest, person, recorded_at) VALUES ($1, $2, $3)
         ON CONFLICT (number_digest, person) DO NOTHING",
        params![digest, person, matter.at],
    )?;
    Ok(())
}

/// Records how a person stands from a day on. A later status of the same kind that says otherwise is retracted.
pub fn set_status(
    tx: &mut Tx<'_>,
    matter: &Matter,
    person: PartyId,
    status: Status,
    from: Date,
) -> Result<()> {
    let key = params![person, matter.id];
    counting(tx, matter.id, &STATUSES, (OF_MATTER, key), |tx| {
        tx.run("DELETE FROM person_status WHERE person = $1 AND matter = $2", key)?;
        tx.run(
            "UPDATE person_status SET retracted_at = $2
             WHERE person = $1 AND retracted_at = 0 AND (status = $3 OR from_date >= $4)",
            params![person, matter.at, status.key(), from],
        )?;
        tx.run(
            "INSERT INTO person_status (person, matter, status, from_date, recorded_at) VALUES ($1, $2, $3, $4, $5)",
            params![person, matter.id, status.key(), from, matter.at],
        )
    })
    .map(drop)
}

/// Records a fact that rules ask for, from a day on: `retirement.group`, `first-work`, `deemed-months`, `household` …
pub fn set_fact(
    tx: &mut Tx<'_>,
    matter: &Matter,
    person: PartyId,
    fact: &str,
    value: &str,
    from: Date,
) -> Result<()> {
    counting(tx, matter.id, &FACTS, (OF_MATTER, params![person, matter.id]), |tx| {
        clear_fact(tx, matter, person, fact, from)?;
        tx.run(
            "INSERT INTO person_fact (person, fact, from_date, matter, value, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)",
            params![person, fact, from, matter.id, value, matter.at],
        )
    })
    .map(drop)
}

/// Records the telephone number, sealed.
pub fn set_phone(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    person: PartyId,
    phone: &Phone,
    from: Date,
) -> Result<()> {
    counting(tx, matter.id, &FACTS, (OF_MATTER, params![person, matter.id]), |tx| {
        clear_fact(tx, matter, person, "phone", from)?;
        let (sealed, digest) = (office.vault.seal(phone.expose())?, office.vault.digest(phone.expose()));
        tx.run(
            "INSERT INTO person_fact (person, fact, from_date, matter, value, sealed, digest, recorded_at)
             VALUES ($1, 'phone', $2, $3, $4, $5, $6, $7)",
            params![person, from, matter.id, phone.masked(), sealed, digest, matter.at],
        )
    })
    .map(drop)
}

fn clear_fact(tx: &mut Tx<'_>, matter: &Matter, person: PartyId, fact: &str, from: Date) -> Result<()> {
    tx.run(
        "DELETE FROM person_fact WHERE person = $1 AND fact = $2 AND from_date = $3 AND matter = $4",
        params![person, fact, from, matter.id],
    )?;
    tx.run(
        "UPDATE person_fact SET retracted_at = $4
         WHERE person = $1 AND fact = $2 AND from_date = $3 AND retracted_at = 0",
        params![person, fact, from, matter.at],
    )?;
    Ok(())
}

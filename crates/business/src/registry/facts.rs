//! What other subjects ask of the registry.

use kernel::{
    BankCard, CreditCode, Date, FeeMonth, Fen, IdNumber, Insurance, Moment, PartyId, Period, RegionCode,
    Result, Sex,
};
use rules::Category;
use store::{Tx, params};

use super::cards::CardState;
use super::codes;
use super::families::Relative;
use super::insured::category_from_code;
use super::model::{Document, Employment, Participation, Person, Status, Unit};
use super::people::{PERSON_COLUMNS, person_row};
use super::record::{digests_sql, hex};
use super::shelf::{PARTICIPATION_COLUMNS, employment_row, participation_row};
use super::units::{UNIT_COLUMNS, unit_row};
use crate::Office;

/// The person who has or ever had this number; for a duplicate the record it was merged into.
pub fn person_by_number(tx: &mut Tx<'_>, office: &Office, number: &IdNumber) -> Result<Option<PartyId>> {
    person_by_document(tx, office, &Document::from(*number))
}

/// As [`person_by_number`], by any document.
pub fn person_by_document(tx: &mut Tx<'_>, office: &Office, document: &Document) -> Result<Option<PartyId>> {
    let digest = office.vault.digest(&document.key());
    Ok(people_by_digest(tx, &[digest])?.pop().map(|(_, person)| person.id))
}

/// The people of these digests, by digest. A present holder comes before a former one.
pub(crate) fn people_by_digest(tx: &mut Tx<'_>, digests: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, Person)>> {
    let wanted = serde_json::Value::from(digests.iter().map(|d| hex(d)).collect::<Vec<_>>()).to_string();
    let list = digests_sql(tx.engine(), 1);
    let mut found = tx.rows(
        &format!(
            "SELECT i.person, i.name, i.document, i.number_masked, i.sex, i.birth, n.number_digest,
               CASE WHEN i.number_digest = n.number_digest THEN 1 ELSE 0 END, i.valid_from
             FROM person_number n
             LEFT JOIN person_merge m ON m.duplicate = n.person
             JOIN person_identity i ON i.person = coalesce(m.person, n.person) AND i.retracted_at = 0
             WHERE n.number_digest IN {list}"
        ),
        params![wanted],
        |row| {
            let order = (row.get::<Vec<u8>>(6)?, row.get::<i64>(7)?, row.get::<Date>(8)?);
            Ok((order, person_row(row)?))
        },
    )?;
    found.sort_by(|a, b| (&a.0, a.1.id).cmp(&(&b.0, b.1.id)));
    let mut people: Vec<(Vec<u8>, Person)> = Vec::new();
    for ((digest, ..), person) in found {
        match people.last_mut().filter(|(last, _)| *last == digest) {
            Some(last) => last.1 = person,
            None => people.push((digest, person)),
        }
    }
    Ok(people)
}

/// A person as recorded now.
pub fn person(tx: &mut Tx<'_>, id: PartyId) -> Result<Person> {
    tx.row(
        &format!("SELECT {PERSON_COLUMNS} FROM person_identity WHERE person = $1 AND retracted_at = 0 ORDER BY valid_from DESC LIMIT 1"),
        params![id],
        person_row,
    )?
    .ok_or_else(|| codes::NO_PERSON.with("person", id))
}

/// The full document number, for those whose task needs it.
pub fn document_number(tx: &mut Tx<'_>, office: &Office, id: PartyId) -> Result<String> {
    let sealed = tx.row(
        "SELECT number_sealed FROM person_identity WHERE person = $1 AND retracted_at = 0
         ORDER BY valid_from DESC LIMIT 1",
        params![id],
        |row| row.get::<Vec<u8>>(0),
    )?;
    office.vault.open(&sealed.ok_or_else(|| codes::NO_PERSON.with("person", id))?)
}

/// The person with every record that was merged into theirs, for sums over what never changes (contributions, accounts).
pub fn records_of(tx: &mut Tx<'_>, id: PartyId) -> Result<Vec<PartyId>> {
    let mut all = vec![id];
    let sql = "SELECT duplicate FROM person_merge WHERE person = $1 ORDER BY duplicate";
    all.extend(tx.rows(sql, params![id], |row| row.get::<PartyId>(0))?);
    Ok(all)
}

/// SQL for the record that the number in `column` stands for after merges: what is found under a number that was merged
/// away belongs to somebody else now.
pub(crate) fn true_sql(column: &str) -> String {
    format!("coalesce((SELECT g.person FROM person_merge g WHERE g.duplicate = {column}), {column})")
}

/// SQL for the list of [`records_of`] the person in parameter `$n`.
pub(crate) fn records_sql(n: usize) -> String {
    format!(
        "(SELECT cast(${n} as bigint) UNION ALL SELECT g.duplicate FROM person_merge g WHERE g.person = ${n})"
    )
}

/// The record a person's number stands for after merges; of a unit its own number.
pub fn true_record(tx: &mut Tx<'_>, id: PartyId) -> Result<PartyId> {
    let sql = "SELECT person FROM person_merge WHERE duplicate = $1";
    Ok(tx.row(sql, params![id], |row| row.get(0))?.unwrap_or(id))
}

/// A unit as it is in a month; before its first month as it begins.
pub fn unit(tx: &mut Tx<'_>, id: PartyId, month: FeeMonth) -> Result<Unit> {
    let found = tx.row(
        &format!(
            "SELECT {UNIT_COLUMNS} FROM unit_fact WHERE unit = $1 AND retracted_at = 0
             ORDER BY CASE WHEN from_month <= $2 THEN from_month ELSE -from_month END DESC LIMIT 1"
        ),
        params![id, month],
        unit_row,
    )?;
    found.ok_or_else(|| codes::NO_UNIT.with("unit", id))
}

/// The unit of a credit code, as recorded last.
pub fn unit_by_code(tx: &mut Tx<'_>, code: &CreditCode) -> Result<Option<Unit>> {
    tx.row(
        &format!("SELECT {UNIT_COLUMNS} FROM unit_fact WHERE credit_code = $1 AND retracted_at = 0 ORDER BY from_month DESC LIMIT 1"),
        params![code],
        unit_row,
    )
}

/// The name a payer is addressed by: the unit's, or the person's own.
pub fn payer_name(tx: &mut Tx<'_>, id: PartyId) -> Result<String> {
    let kind = tx.row("SELECT kind FROM party WHERE id = $1", params![id], |row| row.get::<i64>(0))?;
    match kind {
        Some(2) => unit(tx, id, FeeMonth::OPEN).map(|unit| unit.name),
        _ => {
            let record = true_record(tx, id)?;
            person(tx, record).map(|person| person.name)
        }
    }
}

/// The region a party belongs to: a unit's district as recorded last, a person's district if one is recorded, else where
/// they were registered.
pub fn region_of(tx: &mut Tx<'_>, id: PartyId) -> Result<RegionCode> {
    let found = tx.row(
        "SELECT coalesce(
           (SELECT u.region FROM unit_fact u WHERE u.unit = p.id AND u.retracted_at = 0 ORDER BY u.from_month DESC LIMIT 1),
           (SELECT f.value FROM person_fact f WHERE f.person = p.id AND f.fact = 'district' AND f.retracted_at = 0
            ORDER BY f.from_date DESC LIMIT 1),
           p.region)
         FROM party p WHERE p.id = $1",
        params![id],
        |row| row.get(0),
    )?;
    found.ok_or_else(|| codes::NO_PERSON.with("person", id))
}

/// Is or was the person insured at the unit?
pub fn was_insured_at(tx: &mut Tx<'_>, person: PartyId, unit: PartyId) -> Result<bool> {
    let sql = "SELECT 1 FROM participation WHERE payer = $1 AND person = $2 AND retracted_at = 0 LIMIT 1";
    Ok(tx.row(sql, params![unit, person], |row| row.get::<i64>(0))?.is_some())
}

/// Is the unit in good credit (VIP) on a day, so that the rules alone approve what it asks?
pub fn is_in_good_credit(tx: &mut Tx<'_>, unit: PartyId, on: Date) -> Result<bool> {
    let class = tx.row(
        "SELECT class FROM unit_credit WHERE unit = $1 AND retracted_at = 0 AND from_date <= $2
         ORDER BY from_date DESC LIMIT 1",
        params![unit, on],
        |row| row.get::<String>(0),
    )?;
    Ok(class.as_deref() == Some("vip"))
}

/// The wage of a person at a payer in a month.
pub fn wage_at(tx: &mut Tx<'_>, payer: PartyId, person: PartyId, month: FeeMonth) -> Result<Option<Fen>> {
    tx.row(
        "SELECT wage FROM wage WHERE payer = $1 AND person = $2 AND retracted_at = 0 AND from_month <= $3 AND to_month >= $3
         ORDER BY from_month DESC LIMIT 1",
        params![payer, person, month],
        |row| row.get(0),
    )
}

/// Who is insured at a unit in a month, by name.
pub fn roster(tx: &mut Tx<'_>, unit: PartyId, month: FeeMonth) -> Result<Vec<Participation>> {
    tx.rows(
        &format!(
            "SELECT {PARTICIPATION_COLUMNS} FROM participation
             WHERE payer = $1 AND retracted_at = 0 AND from_month <= $2 AND to_month >= $2 ORDER BY person, insurance"
        ),
        params![unit, month],
        participation_row,
    )
}

/// How a person stands on a day.
pub fn status(tx: &mut Tx<'_>, id: PartyId, on: Date) -> Result<Status> {
    let word = tx.row(
        "SELECT status FROM person_status WHERE person = $1 AND retracted_at = 0 AND from_date <= $2
         ORDER BY CASE status WHEN 'dead' THEN 1 ELSE 0 END DESC, from_date DESC LIMIT 1",
        params![id, on],
        |row| row.get::<String>(0),
    )?;
    Ok(word.and_then(|word| Status::from_key(&word)).unwrap_or(Status::Registered))
}

/// Since when the person stands so, if so at all.
pub fn status_since(tx: &mut Tx<'_>, id: PartyId, status: Status) -> Result<Option<Date>> {
    tx.row(
        "SELECT max(from_date) FROM person_status WHERE person = $1 AND retracted_at = 0 AND status = $2",
        params![id, status.key()],
        |row| row.get::<Option<Date>>(0),
    )
    .map(Option::flatten)
}

/// Every participation that is believed, oldest first.
pub fn participations(tx: &mut Tx<'_>, id: PartyId) -> Result<Vec<Participation>> {
    tx.rows(
        &format!(
            "SELECT {PARTICIPATION_COLUMNS} FROM participation WHERE person = $1 AND retracted_at = 0
             ORDER BY from_month, insurance, payer"
        ),
        params![id],
        participation_row,
    )
}

/// Every participation as it was believed at an instant, oldest first.
pub fn participations_known_at(tx: &mut Tx<'_>, id: PartyId, known_at: Moment) -> Result<Vec<Participation>> {
    tx.rows(
        &format!(
            "SELECT {PARTICIPATION_COLUMNS} FROM participation
             WHERE person = $1 AND recorded_at <= $2 AND (retracted_at = 0 OR retracted_at > $2)
             ORDER BY from_month, insurance, payer"
        ),
        params![id, known_at],
        participation_row,
    )
}

/// A person as they were known at an instant to be on a day; none where nobody knew them.
pub fn identity_known_at(tx: &mut Tx<'_>, id: PartyId, on: Date, known_at: Moment) -> Result<Option<Person>> {
    tx.row(
        &format!(
            "SELECT {PERSON_COLUMNS} FROM person_identity
             WHERE person = $1 AND recorded_at <= $3 AND (retracted_at = 0 OR retracted_at > $3)
             ORDER BY CASE WHEN valid_from <= $2 THEN 1 ELSE 0 END DESC, valid_from DESC LIMIT 1"
        ),
        params![id, on, known_at],
        person_row,
    )
}

/// Wages of a person in a month as they were known at an instant: payer, months, fen a month.
pub fn wages_known_at(
    tx: &mut Tx<'_>,
    id: PartyId,
    month: FeeMonth,
    known_at: Moment,
) -> Result<Vec<(PartyId, FeeMonth, FeeMonth, Fen)>> {
    tx.rows(
        "SELECT w.payer, w.from_month, w.to_month, w.wage
         FROM (SELECT DISTINCT payer FROM participation WHERE person = $1) p
         JOIN wage w ON w.payer = p.payer AND w.person = $1 AND w.from_month <= $2 AND w.to_month >= $2
           AND w.recorded_at <= $3 AND (w.retracted_at = 0 OR w.retracted_at > $3)
         ORDER BY w.payer, w.from_month",
        params![id, month, known_at],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}

/// The employments of a person, oldest first.
pub fn employments(tx: &mut Tx<'_>, id: PartyId) -> Result<Vec<Employment>> {
    tx.rows(
        "SELECT person, unit, from_date, to_date, form, end_reason, involuntary FROM employment
         WHERE person = $1 AND retracted_at = 0 ORDER BY from_date, unit",
        params![id],
        employment_row,
    )
}

/// A fact of a person on a day, as recorded (masked where it is sealed).
pub fn fact(tx: &mut Tx<'_>, id: PartyId, name: &str, on: Date) -> Result<Option<String>> {
    tx.row(
        "SELECT value FROM person_fact WHERE person = $1 AND fact = $2 AND retracted_at = 0 AND from_date <= $3
         ORDER BY from_date DESC LIMIT 1",
        params![id, name, on],
        |row| row.get(0),
    )
}

/// The number of the matter that recorded a fact of a person that holds on a day.
pub fn fact_origin(tx: &mut Tx<'_>, id: PartyId, name: &str, on: Date) -> Result<Option<String>> {
    tx.row(
        "SELECT coalesce(m.number, '-') FROM person_fact f LEFT JOIN matter m ON m.id = f.matter
         WHERE f.person = $1 AND f.fact = $2 AND f.retracted_at = 0 AND f.from_date <= $3
         ORDER BY f.from_date DESC LIMIT 1",
        params![id, name, on],
        |row| row.get(0),
    )
}

/// A fact of a person that begins on a day between two, as recorded.
pub fn fact_between(
    tx: &mut Tx<'_>,
    id: PartyId,
    name: &str,
    (first, last): (Date, Date),
) -> Result<Option<String>> {
    tx.row(
        "SELECT value FROM person_fact WHERE person = $1 AND fact = $2 AND retracted_at = 0
           AND from_date BETWEEN $3 AND $4 ORDER BY from_date LIMIT 1",
        params![id, name, first, last],
        |row| row.get(0),
    )
}

/// Relatives of a person in a month, with what each is to them.
pub fn relatives(tx: &mut Tx<'_>, id: PartyId, month: FeeMonth) -> Result<Vec<(PartyId, Relative)>> {
    let all = tx.rows(
        "SELECT relative, kind FROM family WHERE person = $1 AND retracted_at = 0 AND from_month <= $2 AND to_month >= $2
         ORDER BY relative",
        params![id, month],
        |row| Ok((row.get(0)?, Relative::from_key(&row.get::<String>(1)?))),
    )?;
    Ok(all.into_iter().filter_map(|(relative, kind)| Some((relative, kind?))).collect())
}

/// The number of the matter that recorded a person's identity.
pub fn identity_origin(tx: &mut Tx<'_>, id: PartyId) -> Result<Option<String>> {
    tx.row(
        "SELECT coalesce(m.number, '-') FROM person_identity i LEFT JOIN matter m ON m.id = i.matter
         WHERE i.person = $1 AND i.retracted_at = 0 ORDER BY i.valid_from DESC LIMIT 1",
        params![id],
        |row| row.get(0),
    )
}

/// Who may use a person's medical account in a month, the person aside (家庭共济成员).
pub fn sharers(tx: &mut Tx<'_>, id: PartyId, month: FeeMonth) -> Result<Vec<PartyId>> {
    tx.rows(
        "SELECT relative FROM family WHERE person = $1 AND retracted_at = 0 AND shares = 1
           AND from_month <= $2 AND to_month >= $2 ORDER BY relative",
        params![id, month],
        |row| row.get(0),
    )
}

/// Since when the person is registered as out of work, if so.
pub fn unemployed_since(tx: &mut Tx<'_>, id: PartyId) -> Result<Option<Date>> {
    tx.row(
        "SELECT registered_on FROM unemployment WHERE person = $1 AND retracted_at = 0 AND ended_on IS NULL
         ORDER BY registered_on DESC LIMIT 1",
        params![id],
        |row| row.get(0),
    )
}

/// A person's card, opened for paying to it or debiting it.
#[derive(Clone, Debug)]
pub struct Card {
    /// Card number.
    pub number: String,
    /// Bank code.
    pub bank: String,
    /// Bank account number.
    pub account: BankCard,
    /// The account number with its middle hidden.
    pub masked: String,
    /// Day of issue.
    pub issued_on: Date,
    /// Can money be paid to it?
    pub financial: CardState,
    /// Can it be used at counters?
    pub social: CardState,
}

/// The card in use.
pub fn card(tx: &mut Tx<'_>, office: &Office, id: PartyId) -> Result<Option<Card>> {
    let found = tx.row(
        "SELECT number_sealed, bank, account_sealed, account_masked, issued_on, financial, social FROM card
         WHERE person = $1 AND retracted_at = 0 ORDER BY issued_on DESC LIMIT 1",
        params![id],
        |row| {
            let sealed = (row.get::<Vec<u8>>(0)?, row.get::<Vec<u8>>(2)?);
            let plain = (row.get::<String>(1)?, row.get::<String>(3)?, row.get::<Date>(4)?);
            Ok((sealed, plain, row.get::<String>(5)?, row.get::<String>(6)?))
        },
    )?;
    let Some(((number, account), (bank, masked, issued_on), financial, social)) = found else {
        return Ok(None);
    };
    let state = |word: &str| CardState::from_key(word).unwrap_or(CardState::Inactive);
    Ok(Some(Card {
        number: office.vault.open(&number)?,
        bank,
        account: BankCard::parse(&office.vault.open(&account)?)?,
        masked,
        issued_on,
        financial: state(&financial),
        social: state(&social),
    }))
}

/// Everybody on record who is not known to be dead, duplicates left out, by person: sex and day of birth.
pub fn each_living(tx: &mut Tx<'_>, mut take: impl FnMut(PartyId, Sex, Date) -> Result<()>) -> Result<()> {
    let mut last: Option<(PartyId, Sex, Date)> = None;
    tx.each(
        "SELECT i.person, i.sex, i.birth FROM person_identity i
         WHERE i.retracted_at = 0
           AND NOT EXISTS (SELECT 1 FROM person_merge g WHERE g.duplicate = i.person)
           AND NOT EXISTS (SELECT 1 FROM person_status s
                           WHERE s.person = i.person AND s.status = 'dead' AND s.retracted_at = 0)
         ORDER BY i.person, i.valid_from",
        params![],
        |row| {
            let sex = if row.get::<String>(1)? == "F" { Sex::Female } else { Sex::Male };
            let now = (row.get(0)?, sex, row.get(2)?);
            // The identity believed to be the latest is the person's.
            match last.replace(now) {
                Some((person, sex, birth)) if person != now.0 => take(person, sex, birth),
                _ => Ok(()),
            }
        },
    )?;
    match last {
        Some((person, sex, birth)) => take(person, sex, birth),
        None => Ok(()),
    }
}

/// A fact of everybody who has it, as it is on a day, by person.
pub fn each_fact(
    tx: &mut Tx<'_>,
    name: &str,
    on: Date,
    mut take: impl FnMut(PartyId, &str) -> Result<()>,
) -> Result<()> {
    let person = true_sql("f.person");
    tx.each(
        &format!(
            "SELECT {person}, f.value FROM person_fact f
             WHERE f.fact = $1 AND f.retracted_at = 0 AND f.from_date <= $2 ORDER BY f.person, f.from_date"
        ),
        params![name, on],
        |row| take(row.get(0)?, &row.get::<String>(1)?),
    )
}

/// Every participation in an insurance that is believed, by person and month: who, as what, from when to when.
pub fn each_participation(
    tx: &mut Tx<'_>,
    insurance: Insurance,
    mut take: impl FnMut(PartyId, Category, Period) -> Result<()>,
) -> Result<()> {
    let person = true_sql("p.person");
    tx.each(
        &format!(
            "SELECT {person}, p.category, p.from_month, p.to_month FROM participation p
             WHERE p.insurance = $1 AND p.retracted_at = 0 ORDER BY p.person, p.from_month"
        ),
        params![insurance],
        |row| {
            let Some(period) = Period::new(row.get(2)?, row.get(3)?) else { return Ok(()) };
            take(row.get(0)?, category_from_code(row.get(1)?), period)
        },
    )
}

/// A record that was made or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recorded {
    /// Its table.
    pub(crate) table: String,
    /// When.
    pub(crate) at: Moment,
    /// Number of the matter that made it; empty where it was only taken back.
    pub(crate) matter: String,
}

/// Records about a person that were made or taken back after an instant: who they are and what is known of them; with a
/// payer and month instead their insurance and wage there.
pub(crate) fn recorded_since(
    tx: &mut Tx<'_>,
    person: PartyId,
    since: Moment,
    payer: Option<(PartyId, FeeMonth)>,
) -> Result<Vec<Recorded>> {
    let rows = |table: &str, whose: &str| {
        format!(
            "SELECT '{table}', max(CASE WHEN t.recorded_at > $2 THEN t.recorded_at ELSE t.retracted_at END),
                    coalesce(max(CASE WHEN t.recorded_at > $2 THEN m.number END), '')
             FROM {table} t LEFT JOIN matter m ON m.id = t.matter
             WHERE {whose} AND (t.recorded_at > $2 OR t.retracted_at > $2) HAVING count(*) > 0"
        )
    };
    let read =
        |row: &store::Row<'_>| Ok(Recorded { table: row.get(0)?, at: row.get(1)?, matter: row.get(2)? });
    let Some((payer, month)) = payer else {
        let own = "t.person = $1 AND t.fact NOT LIKE 'unemployment.%' AND t.fact NOT IN ('pension.months', 'childbirth')";
        let sql = [
            rows("person_identity", "t.person = $1"),
            rows("person_fact", own),
            rows("family", "t.person = $1"),
        ];
        return tx.rows(&sql.join(" UNION ALL "), params![person, since], read);
    };
    let there = "t.person = $1 AND t.payer = $3 AND t.from_month <= $4 AND t.to_month >= $4";
    let unit = "t.unit = $3 AND t.from_month <= $4";
    let sql = [rows("wage", there), rows("participation", there), rows("unit_fact", unit)];
    tx.rows(&sql.join(" UNION ALL "), params![person, since, payer, month], read)
}

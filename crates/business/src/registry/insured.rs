//! Who is insured in a month: the stream that the monthly assessment is made from.
//!
//! Reads what was believed at an instant, so that a run that was interrupted goes on with the facts it began with.

use kernel::{FeeMonth, Fen, Insurance, Moment, PartyId, Result};
use rules::{Category, InsuranceSet};
use store::{Row, Tx, Value, params};

/// Which payers to walk through, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payers {
    /// All after this number; 0: all.
    After(i64),
    /// One.
    Only(PartyId),
}

/// A person with one payer in one month (参保人员).
#[derive(Clone, Copy, Debug)]
pub struct Insured<'r> {
    /// Who pays: the unit, or the person themselves.
    pub payer: PartyId,
    /// Who is insured.
    pub person: PartyId,
    /// Employee or flexible worker.
    pub category: Category,
    /// In which insurances.
    pub insurances: InsuranceSet,
    /// Tier of a flexible worker, a share of the average wage.
    pub tier: &'r str,
    /// Declared or deemed monthly wage.
    pub wage: Option<Fen>,
}

/// The stored number of a category.
pub const fn category_code(category: Category) -> i64 {
    match category {
        Category::Employee => 1,
        Category::Flexible => 2,
        Category::Resident => 3,
    }
}

/// The category of a stored number.
pub const fn category_from_code(code: i64) -> Category {
    match code {
        1 => Category::Employee,
        2 => Category::Flexible,
        _ => Category::Resident,
    }
}

const BITS: [(i64, Insurance); 8] = [
    (1, Insurance::Pension),
    (2, Insurance::ResidentPension),
    (4, Insurance::Unemployment),
    (8, Insurance::Medical),
    (16, Insurance::LargeMedical),
    (32, Insurance::ResidentMedical),
    (64, Insurance::Injury),
    (128, Insurance::Maternity),
];

/// Beside the insurances: the person is an employee in one of them.
const EMPLOYEE: i64 = 65_536;

// The wage is looked up person by person: beside a join SQLite would first sort everybody in memory. One sum carries
// insurances and category, since every further aggregate costs a tenth of the whole.
const INSURED: &str = "
    SELECT p.payer, p.person, max(CASE WHEN p.category = 2 THEN p.tier END),
           cast(sum(CASE p.insurance WHEN 110 THEN 1 WHEN 170 THEN 2 WHEN 210 THEN 4 WHEN 310 THEN 8 WHEN 330 THEN 16
                                     WHEN 380 THEN 32 WHEN 410 THEN 64 WHEN 510 THEN 128 ELSE 0 END
                    + CASE p.category WHEN 1 THEN 65536 ELSE 0 END) AS bigint),
           (SELECT w.wage FROM wage w
            WHERE w.payer = p.payer AND w.person = p.person AND w.from_month <= $3 AND w.to_month >= $3
              AND w.recorded_at <= $4 AND (w.retracted_at = 0 OR w.retracted_at > $4)
            ORDER BY w.from_month DESC, w.matter DESC LIMIT 1)
    FROM participation p
    WHERE p.payer > $1 AND p.payer <= $2 AND p.from_month <= $3 AND p.to_month >= $3 AND p.category <= 2
      AND p.recorded_at <= $4 AND (p.retracted_at = 0 OR p.retracted_at > $4)
    GROUP BY p.payer, p.person
    ORDER BY p.payer, p.person";

/// Employees and flexible workers of a month as believed at `known_at`, by payer and person, in constant memory.
pub fn each_insured(
    tx: &mut Tx<'_>,
    month: FeeMonth,
    known_at: Moment,
    payers: Payers,
    mut take: impl FnMut(&Insured<'_>) -> Result<()>,
) -> Result<()> {
    let (after, last) = bounds(payers);
    tx.each(INSURED, params![after, last, month, known_at], |row| take(&insured(row)?))
}

fn bounds(payers: Payers) -> (i64, i64) {
    match payers {
        Payers::After(payer) => (payer, i64::MAX),
        Payers::Only(payer) => (payer.get() - 1, payer.get()),
    }
}

fn insured<'r>(row: &'r Row<'_>) -> Result<Insured<'r>> {
    let bits: i64 = row.get(3)?;
    let insurances =
        BITS.iter().filter(|(bit, _)| bits & bit != 0).map(|(_, insurance)| *insurance).collect();
    let tier = match row.value(2)? {
        Value::Text(text) => text,
        _ => "",
    };
    Ok(Insured {
        payer: row.get(0)?,
        person: row.get(1)?,
        category: if bits >= EMPLOYEE { Category::Employee } else { Category::Flexible },
        insurances,
        tier,
        wage: row.get(4)?,
    })
}

/// A resident who owes a yearly contribution (居民).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// Payer and insured.
    pub person: PartyId,
    /// Resident pension or resident medical.
    pub insurance: Insurance,
    /// Yearly tier in yuan, or medical group.
    pub tier: String,
}

/// Residents billed in a month: in the year's first month, or in the month they joined. By person.
pub fn residents_due(tx: &mut Tx<'_>, month: FeeMonth, known_at: Moment) -> Result<Vec<Resident>> {
    let any_start = if month.month() == 1 { 0 } else { month.yyyymm() };
    tx.rows(
        "SELECT person, insurance, tier FROM participation
         WHERE category = 3 AND from_month <= $1 AND to_month >= $1 AND from_month >= $2
           AND recorded_at <= $3 AND (retracted_at = 0 OR retracted_at > $3)
         ORDER BY person, insurance",
        params![month, any_start, known_at],
        |row| Ok(Resident { person: row.get(0)?, insurance: row.get(1)?, tier: row.get(2)? }),
    )
}

/// What a unit's injury rate depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InjuryTerms {
    /// The unit.
    pub unit: PartyId,
    /// Industry class 1 to 8.
    pub class: i64,
    /// Floating tier in percent of the class rate.
    pub tier_percent: i64,
}

/// The yearly contributions of one resident in a month, as believed at `known_at`.
pub fn residents_of(
    tx: &mut Tx<'_>,
    person: PartyId,
    month: FeeMonth,
    known_at: Moment,
) -> Result<Vec<Resident>> {
    tx.rows(
        "SELECT person, insurance, tier FROM participation
         WHERE person = $1 AND category = 3 AND from_month <= $2 AND to_month >= $2
           AND recorded_at <= $3 AND (retracted_at = 0 OR retracted_at > $3) ORDER BY insurance",
        params![person, month, known_at],
        |row| Ok(Resident { person: row.get(0)?, insurance: row.get(1)?, tier: row.get(2)? }),
    )
}

/// One unit's injury terms for a month; none where it was not registered then.
pub fn injury_terms_of(
    tx: &mut Tx<'_>,
    unit: PartyId,
    month: FeeMonth,
    known_at: Moment,
) -> Result<Option<InjuryTerms>> {
    tx.row(
        "SELECT unit, industry_class, floating_tier FROM unit_fact
         WHERE unit = $1 AND from_month <= $2 AND recorded_at <= $3 AND (retracted_at = 0 OR retracted_at > $3)
         ORDER BY from_month DESC, matter DESC LIMIT 1",
        params![unit, month, known_at],
        |row| Ok(InjuryTerms { unit: row.get(0)?, class: row.get(1)?, tier_percent: row.get(2)? }),
    )
}

/// Every unit's injury terms for a month, by unit.
pub fn injury_terms(tx: &mut Tx<'_>, month: FeeMonth, known_at: Moment) -> Result<Vec<InjuryTerms>> {
    let mut terms: Vec<InjuryTerms> = Vec::new();
    tx.each(
        "SELECT unit, industry_class, floating_tier FROM unit_fact
         WHERE from_month <= $1 AND recorded_at <= $2 AND (retracted_at = 0 OR retracted_at > $2)
         ORDER BY unit, from_month, matter",
        params![month, known_at],
        |row| {
            let next = InjuryTerms { unit: row.get(0)?, class: row.get(1)?, tier_percent: row.get(2)? };
            match terms.last_mut().filter(|last| last.unit == next.unit) {
                Some(last) => *last = next,
                None => terms.push(next),
            }
            Ok(())
        },
    )?;
    Ok(terms)
}

//! What stands on the paper of an award (待遇核定表): who decided what, from which facts, by which steps.

use kernel::{Date, FeeMonth, Fen, Moment, PartyId, Result, Sex};
use rules::NoTrace;
use rules::retirement::{RetirementGroup, retirement};
use serde_json::Value as Json;
use store::{Tx, params};

use crate::Office;
use crate::benefits::PENSIONS;
use crate::desk::services;
use crate::registry::{self, Status};

/// How the month of retirement stood to the statutory one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetiredAs {
    /// 正常退休.
    Statutory,
    /// 弹性提前退休.
    Early,
    /// 弹性延迟退休.
    Late,
    /// Awarded by the system that the agency left.
    Elsewhere,
}

/// An award with the decision behind it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Number of the award.
    pub award: i64,
    /// Number of the matter.
    pub matter: String,
    /// Whose.
    pub person: registry::Person,
    /// Day of retirement.
    pub retired: Date,
    /// How it stood to the statutory one.
    pub retired_as: RetiredAs,
    /// First month it is paid for.
    pub from: FeeMonth,
    /// To be computed again when the year's figures are out.
    pub provisional: bool,
    /// A month, as decided.
    pub monthly: Fen,
    /// Months paid.
    pub paid_months: i64,
    /// Months deemed paid.
    pub deemed_months: i64,
    /// What stood on the account.
    pub account: Fen,
    /// The steps, as the decision keeps them; null for a pension taken over.
    pub derivation: Json,
    /// When it was decided.
    pub decided_at: Moment,
    /// By whom.
    pub decided_by: String,
    /// The second person.
    pub approved_by: String,
}

/// The pensions of a person with their decisions, oldest first.
pub fn sheets(tx: &mut Tx<'_>, office: &Office, person: PartyId) -> Result<Vec<Sheet>> {
    let holder = registry::facts::person(tx, person)?;
    let retired = registry::facts::status_since(tx, person, Status::Retired)?;
    tx.rows(
        &format!(
            "SELECT a.id, m.number, m.service, a.from_month, a.provisional, d.inputs, d.derivation, d.made_at, o.name,
                    coalesce(r.name, ''),
                    (SELECT x.amount FROM award_amount x WHERE x.award = a.id AND x.cause = 'award'
                     ORDER BY x.recorded_at, x.from_month LIMIT 1)
             FROM award a JOIN matter m ON m.id = a.matter JOIN decision d ON d.matter = m.id
             JOIN users o ON o.id = d.made_by
             LEFT JOIN approval p ON p.matter = m.id LEFT JOIN users r ON r.id = p.decided_by
             WHERE a.person = $1 AND a.benefit IN {PENSIONS} ORDER BY a.id"
        ),
        params![person],
        |row| {
            let json = |text: String| serde_json::from_str::<Json>(&text).unwrap_or_default();
            let (inputs, from) = (json(row.get(5)?), row.get::<FeeMonth>(3)?);
            let own = row.get::<String>(2)? == services::RETIRE.code;
            let record = &inputs["record"];
            let whole = |value: &Json| value.as_i64().unwrap_or(0);
            let day = retired.unwrap_or(from.first_day());
            Ok(Sheet {
                award: row.get(0)?,
                matter: row.get(1)?,
                retired: day,
                retired_as: if own { retired_as(office, &holder, record, from) } else { RetiredAs::Elsewhere },
                person: holder.clone(),
                from,
                provisional: row.get::<i64>(4)? == 1,
                monthly: row.get::<Option<Fen>>(10)?.unwrap_or_default(),
                paid_months: whole(&record["paid_months"]),
                deemed_months: whole(&record["deemed_months"]),
                account: Fen::new(whole(&inputs["account_balance"])),
                derivation: json(row.get(6)?),
                decided_at: row.get(7)?,
                decided_by: row.get(8)?,
                approved_by: row.get(9)?,
            })
        },
    )
}

fn retired_as(office: &Office, person: &registry::Person, record: &Json, from: FeeMonth) -> RetiredAs {
    let usual = if person.sex == Sex::Male { RetirementGroup::Male60 } else { RetirementGroup::Female50 };
    let group = record["group"].as_str().and_then(RetirementGroup::from_key).unwrap_or(usual);
    let statutory = office
        .law
        .in_force(office.region.as_str(), None)
        .and_then(|law| retirement(&mut NoTrace, &law, group, FeeMonth::of(person.birth)));
    match statutory {
        Ok(statutory) if from.previous() < statutory.month => RetiredAs::Early,
        Ok(statutory) if from.previous() > statutory.month => RetiredAs::Late,
        _ => RetiredAs::Statutory,
    }
}

//! Work injury (工伤): recognised, graded, paid; a death at work and those who lived on the wage of the dead.
//!
//! Tables: injury, injury_grade. Not here: what an injury is and which grade it has, those are decisions of an authority and
//! of a committee, recorded with their days; treatment that hospitals settle themselves; what the employer pays.

mod award;
mod case;
mod costs;
mod death;

pub(super) use award::monthly_by_grade;
pub use award::{INJURY_CLAIM, INJURY_LEAVING};
pub(crate) use award::{again, leaving_again};
pub use case::{INJURY_GRADE, INJURY_RECOGNISE};
pub(crate) use costs::COSTS;
pub use costs::INJURY_COSTS;
pub use death::WORK_DEATH;
pub(crate) use death::again as death_again;

use kernel::{Date, FeeMonth, Fen, Insurance, PartyId, Result};
use rules::injury::{OwnWageRules, mean_wage, own_wage};
use rules::{Law, Trace};
use store::{Tx, params};

use super::{Signed, codes};
use crate::desk::{Grant, Relation, Role};
use crate::levy::facts::months_paid;

/// Who reports and claims: the person, a relative, the employer, the counter.
pub(super) const WHO: &[Grant] = &[
    Grant(Role::Person, Relation::Own),
    Grant(Role::Family, Relation::Own),
    Grant(Role::UnitStaff, Relation::Staff),
    Grant(Role::Community, Relation::Region),
    Grant(Role::Benefits, Relation::Region),
];

/// A recognised injury with its latest grade.
#[derive(Clone, Debug)]
pub(super) struct Injury {
    pub(super) id: i64,
    pub(super) unit: PartyId,
    pub(super) happened_on: Date,
    /// Which case of the regulation.
    pub(super) basis: String,
    /// The assessment that awards were made by.
    pub(super) settled_to: Option<Date>,
    pub(super) grade: Option<Grade>,
}

/// A conclusion of the committee.
#[derive(Clone, Debug)]
pub(super) struct Grade {
    pub(super) assessed_on: Date,
    /// 1 to 10; 0: none.
    pub(super) grade: i64,
    /// `none`, `part`, `most`, `full`.
    pub(super) nursing: String,
}

/// The injury of a person on a day; the last one where no day is named.
pub(super) fn injury_of(tx: &mut Tx<'_>, person: PartyId, day: Option<Date>) -> Result<Injury> {
    let found = tx.row(
        "SELECT id FROM injury WHERE person = $1 AND (happened_on = $2 OR $2 = '') ORDER BY happened_on DESC LIMIT 1",
        params![person, day.map(|day| day.to_string()).unwrap_or_default()],
        |row| row.get::<i64>(0),
    )?;
    injury_by_number(tx, found.ok_or_else(|| codes::NO_INJURY.with("person", person))?)
}

/// The injury of a number.
fn injury_by_number(tx: &mut Tx<'_>, id: i64) -> Result<Injury> {
    let found = tx.row(
        "SELECT unit, happened_on, basis, settled_to FROM injury WHERE id = $1",
        params![id],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<String>(3)?)),
    )?;
    let (unit, happened_on, basis, settled_to) = found.ok_or_else(|| codes::NO_INJURY.with("person", "-"))?;
    let grade = tx.row(
        "SELECT assessed_on, grade, nursing FROM injury_grade WHERE injury = $1
         ORDER BY assessed_on DESC, recorded_at DESC LIMIT 1",
        params![id],
        |row| Ok(Grade { assessed_on: row.get(0)?, grade: row.get(1)?, nursing: row.get(2)? }),
    )?;
    Ok(Injury { id, unit, happened_on, basis, settled_to: settled_to.parse().ok(), grade })
}

/// The injury that a claim was about.
fn injury_in(tx: &mut Tx<'_>, signed: &Signed) -> Result<Injury> {
    injury_by_number(tx, signed.inputs["injury"].as_i64().unwrap_or(0))
}

/// The own wage (本人工资): the mean of the contribution wages of the twelve months before, within its bounds.
pub(super) fn own_wage_of<T: Trace>(
    tx: &mut Tx<'_>,
    trace: &mut T,
    law: &Law<'_>,
    person: PartyId,
    injury: &Injury,
) -> Result<Fen> {
    let month = FeeMonth::of(injury.happened_on);
    let mut paid = months_paid(tx, person, Insurance::Injury, month)?;
    // Of somebody new the month itself is all there is.
    if paid.len() > 1 {
        paid.remove(&month);
    }
    let first = month.plus(-12);
    let wages: Vec<Fen> = paid.range(first..).map(|(_, base)| *base).collect();
    if wages.is_empty() {
        return Err(codes::NO_WAGE.with("unit", injury.unit).with("month", month));
    }
    let mean = mean_wage(trace, &wages)?;
    let average = law.money("injury.average_wage", injury.happened_on)?;
    Ok(own_wage(trace, mean, &average, &OwnWageRules::at(law, injury.happened_on.into())?))
}

/// Which accident a claim is about, where a person had several.
const WHICH_ACCIDENT: crate::desk::form::Field = crate::desk::form::ask(
    "happened",
    crate::desk::text("事故发生日期", "day of the accident"),
    crate::desk::form::Kind::Day,
)
.hint(crate::desk::text("不填则为最近一次", "left out: the last one"))
.optional();

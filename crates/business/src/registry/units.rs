//! Units: registered, changed and closed; their facts hold from a month on.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{CreditCode, FeeMonth, PartyId, RegionCode, Regions, Result};
use serde_json::Value as Json;
use store::{Row, Sequence, Tx, params};

use super::codes;
use super::counted::{UNITS, counting};
use super::model::{PayerKind, Unit};
use super::record::{ids, ids_sql};
use crate::Office;
use crate::desk::{Actor, Matter};

/// A unit to be registered, or its facts from a month on.
#[derive(Clone, Debug)]
pub struct NewUnit {
    /// Unified social credit code; an old unit may have none.
    pub credit_code: Option<CreditCode>,
    /// Name.
    pub name: String,
    /// What kind of payer.
    pub kind: PayerKind,
    /// Industry class for work injury, 1 to 8.
    pub industry_class: i64,
    /// Floating tier in percent: 50, 80, 100, 120, 150.
    pub floating_tier: i64,
    /// District it lies in.
    pub region: RegionCode,
    /// First month.
    pub from: FeeMonth,
}

/// Is there such a region: a part of the pooling area, or one of the national list?
pub(crate) fn check_region(area: RegionCode, region: RegionCode) -> Result<()> {
    if area.contains(region) { Ok(()) } else { Regions::standard().parse(region.as_str()).map(drop) }
}

impl NewUnit {
    /// Are class and tier in the table? Class 1 has no reductions.
    pub(crate) fn check(&self) -> Result<()> {
        let tiers: &[i64] =
            if self.industry_class == 1 { &[100, 120, 150] } else { &[50, 80, 100, 120, 150] };
        if (1..=8).contains(&self.industry_class) && tiers.contains(&self.floating_tier) {
            return Ok(());
        }
        let problem = codes::INJURY_TERMS.with("class", self.industry_class);
        Err(problem.with("tier", self.floating_tier))
    }
}

pub(super) const UNIT_COLUMNS: &str =
    "unit, credit_code, name, kind, industry_class, floating_tier, region, from_month, state";

pub(super) fn unit_row(row: &Row<'_>) -> Result<Unit> {
    Ok(Unit {
        id: row.get(0)?,
        credit_code: CreditCode::parse(&row.get::<String>(1)?).ok(),
        name: row.get(2)?,
        kind: PayerKind::from_word(&row.get::<String>(3)?).unwrap_or(PayerKind::Company),
        industry_class: row.get(4)?,
        floating_tier: row.get(5)?,
        region: row.get(6)?,
        from: row.get(7)?,
        active: row.get::<String>(8)? == "active",
    })
}

/// All facts of units, oldest first.
pub(super) fn unit_history(
    tx: &mut Tx<'_>,
    units: &BTreeSet<PartyId>,
) -> Result<BTreeMap<PartyId, Vec<Unit>>> {
    let mut found: BTreeMap<PartyId, Vec<Unit>> = BTreeMap::new();
    if units.is_empty() {
        return Ok(found);
    }
    let list = ids_sql(tx.engine(), 1);
    tx.each(
        &format!("SELECT {UNIT_COLUMNS} FROM unit_fact WHERE retracted_at = 0 AND unit IN {list} ORDER BY unit, from_month"),
        params![ids(units.iter().map(|unit| unit.get()))],
        |row| {
            let unit = unit_row(row)?;
            found.entry(unit.id).or_default().push(unit);
            Ok(())
        },
    )?;
    Ok(found)
}

/// Registers a unit. One with the same credit code is found and must have the same name.
pub fn register_unit(tx: &mut Tx<'_>, office: &Office, matter: &Matter, new: &NewUnit) -> Result<PartyId> {
    new.check()?;
    check_region(matter.region, new.region)?;
    if let Some(code) = &new.credit_code
        && let Some(known) = super::facts::unit_by_code(tx, code)?
    {
        let same = known.name == new.name.trim();
        let taken = || codes::CODE_TAKEN.with("code", code).with("unit", known.id);
        return if same { Ok(known.id) } else { Err(taken()) };
    }
    let id = PartyId::new(tx.allot_one(Sequence::Party)?);
    tx.run(
        "INSERT INTO party (id, kind, region, since) VALUES ($1, 2, $2, $3)",
        params![id, office.region, matter.at],
    )?;
    record(tx, matter, id, new, "active")?;
    Ok(id)
}

/// Records other facts of a unit from a month on (单位信息变更, 费率浮动).
pub fn change_unit(tx: &mut Tx<'_>, matter: &Matter, unit: PartyId, new: &NewUnit) -> Result<()> {
    new.check()?;
    check_region(matter.region, new.region)?;
    super::facts::unit(tx, unit, new.from)?;
    record(tx, matter, unit, new, "active")
}

/// Closes a unit after its last month (单位注销). Its staff has to be gone.
pub fn close_unit(tx: &mut Tx<'_>, matter: &Matter, unit: PartyId, last: FeeMonth) -> Result<()> {
    let facts = super::facts::unit(tx, unit, last)?;
    let people = tx.row(
        "SELECT count(DISTINCT person) FROM participation WHERE payer = $1 AND retracted_at = 0 AND to_month > $2",
        params![unit, last],
        |row| row.get::<i64>(0),
    )?;
    if let Some(people @ 1..) = people {
        return Err(codes::STAFF_LEFT.with("unit", &facts.name).with("people", people));
    }
    let new = NewUnit {
        credit_code: facts.credit_code,
        name: facts.name,
        kind: facts.kind,
        industry_class: facts.industry_class,
        floating_tier: facts.floating_tier,
        region: facts.region,
        from: last.next(),
    };
    record(tx, matter, unit, &new, "closed")
}

fn record(tx: &mut Tx<'_>, matter: &Matter, unit: PartyId, new: &NewUnit, state: &str) -> Result<()> {
    let own = ("unit = $1 AND matter = $2", params![unit, matter.id]);
    counting(tx, matter.id, &UNITS, own, |tx| put(tx, matter, unit, new, state))
}

fn put(tx: &mut Tx<'_>, matter: &Matter, unit: PartyId, new: &NewUnit, state: &str) -> Result<()> {
    tx.run(
        "DELETE FROM unit_fact WHERE unit = $1 AND from_month = $2 AND matter = $3",
        params![unit, new.from, matter.id],
    )?;
    tx.run(
        "UPDATE unit_fact SET retracted_at = $3 WHERE unit = $1 AND from_month = $2 AND retracted_at = 0",
        params![unit, new.from, matter.at],
    )?;
    let code = new.credit_code.as_ref().map_or("", |code| code.as_str());
    tx.run(
        "INSERT INTO unit_fact (unit, matter, from_month, credit_code, name, kind, industry_class, floating_tier,
           region, state, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            unit, matter.id, new.from, code, new.name.trim(), new.kind.key(), new.industry_class,
            new.floating_tier, new.region, state, matter.at
        ],
    )?;
    Ok(())
}

/// Records the credit class that a matter asked for (信用等级), from the day of the agreement on.
pub(crate) fn credit_approved(tx: &mut Tx<'_>, _: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    let command =
        tx.row("SELECT command FROM matter WHERE id = $1", params![matter.id], |row| row.get::<String>(0))?;
    let asked: Json = serde_json::from_str(&command.unwrap_or_default()).unwrap_or_default();
    let class = asked["class"].as_str().unwrap_or("normal");
    let unit = matter.subject.ok_or_else(|| codes::NO_UNIT.with("unit", ""))?;
    let today = actor.at.date();
    tx.run(
        "UPDATE unit_credit SET retracted_at = $2 WHERE unit = $1 AND retracted_at = 0 AND from_date >= $3",
        params![unit, actor.at, today],
    )?;
    tx.record(
        matter.id.get(),
        "unit_credit",
        &["unit", "from_date", "matter", "class", "recorded_at"],
        params![unit, today, matter.id, class, actor.at],
    )
}

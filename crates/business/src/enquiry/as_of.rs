//! A person's record as of a day, as it was known on a day (历史时点查询): both axes of time asked of the tables themselves.

use kernel::{Date, FeeMonth, Fen, Insurance, Moment, PartyId, Result};
use store::{Tx, params};

use super::{AS_OF, look};
use crate::Office;
use crate::benefits::Benefit;
use crate::desk::{Actor, Role};
use crate::levy::facts::lines_known_at;
use crate::registry::facts::{
    identity_known_at, participations_known_at, payer_name, records_of, wages_known_at,
};
use crate::registry::{Participation, Person};

/// The day that is asked about, and the day whose knowledge counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    /// What held on this day.
    pub on: Date,
    /// As it was known at the end of this day.
    pub known_on: Date,
}

impl AsOf {
    /// The month asked about.
    pub fn month(&self) -> FeeMonth {
        FeeMonth::of(self.on)
    }

    /// The last instant of the day whose knowledge counts.
    pub fn known_at(&self) -> Moment {
        let next = self.known_on.tomorrow().unwrap_or(self.known_on);
        Moment::from_micros(Moment::china(next, 0, 0).micros() - 1)
    }
}

/// A wage as it was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wage {
    /// Name of the payer.
    pub payer: String,
    /// From which month.
    pub from: FeeMonth,
    /// To which month.
    pub to: FeeMonth,
    /// A month.
    pub wage: Fen,
}

/// What was billed of one insurance for the month, by what was issued then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Billed {
    /// Insurance.
    pub insurance: Insurance,
    /// Name of the payer.
    pub payer: String,
    /// Base.
    pub base: Fen,
    /// Unit part.
    pub unit: Fen,
    /// Person part.
    pub personal: Fen,
    /// Part for the personal account.
    pub account: Fen,
}

/// What an award paid in the month, as it was known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Number of the award.
    pub award: i64,
    /// What kind.
    pub benefit: Benefit,
    /// A month.
    pub amount: Fen,
    /// Why the amount is what it is.
    pub cause: String,
    /// Number of the matter that it comes from.
    pub matter: String,
}

/// A person's record at a point of both axes.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// Who they were known as; none where they were not known yet.
    pub person: Option<Person>,
    /// What they were insured in during the month, with the payer's name.
    pub participations: Vec<(Participation, String)>,
    /// Wages of the month.
    pub wages: Vec<Wage>,
    /// Contributions of the month.
    pub contributions: Vec<Billed>,
    /// Benefits of the month.
    pub benefits: Vec<Drawn>,
}

/// The record of a person as of a day, as known on a day. A unit sees what was recorded at that unit, nothing else.
pub fn as_of(office: &Office, actor: &Actor, person: PartyId, when: AsOf) -> Result<Snapshot> {
    look(office, actor, &AS_OF, person)?;
    let only = actor.party.filter(|_| actor.roles.iter().all(|role| Role::UNIT.contains(role)));
    let (month, known_at) = (when.month(), when.known_at());
    office.store.read(|tx| {
        let mut found = Snapshot {
            person: identity_known_at(tx, person, when.on, known_at)?,
            participations: Vec::new(),
            wages: Vec::new(),
            contributions: Vec::new(),
            benefits: Vec::new(),
        };
        let of_unit = |payer: PartyId| only.is_none_or(|unit| unit == payer);
        for record in records_of(tx, person)? {
            for participation in participations_known_at(tx, record, known_at)? {
                if participation.period.contains(month) && of_unit(participation.payer) {
                    let name = payer_name(tx, participation.payer)?;
                    found.participations.push((participation, name));
                }
            }
            for (payer, from, to, wage) in wages_known_at(tx, record, month, known_at)? {
                if of_unit(payer) {
                    found.wages.push(Wage { payer: payer_name(tx, payer)?, from, to, wage });
                }
            }
            for line in lines_known_at(tx, record, month, known_at)? {
                if of_unit(line.payer) {
                    found.contributions.push(Billed {
                        insurance: line.insurance,
                        payer: payer_name(tx, line.payer)?,
                        base: line.base,
                        unit: line.unit,
                        personal: line.personal,
                        account: line.account,
                    });
                }
            }
            if only.is_none() {
                found.benefits.extend(drawn(tx, record, month, known_at)?);
            }
        }
        Ok(found)
    })
}

fn drawn(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth, known_at: Moment) -> Result<Vec<Drawn>> {
    let all = tx.rows(
        "SELECT a.id, a.benefit, x.amount, x.cause, m.number FROM award a
         JOIN award_amount x ON x.award = a.id AND x.from_month <= $2 AND x.to_month >= $2
           AND x.recorded_at <= $3 AND (x.retracted_at = 0 OR x.retracted_at > $3)
         JOIN matter m ON m.id = x.matter WHERE a.person = $1 ORDER BY a.id",
        params![person, month, known_at],
        |row| {
            let Some(benefit) = Benefit::from_key(&row.get::<String>(1)?) else { return Ok(None) };
            let (award, amount, cause, matter) = (row.get(0)?, row.get(2)?, row.get(3)?, row.get(4)?);
            Ok(Some(Drawn { award, benefit, amount, cause, matter }))
        },
    )?;
    Ok(all.into_iter().flatten().collect())
}

/// A span of months of an award as it is or was believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Believed {
    /// Number of the award.
    pub award: i64,
    /// What kind.
    pub benefit: Benefit,
    /// First month.
    pub from: FeeMonth,
    /// Last month.
    pub to: FeeMonth,
    /// A month.
    pub amount: Fen,
    /// Why: award, re-award, adjustment, recompute, stop.
    pub cause: String,
    /// Number of the matter that decided it.
    pub matter: String,
    /// When it was recorded.
    pub recorded_at: Moment,
    /// When another amount took its place; none: it holds.
    pub retracted_at: Option<Moment>,
}

/// Every amount that awards of a person had or have, before and after each decision, by award and time of record.
pub(super) fn courses(tx: &mut Tx<'_>, person: PartyId) -> Result<Vec<Believed>> {
    let all = tx.rows(
        "SELECT a.id, a.benefit, x.from_month, x.to_month, x.amount, x.cause, m.number, x.recorded_at, x.retracted_at
         FROM award a JOIN award_amount x ON x.award = a.id JOIN matter m ON m.id = x.matter
         WHERE a.person = $1 ORDER BY a.id, x.recorded_at, x.from_month",
        params![person],
        |row| {
            let Some(benefit) = Benefit::from_key(&row.get::<String>(1)?) else { return Ok(None) };
            let retracted: i64 = row.get(8)?;
            Ok(Some(Believed {
                award: row.get(0)?,
                benefit,
                from: row.get(2)?,
                to: row.get(3)?,
                amount: row.get(4)?,
                cause: row.get(5)?,
                matter: row.get(6)?,
                recorded_at: row.get(7)?,
                retracted_at: (retracted != 0).then(|| Moment::from_micros(retracted)),
            }))
        },
    )?;
    Ok(all.into_iter().flatten().collect())
}

//! Families (家庭成员): who is related to whom, and who may use whose medical account (家庭共济).

use kernel::{FeeMonth, PartyId, Period, Result};
use store::{Tx, params};

use super::codes;
use super::counted::{FAMILIES, counting};
use crate::desk::Matter;

/// What the relative is to the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relative {
    /// Husband or wife (配偶).
    Spouse,
    /// Father or mother (父母).
    Parent,
    /// Son or daughter (子女).
    Child,
    /// Brother or sister (兄弟姐妹).
    Sibling,
    /// Grandfather or grandmother (祖父母、外祖父母).
    Grandparent,
    /// Grandson or granddaughter (孙子女、外孙子女).
    Grandchild,
}

impl Relative {
    /// All of them.
    pub const ALL: [Relative; 6] = [
        Relative::Spouse,
        Relative::Parent,
        Relative::Child,
        Relative::Sibling,
        Relative::Grandparent,
        Relative::Grandchild,
    ];

    /// The stored word.
    pub const fn key(self) -> &'static str {
        match self {
            Relative::Spouse => "spouse",
            Relative::Parent => "parent",
            Relative::Child => "child",
            Relative::Sibling => "sibling",
            Relative::Grandparent => "grandparent",
            Relative::Grandchild => "grandchild",
        }
    }

    /// From the stored word.
    pub fn from_key(key: &str) -> Option<Relative> {
        Relative::ALL.into_iter().find(|relative| relative.key() == key)
    }
}

/// Records a relative of a person from a month on, and whether they may use the person's medical account. What was
/// recorded about the two before ends with the month before.
pub fn add_relative(
    tx: &mut Tx<'_>,
    matter: &Matter,
    (person, relative): (PartyId, PartyId),
    kind: Relative,
    shares: bool,
    from: FeeMonth,
) -> Result<()> {
    if person == relative {
        return Err(codes::NO_RELATIVE.problem());
    }
    super::facts::person(tx, relative)?;
    counting(tx, matter.id, &FAMILIES, (OF_MATTER, params![person, matter.id]), |tx| {
        end(tx, matter, (person, relative), from.previous())?;
        put(tx, matter, (person, relative), kind.key(), shares, Period::since(from))
    })
}

/// Ends what is recorded about two relatives with a month.
pub fn end_relative(
    tx: &mut Tx<'_>,
    matter: &Matter,
    (person, relative): (PartyId, PartyId),
    last: FeeMonth,
) -> Result<()> {
    counting(tx, matter.id, &FAMILIES, (OF_MATTER, params![person, matter.id]), |tx| {
        end(tx, matter, (person, relative), last)
    })
}

/// What a matter recorded about a person's relatives.
const OF_MATTER: &str = "person = $1 AND matter = $2";

fn end(
    tx: &mut Tx<'_>,
    matter: &Matter,
    (person, relative): (PartyId, PartyId),
    last: FeeMonth,
) -> Result<()> {
    let running = tx.rows(
        "SELECT from_month, kind, shares FROM family
         WHERE person = $1 AND relative = $2 AND retracted_at = 0 AND to_month > $3 ORDER BY from_month",
        params![person, relative, last],
        |row| Ok((row.get::<FeeMonth>(0)?, row.get::<String>(1)?, row.get::<bool>(2)?)),
    )?;
    tx.run(
        "DELETE FROM family WHERE person = $1 AND relative = $2 AND matter = $3 AND to_month > $4",
        params![person, relative, matter.id, last],
    )?;
    tx.run(
        "UPDATE family SET retracted_at = $3
         WHERE person = $1 AND relative = $2 AND retracted_at = 0 AND to_month > $4",
        params![person, relative, matter.at, last],
    )?;
    for (from, kind, shares) in running {
        if let Some(period) = Period::new(from, last) {
            put(tx, matter, (person, relative), &kind, shares, period)?;
        }
    }
    Ok(())
}

fn put(
    tx: &mut Tx<'_>,
    matter: &Matter,
    (person, relative): (PartyId, PartyId),
    kind: &str,
    shares: bool,
    period: Period,
) -> Result<()> {
    tx.run(
        "INSERT INTO family (person, relative, kind, from_month, matter, to_month, shares, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![person, relative, kind, period.from(), matter.id, period.to(), shares, matter.at],
    )?;
    Ok(())
}

//! Claims (应追回待遇): money that was paid too much, and how it comes back.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use ledger::{Deposit, Event, Source};
use serde_json::json;
use store::{Audit, Sequence, Tx, params};

use super::{codes, facts};
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::{Office, accounts, fund, payment};

/// A claim to be raised.
pub(crate) struct NewClaim {
    pub(crate) person: PartyId,
    pub(crate) award: i64,
    pub(crate) fund: Fund,
    pub(crate) amount: Fen,
    /// Part that the personal account had borne and gets back, by the month it was paid for.
    pub(crate) personal: BTreeMap<FeeMonth, Fen>,
    pub(crate) cause: &'static str,
}

/// Raises a claim: the fund is owed the money from this day.
pub(crate) fn raise(tx: &mut Tx<'_>, actor: &Actor, matter: &Matter, new: &NewClaim) -> Result<i64> {
    let id = tx.allot_one(Sequence::Fact)?;
    tx.run(
        "INSERT INTO claim (id, person, award, fund, amount, recovered, cause, matter, at)
         VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8)",
        params![id, new.person, new.award, new.fund, new.amount, new.cause, matter.id, actor.at],
    )?;
    tx.recorded_row(
        matter.id.get(),
        "claim",
        params![id, new.person, new.award, new.fund, new.amount, new.cause],
    );
    let on = actor.at.date();
    let personal: Fen = new.personal.values().copied().sum();
    let event = Event::ClaimRaised { pooled: new.amount - personal, personal };
    let source = Source { kind: "claim", id };
    fund::post(tx, actor, new.fund, on, &event, source, "多付待遇立为应追回")?;
    if let Some(kind) = accounts::kind_in(new.fund) {
        let back = new.personal.iter().map(|(month, part)| ((new.person, *month), -*part)).collect();
        accounts::pay_out(tx, kind, FeeMonth::of(on), matter.id.get(), &back)?;
    }
    Ok(id)
}

/// Claims what was paid of an award beyond what is due of it up to the last month it was paid for; gives the amount.
pub(crate) fn claim_excess(
    tx: &mut Tx<'_>,
    actor: &Actor,
    matter: &Matter,
    (award, person, fund): (i64, PartyId, Fund),
    cause: &'static str,
) -> Result<Fen> {
    let Some(last) = payment::facts::last_month(tx, award)? else { return Ok(Fen::ZERO) };
    let open = facts::outstanding(tx, award, last)?;
    if !open.is_negative() {
        return Ok(Fen::ZERO);
    }
    let new = NewClaim { person, award, fund, amount: -open, personal: BTreeMap::new(), cause };
    raise(tx, actor, matter, &new)?;
    Ok(-open)
}

/// A claim that is not settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenClaim {
    /// Number.
    pub id: i64,
    /// Who was paid too much; after a death the estate.
    pub person: PartyId,
    /// Fund that is owed.
    pub fund: Fund,
    /// Raised.
    pub amount: Fen,
    /// Still open.
    pub open: Fen,
    /// Why.
    pub cause: String,
}

/// Claims that are not settled, by person and age.
pub fn open_claims(tx: &mut Tx<'_>) -> Result<Vec<OpenClaim>> {
    tx.rows(
        "SELECT id, person, fund, amount, amount - recovered, cause FROM claim WHERE recovered < amount ORDER BY person, id",
        params![],
        |row| {
            Ok(OpenClaim {
                id: row.get(0)?,
                person: row.get(1)?,
                fund: row.get(2)?,
                amount: row.get(3)?,
                open: row.get(4)?,
                cause: row.get(5)?,
            })
        },
    )
}

/// Marks money kept back from payments as recovered, oldest claim first. The payment run posts it.
pub(crate) fn set_off(tx: &mut Tx<'_>, owner: PartyId, fund: Fund, amount: Fen) -> Result<()> {
    let open = tx.rows(
        "SELECT id, amount - recovered FROM claim WHERE person = $1 AND fund = $2 AND recovered < amount ORDER BY id",
        params![owner, fund],
        |row| Ok((row.get::<i64>(0)?, row.get::<Fen>(1)?)),
    )?;
    let mut left = amount;
    for (id, open) in open {
        let taken = open.min(left);
        left -= taken;
        settle(tx, id, taken)?;
    }
    if left.is_zero() { Ok(()) } else { Err(codes::NO_CLAIM.with("claim", owner).with("amount", amount)) }
}

fn settle(tx: &mut Tx<'_>, claim: i64, amount: Fen) -> Result<()> {
    let changed = tx.run(
        "UPDATE claim SET recovered = recovered + $2 WHERE id = $1 AND amount - recovered >= $2",
        params![claim, amount],
    )?;
    if changed == 0 { Err(codes::NO_CLAIM.with("claim", claim).with("amount", amount)) } else { Ok(()) }
}

/// Books money that arrived for a claim (退回多付待遇).
pub fn recover(office: &Office, actor: &Actor, claim: i64, amount: Fen, into: Deposit) -> Result<()> {
    office.store.write(&actor.act("pension.recover"), |tx| {
        let found = tx.row("SELECT person, fund FROM claim WHERE id = $1", params![claim], |row| {
            Ok((row.get::<PartyId>(0)?, row.get::<Fund>(1)?))
        })?;
        let Some((person, fund)) = found.filter(|_| amount > Fen::ZERO) else {
            return Err(codes::NO_CLAIM.with("claim", claim).with("amount", amount));
        };
        let command = json!({ "claim": claim, "amount": amount });
        let matter = desk::open(tx, office, actor, &services::RECEIVE, Some(person), &command)?;
        settle(tx, claim, amount)?;
        let event = Event::ClaimRecovered { into, amount };
        let source = Source { kind: "claim", id: claim };
        fund::post(tx, actor, fund, actor.at.date(), &event, source, "追回多付待遇")?;
        tx.audit(Audit { what: "pension.recover", subject: Some(claim), detail: command });
        desk::decide(
            tx,
            office,
            actor,
            &matter,
            &Decision::granted(json!({ "claim": claim }), json!({ "recovered": amount })),
        )
    })
}

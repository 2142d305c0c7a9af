//! The accounts of a duplicate record are joined to those of the true one (个人账户归并).
//!
//! What stands on the duplicate's account moves by pairs of corrections that sum to nothing, so the fund does not move. The
//! pairs lie in the months of the movements they carry over, the settled balance in the January after it: the running year
//! bears the same interest as if there had been one account from the beginning.

use std::collections::BTreeMap;

use kernel::{AccountKind, FeeMonth, Fen, MatterId, PartyId, Result};
use store::{Tx, params};

use super::balance::{Head, head, last_settled};
use super::codes;
use super::movements::{Cause, insert, movements, refuse_settled};

/// Joins the accounts of `duplicate` to those of `person` and says how much of each kind moved.
///
/// # Errors
/// `ACC-0109` where a balance was brought in for a year that is not over, `ACC-0104` while its interest is being settled.
pub(crate) fn join(
    tx: &mut Tx<'_>,
    matter: MatterId,
    booked: FeeMonth,
    duplicate: PartyId,
    person: PartyId,
) -> Result<BTreeMap<AccountKind, Fen>> {
    let mut joined = BTreeMap::new();
    for &kind in AccountKind::ALL {
        let Some(twin) = head(tx, kind, duplicate)? else { continue };
        let parts = parts(tx, kind, duplicate, &twin, booked)?;
        let Some((&(first, _), _)) = parts.first_key_value() else { continue };
        refuse_settled(tx, kind, first)?;
        reach_back(tx, kind, person, first)?;
        for (&(month, fee_month), &amount) in &parts {
            let row = |whose: PartyId, amount: Fen| [whose.get(), fee_month.yyyymm(), amount.get()];
            let pair = [row(duplicate, -amount), row(person, amount)];
            insert(tx, kind, month, Cause::Correction, matter.get(), &pair)?;
        }
        joined.insert(kind, parts.values().copied().sum());
    }
    Ok(joined)
}

/// What has to move, by month booked and fee month: the settled balance, and what moved since.
fn parts(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    duplicate: PartyId,
    twin: &Head,
    booked: FeeMonth,
) -> Result<BTreeMap<(FeeMonth, FeeMonth), Fen>> {
    let settled = last_settled(tx, kind)?.unwrap_or(0).max(twin.opening_year);
    let since = FeeMonth::new(settled + 1, 1).unwrap_or(twin.opened);
    let closing = tx.row(
        "SELECT closing FROM account_year WHERE year = $1 AND kind = $2 AND person = $3",
        params![settled, kind, duplicate],
        |row| row.get(0),
    )?;
    let balance: Fen = closing.unwrap_or(twin.opening);
    if since > booked && !balance.is_zero() {
        return Err(codes::YEAR_BEFORE.with("year", settled).with("kind", kind.zh()));
    }
    let mut parts = BTreeMap::from([((since, since.previous()), balance)]);
    for movement in movements(tx, kind, duplicate, since, booked)? {
        if movement.cause != Cause::Interest {
            *parts.entry((movement.month, movement.fee_month)).or_default() += movement.amount;
        }
    }
    parts.retain(|_, amount| !amount.is_zero());
    Ok(parts)
}

/// The account of the true record reaches back to the first month that it takes over; it is opened where there is none.
fn reach_back(tx: &mut Tx<'_>, kind: AccountKind, person: PartyId, first: FeeMonth) -> Result<()> {
    tx.run(
        "INSERT INTO account (kind, person, opened, opening, opening_year) VALUES ($1, $2, $3, 0, 0)
         ON CONFLICT (kind, person) DO UPDATE SET opened = excluded.opened WHERE account.opened > excluded.opened",
        params![kind, person, first],
    )?;
    Ok(())
}

//! What stands on an account, and what it is worth with interest not yet credited.

use std::collections::BTreeMap;

use kernel::{AccountKind, FeeMonth, Fen, PartyId, Result};
use rules::account::{interest_method, latest_bookkeeping_rate, year_interest};
use rules::{Law, Trace};
use serde::{Deserialize, Serialize};
use store::{Tx, params};

use super::movements::{Cause, MONTHS, Movement, movements};

/// The head of an account.
#[derive(Clone, Copy, Debug)]
pub(super) struct Head {
    pub(super) opened: FeeMonth,
    pub(super) opening: Fen,
    pub(super) opening_year: i32,
}

pub(super) fn head(tx: &mut Tx<'_>, kind: AccountKind, person: PartyId) -> Result<Option<Head>> {
    tx.row(
        "SELECT opened, opening, opening_year FROM account WHERE kind = $1 AND person = $2",
        params![kind, person],
        |row| Ok(Head { opened: row.get(0)?, opening: row.get(1)?, opening_year: row.get(2)? }),
    )
}

/// What stood on an account at the end of a month, summed from its first movement. Nothing where there is no account.
pub fn balance(tx: &mut Tx<'_>, kind: AccountKind, person: PartyId, on: FeeMonth) -> Result<Fen> {
    let Some(head) = head(tx, kind, person)? else { return Ok(Fen::ZERO) };
    let all = movements(tx, kind, person, head.opened, on)?;
    Ok(head.opening + all.iter().map(|movement| movement.amount).sum::<Fen>())
}

/// What stands on the accounts of many people; those without an account are left out. From the last settled year, so that a
/// long history costs nothing.
pub fn balances(tx: &mut Tx<'_>, kind: AccountKind, people: &[PartyId]) -> Result<BTreeMap<PartyId, Fen>> {
    let settled = last_settled(tx, kind)?;
    let bounds = tx.row("SELECT min(month), max(month) FROM account_entry", params![], |row| {
        Ok((row.get::<Option<FeeMonth>>(0)?, row.get::<Option<FeeMonth>>(1)?))
    })?;
    let (first, last) = match bounds {
        Some((Some(first), Some(last))) => (first, last),
        _ => (FeeMonth::OPEN, FeeMonth::OPEN.previous()),
    };
    let since = settled.and_then(|year| FeeMonth::new(year + 1, 1)).map_or(first, |next| next.max(first));
    let list = tx.text(
        "(SELECT value FROM json_each($4))",
        "(SELECT cast(jsonb_array_elements_text(cast(cast($4 as text) as jsonb)) as bigint))",
    );
    let (since, last) = if since > last { (202_001, 201_912) } else { (since.yyyymm(), last.yyyymm()) };
    let mut held = BTreeMap::new();
    for chunk in people.chunks(20_000) {
        let ids =
            serde_json::Value::from(chunk.iter().map(|person| person.get()).collect::<Vec<_>>()).to_string();
        tx.each(
            &format!(
                "{MONTHS} SELECT a.person, coalesce(y.closing, a.opening) + cast(coalesce((
                   SELECT sum(e.amount) FROM months CROSS JOIN account_entry e
                   WHERE e.month = months.m AND e.kind = a.kind AND e.person = a.person AND e.cause <> 3), 0) as bigint)
                 FROM account a LEFT JOIN account_year y ON y.year = $5 AND y.kind = a.kind AND y.person = a.person
                 WHERE a.kind = $3 AND a.person IN {list}"
            ),
            params![since, last, kind, ids, settled.unwrap_or(0)],
            |row| {
                held.insert(row.get(0)?, row.get(1)?);
                Ok(())
            },
        )?;
    }
    Ok(held)
}

/// The last year whose interest has been credited.
pub(super) fn last_settled(tx: &mut Tx<'_>, kind: AccountKind) -> Result<Option<i32>> {
    tx.row("SELECT max(year) FROM interest_run WHERE kind = $1 AND state = 'done'", params![kind], |row| {
        row.get::<Option<i32>>(0)
    })
    .map(Option::flatten)
}

/// An account with the interest that is not credited yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valued {
    /// What stands on it.
    pub balance: Fen,
    /// Interest not credited yet.
    pub interest: Fen,
    /// Both.
    pub total: Fen,
    /// Is a rate used in place of one that is not published yet?
    pub provisional: bool,
}

/// What the value of an account on a month is computed from: enough for a decision to be computed again without the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFacts {
    /// Month at whose end it is valued.
    pub through: FeeMonth,
    /// Balance before the first year.
    pub opening: Fen,
    /// What stands on it, with what was booked later and without what was paid out later.
    pub balance: Fen,
    /// Its years up to that month.
    pub years: Vec<YearFacts>,
    /// Booked in later years: counts without interest.
    pub later: Fen,
}

/// A year of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearFacts {
    /// Year.
    pub year: i32,
    /// Movements by month, interest aside.
    pub credits: [Fen; 12],
    /// Interest that was credited for it; none while the year is not settled.
    pub interest: Option<Fen>,
}

/// The facts of an account as of the end of month `through`; `None` where there is no account. What was booked later, up to
/// `booked_to`, counts; what was paid out later does not.
pub fn facts(
    tx: &mut Tx<'_>,
    (kind, person): (AccountKind, PartyId),
    through: FeeMonth,
    booked_to: FeeMonth,
) -> Result<Option<AccountFacts>> {
    let Some(head) = head(tx, kind, person)? else { return Ok(None) };
    let mut all = movements(tx, kind, person, head.opened, booked_to)?;
    all.retain(|movement| movement.month <= through || !movement.cause.is_payment());
    let settled = last_settled(tx, kind)?.unwrap_or(head.opening_year);
    let first = head.opened.year().max(head.opening_year + 1);
    let year = |year: i32| {
        let (credits, interest) = year_of(&all, year);
        let credited = year <= settled && year < through.year();
        YearFacts { year, credits, interest: credited.then_some(interest) }
    };
    let later =
        |movement: &&Movement| movement.month.year() > through.year() && movement.cause != Cause::Interest;
    Ok(Some(AccountFacts {
        through,
        opening: head.opening,
        balance: head.opening + all.iter().map(|movement| movement.amount).sum::<Fen>(),
        years: (first..=through.year()).map(year).collect(),
        later: all.iter().filter(later).map(|movement| movement.amount).sum(),
    }))
}

impl AccountFacts {
    /// What the account is worth: interest of years not settled, of the running one to the month, with the latest published
    /// rate while the year's own is not out.
    ///
    /// # Errors
    /// `LAW-0101` where no rate of the ten years before is known.
    pub fn value<T: Trace>(&self, trace: &mut T, law: &Law<'_>) -> Result<Valued> {
        let (mut running, mut provisional) = (self.opening, false);
        for YearFacts { year, credits, interest } in &self.years {
            if let Some(interest) = interest {
                running += credits.iter().copied().sum::<Fen>() + *interest;
                continue;
            }
            let (rate, earlier) = latest_bookkeeping_rate(law, *year)?;
            let last = *year == self.through.year();
            let months = if last { i64::from(self.through.month()) } else { 12 };
            let method = interest_method(law, *year)?;
            running = year_interest(trace, running, credits, &rate, &method, months).closing;
            provisional |= earlier;
        }
        let total = running + self.later;
        Ok(Valued { balance: self.balance, interest: total - self.balance, total, provisional })
    }
}

/// Movements of a year by month, and the interest credited for it.
pub(super) fn year_of(all: &[Movement], year: i32) -> ([Fen; 12], Fen) {
    let (mut months, mut interest) = ([Fen::ZERO; 12], Fen::ZERO);
    for movement in all {
        if movement.cause == Cause::Interest {
            if movement.interest_of == Some(year) {
                interest += movement.amount;
            }
        } else if movement.month.year() == year {
            let at = usize::try_from(movement.month.month() - 1).unwrap_or(0);
            if let Some(month) = months.get_mut(at) {
                *month += movement.amount;
            }
        }
    }
    (months, interest)
}

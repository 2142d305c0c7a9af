//! Movements that are no credits: take-over, payment out, inheritance.

use std::collections::BTreeMap;

use kernel::{AccountKind, FeeMonth, Fen, MatterId, PartyId, Result};
use store::{Checksum, Table, Tx, params};

use super::{balances, codes};

/// Why an account moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Contribution received; source: bill.
    Contribution,
    /// Subsidy received; source: bill.
    Subsidy,
    /// Interest; source: run.
    Interest,
    /// Account part of a pension, negative; positive where it came back. Source: payment run, or matter of the claim.
    Pension,
    /// Paid to heirs, negative; source: payment run.
    Inheritance,
    /// Moved here from elsewhere.
    TransferIn,
    /// Moved away, negative.
    TransferOut,
    /// Contribution refunded, negative.
    Refund,
    /// Correction by a matter.
    Correction,
}

impl Cause {
    const ALL: [Cause; 9] = [
        Cause::Contribution,
        Cause::Subsidy,
        Cause::Interest,
        Cause::Pension,
        Cause::Inheritance,
        Cause::TransferIn,
        Cause::TransferOut,
        Cause::Refund,
        Cause::Correction,
    ];

    /// The stored number.
    pub const fn code(self) -> i64 {
        match self {
            Cause::Contribution => 1,
            Cause::Subsidy => 2,
            Cause::Interest => 3,
            Cause::Pension => 4,
            Cause::Inheritance => 5,
            Cause::TransferIn => 6,
            Cause::TransferOut => 7,
            Cause::Refund => 8,
            Cause::Correction => 9,
        }
    }

    /// From the stored number.
    pub fn from_code(code: i64) -> Option<Cause> {
        Cause::ALL.into_iter().find(|cause| cause.code() == code)
    }

    /// Is it money out of the account (or such money come back)?
    pub const fn is_payment(self) -> bool {
        matches!(self, Cause::Pension | Cause::Inheritance | Cause::TransferOut)
    }
}

/// One movement of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Month booked.
    pub month: FeeMonth,
    /// Month it belongs to.
    pub fee_month: FeeMonth,
    /// Why.
    pub cause: Cause,
    /// Record that caused it.
    pub source: i64,
    /// How much; out is negative.
    pub amount: Fen,
    /// Year whose interest it is, if it is interest.
    pub interest_of: Option<i32>,
}

/// An account brought in from another system.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount {
    /// Kind.
    pub kind: AccountKind,
    /// Whose.
    pub person: PartyId,
    /// Month it was first opened.
    pub opened: FeeMonth,
    /// Balance with interest at the end of the year.
    pub opening: Fen,
    /// The year that is settled in it.
    pub opening_year: i32,
}

pub(super) const ENTRY: Table = Table {
    name: "account_entry",
    columns: &["month", "kind", "person", "fee_month", "cause", "source", "amount"],
};

/// Opens accounts with the balances of a take-over and says what they sum to. The caller posts it as the fund's opening.
pub fn open_with(tx: &mut Tx<'_>, accounts: &[NewAccount]) -> Result<Fen> {
    let (mut sum, mut checksum) = (Fen::ZERO, Checksum::default());
    for account in accounts {
        if account.opening.is_negative() || account.opening_year < 1900 {
            return Err(codes::BAD_OPENING
                .with("person", account.person)
                .with("amount", account.opening)
                .with("year", account.opening_year));
        }
        let added = tx.run(
            "INSERT INTO account (kind, person, opened, opening, opening_year) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (kind, person) DO NOTHING",
            params![account.kind, account.person, account.opened, account.opening, account.opening_year],
        )?;
        if added == 0 {
            return Err(codes::EXISTS.with("person", account.person).with("kind", account.kind.zh()));
        }
        checksum.add(params![account.kind, account.person, account.opening, account.opening_year]);
        sum += account.opening;
    }
    tx.recorded(0, "account", checksum);
    Ok(sum)
}

/// Books what another system credited (or paid out, negative) after the balances that [`open_with`] brought in, each in the
/// month it belongs to; accounts that are missing are opened.
pub(crate) fn bring_in(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    matter: MatterId,
    parts: &BTreeMap<(PartyId, FeeMonth), Fen>,
) -> Result<()> {
    for (&(person, month), &amount) in parts {
        tx.run(
            "INSERT INTO account (kind, person, opened, opening, opening_year) VALUES ($1, $2, $3, 0, 0)
             ON CONFLICT (kind, person) DO UPDATE SET opened = excluded.opened WHERE account.opened > excluded.opened",
            params![kind, person, month],
        )?;
        let cause = if amount.is_negative() { Cause::TransferOut } else { Cause::TransferIn };
        insert(tx, kind, month, cause, matter.get(), &[[person.get(), month.yyyymm(), amount.get()]])?;
    }
    Ok(())
}

/// Books the account parts of pensions paid in a run, by person and benefit month: out, or back where negative. The caller
/// posts the same sum as the personal part of its event.
pub fn pay_out(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    booked: FeeMonth,
    source: i64,
    parts: &BTreeMap<(PartyId, FeeMonth), Fen>,
) -> Result<()> {
    take(tx, kind, booked, Cause::Pension, source, parts)
}

/// Books what heirs are paid out of accounts, by the person who died.
pub fn inherit(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    booked: FeeMonth,
    source: i64,
    parts: &BTreeMap<(PartyId, FeeMonth), Fen>,
) -> Result<()> {
    take(tx, kind, booked, Cause::Inheritance, source, parts)
}

fn take(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    booked: FeeMonth,
    cause: Cause,
    source: i64,
    parts: &BTreeMap<(PartyId, FeeMonth), Fen>,
) -> Result<()> {
    let parts: BTreeMap<(PartyId, FeeMonth), Fen> =
        parts.iter().filter(|(_, amount)| !amount.is_zero()).map(|(key, amount)| (*key, *amount)).collect();
    if parts.is_empty() {
        return Ok(());
    }
    refuse_settled(tx, kind, booked)?;
    let people: Vec<PartyId> = parts.keys().map(|(person, _)| *person).collect();
    let held = balances(tx, kind, &people)?;
    let mut wanted: BTreeMap<PartyId, Fen> = BTreeMap::new();
    for ((person, _), amount) in &parts {
        *wanted.entry(*person).or_default() += *amount;
    }
    for (person, amount) in wanted {
        let balance = *held
            .get(&person)
            .ok_or_else(|| codes::NO_ACCOUNT.with("person", person).with("kind", kind.zh()))?;
        if amount > balance {
            return Err(codes::OVERDRAWN
                .with("person", person)
                .with("kind", kind.zh())
                .with("balance", balance)
                .with("amount", amount));
        }
    }
    let rows: Vec<[i64; 3]> = parts
        .iter()
        .map(|((person, fee_month), amount)| [person.get(), fee_month.yyyymm(), -amount.get()])
        .collect();
    for chunk in rows.chunks(10_000) {
        insert(tx, kind, booked, cause, source, chunk)?;
    }
    Ok(())
}

/// Rows of person, fee month and amount, in one statement.
pub(super) fn insert(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    booked: FeeMonth,
    cause: Cause,
    source: i64,
    rows: &[[i64; 3]],
) -> Result<()> {
    let list = tx.text(
        "SELECT json_extract(value, '$[0]') AS person, json_extract(value, '$[1]') AS fee_month,
                json_extract(value, '$[2]') AS amount FROM json_each($5)",
        "SELECT cast(v->>0 as bigint) AS person, cast(v->>1 as bigint) AS fee_month, cast(v->>2 as bigint) AS amount
         FROM jsonb_array_elements(cast(cast($5 as text) as jsonb)) AS v",
    );
    tx.run(
        &format!(
            "INSERT INTO account_entry (month, kind, person, fee_month, cause, source, amount)
             SELECT cast($1 as bigint), cast($2 as bigint), person, fee_month, cast($3 as bigint), cast($4 as bigint), amount
             FROM ({list}) AS parts WHERE 1 = 1
             ON CONFLICT (month, kind, person, fee_month, cause, source)
             DO UPDATE SET amount = account_entry.amount + excluded.amount"
        ),
        params![booked, kind, cause.code(), source, serde_json::json!(rows).to_string()],
    )?;
    Ok(())
}

/// Closes the account of somebody who died in a year whose interest has been credited: from this month on it bears none.
pub fn close_if_settled(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    person: PartyId,
    died_in: i32,
    month: FeeMonth,
) -> Result<()> {
    tx.run(
        "UPDATE account SET closed = $3 WHERE kind = $1 AND person = $2 AND closed IS NULL
           AND EXISTS (SELECT 1 FROM interest_run r WHERE r.kind = $1 AND r.year >= $4 AND r.state = 'done')",
        params![kind, person, month, died_in],
    )?;
    Ok(())
}

/// A year whose interest has been credited takes no more movements.
pub(super) fn refuse_settled(tx: &mut Tx<'_>, kind: AccountKind, booked: FeeMonth) -> Result<()> {
    let settled = tx.row(
        "SELECT 1 FROM interest_run WHERE kind = $1 AND year >= $2 LIMIT 1",
        params![kind, booked.year()],
        |row| row.get::<i64>(0),
    )?;
    match settled {
        Some(_) => Err(codes::YEAR_SETTLED.with("month", booked).with("kind", kind.zh())),
        None => Ok(()),
    }
}

/// All movements of an account up to a month booked, oldest first.
pub(super) fn movements(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    person: PartyId,
    from: FeeMonth,
    to: FeeMonth,
) -> Result<Vec<Movement>> {
    tx.rows(
        &format!(
            "{MONTHS} SELECT e.month, e.fee_month, e.cause, e.source, e.amount, r.year
             FROM months CROSS JOIN account_entry e LEFT JOIN interest_run r ON e.cause = 3 AND r.id = e.source
             WHERE e.month = months.m AND e.kind = $3 AND e.person = $4
             ORDER BY e.month, e.fee_month, e.cause, e.source"
        ),
        params![from, to, kind, person],
        |row| {
            Ok(Movement {
                month: row.get(0)?,
                fee_month: row.get(1)?,
                cause: Cause::from_code(row.get(2)?).unwrap_or(Cause::Correction),
                source: row.get(3)?,
                amount: row.get(4)?,
                interest_of: row.get(5)?,
            })
        },
    )
}

/// Every month from $1 to $2, so that a table clustered by month is looked up by its key.
pub(super) const MONTHS: &str = "WITH RECURSIVE months (m) AS (
    SELECT cast($1 as bigint) WHERE cast($1 as bigint) <= cast($2 as bigint)
    UNION ALL SELECT CASE WHEN m % 100 = 12 THEN m + 89 ELSE m + 1 END FROM months WHERE m < cast($2 as bigint))";

//! What other subjects ask of the awards.

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use store::{Tx, params};

use super::{Benefit, codes};

/// An award with what is due and what has been paid of it, up to a month.
#[derive(Clone, Debug)]
pub struct Payable {
    /// Award.
    pub award: i64,
    /// Who is paid.
    pub person: PartyId,
    /// Whose pension, account or death it is about.
    pub owner: PartyId,
    /// What kind.
    pub benefit: Benefit,
    /// Fund that bears it.
    pub fund: Fund,
    /// Due for the month itself.
    pub amount: Fen,
    /// Part of that for the personal account.
    pub account_part: Fen,
    /// Why the amount of the month is what it is: award, re-award, adjustment, stop.
    pub cause: String,
    /// Due up to the month, less what was paid and not claimed back.
    pub outstanding: Fen,
    /// Account parts due up to the month, less those paid.
    pub outstanding_part: Fen,
}

/// Months of an amount up to $1.
pub(super) const MONTHS: &str = "((CASE WHEN x.to_month < $1 THEN x.to_month ELSE $1 END) / 100 * 12
    + (CASE WHEN x.to_month < $1 THEN x.to_month ELSE $1 END) % 100
    - x.from_month / 100 * 12 - x.from_month % 100 + 1)";

/// Every award of which something is open in a month, by award: the month's amount, and arrears.
pub fn payable(tx: &mut Tx<'_>, month: FeeMonth, mut take: impl FnMut(Payable) -> Result<()>) -> Result<()> {
    let sql = format!("{} ORDER BY a.id", select(Which::All));
    tx.each(&sql, params![month], |row| {
        let open: Fen = row.get(8)?;
        if open <= Fen::ZERO {
            return Ok(());
        }
        take(Payable {
            award: row.get(0)?,
            person: row.get(1)?,
            owner: row.get(2)?,
            benefit: benefit_of(row.get(3)?)?,
            fund: row.get(4)?,
            amount: row.get(5)?,
            account_part: row.get(6)?,
            cause: row.get(7)?,
            outstanding: open,
            outstanding_part: row.get(9)?,
        })
    })
}

/// What is open of one award up to a month; negative where too much was paid.
pub(crate) fn outstanding(tx: &mut Tx<'_>, award: i64, through: FeeMonth) -> Result<Fen> {
    let found = tx.row(&select(Which::One), params![through, award], |row| row.get(8))?;
    Ok(found.unwrap_or(Fen::ZERO))
}

/// Whose pension, account or death an award `a` of the matter `m` is about, after merges.
pub(crate) const OWNER: &str = "coalesce((SELECT g.person FROM person_merge g
    WHERE g.duplicate = coalesce(m.subject, a.person)), m.subject, a.person)";

/// Which awards are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    /// The one with the number `$2`. Each sum is kept to it, or the engine adds up everybody's first.
    One,
}

fn select(which: Which) -> String {
    let only = |column: &str| match which {
        Which::All => String::new(),
        Which::One => format!("AND {column} = $2"),
    };
    let (due, paid, claimed, award) = (only("x.award"), only("award"), only("award"), only("a.id"));
    format!(
        "SELECT a.id, a.person, {OWNER}, a.benefit, a.fund,
                cast(d.amount as bigint), cast(d.part as bigint), coalesce(d.cause, ''),
                cast(d.due - coalesce(p.paid, 0) + coalesce(c.claimed, 0) as bigint),
                cast(d.due_part - coalesce(p.part, 0) as bigint)
         FROM award a JOIN matter m ON m.id = a.matter
         JOIN (SELECT x.award, sum(x.amount * {MONTHS}) AS due, sum(x.account_part * {MONTHS}) AS due_part,
                      sum(CASE WHEN x.to_month >= $1 THEN x.amount ELSE 0 END) AS amount,
                      sum(CASE WHEN x.to_month >= $1 THEN x.account_part ELSE 0 END) AS part,
                      max(CASE WHEN x.to_month >= $1 THEN x.cause END) AS cause
               FROM award_amount x WHERE x.retracted_at = 0 AND x.from_month <= $1 {due} GROUP BY x.award) d ON d.award = a.id
         LEFT JOIN (SELECT award, sum(amount) AS paid, sum(account_part) AS part FROM payment
                    WHERE state NOT IN ('replaced', 'cancelled') AND item <> 'set-off' {paid} GROUP BY award) p ON p.award = a.id
         LEFT JOIN (SELECT award, sum(amount) AS claimed FROM claim WHERE 1 = 1 {claimed} GROUP BY award) c ON c.award = a.id
         WHERE 1 = 1 {award}"
    )
}

/// The kind of a stored word.
pub(super) fn benefit_of(word: String) -> Result<Benefit> {
    Benefit::from_key(&word).ok_or_else(|| codes::NO_BENEFIT.with("benefit", word))
}

/// Awards that pay a person month by month beyond a month.
pub(crate) fn running(tx: &mut Tx<'_>, person: PartyId, month: FeeMonth) -> Result<Vec<(i64, Benefit)>> {
    let monthly: Vec<String> = Benefit::ALL
        .iter()
        .filter(|kind| kind.is_monthly())
        .map(|kind| format!("'{}'", kind.key()))
        .collect();
    let sql = format!(
        "SELECT a.id, a.benefit FROM award a WHERE a.person = $1 AND a.benefit IN ({})
           AND EXISTS (SELECT 1 FROM award_amount x WHERE x.award = a.id AND x.retracted_at = 0 AND x.to_month > $2)
         ORDER BY a.id",
        monthly.join(", ")
    );
    tx.rows(&sql, params![person, month], |row| Ok((row.get(0)?, benefit_of(row.get(1)?)?)))
}

/// Is a benefit due to a person for a month?
pub(crate) fn draws(tx: &mut Tx<'_>, person: PartyId, benefit: Benefit, month: FeeMonth) -> Result<bool> {
    let found = tx.row(
        "SELECT 1 FROM award a JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0
         WHERE a.person = $1 AND a.benefit = $2 AND x.from_month <= $3 AND x.to_month >= $3 LIMIT 1",
        params![person, benefit.key(), month],
        |row| row.get::<i64>(0),
    )?;
    Ok(found.is_some())
}

/// A pension in payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Running {
    /// Whose.
    pub person: PartyId,
    /// Employee pension or resident pension.
    pub benefit: Benefit,
    /// First month.
    pub since: FeeMonth,
    /// A month.
    pub amount: Fen,
    /// What of that the account carries.
    pub account_part: Fen,
}

/// Every employee and resident pension that runs in a month.
pub fn each_pension(
    tx: &mut Tx<'_>,
    month: FeeMonth,
    mut take: impl FnMut(Running) -> Result<()>,
) -> Result<()> {
    let person = crate::registry::facts::true_sql("a.person");
    tx.each(
        &format!(
            "SELECT {person}, a.benefit, a.from_month, x.amount, x.account_part
             FROM award a JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0
             WHERE a.benefit IN ('pension', 'resident-pension') AND x.from_month <= $1 AND x.to_month >= $1
               AND x.amount > 0 ORDER BY a.id"
        ),
        params![month],
        |row| {
            take(Running {
                person: row.get(0)?,
                benefit: benefit_of(row.get(1)?)?,
                since: row.get(2)?,
                amount: row.get(3)?,
                account_part: row.get(4)?,
            })
        },
    )
}

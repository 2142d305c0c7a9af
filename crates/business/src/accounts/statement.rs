//! What a person's statement of rights (个人权益记录单) says about their accounts, recomputed from the first month.

use std::collections::BTreeMap;

use kernel::{AccountKind, FeeMonth, Fen, Insurance, PartyId, Rate, Result};
use store::{Tx, params};

use super::balance::{head, year_of};
use super::kind_of;
use super::movements::{Cause, Movement, movements};
use crate::levy;

/// One account of a person over one year, with its growth since the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Kind of account.
    pub kind: AccountKind,
    /// The year asked for.
    pub year: Year,
    /// Every year up to it, for the picture.
    pub growth: Vec<GrowthPoint>,
}

/// An account's year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Year {
    /// Calendar year.
    pub year: i32,
    /// Balance at its beginning.
    pub opening: Fen,
    /// What each fee month brought, by month.
    pub credits: Vec<MonthCredit>,
    /// Interest credited for the year.
    pub interest: Fen,
    /// Its rate, once the year is settled.
    pub rate: Option<Rate>,
    /// Paid out or moved away.
    pub paid: Fen,
    /// Balance at its end, with interest if settled.
    pub closing: Fen,
}

/// What a fee month brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthCredit {
    /// Fee month.
    pub month: FeeMonth,
    /// Contribution base of the month.
    pub base: Fen,
    /// Credited in the year for it.
    pub amount: Fen,
}

/// What an account consisted of at the end of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrowthPoint {
    /// Calendar year.
    pub year: i32,
    /// Credits less payments, with what was brought in.
    pub principal: Fen,
    /// Interest so far.
    pub interest: Fen,
}

/// The accounts of a person for a year, by kind. Nothing is taken from settled years but their rate: the figures are summed
/// from the movements.
pub fn statement(tx: &mut Tx<'_>, person: PartyId, year: i32) -> Result<Vec<Statement>> {
    let bases = bases(tx, person)?;
    let last =
        tx.row("SELECT max(month) FROM account_entry", params![], |row| row.get::<Option<FeeMonth>>(0))?;
    let mut statements = Vec::new();
    for &kind in AccountKind::ALL {
        let Some(head) = head(tx, kind, person)? else { continue };
        let all = movements(tx, kind, person, head.opened, last.flatten().unwrap_or(head.opened))?;
        let first = head.opened.year().max(head.opening_year + 1);
        let (mut opening, mut interest_so_far) = (head.opening, Fen::ZERO);
        let mut growth = Vec::new();
        for past in first..year {
            let (months, interest) = year_of(&all, past);
            opening += months.iter().copied().sum::<Fen>() + interest;
            interest_so_far += interest;
            growth.push(point(past, opening, interest_so_far));
        }
        let this = year_figures(tx, kind, person, year, opening, &all, &bases)?;
        growth.push(point(year, this.closing, interest_so_far + this.interest));
        statements.push(Statement { kind, year: this, growth });
    }
    Ok(statements)
}

fn point(year: i32, balance: Fen, interest: Fen) -> GrowthPoint {
    GrowthPoint { year, principal: balance - interest, interest }
}

fn year_figures(
    tx: &mut Tx<'_>,
    kind: AccountKind,
    person: PartyId,
    year: i32,
    opening: Fen,
    all: &[Movement],
    bases: &BTreeMap<(AccountKind, FeeMonth), Fen>,
) -> Result<Year> {
    let of_year = || all.iter().filter(|m| m.month.year() == year && m.cause != Cause::Interest);
    let mut credits: BTreeMap<FeeMonth, Fen> = BTreeMap::new();
    for movement in of_year().filter(|movement| !movement.cause.is_payment()) {
        *credits.entry(movement.fee_month).or_default() += movement.amount;
    }
    let paid = -of_year().filter(|m| m.cause.is_payment()).map(|m| m.amount).sum::<Fen>();
    let (_, interest) = year_of(all, year);
    let rate = tx.row(
        "SELECT rate FROM account_year WHERE year = $1 AND kind = $2 AND person = $3",
        params![year, kind, person],
        |row| row.get(0),
    )?;
    let closing = opening + credits.values().copied().sum::<Fen>() - paid + interest;
    let credits = credits
        .into_iter()
        .filter(|(_, amount)| !amount.is_zero())
        .map(|(month, amount)| MonthCredit {
            month,
            base: bases.get(&(kind, month)).copied().unwrap_or(Fen::ZERO),
            amount,
        })
        .collect();
    Ok(Year { year, opening, credits, interest, rate, paid, closing })
}

/// Contribution bases by kind of account and fee month.
fn bases(tx: &mut Tx<'_>, person: PartyId) -> Result<BTreeMap<(AccountKind, FeeMonth), Fen>> {
    let mut bases: BTreeMap<(AccountKind, FeeMonth), Fen> = BTreeMap::new();
    levy::facts::each_history_line(tx, person, |line| {
        let insurance: Insurance = line.insurance;
        if let Some(kind) = kind_of(insurance) {
            *bases.entry((kind, line.month)).or_default() += line.base;
        }
        Ok(())
    })?;
    Ok(bases)
}

//! Yearly interest (年终结息): every account of a kind, in the order of people, in chunks that commit with their place.
//!
//! Each chunk books its entries, its year rows and the ledger's event together, in the month the run is made; the interest
//! counts for the year that is settled. A run that was interrupted goes on where it stood, with the rate it began with.

use kernel::{AccountKind, FeeMonth, Fen, MatterId, PartyId, Rate, Result};
use ledger::{Event, Source};
use rules::account::{InterestMethod, bookkeeping_rate, interest_method, year_interest};
use rules::{Figure, Law, NoTrace, optional};
use serde_json::json;
use store::{Sequence, Table, Tx, params};

use super::movements::{Cause, ENTRY, MONTHS};
use super::{balance::last_settled, codes, fund_of};
use crate::Office;
use crate::desk::{self, Actor, Decision, Matter, services};
use crate::fund;

/// How far a run is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Kind of account.
    pub kind: AccountKind,
    /// Accounts settled so far.
    pub accounts: i64,
}

/// What the settlement of a kind came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Kind of account.
    pub kind: AccountKind,
    /// Run number.
    pub run: i64,
    /// Rate of the year.
    pub rate: Rate,
    /// Accounts with a row.
    pub accounts: i64,
    /// Interest credited.
    pub interest: Fen,
}

/// Accounts that one commit settles.
const CHUNK: i64 = 10_000;

const YEAR: Table = Table {
    name: "account_year",
    columns: &["year", "kind", "person", "run", "opening", "credits", "interest", "paid", "closing", "rate"],
};

/// Settles a year: pension accounts at the bookkeeping rate (记账利率), the others where the law has a rate for them. A year
/// that is settled already is only reported.
///
/// # Errors
/// `ACC-0101` before the rate is published, `ACC-0102` before the year is over, `ACC-0103` out of order.
pub fn interest(
    office: &Office,
    actor: &Actor,
    year: i32,
    progress: &mut dyn FnMut(Progress),
) -> Result<Vec<Settled>> {
    let law = office.law.in_force(office.region.as_str(), Some(actor.at.date()))?;
    if actor.at.date().year() <= i16::try_from(year).unwrap_or(i16::MAX) {
        return Err(codes::YEAR_RUNNING.with("year", year));
    }
    let mut settled = Vec::new();
    for &kind in AccountKind::ALL {
        let Some(rate) = rate_of(&law, kind, year)? else { continue };
        let mut run = begin(office, actor, kind, year, &rate)?;
        let terms = Terms { rate: Figure::given(run.settled.rate), method: interest_method(&law, year)? };
        while !run.done {
            chunk(office, actor, year, &terms, &mut run)?;
            progress(Progress { kind, accounts: run.settled.accounts });
        }
        settled.push(run.settled);
    }
    Ok(settled)
}

/// The rate of a kind of account; `None` where the law has none for it.
fn rate_of(law: &Law<'_>, kind: AccountKind, year: i32) -> Result<Option<Figure<Rate>>> {
    if kind == AccountKind::Pension {
        let known = optional(bookkeeping_rate(law, year))?;
        return known.map(Some).ok_or_else(|| codes::NO_RATE.with("year", year));
    }
    let january = FeeMonth::new(year, 1).ok_or_else(|| codes::NO_RATE.with("year", year))?;
    optional(law.rate(&format!("account.{}.bookkeeping_rate", kind.key()), january))
}

struct Terms {
    rate: Figure<Rate>,
    method: InterestMethod,
}

struct Run {
    matter: Matter,
    /// No earlier run: balances begin with what was brought in.
    first: bool,
    last_person: i64,
    done: bool,
    settled: Settled,
}

fn begin(office: &Office, actor: &Actor, kind: AccountKind, year: i32, rate: &Figure<Rate>) -> Result<Run> {
    office.store.write(&actor.act(services::INTEREST.code), |tx| {
        if let Some(run) = existing(tx, office, actor, kind, year)? {
            return Ok(run);
        }
        let before = check_order(tx, kind, year)?;
        let command = json!({ "year": year, "kind": kind.key(), "rate": rate.value });
        let matter = desk::open(tx, office, actor, &services::INTEREST, None, &command)?;
        let run = tx.allot_one(Sequence::Run)?;
        tx.run(
            "INSERT INTO interest_run (id, year, kind, rate, law, state, last_person, accounts, interest, matter, at)
             VALUES ($1, $2, $3, $4, $5, 'running', 0, 0, 0, $6, $7)",
            params![run, year, kind, rate.value, office.law.hash(), matter.id, actor.at],
        )?;
        tx.recorded_row(
            matter.id.get(),
            "interest_run",
            params![run, year, kind, rate.value, office.law.hash(), matter.id, actor.at],
        );
        let settled = Settled { kind, run, rate: rate.value, accounts: 0, interest: Fen::ZERO };
        Ok(Run { matter, first: before.is_none(), last_person: 0, done: false, settled })
    })
}

fn existing(
    tx: &mut Tx<'_>,
    office: &Office,
    actor: &Actor,
    kind: AccountKind,
    year: i32,
) -> Result<Option<Run>> {
    let found = tx.row(
        "SELECT r.id, r.rate, r.state, r.last_person, r.accounts, r.interest, m.id, m.number, m.opened_at, m.opened_by
         FROM interest_run r JOIN matter m ON m.id = r.matter WHERE r.year = $1 AND r.kind = $2",
        params![year, kind],
        |row| {
            let settled = Settled {
                kind,
                run: row.get(0)?,
                rate: row.get(1)?,
                accounts: row.get(4)?,
                interest: row.get(5)?,
            };
            let matter = Matter {
                id: row.get::<MatterId>(6)?,
                number: row.get(7)?,
                service: &services::INTEREST,
                region: office.region,
                subject: None,
                at: row.get(8)?,
                by: row.get(9)?,
            };
            let done = row.get::<String>(2)? == "done";
            Ok(Run { matter, first: false, last_person: row.get(3)?, done, settled })
        },
    )?;
    let Some(mut run) = found else { return Ok(None) };
    actor.may(&services::INTEREST, office.region)?;
    run.first = last_settled(tx, kind)?.is_none();
    Ok(Some(run))
}

/// Years are settled one after the other, from the first that has a movement. Gives the last one settled.
fn check_order(tx: &mut Tx<'_>, kind: AccountKind, year: i32) -> Result<Option<i32>> {
    let last = last_settled(tx, kind)?;
    let first_movement = tx.row(
        "SELECT month FROM account_entry WHERE kind = $1 ORDER BY month LIMIT 1",
        params![kind],
        |row| row.get::<FeeMonth>(0),
    )?;
    let next = match (last, first_movement) {
        (Some(last), _) => last + 1,
        (None, Some(month)) => month.year().min(year),
        (None, None) => year,
    };
    if year != next {
        return Err(codes::EARLIER_YEAR.with("year", next).with("kind", kind.zh()));
    }
    Ok(last)
}

/// An account with the movements of the year.
struct Account {
    person: PartyId,
    opening: Fen,
    /// It had a row in the year before: it gets one again.
    continued: bool,
    added: [Fen; 12],
    paid: [Fen; 12],
}

fn chunk(office: &Office, actor: &Actor, year: i32, terms: &Terms, run: &mut Run) -> Result<()> {
    office
        .store
        .write(&actor.act(services::INTEREST.code), |tx| {
            let accounts = load(tx, year, run)?;
            let full = i64::try_from(accounts.len()).unwrap_or(0) == CHUNK;
            let mut settled = run.settled;
            let last_person = accounts.last().map_or(run.last_person, |account| account.person.get());
            let interest = settle(tx, year, terms, &mut settled, &accounts, FeeMonth::of(actor.at.date()))?;
            if !interest.is_zero() {
                let source = Source { kind: "interest", id: settled.run };
                let event = Event::AccountInterest { amount: interest };
                let note = format!("{year}年{}记账利息", settled.kind.zh());
                fund::post(tx, actor, fund_of(settled.kind), actor.at.date(), &event, source, &note)?;
            }
            let moved = tx.run(
                "UPDATE interest_run SET last_person = $2, accounts = $3, interest = $4, state = $5
             WHERE id = $1 AND last_person = $6 AND state = 'running'",
                params![
                    settled.run,
                    last_person,
                    settled.accounts,
                    settled.interest,
                    if full { "running" } else { "done" },
                    run.last_person
                ],
            )?;
            if moved == 0 {
                return Err(codes::YEAR_SETTLED.with("month", year).with("kind", settled.kind.zh()));
            }
            if !full {
                let inputs = json!({ "year": year, "kind": settled.kind.key(), "rate": settled.rate });
                let effects =
                    json!({ "run": settled.run, "accounts": settled.accounts, "interest": settled.interest });
                desk::decide(tx, office, actor, &run.matter, &Decision::granted(inputs, effects))?;
            }
            Ok((settled, last_person, full))
        })
        .map(|(settled, last_person, full)| {
            (run.settled, run.last_person, run.done) = (settled, last_person, !full);
        })
}

fn load(tx: &mut Tx<'_>, year: i32, run: &Run) -> Result<Vec<Account>> {
    let kind = run.settled.kind;
    let (january, december) = (i64::from(year) * 100 + 1, i64::from(year) * 100 + 12);
    let first = run.first;
    let mut accounts = tx.rows(
        "SELECT a.person, a.opening, a.opening_year, y.closing
         FROM account a LEFT JOIN account_year y ON y.year = $2 AND y.kind = a.kind AND y.person = a.person
         WHERE a.kind = $1 AND a.person > $3 AND (a.closed IS NULL OR a.closed > $4)
         ORDER BY a.person LIMIT $5",
        params![kind, year - 1, run.last_person, december, CHUNK],
        |row| {
            let closing: Option<Fen> = row.get(3)?;
            let brought = if row.get::<i32>(2)? < year { row.get(1)? } else { Fen::ZERO };
            Ok(Account {
                person: row.get(0)?,
                opening: closing.unwrap_or(brought),
                continued: closing.is_some() && !first,
                added: [Fen::ZERO; 12],
                paid: [Fen::ZERO; 12],
            })
        },
    )?;
    let Some(last) = accounts.last().map(|account| account.person) else { return Ok(accounts) };
    let mut at = 0;
    tx.each(
        &format!(
            "{MONTHS} SELECT a.person, e.month, e.cause, e.amount
             FROM account a CROSS JOIN months CROSS JOIN account_entry e
             WHERE a.kind = $3 AND a.person > $4 AND a.person <= $5 AND (a.closed IS NULL OR a.closed > $6)
               AND e.month = months.m AND e.kind = a.kind AND e.person = a.person AND e.cause <> 3
             ORDER BY a.person"
        ),
        params![january, december, kind, run.last_person, last, december],
        |row| {
            let person: PartyId = row.get(0)?;
            while accounts.get(at).is_some_and(|account| account.person < person) {
                at += 1;
            }
            let month = usize::try_from(row.get::<FeeMonth>(1)?.month() - 1).unwrap_or(0);
            let (cause, amount) = (Cause::from_code(row.get(2)?), row.get::<Fen>(3)?);
            if let Some(account) = accounts.get_mut(at) {
                if cause.is_some_and(Cause::is_payment) {
                    account.paid[month] -= amount;
                } else {
                    account.added[month] += amount;
                }
            }
            Ok(())
        },
    )?;
    Ok(accounts)
}

/// Computes and writes a chunk; gives its interest and adds to the run's figures.
fn settle(
    tx: &mut Tx<'_>,
    year: i32,
    terms: &Terms,
    settled: &mut Settled,
    accounts: &[Account],
    booked: FeeMonth,
) -> Result<Fen> {
    let december = FeeMonth::new(year, 12).unwrap_or(booked);
    let mut rows = Vec::with_capacity(accounts.len());
    for account in accounts {
        let moves = account.added.iter().chain(&account.paid).any(|amount| !amount.is_zero());
        if account.opening.is_zero() && !moves && !account.continued {
            continue;
        }
        let mut months = account.added;
        for (month, paid) in months.iter_mut().zip(account.paid) {
            *month -= paid;
        }
        let result = year_interest(&mut NoTrace, account.opening, &months, &terms.rate, &terms.method, 12);
        rows.push((account, result));
    }
    let sum: Fen = rows.iter().map(|(_, result)| result.interest).sum();
    tx.bulk(&YEAR, |sink| {
        for (account, result) in &rows {
            let credits: Fen = account.added.iter().copied().sum();
            let paid: Fen = account.paid.iter().copied().sum();
            sink.row(params![
                year,
                settled.kind,
                account.person,
                settled.run,
                account.opening,
                credits,
                result.interest,
                paid,
                result.closing,
                settled.rate
            ])?;
        }
        Ok(())
    })?;
    tx.bulk(&ENTRY, |sink| {
        for (account, result) in rows.iter().filter(|(_, result)| !result.interest.is_zero()) {
            sink.row(params![
                booked,
                settled.kind,
                account.person,
                december,
                Cause::Interest.code(),
                settled.run,
                result.interest
            ])?;
        }
        Ok(())
    })?;
    settled.accounts += i64::try_from(rows.len()).unwrap_or(0);
    settled.interest += sum;
    Ok(sum)
}

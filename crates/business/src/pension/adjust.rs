//! The yearly adjustment of all pensions (基本养老金调整): prepared as a whole, agreed to as a whole, arrears from January.

use kernel::{Date, FeeMonth, Fen, Result};
use rules::pension::{AdjustmentRules, adjust as increase};
use rules::{Law, NoTrace, is_missing};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Tx, params};

use super::codes;
use super::taken_over::MONTHS_FACT;
use crate::Office;
use crate::benefits::{Amount, Benefit, insert, retract, same};
use crate::desk::{self, Actor, Decision, Matter, services};

/// What an adjustment will come to; it waits for a second person.
#[derive(Debug)]
pub struct Preview {
    /// The matter.
    pub matter: Matter,
    /// Pensioners.
    pub people: i64,
    /// Their pensions a month before.
    pub before: Fen,
    /// The increase a month.
    pub increase: Fen,
    /// Arrears from January to the month before the preparation.
    pub arrears: Fen,
}

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Totals {
    people: i64,
    before: Fen,
    increase: Fen,
    arrears: Fen,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Command {
    pub(super) year: i32,
}

/// The increase of one pension in a year's adjustment.
pub(super) fn raise_of(law: &Law<'_>, year: i32, amount: Fen, months: i64, birth: Date) -> Result<Fen> {
    let rules = AdjustmentRules::of_year(law, year)?;
    let age = whole_years(birth, january(year)?.previous().last_day());
    Ok(increase(&mut NoTrace, amount, months / 12, age, &rules)?.total)
}

/// Prepares the adjustment of a year for everybody who retired before it.
///
/// # Errors
/// `PEN-0107` before the scheme is out, `PEN-0109` while pensions are provisional, `PEN-0110` a second time.
pub fn adjust(office: &Office, actor: &Actor, year: i32) -> Result<Preview> {
    office.store.write(&actor.act(services::ADJUST.code), |tx| {
        let command = json!(Command { year });
        let done = tx.row(
            "SELECT 1 FROM matter WHERE service = $1 AND command = $2 AND state IN ('in-review', 'done')",
            params![services::ADJUST.code, command.to_string()],
            |row| row.get::<i64>(0),
        )?;
        if done.is_some() {
            return Err(codes::ADJUSTED.with("year", year));
        }
        let (totals, _) = plan(tx, office, actor.at.date(), year)?;
        let matter = desk::open(tx, office, actor, &services::ADJUST, None, &command)?;
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, json!(totals)))?;
        let Totals { people, before, increase, arrears } = totals;
        Ok(Preview { matter, people, before, increase, arrears })
    })
}

pub(super) fn approved(
    tx: &mut Tx<'_>,
    office: &Office,
    matter: &Matter,
    command: &Command,
    signed: &str,
) -> Result<()> {
    let (totals, amounts) = plan(tx, office, matter.at.date(), command.year)?;
    same(&totals, signed, matter)?;
    let january = january(command.year)?;
    let at = tx.act()?.at;
    retract(tx, Benefit::Pension, january, at)?;
    insert(tx, matter.id, at, "adjustment", &amounts)
}

fn january(year: i32) -> Result<FeeMonth> {
    FeeMonth::new(year, 1).ok_or_else(|| codes::NOT_PUBLISHED.with("year", year))
}

/// Totals, and every amount that reaches into the year as it will be.
fn plan(tx: &mut Tx<'_>, office: &Office, known_on: Date, year: i32) -> Result<(Totals, Vec<Amount>)> {
    let law = office.law.in_force(office.region.as_str(), Some(known_on))?;
    let rules = AdjustmentRules::of_year(&law, year).map_err(|problem| match is_missing(&problem) {
        true => codes::NOT_PUBLISHED.with("year", year).because(problem),
        false => problem,
    })?;
    let january = january(year)?;
    let provisional = tx.row(
        "SELECT count(*) FROM award WHERE benefit = 'pension' AND provisional = 1 AND from_month <= $1",
        params![january],
        |row| row.get::<i64>(0),
    )?;
    if let Some(count @ 1..) = provisional {
        return Err(codes::PROVISIONAL.with("count", count));
    }
    let cutoff = january.previous().last_day();
    let until = FeeMonth::of(known_on).previous();
    let mut totals = Totals::default();
    let mut amounts: Vec<Amount> = Vec::new();
    let mut current: Option<(i64, Fen)> = None;
    tx.each(
        "SELECT x.award, x.from_month, x.to_month, x.amount, x.account_part, i.birth, f.value
         FROM award a
         JOIN award_amount x ON x.award = a.id AND x.retracted_at = 0 AND x.to_month >= $1
         JOIN person_identity i ON i.person = a.person AND i.retracted_at = 0
           AND i.valid_from = (SELECT max(valid_from) FROM person_identity l WHERE l.person = a.person AND l.retracted_at = 0)
         LEFT JOIN person_fact f ON f.person = a.person AND f.fact = $2 AND f.retracted_at = 0
         WHERE a.benefit = 'pension' AND a.from_month <= $1
         ORDER BY x.award, x.from_month",
        params![january, MONTHS_FACT],
        |row| {
            let old = Amount {
                award: row.get(0)?,
                from: row.get(1)?,
                to: row.get(2)?,
                amount: row.get(3)?,
                account_part: row.get(4)?,
            };
            let raise = match current.filter(|(award, _)| *award == old.award) {
                Some((_, raise)) => raise,
                None => {
                    let months: i64 = row.get::<Option<String>>(6)?.and_then(|text| text.parse().ok()).unwrap_or(0);
                    let age = whole_years(row.get(5)?, cutoff);
                    let raise = increase(&mut NoTrace, old.amount, months / 12, age, &rules)?.total;
                    totals.people += 1;
                    totals.before += old.amount;
                    totals.increase += raise;
                    current = Some((old.award, raise));
                    raise
                }
            };
            let first = old.from.max(january);
            if old.from < january {
                amounts.push(Amount { to: january.previous(), ..old });
            }
            amounts.push(Amount { from: first, amount: old.amount + raise, ..old });
            let months = i64::from(first.months_until(old.to.min(until)) + 1).max(0);
            totals.arrears += Fen::new(raise.get() * months);
            Ok(())
        },
    )?;
    if totals.people == 0 { Err(codes::NOTHING.with("year", year)) } else { Ok((totals, amounts)) }
}

fn whole_years(birth: Date, on: Date) -> i64 {
    let before_birthday = (on.month(), on.day()) < (birth.month(), birth.day());
    i64::from(on.year()) - i64::from(birth.year()) - i64::from(before_birthday)
}

//! Returned payments: paid again to another account, or cancelled where nothing was due.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use ledger::{Event, Source};
use serde_json::json;
use store::{Tx, params};

use super::build::{Built, Line, Place, places, write};
use super::codes;
use super::report::Report;
use crate::desk::{self, Actor, Decision, services};
use crate::registry::facts::true_sql;
use crate::{Office, accounts, fund};

struct Returned {
    run: i64,
    line: i64,
    award: i64,
    person: PartyId,
    month: FeeMonth,
    item: String,
    fund: Fund,
    amount: Fen,
    account_part: Fen,
    order: String,
    place: Place,
    reason: String,
}

/// Builds a run that pays returned payments again, to people whose account was corrected since or whose bank had a passing
/// reason. It waits for a second person like every run.
pub fn repeat(office: &Office, actor: &Actor, month: FeeMonth) -> Result<Built> {
    office.store.write(&actor.act(services::PAY.code), |tx| {
        let places = places(tx)?;
        let (mut lines, mut without_account): (Vec<Line>, Vec<(i64, PartyId)>) = Default::default();
        let mut orders: Vec<(i64, String)> = Vec::new();
        for old in returned(tx)? {
            let passing = bank::reason(&old.reason).is_some_and(|reason| reason.passing);
            let Some(place) = places.get(&old.person).filter(|place| passing || **place != old.place) else {
                without_account.push((old.award, old.person));
                continue;
            };
            let key = (old.run, old.order);
            if orders.last() != Some(&key) {
                orders.push(key);
            }
            lines.push(Line {
                award: old.award,
                person: old.person,
                month: old.month,
                item: item(&old.item),
                fund: old.fund,
                amount: old.amount,
                account_part: old.account_part,
                place: place.clone(),
                order: orders.len(),
                replaces: Some((old.run, old.line)),
            });
        }
        if lines.is_empty() {
            return Err(codes::NO_NEW_ACCOUNT.problem());
        }
        let matter = desk::open(tx, office, actor, &services::PAY, None, &json!({ "repeat": month }))?;
        let run = write(tx, office, actor, &matter, month, "repeat", &lines)?;
        tx.run(
            "UPDATE payment SET state = 'replaced'
             WHERE state = 'returned' AND EXISTS (SELECT 1 FROM payment n WHERE n.run = $1
                    AND n.replaces_run = payment.run AND n.replaces_line = payment.line)",
            params![run.id],
        )?;
        let effects = json!({ "run": run.id, "payments": run.payments, "total": run.total });
        desk::decide(tx, office, actor, &matter, &Decision::granted(json!({ "repeat": month }), effects))?;
        let report = Report { before: None, changes: Vec::new(), totals: Vec::new() };
        Ok(Built { run, matter, report, without_account, held_back: Vec::new() })
    })
}

fn item(word: &str) -> &'static str {
    match word {
        "monthly" => "monthly",
        "arrears" => "arrears",
        "set-off" => "set-off",
        _ => "lump-sum",
    }
}

fn returned(tx: &mut Tx<'_>) -> Result<Vec<Returned>> {
    tx.rows(
        &format!(
            "SELECT p.run, p.line, p.award, {}, p.month, p.item, p.fund, p.amount, p.account_part, p.end_to_end, p.bank,
               p.account_masked, p.reason
             FROM payment p WHERE p.state = 'returned' ORDER BY p.run, p.line",
            true_sql("p.person")
        ),
        params![],
        |row| {
            let mut order: String = row.get(9)?;
            order.pop();
            Ok(Returned {
                run: row.get(0)?,
                line: row.get(1)?,
                award: row.get(2)?,
                person: row.get(3)?,
                month: row.get(4)?,
                item: row.get(5)?,
                fund: row.get(6)?,
                amount: row.get(7)?,
                account_part: row.get(8)?,
                order,
                place: Place { bank: row.get(10)?, masked: row.get(11)? },
                reason: row.get(12)?,
            })
        },
    )
}

/// Cancels what came back of an award's monthly payments for months after its last: it was not due (退票不再发放).
pub(crate) fn cancel_returned(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (award, person): (i64, PartyId),
    last: FeeMonth,
) -> Result<()> {
    let lines = tx.rows(
        "UPDATE payment SET state = 'cancelled'
         WHERE award = $1 AND month > $2 AND state = 'returned' AND item = 'monthly'
         RETURNING run, fund, month, amount, account_part",
        params![award, last],
        |row| {
            let key = (row.get::<i64>(0)?, row.get::<Fund>(1)?, row.get::<FeeMonth>(2)?);
            Ok((key, row.get::<Fen>(3)?, row.get::<Fen>(4)?))
        },
    )?;
    let lines: BTreeMap<_, _> = lines.into_iter().map(|(key, amount, part)| (key, (amount, part))).collect();
    for ((run, fund, month), (amount, part)) in lines {
        let on = actor.at.date();
        let event = Event::ReturnedCancelled { pooled: amount - part, personal: part };
        let source = Source { kind: "payment-run", id: run };
        fund::post(tx, actor, fund, on, &event, source, "退票不再发放")?;
        if let Some(kind) = accounts::kind_in(fund) {
            let back = BTreeMap::from([((person, month), -part)]);
            accounts::pay_out(tx, kind, FeeMonth::of(on), run, &back)?;
        }
    }
    Ok(())
}

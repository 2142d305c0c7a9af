//! The treasury's subsidies (财政补贴) that go with residents' contributions: due when the person's part is complete.

use std::collections::BTreeMap;

use kernel::{BillId, FeeMonth, Fen, Fund, Insurance, Result};
use serde_json::json;
use store::{Tx, params};

use super::book::{Book, NewReceipt};
use super::lines::Lines;
use crate::Office;
use crate::accounts;
use crate::desk::{self, Actor, Decision, services};

/// Takes the subsidies for all lines completed so far and not subsidised yet, and credits their account parts. Says what each
/// fund got; nothing a second time. The money stands in the fiscal account.
pub fn subsidies_received(office: &Office, actor: &Actor, month: FeeMonth) -> Result<BTreeMap<Fund, Fen>> {
    office.store.write(&actor.act(services::RECEIVE.code), |tx| {
        tx.hold("collection", 0)?;
        let due = due(tx)?;
        let funds = by_fund(&due);
        if due.is_empty() {
            return Ok(funds);
        }
        let command = json!({ "subsidies": month });
        let matter = desk::open(tx, office, actor, &services::RECEIVE, None, &command)?;
        let mut book = Book::new(tx, actor, matter.id, 1)?;
        let (on, total) = (actor.at.date(), funds.values().copied().sum());
        let receipt = book.receipt(NewReceipt {
            source: "treasury",
            reference: matter.number.clone(),
            payer: None,
            amount: total,
            received_on: on,
            slip: String::new(),
            reverses: None,
        });
        for (bill, insurance, amount, account) in &due {
            book.subsidy(receipt, on, (*bill, *insurance), *amount, *account);
        }
        book.write(tx, &Lines::none(), &BTreeMap::new())?;
        let places: Vec<(BillId, Insurance)> =
            due.iter().map(|(bill, insurance, ..)| (*bill, *insurance)).collect();
        accounts::credit_subsidies(tx, &places, FeeMonth::of(on))?;
        let effects = json!({ "lines": due.len(), "amount": total });
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))?;
        Ok(funds)
    })
}

/// A subsidy that is due: of which bill's insurance, how much, and how much of it goes to accounts.
type Due = (BillId, Insurance, Fen, Fen);

/// What the treasury owes each fund for the lines completed so far.
pub fn subsidies_due(tx: &mut Tx<'_>) -> Result<BTreeMap<Fund, Fen>> {
    Ok(by_fund(&due(tx)?))
}

fn due(tx: &mut Tx<'_>) -> Result<Vec<Due>> {
    tx.rows(
        "SELECT s.bill, s.insurance, cast(sum(s.amount) as bigint), cast(sum(s.account) as bigint)
         FROM subsidy s JOIN receivable r ON r.bill = s.bill AND r.insurance = s.insurance
         WHERE r.received = r.due AND NOT EXISTS (SELECT 1 FROM allocation a WHERE a.bill = s.bill
           AND a.insurance = s.insurance AND a.part = 'subsidy')
         GROUP BY s.bill, s.insurance ORDER BY s.bill, s.insurance",
        params![],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
    )
}

fn by_fund(due: &[Due]) -> BTreeMap<Fund, Fen> {
    let mut funds: BTreeMap<Fund, Fen> = BTreeMap::new();
    for (_, insurance, amount, _) in due {
        *funds.entry(insurance.fund()).or_default() += *amount;
    }
    funds
}

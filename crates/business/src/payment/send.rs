//! Sending an approved run (发送代发文件): booked and written in one transaction; asked again, the same bytes come out.

use std::collections::BTreeMap;

use bank::{Direction, Order, OrderHead, write_orders};
use kernel::{FeeMonth, Fen, Fund, PartyId, Result};
use ledger::{Deposit, Event, Source};
use serde_json::json;
use store::{Audit, Tx, params};

use super::{Run, codes, run};
use crate::benefits::facts::OWNER;
use crate::desk::{Actor, Role};
use crate::{Office, accounts, benefits, fund};

/// Books a run as expenditure and gives the order file (pain.001). A run that was sent already only gives its file again.
pub fn send(office: &Office, actor: &Actor, id: i64) -> Result<Vec<u8>> {
    actor.must_have(Role::Finance, office.region)?;
    let already = office.store.read(|tx| {
        let run = run(tx, id)?;
        if matches!(run.state.as_str(), "sent" | "answered") {
            file(tx, office, &run).map(Some)
        } else {
            Ok(None)
        }
    })?;
    if let Some(bytes) = already {
        return Ok(bytes);
    }
    office.store.write(&actor.act("payment.send"), |tx| {
        tx.hold("payment-run", id)?;
        let found = run(tx, id)?;
        let taken = tx
            .run("UPDATE payment_run SET state = 'sent' WHERE id = $1 AND state = 'approved'", params![id])?;
        if taken == 0 {
            return Err(codes::NOT_APPROVED.with("run", id));
        }
        if found.repeat {
            book_repeat(tx, actor, &found)?;
        } else {
            book(tx, actor, &found)?;
            benefits::pay_premiums(tx, office, actor, (id, found.month), found.matter)?;
        }
        tx.run("UPDATE payment SET state = 'sent' WHERE run = $1", params![id])?;
        tx.audit(Audit { what: "payment.send", subject: Some(id), detail: json!({ "total": found.total }) });
        file(tx, office, &found)
    })
}

#[derive(Default)]
struct Sums {
    gross: Fen,
    personal: Fen,
    inherited: Fen,
    set_off: Fen,
    /// Account parts of pensions, and of inheritances, by owner and month.
    parts: BTreeMap<(PartyId, FeeMonth), Fen>,
    estates: BTreeMap<(PartyId, FeeMonth), Fen>,
    claims: BTreeMap<PartyId, Fen>,
}

fn book(tx: &mut Tx<'_>, actor: &Actor, run: &Run) -> Result<()> {
    let mut funds: BTreeMap<Fund, Sums> = BTreeMap::new();
    tx.each(
        &format!(
            "SELECT p.fund, {OWNER}, a.benefit, p.item, p.month, p.amount, p.account_part
             FROM payment p JOIN award a ON a.id = p.award JOIN matter m ON m.id = a.matter WHERE p.run = $1 ORDER BY p.line"
        ),
        params![run.id],
        |row| {
            let sums = funds.entry(row.get(0)?).or_default();
            let (owner, month) = (row.get::<PartyId>(1)?, row.get::<FeeMonth>(4)?);
            let (amount, part) = (row.get::<Fen>(5)?, row.get::<Fen>(6)?);
            if row.get::<String>(3)? == "set-off" {
                sums.set_off -= amount;
                *sums.claims.entry(owner).or_default() -= amount;
            } else if row.get::<String>(2)? == "inheritance" {
                sums.inherited += part;
                sums.gross += amount - part;
                *sums.estates.entry((owner, month)).or_default() += part;
            } else {
                sums.gross += amount;
                sums.personal += part;
                *sums.parts.entry((owner, month)).or_default() += part;
            }
            Ok(())
        },
    )?;
    let (on, booked) = (actor.at.date(), FeeMonth::of(actor.at.date()));
    for (fund, mut sums) in funds {
        let source = Source { kind: "payment-run", id: run.id };
        // What is kept back from heirs must stand beside the expenditure it is kept back from.
        if sums.set_off > sums.gross {
            sums.gross += sums.inherited;
            sums.personal += sums.inherited;
            sums.inherited = Fen::ZERO;
        }
        if !sums.gross.is_zero() {
            let pooled = sums.gross - sums.personal;
            let event = Event::BenefitPaid { pooled, personal: sums.personal, set_off: sums.set_off };
            fund::post(tx, actor, fund, on, &event, source, &format!("{}待遇支付", run.month))?;
        }
        if !sums.inherited.is_zero() {
            let event = Event::AccountInherited { amount: sums.inherited };
            fund::post(tx, actor, fund, on, &event, source, "个人账户继承")?;
        }
        if let Some(kind) = accounts::kind_in(fund) {
            accounts::inherit(tx, kind, booked, run.id, &sums.estates)?;
            accounts::pay_out(tx, kind, booked, run.id, &sums.parts)?;
        }
        for (owner, kept) in sums.claims {
            benefits::set_off(tx, owner, fund, kept)?;
        }
    }
    Ok(())
}

fn book_repeat(tx: &mut Tx<'_>, actor: &Actor, run: &Run) -> Result<()> {
    for transfer in super::transfers(tx, run.id)? {
        let source = Source { kind: "payment-run", id: run.id };
        let event = Event::BenefitRepaid { amount: transfer.amount };
        fund::post(tx, actor, transfer.fund, actor.at.date(), &event, source, "退票重发")?;
    }
    Ok(())
}

/// The order file, from what was known when the run was built.
fn file(tx: &mut Tx<'_>, office: &Office, run: &Run) -> Result<Vec<u8>> {
    let rows = tx.rows(
        "SELECT p.end_to_end, p.amount, p.bank, coalesce(c.account_sealed, g.account_sealed),
                coalesce((SELECT i.name FROM person_identity i WHERE i.person = p.person AND i.recorded_at <= $2
                   AND (i.retracted_at = 0 OR i.retracted_at > $2) ORDER BY i.valid_from DESC LIMIT 1), g.holder)
         FROM payment p
         LEFT JOIN card c ON c.person = p.person AND c.account_masked = p.account_masked AND c.bank = p.bank
           AND c.recorded_at <= $2 AND (c.retracted_at = 0 OR c.retracted_at > $2)
           AND c.issued_on = (SELECT max(l.issued_on) FROM card l WHERE l.person = p.person AND l.recorded_at <= $2
                                AND (l.retracted_at = 0 OR l.retracted_at > $2))
         LEFT JOIN agreement g ON c.person IS NULL
           AND g.id = (SELECT max(l.id) FROM agreement l WHERE l.party = p.person AND l.recorded_at <= $2
                         AND l.account_masked = p.account_masked AND l.bank = p.bank)
         WHERE p.run = $1 AND coalesce(c.account_sealed, g.account_sealed) IS NOT NULL ORDER BY p.line",
        params![run.id, run.built_at],
        |row| {
            Ok((
                row.get::<String>(0)?,
                row.get::<Fen>(1)?,
                row.get::<String>(2)?,
                row.get::<Vec<u8>>(3)?,
                row.get::<Option<String>>(4)?,
            ))
        },
    )?;
    if i64::try_from(rows.len()) != Ok(run.payments) {
        return Err(codes::CHANGED.with("run", run.id).with("count", run.payments));
    }
    let purpose = format!("{}待遇", run.month);
    let mut orders: Vec<Order> = Vec::new();
    for (end_to_end, amount, bank, sealed, name) in rows {
        let id = end_to_end.get(..end_to_end.len() - 1).unwrap_or_default().to_owned();
        match orders.last_mut().filter(|last| last.end_to_end_id == id) {
            Some(last) => last.amount += amount,
            None => orders.push(Order {
                end_to_end_id: id,
                amount,
                account: bank::Account {
                    number: office.vault.open(&sealed)?,
                    name: name.unwrap_or_default(),
                    bank,
                },
                mandate: None,
                purpose: purpose.clone(),
            }),
        }
    }
    orders.retain(|order| order.amount > Fen::ZERO);
    let head = OrderHead {
        direction: Direction::Credit,
        message_id: run.message.clone(),
        created: run.built_at,
        due: office.calendar.on_or_after(run.built_at.date()).date,
        fund: fund::account(tx, Deposit::Expenditure)?,
        count: u64::try_from(orders.len()).unwrap_or(u64::MAX),
        total: run.total,
    };
    write_orders(Vec::new(), &head, orders)
}

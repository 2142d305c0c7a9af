//! Month end: income account swept, ledger and bank compared, balances kept, the year closed in December.

use kernel::{Date, FeeMonth, Fen, Fund, Result};
use ledger::{Deposit, Event, Source};
use serde_json::json;
use store::{Tx, params};

use super::bank_statement::agreement;
use super::{codes, post, trial_balance};
use crate::Office;
use crate::desk::{self, Actor, Decision, services};

/// Money the bank is asked to move between the agency's own accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Whose money.
    pub fund: Fund,
    /// From which account.
    pub from: Deposit,
    /// To which account.
    pub to: Deposit,
    /// How much.
    pub amount: Fen,
}

/// What closing a month found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The month.
    pub month: FeeMonth,
    /// Fund balance at its end, by fund.
    pub balances: Vec<(Fund, Fen)>,
    /// Was the year closed with it?
    pub year_closed: bool,
}

/// The last month that is closed, if any.
pub fn last_closed(tx: &mut Tx<'_>) -> Result<Option<FeeMonth>> {
    tx.row("SELECT month FROM month_close ORDER BY month DESC LIMIT 1", params![], |row| row.get(0))
}

/// Sweeps the income account into the fiscal special account (上划财政专户). Returns the orders for the bank; none a second time.
pub fn sweep(office: &Office, actor: &Actor, month: FeeMonth) -> Result<Vec<Transfer>> {
    office.store.write(&actor.act(services::CLOSE_MONTH.code), |tx| {
        let matter = desk::open(tx, office, actor, &services::CLOSE_MONTH, None, &json!({ "sweep": month }))?;
        let mut orders = Vec::new();
        for &fund in Fund::ALL {
            let amount = trial_balance(tx, fund, month)?.closing().deposit(Deposit::Income);
            if !amount.is_zero() {
                let source = Source { kind: "month", id: month.yyyymm() };
                post(tx, actor, fund, month.last_day(), &Event::Swept { amount }, source, "收入户上划")?;
                orders.push(Transfer { fund, from: Deposit::Income, to: Deposit::Fiscal, amount });
            }
        }
        let effects = json!(orders.iter().map(|o| (o.fund.key(), o.amount)).collect::<Vec<_>>());
        desk::decide(tx, office, actor, &matter, &Decision::granted(json!({ "month": month }), effects))?;
        Ok(orders)
    })
}

/// Moves money from the fiscal special account to the expenditure account ahead of a payment (拨付支出户).
pub fn allocate(tx: &mut Tx<'_>, actor: &Actor, fund: Fund, amount: Fen, source: Source) -> Result<Transfer> {
    let on = actor.at.date();
    let balance = trial_balance(tx, fund, FeeMonth::of(on))?.closing().deposit(Deposit::Fiscal);
    if balance < amount {
        return Err(codes::SHORT.with("fund", fund.zh()).with("balance", balance).with("amount", amount));
    }
    post(tx, actor, fund, on, &Event::Allocated { amount }, source, "财政专户拨付支出户")?;
    Ok(Transfer { fund, from: Deposit::Fiscal, to: Deposit::Expenditure, amount })
}

/// Closes a month: the income account must be empty and every account agree with the bank's last statement of the month.
/// In December income and expenditure of the year become balance.
pub fn close_month(office: &Office, actor: &Actor, month: FeeMonth) -> Result<Closed> {
    office.store.write(&actor.act(services::CLOSE_MONTH.code), |tx| {
        check_order(tx, month)?;
        let matter = desk::open(tx, office, actor, &services::CLOSE_MONTH, None, &json!({ "month": month }))?;
        agreement(tx, month)?;
        let year_closed = month.month() == 12;
        let mut balances = Vec::new();
        for &fund in Fund::ALL {
            balances.push((fund, close_fund(tx, actor, fund, month, year_closed)?));
        }
        tx.record(
            matter.id.get(),
            "month_close",
            &["region", "month", "closed_at", "closed_by", "matter"],
            params![office.region, month, actor.at, actor.officer, matter.id],
        )?;
        let effects = json!(balances.iter().map(|(fund, fen)| (fund.key(), fen)).collect::<Vec<_>>());
        desk::decide(tx, office, actor, &matter, &Decision::granted(json!({ "month": month }), effects))?;
        Ok(Closed { month, balances, year_closed })
    })
}

fn check_order(tx: &mut Tx<'_>, month: FeeMonth) -> Result<()> {
    let first = tx.row("SELECT min(month) FROM posting", params![], |row| row.get::<Option<FeeMonth>>(0))?;
    let expected = match last_closed(tx)? {
        Some(last) => last.next(),
        None => first.flatten().unwrap_or(month),
    };
    if month < expected {
        return Err(codes::MONTH_CLOSED.with("month", month));
    }
    if month > expected {
        return Err(codes::EARLIER_OPEN.with("month", expected));
    }
    Ok(())
}

fn close_fund(tx: &mut Tx<'_>, actor: &Actor, fund: Fund, month: FeeMonth, year: bool) -> Result<Fen> {
    let before = trial_balance(tx, fund, month)?.closing();
    let left = before.deposit(Deposit::Income);
    if !left.is_zero() {
        return Err(codes::NOT_SWEPT.with("fund", fund.zh()).with("amount", left));
    }
    let on: Date = month.last_day();
    let moved = before
        .iter()
        .any(|(account, _)| matches!(account.class(), ledger::Class::Income | ledger::Class::Expense));
    if year && moved {
        let source = Source { kind: "month", id: month.yyyymm() };
        post(tx, actor, fund, on, &Event::YearClosed { balances: before }, source, "年终结转")?;
    }
    let trial = trial_balance(tx, fund, month)?;
    for row in &trial.rows {
        tx.run(
            "INSERT INTO fund_month (fund, month, account, opening, debit, credit, closing)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![fund, month, row.account.code(), row.opening, row.debit, row.credit, row.closing()],
        )?;
    }
    Ok(trial.closing().fund_balance())
}

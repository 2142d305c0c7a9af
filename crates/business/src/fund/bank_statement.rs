//! The bank's own statements (对账单): taken once, continuous, and compared with the ledger.

use std::io::Read;

use bank::{Account, EntryKind, Incoming, StatementKind};
use kernel::{Date, FeeMonth, Fen, Fund, Result};
use ledger::Deposit;
use serde_json::json;
use store::{Table, Tx, Value, params};

use super::codes;
use super::trial_balance;
use crate::Office;
use crate::desk::{self, Actor, Decision, services};

const BANK_ENTRY: Table =
    Table { name: "bank_entry", columns: &["account", "reference", "day", "amount", "end_to_end", "kind"] };

/// A statement of the bank as taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenStatement {
    /// Which account.
    pub deposit: Deposit,
    /// Which day.
    pub day: Date,
    /// Balance before.
    pub opening: Fen,
    /// Balance after.
    pub closing: Fen,
    /// Movements.
    pub entries: usize,
    /// Was the same file taken before?
    pub known: bool,
}

/// Records where the agency's account is kept (开户信息): order files name it, statements are known by its number.
pub fn set_account(tx: &mut Tx<'_>, deposit: Deposit, account: &Account) -> Result<()> {
    let value = json!([account.number, account.name, account.bank]);
    tx.set(&setting(deposit), &value.to_string())
}

/// Where the agency's account is kept.
///
/// # Errors
/// `FND-0108` before it was recorded.
pub fn account(tx: &mut Tx<'_>, deposit: Deposit) -> Result<Account> {
    let text = tx.setting(&setting(deposit))?;
    let parts = text.and_then(|text| serde_json::from_str::<[String; 3]>(&text).ok());
    let [number, name, bank] =
        parts.ok_or_else(|| codes::NO_ACCOUNT.with("account", deposit.account().zh()))?;
    Ok(Account { number, name, bank })
}

fn setting(deposit: Deposit) -> String {
    format!("fund.account.{}", deposit.key())
}

/// Takes the bank's statement of a day (camt.053): it must continue the one before. The same file again changes nothing.
///
/// # Errors
/// `FND-0108` for a foreign account, `FND-0106` where a statement is missing before it, and what reading finds wrong.
pub fn take_bank_statement(office: &Office, actor: &Actor, file: impl Read) -> Result<TakenStatement> {
    let statement = match bank::read(file)? {
        Incoming::Statement(statement) if statement.head.kind == StatementKind::Day => statement,
        _ => return Err(bank::codes::NOT_A_MESSAGE.with("found", "camt.053?")),
    };
    let head = statement.head.clone();
    let entries = statement.collect::<Result<Vec<_>>>()?;
    let (opening, closing) = head.balances.unwrap_or_default();
    office.store.write(&actor.act(services::BANK_STATEMENT.code), |tx| {
        let deposit = deposit_of(tx, &head.account)?;
        let taken = TakenStatement { deposit, day: head.day, opening, closing, entries: entries.len(), known: false };
        if is_taken(tx, &head.message_id)? {
            return Ok(TakenStatement { known: true, ..taken });
        }
        must_continue(tx, &taken)?;
        let command = json!({ "account": deposit.key(), "day": head.day, "message": head.message_id });
        let matter = desk::open(tx, office, actor, &services::BANK_STATEMENT, None, &command)?;
        tx.run(
            "INSERT INTO bank_statement (account, day, opening, closing, message, taken_at) VALUES ($1, $2, $3, $4, $5, $6)",
            params![deposit.key(), head.day, opening, closing, head.message_id, actor.at],
        )?;
        tx.bulk(&BANK_ENTRY, |sink| {
            for entry in &entries {
                sink.row(&[
                    Value::Text(deposit.key()),
                    Value::Text(&entry.reference),
                    Value::Date(head.day),
                    Value::Int(entry.amount.get()),
                    Value::Text(entry.end_to_end_id.as_deref().unwrap_or("")),
                    Value::Text(kind(entry.kind)),
                ])?;
            }
            Ok(())
        })?;
        let effects = json!({ "opening": opening, "closing": closing, "entries": entries.len() });
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, effects))?;
        Ok(taken)
    })
}

fn deposit_of(tx: &mut Tx<'_>, number: &str) -> Result<Deposit> {
    for deposit in Deposit::ALL {
        if account(tx, deposit).is_ok_and(|account| account.number == number) {
            return Ok(deposit);
        }
    }
    Err(codes::NO_ACCOUNT.with("account", number))
}

fn is_taken(tx: &mut Tx<'_>, message: &str) -> Result<bool> {
    let found =
        tx.row("SELECT 1 FROM bank_statement WHERE message = $1", params![message], |row| row.get::<i64>(0))?;
    Ok(found.is_some())
}

/// Statements come day after day: each opens where the last one closed.
fn must_continue(tx: &mut Tx<'_>, taken: &TakenStatement) -> Result<()> {
    let last = tx.row(
        "SELECT day, closing FROM bank_statement WHERE account = $1 ORDER BY day DESC LIMIT 1",
        params![taken.deposit.key()],
        |row| Ok((row.get::<Date>(0)?, row.get::<Fen>(1)?)),
    )?;
    match last {
        Some((day, closing)) if day >= taken.day || closing != taken.opening => Err(codes::GAP
            .with("account", taken.deposit.account().zh())
            .with("day", taken.day)
            .with("opening", taken.opening)
            .with("previous", closing)),
        _ => Ok(()),
    }
}

const fn kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::DirectDebit => "direct-debit",
        EntryKind::CreditTransfer => "credit-transfer",
        EntryKind::TransferReturned => "transfer-returned",
        EntryKind::DebitReturned => "debit-returned",
        EntryKind::Received => "received",
        EntryKind::Interest => "interest",
        EntryKind::Other => "other",
    }
}

/// The ledger's three bank accounts, summed over the funds, must agree with the bank's last statement of the month.
/// An account that never held money needs none.
pub fn agreement(tx: &mut Tx<'_>, month: FeeMonth) -> Result<()> {
    let mut held = [Fen::ZERO; 3];
    for &fund in Fund::ALL {
        let closing = trial_balance(tx, fund, month)?.closing();
        for (sum, deposit) in held.iter_mut().zip(Deposit::ALL) {
            *sum += closing.deposit(deposit);
        }
    }
    for (ours, deposit) in held.into_iter().zip(Deposit::ALL) {
        let theirs = tx.row(
            "SELECT day, closing FROM bank_statement WHERE account = $1 AND day <= $2 ORDER BY day DESC LIMIT 1",
            params![deposit.key(), month.last_day()],
            |row| Ok((row.get::<Date>(0)?, row.get::<Fen>(1)?)),
        )?;
        let name = deposit.account().zh();
        match theirs {
            None if ours.is_zero() => {}
            None => return Err(codes::NO_STATEMENT.with("account", name).with("month", month)),
            Some((_, bank)) if bank == ours => {}
            Some((day, bank)) => {
                return Err(codes::BANK_DIFFERS
                    .with("account", name)
                    .with("ledger", ours)
                    .with("bank", bank)
                    .with("day", day));
            }
        }
    }
    Ok(())
}

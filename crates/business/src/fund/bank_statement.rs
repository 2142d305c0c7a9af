//! The bank's own statements (对账单): taken once, continuous, and compared with the ledger.

use kernel::{Date, FeeMonth, Fen, Fund, Result};
use ledger::Deposit;
use store::{Tx, params};

use super::codes;
use super::trial_balance;

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

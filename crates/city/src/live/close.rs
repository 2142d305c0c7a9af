//! Month end: interest when the year's rate is out, money swept, the bank's statements taken, the month closed.

use business::{accounts, fund};
use kernel::{FeeMonth, Moment, Result};
use ledger::Deposit;

use super::{Life, at, opening};

/// Last year's interest, on the last day of June when its rate is known.
pub(super) fn interest(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    if month.month() != 6 {
        return Ok(());
    }
    let zhao = life.zhao(at(month.last_day(), 0))?;
    life.resumed(accounts::interest(life.office, &zhao, month.year() - 1, &mut |_| {})).map(drop)
}

pub(super) fn close(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let last = month.last_day();
    let evening = Moment::china(last, 18, 0);
    let zhao = life.zhao(evening)?;
    life.deed("sweep", |office| fund::sweep(office, &zhao, month))?;
    // The whole income account, so that a repeated step asks the bank for the same.
    let income = life.kept.world().bank.balance(Deposit::Income);
    if !income.is_zero() {
        let reference = format!("SWEEP{}", month.yyyymm());
        life.kept.change().bank.transfer(last, Deposit::Income, Deposit::Fiscal, income, &reference);
    }
    for statement in life.kept.change().bank.statements(last) {
        let number = opening::account(statement.deposit).number;
        let file = life.kept.change().bank.statement_file(&number, &statement, evening)?;
        let name = format!("statement {} {}", statement.deposit.key(), statement.day);
        life.deed(&name, |office| fund::take_bank_statement(office, &zhao, file.as_slice()))?;
    }
    let zhao = life.zhao(at(month.next().first_day(), 0))?;
    life.deed("close", |office| fund::close_month(office, &zhao, month)).map(drop)
}

//! Trial balance, statement of income and expenditure, and the series for pictures.

use kernel::{FeeMonth, Fen, Fund, Result};
use ledger::{Account, Balances, Class, Statement, TrialBalance, TrialRow};
use store::{Tx, params};

/// Entries that move no income: they would make a statement of their month disagree with its balances.
const NOT_INCOME: &str = "'year-closed', 'opening'";

/// The trial balance (试算平衡表) of a fund for a month, from the postings. Closed months start from the stored balances.
pub fn trial_balance(tx: &mut Tx<'_>, fund: Fund, month: FeeMonth) -> Result<TrialBalance> {
    let opening = opening_balances(tx, fund, month)?;
    let moved = tx.rows(
        "SELECT account, cast(sum(CASE WHEN amount > 0 THEN amount ELSE 0 END) as bigint),
                cast(sum(CASE WHEN amount < 0 THEN -amount ELSE 0 END) as bigint)
         FROM posting WHERE fund = $1 AND month = $2 GROUP BY account",
        params![fund, month],
        |row| Ok((row.get::<i64>(0)?, row.get::<Fen>(1)?, row.get::<Fen>(2)?)),
    )?;
    let rows = Account::ALL.iter().filter_map(|&account| {
        let start = opening.get(account);
        let (debit, credit) = moved
            .iter()
            .find(|(code, ..)| *code == account.code())
            .map_or((Fen::ZERO, Fen::ZERO), |&(_, debit, credit)| (debit, credit));
        let idle = start.is_zero() && debit.is_zero() && credit.is_zero();
        (!idle).then_some(TrialRow { account, opening: start, debit, credit })
    });
    Ok(TrialBalance { fund, rows: rows.collect() })
}

fn opening_balances(tx: &mut Tx<'_>, fund: Fund, month: FeeMonth) -> Result<Balances> {
    let before = month.previous();
    let closed =
        tx.row("SELECT 1 FROM month_close WHERE month = $1", params![before], |row| row.get::<i64>(0))?;
    let sql = match closed {
        Some(_) => "SELECT account, closing FROM fund_month WHERE fund = $1 AND month = $2",
        None => {
            "SELECT account, cast(sum(amount) as bigint) FROM posting WHERE fund = $1 AND month <= $2 GROUP BY account"
        }
    };
    let mut balances = Balances::default();
    for (code, amount) in
        tx.rows(sql, params![fund, before], |row| Ok((row.get::<i64>(0)?, row.get::<Fen>(1)?)))?
    {
        if let Some(account) = Account::from_code(code) {
            balances.add(account, amount);
        }
    }
    Ok(balances)
}

/// Income and expenditure (收支表) of a fund for a month: opening + income − expenditure = closing. What was brought in by
/// take-over in the month counts as opening; the year-end close is left out.
pub fn statement(tx: &mut Tx<'_>, fund: Fund, month: FeeMonth) -> Result<Statement> {
    let mut trial = trial_balance(tx, fund, month)?;
    let apart = tx.rows(
        &format!(
            "SELECT p.account, e.event, p.amount FROM posting p JOIN entry e ON e.id = p.entry
             WHERE p.fund = $1 AND p.month = $2 AND e.event IN ({NOT_INCOME})"
        ),
        params![fund, month],
        |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?, row.get::<Fen>(2)?)),
    )?;
    for (code, event, amount) in apart {
        for row in trial.rows.iter_mut().filter(|row| row.account.code() == code) {
            let side = if amount.is_negative() { &mut row.credit } else { &mut row.debit };
            *side -= if amount.is_negative() { -amount } else { amount };
            if event == "opening" {
                row.opening += amount;
            }
        }
    }
    Ok(ledger::statement(&trial))
}

/// What a fund took in, paid out and held in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthFigures {
    /// The fund.
    pub fund: Fund,
    /// The month.
    pub month: FeeMonth,
    /// Income.
    pub income: Fen,
    /// Expenditure.
    pub expense: Fen,
    /// Fund balance at the end.
    pub balance: Fen,
}

/// Income, expenditure and balance of every fund by month, over all months with postings, by fund and month.
pub fn series(tx: &mut Tx<'_>) -> Result<Vec<MonthFigures>> {
    let mut figures: Vec<MonthFigures> = Vec::new();
    tx.each(
        &format!(
            "SELECT p.fund, p.month, p.account,
                    cast(sum(CASE WHEN e.event IN ({NOT_INCOME}) THEN 0 ELSE p.amount END) as bigint),
                    cast(sum(p.amount) as bigint)
             FROM posting p JOIN entry e ON e.id = p.entry
             GROUP BY p.fund, p.month, p.account ORDER BY p.fund, p.month, p.account"
        ),
        params![],
        |row| {
            let (fund, month, code) = (row.get::<Fund>(0)?, row.get::<FeeMonth>(1)?, row.get::<i64>(2)?);
            let (flow, all) = (row.get::<Fen>(3)?, row.get::<Fen>(4)?);
            let before = figures.last().copied().filter(|last| last.fund == fund);
            if before.is_none_or(|last| last.month != month) {
                let balance = before.map_or(Fen::ZERO, |last| last.balance);
                figures.push(MonthFigures { fund, month, income: Fen::ZERO, expense: Fen::ZERO, balance });
            }
            if let (Some(now), Some(account)) = (figures.last_mut(), Account::from_code(code)) {
                match account.class() {
                    Class::Income => now.income -= flow,
                    Class::Expense => now.expense += flow,
                    Class::Balance | Class::Asset | Class::Liability => {}
                }
                if !matches!(account.class(), Class::Asset | Class::Liability) {
                    now.balance -= all;
                }
            }
            Ok(())
        },
    )?;
    Ok(figures)
}

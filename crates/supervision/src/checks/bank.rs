//! The bank's statements: they chain, their entries make up their difference, and the ledger's deposits agree.

use std::collections::BTreeMap;

use kernel::Result;
use ledger::Deposit;
use store::params;

use crate::finder::{By, Finder, Unit, Wrong, list};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Days, "select count(*) from bank_entry where day between $1 and $2")?;
    find.count(By::Days, "select count(*) from bank_statement where day between $1 and $2")?;
    find.breaks(
        By::Days,
        Unit::Money,
        Wrong("对账单期初与上期期末不符", "a statement does not open where the last one closed"),
        "select 'bank_statement:' || account || '/' || day, previous, opening from
           (select account, day, opening, lag(closing) over (partition by account order by day) as previous
            from bank_statement) as chain
         where day between $1 and $2 and previous <> opening",
    )?;
    find.breaks(
        By::Days,
        Unit::Money,
        Wrong("对账单明细与余额变化不符", "the entries of a statement do not make up its difference"),
        "select 'bank_statement:' || account || '/' || day, cast(sum(difference) as bigint), cast(sum(moved) as bigint) from
           (select account, day, closing - opening as difference, 0 as moved from bank_statement
            union all select account, day, 0, amount from bank_entry) as sides
         where day between $1 and $2 group by account, day having sum(difference) <> sum(moved)",
    )?;
    for deposit in Deposit::ALL {
        at_close(find, deposit)?;
    }
    at_month_end(find)
}

/// Whatever the ledger moved up to the end of a closed month, the bank had told by then.
fn at_close(find: &mut Finder<'_, '_>, deposit: Deposit) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("月结存款与银行对账单不符", "deposits at month end differ from the bank's balance"),
        &format!(
            "select 'fund_month:' || month || '/{code}', bank, held from
               (select f.month, cast(sum(f.closing) as bigint) as held,
                       coalesce((select s.closing from bank_statement s where s.account = '{key}'
                                 and cast(replace(substr(s.day, 1, 7), '-', '') as bigint) <= f.month
                                 order by s.day desc limit 1), 0) as bank
                from fund_month f where f.account = {code} and f.month between $1 and $2 group by f.month) as ends
             where bank <> held order by month",
            code = deposit.account().code(),
            key = deposit.key(),
        ),
    )
}

/// The bank's last balance of each month = what the ledger moved up to that day, walked day by day.
fn at_month_end(find: &mut Finder<'_, '_>) -> Result<()> {
    let ended = find.last_closed()?;
    let mut moved = moved_by_day(find, ended)?.into_iter().peekable();
    let mut held = opening(find, ended)?;
    find.each_by(
        By::Days,
        "select s.day, s.account, s.closing from bank_statement s
         join (select account, max(day) as day from bank_statement group by account, substr(day, 1, 7)) as l
           on l.account = s.account and l.day = s.day
         where s.day between $1 and $2 order by s.day, s.account",
        |finds, row| {
            let (day, key): (String, String) = (row.get(0)?, row.get(1)?);
            while let Some(((_, account), amount)) = moved.next_if(|((booked, _), _)| *booked <= day) {
                *held.entry(account).or_default() += amount;
            }
            if let Some(deposit) = Deposit::ALL.into_iter().find(|deposit| deposit.key() == key) {
                finds.money(
                    Wrong(
                        "账上存款与银行月末余额不符",
                        "the ledger's deposits differ from the bank's balance",
                    ),
                    || format!("bank_statement:{key}/{day}"),
                    row.get(2)?,
                    held.get(&deposit.account().code()).copied().unwrap_or(0),
                );
            }
            Ok(())
        },
    )
}

/// What the ledger moved on the deposits after a month, by day and account.
fn moved_by_day(find: &mut Finder<'_, '_>, ended: i64) -> Result<BTreeMap<(String, i64), i64>> {
    let deposits = list(Deposit::ALL.iter().map(|deposit| deposit.account().code()));
    let mut moved = BTreeMap::new();
    find.each(
        &format!(
            "select e.booked_on, p.account, p.amount from entry e cross join posting p
             where p.entry = e.id and e.month > $1 and e.month <= $2 and p.account in ({deposits})"
        ),
        params![ended, find.scope().months().1],
        |_, row| {
            *moved.entry((row.get(0)?, row.get(1)?)).or_default() += row.get::<i64>(2)?;
            Ok(())
        },
    )?;
    Ok(moved)
}

/// What stood on the deposits at the end of a closed month, which has a proof of its own.
fn opening(find: &mut Finder<'_, '_>, ended: i64) -> Result<BTreeMap<i64, i64>> {
    let deposits = list(Deposit::ALL.iter().map(|deposit| deposit.account().code()));
    let held = find.rows(
        &format!(
            "select account, cast(sum(closing) as bigint) from fund_month
             where month = $1 and account in ({deposits}) group by account"
        ),
        params![ended],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    Ok(held.into_iter().collect())
}

//! The bank's statements: they chain, their entries make up their difference, and the ledger's deposits agree.

use kernel::Result;
use ledger::Deposit;

use crate::finder::{By, Finder, Unit, Wrong};

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
        find.breaks(
            By::Days,
            Unit::Money,
            Wrong("账上存款与银行月末余额不符", "the ledger's deposits differ from the bank's balance"),
            &format!(
                "select 'bank_statement:' || s.account || '/' || s.day, s.closing,
                    cast((select coalesce(sum(p.amount), 0) from posting p join entry e on e.id = p.entry
                          where p.account = {} and e.booked_on <= s.day) as bigint)
                 from bank_statement s
                 join (select max(day) as day from bank_statement where account = '{key}' group by substr(day, 1, 7)) as l
                   on l.day = s.day
                 where s.account = '{key}' and s.day between $1 and $2
                   and s.closing <> (select coalesce(sum(p.amount), 0) from posting p join entry e on e.id = p.entry
                          where p.account = {} and e.booked_on <= s.day)
                 order by s.day",
                deposit.account().code(),
                deposit.account().code(),
                key = deposit.key(),
            ),
        )?;
    }
    Ok(())
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

//! Postings balance per entry; entries and postings belong together; a reversal mirrors what it reverses.

use kernel::{Fund, Result};
use ledger::{Account, Part, has_accounts};

use crate::finder::{By, Finder, Unit, Wrong, list};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Months, "select count(*) from posting where month between $1 and $2")?;
    balance(find)?;
    belonging(find)?;
    reversals(find)
}

fn balance(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("凭证借贷不平", "an entry does not balance"),
        "select 'entry:' || entry, 0, cast(sum(amount) as bigint) from posting
         where month between $1 and $2 group by entry having sum(amount) <> 0 order by entry",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("凭证分录不足两行", "an entry has fewer than two lines"),
        "select 'entry:' || e.id, 2, count(p.entry) from entry e left join posting p on p.entry = e.id
         where e.month between $1 and $2 group by e.id having count(p.entry) < 2 order by e.id",
    )
}

fn belonging(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("分录没有凭证", "a posting has no entry"),
        "select 'posting:' || p.entry || '/' || p.line, 'entry:' || p.entry, null from posting p
         where p.month between $1 and $2 and not exists (select 1 from entry e where e.id = p.entry)",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("分录的基金或月份与凭证不符", "a posting has another fund or month than its entry"),
        "select 'posting:' || p.entry || '/' || p.line, e.fund || ' ' || e.month, p.fund || ' ' || p.month
         from posting p join entry e on e.id = p.entry
         where p.month between $1 and $2 and (p.fund <> e.fund or p.month <> e.month)",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("凭证月份与记账日不符", "an entry's month is not that of its day"),
        "select 'entry:' || id, booked_on, month from entry where month between $1 and $2
         and cast(substr(booked_on, 1, 4) || substr(booked_on, 6, 2) as bigint) <> month",
    )?;
    let known = list(Account::ALL.iter().map(|account| account.code()));
    let personal = list(
        Account::ALL.iter().filter(|account| account.part() == Part::Personal).map(|account| account.code()),
    );
    let without = list(Fund::ALL.iter().filter(|&&fund| !has_accounts(fund)).map(|fund| fund.code()));
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong(
            "分录科目不在科目表，或该基金不设此科目",
            "a posting stands on an account its fund does not have",
        ),
        &format!(
            "select 'posting:' || entry || '/' || line, null, account from posting
             where month between $1 and $2
             and (account not in ({known}) or (fund in ({without}) and account in ({personal})))"
        ),
    )
}

fn reversals(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("冲销凭证与原凭证不对应", "a reversal does not mirror its entry"),
        "select 'entry:' || r.id || ' entry:' || r.reverses || ' account:' || p.account, 0, cast(sum(p.amount) as bigint)
         from entry r join posting p on p.entry = r.id or p.entry = r.reverses
         where r.reverses is not null and r.month between $1 and $2
         group by r.id, r.reverses, p.account having sum(p.amount) <> 0",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("凭证被冲销不止一次，或与冲销凭证基金不同", "an entry is reversed twice or in another fund"),
        "select 'entry:' || o.id, 1, count(*) from entry r join entry o on o.id = r.reverses
         group by o.id having count(*) > 1 or min(r.fund) <> min(o.fund)",
    )
}

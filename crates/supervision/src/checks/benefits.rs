//! What is paid is what was awarded, once, to the living; what was paid too much is claimed.

use kernel::{Fund, Result};
use ledger::Account;

use crate::finder::{By, Finder, Unit, Wrong, merged};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Months, "select count(*) from payment where month between $1 and $2")?;
    awards(find)?;
    amounts(find)?;
    deaths(find)?;
    stops(find)?;
    claims(find)
}

fn awards(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("同一待遇的金额期间重叠", "amounts of one award overlap"),
        "select 'award_amount:' || award || '/' || from_month, 'from_month > ' || reached, from_month
         from (select award, from_month,
                      max(to_month) over (partition by award order by from_month, matter
                                          rows between unbounded preceding and 1 preceding) as reached
               from award_amount where retracted_at = 0) as held
         where reached >= from_month",
    )?;
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("个人账户部分超过待遇金额", "an award's account part exceeds its amount"),
        "select 'award_amount:' || award || '/' || from_month, amount, account_part from award_amount
         where account_part < 0 or account_part > amount",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("待遇的基金不存在", "an award is borne by no fund"),
        &format!(
            "select 'award:' || id, null, fund from award where fund not in ({})",
            crate::finder::list(Fund::ALL.iter().map(|fund| fund.code()))
        ),
    )
}

/// A month's line is the amount in force when the run was built; a repeated one is the amount that came back.
fn amounts(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("支付金额与核定待遇不符", "a payment differs from the award"),
        "select 'payment:' || p.run || '/' || p.line || ' award:' || p.award, cast(sum(a.amount) as bigint), p.amount
         from payment p join payment_run r on r.id = p.run
         left join award_amount a on a.award = p.award and a.from_month <= p.month and a.to_month >= p.month
              and a.recorded_at <= r.built_at and (a.retracted_at = 0 or a.retracted_at > r.built_at)
         where p.month between $1 and $2 and p.item = 'monthly' and p.replaces_run is null
         group by p.run, p.line, p.award, p.amount
         having count(a.amount) <> 1 or sum(a.amount) <> p.amount",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("同一待遇同月重复支付", "one award is paid twice for a month"),
        "select 'award:' || award || ' month:' || month, 1, count(*) from payment
         where month between $1 and $2 and item = 'monthly' and state <> 'replaced'
         group by award, month having count(*) > 1",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("支付的基金与待遇不符", "a payment is borne by another fund than its award"),
        "select 'payment:' || p.run || '/' || p.line, a.fund, p.fund from payment p join award a on a.id = p.award
         where p.month between $1 and $2 and p.fund <> a.fund",
    )
}

fn deaths(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("死亡之后仍支付且未立应追回", "paid after death without a claim"),
        &format!(
            "select 'payment:' || p.run || '/' || p.line || ' person:' || a.person, 0, p.amount
         from person_status s
         join award a on a.person = s.person
         join payment p on p.award = a.id
         where s.status = 'dead' and s.retracted_at = 0 and p.month between $1 and $2
           and p.item = 'monthly' and p.state in ('sent', 'paid') and {} = s.person
           and p.month > cast(substr(s.from_date, 1, 4) || substr(s.from_date, 6, 2) as bigint)
           and not exists (select 1 from claim c where c.award = a.id)",
            merged("p.person")
        ),
    )
}

/// Nobody is paid for being out of work in a month for which they were known to be insured, and of what ended nothing is kept
/// that was not due.
fn stops(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("已知参保仍发失业保险金", "unemployment benefit paid to somebody known to be insured"),
        "select distinct 'payment:' || p.run || '/' || p.line || ' person:' || a.person, 0, p.amount
         from payment p join payment_run r on r.id = p.run
         join award a on a.id = p.award and a.benefit = 'unemployment'
         join participation i on i.person = a.person and i.category <= 2 and i.retracted_at = 0
          and i.from_month <= p.month and i.to_month >= p.month and i.recorded_at <= r.built_at
         where p.month between $1 and $2 and p.item = 'monthly' and p.state in ('sent', 'paid')
           and p.replaces_run is null",
    )?;
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("支付超过应付且未立应追回", "more was paid than was due, without a claim"),
        "select 'award:' || award, cast(due as bigint), cast(kept as bigint) from (
           select w.award, w.paid - coalesce((select sum(c.amount) from claim c where c.award = w.award), 0) as kept,
             coalesce((select sum(x.amount * (
                 (case when x.to_month < w.last then x.to_month else w.last end) / 100 * 12
                 + (case when x.to_month < w.last then x.to_month else w.last end) % 100
                 - x.from_month / 100 * 12 - x.from_month % 100 + 1))
               from award_amount x
               where x.award = w.award and x.retracted_at = 0 and x.from_month <= w.last), 0) as due
           from (select p.award, max(p.month) as last, sum(p.amount) as paid
                 from award a join payment p on p.award = a.id
                 where a.benefit not in ('pension', 'resident-pension') and p.state in ('sent', 'paid')
                   and p.item <> 'set-off'
                 group by p.award) as w) as sums
         where kept > due",
    )
}

/// Open claims stand in the ledger, fund by fund.
fn claims(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("追回额超过应追回额", "more is recovered than was claimed"),
        "select 'claim:' || id, amount, recovered from claim
         where recovered < 0 or recovered > amount or amount <= 0",
    )?;
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("未追回款与暂付款科目不符", "open claims differ from the ledger"),
        &format!(
            "select 'claim fund:' || fund, cast(sum(open) as bigint), cast(sum(posted) as bigint)
             from (select fund, amount - recovered as open, 0 as posted from claim
                   union all select fund, 0, amount from posting where account = {}) as sides
             group by fund having sum(open) <> sum(posted) order by fund",
            Account::Claims.code()
        ),
    )
}

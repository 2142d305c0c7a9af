//! Every movement of a personal account has its cause, and all accounts together are the personal part of the funds.

use kernel::{AccountKind, Fund, Result};
use ledger::{Account, Part};

use crate::finder::{By, Finder, Unit, Wrong, account_of, case, list, merged};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Months, "select count(*) from account_entry where month between $1 and $2")?;
    credits(find)?;
    subsidies(find)?;
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("个人账户出现负数", "an account is overdrawn"),
        "select 'account:' || a.kind || '/' || a.person, 0, cast(max(a.opening) + coalesce(sum(e.amount), 0) as bigint)
         from account a left join account_entry e on e.kind = a.kind and e.person = a.person
         group by a.kind, a.person having max(a.opening) + coalesce(sum(e.amount), 0) < 0",
    )?;
    joined(find)?;
    totals(find)
}

/// The accounts of a record that was merged away are joined to those of the true one: nothing is left on them, and what left
/// them arrived.
fn joined(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("已合并的重复人员个人账户仍有余额", "an account of a record merged away holds something"),
        "select 'account:' || a.kind || '/' || a.person, 0, cast(max(a.opening) + coalesce(sum(e.amount), 0) as bigint)
         from person_merge m join account a on a.person = m.duplicate
         left join account_entry e on e.kind = a.kind and e.person = a.person
         group by a.kind, a.person having max(a.opening) + coalesce(sum(e.amount), 0) <> 0",
    )?;
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("个人账户归并转出与转入不符", "what left an account at a merge did not arrive on the other"),
        "select 'account_entry:' || kind || '/' || month || ' matter:' || source, 0, cast(sum(amount) as bigint)
         from account_entry where cause = 9 and source in (select matter from person_merge)
         group by kind, month, fee_month, source having sum(amount) <> 0",
    )
}

/// What a completely received bill line has for the account is credited once; anything else is not. A line of a record that
/// was merged away is credited to the true one.
fn credits(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Bills,
        Unit::Money,
        Wrong("个人账户记入额与已全额到账的缴费不符", "credits differ from the contributions received in full"),
        &format!(
            "select 'account_entry:' || kind || '/' || person || ' bill:' || bill || ' month:' || month,
                    cast(sum(due) as bigint), cast(sum(credited) as bigint)
             from (select c.bill, {kind} as kind, {of_line} as person, c.month, c.account as due, 0 as credited
                     from contribution c
                     join receivable r on r.bill = c.bill and r.insurance = c.insurance
                     join bill b on b.id = c.bill
                    where r.received = r.due and b.kind <> 'take-over'
                      and c.account <> 0 and c.insurance in (110, 170, 310)
                   union all
                   select a.source, a.kind, {of_entry}, a.fee_month, 0, a.amount from account_entry a where a.cause = 1) as sides
             where bill between $1 and $2
             group by kind, person, bill, month having sum(due) <> sum(credited)",
            kind = account_of("c.insurance"),
            of_line = merged("c.person"),
            of_entry = merged("a.person")
        ),
    )
}

fn subsidies(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Bills,
        Unit::Money,
        Wrong("补贴记入个人账户额不符", "subsidies credited differ from those that were due"),
        &format!(
            "select 'account_entry:' || kind || '/' || person || ' bill:' || bill,
                    cast(sum(due) as bigint), cast(sum(credited) as bigint)
             from (select s.bill, {kind} as kind, {of_line} as person, s.account as due, 0 as credited
                     from subsidy s join receivable r on r.bill = s.bill and r.insurance = s.insurance
                    where r.received = r.due and s.account <> 0
                   union all
                   select a.source, a.kind, {of_entry}, 0, a.amount from account_entry a where a.cause = 2) as sides
             where bill between $1 and $2
             group by kind, person, bill having sum(due) <> sum(credited)",
            kind = account_of("s.insurance"),
            of_line = merged("s.person"),
            of_entry = merged("a.person")
        ),
    )
}

/// All accounts of a kind = what the ledger holds on the personal accounts of the fund.
fn totals(find: &mut Finder<'_, '_>) -> Result<()> {
    let personal = list(
        Account::ALL.iter().filter(|account| account.part() == Part::Personal).map(|account| account.code()),
    );
    let fund = case("kind", AccountKind::ALL.iter().map(|&kind| (kind.code(), fund_of_kind(kind).code())));
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("个人账户总额与基金账个人部分不符", "the accounts differ from the personal part of the fund"),
        &format!(
            "select 'fund:' || fund, cast(sum(held) as bigint), cast(sum(posted) as bigint)
             from (select {fund} as fund, opening as held, 0 as posted from account
                   union all select {fund}, amount, 0 from account_entry
                   union all select fund, 0, -amount from posting where account in ({personal})) as sides
             group by fund having sum(held) <> sum(posted) order by fund"
        ),
    )
}

/// The fund that keeps the accounts of a kind.
fn fund_of_kind(kind: AccountKind) -> Fund {
    match kind {
        AccountKind::Pension => Fund::Pension,
        AccountKind::Medical => Fund::Medical,
        AccountKind::ResidentPension => Fund::ResidentPension,
    }
}

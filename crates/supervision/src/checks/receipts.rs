//! Money that arrived: wholly allocated, posted once and in the right fund, reversed as a mirror.

use kernel::Result;
use ledger::Account;

use crate::finder::{By, Finder, Unit, Wrong, fund_of, list};

/// Events whose entries are made of allocations.
const EVENTS: &str =
    "'received', 'suspense-applied', 'suspense-refunded', 'suspense-given', 'suspense-taken',
    'contribution-refunded', 'contribution-suspended'";

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Days, "select count(*) from receipt where received_on between $1 and $2")?;
    find.breaks(
        By::Days,
        Unit::Money,
        Wrong("到账未全部分配", "a receipt is not wholly allocated"),
        "select 'receipt:' || r.id, r.amount, cast(coalesce(sum(a.amount), 0) as bigint)
         from receipt r left join allocation a on a.receipt = r.id
         where r.received_on between $1 and $2
         group by r.id, r.amount having coalesce(sum(a.amount), 0) <> r.amount order by r.id",
    )?;
    posted(find)?;
    debits(find)?;
    find.breaks(
        By::Days,
        Unit::Money,
        Wrong("冲正金额与原到账不对应", "a reversal does not mirror its receipt"),
        "select 'receipt:' || r.id || ' receipt:' || o.id, -o.amount, r.amount
         from receipt r join receipt o on o.id = r.reverses
         where r.received_on between $1 and $2 and r.amount <> -o.amount",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("到账被冲正不止一次", "a receipt is reversed more than once"),
        "select 'receipt:' || reverses, 1, count(*) from receipt where reverses is not null
         group by reverses having count(*) > 1",
    )?;
    find.breaks(
        By::Days,
        Unit::Plain,
        Wrong("冲正与来源标记不符", "a reversal is not marked as one, or the reverse"),
        "select 'receipt:' || id, 'reversal', source from receipt
         where received_on between $1 and $2 and (source = 'reversal') <> (reverses is not null)",
    )
}

/// A direct debit file is the sum of its lines, and what was settled is a receipt.
fn debits(find: &mut Finder<'_, '_>) -> Result<()> {
    if find.scope().is_whole() {
        find.breaks(
            By::All,
            Unit::Money,
            Wrong(
                "扣款回盘的金额或笔数与到账不符",
                "an answer of the bank differs from the receipts it brought",
            ),
            "select 'debit_answer:' || a.message, a.amount, coalesce(r.amount, 0) from debit_answer a
             left join (select matter, cast(sum(amount) as bigint) as amount, count(*) as settled from receipt
                        where source = 'bank' group by matter) as r on r.matter = a.matter
             where a.amount <> coalesce(r.amount, 0) or a.settled <> coalesce(r.settled, 0)",
        )?;
    }
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong(
            "已扣款的扣款没有相应到账，或到账的未记为已扣款",
            "a settled debit has no receipt of its amount, or another one has",
        ),
        "select 'debit:' || d.batch || '/' || d.line, d.amount, coalesce(r.amount, 0)
         from debit_batch b join debit d on d.batch = b.id
         left join receipt r on r.source = 'bank' and r.reference = d.end_to_end
         where b.month between $1 and $2
           and ((d.state = 'settled' and (r.id is null or r.amount <> d.amount))
             or (d.state <> 'settled' and r.id is not null
                 and not exists (select 1 from receipt v where v.reverses = r.id)))",
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("扣款批次状态与明细不符", "a debit batch's state contradicts its lines"),
        "select 'debit_batch:' || b.id, case when count(d.line) > 0 then 'sent' else 'answered' end, b.state
         from debit_batch b left join debit d on d.batch = b.id and d.state = 'sent'
         where b.month between $1 and $2
         group by b.id, b.state having b.state <> case when count(d.line) > 0 then 'sent' else 'answered' end",
    )?;
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("扣款批次总额或笔数与明细不符", "a debit batch differs from its lines"),
        "select 'debit_batch:' || b.id, b.total, cast(coalesce(sum(d.amount), 0) as bigint)
         from debit_batch b left join debit d on d.batch = b.id where b.month between $1 and $2
         group by b.id, b.total, b.debits
         having b.total <> coalesce(sum(d.amount), 0) or b.debits <> count(d.line)",
    )
}

/// Part by part, an entry's postings are the allocations that name it. Without the bank's side, which then follows from
/// the balance of the entry.
fn posted(find: &mut Finder<'_, '_>) -> Result<()> {
    use Account::{ContributionsPersonal, ContributionsPooled, OtherIncome, Suspense};
    let contributions = list([ContributionsPooled, ContributionsPersonal].map(Account::code));
    for (part, accounts, wrong) in [
        (
            "contribution",
            contributions,
            Wrong("保险费收入与到账分配不符", "contributions posted differ from the allocations"),
        ),
        (
            "late-fee",
            OtherIncome.code().to_string(),
            Wrong("滞纳金收入与到账分配不符", "late fees posted differ from the allocations"),
        ),
        (
            "suspense",
            Suspense.code().to_string(),
            Wrong("暂收款与到账分配不符", "suspense posted differs from the allocations"),
        ),
    ] {
        find.breaks(
            By::Months,
            Unit::Money,
            wrong,
            &format!(
                "select 'entry:' || e.id, coalesce(a.amount, 0), coalesce(p.amount, 0) from entry e
                 left join entry o on o.id = e.reverses
                 left join (select entry, cast(sum(amount) as bigint) as amount from allocation
                            where part = '{part}' group by entry) as a on a.entry = e.id
                 left join (select entry, cast(-sum(amount) as bigint) as amount from posting
                            where account in ({accounts}) group by entry) as p on p.entry = e.id
                 where e.month between $1 and $2 and coalesce(o.event, e.event) in ({EVENTS})
                   and coalesce(a.amount, 0) <> coalesce(p.amount, 0) order by e.id"
            ),
        )?;
    }
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("分配所指凭证不存在或属其他基金", "an allocation names no entry, or one of another fund"),
        &format!(
            "select 'allocation:' || a.receipt || '/' || a.line, {fund}, e.fund
             from allocation a left join entry e on e.id = a.entry
             where e.id is null or (a.insurance <> 0 and e.fund <> {fund})",
            fund = fund_of("a.insurance")
        ),
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("分配给应收单之外", "an allocation for a bill names none, or one in suspense names a bill"),
        "select 'allocation:' || receipt || '/' || line, part, 'bill:' || bill || ' insurance:' || insurance
         from allocation where (part in ('contribution', 'late-fee', 'subsidy')) <> (bill <> 0)
           or part not in ('contribution', 'late-fee', 'subsidy', 'suspense', 'refund')",
    )
}

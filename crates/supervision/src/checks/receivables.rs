//! The memorandum account of every bill line: due, received, written off.

use kernel::Result;

use crate::finder::{By, Finder, Unit, Wrong};

/// Bill lines on which something is due; records taken over from another system are not.
const DUE: &str =
    "(select l.bill, l.insurance, l.unit, l.person from bill_line l left join bill b on b.id = l.bill
    where coalesce(b.kind, '') <> 'take-over') as due_lines";

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Bills, "select count(*) from receivable where bill between $1 and $2")?;
    sides(
        find,
        Wrong("应收与应收单险种合计不符", "the receivable differs from the bill line"),
        &format!(
            "select bill, insurance, unit + person as expected, 0 as found from {DUE}
         union all select bill, insurance, 0, due from receivable"
        ),
    )?;
    sides(
        find,
        Wrong("已收与到账分配不符", "what was received differs from the allocations"),
        "select bill, insurance, amount as expected, 0 as found from allocation where part = 'contribution'
         union all select bill, insurance, 0, received from receivable",
    )?;
    sides(
        find,
        Wrong("核销额与核销记录不符", "what was written off differs from the write-offs"),
        "select bill, insurance, amount as expected, 0 as found from write_off
         union all select bill, insurance, 0, written_off from receivable",
    )?;
    find.breaks(
        By::Bills,
        Unit::Plain,
        Wrong("应收与应收单险种不是一一对应", "bill lines and receivables are not one to one"),
        &format!(
            "select 'bill:' || bill || ' insurance:' || insurance, cast(sum(line) as bigint), cast(sum(held) as bigint)
             from (select bill, insurance, 1 as line, 0 as held from {DUE}
                   union all select bill, insurance, 0, 1 from receivable) as sides
             where bill between $1 and $2 group by bill, insurance having sum(line) <> sum(held)"
        ),
    )?;
    find.breaks(
        By::Bills,
        Unit::Money,
        Wrong("已收与核销之和超过应收", "more is received and written off than is due"),
        "select 'receivable:' || bill || '/' || insurance, due, received + written_off from receivable
         where bill between $1 and $2 and (written_off < 0
           or (due >= 0 and (received < 0 or received + written_off > due))
           or (due < 0 and (received > 0 or received < due)))",
    )?;
    find.breaks(
        By::Bills,
        Unit::Money,
        Wrong("结清日期与余额不符", "settled although something is open, or the reverse"),
        "select 'receivable:' || bill || '/' || insurance, due, received + written_off from receivable
         where bill between $1 and $2 and due > 0
           and (settled_on is null) = (received + written_off = due)",
    )
}

/// Both sides summed by bill line: a row that only one side has is a difference too.
fn sides(find: &mut Finder<'_, '_>, wrong: Wrong, both: &str) -> Result<()> {
    find.breaks(
        By::Bills,
        Unit::Money,
        wrong,
        &format!(
            "select 'receivable:' || bill || '/' || insurance, cast(sum(expected) as bigint), cast(sum(found) as bigint)
             from ({both}) as sides where bill between $1 and $2
             group by bill, insurance having sum(expected) <> sum(found) order by bill, insurance"
        ),
    )
}

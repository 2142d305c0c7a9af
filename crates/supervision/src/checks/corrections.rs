//! What was settled of the past is what a second person agreed to, line by line: bills by the contributions they hold, awards by
//! the amounts in force.

use kernel::Result;

use crate::finder::{By, Finder, Unit, Wrong};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::All, "select count(*) from recompute_line")?;
    heads(find)?;
    contributions(find)?;
    awards(find)?;
    replaced(find)
}

fn heads(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("重新核定的明细条数不符", "a recomputation has not as many lines as it says"),
        "select 'recompute:' || r.id, r.lines, count(l.line) from recompute r left join recompute_line l on l.recompute = r.id
         where r.state <> 'planning' group by r.id, r.lines having count(l.line) <> r.lines",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("重新核定的进度与明细不符", "how far a recomputation is contradicts its lines"),
        "select 'recompute:' || r.id || ' line:' || l.line, r.settled, l.state from recompute r
         join recompute_line l on l.recompute = r.id
         where (l.line <= r.settled and l.state = 'open') or (l.line > r.settled and l.state in ('settled', 'changed'))
            or (l.state in ('settled', 'changed') and r.state not in ('approved', 'done'))
            or (r.state = 'done' and l.state = 'open')",
    )
}

/// The bills of a recomputation hold the differences of its settled lines and nothing else.
fn contributions(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("补差应收与复核的差额不符", "what was billed is not the difference that was agreed to"),
        "select 'recompute:' || recompute || ' person:' || person || ' insurance:' || insurance || ' month:' || month,
                cast(sum(agreed) as bigint), cast(sum(billed) as bigint)
         from (select l.recompute, l.person, l.insurance, l.from_month as month, l.difference as agreed, 0 as billed
               from recompute_line l where l.kind = 'contribution' and l.state = 'settled'
               union all
               select r.id, c.person, c.insurance, c.month, 0, c.unit + c.personal
               from recompute r join bill b on b.matter = r.matter join contribution c on c.bill = b.id where r.matter <> 0) as sides
         group by recompute, person, insurance, month having sum(agreed) <> sum(billed)",
    )
}

/// A settled award was given the amount that was agreed to, and no award was given one by a line that is not settled.
fn awards(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("重新核定的待遇金额与复核的不符", "an award was not given the amount that was agreed to"),
        "select 'recompute:' || l.recompute || ' award:' || l.award, l.after, max(x.amount)
         from recompute_line l join recompute r on r.id = l.recompute
         left join award_amount x on x.award = l.award and x.matter = r.matter and x.from_month <= l.to_month
           and x.to_month >= l.to_month
         where l.kind = 'award' and l.state = 'settled' and l.before <> l.after and l.after > 0
         group by l.recompute, l.award, l.after having max(x.amount) is null or max(x.amount) <> l.after",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("待遇金额由未结算的重新核定写入", "an award's amount comes from a line that was not settled"),
        "select 'award_amount:' || x.award || '/' || x.from_month, 'settled', max(l.state)
         from award_amount x join recompute r on r.matter = x.matter
         left join recompute_line l on l.recompute = r.id and l.award = x.award
         group by x.award, x.from_month having max(l.state) is null or max(l.state) <> 'settled'",
    )
}

/// A decision takes the place of an earlier one.
fn replaced(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("更替的决定不存在或晚于新决定", "a decision replaces one that does not exist or is later"),
        "select 'replaced:' || r.decision || '/' || r.earlier, r.earlier, e.id from replaced r
         left join decision d on d.id = r.decision left join decision e on e.id = r.earlier
         where d.id is null or e.id is null or r.earlier >= r.decision",
    )
}

//! What needs a second person had one, and it was somebody else.

use kernel::Result;

use crate::finder::{By, Finder, Unit, Wrong};

/// Records that take effect only by a second person's approval of their matter: table, key, condition.
const GUARDED: &[(&str, &str, &str)] = &[
    ("award", "t.id", "1 = 1"),
    ("award_amount", "t.award || '/' || t.from_month", "1 = 1"),
    ("payment_run", "t.id", "t.state in ('approved', 'sent', 'answered')"),
    ("write_off", "t.matter || '/' || t.bill", "1 = 1"),
    ("person_merge", "t.duplicate", "1 = 1"),
    ("receipt", "t.id", "t.source = 'reversal'"),
    ("recompute", "t.id", "t.state in ('approved', 'done')"),
];

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::All, "select count(*) from approval")?;
    for (table, key, condition) in GUARDED {
        find.breaks(
            By::All,
            Unit::Plain,
            Wrong("未经复核即生效", "it took effect without a second person"),
            &format!(
                "select '{table}:' || {key} || ' matter:' || t.matter, 'approved', a.outcome
                 from {table} t left join approval a on a.matter = t.matter
                 where {condition} and (a.outcome is null or a.outcome <> 'approved')"
            ),
        )?;
    }
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("经办与复核为同一人，或复核人不存在", "the second person is the first, or nobody"),
        "select 'approval:' || a.matter, 'officer', a.decided_by
         from approval a join matter m on m.id = a.matter
         where a.outcome <> 'waiting'
           and (a.decided_by is null or a.decided_at is null or a.decided_by = a.asked_by or a.decided_by = m.opened_by
                or not exists (select 1 from users o where o.id = a.decided_by))",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("经办人与决定人不符", "who asked for the second person did not make the decision"),
        "select 'approval:' || a.matter, d.made_by || ' ' || d.made_at, a.asked_by || ' ' || a.asked_at
         from approval a join decision d on d.matter = a.matter
         where d.outcome = 'granted' and (d.made_by <> a.asked_by or d.made_at <> a.asked_at)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("复核没有审计记录，或与其不符", "an approval has no audit entry, or another one"),
        "select 'approval:' || a.matter, 'audit desk.review', a.decided_by || ' ' || a.decided_at
         from approval a join matter m on m.id = a.matter
         where a.outcome <> 'waiting' and m.opened_at >= (select min(r.at) from audit r where r.what = 'desk.review')
           and not exists (select 1 from audit r where r.subject = a.matter and r.what = 'desk.review'
                           and r.officer = a.decided_by and r.at = a.decided_at)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("办件状态与复核结论不符", "a matter's state contradicts its approval"),
        "select 'matter:' || m.id, a.outcome, m.state from approval a join matter m on m.id = a.matter
         where (m.state = 'done' and a.outcome <> 'approved')
            or (m.state = 'refused' and a.outcome = 'approved')
            or (m.state = 'in-review' and a.outcome <> 'waiting')",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("已办结的办件没有准予决定", "a matter is done without a granted decision"),
        "select 'matter:' || m.id, 'granted', max(d.outcome) from matter m left join decision d on d.matter = m.id
         where m.state = 'done'
         group by m.id having coalesce(sum(case when d.outcome = 'granted' then 1 else 0 end), 0) = 0",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("办件状态与批次状态不符", "a run's state contradicts its matter's"),
        "select record, matter, state from (
           select 'levy_run:' || r.id as record, m.state as matter, r.state as state
             from levy_run r join matter m on m.id = r.matter
           union all
           select 'interest_run:' || r.id, m.state, r.state from interest_run r join matter m on m.id = r.matter
         ) as runs where (matter = 'done') <> (state = 'done')",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("办件状态不存在，或与办结时间不符", "a matter's state is none, or contradicts its being closed"),
        "select 'matter:' || id, state, closed_at from matter
         where (closed_at is null) <> (state in ('draft', 'submitted', 'in-correction', 'in-review', 'approved'))
            or (closed_at is not null) <> (state in ('refused', 'done', 'withdrawn', 'lapsed'))",
    )
}

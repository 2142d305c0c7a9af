//! One person, one record: numbers, merges, facts that must not overlap.

use kernel::Result;

use crate::finder::{By, Finder, Unit, Wrong};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::All, "select count(*) from person_identity where retracted_at = 0")?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("同一证件号码属于多人", "one number belongs to several people"),
        "select 'party:' || min(person) || ' party:' || max(person), 1, count(distinct person)
         from person_identity where retracted_at = 0 group by number_digest having count(distinct person) > 1",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("现用证件号码不在号码簿", "a number in use is not in the index of numbers"),
        "select 'person_identity:' || i.person, 'person_number', null from person_identity i
         where i.retracted_at = 0 and not exists
           (select 1 from person_number n where n.number_digest = i.number_digest and n.person = i.person)",
    )?;
    parties(find)?;
    merges(find)?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("缴费工资期间重叠", "two wages of one person at one payer overlap"),
        "select 'wage:' || payer || '/' || person || '/' || from_month, 'from_month > ' || reached, from_month
         from (select payer, person, from_month,
                      max(to_month) over (partition by payer, person order by from_month, matter
                                          rows between unbounded preceding and 1 preceding) as reached
               from wage where retracted_at = 0) as held
         where reached >= from_month",
    )
}

fn parties(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("人员没有现用身份记录", "a person has no identity in force"),
        "select 'party:' || p.id, 'person_identity', null from party p where p.kind = 1
           and not exists (select 1 from person_identity i where i.person = p.id and i.retracted_at = 0)
           and not exists (select 1 from person_merge m where m.duplicate = p.id)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("单位没有登记信息", "a unit has no facts in force"),
        "select 'party:' || p.id, 'unit_fact', null from party p where p.kind = 2
           and not exists (select 1 from unit_fact f where f.unit = p.id and f.retracted_at = 0)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("统一社会信用代码属于多个单位", "one credit code belongs to several units"),
        "select 'party:' || min(unit) || ' party:' || max(unit), 1, count(distinct unit)
         from unit_fact where retracted_at = 0 and credit_code <> '' group by credit_code having count(distinct unit) > 1",
    )
}

fn merges(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("合并指向的人员不存在或又被合并", "a merge names nobody, or somebody merged away"),
        "select 'person_merge:' || m.duplicate, 'party:' || m.person, null from person_merge m
         where not exists (select 1 from party p where p.id = m.person and p.kind = 1)
            or exists (select 1 from person_merge n where n.duplicate = m.person)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("已合并的重复人员仍参保", "a record merged away is still insured"),
        "select 'participation:' || p.payer || '/' || p.person || '/' || p.insurance, 'party:' || m.person, 'party:' || p.person
         from person_merge m join participation p on p.person = m.duplicate where p.retracted_at = 0",
    )?;
    for (table, record, holds) in STANDING {
        find.breaks(
            By::All,
            Unit::Plain,
            Wrong("已合并的重复人员名下仍有现行记录", "a record merged away still holds something"),
            &format!(
                "select '{table}:' || {record}, 'party:' || m.person, 'party:' || m.duplicate
                 from person_merge m join {table} t on {holds}"
            ),
        )?;
    }
    Ok(())
}

/// What holds from now on and belongs to the true record: table, key, how a row names the duplicate.
const STANDING: [(&str, &str, &str); 7] = [
    ("award", "t.id", "t.person = m.duplicate"),
    ("claim", "t.id", "t.person = m.duplicate and t.recovered < t.amount"),
    ("agreement", "t.id", "t.party = m.duplicate"),
    ("card", "t.person", "t.person = m.duplicate and t.retracted_at = 0"),
    ("person_status", "t.person", "t.person = m.duplicate and t.retracted_at = 0"),
    ("person_fact", "t.person", "t.person = m.duplicate and t.retracted_at = 0"),
    ("family", "t.person", "(t.person = m.duplicate or t.relative = m.duplicate) and t.retracted_at = 0"),
];

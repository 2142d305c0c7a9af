//! Nobody is insured after their death. Who is insured twice, or assessed without being insured, `passes` see.

use kernel::Result;

use crate::finder::{By, Finder, Unit, Wrong};

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("死亡之后仍参保", "somebody is insured after their death"),
        "select 'participation:' || p.payer || '/' || p.person || '/' || p.insurance || '/' || p.from_month,
                s.from_date, p.to_month
         from person_status s join participation p on p.person = s.person
         where s.status = 'dead' and s.retracted_at = 0 and p.retracted_at = 0
           and p.to_month > cast(substr(s.from_date, 1, 4) || substr(s.from_date, 6, 2) as bigint)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("死亡之后又记为在世", "somebody is alive again after their death"),
        "select 'person_status:' || s.person || '/' || l.from_date, 'dead', l.status
         from person_status s join person_status l on l.person = s.person and l.from_date > s.from_date
         where s.status = 'dead' and s.retracted_at = 0 and l.retracted_at = 0 and l.status <> 'dead'",
    )
}

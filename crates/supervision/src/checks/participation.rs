//! Nobody is twice in one insurance in a month, in employee and resident schemes at once, or insured after death.

use kernel::{Insurance, Result};

use crate::finder::{By, Finder, Unit, Wrong, case};

/// Insurances of which a person can hold only one: each with the one that stands for both.
const EXCLUSIVE: [(Insurance, Insurance); 2] =
    [(Insurance::ResidentPension, Insurance::Pension), (Insurance::ResidentMedical, Insurance::Medical)];

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::All, "select count(*) from participation where retracted_at = 0")?;
    let slot = case(
        "insurance",
        Insurance::ALL.iter().map(|&insurance| {
            let slot = EXCLUSIVE.iter().find(|(of, _)| *of == insurance).map_or(insurance, |(_, slot)| *slot);
            (insurance.code(), slot.code())
        }),
    );
    let slot_payer = format!("(case when insurance = {} then payer else 0 end)", Insurance::Injury.code());
    overlaps(find)?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("参保互斥标识与险种不符", "a participation stands in the slot of another insurance"),
        &format!(
            "select 'participation:' || payer || '/' || person || '/' || insurance || '/' || from_month,
                    {slot} || '/' || {slot_payer}, slot || '/' || slot_payer
             from participation where slot <> {slot} or slot_payer <> {slot_payer}"
        ),
    )?;
    deaths(find)?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("已撤销的参保没有撤销依据", "a retracted participation does not say by which matter"),
        "select 'participation:' || payer || '/' || person || '/' || insurance || '/' || from_month, 'matter', null
         from participation where (retracted_at <> 0) <> (ended_by is not null)",
    )?;
    contributions(find)
}

/// Only people with several rows in one slot can overlap in it; that a slot is the right one is asked apart.
fn overlaps(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("同一险种重复参保", "somebody is insured twice in one insurance"),
        "select 'participation:' || payer || '/' || person || '/' || insurance || '/' || from_month,
                'from_month > ' || reached, from_month
         from (select payer, person, insurance, from_month,
                      max(to_month) over (partition by person, slot, slot_payer order by from_month, payer, insurance, matter
                                          rows between unbounded preceding and 1 preceding) as reached
               from participation where retracted_at = 0 and to_month >= $1 and from_month <= $2
                and person in (select person from participation
                               where retracted_at = 0 and to_month >= $1 and from_month <= $2
                               group by person, slot, slot_payer having count(*) > 1)) as held
         where reached >= from_month",
    )
}

fn deaths(find: &mut Finder<'_, '_>) -> Result<()> {
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

/// Whoever was assessed was insured there and then, as the records stood or as they stand. A supplement rides on the
/// medical insurance.
fn contributions(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Bills,
        Unit::Plain,
        Wrong("有缴费而无参保", "a contribution without a participation"),
        &format!(
            "select 'contribution:' || c.bill || '/' || c.person || '/' || c.insurance || '/' || c.month, 'participation', null
             from contribution c join bill b on b.id = c.bill
             where b.id between $1 and $2 and b.kind = 'regular'
               and not exists (select 1 from participation p
                 where p.payer = b.payer and p.person = c.person
                   and p.insurance = case when c.insurance = {} then {} else c.insurance end
                   and c.month between p.from_month and p.to_month)",
            Insurance::LargeMedical.code(),
            Insurance::Medical.code()
        ),
    )
}

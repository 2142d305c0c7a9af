//! Interest runs: their rate is the law's, and they come to what their accounts say.

use kernel::{AccountKind, FeeMonth, Moment, Rate, Result};
use rules::LawBook;
use store::params;

use crate::finder::{By, Finder, Unit, Wrong};

pub(super) fn check(find: &mut Finder<'_, '_>, law: &LawBook) -> Result<()> {
    runs(find)?;
    rates(find, law)
}

/// A row of another year or kind than its run counts for none.
fn runs(find: &mut Finder<'_, '_>) -> Result<()> {
    find.each(
        "select r.id, r.interest, r.accounts, cast(coalesce(sum(y.interest), 0) as bigint), count(y.person)
         from interest_run r left join account_year y on y.year = r.year and y.kind = r.kind and y.run = r.id
         where r.state = 'done' group by r.id, r.interest, r.accounts order by r.id",
        params![],
        |finds, row| {
            let [run, interest, accounts, credited, held] = row.numbers()?;
            let record = || format!("interest_run:{run}");
            let wrong = Wrong("结息批次利息合计与账户不符", "an interest run differs from its accounts");
            finds.money(wrong, record, credited, interest);
            let wrong = Wrong("结息批次户数与账户不符", "an interest run counts other accounts than it has");
            finds.number(wrong, record, held, accounts);
            Ok(())
        },
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("账户年度与结息批次不符", "an account's year has another rate, year or kind than its run"),
        "select 'account_year:' || y.year || '/' || y.kind || '/' || y.person, r.year || ' ' || r.rate, y.year || ' ' || y.rate
         from account_year y join interest_run r on r.id = y.run
         where y.rate <> r.rate or y.year <> r.year or y.kind <> r.kind",
    )
}

/// The bookkeeping rate (记账利率) of a run is the law's as known on its day: the year's own, else the last published.
fn rates(find: &mut Finder<'_, '_>, law: &LawBook) -> Result<()> {
    let runs = find.rows(
        "select r.id, r.year, r.rate, r.at, m.region from interest_run r join matter m on m.id = r.matter
         where r.kind = $1 order by r.id",
        params![AccountKind::Pension],
        |row| {
            let (id, year): (i64, i32) = (row.get(0)?, row.get(1)?);
            Ok((id, year, row.get::<Rate>(2)?, row.get::<Moment>(3)?, row.get::<String>(4)?))
        },
    )?;
    for (id, year, rate, at, region) in runs {
        let Ok(law) = law.in_force(&region, Some(at.date())) else { continue };
        let known = (0..10)
            .filter_map(|earlier| FeeMonth::new(year - earlier, 1))
            .find_map(|january| law.rate("account.bookkeeping_rate", january).ok());
        if let Some(figure) = known.filter(|figure| figure.value != rate) {
            let wrong = Wrong("结息利率与公布的记账利率不符", "the rate of a run is not the published one");
            find.finds().add(wrong, format!("interest_run:{id}"), figure.value, rate);
        }
    }
    Ok(())
}

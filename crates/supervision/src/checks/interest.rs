//! The yearly chain of every personal account, recomputed from the first month by monthly accumulation (月积数法).
//!
//! Accounts, their monthly movements and their year-end rows come as one ordered stream; only one account is held.

use std::collections::BTreeMap;

use kernel::{AccountKind, FeeMonth, Moment, Rate, Result};
use rules::LawBook;
use store::{Row, params};

use crate::finder::{By, Finder, Finds, Unit, Wrong};

/// One ordered stream: per account its head (0), its movements by month (1), its year-end rows (2).
/// Interest counts for the year of its run, whenever it was booked.
const STREAM: &str = "select kind, person, year, what, month, a, b, c, d, e, f from (
      select kind, person, 0 as year, 0 as what, 0 as month,
             opening as a, opening_year as b, opened as c, coalesce(closed, 0) as d, 0 as e, 0 as f from account
      union all
      select m.kind, m.person, coalesce(r.year, m.month / 100), 1, m.month,
             cast(sum(case when m.cause in (1, 2, 6, 8, 9) then m.amount else 0 end) as bigint),
             cast(sum(case when m.cause in (4, 5, 7) then -m.amount else 0 end) as bigint),
             cast(sum(case when m.cause = 3 then m.amount else 0 end) as bigint), 0, 0, 0
        from account_entry m left join interest_run r on m.cause = 3 and r.id = m.source
       group by m.kind, m.person, coalesce(r.year, m.month / 100), m.month
      union all
      select kind, person, year, 2, 0, opening, credits, interest, paid, closing, rate from account_year
    ) as stream order by kind, person, year, what, month";

pub(super) fn check(find: &mut Finder<'_, '_>, law: &LawBook) -> Result<()> {
    runs(find)?;
    rates(find, law)?;
    if find.scope().is_whole() {
        chains(find)?;
    }
    Ok(())
}

fn runs(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("结息批次利息合计与账户不符", "an interest run differs from its accounts"),
        "select 'interest_run:' || r.id, r.interest, cast(coalesce(sum(y.interest), 0) as bigint)
         from interest_run r left join account_year y on y.run = r.id where r.state = 'done'
         group by r.id, r.interest having r.interest <> coalesce(sum(y.interest), 0)",
    )?;
    find.breaks(
        By::All,
        Unit::Plain,
        Wrong("结息批次户数与账户不符", "an interest run counts other accounts than it has"),
        "select 'interest_run:' || r.id, r.accounts, count(y.person)
         from interest_run r left join account_year y on y.run = r.id where r.state = 'done'
         group by r.id, r.accounts having r.accounts <> count(y.person)",
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

/// The account at hand.
#[derive(Default)]
struct Account {
    kind: i64,
    person: i64,
    /// First year that this node settles.
    first_year: i64,
    closed: i64,
    /// Recomputed balance at the end of the last year that had a row or a movement.
    balance: i64,
    /// The year whose movements are gathered.
    year: i64,
    added: [i64; 12],
    paid: [i64; 12],
    interest: i64,
}

fn chains(find: &mut Finder<'_, '_>) -> Result<()> {
    let done: BTreeMap<(i64, i64), i64> = find
        .rows("select kind, year, id from interest_run where state = 'done'", params![], |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
        })?
        .into_iter()
        .collect();
    let mut account = Account::default();
    find.each(STREAM, params![], |finds, row| {
        let (kind, person, year, what): (i64, i64, i64, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        if (kind, person) != (account.kind, account.person) {
            account.leave(finds, &done, i64::MAX);
            account = Account { kind, person, ..Account::default() };
        } else if year != account.year {
            account.leave(finds, &done, year);
        }
        account.year = year;
        match what {
            0 => account.head(row),
            1 => account.movement(row),
            _ => account.settle(finds, row),
        }
    })?;
    account.leave(find.finds(), &done, i64::MAX);
    Ok(())
}

impl Account {
    fn head(&mut self, row: &Row<'_>) -> Result<()> {
        self.balance = row.get(5)?;
        let (brought_in, opened): (i64, i64) = (row.get(6)?, row.get(7)?);
        self.first_year = (opened / 100).max(brought_in + 1);
        self.closed = row.get(8)?;
        Ok(())
    }

    fn movement(&mut self, row: &Row<'_>) -> Result<()> {
        let month: i64 = row.get(4)?;
        let at = usize::try_from(month % 100 - 1).unwrap_or(12);
        if let (Some(added), Some(paid)) = (self.added.get_mut(at), self.paid.get_mut(at)) {
            *added += row.get::<i64>(5)?;
            *paid += row.get::<i64>(6)?;
        }
        self.interest += row.get::<i64>(7)?;
        Ok(())
    }

    /// Compares a year-end row with what the movements say.
    fn settle(&mut self, finds: &mut Finds, row: &Row<'_>) -> Result<()> {
        let record = {
            let (year, kind, person) = (self.year, self.kind, self.person);
            move || format!("account_year:{year}/{kind}/{person}")
        };
        let (credits, paid): (i64, i64) = (self.added.iter().sum(), self.paid.iter().sum());
        let (interest, stored): (i64, [i64; 5]) =
            (self.yearly(row.get(10)?), [row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?]);
        let [opening, stored_credits, stored_interest, stored_paid, closing] = stored;
        finds.money(
            Wrong("期初与上年期末不符", "the opening is not last year's closing"),
            record,
            self.balance,
            opening,
        );
        finds.money(
            Wrong("本年记入与明细不符", "the credits differ from the movements"),
            record,
            credits,
            stored_credits,
        );
        finds.money(
            Wrong("本年支付与明细不符", "the payments differ from the movements"),
            record,
            paid,
            stored_paid,
        );
        finds.money(
            Wrong("本年利息与重算不符", "the interest differs when computed again"),
            record,
            interest,
            stored_interest,
        );
        finds.money(
            Wrong("本年利息与记入账户的利息不符", "the interest differs from what was credited"),
            record,
            stored_interest,
            self.interest,
        );
        finds.money(
            Wrong("期末不等于期初加记入加利息减支付", "the closing does not add up"),
            record,
            opening + stored_credits + stored_interest - stored_paid,
            closing,
        );
        self.balance = closing;
        self.forget();
        // Marks the year as settled for `leave`.
        self.year = -self.year;
        Ok(())
    }

    /// Leaves a year; one with an interest run must have been settled while something stood on the account.
    fn leave(&mut self, finds: &mut Finds, done: &BTreeMap<(i64, i64), i64>, next: i64) {
        let settled = self.year < 0;
        let year = self.year.abs();
        let moved: i64 = self.added.iter().sum::<i64>() - self.paid.iter().sum::<i64>();
        let first = if settled { year + 1 } else { year };
        let held = self.balance != 0 || self.added.iter().chain(&self.paid).any(|&fen| fen != 0);
        let wanted = done.range((self.kind, first)..(self.kind, next)).find(|((_, year), _)| {
            held && self.first_year <= *year && (self.closed == 0 || self.closed / 100 > *year)
        });
        if let Some(((_, year), run)) = wanted {
            let record = format!("account:{}/{} interest_run:{run}", self.kind, self.person);
            finds.add(
                Wrong("账户未参加年终结息", "an account was left out of the yearly interest"),
                record,
                format!("account_year:{year}/{}/{}", self.kind, self.person),
                "—",
            );
        }
        self.balance += moved + self.interest;
        self.forget();
    }

    /// Opening for the whole year, what came or went in month n from then on; rounded once, half away from zero.
    fn yearly(&self, rate: i64) -> i64 {
        let through = if self.closed / 100 == self.year { i128::from(self.closed % 100) } else { 12 };
        let moved: i128 = (1i128..)
            .zip(self.added.iter().zip(&self.paid))
            .map(|(month, (&added, &paid))| i128::from(added - paid) * (through - month + 1).max(0))
            .sum();
        let exact = (i128::from(self.balance) * through + moved) * i128::from(rate);
        let over = 12 * 1_000_000_000;
        let rounded = (exact.abs() + over / 2) / over * exact.signum();
        i64::try_from(rounded).unwrap_or(i64::MAX)
    }

    fn forget(&mut self) {
        self.added = [0; 12];
        self.paid = [0; 12];
        self.interest = 0;
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Fen, Rate};
    use proptest::prelude::*;
    use rules::account::{InterestMethod, year_interest};
    use rules::{Figure, NoTrace};

    use super::Account;

    proptest! {
        /// Two ways to the same fen: this one, and the one that the accounts are kept by.
        #[test]
        fn interest_is_what_the_accounts_were_credited(
            balance in 0i64..100_000_000,
            added in prop::array::uniform12(0i64..1_000_000),
            paid in prop::array::uniform12(0i64..100_000),
            nano in 0i64..120_000_000,
            through in 1i64..=12,
        ) {
            let closed = if through == 12 { 0 } else { 202_400 + through };
            let account = Account { balance, added, paid, closed, year: 2024, ..Account::default() };
            let credits: [Fen; 12] = std::array::from_fn(|n| Fen::new(added[n] - paid[n]));
            let rate = Figure::given(Rate::from_nano(nano));
            let method = InterestMethod::MonthlyAccumulation;
            let kept = year_interest(&mut NoTrace, Fen::new(balance), &credits, &rate, &method, through);
            prop_assert_eq!(account.yearly(nano), kept.interest.get());
        }
    }
}

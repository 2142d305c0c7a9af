//! Every account from its first month: its yearly chain recomputed by monthly accumulation (月积数法), never overdrawn, and
//! all together the personal part of the funds.
//!
//! Heads, monthly movements and year-end rows of the accounts come as one ordered stream; only one account is held.

use std::collections::BTreeMap;

use kernel::{AccountKind, Fen, Fund, Result};
use ledger::{Account as FundAccount, Part};
use store::{Engine, Row, params};

use crate::finder::{By, Finder, Finds, Unit, Wrong, list};

/// One ordered stream: per account its head (0), its movements by month (1), its year-end rows (2).
/// Interest counts for the year of its run, whenever it was booked.
fn stream(from: &Tables) -> String {
    format!(
        "select kind, person, year, what, month, a, b, c, d, e, f from (
           select a.kind, a.person, 0 as year, 0 as what, 0 as month,
                  a.opening as a, a.opening_year as b, a.opened as c, coalesce(a.closed, 0) as d, 0 as e, 0 as f
             from {account} where a.person between $1 and $2
           union all
           select m.kind, m.person, coalesce(r.year, m.month / 100), 1, m.month,
                  cast(sum(case when m.cause in (1, 2, 6, 8, 9) then m.amount else 0 end) as bigint),
                  cast(sum(case when m.cause in (4, 5, 7) then -m.amount else 0 end) as bigint),
                  cast(sum(case when m.cause = 3 then m.amount else 0 end) as bigint),
                  cast(sum(m.amount) as bigint), 0, 0
             from {entry} left join interest_run r on m.cause = 3 and r.id = m.source
            where m.person between $1 and $2
            group by m.kind, m.person, coalesce(r.year, m.month / 100), m.month
           union all
           select y.kind, y.person, y.year, 2, 0, y.opening, y.credits, y.interest, y.paid, y.closing, y.rate
             from {year} where y.person between $1 and $2
         ) as stream order by kind, person, year, what, month",
        account = from.account,
        entry = from.entry,
        year = from.year,
    )
}

/// Where the stream comes from, as SQL.
struct Tables {
    account: String,
    entry: String,
    year: String,
}

impl Tables {
    fn whole() -> Tables {
        let [account, entry, year] = ["account a", "account_entry m", "account_year y"].map(str::to_owned);
        Tables { account, entry, year }
    }

    /// The tables lie by month, year and kind: a few people are found by asking for each of these.
    fn for_a_few(months: &[i64], years: &[i64]) -> Tables {
        let kinds: Vec<i64> = AccountKind::ALL.iter().map(|kind| kind.code()).collect();
        let kinds = values("kinds", &kinds);
        Tables {
            account: format!("{kinds} cross join account a on a.kind = kinds.column1"),
            entry: format!(
                "{} cross join {kinds} cross join account_entry m on m.month = months.column1 and m.kind = kinds.column1",
                values("months", months)
            ),
            year: format!(
                "{} cross join {kinds} cross join account_year y on y.year = years.column1 and y.kind = kinds.column1",
                values("years", years)
            ),
        }
    }
}

fn values(name: &str, numbers: &[i64]) -> String {
    let rows: Vec<String> = numbers.iter().map(|number| format!("({number})")).collect();
    format!("(values {}) as {name}", if rows.is_empty() { "(0)".to_owned() } else { rows.join(", ") })
}

/// Movements that the embedded database sorts at once, which it does in memory.
const SORTED: i64 = 200_000;

/// What is known before the first account, and what they all come to.
struct Book {
    /// Runs that are done, by kind and year.
    runs: BTreeMap<(i64, i64), i64>,
    /// Records that were merged away.
    merged: BTreeMap<i64, i64>,
    /// What all accounts of a kind hold.
    held: BTreeMap<i64, i64>,
}

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    let runs =
        find.rows("select kind, year, id from interest_run where state = 'done'", params![], |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
        })?;
    let mut book = Book { runs: runs.into_iter().collect(), merged: find.merges()?, held: BTreeMap::new() };
    match find.engine() {
        Engine::Postgres => chains(find, &stream(&Tables::whole()), (i64::MIN, i64::MAX), &mut book)?,
        Engine::Sqlite => {
            let months = leading(find, "account_entry", "month")?;
            let sql = stream(&Tables::for_a_few(&months, &leading(find, "account_year", "year")?));
            let stretch = (SORTED / i64::try_from(months.len() + 1).unwrap_or(SORTED)).max(64);
            let (mut first, last) = people(find)?;
            while first <= last {
                chains(find, &sql, (first, first + stretch - 1), &mut book)?;
                first += stretch;
            }
        }
    }
    totals(find, &book.held)?;
    months(find)
}

/// What was booked on the accounts in a month = what the ledger moved on the personal accounts of the fund in it, without
/// the balances brought in by a take-over, which are no movements.
fn months(find: &mut Finder<'_, '_>) -> Result<()> {
    let funds =
        AccountKind::ALL.iter().map(|&kind| format!("when {} then {}", kind.code(), fund_of(kind).code()));
    find.breaks(
        By::All,
        Unit::Money,
        Wrong("个人账户当月记账与基金账个人部分不符", "a month's movements on the accounts differ from the fund's"),
        &format!(
            "select 'fund:' || fund || ' month:' || month, cast(sum(posted) as bigint), cast(sum(moved) as bigint)
             from (select case kind {} end as fund, month, 0 as posted, sum(amount) as moved from account_entry
                    group by kind, month
                   union all
                   select p.fund, p.month, -p.amount, 0 from posting p join entry e on e.id = p.entry
                    where p.account in ({}) and e.event <> 'opening') as sides
             group by fund, month having sum(posted) <> sum(moved) order by fund, month",
            funds.collect::<Vec<_>>().join(" "),
            personal_accounts()
        ),
    )
}

/// The fund accounts that are the people's, as SQL.
fn personal_accounts() -> String {
    let personal = FundAccount::ALL.iter().filter(|account| account.part() == Part::Personal);
    list(personal.map(|account| account.code()))
}

/// All values of a column that leads its table's key, each found from the one before.
fn leading(find: &mut Finder<'_, '_>, table: &str, column: &str) -> Result<Vec<i64>> {
    let sql = format!(
        "with recursive leading(value) as (
           select min({column}) from {table}
           union all
           select (select min(t.{column}) from {table} t where t.{column} > leading.value) from leading
           where leading.value is not null)
         select value from leading where value is not null"
    );
    find.rows(&sql, params![], |row| row.get(0))
}

fn people(find: &mut Finder<'_, '_>) -> Result<(i64, i64)> {
    let sql = "select coalesce(min(id), 0), coalesce(max(id), -1) from party";
    Ok(find.rows(sql, params![], |row| Ok((row.get(0)?, row.get(1)?)))?.first().copied().unwrap_or((0, -1)))
}

fn chains(find: &mut Finder<'_, '_>, sql: &str, (first, last): (i64, i64), book: &mut Book) -> Result<()> {
    let mut account = Account::default();
    find.each(sql, params![first, last], |finds, row| {
        let [kind, person, year, what] = row.numbers()?;
        if (kind, person) != (account.kind, account.person) {
            account.end(finds, book);
            account = Account { kind, person, ..Account::default() };
        } else if year != account.year {
            account.leave(finds, &book.runs, year);
        }
        account.year = year;
        match what {
            0 => account.head(row),
            1 => account.movement(row),
            _ => account.settle(finds, row),
        }
    })?;
    account.end(find.finds(), book);
    Ok(())
}

/// All accounts of a kind = what the ledger holds on the personal accounts of the fund.
fn totals(find: &mut Finder<'_, '_>, held: &BTreeMap<i64, i64>) -> Result<()> {
    let sql = format!(
        "select fund, cast(-sum(amount) as bigint) from posting where account in ({}) group by fund",
        personal_accounts()
    );
    let posted: BTreeMap<i64, i64> =
        find.rows(&sql, params![], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    for fund in Fund::ALL {
        let kinds = AccountKind::ALL.iter().filter(|&&kind| fund_of(kind) == *fund);
        find.finds().money(
            Wrong(
                "个人账户总额与基金账个人部分不符",
                "the accounts differ from the personal part of the fund",
            ),
            || format!("fund:{}", fund.code()),
            kinds.filter_map(|kind| held.get(&kind.code())).sum(),
            posted.get(&fund.code()).copied().unwrap_or(0),
        );
    }
    Ok(())
}

/// The fund that keeps the accounts of a kind.
fn fund_of(kind: AccountKind) -> Fund {
    match kind {
        AccountKind::Pension => Fund::Pension,
        AccountKind::Medical => Fund::Medical,
        AccountKind::ResidentPension => Fund::ResidentPension,
    }
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
    /// Opening and all movements.
    held: i64,
}

impl Account {
    fn head(&mut self, row: &Row<'_>) -> Result<()> {
        self.balance = row.get(5)?;
        self.held += self.balance;
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
        self.held += row.get::<i64>(8)?;
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

    fn end(&mut self, finds: &mut Finds, book: &mut Book) {
        self.leave(finds, &book.runs, i64::MAX);
        *book.held.entry(self.kind).or_default() += self.held;
        let record = || format!("account:{}/{}", self.kind, self.person);
        if self.held < 0 {
            let wrong = Wrong("个人账户出现负数", "an account is overdrawn");
            finds.add(wrong, record(), Fen::ZERO, Fen::new(self.held));
        }
        if book.merged.contains_key(&self.person) {
            let wrong = Wrong(
                "已合并的重复人员个人账户仍有余额",
                "an account of a record merged away holds something",
            );
            finds.money(wrong, record, 0, self.held);
        }
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

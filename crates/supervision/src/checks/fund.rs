//! Opening + in − out = closing for every fund, account and month, recomputed from the postings.

use std::collections::BTreeMap;

use kernel::{Fen, Result};
use ledger::Account;
use store::params;

use crate::finder::{By, Finder, Unit, Wrong};

/// Fund and account.
type Place = (i64, i64);

/// A row of `fund_month`, or what it should be.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Month {
    opening: i64,
    debit: i64,
    credit: i64,
    closing: i64,
}

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    find.count(By::Months, "select count(*) from fund_month where month between $1 and $2")?;
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("试算不平", "the trial balance is not zero"),
        "select 'fund_month:' || fund || '/' || month, 0,
                cast(case when sum(opening) <> 0 then sum(opening) when sum(closing) <> 0 then sum(closing)
                     else sum(debit) - sum(credit) end as bigint)
         from fund_month where month between $1 and $2
         group by fund, month having sum(opening) <> 0 or sum(closing) <> 0 or sum(debit) <> sum(credit)",
    )?;
    find.breaks(
        By::Months,
        Unit::Money,
        Wrong("月末收入户未全部上划", "the income account is not empty at month end"),
        &format!(
            "select 'fund_month:' || fund || '/' || month || '/' || account, 0, closing from fund_month
             where month between $1 and $2 and account = {} and closing <> 0",
            Account::IncomeDeposit.code()
        ),
    )?;
    find.breaks(
        By::Months,
        Unit::Plain,
        Wrong("月结之后又记入该月", "an entry was recorded in a month already closed"),
        "select 'entry:' || e.id, 'month_close:' || c.month, e.recorded_at from entry e
         join month_close c on c.month = e.month
         where e.month between $1 and $2 and e.recorded_at > c.closed_at",
    )?;
    months(find)
}

/// Walks month by month; the balances of a few hundred accounts are all that is kept.
fn months(find: &mut Finder<'_, '_>) -> Result<()> {
    let (from, to) = find.scope().months();
    let closed = find.rows(
        "select distinct month from month_close where month between $1 and $2 order by month",
        params![from, to],
        |row| row.get::<i64>(0),
    )?;
    let stored_months = find.rows(
        "select distinct month from fund_month where month between $1 and $2 order by month",
        params![from, to],
        |row| row.get::<i64>(0),
    )?;
    for month in stored_months.iter().filter(|month| !closed.contains(month)) {
        find.finds().add(
            Wrong("月结数据没有月结记录", "balances of a month that is not closed"),
            format!("fund_month:{month}"),
            format!("month_close:{month}"),
            "—",
        );
    }
    let (ended, mut balances) = opening(find)?;
    let mut moved = moved(find, ended)?.into_iter().peekable();
    for month in closed {
        while let Some(((_, place), (debit, credit))) = moved.next_if(|((at, _), _)| *at < month) {
            *balances.entry(place).or_default() += debit - credit;
        }
        let mut expected: BTreeMap<Place, Month> = balances
            .iter()
            .filter(|(_, balance)| **balance != 0)
            .map(|(place, &opening)| (*place, Month { opening, closing: opening, ..Month::default() }))
            .collect();
        while let Some(((_, place), (debit, credit))) = moved.next_if(|((at, _), _)| *at == month) {
            let row = expected.entry(place).or_default();
            (row.debit, row.credit) = (debit, credit);
            row.closing = row.opening + debit - credit;
        }
        compare(find, month, &expected)?;
        for (place, row) in expected {
            balances.insert(place, row.closing);
        }
    }
    Ok(())
}

/// Debits and credits after a month, by month and place: each posting is read once.
fn moved(find: &mut Finder<'_, '_>, ended: i64) -> Result<BTreeMap<(i64, Place), (i64, i64)>> {
    let mut moved: BTreeMap<(i64, Place), (i64, i64)> = BTreeMap::new();
    find.each(
        "select month, fund, account, amount from posting where month > $1 and month <= $2",
        params![ended, find.scope().months().1],
        |_, row| {
            let [month, fund, account, amount] = row.numbers()?;
            let (debit, credit) = moved.entry((month, (fund, account))).or_default();
            *debit += amount.max(0);
            *credit += (-amount).max(0);
            Ok(())
        },
    )?;
    Ok(moved)
}

/// The month that was closed before the one that is looked at, and what it ended with: it has a proof of its own.
fn opening(find: &mut Finder<'_, '_>) -> Result<(i64, BTreeMap<Place, i64>)> {
    let ended = find.last_closed()?;
    let closed =
        find.rows("select fund, account, closing from fund_month where month = $1", params![ended], |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
        })?;
    Ok((ended, closed.into_iter().collect()))
}

fn compare(find: &mut Finder<'_, '_>, month: i64, expected: &BTreeMap<Place, Month>) -> Result<()> {
    let mut missing = expected.clone();
    let record = |(fund, account): Place| format!("fund_month:{fund}/{month}/{account}");
    find.each(
        "select fund, account, opening, debit, credit, closing from fund_month where month = $1 order by fund, account",
        params![month],
        |finds, row| {
            let place = (row.get(0)?, row.get(1)?);
            let expected = missing.remove(&place).unwrap_or_default();
            for (wrong, expected, found) in [
                (Wrong("月初余额与分录不符", "the opening differs from the postings"), expected.opening, row.get(2)?),
                (Wrong("本月借方与分录不符", "the debits differ from the postings"), expected.debit, row.get(3)?),
                (Wrong("本月贷方与分录不符", "the credits differ from the postings"), expected.credit, row.get(4)?),
                (Wrong("月末余额与分录不符", "the closing differs from the postings"), expected.closing, row.get(5)?),
            ] {
                finds.money(wrong, || record(place), expected, found);
            }
            Ok(())
        },
    )?;
    for (place, row) in missing {
        let wrong = Wrong("月结缺少科目", "the month's balances lack an account");
        find.finds().add(wrong, record(place), Fen::new(row.closing), "—");
    }
    Ok(())
}

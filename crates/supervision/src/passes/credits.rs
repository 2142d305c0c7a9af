//! What a completely received bill line has for the account is credited once; anything else is not. A line of a record that
//! was merged away is credited to the true one.
//!
//! Bills and account movements lie in different orders, so both sides are weighed; only where the scales tip, the
//! records are compared one by one.

use std::collections::BTreeMap;

use kernel::{AccountKind, Insurance, Result};
use store::{Tx, params};

use super::rows::{Chunk, Contribution, Kind};
use crate::finder::{Finder, Finds, Scope, Unit, Wrong, account_of, merged, merges};
use crate::scales::Scales;

/// Insurances that feed a personal account.
const FEEDS: [(Insurance, AccountKind); 3] = [
    (Insurance::Pension, AccountKind::Pension),
    (Insurance::ResidentPension, AccountKind::ResidentPension),
    (Insurance::Medical, AccountKind::Medical),
];
/// Causes of a movement, as stored.
const CONTRIBUTION: i64 = 1;

pub(super) struct Credits {
    contributions: Scales,
    subsidies: Scales,
    /// How many bills and receivables of the chunk are behind.
    bills: usize,
    receivables: usize,
    /// Insurances of the bill at hand that are received in full, with the kind of account they feed.
    received: Vec<(i64, i64)>,
    merged: BTreeMap<i64, i64>,
}

impl Credits {
    pub(super) fn new(tx: &mut Tx<'_>) -> Result<Credits> {
        Ok(Credits {
            contributions: Scales::new(),
            subsidies: Scales::new(),
            bills: 0,
            receivables: 0,
            received: Vec::with_capacity(FEEDS.len()),
            merged: merges(tx)?,
        })
    }

    /// The true record of a person.
    fn person(&self, person: i64) -> i64 {
        self.merged.get(&person).copied().unwrap_or(person)
    }

    pub(super) fn begin(&mut self, first: i64, end: i64) {
        self.contributions.span(first, end);
        self.subsidies.span(first, end);
        (self.bills, self.receivables) = (0, 0);
    }

    pub(super) fn next(&mut self, chunk: &Chunk, bill: i64) {
        self.received.clear();
        while chunk.bills.get(self.bills).is_some_and(|known| known.id < bill) {
            self.bills += 1;
        }
        if chunk.bills.get(self.bills).is_none_or(|known| known.id != bill || known.kind == Kind::TakeOver) {
            return;
        }
        while chunk.receivables.get(self.receivables).is_some_and(|held| held.bill < bill) {
            self.receivables += 1;
        }
        let held = chunk.receivables.iter().skip(self.receivables).take_while(|held| held.bill == bill);
        for held in held.filter(|held| held.received == held.due) {
            let feeds = FEEDS.iter().find(|(insurance, _)| insurance.code() == held.insurance);
            self.received.extend(feeds.map(|(insurance, kind)| (insurance.code(), kind.code())));
        }
    }

    pub(super) fn take(&mut self, line: &Contribution) {
        if line.account == 0 {
            return;
        }
        if let Some((_, kind)) = self.received.iter().find(|(insurance, _)| *insurance == line.insurance) {
            let person = self.person(line.person);
            self.contributions.expect(line.bill, [*kind, person, line.month], line.account);
        }
    }

    /// Once all contribution lines were seen: the other side, and what differs.
    pub(super) fn compare(mut self, tx: &mut Tx<'_>, scope: &Scope, finds: &mut Finds) -> Result<()> {
        self.expect_subsidies(tx, scope)?;
        let (first, last) = scope.bills();
        // A credit is booked on receipt: never before the month of its bill.
        tx.each(
            "select source, kind, person, fee_month, amount, cause from account_entry
             where month >= $1 and cause in (1, 2) and source between $2 and $3",
            params![scope.months().0, first, last],
            |row| {
                let [bill, kind, person, month, amount, cause] = row.numbers()?;
                let person = self.person(person);
                if cause == CONTRIBUTION {
                    self.contributions.find(bill, [kind, person, month], amount);
                } else {
                    self.subsidies.find(bill, [kind, person, 0], amount);
                }
                Ok(())
            },
        )?;
        let mut find = Finder::new(tx, scope, finds);
        for (first, last) in self.contributions.tipped() {
            contributions(&mut find, first, last)?;
        }
        for (first, last) in self.subsidies.tipped() {
            subsidies(&mut find, first, last)?;
        }
        Ok(())
    }

    fn expect_subsidies(&mut self, tx: &mut Tx<'_>, scope: &Scope) -> Result<()> {
        let (first, last) = scope.bills();
        let sql = format!(
            "select s.bill, {kind}, s.person, s.account
             from subsidy s join receivable r on r.bill = s.bill and r.insurance = s.insurance
             where r.received = r.due and s.account <> 0 and s.bill between $1 and $2",
            kind = account_of("s.insurance")
        );
        tx.each(&sql, params![first, last], |row| {
            let [bill, kind, person, amount] = row.numbers()?;
            self.subsidies.expect(bill, [kind, self.person(person), 0], amount);
            Ok(())
        })
    }
}

fn contributions(find: &mut Finder<'_, '_>, first: i64, last: i64) -> Result<()> {
    find.breaks_of(
        Unit::Money,
        Wrong("个人账户记入额与已全额到账的缴费不符", "credits differ from the contributions received in full"),
        &format!(
            "select 'account_entry:' || kind || '/' || person || ' bill:' || bill || ' month:' || month,
                    cast(sum(due) as bigint), cast(sum(credited) as bigint)
             from (select c.bill, {kind} as kind, {of_line} as person, c.month, c.account as due, 0 as credited
                     from contribution c
                     join receivable r on r.bill = c.bill and r.insurance = c.insurance
                     join bill b on b.id = c.bill
                    where r.received = r.due and b.kind <> 'take-over'
                      and c.account <> 0 and c.insurance in (110, 170, 310)
                   union all
                   select a.source, a.kind, {of_entry}, a.fee_month, 0, a.amount from account_entry a where a.cause = 1) as sides
             where bill between $1 and $2
             group by kind, person, bill, month having sum(due) <> sum(credited)",
            kind = account_of("c.insurance"),
            of_line = merged("c.person"),
            of_entry = merged("a.person")
        ),
        params![first, last],
    )
}

fn subsidies(find: &mut Finder<'_, '_>, first: i64, last: i64) -> Result<()> {
    find.breaks_of(
        Unit::Money,
        Wrong("补贴记入个人账户额不符", "subsidies credited differ from those that were due"),
        &format!(
            "select 'account_entry:' || kind || '/' || person || ' bill:' || bill,
                    cast(sum(due) as bigint), cast(sum(credited) as bigint)
             from (select s.bill, {kind} as kind, {of_line} as person, s.account as due, 0 as credited
                     from subsidy s join receivable r on r.bill = s.bill and r.insurance = s.insurance
                    where r.received = r.due and s.account <> 0
                   union all
                   select a.source, a.kind, {of_entry}, 0, a.amount from account_entry a where a.cause = 2) as sides
             where bill between $1 and $2
             group by kind, person, bill having sum(due) <> sum(credited)",
            kind = account_of("s.insurance"),
            of_line = merged("s.person"),
            of_entry = merged("a.person")
        ),
        params![first, last],
    )
}

//! A levied month paid in full: a receipt a bill, an entry a fund, and every account credited.

use std::collections::BTreeMap;

use anyhow::Result;
use kernel::{AccountKind, FeeMonth, Insurance};
use ledger::Account;
use store::{Sequence, Tx, params};

use crate::fixture::Fixture;

/// What a month came to for one fund.
#[derive(Default)]
struct Received {
    all: i64,
    personal: i64,
}

impl Fixture {
    /// Pays every bill of a month on its last day.
    pub fn settle(&self, month: FeeMonth) -> Result<()> {
        Ok(self.office.store.write(&self.act(), |tx| {
            let entries = self.entries(tx, month)?;
            self.receipts(tx, month, &entries)?;
            accounts(tx, month)
        })?)
    }

    /// One entry a fund; says which by insurance.
    fn entries(&self, tx: &mut Tx<'_>, month: FeeMonth) -> kernel::Result<BTreeMap<i64, i64>> {
        let mut funds: BTreeMap<i64, Received> = BTreeMap::new();
        tx.each(
            "select l.insurance, l.unit + l.person, l.account from bill_line l join bill b on b.id = l.bill
             where b.month = $1",
            params![month],
            |row| {
                let [insurance, all, personal] = row.numbers()?;
                if let Some(insurance) = Insurance::from_code(insurance) {
                    let received = funds.entry(insurance.fund().code()).or_default();
                    received.all += all;
                    received.personal += personal;
                }
                Ok(())
            },
        )?;
        let mut entries = BTreeMap::new();
        for (fund, received) in funds {
            let entry = tx.allot(Sequence::Entry, 1)?.first().copied().unwrap_or(0);
            tx.run(
                "insert into entry (id, fund, event, booked_on, month, source, source_id, note, recorded_at, by)
                 values ($1, $2, 'received', $3, $4, 'bench', 0, '', $5, $6)",
                params![entry, fund, month.last_day(), month, self.clerk.at, self.clerk.officer],
            )?;
            let lines = [
                (Account::IncomeDeposit, received.all),
                (Account::ContributionsPooled, received.personal - received.all),
                (Account::ContributionsPersonal, -received.personal),
            ];
            for (line, (account, amount)) in (1i64..).zip(lines).filter(|(_, (_, amount))| *amount != 0) {
                tx.run(
                    "insert into posting (entry, line, fund, month, account, amount) values ($1, $2, $3, $4, $5, $6)",
                    params![entry, line, fund, month, account.code(), amount],
                )?;
            }
            entries.insert(fund, entry);
        }
        Ok(entries)
    }

    fn receipts(&self, tx: &mut Tx<'_>, month: FeeMonth, entries: &BTreeMap<i64, i64>) -> kernel::Result<()> {
        tx.run(
            "insert into receipt (id, source, reference, payer, amount, received_on, recorded_at, matter)
             select id, 'tax', 'bench-' || id, payer, total, $2, $3, matter from bill where month = $1 order by id",
            params![month, month.last_day(), self.clerk.at],
        )?;
        for insurance in Insurance::ALL {
            let Some(entry) = entries.get(&insurance.fund().code()) else { continue };
            tx.run(
                "insert into allocation (receipt, line, part, bill, insurance, amount, entry)
                 select l.bill, l.insurance, 'contribution', l.bill, l.insurance, l.unit + l.person, $3
                 from bill_line l join bill b on b.id = l.bill where b.month = $1 and l.insurance = $2 order by l.bill",
                params![month, insurance.code(), entry],
            )?;
        }
        tx.run(
            "update receivable set received = due, settled_on = $2
             where bill in (select id from bill where month = $1)",
            params![month, month.last_day()],
        )?;
        Ok(())
    }
}

fn accounts(tx: &mut Tx<'_>, month: FeeMonth) -> kernel::Result<()> {
    let feeds = [(Insurance::Pension, AccountKind::Pension), (Insurance::Medical, AccountKind::Medical)];
    for (insurance, kind) in feeds {
        tx.run(
            "insert into account (kind, person, opened, opening, opening_year)
             select $1, c.person, $2, 0, $3 from contribution c join bill b on b.id = c.bill
             where b.month = $2 and c.insurance = $4 and c.account <> 0 order by c.person",
            params![kind, month, i64::from(month.year()) - 1, insurance.code()],
        )?;
        tx.run(
            "insert into account_entry (month, kind, person, fee_month, cause, source, amount)
             select $2, $1, c.person, c.month, 1, c.bill, c.account from contribution c join bill b on b.id = c.bill
             where b.month = $2 and c.insurance = $3 and c.account <> 0 order by c.person",
            params![kind, month, insurance.code()],
        )?;
    }
    Ok(())
}

//! What the city came to, in figures that are the same for the same seed.

use std::fmt::Write;

use business::Office;
use business::fund::{MonthFigures, last_closed, series, trial_balance};
use business::overview::{Event, Overview, events, overview};
use kernel::{Date, Fund, Result};
use serde_json::{Value as Json, json};

/// The city after its months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// People, units, bills, money.
    pub overview: Overview,
    /// How often what happened.
    pub events: Vec<Event>,
    /// Income, expenditure and balance of each fund by month.
    pub months: Vec<MonthFigures>,
}

impl Summary {
    /// For machines, always in the same order.
    pub fn json(&self) -> Json {
        let all = &self.overview;
        let months: Vec<Json> = (self.months.iter())
            .map(|month| {
                json!({ "fund": month.fund.key(), "month": month.month, "income": month.income,
                        "expense": month.expense, "balance": month.balance })
            })
            .collect();
        let events: serde_json::Map<String, Json> =
            self.events.iter().map(|event| (event.key.to_owned(), json!(event.count))).collect();
        json!({ "people": all.people, "units": all.units, "bills": all.bills, "billed": all.billed,
                "collected": all.collected, "arrears": all.arrears, "pensioners": all.pensioners, "paid": all.paid,
                "events": events, "funds": months })
    }
}

/// The figures as of a day.
///
/// # Errors
/// What the store reports.
pub fn summary(office: &Office, on: Date) -> Result<Summary> {
    office
        .store
        .read(|tx| Ok(Summary { overview: overview(tx, on)?, events: events(tx)?, months: series(tx)? }))
}

/// The trial balances (试算平衡表) of all funds for the last closed month, as CSV.
///
/// # Errors
/// What the store reports.
pub fn trial_balances(office: &Office) -> Result<String> {
    office.store.read(|tx| {
        let mut csv = String::from("fund,month,account,opening,debit,credit,closing\n");
        let Some(month) = last_closed(tx)? else { return Ok(csv) };
        for &fund in Fund::ALL {
            for row in trial_balance(tx, fund, month)?.rows {
                let (key, code) = (fund.key(), row.account.code());
                let closing = row.closing();
                // Writing to a string cannot fail.
                let _ = writeln!(
                    csv,
                    "{key},{month},{code},{},{},{},{closing}",
                    row.opening, row.debit, row.credit
                );
            }
        }
        Ok(csv)
    })
}

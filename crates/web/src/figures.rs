//! The figures of the first page and of `/api/v1/figures`: read from the business facts, kept for some seconds.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use business::fund::{MonthFigures, series};
use business::overview::{Overview, overview};
use kernel::{Date, Fen, Result};
use serde_json::{Value as Json, json};
use store::Store;

/// How old figures may be.
const KEPT: Duration = Duration::from_secs(10);

/// What the first page shows.
#[derive(Debug)]
pub(crate) struct Figures {
    /// The day they are of.
    pub(crate) on: Date,
    /// Counts and sums.
    pub(crate) overview: Overview,
    /// By fund and month.
    pub(crate) months: Vec<MonthFigures>,
}

/// The latest figures, so that many readers cost one query.
#[derive(Default)]
pub(crate) struct Latest(Mutex<Option<(Instant, Arc<Figures>)>>);

impl Latest {
    /// The kept figures, or new ones where they are too old. Blocks.
    pub(crate) fn get(&self, store: &Store, today: Date) -> Result<Arc<Figures>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, figures)) = kept.as_ref()
            && at.elapsed() < KEPT
        {
            return Ok(Arc::clone(figures));
        }
        let figures = Arc::new(read(store, today)?);
        *kept = Some((Instant::now(), Arc::clone(&figures)));
        Ok(figures)
    }
}

fn read(store: &Store, on: Date) -> Result<Figures> {
    store.read(|tx| Ok(Figures { on, overview: overview(tx, on)?, months: series(tx)? }))
}

impl Figures {
    /// For machines. Amounts are in fen.
    pub(crate) fn json(&self) -> Json {
        let all = &self.overview;
        let months: Vec<Json> = self
            .months
            .iter()
            .map(|month| {
                json!({
                    "fund": month.fund.key(), "month": month.month,
                    "income": month.income, "expense": month.expense, "balance": month.balance,
                })
            })
            .collect();
        json!({
            "on": self.on.to_string(), "unit": "fen",
            "people": all.people, "units": all.units, "bills": all.bills,
            "billed": all.billed, "collected": all.collected, "arrears": all.arrears,
            "pensioners": all.pensioners, "paid": all.paid,
            "months": months,
        })
    }
}

/// `1,234,567.89`: groups of three in both languages.
pub(crate) fn money(amount: Fen) -> String {
    let plain = amount.to_string();
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |rest| ("−", rest));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "00"));
    format!("{sign}{}.{decimals}", grouped(whole))
}

/// `1,234,567`.
pub(crate) fn count(number: i64) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{count, money};
    use kernel::Fen;

    #[test]
    fn amounts_are_grouped() {
        for (fen, text) in [(0, "0.00"), (99, "0.99"), (123_456, "1,234.56"), (-100_000_000, "−1,000,000.00")]
        {
            assert_eq!(money(Fen::new(fen)), text);
        }
        assert_eq!((count(999), count(20_000)), ("999".to_owned(), "20,000".to_owned()));
    }
}

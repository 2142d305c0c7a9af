//! Undeclared and unpaid contributions: deemed declaration (核定 110 %) and late fee (滞纳金).
//!
//! Not here: which debts exist and how payments are allocated to them (`business`).

use kernel::{Date, FeeMonth, Fen, Rate, Result, Rounding};

use crate::codes;
use crate::contribution::{Line, Lines};
use crate::exact::{NANO, money, product};
use crate::law::{Figure, Law};
use crate::trace::{Step, Trace};

/// What a unit that did not declare is assessed at: its last month's amount × 110 % (社会保险法第六十二条).
pub fn deemed_declaration<T: Trace>(trace: &mut T, last_month: Fen, ratio: &Figure<Rate>) -> Fen {
    let assessed = ratio.value.of(last_month, Rounding::FenHalfUp);
    trace.note(|| {
        Step::new("核定应缴", "deemed contribution", assessed)
            .by("last_month × ratio")
            .input("last_month", last_month)
            .figure("ratio", ratio)
            .rounded(Rounding::FenHalfUp)
    });
    assessed
}

/// The ratio of the deemed declaration in a month.
///
/// # Errors
/// `LAW-0101` where the law says nothing.
pub fn deemed_ratio(law: &Law<'_>, month: FeeMonth) -> Result<Figure<Rate>> {
    law.rate("contribution.deemed_ratio", month)
}

/// The same for a person's lines: every amount of last month × the ratio, each rounded once. Parts still add up to
/// their totals, since totals are sums.
pub fn deemed_lines(last_month: &Lines, ratio: Rate) -> Lines {
    let mut lines = Lines::EMPTY;
    for line in last_month {
        let raise = |amount| ratio.of(amount, Rounding::FenHalfUp);
        lines.push(Line {
            insurance: line.insurance,
            base: raise(line.base),
            unit: raise(line.unit),
            person: raise(line.person),
            account: raise(line.account),
            subsidy: line.subsidy,
        });
    }
    lines
}

/// How a region charges for late payment.
#[derive(Clone, Debug)]
pub struct LateFeeRules {
    /// Share of the debt per day.
    pub rate: Figure<Rate>,
    /// The fee ends at the principal (行政强制法第四十五条; disputed, off by default).
    pub cap_at_principal: Figure<bool>,
    /// The first day is that of the second month after the fee month, not the day after the deadline.
    pub from_second_month: bool,
    /// The last day is the day before the bill of the back payment, not the day of payment.
    pub until_bill: bool,
}

impl LateFeeRules {
    /// The rules of the time the debt arose: 0.2 % a day before 2011-07-01, 0.05 % since.
    ///
    /// # Errors
    /// `LAW-0101` where the law says nothing.
    pub fn at(law: &Law<'_>, debt_arose: Date) -> Result<LateFeeRules> {
        Ok(LateFeeRules {
            rate: law.rate("late_fee.rate", debt_arose)?,
            cap_at_principal: law.flag("late_fee.cap_at_principal", debt_arose)?,
            from_second_month: law.word("late_fee.first_day_rule", debt_arose)?.value
                == "first-of-second-month",
            until_bill: law.word("late_fee.last_day_rule", debt_arose)?.value == "day-before-bill",
        })
    }

    /// First and last day that bear a fee, for a fee month due on `deadline` and settled on `settled` (the day of
    /// payment, or of the bill where the region counts to it). `None` where it was settled in time.
    pub fn window(&self, fee_month: FeeMonth, deadline: Date, settled: Date) -> Option<(Date, Date)> {
        let first =
            if self.from_second_month { fee_month.plus(2).first_day() } else { deadline.tomorrow().ok()? };
        let last = if self.until_bill { settled.yesterday().ok()? } else { settled };
        (first <= last).then_some((first, last))
    }
}

/// Days from the first to the last, both counted.
///
/// # Errors
/// `LAW-0207` where the last day lies before the first.
pub fn days_between(first: Date, last: Date) -> Result<i64> {
    if last < first {
        return Err(codes::BACKWARDS.with("from", first).with("to", last));
    }
    let span = last - first;
    Ok(i64::from(span.get_days()) + 1)
}

/// Days from the day after the deadline to the day of payment; none where it was paid in time.
///
/// # Errors
/// `LAW-0205` at the end of all days.
pub fn days_late(due: Date, paid: Date) -> Result<i64> {
    if paid <= due {
        return Ok(0);
    }
    let first = due.tomorrow().map_err(|_| codes::OUT_OF_RANGE.with("what", "due").with("value", due))?;
    days_between(first, paid)
}

/// The late fee of a debt over so many days; no fee on the fee (社会保险法第八十六条).
///
/// # Errors
/// `LAW-0201` for a negative debt or number of days; `LAW-0205` for a fee beyond all measure.
pub fn late_fee<T: Trace>(trace: &mut T, principal: Fen, days: i64, rules: &LateFeeRules) -> Result<Fen> {
    if principal.is_negative() || days < 0 {
        return Err(codes::NEGATIVE
            .with("what", "principal / days")
            .with("value", format!("{principal} / {days}")));
    }
    let factors = [principal.get(), rules.rate.value.nano(), days].map(i128::from);
    let plain = money(Rounding::FenHalfUp, product(&factors)?, NANO)?;
    let fee = if rules.cap_at_principal.value { plain.min(principal) } else { plain };
    trace.note(|| {
        Step::new("滞纳金", "late fee", fee)
            .by(if fee < plain {
                "principal × rate × days, not above principal"
            } else {
                "principal × rate × days"
            })
            .input("principal", principal)
            .figure("rate", &rules.rate)
            .input("days", days)
            .rounded(Rounding::FenHalfUp)
    });
    Ok(fee)
}

//! Assessment of the month, and the differences that corrections and late figures leave.

use business::levy::{self, Cause};
use kernel::{FeeMonth, Moment, Result};

use super::Life;
use super::declare::{Payer, after_cutoff, corrections};

impl Life<'_> {
    /// The morning after the month's declaration ended.
    pub(super) fn assessment_day(&self, month: FeeMonth) -> Result<Moment> {
        let calendar =
            self.office.store.read(|tx| levy::calendar_of(tx, self.office, month, month.first_day()))?;
        Ok(after_cutoff(calendar.cutoff))
    }
}

/// One bill for every payer.
pub(super) fn assess(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let actor = life.wang(life.assessment_day(month)?)?;
    life.resumed(levy::run(life.office, &actor, month, &mut |_| {})).map(drop)
}

/// Bills for what the past would be billed today: for those who were corrected, and for all when a figure came late.
pub(super) fn differences(life: &mut Life<'_>, month: FeeMonth) -> Result<()> {
    let now = life.assessment_day(month)?;
    let actor = life.wang(now.plus_micros(3_600_000_000))?;
    if let Some(since) = life.late_figure(month)? {
        levy::difference(life.office, &actor, since, month, None, Cause::Correction)?;
    }
    for (payer, since, back_payment) in corrections(life, month) {
        let payer = life.office.store.read(|tx| match payer {
            Payer::Unit(unit) => life.units[unit.0].map_or_else(|| life.unit(tx, unit), Ok).map(Some),
            Payer::Person(person) => life.known(tx, person),
        })?;
        let cause = if back_payment { Cause::BackPayment } else { Cause::Correction };
        if let Some(payer) = payer {
            levy::difference(life.office, &actor, since, month, Some(&[payer]), cause)?;
        }
    }
    Ok(())
}

impl Life<'_> {
    /// The first month whose bounds were published since last month's assessment, if any was billed before.
    fn late_figure(&self, month: FeeMonth) -> Result<Option<FeeMonth>> {
        if month == crate::START {
            return Ok(None);
        }
        let law = |known: Moment| self.office.law.in_force(self.office.region.as_str(), Some(known.date()));
        let before = law(self.assessment_day(month.previous())?)?;
        let today = law(self.assessment_day(month)?)?;
        for back in (1..=6).rev() {
            let past = month.plus(-back).max(crate::START);
            for figure in ["contribution.floor", "contribution.ceiling", "contribution.average_wage"] {
                if before.money(figure, past)?.value != today.money(figure, past)?.value {
                    return Ok(Some(past));
                }
            }
        }
        Ok(None)
    }
}

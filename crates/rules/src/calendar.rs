//! The declaration calendar of a fee month (申报缴费日历), as a region publishes it.
//!
//! Not here: holidays (the caller moves a date to a working day where [`DeclarationCalendar::shift_to_workday`] says
//! so) and calendars that officers publish by notice at run time (`business`).

use kernel::{Date, FeeMonth, Result};

use crate::law::{Law, optional};

/// When a fee month is declared, and when lateness begins to cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclarationCalendar {
    /// First day of declaration.
    pub opening: Date,
    /// Last day of declaration, already moved by a notice.
    pub cutoff: Date,
    /// Hour of that day at which it ends.
    pub cutoff_hour: i64,
    /// Last day for late declarations and failed debits at the counter.
    pub counter_until: Date,
    /// First day that bears a late fee.
    pub late_fee_from: Date,
    /// A last day that is no working day moves to the next one.
    pub shift_to_workday: bool,
    /// Declaration is paused by notice: nothing falls due this month.
    pub paused: bool,
}

impl DeclarationCalendar {
    /// The calendar of a fee month. Days beyond the end of a month are its last day.
    ///
    /// # Errors
    /// `LAW-0101` where the region's law lacks a day.
    pub fn of(law: &Law<'_>, month: FeeMonth) -> Result<DeclarationCalendar> {
        let day = |id: &str| law.whole(id, month).map(|figure| figure.value);
        let mut cutoff = day("calendar.cutoff_day")?;
        let mut paused = false;
        if let Some(notice) = optional(law.table("calendar.notice", month))? {
            for row in notice.value.rows() {
                paused |= row.word("kind") == Some("pause");
                cutoff = row.whole("cutoff_day").unwrap_or(cutoff);
            }
        }
        Ok(DeclarationCalendar {
            opening: day_of(month, day("calendar.opening_day")?),
            cutoff: day_of(month, cutoff),
            cutoff_hour: day("calendar.cutoff_hour")?,
            counter_until: day_of(month, day("calendar.counter_until_day")?.max(cutoff)),
            late_fee_from: day_of(month.next(), day("calendar.late_fee_day")?),
            shift_to_workday: law.flag("calendar.shift_to_workday", month)?.value,
            paused,
        })
    }
}

fn day_of(month: FeeMonth, day: i64) -> Date {
    let first = month.first_day();
    let offset = i32::try_from(day - 1).unwrap_or(0);
    first.checked_add(jiff::Span::new().days(offset)).map_or(first, |date| date.min(month.last_day()))
}

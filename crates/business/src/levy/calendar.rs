//! The declaration calendar (申报日历) of a month: the law's, or what was published since.

use kernel::{Date, FeeMonth, Moment, Result};
use rules::calendar::DeclarationCalendar;
use serde_json::json;
use store::{Tx, params};

use super::codes;
use crate::Office;
use crate::desk::{self, Actor, Decision, services};

/// Dates of a month's declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// The fee month.
    pub month: FeeMonth,
    /// First day of declaration.
    pub opens: Date,
    /// Instant at which declaration ends.
    pub cutoff: Moment,
    /// Last day for late declarations and failed debits at the counter.
    pub counter: Date,
    /// First day that bears a late fee.
    pub late_from: Date,
    /// Is declaration paused by notice?
    pub paused: bool,
    /// The notice that shifts or pauses; empty: none.
    pub notice: String,
}

impl Month {
    /// Can its month be declared at an instant?
    pub fn is_open(&self, at: Moment, at_counter: bool) -> bool {
        let today = at.date();
        let in_time =
            if at_counter { today <= self.counter } else { self.opens <= today && at <= self.cutoff };
        !self.paused && in_time
    }
}

/// The calendar in force for a month: the latest published, else the region's rule.
pub fn calendar_of(tx: &mut Tx<'_>, office: &Office, month: FeeMonth, on: Date) -> Result<Month> {
    let published = tx.row(
        "SELECT opens, cutoff, counter, late_from, state, notice FROM calendar
         WHERE region = $1 AND month = $2 ORDER BY recorded_at DESC LIMIT 1",
        params![office.region, month],
        |row| {
            Ok(Month {
                month,
                opens: row.get(0)?,
                cutoff: row.get(1)?,
                counter: row.get(2)?,
                late_from: row.get(3)?,
                paused: row.get::<String>(4)? == "paused",
                notice: row.get(5)?,
            })
        },
    )?;
    match published {
        Some(calendar) => Ok(calendar),
        None => by_rule(office, month, on),
    }
}

fn by_rule(office: &Office, month: FeeMonth, on: Date) -> Result<Month> {
    let law = office.law.in_force(office.region.as_str(), Some(on))?;
    let rule = DeclarationCalendar::of(&law, month)?;
    let moved = |day: Date| if rule.shift_to_workday { office.calendar.on_or_after(day).date } else { day };
    let (cutoff, counter) = (moved(rule.cutoff), moved(rule.counter_until));
    Ok(Month {
        month,
        opens: rule.opening,
        cutoff: Moment::china(cutoff, i8::try_from(rule.cutoff_hour).unwrap_or(23), 0),
        counter: counter.max(cutoff),
        late_from: rule.late_fee_from.max(counter),
        paused: rule.paused,
        notice: String::new(),
    })
}

/// Is the declaration of a month open at an instant? Those who come to the counter may be late, and early.
///
/// # Errors
/// `LEV-0120` before it opens and after its cut-off, `LEV-0121` while it is paused; both name the days.
pub fn must_be_open(
    tx: &mut Tx<'_>,
    office: &Office,
    month: FeeMonth,
    at: Moment,
    at_counter: bool,
) -> Result<()> {
    let calendar = calendar_of(tx, office, month, at.date())?;
    if calendar.paused {
        return Err(codes::DECLARATION_PAUSED.with("month", month).with("notice", calendar.notice));
    }
    if calendar.is_open(at, at_counter) {
        return Ok(());
    }
    Err(codes::CLOSED
        .with("month", month)
        .with("opens", calendar.opens)
        .with("cutoff", calendar.cutoff)
        .with("counter", calendar.counter))
}

/// Publishes a calendar that differs from the rule: a shift or pause with its notice. The latest one counts.
pub fn publish(office: &Office, actor: &Actor, calendar: &Month) -> Result<()> {
    let cutoff = calendar.cutoff.date();
    if calendar.opens > cutoff || cutoff > calendar.counter || calendar.counter > calendar.late_from {
        return Err(codes::CALENDAR_ORDER
            .with("month", calendar.month)
            .with("opens", calendar.opens)
            .with("cutoff", calendar.cutoff)
            .with("counter", calendar.counter)
            .with("late", calendar.late_from));
    }
    office.store.write(&actor.act(services::CALENDAR.code), |tx| {
        let command = json!({ "month": calendar.month, "notice": calendar.notice });
        let matter = desk::open(tx, office, actor, &services::CALENDAR, None, &command)?;
        tx.run(
            "INSERT INTO calendar (region, month, recorded_at, opens, cutoff, counter, late_from, state, notice, matter)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                office.region,
                calendar.month,
                actor.at,
                calendar.opens,
                calendar.cutoff,
                calendar.counter,
                calendar.late_from,
                if calendar.paused { "paused" } else { "open" },
                calendar.notice,
                matter.id
            ],
        )?;
        let Month { month, opens, cutoff, counter, late_from, .. } = *calendar;
        let lasting = params![office.region, month, actor.at, opens, cutoff, counter, late_from];
        tx.recorded_row(matter.id.get(), "calendar", lasting);
        desk::decide(tx, office, actor, &matter, &Decision::granted(command, json!({ "cutoff": calendar.cutoff })))
    })
}

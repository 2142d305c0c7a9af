//! Assessment (缴费核定): from declared wages to bills; differences and back payment.
//!
//! Tables: calendar, levy_run, bill, bill_line, contribution, subsidy; a bill's receivable is opened with it through
//! `collection`. Start at [`run`]. Not here: collecting (`collection`), late fees (`collection::arrears`).

mod by_fund;
mod calendar;
pub(crate) mod codes;
mod compared;
mod difference;
pub mod facts;
mod forecast;
mod roll;
mod run;
pub mod services;
mod why;
mod write;

pub(crate) use by_fund::paid_by_fund;
pub use calendar::{Month, calendar_of, must_be_open, publish};
pub(crate) use compared::{Differing, Months, differing, steps_of};
pub use difference::{Cause, Settled, difference};
pub(crate) use difference::{bill_differences, difference_within};
pub use forecast::{Forecast, Reason, Standing, Sum, forecast};
pub use run::{Levied, Progress, run};
pub use why::{Why, WhyLine, why};
pub use write::{BillDraft, BillKind, ContributionRow, TakenOver, take_over_bill};

//! Value types every other floor speaks in: money, rates, fee months, periods, insurances, ids and errors.
//!
//! Pure: reads no clock, file, table or random number. Parse once at the edge into these types; deeper down a
//! `&str` ID number or a bare `i64` of money is a defect.
//! Not here: any figure of the law (`rules`), anything stored (`store`).

mod bank_card;
pub mod codes;
mod credit_code;
mod id_number;
mod ids;
mod insurance;
mod moment;
mod money;
mod month;
mod phone;
mod problem;
mod rate;
mod region;
mod regions;
mod typed;
mod work_calendar;

pub use bank_card::BankCard;
pub use credit_code::CreditCode;
pub use id_number::{DocumentKind, IdNumber, Sex};
pub use ids::{AccountKind, BillId, EntryId, MatterId, OfficerId, PartyId};
pub use insurance::{Fund, Insurance};
pub use jiff::civil::Date;
pub use moment::Moment;
pub use money::Fen;
pub use month::{FeeMonth, Period};
pub use phone::Phone;
pub use problem::{Code, Kind, Place, Problem, Result};
pub use rate::{Amounts, Rate, Rounding};
pub use region::RegionCode;
pub use regions::Regions;
pub use work_calendar::{Deadline, WorkCalendar, Workday, Workdays};

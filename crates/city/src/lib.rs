//! The demo city 金保市 (region 990100): a simulated town that lives through the platform's real use cases.
//!
//! [`live::live`] is the whole demo. [`Town::found`] makes units and people from a seed; [`life::plan`] says what happens to them month by month; both
//! are pure, and the same seed gives the same city.
//! Not here: any rule of the law (`rules`), any shortcut into the tables (`business` does all the work).

pub mod bank;
pub mod codes;
mod dice;
pub mod life;
pub mod live;
mod names;
mod past;
pub mod people;
pub mod purse;
mod town;
pub mod units;

pub use town::Town;

use kernel::FeeMonth;

/// First fee month of the city.
pub const START: FeeMonth = match FeeMonth::new(2023, 7) {
    Some(month) => month,
    None => FeeMonth::OPEN,
};

//! How those who owe come to pay: the habit of each payer, and what goes wrong in a month.

use kernel::{FeeMonth, PartyId};

use crate::dice::Dice;
use crate::people::PersonNo;
use crate::units::{Unit, UnitNo};

/// How contributions usually reach the agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PayStyle {
    /// Direct debit by agreement (批量代扣).
    Debit,
    /// Through the tax authority (税务征收).
    Tax,
    /// By bank transfer at the counter (柜台缴费).
    Counter,
}

/// What a payer does about the bill of a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paying {
    /// Pays all of it in time, in the usual way.
    InTime,
    /// The debit fails for want of money (AM04); all is paid so many months later at the counter, with late fee.
    Short {
        /// Months after the month of the bill.
        months: i32,
    },
    /// Pays so many thousandths in time and the rest so many months later.
    Partly {
        /// Share paid in time.
        thousandths: i64,
        /// Months until the rest.
        months: i32,
    },
    /// Pays so many yuan more than is due.
    Over {
        /// Yuan too much.
        yuan: i64,
    },
    /// Does not pay.
    Never,
}

/// What a unit does about its bill.
pub fn unit(seed: u64, unit: &Unit, month: FeeMonth) -> Paying {
    if broke_since(seed, unit.no).is_some_and(|since| since <= month) {
        return Paying::Never;
    }
    let mut dice = stream(seed, "purse of a unit", unit.no.0, month);
    let months = i32::try_from(dice.between(1, 3)).unwrap_or(1);
    match (unit.pays, dice.below(1000)) {
        (PayStyle::Debit, 0..15) => Paying::Short { months },
        (PayStyle::Tax | PayStyle::Counter, 0..10) => {
            Paying::Partly { thousandths: dice.between(200, 900), months }
        }
        (PayStyle::Tax | PayStyle::Counter, 10..20) => Paying::Over { yuan: dice.between(1, 5000) },
        (PayStyle::Counter, 20..35) => Paying::Short { months },
        _ => Paying::InTime,
    }
}

/// What a person who pays for themself does about a bill.
pub fn person(seed: u64, no: PersonNo, month: FeeMonth) -> Paying {
    let mut dice = stream(seed, "purse of a person", no.0, month);
    match dice.below(1000) {
        0..10 => Paying::Short { months: i32::try_from(dice.between(1, 2)).unwrap_or(1) },
        10..13 => Paying::Never,
        _ => Paying::InTime,
    }
}

/// Does a payer ask for what they paid too much at once, rather than have it used for the next bill?
pub fn wants_back(seed: u64, payer: PartyId, month: FeeMonth) -> bool {
    let number = usize::try_from(payer.get()).unwrap_or(0);
    stream(seed, "wants it back", number, month).chance(4000)
}

/// The month a unit stops to pay for good, if it is one of the few.
fn broke_since(seed: u64, no: UnitNo) -> Option<FeeMonth> {
    let mut dice = Dice::new(seed, "broke", u64::try_from(no.0).unwrap_or(0));
    let month = i32::try_from(dice.between(3, 120)).unwrap_or(120);
    dice.chance(80).then(|| crate::START.plus(month))
}

fn stream(seed: u64, purpose: &str, number: usize, month: FeeMonth) -> Dice {
    let number = u64::try_from(number).unwrap_or(0);
    let month = u64::try_from(month.yyyymm()).unwrap_or(0);
    Dice::new(seed, purpose, (number << 20) | month)
}

//! The pension (基本养老金): average index, award, yearly adjustment.
//!
//! Source: 国发〔2005〕38号 and the provinces' methods, which are parameters. Not here: when a person may retire
//! ([`crate::retirement`]), what is paid when (`business`).

mod adjust;
mod award;
mod index;
mod parts;

pub use adjust::{Adjustment, AdjustmentRules, adjust};
pub use award::{
    Award, AwardFacts, Bases, PensionItems, PensionRules, Transition, TransitionMethod, Years, award,
    compute, low_index_factor, pension_bases, total, years,
};
pub use index::{IndexPart, YearPaid, average_index, index_of_history};
pub use parts::{account_part, basic_part, extra_part, transition_part};

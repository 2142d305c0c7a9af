//! The pension (基本养老金): average index, award, yearly adjustment.
//!
//! Source: 国发〔2005〕38号 and the provinces' methods, which are parameters. Not here: when a person may retire
//! ([`crate::retirement`]), what is paid when (`business`).

mod adjust;
mod award;
mod index;

pub use adjust::{Adjustment, AdjustmentRules, adjust};
pub use award::{
    Award, AwardFacts, PensionItems, PensionRules, Transition, TransitionMethod, Years, award, compute,
    pension_base, years,
};
pub use index::{IndexPart, YearPaid, average_index, index_of_history};

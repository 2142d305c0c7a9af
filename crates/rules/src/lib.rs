//! The law as dated data, and the formulas that compute with it.
//!
//! [`LawBook`] holds `law/`: every figure with its time, its day of publication and its source. [`Law`] is one region's
//! law as known on one day. Formulas are pure functions over figures; each tells a [`Trace`] how it went, and with
//! [`NoTrace`] that costs nothing. [`ContributionRules`] is a month's law made flat for the levy of a million people.
//!
//! Pure: no clock, table or random number; [`LawBook::load`] alone reads files.
//! Not here: whose facts go in, what is done with the result (`business`).

pub mod account;
mod amend;
pub mod arrears;
mod book;
mod browse;
pub mod calendar;
mod catalogue;
pub mod codes;
pub mod contribution;
mod exact;
pub mod indicators;
pub mod injury;
mod law;
pub mod maternity;
pub mod medical;
mod mistake;
pub mod pension;
mod read;
mod reads;
pub mod resident;
pub mod retirement;
pub mod survivor;
mod trace;
pub mod transfer;
pub mod unemployment;
mod value;
mod yaml;

pub use amend::{Amendment, Change};
pub use book::{LONGEST_FILE, LawBook};
pub use browse::{Dated, Pair, Parameter, Place, lies_below};
pub use catalogue::Definition;
pub use contribution::{Block, Category, ContributionRules, InsuranceSet, Line, Lines};
pub use law::{Figure, Law, On, is_missing, optional};
pub use mistake::{At, Mistake, Mistakes};
pub use read::{ParameterRef, Source};
pub use reads::Read;
pub use trace::{Derivation, Label, NoTrace, Step, StepInput, Trace};
pub use value::{Row, Table, Unit, Value};

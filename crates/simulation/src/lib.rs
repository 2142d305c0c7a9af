//! Try a reform (政策仿真): everybody of a pooling area lives on for decades under the law as it is and under the law as it
//! would be, and the funds are counted.
//!
//! Pure: people, law and assumptions in, a [`Report`] out; the same seed and inputs give the same report to the byte, however
//! many threads work. Nothing is computed here that the law computes: contributions, interest, retirement, awards,
//! adjustments, benefits are the functions of `rules` that bill and award real people, with derivation off. A reform is a law
//! file ([`Reform`]), laid over the law ([`rules::LawBook::amended`]); what the law does not say yet is written by
//! [`projection`](mod@projection) in the same form. What neither says is an assumption ([`Assumptions`]), and printed on every result.
//!
//! Start at [`run`](fn@run). Not here: files, the clock, drawing (`jinbao`); behaviour that answers to a reform.

mod assumption;
mod chance;
pub mod codes;
mod curve;
mod lives;
mod people;
mod person;
mod projection;
mod reform;
mod report;
mod run;
mod table;
mod tally;
mod year;

pub use assumption::{Assumed, Assumptions};
pub use people::{Known, Past, Population, Seeded};
pub use person::{Path, Person, Standing};
pub use projection::projected;
pub use reform::Reform;
pub use report::{Decile, Fund, FundYear, PeopleYear, Report, Scenario};
pub use run::{MOST_YEARS, Plan, run};
pub use table::Table;

//! Registry (参保登记): people, units, participation, wages, families, employment, cards.
//!
//! Tables: party, person_*, unit_fact, participation, wage, family, employment, unemployment, card. Both time axes: valid
//! months or days, and when it was believed. What somebody may do is decided purely in `decide` over a [`Folder`]; a
//! [`Shelf`] holds the folders of many people, so that one joiner and a file of a hundred thousand take the same way.
//! Not here: reading files (`intake`), what is due (`levy`).

mod cards;
pub(crate) mod codes;
mod counted;
mod decide;
mod deemed;
pub mod facts;
mod families;
mod folder;
mod insured;
mod merge;
mod model;
mod people;
mod record;
pub mod services;
mod shelf;
mod units;

pub use cards::{CardState, NewCard, issue_card, set_card_state};
pub use decide::{DeclareWage, Done, Enrol, Leave, Rules};
pub use deemed::deem_wages;
pub use families::{Relative, add_relative, end_relative};
pub use folder::Folder;
pub use insured::{
    InjuryTerms, Insured, Payers, Resident, category_code, category_from_code, each_insured, injury_terms,
    injury_terms_of, residents_due, residents_of,
};
pub use merge::merge;
pub use model::{
    Document, Employment, Participation, PayerKind, Person, Status, Unemployment, Unit, Wage, WageKind,
};
pub(crate) use people::{NewFact, first_facts, register_people, same_name};
pub use people::{NewPerson, change_number, register_person, set_fact, set_phone, set_status};
pub(crate) use record::{ids, ids_sql};
pub use shelf::{Shelf, declare_wage, end_employment, enrol, leave, register_unemployed, start_employment};
pub use units::{NewUnit, change_unit, close_unit, register_unit};
pub(crate) use units::{check_region, credit_approved};

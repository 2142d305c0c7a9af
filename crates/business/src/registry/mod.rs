//! Registry (参保登记): people, units, participation, wages, families, employment, cards. Tables: party, person_*, unit_fact, participation, wage, family, employment, unemployment, card.

mod deemed;
mod insured;

pub use deemed::deem_wages;
pub use insured::{
    InjuryTerms, Insured, Payers, Resident, category_code, category_from_code, each_insured, injury_terms,
    residents_due,
};

//! Service desk: who may ask what, and how a request becomes a numbered matter with a signed decision.
//!
//! Tables: officer, matter, matter_event, decision, approval, law_archive. Authorization is checked here and nowhere
//! else, when a matter is opened or decided. Not here: what a service does (its own subject).

mod actor;
mod catalogue;
mod codes;
mod matter;
mod officers;
pub mod password;

pub use actor::{Actor, Role};
pub use catalogue::{CATALOGUE, Review, Service, service};
pub use matter::{
    Decision, Matter, approve, archive_law, ask_second_person, check_waiting, decide, matter_by_number, open,
    refuse_approval, waiting,
};
pub(crate) use matter::{LOADING, TAKE_OVER};
pub use officers::{
    NewOfficer, Officer, add_officer, anybody_has_a_password, officer_by_login, officers, roles, seed_node,
    set_password, set_state,
};

pub mod services {
    //! Every service of the catalogue by name.
    pub use super::catalogue::*;
}

//! Service desk: who may ask what, and how a request becomes a numbered matter with a signed decision.
//!
//! Tables: users, standing, session, factor, one_time_code, matter, matter_event, material, material_part, decision,
//! replaced, approval, law_archive.
//! Authorization is one table ([`policy`]), applied here and nowhere else, when a matter is opened or decided and when
//! something is looked at. Not here: what a service does (its own subject), which services there are ([`crate::catalogue`]).

mod actor;
pub(crate) mod codes;
pub mod form;
pub mod materials;
mod matter;
mod matters;
mod officers;
pub mod password;
pub mod policy;
mod receipt;
mod replaced;
mod requests;
pub(crate) mod service;
pub mod sessions;
pub mod sign_in;
pub(crate) mod standing_services;
mod standings;
mod state;
mod text;
mod users;

pub use actor::{Actor, Role};
pub use matter::{
    Decision, Matter, approve, archive_law, ask_second_person, check_waiting, decide, matter_by_number, open,
    refuse_approval, waiting,
};
pub(crate) use matter::{LOADING, TAKE_OVER, matter_of};
pub use matters::{
    Decided, Dossier, Entry, Event, Page, basket, counts, dossier, entry, for_second_person, holder_name,
    mine,
};
pub use officers::{NewOfficer, Officer, add_officer, officer_by_login, officers, roles, seed_node};
pub use policy::{Action, Grant, Read, Relation};
pub use receipt::{
    APPEAL, DecisionReceipt, DecisionRecord, archived_law, decision_of, issue as issue_receipt, receipt,
};
pub use replaced::{Replaced, replaced};
pub(crate) use replaced::{decision_on, part_of, replace};
pub use requests::{
    Ask, Given, Receipt, agree, ask, claim, correct, hand_over, preview, send_back, turn_down, withdraw,
};
pub(crate) use requests::{in_time, part};
pub use service::{About, Case, Channel, Effect, Group, Material, Open, Review, Run, Service};
pub use sign_in::activation_code;
pub use standings::{
    NewStanding, Standing, StandingKind, end_standing, grant_standing, standing, standings, standings_for,
};
pub use state::State;
pub use text::{Text, text};
pub use users::{User, add_user, anybody_has_a_password, set_password, set_state, user, user_by_login};

pub use crate::catalogue as services;

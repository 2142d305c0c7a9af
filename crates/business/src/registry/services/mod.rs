//! Services of the registry, by whom they are about: people, those who pay alone, staff of units, units; and events that are several of them at once.

mod corrections;
mod events;
mod flexible;
mod people;
mod staff;
mod units;

use kernel::{FeeMonth, Result};
use store::Tx;

use crate::desk::service::office_services;
use crate::desk::{Case, Service};
use crate::levy::facts::first_open;

pub use corrections::{CHANGE_INSURANCES, CHANGE_STAFF, STAFF_BACK_PAYMENT};
pub use events::{DISMISS, HIRE};
pub use flexible::{CHANGE_TIER, FLEXIBLE_JOIN, FLEXIBLE_STOP};
pub use people::{CARD_FOUND, CARD_LOST, CHANGE_PERSON, CONTACT, PAY_ACCOUNT, REGISTER_UNEMPLOYED};
pub use staff::{DECLARE_BASE, JOIN, LEAVE};
pub use units::{CHANGE_UNIT, CLOSE_UNIT, CREDIT, OPEN_UNIT, REGISTER_UNIT};

/// All of them.
pub(crate) static SERVICES: &[&Service] = &[
    &REGISTER_UNIT,
    &OPEN_UNIT,
    &CHANGE_UNIT,
    &CLOSE_UNIT,
    &CREDIT,
    &CONTACT,
    &CHANGE_PERSON,
    &PAY_ACCOUNT,
    &CARD_LOST,
    &CARD_FOUND,
    &REGISTER_UNEMPLOYED,
    &FLEXIBLE_JOIN,
    &FLEXIBLE_STOP,
    &CHANGE_TIER,
    &HIRE,
    &DISMISS,
    &JOIN,
    &LEAVE,
    &DECLARE_BASE,
    &CHANGE_INSURANCES,
    &STAFF_BACK_PAYMENT,
    &CHANGE_STAFF,
    &REGISTER_PERSON,
    &MERGE_PERSON,
];

office_services! {
    REGISTER_PERSON = "registry.person", "个人参保登记", "registration of a person", Registration, Registry, Automatic, 10, "社会保险经办条例第六条";
    MERGE_PERSON = "registry.merge", "重复人员合并", "merging of duplicate records", Data, Registry, SecondPerson, 10, "社会保险经办条例第十条", super::merge::on_approved;
}

/// The month that the form names, else the first that is open.
fn month_or_open(tx: &mut Tx<'_>, case: &Case<'_>) -> Result<FeeMonth> {
    match case.answers.text("from") {
        Some(_) => case.answers.month("from"),
        None => first_open(tx, case.today()),
    }
}

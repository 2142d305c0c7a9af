//! The second person's word: what a matter was waiting for takes effect in the same transaction.

use kernel::{MatterId, Result};
use store::Tx;

use crate::Office;
use crate::desk::{self, Actor, Matter, services};
use crate::{collection, intake, payment, pension, registry};

/// A second person agrees (复核通过). The effect and the agreement commit together, or neither does.
pub fn approve(office: &Office, actor: &Actor, id: MatterId) -> Result<Matter> {
    office.store.write(&actor.act("desk.approve"), |tx| {
        let matter = desk::check_waiting(tx, actor, id)?;
        desk::approve(tx, actor, &matter)?;
        take_effect(tx, office, actor, &matter)?;
        Ok(matter)
    })
}

/// What each subject does once a second person has agreed.
fn take_effect(tx: &mut Tx<'_>, office: &Office, actor: &Actor, matter: &Matter) -> Result<()> {
    match matter.service.code {
        "registry.merge" => registry::on_approved(tx, office, actor, matter),
        "pension.retire" | "pension.re-award" | "pension.adjust" | "pension.death" => {
            pension::on_approved(tx, office, actor, matter)
        }
        "collection.reverse" | "collection.refund" | "collection.write-off" => {
            collection::on_approved(tx, office, actor, matter)
        }
        "payment.run" => payment::on_approved(tx, office, actor, matter),
        "registry.take-over" => intake::takeover::on_approved(tx, actor, matter),
        _ => Ok(()),
    }
}

/// A second person does not agree (复核退回). Nothing takes effect.
pub fn refuse(office: &Office, actor: &Actor, id: MatterId, reason: &str) -> Result<Matter> {
    office.store.write(&actor.act("desk.refuse"), |tx| {
        let matter = desk::check_waiting(tx, actor, id)?;
        desk::refuse_approval(tx, actor, &matter, reason)?;
        if matter.service.code == services::PAY.code {
            payment::on_refused(tx, &matter)?;
        }
        Ok(matter)
    })
}

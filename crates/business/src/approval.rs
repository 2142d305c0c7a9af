//! The second person's word: what a matter was waiting for takes effect in the same transaction.

use kernel::{MatterId, Result};

use crate::desk::{self, Actor, Matter, services};
use crate::{Office, payment, recompute};

/// A second person agrees (复核通过). The effect and the agreement commit together, or neither does.
pub fn approve(office: &Office, actor: &Actor, id: MatterId) -> Result<Matter> {
    office.store.write(&actor.act("desk.approve"), |tx| {
        let matter = desk::check_waiting(tx, actor, id)?;
        desk::approve(tx, actor, &matter)?;
        if let Some(effect) = matter.service.effect {
            effect(tx, office, actor, &matter)?;
        }
        Ok(matter)
    })
}

/// A second person does not agree (复核退回). Nothing takes effect.
pub fn refuse(office: &Office, actor: &Actor, id: MatterId, reason: &str) -> Result<Matter> {
    office.store.write(&actor.act("desk.refuse"), |tx| {
        let matter = desk::check_waiting(tx, actor, id)?;
        desk::refuse_approval(tx, actor, &matter, reason)?;
        if matter.service.code == services::PAY.code {
            payment::on_refused(tx, &matter)?;
        }
        if matter.service.code == services::RECOMPUTE.code {
            recompute::on_refused(tx, &matter)?;
        }
        Ok(matter)
    })
}

//! Decisions name a rule set that is archived unchanged, and bear the node's signature.

use std::num::NonZero;
use std::thread;

use envelope::{PublicKey, canonical, check_detached};
use kernel::Result;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::{Row, params};

use crate::finder::{By, Finder, Unit, Wrong};

/// Decisions held at once. A signature takes far longer to check than a row to read, so they are shared out.
const CHUNK: usize = 2_048;

pub(super) fn check(find: &mut Finder<'_, '_>, key: &PublicKey) -> Result<()> {
    find.count(By::All, "select count(*) from decision")?;
    archive(find)?;
    for (table, id) in [("decision", "t.id"), ("levy_run", "t.id"), ("interest_run", "t.id")] {
        find.breaks(
            By::All,
            Unit::Plain,
            Wrong("所依据的法规未存档", "the law it names is not archived"),
            &format!(
                "select '{table}:' || {id}, 'law_archive', t.law from {table} t
                 where not exists (select 1 from law_archive l where l.hash = t.law)"
            ),
        )?;
    }
    signatures(find, key)
}

fn archive(find: &mut Finder<'_, '_>) -> Result<()> {
    find.each("select hash, content from law_archive order by hash", params![], |finds, row| {
        let (name, content): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let found: String = Sha256::digest(&content).iter().map(|byte| format!("{byte:02x}")).collect();
        if found != name {
            let wrong = Wrong("存档法规与其散列不符", "an archived law is not what its name says");
            finds.add(wrong, format!("law_archive:{name}"), &name, found);
        }
        Ok(())
    })
}

/// A decision as it was signed.
struct Decision {
    id: i64,
    signed: Option<Vec<u8>>,
    signature: String,
}

fn signatures(find: &mut Finder<'_, '_>, key: &PublicKey) -> Result<()> {
    let mut chunk: Vec<Decision> = Vec::with_capacity(CHUNK);
    let mut wrong = Vec::new();
    find.each(
        "select d.id, m.number, m.service, d.outcome, d.made_at, d.made_by, d.law, d.inputs, d.derivation, d.effects, d.signature
         from decision d join matter m on m.id = d.matter order by d.id",
        params![],
        |_, row| {
            chunk.push(decision(row)?);
            if chunk.len() == CHUNK {
                wrong.extend(forged(key, &chunk));
                chunk.clear();
            }
            Ok(())
        },
    )?;
    wrong.extend(forged(key, &chunk));
    for id in wrong {
        let text = Wrong("决定的签名无效", "the signature of a decision is not the node's");
        find.finds().add(text, format!("decision:{id}"), key.id(), "—");
    }
    Ok(())
}

fn decision(row: &Row<'_>) -> Result<Decision> {
    let text = |column| row.get::<String>(column);
    let json = |column| text(column).map(|text| serde_json::from_str::<Json>(&text).ok());
    let id = row.get(0)?;
    let (number, service, outcome, law) = (text(1)?, text(2)?, text(3)?, text(6)?);
    let (at, by): (i64, i64) = (row.get(4)?, row.get(5)?);
    let signed = match (json(7)?, json(8)?, json(9)?) {
        (Some(inputs), Some(derivation), Some(effects)) => canonical(&json!({
            "id": id, "matter": number, "service": service, "outcome": outcome, "at": at, "by": by, "law": law,
            "inputs": inputs, "derivation": derivation, "effects": effects,
        }))
        .ok(),
        _ => None,
    };
    Ok(Decision { id, signed, signature: text(10)? })
}

/// Those that the key did not sign, on all processors.
fn forged(key: &PublicKey, decisions: &[Decision]) -> Vec<i64> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let share = decisions.len().div_ceil(workers).max(1);
    let own = |decisions: &[Decision]| -> Vec<i64> {
        decisions
            .iter()
            .filter(|decision| match &decision.signed {
                Some(signed) => check_detached(key, &decision.signature, signed).is_err(),
                None => true,
            })
            .map(|decision| decision.id)
            .collect()
    };
    thread::scope(|scope| {
        let parts: Vec<_> = decisions.chunks(share).map(|part| scope.spawn(move || own(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}

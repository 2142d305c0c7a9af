//! The receipt of a decision (决定回执): what was decided, from which facts, by which law, signed by the node.
//!
//! The decision is signed when it is made; the receipt adds who answers for it and how to appeal, and is signed when it is
//! handed out. Anyone with the node's public key can check it, and `replay` computes it again. Not here: who may have
//! one ([`super::policy`] through the matter).

use envelope::{Key, PublicKey, canonical, check_detached, sign};
use kernel::{Moment, OfficerId, Result};
use rules::LawBook;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::{Audit, Tx, params};

use super::{Actor, Replaced, Text, codes, matters, replaced, text};
use crate::Office;
use crate::catalogue::service;

/// What a person can do against a decision (救济途径). The time limits are those of the two laws of procedure.
pub const APPEAL: Text = text(
    "对本决定不服的，可以依照社会保险法第八十三条依法申请行政复议或者提起行政诉讼。",
    "Whoever disagrees may ask for administrative reconsideration or go to court (Social Insurance Law, art. 83).",
);

/// The form of a receipt.
const KIND: &str = "jinbao-decision-receipt/1";
/// The login of the node's own user: what it decides, no officer decided.
const AUTOMATIC: &str = "node";

/// What a decision says (决定正文): the very values that the node signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRecord {
    /// Number of the decision.
    pub id: i64,
    /// Number of the matter.
    pub matter: String,
    /// Code of the service.
    pub service: String,
    /// `granted` or `refused`.
    pub outcome: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: OfficerId,
    /// Hash of the rule set.
    pub law: String,
    /// Facts with the record each came from.
    pub inputs: Json,
    /// Steps of the computation.
    pub derivation: Json,
    /// What was changed, or the refusal.
    pub effects: Json,
}

/// A decision as it is handed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionReceipt {
    /// Form of this document.
    pub kind: String,
    /// The decision.
    pub decision: DecisionRecord,
    /// The node's signature over the decision, from the moment it was made.
    pub decided: String,
    /// Who answers for it, on what ground, what it replaces and is replaced by, how to appeal.
    pub issued: Json,
    /// The node's public key.
    pub key: String,
    /// The node's signature over all of the above.
    pub signature: String,
}

impl DecisionRecord {
    /// The node's signature over it, detached.
    pub(super) fn sign(&self, key: &Key) -> Result<String> {
        Ok(sign(key, &canonical(self)?).detached())
    }
}

impl DecisionReceipt {
    /// Reads a receipt.
    ///
    /// # Errors
    /// `DSK-0160` where it is none.
    pub fn parse(bytes: &[u8]) -> Result<DecisionReceipt> {
        let read: Result<DecisionReceipt, _> = serde_json::from_slice(bytes);
        match read {
            Ok(receipt) if receipt.kind == KIND => Ok(receipt),
            Ok(receipt) => Err(codes::NO_RECEIPT.with("why", receipt.kind)),
            Err(cause) => Err(codes::NO_RECEIPT.with("why", cause)),
        }
    }

    /// Checks both signatures with a key.
    ///
    /// # Errors
    /// `DSK-0161` where one does not fit: the receipt was changed, or another key signed it.
    pub fn check(&self, key: &PublicKey) -> Result<()> {
        let forged = |problem: kernel::Problem| codes::FORGED.with("key", key.id()).because(problem.en());
        check_detached(key, &self.decided, &canonical(&self.decision)?).map_err(forged)?;
        check_detached(key, &self.signature, &self.signed_bytes()?).map_err(forged)
    }

    /// The key that the receipt itself names.
    ///
    /// # Errors
    /// `DSK-0160` where it names none that can be read.
    pub fn own_key(&self) -> Result<PublicKey> {
        PublicKey::from_pem(&self.key)
            .map_err(|cause| codes::NO_RECEIPT.with("why", "key").because(cause.en()))
    }

    fn signed_bytes(&self) -> Result<Vec<u8>> {
        canonical(&json!({
            "kind": self.kind, "decision": self.decision, "decided": self.decided, "issued": self.issued, "key": self.key,
        }))
    }
}

/// Hands out the receipt of a matter's decision to whoever may see the matter; it leaves a trace.
///
/// # Errors
/// `DSK-0104` where there is no such matter for the actor, `DSK-0162` while nothing is decided.
pub fn receipt(office: &Office, actor: &Actor, number: &str) -> Result<DecisionReceipt> {
    office.store.write(&actor.act("desk.receipt"), |tx| {
        let entry = matters::entry(tx, office, actor, number)?;
        let id = decision_of(tx, number)?.ok_or_else(|| codes::UNDECIDED.with("matter", number))?;
        let subject = entry.subject.map(kernel::PartyId::get);
        tx.audit(Audit {
            what: "desk.receipt",
            subject,
            detail: json!({ "matter": number, "decision": id }),
        });
        issue(tx, office, id, actor.at)
    })
}

/// The last decision of a matter.
pub fn decision_of(tx: &mut Tx<'_>, number: &str) -> Result<Option<i64>> {
    tx.row(
        "SELECT max(d.id) FROM decision d JOIN matter m ON m.id = d.matter WHERE m.number = $1",
        params![number],
        |row| row.get::<Option<i64>>(0),
    )
    .map(Option::flatten)
}

/// The receipt of a decision, without asking who wants it.
///
/// # Errors
/// `DSK-0162` where there is no such decision.
pub fn issue(tx: &mut Tx<'_>, office: &Office, id: i64, at: Moment) -> Result<DecisionReceipt> {
    let found = tx.row(
        "SELECT m.number, m.service, d.outcome, d.made_at, d.made_by, d.law, d.inputs, d.derivation, d.effects,
                d.signature, u.login, u.name, coalesce(r.name, '')
         FROM decision d JOIN matter m ON m.id = d.matter JOIN users u ON u.id = d.made_by
         LEFT JOIN approval a ON a.matter = coalesce(m.parent, m.id) AND a.outcome = 'approved'
         LEFT JOIN users r ON r.id = a.decided_by
         WHERE d.id = $1",
        params![id],
        |row| {
            let json = |column| row.get::<String>(column).map(|text| parsed(&text));
            let decision = DecisionRecord {
                id,
                matter: row.get(0)?,
                service: row.get(1)?,
                outcome: row.get(2)?,
                at: row.get(3)?,
                by: row.get(4)?,
                law: row.get(5)?,
                inputs: json(6)?,
                derivation: json(7)?,
                effects: json(8)?,
            };
            let automatic = row.get::<String>(10)? == AUTOMATIC;
            Ok((decision, row.get::<String>(9)?, (automatic, row.get::<String>(11)?), row.get::<String>(12)?))
        },
    )?;
    let Some((decision, decided, by, second)) = found else {
        return Err(codes::UNDECIDED.with("matter", id));
    };
    let others = replaced(tx, id)?;
    let issued = issued(office, &decision, by, (&second, &others), at);
    let key = office.key.public().to_pem()?;
    let mut receipt =
        DecisionReceipt { kind: KIND.to_owned(), decision, decided, issued, key, signature: String::new() };
    receipt.signature = sign(&office.key, &receipt.signed_bytes()?).detached();
    Ok(receipt)
}

fn parsed(text: &str) -> Json {
    serde_json::from_str(text).unwrap_or(Json::Null)
}

/// Who answers for a decision, on what ground, how to appeal.
fn issued(
    office: &Office,
    decision: &DecisionRecord,
    (automatic, name): (bool, String),
    (second, others): (&str, &Replaced),
    at: Moment,
) -> Json {
    let names = office.law.in_force(office.region.as_str(), None).map(|law| law.region_names());
    let (zh, en) = names.unwrap_or_default();
    let known = service(&decision.service);
    let officer = if automatic { "automatic".to_owned() } else { name };
    json!({
        "at": at,
        "office": { "region": office.region, "zh": zh, "en": en },
        "service": {
            "zh": known.map(|service| service.zh), "en": known.map(|service| service.en),
            "basis": known.map(|service| service.basis),
        },
        "articles": articles(&decision.derivation),
        "officer": officer,
        "second_person": (!second.is_empty()).then_some(second),
        "replaces": others.earlier,
        "replaced_by": others.later,
        "appeal": { "zh": APPEAL.zh, "en": APPEAL.en },
    })
}

/// Every source that the steps cite, once, in order.
fn articles(derivation: &Json) -> Vec<Json> {
    let mut found: Vec<Json> = Vec::new();
    let mut open: Vec<&Json> = derivation.as_array().into_iter().flatten().rev().collect();
    while let Some(step) = open.pop() {
        for parameter in step["parameter"].as_array().into_iter().flatten() {
            let source = &parameter["source"];
            if !source.is_null() && !found.contains(source) {
                found.push(source.clone());
            }
        }
        open.extend(step["steps"].as_array().into_iter().flatten().rev());
    }
    found
}

/// The rule set of a hash, as it was archived; `None` where it is not in the archive.
///
/// # Errors
/// `DSK-0163` where what is archived under the hash cannot be read or is not what the hash says.
pub fn archived_law(tx: &mut Tx<'_>, hash: &str) -> Result<Option<LawBook>> {
    let content = tx
        .row("SELECT content FROM law_archive WHERE hash = $1", params![hash], |row| row.get::<Vec<u8>>(0))?;
    let Some(content) = content else { return Ok(None) };
    let damaged = || codes::ARCHIVE.with("hash", hash);
    let text = String::from_utf8(content).map_err(|cause| damaged().because(cause))?;
    let book = LawBook::from_archive(&text).map_err(|cause| damaged().because(cause))?;
    if book.hash() == hash { Ok(Some(book)) } else { Err(damaged().because(book.hash())) }
}

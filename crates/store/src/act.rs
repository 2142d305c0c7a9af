//! Who acts, when and through what; what is written down about it and sent out because of it.

use kernel::{Moment, OfficerId};
use serde_json::Value as Json;

/// The act a transaction carries out. Its clock is the caller's.
#[derive(Clone, Debug)]
pub struct Act {
    /// The officer, or the node itself acting automatically.
    pub by: OfficerId,
    /// When.
    pub at: Moment,
    /// Through what: `cli`, `web`, `counter`, `api`, `node`, `clock`.
    pub channel: &'static str,
    /// Which command, as the catalogue names it.
    pub command: String,
}

/// One entry of the audit trail (审计日志). A write that changes rows and names none gets one with its command.
#[derive(Clone, Debug)]
pub struct Audit {
    /// What was done, as a stable word: `registry.enrol`.
    pub what: &'static str,
    /// The party, matter or other record it was about.
    pub subject: Option<i64>,
    /// Figures and trace. No unmasked personal data.
    pub detail: Json,
}

/// A message that leaves with the transaction (发件箱). Nothing is sent before the commit.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// Which kind of message.
    pub topic: &'static str,
    /// The receiver's key for recognising a repetition.
    pub key: String,
    /// Content.
    pub body: Json,
}

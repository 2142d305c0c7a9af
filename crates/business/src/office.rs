//! What every use case needs: the store, the law, the node's key and its region.

use std::sync::Arc;

use envelope::Key;
use kernel::{RegionCode, WorkCalendar};
use rules::LawBook;
use store::{Store, Vault};

/// The agency (经办机构) of one pooling area on this node. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    /// The pooling area's database.
    pub store: Store,
    /// The law as loaded; its hash is archived with the first decision that uses it.
    pub law: Arc<LawBook>,
    /// The node's signing key.
    pub key: Arc<Key>,
    /// Seals and digests personal numbers.
    pub vault: Arc<Vault>,
    /// Working days.
    pub calendar: Arc<WorkCalendar>,
    /// The pooling area.
    pub region: RegionCode,
}

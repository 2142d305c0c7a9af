//! What every use case needs: the store, the law, the node's key and its region.

use std::sync::Arc;

use envelope::{Key, Keys};
use kernel::{RegionCode, Result, WorkCalendar};
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

impl Office {
    /// The keys whose signatures are this agency's own.
    pub fn keys(&self) -> Keys {
        Keys::new(vec![self.key.public()])
    }

    /// The agency's name, as its seal has it.
    ///
    /// # Errors
    /// Where the law does not know the pooling area.
    pub fn agency_name(&self) -> Result<String> {
        let law = self.law.in_force(self.region.as_str(), None)?;
        Ok(format!("{}社会保险经办机构", law.region_names().0))
    }
}

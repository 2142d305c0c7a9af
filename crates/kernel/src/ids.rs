//! Surrogate keys, one type each so that they cannot be mixed up, and the kinds of personal account.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::insurance::coded;

macro_rules! id {
    ($(#[$meta:meta] $name:ident;)*) => {$(
        #[$meta]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// From the stored number.
            pub const fn new(number: i64) -> $name { $name(number) }
            /// The stored number.
            pub const fn get(self) -> i64 { self.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { fmt::Display::fmt(&self.0, f) }
        }
    )*};
}

id! {
    /// A person or a unit (个人编号 / 单位编号). Both take their numbers from one sequence, so that a payer is one party.
    PartyId;
    /// A matter (办件).
    MatterId;
    /// An officer (经办人) of the agency, or the node itself acting automatically.
    OfficerId;
    /// A bill (应收核定单): one payer, one fee month, one cause.
    BillId;
    /// An entry (凭证) of the fund ledger.
    EntryId;
}

coded! {
    /// A kind of personal account (个人账户).
    AccountKind {
        /// Employee pension account, 8 % of the base since 2006 (职工养老个人账户).
        Pension = 1, "pension", "养老个人账户", "pension account";
        /// Employee medical account (职工医保个人账户).
        Medical = 2, "medical", "医保个人账户", "medical account";
        /// Resident pension account with its subsidies (居民养老个人账户).
        ResidentPension = 3, "resident-pension", "居民养老个人账户", "resident pension account";
    }
}

//! How a matter stands.

use super::text::{Text, text};

macro_rules! states {
    ($($(#[$meta:meta])* $name:ident = $key:literal, $zh:literal, $en:literal;)*) => {
        /// How a matter stands (办件状态).
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum State { $($(#[$meta])* $name),* }

        impl State {
            /// All states.
            pub const ALL: &'static [State] = &[$(State::$name),*];

            /// The stored word.
            pub const fn key(self) -> &'static str {
                match self { $(State::$name => $key),* }
            }

            /// Its name.
            pub const fn name(self) -> Text {
                match self { $(State::$name => text($zh, $en)),* }
            }
        }
    };
}

states! {
    /// Begun, not handed in.
    Draft = "draft", "草稿", "draft";
    /// Handed in; a clerk has to look at it.
    Submitted = "submitted", "已提交", "submitted";
    /// Sent back with reasons.
    InCorrection = "in-correction", "待补正", "to be corrected";
    /// Decided by one, waiting for a second person.
    InReview = "in-review", "复核中", "under review";
    /// Agreed to; its effects follow.
    Approved = "approved", "已通过", "approved";
    /// Not granted.
    Refused = "refused", "不予办理", "refused";
    /// Granted, with its effects.
    Done = "done", "已办结", "done";
    /// Taken back by who asked.
    Withdrawn = "withdrawn", "已撤回", "withdrawn";
    /// Not corrected in time.
    Lapsed = "lapsed", "已逾期失效", "lapsed";
}

impl State {
    /// From the stored word.
    pub fn from_key(key: &str) -> Option<State> {
        State::ALL.iter().copied().find(|state| state.key() == key)
    }

    /// Does somebody still have to do something?
    pub fn is_open(self) -> bool {
        matches!(
            self,
            State::Draft | State::Submitted | State::InCorrection | State::InReview | State::Approved
        )
    }
}

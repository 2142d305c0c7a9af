//! The calculator contract (计算器): every formula of the law as a topic with declared inputs and results.
//!
//! One engine serves the command line, the HTTP API, the halls and the case files. A topic is declared once
//! ([`Topic`]); from the declaration come exact reading, the refusal of unknown keys and words, the JSON schema and the
//! list of topics. What a case does not give is looked up in the law by region and date. The formulas themselves are
//! those of `rules`, the very ones that the levy and the awards call.
//!
//! Pure: no clock, no file, no table. Not here: any figure of the law (`law/`), any formula (`rules`).

mod case;
mod cases;
pub mod codes;
mod engine;
mod explain;
mod given;
mod kind;
mod lines;
mod topic;
mod topics;
mod uses;

pub use case::Out;
pub use cases::{Difference, Score};
pub use engine::{Answer, Engine};
pub use explain::Explanation;
pub use kind::{Input, Kind, Value};
pub use lines::{MOST as MOST_LINE, Words};
pub use topic::{Output, Topic};
pub use topics::{all, find};
pub use uses::Uses;

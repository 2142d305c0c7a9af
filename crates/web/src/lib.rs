//! Pages and HTTP API of the node: the first page with the funds' figures, health, version, and the one place where a
//! problem becomes an HTTP answer.
//!
//! Start at [`router`]. Pages work without a script, with the keyboard, in light and dark, and on paper. Chinese
//! first; `?lang=en` asks for English, both from [`words`]. Facts are read on blocking threads.
//! Not here: decisions (`business`), the listening socket and the command line's door (`jinbao`).

mod assets;
pub mod codes;
mod figures;
mod health;
mod home;
mod problem;
mod site;
pub mod words;

pub use problem::{Refusal, problem_details, status};
pub use site::{Site, router};

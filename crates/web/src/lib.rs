//! Pages and HTTP API of the node, and the one place where a problem becomes an HTTP answer.
//!
//! Start at [`router`]. Pages are built from `kit` and say what `words` holds; those that need no sign-in are in
//! `public`. They work without a script, with the keyboard, in light and dark, in large print and on paper. Facts are
//! read on blocking threads. Not here: decisions (`business`), the listening socket and the command line (`jinbao`).

mod access;
mod api;
mod assets;
mod calc;
pub mod codes;
mod figures;
mod hall;
mod handed;
mod health;
mod kit;
mod problem;
mod public;
mod site;
mod watch;
pub mod words;

pub use access::Needs;
pub use problem::{Refusal, problem_details, status};
pub use site::{Calculation, Documents, Register, RegisterCell, Render, Site, declared, router};

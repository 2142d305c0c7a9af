//! The city from outside: the same seed, the same people, a life that holds together.

mod kills;
mod living;
mod script;

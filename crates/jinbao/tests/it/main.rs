//! The real binary, as a user meets it.

mod bad_input;
mod beside;
mod configuration;
mod floors;
mod help;
mod run;
mod work;

//! What the rest of the program relies on: every worked case agrees, bad input is named, no input breaks a formula.

#![allow(clippy::unwrap_used)]

mod lines;
mod mutants;
mod properties;
mod uses;
mod worked;

use calc::Engine;
use rules::LawBook;

/// All calculators over the carried law, on a day after the law's last figures.
fn engine() -> Engine<'static> {
    static BOOK: std::sync::OnceLock<LawBook> = std::sync::OnceLock::new();
    let book = BOOK.get_or_init(|| LawBook::builtin().unwrap_or_else(|mistakes| panic!("{mistakes}")));
    Engine::new(book, "2026-07-01".parse().unwrap())
}

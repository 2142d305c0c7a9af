//! What the rest of the program relies on: the carried law is sound, mistakes are named, amounts agree with print.

#![allow(clippy::unwrap_used)]

mod amend;
mod browse;
mod contribution;
mod files;
mod lifetime;

use rules::{Law, LawBook};

/// The carried law, loaded once.
fn book() -> &'static LawBook {
    static BOOK: std::sync::OnceLock<LawBook> = std::sync::OnceLock::new();
    BOOK.get_or_init(|| LawBook::builtin().unwrap_or_else(|mistakes| panic!("{mistakes}")))
}

fn law(region: &str) -> Law<'static> {
    book().in_force(region, None).unwrap()
}

//! Lists as one parameter: a JSON text that either engine reads as rows, so that a thousand keys are one statement.

use std::fmt::Write;

use store::Tx;

/// `[1,2,3]`.
pub(crate) fn numbers(values: impl IntoIterator<Item = i64>) -> String {
    let mut text = String::from("[");
    for value in values {
        let comma = if text.len() > 1 { "," } else { "" };
        // Writing to a String cannot fail.
        let _ = write!(text, "{comma}{value}");
    }
    text.push(']');
    text
}

/// The rows `value` of a list of numbers or words given as parameter `at`, as text or number.
pub(crate) fn of_numbers(tx: &Tx<'_>, at: usize) -> String {
    match tx.engine() {
        store::Engine::Sqlite => format!("json_each(${at})"),
        store::Engine::Postgres => format!("jsonb_array_elements_text(cast(cast(${at} as text) as jsonb))"),
    }
}

/// The rows `value` of a list of lists given as parameter `at`; `value->>0` is a row's first cell.
pub(crate) fn of_rows(tx: &Tx<'_>, at: usize) -> String {
    match tx.engine() {
        store::Engine::Sqlite => format!("json_each(${at})"),
        store::Engine::Postgres => format!("jsonb_array_elements(cast(cast(${at} as text) as jsonb))"),
    }
}

/// `[[1,2],[3,4]]`.
pub(crate) fn pairs(values: impl IntoIterator<Item = (i64, i64)>) -> String {
    let mut text = String::from("[");
    for (a, b) in values {
        let comma = if text.len() > 1 { "," } else { "" };
        let _ = write!(text, "{comma}[{a},{b}]");
    }
    text.push(']');
    text
}

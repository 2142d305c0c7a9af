//! Numbers as people type or paste them, made plain before they are checked.

/// Upper-case half-width text without spaces, hyphens and dots between groups.
///
/// Spreadsheets add apostrophes, input methods add full-width digits and spaces; none of these is a mistake of the
/// person, so none is reported.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(c, '-' | '－' | '‐' | '–' | '\'' | '’' | '·' | '\u{feff}' | '\u{200b}')
        })
        .map(|c| match c {
            '！'..='～' => char::from_u32(c as u32 - '！' as u32 + '!' as u32).unwrap_or(c),
            c => c,
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// The first `head` and last `tail` characters of an ASCII number, stars between. Shorter numbers are all stars.
pub(crate) fn masked(number: &str, head: usize, tail: usize) -> String {
    let hidden = number.len().saturating_sub(head + tail);
    if hidden == 0 {
        return "*".repeat(number.len());
    }
    let (front, back) = (number.get(..head).unwrap_or(""), number.get(head + hidden..).unwrap_or(""));
    format!("{front}{}{back}", "*".repeat(hidden))
}

/// The value of an ASCII digit.
pub(crate) fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}

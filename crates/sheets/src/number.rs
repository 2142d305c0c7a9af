//! Numbers and dates as workbooks store them, into text as a person reads them.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kernel::Code;

use crate::codes;

/// How the number of a cell is meant to be read, from its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Number,
    /// Year, month and day.
    Date,
    /// Year and month only.
    Month,
    /// Date with a time of day.
    DateTime,
}

/// The plain text of a stored number, and its fault.
///
/// Excel computes with 15 significant digits and shows as many; so do we, which turns 287.39999999999998 back into
/// the 287.4 that was entered. A whole number of 16 digits or more has lost its end.
pub(crate) fn plain(raw: &str) -> (String, Option<&'static Code>) {
    let raw = raw.trim();
    let Ok(value) = raw.parse::<f64>() else { return (raw.to_owned(), Some(&codes::CELL_ERROR)) };
    if !value.is_finite() {
        return (raw.to_owned(), Some(&codes::CELL_ERROR));
    }
    let short = raw.len() <= 15 && raw.bytes().all(|b| b.is_ascii_digit());
    if short && !(raw.len() > 1 && raw.starts_with('0')) {
        return (raw.to_owned(), None);
    }
    let scientific = format!("{value:.14e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return (raw.to_owned(), None) };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let negative = digits.starts_with('-');
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let text = place_point(digits.trim_end_matches('0'), exponent);
    let fault = (exponent >= 15).then_some(&codes::DIGITS_LOST);
    (if negative && text != "0" { format!("-{text}") } else { text }, fault)
}

/// `d.ddd × 10^exponent` written out.
fn place_point(digits: &str, exponent: i32) -> String {
    if digits.is_empty() {
        return "0".to_owned();
    }
    match usize::try_from(exponent) {
        Err(_) => {
            let zeros = usize::try_from(-exponent - 1).unwrap_or(0).min(400);
            format!("0.{}{digits}", "0".repeat(zeros))
        }
        Ok(exponent) if digits.len() <= exponent + 1 => {
            format!("{digits}{}", "0".repeat(exponent + 1 - digits.len()))
        }
        Ok(exponent) => format!("{}.{}", &digits[..=exponent], &digits[exponent + 1..]),
    }
}

/// Is it a long number in exponent notation, as `4.20106E+17` in a CSV file that went through Excel?
pub(crate) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or("");
    !exponent.is_empty()
        && exponent.len() <= 3
        && exponent.bytes().all(|b| b.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
}

/// A serial number of days as a date, month or instant. `None` if it is no day between 1900 and 9999.
pub(crate) fn dated(raw: &str, reading: Reading, since_1904: bool) -> Option<String> {
    let (plain, fault) = plain(raw);
    if fault.is_some() {
        return None;
    }
    let (days, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let days: i32 = days.parse().ok().filter(|days| (0..2_958_466).contains(days))?;
    let billionths: i64 = format!("{:0<9.9}", fraction).parse().ok()?;
    let seconds = (billionths * 86_400 + 500_000_000) / 1_000_000_000;
    let day = epoch(days, since_1904).checked_add(days.days()).ok()?;
    match reading {
        Reading::Month => Some(day.strftime("%Y-%m").to_string()),
        Reading::DateTime if seconds > 0 => {
            let at = day.at(0, 0, 0, 0).checked_add(seconds.seconds()).ok()?;
            Some(at.strftime("%Y-%m-%d %H:%M:%S").to_string())
        }
        _ => Some(day.to_string()),
    }
}

/// Excel counts a 29 February 1900 that never was, so serials below 60 begin one day later.
fn epoch(days: i32, since_1904: bool) -> Date {
    match (since_1904, days < 60) {
        (true, _) => date(1904, 1, 1),
        (false, true) => date(1899, 12, 31),
        (false, false) => date(1899, 12, 30),
    }
}

/// How cells of a number format are read.
pub(crate) fn reading(format_id: u32, custom: Option<&str>) -> Reading {
    match (custom, format_id) {
        (Some(code), _) => reading_of_code(code),
        (None, 27 | 57 | 17 | 50 | 52 | 55) => Reading::Month,
        (None, 14 | 15 | 16 | 28..=31 | 36 | 51 | 53 | 54 | 58) => Reading::Date,
        (None, 22) => Reading::DateTime,
        (None, _) => Reading::Number,
    }
}

fn reading_of_code(code: &str) -> Reading {
    let mut letters = String::new();
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '[' => while chars.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            ';' => break,
            c => letters.push(c.to_ascii_lowercase()),
        }
    }
    if letters.contains("general") {
        return Reading::Number;
    }
    let has = |c| letters.contains(c);
    match (has('y'), has('d'), has('h')) {
        (true, true, true) => Reading::DateTime,
        (true, true, false) => Reading::Date,
        (true, false, false) if has('m') => Reading::Month,
        _ => Reading::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, dated, is_scientific, plain, reading};
    use crate::codes;

    #[test]
    fn numbers_read_as_they_were_entered() {
        for (raw, text) in [
            ("5360", "5360"),
            ("287.39999999999998", "287.4"),
            ("0.30000000000000004", "0.3"),
            ("-12.5", "-12.5"),
            ("1E-3", "0.001"),
            ("2.02407E5", "202407"),
            ("13812345678", "13812345678"),
            ("0", "0"),
        ] {
            assert_eq!(plain(raw), (text.to_owned(), None), "{raw}");
        }
        assert_eq!(plain("4.2010619900101123E+17").1, Some(&codes::DIGITS_LOST));
        assert_eq!(plain("420106199001011234").1, Some(&codes::DIGITS_LOST));
        assert_eq!(plain("#N/A").1, Some(&codes::CELL_ERROR));
        assert!(is_scientific("4.20106E+17") && !is_scientific("E+17") && !is_scientific("420106E"));
    }

    #[test]
    fn serial_days_become_dates() {
        for (raw, reading, text) in [
            ("45474", Reading::Date, "2024-07-01"),
            ("45474", Reading::Month, "2024-07"),
            ("45474.395833333336", Reading::DateTime, "2024-07-01 09:30:00"),
            ("1", Reading::Date, "1900-01-01"),
            ("61", Reading::Date, "1900-03-01"),
        ] {
            assert_eq!(dated(raw, reading, false).as_deref(), Some(text), "{raw}");
        }
        assert_eq!(dated("44012", Reading::Date, true).as_deref(), Some("2024-07-01"));
        assert_eq!(dated("-1", Reading::Date, false), None);
        assert_eq!(dated("99999999", Reading::Date, false), None);
    }

    #[test]
    fn number_formats_say_what_is_a_date() {
        for (code, expected) in [
            ("yyyy-mm-dd", Reading::Date),
            ("yyyy\"年\"m\"月\"", Reading::Month),
            ("[$-804]yyyy/m/d h:mm", Reading::DateTime),
            ("0.00_ ", Reading::Number),
            ("\"day \"0", Reading::Number),
            ("[Red]#,##0.00;[Red]-#,##0.00", Reading::Number),
            ("General", Reading::Number),
        ] {
            assert_eq!(reading(164, Some(code)), expected, "{code}");
        }
    }
}

//! QR codes (ISO/IEC 18004) as SVG.

use kernel::Result;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::codes;

/// Modules left white around the code.
const MARGIN: i32 = 4;

/// A text as a code, dark on white, one path.
///
/// # Errors
/// `PRT-0105` for a text that no code can hold.
pub(crate) fn svg(text: &str) -> Result<String> {
    let code =
        QrCode::encode_text(text, QrCodeEcc::Low).map_err(|_| codes::TOO_MUCH.with("bytes", text.len()))?;
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + MARGIN, y + MARGIN));
        }
    }
    let side = code.size() + 2 * MARGIN;
    Ok(format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}"><path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/><path fill="#000" d="{path}"/></svg>"##
    ))
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_code_has_its_three_corners_and_too_much_is_refused() {
        let picture = svg("A").unwrap();
        // Version 1: 21 modules and the margin.
        assert!(picture.contains(r#"viewBox="0 0 29 29""#), "{picture}");
        for corner in ["M4 4h1", "M24 4h1", "M4 24h1"] {
            assert!(picture.contains(corner), "{corner}");
        }
        assert!(!picture.contains("M24 24h1v1h-1zM24 25"), "the fourth corner is none");
        assert_eq!(svg(&"x".repeat(3_000)).unwrap_err().code().id, "PRT-0105");
    }
}

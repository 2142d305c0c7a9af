//! Styles, carried in the program. Their address changes with their content, so that browsers may keep them for ever.

use axum::http::header;
use axum::response::IntoResponse;

const STYLE: &str = include_str!("../static/jinbao.css");

/// The address of the style sheet; the query tells versions apart.
pub(crate) fn style_address() -> String {
    // FNV-1a: only has to differ where the content differs.
    let hash = STYLE.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("/assets/jinbao.css?{hash:x}")
}

/// The style sheet.
pub(crate) async fn style() -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, "text/css; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, STYLE)
}

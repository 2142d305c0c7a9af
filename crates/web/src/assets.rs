//! Styles, script and mark, carried in the program. Their addresses change with their content, so that browsers may
//! keep them for ever.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

/// The style sheet: one file for browsers, several for those who write it.
pub(crate) const STYLE: Asset = Asset {
    path: "/assets/jinbao.css",
    media: "text/css; charset=utf-8",
    content: concat!(
        include_str!("../static/colours.css"),
        include_str!("../static/frame.css"),
        include_str!("../static/form.css"),
        include_str!("../static/parts.css"),
        include_str!("../static/public.css"),
        include_str!("../static/media.css"),
    ),
};

/// What makes pages quicker where scripts run. Every page works without.
pub(crate) const SCRIPT: Asset = Asset {
    path: "/assets/jinbao.js",
    media: "text/javascript; charset=utf-8",
    content: include_str!("../static/jinbao.js"),
};

/// Checks certificates in the browser; only the page that does so loads it.
pub(crate) const CHECK: Asset = Asset {
    path: "/assets/check.js",
    media: "text/javascript; charset=utf-8",
    content: include_str!("../static/check.js"),
};

/// The mark of the site.
const SEAL: Asset =
    Asset { path: "/assets/seal.svg", media: "image/svg+xml", content: include_str!("../static/seal.svg") };

/// A file of the site.
#[derive(Clone, Copy)]
pub(crate) struct Asset {
    path: &'static str,
    media: &'static str,
    content: &'static str,
}

impl Asset {
    /// Its content.
    pub(crate) fn content(self) -> &'static str {
        self.content
    }
}

/// The address of an asset; the query tells versions apart.
pub(crate) fn address(asset: Asset) -> String {
    // FNV-1a: only has to differ where the content differs.
    let hash = asset.content.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}?{hash:x}", asset.path)
}

/// The routes of the assets.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    [STYLE, SCRIPT, CHECK, SEAL].into_iter().fold(Router::new(), |router, asset| {
        router.route(asset.path, get(move || async move { serve(asset) }))
    })
}

fn serve(asset: Asset) -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, asset.media), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")];
    (headers, asset.content)
}

//! Error codes of the pictures.

use kernel::{Code, Kind};

/// The drawing library failed.
pub(crate) static DRAWING_FAILED: Code = Code {
    id: "CHT-0101",
    kind: Kind::System,
    zh: "图形绘制失败。",
    fix_zh: "请改看数据表；如反复出现，请联系系统管理员。",
    en: "The picture could not be drawn.",
    fix_en: "Use the table instead; if it happens again, tell the administrator.",
};

/// Every code of this crate.
pub static CODES: &[&Code] = &[&DRAWING_FAILED];

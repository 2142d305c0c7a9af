//! Error codes of printing.

use kernel::{Code, Kind};

/// No font that can write Chinese.
pub(crate) static FONTS_MISSING: Code = Code {
    id: "PRT-0101",
    kind: Kind::System,
    zh: "找不到中文字体 {file}，已查找：{folders}。",
    fix_zh: "请安装 Debian 软件包 fonts-noto-cjk（apt-get install fonts-noto-cjk），或在配置中指明字体目录。",
    en: "The Chinese font {file} was not found in {folders}.",
    fix_en: "Install the Debian package fonts-noto-cjk (apt-get install fonts-noto-cjk), or name the font folder in the configuration.",
};

/// A font file that is there but cannot be used.
pub(crate) static FONT_UNREADABLE: Code = Code {
    id: "PRT-0102",
    kind: Kind::System,
    zh: "字体文件 {file} 无法使用。",
    fix_zh: "请检查文件权限，或重新安装软件包 fonts-noto-cjk。",
    en: "The font file {file} cannot be used.",
    fix_en: "Check its permissions, or reinstall the package fonts-noto-cjk.",
};

/// The template did not accept the figures.
pub(crate) static DOCUMENT_FAILED: Code = Code {
    id: "PRT-0103",
    kind: Kind::System,
    zh: "文书 {number} 生成失败。",
    fix_zh: "请将错误编号和文书编号告知系统管理员。",
    en: "Document {number} could not be made.",
    fix_en: "Tell the administrator this code and the number of the document.",
};

/// A date of issue that no calendar of the document format has.
pub(crate) static DATE_UNUSABLE: Code = Code {
    id: "PRT-0104",
    kind: Kind::Input,
    zh: "文书 {number} 的打印日期 {date} 无效。",
    fix_zh: "请改为公元 1 年至 9999 年之间的日期。",
    en: "The date of issue {date} of document {number} is not usable.",
    fix_en: "Give a date between the years 1 and 9999.",
};

/// More than a QR code can hold.
pub(crate) static TOO_MUCH: Code = Code {
    id: "PRT-0105",
    kind: Kind::Input,
    zh: "二维码内容过长（{bytes} 字节）。",
    fix_zh: "请缩小证明的年月范围或内容。",
    en: "The QR code would hold too much ({bytes} bytes).",
    fix_en: "Ask for fewer months or less content.",
};

/// Every code of this crate.
pub static CODES: &[&Code] = &[&FONTS_MISSING, &FONT_UNREADABLE, &DOCUMENT_FAILED, &DATE_UNUSABLE, &TOO_MUCH];

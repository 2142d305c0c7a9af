//! Error codes of envelopes.

use kernel::{Code, Kind};

/// A key that cannot be read.
pub static KEY: Code = Code {
    id: "ENV-0101",
    kind: Kind::Input,
    zh: "密钥无法识别",
    fix_zh: "请提供P-256密钥（PEM），从备份恢复或重新生成",
    en: "the key cannot be read",
    fix_en: "give a P-256 key as PEM, from the backup or newly made",
};

/// Something that is no envelope.
pub static FORM: Code = Code {
    id: "ENV-0102",
    kind: Kind::Input,
    zh: "签名信封格式不正确：{what}",
    fix_zh: "请让对方重新发送",
    en: "this is no signed envelope: {what}",
    fix_en: "ask the sender to send it again",
};

/// Another key than the one expected.
pub static OTHER_KEY: Code = Code {
    id: "ENV-0103",
    kind: Kind::Conflict,
    zh: "签名所用密钥{found}不是预期的{expected}",
    fix_zh: "请核对对方节点是否更换密钥",
    en: "signed with key {found}, not with {expected}",
    fix_en: "check whether the other node has changed its key",
};

/// A signature that does not fit.
pub static SIGNATURE: Code = Code {
    id: "ENV-0104",
    kind: Kind::Conflict,
    zh: "签名不符，内容可能被改动",
    fix_zh: "不要采用该内容，请向签发单位核实",
    en: "the signature does not fit: the content may have been changed",
    fix_en: "do not rely on it; ask who issued it",
};

/// JSON that has no canonical form here.
pub static CANONICAL: Code = Code {
    id: "ENV-0105",
    kind: Kind::Input,
    zh: "内容不能规范化：{what}",
    fix_zh: "金额用整数分，比率用文本",
    en: "the content has no canonical form: {what}",
    fix_en: "write amounts as integer fen, rates as text",
};

/// A verification code with a typing error.
pub static VERIFICATION: Code = Code {
    id: "ENV-0106",
    kind: Kind::Input,
    zh: "验证码有误",
    fix_zh: "请按文书上的16位验证码重新输入",
    en: "the verification code is mistyped",
    fix_en: "copy the 16 characters from the document again",
};

/// A file without the mark of a signed one.
pub static UNSEALED: Code = Code {
    id: "ENV-0107",
    kind: Kind::Input,
    zh: "文件没有电子封签",
    fix_zh: "请使用原始文件，扫描件和另存的文件不能核验；纸质件请用验证码或二维码核验",
    en: "the file carries no seal",
    fix_en: "take the original file, not a scan or a copy saved by another program; check paper by its code",
};

/// All codes of envelopes.
pub static ALL: &[&Code] = &[&KEY, &FORM, &OTHER_KEY, &SIGNATURE, &CANONICAL, &VERIFICATION, &UNSEALED];

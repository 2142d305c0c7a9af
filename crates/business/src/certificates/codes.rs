//! Refusals of certificates.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
    };
}

codes! {
    /// Nothing to certify.
    NOTHING = "CRT-0101", Missing, "没有可以证明的{what}记录。", "请核对人员、单位和年月；需要补记的请先办理登记。",
        "there is nothing on record to certify: {what}", "check person, unit and months; have what is missing recorded first";
    /// The months do not follow each other, or are too many.
    MONTHS = "CRT-0102", Input, "起止年月有误：{from} 至 {to}。", "截止年月不早于起始年月，且不超过 {most} 个月。",
        "the months {from} to {to} cannot be taken", "the last is not before the first, {most} months at most";
    /// No certificate of this code.
    UNKNOWN = "CRT-0103", Missing, "没有验证码为 {code} 的证明。", "请核对验证码；确认无误的，该证明不是本机构出具，请勿采信。",
        "no certificate has the code {code}", "check the code; if it is right, this agency did not issue the certificate: do not rely on it";
    /// Something else was signed.
    NO_STATEMENT = "CRT-0104", Input, "文件不是社会保险证明：{why}。", "请使用下载的证明文件，或二维码的全部内容。",
        "this is no certificate: {why}", "take the file as it was downloaded, or all of the QR code";
    /// Revoked.
    REVOKED = "CRT-0105", Conflict, "证明 {number} 已于 {on} 撤销。", "请勿采信；请持有人重新申请。",
        "certificate {number} was revoked on {on}", "do not rely on it; its holder can ask for a new one";
    /// The matter gave no certificate.
    NO_CERTIFICATE = "CRT-0106", Missing, "办件 {matter} 没有证明文件。", "请核对办件编号。",
        "matter {matter} gave no certificate", "check the number of the matter";
    /// The certificate is about somebody else.
    OTHER_PARTY = "CRT-0107", Missing, "该人员或单位没有证明 {number}。", "请核对证明编号。",
        "this person or unit has no certificate {number}", "check the number of the certificate";
}

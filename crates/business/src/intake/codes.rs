//! Refusals of files and their rows.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
    };
}

codes! {
    /// The same person and month twice in a file.
    DUPLICATE = "INT-0101", Input, "与文件中第 {first} 行重复。", "请删除重复的行。",
        "the same as row {first} of the file", "delete one of them";
    /// The file belongs to another unit.
    OTHER_UNIT = "INT-0102", Conflict, "这是单位 {other} 的文件，不是单位 {unit} 的，未作任何更改。", "请核对所选单位与文件。",
        "this is a file of unit {other}, not of unit {unit}; nothing was changed", "check unit and file";
    /// The personal number is somebody else's.
    NUMBER_DIFFERS = "INT-0103", Input, "个人编号 {given} 与证件号码不是同一人。", "请核对个人编号，或留空由系统查找。",
        "personal number {given} and document belong to different people", "check the personal number, or leave it blank";
    /// Back payment without its months, or not up to the first month.
    BACK_MONTHS = "INT-0104", Input, "补缴起止年月须填写，并与缴费起始年月 {from} 衔接。", "请填写补缴起止年月，止于缴费起始年月的上月。",
        "the months of the back payment have to lead up to {from}", "give both months; the last is the one before the first month";
    /// Not a single row in it.
    NO_ROWS = "INT-0105", Input, "文件中没有数据行。", "请在表头下填写数据。",
        "there are no rows in the file", "fill in rows below the header";
    /// A word for the sex in a document that tells it.
    SEX_DIFFERS = "INT-0106", Input, "性别与公民身份号码不符。", "请核对性别，或留空。",
        "the sex is not that of the citizen's number", "check it, or leave it blank";
}

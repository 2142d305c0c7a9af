//! What the calculators themselves can refuse (CAL-01xx). Figures that the law lacks are `LAW-01xx`, inputs that a
//! formula refuses `LAW-02xx`.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
        /// All of them, in the order of their numbers.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    /// The line is not JSON, or no object.
    NOT_JSON = "CAL-0101", Input, "不是有效的 JSON 对象：{why}", "每行一个 JSON 对象：{\"id\", \"topic\", \"inputs\"}",
        "not a JSON object: {why}", "one JSON object a line: {\"id\", \"topic\", \"inputs\"}";
    /// The line is too long.
    TOO_LONG = "CAL-0102", Input, "一行超过 {most} 字节", "请拆分为多行",
        "a line of more than {most} bytes", "split it into several";
    /// No such topic.
    NO_TOPIC = "CAL-0103", Missing, "没有计算主题“{topic}”", "可用主题见 GET /api/v1/calc 或 jinbao calc --topics",
        "there is no topic '{topic}'", "see GET /api/v1/calc or jinbao calc --topics";
    /// An input key that the topic does not have.
    UNKNOWN_KEY = "CAL-0104", Input, "未知的输入“{key}”", "可用的输入：{known}",
        "unknown input '{key}'", "the inputs are: {known}";
    /// An input of another kind, out of bounds, or a word out of the list.
    WRONG_VALUE = "CAL-0105", Input, "“{value}”不可用，应为{expected_zh}", "请改正该输入",
        "'{value}' cannot be used; expected {expected_en}", "correct the input";
    /// An input that is neither given nor known.
    NEEDED = "CAL-0106", Input, "缺少输入“{key}”", "请补充该输入",
        "the input '{key}' is missing", "give it";
    /// An input that is not given, and that the law data does not know either.
    NOT_KNOWN = "CAL-0107", Input, "未提供“{key}”，{region} {at} 的法规数据也没有“{id}”", "请提供该输入，或在 law/ 中补充该参数及其依据",
        "'{key}' is not given, and the law data for {region} at {at} lacks '{id}'", "give it, or add the parameter with its source to law/";
    /// A key that stands twice.
    TWICE = "CAL-0108", Input, "“{key}”重复", "请删除其一",
        "'{key}' stands twice", "remove one of them";
    /// Inputs that exclude each other.
    CONTRADICTION = "CAL-0109", Input, "“{first}”与“{second}”矛盾：{why_zh}", "请只保留其一，或核对数值",
        "'{first}' contradicts '{second}': {why_en}", "keep one of them, or check the figures";
    /// A case file that cannot be read.
    CASE_LINE = "CAL-0110", Input, "案例文件第 {line} 行不可用：{why}", "每行须有 topic、inputs、expected 或 error",
        "line {line} of the case file cannot be used: {why}", "each line has topic, inputs, and expected or error";
}

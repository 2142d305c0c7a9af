//! Why a decision cannot be computed again faithfully.

use kernel::{Code, Kind};

/// The rule set is not at hand.
pub static NO_RULE_SET: Code = Code {
    id: "RPL-0101",
    kind: Kind::Missing,
    zh: "找不到决定所依据的规则集 {law}，无法如实重演。",
    fix_zh: "请在作出决定的系统上运行（--data），或用 --law 指出该规则集。",
    en: "the rule set {law} of the decision is not at hand, so it cannot be replayed faithfully",
    fix_en: "run it on the data of the node that decided (--data), or name the rule set with --law",
};
/// This program has the formula no more, or not yet.
pub static NO_FORMULA: Code = Code {
    id: "RPL-0102",
    kind: Kind::Missing,
    zh: "本程序没有公式 {name} 第 {version} 版，无法如实重演。",
    fix_zh: "请使用包含该版本的程序。",
    en: "this program has no version {version} of the formula {name}, so it cannot be replayed faithfully",
    fix_en: "use a program that has it",
};
/// An input was not kept.
pub static INCOMPLETE: Code = Code {
    id: "RPL-0103",
    kind: Kind::Missing,
    zh: "回执没有保存“{what}”，无法如实重演。",
    fix_zh: "请以办件页面的计算依据为准人工核对。",
    en: "the receipt does not keep '{what}', so it cannot be replayed faithfully",
    fix_en: "check it by hand against the steps on the page of the matter",
};
/// There is nothing to compute again.
pub static NOTHING_COMPUTED: Code = Code {
    id: "RPL-0104",
    kind: Kind::Missing,
    zh: "事项 {service} 的这项决定没有计算金额，无可重演。",
    fix_zh: "签名有效即可证明决定未被改动。",
    en: "this decision of {service} computed no amount; there is nothing to replay",
    fix_en: "its signature alone proves that it was not changed",
};
/// The formula fails on what the receipt keeps.
pub static FAILED: Code = Code {
    id: "RPL-0105",
    kind: Kind::Missing,
    zh: "按回执所存内容无法算出结果：{why}",
    fix_zh: "请将回执和本提示报告给维护人员。",
    en: "what the receipt keeps gives no result: {why_en}",
    fix_en: "report this with the receipt",
};

//! Refusals of the personal accounts.

use kernel::{Code, Kind};

/// The year's rate is not out.
pub static NO_RATE: Code = Code {
    id: "ACC-0101",
    kind: Kind::Conflict,
    zh: "{year} 年个人账户记账利率尚未公布，不能结息。",
    fix_zh: "请在利率公布并录入政策库后再办理年终结息。",
    en: "the bookkeeping rate of {year} is not published yet",
    fix_en: "settle the year once the rate stands in the law data",
};
/// The year is not over.
pub static YEAR_RUNNING: Code = Code {
    id: "ACC-0102",
    kind: Kind::Conflict,
    zh: "{year} 年尚未结束，不能结息。",
    fix_zh: "请在次年办理年终结息。",
    en: "the year {year} is not over",
    fix_en: "settle it in the year after",
};
/// The year before has not been settled.
pub static EARLIER_YEAR: Code = Code {
    id: "ACC-0103",
    kind: Kind::Conflict,
    zh: "应先办理 {year} 年{kind}结息。",
    fix_zh: "请按年度顺序结息。",
    en: "the {kind} has to be settled for {year} first",
    fix_en: "settle year by year",
};
/// The year has been settled.
pub static YEAR_SETTLED: Code = Code {
    id: "ACC-0104",
    kind: Kind::Conflict,
    zh: "{month} 所在年度已办理{kind}结息，不能再记入该月。",
    fix_zh: "请记入当前月份。",
    en: "the {kind} is settled for the year of {month}",
    fix_en: "book in the current month",
};
/// More than stands on the account.
pub static OVERDRAWN: Code = Code {
    id: "ACC-0105",
    kind: Kind::Conflict,
    zh: "个人 {person} 的{kind}余额 {balance} 元不足支付 {amount} 元。",
    fix_zh: "请核对账户余额。",
    en: "the {kind} of person {person} holds {balance} yuan, not {amount}",
    fix_en: "check the balance",
};
/// The account was there already.
pub static EXISTS: Code = Code {
    id: "ACC-0106",
    kind: Kind::Conflict,
    zh: "个人 {person} 已有{kind}，不能再以期初余额建账。",
    fix_zh: "请核对接收数据是否重复。",
    en: "person {person} has a {kind} already",
    fix_en: "check whether the data was taken over before",
};
/// Nobody holds such an account.
pub static NO_ACCOUNT: Code = Code {
    id: "ACC-0107",
    kind: Kind::Missing,
    zh: "个人 {person} 没有{kind}。",
    fix_zh: "请核对个人编号。",
    en: "person {person} has no {kind}",
    fix_en: "check the personal number",
};
/// A balance brought in that is negative, or a year out of range.
pub static BAD_OPENING: Code = Code {
    id: "ACC-0108",
    kind: Kind::Input,
    zh: "个人 {person} 的期初余额 {amount} 元（{year} 年末）不合理。",
    fix_zh: "余额不得为负，年度须早于建账月份之后。",
    en: "an opening of {amount} yuan at the end of {year} for person {person} cannot be",
    fix_en: "it must not be negative, nor its year impossible",
};
/// A balance brought in for a year that is not over cannot be joined to another account yet.
pub static YEAR_BEFORE: Code = Code {
    id: "ACC-0109",
    kind: Kind::Conflict,
    zh: "{kind}以 {year} 年末余额建账，该年尚未结束，不能归并。",
    fix_zh: "请在次年办理。",
    en: "the {kind} was opened with its balance at the end of {year}, which is not over",
    fix_en: "join it in the year after",
};

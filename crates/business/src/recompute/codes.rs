//! Refusals of recomputations.

use kernel::{Code, Kind};

/// No such recomputation.
pub static NONE: Code = Code {
    id: "RCP-0101",
    kind: Kind::Missing,
    zh: "办件 {matter} 没有重新核定。",
    fix_zh: "请核对办件编号。",
    en: "matter {matter} is no recomputation",
    fix_en: "check the number of the matter",
};
/// Nothing differs.
pub static NOTHING: Code = Code {
    id: "RCP-0102",
    kind: Kind::Conflict,
    zh: "自 {since} 起没有需要重新核定的缴费和待遇。",
    fix_zh: "无需办理；如参数或更正尚未录入，请录入后再办。",
    en: "nothing since {since} would be decided otherwise today",
    fix_en: "there is nothing to do; if a figure or correction is missing, enter it first",
};
/// Another one is not finished.
pub static UNFINISHED: Code = Code {
    id: "RCP-0103",
    kind: Kind::Conflict,
    zh: "重新核定 {matter} 尚未办结。",
    fix_zh: "请先复核、退回或完成结算。",
    en: "recomputation {matter} is not finished",
    fix_en: "have it agreed to or refused, and settle it first",
};
/// No second person has agreed.
pub static NOT_APPROVED: Code = Code {
    id: "RCP-0104",
    kind: Kind::Conflict,
    zh: "重新核定 {matter} 未经复核，不能结算。",
    fix_zh: "请由复核人复核。",
    en: "no second person has agreed to recomputation {matter}",
    fix_en: "have it approved",
};
/// The month lies ahead.
pub static FUTURE: Code = Code {
    id: "RCP-0105",
    kind: Kind::Input,
    zh: "起始月份 {month} 晚于本月。",
    fix_zh: "请填写本月或以前的月份。",
    en: "the month {month} lies ahead",
    fix_en: "name this month or an earlier one",
};
/// The region is none of this agency.
pub static ELSEWHERE: Code = Code {
    id: "RCP-0106",
    kind: Kind::Input,
    zh: "地区 {region} 不属于统筹区 {office}。",
    fix_zh: "请填写本统筹区或其所辖区县的代码。",
    en: "the region {region} is not part of {office}",
    fix_en: "name this pooling area or a district of it",
};
/// The award begins in another month by today's facts.
pub static ANOTHER_MONTH: Code = Code {
    id: "RCP-0107",
    kind: Kind::Conflict,
    zh: "按现有信息该待遇应自 {month} 起，与原核定不同。",
    fix_zh: "请停发后重新申领。",
    en: "by today's facts the award begins in {month}, another month than was decided",
    fix_en: "end it and have it claimed again",
};
/// The award is not due any more.
pub static NOT_DUE: Code = Code {
    id: "RCP-0108",
    kind: Kind::Conflict,
    zh: "按现有信息不再核定该待遇（{benefit}）。",
    fix_zh: "请核对后停发并追回。",
    en: "by today's facts this award ({benefit}) would not be made",
    fix_en: "look into it, end it and claim back what was paid",
};

//! Refusals of the assessment.

use kernel::{Code, Kind};

/// Declaration is still open.
pub static STILL_OPEN: Code = Code {
    id: "LEV-0101",
    kind: Kind::Conflict,
    zh: "{month} 的申报尚未截止（截止 {cutoff}），不能核定。",
    fix_zh: "请在截止时间之后核定。",
    en: "declaration for {month} is open until {cutoff}",
    fix_en: "assess after the cut-off",
};
/// The month was paused by notice.
pub static PAUSED: Code = Code {
    id: "LEV-0102",
    kind: Kind::Conflict,
    zh: "{month} 的申报缴费已公告暂停。",
    fix_zh: "请待恢复公告发布后再核定。",
    en: "declaration and payment for {month} are paused by notice",
    fix_en: "wait for the notice that resumes them",
};
/// The month has been assessed.
pub static DONE: Code = Code {
    id: "LEV-0103",
    kind: Kind::Conflict,
    zh: "{month} 已完成核定，不能重复核定。",
    fix_zh: "如有变化，请办理补差核定。",
    en: "{month} has been assessed",
    fix_en: "settle changes as differences",
};
/// Nothing to settle before the first assessment.
pub static NOT_LEVIED: Code = Code {
    id: "LEV-0104",
    kind: Kind::Conflict,
    zh: "{month} 尚未核定，没有可补差的月份。",
    fix_zh: "请先完成月度核定。",
    en: "{month} has not been assessed, there is nothing to settle",
    fix_en: "run the monthly assessment first",
};
/// No such bill.
pub static NO_BILL: Code = Code {
    id: "LEV-0105",
    kind: Kind::Missing,
    zh: "没有核定单 {bill}。",
    fix_zh: "请核对单号。",
    en: "there is no bill {bill}",
    fix_en: "check its number",
};
/// A tier that is not a number.
pub static TIER: Code = Code {
    id: "LEV-0106",
    kind: Kind::Input,
    zh: "人员 {person} 的缴费档次“{tier}”无效。",
    fix_zh: "请办理缴费档次变更后再核定。",
    en: "person {person} has the tier {tier}, which is none",
    fix_en: "change the tier first",
};
/// A published calendar that is out of order.
pub static CALENDAR_ORDER: Code = Code {
    id: "LEV-0107",
    kind: Kind::Input,
    zh: "{month} 的申报日历日期先后不对：开始 {opens}、截止 {cutoff}、柜台 {counter}、滞纳金起算 {late}。",
    fix_zh: "日期须依次不早于前一项。",
    en: "the calendar of {month} is out of order: opens {opens}, cut-off {cutoff}, counter {counter}, late fee {late}",
    fix_en: "each date must not lie before the one before it",
};
/// A single worker thread of the run died.
pub static BROKEN: Code = Code {
    id: "LEV-0108",
    kind: Kind::System,
    zh: "核定过程意外中断，已完成部分已保存。",
    fix_zh: "请重新执行核定，将从中断处继续。",
    en: "the assessment was interrupted; what was done is kept",
    fix_en: "run it again, it goes on from there",
};
/// Months before it have not been assessed.
pub static SKIPS: Code = Code {
    id: "LEV-0109",
    kind: Kind::Conflict,
    zh: "{month} 之前还有未核定的月份，应先核定 {next}。",
    fix_zh: "请按月依次核定。",
    en: "months before {month} have not been assessed; {next} is the next one",
    fix_en: "assess month by month",
};
/// Declaration has not begun, or is over.
pub static CLOSED: Code = Code {
    id: "LEV-0120",
    kind: Kind::Conflict,
    zh: "现在不在 {month} 的申报期内：申报期为 {opens} 至 {cutoff}。",
    fix_zh: "请在申报期内办理；截止后至 {counter} 可到经办窗口补报，已核定的月份按补缴或更正办理。",
    en: "declaration for {month} is open from {opens} to {cutoff}, not now",
    fix_en: "declare within that time; until {counter} a counter takes late declarations, assessed months are corrected",
};
/// Declaration is paused by notice.
pub static DECLARATION_PAUSED: Code = Code {
    id: "LEV-0121",
    kind: Kind::Conflict,
    zh: "{month} 的申报已公告暂停：{notice}",
    fix_zh: "请待恢复公告发布后办理。",
    en: "declaration for {month} is paused by notice: {notice}",
    fix_en: "wait for the notice that resumes it",
};

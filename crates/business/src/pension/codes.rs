//! Refusals of the pensions.

use kernel::{Code, Kind};

/// The statutory month, or that of the person's choice, is not reached.
pub static TOO_EARLY: Code = Code {
    id: "PEN-0101",
    kind: Kind::Conflict,
    zh: "退休年月 {month} 早于可申领的最早年月 {earliest}。",
    fix_zh: "请在 {earliest} 及以后申领。",
    en: "{month} is before the earliest month of retirement, {earliest}",
    fix_en: "claim for that month or later",
};
/// Later than the law lets people wait.
pub static TOO_LATE: Code = Code {
    id: "PEN-0102",
    kind: Kind::Conflict,
    zh: "退休年月 {month} 晚于弹性延迟的最晚年月 {latest}。",
    fix_zh: "请按不晚于 {latest} 的退休年月申领，待遇自次月起补发。",
    en: "{month} is after the latest month of retirement, {latest}",
    fix_en: "claim for that month; arrears are paid",
};
/// The month has not come.
pub static FUTURE: Code = Code {
    id: "PEN-0103",
    kind: Kind::Conflict,
    zh: "退休年月 {month} 尚未到。",
    fix_zh: "请在该月办理。",
    en: "{month} has not come",
    fix_en: "claim in that month",
};
/// Too few contribution months.
pub static TOO_FEW: Code = Code {
    id: "PEN-0104",
    kind: Kind::Conflict,
    zh: "累计缴费 {months} 个月，不足最低缴费年限 {needed} 个月。",
    fix_zh: "可继续缴费至满最低年限，或按规定转入居民养老保险、一次性领取个人账户。",
    en: "{months} contribution months are fewer than the {needed} that are needed",
    fix_en: "go on paying, move to the residents' scheme, or take the account",
};
/// Draws a pension already.
pub static RETIRED: Code = Code {
    id: "PEN-0105",
    kind: Kind::Conflict,
    zh: "个人 {person} 已领取基本养老金或已死亡。",
    fix_zh: "请核对人员状态。",
    en: "person {person} draws a pension already, or is dead",
    fix_en: "check the person's state",
};
/// Nobody recorded which retirement age applies to a woman.
pub static NO_GROUP: Code = Code {
    id: "PEN-0106",
    kind: Kind::Conflict,
    zh: "个人 {person} 未登记退休类别（管理技术岗位或生产操作岗位）。",
    fix_zh: "请先登记 retirement.group。",
    en: "no retirement group is recorded for person {person}",
    fix_en: "record retirement.group first",
};
/// The year's figures are not out.
pub static NOT_PUBLISHED: Code = Code {
    id: "PEN-0107",
    kind: Kind::Conflict,
    zh: "{year} 年养老金计发基数或调整办法尚未公布。",
    fix_zh: "请在公布并录入政策库后办理。",
    en: "the pension figures of {year} are not published yet",
    fix_en: "wait until they stand in the law data",
};
/// Nothing to do.
pub static NOTHING: Code = Code {
    id: "PEN-0108",
    kind: Kind::Conflict,
    zh: "{year} 年没有需要办理的待遇。",
    fix_zh: "请核对年度。",
    en: "there is nothing to be done for {year}",
    fix_en: "check the year",
};
/// Provisional pensions have to become final first.
pub static PROVISIONAL: Code = Code {
    id: "PEN-0109",
    kind: Kind::Conflict,
    zh: "尚有 {count} 人为预发养老金，不能调整。",
    fix_zh: "请先办理重算。",
    en: "{count} pensions are still provisional",
    fix_en: "re-award them first",
};
/// The adjustment was made.
pub static ADJUSTED: Code = Code {
    id: "PEN-0110",
    kind: Kind::Conflict,
    zh: "{year} 年基本养老金已调整或正在复核。",
    fix_zh: "不能重复调整。",
    en: "the pensions of {year} have been adjusted, or that is being reviewed",
    fix_en: "there is nothing left to do",
};
/// The death is recorded.
pub static DEAD: Code = Code {
    id: "PEN-0113",
    kind: Kind::Conflict,
    zh: "个人 {person} 的死亡已登记或正在复核。",
    fix_zh: "请核对人员状态。",
    en: "the death of person {person} is recorded, or being reviewed",
    fix_en: "check the person's state",
};
/// An amount of a take-over that cannot be.
pub static BAD_AWARD: Code = Code {
    id: "PEN-0115",
    kind: Kind::Input,
    zh: "个人 {person} 的待遇金额 {amount} 元、个人账户部分 {part} 元不合理。",
    fix_zh: "金额应大于零，个人账户部分不得超过待遇金额。",
    en: "an award of {amount} yuan with {part} from the account for person {person} cannot be",
    fix_en: "amounts must be above zero, the account part within them",
};
/// Heirs of somebody who is not recorded as dead.
pub static NOT_DEAD: Code = Code {
    id: "PEN-0116",
    kind: Kind::Conflict,
    zh: "个人 {person} 没有死亡登记。",
    fix_zh: "请先登记死亡。",
    en: "the death of person {person} is not recorded",
    fix_en: "record it first",
};
/// Two records of one person both draw a pension.
pub static TWO_PENSIONS: Code = Code {
    id: "PEN-0117",
    kind: Kind::Conflict,
    zh: "两个记录在 {month} 都领取养老金，不能合并。",
    fix_zh: "请先停发其中一份并追回重复领取的待遇。",
    en: "both records draw a pension in {month}",
    fix_en: "stop one of them and recover what was paid twice first",
};
/// One record draws a pension while the other is insured for one.
pub static PENSIONER_INSURED: Code = Code {
    id: "PEN-0118",
    kind: Kind::Conflict,
    zh: "一个记录自 {month} 领取养老金，另一个记录此后仍参加养老保险，不能合并。",
    fix_zh: "请先办理减员或更正参保年月。",
    en: "one record draws a pension from {month}, the other is insured for one after that",
    fix_en: "report the leaver or correct the months first",
};
/// Too few years of a resident.
pub static TOO_FEW_YEARS: Code = Code {
    id: "PEN-0119",
    kind: Kind::Conflict,
    zh: "累计缴费 {years} 年，不足应缴费年限 {needed} 年。",
    fix_zh: "可按规定补缴所缺年限后申领。",
    en: "{years} years paid are fewer than the {needed} that are needed",
    fix_en: "pay for the missing years, then claim",
};

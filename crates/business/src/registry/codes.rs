//! Refusals of the registry.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
    };
}

codes! {
    /// No such person.
    NO_PERSON = "REG-0101", Missing, "没有参保登记过的人员 {person}。", "请核对证件号码；新参保人员请先办理登记。",
        "nobody is registered as {person}", "check the number; register a new person first";
    /// No such unit.
    NO_UNIT = "REG-0102", Missing, "没有单位 {unit}。", "请核对单位编号或统一社会信用代码。",
        "there is no unit {unit}", "check the unit number or credit code";
    /// The unit is closed.
    UNIT_CLOSED = "REG-0103", Conflict, "单位{unit}在 {month} 已注销或尚未登记，不能办理。", "请核对单位与年月。",
        "the unit {unit} is closed or not yet registered in {month}", "check unit and month";
    /// Another unit has the credit code.
    CODE_TAKEN = "REG-0104", Conflict, "信用代码 {code} 已由单位 {unit} 登记。", "请使用该单位编号，或核对代码。",
        "the credit code {code} is that of unit {unit}", "use that unit, or check the code";
    /// Injury class or tier outside the table.
    INJURY_TERMS = "REG-0105", Input, "工伤行业类别 {class} 或浮动档次 {tier}% 不在目录内。", "类别为 1 至 8，档次为 50、80、100、120、150。",
        "injury class {class} or tier {tier} % does not exist", "classes are 1 to 8, tiers 50, 80, 100, 120, 150";
    /// The number belongs to somebody of another name.
    NAME_DIFFERS = "REG-0106", Conflict, "该证件号码登记的姓名是{recorded}，与{name}不符。", "请核对姓名与证件号码；姓名变更请先办理个人信息变更。",
        "this number is registered with another name", "check name and number; record a change of name first";
    /// The number belongs to somebody else.
    NUMBER_TAKEN = "REG-0107", Conflict, "该证件号码已属于人员 {person}。", "如为同一人，请办理重复人员合并。",
        "this number belongs to person {person}", "if they are the same, merge the two records";
    /// Sex or birth do not follow from the document and were not given.
    IDENTITY_INCOMPLETE = "REG-0108", Input, "缺少性别或出生日期。", "非居民身份证的证件须填写性别与出生日期。",
        "sex or birthday is missing", "give both where the document is no resident card";
    /// Dead.
    DEAD = "REG-0109", Conflict, "该人员已于 {since} 死亡，不能办理。", "请核对证件号码；如登记有误请先更正。",
        "the person died on {since}", "check the number, or correct the record first";
    /// Retired.
    RETIRED = "REG-0110", Conflict, "该人员已退休，不能参加{insurance}。", "请去掉该险种。",
        "the person is retired and cannot join {insurance}", "leave out this insurance";
    /// Has left for good.
    GONE = "REG-0111", Conflict, "该人员已终止参保，不能办理。", "请先恢复参保登记。",
        "the person has left social insurance", "restore the registration first";
    /// Younger than the working age.
    TOO_YOUNG = "REG-0112", Conflict, "该人员 {month} 未满 {age} 周岁，不能参保。", "请核对证件号码与起始年月。",
        "the person is not {age} years old in {month}", "check number and month";
    /// Insured there or elsewhere already.
    INSURED_ELSEWHERE = "REG-0113", Conflict, "该人员自 {since} 起已在{payer}参加{insurance}。", "请原单位先办理减员，或去掉该险种。",
        "the person is insured in {insurance} at {payer} since {since}", "that payer has to report them as leaver first, or leave out this insurance";
    /// An insurance that this kind of payer does not have.
    NOT_FOR_CATEGORY = "REG-0114", Input, "{category}不能参加{insurance}。", "请核对险种。",
        "{category} cannot join {insurance}", "check the insurance";
    /// No insurance named.
    NO_INSURANCE = "REG-0115", Input, "没有选择险种。", "请至少选择一个险种。",
        "no insurance was named", "name at least one";
    /// The month has been assessed.
    MONTH_CLOSED = "REG-0116", Conflict, "{month} 不晚于最近核定的月份 {last}，不能再变更。", "请自下月起办理；以前月份请按补缴或更正办理。",
        "{month} is not after {last}, the last month assessed, and cannot be changed", "take a later month, or record it as a back payment or correction";
    /// Not a wage.
    ABSURD_WAGE = "REG-0117", Input, "月工资 {wage} 元不合理。", "请核对：单位为元，应大于 0 且不超过 {most} 元。",
        "a monthly wage of {wage} yuan is not plausible", "it is in yuan, above 0 and at most {most}";
    /// A wage or a tier is needed.
    NO_WAGE = "REG-0118", Input, "职工参保须申报月工资。", "请填写月工资。",
        "an employee needs a declared wage", "give the monthly wage";
    /// Nothing to stop.
    NOT_INSURED_HERE = "REG-0119", Conflict, "该人员未在本单位参加{insurance}。", "请核对人员与险种。",
        "the person is not insured in {insurance} at this payer", "check person and insurance";
    /// Stopped already with another month.
    LEFT_BEFORE = "REG-0120", Conflict, "该人员的{insurance}已于 {last} 停保。", "如停保年月有误，请办理更正。",
        "{insurance} of this person ended in {last}", "record a correction if that month is wrong";
    /// Nothing insured for which a wage could count.
    NO_PARTICIPATION = "REG-0121", Conflict, "该人员 {month} 未在本单位参保，不能申报工资。", "请先办理增员。",
        "the person is not insured at this payer in {month}", "report them as joiner first";
    /// The database refused an overlap that was recorded meanwhile.
    OVERLAP = "REG-0122", Conflict, "该人员在同一险种的同一月份已有参保记录，未作任何更改。", "请刷新后核对其参保记录再办理。",
        "the person is already insured in the same insurance in the same month; nothing was changed", "reload and look at the participations";
    /// One is not the other's duplicate.
    SAME_RECORD = "REG-0123", Input, "不能与自身合并。", "请核对两个个人编号。",
        "a record cannot be merged with itself", "check the two personal numbers";
    /// The two records hold the same insurance in the same month.
    MERGE_OVERLAP = "REG-0124", Conflict, "两个记录在 {month} 同时参加{insurance}，不能合并。", "请先更正其中一个记录的参保年月。",
        "both records are insured in {insurance} in {month}", "correct the months of one of them first";
    /// Merged before.
    MERGED = "REG-0125", Conflict, "{person} 已并入 {into}。", "请使用 {into}。",
        "{person} was merged into {into}", "use {into}";
    /// No card.
    NO_CARD = "REG-0126", Missing, "人员 {person} 没有社会保障卡。", "请先制发卡。",
        "person {person} has no card", "issue one first";
    /// A relative has to be somebody else.
    NO_RELATIVE = "REG-0127", Input, "家庭成员关系不成立。", "请核对两个个人编号与关系。",
        "this is no family relation", "check the two personal numbers and the relation";
    /// The unit still has staff.
    STAFF_LEFT = "REG-0128", Conflict, "单位{unit}尚有 {people} 名在保人员，不能注销。", "请先办理全部减员。",
        "the unit {unit} still has {people} insured people", "report them as leavers first";
    /// Out-of-work registration during employment.
    EMPLOYED = "REG-0129", Conflict, "该人员自 {since} 起在单位就业，不能办理失业登记。", "请先办理减员。",
        "the person is employed since {since}", "report them as leaver first";
    /// Something about one of two records is still under review.
    MERGE_WAITING = "REG-0130", Conflict, "个人 {person} 有待复核的办件 {matter}，不能合并。", "请先复核该办件。",
        "matter {matter} about person {person} waits for a second person", "have it agreed to or refused first";
    /// One of two records is of somebody who died, the other is not.
    MERGE_DEATH = "REG-0131", Conflict, "两个记录中只有一个登记了死亡，不能合并。", "请先在另一个记录上登记死亡，或更正。",
        "the death is recorded on one of the two records only", "record it on the other one, or correct it";
    /// Nothing to stop or change.
    NOT_FLEXIBLE = "REG-0132", Conflict, "您目前没有以灵活就业身份参保。", "如需参保，请办理灵活就业参保。",
        "the person is not insured as a flexible worker", "join as one first";
    /// A form without a change.
    NOTHING_NEW = "REG-0133", Input, "没有填写要变更的内容。", "请至少填写一项。",
        "nothing is to be changed", "fill in at least one field";
    /// Two different people.
    OTHER_PERSON = "REG-0134", Conflict, "该人员不在本单位参保。", "请核对证件号码。",
        "this person is not insured at the unit", "check the number";
}

//! Refusals of the benefits. Those that begin with PEN were the pensions' before awards of all insurances came here.

use kernel::{Code, Kind};

macro_rules! codes {
    ($($(#[$meta:meta])* $name:ident = $id:literal, $kind:ident, $zh:literal, $fix_zh:literal, $en:literal, $fix_en:literal;)*) => {
        $($(#[$meta])* pub static $name: Code = Code {
            id: $id, kind: Kind::$kind, zh: $zh, fix_zh: $fix_zh, en: $en, fix_en: $fix_en,
        };)*
    };
}

codes! {
    /// Something changed between decision and approval.
    CHANGED = "PEN-0111", Conflict, "办件 {matter} 作出决定后情况已变化。", "请退回后重新办理。",
        "what matter {matter} decided no longer holds", "refuse it and prepare it again";
    /// A matter without a granted decision.
    NO_DECISION = "PEN-0112", System, "办件 {matter} 没有可执行的决定。", "请联系管理员。",
        "matter {matter} has no decision to carry out", "ask an administrator";
    /// No such claim, or less is open.
    NO_CLAIM = "PEN-0114", Conflict, "应追回款 {claim} 不存在，或未追回额不足 {amount} 元。", "请核对应追回款。",
        "claim {claim} does not exist, or less than {amount} yuan of it is open", "check the claim";
    /// An award of a kind that this version does not know.
    NO_BENEFIT = "BEN-0101", System, "待遇项目 {benefit} 未知。", "请升级程序后再办理。",
        "the benefit {benefit} is not known", "upgrade the program";
    /// No such award.
    NO_AWARD = "BEN-0102", Missing, "没有编号为 {award} 的待遇。", "请核对待遇编号。",
        "there is no award {award}", "check the number of the award";
    /// Dead, or draws a pension.
    NO_LONGER = "BEN-0103", Conflict, "个人 {person} 已领取养老金或已死亡，不能享受该待遇。", "请核对人员状态。",
        "person {person} draws a pension, or is dead", "check the person's state";
    /// Draws the benefit, or its claim is under review.
    DRAWS_ALREADY = "BEN-0104", Conflict, "个人 {person} 正在领取该待遇，或申领正在复核。", "不能重复申领。",
        "person {person} draws this benefit, or has claimed it", "there is nothing to claim";
    /// Not registered as out of work.
    NOT_REGISTERED = "BEN-0105", Conflict, "个人 {person} 没有失业登记。", "请先办理失业登记。",
        "person {person} is not registered as out of work", "register first";
    /// Left by their own will.
    OWN_WILL = "BEN-0106", Conflict, "没有非因本人意愿中断就业的记录。", "如原单位申报的减员原因有误，请由其更正。",
        "no employment is on record that ended against the person's will", "if the former employer reported a wrong reason, have it corrected";
    /// Insured again.
    INSURED_AGAIN = "BEN-0107", Conflict, "{month} 已重新就业参保，不属于失业人员。", "请核对参保记录。",
        "the person is insured again in {month}", "check the participations";
    /// Not paid long enough.
    PAID_TOO_SHORT = "BEN-0108", Conflict, "可计算的失业保险缴费为 {months} 个月，不足领取条件。", "缴费满一年后失业的方可领取。",
        "{months} months of unemployment insurance do not suffice", "a year has to be paid first";
    /// The age of retirement is reached.
    OF_AGE = "BEN-0109", Conflict, "自 {month} 起已达法定退休年龄，不再领取失业保险金。", "请申领养老待遇。",
        "the age of retirement is reached before {month}", "claim the pension";
    /// The check finds nothing.
    NOTHING_ENDS = "BEN-0110", Conflict, "{month} 没有需要停发或变动标准的待遇。", "无需办理。",
        "no benefit ends or changes in {month}", "there is nothing to do";
    /// Nothing to stop.
    NOTHING_DRAWN = "BEN-0111", Conflict, "该人员 {month} 起没有在领的{benefit}。", "请核对待遇项目与月份。",
        "the person draws no {benefit} from {month} on", "check benefit and month";
    /// No day, or one that has not come.
    BAD_DAY = "BEN-0112", Input, "日期未填或尚未到。", "请填写实际发生的日期。",
        "the day is missing, or has not come", "give the day it happened";
    /// Only the mother.
    NOT_THE_MOTHER = "BEN-0113", Conflict, "个人 {person} 不是女性，不能申领生育津贴。", "请以生育本人申领。",
        "person {person} is no woman", "the mother claims";
    /// Months of a pregnancy that cannot be.
    BAD_GESTATION = "BEN-0114", Input, "流产须填写孕月，大于 0 且不超过 10。", "请按诊断证明填写，如 2.5。",
        "a miscarriage needs the months of pregnancy, above 0 and at most 10", "give them as the hospital did, such as 2.5";
    /// Not insured then.
    NOT_INSURED = "BEN-0115", Conflict, "{month} 未参加相应的保险。", "请核对参保记录。",
        "the person was not insured for this in {month}", "check the participations";
    /// The law gives nothing.
    NOTHING_DUE = "BEN-0116", Conflict, "按规定没有应付的待遇。", "请核对参保身份与情形。",
        "nothing is due by the rules", "check as what the person is insured, and the kind";
    /// No contribution wage to compute from.
    NO_WAGE = "BEN-0117", Conflict, "没有可用于计算的缴费工资（{unit}，{month}）。", "请先核定缴费。",
        "there is no contribution wage to compute from (unit {unit}, {month})", "assess the contributions first";
    /// No recognised injury.
    NO_INJURY = "BEN-0118", Missing, "个人 {person} 没有该日认定的工伤。", "请先申请工伤认定，或核对事故日期。",
        "person {person} has no recognised injury of that day", "ask for recognition first, or check the day";
    /// Recognised before.
    RECOGNISED = "BEN-0119", Conflict, "{day} 的工伤已认定。", "不能重复申请。",
        "the injury of {day} is recognised already", "there is nothing to ask for";
    /// Too late.
    REPORTED_LATE = "BEN-0120", Conflict, "事故发生于 {day}，已超过 {months} 个月的申请期限。", "由用人单位承担相关费用。",
        "the accident of {day} is more than {months} months ago", "the employer bears the costs";
    /// A conclusion that is not newer.
    ASSESSED_BEFORE = "BEN-0121", Conflict, "鉴定日期 {day} 早于事故日期，或不晚于上次鉴定。", "请核对鉴定结论日期。",
        "the assessment of {day} is before the accident, or not after the last one", "check the day of the conclusion";
    /// No conclusion yet.
    NOT_GRADED = "BEN-0122", Conflict, "{day} 的工伤尚无劳动能力鉴定结论。", "请在鉴定结论登记后申领。",
        "the injury of {day} has not been assessed", "claim when the assessment is recorded";
    /// The relation goes on.
    STILL_EMPLOYED = "BEN-0123", Conflict, "与发生工伤的单位尚未终止、解除劳动关系。", "请在单位办理减员后申领。",
        "the employment with the unit has not ended", "claim when the unit has reported the leaver";
    /// Nobody recorded the death.
    NOT_DEAD = "BEN-0124", Conflict, "个人 {person} 没有死亡登记。", "请先登记死亡。",
        "the death of person {person} is not recorded", "record it first";
    /// Dead later and of something else.
    NOT_OF_THE_INJURY = "BEN-0125", Conflict, "{day} 死亡时已过停工留薪期，且不是一级至四级伤残职工。", "请按非因工死亡办理。",
        "the death of {day} was after the paid leave, and the grade was not 1 to 4", "it is settled as another death";
    /// Not paid long enough for the subsidy.
    SKILL_TOO_SHORT = "BEN-0126", Conflict, "累计缴纳失业保险费 {months} 个月，未达到 {needed} 个月。", "缴费达到规定月数后再申领。",
        "{months} months of unemployment insurance were paid, {needed} are needed", "claim when they are reached";
    /// After the time limit.
    CLAIMED_LATE = "BEN-0127", Conflict, "证书于 {issued} 核发，已超过 {months} 个月的申领期限。", "逾期不再发放。",
        "the certificate of {issued} is more than {months} months old", "it is too late to claim";
    /// As often as a year allows.
    ENOUGH_THIS_YEAR = "BEN-0128", Conflict, "本年度已领取 {most} 次技能提升补贴。", "请于下一年度申领。",
        "the subsidy was granted {most} times this year", "claim next year";
    /// Had its refund.
    REFUNDED_ALREADY = "BEN-0129", Conflict, "单位 {unit} 的 {year} 年度稳岗返还已申领。", "每年度只返还一次。",
        "the refund of unit {unit} for {year} was claimed before", "there is one a year";
    /// Not paid for a year.
    UNIT_TOO_YOUNG = "BEN-0130", Conflict, "截至上年末足额缴纳失业保险费 {months} 个月，或上年初没有参保职工，不符合返还条件。", "缴费满 12 个月后再申领。",
        "{months} months were paid in full up to the end of last year, or nobody was insured before it", "claim when twelve months are paid";
    /// Laid off too many.
    LAID_OFF = "BEN-0131", Conflict, "上年度裁员率 {rate} 超过控制线 {limit}。", "不符合返还条件。",
        "the layoff rate of {rate} is above the limit of {limit}", "there is no refund";
    /// An invoice that was paid.
    INVOICE_PAID = "BEN-0132", Conflict, "票据 {invoice} 已报销或正在办理。", "请勿重复提交。",
        "invoice {invoice} was paid, or is being handled", "hand each in once";
    /// Treatment before it happened.
    BEFORE_THE_INJURY = "BEN-0133", Conflict, "就医日期早于工伤发生日 {day}。", "请核对日期和所属工伤。",
        "the treatment ended before the injury of {day}", "check the days and the accident";
    /// A part that is more than the whole.
    MORE_THAN_ALL = "BEN-0134", Input, "目录外费用 {part} 元大于费用总额 {total} 元。", "请核对金额。",
        "{part} yuan outside the catalogues are more than the total of {total}", "check the amounts";
}

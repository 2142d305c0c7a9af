//! Refusals of the collection.

use kernel::{Code, Kind};

/// The party does not exist.
pub static NO_PAYER: Code = Code {
    id: "COL-0101",
    kind: Kind::Missing,
    zh: "没有缴费人 {payer}。",
    fix_zh: "请核对单位编号、个人编号或统一社会信用代码。",
    en: "there is no payer {payer}",
    fix_en: "check the number of the unit or person, or the credit code",
};
/// Nothing can be taken for this amount.
pub static BAD_AMOUNT: Code = Code {
    id: "COL-0102",
    kind: Kind::Input,
    zh: "金额 {amount} 元不能入账。",
    fix_zh: "到账金额须大于零；冲正请办理到账冲正。",
    en: "an amount of {amount} yuan cannot be taken",
    fix_en: "it must be above zero; undo a receipt by its reversal",
};
/// The same receipt a second time.
pub static DUPLICATE: Code = Code {
    id: "COL-0103",
    kind: Kind::Conflict,
    zh: "到账 {reference} 已入账，未重复入账。",
    fix_zh: "无需处理；如确为另一笔，请核对凭证号。",
    en: "receipt {reference} has been taken before and was not taken again",
    fix_en: "nothing to do; if it is another one, check its reference",
};
/// No debit of ours.
pub static UNKNOWN_DEBIT: Code = Code {
    id: "COL-0104",
    kind: Kind::Input,
    zh: "银行回盘的扣款 {debit} 不是本机构发出的。",
    fix_zh: "请向银行核实该笔扣款；本笔未入账，其他各笔不受影响。",
    en: "the bank answers for debit {debit}, which is none of ours",
    fix_en: "ask the bank; the line was not taken, the others were",
};
/// The debit has its answer.
pub static ANSWERED: Code = Code {
    id: "COL-0105",
    kind: Kind::Conflict,
    zh: "扣款 {debit} 已有结果（{state}），本次结果未采用。",
    fix_zh: "请向银行核实；如原结果有误，请办理到账冲正。",
    en: "debit {debit} has its result ({state}); this one was not taken",
    fix_en: "ask the bank; if the first result was wrong, reverse the receipt",
};
/// The bank moved another amount.
pub static DEBIT_AMOUNT: Code = Code {
    id: "COL-0106",
    kind: Kind::Input,
    zh: "扣款 {debit} 应为 {ordered} 元，银行回盘为 {found} 元。",
    fix_zh: "请向银行核实；本笔未入账。",
    en: "debit {debit} was for {ordered} yuan, the bank answers for {found}",
    fix_en: "ask the bank; the line was not taken",
};
/// The answer is to no batch of ours.
pub static UNKNOWN_BATCH: Code = Code {
    id: "COL-0107",
    kind: Kind::Missing,
    zh: "没有扣款批次 {batch}。",
    fix_zh: "请核对回盘文件是否发给了别的机构。",
    en: "there is no debit batch {batch}",
    fix_en: "the file may be meant for another agency",
};
/// A file that answers no direct debit.
pub static NOT_AN_ANSWER: Code = Code {
    id: "COL-0108",
    kind: Kind::Input,
    zh: "该文件不是扣款回盘（pain.002 或 camt.054）。",
    fix_zh: "请选择银行的扣款回盘文件。",
    en: "the file is no answer to direct debits (pain.002 or camt.054)",
    fix_en: "choose the bank's answer",
};
/// A debit that was taken back.
pub static TAKEN_BACK: Code = Code {
    id: "COL-0109",
    kind: Kind::Conflict,
    zh: "银行退回了扣款 {debit}（{reason}），须冲正其到账。",
    fix_zh: "请办理到账冲正，由另一人复核。",
    en: "the bank took debit {debit} back ({reason}); its receipt has to be reversed",
    fix_en: "ask for the reversal, which a second person approves",
};
/// Nothing is open for a debit.
pub static NOTHING_TO_DEBIT: Code = Code {
    id: "COL-0110",
    kind: Kind::Conflict,
    zh: "{month} 没有可扣款的应收（无协议、已缴清或已有扣款在途）。",
    fix_zh: "如需重新导出，请使用批次导出。",
    en: "nothing is to be debited for {month}: no agreement, all paid, or a debit is under way",
    fix_en: "to export a batch again, name it",
};
/// No such receipt.
pub static NO_RECEIPT: Code = Code {
    id: "COL-0111",
    kind: Kind::Missing,
    zh: "没有到账记录 {receipt}。",
    fix_zh: "请核对到账编号。",
    en: "there is no receipt {receipt}",
    fix_en: "check its number",
};
/// The receipt cannot be reversed.
pub static NOT_REVERSIBLE: Code = Code {
    id: "COL-0112",
    kind: Kind::Conflict,
    zh: "到账 {receipt} 不能冲正：{why}。",
    fix_zh: "请先处理所述情况，或以补差核定更正。",
    en: "receipt {receipt} cannot be reversed: {why_en}",
    fix_en: "deal with that first, or correct by a difference",
};
/// Not so much in suspense.
pub static SUSPENSE_SHORT: Code = Code {
    id: "COL-0113",
    kind: Kind::Conflict,
    zh: "缴费人 {payer} 的暂收款余额 {balance} 元，不足 {amount} 元。",
    fix_zh: "请核对应退金额。",
    en: "{balance} yuan are kept for payer {payer}, not {amount}",
    fix_en: "check the amount",
};
/// The receipt has its payer.
pub static HAS_PAYER: Code = Code {
    id: "COL-0114",
    kind: Kind::Conflict,
    zh: "到账 {receipt} 已有缴费人，不能再指定。",
    fix_zh: "如指定有误，请办理到账冲正后重新登记。",
    en: "receipt {receipt} has a payer",
    fix_en: "if it is the wrong one, reverse the receipt and take it again",
};
/// Too young a debt.
pub static TOO_YOUNG: Code = Code {
    id: "COL-0115",
    kind: Kind::Conflict,
    zh: "核定单 {bill} 欠费未满 {months} 个月，不能核销。",
    fix_zh: "请继续催缴。",
    en: "bill {bill} has not been in arrears for {months} months",
    fix_en: "go on reminding",
};
/// Nothing is open on the bill.
pub static NOTHING_OPEN: Code = Code {
    id: "COL-0116",
    kind: Kind::Conflict,
    zh: "核定单 {bill} 没有欠费。",
    fix_zh: "请刷新后查看。",
    en: "nothing is open on bill {bill}",
    fix_en: "look at its present state",
};
/// A mandate number in use.
pub static MANDATE_TAKEN: Code = Code {
    id: "COL-0117",
    kind: Kind::Conflict,
    zh: "扣款协议号 {mandate} 已被使用。",
    fix_zh: "请核对协议号。",
    en: "mandate {mandate} is in use",
    fix_en: "check its number",
};
/// A row of the tax authority that is booked elsewhere.
pub static OTHER_ITEM: Code = Code {
    id: "COL-0118",
    kind: Kind::Input,
    zh: "凭证 {voucher} 为财政补助，不作缴费入账。",
    fix_zh: "财政补助请在“财政补贴到账”办理。",
    en: "voucher {voucher} is a subsidy of the treasury, not a contribution",
    fix_en: "book it as a subsidy received",
};
/// A blank account or holder.
pub static INCOMPLETE: Code = Code {
    id: "COL-0119",
    kind: Kind::Input,
    zh: "扣款协议缺少{field}。",
    fix_zh: "请补填后重新提交。",
    en: "the agreement lacks {field}",
    fix_en: "fill it in and submit again",
};
/// Nothing to end.
pub static NO_AGREEMENT: Code = Code {
    id: "COL-0120",
    kind: Kind::Missing,
    zh: "缴费人 {payer} 没有有效的扣款协议。",
    fix_zh: "无需终止；需要扣款时请先签订。",
    en: "payer {payer} has no agreement in force",
    fix_en: "there is nothing to end; make one first if you want to",
};
/// Something that is no account number.
pub static BAD_ACCOUNT: Code = Code {
    id: "COL-0121",
    kind: Kind::Input,
    zh: "填写的不是银行账号。",
    fix_zh: "请填写 8 至 32 位数字的账号，可带空格或连字符。",
    en: "this is no bank account",
    fix_en: "it has 8 to 32 digits; spaces and hyphens do no harm",
};
/// Money that is said to have arrived on a day to come.
pub static NOT_YET: Code = Code {
    id: "COL-0122",
    kind: Kind::Input,
    zh: "到账日期 {on} 晚于今天（{today}）。",
    fix_zh: "请按银行记录填写实际到账日期。",
    en: "the money is said to arrive on {on}, after today ({today})",
    fix_en: "give the day the bank booked it",
};

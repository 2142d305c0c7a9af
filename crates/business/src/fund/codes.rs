//! Refusals of the fund ledger.

use kernel::{Code, Kind};

/// The month is closed.
pub static MONTH_CLOSED: Code = Code {
    id: "FND-0101",
    kind: Kind::Conflict,
    zh: "{month} 已月结，不能再记账。",
    fix_zh: "请在当前未结月份以更正凭证处理。",
    en: "{month} is closed",
    fix_en: "book a correction in the open month",
};
/// An earlier month is still open.
pub static EARLIER_OPEN: Code = Code {
    id: "FND-0102",
    kind: Kind::Conflict,
    zh: "{month} 尚未月结，不能先结后面的月份。",
    fix_zh: "请按月份顺序月结。",
    en: "{month} has to be closed first",
    fix_en: "close month by month",
};
/// The income account still holds money at month end.
pub static NOT_SWEPT: Code = Code {
    id: "FND-0103",
    kind: Kind::Conflict,
    zh: "{fund}收入户尚有 {amount} 元未上划财政专户。",
    fix_zh: "请先办理收入户上划，再月结。",
    en: "{amount} yuan of the {fund} still stand in the income account",
    fix_en: "sweep the income account first",
};
/// Ledger and bank differ.
pub static BANK_DIFFERS: Code = Code {
    id: "FND-0104",
    kind: Kind::Conflict,
    zh: "{account}账面余额 {ledger} 元与银行对账单余额 {bank} 元不符（{day}）。",
    fix_zh: "请查明未达账项或错账后再月结。",
    en: "{account}: the ledger has {ledger} yuan, the bank {bank} yuan on {day}",
    fix_en: "find what is missing or wrong before closing",
};
/// No statement of the bank for the last day.
pub static NO_STATEMENT: Code = Code {
    id: "FND-0105",
    kind: Kind::Conflict,
    zh: "缺少{account}在 {month} 的银行对账单。",
    fix_zh: "请先导入该账户的 camt.053 对账单。",
    en: "there is no bank statement of {account} for {month}",
    fix_en: "take in its camt.053 first",
};
/// A statement that does not continue the last one.
pub static GAP: Code = Code {
    id: "FND-0106",
    kind: Kind::Input,
    zh: "{account} {day} 的对账单期初 {opening} 元与上一份期末 {previous} 元不衔接。",
    fix_zh: "请补齐中间缺少的对账单，或向银行核实。",
    en: "the statement of {account} for {day} opens with {opening} yuan, the one before closed with {previous} yuan",
    fix_en: "take in the missing one, or ask the bank",
};
/// A bank account we do not know.
pub static NO_ACCOUNT: Code = Code {
    id: "FND-0108",
    kind: Kind::Input,
    zh: "对账单账户“{account}”不是本机构的收入户、财政专户或支出户。",
    fix_zh: "请核对文件是否发给了别的机构。",
    en: "{account} is none of this agency's bank accounts",
    fix_en: "the file may be meant for another agency",
};
/// A reversal of a reversal, or of an entry already reversed.
pub static REVERSED: Code = Code {
    id: "FND-0109",
    kind: Kind::Conflict,
    zh: "凭证 {entry} 已被冲销或不存在。",
    fix_zh: "请核对凭证号。",
    en: "entry {entry} does not exist or has been reversed",
    fix_en: "check its number",
};
/// The fiscal account does not hold what is to be allocated.
pub static SHORT: Code = Code {
    id: "FND-0110",
    kind: Kind::Conflict,
    zh: "{fund}财政专户余额 {balance} 元不足以拨付 {amount} 元。",
    fix_zh: "请先申请上级补助或财政补贴。",
    en: "the fiscal account of the {fund} holds {balance} yuan, {amount} yuan are needed",
    fix_en: "ask for a grant from above first",
};

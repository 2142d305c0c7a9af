//! Error codes of the ledger.

use kernel::{Code, Kind};

/// An entry without an amount.
pub static EMPTY: Code = Code {
    id: "LED-0101",
    kind: Kind::Input,
    zh: "凭证没有金额",
    fix_zh: "金额为零的业务不需要记账",
    en: "the entry has no amount",
    fix_en: "nothing needs to be booked for an amount of zero",
};

/// Debit and credit differ.
pub static UNBALANCED: Code = Code {
    id: "LED-0102",
    kind: Kind::Conflict,
    zh: "凭证借贷不平，相差{difference}元",
    fix_zh: "请核对各项金额（接管期初时核对控制总数）",
    en: "debit and credit differ by {difference} yuan",
    fix_en: "check the amounts (at a take-over, the control totals)",
};

/// An amount below zero where the posting table allows none.
pub static NEGATIVE: Code = Code {
    id: "LED-0103",
    kind: Kind::Input,
    zh: "{account}金额不能为负：{amount}元",
    fix_zh: "请改用退款、追回或冲销业务",
    en: "the amount on {account} must not be negative: {amount} yuan",
    fix_en: "use the refund, the claim or the reversal instead",
};

/// A personal part in a fund without personal accounts.
pub static NO_ACCOUNTS: Code = Code {
    id: "LED-0104",
    kind: Kind::Input,
    zh: "{fund}不设个人账户，不能记入{account}",
    fix_zh: "请把该金额记入统筹部分",
    en: "the {fund} keeps no personal accounts; nothing can be booked on {account}",
    fix_en: "book the amount on the pooled part",
};

/// Contributions do not arrive in the expenditure account.
pub static WRONG_DEPOSIT: Code = Code {
    id: "LED-0105",
    kind: Kind::Input,
    zh: "{event}不能使用{deposit}",
    fix_zh: "请按记账表选择银行账户",
    en: "{event} cannot use the {deposit}",
    fix_en: "choose the bank account as the posting table says",
};

/// More written off than open.
pub static MORE_THAN_OPEN: Code = Code {
    id: "LED-0106",
    kind: Kind::Conflict,
    zh: "金额{amount}元超过未缴余额{open}元",
    fix_zh: "请按未缴余额办理",
    en: "{amount} yuan are more than the open {open} yuan",
    fix_en: "take at most what is open",
};

/// More reversed than was received.
pub static MORE_THAN_RECEIVED: Code = Code {
    id: "LED-0107",
    kind: Kind::Conflict,
    zh: "冲销金额{amount}元超过已收{received}元",
    fix_zh: "请核对要冲销的到账记录",
    en: "{amount} yuan to reverse are more than the {received} yuan received",
    fix_en: "check which receipt is to be reversed",
};

/// All codes of the ledger.
pub static ALL: &[&Code] =
    &[&EMPTY, &UNBALANCED, &NEGATIVE, &NO_ACCOUNTS, &WRONG_DEPOSIT, &MORE_THAN_OPEN, &MORE_THAN_RECEIVED];

//! Why a bank did not carry out an order, in words (external status and return reason codes of ISO 20022).

/// One reason.
#[derive(Debug, PartialEq, Eq)]
pub struct Reason {
    /// Four letters or digits.
    pub code: &'static str,
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
    /// May the same order succeed later without anybody changing it?
    pub passing: bool,
}

const fn lasting(code: &'static str, zh: &'static str, en: &'static str) -> Reason {
    Reason { code, zh, en, passing: false }
}

const fn passing(code: &'static str, zh: &'static str, en: &'static str) -> Reason {
    Reason { code, zh, en, passing: true }
}

/// Those that banks use for domestic collection and payment, in the order of their codes.
pub static REASONS: &[Reason] = &[
    lasting("AC01", "账号不正确", "account number is incorrect"),
    lasting("AC03", "收款账号无效", "creditor account number is invalid"),
    lasting("AC04", "账户已销户", "account is closed"),
    lasting("AC06", "账户已冻结", "account is blocked"),
    lasting("AC13", "付款账户类型不符", "debtor account is of a kind that cannot be debited"),
    lasting("AG01", "该账户不允许此类交易", "transaction is not allowed on this account"),
    lasting("AG02", "业务种类代码不正确", "bank operation code is not valid"),
    lasting("AM02", "金额超过限额", "amount exceeds the limit agreed"),
    passing("AM04", "余额不足", "insufficient funds"),
    lasting("AM05", "重复交易", "duplicate of another transaction"),
    lasting("AM09", "金额不符", "amount is not the one agreed"),
    lasting("AM10", "控制总额不符", "control sum is wrong"),
    lasting("BE01", "户名与账号不符", "name does not match the account"),
    lasting("BE05", "发起方无法识别", "initiating party is not recognised"),
    passing("DT01", "日期不正确", "date is invalid"),
    lasting("FF01", "报文格式不正确", "file format is invalid"),
    lasting("MD01", "没有有效的扣款协议", "no valid mandate"),
    lasting("MD02", "扣款协议信息不完整", "mandate data is missing or incorrect"),
    lasting("MD06", "付款人要求退款", "refund requested by the debtor"),
    lasting("MD07", "付款人已死亡", "debtor is deceased"),
    passing("MS02", "客户未说明原因", "reason not stated by the customer"),
    passing("MS03", "银行未说明原因", "reason not stated by the bank"),
    lasting("RC01", "行号不正确", "bank identifier is incorrect"),
    lasting("SL01", "付款行不提供此项服务", "service not offered by the debtor's bank"),
    passing("TM01", "超过受理截止时间", "received after the cut-off time"),
];

/// The words for a code, if it is among the usual ones.
pub fn reason(code: &str) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.code == code)
}

//! The problems a payment message can have. `BNK-01xx`.

use kernel::{Code, Kind};

const fn input(
    id: &'static str,
    zh: &'static str,
    fix_zh: &'static str,
    en: &'static str,
    fix_en: &'static str,
) -> Code {
    Code { id, kind: Kind::Input, zh, fix_zh, en, fix_en }
}

const RESEND_ZH: &str = "请联系银行重新发送该文件，本文件未作任何处理";
const RESEND_EN: &str = "ask the bank to send the file again; nothing of it was taken";

/// All of them, for the catalogue.
pub static ALL: &[&Code] = &[
    &READ_FAILED,
    &NOT_XML,
    &NOT_A_MESSAGE,
    &WRONG_VERSION,
    &DTD,
    &TOO_LARGE,
    &MISSING,
    &BAD_AMOUNT,
    &WRONG_CURRENCY,
    &BAD_DATE,
    &BAD_CODE,
    &DUPLICATE,
    &WRONG_COUNT,
    &WRONG_SUM,
    &WRONG_BALANCE,
    &BAD_FIELD,
    &WRITE_FAILED,
];

/// The source failed.
pub static READ_FAILED: Code = Code {
    id: "BNK-0101",
    kind: Kind::System,
    zh: "读取银行文件失败",
    fix_zh: "请确认文件可读后重试",
    en: "the bank file could not be read",
    fix_en: "check that it can be read, then try again",
};
/// Malformed or cut off.
pub static NOT_XML: Code = input(
    "BNK-0102",
    "银行文件不完整或不是合法的 XML",
    RESEND_ZH,
    "the bank file is cut off or not well-formed XML",
    RESEND_EN,
);
/// Not one of the messages read here.
pub static NOT_A_MESSAGE: Code = input(
    "BNK-0103",
    "不是可识别的 ISO 20022 报文：{found}",
    "可接收 pain.001、pain.002、pain.008、camt.053、camt.054；请确认选对了文件",
    "not a known ISO 20022 message: {found}",
    "pain.001, pain.002, pain.008, camt.053 and camt.054 are accepted; check the file chosen",
);
/// A version other than the agreed one.
pub static WRONG_VERSION: Code = input(
    "BNK-0104",
    "报文版本为 {found}，应为 {expected}",
    "请与银行约定报文版本",
    "the message is {found}, expected {expected}",
    "agree on the version with the bank",
);
/// A document type definition, which no bank message has.
pub static DTD: Code = input(
    "BNK-0105",
    "文件含有 DTD 或自定义实体，已拒绝",
    "银行报文不会包含 DTD；请核实文件来源",
    "the file holds a DTD or entities of its own",
    "no bank message has them; check where the file came from",
);
/// Beyond what is read.
pub static TOO_LARGE: Code = input(
    "BNK-0106",
    "银行文件或其中一项过大",
    "请与银行约定拆分文件",
    "the bank file or one item of it is too large",
    "agree with the bank to split it",
);
/// An element that must be there is not.
pub static MISSING: Code =
    input("BNK-0107", "缺少元素 {element}", RESEND_ZH, "element {element} is missing", RESEND_EN);
/// Not an amount of yuan above zero.
pub static BAD_AMOUNT: Code =
    input("BNK-0108", "金额不合法：{value}", RESEND_ZH, "not a valid amount: {value}", RESEND_EN);
/// Another currency.
pub static WRONG_CURRENCY: Code = input(
    "BNK-0109",
    "币种为 {found}，应为 CNY",
    RESEND_ZH,
    "the currency is {found}, expected CNY",
    RESEND_EN,
);
/// Not a date.
pub static BAD_DATE: Code =
    input("BNK-0110", "日期不合法：{value}", RESEND_ZH, "not a valid date: {value}", RESEND_EN);
/// A code this version does not know.
pub static BAD_CODE: Code =
    input("BNK-0111", "未知代码：{value}", RESEND_ZH, "an unknown code: {value}", RESEND_EN);
/// One end-to-end id twice in a file.
pub static DUPLICATE: Code =
    input("BNK-0112", "端到端标识重复：{id}", RESEND_ZH, "the end-to-end id {id} occurs twice", RESEND_EN);
/// The stated number of transactions is not what follows.
pub static WRONG_COUNT: Code = input(
    "BNK-0113",
    "笔数不符：报文头为 {stated}，明细为 {found}",
    RESEND_ZH,
    "the header states {stated} transactions, {found} follow",
    RESEND_EN,
);
/// The stated sum is not that of what follows.
pub static WRONG_SUM: Code = input(
    "BNK-0114",
    "金额合计不符：报文头为 {stated} 元，明细为 {found} 元",
    RESEND_ZH,
    "the header states {stated} yuan, the transactions sum to {found}",
    RESEND_EN,
);
/// Opening balance and entries do not lead to the closing balance.
pub static WRONG_BALANCE: Code = input(
    "BNK-0115",
    "余额不符：期初加发生额为 {found} 元，期末为 {stated} 元",
    RESEND_ZH,
    "opening balance and entries give {found} yuan, the closing balance is {stated}",
    RESEND_EN,
);
/// A text that a message cannot carry.
pub static BAD_FIELD: Code = input(
    "BNK-0116",
    "{field} 为空、过长（最多 {limit} 字）或含不可用字符",
    "请更正该项后重新生成文件",
    "{field} is blank, longer than {limit} characters, or holds characters a message cannot carry",
    "correct it and build the file again",
);
/// The output failed.
pub static WRITE_FAILED: Code = Code {
    id: "BNK-0117",
    kind: Kind::System,
    zh: "写银行文件失败",
    fix_zh: "请检查磁盘空间和目录权限后重试",
    en: "the bank file could not be written",
    fix_en: "check the space on the disk and the permissions of the folder",
};

#[cfg(test)]
mod tests {
    #[test]
    fn every_code_is_listed_once_and_in_order() {
        let ids: Vec<_> = super::ALL.iter().map(|code| code.id).collect();
        assert!(ids.is_sorted_by(|a, b| a < b), "{ids:?}");
    }
}

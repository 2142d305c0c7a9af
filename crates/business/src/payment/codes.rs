//! Refusals of the payment of benefits.

use kernel::{Code, Kind};

/// No such run.
pub static NO_RUN: Code = Code {
    id: "PAY-0101",
    kind: Kind::Missing,
    zh: "没有支付批次 {run}。",
    fix_zh: "请核对批次号。",
    en: "there is no payment run {run}",
    fix_en: "check its number",
};
/// The month has its run.
pub static EXISTS: Code = Code {
    id: "PAY-0102",
    kind: Kind::Conflict,
    zh: "{month} 的支付批次已生成（批次 {run}）。",
    fix_zh: "需要重新生成的，请先由复核人退回该批次。",
    en: "the run of {month} exists already: number {run}",
    fix_en: "to build it again have the reviewer refuse it first",
};
/// Nothing to pay.
pub static NOTHING: Code = Code {
    id: "PAY-0103",
    kind: Kind::Conflict,
    zh: "{month} 没有应支付的待遇。",
    fix_zh: "请核对待遇核定和银行账户。",
    en: "nothing is to be paid in {month}",
    fix_en: "check awards and bank accounts",
};
/// Not approved yet.
pub static NOT_APPROVED: Code = Code {
    id: "PAY-0104",
    kind: Kind::Conflict,
    zh: "支付批次 {run} 尚未复核通过，不能发送。",
    fix_zh: "请先由复核人员复核。",
    en: "run {run} has not been approved",
    fix_en: "have a second person approve it first",
};
/// Something changed after the run was built.
pub static CHANGED: Code = Code {
    id: "PAY-0105",
    kind: Kind::Conflict,
    zh: "批次 {run} 生成后有 {count} 项待遇减少或停发。",
    fix_zh: "请退回该批次后重新生成。",
    en: "{count} benefits in run {run} were reduced or stopped after it was built",
    fix_en: "refuse the run and build it again",
};
/// The message is not the answer to a run.
pub static NOT_AN_ANSWER: Code = Code {
    id: "PAY-0106",
    kind: Kind::Input,
    zh: "报文“{message}”不是对待遇支付批次的回执。",
    fix_zh: "请核对文件：应为银行对代发文件的 pain.002 回执，或 camt.054 退票通知。",
    en: "the message {message} does not answer a payment run",
    fix_en: "expected is the bank's pain.002 for a payment file, or a camt.054 of returned payments",
};
/// An order we never sent.
pub static UNKNOWN_ORDER: Code = Code {
    id: "PAY-0107",
    kind: Kind::Input,
    zh: "银行回执中的支付编号 {id} 不在批次中。",
    fix_zh: "请与银行核对，文件未被处理。",
    en: "the bank reports on order {id}, which is not in the run",
    fix_en: "ask the bank; nothing of the file was taken",
};
/// Returned payments whose payee has no other account.
pub static NO_NEW_ACCOUNT: Code = Code {
    id: "PAY-0108",
    kind: Kind::Conflict,
    zh: "没有可重发的退票：收款人的银行账户尚未更正。",
    fix_zh: "请先登记正确的银行账户。",
    en: "no returned payment can be repeated: the accounts have not been corrected",
    fix_en: "record the right accounts first",
};
/// The bank answers for another amount than was ordered.
pub static OTHER_AMOUNT: Code = Code {
    id: "PAY-0109",
    kind: Kind::Input,
    zh: "{id} 委托支付 {ordered} 元，银行回执为 {found} 元。",
    fix_zh: "请与银行核对，文件未被处理。",
    en: "{id} was ordered for {ordered} yuan, the bank answers for {found}",
    fix_en: "ask the bank; nothing of the file was taken",
};
/// The bank says another thing of an order than it said before.
pub static CONTRADICTED: Code = Code {
    id: "PAY-0110",
    kind: Kind::Conflict,
    zh: "{id} 此前的回执为{before_zh}，本文件却为{now_zh}。",
    fix_zh: "请与银行核对，文件未被处理；付款后退回的，应由银行发 camt.054 退票通知。",
    en: "{id} was reported as {before} before, and is {now} in this file",
    fix_en: "ask the bank; nothing of the file was taken. A payment that came back later is told by a camt.054",
};

//! Files that must not be believed, each with its own code.

use bank::{Direction, Incoming, Message, codes, read, write_orders};
use kernel::{Code, Fen};

use crate::samples::{files, orders};

/// The first problem of a file, wherever in it.
fn problem(file: &[u8]) -> Option<&'static Code> {
    let found = match read(file) {
        Err(problem) => Some(problem),
        Ok(Incoming::Orders(mut items)) => items.find_map(Result::err),
        Ok(Incoming::Report(mut items)) => items.find_map(Result::err),
        Ok(Incoming::Statement(mut items)) => items.find_map(Result::err),
    };
    found.map(|problem| problem.code())
}

fn sample(message: Message) -> String {
    let file = files().into_iter().find(|(m, _)| *m == message).unwrap().1;
    String::from_utf8(file).unwrap()
}

#[test]
fn a_change_anywhere_is_noticed() {
    use Message::{CreditTransfers, DirectDebits, Notification, Report, Statement};
    let cases: [(Message, &str, &str, &Code); 19] = [
        (CreditTransfers, "pain.001.001.09", "pain.001.001.03", &codes::WRONG_VERSION),
        (CreditTransfers, "pain.001.001.09", "pacs.008.001.08", &codes::NOT_A_MESSAGE),
        (CreditTransfers, "tech:xsd:", "tech/xsd/", &codes::NOT_A_MESSAGE),
        (CreditTransfers, "<NbOfTxs>3<", "<NbOfTxs>4<", &codes::WRONG_COUNT),
        (CreditTransfers, "<CtrlSum>300.06<", "<CtrlSum>300.07<", &codes::WRONG_SUM),
        (CreditTransfers, ">100.01<", ">100.02<", &codes::WRONG_SUM),
        (CreditTransfers, ">100.01<", ">-100.01<", &codes::BAD_AMOUNT),
        (CreditTransfers, ">100.01<", ">100.011<", &codes::BAD_AMOUNT),
        (CreditTransfers, ">100.01<", ">0<", &codes::BAD_AMOUNT),
        (CreditTransfers, "Ccy=\"CNY\"", "Ccy=\"USD\"", &codes::WRONG_CURRENCY),
        (CreditTransfers, "E00000002", "E00000001", &codes::DUPLICATE),
        (CreditTransfers, "2024-07-15</Dt>", "2024-02-30</Dt>", &codes::BAD_DATE),
        (CreditTransfers, "</CdtTrfTxInf></PmtInf>", "</CdtTrfTxInf>", &codes::NOT_XML),
        (CreditTransfers, "&amp;", "&own;", &codes::DTD),
        (DirectDebits, "<MndtId>XY0001</MndtId>", "", &codes::MISSING),
        (Report, "<DtldNbOfTxs>2<", "<DtldNbOfTxs>3<", &codes::WRONG_COUNT),
        (Report, "<TxSts>ACSC<", "<TxSts>XXXX<", &codes::BAD_CODE),
        (Statement, ">5000.00</Amt>", ">5000.01</Amt>", &codes::WRONG_SUM),
        (Notification, "<NbOfNtries>3<", "<NbOfNtries>2<", &codes::WRONG_COUNT),
    ];
    for (message, from, to, code) in cases {
        let sample = sample(message);
        assert_eq!(problem(sample.as_bytes()), None, "{message:?}");
        assert!(sample.contains(from), "{message:?} has no {from}");
        assert_eq!(
            problem(sample.replacen(from, to, 1).as_bytes()),
            Some(code),
            "{message:?}: {from} → {to}"
        );
    }
    let statement = sample(Message::Statement);
    let balance = statement.replace("4999.33", "4999.34");
    assert_eq!(problem(balance.as_bytes()), Some(&codes::WRONG_BALANCE));
}

#[test]
fn every_cut_is_noticed() {
    for (message, file) in files() {
        let end = file.iter().rposition(|b| *b == b'<').unwrap();
        for length in (0..=end).step_by(7) {
            assert!(problem(&file[..length]).is_some(), "{message:?} cut at {length}");
        }
    }
}

#[test]
fn entities_and_giants_are_refused() {
    let bomb = sample(Message::Report).replacen(
        "<Document",
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><Document",
        1,
    );
    assert_eq!(problem(bomb.as_bytes()), Some(&codes::DTD));
    let long = sample(Message::Report).replacen("BANK0001", &"B".repeat(2 << 20), 1);
    assert_eq!(problem(long.as_bytes()), Some(&codes::TOO_LARGE));
    let deep = sample(Message::Report).replacen("<MsgId>", &"<x>".repeat(100), 1);
    assert_eq!(problem(deep.as_bytes()), Some(&codes::TOO_LARGE));
    assert_eq!(problem("姓名,金额".as_bytes()), Some(&codes::NOT_XML));
    assert_eq!(problem(b"<html></html>"), Some(&codes::NOT_A_MESSAGE));
}

#[test]
fn a_file_is_not_built_from_what_the_bank_would_refuse() {
    let refused = |change: &dyn Fn(&mut bank::OrderHead, &mut Vec<bank::Order>)| {
        let (mut head, mut orders) = orders(Direction::Debit, 2);
        change(&mut head, &mut orders);
        write_orders(Vec::new(), &head, orders).unwrap_err().code()
    };
    assert_eq!(refused(&|head, _| head.count = 3), &codes::WRONG_COUNT);
    assert_eq!(refused(&|head, _| head.total = Fen::ZERO), &codes::WRONG_SUM);
    assert_eq!(refused(&|_, orders| orders[1].end_to_end_id = "E00000001".into()), &codes::DUPLICATE);
    assert_eq!(refused(&|_, orders| orders[0].amount = Fen::ZERO), &codes::BAD_AMOUNT);
    assert_eq!(refused(&|_, orders| orders[0].mandate = None), &codes::MISSING);
    assert_eq!(refused(&|_, orders| orders[0].account.name = "名".repeat(141)), &codes::BAD_FIELD);
    assert_eq!(refused(&|_, orders| orders[0].account.name = "张\u{1}三".into()), &codes::BAD_FIELD);
    assert_eq!(refused(&|_, orders| orders[0].account.number.clear()), &codes::BAD_FIELD);
}

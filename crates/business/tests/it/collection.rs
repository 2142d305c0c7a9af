//! Money in: counter, tax authority, bank; what it is used for, and what happens when it comes back.

use std::collections::BTreeMap;

use bank::{Entry, EntryKind, Incoming, Message, Outcome, ReportHead, StatementHead, StatementKind, Status};
use business::collection::{self, Agree, Item, Payment, Refund, TaxReceipt};
use business::levy::{self, Cause};
use business::{approve, fund};
use kernel::{BillId, Date, FeeMonth, Fen, Insurance, Moment, PartyId};
use ledger::Deposit;
use proptest::prelude::*;
use store::Store;
use store::testing::each_engine;

use crate::levy::people;
use crate::office::TestOffice;

const UNIT: PartyId = PartyId::new(1);

fn month(yyyymm: i64) -> FeeMonth {
    FeeMonth::from_yyyymm(yyyymm).unwrap()
}

pub fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap()
}

/// The city with unit 1, flexible worker 21 and child 31, billed for so many months from 2023-07 on.
pub fn billed(store: &Store, months: i32) -> TestOffice {
    let test = TestOffice::new(store);
    people(&test);
    test.sql(&[
        "INSERT INTO party (id, kind, region, since) VALUES (1, 2, '990100', 1), (11, 1, '990100', 1), (12, 1, '990100', 1),
           (21, 1, '990100', 1), (31, 1, '990100', 1)",
        "UPDATE unit_fact SET credit_code = '91990101MA0000001Y'",
    ]);
    for n in 0..months {
        let month = month(202307).plus(n);
        let at = Moment::china(month.first_day().with().day(24).build().unwrap(), 9, 0);
        levy::run(&test.office, &test.clerk.at(at), month, &mut |_| {}).unwrap();
    }
    test
}

pub fn paid(
    test: &TestOffice,
    payer: Option<PartyId>,
    fen: i64,
    on: Date,
    reference: &str,
) -> kernel::Result<collection::Used> {
    let payment = Payment {
        payer,
        amount: Fen::new(fen),
        received_on: on,
        reference: reference.to_owned(),
        slip: String::new(),
        into: Deposit::Income,
    };
    collection::receive(&test.office, &test.clerk.at(Moment::china(on, 15, 0)), &payment)
}

fn total(test: &TestOffice, yyyymm: i64) -> i64 {
    test.number(&format!("SELECT total FROM bill WHERE payer = 1 AND month = {yyyymm} AND kind = 'regular'"))
}

fn received(test: &TestOffice, yyyymm: i64) -> BTreeMap<Insurance, i64> {
    test.office
        .store
        .read(|tx| {
            tx.rows(
                "SELECT r.insurance, r.received FROM receivable r JOIN bill b ON b.id = r.bill WHERE b.payer = 1 AND b.month = $1",
                store::params![month(yyyymm)],
                |row| Ok((row.get::<Insurance>(0)?, row.get::<i64>(1)?)),
            )
        })
        .unwrap()
        .into_iter()
        .collect()
}

/// What must hold whatever happened.
pub fn consistent(test: &TestOffice) {
    for (what, sql) in [
        (
            "a line's received is the sum of its allocations",
            "SELECT count(*) FROM (SELECT bill, insurance FROM (
               SELECT bill, insurance, received AS amount FROM receivable
               UNION ALL SELECT bill, insurance, -amount FROM allocation WHERE part = 'contribution') AS s
             GROUP BY bill, insurance HAVING sum(amount) <> 0) AS d",
        ),
        (
            "a line's written off is the sum of its write-offs",
            "SELECT count(*) FROM (SELECT bill, insurance FROM (
               SELECT bill, insurance, written_off AS amount FROM receivable
               UNION ALL SELECT bill, insurance, -amount FROM write_off) AS s
             GROUP BY bill, insurance HAVING sum(amount) <> 0) AS d",
        ),
        (
            "nothing beyond what is due, and settled when nothing is open",
            "SELECT count(*) FROM receivable WHERE (due >= 0 AND (received < 0 OR written_off < 0 OR received + written_off > due))
               OR (settled_on IS NULL) = (received + written_off = due)",
        ),
        (
            "a receipt is wholly allocated",
            "SELECT count(*) FROM (SELECT r.id FROM receipt r LEFT JOIN allocation a ON a.receipt = r.id
             GROUP BY r.id, r.amount HAVING r.amount <> coalesce(sum(a.amount), 0)) AS d",
        ),
        (
            "suspense of the ledger is what is kept",
            "SELECT cast(coalesce(sum(amount), 0) as bigint) FROM (SELECT amount FROM posting WHERE account = 200101
             UNION ALL SELECT amount FROM allocation WHERE part = 'suspense') AS s",
        ),
        (
            "contributions of the ledger are those allocated",
            "SELECT cast(coalesce(sum(amount), 0) as bigint) FROM (SELECT amount FROM posting WHERE account IN (400101, 400102)
             UNION ALL SELECT amount FROM allocation WHERE part = 'contribution') AS s",
        ),
        (
            "late fees of the ledger are those allocated",
            "SELECT cast(coalesce(sum(amount), 0) as bigint) FROM (SELECT amount FROM posting WHERE account = 400901
             UNION ALL SELECT amount FROM allocation WHERE part = 'late-fee') AS s",
        ),
        ("late fees are not negative", "SELECT count(*) FROM late_fee WHERE due < 0 OR received < 0"),
        (
            "the personal part of the ledger is what the accounts got",
            "SELECT cast(coalesce(sum(amount), 0) as bigint) FROM (SELECT amount FROM posting WHERE account IN (400102, 400202)
             UNION ALL SELECT amount FROM account_entry) AS s",
        ),
        (
            "people are credited for complete lines and for no others",
            "SELECT count(*) FROM (SELECT s.bill FROM (
               SELECT c.bill, c.person, c.account AS amount FROM contribution c
               JOIN receivable r ON r.bill = c.bill AND r.insurance = c.insurance WHERE r.received = r.due
               UNION ALL SELECT source, person, -amount FROM account_entry WHERE cause = 1) AS s
             LEFT JOIN person_merge m ON m.duplicate = s.person
             GROUP BY s.bill, coalesce(m.person, s.person) HAVING sum(s.amount) <> 0) AS d",
        ),
        (
            "every allocation has its entry, of its fund",
            "SELECT count(*) FROM allocation a LEFT JOIN entry e ON e.id = a.entry WHERE e.id IS NULL",
        ),
        ("entries balance", "SELECT count(*) FROM (SELECT entry FROM posting GROUP BY entry HAVING sum(amount) <> 0) AS d"),
    ] {
        assert_eq!(test.number(sql), 0, "{what}");
    }
}

#[test]
fn money_pays_bills_in_the_stated_order() {
    each_engine(|store| {
        let test = billed(store, 1);
        let whole = total(&test, 202307);
        let on = day(2023, 7, 25);
        // A tenth: only the pension line, and not all of it; nobody is credited.
        let used = paid(&test, Some(UNIT), whole / 10, on, "A").unwrap();
        assert_eq!(used.contributions, Fen::new(whole / 10));
        assert_eq!(received(&test, 202307)[&Insurance::Pension], whole / 10);
        assert_eq!(test.number("SELECT count(*) FROM account_entry"), 0);
        consistent(&test);
        // The rest and 5 yuan more, which are kept.
        let used = paid(&test, Some(UNIT), whole - whole / 10 + 500, on, "B").unwrap();
        assert_eq!((used.late_fees, used.suspense), (Fen::ZERO, Fen::new(500)));
        assert_eq!(
            test.number("SELECT cast(sum(amount) as bigint) FROM account_entry WHERE kind = 1"),
            80_000 + 50_608
        );
        assert_eq!(test.number("SELECT count(*) FROM entry WHERE event = 'received'"), 1 + 4);
        consistent(&test);
        let twice = paid(&test, Some(UNIT), 100, on, "B");
        assert_eq!(twice.unwrap_err().code().id, "COL-0103");
        assert_eq!(paid(&test, Some(PartyId::new(99)), 100, on, "C").unwrap_err().code().id, "COL-0101");
        assert_eq!(paid(&test, Some(UNIT), -1, on, "D").unwrap_err().code().id, "COL-0102");
        assert_eq!(test.number("SELECT count(*) FROM receipt"), 2);
    });
}

#[test]
fn the_oldest_bill_comes_first_and_late_money_bears_a_fee() {
    each_engine(|store| {
        let test = billed(store, 2);
        let (first, second) = (total(&test, 202307), total(&test, 202308));
        let late_from = test.office.store.read(|tx| levy::facts::bills_of(tx, UNIT)).unwrap()[0].late_from;
        let on = late_from.checked_add(jiff::Span::new().days(9)).unwrap();
        // Ten days: 0.5 % of each line, rounded by line.
        let fee: i64 = received(&test, 202307)
            .keys()
            .map(|insurance| {
                let due = test.number(&format!(
                    "SELECT r.due FROM receivable r JOIN bill b ON b.id = r.bill
                     WHERE b.payer = 1 AND b.month = 202307 AND r.insurance = {}",
                    insurance.code()
                ));
                (due * 5 + 500) / 1000
            })
            .sum();
        let arrears = store.read(|tx| collection::arrears(tx, &test.office, on, Some(UNIT))).unwrap();
        assert!(arrears.iter().all(|arrear| arrear.days == 10 && arrear.month == month(202307)));
        assert_eq!(arrears.iter().map(|arrear| arrear.late_fee).sum::<Fen>(), Fen::new(fee));
        assert_eq!(
            store.read(|tx| collection::reminders(tx, &test.office, on, Some(UNIT))).unwrap()[0].name,
            "金保市示例公司"
        );
        // The principal without the fee: the fee stays owed and the next money pays it before the second bill.
        let used = paid(&test, Some(UNIT), first, on, "A").unwrap();
        assert_eq!((used.contributions, used.late_fees), (Fen::new(first), Fen::ZERO));
        let used = paid(&test, Some(UNIT), fee + second, on, "B").unwrap();
        assert_eq!((used.contributions, used.late_fees), (Fen::new(second), Fen::new(fee)));
        assert_eq!(test.number("SELECT count(*) FROM receivable WHERE settled_on IS NULL AND bill IN (SELECT id FROM bill WHERE payer = 1)"), 0);
        consistent(&test);
    });
}

fn tax(row: u64, voucher: &str, payer: &str, insurance: Insurance, fen: i64) -> TaxReceipt {
    TaxReceipt {
        row,
        voucher: voucher.to_owned(),
        payer: payer.to_owned(),
        month: month(202307),
        insurance,
        item: Item::Contribution,
        item_key: "",
        amount: Fen::new(fen),
        received_on: day(2023, 7, 26),
        slip: String::new(),
    }
}

#[test]
fn a_file_of_the_tax_authority_is_matched_and_taken_once() {
    each_engine(|store| {
        let test = billed(store, 1);
        let due = |insurance: Insurance| {
            test.number(&format!(
                "SELECT r.due FROM receivable r JOIN bill b ON b.id = r.bill WHERE b.payer = 1 AND r.insurance = {}",
                insurance.code()
            ))
        };
        let rows = [
            tax(2, "V1", "1", Insurance::Medical, due(Insurance::Medical)),
            tax(3, "V1", "91990101MA0000001Y", Insurance::Injury, due(Insurance::Injury) + 70),
            tax(4, "V2", "777", Insurance::Injury, 4000),
            tax(5, "V3", "1", Insurance::Pension, -5),
        ];
        let actor = test.clerk_at(2023, 7, 27);
        let taken = collection::tax_receipts(&test.office, &actor, &rows).unwrap();
        assert_eq!(
            taken.problems.iter().map(|p| (p.code().id, p.place().row)).collect::<Vec<_>>(),
            [("COL-0102", Some(5))]
        );
        assert_eq!((taken.used.receipts, taken.known), (3, 0));
        let now = received(&test, 202307);
        assert_eq!(now[&Insurance::Medical], due(Insurance::Medical));
        assert_eq!(now[&Insurance::Pension], 0, "medical money pays no pension");
        assert_eq!(taken.used.suspense, Fen::new(4070));
        let kept = store.read(|tx| collection::kept(tx, None)).unwrap();
        let unknown = kept.iter().find(|kept| kept.payer.is_none()).unwrap();
        assert_eq!((unknown.fund, unknown.amount), (kernel::Fund::Pension, Fen::new(4000)));
        let again = collection::tax_receipts(&test.office, &actor, &rows).unwrap();
        assert_eq!((again.used.receipts, again.known), (0, 3));
        consistent(&test);
        // It turns out to be the unit's: all that is kept is used for the pension, oldest receipt first, across funds.
        collection::assign(&test.office, &actor, unknown.receipt, UNIT).unwrap();
        let twice = collection::assign(&test.office, &actor, unknown.receipt, PartyId::new(21));
        assert_eq!(twice.unwrap_err().code().id, "COL-0114");
        let used = collection::apply_suspense(&test.office, &actor).unwrap();
        assert_eq!(
            (used.contributions, received(&test, 202307)[&Insurance::Pension]),
            (Fen::new(4070), 4070)
        );
        assert_eq!(collection::apply_suspense(&test.office, &actor).unwrap().receipts, 0);
        assert_eq!(
            test.number("SELECT count(*) FROM entry WHERE event IN ('suspense-given', 'suspense-taken')"),
            2
        );
        consistent(&test);
    });
}

pub fn agreed(test: &TestOffice, party: i64, account: &str) {
    let new = Agree {
        party: PartyId::new(party),
        mandate: None,
        bank: "105100000017".to_owned(),
        account: account.to_owned(),
        holder: format!("户名{party}"),
        from: day(2023, 7, 1),
    };
    collection::agree(&test.office, &test.clerk, &new).unwrap();
}

pub fn with_accounts(test: &TestOffice) {
    test.office
        .store
        .write(&test.clerk.act("test"), |tx| {
            let account = |number: &str| bank::Account {
                number: number.into(),
                name: "金保市社保".into(),
                bank: String::new(),
            };
            fund::set_account(tx, Deposit::Income, &account("6200000000000000001"))
        })
        .unwrap();
    agreed(test, 1, "6222020000000000011");
    agreed(test, 21, "6222020000000000211");
}

pub fn out(test: &TestOffice, on: Date, yyyymm: i64) -> (collection::Batch, Vec<u8>) {
    let mut file = Vec::new();
    let actor = test.clerk.at(Moment::china(on, 10, 0));
    let batch = collection::debits_out(&test.office, &actor, month(yyyymm), &mut file).unwrap();
    (batch, file)
}

pub fn orders(file: &[u8]) -> Vec<bank::Order> {
    let Incoming::Orders(orders) = bank::read(file).unwrap() else { panic!("no orders") };
    orders.map(Result::unwrap).collect()
}

fn report(id: &str, batch: &str, outcomes: &[Outcome]) -> Vec<u8> {
    report_of(id, batch, None, outcomes)
}

fn report_of(id: &str, batch: &str, total: Option<Fen>, outcomes: &[Outcome]) -> Vec<u8> {
    let head = ReportHead {
        message_id: id.to_owned(),
        created: Moment::china(day(2023, 7, 25), 17, 0),
        original_message_id: batch.to_owned(),
        original: Message::DirectDebits,
        total,
        group: None,
        reason: None,
    };
    bank::write_report(Vec::new(), &head, outcomes).unwrap()
}

fn outcome(id: &str, status: Status, reason: Option<&str>) -> Outcome {
    Outcome { end_to_end_id: id.to_owned(), amount: None, status, reason: reason.map(str::to_owned) }
}

#[test]
fn direct_debits_go_out_once_and_come_back_line_by_line() {
    each_engine(|store| {
        let test = billed(store, 1);
        with_accounts(&test);
        let (batch, file) = out(&test, day(2023, 7, 25), 202307);
        let sent = orders(&file);
        assert_eq!((batch.debits, sent.len()), (2, 2));
        assert_eq!(sent[0].account.number, "6222020000000000011");
        assert_eq!(batch.total, sent.iter().map(|order| order.amount).sum());
        let (again, bytes) = out(&test, day(2023, 7, 26), 202307);
        assert_eq!(
            (again.message, bytes),
            (batch.message.clone(), file),
            "nothing is debited twice; the file is the same"
        );
        let (unit, worker) = (sent[0].end_to_end_id.as_str(), sent[1].end_to_end_id.as_str());
        // What the bank says of amounts must be what was ordered.
        let actor = test.clerk_at(2023, 7, 26);
        let less = Outcome { amount: Some(Fen::new(1)), ..outcome(unit, Status::Settled, None) };
        let other = report("R0", &batch.message, &[less]);
        let refused = collection::debits_in(&test.office, &actor, &other[..]).unwrap();
        assert_eq!((refused.settled, refused.problems[0].code().id), (0, "COL-0106"));
        let settled = [outcome(unit, Status::Settled, None)];
        let other = report_of("R0b", &batch.message, Some(batch.total + Fen::new(1)), &settled);
        let refused = collection::debits_in(&test.office, &actor, &other[..]).unwrap_err();
        assert_eq!(refused.code().id, "COL-0106", "the control sum");
        let answer = report(
            "R1",
            &batch.message,
            &[
                outcome(unit, Status::Settled, None),
                outcome(worker, Status::Rejected, Some("AM04")),
                outcome("nobody", Status::Settled, None),
            ],
        );
        let answered = collection::debits_in(&test.office, &actor, &answer[..]).unwrap();
        assert_eq!((answered.settled, answered.failed), (1, 1));
        assert_eq!(answered.problems.iter().map(|p| p.code().id).collect::<Vec<_>>(), ["COL-0104"]);
        assert_eq!(answered.used.contributions, sent[0].amount);
        assert_eq!(
            test.number("SELECT count(*) FROM debit WHERE state = 'failed' AND reason = 'AM04 余额不足'"),
            1
        );
        assert_eq!(test.number("SELECT count(*) FROM entry WHERE event = 'received'"), 4, "one a fund");
        consistent(&test);
        let known = collection::debits_in(&test.office, &actor, &answer[..]).unwrap();
        assert!(known.known && known.settled == 0);
        // Another report on a settled debit is refused; the bank's notification of it confirms.
        let second = report("R2", &batch.message, &[outcome(unit, Status::Rejected, Some("AC04"))]);
        let refused = collection::debits_in(&test.office, &actor, &second[..]).unwrap();
        assert_eq!(refused.problems[0].code().id, "COL-0105");
        let entry = Entry {
            reference: "B1".into(),
            amount: sent[0].amount,
            booked: day(2023, 7, 25),
            kind: EntryKind::DirectDebit,
            end_to_end_id: Some(unit.to_owned()),
            batch: None,
            returned: None,
            text: String::new(),
        };
        let head = StatementHead {
            kind: StatementKind::Notification,
            message_id: "N1".into(),
            created: Moment::china(day(2023, 7, 25), 17, 0),
            account: "6200000000000000001".into(),
            day: day(2023, 7, 25),
            balances: None,
        };
        let notification = bank::write_statement(Vec::new(), &head, std::slice::from_ref(&entry)).unwrap();
        let confirmed = collection::debits_in(&test.office, &actor, &notification[..]).unwrap();
        assert!(confirmed.problems.is_empty() && confirmed.settled == 0);
        let wrong = Entry { amount: Fen::new(1), ..entry };
        let head = StatementHead { message_id: "N2".into(), ..head };
        let notification = bank::write_statement(Vec::new(), &head, &[wrong]).unwrap();
        let refused = collection::debits_in(&test.office, &actor, &notification[..]).unwrap();
        assert_eq!(refused.problems[0].code().id, "COL-0106");
        // A file whose count is wrong is not taken at all.
        let text = String::from_utf8(report("R3", &batch.message, &[outcome(worker, Status::Settled, None)]))
            .unwrap();
        let cut = text.replace("<DtldNbOfTxs>1<", "<DtldNbOfTxs>2<");
        assert_eq!(
            collection::debits_in(&test.office, &actor, cut.as_bytes()).unwrap_err().code().id,
            "BNK-0113"
        );
        // The failed one goes out again; receipts are printed for the settled one.
        assert_eq!(out(&test, day(2023, 7, 27), 202307).0.debits, 1);
        let mut csv = Vec::new();
        assert_eq!(collection::print_order(&test.office, &batch.message, &mut csv).unwrap(), 1);
        let slips = store.read(|tx| collection::slips(tx, UNIT, month(202307))).unwrap();
        let sum: Fen =
            slips[0].lines.iter().map(|line| line.unit_part + line.person_part + line.late_fee).sum();
        assert_eq!((slips.len(), sum), (1, sent[0].amount));
        assert_eq!(
            slips[0].lines.iter().find(|l| l.insurance == Insurance::Pension).unwrap().person_part,
            Fen::new(130_608)
        );
        consistent(&test);
    });
}

#[test]
fn an_answer_that_fails_half_way_leaves_nothing_and_can_be_taken_again() {
    each_engine(|store| {
        let test = billed(store, 1);
        with_accounts(&test);
        let (batch, file) = out(&test, day(2023, 7, 25), 202307);
        let all: Vec<Outcome> =
            orders(&file).iter().map(|o| outcome(&o.end_to_end_id, Status::Settled, None)).collect();
        let answer = report("R1", &batch.message, &all);
        let take = || collection::debits_in(&test.office, &test.clerk_at(2023, 7, 26), &answer[..]);
        // Nothing can be booked in the month.
        test.sql(&[
            "INSERT INTO month_close (region, month, closed_at, closed_by, matter) VALUES ('990100', 202307, 1, 1, 1)",
        ]);
        assert_eq!(take().unwrap_err().code().id, "FND-0101");
        for table in ["receipt", "allocation", "entry", "debit_answer", "account_entry"] {
            assert_eq!(test.number(&format!("SELECT count(*) FROM {table}")), 0, "{table}");
        }
        assert_eq!(test.number("SELECT count(*) FROM debit WHERE state = 'sent'"), 2);
        test.sql(&["DELETE FROM month_close"]);
        assert_eq!(take().unwrap().settled, 2);
        consistent(&test);
    });
}

#[test]
fn a_debit_after_the_due_day_carries_the_late_fee_of_its_day() {
    each_engine(|store| {
        let test = billed(store, 1);
        with_accounts(&test);
        let (batch, file) = out(&test, day(2023, 9, 4), 202307);
        let owed: Fen = store
            .read(|tx| collection::arrears(tx, &test.office, batch.due, Some(UNIT)))
            .unwrap()
            .iter()
            .map(|arrear| arrear.open + arrear.late_fee)
            .sum();
        let sent = orders(&file);
        assert_eq!(sent[0].amount, owed);
        let all: Vec<Outcome> =
            sent.iter().map(|o| outcome(&o.end_to_end_id, Status::Settled, None)).collect();
        let answer = report("R1", &batch.message, &all);
        let answered = collection::debits_in(&test.office, &test.clerk_at(2023, 9, 5), &answer[..]).unwrap();
        assert!(answered.used.late_fees > Fen::ZERO && answered.used.suspense.is_zero());
        consistent(&test);
    });
}

#[test]
fn what_comes_back_needs_a_second_person() {
    each_engine(|store| {
        let test = billed(store, 1);
        let whole = total(&test, 202307);
        let on = day(2023, 7, 25);
        paid(&test, Some(UNIT), whole + 900, on, "A").unwrap();
        let receipt = test.number("SELECT id FROM receipt");
        let actor = test.clerk_at(2023, 7, 28);
        let refund = |fen: i64| {
            let refund = Refund { payer: UNIT, amount: Fen::new(fen), fiscal: false };
            collection::refund(&test.office, &actor, refund, "多缴")
        };
        assert_eq!(refund(901).unwrap_err().code().id, "COL-0113");
        let matter = refund(400).unwrap();
        assert_eq!(test.number("SELECT count(*) FROM allocation WHERE part = 'refund'"), 0);
        assert!(approve(&test.office, &actor, matter).is_err(), "not by the first person");
        let second = test.second.at(Moment::china(day(2023, 7, 28), 16, 0));
        approve(&test.office, &second, matter).unwrap();
        consistent(&test);
        let kept = store.read(|tx| collection::kept(tx, Some(UNIT))).unwrap();
        assert_eq!(kept[0].amount, Fen::new(500));
        let reverse = |receipt| collection::reverse(&test.office, &actor, receipt, Deposit::Income, "退款");
        assert_eq!(reverse(receipt).unwrap_err().code().id, "COL-0112", "part of it went back already");
        // The flexible worker's payment bounces: the credit goes with it.
        let own = test.number("SELECT total FROM bill WHERE payer = 21");
        paid(&test, Some(PartyId::new(21)), own + 5, on, "W").unwrap();
        assert!(test.number("SELECT cast(sum(amount) as bigint) FROM account_entry WHERE person = 21") > 0);
        let bounced = test.number("SELECT id FROM receipt WHERE reference = 'W'");
        approve(&test.office, &second, reverse(bounced).unwrap()).unwrap();
        assert_eq!(test.number("SELECT cast(sum(amount) as bigint) FROM account_entry WHERE person = 21"), 0);
        assert_eq!(test.number("SELECT cast(sum(received) as bigint) FROM receivable r JOIN bill b ON b.id = r.bill WHERE b.payer = 21"), 0);
        assert!(store.read(|tx| collection::kept(tx, Some(PartyId::new(21)))).unwrap().is_empty());
        assert_eq!(reverse(bounced).unwrap_err().code().id, "COL-0112", "not twice");
        consistent(&test);
        // Arrears are given up only when they are old, and with them their fee.
        let bill = BillId::new(test.number("SELECT id FROM bill WHERE payer = 21"));
        let early = collection::write_off(&test.office, &test.clerk_at(2024, 7, 1), &[bill], "无法收回");
        assert_eq!(early.unwrap_err().code().id, "COL-0115");
        let matter =
            collection::write_off(&test.office, &test.clerk_at(2025, 8, 1), &[bill], "无法收回").unwrap();
        assert_eq!(test.number("SELECT count(*) FROM write_off"), 0);
        approve(&test.office, &test.second.at(Moment::china(day(2025, 8, 2), 9, 0)), matter).unwrap();
        assert_eq!(test.number("SELECT cast(sum(amount) as bigint) FROM write_off"), own);
        consistent(&test);
    });
}

#[test]
fn a_difference_in_the_payers_favour_is_kept_for_the_next_bill() {
    each_engine(|store| {
        let test = billed(store, 2);
        let (first, second) = (total(&test, 202307), total(&test, 202308));
        paid(&test, Some(UNIT), first, day(2023, 7, 25), "A").unwrap();
        paid(&test, Some(UNIT), second, day(2023, 8, 25), "B").unwrap();
        consistent(&test);
        // 12 had left in July.
        test.sql(&[
            "UPDATE participation SET retracted_at = 2, ended_by = 2 WHERE person = 12",
            "INSERT INTO participation (payer, person, insurance, from_month, matter, to_month, category, tier, region,
               reason_in, reason_out, slot, slot_payer, recorded_at, retracted_at)
             SELECT payer, person, insurance, from_month, 2, 202307, category, tier, region, reason_in, 'left', slot,
               slot_payer, 2, 0 FROM participation WHERE person = 12 AND matter = 1",
        ]);
        let actor = test.clerk_at(2023, 9, 2);
        let settled =
            levy::difference(&test.office, &actor, month(202307), month(202309), None, Cause::Correction)
                .unwrap();
        consistent(&test);
        let kept = |test: &TestOffice| -> Fen {
            let kept = test.office.store.read(|tx| collection::kept(tx, Some(UNIT))).unwrap();
            kept.iter().map(|kept| kept.amount).sum()
        };
        assert_eq!(kept(&test), settled.to_refund);
        assert!(settled.to_refund > Fen::ZERO);
        levy::run(&test.office, &test.clerk_at(2023, 9, 24), month(202309), &mut |_| {}).unwrap();
        let used = collection::apply_suspense(&test.office, &test.clerk_at(2023, 9, 25)).unwrap();
        assert_eq!((used.contributions, kept(&test)), (settled.to_refund, Fen::ZERO));
        consistent(&test);
    });
}

#[test]
fn the_treasury_pays_its_part_once_the_person_has() {
    each_engine(|store| {
        let test = billed(store, 1);
        let actor = test.clerk_at(2023, 7, 26);
        let subsidies = || collection::subsidies_received(&test.office, &actor, month(202307)).unwrap();
        assert!(subsidies().is_empty());
        let own = test.number("SELECT total FROM bill WHERE payer = 31");
        paid(&test, Some(PartyId::new(31)), own, day(2023, 7, 25), "C").unwrap();
        let got: Fen = subsidies().into_values().sum();
        assert_eq!(got, Fen::new(test.number("SELECT cast(sum(amount) as bigint) FROM subsidy")));
        assert!(got > Fen::ZERO);
        assert!(subsidies().is_empty(), "once");
        consistent(&test);
        let receipt = test.number("SELECT id FROM receipt WHERE reference = 'C'");
        let refused = collection::reverse(&test.office, &actor, receipt, Deposit::Income, "退款");
        assert_eq!(refused.unwrap_err().code().id, "COL-0112");
    });
}

/// Something that happens to the unit's or the worker's money.
#[derive(Clone, Debug)]
enum Happening {
    Pays { worker: bool, share: i64, day: i32 },
    Reversed { which: usize },
    Refunded { share: i64 },
    SuspenseUsed,
    WrittenOff { which: usize },
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (any::<bool>(), 1i64..1500, 0i32..120).prop_map(|(worker, share, day)| Happening::Pays { worker, share, day }),
        2 => (0usize..8).prop_map(|which| Happening::Reversed { which }),
        1 => (1i64..1000).prop_map(|share| Happening::Refunded { share }),
        2 => Just(Happening::SuspenseUsed),
        1 => (0usize..4).prop_map(|which| Happening::WrittenOff { which }),
    ]
}

fn happen(test: &TestOffice, n: usize, happening: &Happening) {
    let at = |days: i32| day(2025, 8, 1).checked_add(jiff::Span::new().days(days)).unwrap();
    let now = at(130);
    let actor = test.clerk.at(Moment::china(now, 9, 0));
    let second = test.second.at(Moment::china(now, 10, 0));
    let asked = match *happening {
        Happening::Pays { worker, share, day } => {
            let payer = PartyId::new(if worker { 21 } else { 1 });
            let owed =
                test.number(&format!("SELECT cast(sum(total) as bigint) FROM bill WHERE payer = {payer}"));
            paid(test, Some(payer), (owed * share / 1000).max(1), at(day), &format!("P{n}")).unwrap();
            return;
        }
        Happening::SuspenseUsed => {
            collection::apply_suspense(&test.office, &actor).unwrap();
            return;
        }
        Happening::Reversed { which } => {
            let receipt = test.number(&format!("SELECT id FROM receipt ORDER BY id LIMIT 1 OFFSET {which}"));
            collection::reverse(&test.office, &actor, receipt, Deposit::Income, "退款")
        }
        Happening::Refunded { share } => {
            let kept = test.office.store.read(|tx| collection::kept(tx, Some(UNIT))).unwrap();
            let balance: Fen = kept.iter().map(|kept| kept.amount).sum();
            let refund =
                Refund { payer: UNIT, amount: Fen::new(balance.get() * share / 1000), fiscal: false };
            collection::refund(&test.office, &actor, refund, "多缴")
        }
        Happening::WrittenOff { which } => {
            let bill = test.number(&format!("SELECT id FROM bill ORDER BY id LIMIT 1 OFFSET {which}"));
            collection::write_off(&test.office, &actor, &[BillId::new(bill)], "无法收回")
        }
    };
    // Refused where there is nothing to do; then nothing may have changed.
    if let Ok(matter) = asked {
        let _ = approve(&test.office, &second, matter);
    }
}

#[test]
fn whatever_happens_the_books_agree() {
    let mut runner =
        proptest::test_runner::TestRunner::new(ProptestConfig { cases: 12, ..ProptestConfig::default() });
    runner
        .run(&proptest::collection::vec(happening(), 1..10), |happenings| {
            each_engine(|store| {
                let test = billed(store, 2);
                for (n, some) in happenings.iter().enumerate() {
                    happen(&test, n, some);
                    consistent(&test);
                }
            });
            Ok(())
        })
        .unwrap();
}

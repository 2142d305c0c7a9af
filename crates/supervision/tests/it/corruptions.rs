//! Each kind of record changed by one fen or one row: the checks that must see it, and the record they must name.

use rules::LawBook;
use store::params;
use store::testing::each_engine;
use supervision::{Check, Options, Report};

use crate::{small_city, what_if};

/// What is done, the checks that see it (and no others), and a record that the first of them names.
type Corruption = (&'static str, &'static [&'static str], &'static str);

const CORRUPTIONS: &[Corruption] = &[
    // Ledger and funds
    ("update posting set amount = amount + 1 where entry = 2 and line = 2", &["ledger", "fund", "receipts"], "entry:2"),
    ("delete from posting where entry = 4", &["ledger", "fund", "bank", "receipts"], "entry:4"),
    ("delete from entry where id = 14", &["ledger", "bank"], "posting:14/1"),
    ("update posting set fund = 2 where entry = 4 and line = 1", &["ledger", "fund"], "posting:4/1"),
    ("update posting set account = 999999 where entry = 14 and line = 1", &["ledger", "fund", "bank"], "posting:14/1"),
    ("update posting set account = 400102 where entry = 10 and line = 2", &["ledger", "fund", "accounts"], "posting:10/2"),
    ("update entry set month = 202411 where id = 14", &["ledger", "fund"], "posting:14/1"),
    ("update entry set reverses = 11 where id = 21", &["ledger"], "entry:21 entry:11"),
    ("update fund_month set closing = closing + 1 where fund = 4 and month = 202412 and account = 100200",
        &["fund", "bank"], "fund_month:4/202412"),
    ("update fund_month set debit = debit + 1, credit = credit + 1 where fund = 1 and month = 202411 and account = 100200",
        &["fund"], "fund_month:1/202411/100200"),
    ("delete from fund_month where fund = 1 and month = 202411 and account = 100100", &["fund"], "fund_month:1/202411"),
    ("delete from month_close where month = 202412", &["fund"], "fund_month:202412"),
    ("update entry set recorded_at = recorded_at + 100000000000000 where id = 3", &["fund"], "entry:3"),
    // Bank
    ("update bank_entry set amount = amount + 1 where reference = 'B12'", &["bank"], "bank_statement:fiscal/2024-12-20"),
    ("delete from bank_entry where reference = 'B05'", &["bank"], "bank_statement:income/2024-12-17"),
    ("delete from bank_statement where message = 'S14'", &["bank"], "bank_statement:expenditure/2024-12-15"),
    ("update bank_statement set closing = closing + 1 where message = 'S11'", &["bank"], "bank_statement:fiscal/2024-12-31"),
    // Levy
    ("update contribution set unit = unit + 1 where bill = 20240000000001 and person = 2 and insurance = 410",
        &["bills"], "bill:20240000000001"),
    ("update contribution set account = account - 1 where bill = 20240000000002 and person = 1 and insurance = 310",
        &["bills", "accounts"], "bill_line:20240000000002/310"),
    ("delete from contribution where bill = 20240000000001 and person = 1 and insurance = 410",
        &["bills"], "bill:20240000000001"),
    ("update contribution set bill = 20249999999999 where bill = 20240000000002 and person = 2 and insurance = 410",
        &["bills"], "contribution:20249999999999"),
    ("update bill set total = total + 1 where id = 20240000000002", &["bills"], "bill:20240000000002"),
    ("update bill set people = 3 where id = 20240000000002", &["bills"], "bill:20240000000002"),
    ("update bill set month = 202501 where id = 20240000000002", &["bills"], "bill:20240000000002"),
    ("delete from bill where id = 20240000000003", &["bills", "accounts", "references"], "contribution:20240000000003"),
    ("update bill_line set unit = unit + 1 where bill = 20240000000001 and insurance = 410",
        &["bills", "receivables"], "bill_line:20240000000001/410"),
    ("insert into bill_line (bill, insurance, people, unit, person, account) values (20240000000003, 110, 0, 0, 0, 0)",
        &["receivables"], "bill:20240000000003 insurance:110"),
    ("update bill_line set people = 1 where bill = 20240000000001 and insurance = 110", &["bills"], "bill_line:20240000000001/110"),
    ("update levy_run set total = total + 1 where id = 2", &["bills"], "levy_run:2"),
    ("update levy_run set people = people + 1 where id = 1", &["bills"], "levy_run:1"),
    ("update contribution set base = base + 1 where bill = 20240000000001 and person = 2 and insurance = 410",
        &["bills"], "contribution:20240000000001/2/410/202411"),
    ("update wage set wage = wage - 1 where person = 2", &["bills"], "contribution:20240000000001/2/110/202411"),
    ("delete from wage where person = 2", &["bills"], "contribution:20240000000001/2/110/202411"),
    // Collection
    ("update late_fee set due = due + 1 where insurance = 310", &["receivables"], "late_fee:20240000000001/310"),
    ("update late_fee set received = received - 1 where insurance = 110", &["receivables"], "late_fee:20240000000001/110"),
    ("delete from late_fee where insurance = 410", &["receivables"], "late_fee:20240000000001/410"),
    ("update receipt set received_on = '2024-11-16', reference = 'R1' where id = 1", &["receivables", "receipts"], "late_fee:"),
    ("delete from agreement", &["references"], "debit:1/1"),
    ("update receivable set due = due + 1 where bill = 20240000000002 and insurance = 410",
        &["receivables"], "receivable:20240000000002/410"),
    ("update receivable set received = received + 1 where bill = 20240000000002 and insurance = 410",
        &["receivables"], "receivable:20240000000002/410"),
    ("update receivable set settled_on = null where bill = 20240000000001 and insurance = 410",
        &["receivables"], "receivable:20240000000001/410"),
    ("delete from receivable where bill = 20240000000003", &["receivables", "accounts"], "receivable:20240000000003/170"),
    ("update write_off set amount = amount - 1", &["receivables"], "receivable:20240000000002/410"),
    ("update receipt set amount = amount + 1 where id = 3", &["receipts"], "receipt:3"),
    ("update receipt set amount = -701 where id = 6", &["receipts"], "receipt:6"),
    ("update receipt set reverses = null where id = 6", &["receipts"], "receipt:6"),
    ("update allocation set amount = amount - 1 where receipt = 2 and line = 3", &["receivables", "receipts"], "receivable:20240000000002/410"),
    ("update allocation set entry = 99 where receipt = 4", &["receipts"], "entry:12"),
    ("update allocation set entry = 10 where receipt = 2 and line = 2", &["receipts"], "entry:9"),
    ("delete from allocation where receipt = 5", &["receipts"], "receipt:5"),
    ("insert into allocation (receipt, line, part, bill, insurance, amount, entry) values (3, 3, 'suspense', 0, 0, 1, 11)",
        &["receipts"], "receipt:3"),
    ("update debit set amount = amount + 1", &["receipts"], "debit_batch:1"),
    ("delete from receipt where id = 4", &["references"], "allocation:4/1"),
    // Personal accounts
    ("update account_entry set amount = amount + 1 where kind = 2 and person = 1 and month = 202411",
        &["accounts"], "account_entry:2/1 bill:20240000000001 month:202411"),
    ("delete from account_entry where kind = 3 and cause = 2", &["accounts"], "account_entry:3/8 bill:20240000000003"),
    ("insert into account_entry (month, kind, person, fee_month, cause, source, amount) values (202412, 2, 1, 202411, 1, 20240000000001, 20000)",
        &["accounts"], "account_entry:2/1 bill:20240000000001"),
    ("update account set opening = opening + 1 where kind = 1 and person = 4", &["accounts"], "fund:1"),
    ("update account_year set interest = interest + 1, closing = closing + 1 where person = 3",
        &["accounts"], "interest_run:1"),
    ("update account_year set opening = opening + 1 where person = 2", &["accounts"], "account_year:2024/1/2"),
    ("update account_year set closing = closing + 1 where person = 2", &["accounts"], "account_year:2024/1/2"),
    ("update account_year set credits = credits + 1, paid = paid + 1 where person = 2", &["accounts"], "account_year:2024/1/2"),
    ("delete from account_year where person = 4", &["accounts"], "interest_run:1"),
    ("update interest_run set rate = rate + 1", &["accounts"], "account_year:2024/1/1"),
    ("update account_entry set cause = 9, amount = -600000 where kind = 1 and person = 4", &["accounts"], "account:1/4"),
    ("delete from account where kind = 3", &["references"], "account_entry:3/8/202412"),
    // Participation
    ("insert into participation (payer, person, insurance, from_month, matter, to_month, category, region, reason_in, slot, slot_payer, recorded_at)
      values (1, 1, 380, 202412, 102, 999912, 3, '990100', 'new', 380, 0, 1)", &["participation"], "participation:1/1/380/202412"),
    ("insert into participation (payer, person, insurance, from_month, matter, to_month, category, region, reason_in, slot, slot_payer, recorded_at)
      values (8, 2, 410, 202412, 102, 999912, 1, '990100', 'new', 410, 99, 1)", &["participation"], "participation:8/2/410/202412"),
    ("update participation set to_month = 999912 where person = 5", &["participation"], "participation:10/5/110/202301"),
    ("update participation set ended_by = null where insurance = 210", &["participation"], "participation:10/2/210"),
    ("update participation set from_month = 202412 where person = 1 and insurance = 410",
        &["participation"], "contribution:20240000000001/1/410/202411"),
    ("insert into person_status (person, matter, status, from_date, recorded_at) values (5, 102, 'insured', '2024-12-01', 1)",
        &["participation"], "person_status:5"),
    // Benefits
    ("update payment set amount = amount + 1 where run = 1 and line = 1", &["benefits"], "payment:1/1"),
    ("delete from payment where run = 1 and line = 3", &["benefits"], "payment_run:1"),
    ("update payment set state = 'due' where run = 1 and line = 1", &["benefits"], "payment:1/1"),
    ("update payment set award = 1 where run = 1 and line = 3", &["benefits"], "payment:1/3"),
    ("update payment set state = 'returned' where run = 1 and line = 2", &["benefits"], "award:2 month:202412"),
    ("update payment_run set state = 'approved' where id = 2", &["benefits"], "payment:2/1"),
    ("update award_amount set amount = amount + 1 where award = 1", &["benefits"], "payment:1/1"),
    ("update award_amount set to_month = 999912, retracted_at = 0 where award = 3", &["benefits"], "award_amount:3/202401"),
    ("update claim set amount = amount + 1", &["benefits"], "claim fund:1"),
    ("delete from claim", &["benefits"], "payment:1/3 person:5"),
    ("update claim set recovered = 50001", &["benefits"], "claim:1"),
    ("delete from award where id = 2", &["references"], "award_amount:2/202411"),
    // Approvals
    ("update approval set outcome = 'waiting', decided_by = null where matter = 110", &["approvals"], "payment_run:1 matter:110"),
    ("delete from approval where matter = 112", &["approvals"], "write_off:112"),
    ("update matter set opened_by = 2 where id = 106", &["approvals", "audit"], "approval:106"),
    ("delete from users where id = 2", &["references", "approvals"], "approval:106"),
    ("delete from decision where id = 103", &["approvals"], "matter:103"),
    // Audit
    ("update audit set detail = '{}' where subject = 106", &["audit"], "audit_block:1"),
    ("update audit set at = at + 1 where subject = 106", &["audit"], "audit_block:1"),
    ("delete from audit where subject = 106", &["audit"], "audit_block:1"),
    ("update audit_block set entries = entries + 1", &["audit"], "audit_block:1"),
    ("update audit_block set no = 2", &["audit"], "audit_block:2"),
    ("delete from audit_block", &["audit"], "audit_block:0"),
    // Law
    ("update decision set effects = '{\"party\":3,\"amount\":\"1.01\"}' where id = 106", &["law"], "decision:106"),
    ("update decision set law = 'ffff' where id = 106", &["law"], "decision:106"),
    ("update decision set outcome = 'refused' where id = 106", &["approvals", "law"], "matter:106"),
    ("update levy_run set law = 'ffff' where id = 1", &["law"], "levy_run:1"),
    // Identity
    ("delete from person_number where person = 2", &["identity"], "person_identity:2"),
    ("update person_identity set retracted_at = 5 where person = 2", &["identity"], "party:2"),
    ("update person_merge set person = 6", &["identity"], "person_merge:6"),
    ("delete from unit_fact", &["identity"], "party:10"),
    ("update wage set to_month = 202411 where person = 1 and from_month = 202401", &["identity"], "wage:10/1/202411"),
    ("insert into participation (payer, person, insurance, from_month, matter, to_month, category, region, reason_in, slot, slot_payer, recorded_at)
      values (10, 6, 210, 202412, 102, 999912, 1, '990100', 'new', 210, 0, 1)", &["identity"], "participation:10/6/210"),
    ("update award set person = 6 where id = 1", &["identity"], "award:1"),
    ("insert into person_status (person, matter, status, from_date, recorded_at) values (6, 102, 'insured', '2024-12-01', 1)",
        &["identity"], "person_status:6"),
    ("insert into account_entry (month, kind, person, fee_month, cause, source, amount) values (202412, 1, 1, 202411, 9, 116, 5)",
        &["accounts"], "account_entry:1/202412 matter:116"),
    // References
    ("update bill set payer = 77 where id = 20240000000003", &["participation", "references"], "contribution:20240000000003/8/170"),
    ("update contribution set person = 77 where bill = 20240000000003", &["accounts", "participation", "references"], "account_entry:3/"),
    ("insert into card (person, issued_on, matter, number_sealed, number_digest, bank, account_sealed, account_digest, account_masked, financial, social, recorded_at)
      select 77, '2024-01-01', 102, number_sealed, number_digest, 'B', number_sealed, number_digest, '*', 'active', 'active', 1 from person_identity where person = 1",
        &["references"], "card:77"),
    ("insert into unemployment (person, registered_on, matter, recorded_at) values (77, '2024-01-01', 102, 1)", &["references"], "unemployment:77"),
];

#[test]
fn every_corruption_is_found_and_named() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        small_city::build(store, &law);
        let mut wrong = Vec::new();
        for &(sql, expected, record) in CORRUPTIONS {
            let options = Options { named: 50, ..Options::default() };
            let report = what_if(store, &law, &options, |tx| {
                let rows = tx.run(sql, params![])?;
                assert_ne!(rows, 0, "nothing to corrupt: {sql}");
                Ok(rows)
            });
            let found: Vec<&str> =
                report.lines.iter().filter(|line| line.total > 0).map(|line| line.check.key()).collect();
            let named =
                expected.is_empty()
                    || report.lines.iter().find(|line| line.total > 0).is_some_and(|line| {
                        line.breaks.iter().any(|found| found.records.starts_with(record))
                    });
            if found != expected || !named || report.ok != expected.is_empty() {
                wrong.push(format!("{sql}\nexpected {expected:?} naming {record}\n{}", broken(&report)));
            }
        }
        assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), CORRUPTIONS.len(), wrong.join("\n"));
    });
}

/// Somebody insured twice in one slot, in employee and resident schemes at once: past the guards of the database, which
/// are taken away for it.
#[test]
fn an_overlap_is_found_where_the_database_no_longer_stops_it() {
    let law = LawBook::builtin().unwrap();
    let row =
        "insert into participation (payer, person, insurance, from_month, matter, to_month, category, region,
        reason_in, slot, slot_payer, recorded_at) values";
    each_engine(|store| {
        small_city::build(store, &law);
        for (values, found) in [
            (
                "(1, 1, 170, 202412, 102, 202412, 3, '990100', 'new', 110, 0, 1)",
                "participation:1/1/170/202412",
            ),
            (
                "(10, 2, 410, 202405, 102, 202406, 1, '990100', 'new', 410, 10, 1)",
                "participation:10/2/410/202405",
            ),
        ] {
            let report = what_if(store, &law, &Options::default(), |tx| {
                let guard = tx.text(
                    "drop trigger participation_no_overlap",
                    "alter table participation drop constraint participation_no_overlap",
                );
                tx.run(guard, params![])?;
                tx.run(&format!("{row} {values}"), params![])
            });
            let line = report.line(Check::Participation).unwrap();
            assert_eq!(line.total, 1, "{}", report.en());
            assert_eq!(line.breaks[0].records, found);
        }
    });
}

fn broken(report: &Report) -> String {
    report.en().lines().filter(|line| !line.starts_with('✓')).collect::<Vec<_>>().join("\n")
}

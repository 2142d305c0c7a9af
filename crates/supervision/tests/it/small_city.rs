//! A city of eight people in two months, written row by row as the subjects would have left it.
//!
//! Unit 10 employs 1 and 2; 3 and 4 draw pensions, 4 after a payment came back; 5 died in November and was paid in
//! December, which became a claim; 6 was a duplicate of 1; 8 is insured as a resident.

use envelope::{Key, canonical, sign};
use kernel::{Date, Moment, OfficerId};
use rules::LawBook;
use serde_json::json;
use store::{Act, Audit, Store, Tx, params};

/// The node's key.
pub fn key() -> Key {
    Key::generate(&[42; 32])
}

/// Nine in the morning of a day, `YYYY-MM-DD`.
pub fn at(day: &str) -> i64 {
    Moment::china(day.parse::<Date>().unwrap(), 9, 0).micros()
}

/// An act at the end of it all.
pub fn act() -> Act {
    Act {
        by: OfficerId::new(1),
        at: Moment::from_micros(at("2025-01-02")),
        channel: "test",
        command: "small-city".to_owned(),
    }
}

/// Fills a fresh store.
pub fn build(store: &Store, law: &LawBook) {
    store
        .write(&act(), |tx| {
            desk(tx, law);
            registry(tx);
            levy(tx, law);
            receipts(tx);
            benefits(tx);
            accounts(tx, law);
            ledger(tx);
            bank(tx);
            Ok(())
        })
        .unwrap();
    store.seal(&act()).unwrap();
}

fn run(tx: &mut Tx<'_>, sql: &str) {
    tx.run(sql, params![]).unwrap_or_else(|problem| panic!("{problem} in {sql}"));
}

/// Number, service, party, second person needed, day.
const MATTERS: &[(i64, &str, i64, bool, &str)] = &[
    (101, "registry.unit", 10, false, "2024-01-02"),
    (102, "registry.join", 10, false, "2024-01-02"),
    (103, "levy.run", 10, false, "2024-11-02"),
    (104, "levy.run", 10, false, "2024-12-02"),
    (105, "collection.receive", 10, false, "2024-11-15"),
    (106, "pension.retire", 3, true, "2024-10-20"),
    (107, "pension.retire", 4, true, "2024-10-20"),
    (108, "pension.retire", 5, true, "2024-01-02"),
    (109, "pension.death", 5, true, "2024-12-13"),
    (110, "payment.run", 10, true, "2024-12-08"),
    (111, "payment.run", 10, true, "2024-12-14"),
    (112, "collection.write-off", 10, true, "2024-12-20"),
    (113, "fund.close", 10, false, "2024-12-01"),
    (114, "fund.close", 10, false, "2025-01-01"),
    (115, "accounts.interest", 10, false, "2024-12-31"),
    (116, "registry.merge", 6, true, "2024-02-01"),
    (117, "collection.reverse", 10, true, "2024-12-18"),
];

fn desk(tx: &mut Tx<'_>, law: &LawBook) {
    run(
        tx,
        "insert into users (id, login, name, state, created_at) values
         (1, 'clerk', '甲', 'active', 0), (2, 'second', '乙', 'active', 0)",
    );
    tx.run(
        "insert into law_archive (hash, archived_at, content) values ($1, 0, $2)",
        params![law.hash(), law.archive().as_bytes()],
    )
    .unwrap();
    let key = key();
    for &(id, service, party, second, day) in MATTERS {
        let (number, at) = (format!("990100-{id}"), at(day));
        tx.run(
            "insert into matter (id, number, service, region, subject, state, channel, opened_at, opened_by, command, closed_at)
             values ($1, $2, $3, '990100', $4, 'done', 'counter', $5, 1, '{}', $5)",
            params![id, number, service, party, at],
        )
        .unwrap();
        let effects = json!({"party": party, "amount": "1.00"});
        let signed = json!({
            "id": id, "matter": number, "service": service, "outcome": "granted", "at": at, "by": 1,
            "law": law.hash(), "inputs": {"来源": "申请"}, "derivation": null, "effects": effects,
        });
        let signature = sign(&key, &canonical(&signed).unwrap()).detached();
        tx.run(
            "insert into decision (id, matter, outcome, made_at, made_by, law, inputs, derivation, effects, signature)
             values ($1, $1, 'granted', $2, 1, $3, $4, 'null', $5, $6)",
            params![id, at, law.hash(), json!({"来源": "申请"}).to_string(), effects.to_string(), signature],
        )
        .unwrap();
        if second {
            tx.run(
                "insert into approval (matter, asked_at, asked_by, outcome, decided_at, decided_by, reason)
                 values ($1, $2, 1, 'approved', $2, 2, '')",
                params![id, at],
            )
            .unwrap();
        }
        tx.audit(Audit {
            what: service,
            subject: Some(id),
            detail: json!({"matter": number, "party": party}),
        });
    }
}

fn registry(tx: &mut Tx<'_>) {
    run(
        tx,
        "insert into party (id, kind, region, since) values (1, 1, '990100', 0), (2, 1, '990100', 0), (3, 1, '990100', 0),
         (4, 1, '990100', 0), (5, 1, '990100', 0), (6, 1, '990100', 0), (8, 1, '990100', 0), (10, 2, '990100', 0)",
    );
    for person in [1i64, 2, 3, 4, 5, 6, 8] {
        let digest = vec![u8::try_from(person).unwrap(); 32];
        let gone = if person == 6 { at("2024-02-01") } else { 0 };
        tx.run(
            "insert into person_identity (person, matter, valid_from, document, number_sealed, number_digest,
               number_masked, name, sex, birth, recorded_at, retracted_at)
             values ($1, 102, '2024-01-01', 1, $2, $2, '990100********001X', '某', 'F', '1980-01-01', 1, $3)",
            params![person, digest, gone],
        )
        .unwrap();
        tx.run(
            "insert into person_number (number_digest, person, recorded_at) values ($1, $2, 1)",
            params![digest, person],
        )
        .unwrap();
    }
    run(tx, "insert into person_merge (duplicate, person, at, matter, trail) values (6, 1, 1, 116, '{}')");
    run(
        tx,
        "insert into person_status (person, matter, status, from_date, recorded_at) values
         (1, 102, 'insured', '2024-01-01', 1), (2, 102, 'insured', '2024-01-01', 1), (8, 102, 'insured', '2024-01-01', 1),
         (3, 106, 'retired', '2024-11-01', 1), (4, 107, 'retired', '2024-11-01', 1),
         (5, 108, 'retired', '2024-01-01', 1), (5, 109, 'dead', '2024-11-20', 1)",
    );
    run(
        tx,
        "insert into unit_fact (unit, matter, from_month, credit_code, name, kind, industry_class, floating_tier, region,
           state, recorded_at)
         values (10, 101, 202401, '91990100MA0000001X', '金保一厂', 'enterprise', 2, 100, '990100', 'active', 1)",
    );
    run(
        tx,
        "insert into participation (payer, person, insurance, from_month, matter, to_month, category, region, reason_in,
           slot, slot_payer, recorded_at, retracted_at, ended_by) values
         (10, 1, 110, 202401, 102, 999912, 1, '990100', 'new', 110, 0, 1, 0, null),
         (10, 1, 310, 202401, 102, 999912, 1, '990100', 'new', 310, 0, 1, 0, null),
         (10, 1, 410, 202401, 102, 999912, 1, '990100', 'new', 410, 10, 1, 0, null),
         (10, 2, 110, 202401, 102, 999912, 1, '990100', 'new', 110, 0, 1, 0, null),
         (10, 2, 310, 202401, 102, 999912, 1, '990100', 'new', 310, 0, 1, 0, null),
         (10, 2, 410, 202401, 102, 999912, 1, '990100', 'new', 410, 10, 1, 0, null),
         (10, 2, 210, 202401, 102, 999912, 1, '990100', 'new', 210, 0, 1, 2, 102),
         (10, 5, 110, 202301, 102, 202312, 1, '990100', 'new', 110, 0, 1, 0, null),
         (8, 8, 170, 202401, 102, 999912, 3, '990100', 'new', 110, 0, 1, 0, null)",
    );
    run(
        tx,
        "insert into wage (payer, person, from_month, matter, to_month, wage, kind, recorded_at) values
         (10, 1, 202401, 102, 202410, 900000, 'declared', 1), (10, 1, 202411, 102, 999912, 1000000, 'declared', 1),
         (10, 2, 202401, 102, 999912, 1000000, 'declared', 1)",
    );
}

fn levy(tx: &mut Tx<'_>, law: &LawBook) {
    for (id, month, matter, people, bills, total) in
        [(1, 202_411, 103, 2, 1, 708_600), (2, 202_412, 104, 3, 2, 738_600)]
    {
        tx.run(
            "insert into levy_run (id, region, month, kind, law, state, last_payer, people, bills, total, started_at, matter)
             values ($1, '990100', $2, 'regular', $3, 'done', 10, $4, $5, $6, $8, $7)",
            params![id, month, law.hash(), people, bills, total, matter, at("2024-11-02")],
        )
        .unwrap();
    }
    run(
        tx,
        "insert into bill (id, run, matter, payer, month, kind, category, region, people, unit, person, total, due,
           late_from, issued_at) values
         (20240000000001, 1, 103, 10, 202411, 'regular', 1, '990100', 2, 508000, 200600, 708600, '2024-11-10', '2024-11-15', 2),
         (20240000000002, 2, 104, 10, 202412, 'regular', 1, '990100', 2, 508000, 200600, 708600, '2024-12-25', '2025-01-01', 2),
         (20240000000003, 2, 104, 8, 202412, 'regular', 3, '990100', 1, 0, 30000, 30000, '2024-12-25', '2025-01-01', 2)",
    );
    for (bill, month) in [(20_240_000_000_001i64, 202_411), (20_240_000_000_002, 202_412)] {
        for person in [1, 2] {
            for (insurance, unit, personal, account) in
                [(110, 160_000, 80_000, 80_000), (310, 90_000, 20_300, 20_000), (410, 4_000, 0, 0)]
            {
                tx.run(
                    "insert into contribution (bill, person, insurance, month, base, unit, personal, account)
                     values ($1, $2, $3, $4, 1000000, $5, $6, $7)",
                    params![bill, person, insurance, month, unit, personal, account],
                )
                .unwrap();
            }
        }
        for (insurance, unit, person, account) in
            [(110, 320_000, 160_000, 160_000), (310, 180_000, 40_600, 40_000), (410, 8_000, 0, 0)]
        {
            tx.run(
                "insert into bill_line (bill, insurance, people, unit, person, account) values ($1, $2, 2, $3, $4, $5)",
                params![bill, insurance, unit, person, account],
            )
            .unwrap();
        }
    }
    run(
        tx,
        "insert into contribution (bill, person, insurance, month, base, unit, personal, account)
         values (20240000000003, 8, 170, 202412, 0, 0, 30000, 30000)",
    );
    run(
        tx,
        "insert into bill_line (bill, insurance, people, unit, person, account) values (20240000000003, 170, 1, 0, 30000, 30000)",
    );
    run(
        tx,
        "insert into subsidy (bill, person, insurance, amount, account) values (20240000000003, 8, 170, 6000, 6000)",
    );
}

fn receipts(tx: &mut Tx<'_>) {
    run(
        tx,
        "insert into receivable (bill, insurance, due, received, written_off, settled_on) values
         (20240000000001, 110, 480000, 480000, 0, '2024-11-15'), (20240000000001, 310, 220600, 220600, 0, '2024-11-15'),
         (20240000000001, 410, 8000, 8000, 0, '2024-11-15'),
         (20240000000002, 110, 480000, 480000, 0, '2024-12-16'), (20240000000002, 310, 220600, 220600, 0, '2024-12-16'),
         (20240000000002, 410, 8000, 3000, 5000, '2024-12-20'), (20240000000003, 170, 30000, 30000, 0, '2024-12-16')",
    );
    run(
        tx,
        "insert into late_fee (bill, insurance, due, received) values
         (20240000000001, 110, 240, 240), (20240000000001, 310, 110, 0), (20240000000001, 410, 4, 0)",
    );
    run(
        tx,
        "insert into write_off (matter, bill, insurance, amount, at) values (112, 20240000000002, 410, 5000, 1)",
    );
    run(
        tx,
        "insert into receipt (id, source, reference, payer, amount, received_on, reverses, recorded_at, matter) values
         (1, 'bank', 'E1', 10, 708600, '2024-11-15', null, 1733000000000000, 105), (2, 'bank', 'R2', 10, 703600, '2024-12-16', null, 1, 105),
         (3, 'counter', 'R3', 10, 1500, '2024-12-18', null, 1, 105), (4, 'tax', 'R4', 8, 30000, '2024-12-16', null, 1, 105),
         (5, 'bank', 'R5', null, 700, '2024-12-17', null, 1, 105), (6, 'reversal', 'R6', null, -700, '2024-12-18', 5, 1, 117)",
    );
    run(
        tx,
        "insert into allocation (receipt, line, part, bill, insurance, amount, entry) values
         (1, 1, 'contribution', 20240000000001, 110, 480000, 2), (1, 2, 'contribution', 20240000000001, 310, 220600, 3),
         (1, 3, 'contribution', 20240000000001, 410, 8000, 4),
         (2, 1, 'contribution', 20240000000002, 110, 480000, 8), (2, 2, 'contribution', 20240000000002, 310, 220600, 9),
         (2, 3, 'contribution', 20240000000002, 410, 3000, 10),
         (3, 1, 'late-fee', 20240000000001, 110, 240, 11), (3, 2, 'suspense', 0, 0, 1260, 11),
         (4, 1, 'contribution', 20240000000003, 170, 30000, 12),
         (5, 1, 'suspense', 0, 0, 700, 20), (6, 1, 'suspense', 0, 0, -700, 21)",
    );
    run(
        tx,
        "insert into debit_batch (id, message, region, month, debits, total, due, state, created_at, matter)
         values (1, 'D1', '990100', 202411, 1, 708600, '2024-11-15', 'answered', 1, 105)",
    );
    run(
        tx,
        "insert into agreement (id, party, mandate, bank, account_sealed, account_masked, holder, from_date, to_date,
           matter, recorded_at)
         select 1, 10, 'X1', 'B', number_sealed, '6222***0', '金保一厂', '2024-01-01', null, 105, 1
         from person_identity where person = 1",
    );
    run(
        tx,
        "insert into debit (batch, line, bill, agreement, late_fee, amount, end_to_end, state)
         values (1, 1, 20240000000001, 1, 0, 708600, 'E1', 'settled')",
    );
}

fn benefits(tx: &mut Tx<'_>) {
    run(
        tx,
        "insert into award (id, person, benefit, fund, from_month, provisional, matter, recorded_at) values
         (1, 3, 'pension', 1, 202411, 0, 106, 1), (2, 4, 'pension', 1, 202411, 0, 107, 1), (3, 5, 'pension', 1, 202401, 0, 108, 1)",
    );
    tx.run(
        "insert into award_amount (award, from_month, matter, to_month, amount, account_part, cause, recorded_at, retracted_at)
         values (1, 202411, 106, 999912, 260000, 10000, 'award', 1, 0), (2, 202411, 107, 999912, 100000, 0, 'award', 1, 0),
         (3, 202401, 108, 999912, 50000, 0, 'award', 1, $1), (3, 202401, 109, 202411, 50000, 0, 'stop', $1, 0)",
        params![at("2024-12-13")],
    )
    .unwrap();
    tx.run(
        "insert into payment_run (id, region, month, kind, state, message, payments, total, built_at, matter) values
         (1, '990100', 202412, 'regular', 'answered', 'P1', 3, 410000, $1, 110),
         (2, '990100', 202412, 'repeat', 'answered', 'P2', 1, 100000, $2, 111)",
        params![at("2024-12-08"), at("2024-12-14")],
    )
    .unwrap();
    run(
        tx,
        "insert into payment (run, line, award, person, month, item, fund, amount, account_part, end_to_end, bank,
           account_masked, state, replaces_run, replaces_line) values
         (1, 1, 1, 3, 202412, 'monthly', 1, 260000, 10000, 'Z1', 'B', '6222***1', 'paid', null, null),
         (1, 2, 2, 4, 202412, 'monthly', 1, 100000, 0, 'Z2', 'B', '6222***2', 'replaced', null, null),
         (1, 3, 3, 5, 202412, 'monthly', 1, 50000, 0, 'Z3', 'B', '6222***3', 'paid', null, null),
         (2, 1, 2, 4, 202412, 'monthly', 1, 100000, 0, 'Z4', 'B', '6222***4', 'paid', 1, 2)",
    );
    run(
        tx,
        "insert into claim (id, person, award, fund, amount, recovered, cause, matter, at)
         values (1, 5, 3, 1, 50000, 20000, 'death', 109, 1)",
    );
}

fn accounts(tx: &mut Tx<'_>, law: &LawBook) {
    run(
        tx,
        "insert into account (kind, person, opened, opening, opening_year) values
         (1, 1, 202001, 1000000, 2023), (1, 2, 202001, 1000000, 2023), (1, 3, 199801, 1200000, 2023),
         (1, 4, 199801, 500000, 2023), (2, 1, 202411, 0, 0), (2, 2, 202411, 0, 0), (3, 8, 202412, 0, 0)",
    );
    for (bill, month) in [(20_240_000_000_001i64, 202_411), (20_240_000_000_002, 202_412)] {
        for (kind, amount) in [(1, 80_000), (2, 20_000)] {
            for person in [1, 2] {
                tx.run(
                    "insert into account_entry (month, kind, person, fee_month, cause, source, amount)
                     values ($1, $2, $3, $1, 1, $4, $5)",
                    params![month, kind, person, bill, amount],
                )
                .unwrap();
            }
        }
    }
    run(
        tx,
        "insert into account_entry (month, kind, person, fee_month, cause, source, amount) values
         (202412, 3, 8, 202412, 1, 20240000000003, 30000), (202412, 3, 8, 202412, 2, 20240000000003, 6000),
         (202412, 1, 3, 202412, 4, 1, -10000),
         (202412, 1, 1, 202412, 3, 1, 40494), (202412, 1, 2, 202412, 3, 1, 40494), (202412, 1, 3, 202412, 3, 1, 47607),
         (202412, 1, 4, 202412, 3, 1, 19850)",
    );
    tx.run(
        "insert into interest_run (id, year, kind, rate, law, state, last_person, accounts, interest, matter, at)
         values (1, 2024, 1, 39700000, $1, 'done', 4, 4, 148445, 115, $2)",
        params![law.hash(), at("2024-12-31")],
    )
    .unwrap();
    run(
        tx,
        "insert into account_year (year, kind, person, run, opening, credits, interest, paid, closing, rate) values
         (2024, 1, 1, 1, 1000000, 160000, 40494, 0, 1200494, 39700000),
         (2024, 1, 2, 1, 1000000, 160000, 40494, 0, 1200494, 39700000),
         (2024, 1, 3, 1, 1200000, 0, 47607, 10000, 1237607, 39700000),
         (2024, 1, 4, 1, 500000, 0, 19850, 0, 519850, 39700000)",
    );
}

type Entry = (i64, i64, &'static str, &'static str, i64, Option<i64>, &'static [(i64, i64)]);

/// Number, fund, event, day, number of its source, reversed entry, postings.
const ENTRIES: &[Entry] = &[
    (
        1,
        1,
        "opening",
        "2024-11-01",
        0,
        None,
        &[(100_200, 10_000_000), (300_101, -6_300_000), (300_102, -3_700_000)],
    ),
    (
        2,
        1,
        "received",
        "2024-11-15",
        1,
        None,
        &[(100_100, 480_000), (400_101, -320_000), (400_102, -160_000)],
    ),
    (3, 2, "received", "2024-11-15", 1, None, &[(100_100, 220_600), (400_101, -180_600), (400_102, -40_000)]),
    (4, 4, "received", "2024-11-15", 1, None, &[(100_100, 8_000), (400_101, -8_000)]),
    (5, 1, "swept", "2024-11-30", 202_411, None, &[(100_200, 480_000), (100_100, -480_000)]),
    (6, 2, "swept", "2024-11-30", 202_411, None, &[(100_200, 220_600), (100_100, -220_600)]),
    (7, 4, "swept", "2024-11-30", 202_411, None, &[(100_200, 8_000), (100_100, -8_000)]),
    (
        8,
        1,
        "received",
        "2024-12-16",
        2,
        None,
        &[(100_100, 480_000), (400_101, -320_000), (400_102, -160_000)],
    ),
    (9, 2, "received", "2024-12-16", 2, None, &[(100_100, 220_600), (400_101, -180_600), (400_102, -40_000)]),
    (10, 4, "received", "2024-12-16", 2, None, &[(100_100, 3_000), (400_101, -3_000)]),
    (11, 1, "received", "2024-12-18", 3, None, &[(100_100, 1_500), (400_901, -240), (200_101, -1_260)]),
    (12, 5, "received", "2024-12-16", 4, None, &[(100_100, 30_000), (400_102, -30_000)]),
    (13, 5, "subsidy-received", "2024-12-20", 4, None, &[(100_200, 6_000), (400_202, -6_000)]),
    (14, 1, "allocated", "2024-12-05", 1, None, &[(100_300, 410_000), (100_200, -410_000)]),
    (
        15,
        1,
        "benefit-paid",
        "2024-12-10",
        1,
        None,
        &[(500_101, 400_000), (500_102, 10_000), (100_300, -410_000)],
    ),
    (16, 1, "benefit-returned", "2024-12-12", 1, None, &[(100_300, 100_000), (200_102, -100_000)]),
    (17, 1, "benefit-repaid", "2024-12-15", 2, None, &[(200_102, 100_000), (100_300, -100_000)]),
    (18, 1, "claim-raised", "2024-12-13", 1, None, &[(120_100, 50_000), (500_101, -50_000)]),
    (19, 1, "claim-recovered", "2024-12-20", 1, None, &[(100_100, 20_000), (120_100, -20_000)]),
    (20, 4, "received", "2024-12-17", 5, None, &[(100_100, 700), (200_101, -700)]),
    (21, 4, "reversed", "2024-12-18", 6, Some(20), &[(100_100, -700), (200_101, 700)]),
    (22, 1, "swept", "2024-12-31", 202_412, None, &[(100_200, 501_500), (100_100, -501_500)]),
    (23, 2, "swept", "2024-12-31", 202_412, None, &[(100_200, 220_600), (100_100, -220_600)]),
    (24, 4, "swept", "2024-12-31", 202_412, None, &[(100_200, 3_000), (100_100, -3_000)]),
    (25, 5, "swept", "2024-12-31", 202_412, None, &[(100_200, 30_000), (100_100, -30_000)]),
    (26, 1, "account-interest", "2024-12-31", 1, None, &[(300_101, 148_445), (300_102, -148_445)]),
    (
        27,
        1,
        "year-closed",
        "2024-12-31",
        202_412,
        None,
        &[
            (400_101, 640_000),
            (400_102, 320_000),
            (400_901, 240),
            (500_101, -350_000),
            (500_102, -10_000),
            (300_101, -290_240),
            (300_102, -310_000),
        ],
    ),
    (
        28,
        2,
        "year-closed",
        "2024-12-31",
        202_412,
        None,
        &[(400_101, 361_200), (400_102, 80_000), (300_101, -361_200), (300_102, -80_000)],
    ),
    (29, 4, "year-closed", "2024-12-31", 202_412, None, &[(400_101, 11_000), (300_101, -11_000)]),
    (
        30,
        5,
        "year-closed",
        "2024-12-31",
        202_412,
        None,
        &[(400_102, 30_000), (400_202, 6_000), (300_102, -36_000)],
    ),
];

fn ledger(tx: &mut Tx<'_>) {
    for &(id, fund, event, day, source, reverses, postings) in ENTRIES {
        let month: i64 = day.get(..7).unwrap().replace('-', "").parse().unwrap();
        tx.run(
            "insert into entry (id, fund, event, booked_on, month, source, source_id, reverses, note, recorded_at, by)
             values ($1, $2, $3, $4, $5, 'test', $6, $7, '', $8, 1)",
            params![id, fund, event, day, month, source, reverses, at(day)],
        )
        .unwrap();
        for (line, &(account, amount)) in (1i64..).zip(postings) {
            tx.run(
                "insert into posting (entry, line, fund, month, account, amount) values ($1, $2, $3, $4, $5, $6)",
                params![id, line, fund, month, account, amount],
            )
            .unwrap();
        }
    }
    for (month, before) in [(202_411i64, 0i64), (202_412, 202_411)] {
        tx.run(
            "insert into fund_month (fund, month, account, opening, debit, credit, closing)
             select fund, $1, account, cast(sum(case when month <= $2 then amount else 0 end) as bigint),
               cast(sum(case when month = $1 and amount > 0 then amount else 0 end) as bigint),
               cast(sum(case when month = $1 and amount < 0 then -amount else 0 end) as bigint), cast(sum(amount) as bigint)
             from posting where month <= $1 group by fund, account
             having sum(case when month = $1 then 1 else 0 end) > 0 or sum(amount) <> 0",
            params![month, before],
        )
        .unwrap();
    }
    tx.run(
        "insert into month_close (region, month, closed_at, closed_by, matter) values
         ('990100', 202411, $1, 1, 113), ('990100', 202412, $2, 1, 114)",
        params![at("2024-12-01"), at("2025-01-01")],
    )
    .unwrap();
}

fn bank(tx: &mut Tx<'_>) {
    run(
        tx,
        "insert into bank_statement (account, day, opening, closing, message, taken_at) values
         ('income', '2024-11-15', 0, 708600, 'S01', 1), ('income', '2024-11-30', 708600, 0, 'S02', 1),
         ('income', '2024-12-16', 0, 733600, 'S03', 1), ('income', '2024-12-17', 733600, 734300, 'S04', 1),
         ('income', '2024-12-18', 734300, 735100, 'S05', 1), ('income', '2024-12-20', 735100, 755100, 'S06', 1),
         ('income', '2024-12-31', 755100, 0, 'S07', 1),
         ('fiscal', '2024-11-30', 10000000, 10708600, 'S08', 1), ('fiscal', '2024-12-05', 10708600, 10298600, 'S09', 1),
         ('fiscal', '2024-12-20', 10298600, 10304600, 'S10', 1), ('fiscal', '2024-12-31', 10304600, 11059700, 'S11', 1),
         ('expenditure', '2024-12-05', 0, 410000, 'S12', 1), ('expenditure', '2024-12-10', 410000, 0, 'S13', 1),
         ('expenditure', '2024-12-12', 0, 100000, 'S14', 1), ('expenditure', '2024-12-15', 100000, 0, 'S15', 1)",
    );
    run(
        tx,
        "insert into bank_entry (account, reference, day, amount, end_to_end, kind) values
         ('income', 'B01', '2024-11-15', 708600, '', 'in'), ('income', 'B02', '2024-11-30', -708600, '', 'sweep'),
         ('income', 'B03', '2024-12-16', 703600, '', 'in'), ('income', 'B04', '2024-12-16', 30000, '', 'in'),
         ('income', 'B05', '2024-12-17', 700, '', 'in'), ('income', 'B06', '2024-12-18', 1500, '', 'in'),
         ('income', 'B07', '2024-12-18', -700, '', 'back'), ('income', 'B08', '2024-12-20', 20000, '', 'in'),
         ('income', 'B09', '2024-12-31', -755100, '', 'sweep'),
         ('fiscal', 'B10', '2024-11-30', 708600, '', 'sweep'), ('fiscal', 'B11', '2024-12-05', -410000, '', 'out'),
         ('fiscal', 'B12', '2024-12-20', 6000, '', 'in'), ('fiscal', 'B13', '2024-12-31', 755100, '', 'sweep'),
         ('expenditure', 'B14', '2024-12-05', 410000, '', 'in'), ('expenditure', 'B15', '2024-12-10', -410000, '', 'out'),
         ('expenditure', 'B16', '2024-12-12', 100000, '', 'back'), ('expenditure', 'B17', '2024-12-15', -100000, '', 'out')",
    );
}

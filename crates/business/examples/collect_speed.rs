//! How long a month's direct debits take: 5,000 bills of 5 lines and 4 people, out and in, on each engine, after three years
//! of settled months. `JINBAO_TEST_PG` names the server.

#![expect(clippy::print_stdout, reason = "what it measures is its output")]

use std::sync::Arc;
use std::time::Instant;

use bank::{Incoming, Message, Outcome, ReportHead, Status};
use business::desk::{Actor, NewOfficer, Role, add_officer, officer_by_login, seed_node};
use business::{Office, collection, fund};
use kernel::{FeeMonth, Fen, Moment, RegionCode, Result, WorkCalendar};
use ledger::Deposit;
use store::testing::{act, each_engine};
use store::{Store, Table, Value, Vault};

const BILLS: i64 = 5_000;
const PEOPLE: i64 = 4;
const INSURANCES: [(i64, i64); 5] = [(110, 48_000), (210, 2_000), (310, 24_000), (330, 300), (410, 800)];

fn main() {
    each_engine(|store| {
        let (office, actor) = office(store).expect("an office");
        for n in 0..37 {
            month(store, &office, n, n == 36).expect("a month");
        }
        let mut file = Vec::new();
        let last = FeeMonth::from_yyyymm(202_307).expect("a month").plus(36);
        let actor = actor.at(Moment::china(last.first_day(), 9, 0));
        let start = Instant::now();
        let batch = collection::debits_out(&office, &actor, last, &mut file).expect("debits");
        println!("out: {} debits, {} bytes, {:?}", batch.debits, file.len(), start.elapsed());
        let answer = answer(&file, &batch.message).expect("an answer");
        let start = Instant::now();
        let answered = collection::debits_in(&office, &actor, &answer[..]).expect("answers");
        println!("in: {} settled, {:?}", answered.settled, start.elapsed());
        let start = Instant::now();
        let used = collection::apply_suspense(&office, &actor).expect("suspense");
        println!("suspense: {} receipts, {:?}", used.receipts, start.elapsed());
    });
}

fn office(store: &Store) -> Result<(Office, Actor)> {
    let office = Office {
        store: store.clone(),
        law: Arc::new(rules::LawBook::builtin().expect("the law")),
        key: Arc::new(envelope::Key::generate(&[7; 32])),
        vault: Arc::new(Vault::from_keys(&[1; 32], &[2; 32])),
        calendar: Arc::new(WorkCalendar::standard().clone()),
        region: RegionCode::parse("990100")?,
    };
    let now = Moment::china(jiff::civil::date(2023, 7, 1), 9, 0);
    let actor = store.write(&act("speed"), |tx| {
        seed_node(tx, office.region, now)?;
        let roles = [Role::Levy, Role::Finance];
        add_officer(
            tx,
            &NewOfficer {
                login: "clerk",
                name: "clerk",
                region: office.region,
                roles: &roles,
                password_hash: None,
            },
            now,
        )?;
        let account =
            bank::Account { number: "62001".into(), name: "金保市社保".into(), bank: String::new() };
        fund::set_account(tx, Deposit::Income, &account)?;
        let sealed = office.vault.seal("6222020000000000011")?;
        tx.bulk(&Table { name: "party", columns: &["id", "kind", "region", "since"] }, |sink| {
            (1..=BILLS).try_for_each(|id| {
                sink.row(&[Value::Int(id), Value::Int(2), Value::Text("990100"), Value::Int(1)])
            })
        })?;
        let columns = &[
            "id",
            "party",
            "mandate",
            "bank",
            "account_sealed",
            "account_masked",
            "holder",
            "from_date",
            "matter",
            "recorded_at",
        ];
        tx.bulk(&Table { name: "agreement", columns }, |sink| {
            (1..=BILLS).try_for_each(|id| {
                let mandate = format!("M{id}");
                sink.row(&[
                    Value::Int(id),
                    Value::Int(id),
                    Value::Text(&mandate),
                    Value::Text(""),
                    Value::Blob(&sealed),
                    Value::Text("6222********0011"),
                    Value::Text("户名"),
                    Value::Text("2023-07-01"),
                    Value::Int(1),
                    Value::Int(1),
                ])
            })
        })?;
        officer_by_login(tx, "clerk")?.actor(now, "test")
    })?;
    Ok((office, actor))
}

/// A month's bills; those of all but the last are settled.
fn month(store: &Store, office: &Office, n: i32, open: bool) -> Result<()> {
    let month = FeeMonth::from_yyyymm(202_307).expect("a month").plus(n);
    let first = i64::from(month.year()) * 10_000_000_000 + i64::from(n) * BILLS + 1;
    let (due, late) = (month.last_day(), month.next().first_day());
    store.write(&act("speed"), |tx| {
        let columns = &["bill", "person", "insurance", "month", "base", "unit", "personal", "account"];
        if open {
            tx.bulk(&Table { name: "contribution", columns }, |sink| {
                for bill in 0..BILLS {
                    for person in 0..PEOPLE {
                        for (insurance, amount) in INSURANCES {
                            let account = if insurance == 110 || insurance == 310 { amount / 3 } else { 0 };
                            let row = [
                                first + bill,
                                100_000 + bill * PEOPLE + person,
                                insurance,
                                month.yyyymm(),
                                200_000,
                                amount - account,
                                account,
                                account,
                            ];
                            sink.row(&row.map(Value::Int))?;
                        }
                    }
                }
                Ok(())
            })?;
        }
        let columns = &[
            "id",
            "run",
            "matter",
            "payer",
            "month",
            "kind",
            "category",
            "region",
            "people",
            "unit",
            "person",
            "total",
            "due",
            "late_from",
            "issued_at",
        ];
        tx.bulk(&Table { name: "bill", columns }, |sink| {
            (0..BILLS).try_for_each(|n| {
                sink.row(&[
                    Value::Int(first + n),
                    Value::Int(1),
                    Value::Int(1),
                    Value::Int(n + 1),
                    Value::Int(month.yyyymm()),
                    Value::Text("regular"),
                    Value::Int(1),
                    Value::Text(office.region.as_str()),
                    Value::Int(PEOPLE),
                    Value::Int(0),
                    Value::Int(0),
                    Value::Int(0),
                    Value::Date(due),
                    Value::Date(late),
                    Value::Int(1),
                ])
            })
        })?;
        let lines =
            || (0..BILLS).flat_map(|n| INSURANCES.map(|(insurance, amount)| (first + n, insurance, amount)));
        let columns = &["bill", "insurance", "people", "unit", "person", "account"];
        tx.bulk(&Table { name: "bill_line", columns }, |sink| {
            lines().try_for_each(|(bill, insurance, amount)| {
                let account = if insurance == 110 || insurance == 310 { amount / 3 } else { 0 };
                let row = [
                    bill,
                    insurance,
                    PEOPLE,
                    (amount - account) * PEOPLE,
                    account * PEOPLE,
                    account * PEOPLE,
                ];
                sink.row(&row.map(Value::Int))
            })
        })?;
        let columns = &["bill", "insurance", "due", "received", "written_off", "settled_on"];
        tx.bulk(&Table { name: "receivable", columns }, |sink| {
            lines().try_for_each(|(bill, insurance, amount)| {
                let due = Fen::new(amount * PEOPLE).get();
                let (received, settled) =
                    if open { (0, Value::Null) } else { (due, Value::Date(month.last_day())) };
                sink.row(&[
                    Value::Int(bill),
                    Value::Int(insurance),
                    Value::Int(due),
                    Value::Int(received),
                    Value::Int(0),
                    settled,
                ])
            })
        })?;
        Ok(())
    })
}

fn answer(file: &[u8], batch: &str) -> Result<Vec<u8>> {
    let Incoming::Orders(orders) = bank::read(file)? else { unreachable!("an order file") };
    let outcomes = orders
        .map(|order| {
            Ok(Outcome {
                end_to_end_id: order?.end_to_end_id,
                amount: None,
                status: Status::Settled,
                reason: None,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let head = ReportHead {
        message_id: "R1".to_owned(),
        created: Moment::china(jiff::civil::date(2026, 7, 1), 17, 0),
        original_message_id: batch.to_owned(),
        original: Message::DirectDebits,
        total: None,
        group: None,
        reason: None,
    };
    bank::write_report(Vec::new(), &head, &outcomes)
}

//! How long one month of a city takes to verify, against reading the same columns to the client.
//!
//! `cargo run --release -p supervision --example month -- [PEOPLE] [POSTGRES-URL]`; without a URL on an embedded file.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::float_arithmetic)] // a measuring tool

use std::time::Instant;

use kernel::{FeeMonth, Moment, OfficerId};
use rules::LawBook;
use store::{Act, Store, Table, Target, ToValue, Tx, Value, params};
use supervision::{Check, Options, verify};

const STAFF: i64 = 17;
/// Insurance, unit part, person part, account part.
const LINES: [(i64, i64, i64, i64); 5] = [
    (110, 160_000, 80_000, 80_000),
    (210, 5_000, 5_000, 0),
    (310, 90_000, 20_000, 20_000),
    (330, 0, 300, 0),
    (410, 4_000, 0, 0),
];

fn main() {
    let mut args = std::env::args().skip(1);
    let people: i64 = args.next().map_or(100_000, |n| n.parse().unwrap());
    let folder = std::env::temp_dir().join(format!("jinbao-month-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let target = args.next().map_or_else(|| Target::Sqlite(folder.join("month.db")), Target::Postgres);
    let store = Store::open(&target).unwrap();
    store.migrate().unwrap();
    let act =
        Act { by: OfficerId::new(1), at: Moment::from_micros(0), channel: "test", command: "month".into() };
    let started = Instant::now();
    store.write(&act, |tx| fill(tx, people)).unwrap();
    println!("{people} people written in {:.1?}", started.elapsed());

    let read = best(|| read(&store));
    println!("{:<16}{read:>10.3?}", "read");
    let law = LawBook::builtin().unwrap();
    let key = envelope::Key::generate(&[1; 32]).public();
    let month = FeeMonth::new(2024, 7);
    for check in Check::ALL {
        let options = Options { month, checks: vec![*check], named: 3 };
        let mut breaks = 0;
        let took = best(|| {
            let report = verify(&store, &law, &key, &options, &mut |_| {}).unwrap();
            breaks = report.lines.iter().map(|line| line.total).sum();
        });
        println!(
            "{:<16}{took:>10.3?}  {:.2} × read  {breaks} breaks",
            check.key(),
            took.as_secs_f64() / read.as_secs_f64()
        );
    }
    std::fs::remove_dir_all(folder).unwrap();
}

fn best(mut run: impl FnMut()) -> std::time::Duration {
    (0..3)
        .map(|_| {
            let started = Instant::now();
            run();
            started.elapsed()
        })
        .min()
        .unwrap()
}

fn read(store: &Store) {
    let mut sum = 0i64;
    store
        .read(|tx| {
            tx.each(
                "select bill, person, insurance, unit, personal, account from contribution
                 where bill between 20240000000000 and 20249999999999",
                params![],
                |row| {
                    for column in 0..6 {
                        sum = sum.wrapping_add(row.get::<i64>(column)?);
                    }
                    Ok(())
                },
            )
        })
        .unwrap();
    assert_ne!(sum, 0);
}

fn fill(tx: &mut Tx<'_>, people: i64) -> kernel::Result<()> {
    let bill = |unit: i64| 20_240_000_000_001 + unit;
    let units = people.div_euclid(STAFF).max(1);
    let staff = |unit: i64| (unit * STAFF, if unit + 1 == units { people } else { (unit + 1) * STAFF });
    let party = |person: i64| 1_000_000 + person;
    insert(tx, "party", &["id", "kind", "region", "since"], |row| {
        for unit in 0..units {
            row(&[(unit + 1).to_value(), 2i64.to_value(), "990100".to_value(), 0i64.to_value()]);
        }
        for person in 0..people {
            row(&[party(person).to_value(), 1i64.to_value(), "990100".to_value(), 0i64.to_value()]);
        }
    })?;
    insert(
        tx,
        "participation",
        &[
            "payer",
            "person",
            "insurance",
            "from_month",
            "matter",
            "to_month",
            "category",
            "region",
            "reason_in",
            "slot",
            "slot_payer",
            "recorded_at",
        ],
        |row| {
            for unit in 0..units {
                let (from, to) = staff(unit);
                for person in from..to {
                    for (insurance, ..) in LINES.iter().filter(|(insurance, ..)| *insurance != 330) {
                        let slot_payer = if *insurance == 410 { unit + 1 } else { 0 };
                        row(&[
                            (unit + 1).to_value(),
                            party(person).to_value(),
                            insurance.to_value(),
                            202_401i64.to_value(),
                            1i64.to_value(),
                            999_912i64.to_value(),
                            1i64.to_value(),
                            "990100".to_value(),
                            "new".to_value(),
                            insurance.to_value(),
                            slot_payer.to_value(),
                            1i64.to_value(),
                        ]);
                    }
                }
            }
        },
    )?;
    let columns = ["bill", "person", "insurance", "month", "base", "unit", "personal", "account"];
    insert(tx, "contribution", &columns, |row| {
        for unit in 0..units {
            let (from, to) = staff(unit);
            for person in from..to {
                for (insurance, of_unit, personal, account) in LINES {
                    row(&[
                        bill(unit),
                        party(person),
                        insurance,
                        202_407,
                        1_000_000,
                        of_unit,
                        personal,
                        account,
                    ]
                    .map(Value::Int));
                }
            }
        }
    })?;
    bills(tx, units, bill, staff)?;
    insert(
        tx,
        "account_entry",
        &["month", "kind", "person", "fee_month", "cause", "source", "amount"],
        |row| {
            for (kind, amount) in [(1, 80_000), (2, 20_000)] {
                for unit in 0..units {
                    let (from, to) = staff(unit);
                    for person in from..to {
                        row(&[202_407, kind, party(person), 202_407, 1, bill(unit), amount].map(Value::Int));
                    }
                }
            }
        },
    )
}

fn bills(
    tx: &mut Tx<'_>,
    units: i64,
    bill: impl Fn(i64) -> i64,
    staff: impl Fn(i64) -> (i64, i64),
) -> kernel::Result<()> {
    let size = |unit: i64| staff(unit).1 - staff(unit).0;
    let columns = ["bill", "insurance", "people", "unit", "person", "account"];
    insert(tx, "bill_line", &columns, |row| {
        for unit in 0..units {
            for (insurance, of_unit, person, account) in LINES {
                let n = size(unit);
                row(&[bill(unit), insurance, n, n * of_unit, n * person, n * account].map(Value::Int));
            }
        }
    })?;
    insert(
        tx,
        "receivable",
        &["bill", "insurance", "due", "received", "written_off", "settled_on"],
        |row| {
            for unit in 0..units {
                for (insurance, of_unit, person, _) in LINES {
                    let due = size(unit) * (of_unit + person);
                    row(&[
                        bill(unit).to_value(),
                        insurance.to_value(),
                        due.to_value(),
                        due.to_value(),
                        0i64.to_value(),
                        "2024-07-25".to_value(),
                    ]);
                }
            }
        },
    )?;
    let columns = [
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
    insert(tx, "bill", &columns, |row| {
        for unit in 0..units {
            let n = size(unit);
            let (of_unit, person): (i64, i64) =
                (LINES.iter().map(|line| n * line.1).sum(), LINES.iter().map(|line| n * line.2).sum());
            row(&[
                bill(unit).to_value(),
                0i64.to_value(),
                1i64.to_value(),
                (unit + 1).to_value(),
                202_407i64.to_value(),
                "regular".to_value(),
                1i64.to_value(),
                "990100".to_value(),
                n.to_value(),
                of_unit.to_value(),
                person.to_value(),
                (of_unit + person).to_value(),
                "2024-07-25".to_value(),
                "2024-08-01".to_value(),
                1i64.to_value(),
            ]);
        }
    })
}

fn insert(
    tx: &mut Tx<'_>,
    name: &'static str,
    columns: &[&'static str],
    fill: impl FnOnce(&mut dyn FnMut(&[Value<'_>])),
) -> kernel::Result<()> {
    let columns: &'static [&'static str] = columns.to_vec().leak();
    tx.bulk(&Table { name, columns }, |sink| {
        fill(&mut |row| sink.row(row).unwrap());
        Ok(())
    })
    .map(|_| ())
}

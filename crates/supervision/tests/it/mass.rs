//! More bills than one chunk holds, and records taken over from another system.

use rules::LawBook;
use store::testing::each_engine;
use store::{Store, Table, Tx, Value, params};
use supervision::{Check, Options};

use crate::{report, small_city, what_if};

const BILLS: i64 = 12_001;
const FIRST: i64 = 20_230_000_000_001;

fn only(check: Check) -> Options {
    Options { checks: vec![check], named: 100, ..Options::default() }
}

fn breaks(store: &Store, law: &LawBook, check: Check) -> (u64, i64) {
    let report = report(store, law, &only(check));
    report.line(check).map(|line| (line.total, line.checked)).unwrap()
}

fn fill(tx: &mut Tx<'_>) -> kernel::Result<()> {
    let table = |name, columns| Table { name, columns };
    let every_bill = |row: &mut dyn FnMut(i64)| (FIRST..FIRST + BILLS).for_each(row);
    tx.run("insert into party (id, kind, region, since) values (1, 1, '990100', 0)", params![])?;
    tx.bulk(
        &table(
            "bill",
            &[
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
            ],
        ),
        |sink| {
            every_bill(&mut |id| {
                let number = Value::Int;
                sink.row(&[
                    number(id),
                    number(0),
                    number(1),
                    number(1),
                    number(202_301),
                    Value::Text("take-over"),
                    number(2),
                    Value::Text("990100"),
                    number(1),
                    number(0),
                    number(30),
                    number(30),
                    Value::Text("2023-01-25"),
                    Value::Text("2023-02-01"),
                    number(1),
                ])
                .unwrap();
            });
            Ok(())
        },
    )?;
    tx.bulk(&table("bill_line", &["bill", "insurance", "people", "unit", "person", "account"]), |sink| {
        every_bill(&mut |id| sink.row(&[id, 110, 1, 0, 30, 12].map(Value::Int)).unwrap());
        Ok(())
    })?;
    tx.bulk(
        &table(
            "contribution",
            &["bill", "person", "insurance", "month", "base", "unit", "personal", "account"],
        ),
        |sink| {
            every_bill(&mut |id| {
                for (month, personal, account) in [(202_212, 10, 4), (202_301, 20, 8)] {
                    sink.row(&[id, 1, 110, month, 100, 0, personal, account].map(Value::Int)).unwrap();
                }
            });
            Ok(())
        },
    )?;
    Ok(())
}

/// Two months of one person on one bill count once, and no break hides at the edge of a chunk.
#[test]
fn every_bill_of_many_is_compared() {
    let (law, options) = (LawBook::builtin().unwrap(), only(Check::Bills));
    each_engine(|store| {
        store.write(&small_city::act(), fill).unwrap();
        assert_eq!(breaks(store, &law, Check::Bills), (0, 2 * BILLS));
        let edges = [0, 4_999, 5_000, 9_999, 10_000, BILLS - 1].map(|at| FIRST + at);
        let ids = edges.map(|id| id.to_string()).join(", ");
        for (change, named) in [
            ("update contribution set personal = personal + 1 where month = 202301 and bill", "bill:"),
            ("update bill set person = person - 1 where id", "bill:"),
            ("delete from bill where id", "contribution:"),
            ("delete from bill_line where bill", "bill_line:"),
            ("delete from contribution where bill", "bill:"),
        ] {
            let sql = format!("{change} in ({ids})");
            let report = what_if(store, &law, &options, |tx| tx.run(&sql, params![]));
            let line = report.line(Check::Bills).unwrap();
            for id in edges {
                let record = format!("{named}{id}");
                assert!(
                    line.breaks.iter().any(|found| found.records.starts_with(&record)),
                    "{sql}: {line:?}"
                );
            }
            let other = line
                .breaks
                .iter()
                .find(|found| !edges.iter().any(|id| found.records.contains(&id.to_string())));
            assert_eq!(other, None, "{sql}");
        }
    });
}

/// Nothing is due on records that were taken over, and their account parts came with the balance.
#[test]
fn records_taken_over_owe_nothing() {
    let law = LawBook::builtin().unwrap();
    each_engine(|store| {
        store.write(&small_city::act(), fill).unwrap();
        assert_eq!(breaks(store, &law, Check::Receivables), (0, 0));
        assert_eq!(breaks(store, &law, Check::Accounts), (0, 0));
    });
}

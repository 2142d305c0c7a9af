//! Writes, reads, groups of writers, failures and numbers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use kernel::{Date, FeeMonth, Fen, Insurance, Moment, PartyId, Rate, Result};
use store::testing::{act, each_engine, each_target};
use store::{Audit, Engine, Outgoing, Sequence, Store, Table, Value, params};

const NOTE: &str = "create table note (id bigint primary key, body text, at bigint, raw bytea)";
const NOTE_STRICT: &str =
    "create table note (id integer primary key, body text, at integer, raw blob) strict";

fn with_notes(store: &Store) {
    store
        .write(&act("make"), |tx| {
            let sql = tx.text(NOTE_STRICT, NOTE);
            tx.run(sql, params![])
        })
        .unwrap();
}

fn count(store: &Store, table: &str) -> i64 {
    store
        .read(|tx| tx.row(&format!("select count(*) from {table}"), params![], |row| row.get(0)))
        .unwrap()
        .unwrap()
}

fn note(store: &Store, id: i64) -> Result<u64> {
    store.write(&act("note"), |tx| tx.run("insert into note (id, body) values ($1, $2)", params![id, "好"]))
}

#[test]
fn values_come_back_as_they_went() {
    each_engine(|store| {
        let day: Date = "2024-02-29".parse().unwrap();
        let month = FeeMonth::new(2024, 2).unwrap();
        let rate = Rate::parse("0.005").unwrap();
        let at = Moment::from_micros(1_720_000_000_123_456);
        store
            .write(&act("types"), |tx| {
                let sql = tx.text(
                    "create table t (a integer, b integer, c integer, d text, e integer, f integer, g integer, h text, i blob, j text, k integer) strict",
                    "create table t (a bigint, b bigint, c bigint, d text, e bigint, f bigint, g bigint, h text, i bytea, j text, k bigint)",
                );
                tx.run(sql, params![])?;
                tx.run(
                    "insert into t values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
                    params![Fen::new(-5), month, rate, day, at, Insurance::Injury, PartyId::new(7), "张𬭎", vec![0u8, 255], None::<String>, true],
                )
            })
            .unwrap();
        store
            .read(|tx| {
                tx.row("select a, b, c, d, e, f, g, h, i, j, k from t where d = $1", params![day], |row| {
                    assert_eq!(row.get::<Fen>(0)?, Fen::new(-5));
                    assert_eq!(row.get::<FeeMonth>(1)?, month);
                    assert_eq!(row.get::<Rate>(2)?, rate);
                    assert_eq!(row.get::<Date>(3)?, day);
                    assert_eq!(row.get::<Moment>(4)?, at);
                    assert_eq!(row.get::<Insurance>(5)?, Insurance::Injury);
                    assert_eq!(row.get::<PartyId>(6)?, PartyId::new(7));
                    assert_eq!(row.get::<String>(7)?, "张𬭎");
                    assert_eq!(row.get::<Vec<u8>>(8)?, vec![0, 255]);
                    assert_eq!(row.get::<Option<String>>(9)?, None);
                    assert!(row.get::<bool>(10)?);
                    assert_eq!(row.get::<String>(9).unwrap_err().code().id, "STO-0108");
                    assert_eq!(row.get::<FeeMonth>(0).unwrap_err().code().id, "STO-0108");
                    Ok(())
                })
            })
            .unwrap()
            .expect("the row is there");
    });
}

#[test]
fn a_write_is_whole_or_nothing() {
    each_engine(|store| {
        with_notes(store);
        note(store, 1).unwrap();
        let audits = count(store, "audit");
        let refused = store.write(&act("twice"), |tx| {
            tx.run("insert into note (id) values ($1)", params![2])?;
            tx.send(Outgoing { topic: "t", key: "k".into(), body: serde_json::json!(1) });
            tx.run("insert into note (id) values ($1)", params![1])
        });
        assert_eq!(refused.unwrap_err().code().id, "STO-0107");
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            store.write(&act("panic"), |tx| -> Result<()> {
                tx.run("insert into note (id) values ($1)", params![3])?;
                panic!("as a defect would")
            })
        }));
        assert!(panicked.is_err());
        assert_eq!((count(store, "note"), count(store, "audit"), count(store, "outbox")), (1, audits, 0));
        note(store, 4).unwrap();
        assert_eq!(count(store, "note"), 2);
    });
}

#[test]
fn a_swallowed_failure_still_undoes_the_write() {
    each_engine(|store| {
        with_notes(store);
        note(store, 1).unwrap();
        let outcome = store.write(&act("swallow"), |tx| {
            tx.run("insert into note (id) values ($1)", params![2])?;
            let _ = tx.run("insert into note (id) values ($1)", params![1]);
            Ok(())
        });
        assert_eq!(outcome.unwrap_err().code().id, "STO-0109");
        assert_eq!(count(store, "note"), 1);
        let read = store.read(|tx| {
            let _ = tx.row("select nothing from nowhere", params![], |_| Ok(()));
            tx.row("select 1", params![], |row| row.get::<i64>(0))
        });
        assert_eq!(read.unwrap_err().code().id, "STO-0109");
        assert_eq!(count(store, "note"), 1);
    });
}

#[test]
fn a_write_inside_a_write_or_in_a_read_is_refused() {
    each_engine(|store| {
        with_notes(store);
        let inner = store.write(&act("outer"), |_| note(store, 1));
        assert_eq!(inner.unwrap_err().code().id, "STO-0109");
        let in_read = store.read(|tx| tx.run("insert into note (id) values (9)", params![]));
        assert_eq!(in_read.unwrap_err().code().id, "STO-0109");
        assert!(
            store
                .read(|tx| tx.rows("insert into note (id) values (9) returning id", params![], |_| Ok(())))
                .is_err()
        );
        assert_eq!(count(store, "note"), 0);
    });
}

#[test]
fn every_write_leaves_who_when_and_what() {
    each_engine(|store| {
        with_notes(store);
        store
            .write(&act("enrol"), |tx| {
                for subject in [7, 8] {
                    tx.audit(Audit {
                        what: "registry.enrol",
                        subject: Some(subject),
                        detail: serde_json::json!({"n": 1}),
                    });
                }
                tx.send(Outgoing { topic: "notice", key: "a".into(), body: serde_json::json!({"to": 7}) });
                tx.send(Outgoing { topic: "notice", key: "b".into(), body: serde_json::json!({"to": 8}) });
                Ok(())
            })
            .unwrap();
        let (entries, messages) = store
            .read(|tx| {
                let entries = tx.rows(
                    "select what, subject, command, officer from audit order by id",
                    params![],
                    |row| {
                        Ok((
                            row.get::<String>(0)?,
                            row.get::<Option<i64>>(1)?,
                            row.get::<String>(2)?,
                            row.get::<i64>(3)?,
                        ))
                    },
                )?;
                let messages =
                    tx.rows("select key from outbox order by id", params![], |row| row.get::<String>(0))?;
                Ok((entries, messages))
            })
            .unwrap();
        assert_eq!(
            entries,
            [
                ("command".to_owned(), None, "make".to_owned(), 1),
                ("registry.enrol".to_owned(), Some(7), "enrol".to_owned(), 1),
                ("registry.enrol".to_owned(), Some(8), "enrol".to_owned(), 1),
            ]
        );
        assert_eq!(messages, ["a", "b"]);
    });
}

#[test]
fn many_writers_all_get_their_own_answer() {
    each_engine(|store| {
        with_notes(store);
        let before = store.commits();
        let refused: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|thread| {
                    scope.spawn(move || {
                        // Every tenth number is used by all threads; exactly one of them may have it.
                        (0..50)
                            .filter(|n| {
                                note(store, if n % 10 == 0 { *n } else { 1000 * (thread + 1) + n }).is_err()
                            })
                            .count()
                    })
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(refused, 7 * 5);
        assert_eq!(count(store, "note"), 8 * 45 + 5);
        let commits = store.commits() - before;
        if store.engine() == Engine::Sqlite {
            assert!(commits <= 365, "{commits}");
        }
    });
}

#[test]
fn a_read_is_one_snapshot() {
    each_engine(|store| {
        with_notes(store);
        note(store, 1).unwrap();
        store
            .read(|tx| {
                let counting = "select count(*) from note";
                let before: Option<i64> = tx.row(counting, params![], |row| row.get(0))?;
                std::thread::scope(|scope| scope.spawn(|| note(store, 2)).join().unwrap())?;
                let after: Option<i64> = tx.row(counting, params![], |row| row.get(0))?;
                assert_eq!((before, after), (Some(1), Some(1)));
                Ok(())
            })
            .unwrap();
        assert_eq!(count(store, "note"), 2);
    });
}

#[test]
fn bulk_rows_arrive_with_all_kinds_of_cells() {
    const NOTES: Table = Table { name: "note", columns: &["id", "body", "at", "raw"] };
    const ROWS: i64 = 20_007;
    each_engine(|store| {
        with_notes(store);
        let day: Date = "2024-07-01".parse().unwrap();
        let rows = store
            .write(&act("bulk"), |tx| {
                tx.bulk(&NOTES, |sink| {
                    for n in 0..ROWS {
                        let text = format!("保险{n}");
                        let body = if n % 2 == 0 { Value::Date(day) } else { Value::Text(&text) };
                        let at = if n % 3 == 0 { Value::Null } else { Value::Int(-n) };
                        sink.row(&[Value::Int(n), body, at, Value::Blob(&n.to_be_bytes())])?;
                    }
                    Ok(())
                })
            })
            .unwrap();
        assert_eq!(rows, ROWS.unsigned_abs());
        let mut next = 0;
        store
            .read(|tx| {
                tx.each("select id, body, at, raw from note order by id", params![], |row| {
                    let (n, body): (i64, String) = (row.get(0)?, row.get(1)?);
                    assert_eq!(n, next);
                    assert_eq!(body, if n % 2 == 0 { day.to_string() } else { format!("保险{n}") });
                    assert_eq!(row.get::<Option<i64>>(2)?, (n % 3 != 0).then_some(-n));
                    assert_eq!(row.get::<Vec<u8>>(3)?, n.to_be_bytes());
                    next += 1;
                    Ok(())
                })
            })
            .unwrap();
        assert_eq!(next, ROWS);
        for bad in [vec![Value::Int(1)], vec![Value::Int(1), Value::Null, Value::Null, Value::Null]] {
            assert!(store.write(&act("bulk"), |tx| tx.bulk(&NOTES, |sink| sink.row(&bad))).is_err());
        }
        let wrong_kind = [Value::Int(-1), Value::Null, Value::Text("a text"), Value::Null];
        assert!(store.write(&act("bulk"), |tx| tx.bulk(&NOTES, |sink| sink.row(&wrong_kind))).is_err());
        let given_up = store.write(&act("bulk"), |tx| {
            tx.bulk(&NOTES, |sink| {
                sink.row(&[Value::Int(-2), Value::Null, Value::Null, Value::Null])?;
                Err(store::codes::MISUSE.problem())
            })
        });
        assert!(given_up.is_err());
        assert_eq!(count(store, "note"), ROWS);
    });
}

#[test]
fn numbers_follow_each_other() {
    each_engine(|store| {
        for sequence in Sequence::ALL {
            let first = store.write(&act("number"), |tx| tx.allot(*sequence, 3)).unwrap();
            let next = store.write(&act("number"), |tx| tx.allot_one(*sequence)).unwrap();
            assert_eq!((first, next), (vec![1, 2, 3], 4), "{sequence:?}");
        }
    });
}

#[test]
fn a_repeated_command_gets_its_first_answer() {
    each_engine(|store| {
        let answer = serde_json::json!({"matter": 5});
        store.write(&act("c"), |tx| tx.keep_receipt("k1", b"digest", &answer)).unwrap();
        store
            .write(&act("c"), |tx| {
                assert_eq!(tx.receipt("k2")?, None);
                let kept = tx.receipt("k1")?.unwrap();
                assert_eq!(kept.clone().replay("k1", b"digest")?, answer);
                assert_eq!(kept.replay("k1", b"other").unwrap_err().code().id, "STO-0111");
                tx.set("region", "990100")?;
                tx.set("region", "990200")
            })
            .unwrap();
        assert_eq!(store.read(|tx| tx.setting("region")).unwrap().as_deref(), Some("990200"));
    });
}

#[test]
fn an_embedded_file_has_one_writing_process() {
    each_target(|target| {
        let store = Store::open(target).unwrap();
        assert!(!store.pending().unwrap().is_empty());
        store.migrate().unwrap();
        assert!(store.pending().unwrap().is_empty());
        let second = Store::open(target);
        if store.engine() == Engine::Sqlite {
            assert_eq!(second.err().unwrap().code().id, "STO-0102");
        }
        let reader = Store::open_to_read(target).unwrap();
        assert_eq!(count(&reader, "audit"), 0);
        assert_eq!(reader.write(&act("w"), |_| Ok(())).unwrap_err().code().id, "STO-0110");
        drop(store);
        Store::open(target).unwrap();
    });
}

#[test]
fn a_command_made_again_under_its_key_has_one_effect() {
    each_engine(|store| {
        with_notes(store);
        let audits = || count(store, "audit");
        note(&store.once("k1"), 1).unwrap();
        let before = audits();
        // Refused before the work is looked at: the work alone would be a conflict of another kind, or none.
        for id in [1, 2] {
            assert_eq!(note(&store.once("k1"), id).unwrap_err().code().id, "STO-0119");
        }
        assert_eq!((count(store, "note"), audits()), (1, before));
        // What fails leaves no note that it was made.
        assert!(note(&store.once("k2"), 1).is_err());
        note(&store.once("k2"), 2).unwrap();
        note(store, 3).unwrap();
        assert_eq!(count(store, "note"), 3);
    });
}

//! The audit chain, jobs, the outbox and the kill points.

use kernel::{Moment, Result};
use sha2::{Digest, Sha256};
use store::testing::{act, each_engine};
use store::{Act, Audit, Checksum, Job, Outgoing, Store, Value, params};

fn later(command: &str, seconds: i64) -> Act {
    let mut act = act(command);
    act.at = act.at.plus_micros(seconds * 1_000_000);
    act
}

fn speak(store: &Store, subject: Option<i64>) {
    store
        .write(&act("speak"), |tx| {
            tx.audit(Audit { what: "test.speak", subject, detail: serde_json::json!({"言": "好"}) });
            Ok(())
        })
        .unwrap();
}

type Block = (i64, i64, i64, i64, Vec<u8>, Vec<u8>);

fn blocks(store: &Store) -> Vec<Block> {
    store
        .read(|tx| {
            tx.rows(
                "select no, first, last, entries, previous, hash from audit_block order by no",
                params![],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)),
            )
        })
        .unwrap()
}

fn number(bytes: &mut Vec<u8>, number: i64) {
    bytes.extend(number.to_be_bytes());
}

fn text(bytes: &mut Vec<u8>, text: &str) {
    number(bytes, i64::try_from(text.len()).unwrap());
    bytes.extend(text.as_bytes());
}

/// The hash as the documentation says, written a second time.
fn hash_of(store: &Store, (no, first, last, entries, previous, _): &Block) -> Vec<u8> {
    let mut bytes = previous.clone();
    for n in [no, first, last, entries] {
        number(&mut bytes, *n);
    }
    let sql = "select id, at, officer, channel, command, what, subject, detail from audit
                where id >= $1 and id <= $2 order by id";
    store
        .read(|tx| {
            tx.each(sql, params![*first, *last], |row| {
                for column in 0..3 {
                    number(&mut bytes, row.get(column)?);
                }
                for column in 3..6 {
                    text(&mut bytes, &row.get::<String>(column)?);
                }
                match row.get::<Option<i64>>(6)? {
                    None => bytes.push(0),
                    Some(subject) => {
                        bytes.push(1);
                        number(&mut bytes, subject);
                    }
                }
                text(&mut bytes, &row.get::<String>(7)?);
                Ok(())
            })
        })
        .unwrap();
    Sha256::digest(&bytes).to_vec()
}

#[test]
fn the_audit_trail_is_chained_in_blocks_and_shows_tampering() {
    each_engine(|store| {
        assert_eq!(store.seal(&act("seal")).unwrap(), 0);
        speak(store, Some(5));
        speak(store, None);
        assert_eq!(store.seal(&act("seal")).unwrap(), 1);
        assert_eq!(store.seal(&act("seal")).unwrap(), 0);
        speak(store, Some(6));
        assert_eq!(store.seal(&act("seal")).unwrap(), 1);

        let chain = blocks(store);
        assert_eq!(chain.iter().map(|b| (b.0, b.3)).collect::<Vec<_>>(), [(1, 2), (2, 1)]);
        assert_eq!(chain[0].4, vec![0; 32]);
        assert_eq!(chain[1].4, chain[0].5);
        assert!(chain.iter().all(|block| hash_of(store, block) == block.5));

        store
            .write(&act("tamper"), |tx| tx.run("update audit set subject = 7 where subject = 5", params![]))
            .unwrap();
        assert_ne!(hash_of(store, &chain[0]), chain[0].5);
        assert_eq!(hash_of(store, &chain[1]), chain[1].5);
    });
}

#[test]
fn a_job_is_leased_by_one_worker_until_its_lease_runs_out() {
    each_engine(|store| {
        let job = Job {
            kind: "notice",
            key: "a".into(),
            body: serde_json::json!({"n": 1}),
            not_before: act("").at,
        };
        let enqueue = || store.write(&act("enqueue"), |tx| tx.enqueue(&job)).unwrap();
        assert_eq!((enqueue(), enqueue()), (true, false));
        let lease = |worker: &str, from: i64, until: i64| {
            let act = later("lease", from);
            let until = act.at.plus_micros((until - from) * 1_000_000);
            store.write(&act, |tx| tx.lease("notice", worker, until)).unwrap()
        };
        assert!(lease("w1", -1, 10).is_none(), "not before its time");
        let first = lease("w1", 0, 10).unwrap();
        assert_eq!((first.key.as_str(), first.attempt), ("a", 1));
        assert!(lease("w2", 5, 15).is_none());
        let second = lease("w2", 10, 20).unwrap();
        assert_eq!((second.id, second.attempt), (first.id, 2));

        let lost = store.write(&later("done", 11), |tx| tx.complete(first.id, "w1"));
        assert_eq!(lost.unwrap_err().code().id, "STO-0116");
        let again = later("again", 30).at;
        store.write(&later("retry", 12), |tx| tx.retry(first.id, "w2", "no line", again)).unwrap();
        assert!(lease("w3", 29, 40).is_none());
        assert_eq!(lease("w3", 30, 40).unwrap().attempt, 3);
        store.write(&later("done", 31), |tx| tx.complete(first.id, "w3")).unwrap();
        assert!(lease("w4", 100, 110).is_none());
    });
}

#[test]
fn workers_share_the_jobs_without_doubles() {
    each_engine(|store| {
        store
            .write(&act("enqueue"), |tx| -> Result<()> {
                for n in 0..40 {
                    let body = serde_json::json!(n);
                    tx.enqueue(&Job {
                        kind: "k",
                        key: n.to_string(),
                        body,
                        not_before: Moment::from_micros(0),
                    })?;
                }
                Ok(())
            })
            .unwrap();
        let mut done: Vec<i64> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4)
                .map(|n| {
                    scope.spawn(move || {
                        let (worker, until) = (format!("w{n}"), later("", 60).at);
                        let take = || store.write(&act("lease"), |tx| tx.lease("k", &worker, until)).unwrap();
                        std::iter::from_fn(take).map(|job| job.id).collect::<Vec<_>>()
                    })
                })
                .collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });
        done.sort_unstable();
        done.dedup();
        assert_eq!(done.len(), 40);
    });
}

#[test]
fn messages_wait_until_they_left() {
    each_engine(|store| {
        store
            .write(&act("send"), |tx| {
                for key in ["a", "b"] {
                    tx.send(Outgoing { topic: "node", key: key.into(), body: serde_json::json!({}) });
                }
                Ok(())
            })
            .unwrap();
        let waiting = || store.read(|tx| tx.waiting(10)).unwrap();
        let messages = waiting();
        assert_eq!(messages.iter().map(|m| m.key.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        store
            .write(&act("deliver"), |tx| {
                tx.sent(messages[0].id)?;
                tx.not_sent(messages[1].id, "no line")
            })
            .unwrap();
        assert_eq!(waiting().iter().map(|m| (m.key.as_str(), m.attempts)).collect::<Vec<_>>(), [("b", 1)]);
    });
}

/// What a row counts for, as the documentation says, written a second time.
fn row_digest(cells: &[(u8, &[u8])]) -> u128 {
    let mut bytes = Vec::new();
    for (kind, cell) in cells {
        bytes.push(*kind);
        if *kind > 1 {
            number(&mut bytes, i64::try_from(cell.len()).unwrap());
        }
        bytes.extend(*cell);
    }
    Sha256::digest(&bytes).iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
}

#[test]
fn the_trail_tells_what_was_recorded_in_whatever_order_and_parts() {
    let day: kernel::Date = "2024-05-06".parse().unwrap();
    each_engine(|store| {
        let add = |checksum: &mut Checksum, text: &str| {
            checksum.add(&[
                Value::Int(5),
                Value::Text(text),
                Value::Date(day),
                Value::Blob(b"b"),
                Value::Null,
            ]);
        };
        store
            .write(&act("record"), |tx| {
                let (mut one, mut two, mut nothing) = <(Checksum, Checksum, Checksum)>::default();
                add(&mut one, "甲");
                add(&mut two, "乙");
                add(&mut nothing, "丙");
                nothing.remove(&[
                    Value::Int(5),
                    Value::Text("丙"),
                    Value::Date(day),
                    Value::Blob(b"b"),
                    Value::Null,
                ]);
                tx.recorded(7, "test", one);
                tx.recorded(7, "test", two);
                tx.recorded(8, "test", nothing);
                Ok(())
            })
            .unwrap();
        let told = store
            .read(|tx| {
                tx.rows("select subject, detail from audit where what = 'records'", params![], |row| {
                    Ok((row.get::<i64>(0)?, row.get::<String>(1)?))
                })
            })
            .unwrap();
        let row = |text: &str| {
            let five = 5i64.to_be_bytes();
            row_digest(&[(1, &five), (2, text.as_bytes()), (2, b"2024-05-06"), (3, b"b"), (0, b"")])
        };
        let sum = row("乙").wrapping_add(row("甲"));
        assert_eq!(told, [(7, format!(r#"{{"test":[2,"{sum:032x}"]}}"#))]);
    });
}

#[test]
fn the_last_block_is_named_beside_the_chain() {
    each_engine(|store| {
        speak(store, None);
        store.seal(&act("seal")).unwrap();
        let named = store.read(|tx| tx.setting("audit.last-block")).unwrap().unwrap();
        let (no, _, _, _, _, hash) = blocks(store).pop().unwrap();
        let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(named, format!("{no} {digits}"));
    });
}

#[test]
fn a_chain_that_was_cut_is_not_chained_on() {
    each_engine(|store| {
        speak(store, Some(1));
        store.seal(&act("seal")).unwrap();
        // With the rights of the database's owner, whom no trigger stops.
        let cut = |tx: &mut store::Tx<'_>| {
            let drop = match tx.engine() {
                store::Engine::Sqlite => {
                    "select name from sqlite_schema where type = 'trigger' and tbl_name = 'audit_block'"
                }
                store::Engine::Postgres => {
                    "select cast(tgname as text) from pg_trigger where tgrelid = 'audit_block'::regclass and not tgisinternal"
                }
            };
            let names = tx.rows(drop, params![], |row| row.get::<String>(0))?;
            for name in names {
                let on = if tx.engine() == store::Engine::Postgres { " on audit_block" } else { "" };
                tx.run(&format!("drop trigger {name}{on}"), params![])?;
            }
            tx.run("delete from audit_block", params![])
        };
        store.write(&act("cut"), cut).unwrap();
        speak(store, Some(2));
        assert_eq!(store.seal(&act("seal")).unwrap_err().code().id, "STO-0121");
        assert_eq!(blocks(store), [], "what is missing stays missing");
    });
}

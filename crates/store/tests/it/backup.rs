//! Backup while others write; restore that checks first and keeps what was there.

use std::sync::atomic::{AtomicBool, Ordering};

use store::testing::{act, each_target};
use store::{Store, Target, params};

fn set(store: &Store, n: i64) {
    store
        .write(&act("set"), |tx| {
            tx.set("a", &n.to_string())?;
            tx.set("b", &n.to_string())
        })
        .unwrap();
}

fn get(store: &Store, key: &str) -> Option<String> {
    store.read(|tx| tx.setting(key)).unwrap()
}

fn migrated(target: &Target) -> Store {
    let store = Store::open(target).unwrap();
    store.migrate().unwrap();
    store
}

#[test]
fn a_backup_taken_under_load_is_one_state_and_comes_back() {
    each_target(|target| {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("backup");
        let store = migrated(target);
        set(&store, 0);
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| (1..).take_while(|_| !done.load(Ordering::SeqCst)).for_each(|n| set(&store, n)));
            let manifest = store.backup(&dir, act("").at);
            done.store(true, Ordering::SeqCst);
            assert_eq!(manifest.unwrap(), store::check(&dir).unwrap());
        });
        assert_eq!(store.backup(&dir, act("").at).unwrap_err().code().id, "STO-0120");
        set(&store, -1);

        assert_eq!(store::restore(target, &dir, act("").at).unwrap_err().code().id, "STO-0102");
        drop(store);
        let restored = store::restore(target, &dir, act("").at).unwrap();
        let store = Store::open(target).unwrap();
        assert!(store.pending().unwrap().is_empty());
        let kept_value = get(&store, "a").unwrap();
        assert_eq!(get(&store, "b").as_deref(), Some(kept_value.as_str()));
        assert_ne!(kept_value, "-1");
        set(&store, 7);

        let kept = restored.kept.expect("the former database is kept");
        let former = match target {
            Target::Sqlite(_) => Target::Sqlite(kept.into()),
            Target::Postgres(url) => Target::Postgres(format!("{}/{kept}", url.rsplit_once('/').unwrap().0)),
        };
        assert_eq!(get(&Store::open(&former).unwrap(), "a").as_deref(), Some("-1"));
    });
}

#[test]
fn a_damaged_backup_changes_nothing() {
    each_target(|target| {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("backup");
        let store = migrated(target);
        set(&store, 1);
        let manifest = store.backup(&dir, act("").at).unwrap();
        set(&store, 2);
        drop(store);

        let file = dir.join(&manifest.file);
        let good = std::fs::read(&file).unwrap();
        let mut bad = good.clone();
        *bad.last_mut().unwrap() ^= 1;
        for content in [bad.as_slice(), &good[..good.len() / 2], b""] {
            std::fs::write(&file, content).unwrap();
            assert_eq!(store::restore(target, &dir, act("").at).unwrap_err().code().id, "STO-0115");
        }
        std::fs::write(&file, &good).unwrap();
        let text = std::fs::read_to_string(dir.join("manifest.json")).unwrap();
        let newer = text.replace(&format!("\"version\": {}", manifest.version), "\"version\": 9999");
        std::fs::write(dir.join("manifest.json"), newer).unwrap();
        assert_eq!(store::restore(target, &dir, act("").at).unwrap_err().code().id, "STO-0104");
        std::fs::remove_file(dir.join("manifest.json")).unwrap();
        assert_eq!(store::restore(target, &dir, act("").at).unwrap_err().code().id, "STO-0115");

        let store = Store::open(target).unwrap();
        assert_eq!(get(&store, "a").as_deref(), Some("2"));
        let count: Option<i64> =
            store.read(|tx| tx.row("select count(*) from setting", params![], |row| row.get(0))).unwrap();
        assert_eq!(count, Some(2));
    });
}

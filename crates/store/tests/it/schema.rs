//! Both engines have the same tables; an upgraded database is a new one.

use std::collections::BTreeSet;

use kernel::Result;
use store::testing::{act, each_target};
use store::{Engine, Store, Target, Tx, params};

/// Tables that one engine has for reasons of its own.
const OWN: &[&str] = &["sequence", "refinery_schema_history"];

type Column = (String, String, String, bool);

fn columns(tx: &mut Tx<'_>) -> Result<BTreeSet<Column>> {
    let sql = tx.text(
        "select t.name, c.name, lower(c.type), c.\"notnull\" <> 0 or c.pk > 0
           from sqlite_master t, pragma_table_info(t.name) c
          where t.type = 'table' and t.name not like 'sqlite_%'",
        "select cast(t.relname as text), cast(c.attname as text),
                case cast(c.atttypid as regtype) when 'bigint'::regtype then 'integer' when 'bytea'::regtype then 'blob'
                     else cast(cast(c.atttypid as regtype) as text) end,
                c.attnotnull
           from pg_class t join pg_attribute c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
          where t.relnamespace = cast('public' as regnamespace) and t.relkind in ('r', 'p') and not t.relispartition",
    );
    let all = tx.rows(sql, params![], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(all.into_iter().filter(|(table, ..): &Column| !OWN.contains(&table.as_str())).collect())
}

/// Everything the engine knows about the schema, as text.
fn everything(tx: &mut Tx<'_>) -> Result<BTreeSet<String>> {
    let sql = tx.text(
        "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master",
        "select 'index ' || indexdef from pg_indexes where schemaname = 'public'
         union all select 'constraint ' || cast(conrelid as regclass) || ' ' || conname || ' ' || pg_get_constraintdef(oid)
           from pg_constraint where connamespace = cast('public' as regnamespace)
         union all select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
                          || ' ' || coalesce(column_default, '')
           from information_schema.columns where table_schema = 'public'",
    );
    Ok(tx.rows(sql, params![], |row| row.get(0))?.into_iter().collect())
}

#[test]
fn both_engines_have_the_same_tables_of_three_types() {
    let seen = std::cell::RefCell::new(Vec::new());
    each_target(|target| {
        let store = Store::open(target).unwrap();
        store.migrate().unwrap();
        let columns = store.read(columns).unwrap();
        assert!(columns.len() > 30, "{columns:?}");
        for (table, column, kind, _) in &columns {
            assert!(["integer", "text", "blob"].contains(&kind.as_str()), "{table}.{column} is {kind}");
        }
        seen.borrow_mut().push(columns);
    });
    if let [sqlite, pg] = seen.borrow().as_slice() {
        let differing: Vec<_> = sqlite.symmetric_difference(pg).collect();
        assert!(differing.is_empty(), "{differing:#?}");
    }
}

#[test]
fn tables_of_the_embedded_engine_are_strict() {
    each_target(|target| {
        let store = Store::open(target).unwrap();
        if store.engine() != Engine::Sqlite {
            return;
        }
        store.migrate().unwrap();
        let sql = "select name from pragma_table_list where schema = 'main' and type = 'table' and strict = 0
                   and name not like 'sqlite_%' and name <> 'refinery_schema_history'";
        let loose: Vec<String> = store.read(|tx| tx.rows(sql, params![], |row| row.get(0))).unwrap();
        assert!(loose.is_empty(), "{loose:?}");
    });
}

#[test]
fn an_old_database_upgraded_equals_a_new_one() {
    let newest = |target: &Target| {
        let store = Store::open(target).unwrap();
        store.migrate().unwrap();
        store.read(everything).unwrap()
    };
    let fresh = std::cell::RefCell::new(Vec::new());
    each_target(|target| fresh.borrow_mut().push(newest(target)));
    let fresh = std::cell::RefCell::new(fresh.into_inner().into_iter());
    each_target(|target| {
        let store = Store::open(target).unwrap();
        assert_eq!(store.migrate_up_to(Some(1)).unwrap(), ["V1__platform"]);
        store.write(&act("old"), |tx| tx.set("region", "990100")).unwrap();
        let pending = store.pending().unwrap();
        assert_eq!(store.migrate().unwrap(), pending);
        assert_eq!(store.migrate().unwrap(), [""; 0]);
        assert_eq!(store.read(|tx| tx.setting("region")).unwrap().as_deref(), Some("990100"));
        let upgraded = store.read(everything).unwrap();
        let fresh = fresh.borrow_mut().next().unwrap();
        let differing: Vec<_> = upgraded.symmetric_difference(&fresh).collect();
        assert!(differing.is_empty(), "{differing:#?}");
    });
}

#[test]
fn a_database_of_a_newer_or_another_program_is_refused() {
    each_target(|target| {
        let store = Store::open(target).unwrap();
        store.migrate_up_to(Some(1)).unwrap();
        store
            .write(&act("tamper"), |tx| {
                tx.run("update refinery_schema_history set checksum = '1'", params![])
            })
            .unwrap();
        assert_eq!(store.migrate().unwrap_err().code().id, "STO-0105");
        store
            .write(&act("newer"), |tx| tx.run("update refinery_schema_history set version = 9999", params![]))
            .unwrap();
        assert_eq!(store.pending().unwrap_err().code().id, "STO-0104");
        assert_eq!(store.migrate().unwrap_err().code().id, "STO-0104");
    });
}

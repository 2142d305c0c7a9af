//! One record of a city that has lived, changed by one fen or one letter, taken away or put in twice: `verify` names it.
//!
//! Every table and every column is tried, whatever they are: what is left out says why below. A table the life has left empty
//! fails, unless it says why too.

use std::collections::{BTreeMap, BTreeSet};

use business::Office;
use city::live::{Plan, live};
use kernel::{Code, Kind};
use store::testing::{act, each_engine};
use store::{Engine, Tx, params};
use supervision::{Check, Options, Report};

use crate::living::office;

/// Nothing of the agency's work is in them.
const TABLES_LEFT_OUT: &[(&str, &str)] = &[
    ("command_receipt", "tells a repeated command again; what the command recorded is elsewhere"),
    ("factor", "signing in is not the agency's record"),
    ("intake", "how far a file was read; what it brought stands in its own tables"),
    ("job", "work that waits; what was done stands in its own tables"),
    ("one_time_code", "signing in is not the agency's record"),
    ("material_part", "what was handed in, told by its digest; the tests of the desk read it back"),
    ("outbox", "messages on their way; what they say stands in its own tables"),
    ("refinery_schema_history", "the migrations' own, which compares it itself"),
    ("sequence", "a number given twice is refused by a key"),
    ("session", "signing in is not the agency's record"),
    ("column_naming", "what a unit calls its columns; only read with its files"),
    ("upload", "files as they were handed in; what they brought stands in its own tables"),
    ("upload_part", "as upload"),
    ("upload_problem", "as upload"),
    ("standing", "who may do what; what was done is in the trail"),
    ("setting", "how the node is set up; the end of the audit chain is tried below"),
];

/// What this life has none of, with where it is tried instead.
const NOT_IN_THIS_LIFE: &[(&str, &str)] = &[
    ("calendar", "the agency shifts no day; business tests do"),
    ("certificate", "nobody asks for one; the tests of certificates do"),
    ("claim", "nobody is paid too much in so short a life; the small city of `supervision` has one"),
    ("family", "only the heirs of larger cities"),
    ("material", "nothing is handed in on paper"),
    ("recompute", "nothing of the past is decided again; the tests of the command line do"),
    ("recompute_line", "as recompute"),
    ("replaced", "as recompute"),
    ("unemployment", "too few people, or none who registers"),
    ("unit_credit", "no unit has a good credit class"),
    ("write_off", "nothing is given up; the small city of `supervision` has one"),
];

/// Columns that no figure follows from, with the reason.
const COLUMNS_LEFT_OUT: &[(&str, &str, &str)] = &[
    ("account", "opened", "only told; interest goes by the movements"),
    ("agreement", "to_date", "ended at the payer's word at any time"),
    ("approval", "reason", "words"),
    ("audit_block", "at", "only told; the chain goes by numbers and hashes"),
    ("award", "provisional", "only says that the year's figure is waited for"),
    ("bank_entry", "end_to_end", "the bank's words; the money is compared by day"),
    ("bank_entry", "kind", "the bank's words; the money is compared by day"),
    ("bank_entry", "reference", "the bank's words; the money is compared by day"),
    ("bank_statement", "message", "the bank's words"),
    ("bank_statement", "taken_at", "only told"),
    ("debit", "reason", "words"),
    ("interest_run", "last_person", "where to go on after an interruption"),
    ("law_archive", "archived_at", "only told"),
    ("levy_run", "last_payer", "where to go on after an interruption"),
    ("matter", "answers", "the form, sealed; what was decided by it is signed"),
    ("matter", "channel", "only told; the audit trail has it too"),
    ("matter", "command", "what was asked; what was decided is signed"),
    ("matter", "due", "the time limit; only told"),
    ("matter", "holder", "who works on it now"),
    ("participation", "ended_by", "only told; when it was ended is in the trail"),
    ("party", "region", "only told; units and bills have their own"),
    ("payment", "reason", "words"),
    ("posting", "line", "only the order within an entry"),
    ("receivable", "settled_on", "only told; late fees go by the receipts"),
    ("users", "*", "how somebody signs in; that they exist is tried by taking one away"),
];

/// What verify does not see yet, or what this life has no row for. A mended one is taken off the list.
const NOT_SEEN_YET: &[&str] = &[
    "account.closed: nothing to try",
    "audit: row put in twice",
    "entry.reverses: nothing to try",
    "matter.parent: nothing to try",
    "person_merge.person",
    "receipt.reverses: nothing to try",
    "injury.settled_to",
];

/// A column of a table.
struct Column {
    name: String,
    kind: String,
    /// Place in the primary key, from 1; 0: not in it.
    key: i64,
}

/// What is done to one row.
struct Corruption {
    /// Table, and column or what else.
    what: String,
    sql: String,
}

fn columns(tx: &mut Tx<'_>, table: &str) -> kernel::Result<Vec<Column>> {
    tx.rows("select name, type, pk from pragma_table_info($1) order by cid", params![table], |row| {
        Ok(Column { name: row.get(0)?, kind: row.get::<String>(1)?.to_uppercase(), key: row.get(2)? })
    })
}

/// SQL that holds for one row of those that meet a condition: the one in the middle.
fn one_row(table: &str, columns: &[Column], condition: &str, place: &str) -> String {
    let mut key: Vec<&Column> = columns.iter().filter(|column| column.key > 0).collect();
    key.sort_by_key(|column| column.key);
    let names: Vec<String> = key.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let names = names.join(", ");
    format!(
        "({names}) = (select {names} from \"{table}\" where {condition} order by {names} limit 1
          offset (select {place} from \"{table}\" where {condition}))"
    )
}

const MIDDLE: &str = "count(*) / 2";

fn corruptions(table: &str, columns: &[Column]) -> Vec<Corruption> {
    let left_out = |column: &str| {
        COLUMNS_LEFT_OUT.iter().any(|(of, name, _)| *of == table && [column, "*"].contains(name))
    };
    let mut all = Vec::new();
    for column in columns.iter().filter(|column| !left_out(&column.name)) {
        let name = format!("\"{}\"", column.name);
        let other = match column.kind.as_str() {
            "INTEGER" => format!("{name} + 1"),
            "TEXT" => format!("{name} || 'x'"),
            _ => format!("cast({name} || x'00' as blob)"),
        };
        let row = one_row(table, columns, &format!("{name} is not null"), MIDDLE);
        all.push(Corruption {
            what: format!("{table}.{}", column.name),
            sql: format!("update \"{table}\" set {name} = {other} where {row}"),
        });
    }
    for (place, which) in [(MIDDLE, "middle"), ("count(*) - 1", "last")] {
        let row = one_row(table, columns, "1 = 1", place);
        all.push(Corruption {
            what: format!("{table}: {which} row taken away"),
            sql: format!("delete from \"{table}\" where {row}"),
        });
    }
    let last = columns.iter().max_by_key(|column| column.key);
    let copied = columns.iter().map(|column| match last {
        Some(last) if last.name == column.name && column.kind == "INTEGER" => {
            format!("\"{}\" + 1000003", column.name)
        }
        Some(last) if last.name == column.name => format!("\"{}\" || 'x'", column.name),
        _ => format!("\"{}\"", column.name),
    });
    let row = one_row(table, columns, "1 = 1", MIDDLE);
    all.push(Corruption {
        what: format!("{table}: row put in twice"),
        sql: format!(
            "insert into \"{table}\" select {} from \"{table}\" where {row}",
            copied.collect::<Vec<_>>().join(", ")
        ),
    });
    all
}

static TAKEN_BACK: Code =
    Code { id: "TST-0001", kind: Kind::Conflict, zh: "已撤回", fix_zh: "", en: "taken back", fix_en: "" };

/// What came of a corruption.
enum Outcome {
    /// There was nothing to corrupt.
    Nothing,
    /// The database refuses it.
    Refused,
    /// Verify itself fails on it.
    Failed,
    Seen(Report),
}

/// What verify says of a change, which is then taken back.
fn what_if(office: &Office, options: &Options, sql: &str) -> Outcome {
    let mut came = Outcome::Refused;
    let undone: kernel::Result<()> = office.store.write(&act("corrupt"), |tx| {
        let changed = tx.run(sql, params![])?;
        let key = office.key.public();
        came = match changed {
            0 => Outcome::Nothing,
            _ => supervision::check(tx, &office.law, &key, options, &mut |_| {})
                .map_or(Outcome::Failed, Outcome::Seen),
        };
        Err(TAKEN_BACK.problem())
    });
    assert!(undone.is_err());
    came
}

/// Checks that are tried one after the other until one sees it: those that take longest last, signatures only where there are
/// any.
fn checks(table: &str) -> impl Iterator<Item = Vec<Check>> {
    use Check::{
        Accounts, Approvals, Audit, Bank, Benefits, Bills, Fund, Identity, Law, Ledger, Participation,
        Receipts, Receivables, References,
    };
    let signed = ["decision", "law_archive", "matter", "levy_run", "interest_run"].contains(&table);
    [
        vec![Ledger, Fund, Bank, Receipts, Benefits, Approvals, Identity],
        if signed { vec![Law] } else { Vec::new() },
        vec![Audit],
        vec![Bills, Receivables, Accounts, Participation, References],
    ]
    .into_iter()
    .filter(|checks| !checks.is_empty())
}

/// Tries the checks of a table on a corruption; what is wrong with them, unless it is found.
fn not_found(office: &Office, table: &str, corruption: &Corruption) -> Option<String> {
    let what = &corruption.what;
    let mut failed = false;
    for checks in checks(table) {
        match what_if(office, &Options { checks, ..Options::default() }, &corruption.sql) {
            Outcome::Seen(report) if named(&report) => return None,
            Outcome::Seen(_) => {}
            Outcome::Failed => failed = true,
            Outcome::Nothing => return Some(format!("{what}: nothing to try")),
            Outcome::Refused => return None,
        }
    }
    Some(if failed { format!("{what}: verify fails") } else { what.clone() })
}

/// Is a break told with its records?
fn named(report: &Report) -> bool {
    report.lines.iter().flat_map(|line| &line.breaks).any(|found| !found.records.is_empty())
}

#[test]
#[ignore = "slow: five hundred verifications take minutes"]
fn whatever_is_changed_in_a_lived_city_is_found() {
    each_engine(|store| {
        // The kinds are those of the embedded engine's catalogue; that both engines verify alike is shown elsewhere.
        if store.engine() == Engine::Postgres {
            return;
        }
        let office = office(store);
        live(&office, Plan { persons: 150, months: 14, seed: 2 }, &mut |_| {}).unwrap();
        store.seal(&act("seal")).unwrap();
        let whole =
            supervision::verify(store, &office.law, &office.key.public(), &Options::default(), &mut |_| {});
        let whole = whole.unwrap();
        assert!(whole.ok, "{}", whole.en());
        let tables = store.read(|tx| {
            let names = tx.rows(
                "select name from sqlite_schema where type = 'table' and name not like 'sqlite%' order by name",
                params![],
                |row| row.get::<String>(0),
            )?;
            let mut tables = BTreeMap::new();
            for name in names {
                let rows = tx.row(&format!("select count(*) from \"{name}\""), params![], |row| row.get::<i64>(0))?;
                tables.insert(name.clone(), (columns(tx, &name)?, rows.unwrap_or(0)));
            }
            Ok(tables)
        });
        let mut wrong = Vec::new();
        let mut tried = 0;
        for (table, (columns, rows)) in tables.unwrap() {
            if TABLES_LEFT_OUT.iter().any(|(name, _)| *name == table) {
                continue;
            }
            if rows == 0 && NOT_IN_THIS_LIFE.iter().any(|(name, _)| *name == table) {
                continue;
            }
            if rows == 0 {
                wrong.push(format!("{table}: no row to try"));
                continue;
            }
            for corruption in corruptions(&table, &columns) {
                tried += 1;
                let missed = not_found(&office, &table, &corruption);
                wrong.extend(missed);
            }
        }
        let tail = "delete from audit_block where no = (select max(no) from audit_block)";
        assert!(
            matches!(what_if(&office, &Options::default(), tail), Outcome::Seen(report) if named(&report))
        );
        println!("{tried} corruptions tried");
        let known: BTreeSet<&str> = NOT_SEEN_YET.iter().copied().collect();
        let new: Vec<&String> = wrong.iter().filter(|missed| !known.contains(missed.as_str())).collect();
        assert!(new.is_empty(), "of {tried} corruptions these are not found: {new:#?}");
    });
}

//! Every record that another one names exists. Mass tables carry no foreign keys, so this is done set by set: the numbers of
//! what can be named are gathered once, a bit each, and each naming table is read once.

use std::collections::BTreeMap;

use kernel::Result;
use store::{Row, Value, params};

use crate::finder::{By, Finder, Finds, Wrong};
use crate::numbers::Numbers;

/// What can be named, by one number each.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    User,
    Party,
    Matter,
    LevyRun,
    Bill,
    Agreement,
    DebitBatch,
    Receipt,
    Account,
    InterestRun,
    Award,
    PaymentRun,
    Payment,
    Entry,
}

impl Target {
    /// Its table, and SQL for its number.
    const fn table(self) -> (&'static str, &'static str) {
        match self {
            Target::User => ("users", "id"),
            Target::Party => ("party", "id"),
            Target::Matter => ("matter", "id"),
            Target::LevyRun => ("levy_run", "id"),
            Target::Bill => ("bill", "id"),
            Target::Agreement => ("agreement", "id"),
            Target::DebitBatch => ("debit_batch", "id"),
            Target::Receipt => ("receipt", "id"),
            Target::Account => ("account", "person * 8 + kind"),
            Target::InterestRun => ("interest_run", "id"),
            Target::Award => ("award", "id"),
            Target::PaymentRun => ("payment_run", "id"),
            Target::Payment => ("payment", "run * 4294967296 + line"),
            Target::Entry => ("entry", "id"),
        }
    }
}

/// SQL for the number of what is named; none where nothing is.
type Names = (&'static str, Target);

/// A table whose records name others.
struct Naming {
    table: &'static str,
    /// Columns by which a record is told.
    key: &'static [&'static str],
    /// The column by which a month's records are told; without one they are looked at only when everything is.
    by: Option<(&'static str, By)>,
    names: &'static [Names],
}

const fn naming(table: &'static str, key: &'static [&'static str], names: &'static [Names]) -> Naming {
    Naming { table, key, by: None, names }
}

impl Naming {
    const fn by(self, column: &'static str, by: By) -> Naming {
        Naming { by: Some((column, by)), ..self }
    }
}

const PERSON: Names = ("person", Target::Party);
const UNIT: Names = ("unit", Target::Party);
const PAYER: Names = ("payer", Target::Party);
const MATTER: Names = ("matter", Target::Matter);
const BILL: Names = ("nullif(bill, 0)", Target::Bill);
const ACCOUNT: Names = ("person * 8 + kind", Target::Account);
const AWARD: Names = ("award", Target::Award);

const NAMING: &[Naming] = &[
    naming("person_identity", &["person"], &[PERSON]),
    naming("person_number", &["person"], &[PERSON]),
    naming("person_status", &["person"], &[PERSON]),
    naming("person_fact", &["person", "fact"], &[PERSON]),
    naming("unit_fact", &["unit"], &[UNIT]),
    naming("participation", &["payer", "person", "insurance"], &[PERSON, PAYER, MATTER]),
    naming("wage", &["payer", "person"], &[PERSON, PAYER]),
    naming("family", &["person", "relative"], &[("relative", Target::Party)]),
    naming("employment", &["person", "unit"], &[UNIT]),
    naming("unemployment", &["person"], &[PERSON]),
    naming("card", &["person"], &[PERSON]),
    naming("person_merge", &["duplicate"], &[("duplicate", Target::Party), PERSON, MATTER]),
    naming("unit_credit", &["unit"], &[UNIT, MATTER]),
    naming("users", &["id"], &[PERSON]),
    naming(
        "standing",
        &["id"],
        &[("holder", Target::User), ("party", Target::Party), ("granted_by", Target::User)],
    ),
    naming("matter", &["id"], &[("opened_by", Target::User), ("parent", Target::Matter)]),
    naming("matter_event", &["matter", "line"], &[MATTER, ("\"by\"", Target::User)]),
    naming("material", &["matter", "line"], &[MATTER]),
    naming("recompute", &["id"], &[("nullif(matter, 0)", Target::Matter)]),
    naming(
        "recompute_line",
        &["recompute", "line"],
        &[PERSON, ("nullif(payer, 0)", Target::Party), ("nullif(award, 0)", Target::Award)],
    ),
    naming("certificate", &["matter"], &[MATTER, ("party", Target::Party), ("revoked_in", Target::Matter)]),
    naming("decision", &["id"], &[MATTER, ("made_by", Target::User)]),
    naming("approval", &["matter"], &[MATTER, ("asked_by", Target::User), ("decided_by", Target::User)]),
    naming("levy_run", &["id"], &[MATTER]).by("month", By::Months),
    naming("bill", &["id"], &[PAYER, ("nullif(run, 0)", Target::LevyRun), MATTER]).by("id", By::Bills),
    naming("subsidy", &["bill", "person"], &[BILL]).by("bill", By::Bills),
    naming("debit_batch", &["id"], &[MATTER]).by("month", By::Months),
    naming(
        "debit",
        &["batch", "line"],
        &[("batch", Target::DebitBatch), BILL, ("agreement", Target::Agreement)],
    )
    .by("bill", By::Bills),
    naming("agreement", &["id"], &[("party", Target::Party), MATTER]),
    naming("receipt", &["id"], &[PAYER, ("reverses", Target::Receipt), MATTER]).by("received_on", By::Days),
    naming("allocation", &["receipt", "line"], &[("receipt", Target::Receipt), BILL]).by("bill", By::Bills),
    naming("late_fee", &["bill", "insurance"], &[BILL]).by("bill", By::Bills),
    naming("write_off", &["matter", "bill"], &[MATTER, BILL]).by("bill", By::Bills),
    naming("account", &["kind", "person"], &[PERSON]),
    naming("account_entry", &["kind", "person", "month"], &[ACCOUNT]).by("month", By::Months),
    naming("account_year", &["kind", "person", "year"], &[("run", Target::InterestRun), ACCOUNT]),
    naming("award", &["id"], &[PERSON, MATTER]),
    naming("award_amount", &["award", "from_month"], &[AWARD]),
    naming("payment_run", &["id"], &[MATTER]).by("month", By::Months),
    naming(
        "payment",
        &["run", "line"],
        &[
            ("run", Target::PaymentRun),
            AWARD,
            PERSON,
            ("replaces_run * 4294967296 + replaces_line", Target::Payment),
        ],
    )
    .by("month", By::Months),
    naming("claim", &["id"], &[AWARD, PERSON]),
    naming("injury", &["id"], &[PERSON, UNIT, MATTER]),
    naming("injury_grade", &["injury", "assessed_on"], &[MATTER]),
    naming("entry", &["id"], &[("reverses", Target::Entry)]).by("month", By::Months),
    naming("month_close", &["month"], &[MATTER, ("closed_by", Target::User)]).by("month", By::Months),
    naming("intake", &["id"], &[MATTER]),
];

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    let mut known: BTreeMap<Target, Numbers> = BTreeMap::new();
    for naming in NAMING {
        let by = match naming.by {
            Some((_, by)) => by,
            None if find.scope().is_whole() => By::All,
            None => continue,
        };
        for (_, target) in naming.names {
            if !known.contains_key(target) {
                known.insert(*target, numbers(find, *target)?);
            }
        }
        let columns = [naming.names.iter().map(|(names, _)| *names).collect(), naming.key.to_vec()].concat();
        let within =
            naming.by.map(|(column, _)| format!("where {column} between $1 and $2")).unwrap_or_default();
        let sql = format!("select {} from {} {within}", columns.join(", "), naming.table);
        find.each_by(by, &sql, |finds, row| compare(finds, row, naming, &known))?;
    }
    Ok(())
}

fn numbers(find: &mut Finder<'_, '_>, target: Target) -> Result<Numbers> {
    let (table, number) = target.table();
    let mut numbers = Numbers::default();
    find.each(&format!("select {number} from {table}"), params![], |_, row| {
        numbers.insert(row.get(0)?);
        Ok(())
    })?;
    Ok(numbers)
}

fn compare(
    finds: &mut Finds,
    row: &Row<'_>,
    naming: &Naming,
    known: &BTreeMap<Target, Numbers>,
) -> Result<()> {
    finds.checked(1);
    for (column, (_, target)) in naming.names.iter().enumerate() {
        let Value::Int(number) = row.value(column)? else { continue };
        if known.get(target).is_some_and(|numbers| numbers.contains(number)) {
            continue;
        }
        let mut record = format!("{}:", naming.table);
        for (at, _) in naming.key.iter().enumerate() {
            if at > 0 {
                record.push('/');
            }
            match row.value(naming.names.len() + at)? {
                Value::Int(number) => record.push_str(&number.to_string()),
                Value::Text(text) => record.push_str(text),
                _ => {}
            }
        }
        let wrong = Wrong("所引用的记录不存在", "a record that is named does not exist");
        finds.add(wrong, record, named(*target, number), "—");
    }
    Ok(())
}

/// How a record is called that should exist.
fn named(target: Target, number: i64) -> String {
    let table = target.table().0;
    match target {
        Target::Account => format!("{table}:{}/{}", number % 8, number / 8),
        Target::Payment => format!("{table}:{}/{}", number >> 32, number & 0xffff_ffff),
        _ => format!("{table}:{number}"),
    }
}

//! Every record that another one names exists. Mass tables carry no foreign keys, so this is done set by set.

use kernel::Result;

use crate::finder::{By, Finder, Unit, Wrong};

/// A column that names a record of another table.
struct Reference {
    table: &'static str,
    /// SQL for the key of the naming record, its table called `t`.
    key: &'static str,
    /// SQL for the number named.
    names: &'static str,
    target: &'static str,
    id: &'static str,
    /// Its column by which a month's records are told; the others are looked at only when everything is.
    by: Option<(&'static str, By)>,
}

const fn reference(
    table: &'static str,
    key: &'static str,
    names: &'static str,
    target: &'static str,
) -> Reference {
    Reference { table, key, names, target, id: "id", by: None }
}

impl Reference {
    const fn by(self, column: &'static str, by: By) -> Reference {
        Reference { by: Some((column, by)), ..self }
    }

    const fn id(self, id: &'static str) -> Reference {
        Reference { id, ..self }
    }
}

const REFERENCES: &[Reference] = &[
    reference("person_identity", "t.person", "t.person", "party"),
    reference("person_number", "t.person", "t.person", "party"),
    reference("person_status", "t.person", "t.person", "party"),
    reference("person_fact", "t.person || '/' || t.fact", "t.person", "party"),
    reference("unit_fact", "t.unit", "t.unit", "party"),
    reference("participation", "t.payer || '/' || t.person || '/' || t.insurance", "t.person", "party"),
    reference("participation", "t.payer || '/' || t.person || '/' || t.insurance", "t.payer", "party"),
    reference("participation", "t.payer || '/' || t.person || '/' || t.insurance", "t.matter", "matter"),
    reference("wage", "t.payer || '/' || t.person", "t.person", "party"),
    reference("wage", "t.payer || '/' || t.person", "t.payer", "party"),
    reference("family", "t.person || '/' || t.relative", "t.relative", "party"),
    reference("employment", "t.person || '/' || t.unit", "t.unit", "party"),
    reference("unemployment", "t.person", "t.person", "party"),
    reference("card", "t.person", "t.person", "party"),
    reference("matter_event", "t.matter || '/' || t.line", "t.matter", "matter"),
    reference("decision", "t.id", "t.matter", "matter"),
    reference("approval", "t.matter", "t.matter", "matter"),
    reference("levy_run", "t.id", "t.matter", "matter").by("t.month", By::Months),
    reference("bill", "t.id", "t.payer", "party").by("t.id", By::Bills),
    reference("bill", "t.id", "nullif(t.run, 0)", "levy_run").by("t.id", By::Bills),
    reference("bill", "t.id", "t.matter", "matter").by("t.id", By::Bills),
    reference("subsidy", "t.bill || '/' || t.person", "t.bill", "bill").by("t.bill", By::Bills),
    reference("debit_batch", "t.id", "t.matter", "matter").by("t.month", By::Months),
    reference("debit", "t.batch || '/' || t.line", "t.batch", "debit_batch").by("t.bill", By::Bills),
    reference("debit", "t.batch || '/' || t.line", "t.bill", "bill").by("t.bill", By::Bills),
    reference("agreement", "t.id", "t.party", "party"),
    reference("receipt", "t.id", "t.payer", "party").by("t.received_on", By::Days),
    reference("receipt", "t.id", "t.reverses", "receipt").by("t.received_on", By::Days),
    reference("receipt", "t.id", "t.matter", "matter").by("t.received_on", By::Days),
    reference("allocation", "t.receipt || '/' || t.line", "t.receipt", "receipt").by("t.bill", By::Bills),
    reference("allocation", "t.receipt || '/' || t.line", "nullif(t.bill, 0)", "bill")
        .by("t.bill", By::Bills),
    reference("write_off", "t.matter || '/' || t.bill", "t.matter", "matter").by("t.bill", By::Bills),
    reference("account", "t.kind || '/' || t.person", "t.person", "party"),
    reference("account_entry", "t.kind || '/' || t.person || '/' || t.month", "t.person", "account")
        .id("kind = t.kind and x.person")
        .by("t.month", By::Months),
    reference("account_year", "t.kind || '/' || t.person || '/' || t.year", "t.run", "interest_run"),
    reference("account_year", "t.kind || '/' || t.person || '/' || t.year", "t.person", "account")
        .id("kind = t.kind and x.person"),
    reference("award", "t.id", "t.person", "party"),
    reference("award", "t.id", "t.matter", "matter"),
    reference("award_amount", "t.award || '/' || t.from_month", "t.award", "award"),
    reference("payment_run", "t.id", "t.matter", "matter").by("t.month", By::Months),
    reference("payment", "t.run || '/' || t.line", "t.run", "payment_run").by("t.month", By::Months),
    reference("payment", "t.run || '/' || t.line", "t.award", "award").by("t.month", By::Months),
    reference("payment", "t.run || '/' || t.line", "t.person", "party").by("t.month", By::Months),
    reference("payment", "t.run || '/' || t.line", "t.replaces_run", "payment")
        .id("line = t.replaces_line and x.run")
        .by("t.month", By::Months),
    reference("claim", "t.id", "t.award", "award"),
    reference("claim", "t.id", "t.person", "party"),
    reference("entry", "t.id", "t.reverses", "entry").by("t.month", By::Months),
    reference("month_close", "t.month", "t.matter", "matter").by("t.month", By::Months),
    reference("intake", "t.id", "t.matter", "matter"),
];

pub(super) fn check(find: &mut Finder<'_, '_>) -> Result<()> {
    for Reference { table, key, names, target, id, by } in REFERENCES {
        let (within, by) = match *by {
            Some((column, by)) => (format!("{column} between $1 and $2"), by),
            None if find.is_whole() => ("1 = 1".to_owned(), By::All),
            None => continue,
        };
        find.count(by, &format!("select count(*) from {table} t where {within}"))?;
        find.breaks(
            by,
            Unit::Plain,
            Wrong("所引用的记录不存在", "a record that is named does not exist"),
            &format!(
                "select '{table}:' || {key}, '{target}:' || {names}, null from {table} t
                 where {within} and {names} is not null
                   and not exists (select 1 from {target} x where x.{id} = {names})"
            ),
        )?;
    }
    people(find)
}

/// Contribution lines name people too; each is looked up once, however long their history.
fn people(find: &mut Finder<'_, '_>) -> Result<()> {
    find.breaks(
        By::Bills,
        Unit::Plain,
        Wrong("缴费明细的人员不存在", "contribution lines of a person that does not exist"),
        "select 'contribution:' || min(bill) || '/' || person, 'party:' || person, null
         from contribution c where bill between $1 and $2
           and not exists (select 1 from party x where x.id = c.person and x.kind = 1)
         group by person",
    )
}

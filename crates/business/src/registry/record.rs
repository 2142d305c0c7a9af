//! How facts reach their tables: rows that are no longer believed are retracted, new ones inserted, set-wise.

use std::collections::BTreeMap;

use kernel::{MatterId, Moment, Problem, Result};
use serde_json::{Value as Json, json};
use store::{Checksum, Engine, Table, Tx, Value, params};

use super::codes;
use super::folder::{Facts, Held};
use super::insured::category_code;
use super::model::{Employment, Participation, Unemployment, Wage};

/// A kind of fact with its table.
pub(super) trait Record: Clone {
    /// Table and columns as `put` fills them.
    const TABLE: Table;
    /// Primary key, the matter last; days are text.
    const KEY: &'static [(&'static str, Kind)];
    /// The key's values without the matter.
    fn key(&self) -> Vec<Json>;
    /// Hands over the cells of one row; the last two say since when it is believed and until when.
    fn put(&self, matter: MatterId, at: Moment, take: &mut Take<'_>) -> Result<()>;
}

/// Takes the cells of a row.
pub(super) type Take<'t> = dyn FnMut(&[Value<'_>]) -> Result<()> + 't;

/// Type of a key column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Text,
}

/// Brings the changes of many folders into the table of their kind.
pub(super) fn save<'f, T: Record + 'f>(
    tx: &mut Tx<'_>,
    matter: MatterId,
    at: Moment,
    all: impl Iterator<Item = &'f Facts<T>> + Clone,
) -> Result<()> {
    let gone = || all.clone().flat_map(Facts::gone);
    let mut checksum = Checksum::default();
    for held in gone().filter(|held| held.matter == matter) {
        held.fact.put(held.matter, at, &mut |cells| {
            checksum.remove(lasting(cells));
            Ok(())
        })?;
    }
    tx.recorded(matter.get(), T::TABLE.name, checksum);
    remove::<T>(tx, &keys(gone().filter(|held| held.matter == matter)), &Removal::Delete)?;
    remove::<T>(tx, &keys(gone().filter(|held| held.matter != matter)), &Removal::Retract(at, matter))?;
    if all.clone().flat_map(Facts::fresh).next().is_none() {
        return Ok(());
    }
    let mut checksums: BTreeMap<MatterId, Checksum> = BTreeMap::new();
    tx.bulk(&T::TABLE, |sink| {
        for held in all.flat_map(Facts::fresh) {
            let checksum = checksums.entry(held.matter).or_default();
            held.fact.put(held.matter, at, &mut |cells| {
                checksum.add(lasting(cells));
                sink.row(cells)
            })?;
        }
        Ok(())
    })
    .map_err(overlap)?;
    for (matter, checksum) in checksums {
        tx.recorded(matter.get(), T::TABLE.name, checksum);
    }
    Ok(())
}

/// The cells that stay as they are while the row is believed or not.
pub(super) fn lasting<'c, 'v>(cells: &'c [Value<'v>]) -> &'c [Value<'v>] {
    cells.get(..cells.len().saturating_sub(2)).unwrap_or_default()
}

fn keys<'f, T: Record + 'f>(held: impl Iterator<Item = &'f Held<T>>) -> Vec<Json> {
    held.map(|held| {
        let mut key = held.fact.key();
        key.push(json!(held.matter.get()));
        Json::Array(key)
    })
    .collect()
}

enum Removal {
    /// Recorded by the same matter and never believed.
    Delete,
    /// Believed until now.
    Retract(Moment, MatterId),
}

fn remove<T: Record>(tx: &mut Tx<'_>, keys: &[Json], how: &Removal) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = T::KEY.iter().map(|(name, _)| *name).collect();
    let (names, wanted) = (names.join(", "), wanted(tx.engine(), T::KEY));
    let (table, keys) = (T::TABLE.name, Json::from(keys).to_string());
    match how {
        Removal::Delete => {
            tx.run(&format!("DELETE FROM {table} WHERE ({names}) IN ({wanted})"), params![keys])?
        }
        Removal::Retract(at, matter) if table == "participation" => tx.run(
            &format!("UPDATE {table} SET retracted_at = $2, ended_by = $3 WHERE ({names}) IN ({wanted})"),
            params![keys, at, matter],
        )?,
        Removal::Retract(at, _) => tx.run(
            &format!("UPDATE {table} SET retracted_at = $2 WHERE ({names}) IN ({wanted})"),
            params![keys, at],
        )?,
    };
    Ok(())
}

/// The keys of `$1`, a JSON array of arrays, as rows.
fn wanted(engine: Engine, key: &[(&str, Kind)]) -> String {
    let column = |(at, (_, kind)): (usize, &(&str, Kind))| match (engine, kind) {
        (Engine::Sqlite, _) => format!("json_extract(value, '$[{at}]')"),
        (Engine::Postgres, Kind::Text) => format!("k ->> {at}"),
        (Engine::Postgres, Kind::Number) => format!("cast(k ->> {at} as bigint)"),
    };
    let columns: Vec<String> = key.iter().enumerate().map(column).collect();
    let from = match engine {
        Engine::Sqlite => "json_each($1)",
        Engine::Postgres => "json_array_elements(cast(cast($1 as text) as json)) AS k",
    };
    format!("SELECT {} FROM {from}", columns.join(", "))
}

/// The database's own refusal of an overlap, in the words of the registry.
pub(super) fn overlap(problem: Problem) -> Problem {
    match problem.cause() {
        Some(cause) if cause.contains("participation_no_overlap") => codes::OVERLAP.problem().because(cause),
        _ => problem,
    }
}

const PAYER: (&str, Kind) = ("payer", Kind::Number);
const PERSON: (&str, Kind) = ("person", Kind::Number);
const FROM_MONTH: (&str, Kind) = ("from_month", Kind::Number);
const MATTER: (&str, Kind) = ("matter", Kind::Number);
const BELIEVED: Value<'static> = Value::Int(0);

impl Record for Participation {
    const TABLE: Table = Table {
        name: "participation",
        columns: &[
            "payer",
            "person",
            "insurance",
            "from_month",
            "matter",
            "to_month",
            "category",
            "tier",
            "region",
            "reason_in",
            "reason_out",
            "slot",
            "slot_payer",
            "recorded_at",
            "retracted_at",
        ],
    };
    const KEY: &'static [(&'static str, Kind)] =
        &[PAYER, PERSON, ("insurance", Kind::Number), FROM_MONTH, MATTER];

    fn key(&self) -> Vec<Json> {
        let from = self.period.from().yyyymm();
        vec![json!(self.payer), json!(self.person), json!(self.insurance.code()), json!(from)]
    }

    fn put(&self, matter: MatterId, at: Moment, take: &mut Take<'_>) -> Result<()> {
        let (slot, slot_payer) = self.slot();
        take(params![
            self.payer,
            self.person,
            self.insurance,
            self.period.from(),
            matter,
            self.period.to(),
            category_code(self.category),
            self.tier,
            self.region,
            self.reason_in,
            self.reason_out,
            slot,
            slot_payer,
            at,
            BELIEVED
        ])
    }
}

impl Record for Wage {
    const TABLE: Table = Table {
        name: "wage",
        columns: &[
            "payer",
            "person",
            "from_month",
            "matter",
            "to_month",
            "wage",
            "kind",
            "recorded_at",
            "retracted_at",
        ],
    };
    const KEY: &'static [(&'static str, Kind)] = &[PAYER, PERSON, FROM_MONTH, MATTER];

    fn key(&self) -> Vec<Json> {
        vec![json!(self.payer), json!(self.person), json!(self.period.from().yyyymm())]
    }

    fn put(&self, matter: MatterId, at: Moment, take: &mut Take<'_>) -> Result<()> {
        take(params![
            self.payer,
            self.person,
            self.period.from(),
            matter,
            self.period.to(),
            self.wage,
            self.kind.key(),
            at,
            BELIEVED
        ])
    }
}

impl Record for Employment {
    const TABLE: Table = Table {
        name: "employment",
        columns: &[
            "person",
            "unit",
            "from_date",
            "matter",
            "to_date",
            "form",
            "end_reason",
            "involuntary",
            "recorded_at",
            "retracted_at",
        ],
    };
    const KEY: &'static [(&'static str, Kind)] =
        &[PERSON, ("unit", Kind::Number), ("from_date", Kind::Text), MATTER];

    fn key(&self) -> Vec<Json> {
        vec![json!(self.person), json!(self.unit), json!(self.from)]
    }

    fn put(&self, matter: MatterId, at: Moment, take: &mut Take<'_>) -> Result<()> {
        take(params![
            self.person,
            self.unit,
            self.from,
            matter,
            self.to,
            self.form,
            self.end_reason,
            self.involuntary,
            at,
            BELIEVED
        ])
    }
}

impl Record for Unemployment {
    const TABLE: Table = Table {
        name: "unemployment",
        columns: &[
            "person",
            "registered_on",
            "matter",
            "ended_on",
            "end_reason",
            "recorded_at",
            "retracted_at",
        ],
    };
    const KEY: &'static [(&'static str, Kind)] = &[PERSON, ("registered_on", Kind::Text), MATTER];

    fn key(&self) -> Vec<Json> {
        vec![json!(self.person), json!(self.registered_on)]
    }

    fn put(&self, matter: MatterId, at: Moment, take: &mut Take<'_>) -> Result<()> {
        take(params![self.person, self.registered_on, matter, self.ended_on, self.end_reason, at, BELIEVED])
    }
}

/// Numbers as the JSON array that [`ids_sql`] takes.
pub(crate) fn ids(numbers: impl IntoIterator<Item = i64>) -> String {
    Json::from(numbers.into_iter().collect::<Vec<i64>>()).to_string()
}

/// `(SELECT …)` of the numbers of a JSON array `$n`, on either engine.
pub(crate) fn ids_sql(engine: Engine, n: usize) -> String {
    match engine {
        Engine::Sqlite => format!("(SELECT value FROM json_each(${n}))"),
        Engine::Postgres => format!(
            "(SELECT cast(value as bigint) FROM json_array_elements_text(cast(cast(${n} as text) as json)))"
        ),
    }
}

/// `(SELECT …)` of the digests of a JSON array `$n` of hexadecimal texts, on either engine.
pub(super) fn digests_sql(engine: Engine, n: usize) -> String {
    match engine {
        Engine::Sqlite => format!("(SELECT unhex(value) FROM json_each(${n}))"),
        Engine::Postgres => format!(
            "(SELECT decode(value, 'hex') FROM json_array_elements_text(cast(cast(${n} as text) as json)))"
        ),
    }
}

/// Hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

//! What every check works with: the transaction, the part of the records asked for, and the line it fills.

use std::collections::BTreeMap;

use kernel::{FeeMonth, Fen, Insurance, Result};
use store::{Engine, Row, ToValue, Tx, Value};

use crate::report::{Break, Check, Line, Remark};

/// The part of the records to look at. All bounds are included.
pub(crate) struct Scope {
    months: (i64, i64),
    days: (String, String),
    bills: (i64, i64),
    whole: bool,
}

/// Which bounds a query takes as `$1` and `$2`.
#[derive(Clone, Copy)]
pub(crate) enum By {
    /// None.
    All,
    /// Months as numbers.
    Months,
    /// Days as text.
    Days,
    /// Numbers of bills.
    Bills,
}

/// How the two values of a difference are shown.
#[derive(Clone, Copy)]
pub(crate) enum Unit {
    /// Fen as yuan.
    Money,
    /// As they are stored.
    Plain,
}

/// What is wrong, in Chinese and English.
#[derive(Clone, Copy)]
pub(crate) struct Wrong(pub(crate) &'static str, pub(crate) &'static str);

/// A check at work.
pub(crate) struct Finder<'f, 'tx> {
    tx: &'f mut Tx<'tx>,
    scope: &'f Scope,
    finds: &'f mut Finds,
}

/// The line being filled.
pub(crate) struct Finds {
    line: Line,
    named: usize,
}

/// The lines of all checks that were asked for. A pass over a mass table fills several at once.
pub(crate) struct Lines(Vec<Finds>);

impl Scope {
    pub(crate) fn everything() -> Scope {
        Scope {
            months: (0, FeeMonth::OPEN.yyyymm()),
            days: ("0000-01-01".to_owned(), "9999-12-31".to_owned()),
            bills: (0, i64::MAX),
            whole: true,
        }
    }

    pub(crate) fn month(month: FeeMonth, bills: (i64, i64)) -> Scope {
        Scope {
            months: (month.yyyymm(), month.yyyymm()),
            days: (month.first_day().to_string(), month.last_day().to_string()),
            bills,
            whole: false,
        }
    }

    /// All records, not only those of a month?
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    pub(crate) fn months(&self) -> (i64, i64) {
        self.months
    }

    pub(crate) fn bills(&self) -> (i64, i64) {
        self.bills
    }

    fn bounds(&self, by: By) -> Vec<Value<'_>> {
        match by {
            By::All => Vec::new(),
            By::Months => vec![self.months.0.to_value(), self.months.1.to_value()],
            By::Days => vec![self.days.0.to_value(), self.days.1.to_value()],
            By::Bills => vec![self.bills.0.to_value(), self.bills.1.to_value()],
        }
    }
}

impl<'f, 'tx> Finder<'f, 'tx> {
    pub(crate) fn new(tx: &'f mut Tx<'tx>, scope: &'f Scope, finds: &'f mut Finds) -> Finder<'f, 'tx> {
        Finder { tx, scope, finds }
    }

    pub(crate) fn scope(&self) -> &'f Scope {
        self.scope
    }

    /// Adds what the query counts to the records looked at.
    pub(crate) fn count(&mut self, by: By, sql: &str) -> Result<()> {
        let counted = self.tx.row(sql, &self.scope.bounds(by), |row| row.get::<i64>(0))?;
        self.finds.line.checked += counted.unwrap_or(0);
        Ok(())
    }

    /// Every row of the query is a break: its records, what is expected, what is found.
    pub(crate) fn breaks(&mut self, by: By, unit: Unit, wrong: Wrong, sql: &str) -> Result<()> {
        self.breaks_of(unit, wrong, sql, &self.scope.bounds(by))
    }

    /// The same of a query with bounds of its own.
    pub(crate) fn breaks_of(
        &mut self,
        unit: Unit,
        wrong: Wrong,
        sql: &str,
        params: &[Value<'_>],
    ) -> Result<()> {
        let (tx, finds) = (&mut *self.tx, &mut *self.finds);
        tx.each(sql, params, |row| {
            let records: String = row.get(0)?;
            let (expected, found) = (shown(row, 1, unit)?, shown(row, 2, unit)?);
            finds.add(wrong, records, expected, found);
            Ok(())
        })
    }

    /// Row by row, with the line to write breaks into.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut take: impl FnMut(&mut Finds, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let (tx, finds) = (&mut *self.tx, &mut *self.finds);
        tx.each(sql, params, |row| take(finds, row))
    }

    /// The same within bounds.
    pub(crate) fn each_by(
        &mut self,
        by: By,
        sql: &str,
        mut take: impl FnMut(&mut Finds, &Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let (tx, finds) = (&mut *self.tx, &mut *self.finds);
        tx.each(sql, &self.scope.bounds(by), |row| take(finds, row))
    }

    /// All records that were merged away, each with the true one.
    pub(crate) fn merges(&mut self) -> Result<BTreeMap<i64, i64>> {
        merges(self.tx)
    }

    pub(crate) fn engine(&self) -> Engine {
        self.tx.engine()
    }

    /// The month that was closed last before those that are looked at; 0: none.
    pub(crate) fn last_closed(&mut self) -> Result<i64> {
        let sql = "select coalesce(max(month), 0) from month_close where month < $1";
        Ok(self.tx.row(sql, &[self.scope.months.0.to_value()], |row| row.get(0))?.unwrap_or(0))
    }

    /// All rows of a query that has few.
    pub(crate) fn rows<T>(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        map: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.tx.rows(sql, params, map)
    }

    pub(crate) fn finds(&mut self) -> &mut Finds {
        self.finds
    }
}

impl Lines {
    pub(crate) fn new(checks: &[Check], named: usize) -> Lines {
        Lines(checks.iter().map(|&check| Finds { line: Line::new(check), named }).collect())
    }

    /// The line of a check, if it was asked for.
    pub(crate) fn of(&mut self, check: Check) -> Option<&mut Finds> {
        self.0.iter_mut().find(|finds| finds.line.check == check)
    }

    pub(crate) fn wants(&self, check: Check) -> bool {
        self.0.iter().any(|finds| finds.line.check == check)
    }

    pub(crate) fn into_lines(self) -> Vec<Line> {
        self.0.into_iter().map(|finds| finds.line).collect()
    }
}

impl Finds {
    /// A break.
    pub(crate) fn add(
        &mut self,
        wrong: Wrong,
        records: impl Into<String>,
        expected: impl ToString,
        found: impl ToString,
    ) {
        self.line.total += 1;
        if self.line.breaks.len() < self.named {
            self.line.breaks.push(Break {
                records: records.into(),
                expected: expected.to_string(),
                found: found.to_string(),
                zh: wrong.0,
                en: wrong.1,
            });
        }
    }

    /// A break if two amounts differ.
    pub(crate) fn money(&mut self, wrong: Wrong, records: impl Fn() -> String, expected: i64, found: i64) {
        if expected != found {
            self.add(wrong, records(), Fen::new(expected), Fen::new(found));
        }
    }

    /// A break if two numbers differ.
    pub(crate) fn number(&mut self, wrong: Wrong, records: impl Fn() -> String, expected: i64, found: i64) {
        if expected != found {
            self.add(wrong, records(), expected, found);
        }
    }

    /// So many more records were looked at.
    pub(crate) fn checked(&mut self, more: i64) {
        self.line.checked += more;
    }

    pub(crate) fn remark(&mut self, zh: String, en: String) {
        self.line.remarks.push(Remark { zh, en });
    }
}

fn shown(row: &Row<'_>, column: usize, unit: Unit) -> Result<String> {
    Ok(match (row.value(column)?, unit) {
        (Value::Int(fen), Unit::Money) => Fen::new(fen).to_string(),
        (Value::Int(number), Unit::Plain) => number.to_string(),
        (Value::Text(text), _) => text.to_owned(),
        _ => "—".to_owned(),
    })
}

/// SQL for the fund of an insurance.
pub(crate) fn fund_of(column: &str) -> String {
    case(column, Insurance::ALL.iter().map(|insurance| (insurance.code(), insurance.fund().code())))
}

/// SQL for the kind of personal account an insurance feeds; 0 where it feeds none.
pub(crate) fn account_of(column: &str) -> String {
    use kernel::AccountKind::{Medical, Pension, ResidentPension};
    case(
        column,
        [
            (Insurance::Pension, Pension),
            (Insurance::Medical, Medical),
            (Insurance::ResidentPension, ResidentPension),
        ]
        .map(|(insurance, kind)| (insurance.code(), kind.code())),
    )
}

/// SQL for the true record of a person whose record may have been merged away.
pub(crate) fn merged(column: &str) -> String {
    format!("coalesce((select g.person from person_merge g where g.duplicate = {column}), {column})")
}

/// All records that were merged away, each with the true one.
pub(crate) fn merges(tx: &mut Tx<'_>) -> Result<BTreeMap<i64, i64>> {
    let rows =
        tx.rows("select duplicate, person from person_merge", &[], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// SQL for one number by another; 0 where it is not listed.
pub(crate) fn case(column: &str, pairs: impl IntoIterator<Item = (i64, i64)>) -> String {
    let arms: String = pairs.into_iter().map(|(from, to)| format!(" when {from} then {to}")).collect();
    format!("cast(case {column}{arms} else 0 end as bigint)")
}

/// SQL list of numbers.
pub(crate) fn list(numbers: impl IntoIterator<Item = i64>) -> String {
    let numbers: Vec<String> = numbers.into_iter().map(|number| number.to_string()).collect();
    numbers.join(", ")
}

//! The office at a glance: how many people and units, what was billed, collected and paid. Read-only, over the tables
//! of all subjects; nothing is decided from it.

use kernel::{Date, Fen, Result};
use store::{Tx, params};

/// Figures of the whole pooling area (总览).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// People on record, duplicates that were merged left out.
    pub people: i64,
    /// Units on record.
    pub units: i64,
    /// Bills issued (应收核定单).
    pub bills: i64,
    /// Assessed (应收), differences included.
    pub billed: Fen,
    /// Collected (实收) on bills.
    pub collected: Fen,
    /// Open on bills whose last day has passed (欠费).
    pub arrears: Fen,
    /// People to whom a pension was awarded (待遇领取人员), the dead included.
    pub pensioners: i64,
    /// Benefits that reached their receivers (已发放).
    pub paid: Fen,
}

/// The figures as recorded, arrears as of a day.
pub fn overview(tx: &mut Tx<'_>, on: Date) -> Result<Overview> {
    let parties = "SELECT (SELECT count(*) FROM party WHERE kind = 1) - (SELECT count(*) FROM person_merge),
                          (SELECT count(*) FROM party WHERE kind = 2)";
    let (people, units) =
        tx.row(parties, params![], |row| Ok((row.get::<i64>(0)?, row.get::<i64>(1)?)))?.unwrap_or_default();
    let bills = tx.row("SELECT count(*) FROM bill", params![], |row| row.get::<i64>(0))?.unwrap_or_default();
    let (billed, collected) = tx
        .row(
            "SELECT cast(coalesce(sum(due), 0) as bigint), cast(coalesce(sum(received), 0) as bigint) FROM receivable",
            params![],
            |row| Ok((row.get::<Fen>(0)?, row.get::<Fen>(1)?)),
        )?
        .unwrap_or_default();
    let arrears = sum(
        tx,
        "SELECT cast(coalesce(sum(r.due - r.received - r.written_off), 0) as bigint)
         FROM receivable r JOIN bill b ON b.id = r.bill
         WHERE b.due < $1 AND r.due > r.received + r.written_off",
        on,
    )?;
    let pensioners = tx
        .row(
            "SELECT count(DISTINCT person) FROM award WHERE benefit IN ('pension', 'resident-pension')",
            params![],
            |row| row.get::<i64>(0),
        )?
        .unwrap_or_default();
    let paid = tx
        .row(
            "SELECT cast(coalesce(sum(amount), 0) as bigint) FROM payment WHERE state = 'paid'",
            params![],
            |row| row.get::<Fen>(0),
        )?
        .unwrap_or_default();
    Ok(Overview { people, units, bills, billed, collected, arrears, pensioners, paid })
}

fn sum(tx: &mut Tx<'_>, sql: &str, on: Date) -> Result<Fen> {
    Ok(tx.row(sql, params![on], |row| row.get::<Fen>(0))?.unwrap_or_default())
}

/// What has happened in the area so often (业务量).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// Stable word.
    pub key: &'static str,
    /// Chinese name.
    pub zh: &'static str,
    /// English name.
    pub en: &'static str,
    /// How often.
    pub count: i64,
}

/// Kinds of events with the query that counts them.
const EVENTS: &[(&str, &str, &str, &str)] = &[
    ("wage-declared", "申报工资", "wages declared", "FROM wage WHERE kind = 'declared'"),
    ("wage-deemed", "未申报核定（人月）", "months assessed undeclared", "FROM wage WHERE kind = 'deemed'"),
    ("difference", "补差核定单", "bills of differences", "FROM bill WHERE kind = 'difference'"),
    ("back-payment", "补缴核定单", "bills of back payment", "FROM bill WHERE kind = 'back-payment'"),
    ("debit-failed", "扣款失败", "debits that failed", "FROM debit WHERE state = 'failed'"),
    ("late-fee", "逾期补缴收滞纳金", "late fees paid", "FROM late_fee WHERE received > 0"),
    ("refund", "多缴退费", "refunds", "FROM matter WHERE service = 'collection.refund' AND state = 'done'"),
    ("merge", "重复人员合并", "duplicates merged", "FROM person_merge"),
    (
        "data-changed",
        "个人信息变更",
        "changes of personal data",
        "FROM matter WHERE service = 'registry.person-change' AND state = 'done'",
    ),
    (
        "pension",
        "养老待遇核定",
        "pensions awarded",
        "FROM matter WHERE service = 'pension.retire' AND state = 'done'",
    ),
    (
        "pension-refused",
        "养老待遇不予核定",
        "pensions refused",
        "FROM matter WHERE service = 'pension.retire' AND state = 'refused'",
    ),
    (
        "resident-pension",
        "居民养老待遇核定",
        "residents' pensions awarded",
        "FROM matter WHERE service = 'pension.resident' AND state = 'done'",
    ),
    (
        "unemployment",
        "失业保险金核定",
        "unemployment benefits awarded",
        "FROM matter WHERE service = 'unemployment.claim' AND state = 'done'",
    ),
    (
        "maternity",
        "生育待遇核定",
        "maternity benefits awarded",
        "FROM matter WHERE service = 'maternity.claim' AND state = 'done'",
    ),
    ("injury", "工伤认定", "work injuries recognised", "FROM injury"),
    (
        "injury-awarded",
        "工伤待遇核定",
        "injury benefits awarded",
        "FROM matter WHERE service IN ('injury.claim', 'injury.leaving', 'injury.death') AND state = 'done'",
    ),
    (
        "stopped",
        "待遇停发",
        "benefits ended by the monthly check",
        "FROM award_amount WHERE cause = 'stop' AND matter IN (SELECT id FROM matter WHERE service = 'benefits.review')",
    ),
    ("re-award", "待遇重算", "pensions re-awarded", "FROM award_amount WHERE cause = 're-award'"),
    ("adjustment", "待遇调整", "pensions adjusted", "FROM award_amount WHERE cause = 'adjustment'"),
    ("death", "死亡待遇核定", "deaths", "FROM matter WHERE service = 'pension.death' AND state = 'done'"),
    ("overpaid", "多发待遇追回", "claims for benefits paid too long", "FROM claim"),
    ("returned", "退票", "payments returned", "FROM payment WHERE reason <> ''"),
    ("paid-again", "退票重发", "payments made again", "FROM payment WHERE replaces_run IS NOT NULL"),
];

/// How often what happened, in the order of a working month.
pub fn events(tx: &mut Tx<'_>) -> Result<Vec<Event>> {
    let mut events = Vec::with_capacity(EVENTS.len());
    for &(key, zh, en, from) in EVENTS {
        let sql = format!("SELECT count(*) {from}");
        let count = tx.row(&sql, params![], |row| row.get(0))?.unwrap_or_default();
        events.push(Event { key, zh, en, count });
    }
    Ok(events)
}

#[cfg(test)]
mod tests {
    use super::{Overview, overview};
    use kernel::Fen;
    use store::params;
    use store::testing::{act, each_engine};

    #[test]
    fn only_bills_past_their_day_are_arrears() {
        each_engine(|store| {
            let day = |text: &str| text.parse().unwrap();
            assert_eq!(store.read(|tx| overview(tx, day("2024-08-01"))).unwrap(), Overview::default());
            store
                .write(&act("test"), |tx| {
                    for (id, due) in [(1, "2024-07-31"), (2, "2024-08-31")] {
                        tx.run(
                            "INSERT INTO bill (id, run, matter, payer, month, kind, category, region, people, unit, person,
                                               total, due, late_from, issued_at)
                             VALUES ($1, 0, 1, 7, 202407, 'regular', 1, '990100', 1, 0, 0, 500, $2, $2, 0)",
                            params![id, due],
                        )?;
                        tx.run(
                            "INSERT INTO receivable (bill, insurance, due, received, written_off, settled_on)
                             VALUES ($1, 110, 500, 120, 80, NULL)",
                            params![id],
                        )?;
                    }
                    Ok(())
                })
                .unwrap();
            let found = store.read(|tx| overview(tx, day("2024-08-01"))).unwrap();
            assert_eq!((found.bills, found.billed, found.collected), (2, Fen::new(1000), Fen::new(240)));
            assert_eq!(found.arrears, Fen::new(300));
        });
    }
}

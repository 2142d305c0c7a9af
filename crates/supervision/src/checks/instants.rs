//! What says when it was recorded or retracted says so of an act that the audit trail knows, and nothing is retracted before it
//! was recorded.

use kernel::Result;
use store::params;

use super::records::Told;
use crate::finder::{Finder, Wrong};

/// Tables, the columns their rows are told by, and when what stands in them was recorded and retracted.
const INSTANTS: &[(&str, &str, &[&str])] = &[
    ("person_identity", "person", &["recorded_at", "retracted_at"]),
    ("person_number", "person", &["recorded_at"]),
    ("person_merge", "duplicate", &["at"]),
    ("person_status", "person", &["recorded_at", "retracted_at"]),
    ("person_fact", "person", &["recorded_at", "retracted_at"]),
    ("unit_fact", "unit", &["recorded_at", "retracted_at"]),
    ("unit_credit", "unit", &["recorded_at", "retracted_at"]),
    ("participation", "payer || '/' || person", &["recorded_at", "retracted_at"]),
    ("wage", "payer || '/' || person", &["recorded_at", "retracted_at"]),
    ("family", "person", &["recorded_at", "retracted_at"]),
    ("employment", "person", &["recorded_at", "retracted_at"]),
    ("unemployment", "person", &["recorded_at", "retracted_at"]),
    ("card", "person", &["recorded_at", "retracted_at"]),
    ("party", "id", &["since"]),
    ("matter", "id", &["opened_at", "closed_at"]),
    ("levy_run", "id", &["started_at", "finished_at"]),
    ("agreement", "id", &["recorded_at"]),
    ("write_off", "bill", &["at"]),
    ("interest_run", "id", &["at"]),
    ("award", "id", &["recorded_at"]),
    ("award_amount", "award || '/' || from_month", &["recorded_at", "retracted_at"]),
    ("claim", "id", &["at"]),
    ("entry", "id", &["recorded_at"]),
    ("month_close", "month", &["closed_at"]),
];

pub(super) fn check(find: &mut Finder<'_, '_>, told: &Told) -> Result<()> {
    // An earlier edition did not tell of everything.
    let Some(since) = told.since else { return Ok(()) };
    for (table, key, columns) in INSTANTS {
        let sql = format!("select cast({key} as text), {} from {table}", columns.join(", "));
        find.each(&sql, params![], |finds, row| {
            let mut recorded = 0;
            for (at, column) in columns.iter().enumerate() {
                let instant = row.get::<Option<i64>>(at + 1)?.unwrap_or(0);
                let (unknown, early) =
                    (instant >= since && !told.acts.contains(&instant), instant < recorded);
                if instant != 0 && (unknown || early) {
                    let wrong = Wrong(
                        "记录的时刻没有相应的审计记录",
                        "nobody did anything when it was recorded or retracted",
                    );
                    finds.add(wrong, format!("{table}:{} {column}", row.get::<String>(0)?), "audit", instant);
                }
                recorded = instant;
            }
            Ok(())
        })?;
    }
    Ok(())
}

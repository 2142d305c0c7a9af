//! What matters recorded stands as they recorded it: checksums of the rows, made again, are those that the audit trail tells.
//!
//! `store` documents how a checksum is made; the computation here is our own. Only rows that nothing else repeats and columns
//! that never change are counted.

use std::collections::{BTreeMap, HashSet};

use kernel::Result;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};
use store::{Row, Value, params};

use crate::finder::{Finder, Wrong};

/// Rows whose checksums are told: the table, and SQL for the matter and then the cells.
struct Counted {
    table: &'static str,
    sql: &'static str,
    moved: Option<Moved>,
}

/// A cell that names somebody and may have been changed since, in a record whose number is the first cell.
#[derive(Clone, Copy)]
struct Moved {
    column: usize,
    by: By,
}

/// What tells that it was changed.
#[derive(Clone, Copy)]
enum By {
    /// A merge, whose trail lists the records at that place.
    Merge(&'static str),
    /// A decision that said whose money it is; before, nobody was named.
    Assignment,
}

const fn counted(table: &'static str, sql: &'static str) -> Counted {
    Counted { table, sql, moved: None }
}

const COUNTED: &[Counted] = &[
    counted(
        "person_identity",
        "select matter, person, matter, valid_from, document, number_sealed, number_digest, number_masked, name, sex, birth
         from person_identity",
    ),
    counted("person_status", "select matter, person, matter, status, from_date from person_status"),
    counted("person_fact", "select matter, person, fact, from_date, matter, value, sealed, digest from person_fact"),
    counted(
        "card",
        "select matter, person, issued_on, matter, number_sealed, number_digest, bank, account_sealed, account_digest,
                account_masked, financial, social from card",
    ),
    counted(
        "unit_fact",
        "select matter, unit, matter, from_month, credit_code, name, kind, industry_class, floating_tier, region, state
         from unit_fact",
    ),
    counted("matter", "select id, id, number, service, region, opened_at, opened_by from matter"),
    counted("matter_event", "select matter, matter, line, at, \"by\", what, detail from matter_event"),
    counted("person_merge", "select matter, duplicate, at, matter, trail from person_merge"),
    counted("unit_credit", "select matter, unit, from_date, matter, class, recorded_at from unit_credit"),
    counted("calendar", "select matter, region, month, recorded_at, opens, cutoff, counter, late_from from calendar"),
    counted("family", "select matter, person, relative, kind, from_month, matter, to_month, shares from family"),
    counted(
        "participation",
        "select matter, payer, person, insurance, from_month, matter, to_month, category, tier, region, reason_in,
                reason_out, slot, slot_payer from participation",
    ),
    counted("wage", "select matter, payer, person, from_month, matter, to_month, wage, kind from wage"),
    counted(
        "employment",
        "select matter, person, unit, from_date, matter, to_date, form, end_reason, involuntary from employment",
    ),
    counted("unemployment", "select matter, person, registered_on, matter, ended_on, end_reason from unemployment"),
    counted("levy_run", "select matter, id, region, month, kind, law, started_at, matter from levy_run"),
    counted(
        "bill",
        "select matter, id, run, matter, payer, month, kind, category, region, people, unit, person, total, due, late_from,
                issued_at from bill",
    ),
    counted(
        "contribution",
        "select b.matter, c.bill, c.person, c.insurance, c.month, c.base, c.unit, c.personal, c.account
         from bill b join contribution c on c.bill = b.id where b.kind <> 'regular'",
    ),
    counted(
        "subsidy",
        "select b.matter, s.bill, s.person, s.insurance, s.amount, s.account from subsidy s join bill b on b.id = s.bill",
    ),
    Counted {
        table: "agreement",
        sql: "select matter, id, party, mandate, bank, account_sealed, account_masked, holder, from_date from agreement",
        moved: Some(Moved { column: 2, by: By::Merge("/agreements") }),
    },
    counted("debit_batch", "select matter, id, message, region, month, debits, total, due, created_at from debit_batch"),
    counted(
        "debit",
        "select b.matter, d.batch, d.line, d.bill, d.agreement, d.late_fee, d.amount, d.end_to_end
         from debit d join debit_batch b on b.id = d.batch",
    ),
    Counted {
        table: "receipt",
        sql: "select matter, id, source, reference, payer, amount, received_on, slip, reverses, recorded_at, matter from receipt",
        moved: Some(Moved { column: 4, by: By::Assignment }),
    },
    counted(
        "debit_answer",
        "select matter, message, kind, settled, failed, amount, problems, matter, at from debit_answer",
    ),
    counted("interest_run", "select matter, id, year, kind, rate, law, matter, at from interest_run"),
    counted(
        "entry",
        "select 0, id, fund, event, booked_on, month, source, source_id, reverses, note, recorded_at, \"by\" from entry",
    ),
    counted("month_close", "select matter, region, month, closed_at, closed_by, matter from month_close"),
    counted("allocation", "select 0, receipt, line, part, bill, insurance, amount, entry from allocation"),
    counted(
        "account",
        "select 0, kind, person, opening, opening_year from account where opening_year <> 0 or opening <> 0",
    ),
    Counted {
        table: "award",
        sql: "select matter, id, person, benefit, fund, from_month from award",
        moved: Some(Moved { column: 2, by: By::Merge("/benefits/awards") }),
    },
    counted(
        "award_amount",
        "select matter, award, from_month, matter, to_month, amount, account_part, cause, recorded_at from award_amount",
    ),
    counted(
        "injury",
        "select matter, id, person, unit, happened_on, basis, recognised_on, matter, recorded_at from injury",
    ),
    counted(
        "injury_grade",
        "select matter, injury, assessed_on, matter, grade, nursing, recorded_at from injury_grade",
    ),
    counted(
        "recompute_line",
        "select r.matter, l.recompute, l.line, l.kind, l.payer, l.person, l.insurance, l.award, l.from_month, l.to_month,
                l.before, l.after, l.difference, l.detail
         from recompute r join recompute_line l on l.recompute = r.id where r.matter <> 0",
    ),
    counted(
        "replaced",
        "select d.matter, r.decision, r.earlier, r.award from replaced r join decision d on d.id = r.decision",
    ),
    counted("certificate", "select matter, matter, code, party, issued_at from certificate"),
    counted(
        "material",
        "select matter, matter, line, kind, name, media, bytes, digest, added_at, added_by from material",
    ),
    counted("payment_run", "select matter, id, region, month, kind, message, payments, total, built_at from payment_run"),
    counted(
        "payment",
        "select r.matter, p.run, p.line, p.award, p.person, p.month, p.item, p.fund, p.amount, p.account_part, p.end_to_end,
                p.bank, p.account_masked, p.replaces_run, p.replaces_line
         from payment p join payment_run r on r.id = p.run",
    ),
    Counted {
        table: "claim",
        sql: "select matter, id, person, award, fund, amount, cause from claim",
        moved: Some(Moved { column: 2, by: By::Merge("/benefits/claims") }),
    },
];

/// Rows and the sum of their digests.
type Sums = BTreeMap<i64, (i64, u128)>;

/// What the audit trail tells.
#[derive(Default)]
pub(super) struct Told {
    tables: BTreeMap<String, Sums>,
    /// When the first matter told of what it recorded; those opened before were by an edition that did not.
    pub(super) since: Option<i64>,
    /// When anybody did anything.
    pub(super) acts: HashSet<i64>,
}

impl Told {
    /// Takes in an entry of the trail, whole, in the order of its columns.
    pub(super) fn entry(&mut self, row: &Row<'_>) -> Result<()> {
        let at: i64 = row.get(1)?;
        self.acts.insert(at);
        if row.value(5)? != Value::Text("records") {
            return Ok(());
        }
        self.since = Some(self.since.map_or(at, |since| since.min(at)));
        let matter = row.get::<Option<i64>>(6)?.unwrap_or(0);
        let detail: Json = serde_json::from_str(&row.get::<String>(7)?).unwrap_or_default();
        for (table, told) in detail.as_object().into_iter().flatten() {
            let rows = told[0].as_i64().unwrap_or(0);
            let sum = told[1].as_str().and_then(|text| u128::from_str_radix(text, 16).ok()).unwrap_or(0);
            let all = self.tables.entry(table.clone()).or_default().entry(matter).or_default();
            *all = (all.0 + rows, all.1.wrapping_add(sum));
        }
        Ok(())
    }
}

pub(super) fn check(find: &mut Finder<'_, '_>, told: &Told) -> Result<()> {
    let Some(since) = told.since else { return Ok(()) };
    // What was taken apart again because no second person agreed.
    let refused = matters(find, "select matter from approval where outcome = 'refused'", params![])?;
    let earlier = matters(find, "select id from matter where opened_at < $1", params![since])?;
    let (nothing, no_one) = (Sums::new(), BTreeMap::new());
    for counted in COUNTED {
        let moved = counted.moved.map(|moved| formerly(find, moved.by)).transpose()?;
        let found = found(find, counted, moved.as_ref().unwrap_or(&no_one))?;
        let expected = told.tables.get(counted.table).unwrap_or(&nothing);
        let keys = expected.keys().chain(found.keys().filter(|matter| !expected.contains_key(matter)));
        // Without a matter there is nothing that says whether an earlier edition recorded it.
        let known = |matter: &&i64| **matter != 0 || expected.contains_key(matter);
        for matter in keys.filter(known).filter(|matter| !earlier.contains_key(matter)) {
            let stated = expected.get(matter).copied().unwrap_or_default();
            let stands = found.get(matter).copied().unwrap_or_default();
            if stated == stands || (stands.0 == 0 && refused.contains_key(matter)) {
                continue;
            }
            let wrong = Wrong("记录与办理时的校验和不符", "records are not what their matter recorded");
            let shown = |(rows, sum): (i64, u128)| format!("{rows} {:08x}", sum >> 96);
            find.finds().add(
                wrong,
                format!("{} matter:{matter}", counted.table),
                shown(stated),
                shown(stands),
            );
        }
    }
    Ok(())
}

fn matters(find: &mut Finder<'_, '_>, sql: &str, params: &[Value<'_>]) -> Result<BTreeMap<i64, ()>> {
    Ok(find.rows(sql, params, |row| Ok((row.get(0)?, ())))?.into_iter().collect())
}

/// Whom a record named before it was changed, by record; none: nobody.
type Formerly = BTreeMap<i64, Option<i64>>;

fn formerly(find: &mut Finder<'_, '_>, by: By) -> Result<Formerly> {
    let mut first = Formerly::new();
    let json = |text: String| serde_json::from_str::<Json>(&text).unwrap_or_default();
    match by {
        By::Merge(place) => {
            find.each(
                "select duplicate, trail from person_merge order by at, matter",
                params![],
                |_, row| {
                    let (duplicate, trail): (i64, String) = (row.get(0)?, row.get(1)?);
                    let trail = json(trail);
                    let moved = trail.pointer(place).and_then(Json::as_array).into_iter().flatten();
                    for id in moved.filter_map(Json::as_i64) {
                        first.entry(id).or_insert(Some(duplicate));
                    }
                    Ok(())
                },
            )?;
        }
        By::Assignment => {
            let sql = r#"select inputs from decision where effects like '{"assigned":%'"#;
            find.each(sql, params![], |_, row| {
                first.extend(json(row.get(0)?)["receipt"].as_i64().map(|id| (id, None)));
                Ok(())
            })?;
        }
    }
    Ok(first)
}

fn found(find: &mut Finder<'_, '_>, counted: &Counted, formerly: &Formerly) -> Result<Sums> {
    let mut sums = Sums::new();
    let cells = 1 + counted.sql.split_once(" from ").map_or(0, |(columns, _)| columns.matches(',').count());
    find.each(counted.sql, params![], |_, row| {
        let mut hash = Sha256::new();
        for column in 1..cells {
            let value = row.value(column)?;
            if !formerly.is_empty() && counted.moved.is_some_and(|moved| moved.column == column) {
                let former = formerly.get(&row.get::<i64>(1)?);
                add(&mut hash, former.map_or(value, |person| person.map_or(Value::Null, Value::Int)));
            } else {
                add(&mut hash, value);
            }
        }
        let digest = hash.finalize();
        let sum = digest.iter().take(16).fold(0u128, |sum, byte| sum << 8 | u128::from(*byte));
        let all = sums.entry(row.get(0)?).or_insert((0, 0u128));
        *all = (all.0 + 1, all.1.wrapping_add(sum));
        Ok(())
    })?;
    Ok(sums)
}

fn add(hash: &mut Sha256, value: Value<'_>) {
    let mut bytes = |kind: u8, bytes: &[u8]| {
        hash.update([kind]);
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    match value {
        Value::Text(text) => bytes(2, text.as_bytes()),
        Value::Blob(blob) => bytes(3, blob),
        Value::Int(number) => {
            hash.update([1]);
            hash.update(number.to_be_bytes());
        }
        Value::Null | Value::Date(_) => hash.update([0]),
    }
}

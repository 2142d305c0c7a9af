//! Checksums (校验和) of what a matter recorded, told by the audit trail, so that a record that is changed, taken away or
//! put in behind the platform's back shows although nothing else repeats it.
//!
//! A checksum is the number of rows and the sum, modulo 2^128, of one number for each: the first sixteen bytes of
//! SHA-256, big end first, over its cells in the order the writer states:
//!
//! ```text
//! null:   one byte 0
//! number: one byte 1, eight bytes, big end first
//! text:   one byte 2, the number of its bytes (eight bytes), its UTF-8 bytes; a day is the text YYYY-MM-DD
//! bytes:  one byte 3, their number (eight bytes), they themselves
//! ```
//!
//! Sums come out the same in whatever order and in however many transactions the rows were written. A transaction
//! leaves one audit entry `records` for each matter: subject the matter, detail `{"table": [rows, "32 hexadecimal digits"]}`.
//! Only columns that never change are counted. Not here: which those are; the writers and `verify` each say it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use crate::act::Audit;
use crate::value::{DateText, Value};

/// Number and digests of rows, summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checksum {
    rows: i64,
    sum: u128,
}

impl Checksum {
    /// Counts a row in.
    pub fn add(&mut self, cells: &[Value<'_>]) {
        self.rows += 1;
        self.sum = self.sum.wrapping_add(digest(cells));
    }

    /// Counts a row out that the same matter had recorded and takes back.
    pub fn remove(&mut self, cells: &[Value<'_>]) {
        self.rows -= 1;
        self.sum = self.sum.wrapping_sub(digest(cells));
    }

    /// Counts in what others have counted.
    fn join(&mut self, other: Checksum) {
        self.rows += other.rows;
        self.sum = self.sum.wrapping_add(other.sum);
    }
}

fn digest(cells: &[Value<'_>]) -> u128 {
    let mut hash = Sha256::new();
    for cell in cells {
        match *cell {
            Value::Null => hash.update([0]),
            Value::Int(number) => {
                hash.update([1]);
                hash.update(number.to_be_bytes());
            }
            Value::Text(text) => add_bytes(&mut hash, 2, text.as_bytes()),
            Value::Date(date) => add_bytes(&mut hash, 2, DateText::of(date).as_str().as_bytes()),
            Value::Blob(bytes) => add_bytes(&mut hash, 3, bytes),
        }
    }
    let mut first = [0; 16];
    first.copy_from_slice(&hash.finalize()[..16]);
    u128::from_be_bytes(first)
}

fn add_bytes(hash: &mut Sha256, kind: u8, bytes: &[u8]) {
    hash.update([kind]);
    hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
    hash.update(bytes);
}

/// What a transaction has recorded so far, by matter (0: none) and table.
#[derive(Default)]
pub(crate) struct Recorded(BTreeMap<i64, BTreeMap<&'static str, Checksum>>);

impl Recorded {
    pub(crate) fn add(&mut self, matter: i64, table: &'static str, checksum: Checksum) {
        self.0.entry(matter).or_default().entry(table).or_default().join(checksum);
    }

    /// The entries of the audit trail that tell of it.
    pub(crate) fn into_audits(self) -> impl Iterator<Item = Audit> {
        self.0.into_iter().filter_map(|(matter, tables)| {
            let told: Map<String, Json> = tables
                .into_iter()
                .filter(|(_, checksum)| *checksum != Checksum::default())
                .map(|(table, Checksum { rows, sum })| {
                    (table.to_owned(), json!([rows, format!("{sum:032x}")]))
                })
                .collect();
            let subject = (matter != 0).then_some(matter);
            (!told.is_empty()).then_some(Audit { what: "records", subject, detail: Json::Object(told) })
        })
    }
}

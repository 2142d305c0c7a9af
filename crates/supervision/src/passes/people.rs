//! Contribution lines name people: each is asked for once a bill, and all who are known are at hand.

use std::collections::BTreeMap;

use kernel::Result;
use store::{Tx, params};

use super::rows::Contribution;
use crate::finder::{Finds, Wrong};
use crate::numbers::Numbers;

pub(super) struct People {
    known: Numbers,
    last: i64,
    /// The first bill of everybody who is not known.
    missing: BTreeMap<i64, i64>,
}

impl People {
    pub(super) fn new(tx: &mut Tx<'_>) -> Result<People> {
        let mut known = Numbers::default();
        tx.each("select id from party where kind = 1", params![], |row| {
            known.insert(row.get(0)?);
            Ok(())
        })?;
        Ok(People { known, last: 0, missing: BTreeMap::new() })
    }

    pub(super) fn take(&mut self, line: &Contribution) {
        if line.person != self.last {
            self.last = line.person;
            if !self.known.contains(line.person) {
                self.missing.entry(line.person).or_insert(line.bill);
            }
        }
    }

    pub(super) fn report(self, finds: &mut Finds) {
        let wrong = Wrong("缴费明细的人员不存在", "contribution lines of a person that does not exist");
        for (person, bill) in self.missing {
            finds.add(wrong, format!("contribution:{bill}/{person}"), format!("party:{person}"), "—");
        }
    }
}

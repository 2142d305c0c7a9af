//! Numbers for records, and the small tables every subject may use: receipts and settings.

use kernel::{Problem, Result};
use serde_json::Value as Json;

use crate::codes;
use crate::params;
use crate::tx::{Engine, Tx};

/// What is numbered. A new one needs `create sequence sequence_NAME` in a PostgreSQL migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequence {
    /// Persons and units.
    Party,
    /// Matters (办件).
    Matter,
    /// Decisions.
    Decision,
    /// Bills (应收核定单).
    Bill,
    /// Ledger entries (凭证).
    Entry,
    /// Documents.
    Document,
    /// Batch runs.
    Run,
    /// Payments.
    Payment,
    /// Dated facts.
    Fact,
    /// Messages to other nodes and files to banks.
    Message,
    /// Users and their standings.
    Officer,
    /// Sessions, factors and codes of sign-in.
    Session,
}

impl Sequence {
    /// All of them.
    pub const ALL: &'static [Sequence] = &[
        Sequence::Party,
        Sequence::Matter,
        Sequence::Decision,
        Sequence::Bill,
        Sequence::Entry,
        Sequence::Document,
        Sequence::Run,
        Sequence::Payment,
        Sequence::Fact,
        Sequence::Message,
        Sequence::Officer,
        Sequence::Session,
    ];

    const fn name(self) -> &'static str {
        match self {
            Sequence::Party => "sequence_party",
            Sequence::Matter => "sequence_matter",
            Sequence::Decision => "sequence_decision",
            Sequence::Bill => "sequence_bill",
            Sequence::Entry => "sequence_entry",
            Sequence::Document => "sequence_document",
            Sequence::Run => "sequence_run",
            Sequence::Payment => "sequence_payment",
            Sequence::Fact => "sequence_fact",
            Sequence::Message => "sequence_message",
            Sequence::Officer => "sequence_officer",
            Sequence::Session => "sequence_session",
        }
    }
}

/// What was answered to a command, kept so that its repetition gets the same answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Digest of the command's content.
    pub digest: Vec<u8>,
    /// The answer.
    pub body: Json,
}

impl Receipt {
    /// The kept answer, if the repeated command is the same one.
    pub fn replay(self, key: &str, digest: &[u8]) -> Result<Json> {
        if self.digest == digest { Ok(self.body) } else { Err(codes::KEY_REUSED.with("key", key)) }
    }
}

impl Tx<'_> {
    /// The next `n` numbers, ascending. With one writer at a time they are consecutive; a write that fails gives
    /// its numbers back on SQLite and leaves a gap on PostgreSQL, where no hot row holds up the commits.
    pub fn allot(&mut self, sequence: Sequence, n: usize) -> Result<Vec<i64>> {
        self.act()?;
        let count =
            i64::try_from(n).map_err(|e| codes::MISUSE.with("what", "too many numbers").because(e))?;
        if n == 0 {
            return Ok(Vec::new());
        }
        self.mark_changed();
        match self.engine() {
            Engine::Sqlite => {
                let next = self.row(
                    "insert into sequence (name, next) values ($1, $2 + 1)
                     on conflict (name) do update set next = next + $2 returning next",
                    params![sequence.name(), count],
                    |row| row.get::<i64>(0),
                )?;
                let next = next.ok_or_else(|| codes::MISUSE.with("what", "a sequence without a row"))?;
                Ok((next - count..next).collect())
            }
            Engine::Postgres => self.rows(
                "select nextval(cast(cast($1 as text) as regclass)) from generate_series(1, $2)",
                params![sequence.name(), count],
                |row| row.get(0),
            ),
        }
    }

    /// The next number.
    pub fn allot_one(&mut self, sequence: Sequence) -> Result<i64> {
        let numbers = self.allot(sequence, 1)?;
        numbers.first().copied().ok_or_else(|| codes::MISUSE.with("what", "a sequence without a number"))
    }

    /// Keeps the answer to a command under the acting officer's key. A key that exists is a conflict.
    pub fn keep_receipt(&mut self, key: &str, digest: &[u8], body: &Json) -> Result<()> {
        let act = self.act()?;
        self.run(
            "insert into command_receipt (officer, key, digest, body, at) values ($1, $2, $3, $4, $5)",
            params![act.by, key, digest, body.to_string(), act.at],
        )
        .map(|_| ())
    }

    /// The answer kept under the acting officer's key.
    pub fn receipt(&mut self, key: &str) -> Result<Option<Receipt>> {
        let act = self.act()?;
        self.row(
            "select digest, body from command_receipt where officer = $1 and key = $2",
            params![act.by, key],
            |row| {
                let body: String = row.get(1)?;
                Ok(Receipt { digest: row.get(0)?, body: json(&body)? })
            },
        )
    }

    /// Does the work and notes that the command of that key was made, unless it was made before.
    pub(crate) fn once<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        if self.receipt(key)?.is_some() {
            return Err(codes::MADE_BEFORE.with("key", key));
        }
        let done = work(self)?;
        let command = self.act()?.command.as_str();
        self.keep_receipt(key, command.as_bytes(), &Json::Null)?;
        Ok(done)
    }

    /// The value of a setting.
    pub fn setting(&mut self, key: &str) -> Result<Option<String>> {
        self.row("select value from setting where key = $1", params![key], |row| row.get(0))
    }

    /// Changes a setting.
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let act = self.act()?;
        self.run(
            "insert into setting (key, value, at, officer) values ($1, $2, $3, $4)
             on conflict (key) do update set value = excluded.value, at = excluded.at, officer = excluded.officer",
            params![key, value, act.at, act.by],
        )
        .map(|_| ())
    }

    /// Waits until no other transaction holds the named thing, and holds it until the end. On SQLite a write is
    /// alone anyway. Take several in ascending order.
    pub fn hold(&mut self, what: &str, id: i64) -> Result<()> {
        self.act()?;
        if self.engine() == Engine::Postgres {
            self.each(
                "select count(pg_advisory_xact_lock(hashtextextended($1, $2)))",
                params![what, id],
                |_| Ok(()),
            )?;
        }
        Ok(())
    }
}

pub(crate) fn json(text: &str) -> Result<Json> {
    serde_json::from_str(text)
        .map_err(|e| -> Problem { codes::CELL.with("column", "body").with("wanted", "JSON").because(e) })
}

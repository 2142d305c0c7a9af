//! Work that follows a commit: jobs with a lease, and the outbox's messages on their way.
//!
//! Both are at-least-once: a worker that dies lets its lease run out and another takes the job. What a job does
//! must therefore be keyed so that a repetition has no second effect.

use kernel::{Moment, Result};
use serde_json::Value as Json;

use crate::codes;
use crate::params;
use crate::sequence::json;
use crate::tx::Tx;

/// A job to be done after the commit of the transaction that asks for it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Which worker it is for.
    pub kind: &'static str,
    /// Unique within its kind: a second one with the same key is not added.
    pub key: String,
    /// What to do.
    pub body: Json,
    /// Not to be begun earlier.
    pub not_before: Moment,
}

/// A job in a worker's hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Leased {
    /// Its number.
    pub id: i64,
    /// Its key.
    pub key: String,
    /// What to do.
    pub body: Json,
    /// Which attempt this is, from 1.
    pub attempt: i64,
}

/// A message that has not left yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// Its number, in the order of the commits on SQLite and close to it on PostgreSQL.
    pub id: i64,
    /// Which kind of message.
    pub topic: String,
    /// The receiver's key for recognising a repetition.
    pub key: String,
    /// Content.
    pub body: Json,
    /// Failed attempts so far.
    pub attempts: i64,
}

impl Tx<'_> {
    /// Adds a job, unless its key is taken; says whether.
    pub fn enqueue(&mut self, job: &Job) -> Result<bool> {
        let act = self.act()?;
        let rows = self.run(
            "insert into job (kind, key, body, created_at, not_before) values ($1, $2, $3, $4, $5)
             on conflict (kind, key) do nothing",
            params![job.kind, job.key, job.body.to_string(), act.at, job.not_before],
        )?;
        Ok(rows == 1)
    }

    /// Takes the next due job of a kind until an instant, if there is one. Commit before working on it.
    pub fn lease(&mut self, kind: &str, worker: &str, until: Moment) -> Result<Option<Leased>> {
        self.lease_one(kind, "", worker, until)
    }

    /// As [`Tx::lease`], but the job of that key alone.
    pub fn lease_key(
        &mut self,
        kind: &str,
        key: &str,
        worker: &str,
        until: Moment,
    ) -> Result<Option<Leased>> {
        self.lease_one(kind, key, worker, until)
    }

    fn lease_one(&mut self, kind: &str, key: &str, worker: &str, until: Moment) -> Result<Option<Leased>> {
        let now = self.act()?.at;
        let sql = self.text(
            "update job set leased_by = $2, leased_until = $3, attempts = attempts + 1
              where id = (select id from job where kind = $1 and done_at is null and not_before <= $4
                             and (leased_until is null or leased_until <= $4) and ($5 = '' or key = $5)
                           order by not_before, id limit 1)
             returning id, key, body, attempts",
            "update job set leased_by = $2, leased_until = $3, attempts = attempts + 1
              where id = (select id from job where kind = $1 and done_at is null and not_before <= $4
                             and (leased_until is null or leased_until <= $4) and ($5 = '' or key = $5)
                           order by not_before, id limit 1 for update skip locked)
             returning id, key, body, attempts",
        );
        self.quietly(|tx| {
            tx.row(sql, params![kind, worker, until, now, key], |row| {
                let body: String = row.get(2)?;
                Ok(Leased { id: row.get(0)?, key: row.get(1)?, body: json(&body)?, attempt: row.get(3)? })
            })
        })
    }

    /// Marks a job done, in the transaction that holds its effects. Refused where the lease went to another worker.
    pub fn complete(&mut self, job: i64, worker: &str) -> Result<()> {
        let now = self.act()?.at;
        self.end_lease(
            job,
            "update job set done_at = $3, leased_until = null, error = null
              where id = $1 and leased_by = $2 and done_at is null",
            params![job, worker, now],
        )
    }

    /// Gives a job back with what went wrong, to be tried again from an instant on.
    pub fn retry(&mut self, job: i64, worker: &str, error: &str, from: Moment) -> Result<()> {
        self.end_lease(
            job,
            "update job set leased_by = null, leased_until = null, error = $3, not_before = $4
              where id = $1 and leased_by = $2 and done_at is null",
            params![job, worker, error, from],
        )
    }

    fn end_lease(&mut self, job: i64, sql: &str, params: &[crate::Value<'_>]) -> Result<()> {
        match self.quietly(|tx| tx.run(sql, params))? {
            0 => Err(codes::LEASE_LOST.with("id", job)),
            _ => Ok(()),
        }
    }

    /// The oldest messages of the outbox that have not left.
    pub fn waiting(&mut self, limit: i64) -> Result<Vec<Waiting>> {
        self.rows(
            "select id, topic, key, body, attempts from outbox where sent_at is null order by id limit $1",
            params![limit],
            |row| {
                let body: String = row.get(3)?;
                Ok(Waiting {
                    id: row.get(0)?,
                    topic: row.get(1)?,
                    key: row.get(2)?,
                    body: json(&body)?,
                    attempts: row.get(4)?,
                })
            },
        )
    }

    /// Records that a message left.
    pub fn sent(&mut self, message: i64) -> Result<()> {
        let now = self.act()?.at;
        self.quietly(|tx| {
            tx.run(
                "update outbox set sent_at = $2, error = null where id = $1 and sent_at is null",
                params![message, now],
            )
        })
        .map(|_| ())
    }

    /// Records that a message could not leave.
    pub fn not_sent(&mut self, message: i64, error: &str) -> Result<()> {
        self.quietly(|tx| {
            tx.run(
                "update outbox set attempts = attempts + 1, error = $2 where id = $1 and sent_at is null",
                params![message, error],
            )
        })
        .map(|_| ())
    }
}

//! How audit entries and outgoing messages reach their tables at the end of a write: few round trips.

use kernel::Result;
use rusqlite::Connection;

use crate::act::{Act, Audit, Outgoing};
use crate::params;
use crate::pg::{Session, failed};
use crate::tx::sqlite_statement;
use crate::value::Value;

const AUDIT: &str = "insert into audit (at, officer, channel, command, what, subject, detail)
    values ($1, $2, $3, $4, $5, $6, $7)";
const OUTBOX: &str = "insert into outbox (at, topic, key, body) values ($1, $2, $3, $4)";

pub(crate) fn write_sqlite(
    conn: &Connection,
    act: &Act,
    audits: &[Audit],
    outgoing: &[Outgoing],
) -> Result<()> {
    let insert = |sql: &str, params: &[Value<'_>]| {
        sqlite_statement(conn, sql, params)?
            .raw_execute()
            .map(|_| ())
            .map_err(|e| crate::sqlite::failed(&e, sql))
    };
    for audit in audits {
        let detail = audit.detail.to_string();
        insert(AUDIT, params![act.at, act.by, act.channel, act.command, audit.what, audit.subject, detail])?;
    }
    for message in outgoing {
        insert(OUTBOX, params![act.at, message.topic, message.key, message.body.to_string()])?;
    }
    Ok(())
}

// One statement and one round trip for everything, in the order of the arrays.
const BOTH: &str = "with a as (
        insert into audit (at, officer, channel, command, what, subject, detail)
        select $1, $2, $3, $4, what, subject, detail
          from unnest($5::text[], $6::bigint[], $7::text[]) with ordinality as e (what, subject, detail, n) order by n)
    insert into outbox (at, topic, key, body)
    select $1, topic, key, body
      from unnest($8::text[], $9::text[], $10::text[]) with ordinality as m (topic, key, body, n) order by n";

pub(crate) fn write_pg(
    session: &mut Session,
    act: &Act,
    audits: &[Audit],
    outgoing: &[Outgoing],
) -> Result<()> {
    if let ([audit], []) = (audits, outgoing) {
        let detail = audit.detail.to_string();
        let params = params![act.at, act.by, act.channel, act.command, audit.what, audit.subject, detail];
        return session.each(AUDIT, params, |_| Ok(true)).map(|_| ());
    }
    let statement = session.prepare(BOTH)?;
    let what: Vec<&str> = audits.iter().map(|a| a.what).collect();
    let subject: Vec<Option<i64>> = audits.iter().map(|a| a.subject).collect();
    let detail: Vec<String> = audits.iter().map(|a| a.detail.to_string()).collect();
    let topic: Vec<&str> = outgoing.iter().map(|m| m.topic).collect();
    let key: Vec<&str> = outgoing.iter().map(|m| m.key.as_str()).collect();
    let body: Vec<String> = outgoing.iter().map(|m| m.body.to_string()).collect();
    let (at, by) = (act.at.micros(), act.by.get());
    session
        .client
        .execute(
            &statement,
            &[&at, &by, &act.channel, &act.command, &what, &subject, &detail, &topic, &key, &body],
        )
        .map(|_| ())
        .map_err(|e| failed(&e, BOTH))
}

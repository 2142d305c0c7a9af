-- The platform's own tables: audit, outbox, jobs, receipts, settings, sequences.
-- Three column types only: integer, text, blob. Instants are microseconds since 1970-01-01T00:00:00Z.

create table audit (
    id integer primary key,
    at integer not null,
    officer integer not null,
    channel text not null,
    command text not null,
    what text not null,
    subject integer,
    detail text not null
) strict;
create index audit_subject on audit (subject, id);

create table audit_block (
    no integer primary key,
    first integer not null,
    last integer not null,
    entries integer not null,
    previous blob not null,
    hash blob not null,
    at integer not null
) strict;

create table outbox (
    id integer primary key,
    at integer not null,
    topic text not null,
    key text not null,
    body text not null,
    sent_at integer,
    attempts integer not null default 0,
    error text
) strict;
create index outbox_waiting on outbox (id) where sent_at is null;

create table job (
    id integer primary key,
    kind text not null,
    key text not null,
    body text not null,
    created_at integer not null,
    not_before integer not null,
    leased_by text,
    leased_until integer,
    attempts integer not null default 0,
    done_at integer,
    error text,
    unique (kind, key)
) strict;
create index job_waiting on job (kind, not_before, id) where done_at is null;

create table command_receipt (
    officer integer not null,
    key text not null,
    digest blob not null,
    body text not null,
    at integer not null,
    primary key (officer, key)
) strict, without rowid;

create table setting (
    key text not null primary key,
    value text not null,
    at integer not null,
    officer integer not null
) strict, without rowid;

-- PostgreSQL has sequences of its own; this table stands in for them.
create table sequence (
    name text not null primary key,
    next integer not null
) strict, without rowid;

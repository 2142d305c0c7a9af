-- Fund ledger: entries and postings never change; a correction is an entry that reverses another.
CREATE TABLE entry (
  id        INTEGER NOT NULL PRIMARY KEY,
  fund      INTEGER NOT NULL,
  event     TEXT    NOT NULL,
  booked_on TEXT    NOT NULL,
  month     INTEGER NOT NULL,
  source    TEXT    NOT NULL,                -- kind of the record that caused it
  source_id INTEGER NOT NULL,
  reverses  INTEGER,
  note      TEXT    NOT NULL,
  recorded_at INTEGER NOT NULL,
  by        INTEGER NOT NULL
) STRICT;
CREATE INDEX entry_month ON entry (fund, month);
CREATE INDEX entry_source ON entry (source, source_id);

CREATE TABLE posting (
  entry   INTEGER NOT NULL,
  line    INTEGER NOT NULL,
  fund    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  account INTEGER NOT NULL,                  -- account code
  amount  INTEGER NOT NULL,                  -- fen; debit positive, credit negative
  PRIMARY KEY (entry, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_month ON posting (fund, month, account);

-- Balances at the end of a closed month, for statements; verify recomputes them from the postings.
CREATE TABLE fund_month (
  fund    INTEGER NOT NULL,
  month   INTEGER NOT NULL,
  account INTEGER NOT NULL,
  opening INTEGER NOT NULL,
  debit   INTEGER NOT NULL,
  credit  INTEGER NOT NULL,
  closing INTEGER NOT NULL,
  PRIMARY KEY (fund, month, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE month_close (
  region    TEXT    NOT NULL,
  month     INTEGER NOT NULL,
  closed_at INTEGER NOT NULL,
  closed_by INTEGER NOT NULL,
  matter    INTEGER NOT NULL,
  PRIMARY KEY (region, month)
) STRICT, WITHOUT ROWID;

-- The bank's own statements. account: income | fiscal | expenditure.
CREATE TABLE bank_statement (
  account  TEXT    NOT NULL,
  day      TEXT    NOT NULL,
  opening  INTEGER NOT NULL,
  closing  INTEGER NOT NULL,
  message  TEXT    NOT NULL UNIQUE,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE bank_entry (
  account    TEXT    NOT NULL,
  reference  TEXT    NOT NULL,               -- the bank's own
  day        TEXT    NOT NULL,
  amount     INTEGER NOT NULL,
  end_to_end TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  PRIMARY KEY (account, reference)
) STRICT, WITHOUT ROWID;

-- What came in by files: one row a file, so that the same file is known again.
CREATE TABLE intake (
  id        INTEGER NOT NULL PRIMARY KEY,
  layout    TEXT    NOT NULL,
  digest    TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  payer     INTEGER,
  rows_read INTEGER NOT NULL,
  rows_good INTEGER NOT NULL,
  rows_bad  INTEGER NOT NULL,
  last_row  INTEGER NOT NULL,                -- where to go on after an interruption
  state     TEXT    NOT NULL,                -- running | done
  at        INTEGER NOT NULL,
  matter    INTEGER NOT NULL
) STRICT;

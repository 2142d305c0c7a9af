-- Fund ledger: entries and postings never change; a correction is an entry that reverses another.
CREATE TABLE entry (
  id        BIGINT NOT NULL PRIMARY KEY,
  fund      BIGINT NOT NULL,
  event     TEXT    NOT NULL,
  booked_on TEXT    NOT NULL,
  month     BIGINT NOT NULL,
  source    TEXT    NOT NULL,                -- kind of the record that caused it
  source_id BIGINT NOT NULL,
  reverses  BIGINT,
  note      TEXT    NOT NULL,
  recorded_at BIGINT NOT NULL,
  by        BIGINT NOT NULL
);
CREATE INDEX entry_month ON entry (fund, month);
CREATE INDEX entry_source ON entry (source, source_id);

CREATE TABLE posting (
  entry   BIGINT NOT NULL,
  line    BIGINT NOT NULL,
  fund    BIGINT NOT NULL,
  month   BIGINT NOT NULL,
  account BIGINT NOT NULL,                  -- account code
  amount  BIGINT NOT NULL,                  -- fen; debit positive, credit negative
  PRIMARY KEY (entry, line)
);
CREATE INDEX posting_month ON posting (fund, month, account);

-- Balances at the end of a closed month, for statements; verify recomputes them from the postings.
CREATE TABLE fund_month (
  fund    BIGINT NOT NULL,
  month   BIGINT NOT NULL,
  account BIGINT NOT NULL,
  opening BIGINT NOT NULL,
  debit   BIGINT NOT NULL,
  credit  BIGINT NOT NULL,
  closing BIGINT NOT NULL,
  PRIMARY KEY (fund, month, account)
);

CREATE TABLE month_close (
  region    TEXT    NOT NULL,
  month     BIGINT NOT NULL,
  closed_at BIGINT NOT NULL,
  closed_by BIGINT NOT NULL,
  matter    BIGINT NOT NULL,
  PRIMARY KEY (region, month)
);

-- The bank's own statements. account: income | fiscal | expenditure.
CREATE TABLE bank_statement (
  account  TEXT    NOT NULL,
  day      TEXT    NOT NULL,
  opening  BIGINT NOT NULL,
  closing  BIGINT NOT NULL,
  message  TEXT    NOT NULL UNIQUE,
  taken_at BIGINT NOT NULL,
  PRIMARY KEY (account, day)
);

CREATE TABLE bank_entry (
  account    TEXT    NOT NULL,
  reference  TEXT    NOT NULL,               -- the bank's own
  day        TEXT    NOT NULL,
  amount     BIGINT NOT NULL,
  end_to_end TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  PRIMARY KEY (account, reference)
);

-- What came in by files: one row a file, so that the same file is known again.
CREATE TABLE intake (
  id        BIGINT NOT NULL PRIMARY KEY,
  layout    TEXT    NOT NULL,
  digest    TEXT    NOT NULL,
  name      TEXT    NOT NULL,
  payer     BIGINT,
  rows_read BIGINT NOT NULL,
  rows_good BIGINT NOT NULL,
  rows_bad  BIGINT NOT NULL,
  last_row  BIGINT NOT NULL,                -- where to go on after an interruption
  state     TEXT    NOT NULL,                -- running | done
  at        BIGINT NOT NULL,
  matter    BIGINT NOT NULL
);

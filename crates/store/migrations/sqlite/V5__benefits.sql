-- Personal accounts, awards, payment.
CREATE TABLE account (
  kind    INTEGER NOT NULL,
  person  INTEGER NOT NULL,
  opened  INTEGER NOT NULL,                  -- month
  opening INTEGER NOT NULL,                  -- fen brought in at take-over, as of the end of opening_year
  opening_year INTEGER NOT NULL,
  closed  INTEGER,                           -- month
  PRIMARY KEY (kind, person)
) STRICT, WITHOUT ROWID;

-- Every movement of a personal account: mass table, clustered by the month it was booked in.
CREATE TABLE account_entry (
  month     INTEGER NOT NULL,                -- month booked
  kind      INTEGER NOT NULL,
  person    INTEGER NOT NULL,
  fee_month INTEGER NOT NULL,                -- month it belongs to
  cause     INTEGER NOT NULL,                -- 1 contribution, 2 subsidy, 3 interest, 4 pension paid, 5 inheritance, 6 transfer in, 7 transfer out, 8 refund, 9 correction
  source    INTEGER NOT NULL,                -- bill, run or matter, by cause
  amount    INTEGER NOT NULL,
  PRIMARY KEY (month, kind, person, fee_month, cause, source)
) STRICT, WITHOUT ROWID;

-- Year-end settlement (年终结息): opening + credits + interest - paid = closing.
CREATE TABLE account_year (
  year     INTEGER NOT NULL,
  kind     INTEGER NOT NULL,
  person   INTEGER NOT NULL,
  run      INTEGER NOT NULL,
  opening  INTEGER NOT NULL,
  credits  INTEGER NOT NULL,
  interest INTEGER NOT NULL,
  paid     INTEGER NOT NULL,
  closing  INTEGER NOT NULL,
  rate     INTEGER NOT NULL,                 -- billionths
  PRIMARY KEY (year, kind, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE interest_run (
  id          INTEGER NOT NULL PRIMARY KEY,
  year        INTEGER NOT NULL,
  kind        INTEGER NOT NULL,
  rate        INTEGER NOT NULL,
  law         TEXT    NOT NULL,
  state       TEXT    NOT NULL,              -- running | done
  last_person INTEGER NOT NULL,
  accounts    INTEGER NOT NULL,
  interest    INTEGER NOT NULL,
  matter      INTEGER NOT NULL,
  at          INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX interest_run_year ON interest_run (year, kind);

-- A granted benefit in payment. Components are in the decision; what is due each month is in award_amount.
CREATE TABLE award (
  id          INTEGER NOT NULL PRIMARY KEY,
  person      INTEGER NOT NULL,
  benefit     TEXT    NOT NULL,              -- pension | resident-pension | survivor | inheritance | …
  fund        INTEGER NOT NULL,
  from_month  INTEGER NOT NULL,
  provisional INTEGER NOT NULL,              -- 1: to be re-awarded when the year's figure is out
  matter      INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX award_person ON award (person);

-- What an award pays a month, bitemporal like a fact. account_part is what the personal account carries of it.
CREATE TABLE award_amount (
  award        INTEGER NOT NULL,
  from_month   INTEGER NOT NULL,
  matter       INTEGER NOT NULL,
  to_month     INTEGER NOT NULL,
  amount       INTEGER NOT NULL,
  account_part INTEGER NOT NULL,
  cause        TEXT    NOT NULL,             -- award | re-award | adjustment | stop
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (award, from_month, matter)
) STRICT, WITHOUT ROWID;

CREATE TABLE payment_run (
  id       INTEGER NOT NULL PRIMARY KEY,
  region   TEXT    NOT NULL,
  month    INTEGER NOT NULL,
  kind     TEXT    NOT NULL,                 -- regular | repeat
  state    TEXT    NOT NULL,                 -- built | approved | sent | answered
  message  TEXT    NOT NULL UNIQUE,
  payments INTEGER NOT NULL,
  total    INTEGER NOT NULL,
  built_at INTEGER NOT NULL,
  matter   INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX payment_run_regular ON payment_run (region, month) WHERE kind = 'regular';

CREATE TABLE payment (
  run        INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  award      INTEGER NOT NULL,
  person     INTEGER NOT NULL,               -- who is paid
  month      INTEGER NOT NULL,               -- benefit month the line is paid with
  item       TEXT    NOT NULL,               -- monthly | arrears | lump-sum | set-off
  fund       INTEGER NOT NULL,
  amount     INTEGER NOT NULL,
  account_part INTEGER NOT NULL,
  end_to_end TEXT    NOT NULL UNIQUE,
  bank       TEXT    NOT NULL,
  account_masked TEXT NOT NULL,
  state      TEXT    NOT NULL,               -- due | sent | paid | returned | replaced
  reason     TEXT    NOT NULL DEFAULT '',
  replaces_run  INTEGER,                     -- the returned payment this one repeats
  replaces_line INTEGER,
  PRIMARY KEY (run, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX payment_person ON payment (person, month);
CREATE INDEX payment_award ON payment (award, month);

-- Money a person owes back.
CREATE TABLE claim (
  id        INTEGER NOT NULL PRIMARY KEY,
  person    INTEGER NOT NULL,
  award     INTEGER NOT NULL,
  fund      INTEGER NOT NULL,
  amount    INTEGER NOT NULL,
  recovered INTEGER NOT NULL,
  cause     TEXT    NOT NULL,
  matter    INTEGER NOT NULL,
  at        INTEGER NOT NULL
) STRICT;
CREATE INDEX claim_person ON claim (person);

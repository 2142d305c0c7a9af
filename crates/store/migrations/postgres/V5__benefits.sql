-- Personal accounts, awards, payment.
CREATE TABLE account (
  kind    BIGINT NOT NULL,
  person  BIGINT NOT NULL,
  opened  BIGINT NOT NULL,                  -- month
  opening BIGINT NOT NULL,                  -- fen brought in at take-over, as of the end of opening_year
  opening_year BIGINT NOT NULL,
  closed  BIGINT,                           -- month
  PRIMARY KEY (kind, person)
);

-- Every movement of a personal account: mass table, clustered by the month it was booked in.
CREATE TABLE account_entry (
  month     BIGINT NOT NULL,                -- month booked
  kind      BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  fee_month BIGINT NOT NULL,                -- month it belongs to
  cause     BIGINT NOT NULL,                -- 1 contribution, 2 subsidy, 3 interest, 4 pension paid, 5 inheritance, 6 transfer in, 7 transfer out, 8 refund, 9 correction
  source    BIGINT NOT NULL,                -- bill, run or matter, by cause
  amount    BIGINT NOT NULL,
  PRIMARY KEY (month, kind, person, fee_month, cause, source)
) PARTITION BY RANGE (month);

-- Year-end settlement (年终结息): opening + credits + interest - paid = closing.
CREATE TABLE account_year (
  year     BIGINT NOT NULL,
  kind     BIGINT NOT NULL,
  person   BIGINT NOT NULL,
  run      BIGINT NOT NULL,
  opening  BIGINT NOT NULL,
  credits  BIGINT NOT NULL,
  interest BIGINT NOT NULL,
  paid     BIGINT NOT NULL,
  closing  BIGINT NOT NULL,
  rate     BIGINT NOT NULL,                 -- billionths
  PRIMARY KEY (year, kind, person)
);

CREATE TABLE interest_run (
  id          BIGINT NOT NULL PRIMARY KEY,
  year        BIGINT NOT NULL,
  kind        BIGINT NOT NULL,
  rate        BIGINT NOT NULL,
  law         TEXT    NOT NULL,
  state       TEXT    NOT NULL,              -- running | done
  last_person BIGINT NOT NULL,
  accounts    BIGINT NOT NULL,
  interest    BIGINT NOT NULL,
  matter      BIGINT NOT NULL,
  at          BIGINT NOT NULL
);
CREATE UNIQUE INDEX interest_run_year ON interest_run (year, kind);

-- A granted benefit in payment. Components are in the decision; what is due each month is in award_amount.
CREATE TABLE award (
  id          BIGINT NOT NULL PRIMARY KEY,
  person      BIGINT NOT NULL,
  benefit     TEXT    NOT NULL,              -- pension | resident-pension | survivor | inheritance | …
  fund        BIGINT NOT NULL,
  from_month  BIGINT NOT NULL,
  provisional BIGINT NOT NULL,              -- 1: to be re-awarded when the year's figure is out
  matter      BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL
);
CREATE INDEX award_person ON award (person);

-- What an award pays a month, bitemporal like a fact. account_part is what the personal account carries of it.
CREATE TABLE award_amount (
  award        BIGINT NOT NULL,
  from_month   BIGINT NOT NULL,
  matter       BIGINT NOT NULL,
  to_month     BIGINT NOT NULL,
  amount       BIGINT NOT NULL,
  account_part BIGINT NOT NULL,
  cause        TEXT    NOT NULL,             -- award | re-award | adjustment | stop
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (award, from_month, matter)
);

CREATE TABLE payment_run (
  id       BIGINT NOT NULL PRIMARY KEY,
  region   TEXT    NOT NULL,
  month    BIGINT NOT NULL,
  kind     TEXT    NOT NULL,                 -- regular | repeat
  state    TEXT    NOT NULL,                 -- built | approved | sent | answered
  message  TEXT    NOT NULL UNIQUE,
  payments BIGINT NOT NULL,
  total    BIGINT NOT NULL,
  built_at BIGINT NOT NULL,
  matter   BIGINT NOT NULL
);
CREATE UNIQUE INDEX payment_run_regular ON payment_run (region, month) WHERE kind = 'regular';

CREATE TABLE payment (
  run        BIGINT NOT NULL,
  line       BIGINT NOT NULL,
  award      BIGINT NOT NULL,
  person     BIGINT NOT NULL,               -- who is paid
  month      BIGINT NOT NULL,               -- benefit month the line is paid with
  item       TEXT    NOT NULL,               -- monthly | arrears | lump-sum | set-off
  fund       BIGINT NOT NULL,
  amount     BIGINT NOT NULL,
  account_part BIGINT NOT NULL,
  end_to_end TEXT    NOT NULL UNIQUE,
  bank       TEXT    NOT NULL,
  account_masked TEXT NOT NULL,
  state      TEXT    NOT NULL,               -- due | sent | paid | returned | replaced
  reason     TEXT    NOT NULL DEFAULT '',
  replaces_run  BIGINT,                     -- the returned payment this one repeats
  replaces_line BIGINT,
  PRIMARY KEY (run, line)
);
CREATE INDEX payment_person ON payment (person, month);
CREATE INDEX payment_award ON payment (award, month);

-- Money a person owes back.
CREATE TABLE claim (
  id        BIGINT NOT NULL PRIMARY KEY,
  person    BIGINT NOT NULL,
  award     BIGINT NOT NULL,
  fund      BIGINT NOT NULL,
  amount    BIGINT NOT NULL,
  recovered BIGINT NOT NULL,
  cause     TEXT    NOT NULL,
  matter    BIGINT NOT NULL,
  at        BIGINT NOT NULL
);
CREATE INDEX claim_person ON claim (person);

-- One partition a year; earlier and later months have one each.
DO $$
BEGIN
  CREATE TABLE account_entry_before PARTITION OF account_entry FOR VALUES FROM (MINVALUE) TO (199001);
  FOR y IN 1990..2059 LOOP
    EXECUTE format('CREATE TABLE account_entry_%s PARTITION OF account_entry FOR VALUES FROM (%s) TO (%s)', y, y * 100 + 1, y * 100 + 101);
  END LOOP;
  CREATE TABLE account_entry_after PARTITION OF account_entry FOR VALUES FROM (206001) TO (MAXVALUE);
END $$;

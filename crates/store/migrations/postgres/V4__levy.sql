-- Levy and collection. Bills, contribution lines and receipts never change; receivable is the memorandum account.
CREATE TABLE calendar (
  region      TEXT    NOT NULL,
  month       BIGINT NOT NULL,
  recorded_at BIGINT NOT NULL,
  opens       TEXT    NOT NULL,              -- first day of declaration
  cutoff      BIGINT NOT NULL,              -- instant
  counter     TEXT    NOT NULL,              -- last day at the counter
  late_from   TEXT    NOT NULL,              -- first day that bears a late fee
  state       TEXT    NOT NULL,              -- open | paused | closed
  notice      TEXT    NOT NULL,
  matter      BIGINT NOT NULL,
  PRIMARY KEY (region, month, recorded_at)
);

CREATE TABLE levy_run (
  id          BIGINT NOT NULL PRIMARY KEY,
  region      TEXT    NOT NULL,
  month       BIGINT NOT NULL,
  kind        TEXT    NOT NULL,              -- regular | difference
  law         TEXT    NOT NULL,
  state       TEXT    NOT NULL,              -- running | done
  last_payer  BIGINT NOT NULL,              -- where to go on after an interruption
  people      BIGINT NOT NULL,
  bills       BIGINT NOT NULL,
  total       BIGINT NOT NULL,
  started_at  BIGINT NOT NULL,
  finished_at BIGINT,
  matter      BIGINT NOT NULL
);
CREATE UNIQUE INDEX levy_run_regular ON levy_run (region, month) WHERE kind = 'regular';

CREATE TABLE bill (
  id        BIGINT NOT NULL PRIMARY KEY,    -- year × 10^10 + running number
  run       BIGINT NOT NULL,                -- 0: by a single matter
  matter    BIGINT NOT NULL,
  payer     BIGINT NOT NULL,
  month     BIGINT NOT NULL,                -- month it is billed in
  kind      TEXT    NOT NULL,                -- regular | difference | back-payment | take-over
  category  BIGINT NOT NULL,                -- 1 employee, 2 flexible, 3 resident
  region    TEXT    NOT NULL,
  people    BIGINT NOT NULL,
  unit      BIGINT NOT NULL,                -- fen
  person    BIGINT NOT NULL,                -- fen
  total     BIGINT NOT NULL,                -- fen; negative: to refund
  due       TEXT    NOT NULL,
  late_from TEXT    NOT NULL,
  issued_at BIGINT NOT NULL
);
CREATE INDEX bill_payer ON bill (payer, month);
CREATE INDEX bill_month ON bill (month);

-- Sum of the contribution lines of a bill by insurance.
CREATE TABLE bill_line (
  bill      BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  people    BIGINT NOT NULL,
  unit      BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  account   BIGINT NOT NULL,
  PRIMARY KEY (bill, insurance)
);

-- The contribution record (缴费记录): mass table. A bill's number begins with the year it was billed in, so the table grows
-- at its end only, a bill's lines lie together, and a person is found through the bills of their payers.
CREATE TABLE contribution (
  bill      BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  month     BIGINT NOT NULL,                -- fee month
  base      BIGINT NOT NULL,                -- fen
  unit      BIGINT NOT NULL,                -- fen
  personal  BIGINT NOT NULL,                -- fen
  account   BIGINT NOT NULL,                -- fen of both that belong to the personal account
  PRIMARY KEY (bill, person, insurance, month)
) PARTITION BY RANGE (bill);

-- Treasury subsidy that goes with a resident's contribution.
CREATE TABLE subsidy (
  bill      BIGINT NOT NULL,
  person    BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  amount    BIGINT NOT NULL,
  account   BIGINT NOT NULL,
  PRIMARY KEY (bill, person, insurance)
);

-- Memorandum account of a bill line (应收).
CREATE TABLE receivable (
  bill        BIGINT NOT NULL,
  insurance   BIGINT NOT NULL,
  due         BIGINT NOT NULL,
  received    BIGINT NOT NULL,
  written_off BIGINT NOT NULL,
  settled_on  TEXT,
  PRIMARY KEY (bill, insurance)
);
CREATE INDEX receivable_open ON receivable (bill) WHERE settled_on IS NULL;

-- Late fee of a bill line that has accrued on what was received late; a line never received late has none.
CREATE TABLE late_fee (
  bill      BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  due       BIGINT NOT NULL,
  received  BIGINT NOT NULL,
  PRIMARY KEY (bill, insurance)
);
CREATE INDEX late_fee_open ON late_fee (bill) WHERE received < due;

CREATE TABLE agreement (
  id             BIGINT NOT NULL PRIMARY KEY,
  party          BIGINT NOT NULL,
  mandate        TEXT    NOT NULL UNIQUE,
  bank           TEXT    NOT NULL,
  account_sealed BYTEA NOT NULL,
  account_masked TEXT    NOT NULL,
  holder         TEXT    NOT NULL,
  from_date      TEXT    NOT NULL,
  to_date        TEXT,
  matter         BIGINT NOT NULL,
  recorded_at    BIGINT NOT NULL
);
CREATE INDEX agreement_party ON agreement (party);

CREATE TABLE debit_batch (
  id         BIGINT NOT NULL PRIMARY KEY,
  message    TEXT    NOT NULL UNIQUE,
  region     TEXT    NOT NULL,
  month      BIGINT NOT NULL,
  debits     BIGINT NOT NULL,
  total      BIGINT NOT NULL,
  due        TEXT    NOT NULL,               -- day the bank shall collect on
  state      TEXT    NOT NULL,               -- sent | answered
  created_at BIGINT NOT NULL,
  matter     BIGINT NOT NULL
);

CREATE TABLE debit (
  batch      BIGINT NOT NULL,
  line       BIGINT NOT NULL,
  bill       BIGINT NOT NULL,
  agreement  BIGINT NOT NULL,
  late_fee   BIGINT NOT NULL,
  amount     BIGINT NOT NULL,
  end_to_end TEXT    NOT NULL UNIQUE,
  state      TEXT    NOT NULL,               -- sent | settled | failed
  reason     TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (batch, line)
);
CREATE INDEX debit_bill ON debit (bill);

-- Answers of the bank that were taken, by number of the message: the same one is known again.
CREATE TABLE debit_answer (
  message  TEXT    NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL,               -- report (pain.002) | notification (camt.054)
  settled  BIGINT NOT NULL,
  failed   BIGINT NOT NULL,
  amount   BIGINT NOT NULL,
  problems TEXT    NOT NULL,               -- JSON: lines that were not taken, and why
  matter   BIGINT NOT NULL,
  at       BIGINT NOT NULL
);

-- Money that arrived (or went back, negative). reference is the sender's own: the same one is never taken twice.
CREATE TABLE receipt (
  id          BIGINT NOT NULL PRIMARY KEY,
  source      TEXT    NOT NULL,              -- bank | tax | counter | treasury | difference | reversal
  reference   TEXT    NOT NULL,
  payer       BIGINT,                       -- null: nobody could be matched
  amount      BIGINT NOT NULL,
  received_on TEXT    NOT NULL,
  slip        TEXT    NOT NULL DEFAULT '',
  reverses    BIGINT,
  recorded_at BIGINT NOT NULL,
  matter      BIGINT NOT NULL,
  UNIQUE (source, reference)
);
CREATE INDEX receipt_payer ON receipt (payer);

-- What a receipt was used for. Sum over a receipt = its amount. part: contribution | late-fee | subsidy |
-- suspense | refund
CREATE TABLE allocation (
  receipt   BIGINT NOT NULL,
  line      BIGINT NOT NULL,
  part      TEXT    NOT NULL,
  bill      BIGINT NOT NULL,                -- 0: suspense
  insurance BIGINT NOT NULL,                -- 0: suspense
  amount    BIGINT NOT NULL,
  entry     BIGINT NOT NULL,                -- ledger entry that moved the money
  PRIMARY KEY (receipt, line)
);
CREATE INDEX allocation_bill ON allocation (bill, insurance);
CREATE INDEX allocation_suspense ON allocation (receipt) WHERE part = 'suspense';

CREATE TABLE write_off (
  matter    BIGINT NOT NULL,
  bill      BIGINT NOT NULL,
  insurance BIGINT NOT NULL,
  amount    BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (matter, bill, insurance)
);

-- One partition a year; earlier and later months have one each.
DO $$
BEGIN
  CREATE TABLE contribution_before PARTITION OF contribution FOR VALUES FROM (MINVALUE) TO (19900000000000);
  FOR y IN 1990..2059 LOOP
    EXECUTE format('CREATE TABLE contribution_%s PARTITION OF contribution FOR VALUES FROM (%s0000000000) TO (%s0000000000)', y, y, y + 1);
  END LOOP;
  CREATE TABLE contribution_after PARTITION OF contribution FOR VALUES FROM (20600000000000) TO (MAXVALUE);
END $$;

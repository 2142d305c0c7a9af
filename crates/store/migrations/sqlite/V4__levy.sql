-- Levy and collection. Bills, contribution lines and receipts never change; receivable is the memorandum account.
CREATE TABLE calendar (
  region      TEXT    NOT NULL,
  month       INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  opens       TEXT    NOT NULL,              -- first day of declaration
  cutoff      INTEGER NOT NULL,              -- instant
  counter     TEXT    NOT NULL,              -- last day at the counter
  late_from   TEXT    NOT NULL,              -- first day that bears a late fee
  state       TEXT    NOT NULL,              -- open | paused | closed
  notice      TEXT    NOT NULL,
  matter      INTEGER NOT NULL,
  PRIMARY KEY (region, month, recorded_at)
) STRICT, WITHOUT ROWID;

CREATE TABLE levy_run (
  id          INTEGER NOT NULL PRIMARY KEY,
  region      TEXT    NOT NULL,
  month       INTEGER NOT NULL,
  kind        TEXT    NOT NULL,              -- regular | difference
  law         TEXT    NOT NULL,
  state       TEXT    NOT NULL,              -- running | done
  last_payer  INTEGER NOT NULL,              -- where to go on after an interruption
  people      INTEGER NOT NULL,
  bills       INTEGER NOT NULL,
  total       INTEGER NOT NULL,
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  matter      INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX levy_run_regular ON levy_run (region, month) WHERE kind = 'regular';

CREATE TABLE bill (
  id        INTEGER NOT NULL PRIMARY KEY,    -- year × 10^10 + running number
  run       INTEGER NOT NULL,                -- 0: by a single matter
  matter    INTEGER NOT NULL,
  payer     INTEGER NOT NULL,
  month     INTEGER NOT NULL,                -- month it is billed in
  kind      TEXT    NOT NULL,                -- regular | difference | back-payment | take-over
  category  INTEGER NOT NULL,                -- 1 employee, 2 flexible, 3 resident
  region    TEXT    NOT NULL,
  people    INTEGER NOT NULL,
  unit      INTEGER NOT NULL,                -- fen
  person    INTEGER NOT NULL,                -- fen
  total     INTEGER NOT NULL,                -- fen; negative: to refund
  due       TEXT    NOT NULL,
  late_from TEXT    NOT NULL,
  issued_at INTEGER NOT NULL
) STRICT;
CREATE INDEX bill_payer ON bill (payer, month);
CREATE INDEX bill_month ON bill (month);

-- Sum of the contribution lines of a bill by insurance.
CREATE TABLE bill_line (
  bill      INTEGER NOT NULL,
  insurance INTEGER NOT NULL,
  people    INTEGER NOT NULL,
  unit      INTEGER NOT NULL,
  person    INTEGER NOT NULL,
  account   INTEGER NOT NULL,
  PRIMARY KEY (bill, insurance)
) STRICT, WITHOUT ROWID;

-- The contribution record (缴费记录): mass table. A bill's number begins with the year it was billed in, so the table grows
-- at its end only, a bill's lines lie together, and a person is found through the bills of their payers.
CREATE TABLE contribution (
  bill      INTEGER NOT NULL,
  person    INTEGER NOT NULL,
  insurance INTEGER NOT NULL,
  month     INTEGER NOT NULL,                -- fee month
  base      INTEGER NOT NULL,                -- fen
  unit      INTEGER NOT NULL,                -- fen
  personal  INTEGER NOT NULL,                -- fen
  account   INTEGER NOT NULL,                -- fen of both that belong to the personal account
  PRIMARY KEY (bill, person, insurance, month)
) STRICT, WITHOUT ROWID;

-- Treasury subsidy that goes with a resident's contribution.
CREATE TABLE subsidy (
  bill      INTEGER NOT NULL,
  person    INTEGER NOT NULL,
  insurance INTEGER NOT NULL,
  amount    INTEGER NOT NULL,
  account   INTEGER NOT NULL,
  PRIMARY KEY (bill, person, insurance)
) STRICT, WITHOUT ROWID;

-- Memorandum account of a bill line (应收).
CREATE TABLE receivable (
  bill        INTEGER NOT NULL,
  insurance   INTEGER NOT NULL,
  due         INTEGER NOT NULL,
  received    INTEGER NOT NULL,
  written_off INTEGER NOT NULL,
  settled_on  TEXT,
  PRIMARY KEY (bill, insurance)
) STRICT, WITHOUT ROWID;
CREATE INDEX receivable_open ON receivable (bill) WHERE settled_on IS NULL;

-- Late fee of a bill line that has accrued on what was received late; a line never received late has none.
CREATE TABLE late_fee (
  bill      INTEGER NOT NULL,
  insurance INTEGER NOT NULL,
  due       INTEGER NOT NULL,
  received  INTEGER NOT NULL,
  PRIMARY KEY (bill, insurance)
) STRICT, WITHOUT ROWID;
CREATE INDEX late_fee_open ON late_fee (bill) WHERE received < due;

CREATE TABLE agreement (
  id             INTEGER NOT NULL PRIMARY KEY,
  party          INTEGER NOT NULL,
  mandate        TEXT    NOT NULL UNIQUE,
  bank           TEXT    NOT NULL,
  account_sealed BLOB    NOT NULL,
  account_masked TEXT    NOT NULL,
  holder         TEXT    NOT NULL,
  from_date      TEXT    NOT NULL,
  to_date        TEXT,
  matter         INTEGER NOT NULL,
  recorded_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX agreement_party ON agreement (party);

CREATE TABLE debit_batch (
  id         INTEGER NOT NULL PRIMARY KEY,
  message    TEXT    NOT NULL UNIQUE,
  region     TEXT    NOT NULL,
  month      INTEGER NOT NULL,
  debits     INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  due        TEXT    NOT NULL,               -- day the bank shall collect on
  state      TEXT    NOT NULL,               -- sent | answered
  created_at INTEGER NOT NULL,
  matter     INTEGER NOT NULL
) STRICT;

CREATE TABLE debit (
  batch      INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  bill       INTEGER NOT NULL,
  agreement  INTEGER NOT NULL,
  late_fee   INTEGER NOT NULL,
  amount     INTEGER NOT NULL,
  end_to_end TEXT    NOT NULL UNIQUE,
  state      TEXT    NOT NULL,               -- sent | settled | failed
  reason     TEXT    NOT NULL DEFAULT '',
  PRIMARY KEY (batch, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX debit_bill ON debit (bill);

-- Answers of the bank that were taken, by number of the message: the same one is known again.
CREATE TABLE debit_answer (
  message  TEXT    NOT NULL PRIMARY KEY,
  kind     TEXT    NOT NULL,               -- report (pain.002) | notification (camt.054)
  settled  INTEGER NOT NULL,
  failed   INTEGER NOT NULL,
  amount   INTEGER NOT NULL,
  problems TEXT    NOT NULL,               -- JSON: lines that were not taken, and why
  matter   INTEGER NOT NULL,
  at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Money that arrived (or went back, negative). reference is the sender's own: the same one is never taken twice.
CREATE TABLE receipt (
  id          INTEGER NOT NULL PRIMARY KEY,
  source      TEXT    NOT NULL,              -- bank | tax | counter | treasury | difference | reversal
  reference   TEXT    NOT NULL,
  payer       INTEGER,                       -- null: nobody could be matched
  amount      INTEGER NOT NULL,
  received_on TEXT    NOT NULL,
  slip        TEXT    NOT NULL DEFAULT '',
  reverses    INTEGER,
  recorded_at INTEGER NOT NULL,
  matter      INTEGER NOT NULL,
  UNIQUE (source, reference)
) STRICT;
CREATE INDEX receipt_payer ON receipt (payer);

-- What a receipt was used for. Sum over a receipt = its amount. part: contribution | late-fee | subsidy |
-- suspense | refund
CREATE TABLE allocation (
  receipt   INTEGER NOT NULL,
  line      INTEGER NOT NULL,
  part      TEXT    NOT NULL,
  bill      INTEGER NOT NULL,                -- 0: suspense
  insurance INTEGER NOT NULL,                -- 0: suspense
  amount    INTEGER NOT NULL,
  entry     INTEGER NOT NULL,                -- ledger entry that moved the money
  PRIMARY KEY (receipt, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX allocation_bill ON allocation (bill, insurance);
CREATE INDEX allocation_suspense ON allocation (receipt) WHERE part = 'suspense';

CREATE TABLE write_off (
  matter    INTEGER NOT NULL,
  bill      INTEGER NOT NULL,
  insurance INTEGER NOT NULL,
  amount    INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (matter, bill, insurance)
) STRICT, WITHOUT ROWID;

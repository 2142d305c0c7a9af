CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Registry: people, units, families, participation, wages, employment, cards. Two time axes: valid months or days,
-- and recorded_at / retracted_at (0: still believed). A correction retracts and inserts; nothing else is changed.
CREATE TABLE party (
  id     BIGINT NOT NULL PRIMARY KEY,
  kind   BIGINT NOT NULL,                   -- 1 person, 2 unit
  region TEXT    NOT NULL,
  since  BIGINT NOT NULL                    -- recorded at
);

CREATE TABLE person_identity (
  person        BIGINT NOT NULL,
  matter        BIGINT NOT NULL,
  valid_from    TEXT    NOT NULL,
  document      BIGINT NOT NULL,            -- document kind (AAC058)
  number_sealed BYTEA NOT NULL,
  number_digest BYTEA NOT NULL,
  number_masked TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  sex           TEXT    NOT NULL,            -- M | F
  birth         TEXT    NOT NULL,
  recorded_at   BIGINT NOT NULL,
  retracted_at  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, valid_from, matter)
);
CREATE UNIQUE INDEX person_identity_number ON person_identity (number_digest) WHERE retracted_at = 0;
CREATE INDEX person_identity_name ON person_identity (name);

-- Every number a person ever had, so that an old one is still found.
CREATE TABLE person_number (
  number_digest BYTEA NOT NULL,
  person        BIGINT NOT NULL,
  recorded_at   BIGINT NOT NULL,
  PRIMARY KEY (number_digest, person)
);

-- A duplicate record that was found to be the same person.
CREATE TABLE person_merge (
  duplicate BIGINT NOT NULL PRIMARY KEY,
  person    BIGINT NOT NULL,
  at        BIGINT NOT NULL,
  matter    BIGINT NOT NULL,
  trail     TEXT    NOT NULL                 -- JSON: what was moved
);

CREATE TABLE person_status (
  person       BIGINT NOT NULL,
  matter       BIGINT NOT NULL,
  status       TEXT    NOT NULL,             -- insured | retired | dead | left
  from_date    TEXT    NOT NULL,
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, from_date, status, matter)
);

-- Facts of a person that rules ask for: household kind, retirement group, first work day, deemed months, phone …
CREATE TABLE person_fact (
  person       BIGINT NOT NULL,
  fact         TEXT    NOT NULL,
  from_date    TEXT    NOT NULL,
  matter       BIGINT NOT NULL,
  value        TEXT    NOT NULL,             -- masked where sealed holds the full text
  sealed       BYTEA,
  digest       BYTEA,
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, fact, from_date, matter)
);

CREATE TABLE unit_fact (
  unit           BIGINT NOT NULL,
  matter         BIGINT NOT NULL,
  from_month     BIGINT NOT NULL,
  credit_code    TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  kind           TEXT    NOT NULL,           -- payer kind of mission M1
  industry_class BIGINT NOT NULL,           -- 1–8
  floating_tier  BIGINT NOT NULL,           -- percent of the class rate
  region         TEXT    NOT NULL,
  state          TEXT    NOT NULL,           -- active | closed
  recorded_at    BIGINT NOT NULL,
  retracted_at   BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, from_month, matter)
);
CREATE INDEX unit_fact_code ON unit_fact (credit_code);

-- One row a person, insurance and payer. slot: insurances that exclude each other share one (110 with 170, 310 with
-- 380); slot_payer: 0, or the payer for work injury, which is held once per unit.
CREATE TABLE participation (
  payer        BIGINT NOT NULL,
  person       BIGINT NOT NULL,
  insurance    BIGINT NOT NULL,
  from_month   BIGINT NOT NULL,
  matter       BIGINT NOT NULL,
  to_month     BIGINT NOT NULL,             -- 999912: open
  category     BIGINT NOT NULL,             -- 1 employee, 2 flexible, 3 resident
  tier         TEXT    NOT NULL DEFAULT '',  -- flexible: share of the average wage; resident: yearly tier
  region       TEXT    NOT NULL,
  reason_in    TEXT    NOT NULL,
  reason_out   TEXT    NOT NULL DEFAULT '',
  slot         BIGINT NOT NULL,
  slot_payer   BIGINT NOT NULL,
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  ended_by     BIGINT,                      -- matter that retracted the row
  PRIMARY KEY (payer, person, insurance, from_month, matter),
  CHECK (from_month <= to_month),
  CONSTRAINT participation_no_overlap EXCLUDE USING gist
    (person WITH =, slot WITH =, slot_payer WITH =, int8range(from_month, to_month, '[]') WITH &&)
    WHERE (retracted_at = 0)
);
CREATE INDEX participation_person ON participation (person, slot, slot_payer);


-- Declared monthly wage of a person at a payer. kind: declared | deemed.
CREATE TABLE wage (
  payer        BIGINT NOT NULL,
  person       BIGINT NOT NULL,
  from_month   BIGINT NOT NULL,
  matter       BIGINT NOT NULL,
  to_month     BIGINT NOT NULL,
  wage         BIGINT NOT NULL,             -- fen a month
  kind         TEXT    NOT NULL,
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (payer, person, from_month, matter)
);

CREATE TABLE family (
  person       BIGINT NOT NULL,
  relative     BIGINT NOT NULL,
  kind         TEXT    NOT NULL,             -- spouse | parent | child | sibling | grandparent | grandchild
  from_month   BIGINT NOT NULL,
  matter       BIGINT NOT NULL,
  to_month     BIGINT NOT NULL,
  shares       BIGINT NOT NULL,             -- 1: may use the person's medical account
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, relative, from_month, matter)
);

CREATE TABLE employment (
  person       BIGINT NOT NULL,
  unit         BIGINT NOT NULL,
  from_date    TEXT    NOT NULL,
  matter       BIGINT NOT NULL,
  to_date      TEXT,
  form         TEXT    NOT NULL,             -- form of employment
  end_reason   TEXT    NOT NULL DEFAULT '',
  involuntary  BIGINT NOT NULL DEFAULT 0,   -- 1: ended not by the person's own will
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, unit, from_date, matter)
);

CREATE TABLE unemployment (
  person        BIGINT NOT NULL,
  registered_on TEXT    NOT NULL,
  matter        BIGINT NOT NULL,
  ended_on      TEXT,
  end_reason    TEXT    NOT NULL DEFAULT '',
  recorded_at   BIGINT NOT NULL,
  retracted_at  BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, registered_on, matter)
);

-- The social security card: benefits go to its bank account, debits come from it.
CREATE TABLE card (
  person         BIGINT NOT NULL,
  issued_on      TEXT    NOT NULL,
  matter         BIGINT NOT NULL,
  number_sealed  BYTEA NOT NULL,
  number_digest  BYTEA NOT NULL,
  bank           TEXT    NOT NULL,           -- bank code
  account_sealed BYTEA NOT NULL,           -- bank card number
  account_digest BYTEA NOT NULL,
  account_masked TEXT    NOT NULL,
  financial      TEXT    NOT NULL,           -- inactive | active | lost | closed
  social         TEXT    NOT NULL,           -- inactive | active | lost | closed
  recorded_at    BIGINT NOT NULL,
  retracted_at   BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (person, issued_on, matter)
);

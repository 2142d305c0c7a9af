-- Registry: people, units, families, participation, wages, employment, cards. Two time axes: valid months or days,
-- and recorded_at / retracted_at (0: still believed). A correction retracts and inserts; nothing else is changed.
CREATE TABLE party (
  id     INTEGER NOT NULL PRIMARY KEY,
  kind   INTEGER NOT NULL,                   -- 1 person, 2 unit
  region TEXT    NOT NULL,
  since  INTEGER NOT NULL                    -- recorded at
) STRICT;

CREATE TABLE person_identity (
  person        INTEGER NOT NULL,
  matter        INTEGER NOT NULL,
  valid_from    TEXT    NOT NULL,
  document      INTEGER NOT NULL,            -- document kind (AAC058)
  number_sealed BLOB    NOT NULL,
  number_digest BLOB    NOT NULL,
  number_masked TEXT    NOT NULL,
  name          TEXT    NOT NULL,
  sex           TEXT    NOT NULL,            -- M | F
  birth         TEXT    NOT NULL,
  recorded_at   INTEGER NOT NULL,
  retracted_at  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, valid_from, matter)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX person_identity_number ON person_identity (number_digest) WHERE retracted_at = 0;
CREATE INDEX person_identity_name ON person_identity (name);

-- Every number a person ever had, so that an old one is still found.
CREATE TABLE person_number (
  number_digest BLOB    NOT NULL,
  person        INTEGER NOT NULL,
  recorded_at   INTEGER NOT NULL,
  PRIMARY KEY (number_digest, person)
) STRICT, WITHOUT ROWID;

-- A duplicate record that was found to be the same person.
CREATE TABLE person_merge (
  duplicate INTEGER NOT NULL PRIMARY KEY,
  person    INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  matter    INTEGER NOT NULL,
  trail     TEXT    NOT NULL                 -- JSON: what was moved
) STRICT;

CREATE TABLE person_status (
  person       INTEGER NOT NULL,
  matter       INTEGER NOT NULL,
  status       TEXT    NOT NULL,             -- insured | retired | dead | left
  from_date    TEXT    NOT NULL,
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, from_date, status, matter)
) STRICT, WITHOUT ROWID;

-- Facts of a person that rules ask for: household kind, retirement group, first work day, deemed months, phone …
CREATE TABLE person_fact (
  person       INTEGER NOT NULL,
  fact         TEXT    NOT NULL,
  from_date    TEXT    NOT NULL,
  matter       INTEGER NOT NULL,
  value        TEXT    NOT NULL,             -- masked where sealed holds the full text
  sealed       BLOB,
  digest       BLOB,
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, fact, from_date, matter)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit_fact (
  unit           INTEGER NOT NULL,
  matter         INTEGER NOT NULL,
  from_month     INTEGER NOT NULL,
  credit_code    TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  kind           TEXT    NOT NULL,           -- payer kind of mission M1
  industry_class INTEGER NOT NULL,           -- 1–8
  floating_tier  INTEGER NOT NULL,           -- percent of the class rate
  region         TEXT    NOT NULL,
  state          TEXT    NOT NULL,           -- active | closed
  recorded_at    INTEGER NOT NULL,
  retracted_at   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, from_month, matter)
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_fact_code ON unit_fact (credit_code);

-- One row a person, insurance and payer. slot: insurances that exclude each other share one (110 with 170, 310 with
-- 380); slot_payer: 0, or the payer for work injury, which is held once per unit.
CREATE TABLE participation (
  payer        INTEGER NOT NULL,
  person       INTEGER NOT NULL,
  insurance    INTEGER NOT NULL,
  from_month   INTEGER NOT NULL,
  matter       INTEGER NOT NULL,
  to_month     INTEGER NOT NULL,             -- 999912: open
  category     INTEGER NOT NULL,             -- 1 employee, 2 flexible, 3 resident
  tier         TEXT    NOT NULL DEFAULT '',  -- flexible: share of the average wage; resident: yearly tier
  region       TEXT    NOT NULL,
  reason_in    TEXT    NOT NULL,
  reason_out   TEXT    NOT NULL DEFAULT '',
  slot         INTEGER NOT NULL,
  slot_payer   INTEGER NOT NULL,
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  ended_by     INTEGER,                      -- matter that retracted the row
  PRIMARY KEY (payer, person, insurance, from_month, matter),
  CHECK (from_month <= to_month)
) STRICT, WITHOUT ROWID;
CREATE INDEX participation_person ON participation (person, slot, slot_payer);

CREATE TRIGGER participation_no_overlap BEFORE INSERT ON participation WHEN NEW.retracted_at = 0
BEGIN
  SELECT RAISE(ABORT, 'participation_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM participation p
    WHERE p.person = NEW.person AND p.slot = NEW.slot AND p.slot_payer = NEW.slot_payer AND p.retracted_at = 0
      AND p.from_month <= NEW.to_month AND p.to_month >= NEW.from_month);
END;
CREATE TRIGGER participation_no_overlap_on_update BEFORE UPDATE ON participation WHEN NEW.retracted_at = 0
BEGIN
  SELECT RAISE(ABORT, 'participation_no_overlap')
  WHERE EXISTS (
    SELECT 1 FROM participation p
    WHERE p.person = NEW.person AND p.slot = NEW.slot AND p.slot_payer = NEW.slot_payer AND p.retracted_at = 0
      AND p.from_month <= NEW.to_month AND p.to_month >= NEW.from_month
      AND NOT (p.payer = OLD.payer AND p.insurance = OLD.insurance AND p.from_month = OLD.from_month AND p.matter = OLD.matter));
END;

-- Declared monthly wage of a person at a payer. kind: declared | deemed.
CREATE TABLE wage (
  payer        INTEGER NOT NULL,
  person       INTEGER NOT NULL,
  from_month   INTEGER NOT NULL,
  matter       INTEGER NOT NULL,
  to_month     INTEGER NOT NULL,
  wage         INTEGER NOT NULL,             -- fen a month
  kind         TEXT    NOT NULL,
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (payer, person, from_month, matter)
) STRICT, WITHOUT ROWID;

CREATE TABLE family (
  person       INTEGER NOT NULL,
  relative     INTEGER NOT NULL,
  kind         TEXT    NOT NULL,             -- spouse | parent | child | sibling | grandparent | grandchild
  from_month   INTEGER NOT NULL,
  matter       INTEGER NOT NULL,
  to_month     INTEGER NOT NULL,
  shares       INTEGER NOT NULL,             -- 1: may use the person's medical account
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, relative, from_month, matter)
) STRICT, WITHOUT ROWID;

CREATE TABLE employment (
  person       INTEGER NOT NULL,
  unit         INTEGER NOT NULL,
  from_date    TEXT    NOT NULL,
  matter       INTEGER NOT NULL,
  to_date      TEXT,
  form         TEXT    NOT NULL,             -- form of employment
  end_reason   TEXT    NOT NULL DEFAULT '',
  involuntary  INTEGER NOT NULL DEFAULT 0,   -- 1: ended not by the person's own will
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, unit, from_date, matter)
) STRICT, WITHOUT ROWID;

CREATE TABLE unemployment (
  person        INTEGER NOT NULL,
  registered_on TEXT    NOT NULL,
  matter        INTEGER NOT NULL,
  ended_on      TEXT,
  end_reason    TEXT    NOT NULL DEFAULT '',
  recorded_at   INTEGER NOT NULL,
  retracted_at  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, registered_on, matter)
) STRICT, WITHOUT ROWID;

-- The social security card: benefits go to its bank account, debits come from it.
CREATE TABLE card (
  person         INTEGER NOT NULL,
  issued_on      TEXT    NOT NULL,
  matter         INTEGER NOT NULL,
  number_sealed  BLOB    NOT NULL,
  number_digest  BLOB    NOT NULL,
  bank           TEXT    NOT NULL,           -- bank code
  account_sealed BLOB    NOT NULL,           -- bank card number
  account_digest BLOB    NOT NULL,
  account_masked TEXT    NOT NULL,
  financial      TEXT    NOT NULL,           -- inactive | active | lost | closed
  social         TEXT    NOT NULL,           -- inactive | active | lost | closed
  recorded_at    INTEGER NOT NULL,
  retracted_at   INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (person, issued_on, matter)
) STRICT, WITHOUT ROWID;

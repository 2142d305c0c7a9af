-- Desk: officers, matters, decisions, approvals. A matter is who asks for which service about whom.
CREATE TABLE officer (
  id            INTEGER NOT NULL PRIMARY KEY,
  login         TEXT    NOT NULL UNIQUE,
  name          TEXT    NOT NULL,
  password_hash TEXT,                        -- Argon2id; null: cannot sign in (the node itself)
  region        TEXT    NOT NULL,            -- root of the subtree this officer may act in
  roles         TEXT    NOT NULL,            -- role words, comma separated
  state         TEXT    NOT NULL,            -- active | suspended
  created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE matter (
  id         INTEGER NOT NULL PRIMARY KEY,
  number     TEXT    NOT NULL UNIQUE,        -- shown to people: region, day, running number
  service    TEXT    NOT NULL,               -- code of the service in the catalogue
  region     TEXT    NOT NULL,
  subject    INTEGER,                        -- party it is about; null: many or none
  state      TEXT    NOT NULL,               -- submitted | in-review | approved | done | refused | withdrawn
  channel    TEXT    NOT NULL,
  opened_at  INTEGER NOT NULL,
  opened_by  INTEGER NOT NULL,
  due        TEXT,                           -- statutory deadline
  command    TEXT    NOT NULL,               -- what was asked, JSON, personal data masked
  closed_at  INTEGER
) STRICT;
CREATE INDEX matter_subject ON matter (subject);
CREATE INDEX matter_state ON matter (state, due);

CREATE TABLE matter_event (
  matter INTEGER NOT NULL,
  line   INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  by     INTEGER NOT NULL,
  what   TEXT    NOT NULL,
  detail TEXT    NOT NULL,
  PRIMARY KEY (matter, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE decision (
  id         INTEGER NOT NULL PRIMARY KEY,
  matter     INTEGER NOT NULL,
  outcome    TEXT    NOT NULL,               -- granted | refused
  made_at    INTEGER NOT NULL,
  made_by    INTEGER NOT NULL,
  law        TEXT    NOT NULL,               -- hash of the rule set, see law_archive
  inputs     TEXT    NOT NULL,               -- JSON: facts with the record each came from
  derivation TEXT    NOT NULL,               -- JSON: tree of steps; null literal where nothing was computed
  effects    TEXT    NOT NULL,               -- JSON: what was changed, or the refusal
  signature  TEXT    NOT NULL                -- detached signature of the node over the row
) STRICT;
CREATE INDEX decision_matter ON decision (matter);

-- A second person's approval of a matter (award, payment run, write-off …). Never the person who asked.
CREATE TABLE approval (
  matter     INTEGER NOT NULL PRIMARY KEY,
  asked_at   INTEGER NOT NULL,
  asked_by   INTEGER NOT NULL,
  outcome    TEXT    NOT NULL,               -- waiting | approved | refused
  decided_at INTEGER,
  decided_by INTEGER,
  reason     TEXT,
  CHECK (decided_by IS NULL OR decided_by <> asked_by)
) STRICT;

CREATE TABLE law_archive (
  hash        TEXT    NOT NULL PRIMARY KEY,
  archived_at INTEGER NOT NULL,
  content     BLOB    NOT NULL
) STRICT;

-- Halls: everybody who acts is a user; what a user may act as is a standing. The table officer becomes both.
CREATE TABLE users (
  id            INTEGER NOT NULL PRIMARY KEY, -- from the sequence of officers: the number in audit, matter and receipt
  login         TEXT    NOT NULL UNIQUE,
  name          TEXT    NOT NULL,
  person        INTEGER,                      -- the person behind it, once known: nobody decides their own case
  password_hash TEXT,                         -- Argon2id; null: not activated, or the node itself
  state         TEXT    NOT NULL,             -- active | suspended
  failures      INTEGER NOT NULL DEFAULT 0,   -- wrong secrets since the last right one
  locked_until  INTEGER,
  created_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX users_person ON users (person);

-- What a user may act as: their own person, a relative, a unit, a community, a partner, the agency.
CREATE TABLE standing (
  id         INTEGER NOT NULL PRIMARY KEY,
  holder     INTEGER NOT NULL,               -- user
  kind       TEXT    NOT NULL,               -- own | family | unit | community | partner | office
  party      INTEGER,                        -- the person or unit acted for; null: those of the region
  region     TEXT    NOT NULL,               -- root of the subtree acted in
  roles      TEXT    NOT NULL,               -- role words, comma separated
  from_day   TEXT    NOT NULL,
  last_day   TEXT,                           -- null: until ended
  granted_by INTEGER NOT NULL,
  granted_at INTEGER NOT NULL,
  ended_at   INTEGER
) STRICT;
CREATE INDEX standing_holder ON standing (holder);
CREATE INDEX standing_party ON standing (party);

INSERT INTO users (id, login, name, password_hash, state, created_at)
  SELECT id, login, name, password_hash, state, created_at FROM officer;
INSERT INTO standing (id, holder, kind, region, roles, from_day, granted_by, granted_at)
  SELECT id, id, 'office', region, roles, date(created_at / 1000000 + 28800, 'unixepoch'), id, created_at FROM officer;
DROP TABLE officer;

-- A bearer secret in use: a browser's session or a program's token. Only its digest is kept.
CREATE TABLE session (
  id         INTEGER NOT NULL PRIMARY KEY,
  digest     BLOB    NOT NULL UNIQUE,
  holder     INTEGER NOT NULL,               -- user
  standing   INTEGER,                        -- null: not chosen yet
  kind       TEXT    NOT NULL,               -- browser | token
  label      TEXT    NOT NULL,               -- what the browser calls itself; what the token is for
  scopes     TEXT    NOT NULL,               -- of a token: words, comma separated
  created_at INTEGER NOT NULL,
  seen_at    INTEGER NOT NULL,
  idle       INTEGER NOT NULL,               -- microseconds without use after which it ends; 0: never
  ends_at    INTEGER NOT NULL,
  proved_at  INTEGER,                        -- when the user last proved with all factors; null: a factor is missing
  revoked_at INTEGER
) STRICT;
CREATE INDEX session_holder ON session (holder);

-- Something a user proves themself with beside the password.
CREATE TABLE factor (
  id           INTEGER NOT NULL PRIMARY KEY,
  holder       INTEGER NOT NULL,
  kind         TEXT    NOT NULL,             -- totp | phone | mail
  label        TEXT    NOT NULL,             -- masked
  sealed       BLOB    NOT NULL,             -- the secret, or the address messages go to
  last_step    INTEGER NOT NULL DEFAULT 0,   -- of a TOTP: the step used last, never taken again
  created_at   INTEGER NOT NULL,
  confirmed_at INTEGER,
  ended_at     INTEGER
) STRICT;
CREATE INDEX factor_holder ON factor (holder);

-- A code that is good once: activation, sign-in by message, step-up, reset.
CREATE TABLE one_time_code (
  id         INTEGER NOT NULL PRIMARY KEY,
  holder     INTEGER NOT NULL,
  purpose    TEXT    NOT NULL,               -- activate | sign-in
  digest     BLOB    NOT NULL,
  created_at INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  attempts   INTEGER NOT NULL DEFAULT 0,
  used_at    INTEGER
) STRICT;
CREATE INDEX one_time_code_holder ON one_time_code (holder, purpose);

-- A matter is worked on: who holds it, what was answered on the form (sealed), which larger matter it belongs to.
ALTER TABLE matter ADD COLUMN holder INTEGER;
ALTER TABLE matter ADD COLUMN answers BLOB;
ALTER TABLE matter ADD COLUMN parent INTEGER;
CREATE INDEX matter_opened_by ON matter (opened_by);
CREATE INDEX matter_holder ON matter (holder);

-- Materials of a matter. The content lies outside the database under its digest.
CREATE TABLE material (
  matter   INTEGER NOT NULL,
  line     INTEGER NOT NULL,
  kind     TEXT    NOT NULL,                 -- which of the service's materials
  name     TEXT    NOT NULL,
  media    TEXT    NOT NULL,                 -- by content, not by name
  bytes    INTEGER NOT NULL,
  digest   BLOB    NOT NULL,
  added_at INTEGER NOT NULL,
  added_by INTEGER NOT NULL,
  PRIMARY KEY (matter, line)
) STRICT, WITHOUT ROWID;

-- Credit of a unit (信用等级): a unit in good credit is approved by the rules alone.
CREATE TABLE unit_credit (
  unit         INTEGER NOT NULL,
  from_date    TEXT    NOT NULL,
  matter       INTEGER NOT NULL,
  class        TEXT    NOT NULL,             -- vip | normal
  recorded_at  INTEGER NOT NULL,
  retracted_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, from_date, matter)
) STRICT, WITHOUT ROWID;

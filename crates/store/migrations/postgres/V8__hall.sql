-- Halls: everybody who acts is a user; what a user may act as is a standing. The table officer becomes both.
CREATE TABLE users (
  id            BIGINT NOT NULL PRIMARY KEY, -- from the sequence of officers: the number in audit, matter and receipt
  login         TEXT    NOT NULL UNIQUE,
  name          TEXT    NOT NULL,
  person        BIGINT,                      -- the person behind it, once known: nobody decides their own case
  password_hash TEXT,                         -- Argon2id; null: not activated, or the node itself
  state         TEXT    NOT NULL,             -- active | suspended
  failures      BIGINT NOT NULL DEFAULT 0,   -- wrong secrets since the last right one
  locked_until  BIGINT,
  created_at    BIGINT NOT NULL
);
CREATE INDEX users_person ON users (person);

-- What a user may act as: their own person, a relative, a unit, a community, a partner, the agency.
CREATE TABLE standing (
  id         BIGINT NOT NULL PRIMARY KEY,
  holder     BIGINT NOT NULL,               -- user
  kind       TEXT    NOT NULL,               -- own | family | unit | community | partner | office
  party      BIGINT,                        -- the person or unit acted for; null: those of the region
  region     TEXT    NOT NULL,               -- root of the subtree acted in
  roles      TEXT    NOT NULL,               -- role words, comma separated
  from_day   TEXT    NOT NULL,
  last_day   TEXT,                           -- null: until ended
  granted_by BIGINT NOT NULL,
  granted_at BIGINT NOT NULL,
  ended_at   BIGINT
);
CREATE INDEX standing_holder ON standing (holder);
CREATE INDEX standing_party ON standing (party);

INSERT INTO users (id, login, name, password_hash, state, created_at)
  SELECT id, login, name, password_hash, state, created_at FROM officer;
INSERT INTO standing (id, holder, kind, region, roles, from_day, granted_by, granted_at)
  SELECT id, id, 'office', region, roles, to_char(to_timestamp(created_at / 1000000 + 28800) AT TIME ZONE 'UTC', 'YYYY-MM-DD'), id, created_at FROM officer;
DROP TABLE officer;

-- A bearer secret in use: a browser's session or a program's token. Only its digest is kept.
CREATE TABLE session (
  id         BIGINT NOT NULL PRIMARY KEY,
  digest     BYTEA    NOT NULL UNIQUE,
  holder     BIGINT NOT NULL,               -- user
  standing   BIGINT,                        -- null: not chosen yet
  kind       TEXT    NOT NULL,               -- browser | token
  label      TEXT    NOT NULL,               -- what the browser calls itself; what the token is for
  scopes     TEXT    NOT NULL,               -- of a token: words, comma separated
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  idle       BIGINT NOT NULL,               -- microseconds without use after which it ends; 0: never
  ends_at    BIGINT NOT NULL,
  proved_at  BIGINT,                        -- when the user last proved with all factors; null: a factor is missing
  revoked_at BIGINT
);
CREATE INDEX session_holder ON session (holder);

-- Something a user proves themself with beside the password.
CREATE TABLE factor (
  id           BIGINT NOT NULL PRIMARY KEY,
  holder       BIGINT NOT NULL,
  kind         TEXT    NOT NULL,             -- totp | phone | mail
  label        TEXT    NOT NULL,             -- masked
  sealed       BYTEA    NOT NULL,             -- the secret, or the address messages go to
  last_step    BIGINT NOT NULL DEFAULT 0,   -- of a TOTP: the step used last, never taken again
  created_at   BIGINT NOT NULL,
  confirmed_at BIGINT,
  ended_at     BIGINT
);
CREATE INDEX factor_holder ON factor (holder);

-- A code that is good once: activation, sign-in by message, step-up, reset.
CREATE TABLE one_time_code (
  id         BIGINT NOT NULL PRIMARY KEY,
  holder     BIGINT NOT NULL,
  purpose    TEXT    NOT NULL,               -- activate | sign-in
  digest     BYTEA    NOT NULL,
  created_at BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  attempts   BIGINT NOT NULL DEFAULT 0,
  used_at    BIGINT
);
CREATE INDEX one_time_code_holder ON one_time_code (holder, purpose);

-- A matter is worked on: who holds it, what was answered on the form (sealed), which larger matter it belongs to.
ALTER TABLE matter ADD COLUMN holder BIGINT;
ALTER TABLE matter ADD COLUMN answers BYTEA;
ALTER TABLE matter ADD COLUMN parent BIGINT;
CREATE INDEX matter_opened_by ON matter (opened_by);
CREATE INDEX matter_holder ON matter (holder);

-- Materials of a matter. The content lies outside the database under its digest.
CREATE TABLE material (
  matter   BIGINT NOT NULL,
  line     BIGINT NOT NULL,
  kind     TEXT    NOT NULL,                 -- which of the service's materials
  name     TEXT    NOT NULL,
  media    TEXT    NOT NULL,                 -- by content, not by name
  bytes    BIGINT NOT NULL,
  digest   BYTEA    NOT NULL,
  added_at BIGINT NOT NULL,
  added_by BIGINT NOT NULL,
  PRIMARY KEY (matter, line)
);

-- Credit of a unit (信用等级): a unit in good credit is approved by the rules alone.
CREATE TABLE unit_credit (
  unit         BIGINT NOT NULL,
  from_date    TEXT    NOT NULL,
  matter       BIGINT NOT NULL,
  class        TEXT    NOT NULL,             -- vip | normal
  recorded_at  BIGINT NOT NULL,
  retracted_at BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (unit, from_date, matter)
);

CREATE SEQUENCE sequence_session;

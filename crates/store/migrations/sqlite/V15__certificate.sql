-- Certificates (证明): what the agency says under its seal, with the code by which anybody can check it.
CREATE TABLE certificate (
  matter     INTEGER NOT NULL PRIMARY KEY,   -- its number is that of its matter
  code       TEXT    NOT NULL UNIQUE,        -- 16 characters: digest of the statement
  party      INTEGER NOT NULL,               -- whom it is about
  signed     BLOB    NOT NULL,               -- statement with the node's signature (compact JWS), sealed
  issued_at  INTEGER NOT NULL,
  revoked_at INTEGER,                        -- null: holds
  revoked_in INTEGER                         -- matter in which it was taken back
) STRICT;
CREATE INDEX certificate_party ON certificate (party);

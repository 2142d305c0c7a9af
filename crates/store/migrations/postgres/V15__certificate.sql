-- Certificates (证明): what the agency says under its seal, with the code by which anybody can check it.
CREATE TABLE certificate (
  matter     BIGINT  NOT NULL PRIMARY KEY,   -- its number is that of its matter
  code       TEXT    NOT NULL UNIQUE,        -- 16 characters: digest of the statement
  party      BIGINT  NOT NULL,               -- whom it is about
  signed     BYTEA   NOT NULL,               -- statement with the node's signature (compact JWS), sealed
  issued_at  BIGINT  NOT NULL,
  revoked_at BIGINT ,                        -- null: holds
  revoked_in BIGINT                          -- matter in which it was taken back
);
CREATE INDEX certificate_party ON certificate (party);

-- The content of materials: sealed, in parts, once for each content however often it is handed in.
CREATE TABLE material_part (
  digest  BYTEA   NOT NULL,                  -- SHA-256 of the whole content
  part    BIGINT  NOT NULL,
  content BYTEA   NOT NULL,                  -- sealed
  PRIMARY KEY (digest, part)
);
ALTER TABLE material ADD COLUMN removed_at BIGINT; -- when its content was removed
CREATE INDEX material_digest ON material (digest);

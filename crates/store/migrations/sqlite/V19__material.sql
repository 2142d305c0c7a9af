-- The content of materials: sealed, in parts, once for each content however often it is handed in.
CREATE TABLE material_part (
  digest  BLOB    NOT NULL,                  -- SHA-256 of the whole content
  part    INTEGER NOT NULL,
  content BLOB    NOT NULL,                  -- sealed
  PRIMARY KEY (digest, part)
) STRICT, WITHOUT ROWID;
ALTER TABLE material ADD COLUMN removed_at INTEGER; -- when its content was removed
CREATE INDEX material_digest ON material (digest);

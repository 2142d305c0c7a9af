-- Files of rows that units hand in (批量文件): kept sealed in parts until their time is over, with what came of them.
CREATE TABLE upload (
  id         BIGINT NOT NULL PRIMARY KEY,
  unit       BIGINT NOT NULL,              -- whose rows they are
  layout     TEXT    NOT NULL,              -- joiners | leavers | bases
  name       TEXT    NOT NULL,              -- as the sender called it
  format     TEXT    NOT NULL,              -- xlsx | xls | csv, by content
  digest     TEXT    NOT NULL,              -- SHA-256 of the content, in hexadecimal digits
  bytes      BIGINT NOT NULL,
  naming     TEXT    NOT NULL,              -- which header is which column where the layout does not know, as JSON
  rows_all   BIGINT NOT NULL,              -- rows counted when it came
  rows_done  BIGINT NOT NULL DEFAULT 0,    -- rows that the present step has come to
  state      TEXT    NOT NULL,              -- new | checking | checked | taking | taken | stopped
  outcome    TEXT    NOT NULL DEFAULT '',   -- of the last step, as JSON
  matter     BIGINT,
  added_at   BIGINT NOT NULL,
  added_by   BIGINT NOT NULL,
  removed_at BIGINT                        -- when content and problems were removed
);
CREATE INDEX upload_unit ON upload (unit);
CREATE INDEX upload_matter ON upload (matter);

-- The content of a file, and the file of rows that failed.
CREATE TABLE upload_part (
  upload  BIGINT NOT NULL,
  kind    TEXT    NOT NULL,                 -- given | failed
  part    BIGINT NOT NULL,
  content BYTEA  NOT NULL,                 -- sealed
  PRIMARY KEY (upload, kind, part)
);

-- What was wrong with rows in the last step; personal numbers are masked.
CREATE TABLE upload_problem (
  upload BIGINT NOT NULL,
  line   BIGINT NOT NULL,
  row_no BIGINT NOT NULL,                  -- as the sender counts them
  field  TEXT    NOT NULL,
  value  TEXT    NOT NULL,
  code   TEXT    NOT NULL,
  zh     TEXT    NOT NULL,
  fix_zh TEXT    NOT NULL,
  en     TEXT    NOT NULL,
  fix_en TEXT    NOT NULL,
  PRIMARY KEY (upload, line)
);

-- Headers that a unit uses in its own files: said once, remembered.
CREATE TABLE column_naming (
  unit       BIGINT NOT NULL,
  layout     TEXT    NOT NULL,
  header     TEXT    NOT NULL,
  column_key TEXT    NOT NULL,              -- empty: the column is left out
  PRIMARY KEY (unit, layout, header)
);

CREATE INDEX matter_parent ON matter (parent);

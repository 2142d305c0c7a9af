-- Recomputations of the past (重新核定): what was planned, agreed to by a second person, and settled line by line.
CREATE TABLE recompute (
  id          INTEGER NOT NULL PRIMARY KEY,
  matter      INTEGER NOT NULL,              -- 0 while it is being planned
  since       INTEGER NOT NULL,              -- first month looked at
  until       INTEGER NOT NULL,              -- last month that was assessed; 0: none
  billed_in   INTEGER NOT NULL,              -- month that contributions are billed in
  region      TEXT    NOT NULL,              -- of the payers and people looked at
  insurances  TEXT    NOT NULL,              -- codes, comma separated
  state       TEXT    NOT NULL,              -- planning | planned | approved | done | refused
  lines       INTEGER NOT NULL,
  settled     INTEGER NOT NULL,              -- last line that was settled or found changed
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE INDEX recompute_matter ON recompute (matter);

-- One contribution line or award that would be another today.
CREATE TABLE recompute_line (
  recompute  INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  kind       TEXT    NOT NULL,               -- contribution | award | by-hand
  payer      INTEGER NOT NULL,               -- of contributions; 0
  person     INTEGER NOT NULL,
  insurance  INTEGER NOT NULL,               -- of an award the fund
  award      INTEGER NOT NULL,               -- 0: of contributions
  from_month INTEGER NOT NULL,
  to_month   INTEGER NOT NULL,
  before     INTEGER NOT NULL,               -- fen a month, as it stands
  after      INTEGER NOT NULL,               -- fen a month, as it would be
  difference INTEGER NOT NULL,               -- fen of all months that are past
  detail     TEXT    NOT NULL,               -- JSON: parts, months, what changed and when it was known
  state      TEXT    NOT NULL,               -- open | settled | changed | by-hand
  PRIMARY KEY (recompute, line)
) STRICT, WITHOUT ROWID;
CREATE INDEX recompute_line_person ON recompute_line (person);

-- A decision that another one took the place of.
CREATE TABLE replaced (
  decision INTEGER NOT NULL,                 -- the later one
  earlier  INTEGER NOT NULL,
  award    INTEGER NOT NULL,                 -- the award that both are about; 0: none
  PRIMARY KEY (decision, earlier)
) STRICT, WITHOUT ROWID;
CREATE INDEX replaced_earlier ON replaced (earlier);
CREATE INDEX replaced_award ON replaced (award);

-- Recomputations of the past (重新核定): what was planned, agreed to by a second person, and settled line by line.
CREATE TABLE recompute (
  id          BIGINT NOT NULL PRIMARY KEY,
  matter      BIGINT NOT NULL,              -- 0 while it is being planned
  since       BIGINT NOT NULL,              -- first month looked at
  until       BIGINT NOT NULL,              -- last month that was assessed; 0: none
  billed_in   BIGINT NOT NULL,              -- month that contributions are billed in
  region      TEXT    NOT NULL,              -- of the payers and people looked at
  insurances  TEXT    NOT NULL,              -- codes, comma separated
  state       TEXT    NOT NULL,              -- planning | planned | approved | done | refused
  lines       BIGINT NOT NULL,
  settled     BIGINT NOT NULL,              -- last line that was settled or found changed
  recorded_at BIGINT NOT NULL
);
CREATE INDEX recompute_matter ON recompute (matter);

-- One contribution line or award that would be another today.
CREATE TABLE recompute_line (
  recompute  BIGINT NOT NULL,
  line       BIGINT NOT NULL,
  kind       TEXT    NOT NULL,               -- contribution | award | by-hand
  payer      BIGINT NOT NULL,               -- of contributions; 0
  person     BIGINT NOT NULL,
  insurance  BIGINT NOT NULL,               -- of an award the fund
  award      BIGINT NOT NULL,               -- 0: of contributions
  from_month BIGINT NOT NULL,
  to_month   BIGINT NOT NULL,
  before     BIGINT NOT NULL,               -- fen a month, as it stands
  after      BIGINT NOT NULL,               -- fen a month, as it would be
  difference BIGINT NOT NULL,               -- fen of all months that are past
  detail     TEXT    NOT NULL,               -- JSON: parts, months, what changed and when it was known
  state      TEXT    NOT NULL,               -- open | settled | changed | by-hand
  PRIMARY KEY (recompute, line)
);
CREATE INDEX recompute_line_person ON recompute_line (person);

-- A decision that another one took the place of.
CREATE TABLE replaced (
  decision BIGINT NOT NULL,                 -- the later one
  earlier  BIGINT NOT NULL,
  award    BIGINT NOT NULL,                 -- the award that both are about; 0: none
  PRIMARY KEY (decision, earlier)
);
CREATE INDEX replaced_earlier ON replaced (earlier);
CREATE INDEX replaced_award ON replaced (award);

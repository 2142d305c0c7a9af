-- Work injuries (工伤): what was recognised as one, and how the loss of capacity was graded. A refusal stands on its matter.
CREATE TABLE injury (
  id            BIGINT NOT NULL PRIMARY KEY,
  person        BIGINT NOT NULL,
  unit          BIGINT NOT NULL,
  happened_on   TEXT    NOT NULL,
  basis         TEXT    NOT NULL,             -- which case of the regulation
  recognised_on TEXT    NOT NULL,
  settled_to    TEXT    NOT NULL DEFAULT '',  -- day of the last assessment that awards were made by
  matter        BIGINT NOT NULL,
  recorded_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX injury_person ON injury (person, happened_on);

-- The committee's conclusions, one a day of assessment; the latest counts.
CREATE TABLE injury_grade (
  injury      BIGINT NOT NULL,
  assessed_on TEXT    NOT NULL,
  matter      BIGINT NOT NULL,
  grade       BIGINT NOT NULL,               -- 1 to 10; 0: no grade
  nursing     TEXT    NOT NULL,               -- none | part | most | full
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (injury, assessed_on, matter)
);

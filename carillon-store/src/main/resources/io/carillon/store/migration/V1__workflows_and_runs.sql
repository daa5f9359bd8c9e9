-- One text for all databases. The words that differ are placeholders: ${id} is a 64-bit key
-- column, ${numbered} one that the database fills, ${word} short text that is compared byte by
-- byte, ${text} text of any length, ${table} what a table is made with, ${by_key} the same and
-- stored in the order of its primary key where the database can, ${partition} the table's name,
-- which is a word of MariaDB. A database without partial indexes (MariaDB) has computed columns in
-- their stead, which are NULL where a row would not be in the index: ${computed} and ${where}
-- stand before what only some databases have, and are a comment in the others.
-- Instants are milliseconds since 1970, states the codes of the enums, JSON is text.
-- 1023 masks the partition out of an id.

-- newest_id: the highest id of a workflow or run of the partition. A commit keeps it, since no
-- index finds it in a partition without runs among millions of runs of others.
CREATE TABLE ${partition} (
  id        INTEGER NOT NULL PRIMARY KEY,
  epoch     BIGINT  NOT NULL,
  owner     TEXT,
  commits   BIGINT  NOT NULL,
  newest_id BIGINT  NOT NULL
) ${table};

-- Two digits to the base of 32, since MariaDB ends a recursion after 1000 rows.
INSERT INTO ${partition} (id, epoch, commits, newest_id)
WITH RECURSIVE digit (n) AS (
  SELECT 0 UNION ALL SELECT n + 1 FROM digit WHERE n < 31
)
SELECT high.n * 32 + low.n, 0, 0, 0 FROM digit high CROSS JOIN digit low
WHERE high.n * 32 + low.n < ${partitions};

CREATE TABLE workflow (
  id         ${id}   NOT NULL PRIMARY KEY,
  namespace  ${word} NOT NULL,
  name       ${word} NOT NULL,
  version    INTEGER NOT NULL,
  created_at BIGINT  NOT NULL,
  updated_at BIGINT  NOT NULL,
  deleted_at BIGINT,
  UNIQUE (namespace, name)
) ${table};

CREATE TABLE workflow_version (
  workflow_id BIGINT  NOT NULL,
  version     INTEGER NOT NULL,
  source      ${text} NOT NULL,
  created_at  BIGINT  NOT NULL,
  created_by  TEXT    NOT NULL,
  PRIMARY KEY (workflow_id, version)
) ${table};

CREATE TABLE run (
  id              ${id}    NOT NULL PRIMARY KEY,
  workflow_id     BIGINT   NOT NULL,
  version         INTEGER  NOT NULL,
  state           SMALLINT NOT NULL,
  reason          TEXT,
  message         ${text},
  priority        INTEGER  NOT NULL,
  params          ${text},
  idempotency_key ${word},
  scheduled_at    BIGINT   NOT NULL,
  triggered_by    TEXT     NOT NULL,
  created_at      BIGINT   NOT NULL,
  started_at      BIGINT,
  ended_at        BIGINT
  ${computed}, active  SMALLINT AS (CASE WHEN state IN (1, 2) THEN id & 1023 END)
  ${computed}, waiting SMALLINT AS (CASE WHEN state = 0 THEN workflow_id & 1023 END)
  ${computed}, failed  SMALLINT AS (CASE WHEN state IN (11, 12) THEN state END)
) ${table};

-- Whoever adds an index here makes every commit dearer: look at what a query really needs.
CREATE INDEX run_of_workflow ON run (workflow_id, id);
CREATE INDEX run_active ON run (${active})
  ${where} state IN (1, 2)
;
CREATE INDEX run_queued ON run (${waiting}, workflow_id, priority DESC, id)
  ${where} state = 0
;
CREATE INDEX run_failed ON run (${failed}, id)
  ${where} state IN (11, 12)
;
CREATE INDEX run_failed_of_workflow ON run (workflow_id, ${failed}, id)
  ${where} state IN (11, 12)
;
CREATE UNIQUE INDEX run_key ON run (workflow_id, idempotency_key)
  ${where} idempotency_key IS NOT NULL
;

CREATE TABLE task_run (
  run_id        BIGINT   NOT NULL,
  task          INTEGER  NOT NULL,
  state         SMALLINT NOT NULL,
  attempt       INTEGER  NOT NULL,
  failures      INTEGER  NOT NULL,
  worker_id     BIGINT,
  reason        TEXT,
  message       ${text},
  outputs       ${text},
  ready_at      BIGINT   NOT NULL,
  due_at        BIGINT,
  dispatched_at BIGINT,
  started_at    BIGINT,
  ended_at      BIGINT,
  PRIMARY KEY (run_id, task)
) ${by_key};

CREATE TABLE attempt (
  run_id        BIGINT  NOT NULL,
  task          INTEGER NOT NULL,
  attempt       INTEGER NOT NULL,
  worker_id     BIGINT  NOT NULL,
  outcome       TEXT    NOT NULL,
  reason        TEXT,
  message       ${text},
  dispatched_at BIGINT  NOT NULL,
  started_at    BIGINT,
  ended_at      BIGINT  NOT NULL,
  PRIMARY KEY (run_id, task, attempt)
) ${by_key};

CREATE TABLE worker (
  id         ${id}  NOT NULL PRIMARY KEY,
  name       TEXT   NOT NULL,
  host       TEXT   NOT NULL,
  first_seen BIGINT NOT NULL,
  last_seen  BIGINT NOT NULL
) ${table};

CREATE TABLE api_user (
  name          ${word} NOT NULL PRIMARY KEY,
  password_hash TEXT    NOT NULL,
  created_at    BIGINT  NOT NULL
) ${table};

CREATE TABLE api_token (
  id         ${numbered},
  name       TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  sha256     ${word} NOT NULL UNIQUE,
  created_by TEXT    NOT NULL,
  created_at BIGINT  NOT NULL,
  expires_at BIGINT
) ${table};

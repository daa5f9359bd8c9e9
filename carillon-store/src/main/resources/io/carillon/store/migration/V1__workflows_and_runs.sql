-- One text for both databases. The words that differ are placeholders: ${id} is a 64-bit key
-- column, ${numbered} one that the database fills, ${word} text that is compared byte by byte,
-- ${by_key} stores a table in the order of its primary key where the database can.
-- Instants are milliseconds since 1970, states the codes of the enums, JSON is text.
-- 1023 masks the partition out of an id.

-- newest_id: the highest id of a workflow or run of the partition. A commit keeps it, since no
-- index finds it in a partition without runs among millions of runs of others.
CREATE TABLE partition (
  id        INTEGER NOT NULL PRIMARY KEY,
  epoch     BIGINT  NOT NULL,
  owner     TEXT,
  commits   BIGINT  NOT NULL,
  newest_id BIGINT  NOT NULL
);

INSERT INTO partition (id, epoch, commits, newest_id)
WITH RECURSIVE number (id) AS (
  SELECT 0 UNION ALL SELECT id + 1 FROM number WHERE id + 1 < ${partitions}
)
SELECT id, 0, 0, 0 FROM number;

CREATE TABLE workflow (
  id         ${id}   NOT NULL PRIMARY KEY,
  namespace  ${word} NOT NULL,
  name       ${word} NOT NULL,
  version    INTEGER NOT NULL,
  created_at BIGINT  NOT NULL,
  updated_at BIGINT  NOT NULL,
  deleted_at BIGINT,
  UNIQUE (namespace, name)
);

CREATE TABLE workflow_version (
  workflow_id BIGINT  NOT NULL,
  version     INTEGER NOT NULL,
  source      TEXT    NOT NULL,
  created_at  BIGINT  NOT NULL,
  created_by  TEXT    NOT NULL,
  PRIMARY KEY (workflow_id, version)
);

CREATE TABLE run (
  id              ${id}    NOT NULL PRIMARY KEY,
  workflow_id     BIGINT   NOT NULL,
  version         INTEGER  NOT NULL,
  state           SMALLINT NOT NULL,
  reason          TEXT,
  message         TEXT,
  priority        INTEGER  NOT NULL,
  params          TEXT,
  idempotency_key ${word},
  scheduled_at    BIGINT   NOT NULL,
  triggered_by    TEXT     NOT NULL,
  created_at      BIGINT   NOT NULL,
  started_at      BIGINT,
  ended_at        BIGINT
);

-- Whoever adds an index here makes every commit dearer: look at what a query really needs.
CREATE INDEX run_of_workflow ON run (workflow_id, id);
CREATE INDEX run_active ON run ((id & 1023)) WHERE state IN (1, 2);
CREATE INDEX run_queued ON run ((workflow_id & 1023), workflow_id, priority DESC, id)
  WHERE state = 0;
CREATE INDEX run_failed ON run (state, id) WHERE state IN (11, 12);
CREATE INDEX run_failed_of_workflow ON run (workflow_id, state, id) WHERE state IN (11, 12);
CREATE UNIQUE INDEX run_key ON run (workflow_id, idempotency_key)
  WHERE idempotency_key IS NOT NULL;

CREATE TABLE task_run (
  run_id        BIGINT   NOT NULL,
  task          INTEGER  NOT NULL,
  state         SMALLINT NOT NULL,
  attempt       INTEGER  NOT NULL,
  failures      INTEGER  NOT NULL,
  worker_id     BIGINT,
  reason        TEXT,
  message       TEXT,
  outputs       TEXT,
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
  message       TEXT,
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
);

CREATE TABLE api_user (
  name          ${word} NOT NULL PRIMARY KEY,
  password_hash TEXT    NOT NULL,
  created_at    BIGINT  NOT NULL
);

CREATE TABLE api_token (
  id         ${numbered},
  name       TEXT    NOT NULL,
  role       TEXT    NOT NULL,
  sha256     ${word} NOT NULL UNIQUE,
  created_by TEXT    NOT NULL,
  created_at BIGINT  NOT NULL,
  expires_at BIGINT
);

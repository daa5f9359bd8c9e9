-- Logs of attempts: see LogTable. Rows are only ever added. The key says that no two chunks of a
-- log begin at the same byte, which is what keeps a log whole when two servers add to it.
-- ${bytes} is a column of up to 64 KiB of bytes, at the least.
CREATE TABLE log_chunk (
  run_id  BIGINT   NOT NULL,
  task    INTEGER  NOT NULL,
  attempt INTEGER  NOT NULL,
  begins  BIGINT   NOT NULL,
  state   SMALLINT NOT NULL,
  data    ${bytes} NOT NULL,
  PRIMARY KEY (run_id, task, attempt, begins)
) ${table};

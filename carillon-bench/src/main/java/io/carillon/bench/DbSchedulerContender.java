package io.carillon.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * db-scheduler, in this process, fetching by lock-and-fetch. With immediate execution the process
 * that hands over also executes; without, every job is found by polling, as it is when another
 * process hands over.
 */
final class DbSchedulerContender implements Contender {

  private static final int THREADS = 32;
  private static final String TABLE =
      """
      CREATE TABLE scheduled_tasks (
        task_name text NOT NULL,
        task_instance text NOT NULL,
        task_data bytea,
        execution_time timestamp with time zone NOT NULL,
        picked boolean NOT NULL,
        picked_by text,
        last_success timestamp with time zone,
        last_failure timestamp with time zone,
        consecutive_failures int,
        last_heartbeat timestamp with time zone,
        version bigint NOT NULL,
        priority smallint,
        PRIMARY KEY (task_name, task_instance)
      );
      CREATE INDEX execution_time_idx ON scheduled_tasks (execution_time);
      CREATE INDEX last_heartbeat_idx ON scheduled_tasks (last_heartbeat);
      """;

  private final boolean immediate;
  private final JobLedger ledger = new JobLedger();
  private final HikariDataSource pool;
  private final OneTimeTask<Void> task;
  private final Scheduler scheduler;
  private final SchedulerClient client;

  DbSchedulerContender(String url, boolean immediate) throws SQLException {
    this.immediate = immediate;
    this.pool = PostgresDatabase.pool(url, THREADS + 8);
    PostgresDatabase.execute(pool, TABLE);
    this.task =
        Tasks.oneTime("noop").execute((instance, context) -> ledger.started(instance.getId()));
    var builder =
        Scheduler.create(pool, task)
            .threads(THREADS)
            .pollUsingLockAndFetch(4.0, 20.0)
            .pollingInterval(Duration.ofMillis(immediate ? 1000 : 100));
    this.scheduler = (immediate ? builder.enableImmediateExecution() : builder).build();
    this.client = immediate ? scheduler : SchedulerClient.Builder.create(pool, task).build();
    scheduler.start();
  }

  @Override
  public String name() {
    return immediate ? "db-scheduler, immediate" : "db-scheduler, polling";
  }

  @Override
  public String remark() {
    return "%d threads, lock-and-fetch, %s; history is deleted"
        .formatted(THREADS, immediate ? "immediate execution" : "polls every 100 ms");
  }

  @Override
  public void enqueueBatch(int jobs) {
    List<TaskInstance<?>> batch = new ArrayList<>();
    for (int i = 0; i < jobs; i++) {
      batch.add(task.instance(ledger.newKey()));
    }
    client.scheduleBatch(batch, Instant.EPOCH);
  }

  @Override
  public void enqueueOne() {
    enqueue(ledger.newKey());
  }

  @Override
  public String enqueueStamped() {
    String key = ledger.newStampedKey();
    enqueue(key);
    return key;
  }

  private void enqueue(String key) {
    client.scheduleIfNotExists(task.instance(key), Instant.EPOCH);
  }

  @Override
  public void awaitExecuted(long jobs) {
    ledger.awaitExecuted(jobs);
  }

  @Override
  public void verify(long jobs) {
    ledger.verify(jobs);
  }

  @Override
  public Map<String, Long> starts() {
    return ledger.starts();
  }

  @Override
  public List<ProcessTree> processes() {
    return List.of();
  }

  @Override
  public void close() {
    scheduler.stop();
    pool.close();
  }
}

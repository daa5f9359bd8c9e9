package io.carillon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.utils.ConnectionProvider;
import org.quartz.utils.DBConnectionManager;

/** Quartz with its clustered JDBC store, in this process. */
final class QuartzContender implements Contender {

  private static final int THREADS = 16;
  private static final String TABLES = "/org/quartz/impl/jdbcjobstore/tables_postgres.sql";
  private static final String LEDGER = "ledger";

  private final JobLedger ledger = new JobLedger();
  private final HikariDataSource pool;
  private final Scheduler scheduler;
  private final JobDetail job;

  QuartzContender(String url) throws SQLException, IOException, SchedulerException {
    this.pool = PostgresDatabase.pool(url, THREADS + 8);
    try (InputStream tables = Scheduler.class.getResourceAsStream(TABLES)) {
      if (tables == null) {
        throw new IllegalStateException("Expected Quartz to bring " + TABLES + ", but it does not");
      }
      PostgresDatabase.execute(pool, new String(tables.readAllBytes(), UTF_8));
    }
    String name = "quartz" + pool.getJdbcUrl().hashCode();
    DBConnectionManager.getInstance().addConnectionProvider(name, new Connections(pool));
    this.scheduler = new StdSchedulerFactory(settings(name)).getScheduler();
    scheduler.getContext().put(LEDGER, ledger);
    this.job = JobBuilder.newJob(Noop.class).withIdentity("noop").storeDurably().build();
    scheduler.addJob(job, true);
    scheduler.start();
  }

  private static Properties settings(String dataSource) {
    Properties settings = new Properties();
    settings.putAll(
        Map.ofEntries(
            Map.entry("org.quartz.scheduler.instanceName", dataSource),
            Map.entry("org.quartz.scheduler.instanceId", "AUTO"),
            Map.entry("org.quartz.scheduler.skipUpdateCheck", "true"),
            Map.entry("org.quartz.scheduler.idleWaitTime", "1000"),
            Map.entry("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "" + THREADS),
            Map.entry("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool"),
            Map.entry("org.quartz.threadPool.threadCount", "" + THREADS),
            Map.entry("org.quartz.jobStore.class", "org.quartz.impl.jdbcjobstore.JobStoreTX"),
            Map.entry(
                "org.quartz.jobStore.driverDelegateClass",
                "org.quartz.impl.jdbcjobstore.PostgreSQLDelegate"),
            Map.entry("org.quartz.jobStore.acquireTriggersWithinLock", "true"),
            Map.entry("org.quartz.jobStore.isClustered", "true"),
            Map.entry("org.quartz.jobStore.dataSource", dataSource)));
    return settings;
  }

  @Override
  public String name() {
    return "Quartz, clustered";
  }

  @Override
  public String remark() {
    return "%d threads, acquires %d at once; history is deleted".formatted(THREADS, THREADS);
  }

  @Override
  public void enqueueBatch(int jobs) throws SchedulerException {
    Set<Trigger> triggers = new HashSet<>();
    for (int i = 0; i < jobs; i++) {
      triggers.add(trigger(ledger.newKey()));
    }
    scheduler.scheduleJobs(Map.of(job, triggers), true);
  }

  @Override
  public void enqueueOne() throws SchedulerException {
    scheduler.scheduleJob(trigger(ledger.newKey()));
  }

  @Override
  public String enqueueStamped() throws SchedulerException {
    String key = ledger.newStampedKey();
    scheduler.scheduleJob(trigger(key));
    return key;
  }

  private Trigger trigger(String key) {
    return TriggerBuilder.newTrigger().withIdentity(key).forJob(job).startNow().build();
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
    try {
      scheduler.shutdown(true);
    } catch (SchedulerException e) {
      throw new IllegalStateException(e);
    } finally {
      pool.close();
    }
  }

  /** The job. Public, since Quartz makes it. */
  public static final class Noop implements Job {
    @Override
    public void execute(JobExecutionContext context) {
      try {
        Object ledger = context.getScheduler().getContext().get(LEDGER);
        ((JobLedger) Objects.requireNonNull(ledger))
            .started(context.getTrigger().getKey().getName());
      } catch (SchedulerException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Gives Quartz the pool. */
  private record Connections(HikariDataSource pool) implements ConnectionProvider {
    @Override
    public Connection getConnection() throws SQLException {
      return pool.getConnection();
    }

    @Override
    public void shutdown() {}

    @Override
    public void initialize() {}
  }
}

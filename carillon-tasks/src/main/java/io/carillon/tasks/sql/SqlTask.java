package io.carillon.tasks.sql;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskFailure;
import io.carillon.sdk.TaskType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Runs SQL on any database with a JDBC driver on the worker's class path.
 *
 * <pre>{@code
 * visits:
 *   type: sql
 *   config:
 *     url: jdbc:sqlite:/var/lib/web/log.db
 *     query: SELECT path, count(*) AS visits FROM log WHERE day = :day GROUP BY path
 *     params: {day: "{{ params.day }}"}
 * }</pre>
 */
public final class SqlTask implements TaskType<SqlConfig> {

  @Override
  public String name() {
    return "sql";
  }

  @Override
  public Class<SqlConfig> configType() {
    return SqlConfig.class;
  }

  @Override
  public void run(TaskContext task, SqlConfig config) throws Exception {
    Secrets secrets = new Secrets(config);
    Properties properties = new Properties();
    if (config.user() != null) {
      properties.setProperty("user", config.user());
    }
    if (config.password() != null) {
      properties.setProperty("password", config.password());
    }
    try (Stopper stopper = new Stopper()) {
      task.onCancel(() -> stopper.stop(Stopper.Reason.CANCELLED));
      if (config.timeout() != null) {
        stopper.stopAfter(config.timeout());
      }
      task.log("connecting to " + Secrets.withoutSecrets(config.url()));
      try (Connection connection = Drivers.connect(config.url(), properties, config.timeout())) {
        if (connection == null) {
          throw new SQLException("the driver did not connect");
        }
        new SqlRun(task, config, connection, stopper).run();
      } catch (SQLException e) {
        throw stopped(stopper, config, failure(e, secrets));
      } catch (TaskFailure e) {
        throw stopped(stopper, config, e);
      }
    }
  }

  /** What the database says about a statement that was cancelled is not the reason. */
  private static Exception stopped(Stopper stopper, SqlConfig config, TaskFailure failure) {
    if (stopper.reason() == null) {
      return failure;
    }
    return switch (stopper.reason()) {
      case CANCELLED -> new InterruptedException();
      case TIMEOUT ->
          new TaskFailure(
              "sql_timeout",
              "Expected the database to be done within %s, but it was not"
                  .formatted(config.timeout()));
    };
  }

  private static TaskFailure failure(SQLException e, Secrets secrets) {
    String message = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    return new TaskFailure(
        "sql",
        "Expected the database to do it, but it answered SQLState %s, error %d: %s"
            .formatted(e.getSQLState(), e.getErrorCode(), secrets.mask(message)));
  }
}

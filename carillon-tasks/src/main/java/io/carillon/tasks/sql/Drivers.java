package io.carillon.tasks.sql;

import io.carillon.sdk.TaskFailure;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Finds JDBC drivers where the thread's class loader has them, not only where {@link
 * java.sql.DriverManager} looks.
 */
final class Drivers {

  private Drivers() {}

  /**
   * Connects on a thread of its own, as a connection attempt that hangs in the network cannot be
   * interrupted: the caller can, and the late connection is closed.
   */
  static Connection connect(String url, Properties properties, @Nullable Duration timeout)
      throws SQLException, InterruptedException, TaskFailure {
    Driver driver = find(url);
    CompletableFuture<Connection> connecting = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                Connection connection = driver.connect(url, properties);
                if (!connecting.complete(connection) && connection != null) {
                  connection.close();
                }
              } catch (SQLException | RuntimeException e) {
                connecting.completeExceptionally(e);
              }
            },
            "carillon-sql-connect");
    thread.setDaemon(true);
    thread.start();
    try {
      return timeout == null
          ? connecting.get()
          : connecting.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SQLException cause) {
        throw cause;
      }
      throw new SQLException("the driver failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new TaskFailure(
          "sql_timeout", "Expected a connection within %s, but there was none".formatted(timeout));
    } finally {
      connecting.cancel(false);
    }
  }

  /** One at a time: drivers that initialise themselves at once may wait for each other for ever. */
  private static synchronized Driver find(String url) throws SQLException, TaskFailure {
    List<String> known = new ArrayList<>();
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class).iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          break;
        }
        Driver driver = drivers.next();
        if (driver.acceptsURL(url)) {
          return driver;
        }
        known.add(driver.getClass().getName());
      } catch (ServiceConfigurationError e) {
        known.add("one that failed: " + e.getMessage());
      }
    }
    String scheme = url.substring(0, url.indexOf(':', "jdbc:".length()) + 1);
    throw new TaskFailure(
        "sql_driver_missing",
        "Expected a driver for %s on the worker's class path, but found %s"
            .formatted(scheme.isEmpty() ? "jdbc:" : scheme, known.isEmpty() ? "none" : known),
        false);
  }
}

package io.carillon.server;

import io.carillon.store.DatabaseConfig;
import io.carillon.store.StoreException;
import io.carillon.store.UnusableDatabaseException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Adds partitions to a database that no server uses: {@code io.carillon.server.RaisePartitions
 * --database=URL --partitions=16}, with the options of {@link ServerConfig}. Ends with 2 if it
 * cannot be done; then nothing has changed.
 */
public final class RaisePartitions {

  /** Servers show by their rows that they are alive: the pause is so many of their leases. */
  private static final int LEASES = 2;

  private static final Raising RAISING =
      (database, partitions, pause) -> {
        throw new BadOptionException("Expected a store that can add partitions, but this has none");
      };

  private RaisePartitions() {}

  /** What the store does. */
  interface Raising {

    /**
     * @param pause lets time pass
     * @return how many there were
     */
    int raise(DatabaseConfig database, int partitions, Runnable pause);
  }

  public static void main(String[] args) throws IOException {
    try {
      System.out.println(raise(Options.read(List.of(args), System.getenv()), RAISING));
    } catch (BadOptionException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /**
   * @return a sentence on what was done
   * @throws BadOptionException if it cannot be done
   */
  static String raise(ServerConfig config, Raising raising) throws IOException {
    // With SQLite no other process has rows to show; its server holds the folder.
    DataFolder held = config.alone() ? DataFolder.open(config.data()) : null;
    try {
      int before = raising.raise(config.databaseConfig(), config.partitions(), () -> pause(config));
      return "There were %d partitions, now there are %d.".formatted(before, config.partitions());
    } catch (StoreException | UnusableDatabaseException e) {
      throw new BadOptionException(String.valueOf(e.getMessage()));
    } finally {
      if (held != null) {
        held.close();
      }
    }
  }

  private static void pause(ServerConfig config) {
    try {
      long millis = config.memberLease().multipliedBy(LEASES).toMillis();
      new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadOptionException("Expected time to see whether servers are alive, but was ended");
    }
  }
}

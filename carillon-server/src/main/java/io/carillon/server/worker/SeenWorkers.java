package io.carillon.server.worker;

import io.carillon.engine.gateway.WorkerInfo;
import io.carillon.store.StoreException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the names of workers that connect. On a thread of its own: a worker's stream must not
 * wait for the database, or the worker would be taken for silent, and lost. While the database is
 * away it is tried again; there are as many names to write as workers.
 */
public final class SeenWorkers implements Consumer<WorkerInfo>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SeenWorkers.class);

  private final Consumer<WorkerInfo> store;
  private final long pauseMillis;
  private final Map<Long, WorkerInfo> waiting = new LinkedHashMap<>();
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("carillon-seen-workers").factory());

  /**
   * @param store writes one down, or throws a {@link StoreException}
   * @param pauseMillis how long to wait before it is tried again
   */
  public SeenWorkers(Consumer<WorkerInfo> store, long pauseMillis) {
    this.store = store;
    this.pauseMillis = pauseMillis;
  }

  /** Returns at once. */
  @Override
  public void accept(WorkerInfo worker) {
    synchronized (waiting) {
      waiting.put(worker.id(), worker);
    }
    writeAfter(0);
  }

  private void writeAfter(long millis) {
    try {
      var unused = writer.schedule(this::write, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server ends.
    }
  }

  private void write() {
    List<WorkerInfo> all;
    synchronized (waiting) {
      all = List.copyOf(waiting.values());
    }
    try {
      for (WorkerInfo worker : all) {
        store.accept(worker);
        synchronized (waiting) {
          waiting.remove(worker.id(), worker);
        }
      }
    } catch (StoreException e) {
      log.debug("Names of workers wait for the database", e);
      writeAfter(pauseMillis);
    }
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }
}

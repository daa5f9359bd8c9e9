package io.carillon.cli.follow;

import io.carillon.cli.api.Api;
import io.carillon.cli.api.Event;
import io.carillon.cli.api.Fields;
import io.carillon.cli.api.ServerException;
import io.carillon.cli.api.Subscription;
import io.carillon.cli.terminal.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Follows the logs of a run's attempts, all at the same time, until the run has ended and they
 * have.
 *
 * <p>Each attempt is followed by a thread of its own, at most {@value #STREAMS} at once; the others
 * wait, and miss nothing, as logs are kept by the server.
 */
public final class LogFollower {

  private static final int STREAMS = 32;

  /** How long the rest of a log is waited for when the run has ended. */
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Api api;
  private final Environment environment;
  private final Lines lines;
  private final Semaphore streams = new Semaphore(STREAMS);
  private volatile boolean ended;

  /** Where the lines go; called by several threads. */
  @FunctionalInterface
  public interface Lines {
    void line(String task, int attempt, String line);
  }

  public LogFollower(Api api, Environment environment, Lines lines) {
    this.api = api;
    this.environment = environment;
    this.lines = lines;
  }

  /**
   * @param task whose logs to follow; {@code null}: of all tasks
   * @param attempt which one; 0: all, from the newest on
   */
  public void follow(String runId, @Nullable String task, int attempt) throws InterruptedException {
    List<Future<?>> logs = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Set<String> known = new HashSet<>();
      Progress starter =
          new Progress() {
            @Override
            public void run(RunView run) {}

            @Override
            public void task(@Nullable TaskView before, TaskView now) {
              boolean wanted =
                  (task == null || task.equals(now.name()))
                      && now.attempt() > 0
                      && (attempt == 0 || attempt == now.attempt());
              if (wanted && known.add(now.name() + " " + now.attempt())) {
                logs.add(threads.submit(() -> followLog(runId, now.name(), now.attempt())));
              }
            }

            @Override
            public void tick(boolean connected) {}

            @Override
            public void close() {}
          };
      new RunFollower(api, environment).follow(runId, starter);
      ended = true;
      for (Future<?> log : logs) {
        log.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServerException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private @Nullable Void followLog(String runId, String task, int attempt)
      throws InterruptedException {
    streams.acquire();
    try (Subscription events =
        new Subscription(
            api,
            LogText.path(runId, task, attempt) + "/follow",
            environment.clock(),
            environment.patience())) {
      LogText text = new LogText(line -> lines.line(task, attempt, line));
      while (true) {
        @Nullable Event event = events.poll(WAIT);
        if (event != null && event.name().equals("log")) {
          text.add(Fields.text(Api.JSON.readTree(event.data()), "text", ""));
        } else if (event == null ? ended : event.name().equals("end")) {
          text.end();
          return null;
        }
      }
    } finally {
      streams.release();
    }
  }
}

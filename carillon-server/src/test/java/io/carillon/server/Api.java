package io.carillon.server;

import com.github.benmanes.caffeine.cache.Ticker;
import io.carillon.kernel.row.Changes;
import io.carillon.kernel.row.RunRow;
import io.carillon.kernel.row.RunState;
import io.carillon.kernel.row.TaskRunRow;
import io.carillon.kernel.row.TaskRunState;
import io.carillon.kernel.row.VersionRow;
import io.carillon.kernel.row.WorkflowRow;
import io.carillon.server.access.Role;
import io.carillon.server.access.Secrets;
import io.carillon.server.access.Tokens;
import io.carillon.server.log.FileLogStore;
import io.carillon.store.Database;
import io.carillon.store.DatabaseConfig;
import io.carillon.store.PartitionStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The REST API over a real database and a fake engine: one for all tests, made at first use. */
final class Api {

  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private static final class Holder {
    static final Api API = new Api();
  }

  final FakeEngine engine = new FakeEngine();
  final FileLogStore logs;
  private final Components.Outside outside;
  final String url;
  final String adminToken;
  final String workerToken;

  private final PartitionStore store;
  private final PartitionStore.Ownership ownership;
  private final AtomicLong commits;
  private final AtomicLong ids = new AtomicLong(1L << 30);

  static Api get() {
    return Holder.API;
  }

  private Api() {
    try {
      Path folder = Files.createTempDirectory("carillon-api");
      InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
      Secrets secrets = new Secrets(new SecureRandom());
      Database database =
          Database.open(
              new DatabaseConfig("jdbc:sqlite:" + folder.resolve("carillon.db"), null, null, 1));
      logs = new FileLogStore(folder.resolve("logs"), 1 << 20);
      Tokens tokens = new Tokens(database.accounts(), secrets, clock, Ticker.systemTicker());
      outside =
          new Components.Outside(
              database.accounts(),
              database.queries(),
              database.workers(),
              engine,
              logs,
              tokens,
              secrets,
              clock);
      Components components = componentsAnew();
      HttpServer http = HttpServer.start(InetAddress.getLoopbackAddress(), 0, components);
      url = "http://127.0.0.1:" + http.port();
      adminToken = tokens.create("test", Role.ADMIN, "test", null).secret();
      workerToken = tokens.create("test-worker", Role.WORKER, "test", null).secret();
      store = database.partitionStore();
      ownership = Objects.requireNonNull(store.claim(0, 0, "test"));
      commits = new AtomicLong(ownership.commits());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For another server of the same. */
  Components componentsAnew() {
    return new Components(outside, 100);
  }

  Client admin() {
    return Client.of(url, adminToken);
  }

  synchronized void commit(
      List<WorkflowRow> workflows,
      List<VersionRow> versions,
      List<RunRow> runs,
      List<TaskRunRow> taskRuns) {
    Changes changes = new Changes(workflows, versions, runs, taskRuns, List.of());
    store.commit(
        List.of(
            new PartitionStore.Batch(0, ownership.epoch(), commits.incrementAndGet(), changes)));
  }

  /** A run that is running, of a new workflow with tasks {@code first} and, after it, others. */
  RunRow running(String workflow, String... tasks) {
    long workflowId = ids.addAndGet(1 << 10);
    StringBuilder source = new StringBuilder("name: " + workflow + "\ntasks:\n");
    for (String task : tasks) {
      source.append("  ").append(task).append(": {type: shell, config: {script: 'true'}}\n");
    }
    RunRow run = run(ids.addAndGet(1 << 10), workflowId, RunState.RUNNING);
    commit(
        List.of(new WorkflowRow(workflowId, "tests", workflow, 1, NOW, NOW, null)),
        List.of(new VersionRow(workflowId, 1, source.toString(), NOW, "test")),
        List.of(run),
        List.of());
    return run;
  }

  static RunRow run(long id, long workflowId, RunState state) {
    return new RunRow(
        id,
        workflowId,
        1,
        state,
        null,
        null,
        0,
        null,
        null,
        NOW,
        "test",
        NOW,
        NOW,
        state.terminal() ? NOW : null);
  }

  static TaskRunRow task(long run, int task, TaskRunState state, int attempt) {
    @Nullable Long worker = attempt > 0 ? 7L : null;
    return new TaskRunRow(
        run,
        task,
        state,
        attempt,
        0,
        worker,
        null,
        null,
        null,
        NOW,
        null,
        attempt > 0 ? NOW : null,
        attempt > 0 ? NOW : null,
        state.terminal() ? NOW : null);
  }
}

package io.carillon.bench.chaos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.carillon.bench.Pace;
import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes down when an attempt of it begins and how it ends, in a file of the worker's process: what
 * tasks do to the world, in a form that can be counted. Takes as long as its config says.
 */
public final class LedgerTask implements TaskType<LedgerTask.Config> {

  private static @Nullable OutputStream ledger;

  /**
   * How long to take, in milliseconds: between the two, as the run's id says.
   *
   * @param least {@code null}: nothing
   * @param most {@code null}: as {@code least}
   */
  public record Config(@Nullable Integer least, @Nullable Integer most) {}

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public void run(TaskContext task, Config config) throws IOException, InterruptedException {
    write(Ledger.BEGUN, task);
    int least = config.least() == null ? 0 : config.least();
    int most = config.most() == null ? least : config.most();
    long more = Math.floorMod(Long.parseLong(task.runId()) >>> 10, most - least + 1);
    Pace.pause(Duration.ofMillis(least + more));
    if (task.cancelled() || Thread.currentThread().isInterrupted()) {
      write(Ledger.STOPPED, task);
      throw new InterruptedException("Told to stop");
    }
    write(Ledger.DONE, task);
  }

  /** One write of a short line, in append mode: lines of several threads do not mix. */
  private static void write(char event, TaskContext task) throws IOException {
    OutputStream out = open();
    String line =
        "%s %s %s %d %d\n"
            .formatted(event, task.runId(), task.task(), task.attempt(), Pace.epochMicros());
    out.write(line.getBytes(US_ASCII));
  }

  private static synchronized OutputStream open() throws IOException {
    if (ledger == null) {
      ledger = Files.newOutputStream(Path.of(System.getProperty("chaos.ledger")), CREATE, APPEND);
    }
    return ledger;
  }
}

package io.carillon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import io.carillon.sdk.TaskContext;
import io.carillon.sdk.TaskType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Does nothing; or notes when it started, for the benchmark to read. */
public final class NoopTask implements TaskType<NoopTask.Config> {

  /**
   * @param stampFile where to add a line with the run's id and the microseconds since 1970
   */
  public record Config(@Nullable String stampFile) {}

  @Override
  public String name() {
    return "noop";
  }

  @Override
  public Class<Config> configType() {
    return Config.class;
  }

  @Override
  public void run(TaskContext task, Config config) throws IOException {
    if (config.stampFile() != null) {
      byte[] line = (task.runId() + " " + Pace.epochMicros() + "\n").getBytes(UTF_8);
      // One write of a short line, in append mode: lines of several threads do not mix.
      Files.write(Path.of(config.stampFile()), line, CREATE, APPEND);
    }
  }
}

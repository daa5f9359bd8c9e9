package io.carillon.server.worker;

import io.carillon.worker.Worker;
import io.carillon.worker.WorkerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A worker in the server's process: like any other, it dials the gRPC port and shows a token. */
public final class EmbeddedWorker {

  /** Who stops `carillon up` waits for it: long tasks run again after the next start. */
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private EmbeddedWorker() {}

  public static Worker start(String server, String token, Path data) {
    return Worker.start(
        WorkerConfig.of(List.of(server), token)
            .withName("embedded")
            .withDataDir(data)
            .withDrainTimeout(DRAIN));
  }
}

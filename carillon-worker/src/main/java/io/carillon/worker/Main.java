package io.carillon.worker;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker as a process of its own. Ends on SIGTERM after it has drained; a second signal, or
 * SIGKILL, ends it at once.
 */
public final class Main {

  private static final Logger LOGGER = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /** See {@link CommandLine} for the options. Ends with 2 if they are wrong. */
  public static void main(String[] args) throws InterruptedException {
    WorkerConfig config;
    try {
      config = CommandLine.read(args, Map.copyOf(System.getenv()), Machine.dataDirectory());
    } catch (IllegalArgumentException e) {
      LOGGER.error("{}", e.getMessage());
      System.exit(2);
      return;
    }
    Worker worker = Worker.start(config);
    Runtime.getRuntime().addShutdownHook(new Thread(worker::close, "carillon-drain"));
    worker.awaitEnd();
  }
}

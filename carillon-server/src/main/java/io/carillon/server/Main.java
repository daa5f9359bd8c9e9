package io.carillon.server;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Starts a server: {@code io.carillon.server.Main --http-port=7400 --data=DIR …}; {@link
 * ServerConfig} has all options. Ends with 2 if an option is wrong, with 1 if something unexpected
 * keeps it from starting.
 */
public final class Main {

  private static final int UNEXPECTED = 1;
  private static final int BAD_OPTION = 2;

  private Main() {}

  /** Returns once the server serves, which it does until the process is told to end. */
  public static void main(String[] args) {
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    Logger log = LoggerFactory.getLogger(Main.class);
    try {
      ServerConfig config = Options.read(List.of(args), System.getenv());
      ServerProcess process = ServerProcess.start(config, System.out);
      Runtime.getRuntime().addShutdownHook(new Thread(process::close, "shutdown"));
    } catch (BadOptionException e) {
      System.err.println(e.getMessage());
      System.exit(BAD_OPTION);
    } catch (Throwable e) {
      log.error("Expected to start, but failed", e);
      System.exit(UNEXPECTED);
    }
  }
}

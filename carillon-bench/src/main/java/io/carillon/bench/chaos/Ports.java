package io.carillon.bench.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Ports for processes that start again: below those that the system hands out, so that no
 * connection has taken one meanwhile.
 */
final class Ports {

  private static final int LAST = 32_000;

  private int next = 20_000 + (int) (ProcessHandle.current().pid() % 5_000);

  synchronized int free() {
    while (next < LAST) {
      int port = next++;
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        // Somebody else's.
      }
    }
    throw new IllegalStateException("Expected a free port below " + LAST + ", but found none");
  }
}

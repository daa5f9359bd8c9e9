package io.carillon.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** At which address others reach a port of this server. */
final class Reachable {

  private Reachable() {}

  /**
   * For processes of this machine.
   *
   * @param host the address at which the server listens
   */
  static String here(InetAddress host, int port) {
    return literal(host.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : host, port);
  }

  /**
   * For other servers and workers: as given; else the address at which the server listens; if it
   * listens at all of the machine's, the machine's name.
   *
   * @param given HOST:PORT; {@code null}: not given
   */
  static String anywhere(@Nullable String given, InetAddress host, int port) {
    if (given != null) {
      return given;
    }
    return host.isAnyLocalAddress() ? machine() + ":" + port : literal(host, port);
  }

  private static String literal(InetAddress host, int port) {
    String text = host.getHostAddress();
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + port;
  }

  /** The machine's name. */
  static String machine() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "server";
    }
  }
}

package io.carillon.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Waits for tasks that call, and lets them go: a test knows what runs without looking twice. */
final class Caller implements AutoCloseable {

  private final ServerSocket socket;

  Caller() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(120_000);
  }

  /** In Python: says that it runs, waits until it may end, and notes in a file that it did. */
  String script(String done) {
    return """
    import socket, sys
    with socket.create_connection(("%s", %d)) as call:
      if call.recv(1) != b"g":
        sys.exit("was left alone")
    with open("%s", "a") as file:
      file.write("slow ")
    """
        .formatted(socket.getInetAddress().getHostAddress(), socket.getLocalPort(), done);
  }

  /** Returns when a task calls; it waits until the connection is written to. */
  Socket answer() throws IOException {
    return socket.accept();
  }

  static void release(Socket call) throws IOException {
    call.getOutputStream().write('g');
    call.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

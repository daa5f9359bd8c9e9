package io.carillon.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A TCP link from one server to the registry, which a test can slow down, hold up and cut. It ends
 * at a port of its own.
 */
final class Link implements AutoCloseable {

  private final int target;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private volatile Duration delay = Duration.ZERO;
  private volatile boolean cut;
  private boolean held;

  Link(int target) {
    this.target = target;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** What is sent from now on arrives so much later, in each direction. */
  void delay(Duration longer) {
    delay = longer;
  }

  /** Nothing arrives, until it goes on: connections stay, as when a machine does not answer. */
  void hold() {
    synchronized (gate) {
      held = true;
    }
  }

  /** Breaks connections, and each new one. */
  void cut() {
    cut = true;
    sockets.forEach(Link::close);
  }

  /** All goes on. */
  void mend() {
    cut = false;
    synchronized (gate) {
      held = false;
      gate.notifyAll();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        if (cut) {
          close(near);
        } else {
          Thread.ofVirtual().start(() -> connect(near));
        }
      } catch (IOException e) {
        // The test has ended.
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      sockets.add(near);
      sockets.add(far);
      Thread.ofVirtual().start(() -> carry(near, far));
      Thread.ofVirtual().start(() -> carry(far, near));
    } catch (IOException e) {
      close(near);
    }
  }

  private void carry(Socket from, Socket to) {
    try (ScheduledExecutorService later =
        Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory())) {
      try {
        InputStream in = from.getInputStream();
        byte[] buffer = new byte[16 * 1024];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          byte[] piece = java.util.Arrays.copyOf(buffer, read);
          send(later, () -> deliver(piece, to));
        }
      } catch (IOException e) {
        // Cut, or ended by either side.
      }
      send(later, () -> close(to));
    }
    close(from);
    sockets.remove(from);
  }

  private void send(ScheduledExecutorService later, Runnable delivery) {
    try {
      var unused = later.schedule(delivery, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The test has ended.
    }
  }

  private void deliver(byte[] piece, Socket to) {
    try {
      synchronized (gate) {
        while (held) {
          gate.wait();
        }
      }
      to.getOutputStream().write(piece);
    } catch (IOException e) {
      close(to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, then.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cut();
    mend();
  }
}

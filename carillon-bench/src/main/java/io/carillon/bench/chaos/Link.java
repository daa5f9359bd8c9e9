package io.carillon.bench.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A TCP link to a port of this machine, by a port of its own, which can be cut and held up: as a
 * whole, or for those alone who are dialled from certain processes.
 */
final class Link implements AutoCloseable {

  /** What can be wrong with it. */
  enum Trouble {
    /** Connections break, and new ones too. */
    CUT,
    /** Nothing arrives, either way; connections stay. */
    HELD,
    /** Nothing arrives at who was dialled. */
    HELD_THERE,
    /** Nothing arrives at who dialled. */
    HELD_BACK
  }

  /**
   * @param dialler whose connections suffer; {@code null}: all
   */
  private record Fault(Trouble trouble, @Nullable LongPredicate dialler) {}

  /** Two sockets that are one connection, and the process that dialled: 0 before anybody asked. */
  private record Connection(Socket near, Socket far, AtomicLong dialler, AtomicInteger open) {

    /** At once, as when a machine dies; otherwise what was sent would still arrive. */
    void end() {
      shut(near);
      shut(far);
    }

    /** One of the two directions has ended in order. */
    void halfEnded() throws IOException {
      if (open.decrementAndGet() == 0) {
        near.close();
        far.close();
      }
    }
  }

  private final int target;
  private final IntToLongFunction diallers;
  private final ServerSocket server;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Object gate = new Object();
  private volatile @Nullable Fault fault;

  /**
   * @param diallers finds the process that has a connection from a port
   */
  Link(int target, IntToLongFunction diallers) {
    this.target = target;
    this.diallers = diallers;
    try {
      server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * @param dialler whose connections suffer, by the process's id; {@code null}: all
   */
  void trouble(Trouble trouble, @Nullable LongPredicate dialler) {
    fault = new Fault(trouble, dialler);
    connections.stream().filter(each -> suffers(each, Trouble.CUT)).forEach(Connection::end);
  }

  void mend() {
    fault = null;
    synchronized (gate) {
      gate.notifyAll();
    }
  }

  private boolean suffers(Connection connection, Trouble... troubles) {
    Fault now = fault;
    return now != null
        && Set.of(troubles).contains(now.trouble)
        && (now.dialler == null || now.dialler.test(dialler(connection)));
  }

  /** To find it is dear, so it is done once, and only for who wants to know. */
  private long dialler(Connection connection) {
    long known = connection.dialler.get();
    if (known == 0) {
      known = diallers.applyAsLong(connection.near.getPort());
      connection.dialler.set(known);
    }
    return known;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Thread.ofVirtual().start(() -> connect(near));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Connection connection = new Connection(near, far, new AtomicLong(), new AtomicInteger(2));
      connections.add(connection);
      if (suffers(connection, Trouble.CUT)) {
        connection.end();
      }
      Thread.ofVirtual().start(() -> carry(connection, near, far, Trouble.HELD_THERE));
      Thread.ofVirtual().start(() -> carry(connection, far, near, Trouble.HELD_BACK));
    } catch (IOException e) {
      shut(near);
    }
  }

  private void carry(Connection connection, Socket from, Socket to, Trouble oneWay) {
    try {
      InputStream in = from.getInputStream();
      byte[] buffer = new byte[64 * 1024];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pass(connection, oneWay);
        to.getOutputStream().write(buffer, 0, read);
      }
      // Its end must not arrive either, while nothing does.
      pass(connection, oneWay);
      to.shutdownOutput();
      connection.halfEnded();
    } catch (IOException e) {
      connection.end();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (connection.near.isClosed()) {
      connections.remove(connection);
    }
  }

  private void pass(Connection connection, Trouble oneWay) throws InterruptedException {
    synchronized (gate) {
      while (suffers(connection, Trouble.HELD, oneWay)) {
        gate.wait();
      }
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
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
    mend();
    connections.forEach(Connection::end);
  }
}
